"""Changing an SKP that is set: the reasons that are allowed, and when none may be proposed.

The version in force stays so until the new one is set. This room judges a proposal; it knows no rows and no steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence, listed
from webapp.domain.skp import StatusSkp

MIN_URAIAN = 10
MAKS_URAIAN = 2_000


class AlasanPerubahan(StrEnum):
    """Why an SKP that is set may be changed [PermenPANRB 8/2021 Pasal 85, kept as practice under 6/2022]."""

    PEMANGKU_JABATAN = "PEMANGKU_JABATAN"
    STRATEGI = "STRATEGI"
    ANGGARAN = "ANGGARAN"
    PRIORITAS = "PRIORITAS"
    KONDISI_TERTENTU = "KONDISI_TERTENTU"


class PengusulPerubahan(StrEnum):
    """Which side proposes; the other one answers."""

    PEGAWAI = "PEGAWAI"
    PEJABAT_PENILAI = "PEJABAT_PENILAI"


class StatusPerubahan(StrEnum):
    """A change is proposed, agreed and being worked out, or over: in force, refused, or taken back."""

    USUL = "USUL"
    BERJALAN = "BERJALAN"
    BERLAKU = "BERLAKU"
    DITOLAK = "DITOLAK"
    DITARIK = "DITARIK"


NAMA_ALASAN: Mapping[AlasanPerubahan, str] = {
    AlasanPerubahan.PEMANGKU_JABATAN: "Pergantian pemangku jabatan",
    AlasanPerubahan.STRATEGI: "Perubahan strategi atau program",
    AlasanPerubahan.ANGGARAN: "Perubahan anggaran",
    AlasanPerubahan.PRIORITAS: "Perubahan prioritas",
    AlasanPerubahan.KONDISI_TERTENTU: "Kondisi tertentu",
}

PERUBAHAN_TERBUKA = frozenset({StatusPerubahan.USUL, StatusPerubahan.BERJALAN})
"""States in which a change is not over; an SKP has at most one such change."""


def periksa_usul_perubahan(
    status: StatusSkp, hari: date, alasan: str, uraian: str, bulan_tertutup: Collection[int]
) -> list[Pelanggaran]:
    """All that forbids a proposal: the SKP is not set, the month is closed, no known reason, no explanation."""
    salah = []
    if status is StatusSkp.PERUBAHAN:
        pesan = "Perubahan SKP ini sedang berjalan. Selesaikan atau tarik dahulu perubahan itu."
        salah.append(Pelanggaran("perubahan.berjalan", pesan, "alasan"))
    elif status is not StatusSkp.DITETAPKAN:
        pesan = "Hanya SKP yang sudah ditetapkan yang dapat diubah. Lihat posisinya di halaman SKP."
        salah.append(Pelanggaran("perubahan.belum_ditetapkan", pesan, "alasan"))
    if hari.month in bulan_tertutup:
        pesan = (
            "Pada bulan ini SKP tidak dapat lagi diubah. Sampaikan sebabnya saat evaluasi kinerja tahunan."
        )
        salah.append(Pelanggaran("perubahan.bulan_tertutup", pesan, "alasan"))
    if alasan not in set(AlasanPerubahan):
        pilihan = listed(NAMA_ALASAN.values())
        salah.append(
            Pelanggaran(
                "perubahan.alasan",
                Sentence("Pilih salah satu alasan perubahan: %(pilihan)s.", pilihan=pilihan),
                "alasan",
            )
        )
    panjang = len(uraian.strip())
    if not MIN_URAIAN <= panjang <= MAKS_URAIAN:
        pesan = Sentence(
            "Jelaskan apa yang berubah dan mengapa, %(min_uraian)s sampai %(maks_uraian)s huruf.",
            min_uraian=MIN_URAIAN,
            maks_uraian=MAKS_URAIAN,
        )
        salah.append(Pelanggaran("perubahan.uraian", pesan, "uraian"))
    return salah
