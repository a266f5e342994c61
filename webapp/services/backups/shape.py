"""What a database holds, asked of the database itself: tables, columns, sequences, and what hangs on tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import Connection, text

VERSION: Final = "alembic_version"
"""The table that says which shape the others have; it comes from the migrations, never from a backup."""


def driver(connection: Connection) -> psycopg.Connection[tuple[object, ...]]:
    """The driver's own connection, for COPY."""
    found = connection.connection.driver_connection
    assert isinstance(found, psycopg.Connection)
    return found


def settle(connection: Connection) -> None:
    """Make values read and write as the same text on every machine, until the transaction ends."""
    for name, value in (
        ("timezone", "UTC"),
        ("datestyle", "ISO, YMD"),
        ("intervalstyle", "postgres"),
        ("bytea_output", "hex"),
        ("statement_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
    ):
        connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})


def tables(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Every table of ours with its stored columns in order."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(_COLUMNS):
        found.setdefault(table, []).append(column)
    return {name: tuple(columns) for name, columns in found.items() if name != VERSION}


def sizes(connection: Connection) -> dict[str, int]:
    """About how many bytes each table has."""
    return {name: int(size) for name, size in connection.execute(_SIZES)}


def sequences(connection: Connection) -> dict[str, tuple[int, bool]]:
    """Every sequence's place, and whether that number was given away already."""
    found = {}
    for (name,) in connection.execute(_SEQUENCES).all():
        state = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {quoted(name)}").one()  # noqa: S608
        found[str(name)] = (int(state[0]), bool(state[1]))
    return found


def rows(connection: Connection, table: str, columns: tuple[str, ...]) -> Iterator[bytes]:
    """A table's rows as COPY writes them, one by one."""
    with driver(connection).cursor() as cursor, cursor.copy(_copy(table, columns, "TO STDOUT")) as copy:
        for row in copy:
            yield bytes(row)


def fill(connection: Connection, table: str, columns: tuple[str, ...], parts: Iterator[bytes]) -> None:
    """Bring rows as COPY writes them into a table."""
    with driver(connection).cursor() as cursor, cursor.copy(_copy(table, columns, "FROM STDIN")) as copy:
        for part in parts:
            copy.write(part)


def revision(connection: Connection) -> str | None:
    """The shape of the tables; None where no migration has run."""
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar_one() is None:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def foreign_keys(connection: Connection) -> list[tuple[str, str]]:
    """For every foreign key the statements that drop it and make it again."""
    return [(drop, make) for drop, make in connection.execute(_FOREIGN_KEYS)]


def plain_indexes(connection: Connection) -> list[tuple[str, str]]:
    """For every index that is no constraint the statements that drop it and make it again.

    Partial ones are left alone: their conditions would read differently when they are made again.
    """
    return [(drop, make) for drop, make in connection.execute(_INDEXES)]


def quoted(name: str) -> str:
    """A name as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'


def _copy(table: str, columns: tuple[str, ...], way: str) -> Composed:
    listed = SQL(", ").join(map(Identifier, columns))
    return SQL("COPY {} ({}) ").format(Identifier(table), listed) + SQL(way)


_OURS = """
  c.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
_COLUMNS = text(f"""
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND {_OURS}
ORDER BY c.relname, a.attnum
""")  # noqa: S608 - constants only
_SIZES = text(f"SELECT c.relname, pg_table_size(c.oid) FROM pg_class c WHERE c.relkind = 'r' AND {_OURS}")  # noqa: S608
_SEQUENCES = text(f"SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' AND {_OURS} ORDER BY 1")  # noqa: S608
_FOREIGN_KEYS = text("""
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0
ORDER BY 1
""")
_INDEXES = text(f"""
SELECT format('DROP INDEX %I', c.relname), pg_get_indexdef(c.oid)
FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.relkind = 'i' AND i.indpred IS NULL AND {_OURS}
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)
ORDER BY 1
""")  # noqa: S608 - constants only
