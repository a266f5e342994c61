"""The migrations and the models say the same; every constraint has a name of ours."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text

from webapp.storage import Base

MODELS = "model_saja"
"""Schema into which the models alone are written, beside the one that the migrations made."""

SHAPES = {
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = CAST(:schema AS regnamespace) AND c.relkind = 'r' AND a.attnum > 0
          AND NOT a.attisdropped""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = CAST(:schema AS regnamespace) AND conrelid <> 0""",
    "indexes": """
        SELECT c.relname, pg_get_indexdef(i.indexrelid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = CAST(:schema AS regnamespace)""",
    "storage options": """
        SELECT relname, reloptions FROM pg_class
        WHERE relnamespace = CAST(:schema AS regnamespace) AND relkind = 'r'""",
}


@pytest.fixture
def both(engine: Engine) -> Iterator[Connection]:
    """A connection to a database that has the migrated tables, and beside them those of the models."""
    with engine.connect() as connection, connection.begin() as whole:
        connection.exec_driver_sql(f"CREATE SCHEMA {MODELS}")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {MODELS}, public")
        Base.metadata.create_all(connection, checkfirst=False)
        yield connection
        whole.rollback()


def _shape(connection: Connection, query: str, schema: str) -> set[str]:
    """Rows as text; seen from inside their schema, so that names are printed without it."""
    connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}, public")
    rows = connection.execute(text(query), {"schema": schema})
    found = {"|".join(str(value) for value in row).replace(f"{schema}.", "") for row in rows}
    foreign = ("procrastinate_", "idx_procrastinate", "check_not_todo_abort", "alembic_version")
    return {row for row in found if not row.startswith(foreign) and "alembic_version" not in row}


@pytest.mark.parametrize("part", SHAPES)
def test_the_migrations_make_what_the_models_say(both: Connection, part: str) -> None:
    assert _shape(both, SHAPES[part], "public") == _shape(both, SHAPES[part], MODELS)


def test_every_constraint_has_a_name_by_the_house_rule(engine: Engine) -> None:
    with engine.connect() as connection:
        named = _shape(connection, SHAPES["constraints"], "public")
    kinds = ("pk_", "uq_", "fk_", "ck_", "ex_")
    stray = [row for row in named if not row.split("|")[1].startswith(kinds) and "_not_null" not in row]
    assert stray == []
