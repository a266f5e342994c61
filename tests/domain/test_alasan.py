"""The sentences of the reason."""

from datetime import date

import pytest

from webapp.domain.alasan import KodeLangkah, Langkah, kalimat_alasan, kalimat_langkah
from webapp.domain.masa import Masa
from webapp.domain.organisasi import JenisPenugasan, PenetapanKhusus
from webapp.domain.penilai import atasan_penilai, tentukan_penilai

from .kota import HARI_INI, KB, KD, KEPALA_BIDANG, SEJAK, SR, YK, kota, posting, tanpa_kepala_bidang

RINCIAN = {
    "siapa": "pegawai",
    "jabatan": "Kepala Bidang A",
    "unit": "Bidang A",
    "surat": "SK 1/2026",
    "sejak": "2022-01-01",
    "tanggal": "2026-03-02",
}


@pytest.mark.parametrize("kode", list(KodeLangkah))
def test_every_step_has_a_sentence(kode: KodeLangkah) -> None:
    kalimat = kalimat_langkah(Langkah(kode, RINCIAN))
    assert len(kalimat.split()) > 2
    assert not kalimat.endswith(".")


def test_a_definitive_head_is_named_with_the_date_and_the_ground() -> None:
    assert tentukan_penilai(SR, HARI_INI, kota()).alasan == (
        "Kepala Bidang A, jabatan definitif sejak 1 Januari 2022; "
        "atasan langsung karena pegawai menjabat Analis SDM Aparatur pada Bidang A."
    )


def test_a_plt_is_named_with_the_letter() -> None:
    plt = posting(90, YK, KEPALA_BIDANG, Masa(date(2026, 5, 4)), JenisPenugasan.PLT, "SP 800/12/2026")
    bagan = tanpa_kepala_bidang(kota(plt), date(2026, 5, 1))
    assert tentukan_penilai(SR, date(2026, 5, 4), bagan).alasan == (
        "Plt. Kepala Bidang A sejak 4 Mei 2026 (SP 800/12/2026); "
        "atasan langsung karena pegawai menjabat Analis SDM Aparatur pada Bidang A."
    )
    assert tentukan_penilai(YK, date(2026, 5, 4), bagan).alasan == (
        "Kepala Dinas Contoh, jabatan definitif sejak 1 Januari 2022; "
        "atasan langsung karena pegawai menjabat Analis SDM Aparatur pada Bidang A; "
        "jabatan Kepala Bidang A dipegang oleh yang bersangkutan sendiri."
    )


def test_a_special_decision_and_the_top_are_told() -> None:
    bagan = kota(khusus=(PenetapanKhusus(1, KD, None, SEJAK, "SK 1/2026"),))
    assert tentukan_penilai(KD, HARI_INI, bagan).alasan == (
        "Wali Kota, ditetapkan khusus sebagai penilai sejak 1 Januari 2022 (SK 1/2026)."
    )
    assert tentukan_penilai(KD, HARI_INI, kota()).alasan == (
        "Wali Kota, kepala daerah di puncak susunan organisasi; atasan langsung karena pegawai memimpin "
        "Dinas Contoh sebagai Kepala Dinas Contoh, jadi dinilai pimpinan unit di atasnya."
    )


def test_the_reason_for_the_superior_speaks_of_the_evaluator() -> None:
    hasil = atasan_penilai(SR, HARI_INI, kota())
    assert "karena penilai memimpin Bidang A sebagai Kepala Bidang A" in hasil.alasan
    assert hasil.pegawai_id == KB


def test_a_single_step_is_a_whole_sentence() -> None:
    langkah = Langkah(KodeLangkah.TANPA_JABATAN, {"siapa": "pegawai", "tanggal": "2026-03-02"})
    assert kalimat_alasan([langkah]) == "Pegawai tidak memegang jabatan definitif pada 2 Maret 2026."
