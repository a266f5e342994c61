"""A diagram as a list of steps with plain forms, for whoever uses no mouse, no script or a small screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.operations import message_names
from webapp.services.errors import NotFound
from webapp.services.people.roles import ROLES, STEP_KINDS
from webapp.services.process.workspaces import WORKSPACES
from webapp.services.workshop import catalogue, editing, step_forms, step_loops, step_notes
from webapp.services.workshop.editing import path_of
from webapp.services.workshop.step_editing import INSERTED, KINDS, Steps
from webapp.services.workshop.step_xml import Unreadable
from webapp.web.context import current_actor, work
from webapp.web.policy import policy

from .editors import OWNER
from .plain import act, fields, kept, version
from .step_lists import LISTS

blueprint = Blueprint("editor_steps", __name__)

BASE = "/bengkel/<int:draft_id>/diagram/<diagram>/langkah"


def _context(draft_id: int, name: str) -> dict[str, Any]:
    path = path_of("diagram", name)
    with work().reading() as tx:
        actor = current_actor()
        opened = editing.opened(tx, actor, draft_id, path)
        if request.method == "POST":  # what was typed belongs to the version that was shown
            opened = replace(opened, file=replace(opened.file, version=version()))
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
        "kept": kept,
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
        "loose_notes": step_notes.loose(diagram.root),
        "diagram": diagram,
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
    return _one(draft_id, diagram, unsur)


def _one(draft_id: int, name: str, unsur: str) -> str:
    context = _context(draft_id, name)
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
        messages=message_names(),
        ways=step_loops.WAYS,
        notes=step_notes.notes(context["diagram"].root, unsur),
    )


def act_on(
    draft_id: int, name: str, unsur: str, edit: Callable[[Steps], object], back: str
) -> ResponseReturnValue:
    """Do something to the diagram from a step's page; what cannot be done is said there, beside what was typed."""

    def done(text: str) -> str:
        made = Steps(text)
        edit(made)
        return made.text()

    return act(draft_id, path_of("diagram", name), done, back, lambda: _one(draft_id, name, unsur))


@blueprint.post(f"{BASE}/<unsur>")
@policy("peran", OWNER)
def change(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """Write the form of a step."""
    with work().reading() as tx:
        base = editing.opened(tx, current_actor(), draft_id, path_of("diagram", diagram)).base
    before, values = catalogue.element_ids(base), fields()
    back = step_url(draft_id, diagram, values.get("id", unsur).strip() or unsur)
    return act_on(draft_id, diagram, unsur, lambda made: step_forms.change(made, unsur, values, before), back)


@blueprint.post(f"{BASE}/<unsur>/sisip")
@policy("peran", OWNER)
def insert(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """Put a new step into a flow that leaves this one."""
    sent = fields("sisip_")
    kind, message, key = (sent.get(one, "") for one in ("jenis", "pesan", "kunci_pesan"))
    waits = kind == "intermediateCatchEvent" and bool(message or key.strip())

    def edit(made: Steps) -> None:
        words = sent.get("nama", "") or INSERTED.get(kind, "")
        wait = (message, key) if waits else None
        made.insert(sent.get("alur", ""), kind, words, sent.get("lajur") or None, wait)

    return act_on(draft_id, diagram, unsur, edit, _list(draft_id, diagram))


@blueprint.post(f"{BASE}/<unsur>/hapus")
@policy("peran", OWNER)
def remove(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """Take a step out."""
    return act_on(draft_id, diagram, unsur, lambda made: made.remove(unsur), _list(draft_id, diagram))


@blueprint.post(f"{BASE}/<unsur>/pindah")
@policy("peran", OWNER)
def move(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """Move a step into another flow."""
    flow = request.form.get("pindah_alur", "")
    return act_on(draft_id, diagram, unsur, lambda made: made.move(unsur, flow), _list(draft_id, diagram))


@blueprint.post(f"{BASE}/<unsur>/cabang")
@policy("peran", OWNER)
def branch(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """A new flow from this step to another."""
    sent = fields("cabang_")

    def edit(made: Steps) -> None:
        made.branch(unsur, sent.get("tujuan", ""), sent.get("syarat", ""), sent.get("nama", ""))

    return act_on(draft_id, diagram, unsur, edit, step_url(draft_id, diagram, unsur))


@blueprint.post(f"{BASE}/<unsur>/alur/<alur>")
@policy("peran", OWNER)
def change_flow(draft_id: int, diagram: str, unsur: str, alur: str) -> ResponseReturnValue:
    """Write a flow that leaves this step, or take it away."""
    sent = fields(request.form.get("_awalan", ""))

    def edit(made: Steps) -> None:
        if request.form.get("_aksi") == "hapus":
            made.remove_flow(alur)
        else:
            made.change_flow(
                alur, words=sent.get("nama", ""), condition=sent.get("syarat", ""), target=sent.get("tujuan", ""),
                is_default=sent.get("bawaan") == "ya",
            )  # fmt: skip

    return act_on(draft_id, diagram, unsur, edit, step_url(draft_id, diagram, unsur))


@blueprint.post(f"{BASE}/<unsur>/batas")
@policy("peran", OWNER)
def attach(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """A deadline on the edge of this step."""
    sent = fields("batas_")

    def edit(made: Steps) -> None:
        words, goes_on = sent.get("nama", "") or "Batas waktu", sent.get("tanpa_henti") == "ya"
        made.attach(unsur, words, sent.get("tujuan", ""), interrupting=not goes_on)

    return act_on(draft_id, diagram, unsur, edit, _list(draft_id, diagram))


@blueprint.post(f"{BASE}/<unsur>/tepi")
@policy("peran", OWNER)
def attach_message(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """A message on the edge of this step."""
    sent = fields("tepi_")

    def edit(made: Steps) -> None:
        wait, goes_on = (sent.get("pesan", ""), sent.get("kunci_pesan", "")), sent.get("tanpa_henti") == "ya"
        words = sent.get("nama", "") or "Batas pesan"
        made.attach(unsur, words, sent.get("tujuan", ""), interrupting=not goes_on, wait=wait)

    return act_on(draft_id, diagram, unsur, edit, _list(draft_id, diagram))


@blueprint.post(f"{BASE}/<unsur>/catatan")
@policy("peran", OWNER)
def note(draft_id: int, diagram: str, unsur: str) -> ResponseReturnValue:
    """Write a note beside this step, write one anew, or take one away."""
    held, text = request.form.get("_catatan", ""), fields(request.form.get("_awalan", "")).get("teks", "")

    def edit(made: Steps) -> None:
        if not held:
            step_notes.add(made.root, made.drawing, unsur, text)
        elif request.form.get("_aksi") == "hapus":
            step_notes.remove(made.root, made.drawing, unsur, held)
        else:
            step_notes.change(made.root, unsur, held, text)

    return act_on(draft_id, diagram, unsur, edit, step_url(draft_id, diagram, unsur))


@blueprint.post("/bengkel/<int:draft_id>/diagram/<diagram>/catatan")
@policy("peran", OWNER)
def loose_note(draft_id: int, diagram: str) -> ResponseReturnValue:
    """Write a note that stands beside no step anew, or take it away."""
    held, text = request.form.get("_catatan", ""), fields(request.form.get("_awalan", "")).get("teks", "")

    def edit(before: str) -> str:
        made = Steps(before)
        if request.form.get("_aksi") == "hapus":
            step_notes.remove(made.root, made.drawing, None, held)
        else:
            step_notes.change(made.root, None, held, text)
        return made.text()

    return act(
        draft_id, path_of("diagram", diagram), edit, _list(draft_id, diagram),
        lambda: page(draft_id, diagram),
    )  # fmt: skip


@blueprint.post("/bengkel/<int:draft_id>/diagram/<diagram>/lajur")
@policy("peran", OWNER)
def add_lane(draft_id: int, diagram: str) -> ResponseReturnValue:
    """A lane below the others."""
    sent = fields("lajur_")

    def edit(text: str) -> str:
        made = Steps(text)
        made.add_lane(sent.get("nama", "") or ROLES.get(sent.get("peran", ""), ""), sent.get("peran", ""))
        return made.text()

    return act(
        draft_id, path_of("diagram", diagram), edit, _list(draft_id, diagram),
        lambda: page(draft_id, diagram),
    )  # fmt: skip


def _list(draft_id: int, name: str) -> str:
    return url_for("editor_steps.page", draft_id=draft_id, diagram=name)


def step_url(draft_id: int, name: str, unsur: str) -> str:
    return url_for("editor_steps.step", draft_id=draft_id, diagram=name, unsur=unsur)
