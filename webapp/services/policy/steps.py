"""Who may do an open step now: its holder, and nobody in the own case by another's role."""

from __future__ import annotations

from webapp.domain.sentences import Sentence
from webapp.operations import Actor
from webapp.services.errors import Denied
from webapp.services.people.assignments import Desk, Holder, Place, holder, holds
from webapp.services.people.roles import ROLES

from .own_case import is_own, refuse_own


def mandate(desk: Desk, actor: Actor, place: Place) -> Holder:
    """The right in which this actor may do a step now. Raises `Denied`, which says who may."""
    held = holder(desk, place)
    if held is None:
        raise Denied("Tugas ini belum punya pemegang. Hubungi admin BKPP.")
    if place.role != "pegawai":
        refuse_own(actor, [place.subject_id], place.role)
    if not holds(desk, actor, held):
        raise Denied(Sentence("Tugas ini bukan milik Anda. %(who)s", who=_who(held)))
    return held


def may_do(desk: Desk, actor: Actor, place: Place, held: Holder) -> bool:
    """The same for lists, of a step whose holder is known: without words."""
    own = place.role != "pegawai" and is_own(actor, place.subject_id)
    return not own and holds(desk, actor, held)


def _who(held: Holder) -> str:
    if held.role == "pegawai":
        return "Hanya pegawai pemilik SKP yang dapat mengerjakannya."
    return Sentence(
        "Pemegangnya: %(office)s.", office=held.office or Sentence(ROLES.get(held.role, held.role))
    )
