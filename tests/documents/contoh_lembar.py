"""Sample sheets (all invented): a document of evaluation and an evaluation with every kind of block."""

from __future__ import annotations

from datetime import UTC, datetime

from webapp.documents.lembar import (
    DuaPihak,
    Isian,
    Kelompok,
    Kurva,
    Lembar,
    Pilihan,
    SatuPihak,
    Tabel,
    Tanda,
    Teks,
)

from .contoh import KB, KD, SR

SIDIK = "a1b2" * 16
KODE = "2FU9-2NBR-J9DH-62SL"
URL = f"https://lakon.contoh.go.id/verifikasi/{KODE}"
SAAT = datetime(2027, 1, 15, 3, 0, tzinfo=UTC)
HITUNGAN = {"Sangat Kurang": 0, "Kurang/misconduct": 1, "Butuh Perbaikan": 2, "Baik": 7, "Sangat Baik": 2}


def tanda(peran: str = "Pejabat Penilai Kinerja") -> Tanda:
    return Tanda(peran, KB.nama, KB.nip, "Kota Contoh, 15 Januari 2027", SAAT, SIDIK)


def dokumen(catatan: str = "Pertahankan mutu analisis.", kode: str = KODE) -> Lembar:
    """Blocks 1 to 7."""
    return Lembar(
        formulir="dokumen_evaluasi",
        judul=("DOKUMEN EVALUASI KINERJA PEGAWAI",),
        perihal="Dokumen evaluasi kinerja pegawai",
        instansi="Pemerintah Kota Contoh",
        periode="Periode: akhir tahun 2026",
        bagian=(
            SatuPihak("1. PEGAWAI YANG DINILAI", SR),
            SatuPihak("2. PEJABAT PENILAI KINERJA", KB),
            SatuPihak("3. ATASAN PEJABAT PENILAI KINERJA", KD),
            Isian("4. EVALUASI KINERJA", (("PREDIKAT KINERJA PEGAWAI", "BAIK"),)),
            Teks("5. CATATAN/REKOMENDASI", catatan),
        ),
        tanda=(Tanda("7. Pegawai yang Dinilai", SR.nama, SR.nip), tanda("6. Pejabat Penilai Kinerja")),
        terbit=SAAT,
        kode=kode,
        url=URL if kode else "",
        sidik=SIDIK,
    )


def evaluasi(baris: int = 5, teks: str = "Dokumen analisis jabatan selesai pada November.") -> Lembar:
    """Every kind of block, with so many rows of results."""
    hasil = [
        (str(n), f"Tersusunnya dokumen {n:03}", teks, ("Sudah baik.", teks)) for n in range(1, baris + 1)
    ]
    return Lembar(
        formulir="evaluasi_kinerja",
        judul=("EVALUASI KINERJA PEGAWAI", "PENDEKATAN HASIL KERJA KUANTITATIF"),
        perihal="Evaluasi kinerja pegawai",
        instansi="Pemerintah Kota Contoh",
        periode="Periode: akhir tahun 2026",
        bagian=(
            DuaPihak(SR, KB),
            Pilihan("CAPAIAN KINERJA ORGANISASI", ("ISTIMEWA", "BAIK", "KURANG"), "BAIK"),
            Kurva("POLA DISTRIBUSI", "Frekuensi Pegawai", HITUNGAN),
            Tabel(
                "HASIL KERJA",
                ("NO", "RENCANA HASIL KERJA", "REALISASI", "UMPAN BALIK"),
                (0.3, 1.5, 1.5, 1.5),
                [Kelompok("A. UTAMA"), *hasil, Kelompok("B. TAMBAHAN")],
            ),
        ),
        tanda=(tanda(),),
        terbit=SAAT,
        kode=KODE,
        url=URL,
        sidik=SIDIK,
    )
