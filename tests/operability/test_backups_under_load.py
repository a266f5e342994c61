"""Backups while people work: each is whole, and holds everything that was acknowledged before it began."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import pytest

from tests.conftest import own_database
from tests.figures import Figures
from tests.kota import Kota
from tests.sizes import size
from webapp.services.backups import making, restoring
from webapp.services.backups.container import BackupBroken, reading
from webapp.services.postgres import PrivatePostgres
from webapp.services.process import tasks

from .test_backups import quiet
from .test_stops import begin

pytestmark = pytest.mark.slow

WORKERS = 2
PER_ROUND = 40


def working(city: Kota, ids: Iterator[int], acknowledged: set[int], over: Event) -> None:
    """Complete one case after the other until there are no more."""
    actor = city.actor("SR")
    for case_id in ids:
        if over.is_set():
            return
        tasks.complete(city.work, actor, case_id, "isi#1", tasks.Submission(uuid4(), {"hasil": ["baik"]}))
        acknowledged.add(case_id)


def completed_in(path: Path) -> tuple[set[int], dict[int, int], dict[int, int]]:
    """Cases whose step a backup holds as completed, the length of each journal in it, and the heads' numbers."""
    with reading(path, ()) as reader, zipfile.ZipFile(path) as packed:
        columns = reader.manifest.columns
        case, kind = columns["journal"].index("case_id"), columns["journal"].index("kind")
        done: set[int] = set()
        length: dict[int, int] = {}
        for line in packed.read("data/journal.copy").decode().splitlines():
            cells = line.split("\t")
            length[int(cells[case])] = length.get(int(cells[case]), 0) + 1
            if cells[kind] == "completed":
                done.add(int(cells[case]))
        ident, seq = columns["process_case"].index("id"), columns["process_case"].index("seq")
        rows = (line.split("\t") for line in packed.read("data/process_case.copy").decode().splitlines())
        return done, length, {int(cells[ident]): int(cells[seq]) for cells in rows}


def test_no_backup_under_load_is_broken_or_lacks_what_was_acknowledged(
    city: Kota, tmp_path: Path, postgres: PrivatePostgres, figures: Figures
) -> None:
    times = size(60, 4)
    ids = begin(city, times * PER_ROUND)
    shares = [iter(ids[nth::WORKERS]) for nth in range(WORKERS)]
    acknowledged: set[int] = set()
    over, broken, missing, torn = Event(), 0, 0, 0
    people = [Thread(target=working, args=(city, share, acknowledged, over)) for share in shares]
    for one in people:
        one.start()
    made = None
    for _ in range(times):
        before = set(acknowledged)
        try:
            made = making.make(city.engine.url, tmp_path, quiet, keep=2)
        except BackupBroken:
            broken += 1
            continue
        done, length, heads = completed_in(made.path)
        missing += len(before - done)
        torn += sum(1 for case_id, seq in heads.items() if length.get(case_id, 0) != seq)
    over.set()
    for one in people:
        one.join()
    assert (broken, missing, torn) == (0, 0, 0)
    figures(f"{times} backups, {len(acknowledged):,} completions meanwhile", "0 broken, 0 missing, 0 torn")
    assert made is not None
    with own_database(postgres, "template0") as url:
        restoring.restore(url, made.path, (), quiet, prove=True)
