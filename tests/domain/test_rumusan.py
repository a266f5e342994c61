"""The small linter for RHK."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.pelanggaran import Tingkat
from webapp.domain.rumusan import KATA_KERJA_KEGIATAN, periksa_rumusan


def test_ac_c_11_warning_part_an_activity_verb_is_named_with_a_suggestion() -> None:
    [temuan] = periksa_rumusan("Melaksanakan rapat dan membuat notulen", "rhk.r1.uraian")
    assert temuan.tingkat is Tingkat.PERINGATAN
    assert temuan.letak == "rhk.r1.uraian"
    assert "Melaksanakan" in temuan.pesan
    assert "Terlaksananya" in temuan.pesan


@pytest.mark.parametrize(
    "uraian", ["Terlaksananya analisis jabatan", "Meningkatnya kepuasan", "Mekanisme baru", "", " "]
)
def test_a_result_is_left_alone(uraian: str) -> None:
    assert periksa_rumusan(uraian, "rhk.r1.uraian") == []


@pytest.mark.parametrize("kata", list(KATA_KERJA_KEGIATAN))
def test_no_suggestion_is_itself_an_activity_verb(kata: str) -> None:
    assert periksa_rumusan(f"{kata.upper()}, segera", "x")
    assert not periksa_rumusan(KATA_KERJA_KEGIATAN[kata], "x")


@given(st.text())
def test_the_linter_never_refuses(uraian: str) -> None:
    assert all(satu.tingkat is Tingkat.PERINGATAN for satu in periksa_rumusan(uraian, "x"))
