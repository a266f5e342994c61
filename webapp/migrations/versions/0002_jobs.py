"""The queue of background jobs: in the same database, so that a job is stored with its action."""

from procrastinate.schema import SchemaManager

from webapp.migrations import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the queue's own tables and functions.

    A later version of the queue brings its own steps: the migration that applies them must leave alone a
    database that this step created with that version already.
    """
    run(SchemaManager.get_schema())
