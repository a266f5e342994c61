"""The reason for an evaluator, told in Indonesian.

Turns the steps of `penilai` into sentences. No rule stands here: a step says what was found, this says it to
people.
"""

from collections.abc import Callable, Mapping
from datetime import date

from webapp.domain.penilai import KodeLangkah, Langkah, PenilaiHasil
from webapp.domain.tanggal import cetak_tanggal

Rincian = Mapping[str, str]


def kalimat_langkah(langkah: Langkah) -> str:
    """One step as a sentence without its full stop."""
    return _KALIMAT[langkah.kode](langkah.rincian)


def kalimat_alasan(hasil: PenilaiHasil) -> str:
    """The whole reason: the outcome first, then how it came about."""
    *jalan, akhir = (kalimat_langkah(langkah) for langkah in hasil.langkah)
    if not jalan:
        return f"{akhir}."
    return f"{akhir}; karena {_sambung(jalan)}."


def _sambung(kalimat: list[str]) -> str:
    """Steps as clauses of one sentence; names keep their capital, and each clause opens with a common noun."""
    return "; ".join(satu[:1].lower() + satu[1:] for satu in kalimat)


def _tanggal(rincian: Rincian, nama: str = "sejak") -> str:
    return cetak_tanggal(date.fromisoformat(rincian[nama]))


def _dengan_surat(rincian: Rincian) -> str:
    return f" ({rincian['surat']})" if rincian.get("surat") else ""


def _kepala_definitif(r: Rincian) -> str:
    return f"{r['jabatan']}, jabatan definitif sejak {_tanggal(r)}{_dengan_surat(r)}"


def _kepala_plt(r: Rincian) -> str:
    return f"Plt. {r['jabatan']} sejak {_tanggal(r)}{_dengan_surat(r)}"


def _kepala_plh(r: Rincian) -> str:
    return f"Plh. {r['jabatan']} sejak {_tanggal(r)}{_dengan_surat(r)}, hanya untuk verifikasi harian"


def _khusus_berlaku(r: Rincian) -> str:
    return f"{r['jabatan']}, ditetapkan khusus sebagai penilai dengan {r['surat']} sejak {_tanggal(r)}"


def _khusus_dilewati(r: Rincian) -> str:
    return f"Penetapan khusus {r['surat']} dilewati sebab menunjuk pihak yang tidak boleh menilai di sini"


def _khusus_tidak_menjabat(r: Rincian) -> str:
    return f"Penetapan khusus {r['surat']} dilewati sebab pejabatnya tidak lagi memegang jabatan"


def _tanpa_jabatan(r: Rincian) -> str:
    return f"Pegawai tidak memegang jabatan definitif pada {_tanggal(r, 'tanggal')}, jadi penilai belum dapat ditentukan"


def _anggota_unit(r: Rincian) -> str:
    return f"Pegawai menjabat {r['jabatan']} di {r['unit']}, jadi penilainya pimpinan unit itu"


def _kepala_unit(r: Rincian) -> str:
    return f"Pegawai memimpin {r['unit']} sebagai {r['jabatan']}, jadi penilainya pimpinan unit di atasnya"


def _atasan_dari(r: Rincian) -> str:
    return f"Penilai bertindak untuk {r['unit']}, jadi atasannya pimpinan unit di atas {r['unit']}"


def _kepala_cuti(r: Rincian) -> str:
    return f"Pemegang jabatan {r['jabatan']} sedang cuti"


def _kepala_kosong(r: Rincian) -> str:
    return f"Jabatan pimpinan {r['unit']} kosong tanpa Plt"


def _kepala_diri_sendiri(r: Rincian) -> str:
    return (
        f"Jabatan {r['jabatan']} dipegang oleh pihak yang bersangkutan sendiri, jadi naik ke unit di atasnya"
    )


def _kepala_di_bawah_pengawas(r: Rincian) -> str:
    return (
        f"Jabatan {r['jabatan']} di bawah tingkat pengawas dan tanpa delegasi, jadi naik ke unit di atasnya"
    )


def _delegasi(r: Rincian) -> str:
    return f"Jabatan {r['jabatan']} di bawah tingkat pengawas, tetapi diberi delegasi dengan {r['surat']}"


def _unit_berputar(r: Rincian) -> str:
    return f"Susunan unit berputar kembali ke {r['unit']}; perbaiki induk unit itu pada data organisasi"


def _puncak(r: Rincian) -> str:
    return f"{r['jabatan']}, sebagai kepala daerah di puncak susunan organisasi"


def _kepala_daerah_tanpa_atasan(r: Rincian) -> str:
    return f"Penilainya {r['jabatan']}, yang tidak mempunyai atasan penilai"


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
    KodeLangkah.KEPALA_DIRI_SENDIRI: _kepala_diri_sendiri,
    KodeLangkah.KEPALA_DI_BAWAH_PENGAWAS: _kepala_di_bawah_pengawas,
    KodeLangkah.DELEGASI: _delegasi,
    KodeLangkah.UNIT_BERPUTAR: _unit_berputar,
    KodeLangkah.PUNCAK: _puncak,
    KodeLangkah.KEPALA_DAERAH_TANPA_ATASAN: _kepala_daerah_tanpa_atasan,
}
