"""Segments of a year: on which days an SKP is owed, on which it is still missing, and when one must close.

A segment is the time in one definitive post inside one performance year. It closes when the post ends or its holder
is freed from the SKP; the next one opens on the first day that has none [PermenPANRB 8/2021 Pasal 52; PermenPANRB
6/2022]. Pure: the caller brings the rows.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.domain.jabatan import Id
from webapp.domain.masa import Masa


@dataclass(frozen=True)
class Bentang:
    """Days on which one posting makes an SKP owed."""

    posting_id: Id
    masa: Masa


@dataclass(frozen=True)
class SyaratBatas:
    """Until when an SKP is to be set [CONFIG].

    `awal_tahun` is the last day for one that begins with the year. One that begins inside it has `bulan` months from
    its first day, and at least `hari_paling_sedikit` days from the day it was opened.
    """

    awal_tahun: date
    bulan: int = 1
    hari_paling_sedikit: int = 0

    def batas(self, mulai: date, tahun: Masa, dibuka: date) -> date:
        """The last day for an SKP that begins on `mulai` and was opened on `dibuka`."""
        if mulai <= tahun.mulai:
            return self.awal_tahun
        return max(bulan_kemudian(mulai, self.bulan), dibuka + timedelta(days=self.hari_paling_sedikit))


def bulan_kemudian(tanggal: date, bulan: int) -> date:
    """The same day so many months later; the last day of the month where that day does not exist."""
    tahun, sisa = divmod(tanggal.month - 1 + bulan, 12)
    hari = min(tanggal.day, monthrange(tanggal.year + tahun, sisa + 1)[1])
    return date(tanggal.year + tahun, sisa + 1, hari)


def hari_keluar(periode: Masa, posting: Masa, bebas: Iterable[Masa]) -> date | None:
    """The first day of a segment's period on which no SKP is owed for it any more; None when there is none.

    A segment keeps at least its first day, also when the decision that ends it came too late to leave it any.
    """
    keluar = [satu.mulai for satu in bebas if satu.beririsan(periode)]
    if posting.sampai is not None:
        keluar.append(posting.sampai)
    hari = max(min(keluar, default=date.max), periode.mulai + timedelta(days=1))
    return hari if periode.sampai is not None and hari < periode.sampai else None


def bentang_wajib(
    tahun: Masa, posting: Iterable[tuple[Id, Masa]], bebas: Sequence[Masa], sejak: date | None = None
) -> list[Bentang]:
    """When an SKP is owed in a year, in order: in a definitive post, not freed, and not before `sejak` (the SPMT)."""
    hasil: list[Bentang] = []
    awal = tahun if sejak is None or sejak <= tahun.mulai else _dari(tahun, sejak)
    for posting_id, masa in posting:
        sisa = [masa.irisan(awal)] if awal is not None else []
        for satu in bebas:
            sisa = [bagian for utuh in sisa if utuh is not None for bagian in _tanpa(utuh, satu)]
        hasil += [Bentang(posting_id, bagian) for bagian in sisa if bagian is not None]
    return sorted(hasil, key=lambda bentang: bentang.masa.mulai)


def belum_ber_skp(wajib: Sequence[Bentang], skp: Sequence[Masa], hari: date) -> Bentang | None:
    """The first days up to `hari` for which an SKP is owed and missing; None when nothing is missing.

    Looked for from the person's first SKP of the year on; one who has none yet begins with the post of `hari`. The
    days end where the next SKP begins, else with the year's end of what is owed or not: the caller opens to the end.
    """
    sejak = min((satu.mulai for satu in skp), default=None)
    for bentang in wajib:
        mulai = bentang.masa.mulai if sejak is None else max(bentang.masa.mulai, sejak)
        if sejak is None and hari not in bentang.masa:
            continue
        kosong = _hari_kosong(mulai, skp)
        if kosong <= hari and kosong in bentang.masa:
            return Bentang(bentang.posting_id, Masa(kosong, bentang.masa.sampai))
    return None


def masa_skp(mulai: date, tahun: Masa, skp: Sequence[Masa]) -> Masa:
    """The period of a new SKP: to the end of the year, or to the day before a later one of the same person."""
    kemudian = [satu.mulai for satu in skp if satu.mulai > mulai]
    return Masa(mulai, min(kemudian, default=tahun.sampai))


def _hari_kosong(mulai: date, skp: Sequence[Masa]) -> date:
    """The first day from `mulai` on that no SKP covers."""
    for satu in sorted(skp, key=lambda satu: satu.mulai):
        if mulai in satu:
            assert satu.sampai is not None
            mulai = satu.sampai
    return mulai


def _dari(masa: Masa, mulai: date) -> Masa | None:
    return masa.irisan(Masa(mulai))


def _tanpa(masa: Masa, potong: Masa) -> list[Masa]:
    """What is left of a period without another."""
    if not masa.beririsan(potong):
        return [masa]
    kiri = [Masa(masa.mulai, potong.mulai)] if masa.mulai < potong.mulai else []
    if potong.sampai is None or (masa.sampai is not None and masa.sampai <= potong.sampai):
        return kiri
    return [*kiri, Masa(potong.sampai, masa.sampai)]
