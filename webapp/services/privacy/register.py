"""Which table holds whose data: what of it goes into the copy that a person asks for, and why the rest does not.

Every table stands here once, in a class of data with its purpose; a test compares the list with the schema, column by
column, so that a new table or column cannot be forgotten. `docs/privasi.md` says the same for readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from .register_rows import ROWS
from .register_shapes import Class, Own
from .register_work import ROWS_OF_WORK

REGISTER: Final[tuple[Class, ...]] = (*ROWS, *ROWS_OF_WORK)


def own_tables() -> Iterator[tuple[Class, Own]]:
    """Everything that goes into a copy, class by class."""
    for group in REGISTER:
        for one in group.own:
            yield group, one


def paths() -> Mapping[str, str]:
    """By table, the column and the table by which its rows lead to their owner."""
    found: dict[str, str] = {}
    for _group, one in own_tables():
        found.setdefault(one.table, one.by)
    return found


def condition(by: str, known: Mapping[str, str]) -> str:
    """SQL that is true of the rows of one employee (`:pegawai`): a column of hers, or of a row that is hers."""
    column, _, parent = by.partition(">")
    if column.startswith("="):
        return column[1:]
    if not parent:
        return f"{column} = :pegawai"
    inner = condition(known[parent], known)
    return f"{column} IN (SELECT id FROM {parent} WHERE {inner})"  # noqa: S608 - names from the list above


def covered() -> Mapping[str, str]:
    """By table, the class in which it stands. A table that stands in two is a fault of the list."""
    found: dict[str, str] = {}
    for group in REGISTER:
        for table in {one.table for one in group.own} | set(group.left):
            if found.setdefault(table, group.key) != group.key:
                raise ValueError(f"{table} stands in two classes")
    return found
