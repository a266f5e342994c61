"""The record of the dialog."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.dialog import (
    AturanDialog,
    CatatanDialog,
    PeranHasil,
    PernyataanUlang,
    peran_dari_skp,
    periksa_dialog,
)
from webapp.domain.skp import Bagian

from .contoh import a_rhk, an_skp

PUKUL = datetime(2026, 1, 12, 3, 0, tzinfo=UTC)
PERAN = PeranHasil("sel-1", "Terlaksananya analisis jabatan")
SENDIRI = "Saya menyelesaikan dua belas berkas uraian tugas yang dipakai untuk menata pegawai"


def _catatan(*pernyataan: PernyataanUlang) -> CatatanDialog:
    return CatatanDialog(PUKUL, PUKUL, pernyataan)


def test_ac_c_12_rule_without_a_record_everything_needed_is_named() -> None:
    isi = an_skp(a_rhk("r1"), a_rhk("r2", "Tersusunnya peta jabatan", rhk_pimpinan_kunci="sel-2"))
    daftar = periksa_dialog(None, peran_dari_skp(isi))
    assert [(satu.kode, satu.letak) for satu in daftar] == [
        ("dialog.belum_ada", "dialog"),
        ("dialog.tanpa_pernyataan", "dialog.pernyataan.sel-1"),
        ("dialog.tanpa_pernyataan", "dialog.pernyataan.sel-2"),
    ]


def test_ac_c_12_rule_both_sides_must_confirm() -> None:
    daftar = periksa_dialog(CatatanDialog(pernyataan=(PernyataanUlang("sel-1", SENDIRI),)), [PERAN])
    assert [satu.kode for satu in daftar] == ["dialog.konfirmasi_pegawai", "dialog.konfirmasi_penilai"]


def test_a_confirmed_dialog_with_own_words_is_enough() -> None:
    assert periksa_dialog(_catatan(PernyataanUlang("sel-1", SENDIRI)), peran_dari_skp(an_skp())) == []


def test_only_rhk_utama_need_a_restatement_and_one_without_a_cell_goes_by_its_own_key() -> None:
    isi = an_skp(a_rhk("r1"), a_rhk("r2", bagian=Bagian.TAMBAHAN), a_rhk("r3", rhk_pimpinan_kunci=None))
    assert [peran.kunci for peran in peran_dari_skp(isi)] == ["sel-1", "r3"]


@pytest.mark.parametrize(
    ("teks", "kode"),
    [
        ("", ["dialog.tanpa_pernyataan"]),
        (" .. ", ["dialog.tanpa_pernyataan"]),
        ("Saya membuat dokumen", ["dialog.terlalu_singkat"]),
        ("Terlaksananya analisis jabatan, terlaksananya analisis jabatan!", ["dialog.menyalin"]),
        ("Terlaksananya ANALISIS jabatan", ["dialog.terlalu_singkat", "dialog.menyalin"]),
    ],
)
def test_an_empty_short_or_copied_restatement_is_refused(teks: str, kode: list[str]) -> None:
    assert [satu.kode for satu in periksa_dialog(_catatan(PernyataanUlang("sel-1", teks)), [PERAN])] == kode


def test_how_many_words_are_needed_is_a_parameter() -> None:
    catatan = _catatan(PernyataanUlang("sel-1", "Saya membuat dokumen"))
    assert periksa_dialog(catatan, [PERAN], AturanDialog(kata_minimum=3, kata_sendiri_minimum=3)) == []


@given(st.text(), st.text(max_size=5))
def test_a_copy_never_counts_whatever_is_put_around_it(uraian: str, tanda: str) -> None:
    tempelan = "".join(huruf for huruf in tanda if not huruf.isalnum() and huruf != "_")
    salinan = f"{tempelan} {uraian} {tempelan}"
    assert periksa_dialog(_catatan(PernyataanUlang("sel-1", salinan)), [PeranHasil("sel-1", uraian)])
