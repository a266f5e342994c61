"""Adjustments: what corrections after a final result change, beside the result that stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.aktivitas import KoreksiAktivitas
from webapp.storage.akun import nama_akun
from webapp.storage.organisasi import Pegawai
from webapp.storage.tpp import TppBulan, TppPenyesuaian


def of_month(tx: Transaction, actor: Actor, bulan: date) -> list[TppPenyesuaian]:
    """The adjustments of a final month in the order in which they were approved. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    query = (
        select(TppPenyesuaian)
        .join(TppBulan, TppBulan.putaran_id == TppPenyesuaian.putaran_id)
        .where(TppBulan.bulan == bulan.replace(day=1))
        .order_by(TppPenyesuaian.id)
    )
    return list(tx.session.scalars(query))


@dataclass(frozen=True)
class Adjustment:
    """An adjustment with whose it is, the correction that made it, and who approved that."""

    row: TppPenyesuaian
    owner: Pegawai
    koreksi: KoreksiAktivitas
    by: str


def listed(tx: Transaction, actor: Actor, bulan: date) -> Sequence[Adjustment]:
    """The adjustments of a final month for its page. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    query = (
        select(TppPenyesuaian, Pegawai, KoreksiAktivitas)
        .join(TppBulan, TppBulan.putaran_id == TppPenyesuaian.putaran_id)
        .join(Pegawai, Pegawai.id == TppPenyesuaian.pegawai_id)
        .join(KoreksiAktivitas, KoreksiAktivitas.id == TppPenyesuaian.koreksi_id)
        .where(TppBulan.bulan == bulan.replace(day=1))
        .order_by(TppPenyesuaian.id)
    )
    return [
        Adjustment(row, owner, koreksi, nama_akun(tx.session, row.akun_id))
        for row, owner, koreksi in tx.session.execute(query)
    ]
