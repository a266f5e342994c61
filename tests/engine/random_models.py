"""Random accepted diagrams, structured and not, as BPMN XML; and the random facts that drive them.

A model is drawn block by block (sequence, choice, fork, return loop, call, subprocess, repetition, timers), then a few
jumps are added between arbitrary flows of one scope, so that joins meet tokens that no structured editor would send
them. Every cycle contains a human step, because the checks refuse one that never waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from .small import table

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"

LETTERS = ("f0", "f1", "f2")
NUMBERS = ("n0", "n1")
MAX_NODES = 45
FIXED = '="satu"'
TABLE = "uji_tabel"

facts = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from(["a", "b"]) for name in LETTERS},
        **{name: st.integers(0, 3) for name in NUMBERS},
        "daftar": st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
        "wilayah": st.sampled_from(["utara", "selatan", 7]),
    },
)
start_facts = st.fixed_dictionaries(
    {
        "f0": st.sampled_from(["a", "b"]),
        "n0": st.integers(0, 3),
        "daftar": st.lists(st.sampled_from(["x", "y"]), max_size=3),
        "wilayah": st.sampled_from(["utara", "selatan"]),
        "tenggat": st.sampled_from(["2026-01-31", "2026-02-28"]),
    }
)

_tests = st.one_of(
    st.builds('{} = "{}"'.format, st.sampled_from(LETTERS), st.sampled_from("ab")),
    st.builds('{} != "{}"'.format, st.sampled_from(LETTERS), st.sampled_from("ab")),
    st.builds(
        "{} {} {}".format, st.sampled_from(NUMBERS), st.sampled_from([">", "<=", "="]), st.integers(0, 2)
    ),
)
conditions = st.one_of(
    _tests,
    st.builds("not({})".format, _tests),
    st.builds("{} and {}".format, _tests, _tests),
    st.builds("{} or {}".format, _tests, _tests),
)


@dataclass
class Node:
    """One element being drawn: its tag, attributes, and the XML inside it."""

    id: str
    tag: str
    scope: str
    attributes: dict[str, str] = field(default_factory=dict)
    extensions: str = ""
    parts: str = ""


@dataclass
class Flow:
    """One sequence flow being drawn."""

    id: str
    source: str
    target: str
    condition: str | None = None


Ends = tuple[str, str]  # where a block is entered, and where it is left


class Sketch:
    """One process being drawn, by random decisions."""

    def __init__(self, process_id: str, draw: Callable[[Any], Any], callable_: list[str]) -> None:
        self.process_id = process_id
        self.draw = draw
        self.callable = callable_
        self.restless = False  # whether cycles may be drawn that wait for nobody
        self.nodes: dict[str, Node] = {}
        self.flows: list[Flow] = []

    # -- parts --------------------------------------------------------------------------------------------

    def node(self, tag: str, scope: str, extensions: str = "", parts: str = "", **attributes: str) -> str:
        """Add an element; its id."""
        letters = "".join(letter for letter in tag if letter.isupper()).lower()
        node_id = f"{tag[0]}{letters}{len(self.nodes)}"
        self.nodes[node_id] = Node(node_id, tag, scope, attributes, extensions, parts)
        return node_id

    def connect(
        self, source: str, target: str, condition: str | None = None, *, default: bool = False
    ) -> Flow:
        """Add a flow."""
        flow = Flow(f"_{len(self.flows)}", source, target, condition)
        self.flows.append(flow)
        if default:
            self.nodes[source].attributes["default"] = flow.id
        return flow

    def pick(self, *choices: Any) -> Any:
        """One of several things."""
        return self.draw(st.sampled_from(choices))

    def chance(self, one_in: int) -> bool:
        """Whether something rare happens."""
        return bool(self.draw(st.integers(0, one_in - 1)) == one_in - 1)

    # -- elements -----------------------------------------------------------------------------------------

    def user(self, scope: str, parts: str = "") -> str:
        """A human step."""
        form = '<zeebe:formDefinition formId="uji/isi" /><zeebe:assignmentDefinition candidateGroups="pegawai" />'
        if self.chance(4):
            form += '<zeebe:taskSchedule dueDate="2026-06-30" /><zeebe:properties>'
            form += '<zeebe:property name="hari_pemegang" value="2026-03-01" /></zeebe:properties>'
        return self.node("userTask", scope, form, parts)

    def service(self, scope: str, parts: str = "") -> str:
        """An automatic step."""
        return self.node("serviceTask", scope, '<zeebe:taskDefinition type="uji.jalan" />', parts)

    def rule(self, scope: str) -> str:
        """A question to a decision table; the player answers for it."""
        return self.node(
            "businessRuleTask", scope, '<zeebe:calledDecision decisionId="uji_tabel" resultVariable="f0" />'
        )

    def script(self, scope: str) -> str:
        """A script that changes one fact."""
        name = self.pick(*NUMBERS)
        expression = self.pick(f"={name} + 1", "=0", f"={self.pick(*NUMBERS)}")
        attributes = f"expression={quoteattr(expression)} resultVariable={quoteattr(name)}"
        return self.node("scriptTask", scope, f"<zeebe:script {attributes} />")

    def event_part(self) -> str:
        """What an event waits for: a message, or more often a time."""
        if self.chance(3):
            return f'<bpmn:messageEventDefinition messageRef="{self.pick("pesan_a", "pesan_b")}" />'
        return self.timer_part()

    def timer_part(self) -> str:
        """A timer's definition."""
        tag, text = self.pick(
            ("timeDuration", "P1D"), ("timeDuration", "P1M"), ("timeDuration", "PT2H"), ("timeDate", "=tenggat"),
            ("timeDate", "2026-03-01"),
        )  # fmt: skip
        return f"<bpmn:timerEventDefinition><bpmn:{tag}>{text}</bpmn:{tag}></bpmn:timerEventDefinition>"

    def loop_part(self) -> str:
        """What makes an activity repeat."""
        collection = self.pick("=daftar", "=[]", "=[1, 2]", '=["p", "q", "r"]', '=["p", "q"]')
        sequential = self.pick("true", "false")
        return (
            f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"><bpmn:extensionElements>'
            f"<zeebe:loopCharacteristics inputCollection={quoteattr(collection)} inputElement='butir' />"
            "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
        )

    # -- blocks -------------------------------------------------------------------------------------------

    def sequence(self, scope: str, depth: int, fewest: int = 1) -> Ends:
        """One block or more after another."""
        blocks = [self.block(scope, depth) for _ in range(self.draw(st.integers(fewest, fewest + 2)))]
        for (_, left), (entered, _) in pairwise(blocks):
            self.connect(left, entered)
        return blocks[0][0], blocks[-1][1]

    def block(self, scope: str, depth: int) -> Ends:
        """One block; only simple ones when deep or when the model has grown large."""
        simple = [self._service, self._script]
        if not self.restless:
            simple += [self._user, self._timer]
        nested: list[Callable[[str, int], Ends]] = [
            self._choice,
            self._return_loop,
            self._subprocess,
            self._bounded,
            self._crowd,
            self._guarded,
        ]
        nested += [self._fork, self._inclusive, self._repeated, self._early_end] * 2
        nested += [self._call] if self.callable else []
        if depth <= 0 or len(self.nodes) > MAX_NODES:
            nested = []
        block: Ends = self.pick(*simple, *nested)(scope, depth - 1)
        return block

    def _user(self, scope: str, _depth: int) -> Ends:
        node = self.user(scope)
        return node, node

    def _service(self, scope: str, _depth: int) -> Ends:
        node = self.rule(scope) if self.chance(3) else self.service(scope)
        return node, node

    def _script(self, scope: str, _depth: int) -> Ends:
        node = self.script(scope)
        return node, node

    def _timer(self, scope: str, _depth: int) -> Ends:
        node = self.node("intermediateCatchEvent", scope, parts=self.event_part())
        return node, node

    def _call(self, scope: str, _depth: int) -> Ends:
        node = self.node("callActivity", scope, self._called())
        return node, node

    def _called(self) -> str:
        return f'<zeebe:calledElement processId="{self.pick(*self.callable)}" />'

    def _subprocess(self, scope: str, depth: int) -> Ends:
        node = self.node("subProcess", scope)
        self.fill(node, depth)
        return node, node

    def fill(self, scope: str, depth: int, fewest: int = 1) -> None:
        """Draw the inside of a scope."""
        start, end = self.node("startEvent", scope), self.node("endEvent", scope)
        entered, left = self.sequence(scope, depth, fewest)
        self.connect(start, entered)
        self.connect(left, end)

    def _choice(self, scope: str, depth: int) -> Ends:
        return self._branches("exclusiveGateway", scope, depth)

    def _fork(self, scope: str, depth: int) -> Ends:
        return self._branches("parallelGateway", scope, depth)

    def _inclusive(self, scope: str, depth: int) -> Ends:
        return self._branches("inclusiveGateway", scope, depth)

    def _branches(self, tag: str, scope: str, depth: int) -> Ends:
        split, join = self.node(tag, scope), self.node(tag, scope)
        count = self.draw(st.integers(2, 3))
        for number in range(count):
            is_default = tag != "parallelGateway" and number == count - 1
            condition = None if is_default or tag == "parallelGateway" else self.draw(conditions)
            if self.chance(4):  # an empty branch: two flows of one gateway may lead to the same join
                self.connect(split, join, condition, default=is_default)
            else:
                entered, left = self.sequence(scope, depth)
                self.connect(split, entered, condition, default=is_default)
                self.connect(left, join)
        return split, join

    def _return_loop(self, scope: str, depth: int) -> Ends:
        entered, left = self.sequence(scope, depth)
        decide = self.user(scope)
        self.connect(left, decide)
        question = self.node("exclusiveGateway", scope)
        self.connect(decide, question)
        after = self._user(scope, depth)[0] if self.chance(2) else self.node("exclusiveGateway", scope)
        if self.nodes[entered].tag.endswith("Gateway"):
            merge = self.node("exclusiveGateway", scope)
            self.connect(merge, entered)
            entered = merge
        self.connect(question, entered, self.draw(conditions))
        self.connect(question, after, default=True)
        return entered, after

    def _bounded(self, scope: str, depth: int) -> Ends:
        """An activity with a timer on its edge, whose path ends or comes back."""
        host = self._activity(scope, depth)
        left = host
        for _ in range(self.draw(st.integers(1, 2))):
            interrupting = self.pick("true", "false")
            boundary = self.node(
                "boundaryEvent",
                scope,
                parts=self.event_part(),
                attachedToRef=host,
                cancelActivity=interrupting,
            )
            entered, after = self.sequence(scope, 0)
            self.connect(boundary, entered)
            if self.pick(True, False):
                self.connect(after, self.node("endEvent", scope))
            else:
                merge = self.node(self.pick("exclusiveGateway", "inclusiveGateway"), scope)
                self.connect(left, merge)
                self.connect(after, merge)
                left = merge
        return host, left

    def _activity(self, scope: str, depth: int, parts: str = "") -> str:
        kinds = ["userTask", "subProcess"] + (["callActivity"] if self.callable else [])
        kind = self.pick(*kinds)
        if kind == "userTask":
            return self.user(scope, parts)
        if kind == "callActivity":
            return self.node("callActivity", scope, self._called(), parts)
        node = self.node("subProcess", scope, parts=parts)
        self.fill(node, min(depth, 1))
        return node

    def _repeated(self, scope: str, depth: int) -> Ends:
        parts = self.loop_part()
        node = self.service(scope, parts) if self.chance(4) else self._activity(scope, depth, parts)
        if self.nodes[node].tag != "serviceTask" and self.chance(2):
            boundary = self.node("boundaryEvent", scope, parts=self.event_part(), attachedToRef=node)
            self.connect(boundary, self.node("endEvent", scope))
        return node, node

    def _early_end(self, scope: str, depth: int) -> Ends:
        """A branch that ends on its own, perhaps taking the others with it."""
        tag = self.pick("exclusiveGateway", "parallelGateway", "inclusiveGateway")
        split = self.node(tag, scope)
        terminate = self.pick("<bpmn:terminateEventDefinition />", "")
        end = self.node("endEvent", scope, parts=terminate)
        entered, left = self.sequence(scope, depth)
        self.connect(split, entered, None if tag == "parallelGateway" else self.draw(conditions))
        self.connect(left, end)
        after = self.user(scope)
        self.connect(split, after, default=tag != "parallelGateway")
        return split, after

    def _crowd(self, scope: str, depth: int) -> Ends:
        """Several tokens that come to a join along the same flow, because nothing brought them together before."""
        split, merge = self.node("parallelGateway", scope), self.node("exclusiveGateway", scope)
        for _ in range(self.draw(st.integers(2, 3))):
            step = self.user(scope)
            self.connect(split, step)
            self.connect(step, merge)
        join = self.node(self.pick("parallelGateway", "inclusiveGateway"), scope)
        self.connect(merge, join)
        for _ in range(self.draw(st.integers(1, 2))):
            entered, left = self.sequence(scope, min(depth, 1))
            self.connect(split, entered)
            self.connect(left, join)
        return split, join

    def _guarded(self, scope: str, depth: int) -> Ends:
        """An activity on one branch whose timer leads to the join of all branches, or past it."""
        split = self.node("parallelGateway", scope)
        join = self.node(self.pick("inclusiveGateway", "inclusiveGateway", "exclusiveGateway"), scope)
        host, step = self._activity(scope, depth), self.user(scope)
        interrupting = self.pick("true", "false")
        boundary = self.node(
            "boundaryEvent", scope, parts=self.event_part(), attachedToRef=host, cancelActivity=interrupting
        )
        for before, after in ((split, host), (split, step), (step, join)):
            self.connect(before, after)
        direct, other = self.pick((host, boundary), (boundary, host))
        self.connect(direct, join)
        way = self.pick("join", "step", "end")
        last = self._through(other, self.user(scope)) if way == "step" else other
        self.connect(last, self.node("endEvent", scope) if way == "end" else join)
        return split, join

    def _through(self, before: str, step: str) -> str:
        self.connect(before, step)
        return step

    # -- what no structured editor would draw ---------------------------------------------------------------

    def jump(self) -> None:
        """Lead a token from one flow of a scope to another one, over a human step (restless: over whatever comes)."""
        origin = self.pick(*self.flows)
        scope = self.nodes[origin.source].scope
        target = self.pick(*[flow for flow in self.flows if self.nodes[flow.source].scope == scope])
        entered, left = self.block(scope, 1) if self.restless else self._user(scope, 0)
        merge = self._inserted(
            target, self.pick(*["exclusiveGateway", "inclusiveGateway"] * 3, "parallelGateway")
        )
        tag = self.pick("exclusiveGateway", "parallelGateway", "inclusiveGateway")
        split = self._inserted(origin, tag)
        if tag != "parallelGateway":
            onward = next(flow for flow in self.flows if flow.source == split)
            self.nodes[split].attributes["default"] = onward.id
        self.connect(split, entered, None if tag == "parallelGateway" else self.draw(conditions))
        self.connect(left, merge)

    def _inserted(self, flow: Flow, tag: str) -> str:
        """Put a gateway on a flow."""
        gateway = self.node(tag, self.nodes[flow.source].scope)
        self.connect(gateway, flow.target)
        flow.target = gateway
        return gateway

    # -- XML ----------------------------------------------------------------------------------------------

    def xml(self) -> bytes:
        """The drawn process as a BPMN file."""
        return (
            f'<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:zeebe="{ZEEBE}" id="d" targetNamespace="uji">'
            f"{_message_xml('pesan_a', '=wilayah')}{_message_xml('pesan_b', FIXED)}"
            f'<bpmn:process id="{self.process_id}" isExecutable="true">{self._inside(self.process_id)}</bpmn:process>'
            "</bpmn:definitions>"
        ).encode()

    def _inside(self, scope: str) -> str:
        nodes = "".join(self._node_xml(node) for node in self.nodes.values() if node.scope == scope)
        flows = "".join(_flow_xml(flow) for flow in self.flows if self.nodes[flow.source].scope == scope)
        return nodes + flows

    def _node_xml(self, node: Node) -> str:
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in node.attributes.items())
        extensions = (
            f"<bpmn:extensionElements>{node.extensions}</bpmn:extensionElements>" if node.extensions else ""
        )
        inside = self._inside(node.id) if node.tag == "subProcess" else ""
        return (
            f'<bpmn:{node.tag} id="{node.id}"{attributes}>{extensions}{node.parts}{inside}</bpmn:{node.tag}>'
        )


def _message_xml(name: str, correlation: str) -> str:
    subscription = f"<zeebe:subscription correlationKey={quoteattr(correlation)} />"
    return (
        f'<bpmn:message id="{name}" name="{name}"><bpmn:extensionElements>{subscription}</bpmn:extensionElements>'
        "</bpmn:message>"
    )


def _flow_xml(flow: Flow) -> str:
    condition = ""
    if flow.condition is not None:
        condition = f"<bpmn:conditionExpression>={escape(flow.condition)}</bpmn:conditionExpression>"
    return (
        f'<bpmn:sequenceFlow id="{flow.id}" sourceRef="{flow.source}" targetRef="{flow.target}">'
        f"{condition}</bpmn:sequenceFlow>"
    )


@st.composite
def models(draw: Callable[[Any], Any], jumps: int = 2, restless: bool = False) -> dict[str, bytes]:
    """Files of a random release: process `utama`, and up to two that it may call.

    `restless` ones may contain cycles that never wait, which the checks must refuse.
    """
    files = {f"{TABLE}.dmn": table(TABLE)}
    callable_: list[str] = []
    for name in [*["daun", "ranting"][: draw(st.integers(0, 2))], "utama"]:
        sketch = Sketch(name, draw, list(callable_))
        sketch.restless = restless
        sketch.fill(name, 3, 3) if name == "utama" else sketch.fill(name, 1)
        for _ in range(draw(st.integers(jumps if restless else 0, jumps)) if name == "utama" else 0):
            sketch.jump()
        files[f"{name}.bpmn"] = sketch.xml()
        callable_.append(name)
    return files
