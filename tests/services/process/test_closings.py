"""Which steps an entry closed, on which release it was made, and a last day that no rebuild changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.engine import small
from tests.kota import Kota
from webapp.engine import Entry, Run, read_definitions
from webapp.services.process import timers
from webapp.services.process.closings import closed_by, release_at, standing, stretches
from webapp.storage.caselog import FROM_RELEASE

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
DEFINITIONS = read_definitions(
    {
        "uji.bpmn": small.diagram(
            small.start(), small.user("periksa"), small.boundary("lewat", "periksa", "P1D"), small.user("arsip"),
            small.end(), small.end("habis"), small.chain("mulai", "periksa", "arsip", "selesai"),
            small.chain("lewat", "habis"),
        )
    }
)  # fmt: skip


def entry(seq: int, kind: str, key: str | None = None, **facts: int) -> Entry:
    return Entry(seq, kind, AT + timedelta(days=seq), key, facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "key", "told"),
    [
        ("completed", "periksa#1", [("periksa#1", "done")]),
        ("fired", "lewat#1", [("periksa#1", "timer"), ("lewat#1", "done")]),
        ("cancelled", None, [("periksa#1", "cancelled")]),
    ],
)
def test_a_step_is_told_with_how_it_ended_and_a_deadline_that_never_came_is_not(
    kind: str, key: str | None, told: list[tuple[str, str]]
) -> None:
    run = Run.start(DEFINITIONS, "uji", entry(1, "started"))
    before = standing(run.open)
    run.apply(last := entry(2, kind, key))
    found = list(closed_by(last, before, standing(run.open), 7, lambda step: None))
    assert sorted((one.key, one.outcome) for one in found) == sorted(told)
    assert {(one.release_id, one.opened_at, one.closed_at) for one in found} == {
        (7, AT + timedelta(days=1), AT + timedelta(days=2))
    }


def test_a_move_to_another_release_closes_nothing() -> None:
    before = standing(Run.start(DEFINITIONS, "uji", entry(1, "started")).open)
    assert list(closed_by(entry(2, "migrated"), before, {}, 7, lambda step: None)) == []


MOVED_TWICE = [
    entry(1, "started"), entry(2, "completed", "a#1"), entry(3, "migrated", **{FROM_RELEASE: 5}),
    entry(4, "completed", "b#1"), entry(5, "migrated", **{FROM_RELEASE: 6}), entry(6, "completed", "c#1"),
]  # fmt: skip


def test_each_piece_of_a_journal_is_read_on_the_release_on_which_it_was_made() -> None:
    assert list(stretches(MOVED_TWICE, 7)) == [(0, 2, 5), (3, 4, 6), (5, 6, 7)]
    assert list(stretches(MOVED_TWICE[:2], 7)) == [(0, 2, 7)]


@pytest.mark.parametrize(("seq", "release_id"), [(1, 5), (2, 5), (3, 6), (4, 6), (5, 7), (6, 7)])
def test_the_release_after_each_entry_is_known(seq: int, release_id: int) -> None:
    assert release_at(MOVED_TWICE, 7, seq) == release_id


def test_a_rebuild_keeps_the_last_day_that_was_noted_and_counts_only_what_is_missing(city: Kota) -> None:
    city.until_submitted("SR")
    case_id = city.case_id("SR")

    def last_days() -> dict[str, datetime | None]:
        query = text("SELECT key, due_at FROM step_time WHERE case_id = :id AND kind = 'human'")
        with city.reading() as tx:
            return dict(tuple(row) for row in tx.session.execute(query, {"id": case_id}))

    def change(statement: str) -> None:
        with city.work.transaction() as tx:
            tx.session.execute(
                text(f"{statement} WHERE case_id = :id AND key = :key"), {"id": case_id, "key": key}
            )
        timers.rebuild(city.work, case_id)

    counted = last_days()
    key, day = next((key, due_at) for key, due_at in counted.items() if due_at is not None)
    change("UPDATE step_time SET due_at = due_at + interval '1 day'")
    assert last_days()[key] == day + timedelta(days=1), "as it was noted when the step ended"
    change("DELETE FROM step_time")
    assert last_days() == counted
