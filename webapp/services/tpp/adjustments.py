"""Adjustments: what corrections after a final result change, beside the result that stays."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.work import Transaction
from webapp.storage.tpp import TppBulan, TppPenyesuaian

from .run import require_admin


def of_month(tx: Transaction, actor: Actor, bulan: date) -> list[TppPenyesuaian]:
    """The adjustments of a final month in the order in which they were approved. Raises `Denied`."""
    require_admin(actor)
    query = (
        select(TppPenyesuaian)
        .join(TppBulan, TppBulan.putaran_id == TppPenyesuaian.putaran_id)
        .where(TppBulan.bulan == bulan.replace(day=1))
        .order_by(TppPenyesuaian.id)
    )
    return list(tx.session.scalars(query))
