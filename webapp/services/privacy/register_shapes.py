"""The shapes of the register: a class of data, and a table of which a person gets rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Own:
    """Rows of a table that are one person's.

    `by` says which: `column` (the employee), `column>table` (through a row of that table), or `=SQL`. `columns` go into
    the copy. `without` do not: keys of machinery, who acted, and what others wrote in confidence; columns that refer to
    other rows, and `id`, need not be named. `when` is one more condition in SQL. `name` is the file's, if not the
    table's. `file`: (column of bytes, column of the name, ending) of what goes in as a file of its own.
    """

    table: str
    by: str
    columns: str
    without: str = ""
    when: str = ""
    name: str = ""
    file: tuple[str, str, str] | None = None

    @property
    def shown(self) -> list[str]:
        """The columns of the copy."""
        return self.columns.split()


@dataclass(frozen=True)
class Class:
    """Data of one purpose. `left`: tables that give nobody rows, and why."""

    key: str
    title: str
    own: tuple[Own, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)
