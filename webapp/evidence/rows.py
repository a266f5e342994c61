"""A log against its seals: every sealed number is there once, with the rows that were sealed, and no other between."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from .book import Book, LogBook
from .canonical import read_line, row_bytes
from .findings import Broken, Counted

Rows = list[tuple[str, dict[str, Any]]]


def check_log(
    log: str, lines: Iterator[str], book: Book, counted: Counted, said: Callable[[str, int], None]
) -> None:
    """Judge the lines of a log, which come in the order of their numbers. Raises `Broken`."""
    name, held = f"catatan/{log}", book.logs.get(log, LogBook())
    judge = _Judge(name, held, book.since)
    for number, rows in _items(name, lines):
        if judge.take(number, rows):
            counted.rows[log] = counted.rows.get(log, 0) + 1
        else:
            counted.unsealed_rows += 1
    judge.end()
    said(name, counted.rows.get(log, 0))


def _items(name: str, lines: Iterator[str]) -> Iterator[tuple[int, Rows]]:
    """Items with their rows: an item is what stands under one number."""

    def read() -> Iterator[tuple[int, str, dict[str, Any]]]:
        for place, line in enumerate(lines, start=1):
            try:
                row = read_line(line)
                yield int(row["id"]), str(row["bagian"]), row["isi"]
            except (ValueError, KeyError, TypeError):
                raise Broken(name, "baris ini tidak dapat dibaca", row=place) from None

    before = 0
    for number, rows in groupby(read(), key=lambda one: one[0]):
        if number <= before:
            raise Broken(name, "nomor ini terulang atau tidak urut", row=number)
        before = number
        yield number, [(part, row) for _number, part, row in rows]


class _Judge:
    """Goes through the sealed numbers and the numbers that are there at once."""

    def __init__(self, name: str, held: LogBook, since: int) -> None:
        self.name, self.held, self.since = name, held, since
        runs = [
            (low, high, i)
            for i, one in enumerate(held.blocks)
            for low, high in one.block.runs()
            if low <= high
        ]
        self.runs = sorted(runs)
        self.at, self.expected = 0, self.runs[0][0] if self.runs else None
        self.open: dict[int, Any] = {}

    def take(self, number: int, rows: Rows) -> bool:
        """One item; says whether a seal covers it. Raises `Broken`."""
        if self.expected is not None and number > self.expected:
            raise self._lost(self.expected)
        if self.expected is None or number < self.expected:
            if number <= self.held.upto:
                raise Broken(
                    self.name, "baris ini disisipkan: tidak satu meterai pun mencatatnya", row=number
                )
            return False
        self._digest(number, rows)
        return True

    def end(self) -> None:
        """Nothing more is there. Raises `Broken` when something was to come."""
        if self.expected is not None:
            raise self._lost(self.expected)

    def _lost(self, number: int) -> Broken:
        seal = self.held.blocks[self.runs[self.at][2]].seal
        return Broken(self.name, f"baris ini hilang; meterai {seal} mencatatnya", row=number, seal=seal)

    def _digest(self, number: int, rows: Rows) -> None:
        _low, high, index = self.runs[self.at]
        sealed = self.held.blocks[index]
        if sealed.seal >= self.since:
            hasher = self.open.setdefault(index, hashlib.sha256())
            for part, row in rows:
                hasher.update(row_bytes(part, number, sealed.columns.get(part, ()), row))
            if number == sealed.block.last and self.open.pop(index).hexdigest() != sealed.block.digest:
                first, last = sealed.block.first, sealed.block.last
                which = f"baris {first}" if first == last else f"satu dari baris {first} sampai {last}"
                raise Broken(
                    self.name,
                    f"{which} bukan lagi yang dicatat meterai {sealed.seal}",
                    row=first,
                    seal=sealed.seal,
                )
        self._next(number, high)

    def _next(self, number: int, high: int) -> None:
        if number < high:
            self.expected = number + 1
            return
        self.at += 1
        self.expected = self.runs[self.at][0] if self.at < len(self.runs) else None
