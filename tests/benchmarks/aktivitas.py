"""What daily activities and the monthly allowance cost at the size of a city: 15,000 people, two million entries.

`python -m tests.benchmarks.aktivitas --make` makes the data and keeps them in a folder (a few minutes); without it the
figures are taken on a copy. Server time is processor time of this process plus the wait for the database.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time
from uuid import uuid4

from sqlalchemy import Engine, select, text

from webapp.domain.aktivitas import StatusAktivitas
from webapp.operations import Actor
from webapp.services import accounts
from webapp.services.activities import entry, heat, verify, waiting
from webapp.services.activities.content import NewEntry
from webapp.services.process import messages, tasks
from webapp.services.tpp import run
from webapp.services.work import Work
from webapp.storage.akun import Akun
from webapp.storage.bank import ButirAktivitas
from webapp.storage.pesan import Pesan
from webapp.storage.process import WorkItem
from webapp.storage.tpp import TppBulan, TppPutaran

from .aktivitas_data import (
    ENTRY_AT,
    LOCK_AT,
    MONTH,
    Clock,
    Size,
    admins,
    busiest,
    copied,
    is_made,
    make,
    opd_near,
)
from .boards import Clock as Stopwatch
from .figures import p50, p95, table, verdict

FULL, SMALL, QUICK = Size(15_000), Size(600, 10, 6), Size(200, 4, 4)
FOLDER = Path("var") / "bench-aktivitas"
ENTRY_MS, HEAT_MS, RUN_S = 25.0, 200.0, 60.0
WRITERS, BULK, READS = 200, 40, 60
HEAD = ["", "server p50", "server p95", "wall p50", "wall p95", "wanted", ""]


def measure(folder: Path) -> str:
    """All figures of a made database, as a table."""
    with copied(folder) as (work, clock):
        rows = [*_daily(work), *_month(work, clock)]
    return table(HEAD, rows)


def measured(folder: Path, size: Size) -> str:
    """Data of a small city made for this once, and their figures."""
    make(folder, size, lambda _words, _seconds: None)
    return measure(folder)


# -- every day -----------------------------------------------------------------------------------------------------


def _daily(work: Work) -> list[list[str]]:
    watch = Stopwatch(_engine(work))
    head, people, opd_id = _places(work)
    rows = [_row(f"save an entry, {WRITERS} people", watch, _writing(work), WRITERS, ENTRY_MS)]
    rows.append(
        _row(f"what waits for a verifikator of {people}, one line", watch, _summary(work, head), READS)
    )
    rows.append(_row("the same, a page of the list", watch, _list(work, head), READS))
    decide, times = _deciding(work, head)
    rows.append(_row(f"decide {BULK} entries at once", watch, decide, times))
    with work.reading() as tx:
        size = len(work.organisation.day(tx.session, tx.today).anggota_opd[opd_id])
    rows.append(_row(f"heat map of an OPD of {size}", watch, _heat(work, opd_id), READS, HEAT_MS))
    return rows


def _engine(work: Work) -> Engine:
    bound = work.sessions.kw["bind"]
    assert isinstance(bound, Engine)
    return bound


def _places(work: Work) -> tuple[Actor, int, int]:
    """The busiest verifikator who can sign in, how many people that is, and the OPD of the heat map."""
    with work.reading() as tx:
        day = work.organisation.day(tx.session, tx.today)
        head, people = busiest(day)
        return _actor(work, head), len(people), opd_near(day)


def _actor(work: Work, pegawai_id: int) -> Actor:
    with work.reading() as tx:
        akun = tx.session.scalars(select(Akun.id).where(Akun.pegawai_id == pegawai_id)).one()
        actor = accounts.actor_of(tx, akun)
    assert actor is not None
    return actor


def _writing(work: Work) -> Callable[[], object]:
    """One entry each of people taken at random; nobody writes twice."""
    with work.reading() as tx:
        query = text("SELECT akun_id FROM aktivitas GROUP BY akun_id ORDER BY akun_id")
        everybody = list(tx.session.scalars(query))
        item = tx.session.scalars(select(ButirAktivitas.id).order_by(ButirAktivitas.id).limit(1)).one()
        chosen = random.Random(1).sample(everybody, min(WRITERS + 1, len(everybody)))
        actors = [accounts.actor_of(tx, one) for one in chosen]
    queue = iter(actors * (1 + (WRITERS + 1) // len(actors)))

    def act() -> None:
        actor = next(queue)
        assert actor is not None
        new = NewEntry(ENTRY_AT.date(), item, 1, keterangan="Uji", alasan_tanpa_rhk="Tugas lain")
        entry.save(work, actor, new, uuid4())

    return act


def _summary(work: Work, head: Actor) -> Callable[[], object]:
    def act() -> None:
        with work.reading() as tx:
            assert waiting.summary(tx, head).entries

    return act


def _list(work: Work, head: Actor) -> Callable[[], object]:
    def act() -> None:
        with work.reading() as tx:
            assert waiting.page(tx, head).days

    return act


def _deciding(work: Work, head: Actor) -> tuple[Callable[[], object], int]:
    """The act, and how often it can be done beside the first time."""
    with work.reading() as tx:
        ids = [one.entry.id for one in waiting.waiting(tx, head)]
    random.Random(1).shuffle(ids)
    parts = [ids[at : at + BULK] for at in range(0, len(ids), BULK)][: READS + 1]
    bulks = iter(parts)

    def act() -> None:
        decisions = [verify.Decision(one, StatusAktivitas.DISETUJUI) for one in next(bulks)]
        verify.decide(work, head, decisions, uuid4())

    return act, len(parts) - 1


def _heat(work: Work, opd_id: int) -> Callable[[], object]:
    admin = admins(work)[0]

    def act() -> None:
        with work.reading() as tx:
            assert heat.opd(tx, admin, opd_id, MONTH).rows

    return act


def _row(
    words: str, watch: Stopwatch, act: Callable[[], object], times: int, wanted: float | None = None
) -> list[str]:
    server, wall = watch.read(act, times)
    figures = [f"{pick(values):.1f} ms" for values in (server, wall) for pick in (p50, p95)]
    target = ["", ""] if wanted is None else [f"{wanted:.0f} ms", verdict(p95(server) <= wanted)]
    return [words, *figures, *target]


# -- once a month ---------------------------------------------------------------------------------------------------


@dataclass
class _Once:
    """Rows of acts that are done only once: their whole time in seconds."""

    work: Work
    rows: list[list[str]]

    def __call__(self, words: str, act: Callable[[], object], wanted: float | None = None) -> None:
        watch = Stopwatch(_engine(self.work))
        began, busy = perf_counter(), process_time()
        act()
        wall = perf_counter() - began
        server = process_time() - busy + watch.waited
        target = ["", ""] if wanted is None else [f"{wanted:.0f} s", verdict(wall <= wanted)]
        self.rows.append([words, f"{server:.2f} s", "", f"{wall:.2f} s", "", *target])


def _month(work: Work, clock: Clock) -> list[list[str]]:
    """Lock, run, the messages to everybody's case, and the same run again."""
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


def main() -> None:
    """Make the data, or measure on a copy of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.aktivitas", description=__doc__)
    parser.add_argument("--make", action="store_true", help="make the data anew; they are kept")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where the data are kept ({FOLDER})")
    parser.add_argument("--people", type=int, default=FULL.people)
    parser.add_argument("--small", action="store_true", help="a small city in a temporary folder")
    options = parser.parse_args()
    _say(f"{os.cpu_count()} CPU, load {os.getloadavg()[0]:.1f}")
    if options.small:
        with tempfile.TemporaryDirectory(prefix="lakon-bench-") as folder:
            _say(measured(Path(folder), SMALL))
    elif options.make:
        size = Size(options.people)
        make(options.folder, size, lambda words, seconds: _say(f"{seconds:7.1f} s  {words}"))
    elif not is_made(options.folder):
        parser.error(f"no data in {options.folder}; run `make bench-data` first")
    else:
        _say(measure(options.folder))


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
