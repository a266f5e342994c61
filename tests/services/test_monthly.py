"""The months of a year: plan, sheet, target, results, judgement; what comes too early, too late, or from others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.bulanan import (
    LIMA,
    agree,
    complete_plan,
    do,
    established,
    give_back,
    judge,
    open_keys,
    open_months,
    plan,
    sheet,
    sheets,
    target,
    tell,
    until_told,
    write_plan,
)
from tests.kota import Kota
from tests.penugasan import PDF, approved, plt, proposal, retire
from tests.services.moves import absent, move
from tests.services.moves import segments as own_segments
from webapp.domain.bulanan import Rencana, StatusBulanan
from webapp.domain.mandat import JenisMandat
from webapp.domain.predikat import Predikat
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.files import Upload
from webapp.services.months import action_plan, evidence
from webapp.services.months.evidence import Place
from webapp.services.months.month_list import months
from webapp.services.months.monthly import sheet as sheet_view
from webapp.services.people import segments
from webapp.services.people.health import health
from webapp.services.process import cases, timers
from webapp.services.process.inbox import InboxItem, inbox
from webapp.storage.bulanan import HasilCek, JenisUmpanBalik, lembar_skp


@pytest.fixture
def planned(city: Kota) -> Kota:
    """SR has five results; the fourth is worked on at the end of each quarter."""
    established(city.at("2026-01-12 09:00"))
    plan(city, months={"r4": (3, 6, 9, 12)})
    return city


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.kode for one in refused.value.pelanggaran}


# -- plan and sheet [I4] -----------------------------------------------------------------------------------------


def test_ac_d_01_february_has_four_rows_and_the_matrix_shows_what_is_empty_by_plan(planned: Kota) -> None:
    planned.at("2026-02-02 08:00")
    assert open_months(planned) == [1, 2]
    february = sheet(planned, "SR", 2)
    assert [row.baris.rhk_kunci for row in february.rows] == ["r1", "r2", "r3", "r5"]
    with planned.reading() as tx:
        found = action_plan.plan(tx, planned.actor("SR"), planned.skp("SR").id)
        listed = months(tx, planned.actor("SR"), planned.skp("SR").id)
    assert sorted(found.of_row("r4")) == [3, 6, 9, 12]
    assert (found.yearly, found.in_month(2), found.in_month(3)) == (5, 4, 5)
    assert (listed.yearly, listed.lines[1].planned) == (5, 4)


def test_ac_d_01_a_row_without_any_month_cannot_be_set(city: Kota) -> None:
    established(city.at("2026-01-12 09:00"))
    with pytest.raises(Refused) as refused:
        plan(city, months={"r4": ()})
    assert [(one.kode, one.letak) for one in refused.value.pelanggaran] == [("rencana.kosong", "rencana.r4")]


def test_ac_d_02_a_row_without_its_yearly_row_is_refused_and_the_database_would_not_keep_it(
    planned: Kota,
) -> None:
    planned.at("2026-02-02 08:00")
    open_months(planned)
    row = {"uraian": "Pekerjaan lain", "target": "1", "satuan": "berkas"}
    for rhk in ({}, {"rhk": ""}, {"rhk": "r99"}):
        with pytest.raises(Refused, match="rhk_id wajib") as refused:
            do(planned, "SR", "SR", 2, "susun_target", baris={"x": row | rhk})
        assert codes(refused) == {"rhk_id.wajib"}
    with pytest.raises(IntegrityError), planned.work.transaction() as tx:
        tx.session.execute(text("UPDATE skp_bulanan_baris SET rhk_kunci = NULL"))
    with pytest.raises(IntegrityError), planned.work.transaction() as tx:
        tx.session.execute(text("UPDATE skp_bulanan_baris SET rhk_kunci = 'r99'"))


def test_the_plan_is_only_its_owners_and_only_while_its_step_is_open(planned: Kota) -> None:
    cells = [Rencana("r1", 5, "Menyusun bagian kelima", Decimal(1), "dokumen")]
    for who in ("KB", "SR"):
        with pytest.raises(Denied):
            action_plan.save_row(planned.work, planned.actor(who), planned.skp("SR").id, "r1", cells)


def test_a_month_that_has_its_sheet_keeps_its_plan(planned: Kota) -> None:
    planned.at("2026-02-02 08:00")
    open_months(planned)
    skp = planned.skp("SR")
    with planned.work.transaction() as tx:
        cases.start(tx, "rencana_aksi", subject_id=skp.pegawai_id, document_kind="skp", document_id=skp.id)
    write_plan(planned, months={"r1": (3, 4)})
    complete_plan(planned)
    with planned.reading() as tx:
        found = action_plan.plan(tx, planned.actor("SR"), skp.id)
    assert sorted(found.of_row("r1")) == [1, 2, 3, 4]


def test_a_month_in_which_nothing_is_planned_or_the_person_is_freed_has_a_sheet_and_no_case(
    city: Kota,
) -> None:
    established(city.at("2026-01-12 09:00"))
    plan(city, months={f"r{n}": (1, 3, 4) for n in range(1, 6)})
    absent(city, "SR", "CLTN", date(2026, 3, 1), date(2026, 3, 31))
    city.at("2026-03-26 08:00")
    assert open_months(city) == [1, 2, 3, 4]
    found = {one.lembar.bulan: one.lembar for one in sheets(city, "SR")}
    assert found[2].status is found[3].status is StatusBulanan.NIHIL
    assert found[2].case_id is found[3].case_id is None
    assert "Nihil menurut rencana" in (found[2].keterangan or "")
    assert "CLTN" in (found[3].keterangan or "")
    assert found[4].status is StatusBulanan.TARGET_DRAF


# -- the cut-off [I10] -------------------------------------------------------------------------------------------


def test_ac_d_04_a_target_of_the_third_working_day_runs_without_a_stamp(planned: Kota) -> None:
    planned.at("2026-03-02 08:00")
    open_months(planned)
    assert sheet(planned, "SR", 3).lembar.batas_target == date(2026, 3, 4)
    planned.at("2026-03-04 23:59")
    target(planned, "SR", 3)
    agree(planned, "KB", "SR", 3)
    march = sheet(planned, "SR", 3).lembar
    assert (march.status, march.target_terlambat) == (StatusBulanan.BERJALAN, False)


def test_ac_d_05_a_late_target_needs_a_reason_and_approval_and_keeps_its_stamp(planned: Kota) -> None:
    planned.at("2026-03-02 08:00")
    open_months(planned)
    planned.at("2026-03-05 00:00")
    with pytest.raises(Refused) as refused:
        target(planned, "SR", 3)
    assert codes(refused) == {"target.terlambat"}
    target(planned, "SR", 3, reason="Mengikuti diklat di luar kota.")
    planned.at("2026-03-12 08:00")
    timers.fire_all(planned.work)
    assert sheet(planned, "SR", 3).lembar.status is StatusBulanan.TARGET_DIAJUKAN, "never by itself"
    agree(planned, "KB", "SR", 3)
    march = sheet(planned, "SR", 3).lembar
    assert (march.status, march.target_terlambat) == (StatusBulanan.BERJALAN, True)
    with pytest.raises(IntegrityError), planned.work.transaction() as tx:
        tx.session.execute(text("UPDATE skp_bulanan SET target_terlambat = false"))


def test_a_target_in_time_that_nobody_answers_counts_by_itself_at_the_end_of_the_fifth_working_day(
    planned: Kota,
) -> None:
    planned.at("2026-03-02 08:00")
    open_months(planned)
    target(planned, "SR", 3)
    planned.at("2026-03-06 23:59")
    timers.fire_all(planned.work)
    assert sheet(planned, "SR", 3).lembar.status is StatusBulanan.TARGET_DIAJUKAN
    planned.at("2026-03-07 00:00")
    timers.fire_all(planned.work)
    assert sheet(planned, "SR", 3).lembar.status is StatusBulanan.BERJALAN_OTOMATIS


def test_a_target_that_was_returned_is_not_late_because_it_was_returned(planned: Kota) -> None:
    planned.at("2026-03-04 08:00")
    open_months(planned)
    target(planned, "SR", 3)
    agree(planned, "KB", "SR", 3, "kembalikan", "Tambahkan satu dokumen.")
    planned.at("2026-03-06 08:00")
    target(planned, "SR", 3)
    agree(planned, "KB", "SR", 3)
    assert not sheet(planned, "SR", 3).lembar.target_terlambat
    assert [one.jenis for one in sheet(planned, "SR", 3).said] == [JenisUmpanBalik.TARGET_DIKEMBALIKAN]


def test_a_target_that_counts_does_not_change(planned: Kota) -> None:
    planned.at("2026-03-02 08:00")
    open_months(planned)
    target(planned, "SR", 3)
    agree(planned, "KB", "SR", 3)
    with pytest.raises(IntegrityError), planned.work.transaction() as tx:
        tx.session.execute(text("UPDATE skp_bulanan_baris SET target = 99"))


def test_ac_d_06_results_are_closed_with_the_missing_step_and_a_link_until_the_target_runs(
    planned: Kota,
) -> None:
    planned.at("2026-03-02 08:00")
    open_months(planned)
    key = open_keys(planned, "SR", 3)[0]
    with planned.reading() as tx:
        closed = sheet_view(tx, planned.actor("SR"), planned.skp("SR").id, 3).closed
    assert closed is not None
    assert (closed.code, closed.step) == ("target", (sheet(planned, "SR", 3).lembar.case_id, key))
    planned.at("2026-04-01 08:00")
    timers.fire_all(planned.work)
    assert [one.rsplit("/", 1)[-1] for one in open_keys(planned, "SR", 3)] == ["susun_target#1"]


def test_results_open_when_the_month_is_over_or_was_closed_early(planned: Kota) -> None:
    planned.at("2026-02-02 08:00")
    open_months(planned)
    for month, reason in ((1, "SKP baru ditetapkan tengah Januari."), (2, "")):
        target(planned, "SR", month, reason)
        agree(planned, "KB", "SR", month)
    timers.fire_all(planned.work)
    assert sheet(planned, "SR", 1).lembar.status is StatusBulanan.PENILAIAN_DIRI, "January is over"
    assert sheet(planned, "SR", 2).lembar.status is StatusBulanan.BERJALAN
    do(planned, "SR", "SR", 2, "laksanakan")
    assert sheet(planned, "SR", 2).lembar.status is StatusBulanan.PENILAIAN_DIRI


# -- whose it is [I5] --------------------------------------------------------------------------------------------


def test_ac_d_07_open_documents_and_inboxes_agree_when_an_evaluator_changes(city: Kota) -> None:
    people = ("SR", "DH", "YK", "LN")
    city.at("2026-01-12 09:00")
    for code in people:
        established(city, code, results=LIMA[:1])
        plan(city, code)
    city.at("2026-02-27 09:00")
    for code in people:
        open_months(city, code)
        target(city, code, 3)
    city.at("2026-03-01 09:00")
    _evaluated_by(city, "DH", "KD", "2026-03-02")
    city.at("2026-03-02 09:00")
    held = {
        who: [item for item in _waiting(city, who) if item.element_id == "setujui_target"]
        for who in ("KB", "KD")
    }
    assert {who: len(found) for who, found in held.items()} == {"KB": 3, "KD": 1}
    with city.reading() as tx:
        found = health(tx, city.actor("NH"))
    assert (found.evaluated.difference, found.disagreeing) == (0, 0)


def _evaluated_by(city: Kota, whose: str, by: str, since: str) -> None:
    """From a day on another superior evaluates somebody, by the registry."""
    asked = proposal(
        city, "WS", JenisMandat.PENETAPAN_PENILAI, by, since, None, dinilai_id=city.pegawai_id(whose)
    )
    approved(city, asked)


def _waiting(city: Kota, who: str) -> list[InboxItem]:
    with city.reading() as tx:
        return [item for item in inbox(tx, city.actor(who)) if item.document_kind == "skp_bulanan"]


# -- judged ------------------------------------------------------------------------------------------------------


def test_february_runs_from_target_to_published_predikat(planned: Kota) -> None:
    until_told(planned)
    assert sheet(planned, "SR", 2).lembar.status is StatusBulanan.REALISASI_DIAJUKAN
    judge(planned, "KB", "SR", 2)
    found = sheet(planned, "SR", 2)
    assert found.lembar.status is StatusBulanan.DINILAI
    assert found.evaluasi is not None
    assert found.evaluasi.predikat is Predikat.BAIK
    assert len(found.evaluasi.tabel_sidik) == 64
    assert found.evaluasi.cuplikan["penilai"]["nama"].startswith("Agus Prasetya")
    planned.at("2026-03-12 08:00")
    timers.fire_all(planned.work)
    assert sheet(planned, "SR", 2).lembar.status is StatusBulanan.TERKUNCI


@pytest.mark.parametrize(("hasil", "laku"), [("DI_ATAS", "SESUAI"), ("SESUAI", "DI_BAWAH")])
def test_ac_g_15_above_or_below_needs_words(planned: Kota, hasil: str, laku: str) -> None:
    until_told(planned)
    with pytest.raises(Refused) as refused:
        judge(planned, "KB", "SR", 2, hasil, laku, words="  ")
    assert codes(refused) == {"umpan_balik.wajib"}
    assert sheet(planned, "SR", 2).evaluasi is None
    judge(planned, "KB", "SR", 2, hasil, laku)
    assert sheet(planned, "SR", 2).evaluasi is not None


def test_ac_g_20_nobody_sets_a_monthly_predikat(planned: Kota) -> None:
    until_told(planned)
    with pytest.raises(Refused) as refused:
        judge(planned, "KB", "SR", 2, predikat="SANGAT_BAIK")
    assert codes(refused) == {"predikat.dihitung"}
    judge(planned, "KB", "SR", 2)
    with pytest.raises(IntegrityError), planned.work.transaction() as tx:
        tx.session.execute(text("UPDATE evaluasi_bulanan SET predikat = 'SANGAT_BAIK'"))


def test_ac_d_10_and_g_16_the_judgement_is_due_on_the_seventh_working_day_and_the_employee_is_not_late(
    planned: Kota,
) -> None:
    until_told(planned)
    (item,) = _waiting(planned, "KB")
    assert (item.element_id, item.deadline) == ("nilai_bulanan", date(2026, 3, 10))
    planned.at("2026-03-20 08:00")
    timers.fire_all(planned.work)
    assert not sheet(planned, "SR", 2).lembar.target_terlambat
    assert sheet(planned, "SR", 2).lembar.status is StatusBulanan.REALISASI_DIAJUKAN, "it still waits for KB"


def test_ac_i_09_the_employee_answers_and_nothing_changes(planned: Kota) -> None:
    until_told(planned)
    judge(planned, "KB", "SR", 2, "DI_BAWAH", "SESUAI", words="Hasil bulan ini belum tercapai.")
    do(planned, "SR", "SR", 2, "tanggapan", values={"tanggapan": "Data dari bidang lain datang terlambat."})
    found = sheet(planned, "SR", 2)
    assert found.tanggapan is not None
    assert found.tanggapan.isi == "Data dari bidang lain datang terlambat."
    assert found.evaluasi is not None
    assert found.evaluasi.predikat is Predikat.BUTUH_PERBAIKAN
    with pytest.raises(IntegrityError), planned.work.transaction() as tx:
        tx.session.execute(text("UPDATE tanggapan_bulanan SET isi = 'lain'"))


def test_a_month_may_be_returned_with_a_reason_three_times(planned: Kota) -> None:
    until_told(planned)
    with pytest.raises(Refused):
        give_back(planned, "KB", "SR", 2, " ")
    for number in range(3):
        give_back(planned, "KB", "SR", 2, f"Lengkapi sumber datanya, putaran {number}.")
        assert sheet(planned, "SR", 2).lembar.status is StatusBulanan.PENILAIAN_DIRI
        tell(planned, "SR", 2)
    with pytest.raises(Refused, match="sudah dikembalikan 3 kali"):
        give_back(planned, "KB", "SR", 2, "Sekali lagi.")
    judge(planned, "KB", "SR", 2)


def test_every_row_is_told_or_nil_with_a_reason(planned: Kota) -> None:
    planned.at("2026-02-02 08:00")
    open_months(planned)
    target(planned, "SR", 2)
    agree(planned, "KB", "SR", 2)
    planned.at("2026-03-02 08:00")
    timers.fire_all(planned.work)
    with pytest.raises(Refused) as refused:
        do(planned, "SR", "SR", 2, "isi_realisasi", realisasi={})
    assert codes(refused) == {"realisasi.angka", "realisasi.narasi", "realisasi.sumber"}
    with pytest.raises(Refused) as refused:
        tell(planned, "SR", 2, nihil=True)
    assert codes(refused) == {"realisasi.alasan"}
    tell(planned, "SR", 2, nihil=True, alasan_nihil="Kegiatan ditunda oleh kementerian.")
    assert all(row.realisasi and row.realisasi.nihil for row in sheet(planned, "SR", 2).rows)


def test_only_the_evaluator_judges_and_a_plt_does_it_in_that_capacity(planned: Kota) -> None:
    until_told(planned)
    for who in ("SR", "DH", "KD"):
        with pytest.raises(Denied):
            judge(planned, who, "SR", 2)
    retire(planned, "KB", "2026-03-03")
    planned.at("2026-03-04 08:00")
    approved(planned, plt(planned, mulai="2026-03-05"))
    planned.at("2026-03-05 08:00")
    judge(planned, "YK", "SR", 2)
    evaluasi = sheet(planned, "SR", 2).evaluasi
    assert evaluasi is not None
    assert evaluasi.kapasitas == "PLT"


def test_a_month_that_reaches_the_end_of_a_segment_closes_with_it_and_earlier_ones_are_still_judged(
    planned: Kota,
) -> None:
    until_told(planned)
    open_months(planned)
    target(planned, "SR", 3)
    move(planned, "SR", date(2026, 3, 16), "OPERATOR-B")
    planned.at("2026-03-17 08:00")
    segments.discover(planned.work)
    timers.fire_all(planned.work)
    segments.discover(planned.work)
    timers.fire_all(planned.work)
    with planned.reading() as tx:
        skp_id = min(skp.id for skp in own_segments(planned, "SR"))
        found = {row.bulan: row.status for row in lembar_skp(tx.session, skp_id)}
    assert found[3] is StatusBulanan.DITUTUP_SEGMEN
    assert found[2] is StatusBulanan.REALISASI_DIAJUKAN


def test_ac_d_09_without_a_plan_evidence_is_refused_and_the_order_is_told(city: Kota) -> None:
    established(city.at("2026-01-12 09:00"), results=LIMA[:1])
    place = Place(city.skp("SR").id, 2, 1)
    with pytest.raises(Refused, match="rencana aksi, target, bukti, lalu realisasi") as refused:
        evidence.add_link(city.work, city.actor("SR"), place, "https://contoh.go.id/laporan.pdf")
    assert codes(refused) == {"bukti.rencana"}


def test_what_was_judged_keeps_its_evidence_and_takes_no_more(planned: Kota) -> None:
    planned.at("2026-02-02 08:00")
    open_months(planned)
    target(planned, "SR", 2)
    agree(planned, "KB", "SR", 2)
    row = sheet(planned, "SR", 2).rows[0].baris.id
    place = Place(planned.skp("SR").id, 2, row)
    sr = planned.actor("SR")
    said = evidence.add_link(planned.work, sr, place, "https://contoh.go.id/a.pdf")
    assert said is HasilCek.BELUM_DICEK, "a job looks at it a moment later"
    bukti = evidence.add_file(planned.work, sr, place, Upload("laporan.pdf", PDF))
    with pytest.raises(NotFound):
        evidence.add_file(planned.work, planned.actor("KB"), place, Upload("laporan.pdf", PDF))
    planned.at("2026-03-02 08:00")
    timers.fire_all(planned.work)
    tell(planned, "SR", 2)
    judge(planned, "KB", "SR", 2)
    for act in (
        lambda: evidence.withdraw(planned.work, sr, place, bukti),
        lambda: evidence.add_file(planned.work, sr, place, Upload("lain.pdf", PDF)),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == {"bukti.dinilai"}
    assert len(sheet(planned, "SR", 2).rows[0].bukti) == 2


def test_ac_d_04_the_target_of_march_is_due_on_the_first_and_its_approval_on_the_third_working_day(
    planned: Kota,
) -> None:
    planned.at("2026-02-25 08:00")
    open_months(planned)

    def due(who: str) -> dict[str, date | None]:
        march = sheet(planned, "SR", 3).lembar.id
        return {
            item.element_id: item.deadline for item in _waiting(planned, who) if item.document_id == march
        }

    assert due("SR")["susun_target"] == date(2026, 3, 2)
    planned.at("2026-03-02 10:00")
    target(planned, "SR", 3)
    assert due("KB")["setujui_target"] == date(2026, 3, 4)
