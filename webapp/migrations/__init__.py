"""Changes of the database's shape, in order; each runs once, inside one transaction.

A migration is plain SQL and never changes after it was released; it may not use the models, which go on
changing. There is no way back: restore the backup that was taken before the upgrade.
"""

from alembic import op


def run(sql: str) -> None:
    """Run SQL statements as they stand: neither `%` nor `:` has a meaning of its own."""
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
