"""From a checked process to the SpiffWorkflow specification that runs it, one specification per scope.

The result is shared by all runs of a release and never changes after it is built.
"""

from __future__ import annotations

from collections.abc import Iterable

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from . import elements as e
from . import gateways as g
from .model import Element, Process

_CLASSES: dict[str, type[e.TokenSpec]] = {
    "startEvent": e.Pass,
    "endEvent": e.End,
    "userTask": e.Open,
    "serviceTask": e.Open,
    "businessRuleTask": e.Open,
    "scriptTask": e.Script,
    "callActivity": e.Scope,
    "subProcess": e.Scope,
    "exclusiveGateway": g.Exclusive,
    "parallelGateway": g.Parallel,
    "inclusiveGateway": g.Inclusive,
    "intermediateCatchEvent": e.CatchEvent,
    "boundaryEvent": e.CatchEvent,
}


class TokenProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """One scope: a process, or the inside of an embedded subprocess."""

    def __init__(self, name: str, process: Process, members: Iterable[Element]) -> None:
        super().__init__(name=name)
        self.task_specs.clear()  # the library's own start and end join are not used: see elements.Root and elements.End
        for element in members:
            self._add(process, element)
        start = next(spec for spec in self.task_specs.values() if spec.element.kind == "startEvent")
        self.start = e.Root(self, start.name)

    def _add(self, process: Process, element: Element) -> None:
        kind = _CLASSES[element.kind]
        if element.loop is None:
            kind(self, process, element)
            return
        inner = kind(self, process, element, name=f"{element.id}[]")
        e.MultiInstance(self, process, element, inner.name)


def build(processes: Iterable[Process]) -> dict[str, BpmnProcessSpec]:
    """Specifications by name: a process's id, or `process/subprocess` for an embedded one."""
    specs: dict[str, BpmnProcessSpec] = {}
    for process in processes:
        for scope in process.scopes:
            name = scope if scope == process.id else f"{process.id}/{scope}"
            specs[name] = TokenProcessSpec(name, process, process.members(scope))
    return specs
