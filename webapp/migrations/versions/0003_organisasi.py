"""The organisation in time: mandates as one registry, files, calendars, reconciliation, segments."""

from pathlib import Path

from webapp.migrations import run

revision = "0003"
down_revision = "0002"

PARTS = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run every part in the order in which they refer to each other."""
    for part in sorted(PARTS.glob("0003_*.sql")):
        run(part.read_text(encoding="utf-8"))
