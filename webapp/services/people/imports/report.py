"""What an import answers: what became of the rows, and every row that was refused, with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """One fault. `row` counts as a spreadsheet does (the header is 1); None means the file as a whole.

    `about` names the row that the line asks for beside its own, if that is what was refused.
    """

    file: str
    row: int | None
    column: str | None
    message: str
    about: tuple[str, tuple[Any, ...]] | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        place = [self.file]
        place += [f"baris {self.row}"] if self.row else []
        place += [f"kolom {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.message}"

    @property
    def line(self) -> tuple[str, int | None]:
        """The line of the file that this is about."""
        return self.file, self.row


def in_order(refused: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Refusals as a reader goes through the files; the same one is told once."""
    return tuple(
        sorted(set(refused), key=lambda one: (one.file, one.row or 0, one.column or "", one.message))
    )


@dataclass(frozen=True)
class Counts:
    """Rows of one file by what became of them. `ended` had an open period that the file closes."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0


@dataclass(frozen=True)
class Report:
    """The outcome of an import, or what it would be.

    `accepted`: the counted rows were stored (in a dry run: would be). Where it is False nothing was stored. With
    quarantine, refused rows may stand beside stored ones.
    """

    counts: Mapping[str, Counts] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()
    accepted: bool = True

    @property
    def total(self) -> Counts:
        """The counts of all files together."""
        every = self.counts.values()
        return Counts(
            sum(one.added for one in every),
            sum(one.changed for one in every),
            sum(one.unchanged for one in every),
            sum(one.ended for one in every),
        )

    @property
    def left_out(self) -> int:
        """How many lines of the files are refused."""
        return len({one.line for one in self.refused})

    @property
    def is_unreadable(self) -> bool:
        """Whether a file as a whole cannot be used, so that not even its sound rows can be stored."""
        return bool(self.refused) and not self.accepted and not self.counts
