"""Writing checked rows: codes become ids, new rows are inserted in bulk, changed ones updated by id."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from webapp.services.imports.report import Counts
from webapp.services.imports.sheets import SHEETS, Row
from webapp.services.imports.state import Table
from webapp.storage.akun import Akun
from webapp.storage.aturan import Aturan
from webapp.storage.organisasi import Jabatan, PangkatRiwayat, Pegawai, Posting, Unit
from webapp.storage.registri import PihakLuar

_MODELS: Mapping[str, Any] = {
    "unit.csv": Unit,
    "jabatan.csv": Jabatan,
    "pegawai.csv": Pegawai,
    "pangkat.csv": PangkatRiwayat,
    "posting.csv": Posting,
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
    ("akun.csv", "nip"): ("pegawai_id", "pegawai.csv"),
    ("akun.csv", "pihak_luar"): ("pihak_luar_id", "pihak_luar.csv"),
}
"""A column that names a row of another file: the table's column for its id, and that file."""


def store(session: Session, before: Mapping[str, Table], after: Mapping[str, Table]) -> dict[str, Counts]:
    """Write every row of `after` that `before` lacks or holds otherwise; says what became of the files' rows.

    Periods may overlap for a moment while rows move; the constraints are checked when all rows stand.
    """
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    counts = {file: _store_file(session, file, before[file], after) for file in SHEETS}
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.expire_all()
    return counts


def _store_file(session: Session, file: str, held: Table, after: Mapping[str, Table]) -> Counts:
    model = _MODELS[file]
    told = [row for row in after[file].values() if row.number is not None]
    fresh = [row for row in told if row.key not in held]
    changed = [row for row in told if row.key in held and held[row.key].values != row.values]
    for row in told:
        row.id = held[row.key].id if row.key in held else None
    if fresh:
        ids = session.scalars(
            insert(model).returning(model.id, sort_by_parameter_order=True),
            [_columns(row, after, known_only=True) for row in fresh],
        )
        for row, row_id in zip(fresh, ids, strict=True):
            row.id = row_id
    moved = changed + [row for row in fresh if _names_own_file(row)]
    if moved:
        session.execute(update(model), [{"id": row.id, **_columns(row, after)} for row in moved])
    return Counts(len(fresh), len(changed), len(told) - len(fresh) - len(changed))


def _names_own_file(row: Row) -> bool:
    return any(
        row.values[column] is not None
        for (file, column), (_, target) in _IDS.items()
        if file == row.file == target
    )


def _columns(row: Row, after: Mapping[str, Table], *, known_only: bool = False) -> dict[str, Any]:
    """The row as columns of its table; `known_only` leaves out ids of rows that may not be stored yet."""
    columns: dict[str, Any] = {}
    for name, value in row.values.items():
        reference = _IDS.get((row.file, name))
        if reference is None:
            columns[name] = value
            continue
        column, target = reference
        left_out = value is None or (known_only and target == row.file)
        columns[column] = None if left_out else after[target][(value,)].id
    return columns
