"""Small diagrams in a few words, for tests that need one element and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from webapp.engine import DiagramRefused, Problem, read_definitions

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


def process(*parts: str, id: str = "uji", inside: str = "") -> str:  # noqa: A002
    """A process with the given elements and flows."""
    return f'<bpmn:process id="{id}" isExecutable="true">{inside}{"".join(parts)}</bpmn:process>'


def diagram(*parts: str, id: str = "uji", root: str = "") -> bytes:  # noqa: A002
    """A file with one process."""
    return definitions(process(*parts, id=id), root)


def element(tag: str, id: str, extensions: str = "", parts: str = "", **attributes: str) -> str:  # noqa: A002
    """One flow node."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    inner = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    return f'<bpmn:{tag} id="{id}"{written}>{inner}{parts}</bpmn:{tag}>'


def start(id: str = "mulai") -> str:  # noqa: A002
    """A start event."""
    return element("startEvent", id)


def end(id: str = "selesai", parts: str = "") -> str:  # noqa: A002
    """An end event."""
    return element("endEvent", id, parts=parts)


def user(id: str, parts: str = "", **attributes: str) -> str:  # noqa: A002
    """A human step."""
    return element("userTask", id, FORM, parts, **attributes)


def service(id: str, extensions: str = "", parts: str = "") -> str:  # noqa: A002
    """An automatic step."""
    return element("serviceTask", id, f'<zeebe:taskDefinition type="uji.{id}" />{extensions}', parts)


def script(id: str, result: str, expression: str) -> str:  # noqa: A002
    """A script task: `result = expression`."""
    attributes = f"expression={quoteattr('=' + expression)} resultVariable={quoteattr(result)}"
    return element("scriptTask", id, f"<zeebe:script {attributes} />")


def call(id: str, called: str, parts: str = "") -> str:  # noqa: A002
    """A call activity."""
    return element("callActivity", id, f'<zeebe:calledElement processId="{called}" />', parts)


def timer(text: str, tag: str = "timeDuration") -> str:
    """A timer's definition."""
    return f"<bpmn:timerEventDefinition><bpmn:{tag}>{text}</bpmn:{tag}></bpmn:timerEventDefinition>"


def boundary(
    id: str, host: str, text: str = "P1D", *, interrupting: bool = True, tag: str = "timeDuration"
) -> str:  # noqa: A002
    """A boundary timer."""
    cancel = "true" if interrupting else "false"
    return element("boundaryEvent", id, parts=timer(text, tag), attachedToRef=host, cancelActivity=cancel)


def repeated(collection: str, *, sequential: bool = False) -> str:
    """What makes an activity multi-instance."""
    inner = (
        f"<zeebe:loopCharacteristics inputCollection={quoteattr('=' + collection)} inputElement='butir' />"
    )
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:extensionElements>{inner}</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )


def flow(source: str, target: str, condition: str | None = None, id: str | None = None) -> str:  # noqa: A002
    """A sequence flow, named `source__target` unless told otherwise."""
    inner = (
        ""
        if condition is None
        else f"<bpmn:conditionExpression>={escape(condition)}</bpmn:conditionExpression>"
    )
    return f'<bpmn:sequenceFlow id="{id or f"{source}__{target}"}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def chain(*ids: str) -> str:
    """Flows from each element to the next."""
    return "".join(flow(source, target) for source, target in zip(ids, ids[1:], strict=False))


def around(step: str, id: str = "langkah") -> bytes:  # noqa: A002
    """A file with one element between start and end."""
    return diagram(start(), step, end(), chain("mulai", id, "selesai"))


def problems(*files: bytes) -> list[Problem]:
    """What the files are refused for; an empty list when they are accepted."""
    try:
        read_definitions({f"{number}.bpmn": raw for number, raw in enumerate(files)})
    except DiagramRefused as refused:
        return refused.problems
    return []


def codes(found: Iterable[Problem]) -> set[str]:
    """The codes of problems."""
    return {problem.code for problem in found}
