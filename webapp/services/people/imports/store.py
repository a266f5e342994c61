"""Writing checked rows: what they change is found by comparing, codes become ids, new rows go in by COPY."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from webapp.services.people.imports.report import Counts
from webapp.services.people.imports.sheets import MASA, SHEETS, Row
from webapp.services.people.imports.state import Table
from webapp.storage.akun import Akun
from webapp.storage.aturan import Aturan
from webapp.storage.bulk import copy_rows, take_ids
from webapp.storage.organisasi import Jabatan, PangkatRiwayat, Pegawai, Posting, Unit
from webapp.storage.registri import Ketidakhadiran, PihakLuar

Progress = Callable[[str, int, int], None]
"""Told the phase (Indonesian, for the user), how much of it is done, and how much there is."""

_MODELS: Mapping[str, Any] = {
    "unit.csv": Unit,
    "jabatan.csv": Jabatan,
    "pegawai.csv": Pegawai,
    "pangkat.csv": PangkatRiwayat,
    "posting.csv": Posting,
    "ketidakhadiran.csv": Ketidakhadiran,
    "pihak_luar.csv": PihakLuar,
    "akun.csv": Akun,
    "aturan.csv": Aturan,
}

_IDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("unit.csv", "induk"): ("induk_id", "unit.csv"),
    ("jabatan.csv", "unit"): ("unit_id", "unit.csv"),
    ("pangkat.csv", "nip"): ("pegawai_id", "pegawai.csv"),
    ("posting.csv", "nip"): ("pegawai_id", "pegawai.csv"),
    ("posting.csv", "jabatan"): ("jabatan_id", "jabatan.csv"),
    ("ketidakhadiran.csv", "nip"): ("pegawai_id", "pegawai.csv"),
    ("akun.csv", "nip"): ("pegawai_id", "pegawai.csv"),
    ("akun.csv", "pihak_luar"): ("pihak_luar_id", "pihak_luar.csv"),
}
"""A column that names a row of another file: the table's column for its id, and that file."""


@dataclass(frozen=True)
class Changes:
    """What the rows of one file do to what is held."""

    fresh: Sequence[Row]
    changed: Sequence[Row]
    counts: Counts


def compare(before: Mapping[str, Table], after: Mapping[str, Table]) -> dict[str, Changes]:
    """What every file would add, change, end or leave. Rows of the files learn the ids of what they change."""
    return {file: _compare_file(before[file], after[file]) for file in SHEETS}


def _compare_file(held: Table, table: Table) -> Changes:
    fresh, changed = [], []
    ended = unchanged = 0
    for row in table.values():
        if row.number is None:
            continue
        old = held.get(row.replaces or row.key)
        row.id = old.id if old is not None else None
        if old is None:
            fresh.append(row)
        elif old.values == row.values:
            unchanged += 1
        else:
            changed.append(row)
            ended += (
                MASA in row.values and old.values[MASA].sampai is None and row.values[MASA].sampai is not None
            )
    return Changes(fresh, changed, Counts(len(fresh), len(changed) - ended, unchanged, ended))


def store(
    session: Session, changes: Mapping[str, Changes], after: Mapping[str, Table], tell: Progress
) -> None:
    """Write all changes. Raises `IntegrityError` when the database refuses one.

    Periods may overlap for a moment while rows move; the constraints are checked when all rows stand.
    """
    total = sum(len(one.fresh) + len(one.changed) for one in changes.values())
    done = 0
    tell("Menyimpan", done, total)
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    for file, one in changes.items():
        _store_file(session, file, one, after)
        done += len(one.fresh) + len(one.changed)
        tell("Menyimpan", done, total)
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.expire_all()


def _store_file(session: Session, file: str, changes: Changes, after: Mapping[str, Table]) -> None:
    model = _MODELS[file]
    for row, row_id in zip(
        changes.fresh, take_ids(session, model.__table__, len(changes.fresh)), strict=True
    ):
        row.id = row_id
    if changes.changed:
        session.execute(update(model), [_columns(row, after) for row in changes.changed])
    copy_rows(session, model.__table__, [_columns(row, after) for row in changes.fresh])


def _columns(row: Row, after: Mapping[str, Table]) -> dict[str, Any]:
    """The row as columns of its table."""
    columns: dict[str, Any] = {"id": row.id}
    for name, value in row.values.items():
        reference = _IDS.get((row.file, name))
        if reference is None:
            columns[name] = value
        else:
            column, target = reference
            columns[column] = None if value is None else after[target][(value,)].id
    return columns
