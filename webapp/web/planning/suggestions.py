"""What came to an SKP after its dialogue: say new results back in own words, take a suggestion or dismiss it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.planning import suggestions
from webapp.web.context import current_actor, request_id, work
from webapp.web.errors import keep_refusal
from webapp.web.language import say
from webapp.web.policy import policy

blueprint = Blueprint("suggestions", __name__, url_prefix="/skp/<int:skp_id>/saran")

WORDS = "dialog.pernyataan."


@blueprint.get("")
@policy("masuk")
def page(skp_id: int) -> str:
    """What waits for a decision or for words."""
    return _page(skp_id, {}, {})


def _page(skp_id: int, errors: Mapping[str, list[str]], typed: Mapping[str, str]) -> str:
    with work().reading() as tx:
        found = suggestions.pending(tx, current_actor(), skp_id)
        return render_template("mph/saran.html", found=found, errors=errors, typed=typed)


def _again(skp_id: int, refused: Refused | Denied) -> ResponseReturnValue:
    """The page with what is wrong and all that was typed."""
    errors: dict[str, list[str]] = {}
    if isinstance(refused, Denied):
        keep_refusal(refused)
        errors[""] = [say(str(refused))]
    else:
        for one in refused.pelanggaran:
            errors.setdefault(one.letak or "", []).append(say(one.pesan))
    return _page(skp_id, errors, dict(request.form)), 422


@blueprint.post("/pernyataan")
@policy("masuk")
def restate(skp_id: int) -> ResponseReturnValue:
    """Keep the own words for results that came after the dialogue."""
    request_id()
    words = {name.removeprefix(WORDS): text for name, text in request.form.items() if name.startswith(WORDS)}
    try:
        suggestions.restate(work(), current_actor(), skp_id, words)
    except (Refused, Denied) as refused:
        return _again(skp_id, refused)
    flash(_("Pernyataan ulang tersimpan."), "success")
    return redirect(url_for(".page", skp_id=skp_id), 303)


@blueprint.post("/<int:saran_id>/ambil")
@policy("masuk")
def take(skp_id: int, saran_id: int) -> ResponseReturnValue:
    """Take a suggestion into the draft."""
    request_id()
    try:
        suggestions.take(work(), current_actor(), skp_id, saran_id)
    except (Refused, Denied) as refused:
        return _again(skp_id, refused)
    flash(_("Usul diambil ke dalam naskah. Periksa RHK-nya sebelum mengajukan."), "success")
    return redirect(url_for(".page", skp_id=skp_id), 303)


@blueprint.post("/<int:saran_id>/terima")
@policy("masuk")
def accept(skp_id: int, saran_id: int) -> ResponseReturnValue:
    """Accept a suggestion about an SKP that is set: a change is proposed with it."""
    try:
        suggestions.accept(work(), current_actor(), skp_id, saran_id, request_id())
    except (Refused, Denied) as refused:
        return _again(skp_id, refused)
    flash(_("Usul diterima. Perubahan SKP diusulkan kepada pejabat penilai Anda."), "success")
    return redirect(url_for(".page", skp_id=skp_id), 303)


@blueprint.post("/<int:saran_id>/abaikan")
@policy("masuk")
def dismiss(skp_id: int, saran_id: int) -> ResponseReturnValue:
    """Leave the SKP as it is, with the reason."""
    request_id()
    alasan = request.form.get(f"alasan.{saran_id}", "")
    try:
        suggestions.dismiss(work(), current_actor(), skp_id, saran_id, alasan)
    except (Refused, Denied) as refused:
        return _again(skp_id, refused)
    flash(_("Usul diabaikan; alasannya tercatat."), "success")
    return redirect(url_for(".page", skp_id=skp_id), 303)
