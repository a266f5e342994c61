"""The Perjanjian Kinerja on its way into the SKP of the head of the unit [PermenPANRB 6/2022: RHK utama of a JPT].

A promise becomes a cell once; afterwards a newer promise is a suggestion that the head takes over or dismisses.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.jabatan import Jalur
from webapp.domain.penjenjangan import MetodePenjenjangan
from webapp.storage.dialog import Dialog
from webapp.storage.organisasi import Jabatan, Posting
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.penjenjangan import IndikatorKinerja, PkIndikator, SumberSaran, pk_berlaku
from webapp.storage.skp import Skp

from .penjenjangan import SEBELUM_NASKAH, IsiSel, bagikan, isi_sel, sarankan_satu, sel_skp


def salurkan_pk(session: Session, unit_id: int, tahun: int, pada: datetime, oleh: int | None) -> None:
    """Hand a unit's promises on to the SKP of its head, if it is of track A and exists."""
    skp = skp_kepala(session, unit_id, tahun)
    if skp is not None:
        beri_pk(session, skp, pada, oleh)


def skp_kepala(session: Session, unit_id: int, tahun: int) -> Skp | None:
    """The newest SKP of track A in the post that heads a unit."""
    cari = (
        select(Skp)
        .join(Posting, Posting.id == Skp.posting_id)
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .where(Jabatan.unit_id == unit_id, Jabatan.memimpin, Skp.tahun == tahun, Skp.jalur == Jalur.JPT_PUKM)
        .order_by(Skp.id.desc())
        .limit(1)
    )
    return session.scalars(cari).one_or_none()


def beri_pk(session: Session, skp: Skp, pada: datetime, oleh: int | None) -> None:
    """Give an SKP the promises of its unit: new ones become cells, changed ones suggestions."""
    unit_id = session.scalars(
        select(Jabatan.unit_id)
        .join(Posting, Posting.jabatan_id == Jabatan.id)
        .where(Posting.id == skp.posting_id, Jabatan.memimpin)
    ).one_or_none()
    if unit_id is None or skp.jalur is not Jalur.JPT_PUKM:
        return
    kunci = {
        baris.kode: f"pk{baris.id}"
        for baris in session.scalars(select(IndikatorKinerja).where(IndikatorKinerja.unit_id == unit_id))
    }
    janji = pk_berlaku(session, unit_id, skp.tahun)
    banyak = Counter(satu.sasaran for satu in janji)
    ada = sel_skp(session, skp.id)
    baru = []
    for satu in janji:
        sel = _sel(satu, kunci[satu.kode], banyak[satu.sasaran] > 1)
        if sel.kunci not in ada:
            baru.append((satu, sel))
        else:
            _bandingkan(session, skp, isi_sel(ada[sel.kunci]), sel, satu, pada, oleh)
    for satu, sel in baru:
        bagikan(session, skp, [sel], (), (SumberSaran.PK, satu.id), pada, oleh)


def _sel(janji: PkIndikator, kunci: str, sasaran_bersama: bool) -> IsiSel:
    """A promise as a cell. Several indicators of one sasaran are told apart by their own words."""
    uraian = f"{janji.sasaran}: {janji.indikator}" if sasaran_bersama else janji.sasaran
    return IsiSel(
        kunci, uraian, MetodePenjenjangan.LANGSUNG, target=janji.target, satuan=janji.satuan,
        pk_indikator_id=janji.id, indikator=janji.indikator,
    )  # fmt: skip


def _bandingkan(
    session: Session,
    skp: Skp,
    lama: IsiSel,
    baru: IsiSel,
    janji: PkIndikator,
    pada: datetime,
    oleh: int | None,
) -> None:
    if lama.pk_indikator_id == baru.pk_indikator_id:
        return
    dahulu = session.get_one(PkIndikator, lama.pk_indikator_id) if lama.pk_indikator_id else None
    lama = replace(lama, indikator=dahulu.indikator if dahulu is not None else "")
    dibahas = session.scalars(select(Dialog.id).where(Dialog.skp_id == skp.id).limit(1)).one_or_none()
    if skp.status in SEBELUM_NASKAH and dibahas is None:
        bagikan(session, skp, [baru], (), (SumberSaran.PK, janji.id), pada, oleh)
        return
    sarankan_satu(session, skp.id, lama, baru, (SumberSaran.PK, janji.id), pada, oleh)
    isi = (
        f'Target PK "{janji.indikator}" berubah di e-SAKIP. Lihat usul perubahannya; SKP Anda belum berubah.'
    )
    tautan = f"/skp/{skp.id}/saran"
    beri_tahu(session, f"pk:{janji.id}", skp.pegawai_id, "PK_BERUBAH", isi, tautan, pada)
