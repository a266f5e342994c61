"""The first shape: organisation, registry, processes, SKP, records, their guards and first values."""

from pathlib import Path

from webapp.migrations import run

revision = "0001"
down_revision = None

PARTS = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Create every table in the order in which they refer to each other."""
    for part in sorted(PARTS.glob("0001_*.sql")):
        run(part.read_text(encoding="utf-8"))
