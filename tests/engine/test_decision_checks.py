"""Completeness of tables against a brute-force evaluation that knows nothing of cases or FEEL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tabel import column, read, result, row, table
from webapp.engine import DiagramRefused
from webapp.engine.decisions import DecisionError

LETTERS = ("A", "B", "C")
NUMBERS = range(-2, 9)
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in NUMBERS]
Test = Callable[[int | str], bool]


@dataclass(frozen=True)
class Cell:
    """A test as it is written, and what it means by plain comparison (numbers also stand for days)."""

    text: str
    means: Test


def _letters() -> st.SearchStrategy[Cell]:
    def cell(chosen: frozenset[str], negated: bool) -> Cell:
        if not chosen:
            return Cell("-", lambda _: True)
        text = ", ".join(f'"{letter}"' for letter in sorted(chosen))
        if negated:
            return Cell(f"not({text})", lambda value: value not in chosen)
        return Cell(text, lambda value: value in chosen)

    return st.builds(cell, st.frozensets(st.sampled_from(LETTERS)), st.booleans())


def _ordered(write: Callable[[int], str]) -> st.SearchStrategy[Cell]:
    def one(kind: str, low: int, width: int) -> Cell:
        high = low + width
        meanings: dict[str, tuple[str, Test]] = {
            "-": ("-", lambda _: True),
            "<": (f"< {write(low)}", lambda value: int(value) < low),
            ">=": (f">= {write(low)}", lambda value: int(value) >= low),
            "=": (write(low), lambda value: value == low),
            "[]": (f"[{write(low)}..{write(high)}]", lambda value: low <= int(value) <= high),
            "(]": (f"({write(low)}..{write(high)}]", lambda value: low < int(value) <= high),
            "not": (f"not(> {write(low)})", lambda value: not int(value) > low),
        }
        return Cell(*meanings[kind])

    kinds = st.sampled_from(["-", "<", ">=", "=", "[]", "(]", "not"])
    return st.builds(one, kinds, st.integers(0, 6), st.integers(0, 4))


number_cells = _ordered(str)
day_cells = _ordered(lambda n: f'date("{(date(2026, 1, 1) + timedelta(days=n)).isoformat()}")')
policies = st.sampled_from(["UNIQUE", "FIRST", "ANY"])


def judged(policy: str, hits: dict[tuple[int | str, ...], list[int]], rows: int, results: list[int]) -> bool:
    """Whether a table with these hits is complete, of one meaning, and without dead rows."""
    if any(not found for found in hits.values()):
        return False
    if policy == "UNIQUE" and any(len(found) > 1 for found in hits.values()):
        return False
    if policy == "ANY" and any(len({results[n] for n in found}) > 1 for found in hits.values()):
        return False
    reached = {n for found in hits.values() for n in (found[:1] if policy == "FIRST" else found)}
    return len(reached) == rows


@given(
    st.lists(st.tuples(_letters(), number_cells, st.integers(1, 2)), min_size=1, max_size=5),
    policies,
)
def test_letters_and_whole_numbers_agree_with_brute_force(
    rows: list[tuple[Cell, Cell, int]], policy: str
) -> None:
    raw = table(
        column("huruf", values=", ".join(f'"{letter}"' for letter in LETTERS)),
        column("n", "integer"),
        result("hasil", "integer"),
        *(row([letter.text, number.text], [str(value)]) for letter, number, value in rows),
        policy=policy,
    )
    hits: dict[tuple[int | str, ...], list[int]] = {
        (letter, n): [i for i, (a, b, _) in enumerate(rows) if a.means(letter) and b.means(n)]
        for letter, n in product(LETTERS, range(-3, 15))
    }
    _agree(
        raw, policy, hits, [value for _, _, value in rows], lambda point: {"huruf": point[0], "n": point[1]}
    )


@given(st.lists(st.tuples(day_cells, st.integers(1, 2)), min_size=1, max_size=5), policies)
def test_days_agree_with_brute_force(rows: list[tuple[Cell, int]], policy: str) -> None:
    cells = (row([cell.text], [str(value)]) for cell, value in rows)
    raw = table(column("tanggal", "date"), result("hasil", "integer"), *cells, policy=policy)
    hits: dict[tuple[int | str, ...], list[int]] = {
        (n,): [i for i, (cell, _) in enumerate(rows) if cell.means(n)] for n in range(-3, 15)
    }
    first = date(2026, 1, 1)
    _agree(
        raw,
        policy,
        hits,
        [value for _, value in rows],
        lambda point: {"tanggal": (first + timedelta(days=int(point[0]))).isoformat()},
    )


def _agree(
    raw: bytes,
    policy: str,
    hits: dict[tuple[int | str, ...], list[int]],
    results: list[int],
    facts: Callable[[tuple[int | str, ...]], dict[str, int | str]],
) -> None:
    """The table is accepted when brute force finds it total, and then answers as brute force does."""
    total = judged(policy, hits, len(results), results)
    try:
        decision = read(raw)
    except DiagramRefused as refused:
        assert not total, str(refused)
        return
    assert total
    for point, found in hits.items():
        assert decision.decide(facts(point)) == {"hasil": results[found[0]]}


@given(st.lists(_letters(), min_size=1, max_size=4))
def test_an_accepted_table_never_fails_on_its_input_values(cells: list[Cell]) -> None:
    rows = (row([cell.text], [str(n)]) for n, cell in enumerate(cells))
    try:
        decision = read(table(column("huruf", values='"A", "B", "C"'), result("hasil", "integer"), *rows))
    except DiagramRefused:
        return
    for letter in LETTERS:
        try:
            decision.decide({"huruf": letter})
        except DecisionError as error:
            raise AssertionError(letter) from error


@given(st.lists(st.integers(0, 20), min_size=1, max_size=5, unique=True), st.booleans(), st.data())
def test_stretches_that_meet_are_complete_and_one_left_out_is_missed(
    cuts: list[int], whole: bool, data: st.DataObject
) -> None:
    marks = sorted(cuts)
    cells = [
        f"< {marks[0]}",
        *(f"[{low}..{high})" for low, high in pairwise(marks)),
        f">= {marks[-1]}",
    ]
    rows = [row([cell], [str(n)]) for n, cell in enumerate(cells)]
    parts = [column("n", "integer" if whole else "number"), result("hasil", "integer")]
    decision = read(table(*parts, *rows))
    for n in range(-1, 22):
        assert decision.decide({"n": n}) == {"hasil": sum(mark <= n for mark in marks)}
    rows.pop(data.draw(st.integers(0, len(rows) - 1)))
    with pytest.raises(DiagramRefused) as refused:
        read(table(*parts, *rows))
    assert [problem.code for problem in refused.value.problems] == ["dmn_gap"]
