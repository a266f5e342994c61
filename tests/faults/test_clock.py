"""A clock that jumps: what acts by the time stops, an incident says so, and it goes on when the time is right again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.figures import Figures
from tests.kota import Kota, wib
from tests.services.racing import DUE, prepare
from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.services.clock_watch import MOST, ClockWatch, seconds_since_boot
from webapp.storage.jobs import defer
from webapp.storage.kokpit import Incident
from webapp.storage.process import Timer

BEGIN = wib("2026-01-05 08:00")
seconds = st.floats(0.0, 1e6)


@dataclass
class Counter:
    """A clock that nobody can set, but this test."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@given(st.lists(seconds, max_size=8))
def test_a_clock_that_goes_with_the_other_is_believed_however_long_it_takes(steps: list[float]) -> None:
    counter = Counter()
    watch = ClockWatch(counter)
    now = BEGIN
    for step in steps:
        counter.seconds, now = counter.seconds + step, now + timedelta(seconds=step)
        assert abs(watch.look(now)) < timedelta(seconds=1)


@given(seconds, st.floats(-1e7, 1e7).filter(lambda by: abs(by) > MOST.total_seconds() + 1))
def test_a_jump_is_seen_until_the_clock_is_back(passed: float, jump: float) -> None:
    counter = Counter()
    watch = ClockWatch(counter)
    watch.look(BEGIN)
    counter.seconds += passed
    right = BEGIN + timedelta(seconds=passed)
    for _ in range(2):
        assert abs(watch.look(right + timedelta(seconds=jump)) - timedelta(seconds=jump)) < timedelta(
            seconds=1
        )
    assert abs(watch.look(right)) < timedelta(seconds=1)


def test_the_counting_clock_counts_on() -> None:
    assert 0 < seconds_since_boot() <= seconds_since_boot()


def test_a_clock_that_jumps_stops_what_acts_by_the_time_until_it_is_right_again(
    city: Kota, figures: Figures
) -> None:
    cases = prepare(city.at("2026-03-01 09:00"), "tenggat", 5)
    counter = Counter()
    watch = ClockWatch(counter)

    def minute(now: datetime, later: float) -> None:
        """The worker's next minute."""
        counter.seconds += later
        city.now = now
        with city.work.transaction() as tx:
            defer(tx.session, "bunyikan_timer", {"timestamp": 0})
        address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        run_worker(
            city.work, Settings(), address, watch, queues=["timer"], wait=False, install_signal_handlers=False
        )

    minute(wib("2026-03-01 09:01"), 60)
    minute(wib("2027-03-01 09:02"), 60)  # a year too far
    assert waiting(city) == len(cases), "nothing that is not due has passed"
    assert jumps(city) == 1
    minute(wib("2027-03-01 09:03"), 60)  # and still
    assert waiting(city) == len(cases)
    assert jumps(city) == 1, "told once"
    minute(wib("2026-03-01 09:04"), 60)
    minute(wib("2025-03-01 09:05"), 60)  # a year back: nothing would ever pass again
    assert jumps(city) == 1
    minute(wib("2026-03-01 09:06"), 60)
    assert waiting(city) == len(cases)
    minute(DUE, (DUE - wib("2026-03-01 09:06")).total_seconds())
    assert waiting(city) == 0, "with the right time everything that is due passes"
    figures(
        "the clock jumps a year ahead and a year back", "0 deadlines passed that were not due; 1 incident"
    )


def waiting(city: Kota) -> int:
    """Deadlines that have not passed."""
    with city.reading() as tx:
        return len(tx.session.scalars(select(Timer.case_id).where(Timer.key.startswith("lewat"))).all())


def jumps(city: Kota) -> int:
    """Open incidents about the clock."""
    with city.reading() as tx:
        query = select(Incident.id).where(Incident.code == "jam", Incident.closed_at.is_(None))
        return len(tx.session.scalars(query).all())
