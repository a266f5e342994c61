"""What a decision table is, as values, and how it decides. Knows neither XML nor what makes a table complete.

A table is immutable and total over the inputs it declares: `decision_reading` makes it, `decision_checks` judges it.
Its cells are FEEL over the facts; nothing else can be reached from them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from webapp.domain.sentences import Sentence
from webapp.feel import (
    Budget,
    Expression,
    FeelError,
    JsonValue,
    UnaryTests,
    Value,
    literals_of,
    to_json_value,
)

BUDGET: Final = 100_000
"""Steps that the cells of a table may take together to answer one question, and its results again."""

HitPolicy = Literal["UNIQUE", "FIRST", "ANY"]
Type = Literal["string", "number", "integer", "boolean", "date", "Any"]


class DecisionError(Exception):
    """A table gives no answer for the facts it was asked with; the message says which and why (Indonesian)."""

    def __init__(self, decision_id: str, message: str) -> None:
        super().__init__(message)
        self.decision_id = decision_id


@dataclass(frozen=True)
class Input:
    """A column of conditions: a FEEL expression over the facts, and the values it may have (None: any)."""

    label: str
    expression: Expression
    type: Type
    allowed: UnaryTests | None = None

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """The enumerated values, in order; empty where they are not enumerated."""
        return () if self.allowed is None else tuple(literals_of(self.allowed) or ())

    def value(self, facts: Mapping[str, Any], budget: Budget | None = None) -> Value:
        """What the table is asked with in this column. A date may come as its ISO text, as facts carry it."""
        value = self.expression.evaluate(facts, budget or Budget(BUDGET))
        if self.type == "date" and isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                return None
        return value

    def admits(self, value: Value) -> bool:
        """Whether a value is of the column's type and among its allowed values. Null is only where it is listed."""
        if value is None:
            return None in self.values
        if not is_of(self.type, value):
            return False
        return self.allowed is None or self.allowed.matches(value, {})


@dataclass(frozen=True)
class Output:
    """A column of results: its name, and the values it may have (none listed: any)."""

    name: str
    label: str
    type: Type
    values: tuple[Value, ...] = ()

    def admits(self, value: Value) -> bool:
        """Whether a result may stand here; of a list every element must be one of the values."""
        parts = value if isinstance(value, list) else [value]
        return not self.values or all(part in self.values for part in parts)


@dataclass(frozen=True)
class Rule:
    """A row: one cell of tests per input, one result per output. `basis` is its annotation, the legal basis."""

    number: int
    tests: tuple[UnaryTests, ...]
    results: tuple[Expression, ...]
    basis: str = ""

    def matches(self, asked: Sequence[Value], facts: Mapping[str, Any], budget: Budget) -> bool:
        """Whether every cell accepts its input."""
        return all(test.matches(value, facts, budget) for test, value in zip(self.tests, asked, strict=True))


@dataclass(frozen=True)
class Decision:
    """A decision table, read and checked."""

    id: str
    name: str
    file: str
    hit_policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    documentation: str = ""

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over all that the table says: columns, values, rows and their legal basis; not its drawing."""
        content = {
            "id": self.id,
            "hit_policy": self.hit_policy,
            "inputs": [
                [i.expression.text, i.type, i.allowed.text if i.allowed else None] for i in self.inputs
            ],
            "outputs": [[o.name, o.type, to_json_value(list(o.values))] for o in self.outputs],
            "rules": [
                [[t.text if t.tests else "" for t in r.tests], [e.text for e in r.results], r.basis]
                for r in self.rules
            ],
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def names(self) -> frozenset[str]:
        """The facts that the table may read."""
        read = {name for column in self.inputs for name in column.expression.names}
        for rule in self.rules:
            read |= {name for test in rule.tests for name in test.names}
            read |= {name for result in rule.results for name in result.names}
        return frozenset(read)

    def decide(self, facts: Mapping[str, Any]) -> dict[str, JsonValue]:
        """The results by output name, as JSON. Raises `DecisionError` when the facts fit no row, or too many."""
        return {name: to_json_value(value) for name, value in self.values(facts).items()}

    def values(self, facts: Mapping[str, Any]) -> dict[str, Value]:
        """The results by output name, numbers as exact `Decimal`. Raises like `decide`."""
        return self._results(self.hits(facts)[0], facts)

    def hits(self, facts: Mapping[str, Any]) -> tuple[Rule, ...]:
        """The rows that give the answer: one, or with ANY all that agree. Raises `DecisionError`."""
        budget = Budget(BUDGET)
        try:
            asked = [self._asked(column, facts, budget) for column in self.inputs]
            hits = [rule for rule in self.rules if rule.matches(asked, facts, budget)]
        except FeelError as error:
            raise self._refused(
                Sentence("perhitungannya terlalu besar: %(error)s", error=error.message)
            ) from error
        if not hits:
            raise self._refused(
                Sentence("tidak ada baris yang cocok untuk %(told)s.", told=self._told(asked))
            )
        if self.hit_policy == "FIRST":
            return (hits[0],)
        if len(hits) > 1 and (self.hit_policy == "UNIQUE" or self._differ(hits, facts)):
            rows = ", ".join(str(rule.number) for rule in hits)
            raise self._refused(
                Sentence("baris %(rows)s sama-sama cocok untuk %(told)s.", rows=rows, told=self._told(asked))
            )
        return tuple(hits)

    def _asked(self, column: Input, facts: Mapping[str, Any], budget: Budget) -> Value:
        value = column.value(facts, budget)
        if not column.admits(value):
            shown = Sentence("kosong") if value is None else f"'{to_json_value(value)}'"
            raise self._refused(
                Sentence(
                    "isi '%(label)s' %(shown)s, bukan nilai yang dikenal tabel.",
                    label=column.label,
                    shown=shown,
                )
            )
        return value

    def _differ(self, hits: Sequence[Rule], facts: Mapping[str, Any]) -> bool:
        first = self._results(hits[0], facts)
        return any(self._results(rule, facts) != first for rule in hits[1:])

    def _results(self, rule: Rule, facts: Mapping[str, Any]) -> dict[str, Value]:
        results: dict[str, Value] = {}
        budget = Budget(BUDGET)
        for output, expression in zip(self.outputs, rule.results, strict=True):
            try:
                value = expression.evaluate(facts, budget)
            except FeelError as error:
                raise self._refused(
                    Sentence("perhitungannya terlalu besar: %(error)s", error=error.message)
                ) from error
            if not output.admits(value):
                raise self._refused(
                    Sentence(
                        "baris %(number)s menghasilkan '%(name)s' yang tidak terdaftar.",
                        number=rule.number,
                        name=output.name,
                    )
                )
            results[output.name] = value
        return results

    def _told(self, asked: Sequence[Value]) -> str:
        pairs = zip(self.inputs, asked, strict=True)
        return ", ".join(f"{column.label} = {to_json_value(value)}" for column, value in pairs)

    def _refused(self, message: str) -> DecisionError:
        return DecisionError(
            self.id,
            Sentence(
                "Tabel keputusan '%(name)s' (%(id)s): %(message)s",
                name=self.name,
                id=self.id,
                message=message,
            ),
        )


def is_of(type_name: Type, value: Value) -> bool:
    """Whether a value is of a column's type."""
    if type_name == "Any":
        return True
    if type_name == "date":
        return isinstance(value, date) and not isinstance(value, datetime)
    if type_name == "integer":
        return isinstance(value, Decimal) and value == value.to_integral_value()
    kinds: dict[str, type] = {"string": str, "number": Decimal, "boolean": bool}
    return isinstance(value, kinds[type_name])
