"""The form with which a manager of an OPD writes down feedback of those who receive a service, and its document."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.files import Upload
from webapp.services.monitoring import service_feedback
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy
from webapp.web.security import LARGEST_POST, large_body
from webapp.web.uploads import hand_out

from . import coaching_words as words

blueprint = Blueprint("service_feedback", __name__, url_prefix="/umpan-balik/layanan")


@blueprint.get("")
@policy("peran", "pengelola_opd")
def form() -> str:
    """The blank form."""
    return _page({}, {"nip": ""})


def _page(errors: Mapping[str, list[str]], typed: Mapping[str, str]) -> str:
    with work().reading() as tx:
        return render_template(
            "umpan_balik/layanan.html",
            errors=errors,
            typed=typed,
            kanal=[{"value": one.value, "text": name} for one, name in words.KANAL.items()],
            objek=[{"value": key, "text": say(name)} for key, name in service_feedback.objects(tx).items()],
        )


@blueprint.post("")
@policy("peran", "pengelola_opd")
@large_body(LARGEST_POST)
def record() -> ResponseReturnValue:
    """Store it; what is refused is shown again with all that was typed."""
    typed = {name: request.form.get(name, "") for name in service_feedback.FIELDS}
    sent = request.files.get("berkas")
    upload = Upload((sent.filename or "") if sent else "", sent.read() if sent else b"")
    try:
        service_feedback.record(work(), current_actor(), typed, upload, request_id())
    except Refused as refused:
        return _page(errors_of(refused), typed), 422
    flash(_("Umpan balik penerima layanan tercatat. Pegawai diberi tahu dan dapat menanggapinya."), "success")
    return redirect(url_for("feedback.people"), 303)


@blueprint.get("/<int:umpan_id>/berkas")
@policy("masuk")
def document(umpan_id: int) -> Response:
    """The document that proves it, to be kept and never to be run in the page."""
    with work().reading() as tx:
        file = service_feedback.document(tx, current_actor(), umpan_id)
        answer = Response(file.isi, mimetype=file.jenis_media)
        hand_out(answer, file.nama)
        return answer
