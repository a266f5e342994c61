"""${message}."""

from webapp.migrations import run

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Say what becomes possible."""
    run(SQL)


SQL = """
"""
