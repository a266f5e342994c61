"""The action plan after a change of the SKP: months to come follow the version in force, months with a sheet do not.

What the new version no longer holds leaves the months to come at once; what it added gets its months by the employee,
in a step of the change's own course [PermenPANRB 6/2022: rencana aksi follows the SKP].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from webapp.domain.bulanan import DIJADWALKAN, bulan_skp, hari_buka
from webapp.domain.skp import StatusSkp
from webapp.storage.bulanan import RencanaAksi, bulan_dibuka, revisi_berlaku
from webapp.storage.isi import muat_isi
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.skp import Skp

from .naskah import pastikan_pemilik, pastikan_status, skp_dari, tolak
from .pelaku import batas_langkah
from .registry import Context, operation
from .rencana_aksi import masa_skp, pastikan_lengkap, tetapkan_sel

YA_TIDAK = ("ya", "tidak")
LANGKAH = frozenset({"susun_rencana_aksi", "sesuaikan_rencana_aksi"})
"""The steps in which a plan is written: that of the year's course, and that of a change."""

FAKTA = {"rencana_perlu_disesuaikan": YA_TIDAK, "batas_rencana": None}


def ikuti_versi(ctx: Context, skp: Skp, lama_id: int, baru_id: int) -> dict[str, Any]:
    """Take away from months to come what the new version lacks, and say whether the employee has to adjust the plan.

    It has to be adjusted when rows or indicators came or went and a month is still to come. Where the plan is being
    written anyway, that step covers the new version. `batas_rencana` is the day on which the last month opens.
    """
    sebelum, sesudah = (_kunci(ctx.session, satu) for satu in (lama_id, baru_id))
    sisa = bulan_tersisa(ctx.session, skp)
    _lepas(ctx.session, skp.id, sisa, sesudah)
    perlu = bool(sisa) and sebelum != sesudah and not _sedang_disusun(ctx.session, skp.id)
    return {
        "rencana_perlu_disesuaikan": "ya" if perlu else "tidak",
        "batas_rencana": _hari_bulan_terakhir(ctx, skp, sisa[-1]) if perlu else None,
    }


@operation("perubahan.sesuaikan_rencana_aksi")
def sesuaikan_rencana_aksi(ctx: Context, _jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hand the adjusted plan in: every yearly row of the version in force has a month. Raises `Refused` where not.

    With no month left nothing can be planned any more, so nothing is asked for.
    """
    pastikan_pemilik(ctx)
    skp = skp_dari(ctx)
    pastikan_status(skp, StatusSkp.DITETAPKAN, StatusSkp.PERUBAHAN)
    revisi = revisi_berlaku(ctx.session, skp.id)
    if revisi is None:
        raise tolak("skp.belum_ditetapkan", "SKP belum ditetapkan, jadi rencana aksinya belum dapat disusun.")
    if bulan_tersisa(ctx.session, skp):
        pastikan_lengkap(ctx.session, skp, revisi.id)
    tetapkan_sel(ctx, skp.id)
    return {}


def bulan_tersisa(session: Session, skp: Skp) -> list[int]:
    """The months of the SKP's period that have no sheet yet."""
    dibuka = bulan_dibuka(session, skp.id)
    return [bulan for bulan in bulan_skp(masa_skp(skp), skp.tahun) if bulan not in dibuka]


def _kunci(session: Session, revisi_id: int) -> dict[str, frozenset[str]]:
    """The rows of a version, each with its indicators, by their keys."""
    return {rhk.kunci: frozenset(iki.kunci for iki in rhk.iki) for rhk in muat_isi(session, revisi_id).rhk}


def _lepas(session: Session, skp_id: int, sisa: list[int], ada: Mapping[str, frozenset[str]]) -> None:
    """Months to come plan no row that is gone; a row whose indicator is gone stays planned, without the indicator."""
    nanti = (RencanaAksi.skp_id == skp_id, RencanaAksi.bulan.in_(sisa))
    session.execute(delete(RencanaAksi).where(*nanti, RencanaAksi.rhk_kunci.not_in(list(ada))))
    for rhk, iki in ada.items():
        hilang = and_(RencanaAksi.rhk_kunci == rhk, RencanaAksi.iki_kunci.not_in(list(iki)))
        session.execute(update(RencanaAksi).where(*nanti, hilang).values(iki_kunci=None))


def _sedang_disusun(session: Session, skp_id: int) -> bool:
    cari = (
        select(WorkItem.key)
        .join(ProcessCase, ProcessCase.id == WorkItem.case_id)
        .where(
            WorkItem.element_id.in_(LANGKAH),
            ProcessCase.document_kind == "skp",
            ProcessCase.document_id == skp_id,
        )
        .limit(1)
    )
    return session.scalars(cari).first() is not None


def _hari_bulan_terakhir(ctx: Context, skp: Skp, bulan: int) -> str:
    batas = batas_langkah(ctx, DIJADWALKAN)
    return hari_buka(skp.tahun, bulan, batas, ctx.workdays(skp.tahun)).isoformat()
