"""What a list shows is what the single object permits: for two hundred people with whatever offices."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from tests.policy.conftest import actors
from tests.web.matriks import Dunia
from webapp.operations import Actor
from webapp.services.activities.verifying import may_verify
from webapp.services.activities.waiting_slots import slots_of
from webapp.services.errors import AlreadyDone, Denied, NotFound, StepOver
from webapp.services.identity import accounts
from webapp.services.papers.batch_scopes import scopes, skp_of
from webapp.services.people import registry
from webapp.services.people.assignments import Desk
from webapp.services.planning.team import team
from webapp.services.policy import decide
from webapp.services.policy.lists import visible
from webapp.services.policy.matrix import Kind, Right, may
from webapp.services.policy.standing import Asker
from webapp.services.process.inbox import inbox
from webapp.services.process.items import items
from webapp.services.process.tasks import view
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, StatusAktivitas
from webapp.storage.akun import Akun, Peran
from webapp.storage.bank import UsulButir
from webapp.storage.caselog import read_case
from webapp.storage.kontrak import KontrakPenugasan
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.registri import Mandat
from webapp.storage.skp import Skp

pytestmark = pytest.mark.slow

PEOPLE = 200

LISTS: dict[Kind, Any] = {
    Kind.SKP: Skp,
    Kind.EVALUATION: Skp,
    Kind.GIVEN: Skp,
    Kind.CONTRACT: KontrakPenugasan,
    Kind.ITEM_PROPOSAL: UsulButir,
    Kind.MANDATE: Mandat,
    Kind.CASE: ProcessCase,
}
"""Kinds with a condition for lists, and their rows."""


def everybody(dunia: Dunia) -> Iterator[Actor]:
    """Two hundred people: each account of the city as it is, then drawn ones with drawn offices."""
    with dunia.city.reading() as tx:
        ids = tx.session.scalars(select(Akun.id).order_by(Akun.id)).all()
        known = [one for one in (accounts.actor_of(tx, akun_id) for akun_id in ids) if one is not None]
    yield from known
    draw = random.Random(7)
    for _ in range(PEOPLE - len(known)):
        offices = draw.sample([one.value for one in Peran], draw.randint(0, 3))
        yield replace(draw.choice(known), peran=frozenset(offices))


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_shows_exactly_what_each_row_permits(dunia: Dunia, kind: Kind) -> None:
    model, count = LISTS[kind], 0
    with dunia.city.reading() as tx:
        rows: Sequence[Any] = tx.session.scalars(select(model)).all()
        asked = {one.id: as_asked(tx, kind, one) for one in rows}
        assert asked
        for actor in everybody(dunia):
            count += 1
            asker = Asker(tx, actor)
            single = {number: decide.standing_of(asker, kind, one) for number, one in asked.items()}
            for right in (Right.SEE, Right.READ, Right.TALK, Right.SUBMITTED):
                listed = set(tx.session.scalars(select(model.id).where(visible(tx, actor, right, kind))))
                alone = {
                    number for number, how in single.items() if how is not None and may(kind, how, right)
                }
                assert listed == alone, (actor, right)
    assert count == PEOPLE


def as_asked(tx: Transaction, kind: Kind, row: Any) -> Any:
    """A row as the policy is asked about it."""
    return read_case(tx.session, row.id) if kind is Kind.CASE else row


def test_the_inbox_holds_exactly_the_steps_that_open(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        steps = [(one.case_id, one.key) for one in items(tx, WorkItem.quiet.is_(False))]
        assert len(steps) > 10
        for actor in actors(dunia).values():
            assert {(one.case_id, one.key) for one in inbox(tx, actor)} == {
                one for one in steps if opens(tx, actor, *one)
            }


def opens(tx: Transaction, actor: Actor, case_id: int, key: str) -> bool:
    """Whether the step's page opens for this person."""
    try:
        view(tx, actor, case_id, key)
    except (NotFound, Denied, AlreadyDone, StepOver):
        return False
    return True


def test_everybody_of_a_team_is_seen_on_the_page_of_the_skp(dunia: Dunia) -> None:
    seen = 0
    with dunia.city.reading() as tx:
        for actor in everybody(dunia):
            for member in team(tx, actor, 2026).members:
                if member.skp is not None:
                    seen += 1
                    how = decide.allowed(tx, actor, Right.SEE, Kind.SKP, member.skp)
                    assert may(Kind.SKP, how, Right.SEE)
    assert seen > 0


def test_documents_of_the_own_staff_are_exported_only_where_each_could_be(dunia: Dunia) -> None:
    found = 0
    with dunia.city.reading() as tx:
        for actor in everybody(dunia):
            for scope in scopes(tx, actor):
                if scope.unit_id is None:
                    rows = [tx.session.get_one(Skp, one) for one in skp_of(tx, actor, scope, 2026)]
                    found += len(rows)
                    assert all(decide.standing(tx, actor, Kind.SKP, row) is not None for row in rows)
    assert found > 0


def test_activities_to_verify_are_those_whose_day_is_the_readers(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        waiting = tx.session.scalars(
            select(Aktivitas).where(Aktivitas.status == StatusAktivitas.DIAJUKAN)
        ).all()
        assert waiting
        for actor in everybody(dunia):
            listed = {(one.pegawai_id, one.tanggal) for one in slots_of(tx, actor)}
            desk = Desk(tx)
            assert listed == {
                (one.pegawai_id, one.tanggal)
                for one in waiting
                if actor.pegawai_id is not None and may_verify(desk, actor, one.pegawai_id, one.tanggal)
            }
            for one in waiting:
                how = decide.standing(tx, actor, Kind.ENTRY, one)
                decides = how is not None and may(Kind.ENTRY, how, Right.DECIDE)
                if actor.pegawai_id is not None:
                    assert decides == ((one.pegawai_id, one.tanggal) in listed)


def test_the_registry_lists_what_may_be_read(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        every = tx.session.scalars(select(Mandat)).all()
        for actor in everybody(dunia):
            listed = {row.mandat.id for tab in registry.TABS for row in registry.rows(tx, actor, tab)}
            single = {one.id: decide.standing(tx, actor, Kind.MANDATE, one) for one in every}
            assert listed == {
                number
                for number, how in single.items()
                if how is not None and may(Kind.MANDATE, how, Right.READ)
            }
