"""Rank names and their print."""

import pytest

from webapp.domain.nip import JenisAsn
from webapp.domain.pangkat import GOLONGAN_PPPK, PANGKAT_PNS, cetak_pangkat, nama_pangkat, periksa_golongan


def test_a_pns_rank_is_printed_with_name_and_grade() -> None:
    assert cetak_pangkat("III/b", JenisAsn.PNS) == "Penata Muda Tingkat I / III/b"
    assert cetak_pangkat("IV/e", JenisAsn.PNS) == "Pembina Utama / IV/e"


def test_ac_c_25_a_pppk_grade_is_printed_without_a_rank_name() -> None:
    assert cetak_pangkat("IX", JenisAsn.PPPK) == "IX"
    assert nama_pangkat("IX", JenisAsn.PPPK) is None


def test_there_are_seventeen_grades_of_each_kind() -> None:
    assert len(PANGKAT_PNS) == len(set(PANGKAT_PNS.values())) == 17
    assert len(GOLONGAN_PPPK) == 17


@pytest.mark.parametrize(
    ("golongan", "jenis"), [("IX", JenisAsn.PNS), ("III/b", JenisAsn.PPPK), ("III/e", JenisAsn.PNS)]
)
def test_a_grade_of_the_wrong_kind_is_refused(golongan: str, jenis: JenisAsn) -> None:
    assert [satu.kode for satu in periksa_golongan(golongan, jenis)] == ["golongan.tidak_dikenal"]
    with pytest.raises(ValueError, match="tidak dikenal"):
        cetak_pangkat(golongan, jenis)
