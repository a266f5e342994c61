"""Small diagrams in a few words, for tests that need one element and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from webapp.engine import Definitions, DiagramRefused, Problem, read_definitions
from webapp.engine.build import build
from webapp.engine.reader import read_processes
from webapp.engine.xml import read_xml

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'id="definisi" targetNamespace="uji">'
)
FORM = '<zeebe:formDefinition formId="uji/isi" /><zeebe:assignmentDefinition candidateGroups="pegawai" />'


def definitions(process: str, root: str = "") -> bytes:
    """A file: one or more processes, and other root elements."""
    return f"{HEAD}{root}{process}</bpmn:definitions>".encode()


def process(*parts: str, ident: str = "uji", inside: str = "") -> str:
    """A process with the given elements and flows."""
    return f'<bpmn:process id="{ident}" isExecutable="true">{inside}{"".join(parts)}</bpmn:process>'


def diagram(*parts: str, ident: str = "uji", root: str = "") -> bytes:
    """A file with one process."""
    return definitions(process(*parts, ident=ident), root)


def element(tag: str, ident: str, extensions: str = "", parts: str = "", **attributes: str) -> str:
    """One flow node."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    inner = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    return f'<bpmn:{tag} id="{ident}"{written}>{inner}{parts}</bpmn:{tag}>'


def start(ident: str = "mulai") -> str:
    """A start event."""
    return element("startEvent", ident)


def end(ident: str = "selesai", parts: str = "") -> str:
    """An end event."""
    return element("endEvent", ident, parts=parts)


def user(ident: str, parts: str = "", **attributes: str) -> str:
    """A human step."""
    return element("userTask", ident, FORM, parts, **attributes)


def service(ident: str, extensions: str = "", parts: str = "") -> str:
    """An automatic step."""
    return element("serviceTask", ident, f'<zeebe:taskDefinition type="uji.{ident}" />{extensions}', parts)


def rule(ident: str, decision: str = "uji_tabel", result: str = "hasil", extensions: str = "") -> str:
    """A question to a decision table."""
    called = f"<zeebe:calledDecision decisionId={quoteattr(decision)} resultVariable={quoteattr(result)} />"
    return element("businessRuleTask", ident, called + extensions)


def table(
    ident: str = "uji_tabel",
    name: str = "hasil",
    *rules: tuple[str, str],
    reads: str = "n0",
    values: str = "",
) -> bytes:
    """A decision table with one input and one output; without rules one that says "a" to everything.

    `values` lists what may be asked.
    """
    admitted = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
    rows = "".join(
        f'<rule id="r{number}"><inputEntry id="i{number}"><text>{escape(test)}</text></inputEntry>'
        f'<outputEntry id="o{number}"><text>{escape(value)}</text></outputEntry></rule>'
        for number, (test, value) in enumerate(rules or [("-", '"a"')])
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="tabel" name="Uji" namespace="uji">'
        f'<decision id="{ident}" name="Uji"><decisionTable id="isi" hitPolicy="FIRST">'
        f'<input id="masuk" label="Masukan"><inputExpression id="ungkapan"><text>{escape(reads)}</text>'
        f'</inputExpression>{admitted}</input><output id="keluar" name="{name}" />{rows}</decisionTable></decision></definitions>'
    ).encode()


def message(name: str = "kabar", correlation: str = "wilayah", ident: str = "") -> str:
    """A message, a root element of the file."""
    subscription = f"<zeebe:subscription correlationKey={quoteattr('=' + correlation)} />"
    inner = f"<bpmn:extensionElements>{subscription}</bpmn:extensionElements>"
    return f'<bpmn:message id="{ident or name}" name="{name}">{inner}</bpmn:message>'


def awaits(name: str = "kabar") -> str:
    """A message event's definition."""
    return f'<bpmn:messageEventDefinition messageRef="{name}" />'


def script(ident: str, result: str, expression: str) -> str:
    """A script task: `result = expression`."""
    attributes = f"expression={quoteattr('=' + expression)} resultVariable={quoteattr(result)}"
    return element("scriptTask", ident, f"<zeebe:script {attributes} />")


def call(ident: str, called: str, parts: str = "") -> str:
    """A call activity."""
    return element("callActivity", ident, f'<zeebe:calledElement processId="{called}" />', parts)


def timer(text: str, tag: str = "timeDuration") -> str:
    """A timer's definition."""
    return f"<bpmn:timerEventDefinition><bpmn:{tag}>{text}</bpmn:{tag}></bpmn:timerEventDefinition>"


def boundary(
    ident: str, host: str, text: str = "P1D", *, interrupting: bool = True, tag: str = "timeDuration"
) -> str:
    """A boundary timer."""
    return edge(ident, host, timer(text, tag), interrupting=interrupting)


def edge(ident: str, host: str, parts: str, *, interrupting: bool = True) -> str:
    """A boundary event."""
    cancel = "true" if interrupting else "false"
    return element("boundaryEvent", ident, parts=parts, attachedToRef=host, cancelActivity=cancel)


def repeated(collection: str, *, sequential: bool = False) -> str:
    """What makes an activity multi-instance."""
    inner = (
        f"<zeebe:loopCharacteristics inputCollection={quoteattr('=' + collection)} inputElement='butir' />"
    )
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:extensionElements>{inner}</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )


def flow(source: str, target: str, condition: str | None = None, ident: str | None = None) -> str:
    """A sequence flow, named `source__target` unless told otherwise."""
    inner = f"<bpmn:conditionExpression>={escape(condition)}</bpmn:conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{ident or f"{source}__{target}"}" {ends}>{inner}</bpmn:sequenceFlow>'


def chain(*ids: str) -> str:
    """Flows from each element to the next."""
    return "".join(flow(source, target) for source, target in pairwise(ids))


def around(step: str, ident: str = "langkah") -> bytes:
    """A file with one element between start and end."""
    return diagram(start(), step, end(), chain("mulai", ident, "selesai"))


def problems(*files: bytes) -> list[Problem]:
    """What the files are refused for; an empty list when they are accepted."""
    try:
        read_definitions(
            {"uji_tabel.dmn": table()} | {f"{number}.bpmn": raw for number, raw in enumerate(files)}
        )
    except DiagramRefused as refused:
        return refused.problems
    return []


def unchecked(raw: bytes) -> Definitions:
    """Definitions of a file that the graph checks would refuse: the walls of the run stand by themselves."""
    processes, refused = read_processes(read_xml(raw, "uji.bpmn"), "uji.bpmn")
    assert refused == []
    return Definitions({process.id: process for process in processes}, build(processes))


def codes(found: Iterable[Problem]) -> set[str]:
    """The codes of problems."""
    return {problem.code for problem in found}
