"""Boards and inboxes cost a fixed number of statements: as many for a crowd as for a few."""

from __future__ import annotations

import pytest

from tests.crowd import LEADER, Crowd, crowded, rated_year, statements, told_month
from tests.crowd_inbox import fill_inbox
from tests.kota import Kota
from webapp.services.months import monthly_board
from webapp.services.process.document_kinds import kinds
from webapp.services.process.inbox import inbox
from webapp.services.yearly import board

FEW, MANY = 2, 6


def _of_year(crowd: Crowd) -> int:
    actor = crowd.actor(LEADER)
    with crowd.reading() as tx, statements(crowd) as sent:
        found = board.board(tx, actor, 2026)
    assert sum(row.is_open for row in found.rows) == len(crowd.people)
    return len(sent)


def _of_month(crowd: Crowd) -> int:
    actor = crowd.actor(LEADER)
    with crowd.reading() as tx, statements(crowd) as sent:
        found = monthly_board.board(tx, actor, 2026, 1)
    assert len(found.ratings) == len(crowd.people)
    return len(sent)


def _of_inbox(crowd: Crowd) -> tuple[int, int]:
    actor = crowd.actor(LEADER)
    with crowd.reading() as tx, statements(crowd) as sent:
        found = inbox(tx, actor)
    return len(found), len(sent)


YEARLY, MONTHLY = 30, 14
"""The most statements that a board may send, however many people stand on it."""


@pytest.mark.parametrize("number", [FEW, MANY])
def test_the_yearly_board_sends_no_more_for_many_than_for_few(city: Kota, number: int) -> None:
    crowd = crowded(city, number)
    rated_year(crowd, list(crowd.people))
    _of_year(crowd)
    assert _of_year(crowd) <= YEARLY


@pytest.mark.parametrize("number", [FEW, MANY])
def test_the_monthly_board_sends_no_more_for_many_than_for_few(city: Kota, number: int) -> None:
    crowd = crowded(city, number, results=2)
    told_month(crowd, list(crowd.people), 1)
    _of_month(crowd)
    assert _of_month(crowd) <= MONTHLY


def test_an_inbox_costs_the_same_for_ten_times_the_steps(city: Kota) -> None:
    crowd = crowded(city, 3)
    every = len(kinds())
    fill_inbox(crowd, every)
    _of_inbox(crowd)
    few, statements_few = _of_inbox(crowd)
    fill_inbox(crowd, 10 * every, first=2)
    _of_inbox(crowd)  # what is kept in memory is read again after a change
    many, statements_many = _of_inbox(crowd)
    assert many > few
    assert statements_many == statements_few
