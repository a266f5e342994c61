"""Every path of the yearly SKP, played on the shipped diagrams."""

from datetime import UTC, datetime

import pytest

from tests.player import Play

DEADLINE = {"skp.buka": {"batas_penetapan": "2026-02-01T00:00:00+07:00"}}


def test_the_year_opens_with_the_dialogue_and_a_deadline_at_the_end_of_31_january() -> None:
    case = Play("skp_pegawai", DEADLINE)
    assert case.called == ["skp.buka"]
    assert case.waits_for == [("pejabat_penilai", "catat_dialog")]
    assert case.timers == {"batas_penetapan": datetime(2026, 1, 31, 17, 0, tzinfo=UTC)}


MONTH = {"buka_bulan_berikut": "2026-11-25", "masih_ada_bulan": "tidak"}
RESULTS = {**DEADLINE, "skp_bulanan.buka": MONTH}


@pytest.mark.parametrize("track", ["skp_pegawai", "skp_jpt"])
def test_planning_without_returns_leads_to_the_plan_of_the_months_and_then_to_the_result_of_the_unit(
    track: str,
) -> None:
    case = Play(track, RESULTS)
    case.does("pejabat_penilai", "catat_dialog").does("pegawai", "konfirmasi_dialog", konfirmasi="sesuai")
    case.does("pegawai", "susun_skp").does("pejabat_penilai", "reviu", keputusan="setujui")
    case.does("pegawai", "tanda_tangan").does("pejabat_penilai", "tetapkan")
    assert case.called == ["skp.buka", "skp.kunci", "skp.terbitkan"]
    assert case.timers == {}
    assert case.waits_for == [("pegawai", "susun_rencana_aksi")]
    case.results |= {"evaluasi_tahunan.siapkan": {"kunci_capaian": "2026:1", "apakah_kepala": False}}
    case.does("pegawai", "susun_rencana_aksi")
    assert "skp_bulanan.buka" in case.called
    assert (case.waits_for, list(case.messages)) == ([], ["tunggu_capaian"])


def test_past_the_deadline_the_case_is_flagged_and_goes_on() -> None:
    case = Play("skp_pegawai", DEADLINE).fires("batas_penetapan")
    assert case.called[-1] == "skp.tandai_terlambat"
    assert case.timers == {}
    assert case.waits_for == [("pejabat_penilai", "catat_dialog")]


def test_a_record_that_does_not_fit_goes_back_to_the_leader() -> None:
    case = Play("dialog").does("pejabat_penilai", "catat_dialog")
    case.does("pegawai", "konfirmasi_dialog", konfirmasi="perlu_diperbaiki")
    assert case.waits_for == [("pejabat_penilai", "catat_dialog")]
    case.does("pejabat_penilai", "catat_dialog").does("pegawai", "konfirmasi_dialog", konfirmasi="sesuai")
    assert case.run.is_completed


def test_a_returned_plan_comes_back_to_the_employee_as_a_new_revision() -> None:
    case = Play("penetapan").does("pegawai", "susun_skp")
    case.does("pejabat_penilai", "reviu", keputusan="kembalikan")
    assert case.called == ["skp.buka_revisi"]
    assert case.waits_for == [("pegawai", "susun_skp")]


def test_returning_may_happen_any_number_of_times() -> None:
    case = Play("penetapan")
    for _ in range(30):
        case.does("pegawai", "susun_skp").does("pejabat_penilai", "reviu", keputusan="kembalikan")
    case.does("pegawai", "susun_skp").does("pejabat_penilai", "reviu", keputusan="setujui")
    assert case.waits_for == [("pegawai", "tanda_tangan")]
    assert case.run.open[0].key == "tanda_tangan#1"


def test_only_the_employee_and_the_evaluator_sign() -> None:
    case = (
        Play("penetapan").does("pegawai", "susun_skp").does("pejabat_penilai", "reviu", keputusan="setujui")
    )
    assert case.waits_for == [("pegawai", "tanda_tangan")]
    case.does("pegawai", "tanda_tangan")
    assert case.waits_for == [("pejabat_penilai", "tetapkan")]
