"""Every way of a month, played on the shipped diagrams."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.player import Play, shipped

READY: dict[str, dict[str, Any]] = {
    "bulanan.siapkan": {
        "batas_persetujuan": "2026-03-07T00:00:00+07:00",
        "akhir_bulan": "2026-04-01T00:00:00+07:00",
        "jumlah_baris": 4,
    },
    "evaluasi_bulanan.simpan": {"batas_tanggapan": "2026-04-10T00:00:00+07:00"},
}


def handed_in(terlambat: str = "tidak") -> Play:
    """A month whose target is handed in."""
    return Play("skp_bulanan", READY).does("pegawai", "susun_target", target_terlambat=terlambat)


def test_a_target_in_time_waits_for_the_evaluator_until_it_counts_by_itself() -> None:
    case = handed_in()
    assert case.waits_for == [("pejabat_penilai", "setujui_target")]
    assert case.timers == {"batas_setuju": datetime(2026, 3, 6, 17, 0, tzinfo=UTC)}
    case.fires("batas_setuju")
    assert case.called == ["bulanan.siapkan", "bulanan.berjalan_otomatis"]
    assert case.waits_for == [("pegawai", "laksanakan")]


def test_ac_d_05_a_late_target_has_no_timer() -> None:
    case = handed_in("ya")
    assert case.waits_for == [("pejabat_penilai", "setujui_terlambat")]
    assert case.timers == {}


@pytest.mark.parametrize(("late", "step"), [("tidak", "setujui_target"), ("ya", "setujui_terlambat")])
def test_a_returned_target_comes_back_to_the_employee(late: str, step: str) -> None:
    case = handed_in(late).does("pejabat_penilai", step, putusan_target="kembalikan")
    assert case.waits_for == [("pegawai", "susun_target")]


def test_results_open_at_the_end_of_the_month_and_a_returned_sheet_comes_back() -> None:
    case = handed_in().does("pejabat_penilai", "setujui_target", putusan_target="setujui")
    assert case.timers == {"bulan_berakhir": datetime(2026, 3, 31, 17, 0, tzinfo=UTC)}
    case.fires("bulan_berakhir").does("pegawai", "isi_realisasi")
    case.does("pejabat_penilai", "nilai_bulanan", putusan_nilai="kembalikan")
    assert case.waits_for == [("pegawai", "isi_realisasi")]


@pytest.mark.parametrize("answered", [True, False])
def test_a_judged_month_is_locked_after_the_answer_or_its_time(answered: bool) -> None:
    case = handed_in().does("pejabat_penilai", "setujui_target", putusan_target="setujui")
    case.does("pegawai", "laksanakan").does("pegawai", "isi_realisasi")
    case.does(
        "pejabat_penilai", "nilai_bulanan", putusan_nilai="nilai", hasil_kerja="SESUAI_EKSPEKTASI",
        perilaku="SESUAI_EKSPEKTASI",
    )  # fmt: skip
    assert case.waits_for == [("pegawai", "tanggapan")]
    assert case.run.facts["predikat"] == "BAIK"
    if answered:
        case.does("pegawai", "tanggapan")
    else:
        case.fires("batas_tanggapan_lewat")
    assert case.called[-1] == "bulanan.kunci"
    assert case.run.is_completed


def test_steps_that_may_be_left_alone_stand_in_no_inbox() -> None:
    processes = shipped().processes
    assert processes["skp_bulanan"].elements["laksanakan"].quiet
    assert processes["evaluasi_bulanan"].elements["tanggapan"].quiet
    assert not processes["evaluasi_bulanan"].elements["nilai_bulanan"].quiet
