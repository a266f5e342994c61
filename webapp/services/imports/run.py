"""The import itself: read every file, check, store; or say every reason why not."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.services.imports.checks import check
from webapp.services.imports.report import Refusal, Report
from webapp.services.imports.sheets import Row, read_sheet
from webapp.services.imports.state import by_key, stored
from webapp.services.imports.store import store

_LOCK = text("SELECT pg_advisory_xact_lock(5251002)")
"""One import at a time: each is checked against what the one before has stored."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """The CSV files of a folder by name, as `import_files` takes them."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def import_files(session: Session, files: Mapping[str, bytes]) -> Report:
    """Store the rows of the files (name to content), all of them or none.

    Rows that the files do not name stay as they are; none is deleted. Nothing is committed here, and a
    refused import leaves the session as it was.
    """
    rows: list[Row] = []
    refused: list[Refusal] = []
    if not files:
        refused.append(Refusal("", None, None, "Tidak ada berkas CSV. Pilih sekurangnya satu berkas."))
    for file, raw in files.items():
        read, faults = read_sheet(file, raw)
        rows += read
        refused += faults
    if refused:
        return Report(refused=_in_order(refused))
    session.execute(_LOCK)
    session.flush()
    before = stored(session)
    after = {file: table | by_key(row for row in rows if row.file == file) for file, table in before.items()}
    refused = check(after)
    if refused:
        return Report(refused=_in_order(refused))
    try:
        with session.begin_nested():
            return Report(counts=store(session, before, after))
    except IntegrityError as error:
        return Report(refused=(_by_database(error),))


def _in_order(refused: list[Refusal]) -> tuple[Refusal, ...]:
    return tuple(sorted(refused, key=lambda one: (one.file, one.row or 0, one.column or "")))


def _by_database(error: IntegrityError) -> Refusal:
    """The second wall spoke: something no check foresaw, or a change made elsewhere at the same moment."""
    diagnosis = getattr(error.orig, "diag", None)
    rule = diagnosis.constraint_name if diagnosis is not None else None
    message = (
        f"Basis data menolak impor ini (aturan {rule or 'tidak diketahui'}). Data mungkin baru saja diubah "
        "orang lain. Impor sekali lagi; bila tetap ditolak, sampaikan nama aturan itu kepada admin."
    )
    return Refusal("", None, None, message)
