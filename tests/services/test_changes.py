"""Changing an SKP that is set: proposed, agreed, worked out, in force; the old version valid until then."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from tests.alasan import with_reason
from tests.kota import Kota, wib
from tests.services.moves import move
from webapp.domain.perubahan import StatusPerubahan
from webapp.domain.skp import IsiSkp, StatusSkp
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.papers import documents
from webapp.services.people import segments
from webapp.services.planning import changes, editor, skp_page
from webapp.services.process.inbox import inbox
from webapp.services.process.replaying import replay
from webapp.storage.audit import Pemberitahuan
from webapp.storage.caselog import read_case
from webapp.storage.perubahan import PerubahanSkp
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

BUDGET = "Anggaran pemetaan jabatan dipotong pada perubahan APBD, jadi RHK 2 dihapus."


def established(city: Kota) -> Kota:
    """SR's SKP with two results, set at the end of January."""
    city.at("2026-01-12 09:00").dialog(
        "KB", "SR", "Terlaksananya analisis jabatan", "Tersusunnya peta jabatan"
    )
    city.write("SR")
    city.submit("SR")
    city.review("KB", "SR")
    city.sign("SR")
    city.at("2026-01-30 10:00").establish("KB", "SR")
    return city


def propose(city: Kota, who: str = "SR", alasan: str = "ANGGARAN", uraian: str = BUDGET) -> None:
    changes.propose(city.work, city.actor(who), city.skp("SR").id, alasan, uraian, uuid4())


def change_row(city: Kota) -> PerubahanSkp:
    with city.reading() as tx:
        row = tx.session.query(PerubahanSkp).order_by(PerubahanSkp.id.desc()).limit(1).one()
        tx.session.expunge(row)
        return row


def open_steps(city: Kota) -> dict[str, str]:
    """Element id to key of the change's open steps."""
    case_id = change_row(city).case_id
    assert case_id is not None
    with city.reading() as tx:
        case = read_case(tx.session, case_id)
        assert case is not None
        if case.status != "OPEN":
            return {}
        return {step.element.id: step.key for step in replay(tx, case).open if step.kind == "human"}


def do(city: Kota, who: str, step: str, *, values: dict[str, str] | None = None, **answers: Any) -> Any:
    case_id = change_row(city).case_id
    assert case_id is not None
    return city.complete(who, case_id, open_steps(city)[step], values=values, **answers)


def agree(city: Kota, who: str = "KB") -> None:
    step = "tanggapi_penilai" if who == "KB" else "tanggapi_pegawai"
    do(city, who, step, values={"tanggapan": "setuju"})


def without_second(isi: IsiSkp) -> IsiSkp:
    return replace(isi, rhk=isi.rhk[:1])


def final(city: Kota) -> list[int]:
    return [row.nomor for row in city.revisions("SR") if row.status is StatusRevisi.FINAL]


def work_out(city: Kota) -> None:
    """From the opened revision to both signatures; at every step exactly one version is in force."""
    city.write("SR", without_second)
    do(city, "SR", "susun_skp", catatan="")
    assert final(city) == [1]
    do(city, "KB", "reviu", values={"keputusan": "setujui"}, komentar={})
    assert final(city) == [1]
    do(
        city,
        "SR",
        "tanda_tangan",
        values={"setuju_tanda_tangan": "true"},
        sidik=city.revisions("SR")[-1].sidik,
    )
    assert final(city) == [1]
    do(
        city, "KB", "tetapkan", values={"setuju_penetapan": "true", "tempat_penetapan": "Kota Contoh"},
        sidik=city.revisions("SR")[-1].sidik,
    )  # fmt: skip


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.kode for one in refused.value.pelanggaran]


def test_ac_c_20_version_two_needs_the_same_two_signatures_and_version_one_is_valid_until_then(
    city: Kota,
) -> None:
    established(city)
    skp_id = city.skp("SR").id
    first = documents.issue(city.work, skp_id, "https://skp.contoh")
    assert first is not None
    city.at("2026-06-15 09:00")
    propose(city)
    assert city.skp("SR").status is StatusSkp.DITETAPKAN
    with city.reading() as tx:
        mine = [one.element_id for one in inbox(tx, city.actor("KB")) if one.document_id == skp_id]
        assert mine == ["tanggapi_penilai"]
    agree(city)
    assert city.skp("SR").status is StatusSkp.PERUBAHAN
    assert [(row.nomor, row.status) for row in city.revisions("SR")] == [(1, "FINAL"), (2, "DRAF")]
    work_out(city.at("2026-06-16 09:00"))

    assert city.skp("SR").status is StatusSkp.DITETAPKAN
    assert [(row.nomor, row.status) for row in city.revisions("SR")] == [(1, "DIGANTI"), (2, "FINAL")]
    assert len(city.isi("SR").rhk) == 1
    row = change_row(city)
    assert row.status is StatusPerubahan.BERLAKU
    assert open_steps(city) == {}
    second = documents.issue(city.work, skp_id, "https://skp.contoh")
    assert second not in (None, first)
    with city.reading() as tx:
        head = skp_page.skp_head(tx, city.actor("KB"), skp_id)
        assert head.change is None
        assert head.validity[1].since == wib("2026-01-30 10:00")
        assert head.validity[1].until == head.validity[2].since == wib("2026-06-16 09:00")
        assert head.validity[2].until is None
        old = skp_page.skp_view(tx, city.actor("SR"), skp_id, 1)
        assert (len(old.signatures), old.document and old.document.kode) == (2, first)
        verified = [documents.verify(tx, kode) for kode in (first, second or "")]
        assert [one.berlaku for one in verified if one is not None] == [False, True]
        for nomor, kode in ((1, first), (2, second)):
            file = documents.official(tx, city.actor("SR"), skp_id, nomor)
            assert file is not None
            assert file.kode == kode


def test_ac_c_20_while_the_change_is_worked_out_the_page_shows_the_version_in_force(city: Kota) -> None:
    established(city).at("2026-06-15 09:00")
    propose(city)
    agree(city)
    city.write("SR", without_second)
    with city.reading() as tx:
        for who in ("SR", "KB"):
            view = skp_page.skp_view(tx, city.actor(who), city.skp("SR").id, in_force=True)
            assert view.is_final
            assert view.shown is not None
            assert view.shown.nomor == 1
            assert view.head.change is not None
            assert view.head.change.reason == "Perubahan anggaran"
            assert view.head.change_tracker is not None
            assert [one.name for one in view.head.change_tracker.waiting] == ["Susun SKP"]
        draft = editor.draft(tx, city.actor("SR"), city.skp("SR").id)
        assert draft.is_change
        assert draft.returned is None
        assert draft.step is not None
        assert draft.step[0] == change_row(city).case_id
        shown_to_kb = skp_page.skp_head(tx, city.actor("KB"), city.skp("SR").id)
        assert [row.nomor for row in shown_to_kb.revisions] == [1]


def test_ac_c_20_a_change_that_is_returned_goes_the_round_again(city: Kota) -> None:
    established(city).at("2026-06-15 09:00")
    propose(city)
    agree(city)
    city.write("SR", without_second)
    do(city, "SR", "susun_skp", catatan="")
    do(city, "KB", "reviu", values={"keputusan": "kembalikan", "alasan": "Target RHK 1 naik."}, komentar={})
    assert [(row.nomor, row.status) for row in city.revisions("SR")] == [
        (1, "FINAL"), (2, "DIGANTI"), (3, "DRAF"),
    ]  # fmt: skip
    assert city.skp("SR").status is StatusSkp.PERUBAHAN
    with city.reading() as tx:
        assert editor.draft(tx, city.actor("SR"), city.skp("SR").id).returned == 2
    work_out(city)
    assert final(city) == [3]


def test_ac_c_20_the_evaluator_may_propose_and_the_employee_answers(city: Kota) -> None:
    established(city).at("2026-06-15 09:00")
    propose(city, "KB", "PRIORITAS", "Prioritas bidang bergeser ke penataan jabatan fungsional.")
    assert set(open_steps(city)) == {"tanggapi_pegawai", "tarik_pegawai", "tarik_penilai"}
    do(city, "SR", "tanggapi_pegawai", values={"tanggapan": "tolak", "catatan": "Beban RHK 1 sudah penuh."})
    assert open_steps(city) == {}
    assert change_row(city).status is StatusPerubahan.DITOLAK
    assert city.skp("SR").status is StatusSkp.DITETAPKAN
    assert [row.nomor for row in city.revisions("SR")] == [1]
    with city.reading() as tx:
        told = [one.isi for one in tx.session.query(Pemberitahuan) if one.jenis == "PERUBAHAN_SKP"]
    assert told == ["Usul perubahan SKP tidak disepakati: Beban RHK 1 sudah penuh."]


def test_ac_c_20_a_change_is_taken_back_by_its_proposer_only_and_the_old_version_goes_on(city: Kota) -> None:
    established(city).at("2026-06-15 09:00")
    propose(city)
    agree(city)
    city.write("SR", without_second)
    with pytest.raises(Refused) as refused:
        do(city, "KB", "tarik_penilai", values={"alasan_tarik": "Tidak jadi diubah tahun ini."})
    assert codes(refused) == ["perubahan.bukan_pihak"]
    with city.reading() as tx:
        skp_id = city.skp("SR").id
        own, other = (changes.running(tx, city.actor(who), skp_id) for who in ("SR", "KB"))
        assert own is not None
        assert other is not None
        assert own.withdraw == (change_row(city).case_id, open_steps(city)["tarik_pegawai"])
        assert other.withdraw is None
    do(city, "SR", "tarik_pegawai", values={"alasan_tarik": "Anggaran dikembalikan seperti semula."})
    assert city.skp("SR").status is StatusSkp.DITETAPKAN
    assert [(row.nomor, row.status) for row in city.revisions("SR")] == [(1, "FINAL"), (2, "DIGANTI")]
    with city.reading() as tx:
        head = skp_page.skp_head(tx, city.actor("SR"), skp_id)
        assert head.put_away == {city.revisions("SR")[1].id}
        # What was never handed in stays its writer's own.
        assert [row.nomor for row in skp_page.skp_head(tx, city.actor("KB"), skp_id).revisions] == [1]
    propose(city)
    agree(city)
    assert [(row.nomor, row.status) for row in city.revisions("SR")][-1] == (3, "DRAF")
    work_out(city)
    assert final(city) == [3]


@pytest.mark.parametrize(
    ("alasan", "uraian", "kode"),
    [
        ("BOSAN", BUDGET, ["perubahan.alasan"]),
        ("KONDISI_TERTENTU", "  ", ["perubahan.uraian"]),
        ("", "", ["perubahan.alasan", "perubahan.uraian"]),
    ],
)
def test_ac_c_20_a_proposal_needs_an_allowed_reason_and_an_explanation(
    city: Kota, alasan: str, uraian: str, kode: list[str]
) -> None:
    established(city).at("2026-06-15 09:00")
    with pytest.raises(Refused) as refused:
        propose(city, alasan=alasan, uraian=uraian)
    assert codes(refused) == kode


def test_ac_c_20_no_change_before_it_is_set_nor_in_december_nor_beside_another(city: Kota) -> None:
    city.at("2026-01-12 09:00").until_submitted()
    with pytest.raises(Refused) as refused:
        propose(city)
    assert codes(refused) == ["perubahan.belum_ditetapkan"]
    city.review("KB", "SR")
    city.sign("SR")
    city.establish("KB", "SR")
    with pytest.raises(Refused) as refused:
        propose(city.at("2026-12-01 08:00"))
    assert codes(refused) == ["perubahan.bulan_tertutup"]
    propose(city.at("2026-06-15 09:00"))
    for who in ("SR", "KB"):
        with pytest.raises(Refused) as refused:
            propose(city, who)
        assert codes(refused) == ["perubahan.berjalan"]


def test_ac_c_20_nobody_but_the_two_sides_proposes(city: Kota) -> None:
    established(city).at("2026-06-15 09:00")
    with pytest.raises(NotFound):
        propose(city, "DH")
    with_reason(city, "NH")
    with pytest.raises(Denied):
        propose(city, "NH")


def test_a_repeated_request_proposes_once(city: Kota) -> None:
    established(city).at("2026-06-15 09:00")
    request, skp_id = uuid4(), city.skp("SR").id
    for _ in range(2):
        assert changes.propose(city.work, city.actor("SR"), skp_id, "ANGGARAN", BUDGET, request) == skp_id
    with city.reading() as tx:
        assert tx.session.query(PerubahanSkp).count() == 1


def test_ac_c_20_the_signature_of_a_change_covers_only_what_was_seen(city: Kota) -> None:
    established(city).at("2026-06-15 09:00")
    propose(city)
    agree(city)
    old = city.revisions("SR")[0].sidik
    city.write("SR", without_second)
    do(city, "SR", "susun_skp", catatan="")
    do(city, "KB", "reviu", values={"keputusan": "setujui"}, komentar={})
    with pytest.raises(Refused) as refused:
        do(city, "SR", "tanda_tangan", values={"setuju_tanda_tangan": "true"}, sidik=old)
    assert codes(refused) == ["sidik"]
    assert final(city) == [1]


def test_a_segment_that_closes_ends_the_change_and_keeps_what_was_in_force(city: Kota) -> None:
    established(city).at("2026-06-15 09:00")
    propose(city)
    agree(city)
    first = city.revisions("SR")[0].id
    move(city, "SR", date(2026, 7, 1), "OPERATOR-B")
    segments.discover(city.work)
    city.at("2026-07-01 06:00").tick(seconds=0)
    assert open_steps(city) == {}
    row = change_row(city)
    assert (row.status, row.catatan) == (StatusPerubahan.DITARIK, "SKP ditutup karena mutasi.")
    with city.reading() as tx:
        old = tx.session.get_one(Skp, row.skp_id)
        assert old.status is StatusSkp.DITUTUP_SEGMEN
        assert tx.session.get_one(SkpRevisi, first).status is StatusRevisi.FINAL


@pytest.mark.parametrize("seed", [1, 2])
def test_ac_c_20_whatever_is_done_there_is_always_exactly_one_version_in_force(city: Kota, seed: int) -> None:
    established(city).at("2026-06-15 09:00")
    chance = random.Random(seed)
    for _ in range(14):
        steps = [] if not any_change(city) else likely(sorted(open_steps(city)), change_row(city), chance)
        if not steps:
            propose(city, chance.choice(["SR", "KB"]))
        else:
            walk(city, chance.choice(steps), chance)
        assert len(final(city)) == 1
        status = city.skp("SR").status
        open_ones = [row for row in city.revisions("SR") if row.status in ("DRAF", "DIAJUKAN", "DIKUNCI")]
        assert (status is StatusSkp.PERUBAHAN) == (len(open_ones) == 1)


def likely(steps: list[str], row: PerubahanSkp, chance: random.Random) -> list[str]:
    """The steps worth trying: its proposer takes a change back now and then, the other side never may."""
    own = "tarik_" + row.pengusul.value.casefold().removeprefix("pejabat_")
    taken_back = chance.random() < 0.1
    return [step for step in steps if not step.startswith("tarik_") or (taken_back and step == own)]


def any_change(city: Kota) -> bool:
    with city.reading() as tx:
        return tx.session.query(PerubahanSkp).count() > 0


def walk(city: Kota, step: str, chance: random.Random) -> None:
    """One step of a change, answered at random."""
    seen = {"sidik": city.revisions("SR")[-1].sidik}
    who = {
        "tanggapi_penilai": "KB", "tarik_penilai": "KB", "reviu": "KB", "tetapkan": "KB",
    }.get(step, "SR")  # fmt: skip
    extra: dict[str, dict[str, Any]] = {
        "susun_skp": {"catatan": ""}, "tanda_tangan": seen, "tetapkan": seen, "reviu": {"komentar": {}},
    }  # fmt: skip
    answers = extra.get(step, {})
    decision = chance.choice(["setujui", "kembalikan"])
    answer = chance.choice(["setuju", "setuju", "tolak"])
    values: dict[str, dict[str, str]] = {
        "tanggapi_pegawai": {"tanggapan": answer}
        | ({"catatan": "Belum perlu."} if answer == "tolak" else {}),
        "tarik_pegawai": {"alasan_tarik": "Tidak jadi diubah."},
        "reviu": {"keputusan": decision} | ({"alasan": "Target kurang."} if decision == "kembalikan" else {}),
        "tanda_tangan": {"setuju_tanda_tangan": "true"},
        "tetapkan": {"setuju_penetapan": "true", "tempat_penetapan": "Kota Contoh"},
    }
    values |= {"tanggapi_penilai": values["tanggapi_pegawai"], "tarik_penilai": values["tarik_pegawai"]}
    do(city, who, step, values=values.get(step), **answers)
