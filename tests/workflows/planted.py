"""Small edits of the shipped bundle, as an owner makes them: for faults that a check must find and for variants that
it must let pass. Each edit takes the files of a bundle and gives them back changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from webapp.services.process.releases import shipped_files

SHIPPED_WHOLE = shipped_files(Path(__file__).resolve().parents[2])
SHIPPED = {path: text for path, text in SHIPPED_WHOLE.items() if "/scenarios/" not in path}
"""Without the recorded walks: an edit changes what they recorded, which is theirs to tell."""

Files = dict[str, str]
Edit = Callable[[Files], Files]


def edited(*edits: Edit) -> Files:
    """The shipped bundle after some edits."""
    files = dict(SHIPPED)
    for edit in edits:
        files = edit(files)
    return files


def diagram(name: str) -> str:
    """The path of a diagram."""
    return f"workflows/{name}.bpmn"


def swap(path: str, old: str, new: str, count: int = 1) -> Edit:
    """Replace a text that must be there."""

    def edit(files: Files) -> Files:
        assert old in files[path], f"{old} is not in {path}"
        return {**files, path: files[path].replace(old, new, count)}

    return edit


def cut(path: str, pattern: str) -> Edit:
    """Take out everything that a pattern finds."""

    def edit(files: Files) -> Files:
        text, times = re.subn(pattern, "", files[path], flags=re.DOTALL)
        assert times, f"{pattern} finds nothing in {path}"
        return {**files, path: text}

    return edit


def add(name: str, *parts: str) -> Edit:
    """Add elements and flows to a diagram."""
    return swap(diagram(name), "</bpmn:process>", "".join(parts) + "</bpmn:process>")


def new_file(path: str, text: str) -> Edit:
    """A file more."""
    return lambda files: {**files, path: text}


def end_of(name: str, flow_id: str, which: str, target: str) -> Edit:
    """Let a flow begin (`sourceRef`) or end (`targetRef`) somewhere else."""

    def edit(files: Files) -> Files:
        pattern = rf'(<bpmn:sequenceFlow id="{flow_id}"[^>]*{which}=")[^"]+'
        text, times = re.subn(pattern, rf"\g<1>{target}", files[diagram(name)])
        assert times == 1, flow_id
        return {**files, diagram(name): text}

    return edit


def insert(name: str, flow_id: str, node: str) -> Edit:
    """Put an element on a flow."""
    ident = re.search(r'id="([^"]+)"', node)
    assert ident is not None

    def edit(files: Files) -> Files:
        drawn = re.search(rf'<bpmn:sequenceFlow id="{flow_id}"[^>]*targetRef="([^"]+)"', files[diagram(name)])
        assert drawn is not None, flow_id
        files = end_of(name, flow_id, "targetRef", ident.group(1))(files)
        return add(name, node, flow(f"dari_{ident.group(1)}", ident.group(1), drawn.group(1)))(files)

    return edit


def block(name: str, flow_id: str, first: str, last: str, *parts: str) -> Edit:
    """Put a whole block on a flow: it is entered at `first`, and left from `last`."""

    def edit(files: Files) -> Files:
        drawn = re.search(rf'<bpmn:sequenceFlow id="{flow_id}"[^>]*targetRef="([^"]+)"', files[diagram(name)])
        assert drawn is not None, flow_id
        files = end_of(name, flow_id, "targetRef", first)(files)
        return add(name, *parts, flow(f"keluar_{last}", last, drawn.group(1)))(files)

    return edit


def condition(name: str, old: str, new: str) -> Edit:
    """Another condition."""
    return swap(diagram(name), f">={old}<", f">={escape(new)}<")


# -- elements ------------------------------------------------------------------------------------------------------


def _node(tag: str, ident: str, extensions: str = "", parts: str = "", **attributes: str) -> str:
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    inner = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    return f'<bpmn:{tag} id="{ident}"{written}>{inner}{parts}</bpmn:{tag}>'


def user(ident: str, form: str = "penetapan/tanda_tangan", role: str = "pegawai", parts: str = "") -> str:
    """A human step with a form."""
    return _node(
        "userTask",
        ident,
        f'<zeebe:formDefinition formId="{form}" /><zeebe:assignmentDefinition candidateGroups="{role}" />'
        '<zeebe:taskSchedule dueDate="2026-12-01" />',
        parts,
        name=ident.replace("_", " ").capitalize(),
    )


def service(ident: str, operation: str = "skp.tandai_terlambat") -> str:
    """An automatic step."""
    return _node("serviceTask", ident, f'<zeebe:taskDefinition type="{operation}" />', name=ident)


def gateway(kind: str, ident: str, default: str = "") -> str:
    """A gateway."""
    chosen = {"default": default} if default else {}
    return _node(f"{kind}Gateway", ident, name=ident, **chosen)


def end(ident: str, *, terminate: bool = False) -> str:
    """An end."""
    return _node("endEvent", ident, parts="<bpmn:terminateEventDefinition />" if terminate else "")


def call(ident: str, called: str, parts: str = "") -> str:
    """A call of another process."""
    return _node("callActivity", ident, f'<zeebe:calledElement processId="{called}" />', parts)


def timer(kind: str, text: str) -> str:
    """What a timer waits for."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def wait(ident: str, kind: str = "timeDuration", text: str = "P3D") -> str:
    """A wait."""
    return _node("intermediateCatchEvent", ident, parts=timer(kind, text))


def boundary(ident: str, host: str, text: str = "P14D", *, interrupting: bool = True) -> str:
    """A timer on the edge of a step."""
    return _node(
        "boundaryEvent", ident, parts=timer("timeDuration", text), attachedToRef=host,
        cancelActivity="true" if interrupting else "false",
    )  # fmt: skip


def script(ident: str, expression: str, result: str) -> str:
    """A calculation."""
    return _node(
        "scriptTask",
        ident,
        f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(result)} />",
    )


def rule(ident: str, decision: str, result: str) -> str:
    """A question to a table."""
    return _node(
        "businessRuleTask",
        ident,
        f'<zeebe:calledDecision decisionId="{decision}" resultVariable="{result}" />',
    )


def repeated(collection: str, *, sequential: bool = False) -> str:
    """What makes a step repeat."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"><bpmn:extensionElements>'
        f'<zeebe:loopCharacteristics inputCollection={quoteattr(collection)} inputElement="butir" />'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )


def subprocess(ident: str, *parts: str) -> str:
    """A block within a block."""
    return _node("subProcess", ident, parts="".join(parts))


def start(ident: str) -> str:
    """A start."""
    return _node("startEvent", ident)


def flow(ident: str, source: str, target: str, when: str = "") -> str:
    """A flow, with a condition where one is given."""
    told = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">={escape(when)}</bpmn:conditionExpression>'
        if when
        else ""
    )
    return f'<bpmn:sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}">{told}</bpmn:sequenceFlow>'


# -- forms ---------------------------------------------------------------------------------------------------------


def form(key: str, *components: dict[str, Any]) -> Edit:
    """A form more."""
    schema = {
        "schemaVersion": 19,
        "type": "default",
        "id": key.replace("/", "_"),
        "components": list(components),
    }
    return new_file(f"forms/{key}.json", json.dumps(schema))


def choice(key: str, *values: str, required: bool = True) -> dict[str, Any]:
    """One of several."""
    return {
        "type": "radio", "id": key, "key": key, "label": key.capitalize(),
        "values": [{"label": value.capitalize(), "value": value} for value in values],
        "validate": {"required": required},
    }  # fmt: skip


def field(kind: str, key: str, *, required: bool = True, **more: Any) -> dict[str, Any]:
    """A field of any other kind."""
    named = {
        "type": kind,
        "id": key,
        "key": key,
        "label": key.capitalize(),
        "validate": {"required": required},
    }
    return {**named, **more}


def checklist(key: str, *values: str) -> dict[str, Any]:
    """Several of several."""
    return {
        "type": "checklist", "id": key, "key": key, "label": key.capitalize(),
        "values": [{"label": value, "value": value} for value in values],
    }  # fmt: skip


def components(path: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Edit:
    """Other components in a form that is there."""

    def edit(files: Files) -> Files:
        schema = json.loads(files[path])
        schema["components"] = change(schema["components"])
        return {**files, path: json.dumps(schema)}

    return edit
