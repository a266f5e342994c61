"""What the playground's pages show: open steps as cards, a real form, the trail, the maps, and who would get what.

Plain values for the templates; every decision is taken in the services.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from webapp.engine import Process, Step, describe, render_map
from webapp.engine.entries import EntryKind
from webapp.forms import Form, FormView, form_view
from webapp.forms.kinds import Errors
from webapp.services.errors import NotFound
from webapp.services.people.roles import ROLES
from webapp.services.process.tracker import Chart, charts
from webapp.services.work import Transaction
from webapp.services.workshop import counter_examples, who_would
from webapp.services.workshop.coverage import Coverage, coverage
from webapp.services.workshop.playground import Ground, Opened, Where
from webapp.services.workshop.scenario_differences import place_words
from webapp.services.workshop.walks import Told
from webapp.web.language import say

from .playground_fields import FactField, fields, words_of

KINDS: Final[Mapping[EntryKind, Any]] = {
    "started": _l("Kasus dimulai"),
    "completed": _l("Langkah dikerjakan"),
    "result": _l("Berjalan sendiri"),
    "fired": _l("Waktunya tiba"),
    "received": _l("Pesan datang"),
}
WAITS: Final = {
    "human": _l("menunggu orang"),
    "automatic": _l("langkah otomatis"),
    "timer": _l("menunggu waktu"),
    "message": _l("menunggu pesan"),
}


@dataclass(frozen=True)
class Typed:
    """What was filled into a form: its document, and what the form says against it."""

    document: Mapping[str, Any]
    errors: Errors
    rows_changed: bool = False

    def wrong(self, errors: Errors) -> Typed:
        """The same with what is wrong with it."""
        return replace(self, errors=errors)


def addresses(found: Ground) -> dict[str, Any]:
    """Where the pages of this draft or release are, for their templates."""
    of = _of(found.where)
    home = (
        url_for("workshop.draft", draft_id=found.where.draft_id)
        if found.where.draft_id is not None
        else url_for("releases.one", nomor=found.where.number)
    )

    def url(endpoint: str, **values: Any) -> str:
        return url_for(f"playground.{endpoint}", **of, **values)

    def at(opened: Opened, endpoint: str, **values: Any) -> str:
        return url(endpoint, process=opened.process.id, jalan_id=opened.id, **values)

    title = found.title or _("Rilis %(n)s", n=found.where.number)
    return {"url": url, "at": at, "home": home, "ground_title": title, "words_of": words_of, "roles": ROLES}


def _of(where: Where) -> dict[str, Any]:
    return {"draft_id": where.draft_id} if where.draft_id is not None else {"nomor": where.number}


def form_of(opened: Opened, key: str | None) -> tuple[Step, Form]:
    """An open step with its form. Raises `NotFound`."""
    step = opened.walk.run.step(key or "")
    form = None if step is None else opened.ground.bundle.forms.get(step.element.form or "")
    if step is None or form is None:
        raise NotFound
    return step, form


# -- maps ------------------------------------------------------------------------------------------------------------


def drawn(process: Process, states: Mapping[str, Any], summary: str = "") -> dict[str, Any]:
    """A diagram with states, and the same in words."""
    name = say(process.name)
    svg = render_map(process, states, title=name, text_for=say, summary=summary)
    return {
        "name": name,
        "svg": Markup(svg),  # noqa: S704 - the engine escapes every text
        "lines": describe(process, states, text_for=say),
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return {**drawn(chart.process, chart.states), "open": chart.state is not None and chart.state != "done"}


def covered(found: Ground, one: Coverage) -> dict[str, Any]:
    """How much of a process was passed: percentages, the diagram, and what was not, in words."""
    said = _("%(n)s%% dilewati", n=one.percent)
    left = [place_words(found.processes, one.process.id, flow) for flow in one.left]
    return {"coverage": one, "left": left, "chart": drawn(one.process, one.states, said)}


def coverage_chart(found: Ground, process_id: str) -> Callable[[Coverage], dict[str, Any]]:
    """Draws what was passed; called by the template once the scenarios have been played."""
    return lambda one: covered(found, one)


# -- a walk ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """An open step. `would` says who would get it, where it is a person's."""

    step: Step
    process: str
    waits: Any
    would: who_would.Would | None
    current: bool


@dataclass(frozen=True)
class Line:
    """A move in the trail, with all that followed from it. `to` is the number of moves up to and with it."""

    to: int
    told: Sequence[tuple[Any, Told]]


class Shown:
    """One walk as its page shows it."""

    def __init__(self, tx: Transaction, opened: Opened, key: str | None, typed: Typed | None) -> None:
        self.tx, self.opened, self.walk, self.typed = tx, opened, opened.walk, typed
        self.desk = who_would.SupposedDesk(
            tx, opened.walk.clock.astimezone(tx.work.zone).date(), opened.supposed
        )
        self.step = self._chosen(key)

    def _chosen(self, key: str | None) -> Step | None:
        """The step whose form is shown: the automatic one that waits for a choice, the asked one, or the first."""
        if self.walk.pending is not None:
            return self.walk.pending
        acted = [one for one in self.walk.run.open if one.kind in ("human", "message")]
        first = next((one for one in acted if one.kind == "human"), next(iter(acted), None))
        return next((one for one in acted if one.key == key), first)

    @cached_property
    def cards(self) -> list[Card]:
        """Everything that is open, what a person does first."""
        order = sorted(self.walk.run.open, key=lambda one: (one.kind != "human", one.key))
        return [self._card(step) for step in order]

    def _card(self, step: Step) -> Card:
        process = self.opened.ground.processes[step.process_id]
        would = who_would.would(self.desk, self.opened.subject_id, step) if step.kind == "human" else None
        current = self.step is not None and step.key == self.step.key
        return Card(step, say(process.name), WAITS[step.kind], would, current)

    @cached_property
    def view(self) -> FormView | None:
        """The real form of the chosen step."""
        if self.step is None or self.step.kind != "human":
            return None
        form = self.opened.ground.bundle.forms.get(self.step.element.form or "")
        if form is None:
            return None
        document = None if self.typed is None else dict(self.typed.document)
        errors: Errors = {} if self.typed is None else self.typed.errors
        return form_view(form, document, errors, self.walk.run.facts, text_for=say)

    @cached_property
    def fields(self) -> list[FactField]:
        """What else is chosen at the chosen step."""
        if self.step is None:
            return []
        choices = self.opened.ground.ready
        return fields(choices, choices.of(self.step), self.walk.clock)

    @cached_property
    def trail(self) -> list[Line]:
        """What has happened, a move after the other."""
        lines = [Line(n + 1, []) for n in range(len(self.walk.moves))]
        for one in self.walk.told:
            lines[one.move].told.append((KINDS[one.kind], one))  # type: ignore[attr-defined]
        return lines

    @cached_property
    def charts(self) -> list[dict[str, Any]]:
        """The maps, with where the case stands."""
        found = charts(self.opened.ground.processes, self.walk.run, is_late=False)
        return [_chart(one) for one in found]

    @cached_property
    def coverage(self) -> list[Coverage]:
        """How much of the processes it has come to the walk has passed."""
        touched = {process_id for process_id, _ in self.walk.passed}
        processes = self.opened.ground.processes
        return [coverage(processes[one], [self.walk.passed]) for one in processes if one in touched]

    @cached_property
    def examples(self) -> list[dict[str, str]]:
        """Employees to choose from."""
        found = [*who_would.examples(self.tx, self.desk.today.tanggal)]
        chosen = self.opened.subject_id
        if chosen is not None and str(chosen) not in {one.value for one in found}:
            found.append(who_would.example(self.tx, chosen))
        return [{"value": one.value, "text": say(one.text)} for one in found]

    @cached_property
    def suppositions(self) -> list[dict[str, str]]:
        """What may be supposed about the leaders above the example."""
        if self.opened.subject_id is None:
            return []
        found = who_would.suppositions(self.desk, self.opened.subject_id)
        return [{"value": one.value, "text": say(one.text)} for one in found]


# -- a counter-example -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Example:
    """A counter-example at one of its steps. `at` counts from 1; `before` and `after` are the steps beside it."""

    problem: Any
    at: int
    last: int
    played: Sequence[tuple[int, Any, str, str]]
    charts: Sequence[dict[str, Any]]
    open: Sequence[str]
    stuck: str


def finding(tx: Transaction, found: Ground, process_id: str, name: str, at: int | None) -> Example:
    """A counter-example of the check. Raises `NotFound` where the check finds no such fault (any more)."""
    one = counter_examples.find_one(found, process_id, name, tx.work.searches)
    walked = counter_examples.walked(found, one, at)
    return Example(
        one.problem,
        walked.at,
        len(one.walk),
        list(_played(found.processes[process_id], one.walk)),
        [_chart(chart) for chart in charts(walked.run.definitions.processes, walked.run, is_late=False)
         if chart.process.id == process_id],
        [say(step.element.name) or step.element.id for step in walked.run.open],
        walked.stuck,
    )  # fmt: skip


def _played(process: Process, walk: Sequence[Any]) -> Iterator[tuple[int, Any, str, str]]:
    for n, step in enumerate(walk, 1):
        element = process.elements.get(step.element_id or "")
        name = "" if element is None else say(element.name) or element.id
        told = ", ".join(f"{fact} = {words_of(value)}" for fact, value in step.facts.items())
        yield n, KINDS[step.kind], name, told
