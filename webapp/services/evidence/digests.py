"""Digests of a log's new rows: blocks of neighbouring numbers, with the numbers named that are missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Final

from sqlalchemy import delete, select

from webapp.evidence import Block, LogPart, read_line
from webapp.evidence.canonical import row_bytes
from webapp.services.work import Transaction
from webapp.storage.catatan import Log, columns, last_number, late_numbers, log_rows
from webapp.storage.meterai import SealGap

ITEMS: Final = 16
"""Items in a block: so near is a change named."""
MOST_LATE: Final = 10_000

Columns = Mapping[str, Sequence[str]]
Item = tuple[int, bytes]


def new_blocks(tx: Transaction, log: Log, mark: int, most: int) -> tuple[LogPart, bool]:
    """What a seal adds of a log above a mark, late rows first; and whether more waits."""
    covered = columns(tx.session, log)
    late = late_numbers(tx.session, log, MOST_LATE)
    blocks = []
    for first, last in _runs(late):
        blocks += list(_blocks(_items(tx, log, covered, first - 1, last), first)[0])
    _close_gaps(tx, log, late)
    upto = last_number(tx.session, log, mark, most)
    fresh, gaps = _blocks(_items(tx, log, covered, mark, upto), mark + 1)
    tx.session.add_all(SealGap(log=log.name, low=low, high=high, since=tx.now) for low, high in gaps)
    more = last_number(tx.session, log, upto, 1) > upto or len(late) == MOST_LATE
    return LogPart(covered, upto, [*blocks, *fresh]), more


def _items(tx: Transaction, log: Log, covered: Columns, above: int, upto: int) -> Iterator[Item]:
    """Numbers with the bytes of their rows."""
    if upto <= above:
        return
    rows = log_rows(tx.session, log, above, upto)
    for number, item in groupby(rows, key=lambda row: row[0]):
        lines = [row_bytes(part, number, covered[part], read_line(body)) for _number, part, body in item]
        yield number, b"".join(lines)


def _blocks(items: Iterable[Item], begin: int) -> tuple[list[Block], list[tuple[int, int]]]:
    """Blocks of items from `begin` on, and every range of numbers that is missing."""
    blocks: list[Block] = []
    missing: list[tuple[int, int]] = []
    held: list[Item] = []
    expected = begin
    for number, body in items:
        if number > expected:
            missing.append((expected, number - 1))
        held.append((number, body))
        expected = number + 1
        if len(held) == ITEMS:
            blocks.append(_block(held))
            held = []
    if held:
        blocks.append(_block(held))
    return blocks, missing


def _block(items: Sequence[Item]) -> Block:
    numbers = [number for number, _body in items]
    gaps = tuple((low + 1, high - 1) for low, high in pairwise(numbers) if high > low + 1)
    digest = hashlib.sha256(b"".join(body for _number, body in items)).hexdigest()
    return Block(numbers[0], numbers[-1], gaps, digest)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers as ranges."""
    first = last = None
    for number in numbers:
        if last is not None and first is not None and number > last + 1:
            yield first, last
            first = number
        first, last = number if first is None else first, number
    if first is not None and last is not None:
        yield first, last


def _close_gaps(tx: Transaction, log: Log, numbers: Sequence[int]) -> None:
    """Take numbers that have come out of the gaps that named them."""
    for first, last in _runs(numbers):
        query = select(SealGap).where(SealGap.log == log.name, SealGap.low <= first, SealGap.high >= last)
        gap = tx.session.scalars(query).one()
        left = [(gap.low, first - 1), (last + 1, gap.high)]
        since = gap.since
        tx.session.execute(delete(SealGap).where(SealGap.log == log.name, SealGap.low == gap.low))
        tx.session.expunge(gap)
        tx.session.add_all(
            SealGap(log=log.name, low=low, high=high, since=since) for low, high in left if low <= high
        )
        tx.session.flush()
