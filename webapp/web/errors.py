"""What a reader sees when something is refused or breaks, and the trace that it leaves.

Refusals of the services become pages with the sentence that they carry. A refused access is kept as an event. What
nobody expected shows a code and nothing else; the log has the rest under that code.
"""

from __future__ import annotations

import logging
import re
import secrets

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from webapp.services import audit
from webapp.services.errors import AlreadyDone, Denied, NotFound, StepOver
from webapp.services.files import megabytes
from webapp.storage.queries import TanpaKepalaDaerah

from . import too_late
from .context import visitor, wants_page, work
from .language import say
from .request_log import route
from .security import MAX_BODY

OBJECTS = {"case_id": "process_case", "skp_id": "skp"}
"""Parts of an address that name an object, and its kind in the events."""

PRIVATE = ("/masuk", "/akun", "/keluar")
"""Where nothing that is typed is put into a page again."""
SECRET = re.compile(r"^_(sandi|kode|kunci|passkey)|sandi", re.IGNORECASE)
"""Fields of other pages that hold a password or a second factor."""

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(Denied, denied)
    app.register_error_handler(AlreadyDone, too_late.already_done)
    app.register_error_handler(StepOver, too_late.step_over)
    app.register_error_handler(CSRFError, stale_page)
    app.register_error_handler(HTTPException, http_error)
    for kind in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(kind, no_database)
    app.register_error_handler(DataError, unstorable)
    app.register_error_handler(TanpaKepalaDaerah, no_top)
    app.register_error_handler(Exception, unexpected)


def not_found(error: NotFound) -> ResponseReturnValue:
    """It is not there, or not for this person: the same page. Asking for an object is kept as an event."""
    if error.object_kind is None:
        error.object_kind, error.object_id = _object_of_address()
    if error.object_kind is not None:
        keep_refusal(error)
    return _page(404, _("Halaman tidak ditemukan"), _missing()), 404


def denied(error: Denied) -> ResponseReturnValue:
    """The person may not do this; the sentence says who may."""
    keep_refusal(error)
    return _page(403, _("Anda tidak dapat membuka halaman ini"), say(str(error))), 403


def stale_page(error: CSRFError) -> ResponseReturnValue:
    """The token is missing or old: the page was open longer than the session, or it is not ours."""
    sentence = _(
        "Halaman ini sudah terlalu lama terbuka, jadi isiannya belum dikirim. Kembali ke halaman tadi, muat ulang, "
        "lalu kirim lagi."
    )
    log.info("csrf refused: %s %s", route(), error.description)
    return _page(400, _("Isian belum terkirim"), sentence), 400


def http_error(error: HTTPException) -> ResponseReturnValue:
    """The errors of HTTP itself, each with what to do."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    if code >= 500:
        g.visitor, g.instansi = None, ""
    title, sentence = _words(code)
    answer = _page(code, title, sentence)
    headers = [pair for pair in error.get_headers() if pair[0] in ("Allow", "Retry-After")]
    return answer, code, headers


def no_database(error: Exception) -> ResponseReturnValue:
    """The database does not answer: nothing was stored, and the pages cannot know who is there.

    What somebody has sent comes back in a page that sends it again, under the same idempotency key.
    """
    g.visitor, g.instansi = None, ""
    log.error("database: %s", type(error).__name__)
    sentence = _("Lakon sedang tidak dapat menghubungi basis datanya. Tidak ada isian yang hilang dari server. "
                 "Coba lagi beberapa menit lagi.")  # fmt: skip
    title, again = _("Layanan sedang tidak tersedia"), {"Retry-After": "60"}
    if request.method != "POST" or not wants_page() or request.path.startswith(PRIVATE):
        return _page(503, title, sentence), 503, again
    kept = [(name, value) for name, value in request.form.items(multi=True) if not SECRET.search(name)]
    left_out = bool(request.files) or len(kept) < sum(map(len, request.form.listvalues()))
    page = render_template(
        "galat/kirim_lagi.html", title=title, sentence=sentence, values=kept, left_out=left_out
    )
    return page, 503, again


def unstorable(error: DataError) -> ResponseReturnValue:
    """A value that no database can hold (a NUL character, a number beyond bounds): a post that no page of ours makes.

    Nothing was stored. The log names the kind of fault and no value.
    """
    log.warning("unstorable value at %s %s: %s", request.method, route(), type(error.orig).__name__)
    title, sentence = _words(400)
    return _page(400, title, sentence), 400


def no_top(error: TanpaKepalaDaerah) -> ResponseReturnValue:
    """Master data lack the Kepala Daerah of today, so nobody's evaluator can be named."""
    log.error("no kepala daerah today")
    sentence = _("Data Kepala Daerah untuk hari ini belum ada, jadi pejabat penilai tidak dapat ditentukan. "
                 "Hubungi admin BKPP.")  # fmt: skip
    return _page(503, _("Data belum lengkap"), sentence), 503


def unexpected(error: Exception) -> ResponseReturnValue:
    """A bug: a code for the reader, everything else for the log."""
    code = secrets.token_hex(4).upper()
    log.exception("unexpected error %s at %s %s", code, request.method, route(), exc_info=error)
    g.visitor, g.instansi = None, ""
    return render_template("galat/umum.html", status=500, title=_("Ada gangguan di Lakon"), code=code, sentence=_(
        "Langkah tadi tidak tersimpan. Coba lagi; bila terulang, sampaikan kode ini kepada admin BKPP."
    )), 500  # fmt: skip


def _page(status: int, title: str, sentence: str) -> str:
    return render_template("galat/umum.html", status=status, title=title, sentence=sentence, code=None)


def _missing() -> str:
    return _(
        "Alamatnya salah, atau halaman ini bukan untuk Anda. Periksa alamatnya, atau mulai dari tugas Anda."
    )


def _words(code: int) -> tuple[str, str]:
    known = {
        403: (_("Anda tidak dapat membuka halaman ini"), _("Halaman ini bukan untuk Anda. Mulai dari tugas Anda.")),
        404: (_("Halaman tidak ditemukan"), _missing()),
        405: (_("Halaman tidak ditemukan"), _missing()),
        413: (_("Isian terlalu besar"), _too_large() if code == 413 else ""),
        500: (_("Ada gangguan di Lakon"), _("Langkah tadi tidak tersimpan. Coba lagi sebentar lagi.")),
        429: (_("Terlalu banyak permintaan"), _("Tunggu sebentar, lalu coba lagi.")),
    }  # fmt: skip
    return known.get(
        code, (_("Permintaan tidak dapat dibaca"), _("Kembali ke halaman tadi, muat ulang, lalu coba lagi."))
    )


def _too_large() -> str:
    """The limit that this very request has passed: of its words, or of everything that it brings."""
    most = request.max_content_length or MAX_BODY
    if (request.content_length or 0) <= most:
        most = request.max_form_memory_size or MAX_BODY
    return _(
        "Kiriman ini lebih besar daripada %(most)s MB, batas halaman ini. Kembali ke halaman tadi, pilih berkas yang "
        "lebih kecil atau pendekkan isiannya, lalu kirim lagi.",
        most=megabytes(most),
    )


def _object_of_address() -> tuple[str | None, int | None]:
    for name, kind in OBJECTS.items():
        if name in (request.view_args or {}):
            return kind, int((request.view_args or {})[name])
    return None, None


def keep_refusal(error: Denied | NotFound) -> None:
    """Keep the event of a refusal; also where a page says it beside a form."""
    kind, number = _object_of_address()
    if error.object_id is None and kind is not None:
        error.object_kind, error.object_id = kind, number
    here = visitor()
    detail = {"alamat": request.path, "cara": request.method}
    audit.denied(work(), here.actor if here else None, error, detail)
