"""The part of the data check about open steps: those that nobody would hold on the day. There must be none."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, exists, or_

from webapp.domain.penilai import TanpaPenilai
from webapp.services.people.assignments import Desk, holder, resolve
from webapp.services.people.organisation import OrganisationDay
from webapp.services.people.roles import ROLES
from webapp.services.people.who import RESOLVED
from webapp.services.policy.oversight import Scope
from webapp.services.process.items import Item, items
from webapp.services.work import Transaction
from webapp.storage.organisasi import Posting
from webapp.storage.process import WorkItem

from .findings import Finding, Kind
from .people import People


def step_findings(tx: Transaction, scope: Scope, people: People) -> Iterator[Finding]:
    """Open steps without a holder on the day."""
    for item in orphans(tx, scope.day):
        someone = people[item.subject_id]
        if not someone.seen:
            continue
        since = item.opened_at.astimezone(tx.work.zone).date()
        yield Finding(
            Kind.TUGAS_TANPA_PEMEGANG, someone.nama, f"{item.name}: {why_nobody(scope.day, item)}", since,
            someone.nip, someone.id, someone.unit_id, (item.case_id, item.key),
        )  # fmt: skip


def orphans(tx: Transaction, day: OrganisationDay) -> list[Item]:
    """Open steps that nobody holds on a day."""
    desk = Desk(tx, day)
    found = items(tx, WorkItem.quiet.is_(False), may_be_orphan(day))
    return [item for item in found if holder(desk, item.place) is None]


def may_be_orphan(day: OrganisationDay) -> ColumnElement[bool]:
    """Where steps without a holder may stand. It may say too much, never too little.

    One who holds a post always has somebody above, up to the Kepala Daerah: only steps about people without a post can
    lack a holder, and steps of a role that nobody can have.
    """
    held = exists().where(Posting.pegawai_id == WorkItem.subject_id, Posting.berlaku.contains(day.tanggal))
    return or_(~held, WorkItem.role.not_in([role for role in ROLES if role != "sistem"]))


def why_nobody(day: OrganisationDay, item: Item) -> str:
    """Why nobody holds a step, as a sentence."""
    if item.role in RESOLVED:
        hasil = resolve(day, item.place)
        if isinstance(hasil, TanpaPenilai):
            return hasil.alasan
    return f"Peran {ROLES.get(item.role, item.role)} tanpa pemegang."
