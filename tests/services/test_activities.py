"""Daily activities on the real database: what is taken, who verifies, what is told, and what the month comes to."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests import aktivitas as verbs
from tests import penugasan
from tests.kota import Kota
from webapp.config import Settings
from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.masa import Masa
from webapp.domain.peta_aktivitas import Rona
from webapp.jobs import run_worker
from webapp.operations import Refused
from webapp.services.activities import (
    corrections,
    day,
    entry,
    heat,
    month,
    reminders,
    sets,
    suggestions,
    verify,
    waiting,
)
from webapp.services.errors import Denied, NotFound
from webapp.services.files import Upload
from webapp.storage.aktivitas import AktivitasEskalasi, AktivitasRiwayat, total_bulan
from webapp.storage.audit import Pemberitahuan
from webapp.storage.jobs import defer
from webapp.storage.registri import JenisKetidakhadiran, JenisMandat, Ketidakhadiran

PDF = b"%PDF-1.4 surat tugas"


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city on Thursday 15 January 2026 with two items in its bank."""
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    verbs.holiday(city, "2026-01-16")
    return city


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.kode.partition(".")[2] for one in error.value.pelanggaran]


def notices(city: Kota, who: str, kind: str) -> list[str]:
    with city.reading() as tx:
        query = select(Pemberitahuan.isi).where(
            Pemberitahuan.pegawai_id == city.pegawai_id(who), Pemberitahuan.jenis == kind
        )
        return list(tx.session.scalars(query))


def test_ac_e_01_three_files_of_thirty_minutes_are_ninety_minutes_handed_in(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    assert (saved.menit, saved.status) == (90, StatusAktivitas.DIAJUKAN)
    with stocked.reading() as tx:
        (row,) = tx.session.scalars(select(AktivitasRiwayat))
        assert (row.dari, row.ke, row.mandat["peran"]) == (None, StatusAktivitas.DIAJUKAN, "pegawai")
        page = day.today(tx, stocked.actor("DH"))
        assert (page.minutes, page.next_free, len(page.entries)) == (90, 450, 1)
        assert (page.month.menunggu, page.month.disetujui) == (90, 0)


def test_ac_e_02_free_text_alone_is_refused(stocked: Kota) -> None:
    free = entry.NewEntry(
        date(2026, 1, 15), None, 1, 480, keterangan="Menyusun laporan", alasan_tanpa_rhk="Lain"
    )
    with pytest.raises(Refused) as error:
        entry.save(stocked.work, stocked.actor("DH"), free, uuid4())
    assert codes(error) == ["butir"]
    assert verbs.entries(stocked, "DH") == []


def test_ac_e_03_an_overlap_is_refused_and_says_by_how_many_minutes(stocked: Kota) -> None:
    verbs.write(stocked, "DH", "2026-01-15", "08.00")
    with pytest.raises(Refused) as error:
        verbs.write(stocked, "DH", "2026-01-15", "09.00", volume=2)
    assert "30 menit dengan Verifikasi berkas (08.00-09.30)" in str(error.value)


def test_ac_e_04_a_day_off_needs_a_letter(stocked: Kota) -> None:
    stocked.at("2026-01-31 10:00")
    for when in ("2026-01-31", "2026-01-16"):
        with pytest.raises(Refused) as error:
            verbs.write(stocked, "DH", when, "08.00", alasan_terlambat="Baru kembali dari lapangan")
        assert codes(error) == ["hari_libur"]
    saved = verbs.write(stocked, "DH", "2026-01-31", "08.00", surat=Upload("surat.pdf", PDF))
    (row,) = verbs.entries(stocked, "DH")
    assert (row.id, row.hari_libur, row.surat_id is not None) == (saved.id, True, True)


def test_ac_e_05_a_late_entry_needs_a_reason_and_waits(stocked: Kota) -> None:
    with pytest.raises(Refused) as error:
        verbs.write(stocked, "DH", "2026-01-08", "08.00")
    assert codes(error) == ["terlambat"]
    saved = verbs.write(stocked, "DH", "2026-01-08", "08.00", alasan_terlambat="Sinyal di lokasi tidak ada")
    assert (saved.terlambat, saved.status) == (True, StatusAktivitas.DIAJUKAN)


def test_ac_e_12_nobody_verifies_the_own_entries_and_the_superior_does(stocked: Kota) -> None:
    saved = verbs.write(stocked, "KB", "2026-01-15", "08.00")
    with pytest.raises(verify.NotDecided, match="pekerjaan Anda sendiri"):
        verbs.decide(stocked, "KB", saved.id)
    with stocked.reading() as tx:
        assert waiting.waiting(tx, stocked.actor("KB")) == []
        assert [one.entry.id for one in waiting.waiting(tx, stocked.actor("KD"))] == [saved.id]
    assert verbs.decide(stocked, "KD", saved.id).done == 1


def test_ac_e_13_what_waits_five_working_days_goes_up_and_is_not_approved(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    stocked.at("2026-01-22 08:00")
    assert reminders.escalate(stocked.work) == 0
    stocked.at("2026-01-23 08:00")
    assert reminders.escalate(stocked.work) == 1
    verbs.deliver(stocked)
    assert reminders.escalate(stocked.work) == 0
    with stocked.reading() as tx:
        (told,) = tx.session.scalars(select(AktivitasEskalasi))
        assert (told.pemegang_id, told.atasan_id) == (stocked.pegawai_id("KB"), stocked.pegawai_id("KD"))
    assert "1 aktivitas Dwi Hartono" in notices(stocked, "KD", "ESKALASI")[0]
    (row,) = verbs.entries(stocked, "DH")
    assert (row.id, row.status) == (saved.id, StatusAktivitas.DIAJUKAN)
    verbs.decide(stocked, "KB", saved.id, putusan=verbs.TOLAK, alasan="Tidak sesuai berkas")
    second = verbs.write(stocked, "DH", "2026-01-23", "08.00")
    stocked.at("2026-02-02 08:00")
    assert (reminders.escalate(stocked.work), second.status) == (1, StatusAktivitas.DIAJUKAN)
    verbs.deliver(stocked)
    assert len(notices(stocked, "KD", "ESKALASI")) == 2


def test_ac_e_14_two_empty_days_are_reminded_at_three_and_seen_by_the_verifikator(stocked: Kota) -> None:
    verbs.write(stocked, "DH", "2026-01-15", "07.30", volume=10)
    stocked.at("2026-01-20 14:59")
    assert reminders.remind_empty(stocked.work) == 0
    stocked.at("2026-01-20 15:00")
    assert reminders.remind_empty(stocked.work) == 1
    assert reminders.remind_empty(stocked.work) == 0
    assert notices(stocked, "DH", "AKTIVITAS_KOSONG")
    with stocked.reading() as tx:
        seen = heat.team(tx, stocked.actor("KB"), date(2026, 1, 1))
        (row,) = [one for one in seen.rows if one.pegawai_id == stocked.pegawai_id("DH")]
        cells = {cell.tanggal.day: cell.rona for cell in row.cells}
        assert [cells[day] for day in (15, 16, 17, 19, 20, 21)] == [
            Rona.SEDIKIT, Rona.LIBUR, Rona.LIBUR, Rona.KOSONG, Rona.KOSONG, Rona.AKAN_DATANG,
        ]  # fmt: skip
        progress = month.progress(tx, stocked.pegawai_id("DH"), date(2026, 1, 20))
        assert 0 < progress.proyeksi < progress.target
        assert Decimal(0) < progress.percent_projected < Decimal(100)
        assert progress.percent_projected == (Decimal(progress.proyeksi * 100) / progress.target).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
        assert progress.percent_now == 0


def test_the_hourly_job_opens_months_reminds_and_opens_the_month_of_allowances(stocked: Kota) -> None:
    stocked.at("2026-01-20 15:10")
    address = stocked.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with stocked.work.transaction() as tx:
        defer(tx.session, "aktivitas_harian", {"timestamp": 0})
    run_worker(stocked.work, Settings(), address, wait=False, install_signal_handlers=False)
    for who in ("DH", "SR", "KD"):
        assert verbs.month_of(stocked, who, "2026-01-01").case_id is not None
    assert notices(stocked, "DH", "AKTIVITAS_KOSONG")
    assert verbs.tpp(stocked, "2026-01-01").dikunci_pada is None


def test_ac_b_06_a_change_of_verifikator_moves_what_is_dated_after_it(stocked: Kota) -> None:
    """KB verifies DH until 14 March, KD from 15 March; the registry and the history keep the handover."""
    dh = stocked.pegawai_id("DH")
    stocked.at("2026-03-02 09:00")
    for who, mulai, selesai in (("KB", "2026-03-02", "2026-03-14"), ("KD", "2026-03-15", None)):
        asked = penugasan.proposal(stocked, "WS", JenisMandat.VERIFIKATOR, who, mulai, selesai, dinilai_id=dh)
        penugasan.approved(stocked, asked)
    stocked.at("2026-03-16 15:00")
    friday = verbs.write(stocked, "DH", "2026-03-13", "08.00").id
    monday = verbs.write(stocked, "DH", "2026-03-16", "08.00").id
    with stocked.reading() as tx:
        held = {
            who: [row.entry.id for row in waiting.waiting(tx, stocked.actor(who))] for who in ("KB", "KD")
        }
    assert held == {"KB": [friday], "KD": [monday]}
    with pytest.raises(verify.NotDecided, match="bukan milik Anda"):
        verbs.decide(stocked, "KD", friday, monday)
    with pytest.raises(verify.NotDecided, match="bukan milik Anda"):
        verbs.decide(stocked, "KB", monday)
    verbs.decide(stocked, "KB", friday)
    verbs.decide(stocked, "KD", monday)
    with stocked.reading() as tx:
        query = select(AktivitasRiwayat).where(AktivitasRiwayat.ke == verbs.SETUJU)
        reasons = {row.aktivitas_id: row.mandat["alasan"] for row in tx.session.scalars(query)}
    assert "SPRIN/VERIFIKATOR/2026-03-02" in reasons[friday]
    assert "SPRIN/VERIFIKATOR/2026-03-15" in reasons[monday]


def test_the_whole_opd_is_seen_by_its_manager_and_the_bkpp_and_by_nobody_else(stocked: Kota) -> None:
    verbs.write(stocked, "DH", "2026-01-15", "08.00")
    with stocked.reading() as tx:
        opd_id = heat.own_opd(tx, stocked.actor("WS"))
        assert opd_id is not None
        for who in ("WS", "NH"):
            seen = heat.opd(tx, stocked.actor(who), opd_id, date(2026, 1, 1))
            (row,) = [one for one in seen.rows if one.pegawai_id == stocked.pegawai_id("DH")]
            assert (row.disetujui, row.menunggu, len(seen.days)) == (0, 90, 31)
            assert row.empty_days == sum(cell.rona is Rona.KOSONG for cell in row.cells) > 0
        for who in ("KB", "SR"):
            with pytest.raises(Denied):
                heat.opd(tx, stocked.actor(who), opd_id, date(2026, 1, 1))
        bkpp = heat.own_opd(tx, stocked.actor("NH"))
        assert bkpp is not None
        with pytest.raises(Denied):
            heat.opd(tx, stocked.actor("WS"), bkpp, date(2026, 1, 1))


def test_a_submission_twice_is_one_entry_and_another_request_is_refused_as_an_overlap(stocked: Kota) -> None:
    request = uuid4()
    first = verbs.write(stocked, "DH", "2026-01-15", "08.00", request=request)
    second = verbs.write(stocked, "DH", "2026-01-15", "08.00", request=request)
    assert (first.id, second.repeated) == (second.id, True)
    with pytest.raises(Refused):
        verbs.write(stocked, "DH", "2026-01-15", "08.00")


def test_a_phone_with_a_wrong_clock_learns_the_day_of_the_system(stocked: Kota) -> None:
    with pytest.raises(Refused, match="menurut jam sistem hari ini 15 Januari 2026"):
        verbs.write(stocked, "DH", "2026-01-17", "08.00")


def test_nobody_enters_during_leave_or_beyond_the_cap(stocked: Kota) -> None:
    with stocked.work.transaction() as tx:
        tx.session.add(
            Ketidakhadiran(pegawai_id=stocked.pegawai_id("DH"), jenis=JenisKetidakhadiran.CUTI_TAHUNAN,
                           berlaku=Masa(date(2026, 1, 12), date(2026, 1, 14)), sk="SK-1")
        )  # fmt: skip
    with pytest.raises(Refused, match="tercatat cuti tahunan"):
        verbs.write(stocked, "DH", "2026-01-13", "08.00")
    verbs.write(stocked, "DH", "2026-01-15", "07.30", volume=20)
    with pytest.raises(Refused, match="paling banyak 600 menit"):
        verbs.write(stocked, "DH", "2026-01-15", "18.00", volume=1)


def test_an_entry_returned_is_changed_and_its_old_content_stays(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    with pytest.raises(verify.NotDecided, match="alasannya"):
        verbs.decide(stocked, "KB", saved.id, putusan=verbs.REVISI)
    verbs.decide(stocked, "KB", saved.id, putusan=verbs.REVISI, alasan="Volume tidak cocok")
    changed = entry.change(
        stocked.work,
        stocked.actor("DH"),
        saved.id,
        verbs.new(stocked, "2026-01-15", "08.00", volume=2),
        uuid4(),
    )
    assert (changed.menit, changed.status) == (60, StatusAktivitas.DIAJUKAN)
    verbs.decide(stocked, "KB", saved.id)
    with pytest.raises(Refused, match="sudah diputus"):
        entry.withdraw(stocked.work, stocked.actor("DH"), saved.id, uuid4())
    with pytest.raises(NotFound):
        entry.withdraw(stocked.work, stocked.actor("SR"), saved.id, uuid4())
    with stocked.reading() as tx:
        rows = list(tx.session.scalars(select(AktivitasRiwayat).order_by(AktivitasRiwayat.id)))
        assert [row.ke.value for row in rows] == ["DIAJUKAN", "REVISI", "DIAJUKAN", "DISETUJUI"]
        assert rows[2].isi_lama is not None
        assert rows[2].isi_lama["menit"] == 90


def test_a_bulk_decision_is_all_or_nothing_and_names_each_row(stocked: Kota) -> None:
    one, two = (verbs.write(stocked, "DH", "2026-01-15", at) for at in ("08.00", "10.00"))
    entry.withdraw(stocked.work, stocked.actor("DH"), two.id, uuid4())
    with pytest.raises(verify.NotDecided) as error:
        verbs.decide(stocked, "KB", one.id, two.id, 999_999)
    assert [row for row, _ in error.value.rows] == [two.id, 999_999]
    assert [row.status.value for row in verbs.entries(stocked, "DH")] == ["DIAJUKAN", "DITARIK"]
    with stocked.reading() as tx:
        assert waiting.summary(tx, stocked.actor("KB")) == waiting.Summary(1, 1, date(2026, 1, 15))


def test_counted_minutes_stay_when_the_bank_changes(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    verbs.decide(stocked, "KB", saved.id)
    verbs.stock(stocked, verbs.item(menit=10, mulai=date(2026, 1, 16)))
    (row,) = verbs.entries(stocked, "DH")
    assert (row.menit, row.waktu_baku) == (90, 30)
    stocked.at("2026-01-19 10:00")
    assert verbs.write(stocked, "DH", "2026-01-19", "08.00").menit == 30


def test_a_day_is_copied_whole_and_favourites_are_at_hand(stocked: Kota) -> None:
    stocked.at("2026-01-14 10:00")
    verbs.write(stocked, "DH", "2026-01-14", "08.00")
    verbs.write(stocked, "DH", "2026-01-14", "10.00", kode="RPT-01", volume=1)
    stocked.at("2026-01-15 10:00")
    actor, request = stocked.actor("DH"), uuid4()
    for _ in range(2):
        copied = sets.copy_day(stocked.work, actor, date(2026, 1, 14), date(2026, 1, 15), request)
    assert [one.menit for one in copied] == [90, 150]
    assert len(verbs.entries(stocked, "DH")) == 4
    suggestions.keep_favourite(stocked.work, actor, verbs.butir(stocked), 3)
    with stocked.reading() as tx:
        assert [one.kode for one in suggestions.favourites(tx, actor)] == ["VER-01"]
        assert {one.kode for one in suggestions.frequent(tx, actor)} == {"VER-01", "RPT-01"}
        assert [one.kode for one in suggestions.find_items(tx, actor, "rapat")] == ["RPT-01"]


def test_ac_e_15_a_correction_after_the_lock_is_approved_above_and_never_overwrites(stocked: Kota) -> None:
    verbs.month_minutes(stocked.at("2026-01-30 16:00"), "DH", "KB", "2026-01-01", 6_600)
    stocked.at("2026-02-06 09:00")
    month_id = verbs.lock(stocked, "2026-01-01")
    with pytest.raises(Refused, match="sudah dikunci"):
        verbs.write(stocked, "DH", "2026-01-30", "20.00", volume=1, alasan_terlambat="Terlupa dicatat")
    first = verbs.compute(stocked)
    verbs.settle(stocked, month_id)
    january = date(2026, 1, 1)
    with pytest.raises(NotFound):
        corrections.propose(
            stocked.work, stocked.actor("SR"), stocked.pegawai_id("DH"), january, -60, "x" * 20
        )
    koreksi_id = corrections.propose(
        stocked.work,
        stocked.actor("KB"),
        stocked.pegawai_id("DH"),
        january,
        -60,
        "Dua berkas tercatat dua kali",
    )
    answers = {"putusan_koreksi": "setujui", "alasan_putusan_koreksi": "Sesuai berkas"}
    with pytest.raises(Denied):
        verbs.do(stocked, "KB", "koreksi_aktivitas", koreksi_id, **answers)
    verbs.do(stocked, "KD", "koreksi_aktivitas", koreksi_id, **answers)
    with stocked.reading() as tx:
        (koreksi,) = corrections.of_month(tx, stocked.actor("DH"), stocked.pegawai_id("DH"), january)
        assert (koreksi.total_lama, koreksi.total_baru) == (6_600, 6_540)
        assert total_bulan(tx.session, koreksi.bulan_id) == 6_540
        rows = tx.session.execute(text("SELECT * FROM tpp_penyesuaian")).mappings().all()
        (row,) = rows
        assert (row["menit_lama"], row["menit_baru"]) == (6_600, 6_540)
        assert (str(row["persen_lama"]), str(row["persen_baru"])) == ("97.78", "96.89")
        stored = tx.session.execute(
            text("SELECT menit, persen FROM tpp_hasil WHERE putaran_id = :run AND pegawai_id = :who"),
            {"run": first.id, "who": stocked.pegawai_id("DH")},
        ).one()
        assert (stored.menit, str(stored.persen)) == (6_600, "97.78")


FORBIDDEN = (
    "UPDATE aktivitas SET menit = 1 WHERE status = 'DISETUJUI'",
    "UPDATE aktivitas SET status = 'DIAJUKAN' WHERE status = 'DISETUJUI'",
    "DELETE FROM aktivitas",
    "UPDATE aktivitas_riwayat SET alasan = 'x'",
    "DELETE FROM aktivitas_riwayat",
    "UPDATE butir_aktivitas_versi SET waktu_baku = 1",
    "TRUNCATE aktivitas CASCADE",
    """INSERT INTO aktivitas (bulan_id, pegawai_id, tanggal, mulai, selesai, versi_id, waktu_baku, volume, menit,
           alasan_tanpa_rhk, terlambat, hari_libur, status, diajukan_pada, akun_id, request_id)
       SELECT bulan_id, pegawai_id, tanggal, mulai + 10, selesai, versi_id, waktu_baku, volume, 1,
           'x', false, false, 'DISETUJUI', now(), akun_id, gen_random_uuid() FROM aktivitas""",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_itself_refuses(stocked: Kota, statement: str) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    verbs.decide(stocked, "KB", saved.id)
    with pytest.raises(DBAPIError), stocked.work.transaction() as tx:
        tx.session.execute(text(statement))


def test_a_locked_month_takes_nothing_even_from_sql(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-15", "08.00")
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    with pytest.raises(verify.NotDecided, match="dikunci"):
        verbs.decide(stocked, "KB", saved.id)
    with pytest.raises(DBAPIError, match="takes no entry"), stocked.work.transaction() as tx:
        tx.session.execute(text("UPDATE aktivitas SET status = 'DISETUJUI'"))
    rows: Any = None
    with stocked.reading() as tx:
        rows = tx.session.execute(text("SELECT aktivitas_id FROM tpp_tertunda")).scalars().all()
    assert rows == [saved.id]
    assert verbs.month_of(stocked, "DH", "2026-01-01").dikunci_pada is not None
