"""What a change would do to 15,000 running cases, and how fast cases move: `python -m tests.benchmarks.dampak`.

The cases are of the shipped SKP process, in mixed places: journals made by the engine, written by COPY. The release
that is asked about has one more human step in `penetapan`. Prints times, peak memory and how often progress was seen.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from sqlalchemy import func, select

from tests.courses import START, course, with_step
from tests.kota import Kota
from tests.own_city import own_city
from tests.paths import shipped
from tests.services.evaluations import give_office
from tests.services.racing import FORM
from webapp.engine import Entry
from webapp.services.process.releases import publish
from webapp.services.workshop import impact, migration
from webapp.services.workshop.impact import Question
from webapp.storage.bulk import copy_rows, take_ids
from webapp.storage.impact import Impact, ImpactCase, MigrationCase
from webapp.storage.process import Journal, ProcessCase

from .figures import table, verdict

CASES, COURSES, LENGTH, MOVED = 15_000, 400, 40, 500
PROCESS = "skp_pegawai"
WANTED = 120.0


def measure(folder: Path, cases: int = CASES) -> str:
    """All figures as a table."""
    with own_city(folder) as made:
        city = made.city
        give_office(city, "NH", "pemilik_proses")
        rows = [_filled(city, cases)]
        target = _release(city)
        rows += _asked(city, target, cases)
        rows += _moved(city, min(cases, MOVED))
    return table(["what", "wall", "processor", "", "wanted", ""], rows)


def _filled(city: Kota, cases: int) -> list[str]:
    began = perf_counter()
    bundle = shipped()
    answers, random = bundle.answers, Random(2026)
    courses = [
        course(bundle.definitions, answers, PROCESS, random, 3 + n * LENGTH // COURSES)
        for n in range(COURSES)
    ]
    with city.work.transaction() as tx:
        release_id = tx.work.releases.current(tx.session, tx.today)
        subject = city.pegawai_id("SR")
        ids = take_ids(tx.session, ProcessCase.__table__, cases)  # type: ignore[arg-type]
        chosen = [courses[n % len(courses)] for n in range(cases)]
        copy_rows(tx.session, ProcessCase.__table__, [  # type: ignore[arg-type]
            {"id": one, "process_id": PROCESS, "release_id": release_id, "subject_id": subject, "document_kind": "uji",
             "document_id": one, "status": "OPEN", "seq": len(journal), "opened_at": START}
            for one, journal in zip(ids, chosen, strict=True)
        ])  # fmt: skip
        rows = [_row(one, entry) for one, journal in zip(ids, chosen, strict=True) for entry in journal]
        copy_rows(tx.session, Journal.__table__, rows)  # type: ignore[arg-type]
    words = f"{cases:,} cases with {len(rows):,} entries made"
    return [words, f"{perf_counter() - began:.1f} s", "", f"{len(courses)} courses", "", ""]


def _row(case_id: int, entry: Entry) -> dict[str, object]:
    return {
        "case_id": case_id, "seq": entry.seq, "kind": entry.kind, "at": entry.at, "key": entry.key,
        "facts": dict(entry.facts), "hash": b"",
    }  # fmt: skip


def _release(city: Kota) -> int:
    files = dict(shipped().files)
    path = "workflows/penetapan.bpmn"
    files[path] = with_step(files[path].encode(), 1).decode()
    files["forms/uji/isi.json"] = json.dumps(FORM)
    with city.work.transaction() as tx:
        return publish(tx.session, files, date(2020, 1, 1), "Bangku uji")


def _asked(city: Kota, target: int, cases: int) -> list[list[str]]:
    impact_id = impact.ask(city.work, city.actor("NH"), Question(release_id=target))
    before = _memory()
    began, busy, jobs = perf_counter(), process_time(), 1
    while not impact.answer(city.work, impact_id, impact.SECONDS):
        jobs += 1
    wall, used = perf_counter() - began, process_time() - busy
    with city.reading() as tx:
        row = tx.session.get_one(Impact, impact_id)
        query = select(ImpactCase.verdict, func.count()).where(ImpactCase.impact_id == impact_id)
        counts = Counter(
            {one.value: count for one, count in tx.session.execute(query.group_by(ImpactCase.verdict))}
        )
        assert row.done == row.total >= cases
    told = ", ".join(f"{count:,} {word}" for word, count in counts.items())
    return [
        [f"impact of {row.done:,} running cases", f"{wall:.1f} s", f"{used:.1f} s", told, f"{WANTED:.0f} s",
         verdict(wall <= WANTED)],
        ["jobs, each with its progress", str(jobs), "", f"{-(-row.total // impact.SLICE)} slices", "", ""],
        ["peak memory before and after", f"{before} MB", f"{_memory()} MB", "", "", ""],
    ]  # fmt: skip


def _moved(city: Kota, count: int) -> list[list[str]]:
    """The throughput of a migration, of so many cases; the second person's consent is left out."""
    with city.work.transaction() as tx:
        newest = tx.session.scalars(select(func.max(Impact.id))).one()
        keep = select(ImpactCase.case_id).where(ImpactCase.impact_id == newest, ImpactCase.verdict == "same")
        mine = set(tx.session.scalars(keep.order_by(ImpactCase.case_id.desc()).limit(count)))
        gone = ImpactCase.__table__.delete().where(  # type: ignore[attr-defined]
            ImpactCase.impact_id == newest, ImpactCase.case_id.not_in(mine)
        )
        tx.session.execute(gone)
    migration.needs_second = lambda *_: False  # type: ignore[assignment]
    planned = migration.plan(city.work, city.actor("NH"), newest)
    began, busy = perf_counter(), process_time()
    while not migration.advance(city.work, planned):
        pass
    wall, used = perf_counter() - began, process_time() - busy
    with city.reading() as tx:
        states = Counter(
            tx.session.scalars(select(MigrationCase.state).where(MigrationCase.migration_id == planned))
        )
    told = ", ".join(f"{number:,} {state.value}" for state, number in states.items())
    return [[f"{len(mine):,} cases moved", f"{wall:.1f} s", f"{used:.1f} s",
             f"{len(mine) / wall:.0f} a second; {told}", "", ""]]  # fmt: skip


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.dampak", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lakon-bench-", dir=options.folder) as folder:
        sys.stdout.write(measure(Path(folder), options.cases) + "\n")
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    sys.stdout.write(f"\n{os.cpu_count()} CPUs, load {load}\n")


if __name__ == "__main__":
    main()
