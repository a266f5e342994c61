"""Taking in a diagram of another tool: upload it, read what was kept, mapped, dropped, and what is left to do."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.engine import DiagramRefused
from webapp.operations import Refused
from webapp.services.workshop import drafts, texts
from webapp.services.workshop.editing import path_of
from webapp.services.workshop.foreign import Foreign, read_foreign
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.policy import policy

from .editors import OWNER

blueprint = Blueprint("editor_import", __name__)


@blueprint.get("/bengkel/<int:draft_id>/impor-diagram")
@policy("peran", OWNER)
def page(draft_id: int) -> str:
    """Ask for the file and its name."""
    return _page(draft_id)


@blueprint.post("/bengkel/<int:draft_id>/impor-diagram")
@policy("peran", OWNER)
def take(draft_id: int) -> ResponseReturnValue:
    """Take the file in, and tell what became of its parts."""
    name, sent = request.form.get("nama", "").strip(), request.files.get("berkas")
    path = path_of("diagram", name)
    try:
        if sent is None or not sent.filename:
            return _page(draft_id, {"berkas": _("Pilih berkas BPMN.")}), 422
        text = texts.decode(path, sent.read(texts.MAX_FILE + 1))
        with work().reading() as tx:
            drafts.check_office(current_actor())
            taken = path in drafts.draft_files(tx, draft_id)
            version = drafts.version_of(tx, draft_id, path)
        if taken and request.form.get("timpa") != "ya":
            said = _(
                "Diagram %(name)s sudah ada. Pakai nama lain, atau centang untuk menggantinya.", name=name
            )
            return _page(draft_id, {"nama": said}), 422
        found = read_foreign(text, path)
        drafts.save_file(work(), current_actor(), draft_id, path, found.text, version)
    except DiagramRefused as refused:
        return _page(
            draft_id, {"berkas": " ".join(f"{say(p.message)} {say(p.mend)}" for p in refused.problems)}
        ), 422
    except Refused as refused:
        return _page(draft_id, {"berkas": " ".join(say(one.pesan) for one in refused.pelanggaran)}), 422
    return _page(draft_id, found=found)


def _page(draft_id: int, errors: dict[str, str] | None = None, found: Foreign | None = None) -> str:
    with work().reading() as tx:
        drafts.check_office(current_actor())
        row = drafts.draft(tx, draft_id)
        return render_template(
            "bengkel/editor_impor.html",
            draft_id=draft_id,
            title=row.title,
            errors=errors or {},
            found=found,
            name=request.form.get("nama", ""),
        )
