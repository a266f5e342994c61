"""The process owner's workshop: drafts, what is in force, migration of cases, the cockpit, stored scenarios."""

from pathlib import Path

from webapp.migrations import run

revision = "0007"
down_revision = "0006"

PARTS = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run every part in the order in which they refer to each other."""
    for part in sorted(PARTS.glob("0007_*.sql")):
        run(part.read_text(encoding="utf-8"))
