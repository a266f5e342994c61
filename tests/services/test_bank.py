"""The Bank Aktivitas: from a proposal to a version in force, files read and written, and the end of an item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests import aktivitas as verbs
from tests.kota import Kota
from tests.services.rivals import one_inside_the_other
from webapp.domain.jabatan import JenisJabatan
from webapp.operations import Refused
from webapp.services.activities import bank, bank_list, suggestions
from webapp.services.errors import Denied, NotFound
from webapp.services.people.imports import grids
from webapp.storage.audit import AuditEvent, Pemberitahuan
from webapp.storage.bank import ButirVersi, StatusUsul, UsulButir

PROCESS = "bank_aktivitas"


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city on Thursday 15 January 2026 with two items in its bank."""
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    return city


def asked(city: Kota, who: str = "WS", **changes: object) -> int:
    (_, new) = verbs.item("VER-02", "Memverifikasi berkas lapangan", 45, mulai=date(2026, 2, 1))
    return bank.propose(city.work, city.actor(who), replace(new, **changes))  # type: ignore[arg-type]


def status(city: Kota, usul_id: int) -> StatusUsul:
    with city.reading() as tx:
        return tx.session.get_one(UsulButir, usul_id).status


def minutes(city: Kota, tanggal: str, kode: str) -> list[int]:
    with city.reading() as tx:
        return [one.waktu_baku for one in bank.items(tx, date.fromisoformat(tanggal)) if one.kode == kode]


def test_a_proposal_is_sent_back_mended_agreed_to_and_in_force_from_its_day(stocked: Kota) -> None:
    usul_id = asked(stocked)
    with pytest.raises(Denied):
        verbs.do(stocked, "WS", PROCESS, usul_id, putusan_usul="setujui")
    verbs.do(stocked, "NH", PROCESS, usul_id, putusan_usul="kembalikan", alasan_usul="Sebutkan dasar ABK-nya")
    assert status(stocked, usul_id) is StatusUsul.DIKEMBALIKAN
    mended = {"nama": "Memverifikasi berkas di lapangan", "satuan": "berkas", "waktu_baku": "50",
              "dasar": "ABK 2025 nomor 12"}  # fmt: skip
    verbs.do(stocked, "WS", PROCESS, usul_id, perbaikan="kirim", **mended)
    verbs.do(stocked, "NH", PROCESS, usul_id, putusan_usul="setujui")
    assert status(stocked, usul_id) is StatusUsul.DISETUJUI
    assert (minutes(stocked, "2026-01-31", "VER-02"), minutes(stocked, "2026-02-01", "VER-02")) == ([], [50])
    with stocked.reading() as tx:
        query = select(Pemberitahuan.isi).where(Pemberitahuan.pegawai_id == stocked.pegawai_id("WS"))
        assert any("VER-02" in said for said in tx.session.scalars(query))


def test_a_new_version_ends_the_old_one_and_what_was_counted_stays(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    usul_id = asked(stocked, kode="VER-01", waktu_baku=20)
    verbs.do(stocked, "NH", PROCESS, usul_id, putusan_usul="setujui")
    assert (minutes(stocked, "2026-01-31", "VER-01"), minutes(stocked, "2026-02-01", "VER-01")) == (
        [30],
        [20],
    )
    (row,) = verbs.entries(stocked, "DH")
    assert (row.id, row.menit) == (saved.id, 90)
    with stocked.reading() as tx:
        found = bank_list.item(tx, verbs.butir(stocked))
        assert [one.item.waktu_baku for one in found.versions] == [20, 30]
        assert found.now is not None
        assert (found.now.item.waktu_baku, found.versions[0].usul_id) == (30, usul_id)


@pytest.mark.parametrize(("answer", "ends"), [("tolak", StatusUsul.DITOLAK), ("tarik", StatusUsul.DITARIK)])
def test_a_proposal_may_end_without_a_version(stocked: Kota, answer: str, ends: StatusUsul) -> None:
    usul_id = asked(stocked)
    why = {"alasan_usul": "Sudah ada butir serupa"}
    if answer == "tolak":
        verbs.do(stocked, "NH", PROCESS, usul_id, putusan_usul="tolak", **why)
    else:
        verbs.do(stocked, "NH", PROCESS, usul_id, putusan_usul="kembalikan", **why)
        same = {"nama": "Nama", "satuan": "berkas", "waktu_baku": "45", "dasar": "Anjab dan ABK"}
        verbs.do(stocked, "WS", PROCESS, usul_id, perbaikan="tarik", **same)
    assert status(stocked, usul_id) is ends
    assert minutes(stocked, "2026-02-01", "VER-02") == []


def test_a_proposal_is_checked_and_one_of_a_code_runs_at_a_time(stocked: Kota) -> None:
    with pytest.raises(Denied):
        asked(stocked, "SR")
    with pytest.raises(Refused) as error:
        asked(stocked, kode="x", nama="", satuan="", waktu_baku=None, cara_hitung=None, dasar="", mulai=None)
    assert [one.letak for one in error.value.pelanggaran] == [
        "kode", "nama", "satuan", "waktu_baku", "cara_hitung", "dasar", "mulai"
    ]  # fmt: skip
    asked(stocked)
    with pytest.raises(Refused, match="masih berjalan"):
        asked(stocked)


def test_a_proposal_is_read_in_its_own_opd_and_by_the_bkpp(stocked: Kota) -> None:
    usul_id = asked(stocked)
    with stocked.reading() as tx:
        for who in ("WS", "NH"):
            assert bank_list.proposal(tx, stocked.actor(who), usul_id).row.kode == "VER-02"
            assert len(bank_list.proposals(tx, stocked.actor(who))) == 1
        with pytest.raises(NotFound):
            bank_list.proposal(tx, stocked.actor("SR"), usul_id)


def test_an_item_for_one_kind_of_post_is_offered_to_that_kind_alone(stocked: Kota) -> None:
    verbs.stock(
        stocked,
        verbs.item("KAB-01", "Memimpin rapat bidang", 60, jenis_jabatan=(JenisJabatan.ADMINISTRATOR,)),
    )
    with stocked.reading() as tx:
        offered = {who: suggestions.find_items(tx, stocked.actor(who), "memimpin") for who in ("KB", "DH")}
        assert ([one.kode for one in offered["KB"]], offered["DH"]) == (["KAB-01"], [])
        lists = {who: bank_list.listing(tx, stocked.actor(who), mine=True).total for who in ("KB", "DH")}
        assert lists == {"KB": 3, "DH": 2}


def test_what_is_written_out_is_read_in_as_the_same(stocked: Kota) -> None:
    with stocked.reading() as tx:
        csv, xlsx = bank.export(tx, date(2026, 1, 15))
    for name, content in (("bank.csv", csv), ("bank.xlsx", xlsx)):
        rows = bank.read_file(name, content)
        report = bank.import_rows(stocked.work, stocked.actor("NH"), rows, dry_run=False)
        assert (report.added, report.changed, report.same, report.refused) == (0, 0, 2, ())
        assert bank.read_file("lagi.csv", bank.write_rows(rows).encode()) == rows
    (sheet,) = grids.open_file("bank.xlsx", xlsx)
    assert (tuple(sheet.header), len(list(sheet.lines))) == (bank.COLUMNS, 2)


def test_a_dry_run_and_a_file_with_one_wrong_line_store_nothing(stocked: Kota) -> None:
    def counted() -> int:
        with stocked.reading() as tx:
            return len(list(tx.session.scalars(select(ButirVersi.id))))

    good, bad = verbs.item("NEW-01", "Menyusun notula", 40), verbs.item("NEW-02", "", 0)
    before = counted()
    report = bank.import_rows(stocked.work, stocked.actor("NH"), [good], dry_run=True)
    assert (report.added, report.refused, counted()) == (1, (), before)
    report = bank.import_rows(stocked.work, stocked.actor("NH"), [good, (3, bad[1])], dry_run=False)
    assert [number for number, _ in report.refused] == [3]
    assert counted() == before
    with pytest.raises(Denied):
        bank.import_rows(stocked.work, stocked.actor("WS"), [good])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.csv", b"kode,nama\nA,B\n", "belum memuat kolom: satuan"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "lembar sebar lama"),
    ],
)
def test_a_file_that_is_no_bank_is_refused_with_a_sentence(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        bank.read_file(name, content)


def test_an_item_keeps_for_whom_it_is_when_a_file_changes_its_minutes(stocked: Kota) -> None:
    verbs.stock(
        stocked, verbs.item("KAB-01", "Memimpin rapat", 60, jenis_jabatan=(JenisJabatan.ADMINISTRATOR,))
    )
    verbs.stock(stocked, verbs.item("KAB-01", "Memimpin rapat", 50, mulai=date(2026, 2, 1)))
    with stocked.reading() as tx:
        versions = bank_list.item(tx, verbs.butir(stocked, "KAB-01")).versions
        assert [(one.item.waktu_baku, set(one.item.lingkup.jenis_jabatan)) for one in versions] == [
            (50, {JenisJabatan.ADMINISTRATOR}), (60, {JenisJabatan.ADMINISTRATOR}),
        ]  # fmt: skip


def test_an_item_ends_on_a_day_to_come_and_what_was_entered_stays(stocked: Kota) -> None:
    verbs.write(stocked, "DH", "2026-01-15", "08.00")
    butir_id, request = verbs.butir(stocked), uuid4()
    for day, why, field in (
        (date(2026, 1, 14), "Tidak dipakai lagi", "sejak"),
        (date(2026, 1, 19), "x", "alasan"),
    ):
        with pytest.raises(Refused) as error:
            bank_list.end(stocked.work, stocked.actor("NH"), butir_id, day, why, uuid4())
        assert [one.letak for one in error.value.pelanggaran] == [field]
    with pytest.raises(Denied):
        bank_list.end(
            stocked.work, stocked.actor("WS"), butir_id, date(2026, 1, 19), "Tidak dipakai lagi", uuid4()
        )
    for _ in range(2):
        bank_list.end(
            stocked.work, stocked.actor("NH"), butir_id, date(2026, 1, 19), "Tidak dipakai lagi", request
        )
    assert (minutes(stocked, "2026-01-18", "VER-01"), minutes(stocked, "2026-01-19", "VER-01")) == ([30], [])
    with stocked.reading() as tx:
        (event,) = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == bank_list.ENDED))
        assert event.detail == {"sejak": "2026-01-19", "alasan": "Tidak dipakai lagi"}
    stocked.at("2026-01-19 10:00")
    with pytest.raises(Refused):
        verbs.write(stocked, "DH", "2026-01-19", "08.00")
    (row,) = verbs.entries(stocked, "DH")
    assert row.menit == 90


def test_a_file_that_brings_what_is_published_at_this_moment_waits_and_is_told(stocked: Kota) -> None:
    usul_id = asked(stocked)
    line = verbs.item("VER-02", "Memverifikasi berkas lapangan", 20, mulai=date(2026, 2, 1))

    def read_in() -> tuple[str, ...]:
        report = bank.import_rows(stocked.work, stocked.actor("KBK"), [line], dry_run=False)
        return tuple(one.letak or "" for _, found in report.refused for one in found)

    with one_inside_the_other(stocked, read_in) as others:
        verbs.do(stocked, "NH", PROCESS, usul_id, putusan_usul="setujui")
        assert others[0].result(30) == ("mulai",)
    assert minutes(stocked, "2026-02-01", "VER-02") == [45]


def test_two_who_ask_for_the_same_item_at_once_and_the_second_is_told(stocked: Kota) -> None:
    with one_inside_the_other(stocked, lambda: asked(stocked)) as others:
        asked(stocked)
        with pytest.raises(Refused, match="Usul lain untuk kode ini masih berjalan"):
            others[0].result(30)
