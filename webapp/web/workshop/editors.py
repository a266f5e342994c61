"""The editors of diagrams, forms and tables, and what their scripts ask for: the file, its check, a save, who is here.

The editors need a wide screen and scripts; each has a plain page beside it with which everything can be done too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from webapp.engine import Problem
from webapp.operations import Refused
from webapp.services.workshop import catalogue, drafts, editing
from webapp.services.workshop.editing import Clash, Kept, Kind, path_of
from webapp.services.workshop.merging import Choice, Conflict
from webapp.web.context import current_actor, work
from webapp.web.filters import jam
from webapp.web.language import say
from webapp.web.policy import policy

from . import words

blueprint = Blueprint("editors", __name__)

OWNER = "pemilik_proses"
NAMED = "/bengkel/<int:draft_id>/<any(diagram, tabel):jenis>/<berkas>"
FORM = "/bengkel/<int:draft_id>/formulir/<proses>/<formulir>"


@blueprint.get("/bengkel/<int:draft_id>/diagram/<diagram>")
@policy("peran", OWNER)
def diagram(draft_id: int, diagram: str) -> str:
    """The diagram editor."""
    name, path = diagram, path_of("diagram", diagram)
    with work().reading() as tx:
        opened = editing.opened(tx, current_actor(), draft_id, path)
    known = catalogue.known(opened.files, path).as_json()
    known |= {
        "before": catalogue.element_ids(opened.base),
        "formEditor": f"/bengkel/{draft_id}/formulir",
        "newForm": url_for("editor_forms.new", draft_id=draft_id),
    }
    return render_template(
        "bengkel/editor_diagram.html",
        draft_id=draft_id,
        name=name,
        opened=opened,
        editor=page_data("diagram", draft_id, name, opened.writable, known),
    )


def page_data(
    kind: Kind, draft_id: int, name: str, writable: bool, known: Mapping[str, Any]
) -> dict[str, Any]:
    """What an editor's script is told: where to ask, and what it may offer."""
    return {
        "file": path_of(kind, name),
        "writable": writable,
        "known": known,
        "urls": {act: address(act, kind, draft_id, name) for act in ("isi", "periksa", "hadir")},
    }


def address(act: str, kind: Kind, draft_id: int, name: str) -> str:
    """Where an act on a file is asked for."""
    views = {"isi": "content", "periksa": "check", "hadir": "present"}
    if kind == "formulir":
        proses, _slash, formulir = name.partition("/")
        return url_for(f"editors.form_{views[act]}", draft_id=draft_id, proses=proses, formulir=formulir)
    return url_for(f"editors.{views[act]}", draft_id=draft_id, jenis=kind, berkas=name)


@blueprint.get(f"{NAMED}/isi")
@policy("peran", OWNER)
def content(draft_id: int, jenis: Kind, berkas: str) -> Response:
    """The text of a diagram or table, and its version."""
    return _content(draft_id, path_of(jenis, berkas))


@blueprint.get(f"{FORM}/isi")
@policy("peran", OWNER)
def form_content(draft_id: int, proses: str, formulir: str) -> Response:
    """The text of a form, and its version."""
    return _content(draft_id, path_of("formulir", f"{proses}/{formulir}"))


@blueprint.put(f"{NAMED}/isi")
@policy("peran", OWNER)
def save(draft_id: int, jenis: Kind, berkas: str) -> ResponseReturnValue:
    """Save a diagram or table."""
    return _save(draft_id, path_of(jenis, berkas))


@blueprint.put(f"{FORM}/isi")
@policy("peran", OWNER)
def form_save(draft_id: int, proses: str, formulir: str) -> ResponseReturnValue:
    """Save a form."""
    return _save(draft_id, path_of("formulir", f"{proses}/{formulir}"))


@blueprint.post(f"{NAMED}/periksa")
@policy("peran", OWNER)
def check(draft_id: int, jenis: Kind, berkas: str) -> Response:
    """What is wrong with a diagram or table as it is typed."""
    return _check(draft_id, path_of(jenis, berkas))


@blueprint.post(f"{FORM}/periksa")
@policy("peran", OWNER)
def form_check(draft_id: int, proses: str, formulir: str) -> Response:
    """What is wrong with a form as it is typed."""
    return _check(draft_id, path_of("formulir", f"{proses}/{formulir}"))


@blueprint.post(f"{NAMED}/hadir")
@policy("peran", OWNER)
def present(draft_id: int, jenis: Kind, berkas: str) -> Response:
    """Say that this person has a diagram or table open, and hear who else has."""
    return _present(draft_id, path_of(jenis, berkas))


@blueprint.post(f"{FORM}/hadir")
@policy("peran", OWNER)
def form_present(draft_id: int, proses: str, formulir: str) -> Response:
    """Say that this person has a form open, and hear who else has."""
    return _present(draft_id, path_of("formulir", f"{proses}/{formulir}"))


def _content(draft_id: int, path: str) -> Response:
    with work().reading() as tx:
        file = editing.read(tx, current_actor(), draft_id, path)
    return jsonify(text=file.text, version=file.version)


def _save(draft_id: int, path: str) -> ResponseReturnValue:
    sent = _sent(text=str, version=int)
    choices = sent.get("choices")
    chosen = cast("dict[str, Choice]", choices) if isinstance(choices, dict) else None
    try:
        kept = editing.save(work(), current_actor(), draft_id, path, sent["text"], sent["version"], chosen)
    except Clash as clash:
        when = jam(clash.at) if clash.at is not None else ""
        return jsonify(by=clash.by, at=when, conflicts=[_conflict(one) for one in clash.conflicts]), 409
    except Refused as refused:
        return jsonify(message=" ".join(say(one.pesan) for one in refused.pelanggaran)), 422
    return jsonify(_kept(kept))


def _kept(kept: Kept) -> dict[str, Any]:
    at = kept.file.saved_at
    said: dict[str, Any] = {"version": kept.file.version, "at": "" if at is None else jam(at)}
    if kept.merged_with is not None:
        said |= {"merged": kept.file.text, "by": kept.merged_with}
    return said


def _check(draft_id: int, path: str) -> Response:
    text = _sent(text=str)["text"]
    with work().reading() as tx:
        problems = editing.check(tx, current_actor(), draft_id, path, text)
        is_table = path.endswith(".dmn")
        outcomes = editing.outcomes(tx, current_actor(), draft_id, path, text) if is_table else []
    return jsonify(problems=[problem_json(one) for one in problems], outcomes=[say(one) for one in outcomes])


def _present(draft_id: int, path: str) -> Response:
    drafts.check_office(current_actor())
    others = drafts.seen(work(), current_actor(), draft_id, path)
    return jsonify(others=[name for name, _at in others])


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem for a page's script."""
    return {
        "code": problem.code,
        "element": problem.element_id,
        "message": say(problem.message),
        "mend": say(problem.mend),
        "severity": getattr(problem, "severity", "error"),
        "file": problem.file,
    }


def _conflict(one: Conflict) -> dict[str, str]:
    part = f" – {words.part(one)}" if one.part else ""
    return {"key": one.key, "label": f"{one.element}{part}", "mine": one.mine, "theirs": one.theirs}


def _sent(**kinds: type) -> dict[str, Any]:
    """The JSON that came, with these keys of these kinds. Raises `BadRequest`."""
    sent = request.get_json()
    if not isinstance(sent, dict) or any(type(sent.get(key)) is not kind for key, kind in kinds.items()):
        raise BadRequest(_("Isian tidak lengkap."))
    return sent
