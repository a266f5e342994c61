"""One file of a draft without an editor: look, download, replace by text or upload, go back, and merge by choosing.

Everything works without scripts. A file may come in broken; what is wrong with it is listed with its mend.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n
from werkzeug.datastructures import FileStorage

from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.workshop import bundles, desk, drafts, editing
from webapp.services.workshop.drafts import OFFICE
from webapp.services.workshop.editing import Clash
from webapp.services.workshop.merging import Choice
from webapp.services.workshop.texts import decode
from webapp.services.workshop.texts import refused as refused_file
from webapp.storage.bengkel import DraftStatus
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy
from webapp.web.security import LARGEST_POST, large_body
from webapp.web.uploads import hand_out

from . import words

blueprint = Blueprint("workshop_files", __name__, url_prefix="/bengkel/<int:draft_id>")

ZIP = "application/zip"


@blueprint.get("/berkas")
@policy("peran", OFFICE)
def page(draft_id: int) -> ResponseReturnValue:
    """One file (`?jalur=`): its text, what is wrong with it, its saves."""
    path = request.args.get("jalur")
    return _page(draft_id, path, {}) if path else redirect(url_for("workshop.draft", draft_id=draft_id))


def _page(draft_id: int, path: str, errors: Mapping[str, list[str]], typed: str | None = None) -> str:
    actor = current_actor()
    with work().reading() as tx:
        found = desk.file_page(tx, actor, draft_id, path)
        text = found.text if typed is None else typed
        problems = [] if text is None else editing.check(tx, actor, draft_id, path, text)
        return render_template(
            "bengkel/berkas.html",
            found=found,
            draft=found.draft,
            file=words.file(draft_id, path, None),
            text=text,
            problems=[one for one in problems if one.file == path],
            open=found.draft.status is DraftStatus.OPEN,
            errors=errors,
        )


@blueprint.get("/berkas/unduh")
@policy("peran", OFFICE)
def download(draft_id: int) -> ResponseReturnValue:
    """The file as it is; with `?versi=` as an earlier save left it."""
    path, version = request.args.get("jalur", ""), request.args.get("versi", "")
    if not path:
        return redirect(url_for("workshop.draft", draft_id=draft_id))
    with work().reading() as tx:
        drafts.check_office(current_actor())
        text: str | None = (
            drafts.text_at(tx, draft_id, path, _number(version)) if version
            else drafts.read_file(tx, draft_id, path).text
        )  # fmt: skip
    if text is None:
        raise NotFound
    return as_file(path.rsplit("/", 1)[-1], text.encode(), "application/octet-stream")


def as_file(name: str, body: bytes, media: str) -> Response:
    """A file to be kept, and never to be run in the page."""
    answer = Response(body, mimetype=media)
    hand_out(answer, name)
    return answer


@blueprint.post("/berkas")
@policy("peran", OFFICE)
@large_body(LARGEST_POST)
def save(draft_id: int) -> ResponseReturnValue:
    """Save the text of the box, or the file that was chosen, on the version that the page showed."""
    request_id()
    path, version = _address(request.form.get("jalur", "")), _number(request.form.get("versi", ""))
    try:
        text = _sent(draft_id, path)
        kept = editing.save(work(), current_actor(), draft_id, path, text, version, _choices())
    except Refused as refused:
        return _refused(draft_id, path, refused)
    except Clash as clash:
        return _clash(draft_id, path, version, text, clash), 409
    if kept.merged_with is not None:
        flash(_("Tersimpan, digabung dengan simpanan %(who)s.", who=kept.merged_with), "success")
    else:
        flash(_("Berkas tersimpan di draf ini."), "success")
    return redirect(url_for(".page", draft_id=draft_id, jalur=path), 303)


def _address(path: str) -> str:
    """Where an upload belongs: what the page says, else the upload's own name in the folder of its kind."""
    sent = request.files.get("berkas")
    name = (sent.filename or "").rsplit("/", 1)[-1] if sent is not None else ""
    if path:
        return path.strip()
    folder = {"bpmn": "workflows", "dmn": "workflows/tables"}.get(name.rsplit(".", 1)[-1])
    process = request.form.get("proses", "").strip()
    return f"{folder}/{name}" if folder else f"forms/{process}/{name}"


def _sent(draft_id: int, path: str) -> str:
    sent = request.files.get("berkas")
    if sent is not None and sent.filename:
        with closing(sent):
            return decode(path, sent.read())
    text = request.form.get("isi")
    if text is None:
        raise refused_file("berkas.tidak_ada", _("Pilih berkasnya dahulu."))
    with work().reading() as tx:
        version = drafts.version_of(tx, draft_id, path)
        held = drafts.read_file(tx, draft_id, path).text if version or _is_held(draft_id, path) else ""
    # A browser sends every line end of a text box as two signs; the file keeps its own.
    return text if "\r\n" in held else text.replace("\r\n", "\n")


def _is_held(draft_id: int, path: str) -> bool:
    with work().reading() as tx:
        return path in drafts.draft_files(tx, draft_id)


def _choices() -> Mapping[str, Choice]:
    return {
        name.removeprefix("_pilih:"): chosen  # type: ignore[misc]
        for name, chosen in request.form.items()
        if name.startswith("_pilih:") and chosen in ("saya", "mereka")
    }


def _clash(draft_id: int, path: str, version: int, text: str, clash: Clash) -> str:
    with work().reading() as tx:
        return render_template(
            "bengkel/gabung.html",
            draft=drafts.draft(tx, draft_id),
            file=words.file(draft_id, path, None),
            version=version,
            text=text,
            clash=clash,
            again=bool(_choices()),
            part=words.part,
        )


def _refused(draft_id: int, path: str, refused: Refused) -> ResponseReturnValue:
    try:
        return _page(draft_id, path, errors_of(refused)), 422
    except NotFound:  # a file that was never there has no page of its own yet
        for texts in errors_of(refused).values():
            for text in texts:
                flash(text, "warning")
        return redirect(url_for("workshop.draft", draft_id=draft_id), 303)


@blueprint.post("/berkas/kembalikan")
@policy("peran", OFFICE)
def restore(draft_id: int) -> ResponseReturnValue:
    """Make an earlier save the newest again."""
    request_id()
    path, version = request.form.get("jalur", ""), _number(request.form.get("versi", ""))
    try:
        drafts.restore_file(work(), current_actor(), draft_id, path, version)
    except Refused as refused:
        return _refused(draft_id, path, refused)
    flash(_("Simpanan itu kembali menjadi yang terbaru; yang lain tetap ada di riwayat."), "success")
    return redirect(url_for(".page", draft_id=draft_id, jalur=path), 303)


@blueprint.post("/berkas/hapus")
@policy("peran", OFFICE)
def delete(draft_id: int) -> ResponseReturnValue:
    """Take the file out of the draft."""
    request_id()
    path, version = request.form.get("jalur", ""), _number(request.form.get("versi", ""))
    try:
        drafts.delete_file(work(), current_actor(), draft_id, path, version)
    except Refused as refused:
        return _refused(draft_id, path, refused)
    except drafts.Stale:
        flash(_("Berkas ini baru saja disimpan orang lain. Lihat dahulu perubahannya."), "warning")
        return redirect(url_for(".page", draft_id=draft_id, jalur=path), 303)
    flash(_("Berkas dihapus dari draf ini; ia dapat dikembalikan."), "success")
    return redirect(url_for(".page", draft_id=draft_id, jalur=path), 303)


@blueprint.get("/draf.zip")
@policy("peran", OFFICE)
def as_zip(draft_id: int) -> Response:
    """All files of the draft as one ZIP."""
    with work().reading() as tx:
        drafts.check_office(current_actor())
        files = drafts.draft_files(tx, draft_id)
    return as_file(f"draf-{draft_id}.zip", bundles.as_zip(files), ZIP)


@blueprint.post("/draf.zip")
@policy("peran", OFFICE)
@large_body(LARGEST_POST)
def from_zip(draft_id: int) -> ResponseReturnValue:
    """Let the draft hold exactly what a ZIP holds."""
    request_id()
    sent = request.files.get("zip")
    try:
        files = bundles.from_zip(_body(sent))
        many = drafts.save_many(work(), current_actor(), draft_id, files)
    except Refused as refused:
        for one in refused.pelanggaran:
            flash(say(one.pesan), "warning")
    else:
        flash(_n("%(num)s berkas berubah.", "%(num)s berkas berubah.", many), "success")
    return redirect(url_for("workshop.draft", draft_id=draft_id), 303)


def _body(sent: FileStorage | None) -> bytes:
    if sent is None:
        return b""
    with closing(sent):
        return bytes(sent.read())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
