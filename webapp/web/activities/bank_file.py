"""The Bank Aktivitas as files: written out for everybody, read in by the BKPP after a look at what it would do.

What was looked at travels inside the page; storing reads and checks all of it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.operations import Refused
from webapp.services.activities import bank
from webapp.services.errors import NotFound
from webapp.services.files import megabytes
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.security import MAX_BODY, large_body
from webapp.web.uploads import KINDLY, sent, size_of

blueprint = Blueprint("bank_file", __name__, url_prefix="/bank-aktivitas")

MOST_BYTES = 3 * 512 * 1024
"""Bytes of the file, and of its lines as they travel inside the page."""

MORE_BODY = 64 * 1024
"""What the form of those lines brings beside them."""

NAME = "bank-aktivitas"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
"""Refused lines that the page lists."""


@blueprint.get("/unduh.<bentuk>")
@policy("masuk")
def export(bentuk: str) -> Response:
    """The items of today: csv or xlsx."""
    if bentuk not in ("csv", "xlsx"):
        raise NotFound
    with work().reading() as tx:
        csv, xlsx = bank.export(tx, tx.today)
    answer = Response(csv, mimetype="text/csv") if bentuk == "csv" else Response(xlsx, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}.{bentuk}"'
    return answer


@blueprint.get("/impor")
@policy("peran", "admin_bkpp")
def page() -> str:
    """Choose a file."""
    return _page()


@blueprint.post("/impor")
@policy("peran", "admin_bkpp")
@large_body(KINDLY)
def look() -> ResponseReturnValue:
    """What reading the file in would do. Nothing is stored."""
    chosen = next(iter(sent("berkas", MOST_BYTES)), None)
    if chosen is None or not chosen.content:
        return _page(error=_("Pilih berkas CSV atau XLSX yang berisi butir.")), 422
    if size_of(chosen) > MOST_BYTES:
        return _page(error=_too_large(size_of(chosen))), 422
    try:
        rows = bank.read_file(chosen.name, chosen.content)
    except Refused as refused:
        return _page(error=say(refused.pelanggaran[0].pesan)), 422
    content = bank.write_rows(rows)
    if (size := len(content.encode())) > MOST_BYTES:
        return _page(error=_too_large(size)), 422
    report = bank.import_rows(work(), current_actor(), rows, dry_run=True)
    return _page(report=report, content=content, name=chosen.name)


@blueprint.post("/impor/simpan")
@policy("peran", "admin_bkpp")
@large_body(MAX_BODY + MORE_BODY)
def store() -> ResponseReturnValue:
    """Read in what was looked at: all of it or nothing."""
    request_id()
    try:
        rows = bank.read_file(f"{NAME}.csv", request.form.get("isi", "").encode())
    except Refused as refused:
        return _page(error=say(refused.pelanggaran[0].pesan)), 422
    report = bank.import_rows(work(), current_actor(), rows, dry_run=False)
    if report.refused:
        return _page(report=report, content=bank.write_rows(rows)), 422
    flash(_told(report), "success")
    return redirect(url_for("bank.page"), 303)


def _too_large(size: int) -> str:
    return _(
        "Isi berkas ini %(size)s MB, paling besar %(most)s MB. Bagi butirnya menjadi beberapa berkas.",
        size=megabytes(size), most=megabytes(MOST_BYTES),
    )  # fmt: skip


def _told(report: bank.BankReport) -> str:
    new = _n("%(num)s butir baru", "%(num)s butir baru", report.added)
    changed = _n("%(num)s versi baru", "%(num)s versi baru", report.changed)
    return _(
        "Tersimpan: %(new)s, %(changed)s, %(same)s tidak berubah.", new=new, changed=changed, same=report.same
    )


def _page(
    *, report: bank.BankReport | None = None, content: str = "", name: str = "", error: str | None = None
) -> str:
    refused: Sequence[Any] = [] if report is None else report.refused[:SHOWN]
    return render_template(
        "bank/impor.html", report=report, content=content, name=name, error=error, columns=bank.COLUMNS,
        refused=[(number, [say(one.pesan) for one in wrong]) for number, wrong in refused],
    )  # fmt: skip
