"""Bimbingan kinerja: plan, sessions, B.1.8 to the superior, B.1.9 by the evaluator, closed only when both exist."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.alasan import with_reason
from tests.kota import NIP, Kota
from tests.pembinaan import (
    B18,
    B19,
    PLAN,
    RESULT,
    SESSION,
    bimbingan_of,
    case_of,
    do,
    give,
    konseling_of,
    open_steps,
    until_b18,
)
from webapp.domain.pembinaan import HasilBimbingan, StatusPembinaan
from webapp.operations import Refused
from webapp.services.errors import Denied, InvalidAnswers, NotFound
from webapp.services.monitoring import coaching
from webapp.services.monitoring.coaching import Side
from webapp.services.process.inbox import inbox
from webapp.storage.process import Journal


def waiting(city: Kota, code: str) -> list[str]:
    with city.reading() as tx:
        return [one.element_id for one in inbox(tx, city.actor(code)) if one.document_kind == "bimbingan"]


def test_ac_f_03_the_whole_course_ends_only_with_both_forms(city: Kota) -> None:
    number = until_b18(city)
    assert (waiting(city, "DH"), waiting(city, "KB"), waiting(city, "KD")) == (["umpan_balik"], [], [])
    do(city, "DH", "bimbingan", number, "umpan_balik", **B18)
    assert (waiting(city, "KD"), waiting(city, "KB")) == (["baca_umpan_balik"], [])
    do(city, "KD", "bimbingan", number, "baca_umpan_balik", sudah_dibaca="true")
    do(city, "KB", "bimbingan", number, "evaluasi", **B19)
    assert bimbingan_of(city, "DH").status is StatusPembinaan.DIEVALUASI
    do(city, "KB", "bimbingan", number, "hasil", **RESULT)
    done = bimbingan_of(city, "DH")
    assert (done.status, done.hasil) == (StatusPembinaan.SELESAI, HasilBimbingan.SELESAI)
    with city.reading() as tx:
        seen = coaching.bimbingan(tx, city.actor("KD"), number)
        assert seen.b18 is not None
        assert (seen.b18.jawaban, len(seen.sesi), seen.b19[0].nilai) == ([3] * 9, 1, 4)


def test_ac_f_03_the_database_keeps_a_coaching_open_until_both_forms_exist(city: Kota) -> None:
    number = until_b18(city)
    close = text(
        "UPDATE bimbingan SET status = 'SELESAI', hasil = 'SELESAI', selesai_pada = now() WHERE id = :id"
    )
    with pytest.raises(IntegrityError, match="closed with its forms"), city.work.transaction() as tx:
        tx.session.execute(close, {"id": number})


@pytest.mark.parametrize("value", ["0", "6"])
def test_ac_f_04_a_competence_has_a_value_from_1_to_5(city: Kota, value: str) -> None:
    number = until_b18(city)
    do(city, "DH", "bimbingan", number, "umpan_balik", **B18)
    do(city, "KD", "bimbingan", number, "baca_umpan_balik", sudah_dibaca="true")
    with pytest.raises(InvalidAnswers):
        do(city, "KB", "bimbingan", number, "evaluasi", **{**B19, "kompetensi[0].nilai": value})
    assert open_steps(city, "bimbingan", number).keys() == {"evaluasi"}


def test_all_nine_statements_are_answered(city: Kota) -> None:
    number = until_b18(city)
    with pytest.raises(InvalidAnswers):
        do(city, "DH", "bimbingan", number, "umpan_balik", **{**B18, "p9": ""})


def test_what_the_employee_says_of_the_coaching_is_for_the_superior_alone(city: Kota) -> None:
    number = until_b18(city)
    do(city, "DH", "bimbingan", number, "umpan_balik", **B18)
    with_reason(city, "NH")
    with city.reading() as tx:
        seen = {code: coaching.bimbingan(tx, city.actor(code), number) for code in ("DH", "KD", "KB", "NH")}
        assert {code: view.b18 is not None for code, view in seen.items()} == {
            "DH": True, "KD": True, "KB": False, "NH": False
        }  # fmt: skip
        assert seen["KB"].b18_given
        facts = list(
            tx.session.scalars(
                select(Journal.facts).where(Journal.case_id == case_of(city, "bimbingan", number))
            )
        )
    assert "p1" not in json.dumps(facts)


@pytest.mark.parametrize(
    ("who", "side"),
    [("DH", Side.PEGAWAI), ("KB", Side.PENILAI), ("KD", Side.ATASAN), ("NH", Side.ADMIN), ("SR", None), ("WS", None),
     ("KBB", None), ("LN", None)],
)  # fmt: skip
def test_who_sees_a_coaching(city: Kota, who: str, side: Side | None) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    number = bimbingan_of(city, "DH").id
    with_reason(city, "NH")
    with city.reading() as tx:
        if side is None:
            with pytest.raises(NotFound):
                coaching.bimbingan(tx, city.actor(who), number)
        else:
            assert coaching.bimbingan(tx, city.actor(who), number).side is side


def test_another_person_may_be_the_coach_by_special_assignment(city: Kota) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    number = bimbingan_of(city, "DH").id
    plan = {
        **PLAN,
        "pembimbing": "lain",
        "nip_pembimbing": NIP["YK"],
        "dasar_penunjukan": "Surat tugas 800/7",
    }
    do(city, "KB", "bimbingan", number, "rencana", **plan)
    assert (waiting(city, "YK"), waiting(city, "KB")) == (["sesi"], [])
    today = city.now.date().isoformat()
    with pytest.raises(Denied):
        do(city, "KB", "bimbingan", number, "sesi", tanggal=today, **SESSION)
    do(city, "YK", "bimbingan", number, "sesi", tanggal=today, **{**SESSION, "sesi_lagi": "ya"})
    do(city, "YK", "bimbingan", number, "sesi", tanggal=today, **SESSION)
    with city.reading() as tx:
        assert len(coaching.bimbingan(tx, city.actor("YK"), number).sesi) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nip_pembimbing": "199901012024011001"}, "tidak dikenal"),
        ({"nip_pembimbing": NIP["DH"]}, "orang lain"),
    ],
)
def test_the_coach_is_a_known_employee_and_not_the_one_coached(
    city: Kota, changed: Mapping[str, str], words: str
) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    plan = {**PLAN, "pembimbing": "lain", "dasar_penunjukan": "Surat tugas 800/7", **changed}
    with pytest.raises(Refused, match=words):
        do(city, "KB", "bimbingan", bimbingan_of(city, "DH").id, "rencana", **plan)


def test_a_coaching_is_looked_at_again_after_a_month(city: Kota) -> None:
    city.at("2026-03-31 09:00")
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "BIMBINGAN")
    do(city, "KB", "bimbingan", bimbingan_of(city, "DH").id, "rencana", **PLAN)
    assert bimbingan_of(city, "DH").tinjau_pada == date(2026, 4, 30)
    with city.reading() as tx:
        (item,) = [one for one in inbox(tx, city.actor("KB")) if one.document_kind == "bimbingan"]
        assert item.deadline == date(2026, 4, 30)


def test_a_coaching_without_effect_goes_on_as_counselling(city: Kota) -> None:
    number = until_b18(city)
    do(city, "DH", "bimbingan", number, "umpan_balik", **B18)
    do(city, "KD", "bimbingan", number, "baca_umpan_balik", sudah_dibaca="true")
    do(city, "KB", "bimbingan", number, "evaluasi", **B19)
    do(city, "KB", "bimbingan", number, "hasil", **{**RESULT, "hasil_bimbingan": "LANJUT_KONSELING"})
    assert konseling_of(city, "DH").bimbingan_id == number
    assert bimbingan_of(city, "DH").status is StatusPembinaan.SELESAI
