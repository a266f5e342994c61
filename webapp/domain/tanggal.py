"""Dates as official Indonesian forms print them: "1 Januari 2026".

Only wording; no clock and no locale of the machine.
"""

from datetime import date

BULAN = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def cetak_tanggal(tanggal: date) -> str:
    """The date in the long form of official documents (d MMMM yyyy)."""
    return f"{tanggal.day} {BULAN[tanggal.month - 1]} {tanggal.year}"
