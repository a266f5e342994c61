"""Rivals, deadlines and crashes: real processes against one database, and one snapshot that judges them."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import sessionmaker

from tests.figures import Figures
from tests.kota import ZONE, Kota, wib
from tests.services.journals import check_all
from tests.services.racing import (
    KEY,
    Fault,
    Outcome,
    admins,
    answer_around_the_deadline,
    attempt,
    compete,
    fire_at_the_deadline,
    prepare,
    together,
    until_killed,
)
from tests.sizes import size
from webapp.operations import Actor
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.caselog import entry_of, lock_case, read_journal

PROCESSES = 4


def url_of(city: Kota) -> str:
    return city.engine.url.render_as_string(hide_password=False)


@pytest.mark.slow
@pytest.mark.parametrize("items", [100, size(10_000, 500)])
def test_of_rival_completions_one_is_done_and_the_others_are_told_by_whom_and_when(
    city: Kota, items: int, figures: Figures
) -> None:
    cases = prepare(city, "lomba", items)
    people = admins(city, PROCESSES)
    plans: list[list[tuple[int, Actor]]] = [[] for _ in range(PROCESSES)]
    for number, case_id in enumerate(
        cases
    ):  # three people each, and the first of them from two windows at once
        for process, rival in enumerate((0, 1, 2, 0)):
            who = people[(number + rival) % PROCESSES]
            plans[(number + process) % PROCESSES].append((case_id, who))
    told: dict[int, list[Outcome]] = defaultdict(list)
    for outcomes in together(*((compete, (url_of(city), plan)) for plan in plans)):
        for outcome in outcomes:
            told[outcome.case_id].append(outcome)
    with city.reading() as tx:
        for case_id in cases:
            entry = entry_of(tx.session, case_id, KEY)
            assert entry is not None, "lost"
            done = [one for one in told[case_id] if one.kind == "done"]
            assert [one.akun_id for one in done] == [entry.actor_id], "done by nobody, or by two"
            name = next(person.nama for person in people if person.akun_id == entry.actor_id)
            for one in told[case_id]:
                if one.akun_id == entry.actor_id:
                    assert one.kind in {"done", "repeated"}, (
                        "the winner's second window gets the first answer"
                    )
                else:
                    assert one == Outcome(case_id, one.akun_id, "lost", name, entry.at)
        acts = select(func.count(), func.count(AuditEvent.object_id.distinct())).where(
            AuditEvent.kind == "diperiksa"
        )
        assert tuple(tx.session.execute(acts).one()) == (items, items), "the operation ran once for each"
    assert check_all(city.work, city.engine) >= items
    figures(f"{items:,} steps x 3 rivals, one with two windows", "0 done twice, 0 lost")


@pytest.mark.slow
@pytest.mark.parametrize("items", [100, size(8_000, 300)])
def test_a_due_timer_and_a_completion_at_once_take_one_course(
    city: Kota, items: int, figures: Figures
) -> None:
    cases = prepare(city.at("2026-03-01 09:00"), "tenggat", items)
    one, other = admins(city, 2)
    first, second, fired, more = together(
        (answer_around_the_deadline, (url_of(city), one, cases)),
        (answer_around_the_deadline, (url_of(city), other, cases)),
        (fire_at_the_deadline, (url_of(city), cases)),
        (fire_at_the_deadline, (url_of(city), cases)),
    )
    told: dict[int, set[str]] = defaultdict(set)
    for outcome in [*first, *second]:
        told[outcome.case_id].add(outcome.kind)
    late = 0
    with city.reading() as tx:
        for case_id in cases:
            course = [(row.kind, row.key) for row in read_journal(tx.session, case_id)][1:]
            if "done" in told[case_id]:
                assert told[case_id] == {"done", "lost"}
                assert course == [("completed", KEY)], "acknowledged, so it follows the answer"
                assert case_id % 2 == 0, "at the deadline itself the deadline comes first"
            else:
                assert course == [("fired", "lewat#1")], "nobody was acknowledged, so it follows the deadline"
                assert told[case_id] == {"gone"}
                late += 1
    assert late >= items // 2
    assert fired + more <= late  # the rest was fired by a completion that found it due
    assert check_all(city.at("2026-03-02 00:00").work, city.engine) >= items
    figures(f"{items:,} races of two people and a deadline", "0 on the wrong course")


@pytest.mark.parametrize("point", ["stepped", "written", "committed"])
def test_a_process_killed_inside_an_action_leaves_nothing_half(city: Kota, point: str) -> None:
    cases = prepare(city, "lomba", 12)
    (actor,) = admins(city, 1)
    struck = cases[7]
    acknowledged = until_killed(url_of(city), actor, cases, Fault(point, struck))
    assert acknowledged == set(cases[:7])
    check_all(city.work, city.engine)
    again = [attempt(city.work, actor, case_id).kind for case_id in cases]
    assert again[:7] == ["repeated"] * 7, "what was acknowledged is there, and the request knows it"
    assert again[7] == ("repeated" if point == "committed" else "done")
    assert again[8:] == ["done"] * 4
    assert_all_done_once(city, cases)


@pytest.mark.parametrize("rounds", [2, pytest.param(size(200, 5), marks=pytest.mark.slow)])
def test_a_process_killed_at_any_moment_loses_nothing_that_was_acknowledged(
    city: Kota, rounds: int, figures: Figures
) -> None:
    cases = prepare(city, "lomba", rounds * 40)
    (actor,) = admins(city, 1)
    chance = random.Random(rounds)
    for number in range(rounds):
        plan = cases[number * 40 : (number + 1) * 40]
        acknowledged = until_killed(url_of(city), actor, plan, Fault(), after=chance.randrange(1, 39))
        with city.reading() as tx:
            assert all(entry_of(tx.session, case_id, KEY) for case_id in acknowledged)
        kinds = {case_id: attempt(city.work, actor, case_id).kind for case_id in plan}
        assert {kinds[case_id] for case_id in acknowledged} == {"repeated"}
    assert_all_done_once(city, cases)
    figures(f"{rounds} kills (-9) of a process that completes steps", "0 acknowledged lost, 0 twice")


def assert_all_done_once(city: Kota, cases: list[int]) -> None:
    with city.reading() as tx:
        acts = (
            select(AuditEvent.object_id).where(AuditEvent.kind == "diperiksa").order_by(AuditEvent.object_id)
        )
        assert list(tx.session.scalars(acts)) == sorted(cases)
    assert check_all(city.work, city.engine) >= len(cases)


def test_who_waited_for_a_case_sees_the_clock_and_the_organisation_after_the_wait(city: Kota) -> None:
    case_id = city.case_id("SR")
    seen = []

    def wait() -> None:
        with city.work.transaction() as tx:
            seen.append(lock_case(tx.session, case_id))

    with city.work.transaction() as tx:
        held = lock_case(tx.session, case_id)
        waiting = blocked(tx, wait)
        tx.session.execute(
            text("UPDATE pegawai SET gelar_depan = 'Dr.' WHERE id = :id"), {"id": city.pegawai_id("KB")}
        )
        after = tx.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    waiting.join()
    (found,) = seen
    assert held is not None
    assert found is not None
    assert found.organisation > held.organisation
    assert found.at > after
    assert found.case == held.case


def test_an_act_that_had_to_wait_is_dated_when_it_was_done(city: Kota) -> None:
    (case_id,) = prepare(city, "lomba", 1)
    (actor,) = admins(city, 1)
    work = Work(sessionmaker(city.engine), ZONE)  # the clock of the database, not the city's
    with work.transaction() as tx:
        lock_case(tx.session, case_id)
        waiting = blocked(tx, lambda: attempt(work, actor, case_id))
        after = tx.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    waiting.join()
    with work.reading() as tx:
        entry = entry_of(tx.session, case_id, KEY)
    assert entry is not None
    assert entry.at > after


def blocked(tx: Transaction, body: Callable[[], object]) -> threading.Thread:
    """Start a thread, and come back when it waits for a lock of this transaction."""
    thread = threading.Thread(target=body)
    thread.start()
    query = text("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    while not tx.session.execute(query).scalar_one():
        assert thread.is_alive(), "it did not wait"
    return thread


def test_a_case_that_is_not_there_cannot_be_locked(city: Kota) -> None:
    with city.work.transaction() as tx:
        assert lock_case(tx.session, -1) is None


def test_a_repeat_after_a_deadline_stores_what_the_deadline_did(city: Kota) -> None:
    city.at("2026-01-30 09:00").dialog("KB", "SR")
    with city.reading() as tx:
        done = next(row for row in read_journal(tx.session, city.case_id("SR")) if row.kind == "completed")
    assert done.key is not None
    city.at("2026-02-01 08:00")
    again = city.complete("KB", city.case_id("SR"), done.key, request_id=done.request_id)
    assert again.repeated
    assert city.skp("SR").terlambat_sejak == wib("2026-02-01 08:00")
    with city.reading() as tx:
        kinds = [row.kind for row in read_journal(tx.session, city.case_id("SR"))]
    assert kinds[-2:] == ["fired", "result"]
    check_all(city.work, city.engine)
