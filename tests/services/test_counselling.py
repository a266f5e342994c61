"""Konseling kinerja: who counsels, who is told, and that what was said is nowhere in plain words."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.kota import NIP, Kota
from tests.pembinaan import (
    PLACE,
    REPORT,
    SECRET,
    appoint,
    case_of,
    do,
    give,
    konseling_of,
    meet,
    office,
    open_steps,
    report,
    until_noted,
)
from tests.rows import whole_database
from webapp.domain.pembinaan import PenerimaLaporan, StatusPembinaan
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.monitoring import coaching
from webapp.services.monitoring.coaching import Side
from webapp.services.process import drafts, tasks
from webapp.services.process.inbox import inbox
from webapp.storage.audit import Pemberitahuan
from webapp.storage.segel import Segel, TidakTerbuka


def waiting(city: Kota, code: str) -> list[str]:
    with city.reading() as tx:
        return [one.element_id for one in inbox(tx, city.actor(code)) if one.document_kind == "konseling"]


def test_ac_f_06_only_counsellor_and_employee_read_the_notes_and_the_pyb_the_report(city: Kota) -> None:
    number = until_noted(city)
    report(city, number)
    office(city, "WS", "pyb")
    assert waiting(city, "WS") == ["terima_pyb"]
    with city.reading() as tx:
        for code, side, notes, told in (
            ("KBK", Side.KONSELOR, [SECRET], REPORT),
            ("DH", Side.PEGAWAI, [SECRET], REPORT),
            ("WS", Side.PENERIMA, [], REPORT),
            ("KB", Side.PENILAI, [], None),
            ("NH", Side.ADMIN, [], None),
        ):
            seen = coaching.konseling(tx, city.actor(code), number)
            assert (code, seen.side, [one.isi for one in seen.catatan]) == (code, side, notes)
            assert (seen.laporan.ringkasan if seen.laporan else None) == told
        assert coaching.konseling(tx, city.actor("KB"), number).konselor == ""
        for code in ("KD", "SR", "KBB"):
            with pytest.raises(NotFound):
                coaching.konseling(tx, city.actor(code), number)
    do(city, "WS", "konseling", number, "terima_pyb", sudah_diterima="true")
    assert konseling_of(city, "DH").status is StatusPembinaan.SELESAI
    with city.reading() as tx:
        query = select(Pemberitahuan.isi).where(
            Pemberitahuan.jenis == "KONSELING", Pemberitahuan.pegawai_id == city.pegawai_id("KB")
        )
        assert list(tx.session.scalars(query)) == ["Satu konseling yang Anda usulkan sudah selesai."]


def test_an_inspector_sees_no_counselling(city: Kota) -> None:
    number = until_noted(city)
    office(city, "WS", "pengawas")
    with city.reading() as tx, pytest.raises(NotFound):
        coaching.konseling(tx, city.actor("WS"), number)


def test_nothing_said_in_confidence_stands_in_plain_words_anywhere_in_the_database(city: Kota) -> None:
    number = until_noted(city)
    key = open_steps(city, "konseling", number)["laporan"]
    draft = "Draf laporan yang belum dikirim"
    drafts.save_draft(
        city.work, city.actor("KBK"), case_of(city, "konseling", number), key, {"ringkasan": [draft]}
    )
    with city.reading() as tx:
        view = tasks.view(tx, city.actor("KBK"), case_of(city, "konseling", number), key)
        assert view.draft == {"ringkasan": [draft]}
    held = whole_database(city.engine)
    report(city, number)
    held += whole_database(city.engine)
    for words in (SECRET, PLACE, draft, REPORT):
        assert words not in held
        assert words.encode().hex() not in held
    assert "DIEVALUASI" in held  # the search does read what is stored


def test_a_note_moved_to_another_row_or_read_with_another_key_does_not_open(city: Kota) -> None:
    sealed = city.work.segel.tutup(SECRET, "catatan_konseling:1:1")
    assert city.work.segel.buka(sealed, "catatan_konseling:1:1") == SECRET
    with pytest.raises(TidakTerbuka):
        city.work.segel.buka(sealed, "catatan_konseling:2:1")
    with pytest.raises(TidakTerbuka):
        Segel(["x" * 40]).buka(sealed, "catatan_konseling:1:1")


@pytest.mark.parametrize(
    ("jenis", "counsellor", "step", "reader"),
    [("PENILAI", "KB", "terima_atasan_penilai", "KD"), ("PEJABAT", "NH", "terima_atasan_konselor", "")],
)
def test_the_report_goes_to_the_addressee_of_that_kind_of_counsellor(
    city: Kota, jenis: str, counsellor: str, step: str, reader: str
) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "KONSELING")
    number = konseling_of(city, "DH").id
    appoint(city, number, counsellor, jenis)
    today = city.now.date().isoformat()
    do(city, counsellor, "konseling", number, "jadwal", tanggal=today, jam="13:30", tempat=PLACE)
    meet(city, counsellor, number, "ya")
    meet(city, counsellor, number)
    report(city, number, counsellor)
    row = konseling_of(city, "DH")
    if row.penerima is PenerimaLaporan.PYB:  # the official's superior is no employee
        step, reader = "terima_pyb", "WS"
        office(city, "WS", "pyb")
    assert list(open_steps(city, "konseling", number)) == [step]
    if reader:
        do(city, reader, "konseling", number, step, sudah_diterima="true")
        assert konseling_of(city, "DH").status is StatusPembinaan.SELESAI


def test_the_report_of_an_official_never_goes_to_the_employees_own_evaluator(city: Kota) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "KONSELING")
    number = konseling_of(city, "DH").id
    appoint(city, number, "YK", "PEJABAT")  # YK's superior is KB, who evaluates DH
    assert konseling_of(city, "DH").penerima is PenerimaLaporan.PYB


@pytest.mark.parametrize("counsellor", ["KB", "KD", "DH"])
def test_an_independent_counsellor_stands_outside_the_line(city: Kota, counsellor: str) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "KONSELING")
    with pytest.raises(Refused):
        appoint(city, konseling_of(city, "DH").id, counsellor)


def test_only_bkpp_appoints_and_only_the_counsellor_counsels(city: Kota) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "KONSELING")
    number = konseling_of(city, "DH").id
    with pytest.raises(Denied):
        appoint(city, number, "KBK", by="KB")
    appoint(city, number, "KBK")
    today = city.now.date().isoformat()
    with pytest.raises(Denied):
        do(city, "KB", "konseling", number, "jadwal", tanggal=today, jam="09:00", tempat=PLACE)
    assert waiting(city, "KBK") == ["jadwal"]
    assert NIP["KBK"] != NIP["KB"]


def test_without_a_key_nothing_is_stored_in_plain_words_instead(city: Kota) -> None:
    give(city, "KB", "DH", "TIDAK_MENUNJUKKAN", "KONSELING")
    number = konseling_of(city, "DH").id
    appoint(city, number, "KBK")
    city.work.segel = Segel()
    actor: Actor = city.actor("KBK")
    post = {"tanggal": [city.now.date().isoformat()], "jam": ["09:00"], "tempat": [PLACE]}
    key = open_steps(city, "konseling", number)["jadwal"]
    with pytest.raises(TidakTerbuka):
        tasks.complete(
            city.work, actor, case_of(city, "konseling", number), key, tasks.Submission(uuid4(), post)
        )
    assert PLACE not in whole_database(city.engine)
