"""How a journal reads on the release that its case has moved to.

A case keeps its entries as they happened, on whatever release. The entry `migrated` says how those before it are read
on the new one: under which key a step is found there, which entries have no step any more (what they told stays), and
which steps stand there that the case never did but has left behind. The last migration speaks for the whole journal,
so a replay reads one of them however often a case has moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from .entries import Entry, EntryKind


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that counts as past before the entry `before`, without anybody having done it.

    `facts` are nulls at most: a migration answers for nobody.
    """

    before: int
    key: str
    kind: EntryKind
    facts: Mapping[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the entries before the migration `seq` are read. `since` says from when open steps count (aware)."""

    seq: int = 0
    keys: Mapping[int, str] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    passed: tuple[Passed, ...] = ()
    since: Mapping[str, datetime] = field(default_factory=dict)

    def before(self, seq: int) -> Iterator[Passed]:
        """Steps to leave behind before an entry, in order."""
        return (one for one in self.passed if one.before == seq)

    def as_facts(self) -> dict[str, Any]:
        """The reading as JSON, for the migration's own entry."""
        return {
            "keys": {str(seq): key for seq, key in sorted(self.keys.items())},
            "skipped": sorted(self.skipped),
            "passed": [[one.before, one.key, one.kind, dict(one.facts)] for one in self.passed],
            "since": {key: moment.isoformat() for key, moment in sorted(self.since.items())},
        }


PLAIN: Final = Reading()
"""A journal that has never moved: every entry as it stands."""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that brought a case on, under the key that its release knows it by.

    `skipped` ones have no step there. `done` is False for a step that only counts as past.
    """

    seq: int
    kind: EntryKind
    at: datetime
    key: str | None
    facts: Mapping[str, Any]
    skipped: bool = False
    done: bool = True


def reading_of(journal: Sequence[Entry]) -> Reading:
    """The reading that the last migration of a journal gives; `PLAIN` where there is none."""
    for entry in reversed(journal):
        if entry.kind == "migrated":
            return _from_facts(entry.seq, entry.facts)
    return PLAIN


def moves(journal: Sequence[Entry]) -> Iterator[Move]:
    """The course of a case on its own release, migrations left out."""
    reading = reading_of(journal)
    for entry in journal:
        for one in reading.before(entry.seq):
            yield Move(entry.seq, one.kind, entry.at, one.key, one.facts, done=False)
        if entry.kind != "migrated":
            key = reading.keys.get(entry.seq, entry.key)
            yield Move(entry.seq, entry.kind, entry.at, key, entry.facts, entry.seq in reading.skipped)


def _from_facts(seq: int, facts: Mapping[str, Any]) -> Reading:
    return Reading(
        seq=seq,
        keys={int(number): key for number, key in facts.get("keys", {}).items()},
        skipped=frozenset(facts.get("skipped", ())),
        passed=tuple(_passed(facts.get("passed", ()))),
        since={key: datetime.fromisoformat(moment) for key, moment in facts.get("since", {}).items()},
    )


def _passed(rows: Iterable[Any]) -> Iterator[Passed]:
    for before, key, kind, facts in rows:
        yield Passed(before, key, kind, facts)
