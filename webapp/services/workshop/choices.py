"""What whoever walks a process in memory may choose: the facts that starters, operations and messages declare.

An operation is never run there, so what it would return is chosen: from what it declares, with a value proposed that
something ahead tells apart. What is chosen is checked against the declaration like a form's answers against the form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from webapp.domain.sentences import Sentence
from webapp.engine import Element, Process, Step
from webapp.feel import to_json_value
from webapp.forms.numbers import exact_number, json_number, written_number
from webapp.operations import find, message_facts
from webapp.services.process.releases import Bundle

from .answers import Answers
from .facts import Offer, Offers, human_operation, united

_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "boolean": (bool,),
    "number": (int, float),
    "string": (str,),
    "list": (list,),
    "context": (dict,),
}
MAX_TEXT: Final = 2_000
MAX_ITEMS: Final = 200
AHEAD: Final = timedelta(days=14)
"""How far ahead of the clock a day is proposed for which something will wait."""


class Choices:
    """The choices of one bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.definitions = bundle.definitions
        self.answers = Answers(bundle.definitions, bundle.forms)

    # what may be chosen

    def at_start(self, process_id: str) -> Offers:
        """What starters, callers and other processes of its case may have given a process that reads it."""
        book = self.answers.book
        declared = book.at_start(process_id)
        around = united([book.beside(process_id), declared])
        reached = self._reached(process_id)
        read = frozenset().union(*(self._read_by(one) | self._awaited_by(one) for one in reached))
        return {name: offer for name, offer in around.items() if name in read or name in declared}

    def of(self, step: Step) -> Offers:
        """What is chosen at an open step beside the answers to its form."""
        process, element = self.definitions.processes[step.process_id], step.element
        if step.kind == "message":
            names = frozenset(message_facts(step.message or "") or {})
        else:
            operation = find(element.operation or human_operation(process, element))
            names = frozenset() if operation is None else frozenset(operation.facts)
            form = self.bundle.forms.get(element.form or "")
            names -= frozenset() if form is None else form.items.keys()
        return {
            name: offer for name, offer in self.answers.book.of(process, element).items() if name in names
        }

    def matters(self, offers: Offers) -> bool:
        """Whether something in the bundle tells what is chosen apart."""
        return bool(offers.keys() & self._read)

    # values

    def values(self, name: str, offer: Offer) -> Sequence[Any]:
        """Values that something tells apart, the proposed one first."""
        known = self._of_tables.get(name)
        if known is not None and offer.values is None:
            return [*known, None] if offer.may_lack else known
        return self.answers.worth_trying(name, offer)

    def proposed(self, name: str, offer: Offer, clock: datetime) -> Any:
        """The value that is chosen where nobody chooses."""
        if name in self._waited_for and offer.values is None:
            return (clock + AHEAD).date().isoformat()
        return self.values(name, offer)[0] if name in self._read else self.answers.some(name, offer)

    def all_proposed(self, offers: Offers, clock: datetime) -> dict[str, Any]:
        """A value of each."""
        return {name: self.proposed(name, offer, clock) for name, offer in offers.items()}

    # what is read

    @cached_property
    def _read(self) -> frozenset[str]:
        """Facts by which the course of some process is decided, or a time, or a table's answer."""
        return frozenset().union(*(self._read_by(one) for one in self.definitions.processes))

    @cached_property
    def _waited_for(self) -> frozenset[str]:
        """Facts that some timer takes for a day."""
        elements = (e for p in self.definitions.processes.values() for e in p.elements.values())
        timers = (e.timer for e in elements if e.timer is not None and e.timer.kind == "date")
        return frozenset().union(*(timer.expression.names for timer in timers))

    @cached_property
    def _of_tables(self) -> Mapping[str, list[Any]]:
        """The values that tables know of a fact which they ask for by its name."""
        found: dict[str, list[Any]] = {}
        for table in self.definitions.decisions.values():
            for column in table.inputs:
                known = [to_json_value(value) for value in column.values if value is not None]
                if known:
                    held = found.setdefault(column.expression.text, [])
                    held += [value for value in known if value not in held]
        return found

    def _read_by(self, process_id: str) -> frozenset[str]:
        process = self.definitions.processes[process_id]
        own = (self._asked(element) for element in process.elements.values())
        return self.answers.read(process_id).union(*own)

    def _awaited_by(self, process_id: str) -> frozenset[str]:
        """Facts by which messages find a process."""
        elements = self.definitions.processes[process_id].elements.values()
        return frozenset().union(*(e.message.correlation.names for e in elements if e.message is not None))

    def _asked(self, element: Element) -> frozenset[str]:
        """Facts of which an element makes a time, or asks a table."""
        found: set[str] = set()
        if element.timer is not None:
            found |= element.timer.expression.names
        table = self.definitions.decisions.get(element.decision or "")
        if table is not None:
            mapped = dict(element.inputs)
            found |= (table.names - mapped.keys()).union(*(one.names for one in mapped.values()))
        return frozenset(found)

    def _reached(self, process_id: str) -> set[str]:
        """A process and all that it calls."""
        found: set[str] = set()
        ahead = [process_id]
        while ahead:
            name = ahead.pop()
            if name not in found:
                found.add(name)
                process = self.definitions.processes[name]
                ahead += [e.called for e in process.elements.values() if e.called is not None]
        return found


def human_facts(process: Process, element: Element) -> frozenset[str]:
    """The facts that the operation of a human step returns."""
    operation = find(human_operation(process, element))
    return frozenset() if operation is None else frozenset(operation.facts)


# -- what was sent ---------------------------------------------------------------------------------------------------


def written(name: str, offer: Offer, texts: Sequence[str]) -> Any:
    """A choice as a page posted it. Raises ValueError with a sentence."""
    if is_listed(offer):
        return _of_json(name, texts)
    if offer.kind == "list":
        parts = texts if offer.elements is not None else texts[0].split(",") if texts else ()
        return [part.strip() for part in parts if part.strip()]
    text = texts[0].strip() if texts else ""
    if not text:
        return None
    if offer.kind == "number":
        number = written_number(text)
        if number is None:
            raise ValueError(Sentence("%(name)s: tulis angka, misalnya 12 atau 12,5.", name=name))
        return number if isinstance(number, int) else json_number(number)
    return text


def is_listed(offer: Offer) -> bool:
    """Whether a page offers the values of a fact as a list to choose from."""
    return offer.values is not None or offer.kind == "boolean"


def _of_json(name: str, texts: Sequence[str]) -> Any:
    try:
        return json.loads(texts[0]) if texts and len(texts[0]) <= MAX_TEXT and texts[0] else None
    except (ValueError, RecursionError) as error:
        raise ValueError(Sentence("%(name)s: pilih salah satu nilai yang ditawarkan.", name=name)) from error


def misfit(name: str, offer: Offer, value: Any) -> str | None:
    """Why a value cannot be given under a name, as a sentence; None where it can."""
    if value is None:
        return None
    if offer.values is not None:
        if _among(value, offer.values):
            return None
        return Sentence("%(name)s: nilai itu tidak ada di antara yang dinyatakan.", name=name)
    wanted = _KINDS.get(offer.kind or "")
    if wanted is not None and type(value) not in wanted:
        return Sentence("%(name)s: jenis nilainya tidak sesuai.", name=name)
    return _too_much(name, value)


def _among(value: Any, values: Sequence[Any]) -> bool:
    """Equal and of one kind: true is not 1."""
    return any(one == value and isinstance(one, bool) == isinstance(value, bool) for one in values)


def _too_much(name: str, value: Any) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        known = exact_number(value) is not None
        return None if known else Sentence("%(name)s: angka itu terlalu panjang.", name=name)
    if isinstance(value, list) and len(value) > MAX_ITEMS:
        return Sentence("%(name)s: paling banyak %(n)s butir.", name=name, n=MAX_ITEMS)
    text = value if isinstance(value, str) else json.dumps(value)
    if "\x00" in text or "\\u0000" in text:
        return Sentence("%(name)s: memuat karakter nol.", name=name)
    if len(text) <= MAX_TEXT:
        return None
    return Sentence("%(name)s: paling panjang %(n)s huruf.", name=name, n=MAX_TEXT)


def misfits(offers: Offers, facts: Mapping[str, Any]) -> list[str]:
    """Why facts do not fit what is declared: names that nobody declares, and values that none of them has."""
    found: list[str] = [
        Sentence("Fakta '%(name)s' tidak dikenal langkah ini.", name=name[:80])
        for name in facts
        if name not in offers
    ]
    told = (misfit(name, offers[name], value) for name, value in facts.items() if name in offers)
    return found + [one for one in told if one is not None]
