"""The import itself: read every file, check, store; or say every reason why not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.domain.sentences import Sentence
from webapp.services.people.imports.bounds import Bounds
from webapp.services.people.imports.checks import check
from webapp.services.people.imports.reading import Reading, read_files
from webapp.services.people.imports.records import Record
from webapp.services.people.imports.report import Refusal, Report, in_order
from webapp.services.people.imports.sheets import SHEETS, Row
from webapp.services.people.imports.siasn import translate, translate_fields
from webapp.services.people.imports.state import Table, stored
from webapp.services.people.imports.store import Progress, compare, store
from webapp.storage.sisdm import Bidang

_LOCK = text("SELECT pg_advisory_xact_lock(5251002)")
"""One import at a time: each is checked against what the one before has stored."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """The CSV files of a folder by name, as `import_files` takes them."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def silent(_phase: str, _done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def import_files(
    session: Session,
    files: Mapping[str, bytes],
    *,
    quarantine: bool = False,
    progress: Progress | None = None,
    dry_run: bool = False,
    bounds: Bounds | None = None,
) -> Report:
    """Store the rows of the files (name to content), all of them or none; `bounds`: what they may not change.

    With `quarantine` refused lines are left out, with the lines that depend on them, and the rest is stored, in one
    transaction. A dry run stores nothing and counts what a quarantine would store; `accepted` says whether the asked
    import would be. A file that cannot be read as a whole refuses everything.

    Rows that the files do not name stay as they are; none is deleted. Nothing is committed here, and a refused import
    leaves the session as it was. `progress(phase, done, total)` is told how far the work has come.
    """
    tell = progress or silent
    reading = read_files(files, tell)
    lenient = quarantine or dry_run
    if reading.unreadable or (reading.refused and not lenient):
        return Report(refused=in_order(reading.faults), accepted=False)
    if not dry_run:
        session.execute(_LOCK)
    session.flush()
    tell("Memeriksa", 0, 2)
    before = stored(session)
    rows, refused = _all_rows(before, reading)
    refused += bounds.refusals(before, rows) if bounds is not None else []
    tell("Memeriksa", 1, 2)
    sieved = sieve(before, rows, [*reading.refused, *refused], lenient=lenient)
    tell("Memeriksa", 2, 2)
    accepted = quarantine or not sieved.refused
    if not (accepted or dry_run):
        return Report(refused=in_order(sieved.refused), accepted=False)
    return finish(session, before, sieved, accepted=accepted, dry_run=dry_run, tell=tell)


def apply_fields(session: Session, record: Record, fields: Collection[Bidang]) -> Report:
    """Store what one person's record says about some fields, checked and written as a file's line would be."""
    session.execute(_LOCK)
    session.flush()
    before = stored(session)
    rows, refused = translate_fields(before, record, fields)
    sieved = sieve(before, rows, refused, lenient=False)
    if sieved.refused:
        return Report(refused=in_order(sieved.refused), accepted=False)
    return finish(session, before, sieved, accepted=True, dry_run=False, tell=silent)


def _all_rows(before: Mapping[str, Table], reading: Reading) -> tuple[list[Row], list[Refusal]]:
    if not (reading.units or reading.people):
        return reading.rows, []
    rows, refused = translate(merged(before, reading.rows), reading.units, reading.people)
    return reading.rows + rows, refused


@dataclass(frozen=True)
class Sieved:
    """The tables as they would stand, and what was left out of them."""

    after: Mapping[str, Table]
    refused: list[Refusal]


def merged(before: Mapping[str, Table], rows: Iterable[Row]) -> dict[str, Table]:
    """The tables with the rows in them. Where several lines imply one row, the first line stands for it."""
    after = {file: dict(table) for file, table in before.items()}
    taken: set[tuple[str, Any]] = set()
    for row in rows:
        if row.replaces is not None:
            after[row.file].pop(row.replaces, None)
        if (row.file, row.key) not in taken:
            taken.add((row.file, row.key))
            after[row.file][row.key] = row
    return after


def sieve(before: Mapping[str, Table], rows: list[Row], refused: list[Refusal], *, lenient: bool) -> Sieved:
    """Leave out refused lines, and those that need them, until the rest is sound; when not lenient, only look once."""
    gone: dict[tuple[str, Any], Row] = {}
    lines = {one.line for one in refused}
    while True:
        gone |= {(row.file, row.key): row for row in rows if row.line in lines}
        rows = [row for row in rows if row.line not in lines]
        after = merged(before, rows)
        told = _told_to_all(check(after, gone), rows)
        refused = refused + told
        if not told or not lenient:
            return Sieved(after, refused)
        lines = {one.line for one in told}


def _told_to_all(faults: list[Refusal], rows: Iterable[Row]) -> list[Refusal]:
    """The faults; and one that is about an implied row is told to every line that implies it."""
    about = {fault.about: fault for fault in faults if fault.about is not None}
    spread = [
        row.refuse(about[row.file, row.key].column, about[row.file, row.key].message)
        for row in rows
        if row.implied and (row.file, row.key) in about
    ]
    return faults + spread


def finish(
    session: Session, before: Mapping[str, Table], sieved: Sieved, *, accepted: bool, dry_run: bool, tell: Progress
) -> Report:  # fmt: skip
    """Count the changes and, unless it is a dry run, store them."""
    changes = compare(before, sieved.after)
    report = Report({file: changes[file].counts for file in SHEETS}, in_order(sieved.refused), accepted)
    if dry_run:
        return report
    try:
        with session.begin_nested():
            store(session, changes, sieved.after, tell)
    except IntegrityError as error:
        return Report(refused=in_order([*sieved.refused, _by_database(error)]), accepted=False)
    return report


def _by_database(error: IntegrityError) -> Refusal:
    """The second wall spoke: something no check foresaw, or a change made elsewhere at the same moment."""
    diagnosis = getattr(error.orig, "diag", None)
    rule = diagnosis.constraint_name if diagnosis is not None else None
    message = Sentence(
        "Basis data menolak impor ini (aturan %(rule)s). Data mungkin baru saja diubah "
        "orang lain. Impor sekali lagi; bila tetap ditolak, sampaikan nama aturan itu "
        "kepada admin.",
        rule=rule or Sentence("tidak diketahui"),
    )
    return Refusal("", None, None, message)
