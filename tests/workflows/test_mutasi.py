"""Every path of a mutation in the year, played on the shipped diagram."""

from datetime import UTC, date, datetime

from tests.player import Play, shipped

NOTED = {
    "mutasi.catat": {
        "tanggal_tutup": "2026-06-30",
        "tmt": "2026-07-01",
        "tmt_mulai": "2026-07-01T00:00:00+07:00",
        "sebab": "PINDAH_JABATAN",
        "keterangan": "",
    }
}


def test_ac_b_09_the_old_evaluator_is_asked_for_the_last_day_and_the_closing_waits_for_the_tmt() -> None:
    case = Play("mutasi", NOTED)
    assert case.called == ["mutasi.catat"]
    assert case.waits_for == [("pejabat_penilai", "evaluasi_segmen")]
    (step,) = (step for step in case.run.open if step.kind == "human")
    assert step.on == date(2026, 6, 30)
    assert step.due == datetime(2026, 6, 29, 17, 0, tzinfo=UTC)
    assert case.timers == {"tunggu_tmt": datetime(2026, 6, 30, 17, 0, tzinfo=UTC)}


def test_an_early_evaluation_does_not_close_the_segment_before_its_day() -> None:
    case = Play("mutasi", NOTED).does("pejabat_penilai", "evaluasi_segmen")
    assert (case.called, case.run.is_completed) == (["mutasi.catat"], False)
    case.fires("tunggu_tmt")
    assert case.called == ["mutasi.catat", "mutasi.tutup_segmen", "mutasi.buka_baru"]
    assert case.run.is_completed


def test_the_segment_closes_on_its_day_and_the_evaluation_may_still_come() -> None:
    case = Play("mutasi", NOTED).fires("tunggu_tmt")
    assert case.called == ["mutasi.catat", "mutasi.tutup_segmen", "mutasi.buka_baru"]
    assert case.waits_for == [("pejabat_penilai", "evaluasi_segmen")]
    case.does("pejabat_penilai", "evaluasi_segmen")
    assert case.run.is_completed


def test_the_evaluation_of_a_segment_falls_under_mandates_for_evaluation() -> None:
    step = shipped().processes["mutasi"].elements["evaluasi_segmen"]
    assert step.properties["jenis_langkah"] == "evaluasi"
    assert not step.quiet
