"""How a walk differs from what a scenario has kept, as sentences: what waited, where it ended, which ways it took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.sentences import Sentence
from webapp.engine import Process
from webapp.engine.places import last_of

from .moves import Move
from .walks import Walk, name_of, word

Passed = frozenset[tuple[str, str]]
MOST: int = 4
"""Steps or ways that one sentence names."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a scenario has kept: its moves, the keys that stood open after each, the end, and what was passed."""

    moves: tuple[Move, ...]
    after: tuple[tuple[str, ...], ...]
    completed: bool
    passed: Passed


def differences(processes: Mapping[str, Process], kept: Expected, walk: Walk) -> Iterator[str]:
    """What is otherwise now, the first that a reader should look at first."""
    for n, (expected, now) in enumerate(zip(kept.after, walk.after, strict=False)):
        if expected != tuple(sorted(now)):
            yield _elsewhere(processes, n, kept.moves[n], set(expected), set(now))
            break
    if walk.stop is not None:
        move = _nth(processes, walk.stop.move, kept.moves[walk.stop.move])
        yield Sentence("Tidak dapat dimainkan lagi: %(move)s. %(why)s", move=move, why=walk.stop.message)
        return
    if kept.completed and not walk.run.is_completed:
        yield Sentence("Seharusnya kasus selesai, sekarang belum.")
    elif walk.run.is_completed and not kept.completed:
        yield Sentence("Kasus kini sudah selesai.")
    if kept.passed - walk.passed:
        ways = _ways(processes, kept.passed - walk.passed)
        yield Sentence("Tidak lagi dilewati: %(ways)s.", ways=ways)
    if walk.passed - kept.passed:
        yield Sentence("Kini juga dilewati: %(ways)s.", ways=_ways(processes, walk.passed - kept.passed))


def _elsewhere(
    processes: Mapping[str, Process], n: int, move: Move, expected: set[str], now: set[str]
) -> Sentence:
    missing, new = expected - now, now - expected
    where, was, shown = _nth(processes, n, move), _names(processes, missing), _names(processes, new)
    if missing and new:
        return Sentence(
            "Sesudah %(move)s, seharusnya %(was)s menunggu, sekarang %(now)s.", move=where, was=was, now=shown
        )
    if missing:
        return Sentence("Sesudah %(move)s, seharusnya %(was)s menunggu, sekarang tidak.", move=where, was=was)
    return Sentence("Sesudah %(move)s, sekarang juga %(now)s menunggu.", move=where, now=shown)


def _nth(processes: Mapping[str, Process], n: int, move: Move) -> Sentence:
    if move.do == "mulai":
        return Sentence("langkah %(n)s (mulai)", n=n + 1)
    if move.do == "majukan":
        return Sentence("langkah %(n)s (jam dimajukan)", n=n + 1)
    return Sentence("langkah %(n)s (%(name)s)", n=n + 1, name=_name(processes, move.key or ""))


def _names(processes: Mapping[str, Process], keys: Iterable[str]) -> Sentence:
    named = [Sentence("'%(name)s'", name=_name(processes, key)) for key in sorted(keys)[:MOST]]
    return _all_of(named)


def _all_of(parts: Sequence[Sentence]) -> Sentence:
    if len(parts) < 2:
        return parts[0] if parts else Sentence("")
    return Sentence("%(one)s dan %(more)s", one=parts[0], more=_all_of(parts[1:]))


def _name(processes: Mapping[str, Process], key: str) -> Sentence:
    nth = key.rpartition("#")[2] if "#" in key else ""
    name = word(name_of(processes, last_of(key)))
    return name if nth in ("", "1") else Sentence("%(name)s (ke-%(nth)s)", name=name, nth=nth[:6])


def _ways(processes: Mapping[str, Process], places: Iterable[tuple[str, str]]) -> Sentence:
    named = [place_words(processes, *place) for place in sorted(places)]
    shown = _in_a_list(named[:MOST])
    if len(named) <= MOST:
        return shown
    return Sentence("%(some)s dan %(n)s lainnya", some=shown, n=len(named) - MOST)


def _in_a_list(parts: Sequence[Sentence]) -> Sentence:
    return (
        parts[0]
        if len(parts) == 1
        else Sentence("%(one)s; %(more)s", one=parts[0], more=_in_a_list(parts[1:]))
    )


def place_words(processes: Mapping[str, Process], process_id: str, place: str) -> Sentence:
    """An element or a flow of a process in words."""
    process = processes.get(process_id)
    flow = None if process is None else process.flows.get(place)
    if process is None or flow is None:
        return word(name_of(processes, place))
    source, target = (word(process.elements[one].name or one) for one in (flow.source, flow.target))
    if not flow.name:
        return Sentence("%(source)s → %(target)s", source=source, target=target)
    return Sentence("%(source)s → %(target)s (%(when)s)", source=source, target=target, when=word(flow.name))
