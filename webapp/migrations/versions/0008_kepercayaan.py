"""Trust: identity, evidence, privacy, operation."""

from pathlib import Path

from webapp.migrations import run

revision = "0008"
down_revision = "0007b"

PARTS = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run every part in the order in which they refer to each other."""
    for part in sorted(PARTS.glob("0008_*.sql")):
        run(part.read_text(encoding="utf-8"))
