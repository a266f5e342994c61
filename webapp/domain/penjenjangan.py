"""The Matriks Peran Hasil as values: the leader's results across the top, the people below, and what each one owes.

Knows the rules of handing down and how to tell what is not covered yet. No storage here: who the people are and
whether the leader's SKP is set is asked elsewhere.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence

MAKS_SEL = 400
"""Cells that one MPH may hold."""

MAKS_URAIAN = 1_000
"""Characters of a cell's text."""


class MetodePenjenjangan(StrEnum):
    """Direct: the leader's result is handed down or divided; indirect: a contributing result, uncounted."""

    LANGSUNG = "LANGSUNG"
    TIDAK_LANGSUNG = "TIDAK_LANGSUNG"


@dataclass(frozen=True)
class IkiPimpinan:
    """An indicator of the leader. `target` None: told in words, so nothing can be added up."""

    kunci: str
    uraian: str
    target: Decimal | None = None
    satuan: str = ""


@dataclass(frozen=True)
class RhkPimpinan:
    """A result of the leader's SKP that is set; kualitatif ones have no indicators."""

    kunci: str
    uraian: str
    iki: tuple[IkiPimpinan, ...] = ()


@dataclass(frozen=True)
class Sel:
    """What one person (by the SKP of the posting) owes to one RHK, or one IKI, of the leader.

    `kunci` stays the same over versions. `target` is the person's part of the leader's number.
    """

    kunci: str
    skp_id: int
    rhk_kunci: str
    uraian: str
    metode: MetodePenjenjangan = MetodePenjenjangan.LANGSUNG
    iki_kunci: str | None = None
    target: Decimal | None = None
    satuan: str | None = None

    @property
    def letak(self) -> str:
        """Where findings about it point: keys are told apart by their person."""
        return f"sel.{self.skp_id}-{self.kunci}"


@dataclass(frozen=True)
class CakupanIki:
    """How far the parts handed down make up an indicator's target. `cukup` None: it cannot be added up."""

    rhk_kunci: str
    iki_kunci: str
    jumlah: Decimal
    target: Decimal | None
    satuan: str
    cukup: bool | None

    @property
    def kurang(self) -> Decimal:
        """How much is missing; 0 when nothing is, or when it cannot be said."""
        return (
            max(self.target - self.jumlah, Decimal(0)) if self.target and self.cukup is False else Decimal(0)
        )


@dataclass(frozen=True)
class Cakupan:
    """What is covered and what is not: indicators, results nobody answers for, people without anything."""

    iki: tuple[CakupanIki, ...]
    rhk_kosong: tuple[str, ...]
    anggota_kosong: tuple[int, ...]

    @property
    def lengkap(self) -> bool:
        """Whether there is nothing to warn about."""
        kurang = any(satu.cukup is False for satu in self.iki)
        return not (kurang or self.rhk_kosong or self.anggota_kosong)


def cakupan(rhk: Sequence[RhkPimpinan], sel: Sequence[Sel], anggota: Collection[int]) -> Cakupan:
    """What the cells cover [Pedoman penjenjangan: the parts handed down directly make up the leader's target]."""
    berisi = {satu.rhk_kunci for satu in sel}
    punya = {satu.skp_id for satu in sel}
    return Cakupan(
        iki=tuple(_cakupan_iki(satu.kunci, iki, sel) for satu in rhk for iki in satu.iki),
        rhk_kosong=tuple(satu.kunci for satu in rhk if satu.kunci not in berisi),
        anggota_kosong=tuple(satu for satu in anggota if satu not in punya),
    )


def _cakupan_iki(rhk_kunci: str, iki: IkiPimpinan, sel: Sequence[Sel]) -> CakupanIki:
    """The sum counts only if somebody has a direct part and every direct part is a number in the leader's unit."""
    milik = [
        satu
        for satu in sel
        if (satu.rhk_kunci, satu.iki_kunci) == (rhk_kunci, iki.kunci)
        and satu.metode is MetodePenjenjangan.LANGSUNG
    ]
    jumlah = sum((satu.target for satu in milik if satu.target is not None), Decimal(0))
    terhitung = bool(milik) and iki.target is not None and all(_sebanding(satu, iki) for satu in milik)
    cukup = jumlah >= iki.target if terhitung and iki.target is not None else None
    return CakupanIki(rhk_kunci, iki.kunci, jumlah, iki.target, iki.satuan, cukup)


def _sebanding(sel: Sel, iki: IkiPimpinan) -> bool:
    return sel.target is not None and _lipat(sel.satuan or "") == _lipat(iki.satuan)


def ambil_alih(sel: Sel, hasil: str | None, rhk: Sequence[RhkPimpinan]) -> Sel:
    """A cell of an earlier post-holder under the results of the new one.

    `hasil`: the earlier result in words. The one that says the same takes the cell, with the indicator of the same
    key; without one the cell waits for the new leader to choose.
    """
    sama = next((satu for satu in rhk if hasil is not None and _bunyi(satu.uraian) == _bunyi(hasil)), None)
    if sama is None:
        return replace(sel, rhk_kunci="", iki_kunci=None)
    iki = sel.iki_kunci if any(satu.kunci == sel.iki_kunci for satu in sama.iki) else None
    return replace(sel, rhk_kunci=sama.kunci, iki_kunci=iki)


def _bunyi(teks: str) -> str:
    return " ".join(teks.split()).casefold().rstrip(".")


def periksa_mph(
    sel: Sequence[Sel], rhk: Sequence[RhkPimpinan], anggota: Collection[int]
) -> list[Pelanggaran]:
    """All that forbids these cells. Places are "sel.<skp_id>-<kunci>.<field>"."""
    salah = []
    if not sel:
        pesan = "Bagi paling sedikit satu hasil. Pilih RHK dan pegawainya, lalu tambahkan peran hasil."
        salah.append(Pelanggaran("mph.kosong", pesan, "sel"))
    if len(sel) > MAKS_SEL:
        pesan = Sentence(
            "Paling banyak %(maks_sel)s peran hasil dalam satu MPH. Gabungkan yang sejenis.",
            maks_sel=MAKS_SEL,
        )
        salah.append(Pelanggaran("mph.terlalu_banyak", pesan, "sel"))
    for kunci, banyak in Counter((satu.skp_id, satu.kunci) for satu in sel).items():
        if banyak > 1:
            pesan = "Dua peran hasil memakai kunci yang sama. Hapus salah satu, lalu tambahkan lagi."
            salah.append(Pelanggaran("mph.kunci_kembar", pesan, f"sel.{kunci[0]}-{kunci[1]}.uraian"))
    dikenal = {satu.kunci: {iki.kunci: iki for iki in satu.iki} for satu in rhk}
    for satu in sel:
        salah += _periksa_sel(satu, dikenal, anggota)
    return salah


def _periksa_sel(
    sel: Sel, dikenal: dict[str, dict[str, IkiPimpinan]], anggota: Collection[int]
) -> Iterator[Pelanggaran]:
    letak = sel.letak
    if sel.skp_id not in anggota:
        pesan = "Pegawai ini bukan bawahan langsung Anda pada hari ini. Hapus baris ini."
        yield Pelanggaran("mph.bukan_bawahan", pesan, f"{letak}.uraian")
    iki = dikenal.get(sel.rhk_kunci)
    if iki is None or (sel.iki_kunci is not None and sel.iki_kunci not in iki):
        pesan = "Pilih RHK atau IKI Anda yang didukung hasil ini."
        yield Pelanggaran("mph.rhk", pesan, f"{letak}.rhk")
    if not sel.uraian.strip():
        pesan = "Tulis hasil yang diharapkan dari pegawai ini, atau hapus barisnya."
        yield Pelanggaran("mph.uraian", pesan, f"{letak}.uraian")
    elif len(sel.uraian) > MAKS_URAIAN:
        yield Pelanggaran(
            "mph.panjang",
            Sentence("Paling panjang %(maks_uraian)s huruf. Pendekkan.", maks_uraian=MAKS_URAIAN),
            f"{letak}.uraian",
        )
    yield from _periksa_target(sel, letak)


def _periksa_target(sel: Sel, letak: str) -> Iterator[Pelanggaran]:
    if sel.target is None:
        if sel.satuan:
            pesan = "Isi bagian targetnya dengan angka, atau kosongkan satuannya."
            yield Pelanggaran("mph.target", pesan, f"{letak}.target")
        return
    if sel.metode is not MetodePenjenjangan.LANGSUNG:
        pesan = "Bagian target hanya untuk cara langsung. Kosongkan, atau pilih cara langsung."
        yield Pelanggaran("mph.target_tidak_langsung", pesan, f"{letak}.target")
    if sel.target <= 0:
        yield Pelanggaran("mph.target", "Bagian target harus lebih dari nol.", f"{letak}.target")
    if not sel.satuan:
        pesan = "Isi satuan bagian target, sama dengan satuan target Anda."
        yield Pelanggaran("mph.satuan", pesan, f"{letak}.satuan")


def _lipat(teks: str) -> str:
    return " ".join(teks.casefold().split())
