"""Handing results down: cells go into an SKP that is still open; one that stands gets a suggestion, never a change.

Whatever gives results (the dialogue, an MPH, a PK) writes cells here, so that a cell, the row of the draft that
answers it, and the words said about it stay together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.domain.angka import baca_angka, cetak_angka
from webapp.domain.jabatan import Jalur
from webapp.domain.penjenjangan import IkiPimpinan, MetodePenjenjangan, RhkPimpinan
from webapp.domain.skp import STATUS_DAPAT_DISUNTING, Bagian, Iki, IsiSkp, Pendekatan, Rhk, StatusSkp
from webapp.storage.dialog import PeranHasil, PernyataanUlang
from webapp.storage.isi import muat_isi, simpan_isi
from webapp.storage.penjenjangan import PkIndikator, SaranPerubahan, SumberSaran, sarankan
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

SEBELUM_NASKAH = frozenset({StatusSkp.BELUM_ADA, StatusSkp.DIALOG})
"""States in which there is no draft yet: cells are written, the dialogue opens the draft from them."""


@dataclass(frozen=True)
class IsiSel:
    """What a cell says. `indikator` is the indicator whose words the draft's row begins with, where there is one."""

    kunci: str
    uraian: str
    metode: MetodePenjenjangan
    rhk_pimpinan: str | None = None
    rhk_pimpinan_kunci: str | None = None
    iki_pimpinan_kunci: str | None = None
    target: Decimal | None = None
    satuan: str | None = None
    pimpinan_id: int | None = None
    pk_indikator_id: int | None = None
    indikator: str = ""

    def kata(self) -> dict[str, Any]:
        """The cell as a suggestion keeps it."""
        return {
            "uraian": self.uraian,
            "metode": self.metode.value,
            "rhk_pimpinan": self.rhk_pimpinan,
            "rhk_pimpinan_kunci": self.rhk_pimpinan_kunci,
            "iki_pimpinan_kunci": self.iki_pimpinan_kunci,
            "target": None if self.target is None else f"{self.target.normalize():f}",
            "satuan": self.satuan,
            "pimpinan_id": self.pimpinan_id,
            "pk_indikator_id": self.pk_indikator_id,
            "indikator": self.indikator,
        }


def dari_kata(kunci: str, kata: Mapping[str, Any]) -> IsiSel:
    """A cell from what a suggestion keeps."""
    target = kata.get("target")
    return IsiSel(
        **{
            **kata,
            "kunci": kunci,
            "metode": MetodePenjenjangan(kata["metode"]),
            "target": None if target is None else Decimal(target),
        }
    )


def isi_sel(sel: PeranHasil, indikator: str = "") -> IsiSel:
    """What a cell in force says."""
    return IsiSel(
        kunci=sel.kunci,
        uraian=sel.uraian,
        metode=sel.metode,
        rhk_pimpinan=sel.rhk_pimpinan_uraian,
        rhk_pimpinan_kunci=sel.rhk_pimpinan_kunci,
        iki_pimpinan_kunci=sel.iki_pimpinan_kunci,
        target=sel.target_bagian,
        satuan=sel.satuan,
        pimpinan_id=sel.pimpinan_id,
        pk_indikator_id=sel.pk_indikator_id,
        indikator=indikator,
    )


def sel_skp(session: Session, skp_id: int) -> dict[str, PeranHasil]:
    """The cells in force of an SKP, by key, in order."""
    cari = select(PeranHasil).where(PeranHasil.skp_id == skp_id).order_by(PeranHasil.urutan, PeranHasil.id)
    return {satu.kunci: satu for satu in session.scalars(cari)}


def skp_tahun(session: Session, pegawai_id: int, tahun: int) -> Skp | None:
    """The employee's newest SKP of a year."""
    cari = (
        select(Skp).where(Skp.pegawai_id == pegawai_id, Skp.tahun == tahun).order_by(Skp.id.desc()).limit(1)
    )
    return session.scalars(cari).one_or_none()


def revisi_final(session: Session, skp_id: int) -> SkpRevisi | None:
    """The revision of an SKP that is set."""
    cari = select(SkpRevisi).where(SkpRevisi.skp_id == skp_id, SkpRevisi.status == StatusRevisi.FINAL)
    return session.scalars(cari).one_or_none()


def rhk_dari_isi(isi: IsiSkp) -> tuple[RhkPimpinan, ...]:
    """The results of an SKP as a leader hands them down: those of part A."""
    return tuple(
        RhkPimpinan(
            satu.kunci,
            satu.uraian,
            tuple(IkiPimpinan(i.kunci, i.uraian, baca_angka(i.target), i.satuan) for i in satu.iki),
        )
        for satu in isi.rhk_utama
    )


def rhk_pimpinan(session: Session, pimpinan_id: int | None, skp: Skp) -> tuple[RhkPimpinan, ...]:
    """What the evaluator of this SKP has to hand down: nothing before the own SKP is set, nothing for track A.

    The head of the region hands down what the PK says; there is no SKP above it.
    """
    if pimpinan_id is None or skp.jalur is Jalur.JPT_PUKM:
        return ()
    milik = skp_tahun(session, pimpinan_id, skp.tahun)
    revisi = revisi_final(session, milik.id) if milik is not None else None
    return rhk_dari_isi(muat_isi(session, revisi.id)) if revisi is not None else ()


def indikator_sel(session: Session, sel: PeranHasil) -> str:
    """The indicator in whose words the owner's row begins: that of the PK, or that of the leader's direct part."""
    if sel.pk_indikator_id is not None:
        return session.get_one(PkIndikator, sel.pk_indikator_id).indikator
    return ""


def naskah_terbuka(session: Session, skp: Skp) -> SkpRevisi | None:
    """The revision that its owner is writing, if there is one."""
    if skp.status not in STATUS_DAPAT_DISUNTING:
        return None
    cari = select(SkpRevisi).where(SkpRevisi.skp_id == skp.id, SkpRevisi.status == StatusRevisi.DRAF)
    return session.scalars(cari).one_or_none()


def bagikan(
    session: Session, skp: Skp, sel: Sequence[IsiSel], lepas: Collection[str], sumber: tuple[SumberSaran, int],
    pada: datetime, oleh: int | None,
) -> int:  # fmt: skip
    """Give cells to one employee and take others back. Returns how many became suggestions.

    Before there is a draft, and into the first draft, they are written; a document that is submitted, set or being
    changed is left alone, and what differs waits for its owner and evaluator.
    """
    ada = sel_skp(session, skp.id)
    revisi = naskah_terbuka(session, skp) if skp.status is StatusSkp.DRAF else None
    if revisi is None and skp.status not in SEBELUM_NASKAH:
        return _sarankan(session, skp, ada, (sel, lepas), sumber, pada, oleh)
    pasang(session, skp.id, sel, lepas)
    if revisi is not None:
        isi = muat_isi(session, revisi.id)
        simpan_isi(session, revisi.id, cocokkan(isi, sel, lepas))
    return 0


def _sarankan(
    session: Session, skp: Skp, ada: Mapping[str, PeranHasil], diminta: tuple[Sequence[IsiSel], Collection[str]],
    sumber: tuple[SumberSaran, int], pada: datetime, oleh: int | None,
) -> int:  # fmt: skip
    banyak = 0
    for satu in diminta[0]:
        lama = isi_sel(ada[satu.kunci], satu.indikator) if satu.kunci in ada else None
        if lama is not None and _sama_bunyi(lama, satu):
            pasang(session, skp.id, [satu], [])
        elif lama is None or lama.kata() != satu.kata():
            _satu_saran(session, skp.id, satu.kunci, (lama, satu), sumber, pada, oleh)
            banyak += 1
    for kunci in sorted(set(diminta[1]) & set(ada)):
        _satu_saran(session, skp.id, kunci, (isi_sel(ada[kunci]), None), sumber, pada, oleh)
        banyak += 1
    return banyak


def _sama_bunyi(lama: IsiSel, baru: IsiSel) -> bool:
    """Whether a cell says the same under another leader: then it changes hands and nobody has anything to decide."""
    tautan = {"pimpinan_id", "rhk_pimpinan_kunci", "iki_pimpinan_kunci"}
    sebelum, sesudah = lama.kata(), baru.kata()
    pindah = lama.pimpinan_id is not None and lama.pimpinan_id != baru.pimpinan_id
    return pindah and all(sebelum[nama] == sesudah[nama] for nama in sebelum.keys() - tautan)


def _satu_saran(
    session: Session, skp_id: int, kunci: str, isi: tuple[IsiSel | None, IsiSel | None],
    sumber: tuple[SumberSaran, int], pada: datetime, oleh: int | None,
) -> None:  # fmt: skip
    lama, baru = isi
    saran = SaranPerubahan(
        skp_id=skp_id,
        sumber=sumber[0],
        sumber_id=sumber[1],
        kunci=kunci,
        lama=None if lama is None else lama.kata(),
        baru=None if baru is None else baru.kata(),
    )
    sarankan(session, saran, pada, oleh)


def sarankan_satu(
    session: Session, skp_id: int, lama: IsiSel, baru: IsiSel, sumber: tuple[SumberSaran, int],
    pada: datetime, oleh: int | None,
) -> None:  # fmt: skip
    """Suggest other words for a cell, whatever state its SKP is in."""
    _satu_saran(session, skp_id, baru.kunci, (lama, baru), sumber, pada, oleh)


def pasang(session: Session, skp_id: int, sel: Sequence[IsiSel], lepas: Collection[str]) -> None:
    """Write cells and take others away. Words said about a cell whose text changed count no longer."""
    ada = sel_skp(session, skp_id)
    urutan = max((satu.urutan for satu in ada.values()), default=0)
    for satu in sel:
        baris = ada.get(satu.kunci)
        if baris is None:
            urutan += 1
            baris = PeranHasil(skp_id=skp_id, kunci=satu.kunci, urutan=urutan)
            session.add(baris)
        elif baris.uraian != satu.uraian:
            session.execute(delete(PernyataanUlang).where(PernyataanUlang.peran_hasil_id == baris.id))
        _tulis(baris, satu)
    for kunci in sorted(set(lepas) & set(ada)):
        session.delete(ada[kunci])
    session.flush()


def _tulis(baris: PeranHasil, sel: IsiSel) -> None:
    baris.uraian, baris.metode = sel.uraian, sel.metode
    baris.rhk_pimpinan_uraian, baris.rhk_pimpinan_kunci = sel.rhk_pimpinan, sel.rhk_pimpinan_kunci
    baris.iki_pimpinan_kunci = sel.iki_pimpinan_kunci
    baris.target_bagian, baris.satuan = sel.target, sel.satuan
    baris.pimpinan_id, baris.pk_indikator_id = sel.pimpinan_id, sel.pk_indikator_id


def cocokkan(isi: IsiSkp, sel: Sequence[IsiSel], lepas: Collection[str]) -> IsiSkp:
    """The draft after cells came and went: links follow, words of the owner stay, a new cell gets a row."""
    diberi = {satu.kunci: satu for satu in sel}
    rhk = []
    for baris in isi.rhk:
        kunci = baris.rhk_pimpinan_kunci
        if kunci in diberi:
            rhk.append(replace(baris, rhk_pimpinan=diberi[kunci].rhk_pimpinan))
        elif kunci in lepas:
            rhk.append(replace(baris, rhk_pimpinan=None, rhk_pimpinan_kunci=None))
        else:
            rhk.append(baris)
    terjawab = {baris.rhk_pimpinan_kunci for baris in rhk}
    baru = [rhk_dari(satu, isi.pendekatan) for satu in sel if satu.kunci not in terjawab]
    utama = [satu for satu in rhk if satu.bagian is Bagian.UTAMA]
    lain = [satu for satu in rhk if satu.bagian is not Bagian.UTAMA]
    return replace(isi, rhk=(*utama, *baru, *lain))


def rhk_dari(sel: IsiSel, pendekatan: Pendekatan, kunci: str | None = None) -> Rhk:
    """The first row that answers a cell: the leader's words to begin with, the owner's to improve."""
    target = "" if sel.target is None else cetak_angka(sel.target.normalize())
    indikator = sel.indikator or (sel.uraian if target else "")
    iki: tuple[Iki, ...] = ()
    ukuran: tuple[str, ...] = ()
    if indikator and pendekatan is Pendekatan.KUANTITATIF:
        iki = (Iki("i1", indikator, target, sel.satuan or ""),)
    elif indikator:
        ukuran = (f"{indikator}: {target} {sel.satuan or ''}".strip(),)
    return Rhk(
        kunci=kunci or f"r-{sel.kunci}"[:64],
        bagian=Bagian.UTAMA,
        uraian=sel.uraian,
        rhk_pimpinan=sel.rhk_pimpinan,
        rhk_pimpinan_kunci=sel.kunci,
        iki=iki,
        ukuran=ukuran,
    )


def ambil(session: Session, skp: Skp, saran: SaranPerubahan, isi: IsiSkp) -> IsiSkp:
    """The content after a suggestion was taken; the cell is written. The caller stores content and decision.

    Numbers of the source go where they stood: an indicator whose target is still the old one gets the new one.
    """
    baru = None if saran.baru is None else dari_kata(saran.kunci, saran.baru)
    pasang(session, skp.id, [baru] if baru else [], [] if baru else [saran.kunci])
    isi = cocokkan(isi, [baru] if baru else [], [] if baru else [saran.kunci])
    if baru is None or saran.lama is None:
        return isi
    lama = dari_kata(saran.kunci, saran.lama)
    return replace(isi, rhk=tuple(_ikuti(satu, lama, baru) for satu in isi.rhk))


def _ikuti(rhk: Rhk, lama: IsiSel, baru: IsiSel) -> Rhk:
    if rhk.rhk_pimpinan_kunci != baru.kunci:
        return rhk
    sebelum, sesudah = rhk_dari(lama, Pendekatan.KUANTITATIF).iki, rhk_dari(baru, Pendekatan.KUANTITATIF).iki
    if sebelum and sesudah:
        rhk = replace(rhk, iki=tuple(_ganti(satu, sebelum[0], sesudah[0]) for satu in rhk.iki))
    cerita = rhk_dari(lama, Pendekatan.KUALITATIF).ukuran, rhk_dari(baru, Pendekatan.KUALITATIF).ukuran
    if cerita[0] and cerita[1]:
        rhk = replace(
            rhk, ukuran=tuple(cerita[1][0] if satu == cerita[0][0] else satu for satu in rhk.ukuran)
        )
    return replace(rhk, uraian=baru.uraian if rhk.uraian == lama.uraian else rhk.uraian)


def _ganti(iki: Iki, lama: Iki, baru: Iki) -> Iki:
    if (iki.uraian, iki.target, iki.satuan) != (lama.uraian, lama.target, lama.satuan):
        return iki
    return replace(iki, uraian=baru.uraian, target=baru.target, satuan=baru.satuan)
