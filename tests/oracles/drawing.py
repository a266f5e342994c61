"""The second opinion's own reader: BPMN XML to graphs of nodes and arcs, by the standard library alone.

It trusts its input (the program's checks have their own tests) and imports nothing of the program.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

_B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_Z = "{http://camunda.org/schema/zeebe/1.0}"

NODES = frozenset(
    [
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
)


@dataclass(eq=False)
class Arc:
    """A sequence flow."""

    id: str
    source: Node
    target: Node
    condition: str | None


@dataclass(eq=False)
class Node:
    """A flow node with what the oracle needs of its attributes."""

    id: str
    tag: str
    xml: ET.Element
    incoming: list[Arc] = field(default_factory=list)
    outgoing: list[Arc] = field(default_factory=list)
    boundaries: list[Node] = field(default_factory=list)
    inside: Graph | None = None
    repeats: bool = False
    message: tuple[str, str] | None = None

    @property
    def is_join(self) -> bool:
        """Whether tokens meet here, instead of passing one by one."""
        return self.tag in {"parallelGateway", "inclusiveGateway"} and len(self.incoming) > 1

    @property
    def default(self) -> str | None:
        """Id of the default flow."""
        return self.xml.get("default")

    @property
    def terminates(self) -> bool:
        """Whether an end event takes every other token of its scope with it."""
        return self.xml.find(f"{_B}terminateEventDefinition") is not None

    @property
    def interrupts(self) -> bool:
        """Whether a boundary event ends its activity."""
        return self.xml.get("cancelActivity", "true") == "true"

    @property
    def called(self) -> str | None:
        """The process that a call activity calls."""
        return self.extension("calledElement", "processId")

    def extension(self, name: str, attribute: str) -> str | None:
        """An attribute of a Camunda extension element."""
        found = self.xml.find(f"{_B}extensionElements/{_Z}{name}")
        return None if found is None else found.get(attribute)

    def property(self, name: str) -> str | None:
        """The value of one of the node's properties."""
        found = self.xml.iterfind(f"{_B}extensionElements/{_Z}properties/{_Z}property")
        return next((part.get("value") for part in found if part.get("name") == name), None)

    def timer(self) -> tuple[str, str]:
        """Tag and text of a timer's definition."""
        definition = self.xml.find(f"{_B}timerEventDefinition")
        assert definition is not None
        part = next(part for part in definition if part.tag in {f"{_B}timeDate", f"{_B}timeDuration"})
        return part.tag.removeprefix(_B), (part.text or "").strip()

    def repetition(self) -> tuple[bool, str]:
        """Whether a multi-instance activity is sequential, and its collection's expression."""
        loop = self.xml.find(f"{_B}multiInstanceLoopCharacteristics")
        assert loop is not None
        zeebe = loop.find(f"{_B}extensionElements/{_Z}loopCharacteristics")
        assert zeebe is not None
        return loop.get("isSequential") == "true", zeebe.get("inputCollection", "")


@dataclass(eq=False)
class Graph:
    """The inside of a process or of an embedded subprocess."""

    process: str
    nodes: dict[str, Node]
    start: Node


def read(raw: bytes) -> dict[str, Graph]:
    """The processes of one file by id."""
    root = ET.fromstring(raw)  # noqa: S314
    processes = {process.get("id", ""): process for process in root.iter(f"{_B}process")}
    messages = {}
    for message in root.iter(f"{_B}message"):
        wanted = message.find(f"{_B}extensionElements/{_Z}subscription")
        assert wanted is not None
        messages[message.get("id", "")] = (message.get("name", ""), wanted.get("correlationKey", ""))
    return {name: _graph(process, name, messages) for name, process in processes.items()}


def _graph(scope: ET.Element, process: str, messages: dict[str, tuple[str, str]]) -> Graph:
    nodes: dict[str, Node] = {}
    for part in scope:
        tag = part.tag.removeprefix(_B)
        if tag in NODES:
            node = nodes[part.get("id", "")] = Node(part.get("id", ""), tag, part)
            node.repeats = part.find(f"{_B}multiInstanceLoopCharacteristics") is not None
            awaited = part.find(f"{_B}messageEventDefinition")
            node.message = None if awaited is None else messages[awaited.get("messageRef", "")]
            node.inside = _graph(part, process, messages) if tag == "subProcess" else None
    for part in scope.findall(f"{_B}sequenceFlow"):
        _connect(part, nodes)
    for node in nodes.values():
        if node.tag == "boundaryEvent":
            nodes[node.xml.get("attachedToRef", "")].boundaries.append(node)
    return Graph(process, nodes, next(node for node in nodes.values() if node.tag == "startEvent"))


def _connect(flow: ET.Element, nodes: dict[str, Node]) -> None:
    condition = flow.findtext(f"{_B}conditionExpression")
    arc = Arc(
        flow.get("id", ""), nodes[flow.get("sourceRef", "")], nodes[flow.get("targetRef", "")], condition
    )
    arc.source.outgoing.append(arc)
    arc.target.incoming.append(arc)
