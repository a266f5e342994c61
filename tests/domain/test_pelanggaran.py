"""Violations by weight."""

from webapp.domain.pelanggaran import Pelanggaran, Tingkat, penolakan, peringatan


def test_refusals_and_warnings_are_told_apart() -> None:
    tolak = Pelanggaran("a", "Tidak boleh.")
    ingat = Pelanggaran("b", "Perhatikan.", "rhk.r1", Tingkat.PERINGATAN)
    assert penolakan([tolak, ingat]) == [tolak]
    assert peringatan([tolak, ingat]) == [ingat]
