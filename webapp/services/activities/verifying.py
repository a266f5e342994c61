"""Who may verify an entry: the verifikator on the day of the entry, found as for any step of a case."""

from __future__ import annotations

from datetime import date
from typing import Final

from webapp.domain.organisasi import Urusan
from webapp.operations import Actor
from webapp.services.errors import Denied
from webapp.services.people.assignments import Desk, Holder, Place, mandate

MATTER: Final = Urusan("aktivitas_bulanan", "verifikasi")
"""What verification is, for mandates of limited scope."""


def verifier(desk: Desk, actor: Actor, pegawai_id: int, tanggal: date) -> Holder:
    """The right in which this actor verifies entries of that person and day. Raises `Denied`, saying who may."""
    return mandate(desk, actor, Place("verifikator", pegawai_id, MATTER, on=tanggal))


def may_verify(desk: Desk, actor: Actor, pegawai_id: int, tanggal: date) -> bool:
    """Whether the actor is the verifikator of that person on that day."""
    try:
        verifier(desk, actor, pegawai_id, tanggal)
    except Denied:
        return False
    return True
