"""Corrections of a locked month: the month with what was asked and decided, the form, one correction and its file.

May use services; who may ask, read or decide is said there. The decision itself is a step of the correction's case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.activities import corrections
from webapp.storage.berkas import TERBESAR
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy
from webapp.web.security import large_body
from webapp.web.uploads import KINDLY, hand_out, sent

from .corrections_words import common
from .months import month_of

blueprint = Blueprint("corrections", __name__, url_prefix="/aktivitas/koreksi")

LONGEST = 2_000


@blueprint.get("/<int:pegawai_id>/<int:tahun>-<int:bulan>")
@policy("masuk")
def month(pegawai_id: int, tahun: int, bulan: int) -> str:
    """A person's month: its total, its corrections, and the form where it is locked."""
    return _month(pegawai_id, month_of(tahun, bulan), {}, {})


@blueprint.post("/<int:pegawai_id>/<int:tahun>-<int:bulan>")
@policy("masuk")
@large_body(KINDLY)
def propose(pegawai_id: int, tahun: int, bulan: int) -> ResponseReturnValue:
    """Ask for a correction. What is refused is shown again with all that was typed."""
    first = month_of(tahun, bulan)
    typed = {name: request.form.get(name, "")[:LONGEST] for name in ("arah", "menit", "alasan")}
    upload = next(iter(sent("berkas", TERBESAR)), None)
    request_id()
    try:
        number = corrections.propose(
            work(), current_actor(), pegawai_id, first, _minutes(typed), typed["alasan"], upload
        )
    except Refused as refused:
        errors: dict[str, list[str]] = {}
        for one in refused.pelanggaran:
            errors.setdefault(one.letak or "", []).append(say(one.pesan))
        return _month(pegawai_id, first, typed, errors), 422
    flash(_("Usul koreksi terkirim dan menunggu putusan."), "success")
    return redirect(url_for(".one", koreksi_id=number), 303)


@blueprint.get("/<int:koreksi_id>")
@policy("masuk")
def one(koreksi_id: int) -> str:
    """One correction."""
    with work().reading() as tx:
        found = corrections.one(tx, current_actor(), koreksi_id)
        reads_month = corrections.reads_month(tx, current_actor(), found.row.pegawai_id)
        return render_template(
            "aktivitas/koreksi_satu.html", koreksi=found, reads_month=reads_month, **common()
        )


@blueprint.get("/<int:koreksi_id>/berkas")
@policy("masuk")
def file(koreksi_id: int) -> Response:
    """Its file, to be kept and never to be run in the page."""
    with work().reading() as tx:
        found = corrections.file_of(tx, current_actor(), koreksi_id)
        answer = Response(found.isi, mimetype=found.jenis_media)
        hand_out(answer, found.nama)
        return answer


def _month(pegawai_id: int, bulan: date, typed: Mapping[str, str], errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        found = corrections.month(tx, current_actor(), pegawai_id, bulan)
        return render_template(
            "aktivitas/koreksi.html",
            found=found,
            typed=typed,
            errors=errors,
            own=_is_own(pegawai_id),
            **common(),
        )


def _is_own(pegawai_id: int) -> bool:
    return current_actor().pegawai_id == pegawai_id


def _minutes(typed: Mapping[str, str]) -> int:
    """The minutes with their sign; 0, which the service refuses with a sentence, for what is no number."""
    digits = typed["menit"].strip().replace(".", "")
    if (
        not digits.isascii()
        or not digits.isdecimal()
        or len(digits) > 6
        or typed["arah"] not in ("tambah", "kurang")
    ):
        return 0
    return int(digits) if typed["arah"] == "tambah" else -int(digits)
