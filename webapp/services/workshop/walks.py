"""A case walked in memory: moves of one who tries a process out, played by the engine on its real forms and tables.

A walk is a list of moves and nothing else; what follows from them is played anew each time, so a step back is a move
less, and the same moves always give the same. Tables decide, timers fire when the clock passes them, forms judge what
is filled in; an operation is not run, its facts are chosen. Nothing here knows the database, and no clock is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from webapp.domain.sentences import Sentence, in_a_row
from webapp.engine import Element, Entry, NotOpen, Process, Run, RunError, Step
from webapp.engine.decisions import DecisionError
from webapp.engine.entries import EntryKind
from webapp.engine.verdicts import FAILURES
from webapp.forms import load_json
from webapp.forms.kinds import Errors
from webapp.services.process.decisions import as_fact, decide_in

from .choices import Choices, human_facts, misfits
from .facts import Offers
from .moves import Move

ZONE: Final = ZoneInfo("Asia/Jakarta")
"""Where walks take place: a saved one must give the same wherever it is checked."""
MAX_MOVES: Final = 500
MAX_ENTRIES: Final = 4_000
MAX_PASSES: Final = 60_000  # elements and flows passed in the whole walk
MAX_AUTOMATIC: Final = 200  # of one move
FARTHEST: Final = timedelta(days=3_700)

_KINDS: Final[Mapping[str, tuple[str, EntryKind]]] = {
    "kerjakan": ("human", "completed"),
    "operasi": ("automatic", "result"),
    "pesan": ("message", "received"),
}


class MoveRefused(Exception):
    """A move cannot be made: `message` says why. `errors` are the form's own, by field."""

    def __init__(self, message: str, errors: Errors | None = None, element_id: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.errors: Errors = errors or {}
        self.element_id = element_id


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened, by which move (from 0). `table` is the decision that gave the facts."""

    move: int
    kind: EntryKind
    at: datetime
    process_id: str
    element: Element | None
    facts: Mapping[str, Any]
    table: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """The move (from 0) that could not be made any more, and why."""

    move: int
    message: str


class Walk:
    """A walk as far as it could be played. `pending` is an automatic step whose facts are to be chosen."""

    def __init__(self, choices: Choices, process_id: str) -> None:
        self.choices = choices
        self.process: Process = choices.definitions.processes[process_id]
        self.run = Run(choices.definitions, process_id, ZONE)
        self.clock = datetime.min.replace(tzinfo=UTC)
        self.pending: Step | None = None
        self.moves: list[Move] = []
        self.told: list[Told] = []
        self.after: list[tuple[str, ...]] = []
        self.stop: Stop | None = None

    # -- what is to be seen ------------------------------------------------------------------------------------------

    @property
    def open(self) -> tuple[str, ...]:
        """Keys of everything that is open."""
        return tuple(step.key for step in self.run.open)

    @property
    def passed(self) -> frozenset[tuple[str, str]]:
        """Elements and flows that were passed, with their processes."""
        return frozenset(self.run.visits)

    @property
    def next_due(self) -> datetime | None:
        """When the next timer is due."""
        return min((step.due for step in self.run.open if step.kind == "timer" and step.due), default=None)

    # -- moves -------------------------------------------------------------------------------------------------------

    def do(self, move: Move) -> None:
        """Make a move. Raises `MoveRefused`; the walk is then spoilt and to be played anew without it."""
        if len(self.moves) >= MAX_MOVES:
            raise MoveRefused(Sentence("Satu jalan memuat paling banyak %(n)s langkah.", n=MAX_MOVES))
        if (move.do == "mulai") == bool(self.moves):
            raise MoveRefused("Sebuah jalan mulai satu kali, pada langkah pertamanya.")
        if self.run.is_completed:
            raise MoveRefused("Kasus ini sudah selesai.")
        try:
            self._do(move)
            self._go_on()
        except RunError as error:
            raise self._stuck(error) from error
        except NotOpen as error:
            raise MoveRefused("Langkah itu tidak terbuka.") from error
        except DecisionError as error:
            raise MoveRefused(Sentence("Tabel keputusan tidak dapat menjawab. %(why)s", why=error)) from error
        self.moves.append(move)
        self.after.append(self.open)

    def _do(self, move: Move) -> None:
        if move.do == "mulai":
            self.clock = move.at or self.clock
            self._fit(self.choices.at_start(self.process.id), move.facts)
            self._append("started", None, move.facts)
        elif move.do == "majukan":
            self._turn(move.at or self.clock)
        else:
            kind, entry = _KINDS[move.do]
            step = self._open_step(move.key, kind)
            facts = self._answers(step, move) if kind == "human" else self._chosen(step, move.facts)
            self._append(entry, step, facts)

    def _open_step(self, key: str | None, kind: str) -> Step:
        step = self.run.step(key or "")
        if step is None or step.kind != kind:
            raise MoveRefused(Sentence("Langkah '%(key)s' tidak terbuka di sini.", key=_short(key)))
        if self.pending is not None and step.key != self.pending.key:
            raise self._undecided(self.pending)
        self.pending = None
        return step

    def _answers(self, step: Step, move: Move) -> dict[str, Any]:
        """What a person's step tells the case: what its form lets be told, and what its operation declares."""
        form = self.choices.bundle.forms.get(step.element.form or "")
        facts = self._chosen(step, move.facts)
        if form is None:
            return facts
        answers = load_json(form, dict(move.form or {}), self.run.facts)
        if answers.errors:
            raise MoveRefused("Formulir menolak isian ini.", answers.errors, step.element.id)
        given = answers.facts
        told = (
            human_facts(self.choices.definitions.processes[step.process_id], step.element) & form.items.keys()
        )
        if step.element.properties.get("rahasia") != "ya":
            told |= {name for name, values in form.facts.items() if values}
        return {**{name: given.get(name) for name in sorted(told)}, **facts}

    def _chosen(self, step: Step, facts: Mapping[str, Any]) -> dict[str, Any]:
        offers = self.choices.of(step)
        self._fit(offers, facts)
        return {**self.choices.all_proposed(offers, self.clock), **facts}

    @staticmethod
    def _fit(offers: Offers, facts: Mapping[str, Any]) -> None:
        wrong = misfits(offers, facts)
        if wrong:
            raise MoveRefused(in_a_row(wrong[:5]))

    def _turn(self, at: datetime) -> None:
        """Turn the clock: what falls due on the way fires in its order; what then needs a choice stops the clock."""
        if self.pending is not None:
            raise self._undecided(self.pending)
        if at <= self.clock:
            raise MoveRefused("Jam hanya dapat dimajukan.")
        if at - self.clock > FARTHEST:
            raise MoveRefused("Majukan jam paling banyak sepuluh tahun sekaligus.")
        while self.pending is None and self.next_due is not None and self.next_due <= at:
            self.clock = max(self.clock, self.next_due)
            self._go_on()
        if self.pending is None:
            self.clock = at

    # -- what follows by itself --------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Let tables decide, pass operations that tell nothing apart, and fire what is due by now."""
        for _ in range(MAX_AUTOMATIC):
            step = self.run.next_automatic()
            if step is None:
                due = [
                    one for one in self.run.open if one.kind == "timer" and one.due and one.due <= self.clock
                ]
                if not due:
                    return
                self._append("fired", min(due, key=lambda one: (one.due, one.key)), {})
            elif step.element.decision is not None:
                self._decide(step, step.element.decision)
            else:
                offers = self.choices.of(step)
                if self.choices.matters(offers):
                    self.pending = step
                    return
                self._append("result", step, self.choices.all_proposed(offers, self.clock))
        raise RunError("endless", self.process.id, f"more than {MAX_AUTOMATIC} steps by themselves")

    def _decide(self, step: Step, decision_id: str) -> None:
        asked = {**self.run.facts, **self.run.inputs(step)}
        decided = decide_in(self.choices.definitions, decision_id, asked)
        answer = as_fact(decided)
        self._append("result", step, {step.element.result or "": answer}, decision_id)

    def _append(self, kind: EntryKind, step: Step | None, facts: Mapping[str, Any], table: str = "") -> None:
        if self.run.seq >= MAX_ENTRIES or sum(self.run.visits.values()) > MAX_PASSES:
            raise MoveRefused("Jalan ini terlalu panjang untuk dimainkan. Mulai jalan baru.")
        key = None if step is None else step.key
        self.run.apply(Entry(self.run.seq + 1, kind, self.clock, key, dict(facts)))
        process_id = self.process.id if step is None else step.process_id
        element = None if step is None else step.element
        self.told.append(Told(len(self.moves), kind, self.clock, process_id, element, dict(facts), table))

    def _stuck(self, error: RunError) -> MoveRefused:
        what, mend = FAILURES.get(error.code, ("tidak dapat berjalan", "Periksa unsur itu."))
        said = Sentence(
            "Kasus tidak dapat diteruskan: '%(name)s' %(what)s. %(mend)s",
            name=word(name_of(self.choices.definitions.processes, error.element_id)),
            what=word(what),
            mend=word(mend),
        )
        return MoveRefused(said, element_id=error.element_id)

    @staticmethod
    def _undecided(step: Step) -> MoveRefused:
        name = word(step.element.name or step.element.id)
        return MoveRefused(Sentence("Tentukan dahulu hasil langkah otomatis '%(name)s'.", name=name))


def play(choices: Choices, process_id: str, moves: Iterable[Move]) -> Walk:
    """Play moves from the start as far as they can be made; `stop` says what became of the rest."""
    walk = Walk(choices, process_id)
    for n, move in enumerate(moves):
        try:
            walk.do(move)
        except MoveRefused as refused:
            walk = play(choices, process_id, walk.moves)
            walk.stop = Stop(n, in_a_row([refused.message, *lines_of(refused.errors)]))
            break
    return walk


def lines_of(errors: Errors) -> Sequence[str]:
    """A form's errors as lines."""
    return [
        Sentence("%(field)s: %(why)s", field=path, why=message)
        for path, messages in errors.items()
        for message in messages
    ][:10]


def name_of(processes: Mapping[str, Process], element_id: str) -> str:
    """What people call an element, wherever in the bundle it stands."""
    if element_id in processes:
        return processes[element_id].name or element_id
    found = (p.elements[element_id] for p in processes.values() if element_id in p.elements)
    element = next(found, None)
    return _short(element_id) if element is None else element.name or element.id


word = Sentence.of_author
"""A name of a diagram, or words of another room, inside a sentence: translated there if the catalogue has it."""


def _short(text: str | None) -> str:
    return (text or "")[:80]
