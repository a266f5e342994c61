"""The reason for an evaluator: steps of the reasoning as data, and how to say them in Indonesian.

A step says what was found, by code and parameters; a sentence says it to people. No rule stands here:
`penilai` decides and records.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.domain.tanggal import cetak_tanggal

Rincian = Mapping[str, str]


class KodeLangkah(StrEnum):
    """Steps of the reasoning."""

    KHUSUS_BERLAKU = "KHUSUS_BERLAKU"
    KHUSUS_DILEWATI = "KHUSUS_DILEWATI"
    KHUSUS_TIDAK_MENJABAT = "KHUSUS_TIDAK_MENJABAT"
    TANPA_JABATAN = "TANPA_JABATAN"
    ANGGOTA_UNIT = "ANGGOTA_UNIT"
    KEPALA_UNIT = "KEPALA_UNIT"
    ATASAN_DARI = "ATASAN_DARI"
    KEPALA_DEFINITIF = "KEPALA_DEFINITIF"
    KEPALA_PLT = "KEPALA_PLT"
    KEPALA_PLH = "KEPALA_PLH"
    KEPALA_CUTI = "KEPALA_CUTI"
    KEPALA_KOSONG = "KEPALA_KOSONG"
    UNIT_TANPA_PIMPINAN = "UNIT_TANPA_PIMPINAN"
    KEPALA_DIRI_SENDIRI = "KEPALA_DIRI_SENDIRI"
    KEPALA_DI_BAWAH_PENGAWAS = "KEPALA_DI_BAWAH_PENGAWAS"
    DELEGASI = "DELEGASI"
    VERIFIKATOR = "VERIFIKATOR"
    VERIFIKATOR_DILEWATI = "VERIFIKATOR_DILEWATI"
    UNIT_BERPUTAR = "UNIT_BERPUTAR"
    PUNCAK = "PUNCAK"
    KEPALA_DAERAH_TANPA_ATASAN = "KEPALA_DAERAH_TANPA_ATASAN"


@dataclass(frozen=True)
class Langkah:
    """One step: a code and its parameters (names, letters, ISO dates), fit for JSON."""

    kode: KodeLangkah
    rincian: Rincian


def kalimat_langkah(langkah: Langkah) -> str:
    """One step as a clause, without capital and full stop."""
    return _KALIMAT[langkah.kode](langkah.rincian)


def kalimat_alasan(langkah: Sequence[Langkah]) -> str:
    """The whole reason in one sentence: the outcome (the last step) first, then how it came about."""
    *jalan, akhir = langkah
    kalimat = kalimat_langkah(akhir)
    if jalan:
        kalimat += "; atasan langsung karena " if akhir.kode in _MENURUT_SUSUNAN else "; "
        kalimat += "; ".join(kalimat_langkah(satu) for satu in jalan)
    return f"{kalimat[:1].upper()}{kalimat[1:]}."


_MENURUT_SUSUNAN = frozenset(
    {KodeLangkah.KEPALA_DEFINITIF, KodeLangkah.KEPALA_PLT, KodeLangkah.KEPALA_PLH, KodeLangkah.PUNCAK}
)


def _tanggal(rincian: Rincian, nama: str = "sejak") -> str:
    return cetak_tanggal(date.fromisoformat(rincian[nama]))


def _surat(rincian: Rincian) -> str:
    return f" ({rincian['surat']})" if rincian.get("surat") else ""


def _khusus_berlaku(r: Rincian) -> str:
    return f"{r['jabatan']}, ditetapkan khusus sebagai penilai sejak {_tanggal(r)}{_surat(r)}"


def _khusus_dilewati(r: Rincian) -> str:
    return f"penetapan khusus{_surat(r)} dilewati sebab yang ditunjuk tidak boleh menilai dalam urusan ini"


def _khusus_tidak_menjabat(r: Rincian) -> str:
    return f"penetapan khusus{_surat(r)} dilewati sebab yang ditunjuk tidak memegang jabatan"


def _tanpa_jabatan(r: Rincian) -> str:
    return f"{r['siapa']} tidak memegang jabatan definitif pada {_tanggal(r, 'tanggal')}"


def _anggota_unit(r: Rincian) -> str:
    return f"{r['siapa']} menjabat {r['jabatan']} pada {r['unit']}"


def _kepala_unit(r: Rincian) -> str:
    return f"{r['siapa']} memimpin {r['unit']} sebagai {r['jabatan']}, jadi dinilai pimpinan unit di atasnya"


def _atasan_dari(r: Rincian) -> str:
    return f"penilai bertindak untuk {r['unit']}, jadi atasannya pimpinan unit di atas unit itu"


def _kepala_definitif(r: Rincian) -> str:
    return f"{r['jabatan']}, jabatan definitif sejak {_tanggal(r)}{_surat(r)}"


def _kepala_plt(r: Rincian) -> str:
    return f"Plt. {r['jabatan']} sejak {_tanggal(r)}{_surat(r)}"


def _kepala_plh(r: Rincian) -> str:
    return f"Plh. {r['jabatan']} sejak {_tanggal(r)}{_surat(r)}, hanya untuk verifikasi harian"


def _kepala_cuti(r: Rincian) -> str:
    return f"pemegang jabatan {r['jabatan']} sedang cuti"


def _kepala_kosong(r: Rincian) -> str:
    return f"jabatan {r['jabatan']} kosong"


def _unit_tanpa_pimpinan(r: Rincian) -> str:
    return f"{r['unit']} tidak mempunyai jabatan pimpinan"


def _kepala_diri_sendiri(r: Rincian) -> str:
    return f"jabatan {r['jabatan']} dipegang oleh yang bersangkutan sendiri"


def _kepala_di_bawah_pengawas(r: Rincian) -> str:
    return f"jabatan {r['jabatan']} di bawah tingkat pengawas dan tanpa delegasi"


def _delegasi(r: Rincian) -> str:
    return f"jabatan {r['jabatan']} di bawah tingkat pengawas, tetapi menerima delegasi{_surat(r)}"


def _verifikator(r: Rincian) -> str:
    return f"{r['jabatan']}, verifikator yang ditunjuk sejak {_tanggal(r)}{_surat(r)}"


def _verifikator_dilewati(r: Rincian) -> str:
    return f"verifikator yang ditunjuk{_surat(r)} dilewati sebab tidak hadir atau tidak menjabat"


def _unit_berputar(r: Rincian) -> str:
    return f"susunan unit berputar kembali ke {r['unit']}, perbaiki induk unit itu pada data organisasi"


def _puncak(r: Rincian) -> str:
    return f"{r['jabatan']}, kepala daerah di puncak susunan organisasi"


def _kepala_daerah_tanpa_atasan(r: Rincian) -> str:
    return f"penilainya {r['jabatan']}, yang tidak mempunyai atasan penilai"


_KALIMAT: Mapping[KodeLangkah, Callable[[Rincian], str]] = {
    KodeLangkah.KHUSUS_BERLAKU: _khusus_berlaku,
    KodeLangkah.KHUSUS_DILEWATI: _khusus_dilewati,
    KodeLangkah.KHUSUS_TIDAK_MENJABAT: _khusus_tidak_menjabat,
    KodeLangkah.TANPA_JABATAN: _tanpa_jabatan,
    KodeLangkah.ANGGOTA_UNIT: _anggota_unit,
    KodeLangkah.KEPALA_UNIT: _kepala_unit,
    KodeLangkah.ATASAN_DARI: _atasan_dari,
    KodeLangkah.KEPALA_DEFINITIF: _kepala_definitif,
    KodeLangkah.KEPALA_PLT: _kepala_plt,
    KodeLangkah.KEPALA_PLH: _kepala_plh,
    KodeLangkah.KEPALA_CUTI: _kepala_cuti,
    KodeLangkah.KEPALA_KOSONG: _kepala_kosong,
    KodeLangkah.UNIT_TANPA_PIMPINAN: _unit_tanpa_pimpinan,
    KodeLangkah.KEPALA_DIRI_SENDIRI: _kepala_diri_sendiri,
    KodeLangkah.KEPALA_DI_BAWAH_PENGAWAS: _kepala_di_bawah_pengawas,
    KodeLangkah.DELEGASI: _delegasi,
    KodeLangkah.VERIFIKATOR: _verifikator,
    KodeLangkah.VERIFIKATOR_DILEWATI: _verifikator_dilewati,
    KodeLangkah.UNIT_BERPUTAR: _unit_berputar,
    KodeLangkah.PUNCAK: _puncak,
    KodeLangkah.KEPALA_DAERAH_TANPA_ATASAN: _kepala_daerah_tanpa_atasan,
}
