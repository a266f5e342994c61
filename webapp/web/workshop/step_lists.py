"""Choices of the step list's forms, made from what a diagram and the tables of the house hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from webapp.services.workshop.step_forms import FlowView, LaneView, StepView
from webapp.web.language import say

NO_AIM = frozenset({"startEvent", "boundaryEvent"})
"""Kinds of element to which no flow leads."""


Options = list[dict[str, str]]


def options(pairs: Mapping[str, str]) -> Options:
    """Choices of a list: value to words."""
    return [{"value": value, "text": say(words)} for value, words in pairs.items()]


def _same(values: Iterable[str], held: str | None) -> Options:
    """Choices that read as they are written; what the file holds is among them, known or not."""
    return [{"value": one, "text": one} for one in sorted({*values, *([held] if held else [])})]


def _named(steps: Iterable[StepView]) -> Options:
    return [{"value": one.id, "text": one.name or one.id} for one in steps if one.kind not in NO_AIM]


def _lanes(lanes: Iterable[LaneView]) -> Options:
    return [{"value": one.id, "text": one.name or one.id} for one in lanes]


def _flows(flows: Iterable[FlowView]) -> Options:
    return [
        {"value": one.id, "text": f"→ {one.target_name}" + (f" ({one.name})" if one.name else "")}
        for one in flows
    ]


def _between(flows: Iterable[tuple[FlowView, StepView]], step: StepView) -> Options:
    """The flows into which a step may be moved: none of its own."""
    return [
        {"value": flow.id, "text": f"{source.name or source.id} → {flow.target_name}"}
        for flow, source in flows
        if step.id not in (source.id, flow.target)
    ]


LISTS = {
    "options": options,
    "same": _same,
    "named": _named,
    "lane_options": _lanes,
    "flow_options": _flows,
    "between": _between,
}
"""What the templates turn values into choices with."""
