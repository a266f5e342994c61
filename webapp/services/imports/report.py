"""What an import answers: what became of the rows, or every reason why nothing was stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """One fault. `row` counts as a spreadsheet does (the header is 1); None means the file as a whole."""

    file: str
    row: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        place = [self.file]
        place += [f"baris {self.row}"] if self.row else []
        place += [f"kolom {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.message}"


@dataclass(frozen=True)
class Counts:
    """Rows of one file by what became of them."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Report:
    """The outcome of an import. With any refusal nothing was stored and `counts` is empty."""

    counts: Mapping[str, Counts] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the files were stored."""
        return not self.refused

    @property
    def total(self) -> Counts:
        """The counts of all files together."""
        every = self.counts.values()
        return Counts(
            sum(one.added for one in every),
            sum(one.changed for one in every),
            sum(one.unchanged for one in every),
        )
