"""A second opinion on the course of a case: BPMN 2.0.2 played as a token game, written apart from the program.

It reads the same XML by its own reader, evaluates the few FEEL words of the random models by its own evaluator, and
keeps its own books: per scope, the tokens that wait at joins and the activities that are live. What differs between
it and `webapp.engine` is a defect of one of the two, or a pattern that the program's checks must refuse.

Where the standard leaves a choice, both sides have made the same one, and `docs/bpmn-subset.md` tells it: tokens move
in the order in which they arrived; an inclusive join fires only when nothing else can move, the longest waiting first;
an armed boundary timer or message counts as a token that may still come; a message on the edge of an activity that it
does not interrupt waits for the next one, with the correlation that it began with. Nothing of the program may be imported here.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from .drawing import Arc, Graph, Node, read
from .tiny_feel import evaluate

JAKARTA = timezone(timedelta(hours=7))
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?)?")
_WAITS = {
    "userTask": "human",
    "serviceTask": "automatic",
    "businessRuleTask": "automatic",
}
_EVENTS = frozenset({"intermediateCatchEvent", "boundaryEvent"})


def _waits(node: Node) -> str | None:
    """What an element waits for, if it waits for something outside."""
    if node.tag in _EVENTS:
        return "timer" if node.message is None else "message"
    return _WAITS.get(node.tag)


@dataclass(eq=False)
class Place:
    """One running scope: the case itself, or the inside of one activity."""

    graph: Graph
    prefix: str
    owner: Live | None
    live: list[Live] = field(default_factory=list)
    waiting: list[tuple[int, Node, Arc]] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)


@dataclass(eq=False)
class Live:
    """An activity or event that has begun and not ended; `host` holds an instance of a loop, or a boundary event."""

    node: Node
    place: Place
    kind: str
    key: str = ""
    host: Live | None = None
    inside: Place | None = None
    left: list[tuple[int, Any]] = field(default_factory=list)
    item: Any = None
    index: int | None = None
    due: datetime | None = None
    on: date | None = None
    correlation: str | None = None
    gone: bool = False


@dataclass(frozen=True)
class Seen:
    """What an open step looks like from outside."""

    kind: str
    due: datetime | None
    item: Any
    index: int | None
    on: date | None
    message: str | None
    correlation: str | None


class TokenGame:
    """One case, played."""

    def __init__(
        self, files: Mapping[str, bytes], process_id: str, facts: Mapping[str, Any], at: datetime
    ) -> None:
        self.processes = {name: graph for raw in files.values() for name, graph in read(raw).items()}
        self.facts = dict(facts)
        self.now = at
        self.is_completed = False
        self.passed: Counter[tuple[str, str]] = Counter()
        self._moves: deque[tuple[Place, Live | None, Callable[[], None]]] = deque()
        self._arrivals = 0
        self._top = Place(self.processes[process_id], "", None)
        self._enter(self._top)
        self._settle()

    # -- what one may do from outside ---------------------------------------------------------------------

    @property
    def open(self) -> dict[str, Seen]:
        """Every open step by key."""
        steps = [live for live in self._everything() if live.kind not in {"scope", "loop"}]
        return {
            live.key: Seen(
                live.kind,
                live.due,
                live.item,
                live.index,
                live.on,
                (live.node.message or (None,))[0],
                live.correlation,
            )
            for live in steps
        }

    def answer(self, key: str, facts: Mapping[str, Any], at: datetime) -> None:
        """A person completes a step, an operation or a table gives its result, a timer fires, or a message comes."""
        live = next(live for live in self._everything() if live.key == key and live.kind != "scope")
        self.now = at
        self.facts.update(facts)
        self._fire(live) if live.kind in {"timer", "message"} else self._end(live)
        self._settle()

    def cancel(self) -> None:
        """The whole case is called off."""
        self._clear(self._top)
        self.is_completed = True

    @property
    def size(self) -> int:
        """Tokens in the game, those that wait at joins included."""
        return len(list(self._everything())) + sum(len(place.waiting) for place in self._places(self._top))

    # -- books --------------------------------------------------------------------------------------------

    def _places(self, place: Place) -> Iterator[Place]:
        yield place
        for live in place.live:
            if live.inside is not None:
                yield from self._places(live.inside)

    def _everything(self) -> Iterator[Live]:
        return (live for place in self._places(self._top) for live in place.live)

    def _settle(self) -> None:
        while self._moves or self._inclusive():
            _, live, move = self._moves.popleft()
            if live is None or not live.gone:
                move()

    def _move(self, place: Place, live: Live | None, move: Callable[[], None]) -> None:
        self._moves.append((place, live, move))

    def _number(self, node: Node, place: Place) -> str:
        place.numbers[node.id] += 1
        return f"{place.prefix}{node.id}#{place.numbers[node.id]}"

    # -- a token arrives ----------------------------------------------------------------------------------

    def _enter(self, place: Place) -> None:
        self._move(place, None, lambda: self._leave(place, place.graph.start))

    def _leave(self, place: Place, node: Node) -> None:
        for arc in self._chosen(node):
            self.passed[place.graph.process, arc.id] += 1
            self._arrive(place, arc)

    def _chosen(self, node: Node) -> list[Arc]:
        if node.tag not in {"exclusiveGateway", "inclusiveGateway"} or len(node.outgoing) < 2:
            return node.outgoing
        true = [
            arc for arc in node.outgoing if arc.condition is not None and self._value(arc.condition) is True
        ]
        if not true:
            return [arc for arc in node.outgoing if arc.id == node.default]
        return true[:1] if node.tag == "exclusiveGateway" else true

    def _arrive(self, place: Place, arc: Arc) -> None:
        node = arc.target
        if node.is_join:
            self._arrivals += 1
            place.waiting.append((self._arrivals, node, arc))
            if node.tag == "parallelGateway" and self._flows_with_tokens(place, node) == set(node.incoming):
                self._merge(place, node)
        elif node.repeats:
            live = self._begin(Live(node, place, "loop"))
            self._move(place, live, lambda: self._expand(live))
        elif _waits(node) or node.called or node.inside:
            self._begin(Live(node, place, _waits(node) or "scope"))
        else:
            self._move(place, None, lambda: self._pass(place, node))

    def _flows_with_tokens(self, place: Place, join: Node) -> set[Arc]:
        return {arc for _, node, arc in place.waiting if node is join}

    def _merge(self, place: Place, join: Node) -> None:
        """Take one token from each incoming flow that has one, and go on as one token."""
        taken: dict[Arc, int] = {}
        for arrival, node, arc in sorted(place.waiting, key=lambda waiting: waiting[0]):
            if node is join:
                taken.setdefault(arc, arrival)
        place.waiting = [waiting for waiting in place.waiting if waiting[0] not in taken.values()]
        self._move(place, None, lambda: self._leave(place, join))

    def _pass(self, place: Place, node: Node) -> None:
        if node.tag == "scriptTask":
            name = node.extension("script", "resultVariable") or ""
            self.facts[name] = self._value(node.extension("script", "expression") or "")
        if node.tag == "endEvent":
            self._token_ends(place, node)
        else:
            self._leave(place, node)

    def _token_ends(self, place: Place, end: Node) -> None:
        if end.terminates:
            self._clear(place)
        self._finish_if_empty(place)

    def _finish_if_empty(self, place: Place) -> None:
        moving = any(where is place and (live is None or not live.gone) for where, live, _ in self._moves)
        if place.live or place.waiting or moving:
            return
        if place.owner is None:
            self.is_completed = True
        else:
            self._end(place.owner)

    # -- activities ---------------------------------------------------------------------------------------

    def _begin(self, live: Live) -> Live:
        live.place.live.append(live)
        if live.kind != "loop":
            live.key = self._number(live.node, live.place)
        if live.kind == "timer":
            live.due = self._due(*live.node.timer())
        if live.kind == "message" and live.correlation is None and live.node.message is not None:
            live.correlation = str(self._value(live.node.message[1]))
        if live.kind == "human":
            live.due = self._day(live.node.extension("taskSchedule", "dueDate"))
            held = self._day(live.node.property("hari_pemegang"))
            live.on = None if held is None else held.date()
        if live.kind == "scope":
            self._move(live.place, live, lambda: self._open_scope(live))
        if live.host is None:
            for boundary in live.node.boundaries:
                self._begin(Live(boundary, live.place, _waits(boundary) or "", host=live))
        return live

    def _open_scope(self, live: Live) -> None:
        graph = live.node.inside or self.processes[live.node.called or ""]
        live.inside = Place(graph, f"{live.key}/", live)
        self._enter(live.inside)

    def _expand(self, live: Live) -> None:
        sequential, collection = live.node.repetition()
        live.left = list(enumerate(self._value(collection), start=1))
        if not live.left:
            self._end(live)
        for _ in range(min(1, len(live.left)) if sequential else len(live.left)):
            self._next_instance(live)

    def _next_instance(self, loop: Live) -> None:
        index, item = loop.left.pop(0)
        kind = _waits(loop.node) or "scope"
        self._begin(Live(loop.node, loop.place, kind, host=loop, index=index, item=item))

    def _end(self, live: Live) -> None:
        """An activity has done its work: its token goes on, or its loop does."""
        self._remove(live)
        loop = live.host
        if loop is None:
            self._leave(live.place, live.node)
        elif loop.left:
            self._next_instance(loop)
        elif not any(other.host is loop and other.node is loop.node for other in live.place.live):
            self._end(loop)

    def _fire(self, event: Live) -> None:
        host = event.host
        self._remove(event)
        if host is not None and event.node.interrupts:
            self._remove(host)
        elif host is not None and event.kind == "message":
            self._begin(Live(event.node, event.place, "message", host=host, correlation=event.correlation))
        self._leave(event.place, event.node)

    def _remove(self, live: Live) -> None:
        live.gone = True
        live.place.live.remove(live)
        if live.inside is not None:
            self._clear(live.inside)
        for other in [other for other in live.place.live if other.host is live]:
            self._remove(other)

    def _clear(self, place: Place) -> None:
        place.waiting = []
        for live in list(place.live):
            if not live.gone:
                self._remove(live)
        self._moves = deque(move for move in self._moves if move[0] is not place)

    # -- inclusive joins, 13.4.3 --------------------------------------------------------------------------

    def _inclusive(self) -> bool:
        everything = (
            (arrival, place, node) for place in self._places(self._top) for arrival, node, _ in place.waiting
        )
        for _, place, node in sorted(everything, key=lambda waiting: waiting[0]):
            if node.tag == "inclusiveGateway" and self._may_fire(place, node):
                self._merge(place, node)
                return True
        return False

    def _may_fire(self, place: Place, join: Node) -> bool:
        with_token = self._flows_with_tokens(place, join)
        elsewhere = [live.node for live in place.live] + [
            node for _, node, _ in place.waiting if node is not join
        ]
        for node in elsewhere:
            ends = _paths_to(join, node)
            if ends - with_token and not ends & with_token:
                return False
        return True

    # -- values -------------------------------------------------------------------------------------------

    def _value(self, text: str) -> Any:
        return evaluate(text.removeprefix("="), self.facts)

    def _day(self, text: str | None) -> datetime | None:
        """The start of the day that a text gives, if it gives one."""
        value = None if text is None else self._value(text) if text.startswith("=") else text
        return None if value is None else self._due("timeDate", value)

    def _due(self, tag: str, text: str) -> datetime:
        value = self._value(text) if text.startswith("=") else text
        if tag == "timeDuration":
            return _later(self.now, value)
        return datetime.combine(date.fromisoformat(value), datetime.min.time(), JAKARTA)


def _paths_to(join: Node, start: Node) -> set[Arc]:
    """The join's incoming flows by which a token at `start` could arrive without passing the join."""
    ends: set[Arc] = set()
    seen: set[Node] = set()
    ahead = [start]
    while ahead:
        node = ahead.pop()
        if node in seen:
            continue
        seen.add(node)
        ends.update(arc for arc in node.outgoing if arc.target is join)
        ahead.extend(arc.target for arc in node.outgoing if arc.target is not join)
    return ends


def _later(start: datetime, text: str) -> datetime:
    match = _DURATION.fullmatch(text)
    assert match is not None, text
    years, months, days, hours = (int(part or 0) for part in match.groups())
    year, month = divmod(start.year * 12 + start.month - 1 + years * 12 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day) + timedelta(days=days, hours=hours)
