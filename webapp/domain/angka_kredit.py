"""Credit points of functional officials from their predikat [Peraturan BKN 3/2023; PermenPANRB 1/2023].

Points = months / 12 x percent of the predikat x yearly coefficient of the jenjang. Each segment is rounded half up to
two decimals and then added; exact decimals throughout, never a binary float. Percentages and coefficients come from
the tables `persen_angka_kredit` and `koefisien_jenjang` as values.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from webapp.domain.jabatan import JenjangJf
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.predikat import Predikat

_SEN = Decimal("0.01")
_BULAN_SETAHUN = 12
_TERBESAR = Decimal(10_000)


class AturanBulan(StrEnum):
    """To which segment a month belongs that two share [CONFIG].

    `TANGGAL_15`: to the one that covers its 15th. `MAYORITAS`: to the one that covers most of its days; the earlier
    where two cover as many.
    """

    TANGGAL_15 = "TANGGAL_15"
    MAYORITAS = "MAYORITAS"


@dataclass(frozen=True)
class Koefisien:
    """What a jenjang earns in a year, and the points it takes to the next pangkat and jenjang (None: no next one)."""

    per_tahun: Decimal
    kebutuhan_pangkat: Decimal | None = None
    kebutuhan_jenjang: Decimal | None = None


@dataclass(frozen=True)
class SegmenKredit:
    """A stretch of months in one jenjang with one predikat, and what the tables say of the two."""

    jenjang: JenjangJf
    predikat: Predikat
    bulan: int
    persen: Decimal
    koefisien: Koefisien


@dataclass(frozen=True)
class Konversi:
    """The points of one segment."""

    segmen: SegmenKredit
    angka_kredit: Decimal


@dataclass(frozen=True)
class Akumulasi:
    """Points earned so far and how far they reach in the last jenjang."""

    angka_kredit: Decimal
    kurang_pangkat: Decimal | None
    kurang_jenjang: Decimal | None


def baca_koefisien(nilai: Mapping[str, Any]) -> Koefisien:
    """A coefficient in the words of the table `koefisien_jenjang`."""
    per_tahun = desimal(nilai["koefisien"])
    if per_tahun is None:
        raise ValueError("koefisien kosong")
    return Koefisien(per_tahun, desimal(nilai["kebutuhan_pangkat"]), desimal(nilai["kebutuhan_jenjang"]))


def desimal(nilai: Any) -> Decimal | None:
    """An exact number of a table or a JSON document: int, `Decimal` or its text. Raises ValueError for a float."""
    if nilai is None:
        return None
    if isinstance(nilai, bool) or not isinstance(nilai, int | str | Decimal):
        raise ValueError(f"{nilai!r} bukan angka tepat")
    return Decimal(nilai)


def konversi(segmen: SegmenKredit) -> Konversi:
    """The points of a segment, rounded half up to two decimals. Raises ValueError for months outside 0 to 12."""
    if not 0 <= segmen.bulan <= _BULAN_SETAHUN:
        raise ValueError(f"{segmen.bulan} bulan dalam satu tahun")
    utuh = segmen.bulan * segmen.persen * segmen.koefisien.per_tahun / (_BULAN_SETAHUN * 100)
    return Konversi(segmen, utuh.quantize(_SEN, rounding=ROUND_HALF_UP))


def jumlah(butir: Iterable[Decimal]) -> Decimal:
    """Points added up, with two decimals: each was rounded before."""
    return sum(butir, Decimal(0)).quantize(_SEN)


def akumulasi(lama: Decimal, baru: Sequence[Konversi], koefisien: Koefisien) -> Akumulasi:
    """Earlier points and new ones together, and what is missing to the next pangkat and jenjang (never below zero)."""
    total = jumlah([lama, *(satu.angka_kredit for satu in baru)])
    return Akumulasi(
        total, _kurang(koefisien.kebutuhan_pangkat, total), _kurang(koefisien.kebutuhan_jenjang, total)
    )


def periksa_saldo(
    nilai: Decimal, per: date, surat: date, hari: date, masa_skp: Iterable[tuple[date, date]]
) -> list[Pelanggaran]:
    """Whether an earlier PAK may be carried on as of a day: with at most two decimals, and counting no day twice.

    `masa_skp` are first and last days of the person's SKP here: their months are converted, so a balance is struck
    before the first day of one or on the last day of one, never inside.
    """
    salah = []
    if nilai < 0 or nilai != nilai.quantize(_SEN) or nilai >= _TERBESAR:
        pesan = "Angka kredit 0 sampai 9.999,99, paling banyak dua angka di belakang koma."
        salah.append(Pelanggaran("saldo.nilai", pesan, "angka_kredit"))
    if per > hari:
        pesan = "Tanggal saldo belum tiba. Isi tanggal terakhir yang sudah dihitung PAK lama."
        salah.append(Pelanggaran("saldo.per", pesan, "per_tanggal"))
    elif any(mulai <= per < selesai for mulai, selesai in masa_skp):
        pesan = (
            "Tanggal ini di tengah masa SKP yang dikonversi Lakon, jadi bulannya akan terhitung dua kali. "
            "Isi tanggal sebelum SKP itu mulai."
        )
        salah.append(Pelanggaran("saldo.terhitung", pesan, "per_tanggal"))
    if surat > hari:
        salah.append(Pelanggaran("saldo.surat", "Tanggal surat belum tiba.", "tanggal_surat"))
    return salah


def konversi_pegawai(
    jenjang: JenjangJf | None,
    predikat: Predikat,
    bulan: int,
    persen: Decimal,
    koefisien: Mapping[JenjangJf, Koefisien],
) -> Konversi | None:
    """The points of a person for months with one predikat; None for one who is in no functional post."""
    if jenjang is None:
        return None
    return konversi(SegmenKredit(jenjang, predikat, bulan, persen, koefisien[jenjang]))


def bulan_segmen(segmen: Sequence[Masa], tahun: int, aturan: AturanBulan) -> list[int]:
    """How many months of a year belong to each of the segments, in the given order.

    Segments do not overlap. A month of which no segment covers the deciding days counts for none.
    """
    hasil = [0] * len(segmen)
    for bulan in range(1, _BULAN_SETAHUN + 1):
        pemilik = _pemilik(segmen, tahun, bulan, aturan)
        if pemilik is not None:
            hasil[pemilik] += 1
    return hasil


def _pemilik(segmen: Sequence[Masa], tahun: int, bulan: int, aturan: AturanBulan) -> int | None:
    if aturan is AturanBulan.TANGGAL_15:
        tengah = date(tahun, bulan, 15)
        return next((n for n, masa in enumerate(segmen) if tengah in masa), None)
    panjang = monthrange(tahun, bulan)[1]
    hari = [date(tahun, bulan, n) for n in range(1, panjang + 1)]
    milik = [sum(satu in masa for satu in hari) for masa in segmen]
    if 2 * sum(milik) < panjang:  # most of the month lies in no segment
        return None
    terbanyak = max(milik)
    return min((n for n, banyak in enumerate(milik) if banyak == terbanyak), key=lambda n: segmen[n].mulai)


def _kurang(kebutuhan: Decimal | None, total: Decimal) -> Decimal | None:
    return None if kebutuhan is None else max(Decimal(0), kebutuhan - total).quantize(_SEN)
