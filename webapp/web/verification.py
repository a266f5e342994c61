"""Is this paper real? Public: whoever holds a document may see what is on record under its code, and compare a file.

It tells what the document itself says on its face, nothing more. A file that is compared is read once and not kept.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.services.papers import documents
from webapp.services.papers.documents import Verified

from .context import work
from .policy import policy

blueprint = Blueprint("verification", __name__)


@blueprint.get("/verifikasi")
@policy("umum")
def ask() -> ResponseReturnValue:
    """Where a code is typed."""
    kode = request.args.get("kode")
    if kode is None:
        return render_template("verifikasi/tanya.html", kode="", error=None)
    clean = documents.clean_code(kode)
    if not clean:
        error = _(
            "Isi kode dokumen, misalnya K7QF-2MZP-9XTB-4HWD. Kodenya ada di kaki setiap halaman dokumen."
        )
        return render_template("verifikasi/tanya.html", kode=kode, error=error), 422
    return redirect(url_for("verification.show", kode=clean), 303)


@blueprint.get("/verifikasi/<kode>")
@policy("umum")
def show(kode: str) -> ResponseReturnValue:
    """What is on record under a code."""
    clean = documents.clean_code(kode)
    if clean and clean != kode:
        return redirect(url_for("verification.show", kode=clean), 303)
    return _page(_record(kode), clean)


@blueprint.post("/verifikasi/<kode>")
@policy("umum")
def compare(kode: str) -> ResponseReturnValue:
    """Whether a file is the issued document, byte for byte. Documents are far smaller than a post may be."""
    clean = documents.clean_code(kode)
    upload = request.files.get("berkas")
    body = upload.read() if upload is not None else b""
    if not body:
        return _page(_record(kode), clean, error=_("Pilih berkas PDF yang akan dibandingkan."), status=422)
    with work().reading() as tx:
        same = documents.matches(tx, clean, body)
    return _page(_record(kode), clean, same=same)


def _record(kode: str) -> Verified | None:
    with work().reading() as tx:
        return documents.verify(tx, kode)


def _page(
    found: Verified | None,
    kode: str,
    *,
    same: bool | None = None,
    error: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    if found is None:
        return render_template("verifikasi/tidak_ada.html", kode=kode), 404
    return render_template("verifikasi/hasil.html", found=found, same=same, error=error), status
