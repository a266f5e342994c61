"""Many rows at once: ids taken ahead, and PostgreSQL's COPY on the session's own connection.

It is part of the session's transaction like any other statement. A constraint that refuses is told as
SQLAlchemy tells it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.domain.masa import Masa


def take_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """As many new ids as asked for, in rising order."""
    if not count:
        return []
    query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return session.scalars(query, {"name": table.name, "count": count}).all()


def copy_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns. Raises `IntegrityError` when a constraint refuses them."""
    if not rows:
        return
    columns = list(rows[0])
    json_columns = {name for name in columns if isinstance(table.c[name].type, JSONB)}
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(command) as copy:
            for values in _plain(rows, columns, json_columns):
                copy.write_row(values)
    except psycopg.IntegrityError as error:
        raise IntegrityError(command.as_string(driver), None, error) from error


def _plain(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], json_columns: set[str]
) -> Iterable[list[Any]]:
    for row in rows:
        yield [json.dumps(row[name]) if name in json_columns else _value(row[name]) for name in columns]


def _value(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Masa):
        return f"[{value.mulai},{value.sampai or ''})"
    return value
