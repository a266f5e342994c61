"""Kinds of post, their order and their SKP track."""

import pytest

from webapp.domain.jabatan import Jabatan, Jalur, JenisJabatan, jalur_skp, peringkat, sekurangnya_pengawas


def _jabatan(jenis: JenisJabatan, pukm: bool = False) -> Jabatan:
    return Jabatan(1, "Contoh", 1, jenis, pukm=pukm)


@pytest.mark.parametrize("jenis", [JenisJabatan.JPT_MADYA, JenisJabatan.JPT_PRATAMA])
def test_high_leadership_takes_the_form_with_perspektif(jenis: JenisJabatan) -> None:
    assert jalur_skp(_jabatan(jenis)) is Jalur.JPT_PUKM


def test_the_head_of_a_self_standing_unit_takes_the_form_of_high_leadership() -> None:
    assert jalur_skp(_jabatan(JenisJabatan.ADMINISTRATOR, pukm=True)) is Jalur.JPT_PUKM
    assert jalur_skp(_jabatan(JenisJabatan.JF, pukm=True)) is Jalur.JPT_PUKM


@pytest.mark.parametrize(
    "jenis", [JenisJabatan.ADMINISTRATOR, JenisJabatan.PENGAWAS, JenisJabatan.PELAKSANA, JenisJabatan.JF]
)
def test_all_others_take_the_form_with_aspek(jenis: JenisJabatan) -> None:
    assert jalur_skp(_jabatan(jenis)) is Jalur.JA_JF


def test_every_kind_has_a_height_and_pengawas_is_the_lowest_that_evaluates() -> None:
    assert sorted(JenisJabatan, key=peringkat, reverse=True)[:4] == [
        JenisJabatan.JPT_MADYA,
        JenisJabatan.JPT_PRATAMA,
        JenisJabatan.ADMINISTRATOR,
        JenisJabatan.PENGAWAS,
    ]
    assert sekurangnya_pengawas(_jabatan(JenisJabatan.PENGAWAS))
    assert not sekurangnya_pengawas(_jabatan(JenisJabatan.PELAKSANA))
    assert not sekurangnya_pengawas(_jabatan(JenisJabatan.JF))
    assert sekurangnya_pengawas(_jabatan(JenisJabatan.JF, pukm=True))
