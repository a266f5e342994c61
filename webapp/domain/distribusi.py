"""The distribution of predikat under one leader: counts against the bounds of a pattern [SE MenPANRB 3/2023].

The bounds come from the table `pola_distribusi` as values; how percentages become people and which units are too
small for them are settings. Pure; a deviation refuses nothing here: with a reason it becomes an exception.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from webapp.domain.angka import cetak_angka
from webapp.domain.predikat import NAMA_PREDIKAT, Predikat
from webapp.domain.sentences import Sentence, in_a_row, listed

Hitungan = Mapping[Predikat, int]
"""People by predikat; a class that is missing has none."""

GABUNGAN = (Predikat.BUTUH_PERBAIKAN, Predikat.KURANG)
"""The two classes that a pattern may bind together."""

_SERATUS = Decimal(100)


class Pembulatan(StrEnum):
    """How a percentage of people becomes a number of people [CONFIG; no rule is published].

    `KETAT` never lets more or fewer through than the percentage says; `TERDEKAT` takes the nearest number, half up.
    """

    KETAT = "KETAT"
    TERDEKAT = "TERDEKAT"


@dataclass(frozen=True)
class BatasKelas:
    """The bounds of one class in percent; None where the pattern has none."""

    paling_sedikit: Decimal | None = None
    paling_banyak: Decimal | None = None


@dataclass(frozen=True)
class Pola:
    """One pattern: the class that must be (jointly) the largest, and the bounds of classes.

    `gabungan_persen` and `gabungan_orang` are the fewest of Butuh Perbaikan and Kurang together.
    """

    dominan: Predikat
    kelas: Mapping[Predikat, BatasKelas]
    gabungan_persen: Decimal | None = None
    gabungan_orang: int | None = None


@dataclass(frozen=True)
class SyaratPola:
    """What the agency has settled about the patterns [CONFIG]: the smallest unit they bind, and the rounding."""

    n_minimum: int
    pembulatan: Pembulatan = Pembulatan.KETAT

    def paling_banyak(self, jumlah: int, persen: Decimal) -> int:
        """The most people that a bound from above allows."""
        return self._orang(jumlah, persen, ROUND_FLOOR)

    def paling_sedikit(self, jumlah: int, persen: Decimal) -> int:
        """The fewest people that a bound from below asks for."""
        return self._orang(jumlah, persen, ROUND_CEILING)

    def _orang(self, jumlah: int, persen: Decimal, ketat: str) -> int:
        arah = ketat if self.pembulatan is Pembulatan.KETAT else ROUND_HALF_UP
        return int((jumlah * persen / _SERATUS).to_integral_value(rounding=arah))


@dataclass(frozen=True)
class Penyimpangan:
    """One bound that is not kept: in which classes, how many there are, how many it asks for, and in words."""

    kode: str
    kelas: tuple[Predikat, ...]
    ada: int
    batas: int
    pesan: str


@dataclass(frozen=True)
class HasilDistribusi:
    """A distribution against its pattern.

    In a small unit (`unit_kecil`) percentages mean nothing: its deviations are advice, and its people are counted
    again with the unit above.
    """

    jumlah: int
    unit_kecil: bool
    penyimpangan: tuple[Penyimpangan, ...]

    @property
    def sesuai(self) -> bool:
        """Whether every bound is kept."""
        return not self.penyimpangan

    @property
    def perlu_alasan(self) -> bool:
        """Whether it may be handed in only with a reason, as an exception for the leader above."""
        return bool(self.penyimpangan) and not self.unit_kecil


@dataclass(frozen=True)
class Slot:
    """What the pattern leaves for one class: people in it, its bounds in people, and how many may still be added."""

    terisi: int
    paling_sedikit: int
    paling_banyak: int
    sisa: int


def baca_pola(nilai: Mapping[str, Any]) -> Pola:
    """The pattern in the words of the table `pola_distribusi`. Raises KeyError or ValueError for another table's."""
    return Pola(
        dominan=Predikat(nilai["dominan"]),
        kelas={
            predikat: BatasKelas(
                _persen(nilai[f"{predikat.value.lower()}_min"]),
                _persen(nilai[f"{predikat.value.lower()}_maks"]),
            )
            for predikat in Predikat
        },
        gabungan_persen=_persen(nilai["gabungan_min"]),
        gabungan_orang=nilai["gabungan_min_orang"],
    )


def hitung(predikat: Iterable[Predikat]) -> dict[Predikat, int]:
    """People by predikat, every class named."""
    daftar = list(predikat)
    return {satu: daftar.count(satu) for satu in Predikat}


def gabungkan(hitungan: Iterable[Hitungan]) -> dict[Predikat, int]:
    """Several distributions counted as one, as small units are with the unit above them."""
    daftar = list(hitungan)
    return {predikat: sum(satu.get(predikat, 0) for satu in daftar) for predikat in Predikat}


def periksa_distribusi(hitungan: Hitungan, pola: Pola, syarat: SyaratPola) -> HasilDistribusi:
    """All bounds that a distribution does not keep, worst classes last. An empty one keeps all."""
    jumlah = sum(hitungan.values())
    temuan: list[Penyimpangan] = []
    if jumlah:
        for predikat in Predikat:
            temuan += _periksa_kelas(predikat, hitungan, pola, syarat)
        temuan += _periksa_gabungan(hitungan, pola, syarat)
        temuan += _periksa_dominan(hitungan, pola)
    return HasilDistribusi(jumlah, jumlah < syarat.n_minimum, tuple(temuan))


def pesan_unit_kecil(jumlah: int, syarat: SyaratPola) -> str:
    """Why the bounds are only advice in a small unit."""
    return (
        f"Unit kecil ({jumlah} orang, kurang dari {syarat.n_minimum}): batas persentase hanya saran. "
        "Pegawainya dihitung lagi bersama unit di atasnya."
    )


def slot(hitungan: Hitungan, jumlah: int, pola: Pola, syarat: SyaratPola) -> dict[Predikat, Slot]:
    """Per class, how many of the people not yet rated may still be put there so that all can end within the pattern.

    `jumlah` are all people, `hitungan` those rated so far. Where no end within the pattern is left, the classes are
    judged each by its own bound.
    """
    return {predikat: _slot(predikat, hitungan, jumlah, pola, syarat) for predikat in Predikat}


def _slot(predikat: Predikat, hitungan: Hitungan, jumlah: int, pola: Pola, syarat: SyaratPola) -> Slot:
    sedikit, banyak = _rentang(predikat, jumlah, pola, syarat)
    terisi = hitungan.get(predikat, 0)
    terbuka = jumlah - sum(hitungan.values())
    sisa = max(0, min(banyak - terisi, terbuka))
    if _dapat_sesuai(hitungan, jumlah, pola, syarat):
        while sisa and not _dapat_sesuai({**hitungan, predikat: terisi + sisa}, jumlah, pola, syarat):
            sisa -= 1
    return Slot(terisi, sedikit, banyak, sisa)


def _rentang(predikat: Predikat, jumlah: int, pola: Pola, syarat: SyaratPola) -> tuple[int, int]:
    """The fewest and the most people of a class."""
    batas = pola.kelas.get(predikat, BatasKelas())
    sedikit = 0 if batas.paling_sedikit is None else syarat.paling_sedikit(jumlah, batas.paling_sedikit)
    banyak = jumlah if batas.paling_banyak is None else syarat.paling_banyak(jumlah, batas.paling_banyak)
    return sedikit, banyak


def _gabungan(jumlah: int, pola: Pola, syarat: SyaratPola) -> int:
    """The fewest people in the two joined classes."""
    persen = 0 if pola.gabungan_persen is None else syarat.paling_sedikit(jumlah, pola.gabungan_persen)
    return max(persen, pola.gabungan_orang or 0)


def _dapat_sesuai(hitungan: Hitungan, jumlah: int, pola: Pola, syarat: SyaratPola) -> bool:
    """Whether the people not yet rated can be rated so that the whole keeps the pattern."""
    rentang: dict[Predikat, tuple[int, int]] = {}
    for predikat in Predikat:
        sedikit, banyak = _rentang(predikat, jumlah, pola, syarat)
        rentang[predikat] = (max(sedikit, hitungan.get(predikat, 0)), banyak)
    gabungan = _gabungan(jumlah, pola, syarat)
    return any(_mungkin(rentang, puncak, pola.dominan, gabungan, jumlah) for puncak in range(jumlah + 1))


def _mungkin(
    rentang: Mapping[Predikat, tuple[int, int]], puncak: int, dominan: Predikat, gabungan: int, jumlah: int
) -> bool:
    """The same when the dominant class has exactly `puncak` people, and no other class more."""
    sempit = {predikat: (sedikit, min(banyak, puncak)) for predikat, (sedikit, banyak) in rentang.items()}
    sempit[dominan] = (max(sempit[dominan][0], puncak), sempit[dominan][1])
    if any(sedikit > banyak for sedikit, banyak in sempit.values()):
        return False
    rendah = max(gabungan, sum(sempit[predikat][0] for predikat in GABUNGAN))
    tinggi = sum(sempit[predikat][1] for predikat in GABUNGAN)
    lain = [batas for predikat, batas in sempit.items() if predikat not in GABUNGAN]
    if rendah > tinggi:
        return False
    return (
        rendah + sum(sedikit for sedikit, _ in lain) <= jumlah <= tinggi + sum(banyak for _, banyak in lain)
    )


def _periksa_kelas(
    predikat: Predikat, hitungan: Hitungan, pola: Pola, syarat: SyaratPola
) -> list[Penyimpangan]:
    jumlah, ada = sum(hitungan.values()), hitungan.get(predikat, 0)
    sedikit, banyak = _rentang(predikat, jumlah, pola, syarat)
    batas = pola.kelas.get(predikat, BatasKelas())
    isi = {
        "nama": Sentence(NAMA_PREDIKAT[predikat]),
        "ada": ada,
        "jumlah": jumlah,
        "persen": _bagian(ada, jumlah),
    }
    temuan: list[Penyimpangan] = []
    if batas.paling_banyak is not None and ada > banyak:
        pesan = Sentence(
            "%(nama)s %(ada)s dari %(jumlah)s orang (%(persen)s %%): paling banyak %(banyak)s orang "
            "(%(paling_banyak)s %%).",
            **isi,
            banyak=banyak,
            paling_banyak=cetak_angka(batas.paling_banyak),
        )
        temuan.append(Penyimpangan("distribusi.paling_banyak", (predikat,), ada, banyak, pesan))
    if batas.paling_sedikit is not None and ada < sedikit:
        pesan = Sentence(
            "%(nama)s %(ada)s dari %(jumlah)s orang (%(persen)s %%): paling sedikit %(sedikit)s orang "
            "(%(paling_sedikit)s %%).",
            **isi,
            sedikit=sedikit,
            paling_sedikit=cetak_angka(batas.paling_sedikit),
        )
        temuan.append(Penyimpangan("distribusi.paling_sedikit", (predikat,), ada, sedikit, pesan))
    return temuan


def _periksa_gabungan(hitungan: Hitungan, pola: Pola, syarat: SyaratPola) -> list[Penyimpangan]:
    jumlah = sum(hitungan.values())
    ada = sum(hitungan.get(predikat, 0) for predikat in GABUNGAN)
    batas = _gabungan(jumlah, pola, syarat)
    if ada >= batas:
        return []
    nama = [Sentence(NAMA_PREDIKAT[predikat]) for predikat in GABUNGAN]
    if ada:
        pesan = Sentence(
            "%(nama)s bersama %(ada)s dari %(jumlah)s orang (%(persen)s %%): paling sedikit %(batas)s orang.",
            nama=in_a_row(nama, Sentence(" dan ")),
            ada=ada,
            jumlah=jumlah,
            persen=_bagian(ada, jumlah),
            batas=batas,
        )
    else:
        pesan = Sentence(
            "Belum ada orang di %(nama)s: paling sedikit %(batas)s orang.",
            nama=in_a_row(nama, Sentence(" atau ")),
            batas=batas,
        )
    return [Penyimpangan("distribusi.gabungan", GABUNGAN, ada, batas, pesan)]


def _periksa_dominan(hitungan: Hitungan, pola: Pola) -> list[Penyimpangan]:
    ada = hitungan.get(pola.dominan, 0)
    terbanyak = max(hitungan.values())
    if ada == terbanyak:
        return []
    besar = listed(NAMA_PREDIKAT[satu] for satu in Predikat if hitungan.get(satu, 0) == terbanyak)
    nama = Sentence(NAMA_PREDIKAT[pola.dominan])
    pesan = Sentence(
        "%(nama)s %(ada)s orang, padahal harus terbanyak: %(besar)s %(terbanyak)s orang.",
        nama=nama,
        ada=ada,
        besar=besar,
        terbanyak=terbanyak,
    )
    return [Penyimpangan("distribusi.dominan", (pola.dominan,), ada, terbanyak, pesan)]


def _bagian(ada: int, jumlah: int) -> str:
    persen = (Decimal(ada) * 100 / jumlah).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP).normalize()
    return cetak_angka(persen)


def _persen(nilai: Any) -> Decimal | None:
    """A percentage from a table; whole numbers come as int, others as `Decimal`."""
    if nilai is None:
        return None
    if not isinstance(nilai, int | Decimal) or isinstance(nilai, bool):
        raise ValueError(f"persentase {nilai!r} bukan angka tepat")
    return Decimal(nilai)
