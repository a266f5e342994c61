"""Our own SpiffWorkflow element classes: BPMN as a plain token game.

SpiffWorkflow keeps history and predictions in one tree and lets joins search it, which is where its wrong
corners come from (a parallel join in a return loop fires early, parallel blocks in a row predict 2^n tasks, depth
1000 ends a case). These classes use its tasks, states and subprocesses, but predict nothing: an unfinished task
*is* a token, it remembers the flow it came by, and a join (`gateways`) counts the tokens that wait at it, as BPMN
2.0.2 section 13.4 says.

Only this room and its neighbours in `engine` may import SpiffWorkflow.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from .model import Element, Flow, Process

if TYPE_CHECKING:
    from . import model
    from .run import Run

# SpiffWorkflow builds the extras of a log record before it asks whether anybody listens.
for _name in ("spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)

LIVE = TaskState.NOT_FINISHED_MASK


class Token(Task):  # type: ignore[misc]
    """A task of SpiffWorkflow that is a token: how it came, its stable key, and what it is hosted by."""

    flow: str | None = None
    key = ""
    since = datetime.min.replace(tzinfo=UTC)
    due: datetime | None = None
    on: date | None = None
    correlation: str | None = None
    host: Token | None = None
    item: Any = None
    index: int | None = None
    pending: Sequence[tuple[int, Any]] = ()

    def __init__(self, workflow: Any, task_spec: TokenSpec, parent: Task, *, state: int) -> None:
        """Its id only tells it apart in this run, so it need not be drawn by lot."""
        super().__init__(workflow, task_spec, parent, state=state, id=object())

    def _set_state(self, value: int) -> None:
        """Set the state without the log record that the library would build."""
        self._state = value

    @property
    def spec(self) -> TokenSpec:
        """The element class this token stands on."""
        return cast("TokenSpec", self.task_spec)

    @property
    def is_live(self) -> bool:
        """Whether the token is still in the game."""
        return bool(self._state & LIVE)


class CaseWorkflow(BpmnWorkflow):  # type: ignore[misc]
    """The top level of one case. `run` is the replay it belongs to."""

    def __init__(self, spec: BpmnProcessSpec, subprocess_specs: dict[str, BpmnProcessSpec], run: Run) -> None:
        self.run = run
        self.key = ""
        self.counts: dict[str, int] = {}
        super().__init__(spec, subprocess_specs, script_engine=_NoScripts())

    def create_subprocess(self, my_task: Token, spec_name: str) -> ScopeWorkflow:
        """Start the scope behind a call activity or a subprocess, under that step's key."""
        scope = ScopeWorkflow(self.subprocess_specs[spec_name], my_task)
        self.subprocesses[my_task.id] = scope
        return scope

    def _task_completed_notify(self, task: Task) -> None:
        """Nothing waits for a walk through the tree here: joins are asked when a token arrives."""
        self.last_task = task


class ScopeWorkflow(BpmnSubWorkflow):  # type: ignore[misc]
    """The inside of a call activity or an embedded subprocess. `counts` numbers its steps, for their keys."""

    def __init__(self, spec: BpmnProcessSpec, host: Token) -> None:
        self.key = f"{host.key}/"
        self.counts: dict[str, int] = {}
        super().__init__(spec, parent_task_id=host.id, top_workflow=host.workflow.top_workflow)

    def _task_completed_notify(self, task: Task) -> None:
        self.last_task = task


class _NoScripts:
    """Stands where SpiffWorkflow expects an interpreter: whatever reaches it is a defect, never evaluated."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the engine asked SpiffWorkflow for a script engine ({name})")


def run_of(token: Task) -> Run:
    """The replay that a token belongs to."""
    return cast("Run", token.workflow.top_workflow.run)


def live_tokens(workflow: Any) -> list[Token]:
    """Tokens still in the game in one scope, oldest first."""
    return [task for task in workflow.tasks.values() if isinstance(task, Token) and task.is_live]


class TokenSpec(BpmnTaskSpec):  # type: ignore[misc]
    """What all elements share: nothing is predicted, and a completed token moves along the chosen flows."""

    opens = False  # whether somebody outside (a person, an operation, the clock) must act before it moves on

    def __init__(
        self, wf_spec: BpmnProcessSpec, process: Process, element: Element, name: str | None = None
    ) -> None:
        super().__init__(wf_spec, name or element.id, manual=self.opens)
        self.process = process
        self.element = element
        self.flows: Sequence[Flow] = () if name else process.outgoing(element.id)
        self.incoming: Sequence[Flow] = process.incoming(element.id)
        self.boundaries: list[Element] = [] if name else process.boundaries(element.id)

    def test(self) -> None:
        """The reader has checked the diagram; SpiffWorkflow's own test knows less."""

    def _predict(self, my_task: Task, *_args: Any, **_kwargs: Any) -> None:
        """A token is where it is; nothing is predicted."""

    def _update_hook(self, my_task: Token) -> bool:
        return True

    def _on_ready_hook(self, my_task: Token) -> None:
        self.count(my_task)
        run_of(my_task).ready.append(my_task)

    def count(self, my_task: Token) -> None:
        """Count the passage of a token; the instances of a repetition are part of one passage."""
        if my_task.index is None:
            run_of(my_task).visit(self.process.id, self.element.id)

    def _run_hook(self, my_task: Token) -> bool | None:
        return True

    def _on_complete_hook(self, my_task: Token) -> None:
        run = run_of(my_task)
        if self.opens:
            run.close(my_task)
        if self.boundaries:
            for token in live_tokens(my_task.workflow):
                if token.host is my_task:
                    run.cancel(token)
        if my_task.host is not None:
            cast("MultiInstance", my_task.host.spec).instance_done(my_task.host)
        self.leave(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        if self.opens:
            run_of(my_task).close(my_task)

    def chosen(self, my_task: Token) -> Iterable[Flow]:
        """Flows that get a token when this one completes."""
        return self.flows

    def leave(self, my_task: Token) -> None:
        """Put a token on each chosen flow."""
        run = run_of(my_task)
        for flow in self.chosen(my_task):
            run.visit(self.process.id, flow.id)
            token = Token(
                my_task.workflow, self._wf_spec.task_specs[flow.target], my_task, state=TaskState.FUTURE
            )
            token.flow = flow.id

    def attach_boundaries(self, my_task: Token) -> None:
        """Start the boundary events of an activity that has become active."""
        for boundary in self.boundaries:
            cast("CatchEvent", self._wf_spec.task_specs[boundary.id]).attach(my_task)


class Root(BpmnTaskSpec):  # type: ignore[misc]
    """The invisible first task of a scope: it puts a token on the start event."""

    def __init__(self, wf_spec: BpmnProcessSpec, start: str) -> None:
        super().__init__(wf_spec, "Start")
        self.start_event = start

    def test(self) -> None:
        """Nothing comes before the root."""

    def _predict(self, my_task: Task, *_args: Any, **_kwargs: Any) -> None:
        """A token is where it is; nothing is predicted."""

    def _on_complete_hook(self, my_task: Task) -> None:
        Token(my_task.workflow, self._wf_spec.task_specs[self.start_event], my_task, state=TaskState.FUTURE)


class Pass(TokenSpec):
    """Start events, and exclusive or inclusive gateways that only merge: the token passes through."""


class End(TokenSpec):
    """An end event. The last one in a scope finishes it; a terminate end takes the other tokens with it."""

    def _on_complete_hook(self, my_task: Token) -> None:
        run = run_of(my_task)
        if self.element.terminate:
            for token in live_tokens(my_task.workflow):
                run.cancel(token)
        if not live_tokens(my_task.workflow):
            run.finish(my_task.workflow)


class Script(TokenSpec):
    """A script task: one FEEL expression gives one fact."""

    def _run_hook(self, my_task: Token) -> bool:
        script = cast("model.Script", self.element.script)
        run_of(my_task).calculate(script.result, script.expression)
        return True


def scope_name(process: Process, element: Element) -> str:
    """The name under which the inside of a call activity or subprocess is built."""
    return element.called or f"{process.id}/{element.id}"


class Open(TokenSpec):
    """An activity that waits for a person or for an operation's result."""

    opens = True

    def _on_ready_hook(self, my_task: Token) -> None:
        self.count(my_task)
        run = run_of(my_task)
        run.open_step(my_task)
        my_task.due = run.moment(self.element.due)
        moment = run.moment(self.element.on)
        my_task.on = None if moment is None else moment.date()
        self.attach_boundaries(my_task)


class CatchEvent(TokenSpec):
    """An intermediate or boundary event: it waits until a `fired` entry (timer) or a `received` one (message) names it.

    On the edge of an activity that it does not interrupt, a message is awaited again as long as the activity lasts.
    """

    opens = True

    def attach(self, host: Token, correlation: str | None = None) -> None:
        """Start waiting on the edge of an active activity; for the same `correlation` as before where one is given."""
        token = Token(host.workflow, self, host.workflow.task_tree, state=TaskState.WAITING)
        token.host, token.correlation = host, correlation
        self.activate(token)

    def activate(self, my_task: Token) -> None:
        """Give the event its key, and say for what it waits: its due time or its correlation."""
        run = run_of(my_task)
        if self.element.message is None:
            self.set_due(my_task)
        elif my_task.correlation is None:
            my_task.correlation = run.correlation(self.element.message, self.element.id)
        run.open_step(my_task)

    def set_due(self, my_task: Token) -> None:
        """Say when a timer that starts now is due; an event that waits for a message has no such time."""
        if self.element.timer is not None:
            my_task.due = run_of(my_task).due(self.element.timer, self.element.id)

    def _update_hook(self, my_task: Token) -> bool:
        my_task._set_state(TaskState.WAITING)
        self.activate(my_task)
        return False

    def _on_complete_hook(self, my_task: Token) -> None:
        run = run_of(my_task)
        run.close(my_task)
        if my_task.host is not None and self.element.interrupting:
            run.cancel(my_task.host)
        elif my_task.host is not None and self.element.message is not None:
            self.attach(my_task.host, my_task.correlation)
        self.leave(my_task)


class Scope(TokenSpec):
    """A call activity or an embedded subprocess: its inside is a workflow of its own."""

    def _on_ready_hook(self, my_task: Token) -> None:
        run_of(my_task).number(my_task)
        self.attach_boundaries(my_task)
        super()._on_ready_hook(my_task)

    def _run_hook(self, my_task: Token) -> None:
        name = scope_name(self.process, self.element)
        run_of(my_task).enter(my_task.workflow.top_workflow.create_subprocess(my_task, name))


class MultiInstance(TokenSpec):
    """The outside of a multi-instance activity: one inner token per item of the collection."""

    def __init__(self, wf_spec: BpmnProcessSpec, process: Process, element: Element, inner: str) -> None:
        super().__init__(wf_spec, process, element)
        self.inner = inner

    def _on_ready_hook(self, my_task: Token) -> None:
        self.attach_boundaries(my_task)
        super()._on_ready_hook(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        loop = cast("model.Loop", self.element.loop)
        my_task.pending = tuple(enumerate(run_of(my_task).collection(loop, self.element.id), start=1))
        if not my_task.pending:
            return True
        for _ in range(1 if loop.sequential else len(my_task.pending)):
            self._start_next(my_task)
        return None

    def _start_next(self, my_task: Token) -> None:
        (index, item), *my_task.pending = my_task.pending
        spec = self._wf_spec.task_specs[self.inner]
        token = Token(my_task.workflow, spec, my_task.workflow.task_tree, state=TaskState.FUTURE)
        token.host, token.index, token.item = my_task, index, item
        spec._update(token)

    def instance_done(self, my_task: Token) -> None:
        """One instance has completed: start the next one, or move on when all have."""
        if my_task.pending:
            self._start_next(my_task)
        elif not any(t.host is my_task and t.spec.name == self.inner for t in live_tokens(my_task.workflow)):
            my_task.complete()
