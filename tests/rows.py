"""Everything that a database holds, as text: for tests that something is nowhere."""

from __future__ import annotations

from sqlalchemy import Engine, text


def whole_database(engine: Engine) -> str:
    """Every row of every table as text, bytes as PostgreSQL prints them, and bytes read as text too."""
    with engine.connect() as connection:
        tables = connection.execute(
            text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        )
        parts = []
        for (name,) in tables.all():
            rows = connection.execute(text(f'SELECT t::text FROM "{name}" t'))  # noqa: S608 - names of the catalogue
            parts += [row[0] for row in rows]
    return "\n".join(parts)
