"""What a checked diagram is, as values: processes, elements, flows, lanes and their drawing.

Everything here is immutable and knows neither XML nor SpiffWorkflow: `reader` makes it, `checks` judges it,
`build` turns it into something that runs, and `map` draws it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from webapp.feel import Expression

Kind = Literal[
    "startEvent",
    "endEvent",
    "userTask",
    "serviceTask",
    "businessRuleTask",
    "scriptTask",
    "callActivity",
    "subProcess",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "intermediateCatchEvent",
    "boundaryEvent",
]

Severity = Literal["error", "warning"]

GATEWAYS: frozenset[str] = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway"})
SCOPES: frozenset[str] = frozenset({"callActivity", "subProcess"})
WAITS: frozenset[str] = frozenset({"userTask", "intermediateCatchEvent"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a diagram is refused, in the reader's language, with the mend.

    A `warning` refuses nothing: what it names may be meant, and is shown to whoever publishes.
    """

    code: str
    element_id: str | None
    message: str
    mend: str
    file: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.file}, {self.element_id}" if self.element_id else self.file
        return f"{where}: {self.message} {self.mend}"


class DiagramRefused(Exception):
    """A diagram cannot be accepted; `problems` names every reason that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of the drawing, in the diagram's own units (CSS pixels)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """BPMN-DI of one process: shapes and labels by element id, way points by flow id."""

    shapes: Mapping[str, Bounds] = field(default_factory=dict)
    labels: Mapping[str, Bounds] = field(default_factory=dict)
    edges: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    expanded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is a FEEL expression or None."""

    id: str
    name: str
    source: str
    target: str
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane, and the role whose holder does the human steps in it."""

    id: str
    name: str
    role: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer is due: at a `date`, or a `duration` after it became active (FEEL; ISO text is a FEEL string)."""

    kind: Literal["date", "duration"]
    expression: Expression


@dataclass(frozen=True, slots=True)
class Message:
    """What an event waits for: a message of this name whose correlation is what the expression gives (FEEL)."""

    name: str
    correlation: Expression


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance: one instance per item of `collection`, all at once or one after the other."""

    sequential: bool
    collection: Expression
    variable: str | None


@dataclass(frozen=True, slots=True)
class Script:
    """One FEEL expression whose value becomes one fact."""

    expression: Expression
    result: str


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node of a process. `scope` is the enclosing subprocess's id, or the process's own.

    Of a human step: `due` gives its last day, or `deadline` the key by which a table counts it; `on` gives the day for
    which its holder is sought (today where it is None), and a `quiet` one stands in no inbox. A business rule task asks
    the `decision` of that id and puts what it says into the fact `result`. An event waits for its `timer` or for its
    `message`.
    """

    id: str
    kind: Kind
    name: str
    scope: str
    documentation: str = ""
    role: str | None = None
    form: str | None = None
    workspace: str | None = None
    due: Expression | None = None
    deadline: str | None = None
    on: Expression | None = None
    quiet: bool = False
    operation: str | None = None
    inputs: tuple[tuple[str, Expression], ...] = ()
    decision: str | None = None
    result: str | None = None
    script: Script | None = None
    timer: Timer | None = None
    message: Message | None = None
    attached_to: str | None = None
    interrupting: bool = True
    called: str | None = None
    loop: Loop | None = None
    default_flow: str | None = None
    terminate: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Process:
    """One executable process. `elements` holds those inside embedded subprocesses too; document order is kept."""

    id: str
    name: str
    file: str
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: tuple[Lane, ...] = ()
    pool: tuple[str, str] | None = None
    documentation: str = ""
    drawing: Drawing = field(default_factory=Drawing)

    def members(self, scope: str) -> Iterator[Element]:
        """Elements that stand directly in `scope`, in document order."""
        return (element for element in self.elements.values() if element.scope == scope)

    def outgoing(self, element_id: str) -> list[Flow]:
        """Flows that leave an element, in document order."""
        return [flow for flow in self.flows.values() if flow.source == element_id]

    def incoming(self, element_id: str) -> list[Flow]:
        """Flows that enter an element, in document order."""
        return [flow for flow in self.flows.values() if flow.target == element_id]

    def boundaries(self, element_id: str) -> list[Element]:
        """Boundary events attached to an element, in document order."""
        return [element for element in self.elements.values() if element.attached_to == element_id]

    @property
    def scopes(self) -> list[str]:
        """The process's own id, then the ids of its embedded subprocesses."""
        return [self.id, *(e.id for e in self.elements.values() if e.kind == "subProcess")]
