"""What the month of a city costs: its lock, the run, the message to everybody's case, and the same run again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from time import perf_counter, process_time
from uuid import uuid4

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.process import messages, tasks
from webapp.services.tpp import run
from webapp.services.work import Work
from webapp.storage.pesan import Pesan
from webapp.storage.process import WorkItem
from webapp.storage.tpp import TppBulan, TppPutaran

from .aktivitas_data import LOCK_AT, MONTH, Clock, admins, engine_of
from .boards import Clock as Stopwatch
from .figures import verdict

RUN_S = 60.0


@dataclass
class _Once:
    """Rows of acts that are done only once: their whole time in seconds."""

    work: Work
    rows: list[list[str]]

    def __call__(self, words: str, act: Callable[[], object], wanted: float | None = None) -> None:
        watch = Stopwatch(engine_of(self.work))
        began, busy = perf_counter(), process_time()
        act()
        wall = perf_counter() - began
        server = process_time() - busy + watch.waited
        target = ["", ""] if wanted is None else [f"{wanted:.0f} s", verdict(wall <= wanted)]
        self.rows.append([words, f"{server:.2f} s", "", f"{wall:.2f} s", "", *target])


def month(work: Work, clock: Clock) -> list[list[str]]:
    """The figures as rows."""
    clock.now = LOCK_AT
    once = _Once(work, [])
    admin, _other = admins(work)
    month_id = run.open_month(work, MONTH)
    once("lock the month", lambda: _step(work, admin, month_id, {"setuju_kunci": ["true"]}))
    with work.reading() as tx:
        lock = tx.session.scalars(select(Pesan.id).where(Pesan.nama == "bulan_dikunci")).one()
    people, seen = _computed(once, work, month_id, "month run")
    once("deliver the lock to everybody's case (a job)", lambda: messages.deliver(work, lock))
    _told(work)
    clock.now = LOCK_AT + timedelta(hours=1)
    _step(work, admin, month_id, {"hasil_periksa": ["hitung_ulang"]})
    _computed(once, work, month_id, "the same run again")
    with work.reading() as tx:
        sums = set(
            tx.session.execute(
                select(TppPutaran.csv_sidik, TppPutaran.xlsx_sidik).where(TppPutaran.tpp_bulan_id == month_id)
            )
        )
    assert len(sums) == 1, "a run again gives the same files"
    once.rows[1][0] += f", {people:,} people; progress seen {seen} times"
    return once.rows


def _computed(once: _Once, work: Work, month_id: int, words: str) -> tuple[int, int]:
    """Compute the waiting run while another connection reads its progress."""
    with work.reading() as tx:
        query = select(TppPutaran.id).where(TppPutaran.tpp_bulan_id == month_id)
        putaran_id = tx.session.scalars(query.order_by(TppPutaran.nomor.desc()).limit(1)).one()
    with _watched(work, putaran_id) as seen:
        once(words, lambda: run.compute(work, putaran_id), RUN_S)
    with work.reading() as tx:
        return tx.session.get_one(TppPutaran, putaran_id).jumlah, len(seen)


@contextmanager
def _watched(work: Work, putaran_id: int) -> Iterator[set[int]]:
    """The numbers that somebody sees who looks at the progress ten times a second."""
    seen: set[int] = set()
    end = Event()

    def look() -> None:
        while not end.wait(0.1):
            with work.reading() as tx:
                seen.add(tx.session.get_one(TppPutaran, putaran_id).selesai)

    looker = Thread(target=look)
    looker.start()
    try:
        yield seen
    finally:
        end.set()
        looker.join()


def _told(work: Work) -> None:
    """Bring the month's case on after its run."""
    with work.reading() as tx:
        told = list(tx.session.scalars(select(Pesan.id).where(Pesan.nama == "tpp_selesai")))
    for one in told:
        messages.deliver(work, one)


def _step(work: Work, admin: Actor, month_id: int, values: dict[str, list[str]]) -> None:
    """Do the open step of the month's case."""
    with work.reading() as tx:
        case_id = tx.session.get_one(TppBulan, month_id).case_id
        key = tx.session.scalars(select(WorkItem.key).where(WorkItem.case_id == case_id)).one()
    assert case_id is not None
    tasks.complete(work, admin, case_id, key, tasks.Submission(uuid4(), values=values))
