"""Signs that an SKP was written by somebody else: many accounts on one device, texts that are nearly the same.

A sign is for people to look at and proves nothing: an office may share one device, colleagues one post. Nothing here
decides about anybody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from webapp.domain.skp import IsiSkp


class JenisTinjauan(StrEnum):
    """What the detectors saw: in the writing of documents, or in what people did (`penyiapan`)."""

    SATU_PERANGKAT = "SATU_PERANGKAT"
    ISI_SERUPA = "ISI_SERUPA"
    DIAJUKAN_CEPAT = "DIAJUKAN_CEPAT"
    PERANGKAT_BERSAMA = "PERANGKAT_BERSAMA"
    PERANGKAT_BARU = "PERANGKAT_BARU"
    BUKAN_SAYA = "BUKAN_SAYA"


@dataclass(frozen=True)
class Sunting:
    """An account that wrote on a device between two moments."""

    akun_id: int
    skp_id: int
    perangkat: str
    mulai: datetime
    terakhir: datetime


@dataclass(frozen=True)
class SatuPerangkat:
    """Accounts that wrote on one device within the window, in the order of their ids."""

    perangkat: str
    akun: tuple[int, ...]
    skp: tuple[int, ...]
    dari: datetime
    sampai: datetime


def satu_perangkat(sunting: Iterable[Sunting], *, akun: int, menit: int) -> list[SatuPerangkat]:
    """Devices on which at least `akun` different accounts wrote within `menit` minutes, one finding for each burst.

    Both ends of the window belong to it. A burst goes on as long as each window in it is full enough.
    """
    milik: dict[str, list[Sunting]] = defaultdict(list)
    for satu in sunting:
        milik[satu.perangkat].append(satu)
    temuan = []
    for perangkat in sorted(milik):
        temuan += _ledakan(perangkat, sorted(milik[perangkat], key=lambda s: s.mulai), akun, menit)
    return temuan


def _ledakan(perangkat: str, urut: list[Sunting], akun: int, menit: int) -> list[SatuPerangkat]:
    hasil: list[list[Sunting]] = []
    for i, awal in enumerate(urut):
        batas = awal.mulai + timedelta(minutes=menit)
        dalam = [satu for satu in urut[i:] if satu.mulai <= batas]
        if len({satu.akun_id for satu in dalam}) < akun:
            continue
        if hasil and awal.mulai <= max(satu.mulai for satu in hasil[-1]):
            hasil[-1] += [satu for satu in dalam if satu not in hasil[-1]]
        else:
            hasil.append(dalam)
    return [
        SatuPerangkat(
            perangkat,
            tuple(sorted({satu.akun_id for satu in ledak})),
            tuple(sorted({satu.skp_id for satu in ledak})),
            min(satu.mulai for satu in ledak),
            max(satu.terakhir for satu in ledak),
        )
        for ledak in hasil
    ]


def kata_sendiri(isi: IsiSkp) -> tuple[str, ...]:
    """The words that the writer chose: results, indicators, measures. What was handed down or printed is left out."""
    teks = []
    for rhk in isi.rhk:
        teks += [rhk.uraian, *rhk.ukuran]
        teks += [f"{iki.uraian} {iki.target} {iki.satuan}" for iki in rhk.iki]
    return tuple(" ".join(teks).casefold().split())


def serupa(
    kata: Mapping[int, tuple[str, ...]], *, mirip_persen: int, kata_paling_sedikit: int
) -> list[tuple[int, ...]]:
    """Groups of documents whose words are nearly the same (share of common runs of five words), smallest id first.

    Short documents say nothing. Runs that very many documents have in common are sentences of the house, not copies.
    """
    ruas = {
        id_: frozenset(tuple(teks[i : i + 5]) for i in range(len(teks) - 4))
        for id_, teks in sorted(kata.items())
        if len(teks) >= kata_paling_sedikit
    }
    pemilik: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for id_, milik in ruas.items():
        for satu in milik:
            pemilik[satu].append(id_)
    bersama: Counter[tuple[int, int]] = Counter()
    for daftar in pemilik.values():
        if 1 < len(daftar) <= _TERLALU_UMUM:
            bersama.update(combinations(daftar, 2))
    kembar = [
        (a, b)
        for (a, b), banyak in bersama.items()
        if banyak * 100 >= mirip_persen * min(len(ruas[a]), len(ruas[b]))
    ]
    return _kelompok(kembar)


_TERLALU_UMUM = 50
"""Documents that may share a run of words before it counts as common to the house."""


def _kelompok(pasangan: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Pairs joined into groups."""
    wakil: dict[int, int] = {}

    def akar(satu: int) -> int:
        while wakil.setdefault(satu, satu) != satu:
            satu = wakil[satu]
        return satu

    for a, b in pasangan:
        wakil[max(akar(a), akar(b))] = min(akar(a), akar(b))
    kelompok: dict[int, list[int]] = defaultdict(list)
    for satu in list(wakil):
        kelompok[akar(satu)].append(satu)
    return sorted(tuple(sorted(anggota)) for anggota in kelompok.values() if len(anggota) > 1)
