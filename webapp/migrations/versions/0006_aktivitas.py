"""Daily activities, the Bank Aktivitas, corrections, and the monthly run of allowance percentages."""

from pathlib import Path

from webapp.migrations import run

revision = "0006"
down_revision = "0005"

PARTS = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run every part in the order in which they refer to each other."""
    for part in sorted(PARTS.glob("0006_*.sql")):
        run(part.read_text(encoding="utf-8"))
