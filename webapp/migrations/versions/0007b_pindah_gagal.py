"""A move of cases that nobody works on any more ends as failed."""

from webapp.migrations import run

revision = "0007b"
down_revision = "0007"


def upgrade() -> None:
    """Let the state be stored."""
    run("""
        ALTER TABLE migration DROP CONSTRAINT ck_migration_state;
        ALTER TABLE migration ADD CONSTRAINT ck_migration_state
            CHECK (state IN ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'DECLINED'));
    """)
