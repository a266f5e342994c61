"""Seals, an export and its judgement on many cases: `python -m tests.benchmarks.meterai [--cases N]`."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from tests.conftest import ZONE
from webapp.evidence import GENESIS, Key, check, link, read_book
from webapp.evidence.export import Export
from webapp.services.database import create_database, migrate, private_url
from webapp.services.evidence import checking, exporting, sealing
from webapp.services.evidence.streams import stored_seals
from webapp.services.postgres import PrivatePostgres
from webapp.services.work import Work
from webapp.storage.engine import open_engine

KEYS = (Key.of("07" * 32),)
ENTRIES = 3
"""Journal entries of each case."""
EVENTS = 100_000
MOVED = 500
"""Cases that go on between two seals: an hour of a busy day."""
NOON = datetime(2026, 1, 5, 5, tzinfo=UTC)


def main() -> None:
    """Fill, seal, go on, seal again, check, export, judge; print what each took."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.meterai", description=__doc__)
    parser.add_argument("--cases", type=int, default=300_000)
    cases = parser.parse_args().cases
    with (
        tempfile.TemporaryDirectory(prefix="lakon-bench-") as folder,
        PrivatePostgres(Path(folder) / "pg") as server,
    ):
        create_database(server, "meterai")
        migrate(private_url(server, "meterai"))
        engine = open_engine(private_url(server, "meterai"), ZONE)
        for line in measured(engine, Path(folder), cases):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        engine.dispose()


def measured(engine: Engine, folder: Path, cases: int) -> Iterator[str]:
    """One line for each thing that was measured."""
    work = Work(sessionmaker(engine), ZONE)
    _fill(engine, 1, cases)
    began = Since()
    numbers = sealing.seal_all(work, KEYS)
    yield f"first seals: {len(numbers)} for {cases} cases, {began}"
    _fill(engine, cases + 1, cases + MOVED, events=MOVED)
    began = Since()
    made = sealing.seal_once(work, KEYS)
    assert made is not None
    yield f"one hour's seal: {len(made.seal.heads)} heads, {len(made.seal.file)} bytes, {began}"
    began = Since()
    found = checking.check_evidence(work, KEYS)
    yield f"nightly check: {found.counted['entries']} entries, {found.fault or 'whole'}, {began}"
    began = Since()
    lines = exporting.export(work, folder / "ekspor", lambda *_: None)
    size = sum(path.stat().st_size for path in (folder / "ekspor").rglob("*.jsonl"))
    yield f"export: {sum(lines.values())} lines, {size >> 20} MiB, {began}"
    with work.reading() as tx:
        seals = list(stored_seals(tx))
    began = Since()
    check(Export(folder / "ekspor"), read_book(seals, [KEYS[0].public]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    yield f"verify: {began}; memory of the whole run at most {peak} MiB"


class Since:
    """Seconds by the clock on the wall and by that of this process."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def __str__(self) -> str:
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        return f"{wall:.1f} s ({cpu:.1f} s of this process)"


def _fill(engine: Engine, first: int, last: int, events: int = EVENTS) -> None:
    """Cases with sound chains; what else a case needs is no matter here."""
    raw = engine.raw_connection()
    try:
        with raw.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            with cursor.copy(
                "COPY journal (case_id, seq, kind, at, key, facts, mandate, hash) FROM STDIN"
            ) as copy:
                heads = [_case(copy, case_id) for case_id in range(first, last + 1)]
            with cursor.copy(
                "COPY process_case (id, process_id, release_id, subject_id, document_kind, document_id, seq, head) "
                "FROM STDIN"
            ) as copy:
                for case_id, head in enumerate(heads, start=first):
                    copy.write_row((case_id, "skp_pegawai", 1, case_id, "skp", case_id, ENTRIES, head))
            cursor.execute(
                "INSERT INTO audit_event (kind, detail) SELECT 'masuk', '{\"n\": 1}' FROM generate_series(1, %s)",
                (events,),
            )
        raw.commit()
    finally:
        raw.close()


def _case(copy: object, case_id: int) -> bytes:
    head, write = GENESIS, copy.write_row  # type: ignore[attr-defined]
    facts, mandate = {"keputusan": "setujui", "skp": case_id}, {"peran": "pegawai", "alasan": "pemilik"}
    for seq in range(1, ENTRIES + 1):
        at, key = NOON + timedelta(minutes=seq), f"perencanaan#1/reviu#{seq}"
        head = link(head, [case_id, seq, "completed", at.timestamp(), key, facts, None, mandate, None])
        write((case_id, seq, "completed", at, key, json.dumps(facts), json.dumps(mandate), head))
    return head


if __name__ == "__main__":
    main()
