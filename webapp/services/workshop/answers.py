"""What people, operations, tables and messages may answer in a process, as far as its conditions can tell it apart.

Answers that no condition reads are filled with one value that fits. Of a fact whose values cannot be listed some are
tried: each constant that a condition compares it with, its neighbours, and something else; what is concluded from never
having seen a value of such a `sampled` fact is no proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import combinations, product
from math import prod
from typing import Any, Final

from webapp.engine import Definitions, Element, Process, Step
from webapp.engine.foresight import read_by
from webapp.engine.stand_in import stood_for
from webapp.feel import Expression, to_json_value
from webapp.feel.inference import constants_beside
from webapp.forms import Form
from webapp.operations import find

from .facts import FactBook, Offer, Offers, human_operation, united

SOME_DAY: Final = "2026-02-02"
OTHER_TEXT: Final = "(teks lain)"
MAX_COMBINATIONS: Final = 512
_FEW_OPTIONS: Final = 5
_ITEMS: Final[tuple[list[str], ...]] = (["satu"], [], ["satu", "dua"])


_SPREAD: Final = (0, 1, 50, 1_000_000)


class Answers:
    """The answers of one bundle. `always` tells which facts a called process has given wherever it ends."""

    def __init__(
        self,
        definitions: Definitions,
        forms: Mapping[str, Form],
        always: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.definitions = definitions
        self.book = FactBook(definitions, forms)
        self.always = {} if always is None else always
        self._read: dict[str, frozenset[str]] = {}

    # what is read

    def read(self, process_id: str) -> frozenset[str]:
        """The facts by which the course of a process is decided."""
        process = self.definitions.processes[process_id]
        if process_id not in self._read:
            self._read[process_id] = frozenset().union(*(one.names for one in _expressions(process)))
        return self._read[process_id]

    def needs(self, process: Process, element: Element) -> frozenset[str]:
        """The facts that an element cannot do without."""
        found: set[str] = set()
        operation = find(element.operation or human_operation(process, element))
        if operation is not None:
            found |= operation.needs
        if element.timer is not None and element.timer.expression.evaluate({}) is None:
            found |= element.timer.expression.names
        if element.message is not None and element.message.correlation.evaluate({}) is None:
            found |= element.message.correlation.names
        return frozenset(found | self._asked_of_table(element))

    def _asked_of_table(self, element: Element) -> set[str]:
        table = self.definitions.decisions.get(element.decision or "")
        if table is None:
            return set()
        mapped = dict(element.inputs)
        strict = {n for column in table.inputs if not column.admits(None) for n in column.expression.names}
        given = {name for one in mapped.keys() & strict for name in mapped[one].names}
        return (strict - mapped.keys()) | given

    # what is answered

    def of(self, step: Step) -> Iterator[dict[str, Any]]:
        """Each combination of the answers to a step that something reads; the rest as it may be."""
        called = stood_for(step.element)
        if called is not None:
            yield from self._after_call(called)
            return
        process = self.definitions.processes.get(step.process_id)
        if process is None or step.element.id not in process.elements:
            yield {}
            return
        yield from self._combined(self.book.of(process, step.element), self.read(step.process_id))

    def _after_call(self, called: str) -> Iterator[dict[str, Any]]:
        """What a called process may leave: what it gives on every way is there, the rest may be as before."""
        always = self.always.get(called, frozenset())
        offers = {
            name: Offer(offer.kind, offer.values, name not in always, offer.elements)
            for name, offer in self.book.within(called).items()
        }
        callers = [
            p.id
            for p in self.definitions.processes.values()
            if any(e.called == called for e in p.elements.values())
        ]
        read = frozenset().union(*(self.read(name) for name in callers))
        for answer in self._combined(offers, read):
            yield {
                name: value
                for name, value in answer.items()
                if value is not None and (name in read or name in always)
            }

    def given(self, process_id: str) -> dict[str, Any]:
        """Facts that a caller or a starter gives: one value of each."""
        return {name: self._some(name, offer) for name, offer in self.book.in_one_case(process_id).items()}

    def starts(self, process_id: str) -> Iterator[dict[str, Any]]:
        """Each combination of the facts from outside that the process reads; its own are not there yet."""
        yield from self._combined(self._outside(process_id), self.read(process_id))

    def _outside(self, process_id: str) -> Offers:
        """What a case may hold before the process begins: what starters and the other processes of its case give."""
        return united([self.book.at_start(process_id), self.book.beside(process_id)])

    def sampled(self, process_id: str) -> frozenset[str]:
        """Facts that the process reads and of which only some values are tried."""
        offers = self.book.in_one_case(process_id)
        return frozenset(
            name for name in self.read(process_id) if name in offers and not self._is_listed(offers[name])
        )

    @staticmethod
    def _is_listed(offer: Offer) -> bool:
        if offer.kind == "list" and offer.values is None:
            return offer.elements is not None and len(offer.elements) <= _FEW_OPTIONS
        return offer.values is not None

    # values

    def worth_trying(self, name: str, offer: Offer) -> list[Any]:
        """The values of a fact as far as something tells them apart; at least one."""
        return self._values(name, offer)

    def some(self, name: str, offer: Offer) -> Any:
        """One value that fits, where nothing reads the fact."""
        return self._some(name, offer)

    def _combined(self, offers: Offers, read: frozenset[str]) -> Iterator[dict[str, Any]]:
        told = {name: self._values(name, offer) for name, offer in offers.items() if name in read}
        rest = {name: self._some(name, offer) for name, offer in offers.items() if name not in told}
        names = list(told)
        if prod(len(values) for values in told.values()) <= MAX_COMBINATIONS:
            chosen: Iterable[Sequence[Any]] = product(*told.values())
        else:
            chosen = _one_at_a_time(list(told.values()))
        for values in chosen:
            yield {**rest, **dict(zip(names, values, strict=True))}

    def _values(self, name: str, offer: Offer) -> list[Any]:
        """The values of a fact that is read, as far as they are told apart."""
        beside = self._beside.get(name, ())
        values = list(offer.values) if offer.values is not None else self._tried(name, offer, beside)
        if offer.may_lack:
            values.append(None)
        return values or [None]

    def _tried(self, name: str, offer: Offer, beside: Sequence[Any]) -> list[Any]:
        if name in self._repeated:
            return list(_ITEMS)
        if offer.kind == "list":
            return _subsets(
                offer.elements if offer.elements is not None else [v for v in beside if isinstance(v, str)]
            )
        if offer.kind == "boolean":
            return [True, False]
        found: list[Any] = [value for constant in beside for value in _near(constant)]
        if offer.kind in ("string", None) and not any(isinstance(value, int | float) for value in found):
            found.append(OTHER_TEXT if any(isinstance(v, str) for v in beside) else SOME_DAY)
        if offer.kind == "number" and not found:
            found += _SPREAD
        return list(dict.fromkeys(found))

    def _some(self, name: str, offer: Offer) -> Any:
        """One value that fits where nothing reads it for the course."""
        if name in self._lasting:
            return "P1D"
        if offer.values:
            return offer.values[0]
        return {"number": 1, "boolean": True, "list": [], "context": {}}.get(offer.kind or "", SOME_DAY)

    # what the whole bundle says of a name

    @cached_property
    def _all(self) -> list[Expression]:
        return [one for process in self.definitions.processes.values() for one in _expressions(process)]

    @cached_property
    def _beside(self) -> Mapping[str, list[Any]]:
        """For each fact, the constants that conditions compare it with."""
        found: dict[str, list[Any]] = {}
        for expression in self._all:
            for name, values in constants_beside(expression).items():
                found.setdefault(name, []).extend(values)
        return found

    @cached_property
    def _repeated(self) -> frozenset[str]:
        loops = (
            e.loop
            for p in self.definitions.processes.values()
            for e in p.elements.values()
            if e.loop is not None
        )
        return frozenset().union(*(loop.collection.names for loop in loops))

    @cached_property
    def _lasting(self) -> frozenset[str]:
        """Facts that a timer takes for a length of time."""
        timers = (
            e.timer for p in self.definitions.processes.values() for e in p.elements.values() if e.timer
        )
        return frozenset().union(*(timer.expression.names for timer in timers if timer.kind == "duration"))


def _expressions(process: Process) -> Iterator[Expression]:
    yield from (flow.condition for flow in process.flows.values() if flow.condition is not None)
    for element in process.elements.values():
        yield from read_by(element)


def _one_at_a_time(columns: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Every value once, beside the first of the others: too many combinations to try them all."""
    first = tuple(values[0] for values in columns)
    yield first
    for n, values in enumerate(columns):
        yield from ((*first[:n], value, *first[n + 1 :]) for value in values[1:])


def _subsets(options: Sequence[Any]) -> list[list[Any]]:
    """Lists that a choice of several may give: all of them, or of many options none, each, each pair, and all."""
    sizes = range(len(options) + 1) if len(options) <= _FEW_OPTIONS else (0, 1, 2, len(options))
    return [list(chosen) for size in sizes for chosen in combinations(options, size)]


def _near(constant: Any) -> Iterator[Any]:
    """A constant as a fact, and its neighbours where it has any."""
    if isinstance(constant, Decimal):
        values = [constant - 1, constant, constant + 1]
        yield from (to_json_value(value) for value in values)
    elif type(constant) is date:
        day = timedelta(days=1)
        yield from ((constant + n * day).isoformat() for n in (-1, 0, 1))
    elif constant is not None:
        yield to_json_value(constant)
