"""Suggestions on their way into a draft: by the owner's hand, or with the change that was proposed for them.

What a source says is taken over as it stands; the owner reads and words it before handing the draft in.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.storage.isi import muat_isi, simpan_isi
from webapp.storage.kontrak import KontrakPenugasan
from webapp.storage.penjenjangan import SaranPerubahan, StatusSaran, SumberSaran
from webapp.storage.perubahan import PerubahanSkp
from webapp.storage.skp import Skp

from .kontrak import dengan_penugasan
from .penjenjangan import ambil
from .registry import Context


def ambil_ke_naskah(session: Session, skp: Skp, saran: SaranPerubahan, revisi_id: int) -> None:
    """Write a suggestion into a draft. Deciding it is the caller's."""
    isi = muat_isi(session, revisi_id)
    if saran.sumber is SumberSaran.KONTRAK:
        isi = dengan_penugasan(isi, session.get_one(KontrakPenugasan, saran.sumber_id))
    else:
        isi = ambil(session, skp, saran, isi)
    simpan_isi(session, revisi_id, isi)


def ambil_yang_diterima(ctx: Context, skp: Skp, perubahan: PerubahanSkp, revisi_id: int) -> None:
    """Write every suggestion that was accepted for a change into its new draft."""
    for saran in _diterima(ctx.session, perubahan):
        ambil_ke_naskah(ctx.session, skp, saran, revisi_id)
        saran.status, saran.diputuskan_pada = StatusSaran.DIAMBIL, ctx.now
        saran.diputuskan_oleh = perubahan.diusulkan_oleh
    ctx.session.flush()


def lepas_yang_diterima(ctx: Context, perubahan: PerubahanSkp) -> None:
    """A change that ends unworked leaves its suggestions open, to be accepted again or set aside."""
    for saran in _diterima(ctx.session, perubahan):
        saran.perubahan_id = None
    ctx.session.flush()


def _diterima(session: Session, perubahan: PerubahanSkp) -> list[SaranPerubahan]:
    cari = select(SaranPerubahan).where(
        SaranPerubahan.perubahan_id == perubahan.id, SaranPerubahan.status == StatusSaran.TERBUKA
    )
    return list(session.scalars(cari.order_by(SaranPerubahan.id)))
