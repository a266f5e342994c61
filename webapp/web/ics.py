"""A calendar as calendar programs read it (RFC 5545): whole days, each with a title and a link. No personal data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

WIDTH = 75
"""Octets that a line may have; longer ones are folded."""


@dataclass(frozen=True)
class Event:
    """A whole day. `uid` is the same for the same thing whenever it is asked for; `made` is when that began (aware)."""

    uid: str
    day: date
    title: str
    link: str
    made: datetime


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """The calendar as a file. The same events give the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lakon//Tenggat//ID", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}", f"NAME:{_text(name)}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for event in sorted(events, key=lambda one: (one.day, one.uid)):
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{event.made.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.title)}"
    yield f"DESCRIPTION:{_text(event.link)}"
    yield f"URL:{event.link}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A text value: what has a meaning in the format is marked, and a text stays on its line."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> Iterator[bytes]:
    """A line in parts of at most `WIDTH` octets, never inside a character; parts after the first begin with a blank."""
    part = b""
    for character in line:
        more = character.encode()
        if len(part) + len(more) > WIDTH:
            yield part
            part = b" "
        part += more
    yield part
