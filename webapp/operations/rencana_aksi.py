"""The action plan: which yearly row is worked on in which month. From it every month's sheet is made.

The plan is written row by row in its editor; here it is checked as a whole and set [PermenPANRB 6/2022: rencana aksi;
issue I4: the monthly rows follow from it and are typed by nobody].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.domain.bulanan import Rencana, bulan_skp, periksa_rencana, rencana_berjalan
from webapp.domain.masa import Masa
from webapp.domain.skp import StatusSkp
from webapp.storage.bulanan import RencanaAksi, bulan_dibuka, rencana_skp, revisi_berlaku
from webapp.storage.isi import muat_isi
from webapp.storage.skp import Skp

from .naskah import pastikan_pemilik, pastikan_status, skp_dari, tolak
from .registry import Context, Refused, operation


@operation("rencana_aksi.susun_rencana_aksi")
def susun_rencana_aksi(ctx: Context, _jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hand the plan in: every RHK has a month, no month lies outside the period."""
    pastikan_pemilik(ctx)
    skp = skp_dari(ctx)
    pastikan_status(skp, StatusSkp.DITETAPKAN)
    revisi = revisi_berlaku(ctx.session, skp.id)
    if revisi is None:
        raise tolak("skp.belum_ditetapkan", "SKP belum ditetapkan, jadi rencana aksinya belum dapat disusun.")
    pastikan_lengkap(ctx.session, skp, revisi.id)
    return {}


def pastikan_lengkap(session: Session, skp: Skp, revisi_id: int) -> None:
    """Refuse a plan in which a yearly row of this version has no month. Raises `Refused` with all that is wrong."""
    rhk = [satu.kunci for satu in muat_isi(session, revisi_id).rhk]
    semua = [as_rencana(satu) for satu in rencana_skp(session, skp.id)]
    rencana = rencana_berjalan(rhk, bulan_dibuka(session, skp.id), semua)
    if salah := periksa_rencana(rhk, bulan_skp(masa_skp(skp), skp.tahun), rencana):
        raise Refused(salah)


@operation("rencana_aksi.tetapkan", facts={"rencana_ditetapkan": None})
def tetapkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Set what was handed in; the fact is the number of its cells."""
    skp = skp_dari(ctx)
    tetapkan_sel(ctx, skp.id)
    cari = select(func.count()).select_from(RencanaAksi).where(RencanaAksi.skp_id == skp.id)
    return {"rencana_ditetapkan": ctx.session.execute(cari).scalar_one()}


def tetapkan_sel(ctx: Context, skp_id: int) -> None:
    """Set the cells that were not set yet."""
    baru = (RencanaAksi.skp_id == skp_id, RencanaAksi.ditetapkan_pada.is_(None))
    ctx.session.execute(update(RencanaAksi).where(*baru).values(ditetapkan_pada=ctx.now))


def masa_skp(skp: Skp) -> Masa:
    """The period of an SKP as days."""
    return Masa.inklusif(skp.mulai, skp.selesai)


def as_rencana(satu: RencanaAksi) -> Rencana:
    """A stored cell as the rules read it."""
    return Rencana(satu.rhk_kunci, satu.bulan, satu.uraian, satu.target, satu.satuan, satu.iki_kunci)
