"""Whom an office may look at: admins of the agency everybody, a performance manager the people of the own OPD.

Default deny. What lies outside the scope is not there for its holder, whoever asks for it and however.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.operations import Actor
from webapp.services.errors import Denied
from webapp.services.people.organisation import OrganisationDay
from webapp.services.work import Transaction

from .decide import permits, require
from .matrix import Kind, Right
from .relations import CONFIDENTIAL


@dataclass(frozen=True)
class Scope:
    """What an office sees of the organisation of a day; `opd` None: all of it."""

    day: OrganisationDay
    opd: int | None = None

    def sees_steps_of(self, document_kind: str) -> bool:
        """Whether steps about such a document are listed: who is coached or counselled is no matter of the own OPD."""
        return self.is_whole or document_kind not in CONFIDENTIAL

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.opd is None

    def people(self) -> frozenset[int] | None:
        """The employees; None: everybody, also those without a post."""
        return None if self.opd is None else self.day.anggota_opd.get(self.opd, frozenset())

    def units(self) -> frozenset[int] | None:
        """The units; None: every unit, also those that have ended."""
        if self.opd is None:
            return None
        return frozenset(
            unit.id for unit in self.day.bagan.daftar_unit if self.day.opd_of_unit(unit.id) == self.opd
        )

    def has_person(self, pegawai_id: int) -> bool:
        """Whether an employee is seen."""
        return self.opd is None or self.day.opd(pegawai_id) == self.opd

    def has_unit(self, unit_id: int) -> bool:
        """Whether a unit is seen."""
        return self.opd is None or self.day.opd_of_unit(unit_id) == self.opd


def scope_of(tx: Transaction, actor: Actor, on: date | None = None) -> Scope:
    """What this person may look at; the organisation is that of a day (today, where none is given).

    Whose OPD it is, is asked today, whatever the day. Raises `Denied` for people without such an office.
    """
    today = tx.work.organisation.day(tx.session, tx.today)
    day = today if on is None or on == today.tanggal else tx.work.organisation.day(tx.session, on)
    require(actor, Right.SEE, Kind.DIRECTORY)
    if permits(actor, Right.READ, Kind.DIRECTORY):
        return Scope(day)
    opd = None if actor.pegawai_id is None else today.opd(actor.pegawai_id)
    if opd is None:
        raise Denied("OPD Anda belum tercatat. Hubungi admin BKPP.")
    return Scope(day, opd)
