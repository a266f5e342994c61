"""The two forms of a coaching."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.pembinaan import (
    PENERIMA,
    PERNYATAAN_B18,
    JenisKonselor,
    NilaiKompetensi,
    PenerimaLaporan,
    periksa_b18,
    periksa_b19,
)

ROW = NilaiKompetensi("Menyusun laporan", 3, "Laporannya lengkap")


@given(st.integers(-3, 9))
def test_ac_f_04_a_competence_has_a_value_from_1_to_5(nilai: int) -> None:
    assert (periksa_b19([replace(ROW, nilai=nilai)]) == []) is (1 <= nilai <= 5)


def test_a_competence_is_valued_once_and_something_is_valued() -> None:
    assert [satu.kode for satu in periksa_b19([ROW, replace(ROW, kompetensi=" menyusun  LAPORAN")])] == [
        "b19.ganda"
    ]
    assert [satu.kode for satu in periksa_b19([])] == ["b19.kosong"]


@given(st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=7, max_size=11))
def test_b18_has_nine_answers_on_the_scale(jawaban: list[int | None]) -> None:
    sah = len(jawaban) == 9 and all(satu is not None and 1 <= satu <= 4 for satu in jawaban)
    assert (periksa_b18(jawaban) == []) is sah
    assert len(PERNYATAAN_B18) == 9


def test_every_kind_of_counsellor_has_its_addressee() -> None:
    assert PENERIMA == {
        JenisKonselor.PENILAI: PenerimaLaporan.ATASAN_PENILAI,
        JenisKonselor.PEJABAT: PenerimaLaporan.ATASAN_KONSELOR,
        JenisKonselor.INDEPENDEN: PenerimaLaporan.PYB,
    }
