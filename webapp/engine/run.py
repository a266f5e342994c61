"""A case as `replay(definitions, journal)`: apply entries, settle, say what is open.

Nothing here does I/O or reads a clock: time comes from the entries. A run stops at every human step, automatic
step, timer and message; the service layer lets the person, the operation, the table or the worker act, appends the
entry, and applies it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from SpiffWorkflow.util.task import TaskState

from webapp.feel import Budget, Expression, FeelError, to_json_value

from .course import PLAIN, Passed, Reading, reading_of
from .definitions import Definitions
from .elements import CaseWorkflow, CatchEvent, Token, live_tokens
from .entries import STEP_OF, Entry, EntryKind, NotOpen, RunError, Step, StepKind
from .gateways import Inclusive
from .marking import Marking, marking_of
from .model import Element, Flow, Loop, Message, Process, Timer
from .moments import due_at

MAX_STEPS = 1_000  # elements passed through in one settle; more is an endless automatic loop
MAX_TOKENS = 500
MAX_FEEL = 200_000  # steps that all expressions of one entry may take together, and each of them
MAX_FEEL_EACH = 10_000
MAX_INSTANCES = 200  # items of one multi-instance activity

_KINDS: Mapping[str, StepKind] = {
    "userTask": "human",
    "serviceTask": "automatic",
    "businessRuleTask": "automatic",
}
_EVENTS = frozenset({"fired", "received"})
OPENS = frozenset({*_KINDS, "intermediateCatchEvent", "boundaryEvent"})


def kind_of(element: Element) -> StepKind:
    """The kind of step that an element opens; meaningful for elements that open one."""
    return _KINDS.get(element.kind, "timer" if element.message is None else "message")


class Run:
    """A case rebuilt from its journal. Mutable, cheap, and never stored; drop it when an entry could not be applied."""

    def __init__(self, definitions: Definitions, process_id: str, zone: ZoneInfo) -> None:
        self.definitions = definitions
        self.process_id = process_id
        self.zone = zone
        self.seq = 0
        self.facts: dict[str, Any] = {}
        self.visits: dict[tuple[str, str], int] = {}
        self.is_completed = False
        self.spent = 0
        self.now = datetime.min.replace(tzinfo=UTC)
        self.ready: deque[Token] = deque()
        self.merging: list[Token] = []
        self._open: dict[str, Token] = {}
        self._workflow: CaseWorkflow | None = None
        self._left = MAX_FEEL

    # -- the life of a run ------------------------------------------------------------------------------

    @classmethod
    def replay(
        cls, definitions: Definitions, process_id: str, entries: Iterable[Entry], zone: ZoneInfo | None = None
    ) -> Run:
        """Rebuild a case. The first entry must be `started`; what came before a migration is read as it says."""
        run = cls(definitions, process_id, zone or ZoneInfo("Asia/Jakarta"))
        journal = list(entries)
        reading = reading_of(journal)
        for entry in journal:
            run.read(entry, reading)
        return run

    @classmethod
    def start(
        cls, definitions: Definitions, process_id: str, entry: Entry, zone: ZoneInfo | None = None
    ) -> Run:
        """Start a case with its first entry."""
        return cls.replay(definitions, process_id, [entry], zone)

    def read(self, entry: Entry, reading: Reading) -> None:
        """Apply one entry as a migration told to read it: under its key here, or with no step of its own."""
        for one in reading.before(entry.seq):
            self.pass_by(one)
        if entry.seq in reading.skipped:
            self.skip(entry)
        elif entry.kind == "migrated":
            self.stand(entry, reading)
        else:
            key = reading.keys.get(entry.seq)
            self.apply(entry if key is None else replace(entry, key=key))

    def stand(self, entry: Entry, reading: Reading) -> None:
        """A migration's own entry, when all before it has been read: from when open steps count.

        Raises `NotOpen` when it speaks of a step that is not open here: it was made for another release.
        """
        self._note(entry)
        self._count_from(reading.since if entry.seq == reading.seq else {})

    def skip(self, entry: Entry) -> None:
        """Keep what an entry told, though its step does not stand here."""
        self._note(entry)
        self.facts.update(entry.facts)

    def pass_by(self, passed: Passed) -> None:
        """Leave a step behind that the case never did: it stands before what the case has done since."""
        token = self._token(passed.kind, passed.key)
        self.facts.update(passed.facts)
        self._move(passed.kind, token)

    def apply(self, entry: Entry) -> None:
        """Apply one entry and go on until everything waits again.

        Raises `NotOpen` when the entry's step is not open (nothing has changed then), and `RunError` when the
        diagram cannot go on (the run is spoilt then).
        """
        if entry.kind == "migrated":
            self.read(entry, PLAIN)
            return
        token = self._addressed(entry)
        self._note(entry)
        self.facts.update(entry.facts)
        if entry.kind == "started":
            self._begin()
        elif entry.kind == "cancelled":
            self._cancel_all()
        self._move(entry.kind, token)

    def _note(self, entry: Entry) -> None:
        if entry.seq != self.seq + 1:
            raise ValueError(f"entry {entry.seq} after {self.seq}")
        self.seq, self.now = entry.seq, entry.at
        self._left = MAX_FEEL

    def _move(self, kind: EntryKind, token: Token | None) -> None:
        if token is not None:
            token._ready() if kind in _EVENTS else token.run()
        self._settle()
        self._prune()

    def _addressed(self, entry: Entry) -> Token | None:
        if entry.kind == "started":
            if self._workflow is not None:
                raise NotOpen(entry.key)
            return None
        if self._workflow is None or self.is_completed:
            raise NotOpen(entry.key)
        return None if entry.kind == "cancelled" else self._token(entry.kind, entry.key)

    def _token(self, kind: EntryKind, key: str | None) -> Token:
        token = self._open.get(key or "")
        if token is None or self._kind(token) != STEP_OF[kind]:
            raise NotOpen(key)
        return token

    def _count_from(self, since: Mapping[str, datetime]) -> None:
        """Let open steps count from another moment than that of the entry which led to them."""
        for key, moment in since.items():
            token = self._open.get(key)
            if token is None:
                raise NotOpen(key)
            self.now, now = moment, self.now
            token.since = moment
            if isinstance(token.spec, CatchEvent):
                token.spec.set_due(token)
            else:
                token.due = self.moment(token.spec.element.due)
            self.now = now

    def _begin(self) -> None:
        specs = self.definitions.specs
        self._workflow = CaseWorkflow(specs[self.process_id], dict(specs), self)
        self.enter(self._workflow)

    def _cancel_all(self) -> None:
        for token in live_tokens(self._workflow):
            self.cancel(token)
        self.is_completed = True

    def _settle(self) -> None:
        for _ in range(MAX_STEPS):
            if self.ready:
                token = self.ready.popleft()
                if token.has_state(TaskState.READY):
                    token.run()
            elif not self._merge():
                break
            if len(self._open) > MAX_TOKENS:
                raise RunError("too_many_tokens", self.process_id, f"more than {MAX_TOKENS} open steps")
        else:
            raise RunError(
                "endless", self.process_id, f"more than {MAX_STEPS} automatic steps without a wait"
            )

    def _merge(self) -> bool:
        """Let one inclusive join fire, now that nothing else moves. True when one did."""
        self.merging = [token for token in self.merging if token.is_live]
        return any(cast("Inclusive", token.spec).try_to_fire(token) for token in self.merging)

    def _prune(self) -> None:
        """Drop what is finished: a step costs the same whatever the past (a scope's counters live as long as it)."""
        for workflow in self._scopes():
            root = workflow.task_tree
            live = live_tokens(workflow)
            workflow.tasks = {root.id: root}
            for token in live:
                workflow.tasks[token.id] = token
                token._parent = root.id
                token._children = []
            root._children = [token.id for token in live]

    def _scopes(self) -> list[Any]:
        """The case's own scope, then those inside its activities."""
        return [] if self._workflow is None else [self._workflow, *self._workflow.subprocesses.values()]

    @property
    def size(self) -> int:
        """What a live run keeps in memory: the tasks and key counters of its scopes."""
        return sum(len(workflow.tasks) + len(workflow.counts) for workflow in self._scopes())

    # -- what is open -----------------------------------------------------------------------------------

    @property
    def open(self) -> tuple[Step, ...]:
        """Every open step, sorted by key."""
        return tuple(self._step(self._open[key]) for key in sorted(self._open))

    def step(self, key: str) -> Step | None:
        """The open step with this key, if it is open."""
        token = self._open.get(key)
        return None if token is None else self._step(token)

    def next_automatic(self) -> Step | None:
        """The automatic step that has been open longest, if any."""
        for token in self._open.values():
            if self._kind(token) == "automatic":
                return self._step(token)
        return None

    def automatic(self) -> list[Step]:
        """Automatic steps that are open, the longest open first."""
        return [self._step(token) for token in self._open.values() if self._kind(token) == "automatic"]

    @property
    def marking(self) -> Marking:
        """Where the tokens are, without the past that brought them there."""
        return marking_of(self._workflow)

    def waiting_messages(self) -> list[Step]:
        """Steps that wait for a message, the longest open first."""
        return [self._step(token) for token in self._open.values() if self._kind(token) == "message"]

    def inputs(self, step: Step) -> dict[str, Any]:
        """The step's input mappings, evaluated now, as JSON values."""
        context = self.facts if step.index is None else {**self.facts, **self._item(step)}
        return {name: self._json(expression, context) for name, expression in step.element.inputs}

    def _item(self, step: Step) -> dict[str, Any]:
        loop = step.element.loop
        return {loop.variable: step.item} if loop is not None and loop.variable else {}

    def _step(self, token: Token) -> Step:
        spec = token.spec
        return Step(
            key=token.key,
            kind=self._kind(token),
            process_id=spec.process.id,
            element=spec.element,
            since=token.since,
            due=token.due,
            item=token.item,
            index=token.index,
            on=token.on,
            message=None if spec.element.message is None else spec.element.message.name,
            correlation=token.correlation,
        )

    @staticmethod
    def _kind(token: Token) -> StepKind:
        return kind_of(token.spec.element)

    # -- what the elements ask for ----------------------------------------------------------------------

    def enter(self, workflow: Any) -> None:
        """Put a scope's first token on its start event."""
        workflow.task_tree.run()

    def finish(self, workflow: Any) -> None:
        """A scope has no token left: go on after the step that holds it, or end the case."""
        if workflow is self._workflow:
            self.is_completed = True
            return
        top = workflow.top_workflow
        parent = top.get_task_from_id(workflow.parent_task_id)
        del top.subprocesses[parent.id]
        parent.complete()

    def cancel(self, token: Token) -> None:
        """Take a token out of the game, with what it hosts and what runs inside it."""
        if not token.is_live:
            return
        for other in live_tokens(token.workflow):
            if other.host is token:
                self.cancel(other)
        inside = token.workflow.top_workflow.subprocesses.pop(token.id, None)
        if inside is not None:
            for other in live_tokens(inside):
                self.cancel(other)
        token.cancel()

    def number(self, token: Token) -> str:
        """Give the token its stable key: the scope's path, the element's id, and which time it is."""
        scope, element_id = token.workflow, token.spec.element.id
        scope.counts[element_id] = scope.counts.get(element_id, 0) + 1
        token.key = f"{scope.key}{element_id}#{scope.counts[element_id]}"
        token.since = self.now
        return token.key

    def open_step(self, token: Token) -> None:
        """Number a step and list it as open."""
        self._open[self.number(token)] = token

    def close(self, token: Token) -> None:
        """The step is no longer open: it completed, fired, or was cancelled."""
        self._open.pop(token.key, None)

    def visit(self, process_id: str, element_id: str) -> None:
        """Count a passage, for the map."""
        place = (process_id, element_id)
        self.visits[place] = self.visits.get(place, 0) + 1

    # -- expressions ------------------------------------------------------------------------------------

    def holds(self, condition: Expression) -> bool:
        """Whether a condition is true for the facts now (null is not true)."""
        return self._evaluate(condition, self.facts) is True

    def calculate(self, name: str, expression: Expression) -> None:
        """Set one fact to an expression's value."""
        self.facts[name] = self._json(expression, self.facts)

    def collection(self, loop: Loop, element_id: str) -> list[Any]:
        """The items of a multi-instance activity."""
        items = self._evaluate(loop.collection, self.facts)
        if not isinstance(items, list):
            raise RunError("not_a_list", element_id, f"{loop.collection.text} is not a list")
        if len(items) > MAX_INSTANCES:
            raise RunError("too_many_items", element_id, f"more than {MAX_INSTANCES} items")
        return [to_json_value(item) for item in items]

    def default_of(self, process: Process, gateway: Element) -> list[Flow]:
        """The default flow of a gateway, where no condition holds."""
        if gateway.default_flow is None:
            raise RunError("no_flow", gateway.id, "no condition holds and there is no default flow")
        return [process.flows[gateway.default_flow]]

    def due(self, timer: Timer, element_id: str) -> datetime:
        """When a timer that starts now is due (aware)."""
        value = self._evaluate(timer.expression, self.facts)
        moment = due_at(timer.kind, value, self.now, self.zone)
        if moment is None:
            raise RunError("no_time", element_id, f"{timer.expression.text} gives no {timer.kind}")
        return moment

    def correlation(self, message: Message, element_id: str) -> str:
        """What a message must carry to reach a step that opens now: a text, or a number as text."""
        value = self._json(message.correlation, self.facts)
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise RunError("no_correlation", element_id, f"{message.correlation.text} gives no correlation")
        return str(value)

    def moment(self, expression: Expression | None) -> datetime | None:
        """The moment that an expression gives now (aware); None where there is none."""
        return (
            None
            if expression is None
            else due_at("date", self._evaluate(expression, self.facts), self.now, self.zone)
        )

    def _evaluate(self, expression: Expression, context: Mapping[str, Any]) -> Any:
        allowed = min(MAX_FEEL_EACH, self._left)
        budget = Budget(allowed)
        try:
            return expression.evaluate(context, budget)
        except FeelError as error:
            raise RunError("expression", expression.text, str(error)) from error
        finally:
            used = allowed - max(budget.steps, 0)
            self._left -= used
            self.spent += used

    def _json(self, expression: Expression, context: Mapping[str, Any]) -> Any:
        return to_json_value(self._evaluate(expression, context))
