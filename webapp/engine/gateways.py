"""The gateways of the token game: who passes, who divides, and who waits for whom (BPMN 2.0.2, section 13.4).

Joins count the tokens that wait at them, by the flow each came by; nothing is predicted and no history is searched.
"""

from __future__ import annotations

from collections.abc import Iterable

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.util.task import TaskState

from .elements import Token, TokenSpec, live_tokens, run_of
from .model import Element, Flow, Process


class Exclusive(TokenSpec):
    """A diverging exclusive gateway: the first flow whose condition is true, else the default."""

    def chosen(self, my_task: Token) -> Iterable[Flow]:
        run = run_of(my_task)
        for flow in self.flows:
            if flow.condition is None and flow.id != self.element.default_flow:
                return [flow]
            if flow.condition is not None and run.holds(flow.condition):
                return [flow]
        return run.default_of(self.process, self.element)


class Parallel(TokenSpec):
    """A parallel gateway: takes one token from each incoming flow, gives one to each outgoing flow."""

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.incoming) < 2:
            return True
        my_task._set_state(TaskState.WAITING)
        waiting: dict[str | None, Token] = {}
        for token in live_tokens(my_task.workflow):
            if token.task_spec is self and token._state == TaskState.WAITING:
                waiting.setdefault(token.flow, token)
        if len(waiting) < len(self.incoming):
            return False
        for token in waiting.values():
            if token is not my_task:
                token.cancel()
        return True


class Inclusive(TokenSpec):
    """An inclusive gateway: waits as long as a token elsewhere in its scope may reach an empty incoming flow.

    An armed boundary timer is such a token: its activity does not stand for it, nor it for its activity.
    """

    def __init__(self, wf_spec: BpmnProcessSpec, process: Process, element: Element) -> None:
        super().__init__(wf_spec, process, element)
        self.reach = _reach(process, element) if len(self.incoming) > 1 else {}

    def _update_hook(self, my_task: Token) -> bool:
        if len(self.incoming) < 2:
            return True
        my_task._set_state(TaskState.WAITING)
        run_of(my_task).merging.append(my_task)
        return False

    def try_to_fire(self, my_task: Token) -> bool:
        """Fire if nothing can still bring a token to an empty incoming flow (BPMN 2.0.2, 13.4.3).

        Asked when nothing else moves, so every token that is here waits.
        """
        waiting: dict[str | None, Token] = {}
        others: list[Token] = []
        for token in live_tokens(my_task.workflow):
            if token.task_spec is not self:
                others.append(token)
            else:
                waiting.setdefault(token.flow, token)
        taken = set(waiting)
        for other in others:
            reached = self.reach.get(other.spec.element.id, frozenset())
            if reached and not reached & taken:
                return False
        for token in waiting.values():
            if token is not my_task:
                token.cancel()
        my_task._ready()
        return True

    def chosen(self, my_task: Token) -> Iterable[Flow]:
        if len(self.flows) < 2:
            return self.flows
        run = run_of(my_task)
        matching = [flow for flow in self.flows if flow.condition is not None and run.holds(flow.condition)]
        return matching or run.default_of(self.process, self.element)


def _reach(process: Process, gateway: Element) -> dict[str, frozenset[str]]:
    """For each element of the gateway's scope: which incoming flows a token there could still arrive by."""
    found: dict[str, set[str]] = {}
    for flow in process.incoming(gateway.id):
        stack, seen = [flow.source], {gateway.id}
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            found.setdefault(node, set()).add(flow.id)
            stack.extend(previous.source for previous in process.incoming(node))
    return {node: frozenset(flows) for node, flows in found.items()}
