"""A diagram as a list of steps with plain forms, for whoever uses no mouse, no script or a small screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.services.errors import NotFound
from webapp.services.people.roles import ROLES, STEP_KINDS
from webapp.services.process.workspaces import WORKSPACES
from webapp.services.workshop import catalogue, editing, step_forms
from webapp.services.workshop.editing import path_of
from webapp.services.workshop.step_editing import INSERTED, KINDS, Steps
from webapp.services.workshop.step_forms import FlowView, LaneView, StepView
from webapp.services.workshop.step_xml import Unreadable
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.policy import policy

from .editors import OWNER
from .plain import act, fields

blueprint = Blueprint("editor_steps", __name__)

BASE = "/bengkel/<int:draft_id>/diagram/<diagram>/langkah"

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


def _context(draft_id: int, name: str) -> dict[str, Any]:
    path = path_of("diagram", name)
    with work().reading() as tx:
        actor = current_actor()
        opened = editing.opened(tx, actor, draft_id, path)
        problems = editing.check(tx, actor, draft_id, path, opened.file.text)
    try:
        diagram = Steps(opened.file.text)
    except Unreadable:
        return {
            "draft_id": draft_id,
            "name": name,
            "opened": opened,
            "steps": None,
            "problems": problems,
            "path": path,
        }
    return {
        **LISTS,
        "draft_id": draft_id,
        "name": name,
        "path": path,
        "opened": opened,
        "problems": problems,
        "steps": step_forms.steps(diagram),
        "lanes": step_forms.lanes(diagram),
        "kinds": KINDS,
        "inserted": INSERTED,
        "roles": ROLES,
        "step_kinds": STEP_KINDS,
        "workspaces": sorted(WORKSPACES),
    }


@blueprint.get(BASE)
@policy("peran", OWNER)
def page(draft_id: int, diagram: str) -> str:
    """All steps in order."""
    return render_template("bengkel/editor_langkah.html", **_context(draft_id, diagram))


@blueprint.get(f"{BASE}/<unsur>")
@policy("peran", OWNER)
def step(draft_id: int, diagram: str, unsur: str) -> str:
    """The form of one step, and what may be done around it."""
    context = _context(draft_id, diagram)
    chosen = next((one for one in context["steps"] or () if one.id == unsur), None)
    if chosen is None:
        raise NotFound
    opened = context["opened"]
    return render_template(
        "bengkel/editor_satu_langkah.html",
        **context,
        step=chosen,
        fields=step_forms.FIELDS.get(chosen.kind, ()),
        known=catalogue.known(opened.files, context["path"]),
        flows=[(flow, one) for one in context["steps"] for flow in one.flows],
    )


@blueprint.post(f"{BASE}/<unsur>")
@policy("peran", OWNER)
def change(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """Write the form of a step."""
    path = path_of("diagram", diagram)
    with work().reading() as tx:
        base = editing.opened(tx, current_actor(), draft_id, path).base
    before = catalogue.element_ids(base)
    values = fields()

    def edit(text: str) -> str:
        made = Steps(text)
        step_forms.change(made, unsur, values, before)
        return made.text()

    return act(draft_id, path, edit, _step(draft_id, diagram, values.get("id", unsur) or unsur))


@blueprint.post(f"{BASE}/<unsur>/sisip")
@policy("peran", OWNER)
def insert(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """Put a new step into a flow that leaves this one."""
    sent = fields("sisip_")

    def edit(text: str) -> str:
        made = Steps(text)
        kind = sent.get("jenis", "")
        made.insert(
            sent.get("alur", ""),
            kind,
            sent.get("nama", "") or INSERTED.get(kind, ""),
            sent.get("lajur") or None,
        )
        return made.text()

    return act(draft_id, path_of("diagram", diagram), edit, _list(draft_id, diagram))


@blueprint.post(f"{BASE}/<unsur>/hapus")
@policy("peran", OWNER)
def remove(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """Take a step out."""

    def edit(text: str) -> str:
        made = Steps(text)
        made.remove(unsur)
        return made.text()

    return act(draft_id, path_of("diagram", diagram), edit, _list(draft_id, diagram))


@blueprint.post(f"{BASE}/<unsur>/pindah")
@policy("peran", OWNER)
def move(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """Move a step into another flow."""
    flow = request.form.get("pindah_alur", "")

    def edit(text: str) -> str:
        made = Steps(text)
        made.move(unsur, flow)
        return made.text()

    return act(draft_id, path_of("diagram", diagram), edit, _list(draft_id, diagram))


@blueprint.post(f"{BASE}/<unsur>/cabang")
@policy("peran", OWNER)
def branch(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """A new flow from this step to another."""
    sent = fields("cabang_")

    def edit(text: str) -> str:
        made = Steps(text)
        made.branch(unsur, sent.get("tujuan", ""), sent.get("syarat", ""), sent.get("nama", ""))
        return made.text()

    return act(draft_id, path_of("diagram", diagram), edit, _step(draft_id, diagram, unsur))


@blueprint.post(f"{BASE}/<unsur>/batas")
@policy("peran", OWNER)
def attach(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """A deadline on the edge of this step."""
    sent = fields("batas_")

    def edit(text: str) -> str:
        made = Steps(text)
        made.attach(
            unsur,
            sent.get("nama", "") or "Batas waktu",
            sent.get("tujuan", ""),
            interrupting=sent.get("tanpa_henti") != "ya",
        )
        return made.text()

    return act(draft_id, path_of("diagram", diagram), edit, _list(draft_id, diagram))


@blueprint.post(f"{BASE}/<unsur>/alur/<alur>")
@policy("peran", OWNER)
def change_flow(draft_id: int, diagram: str, unsur: str, alur: str) -> ResponseReturnValue:
    """Write a flow that leaves this step, or take it away."""
    sent = fields(request.form.get("_awalan", ""))

    def edit(text: str) -> str:
        made = Steps(text)
        if request.form.get("_aksi") == "hapus":
            made.remove_flow(alur)
        else:
            made.change_flow(
                alur, words=sent.get("nama", ""), condition=sent.get("syarat", ""), target=sent.get("tujuan", ""),
                is_default=sent.get("bawaan") == "ya",
            )  # fmt: skip
        return made.text()

    return act(draft_id, path_of("diagram", diagram), edit, _step(draft_id, diagram, unsur))


@blueprint.post("/bengkel/<int:draft_id>/diagram/<diagram>/lajur")
@policy("peran", OWNER)
def add_lane(draft_id: int, diagram: str) -> ResponseReturnValue:
    """A lane below the others."""
    sent = fields("lajur_")

    def edit(text: str) -> str:
        made = Steps(text)
        made.add_lane(sent.get("nama", "") or ROLES.get(sent.get("peran", ""), ""), sent.get("peran", ""))
        return made.text()

    return act(draft_id, path_of("diagram", diagram), edit, _list(draft_id, diagram))


def _list(draft_id: int, name: str) -> str:
    return url_for("editor_steps.page", draft_id=draft_id, diagram=name)


def _step(draft_id: int, name: str, unsur: str) -> str:
    return url_for("editor_steps.step", draft_id=draft_id, diagram=name, unsur=unsur)
