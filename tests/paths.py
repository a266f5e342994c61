"""Every path of a diagram, played in memory: each human step with each answer that a condition may read.

The real engine runs, and nothing is stored. Automatic steps answer with the facts that their operation or decision
table declares; a called process is a wait and one answer, because it is walked on its own. What no walk
passes is a flow that no answer leads to.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from webapp.engine import Definitions, Element, Entry, Process, Run, Step, read_definitions
from webapp.forms import Form
from webapp.operations import find
from webapp.services.planning.contracts import human_operation
from webapp.services.process.releases import read_bundle, shipped_files

ROOT = Path(__file__).resolve().parents[1]
START = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)
SOME_DAY = "2026-02-02"
MAX_STATES = 4_000
KINDS = {"human": "completed", "automatic": "result", "timer": "fired", "message": "received"}

STUB = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="pengganti_{id}" targetNamespace="uji">
<process id="{id}" isExecutable="true">
<startEvent id="mulai"><outgoing>w</outgoing></startEvent>
<intermediateCatchEvent id="berjalan_{id}" name="Berjalan"><incoming>w</incoming><outgoing>a</outgoing>
<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>
<serviceTask id="jawab_{id}" name="Dipanggil"><extensionElements>
<zeebe:taskDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" type="stub.{id}" /></extensionElements>
<incoming>a</incoming><outgoing>b</outgoing></serviceTask>
<endEvent id="selesai"><incoming>b</incoming></endEvent>
<sequenceFlow id="w" sourceRef="mulai" targetRef="berjalan_{id}" />
<sequenceFlow id="a" sourceRef="berjalan_{id}" targetRef="jawab_{id}" />
<sequenceFlow id="b" sourceRef="jawab_{id}" targetRef="selesai" />
</process></definitions>"""


@dataclass
class Walked:
    """What the walks of one process passed. `stuck` are states in which nothing can happen and the case is not over."""

    process: Process
    passed: set[str] = field(default_factory=set)
    states: int = 0
    ended: int = 0
    stuck: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def untouched(self) -> list[str]:
        """Flows that no walk passed."""
        return sorted(set(self.process.flows) - self.passed)


@dataclass
class Shipped:
    """The shipped bundle: diagrams, forms, tables."""

    definitions: Definitions
    forms: Mapping[str, Form]
    files: Mapping[str, str]


def shipped() -> Shipped:
    """Read what ships."""
    files = shipped_files(ROOT)
    bundle = read_bundle(files)
    return Shipped(bundle.definitions, bundle.forms, files)


def walk(bundle: Shipped, process_id: str) -> Walked:
    """Play a process from its start through every state that its conditions can tell apart."""
    return _Walk(bundle, process_id).all()


class Answers:
    """What people and operations may answer in a process: each combination that its conditions can tell apart."""

    def __init__(self, bundle: Shipped, process_id: str) -> None:
        self.bundle = bundle
        self.process = bundle.definitions.processes[process_id]
        self.read = self._facts_read()

    def _facts_read(self) -> frozenset[str]:
        read: set[str] = set()
        for flow in self.process.flows.values():
            read |= flow.condition.names if flow.condition else frozenset()
        for one in self.process.elements.values():
            read |= one.loop.collection.names if one.loop else frozenset()
        return frozenset(read)

    def given(self) -> dict[str, Any]:
        """Facts that a caller or a starter gives: all dates on a day, and the first of the possible values."""
        return {name: values[0] if values else SOME_DAY for name, values in self._elsewhere().items()}

    def _elsewhere(self) -> dict[str, tuple[Any, ...]]:
        """Every fact that some step of the release may give, with its values; an empty tuple where any is possible."""
        found: dict[str, tuple[Any, ...]] = {}
        for process in self.bundle.definitions.processes.values():
            for element in process.elements.values():
                for name, values in self._facts(process, element).items():
                    found[name] = found.get(name) or values
        return found

    def of(self, step: Step) -> Iterator[dict[str, Any]]:
        """Each combination of the answers to a step that a condition reads; the rest as it may be."""
        if step.element.operation is not None and step.element.operation.startswith("stub."):
            offered = {name: values for name, values in self._elsewhere().items() if name in self.read}
        else:
            offered = self._facts(self.bundle.definitions.processes[step.process_id], step.element)
        names = [name for name in offered if name in self.read and offered[name]]
        rest = {
            name: values[0] if values else SOME_DAY for name, values in offered.items() if name not in names
        }
        for chosen in product(*(offered[name] for name in names)):
            yield {**rest, **dict(zip(names, chosen, strict=True))}

    def _facts(self, process: Process, element: Element) -> dict[str, tuple[Any, ...]]:
        found: dict[str, tuple[Any, ...]] = {}
        if element.form is not None:
            form = self.bundle.forms[element.form]
            found |= {name: tuple(values) for name, values in form.facts.items() if values}
        if element.decision is not None and element.result is not None:
            found |= {element.result: _outcomes(self.bundle.definitions, element.decision)}
        operation = find(element.operation or human_operation(process, element))
        if operation is not None:
            found |= {name: tuple(values or ()) for name, values in operation.facts.items()}
        return found


class _Walk:
    def __init__(self, bundle: Shipped, process_id: str) -> None:
        self.bundle = bundle
        self.answers = Answers(bundle, process_id)
        self.process = self.answers.process
        self.definitions = self._alone()
        self.walked = Walked(self.process)

    def _alone(self) -> Definitions:
        """The process with a stand-in for each that it calls."""
        called = {one.called for one in self.process.elements.values() if one.called is not None}
        files = {
            name: text.encode()
            for name, text in self.bundle.files.items()
            if name.startswith("workflows/tables/")
        }
        files[self.process.file] = self.bundle.files[self.process.file].encode()
        files |= {f"workflows/_{one}.bpmn": STUB.format(id=one).encode() for one in called}
        return read_definitions(files)

    def all(self) -> Walked:
        seen: set[Any] = set()
        ahead: list[list[Entry]] = [[Entry(1, "started", START, None, self.answers.given())]]
        while ahead and len(seen) < MAX_STATES:
            log = ahead.pop()
            run = Run.replay(self.definitions, self.process.id, log)
            self.walked.passed |= {
                flow for (process, flow) in run.visits if process == self.process.id
            } & set(self.process.flows)
            state = (
                tuple(sorted(re.sub(r"#\d+", "", step.key) for step in run.open)),
                *(repr(run.facts.get(name)) for name in sorted(self.answers.read)),
            )
            if state in seen:
                continue
            seen.add(state)
            if run.is_completed:
                self.walked.ended += 1
                continue
            more = [[*log, entry] for entry in self._next(run, len(log) + 1)]
            if not more:
                self.walked.stuck.append(tuple(step.key for step in run.open))
            ahead += more
        self.walked.states = len(seen)
        return self.walked

    def _next(self, run: Run, seq: int) -> Iterator[Entry]:
        steps: Sequence[Step] = [step for step in run.open if step.kind == "automatic"][:1] or run.open
        for step in steps:
            at = max(
                [run.now + timedelta(minutes=1), *([step.due] if step.kind == "timer" and step.due else [])]
            )
            for facts in self.answers.of(step):
                yield Entry(seq, KINDS[step.kind], at, step.key, facts)  # type: ignore[arg-type]


def _outcomes(definitions: Definitions, decision_id: str) -> tuple[Any, ...]:
    """What a table with one output may answer; nothing for one with several, which no condition compares as a whole."""
    decision = definitions.decisions[decision_id]
    if len(decision.outputs) != 1:
        return ()
    (output,) = decision.outputs
    return tuple(output.values or ())


def report(bundle: Shipped) -> list[str]:
    """One line a process: flows passed, of how many; states; and each untouched flow by name."""
    lines = []
    for process_id in sorted(bundle.definitions.processes):
        walked = walk(bundle, process_id)
        total = len(walked.process.flows)
        passed = total - len(walked.untouched)
        lines.append(
            f"{process_id:24}{passed:4}/{total} alur,{walked.states:5} keadaan,{walked.ended:3} akhir"
        )
        lines += [f"    tidak dilewati: {flow}" for flow in walked.untouched]
        lines += [f"    macet: {', '.join(keys)}" for keys in walked.stuck]
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(report(shipped())) + "\n")
