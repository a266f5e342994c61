"""Whatever decrees come, move and are withdrawn, in whatever order: one course of closing, one SKP a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session, sessionmaker

from tests.kota import ZONE, Kota
from tests.services.moves import segments
from tests.sizes import size
from webapp.domain.masa import Masa
from webapp.services.people import segments as service
from webapp.services.process import timers
from webapp.services.work import Work
from webapp.storage.organisasi import Jabatan, Posting
from webapp.storage.process import ProcessCase
from webapp.storage.registri import JenisKetidakhadiran, Ketidakhadiran
from webapp.storage.segmen import TERTUTUP
from webapp.storage.skp import Skp

START = date(2026, 1, 5)
POSTS = ("OPERATOR-A", "OPERATOR-B")

later = st.integers(1, 340).map(lambda days: START + timedelta(days=days))
plan = st.tuples(
    st.lists(later, max_size=3, unique=True).map(sorted),  # days on which a post ends and the next begins
    st.none() | later,  # the day on which the last post ends for good
    st.none() | st.tuples(later, st.integers(1, 120)),  # a time on CLTN
)
history = st.lists(st.tuples(st.integers(0, 120), plan), min_size=1, max_size=4)


@contextmanager
def undone(city: Kota) -> Iterator[None]:
    """What is done inside is not there afterwards; a commit only ends a savepoint."""
    before = city.work
    with city.engine.connect() as connection, connection.begin() as whole:
        sessions = sessionmaker(connection, join_transaction_mode="create_savepoint")
        city.work = Work(sessions, ZONE, clock=lambda _: city.now)
        yield
        whole.rollback()
    city.work = before


class World:
    """DH's decrees as they stand, written over again by each plan; what has come true is never written over."""

    def __init__(self, city: Kota) -> None:
        self.city = city
        self.person = city.pegawai_id("DH")
        with city.reading() as tx:
            self.posts = {
                code: tx.session.scalars(select(Jabatan.id).where(Jabatan.kode == code)).one()
                for code in POSTS
            }

    @property
    def today(self) -> date:
        return self.city.now.date()

    def go_to(self, day: date) -> None:
        """Days pass, and what is due fires; now and then a day is skipped, as when the worker was down."""
        while self.today < day:
            self.city.now = datetime.combine(min(self.today + timedelta(days=9), day), time(0, 5), ZONE)
            timers.fire_all(self.city.work)
        self.settle()

    def settle(self) -> None:
        """Look and fire until nothing is left to do; then a look finds nothing."""
        for _ in range(10):
            found = service.discover(self.city.work)
            assert found.failed == ()
            if not timers.fire_all(self.city.work) and found == service.Found():
                return
        pytest.fail("never quiet")

    def decree(self, moves: Sequence[date], end: date | None, cltn: tuple[date, int] | None) -> None:
        """Rewrite the future: what began before tomorrow stays as it was."""
        tomorrow = self.today + timedelta(days=1)
        with self.city.work.transaction() as tx:
            session = tx.session
            session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
            mine = Posting.pegawai_id == self.person
            used = set(session.scalars(select(Skp.posting_id)))
            rows = list(session.scalars(select(Posting).where(mine).order_by(Posting.id)))
            for row in rows:
                if row.berlaku.mulai >= tomorrow and row.id not in used:
                    session.delete(row)
            begun = [row for row in rows if row.berlaku.mulai < tomorrow]
            ends = [day for day in moves if day >= tomorrow]
            last = begun[-1]
            if last.berlaku.sampai is None or last.berlaku.sampai >= tomorrow:
                self._chain(
                    session, last, ends, end if end is not None and end > max([*ends, tomorrow]) else None
                )
            session.execute(delete(Ketidakhadiran).where(Ketidakhadiran.pegawai_id == self.person))
            if cltn is not None and cltn[0] >= tomorrow:
                masa = Masa(cltn[0], cltn[0] + timedelta(days=cltn[1]))
                session.add(
                    Ketidakhadiran(
                        pegawai_id=self.person, jenis=JenisKetidakhadiran.CLTN, berlaku=masa, sk="800/1"
                    )
                )

    def _chain(self, session: Session, last: Posting, ends: Sequence[date], end: date | None) -> None:
        borders = [*ends, end]
        last.berlaku = Masa(last.berlaku.mulai, borders[0])
        for number, day in enumerate(ends):
            session.add(
                Posting(
                    pegawai_id=self.person,
                    jabatan_id=self.posts[POSTS[(number + 1) % 2]],
                    berlaku=Masa(day, borders[number + 1]),
                    nomor_sk=f"821.2/{number}",
                )
            )

    def check(self) -> None:
        """One open course for a segment at most; from the first SKP on every owed day has exactly one."""
        rows = segments(self.city, "DH")
        with self.city.reading() as tx:
            open_cases = list(
                tx.session.scalars(
                    select(ProcessCase.document_id).where(
                        ProcessCase.process_id == "mutasi", ProcessCase.status == "OPEN"
                    )
                )
            )
            postings = list(
                tx.session.scalars(select(Posting.berlaku).where(Posting.pegawai_id == self.person))
            )
            absences = list(
                tx.session.scalars(
                    select(Ketidakhadiran.berlaku).where(Ketidakhadiran.pegawai_id == self.person)
                )
            )
        assert len(open_cases) == len(set(open_cases))
        days = [START + timedelta(days=n) for n in range((self.today - START).days + 1)]
        for day in days:
            owed = any(day in one for one in postings) and not any(day in one for one in absences)
            covered = [row for row in rows if row.mulai <= day <= row.selesai]
            assert len(covered) <= 1
            assert covered or not owed, f"{day} is owed and has no SKP"
        last = [row for row in rows if row.mulai <= self.today <= row.selesai]
        assert owed or not [row for row in last if row.status not in TERTUTUP], "nobody owes one today"


@settings(
    max_examples=size(15, 5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(history)
def test_decrees_in_any_order_leave_one_course_and_one_skp_a_day(
    city: Kota, steps: list[tuple[int, tuple[list[date], date | None, tuple[date, int] | None]]]
) -> None:
    with undone(city):
        world = World(city.at("2026-01-05 08:00"))
        for days, (moves, end, cltn) in steps:
            world.decree(moves, end, cltn)
            world.settle()
            world.check()
            world.go_to(min(world.today + timedelta(days=days), date(2026, 12, 31)))
            world.check()
