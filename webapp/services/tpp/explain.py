"""Why a person's percent is what it is, in one sentence and as data; final only when another admin has set it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from webapp.domain.tpp import kalimat
from webapp.operations import Actor
from webapp.services.errors import Denied
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Relation, Right
from webapp.services.policy.watching import looked_at
from webapp.services.work import Transaction
from webapp.storage.tpp import StatusPutaran, TppBulan, TppHasil, TppPenyesuaian, TppPutaran


@dataclass(frozen=True)
class Explanation:
    """A person's percent with its reasons; `adjustments` came after it was final, the last one counts."""

    persen: Decimal | None
    sentence: str
    data: Mapping[str, Any]
    adjustments: Sequence[TppPenyesuaian]
    final: bool


def mine(tx: Transaction, actor: Actor, bulan: date) -> Explanation | None:
    """The actor's own final result; None before there is one. Raises `Denied` to who is no employee."""
    if actor.pegawai_id is None:
        raise Denied("TPP hanya dihitung untuk pegawai.")
    found = _explain(tx, actor.pegawai_id, bulan)
    return found if found is not None and found.final else None


@dataclass(frozen=True)
class OwnMonth:
    """A final month of one's own: the percent that counts now, and whether an adjustment changed it."""

    bulan: date
    persen: Decimal | None
    adjusted: bool


def own_months(tx: Transaction, actor: Actor) -> list[OwnMonth]:
    """The actor's final months, newest first. Raises `Denied` to who is no employee."""
    if actor.pegawai_id is None:
        raise Denied("TPP hanya dihitung untuk pegawai.")
    query = (
        select(TppBulan.bulan, TppHasil.persen)
        .join(TppHasil, TppHasil.putaran_id == TppBulan.putaran_id)
        .where(TppHasil.pegawai_id == actor.pegawai_id)
        .order_by(TppBulan.bulan.desc())
    )
    later = (
        select(TppBulan.bulan, TppPenyesuaian.persen_baru)
        .join(TppPenyesuaian, TppPenyesuaian.putaran_id == TppBulan.putaran_id)
        .where(TppPenyesuaian.pegawai_id == actor.pegawai_id)
        .order_by(TppPenyesuaian.id)
    )
    adjusted: dict[date, Decimal | None] = {row.bulan: row.persen_baru for row in tx.session.execute(later)}
    return [
        OwnMonth(bulan, adjusted.get(bulan, persen), bulan in adjusted)
        for bulan, persen in tx.session.execute(query)
    ]


def of(tx: Transaction, actor: Actor, pegawai_id: int, bulan: date) -> Explanation | None:
    """Anybody's result of the final or else the newest run, for admins. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    looked_at(tx, actor, Relation.ADMIN, pegawai_id, "tpp")
    return _explain(tx, pegawai_id, bulan)


def _explain(tx: Transaction, pegawai_id: int, bulan: date) -> Explanation | None:
    month = tx.session.scalars(select(TppBulan).where(TppBulan.bulan == bulan.replace(day=1))).one_or_none()
    if month is None:
        return None
    newest = (
        select(TppPutaran.id)
        .where(TppPutaran.tpp_bulan_id == month.id, TppPutaran.status == StatusPutaran.SELESAI)
        .order_by(TppPutaran.nomor.desc())
        .limit(1)
    )
    run_id = month.putaran_id or tx.session.scalars(newest).one_or_none()
    row = None if run_id is None else tx.session.get(TppHasil, (run_id, pegawai_id))
    if row is None:
        return None
    query = select(TppPenyesuaian).where(
        TppPenyesuaian.putaran_id == run_id, TppPenyesuaian.pegawai_id == pegawai_id
    )
    later = list(tx.session.scalars(query.order_by(TppPenyesuaian.id)))
    final = month.putaran_id is not None
    return Explanation(row.persen, kalimat(row.penjelasan), row.penjelasan, later, final)
