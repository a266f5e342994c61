"""A city at full size: making it, importing it, the organisation in memory, and the inbox of its busiest head.

Stands alone too: `python -m tests.benchmarks.kota_besar [--people N]`.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from tests.conftest import ZONE
from webapp.cli import publish_shipped
from webapp.domain.jabatan import Jalur, jalur_skp
from webapp.domain.organisasi import jabatan_definitif
from webapp.examples.kota_besar import build
from webapp.operations import Actor
from webapp.services import demo
from webapp.services.database import create_database, migrate, private_url
from webapp.services.identity import accounts
from webapp.services.people.imports import import_files
from webapp.services.people.organisation import OrganisationCache, OrganisationDay
from webapp.services.planning import cycle
from webapp.services.postgres import PrivatePostgres
from webapp.services.process.inbox import inbox
from webapp.services.work import Work
from webapp.storage.akun import Akun
from webapp.storage.engine import open_engine

from .figures import p50, p95, table

FULL, QUICK, SEED = 15_000, 1_500, 2026
ITEMS = 300  # open steps in the inbox that is measured
READS = 60
NAME = "lakon_bench_kota"

T = TypeVar("T")


def measure(folder: Path, people: int) -> str:
    """Every figure of a city with so many people, as a table."""
    rows: list[list[str]] = []

    def took(words: str, act: Callable[[], T]) -> T:
        began = perf_counter()
        done = act()
        rows.append([words, f"{perf_counter() - began:.2f} s"])
        return done

    files = took("make the files", lambda: build(people, SEED))
    with _empty(folder) as work:
        took("import them", lambda: _import(work, files))
        day = took("the organisation of a day, cold", lambda: _day(work))
        took("who evaluates whom (`dinilai_oleh`)", lambda: day.dinilai_oleh)
        rows.append(["the organisation in memory", f"{_held(work) / 2**20:.0f} MiB"])
        rows += _busiest(work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(["the process at its largest", f"{peak:.0f} MiB"])
    return table([f"{people} people", "figure"], rows)


@contextmanager
def _empty(folder: Path) -> Iterator[Work]:
    with PrivatePostgres(folder) as server:
        create_database(server, NAME)
        url = private_url(server, NAME)
        migrate(url)
        engine = open_engine(url, ZONE)
        yield Work(sessionmaker(engine), ZONE)
        engine.dispose()


def _import(work: Work, files: dict[str, bytes]) -> None:
    with work.transaction() as tx:
        report = import_files(tx.session, files)
        assert report.accepted, "\n".join(map(str, report.refused[:20]))


def _day(work: Work) -> OrganisationDay:
    with work.reading() as tx:
        return OrganisationCache().day(tx.session, tx.today)


def _held(work: Work) -> int:
    """Bytes that a loaded day and all its answers keep."""
    gc.collect()
    tracemalloc.start()
    day = _day(work)
    assert day.dinilai_oleh
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held


def _busiest(work: Work) -> list[list[str]]:
    """The inbox of whoever evaluates most people, with up to `ITEMS` of their SKP open."""
    head, staff = _head_and_staff(work)
    publish_shipped(work)
    with work.reading() as tx:
        year = demo.next_year(tx.today)
    began = perf_counter()
    for pegawai_id in staff[:ITEMS]:
        with work.transaction() as tx:
            said = cycle.open_for(tx, year, pegawai_id)
            assert said == "", said
    opened = min(ITEMS, len(staff))
    each = (perf_counter() - began) * 1000 / opened
    found, seconds = _reads(work, head)
    cold = _reads(Work(work.sessions, ZONE), head, 1)[1][0]
    return [
        ["open one SKP, mean", f"{each:.1f} ms"],
        [f"inbox of a head of {len(staff)} with {found} steps, p50", f"{p50(seconds):.1f} ms"],
        ["the same, p95", f"{p95(seconds):.1f} ms"],
        ["the same, in a new process", f"{cold:.0f} ms"],
    ]


def _head_and_staff(work: Work) -> tuple[Actor, list[int]]:
    """The head with most people, and those of them whose SKP can be opened."""
    with work.reading() as tx:
        day = work.organisation.day(tx.session, tx.today)
        heads = {head: them for head, them in day.dinilai_oleh.items() if head is not None}
        busiest = max(heads, key=lambda head: len(heads[head]))
        actor = accounts.actor_of(
            tx, tx.session.scalars(select(Akun.id).where(Akun.pegawai_id == busiest)).one()
        )
        assert actor is not None
        staff = [one for one in heads[busiest] if _has_form(day, one)]
    return actor, staff


def _has_form(day: OrganisationDay, pegawai_id: int) -> bool:
    post = jabatan_definitif(pegawai_id, day.tanggal, day.bagan)
    return post is not None and jalur_skp(post) is Jalur.JA_JF


def _reads(work: Work, actor: Actor, times: int = READS) -> tuple[int, list[float]]:
    """How many steps the inbox holds, and the milliseconds of each reading; the first, cold one only if alone."""
    took = []
    found = 0
    for _ in range(times + (times > 1)):
        began = perf_counter()
        with work.reading() as tx:
            found = len(inbox(tx, actor))
        took.append((perf_counter() - began) * 1000)
    return found, took[-times:]


def main() -> None:
    """Measure in a temporary folder and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kota_besar", description=__doc__)
    parser.add_argument("--people", type=int, default=FULL)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lakon-bench-") as folder:
        sys.stdout.write(measure(Path(folder), options.people) + "\n")


if __name__ == "__main__":
    main()
