"""Which office says why before it looks, and that it looked: both hang on the one decision, so none is missed.

A reading is noted when the policy permits it and kept when the reading ends; the same reader, object and hour count
once. Who must give a reason first is a rule of the agency [CONFIG akses_beralasan].
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.work import Transaction
from webapp.storage.akses import AksesBeralasan, Pembacaan
from webapp.storage.aktivitas import AktivitasBulan
from webapp.storage.aturan import nilai_aturan
from webapp.storage.skp import Skp

from .matrix import OFFICES, WATCHED, Kind, Relation, Right

READING: Final = frozenset(
    {
        Right.SEE, Right.READ, Right.SUBMITTED, Right.DRAFTS, Right.TALK, Right.COURSE, Right.EARLY, Right.EXPORT,
    }
)  # fmt: skip
PERSONAL: Final = frozenset(
    {
        Kind.SKP, Kind.EVALUATION, Kind.FEEDBACK, Kind.GIVEN, Kind.CONTRACT, Kind.COACHING, Kind.COUNSELLING,
        Kind.ENTRY, Kind.MONTH, Kind.CORRECTION, Kind.CASE,
    }
)  # fmt: skip
"""Kinds that tell of one employee: each reading by an office is kept."""
RULE: Final = "akses_beralasan"
STATE_OF_SKP: Final = "keadaan_skp"
"""What is kept of a look at where an SKP stands, for which no reason is asked."""


def watch(tx: Transaction, actor: Actor, relation: Relation, right: Right, kind: Kind, row: object) -> None:
    """Note a permitted reading by an office. Whether it had to say why first was asked with the relation."""
    is_state = relation is Relation.UNREASONED
    if right not in READING or kind not in PERSONAL or (relation not in OFFICES and not is_state):
        return
    owner = owner_of(tx, row)
    if owner is None or owner == actor.pegawai_id:
        return
    reason = open_reason(tx, actor, owner) if relation in WATCHED else None
    office = (
        next(one for one in (Relation.ADMIN, Relation.AUDITOR) if one in actor.peran)
        if is_state
        else relation
    )
    number, what = getattr(row, "id", None) or owner, STATE_OF_SKP if is_state else kind.value
    tx.readings.add(Pembacaan(actor.akun_id, office.value, owner, what, kind.value, number, reason))


def looked_at(tx: Transaction, actor: Actor, relation: Relation, pegawai_id: int, jenis: str) -> None:
    """Note that an office looked at what belongs to a person and to no document: the personnel data, the allowance."""
    if pegawai_id != actor.pegawai_id:
        tx.readings.add(Pembacaan(actor.akun_id, relation.value, pegawai_id, jenis, "pegawai", pegawai_id))


def needs_reason(tx: Transaction, relation: Relation) -> bool:
    """Whether an office writes a reason before it sees the content of somebody's documents."""
    rule: dict[str, Any] = nilai_aturan(tx.session, RULE, tx.today) or {}
    return relation.value in rule.get("peran", [])


def open_reason(tx: Transaction, actor: Actor, pegawai_id: int, at: datetime | None = None) -> int | None:
    """The reason by which the actor may see an employee's documents now."""
    moment = at or tx.now
    query = (
        select(AksesBeralasan.id)
        .where(
            AksesBeralasan.akun_id == actor.akun_id,
            AksesBeralasan.pegawai_id == pegawai_id,
            AksesBeralasan.mulai <= moment,
            AksesBeralasan.sampai > moment,
        )
        .order_by(AksesBeralasan.id.desc())
        .limit(1)
    )
    return tx.session.scalars(query).one_or_none()


def open_reasons(tx: Transaction, actor: Actor) -> frozenset[int]:
    """The employees into whose documents the actor has said why to look, and may now."""
    query = select(AksesBeralasan.pegawai_id).where(
        AksesBeralasan.akun_id == actor.akun_id,
        AksesBeralasan.mulai <= tx.now,
        AksesBeralasan.sampai > tx.now,
    )
    return frozenset(tx.session.scalars(query))


def owner_of(tx: Transaction, row: object) -> int | None:
    """Whom an object is about."""
    for name in ("pegawai_id", "subject_id"):
        found = getattr(row, name, None)
        if found is not None:
            return int(found)
    skp_id, bulan_id = getattr(row, "skp_id", None), getattr(row, "bulan_id", None)
    if skp_id is not None:
        return tx.session.get_one(Skp, skp_id).pegawai_id
    return None if bulan_id is None else tx.session.get_one(AktivitasBulan, bulan_id).pegawai_id
