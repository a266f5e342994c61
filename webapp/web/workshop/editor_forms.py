"""The form editor, its preview on the page that employees get, and the plain list of a form's components."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.forms import change_rows, form_view, load
from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.workshop import drafts, editing
from webapp.services.workshop.editing import path_of
from webapp.services.workshop.form_editing import COMPONENTS, NEW, WITHOUT_KEY, ComponentView, FormList
from webapp.services.workshop.form_editing import NotPossible as NoForm
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.security import CSP

from .editors import OWNER, page_data
from .plain import act, fields
from .step_lists import options

blueprint = Blueprint("editor_forms", __name__)

BASE = "/bengkel/<int:draft_id>/formulir/<proses>/<formulir>"
SCHEMA, CHECKED = "_skema", "_periksa"


@blueprint.get(BASE)
@policy("peran", OWNER)
def form(draft_id: int, proses: str, formulir: str) -> Response:
    """The form editor. Its preview stands in frames of our own."""
    key = f"{proses}/{formulir}"
    with work().reading() as tx:
        opened = editing.opened(tx, current_actor(), draft_id, path_of("formulir", key))
    page = render_template(
        "bengkel/editor_formulir.html",
        draft_id=draft_id,
        key=key,
        proses=proses,
        formulir=formulir,
        opened=opened,
        readers=editing.readers(opened.files, key),
        editor=page_data("formulir", draft_id, key, opened.writable, {"components": list(COMPONENTS)}),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
    return response


@blueprint.post(f"{BASE}/pratinjau")
@policy("peran", OWNER)
def preview(draft_id: int, proses: str, formulir: str) -> Response:
    """The form as employees get it: the same templates, the same reading of answers. Nothing is stored."""
    drafts.check_office(current_actor())
    schema = request.form.get(SCHEMA, "")
    read, problems = editing.form_or_problems(schema, f"{proses}/{formulir}")
    view = None
    if read is not None:
        sent = {
            key: request.form.getlist(key)
            for key in request.form
            if key not in (SCHEMA, CHECKED, "csrf_token")
        }
        answers = load(read, sent)
        changed = change_rows(read, sent)
        is_sent = CHECKED in request.form and changed is None
        document = changed if changed is not None else answers.document if sent else None
        view = form_view(read, document, answers.errors if is_sent else {}, text_for=say)
    page = render_template(
        "bengkel/editor_pratinjau.html",
        view=view,
        problems=problems,
        schema=schema,
        key=f"{proses}/{formulir}",
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = CSP.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    return response


@blueprint.get("/bengkel/<int:draft_id>/formulir-baru")
@policy("peran", OWNER)
def new(draft_id: int) -> str:
    """Ask for the name of a new form."""
    with work().reading() as tx:
        drafts.check_office(current_actor())
        row = drafts.draft(tx, draft_id)
    return render_template(
        "bengkel/editor_formulir_baru.html",
        draft_id=draft_id,
        title=row.title,
        key=request.args.get("kunci", ""),
    )


@blueprint.post("/bengkel/<int:draft_id>/formulir-baru")
@policy("peran", OWNER)
def create(draft_id: int) -> ResponseReturnValue:
    """Make an empty form with a button that sends it."""
    key = request.form.get("kunci", "").strip()
    path = path_of("formulir", key)
    made = FormList(NEW)
    made.add("button", "Kirim", "kirim")
    try:
        with work().reading() as tx:
            drafts.check_office(current_actor())
            if path in drafts.draft_files(tx, draft_id):
                raise NoForm(_("Formulir %(key)s sudah ada.", key=key))
            version = drafts.version_of(tx, draft_id, path)
        drafts.save_file(work(), current_actor(), draft_id, path, made.text(), version)
    except (Refused, NoForm) as refused:
        said = (
            [say(one.pesan) for one in refused.pelanggaran]
            if isinstance(refused, Refused)
            else [str(refused)]
        )
        flash(" ".join(said), "error")
        return redirect(url_for("editor_forms.new", draft_id=draft_id, kunci=key), 303)
    proses, _slash, formulir = key.partition("/")
    return redirect(
        url_for("editor_forms.fields_page", draft_id=draft_id, proses=proses, formulir=formulir), 303
    )


# -- the plain list of components ------------------------------------------------------------------------------------


def _context(draft_id: int, proses: str, formulir: str) -> dict[str, Any]:
    key = f"{proses}/{formulir}"
    path = path_of("formulir", key)
    with work().reading() as tx:
        actor = current_actor()
        opened = editing.opened(tx, actor, draft_id, path)
        problems = editing.check(tx, actor, draft_id, path, opened.file.text)
    components: list[ComponentView] | None
    try:
        components = FormList(opened.file.text).components()
    except NoForm:
        components = None
    return {
        "draft_id": draft_id, "key": key, "proses": proses, "formulir": formulir, "path": path, "opened": opened,
        "problems": problems, "components": components, "kinds": COMPONENTS, "without_key": WITHOUT_KEY,
        "options": options, "readers": editing.readers(opened.files, key),
    }  # fmt: skip


@blueprint.get(f"{BASE}/isian")
@policy("peran", OWNER)
def fields_page(draft_id: int, proses: str, formulir: str) -> str:
    """All components in order."""
    return render_template("bengkel/editor_isian.html", **_context(draft_id, proses, formulir))


@blueprint.get(f"{BASE}/isian/<isian>")
@policy("peran", OWNER)
def field(draft_id: int, proses: str, formulir: str, isian: str) -> str:
    """One component."""
    context = _context(draft_id, proses, formulir)
    chosen = next((one for one in context["components"] or () if one.id == isian), None)
    if chosen is None:
        raise NotFound
    return render_template("bengkel/editor_satu_isian.html", **context, one=chosen)


@blueprint.post(f"{BASE}/isian")
@policy("peran", OWNER)
def add(draft_id: int, proses: str, formulir: str) -> ResponseReturnValue:
    """A new component."""
    sent = fields()

    def edit(text: str) -> str:
        made = FormList(text)
        made.add(sent.get("jenis", ""), sent.get("label", ""), sent.get("kunci", ""), sent.get("sesudah", ""))
        return made.text()

    return _act(draft_id, proses, formulir, edit)


@blueprint.post(f"{BASE}/isian/<isian>")
@policy("peran", OWNER)
def change(draft_id: int, proses: str, formulir: str, isian: str) -> ResponseReturnValue:
    """Write a component, move it, or take it out."""
    sent, wanted = fields(), request.form.get("_aksi", "")

    def edit(text: str) -> str:
        made = FormList(text)
        if wanted == "hapus":
            made.remove(isian)
        elif wanted in ("naik", "turun"):
            made.move(isian, -1 if wanted == "naik" else 1)
        else:
            made.change(isian, sent)
        return made.text()

    return _act(draft_id, proses, formulir, edit)


def _act(draft_id: int, proses: str, formulir: str, edit: Any) -> ResponseReturnValue:
    back = url_for("editor_forms.fields_page", draft_id=draft_id, proses=proses, formulir=formulir)
    return act(draft_id, path_of("formulir", f"{proses}/{formulir}"), edit, back)
