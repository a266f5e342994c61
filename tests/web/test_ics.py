"""The calendar file: lines that fold, texts that are marked, and the same bytes for the same events."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from webapp.web.ics import WIDTH, Event, calendar

MADE = datetime(2026, 1, 5, 1, 2, 3, tzinfo=UTC)


def unfolded(body: bytes) -> list[str]:
    return body.replace(b"\r\n ", b"").decode().split("\r\n")


def event(title: str = "Reviu SKP", uid: str = "1-a@lakon") -> Event:
    return Event(uid, date(2026, 12, 31), title, "https://lakon.contoh.go.id/tugas/1/a~1", MADE)


def test_an_event_is_a_whole_day_that_blocks_no_time() -> None:
    lines = unfolded(calendar("Tenggat", [event()]))
    assert "DTSTAMP:20260105T010203Z" in lines
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "TRANSP:TRANSPARENT" in lines


@given(
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029"), max_size=200
    )
)
def test_any_title_comes_back_from_lines_that_are_short_enough(title: str) -> None:
    body = calendar("Tenggat", [event(title)])
    assert all(len(line) <= WIDTH for line in body.split(b"\r\n"))
    (said,) = [line.removeprefix("SUMMARY:") for line in unfolded(body) if line.startswith("SUMMARY:")]
    assert said.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\") == title


def test_a_title_adds_no_line_of_its_own() -> None:
    lines = unfolded(calendar("Tenggat", [event("Reviu\r\nATTENDEE:x")]))
    assert "SUMMARY:Reviu\\nATTENDEE:x" in lines


def test_the_order_of_events_makes_no_other_file() -> None:
    two = [event(), event("Lain", "2-b@lakon")]
    assert calendar("Tenggat", two) == calendar("Tenggat", two[::-1])
