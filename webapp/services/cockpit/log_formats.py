"""Event logs as files: IEEE 1849 (XES, XML) and OCEL 2.0 (JSON), written piece by piece.

Both writers take the same cases with their events, one case after the other, and hold no more of them than ids of
objects. They know neither the database nor who may be named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from re import compile as pattern
from typing import Any, Final, Protocol
from xml.sax.saxutils import quoteattr

XES_NAMESPACE: Final = "http://www.xes-standard.org/"
EXTENSIONS: Final = (
    ("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle"), ("Organizational", "org"),
)  # fmt: skip
_UNPRINTABLE = pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class LogEvent:
    """One entry of a journal. `activity` is for readers, `element` and `kind` for machines."""

    activity: str
    element: str
    kind: str
    at: datetime
    role: str = ""
    resource: str = ""
    opened: datetime | None = None


@dataclass(frozen=True)
class LogCase:
    """A case with its events in order. `document` and `subject` are names of objects; empty where not told."""

    name: str
    process: str
    release: int
    status: str
    opened: datetime
    document_type: str
    document: str
    subject: str
    events: Sequence[LogEvent]


class Writer(Protocol):
    """A format: what stands first, what stands for each case, and what stands last."""

    def begin(self, title: str) -> Iterator[str]:
        """The beginning of the file."""
        ...

    def case(self, one: LogCase) -> Iterator[str]:
        """One case."""
        ...

    def end(self) -> Iterator[str]:
        """The end of the file."""
        ...


# -- XES -----------------------------------------------------------------------------------------------------------


class Xes:
    """XES: a trace for each case."""

    def begin(self, title: str) -> Iterator[str]:
        """Declarations: extensions, what every trace and event has, and how events are told apart."""
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield f'<log xes.version="1849-2016" xes.features="" xmlns="{XES_NAMESPACE}">\n'
        for name, prefix in EXTENSIONS:
            yield f'<extension name="{name}" prefix="{prefix}" uri="{XES_NAMESPACE}{prefix}.xesext"/>\n'
        yield f'<global scope="trace">{_string("concept:name", "")}</global>\n'
        yield (
            f'<global scope="event">{_string("concept:name", "")}{_date("time:timestamp", _EPOCH)}'
            f"{_string('lifecycle:transition', 'complete')}</global>\n"
        )
        yield '<classifier name="Langkah" scope="event" keys="concept:name"/>\n'
        yield f"{_string('concept:name', title)}\n"

    def case(self, one: LogCase) -> Iterator[str]:
        """A trace."""
        yield f"<trace>{_string('concept:name', one.name)}{_string('proses', one.process)}"
        yield f"{_int('rilis', one.release)}{_string('status', one.status)}{_date('dibuka', one.opened)}"
        if one.document:
            yield f"{_string('jenis_dokumen', one.document_type)}{_string('dokumen', one.document)}"
        if one.subject:
            yield _string("pegawai", one.subject)
        for event in one.events:
            yield from self._event(event)
        yield "</trace>\n"

    def _event(self, one: LogEvent) -> Iterator[str]:
        yield f"\n<event>{_string('concept:name', one.activity)}{_date('time:timestamp', one.at)}"
        yield f"{_string('lifecycle:transition', 'complete')}{_string('unsur', one.element)}"
        yield _string("jenis", one.kind)
        if one.resource:
            yield _string("org:resource", one.resource)
        if one.role:
            yield _string("org:role", one.role)
        if one.opened is not None:
            yield _date("dibuka", one.opened)
        yield "</event>"

    def end(self) -> Iterator[str]:
        """The end of the log."""
        yield "</log>\n"


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(_UNPRINTABLE.sub("", value))}/>'


def _date(key: str, value: datetime) -> str:
    return f'<date key="{key}" value="{value.isoformat(timespec="milliseconds")}"/>'


def _int(key: str, value: int) -> str:
    return f'<int key="{key}" value="{value}"/>'


# -- OCEL ----------------------------------------------------------------------------------------------------------

CASE, PERSON = "kasus", "orang"
_CASE_ATTRIBUTES: Final = {"proses": "string", "rilis": "integer", "status": "string"}
_EVENT_ATTRIBUTES: Final = {"unsur": "string", "jenis": "string", "peran": "string"}


@dataclass
class Ocel:
    """OCEL 2.0 as JSON: events point to their case, the case's document, and the people in it."""

    number: int = 0
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    types: dict[str, None] = field(default_factory=dict)

    def begin(self, title: str) -> Iterator[str]:
        """Events come first: objects and types are known at the end."""
        yield '{"events":['

    def case(self, one: LogCase) -> Iterator[str]:
        """The events of a case."""
        self._object(
            one.name, CASE, {"proses": one.process, "rilis": one.release, "status": one.status}, one.opened
        )
        related = [(one.name, "kasus")]
        for name, kind, qualifier in (
            (one.document, one.document_type, "dokumen"),
            (one.subject, PERSON, "tentang"),
        ):
            if name:
                self._object(name, kind, {}, one.opened)
                related.append((name, qualifier))
        for event in one.events:
            people = [(event.resource, "pelaku")] if event.resource else []
            for name, _ in people:
                self._object(name, PERSON, {}, one.opened)
            yield ("," if self.number else "") + "\n" + self._event(event, [*related, *people])

    def _event(self, one: LogEvent, related: Sequence[tuple[str, str]]) -> str:
        self.number += 1
        self.types[one.activity] = None
        values = {"unsur": one.element, "jenis": one.kind, "peran": one.role}
        return _json({
            "id": f"e{self.number}",
            "type": one.activity,
            "time": one.at.isoformat(timespec="milliseconds"),
            "attributes": [{"name": name, "value": value} for name, value in values.items()],
            "relationships": [{"objectId": name, "qualifier": word} for name, word in related],
        })  # fmt: skip

    def _object(self, name: str, kind: str, values: Mapping[str, Any], since: datetime) -> None:
        if name not in self.objects:
            moment = since.isoformat(timespec="milliseconds")
            attributes = [{"name": key, "time": moment, "value": value} for key, value in values.items()]
            self.objects[name] = {"id": name, "type": kind, "attributes": attributes, "relationships": []}

    def end(self) -> Iterator[str]:
        """Objects, then types of both."""
        yield '\n],"objects":['
        for place, one in enumerate(self.objects.values()):
            yield ("," if place else "") + "\n" + _json(one)
        kinds = dict.fromkeys(str(one["type"]) for one in self.objects.values())
        yield '\n],"objectTypes":'
        yield _json(
            [{"name": one, "attributes": _typed(_CASE_ATTRIBUTES if one == CASE else {})} for one in kinds]
        )
        yield ',"eventTypes":'
        yield _json([{"name": one, "attributes": _typed(_EVENT_ATTRIBUTES)} for one in self.types])
        yield "}\n"


def _typed(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in attributes.items()]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
