"""The whole year: cascading, months, coaching, evaluation, documents, objections, follow-up, deadlines, messages."""

from pathlib import Path

from webapp.migrations import run

revision = "0004"
down_revision = "0003"

PARTS = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run every part in the order in which they refer to each other."""
    for part in sorted(PARTS.glob("0004_*.sql")):
        run(part.read_text(encoding="utf-8"))
