"""What a table answers differently from another one, over everything that either can be asked.

The columns of both tables are cut into the cases that the cells of one or the other tell apart, and every combination
is put to both. Pure; columns are the same when they ask the same expression.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod
from typing import Final

from webapp.domain.sentences import Sentence
from webapp.feel import Budget, FeelError, UnaryTests, Value, constants_of, to_json_value

from .decision_checks import MAX_COMBINATIONS, Case, stretches, told
from .decision_table import Decision, Input, Rule

_BUDGET: Final = 2_000_000  # steps that all cells of one table together may take
NO_ROW: Final = "tidak ada baris yang cocok"
TWO_ROWS: Final = "lebih dari satu baris cocok"
UNKNOWN: Final = "nilai masukan tidak dikenal"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a table says to one combination: its results in words, and the rows that say so."""

    words: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """One combination (column and case, in words) that is answered differently."""

    asked: tuple[tuple[str, str], ...]
    before: Answer
    after: Answer


@dataclass(frozen=True)
class Comparison:
    """Two tables compared. `combinations` were tried; None of them where `unclear` says why they could not be."""

    changed: tuple[Changed, ...] = ()
    combinations: int = 0
    unclear: str = ""


def compare(before: Decision, after: Decision) -> Comparison:
    """Every combination of inputs to which the second table answers differently from the first."""
    texts = list(
        dict.fromkeys(column.expression.text for table in (before, after) for column in table.inputs)
    )
    columns: list[list[Case]] = []
    for text in texts:
        cases = _shared(text, [before, after])
        if cases is None:
            return Comparison(
                unclear=Sentence(
                    "Kolom '%(text)s' tidak dapat dipotong menjadi kasus-kasus yang sama.", text=text
                )
            )
        columns.append(cases)
    size = prod(len(column) for column in columns)
    if size > MAX_COMBINATIONS:
        return Comparison(
            unclear=Sentence(
                "Kedua tabel bersama membedakan lebih dari %(max_combinations)s kombinasi.",
                max_combinations=MAX_COMBINATIONS,
            )
        )
    try:
        return Comparison(tuple(_changed(texts, columns, before, after)), size)
    except FeelError as error:
        return Comparison(
            unclear=Sentence("Ada sel yang perhitungannya terlalu besar: %(error)s", error=error.message)
        )


def _changed(
    texts: Sequence[str], columns: Sequence[Sequence[Case]], before: Decision, after: Decision
) -> Iterator[Changed]:
    old, new = _Asked(before, texts, columns), _Asked(after, texts, columns)
    labels = [new.labels.get(text, old.labels.get(text, text)) for text in texts]
    for chosen in product(*(range(len(column)) for column in columns)):
        was, now = old.answer(chosen), new.answer(chosen)
        if was.words != now.words:
            words = (columns[n][case].text for n, case in enumerate(chosen))
            yield Changed(tuple(zip(labels, words, strict=True)), was, now)


def _shared(text: str, tables: Sequence[Decision]) -> list[Case] | None:
    """The cases of one column that the cells of any of the tables tell apart; None where they cannot be told."""
    found = [
        (column, [rule.tests[position] for rule in table.rules])
        for table in tables
        for position, column in enumerate(table.inputs)
        if column.expression.text == text
    ]
    columns = [column for column, _ in found]
    cells = [test for _, tests in found for test in tests]
    if any(test.names for test in cells):
        return None
    listed = dict.fromkeys(value for column in columns for value in column.values)
    if all(column.values for column in columns):
        return [Case(value, told(value)) for value in listed]
    if all(column.type == "boolean" for column in columns):
        return [Case(value, told(value)) for value in dict.fromkeys((True, False, *listed))]
    kinds = {"number" if column.type == "integer" else column.type for column in columns}
    limits = [column.allowed for column in columns if column.allowed is not None]
    constants = _constants([*cells, *limits])
    if len(kinds) > 1 or kinds == {"Any"} or constants is None:
        return None
    widest = next((column for column in columns if column.type == "number"), columns[0])
    return list(stretches(widest, constants))


def _constants(tests: Iterable[UnaryTests]) -> list[Value] | None:
    """All constants that cells compare with."""
    found: list[Value] = []
    for test in tests:
        constants = constants_of(test)
        if constants is None:
            return None
        found += constants
    return found


class _Asked:
    """One table, asked by the numbers of the cases."""

    def __init__(self, table: Decision, texts: Sequence[str], columns: Sequence[Sequence[Case]]) -> None:
        self.table = table
        self.labels = {column.expression.text: column.label for column in table.inputs}
        self.budget = Budget(_BUDGET)
        self.masks: list[tuple[int, list[int]]] = []
        for position, column in enumerate(table.inputs):
            n = texts.index(column.expression.text)
            self.masks.append((n, [self._mask(position, column, case) for case in columns[n]]))
        self._known: dict[int, Answer] = {}

    def _mask(self, position: int, column: Input, case: Case) -> int:
        """Which rows accept a case, as bits; -1 where the column does not know it."""
        value = case.value
        if column.type == "integer" and isinstance(value, Decimal):
            value = value.to_integral_value()
        if not column.admits(value):
            return -1
        return sum(
            1 << n
            for n, rule in enumerate(self.table.rules)
            if rule.tests[position].matches(value, {}, self.budget)
        )

    def answer(self, chosen: Sequence[int]) -> Answer:
        hit = (1 << len(self.table.rules)) - 1
        for n, masks in self.masks:
            if masks[chosen[n]] < 0:
                return Answer(UNKNOWN)
            hit &= masks[chosen[n]]
        if hit not in self._known:
            self._known[hit] = self._of(hit)
        return self._known[hit]

    def _of(self, hit: int) -> Answer:
        rules = [rule for n, rule in enumerate(self.table.rules) if hit >> n & 1]
        if not rules:
            return Answer(NO_ROW)
        if self.table.hit_policy == "FIRST":
            rules = rules[:1]
        numbers = tuple(rule.number for rule in rules)
        said = {self._words(rule) for rule in rules}
        if len(said) > 1 or (len(rules) > 1 and self.table.hit_policy == "UNIQUE"):
            return Answer(TWO_ROWS, numbers)
        return Answer(said.pop(), numbers)

    def _words(self, rule: Rule) -> str:
        pairs = zip(self.table.outputs, rule.results, strict=True)
        return ", ".join(
            f"{output.label} = {result.text if result.names else to_json_value(result.evaluate({}))}"
            for output, result in pairs
        )
