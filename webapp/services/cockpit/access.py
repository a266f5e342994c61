"""Who may look into the cockpit and who may act there.

Owners, admins of the agency and the auditor see numbers. One case is opened by owners, and by the others only if they
may see it anyway; its people and its content are shown to those who may see its document. Only owners act.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.errors import Denied, NotFound
from webapp.services.people.oversight import CONFIDENTIAL
from webapp.services.planning.skp_access import Access, access
from webapp.services.work import Transaction
from webapp.storage.akun import Peran
from webapp.storage.bulanan import SkpBulanan
from webapp.storage.caselog import CaseRow

VIEWERS: Final = (Peran.PEMILIK_PROSES.value, Peran.ADMIN_BKPP.value, Peran.PENGAWAS.value)
OWNERS: Final = (Peran.PEMILIK_PROSES.value,)
CONFIRMERS: Final = (Peran.PEMILIK_PROSES.value, Peran.ADMIN_BKPP.value)
FEWEST: Final = 5
"""People of a unit below which its number is not told."""


def require_viewer(actor: Actor) -> None:
    """Raise `Denied` for people who may not look into the cockpit."""
    if not actor.peran & set(VIEWERS):
        raise Denied("Kokpit proses dibaca oleh pemilik proses, admin BKPP, dan pengawas.")


def require_owner(actor: Actor) -> None:
    """Raise `Denied` for people who may not act in the cockpit."""
    if not actor.peran & set(OWNERS):
        raise Denied("Tindakan atas kasus dilakukan oleh pemilik proses.")


def is_owner(actor: Actor) -> bool:
    """Whether a person may act in the cockpit."""
    return bool(actor.peran & set(OWNERS))


def sees_document(tx: Transaction, actor: Actor, case: CaseRow) -> Access | None:
    """How a person sees the document of a case by the policy of documents; None: not at all, or not told here.

    Only documents of an SKP and of its months are asked; those of coaching stay with the people in it.
    """
    skp_id = _skp_of(tx, case)
    if skp_id is None or case.document_kind in CONFIDENTIAL:
        return None
    try:
        _, relation = access(tx, actor, skp_id)
    except NotFound:
        return None
    return relation


def _skp_of(tx: Transaction, case: CaseRow) -> int | None:
    if case.document_kind == "skp":
        return case.document_id
    if case.document_kind == "skp_bulanan":
        return tx.session.scalar(select(SkpBulanan.skp_id).where(SkpBulanan.id == case.document_id))
    return None
