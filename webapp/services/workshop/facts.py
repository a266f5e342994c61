"""Which facts the parts of a bundle give a case: names, kinds, and the values that they may have.

A form offers what its fields take, an operation or a message what it declares, a table what its rows say, a script what
it calculates. Everything that asks "can this be?" of a diagram asks here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from webapp.engine import Definitions, Element, Process
from webapp.engine.decisions import Decision
from webapp.feel import to_json_value
from webapp.feel.inference import Known
from webapp.feel.values import kind
from webapp.forms import Field, Form, Rows
from webapp.forms.model import Leaf
from webapp.operations import find, message_facts, start_facts

_FIELDS = {
    "textfield": "string",
    "textarea": "string",
    "number": "number",
    "checkbox": "boolean",
    "checklist": "list",
    "taglist": "list",
    "datetime": "string",
}
_TYPES = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "date": "string"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What one part gives under one name. `values` None: any; `may_lack`: there may be no answer at all.

    Of a list, `elements` are the values that may stand in it, where they are known.
    """

    kind: str | None = None
    values: tuple[Any, ...] | None = None
    may_lack: bool = False
    elements: tuple[Any, ...] | None = None

    @property
    def known(self) -> Known:
        """The offer as an expression meets it."""
        if self.kind == "list":
            return Known("list", self.elements)
        return Known(self.kind, self.values)


Offers = Mapping[str, Offer]


def human_operation(process: Process, element: Element) -> str:
    """The name of the operation that a human step runs, where one is registered."""
    return f"{process.id}.{element.id}"


class FactBook:
    """The facts of a bundle, by where they come from."""

    def __init__(self, definitions: Definitions, forms: Mapping[str, Form]) -> None:
        self.definitions = definitions
        self.forms = forms
        self._of: dict[tuple[str, str], Offers] = {}
        self._by_process: dict[str, Offers] = {}
        self._together: dict[frozenset[str], Offers] = {}

    def of(self, process: Process, element: Element) -> Offers:
        """What an element gives when it completes."""
        key = (process.id, element.id)
        if key not in self._of:
            self._of[key] = dict(self._offers(process, element))
        return self._of[key]

    def by(self, process_id: str) -> Offers:
        """What a process gives by its own elements and its start."""
        if process_id not in self._by_process:
            process = self.definitions.processes[process_id]
            parts = [self.of(process, element) for element in process.elements.values()]
            self._by_process[process_id] = united([self.at_start(process_id), *parts])
        return self._by_process[process_id]

    @staticmethod
    def at_start(process_id: str) -> Offers:
        """What whoever starts a case of the process gives it."""
        return {name: _declared(values) for name, values in start_facts(process_id).items()}

    def within(self, process_id: str) -> Offers:
        """What a process gives, with all that it calls."""
        return self._of_all(self._reached[process_id])

    def in_one_case(self, process_id: str) -> Offers:
        """Everything that may stand in a case beside this process: of all that a caller of it reaches."""
        return self._of_all(frozenset(self._beside[process_id]))

    def together(self, process_id: str) -> frozenset[str]:
        """The processes that may run in one case with this one, itself among them."""
        return frozenset(self._beside[process_id])

    def beside(self, process_id: str) -> Offers:
        """What may be given in its cases outside a process: by those that call it, and by whatever else they call."""
        callers = [
            name for name, whole in self._reached.items() if process_id in whole and name != process_id
        ]
        around = {one for name in callers for one in _closure(self._calls, name, without=process_id)}
        return self._of_all(frozenset(around))

    def _of_all(self, names: frozenset[str]) -> Offers:
        """What several processes give together."""
        if names not in self._together:
            self._together[names] = united(self.by(name) for name in sorted(names))
        return self._together[names]

    @cached_property
    def _calls(self) -> Mapping[str, set[str]]:
        processes = self.definitions.processes
        return {
            name: {
                e.called for e in process.elements.values() if e.called is not None and e.called in processes
            }
            for name, process in processes.items()
        }

    @cached_property
    def _reached(self) -> Mapping[str, frozenset[str]]:
        """For each process, itself and all that it calls, directly or not."""
        return {name: frozenset(_closure(self._calls, name)) for name in self._calls}

    @cached_property
    def _beside(self) -> Mapping[str, set[str]]:
        beside: dict[str, set[str]] = {name: set() for name in self._reached}
        for whole in self._reached.values():
            for name in whole:
                beside[name] |= whole
        return beside

    def _offers(self, process: Process, element: Element) -> Iterator[tuple[str, Offer]]:
        asked = {}
        form = self.forms.get(element.form or "")
        if form is not None:
            asked = {leaf.item.key: _asked(leaf, form) for leaf in form.leaves}
            yield from asked.items()
        if element.script is not None:
            yield element.script.result, Offer()
        decision = self.definitions.decisions.get(element.decision or "")
        if element.result is not None:
            yield element.result, Offer() if decision is None else _decided(decision)
        if element.message is not None:
            yield from ((n, _declared(v)) for n, v in (message_facts(element.message.name) or {}).items())
        operation = find(element.operation or human_operation(process, element))
        if operation is not None:
            for name, values in operation.facts.items():
                yield name, asked[name] if values is None and name in asked else _declared(values)


def united(parts: Iterable[Offers]) -> Offers:
    """Several givers together: a name may have any value that one of them gives."""
    found: dict[str, Offer] = {}
    for part in parts:
        for name, offer in part.items():
            found[name] = _either(found[name], offer) if name in found else offer
    return found


def _either(one: Offer, other: Offer) -> Offer:
    return Offer(
        one.kind if one.kind == other.kind else None,
        _both(one.values, other.values),
        one.may_lack or other.may_lack,
        _both(one.elements, other.elements),
    )


def _both(one: tuple[Any, ...] | None, other: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    if one is None or other is None:
        return None
    return (*one, *(value for value in other if value not in one))


def _asked(leaf: Leaf, form: Form) -> Offer:
    """What a field of a form gives."""
    item = leaf.item
    if isinstance(item, Rows):
        return Offer("list", may_lack=bool(leaf.hides))
    lacks = bool(leaf.hides) or item.disabled is not False or not item.required
    if item.type in ("checklist", "taglist"):
        options = None if item.options is None else tuple(_plain(option.value) for option in item.options)
        return Offer("list", may_lack=bool(leaf.hides) or item.disabled is not False, elements=options)
    listed = form.facts[item.key]
    if listed is not None:
        values = tuple(_plain(value) for value in listed if value is not None)
        return Offer(_kind(values), values, None in listed)
    return Offer(_field_kind(item), may_lack=lacks)


def _field_kind(item: Field) -> str | None:
    return "string" if item.as_text else _FIELDS.get(item.type)


def _declared(values: tuple[Any, ...] | None) -> Offer:
    """What an operation or a message gives: values as declared; None among them is no answer."""
    if values is None:
        return Offer()
    given = tuple(value for value in values if value is not None)
    lists = [value for value in given if isinstance(value, list | tuple)]
    if lists:
        elements = tuple(dict.fromkeys(one for value in lists for one in value))
        return Offer("list", tuple(list(value) for value in lists), len(given) < len(values), elements)
    return Offer(_kind(given), given, len(given) < len(values))


def _decided(decision: Decision) -> Offer:
    """What a table says: with one output its values, with several a context of them."""
    if len(decision.outputs) != 1:
        return Offer("context")
    (output,) = decision.outputs
    values = tuple(to_json_value(value) for value in output.values if value is not None)
    return Offer(_TYPES.get(output.type), values or None)


def _plain(value: Any) -> Any:
    return to_json_value(value)


def _kind(values: tuple[Any, ...]) -> str | None:
    kinds = {"number" if isinstance(v, int | float) and not isinstance(v, bool) else kind(v) for v in values}
    return kinds.pop() if len(kinds) == 1 else None


def _closure(calls: Mapping[str, Iterable[str]], start: str, without: str | None = None) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name != without and name not in found:
            found.add(name)
            ahead += calls.get(name, ())
    return found
