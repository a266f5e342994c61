# ruff: noqa: E501 -- texts as tools write them
"""A diagram with one element of every kind that the editor knows, and words that would be scripts elsewhere."""

from __future__ import annotations

_PARTS = {
    "mulai": ("startEvent", ""),
    "orang": ("userTask", "<bpmn:extensionElements><zeebe:userTask /></bpmn:extensionElements>"),
    "berulang": (
        "userTask",
        '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=daftar" '
        'inputElement="butir" /></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>',
    ),
    "otomatis": (
        "serviceTask",
        '<bpmn:extensionElements><zeebe:taskDefinition type="skp.kunci" /><zeebe:ioMapping><zeebe:input source="=a" target="b" />'
        "</zeebe:ioMapping></bpmn:extensionElements>",
    ),
    "tabel": (
        "businessRuleTask",
        '<bpmn:extensionElements><zeebe:calledDecision decisionId="kuadran_predikat" resultVariable="predikat" />'
        "</bpmn:extensionElements>",
    ),
    "hitung": (
        "scriptTask",
        '<bpmn:extensionElements><zeebe:script expression="=1" resultVariable="a" /></bpmn:extensionElements>',
    ),
    "panggil": (
        "callActivity",
        '<bpmn:extensionElements><zeebe:calledElement processId="dialog" /></bpmn:extensionElements>',
    ),
    "dalam": ("subProcess", ""),
    "satu": ("exclusiveGateway", ""),
    "semua_cabang": ("parallelGateway", ""),
    "beberapa": ("inclusiveGateway", ""),
    "tunggu": (
        "intermediateCatchEvent",
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>",
    ),
    "kabar": ("intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="pesan" />'),
    "batas_waktu": (
        "boundaryEvent",
        "<bpmn:timerEventDefinition><bpmn:timeDate>2026-01-31</bpmn:timeDate></bpmn:timerEventDefinition>",
    ),
    "batas_kabar": ("boundaryEvent", '<bpmn:messageEventDefinition messageRef="pesan" />'),
    "selesai": ("endEvent", ""),
    "berhenti": ("endEvent", "<bpmn:terminateEventDefinition />"),
}
_SMALL = {"Event": (36, 36), "Gateway": (50, 50)}


def _size(kind: str) -> tuple[int, int]:
    return next((size for word, size in _SMALL.items() if kind.endswith(word)), (100, 80))


def _element(name: str, kind: str, inside: str) -> str:
    more = ' attachedToRef="orang"' if kind == "boundaryEvent" else ""
    return f'<bpmn:{kind} id="{name}" name="{name}"{more}>{inside}</bpmn:{kind}>'


def _shapes() -> str:
    found = []
    for number, (name, (kind, _inside)) in enumerate(_PARTS.items()):
        width, height = _size(kind)
        x, y = 200 + (number % 7) * 150, 120 + (number // 7) * 150
        if kind == "boundaryEvent":
            x, y = 360 + 50 * (name == "batas_kabar"), 182
        expanded = ' isExpanded="true"' if kind == "subProcess" else ""
        bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}" />'
        found.append(
            f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}"{expanded}>{bounds}</bpmndi:BPMNShape>'
        )
    return "".join(found)


ELEMENTS = [*_PARTS, "alur", "lajur", "kolam"]

EVERY_KIND = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="uji">
<bpmn:collaboration id="k"><bpmn:participant id="kolam" name="kolam" processRef="semua" /></bpmn:collaboration>
<bpmn:message id="pesan" name="contoh"><bpmn:extensionElements><zeebe:subscription correlationKey="=a" /></bpmn:extensionElements></bpmn:message>
<bpmn:process id="semua" name="Semua" isExecutable="true">
<bpmn:laneSet id="ls"><bpmn:lane id="lajur" name="lajur">{"".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in _PARTS)}</bpmn:lane></bpmn:laneSet>
{"".join(_element(name, kind, inside) for name, (kind, inside) in _PARTS.items())}
<bpmn:sequenceFlow id="alur" name="alur" sourceRef="satu" targetRef="semua_cabang" />
</bpmn:process>
<bpmndi:BPMNDiagram id="g"><bpmndi:BPMNPlane id="p" bpmnElement="k">
<bpmndi:BPMNShape id="kolam_di" bpmnElement="kolam" isHorizontal="true"><dc:Bounds x="120" y="80" width="1200" height="500" /></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="lajur_di" bpmnElement="lajur" isHorizontal="true"><dc:Bounds x="150" y="80" width="1170" height="500" /></bpmndi:BPMNShape>
{_shapes()}
<bpmndi:BPMNEdge id="alur_di" bpmnElement="alur"><di:waypoint x="400" y="295" /><di:waypoint x="500" y="295" /></bpmndi:BPMNEdge>
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>
"""

_SCRIPT = "alert(1)"
HOSTILE = [
    f"<script>{_SCRIPT}</script>",
    f'"><img src=x onerror={_SCRIPT}>',
    f"<svg onload={_SCRIPT}>",
    f"'><svg/onload={_SCRIPT}>",
    f"javascript:{_SCRIPT}",
    f"](javascript:{_SCRIPT})",
    f"[klik](javascript:{_SCRIPT})",
    f"![x](x onerror={_SCRIPT})",
    f"<a href=javascript:{_SCRIPT}>klik</a>",
    f"<iframe src=javascript:{_SCRIPT}></iframe>",
    f"<body onload={_SCRIPT}>",
    f"<input autofocus onfocus={_SCRIPT}>",
    f"<details open ontoggle={_SCRIPT}>",
    f"<video><source onerror={_SCRIPT}></video>",
    f"<math><mtext><script>{_SCRIPT}</script>",
    f"<style>@import 'x';</style><script>{_SCRIPT}</script>",
    f"<object data=javascript:{_SCRIPT}>",
    f"<embed src=javascript:{_SCRIPT}>",
    f"<form action=javascript:{_SCRIPT}><button>x",
    f"</title><script>{_SCRIPT}</script>",
    f"</textarea><script>{_SCRIPT}</script>",
    f"--><script>{_SCRIPT}</script>",
    f"]]><script>{_SCRIPT}</script>",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "{{config}} {% raw %}",
    f"\\';{_SCRIPT}//",
    f"`${{{_SCRIPT}}}`",
    f"<p style='x:expression({_SCRIPT})'>",
    f"<base href=javascript:{_SCRIPT}//>",
    f"<meta http-equiv=refresh content=0;url=javascript:{_SCRIPT}>",
]
"""Thirty texts that would be a script if a page took them for more than words."""
