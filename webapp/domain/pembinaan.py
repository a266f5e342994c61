"""Bimbingan and konseling kinerja: their states, the two forms of a coaching, and who counsels and is told.

The statements of format B.1.8 stand here in own words, numbered as the format numbers them; B.1.9 gives competences a
value from 1 to 5 [PermenPANRB 6/2022; Lampiran PermenPANRB 8/2021 on counselling].
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from webapp.domain.pelanggaran import Pelanggaran


class StatusPembinaan(StrEnum):
    """Where a coaching or counselling stands."""

    DIPICU = "DIPICU"
    DIRENCANAKAN = "DIRENCANAKAN"
    BERLANGSUNG = "BERLANGSUNG"
    MENUNGGU_UMPAN_BALIK = "MENUNGGU_UMPAN_BALIK"
    DIEVALUASI = "DIEVALUASI"
    SELESAI = "SELESAI"


class HasilBimbingan(StrEnum):
    """How a coaching ends."""

    SELESAI = "SELESAI"
    LANJUT_KONSELING = "LANJUT_KONSELING"
    USUL_TINDAK_LANJUT = "USUL_TINDAK_LANJUT"


class JenisKonselor(StrEnum):
    """Who counsels: the trained evaluator, an official whose function it is, or one from outside the line."""

    PENILAI = "PENILAI"
    PEJABAT = "PEJABAT"
    INDEPENDEN = "INDEPENDEN"


class PenerimaLaporan(StrEnum):
    """To whom the report of a counselling goes."""

    ATASAN_PENILAI = "ATASAN_PENILAI"
    ATASAN_KONSELOR = "ATASAN_KONSELOR"
    PYB = "PYB"


PENERIMA: Mapping[JenisKonselor, PenerimaLaporan] = {
    JenisKonselor.PENILAI: PenerimaLaporan.ATASAN_PENILAI,
    JenisKonselor.PEJABAT: PenerimaLaporan.ATASAN_KONSELOR,
    JenisKonselor.INDEPENDEN: PenerimaLaporan.PYB,
}
"""The addressee by the kind of counsellor; the notes go to nobody."""


class TindakKonseling(StrEnum):
    """What a counsellor may recommend."""

    BIMBINGAN = "BIMBINGAN"
    PELATIHAN = "PELATIHAN"
    PENUGASAN_KHUSUS = "PENUGASAN_KHUSUS"
    USUL_MUTASI = "USUL_MUTASI"
    REKOMENDASI_DISIPLIN = "REKOMENDASI_DISIPLIN"


PERNYATAAN_B18: tuple[str, ...] = (
    "Saya merasa didengarkan",
    "Langkah baik yang sudah saya lakukan dihargai",
    "Saya leluasa menyampaikan pendapat",
    "Pandangan yang disampaikan kepada saya bertumpu pada fakta",
    "Masukan disampaikan dengan cara yang positif",
    "Saya lebih banyak ditanya daripada diceramahi",
    "Saya dibantu menemukan jalan keluar",
    "Saya tahu apa yang akan saya kerjakan selanjutnya",
    "Saya memahami tujuan bimbingan ini",
)
"""The nine statements of format B.1.8, in its order."""

JAWABAN_B18: Mapping[int, str] = {
    1: "Tidak setuju", 2: "Kurang setuju", 3: "Setuju", 4: "Sangat setuju"
}  # fmt: skip

NILAI_TERENDAH, NILAI_TERTINGGI = 1, 5


@dataclass(frozen=True)
class NilaiKompetensi:
    """One row of format B.1.9."""

    kompetensi: str
    nilai: int
    alasan: str


def periksa_b18(jawaban: Sequence[int | None]) -> list[Pelanggaran]:
    """All nine statements are answered on the scale."""
    salah = [
        Pelanggaran("b18.belum_dijawab", "Pilih satu jawaban.", f"p{nomor}")
        for nomor, satu in enumerate(jawaban, start=1)
        if satu not in JAWABAN_B18
    ]
    if len(jawaban) != len(PERNYATAAN_B18):
        salah.append(Pelanggaran("b18.jumlah", "Jawab kesembilan pernyataan."))
    return salah


def periksa_b19(baris: Sequence[NilaiKompetensi]) -> list[Pelanggaran]:
    """At least one competence; every value from 1 to 5, each competence once."""
    if not baris:
        return [Pelanggaran("b19.kosong", "Isi sedikitnya satu kompetensi.", "kompetensi")]
    salah: list[Pelanggaran] = []
    dikenal: set[str] = set()
    for nomor, satu in enumerate(baris):
        if not NILAI_TERENDAH <= satu.nilai <= NILAI_TERTINGGI:
            salah.append(
                Pelanggaran("b19.nilai", "Nilai kompetensi 1 sampai 5.", f"kompetensi[{nomor}].nilai")
            )
        nama = " ".join(satu.kompetensi.casefold().split())
        if nama in dikenal:
            salah.append(
                Pelanggaran("b19.ganda", "Kompetensi ini sudah dinilai.", f"kompetensi[{nomor}].kompetensi")
            )
        dikenal.add(nama)
    return salah
