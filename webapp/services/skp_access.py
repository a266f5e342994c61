"""Who may see an SKP. Default deny; what is not shown is not there.

The relation comes from the organisation on the day and from what a person has done in the case, never from a form or
a diagram.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from webapp.domain.penilai import Penilai, atasan_penilai
from webapp.operations import Actor
from webapp.storage.naskah import TandaTangan
from webapp.storage.skp import Skp, SkpRevisi

from .errors import NotFound
from .work import Transaction


class Access(StrEnum):
    """In which relation a person sees an SKP; earlier ones win."""

    OWNER = "pemilik"
    EVALUATOR = "penilai"
    SIGNER = "penanda_tangan"
    ABOVE = "atasan_penilai"
    ADMIN = "admin_bkpp"
    HELPER = "pengelola_opd"
    AUDITOR = "pengawas"

    @property
    def sees_drafts(self) -> bool:
        """Whether content that was not yet submitted is shown."""
        return self is Access.OWNER

    @property
    def sees_content(self) -> bool:
        """Whether the document's content is shown, or only where it stands."""
        return self is not Access.HELPER


def access(tx: Transaction, actor: Actor, skp_id: int) -> tuple[Skp, Access]:
    """The SKP and the relation in which this person sees it. Raises `NotFound` (worth an audit event) otherwise."""
    skp = tx.session.get(Skp, skp_id)
    relation = None if skp is None else _relation(tx, actor, skp)
    if skp is None or relation is None:
        raise NotFound("skp", skp_id)
    return skp, relation


def _relation(tx: Transaction, actor: Actor, skp: Skp) -> Access | None:
    if actor.pegawai_id is not None and actor.pegawai_id == skp.pegawai_id:
        return Access.OWNER
    day = tx.work.organisation.day(tx.session, tx.today)
    penilai = day.penilai(skp.pegawai_id)
    if isinstance(penilai, Penilai) and _is(actor, penilai):
        return Access.EVALUATOR
    if _has_signed(tx, actor, skp.id):
        return Access.SIGNER
    above = atasan_penilai(skp.pegawai_id, tx.today, day.bagan)
    if isinstance(above, Penilai) and _is(actor, above):
        return Access.ABOVE
    return _office(actor)


def _is(actor: Actor, penilai: Penilai) -> bool:
    if penilai.penilai_id is None:
        return actor.pihak_luar_id is not None
    return actor.pegawai_id == penilai.penilai_id


def _has_signed(tx: Transaction, actor: Actor, skp_id: int) -> bool:
    if actor.pegawai_id is None:
        return False
    query = (
        select(TandaTangan.id)
        .join(SkpRevisi, SkpRevisi.id == TandaTangan.revisi_id)
        .where(SkpRevisi.skp_id == skp_id, TandaTangan.pegawai_id == actor.pegawai_id)
    )
    return tx.session.scalar(query.limit(1)) is not None


def _office(actor: Actor) -> Access | None:
    for peran, relation in (
        ("admin_bkpp", Access.ADMIN),
        ("pengawas", Access.AUDITOR),
        ("pengelola_opd", Access.HELPER),
    ):
        if peran in actor.peran:
            return relation
    return None
