"""What the year was still missing: deadlines of every case, opening balances, checked links."""

from pathlib import Path

from webapp.migrations import run

revision = "0005"
down_revision = "0004"

PARTS = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run every part in the order in which they refer to each other."""
    for part in sorted(PARTS.glob("0005_*.sql")):
        run(part.read_text(encoding="utf-8"))
