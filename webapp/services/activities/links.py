"""What an entry serves: the rows of the person's SKP on a day, with what is planned of each for the month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from webapp.domain.aktivitas import HIDUP
from webapp.operations import Actor
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas
from webapp.storage.bank import ButirVersi
from webapp.storage.bulanan import RencanaAksi
from webapp.storage.skp import Rhk, Skp, SkpRevisi, StatusRevisi

from .owner import employee


@dataclass(frozen=True)
class RhkChoice:
    """A row that an entry can serve. `rencana` is what is planned of it for the month, if anything is."""

    kunci: str
    nomor: int
    uraian: str
    rencana_id: int | None
    rencana: str


@dataclass(frozen=True)
class Link:
    """How an entry is tied to the SKP, or the reason why it is not."""

    rhk_kunci: str | None = None
    rencana_aksi_id: int | None = None
    alasan: str = ""


def choices(tx: Transaction, actor: Actor, tanggal: date) -> Sequence[RhkChoice]:
    """The rows of the SKP that holds on the day: of its final revision, else of its newest; empty without one."""
    query = (
        select(SkpRevisi.id, SkpRevisi.skp_id)
        .join(Skp, Skp.id == SkpRevisi.skp_id)
        .where(Skp.pegawai_id == employee(actor), Skp.periode.contains(tanggal))
        .order_by((SkpRevisi.status == StatusRevisi.FINAL).desc(), SkpRevisi.nomor.desc())
    )
    found = tx.session.execute(query.limit(1)).one_or_none()
    if found is None:
        return ()
    plans = {
        plan.rhk_kunci: plan
        for plan in tx.session.scalars(
            select(RencanaAksi).where(RencanaAksi.skp_id == found.skp_id, RencanaAksi.bulan == tanggal.month)
        )
    }
    rows = tx.session.scalars(
        select(Rhk).where(Rhk.revisi_id == found.id).order_by(Rhk.bagian.desc(), Rhk.urutan)
    )
    return [
        RhkChoice(row.kunci, number, row.uraian, plan.id if plan else None, plan.uraian if plan else "")
        for number, row in enumerate(rows, start=1)
        for plan in [plans.get(row.kunci)]
    ]


def link_to(tx: Transaction, actor: Actor, tanggal: date, rhk_kunci: str | None, alasan: str = "") -> Link:
    """The link to a row, with its plan of the month. A row that is not there stays named: the rules refuse it."""
    if not rhk_kunci:
        return Link(alasan=alasan)
    plan = next((one.rencana_id for one in choices(tx, actor, tanggal) if one.kunci == rhk_kunci), None)
    return Link(rhk_kunci, plan)


def last_link(tx: Transaction, actor: Actor, tanggal: date, butir_id: int | None = None) -> Link:
    """How the newest entry was tied (of one item, if it is named), where that still holds on the day."""
    query = (
        select(Aktivitas.rhk_kunci, Aktivitas.alasan_tanpa_rhk)
        .join(ButirVersi, ButirVersi.id == Aktivitas.versi_id)
        .where(Aktivitas.pegawai_id == employee(actor), Aktivitas.status.in_(HIDUP))
        .order_by(Aktivitas.tanggal.desc(), Aktivitas.id.desc())
    )
    if butir_id is not None:
        query = query.where(ButirVersi.butir_id == butir_id)
    last = tx.session.execute(query.limit(1)).one_or_none()
    if last is None:
        return Link()
    if last.rhk_kunci is None:
        return Link(alasan=last.alasan_tanpa_rhk or "")
    known = {one.kunci: one for one in choices(tx, actor, tanggal)}
    found = known.get(last.rhk_kunci)
    return Link() if found is None else Link(found.kunci, found.rencana_id)
