"""Assignments across units: the list, one of them, the form that proposes one, feedback and recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.predikat import NAMA_RATING, Rating
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.people import finding
from webapp.services.people.imports.cells import CellRefused
from webapp.services.planning import cross_unit
from webapp.services.planning.cross_unit import Proposal
from webapp.services.planning.sakip.reading import number
from webapp.web.context import current_actor, request_id, work
from webapp.web.errors import keep_refusal
from webapp.web.language import say
from webapp.web.policy import policy

blueprint = Blueprint("contracts", __name__, url_prefix="/kontrak")

TEXTS = ("pegawai", "rhk", "indikator", "target", "satuan", "mulai", "selesai", "pelaporan")


@blueprint.get("")
@policy("masuk")
def page() -> str:
    """Assignments that this person gives or has."""
    with work().reading() as tx:
        return render_template("kontrak/daftar.html", rows=cross_unit.mine(tx, current_actor()))


@blueprint.get("/usul")
@policy("masuk")
def blank() -> str:
    """The form of a proposal."""
    return _form({}, {}, [])


def _form(values: Mapping[str, str], errors: Mapping[str, list[str]], matches: list[finding.Match]) -> str:
    return render_template("kontrak/usul.html", values=values, errors=errors, matches=matches)


@blueprint.post("/usul")
@policy("masuk")
def propose() -> ResponseReturnValue:
    """Hand a proposal in; what is refused is shown again with everything that was typed."""
    key = request_id()
    values = {name: request.form.get(name, "").strip() for name in (*TEXTS, "pegawai_id")}
    errors: dict[str, list[str]] = {}
    with work().reading() as tx:
        matches = finding.find_people(tx, values["pegawai"]) if values["pegawai"] else []
    asked = _asked(values, errors, matches)
    if asked is None:
        return _form(values, errors, matches), 422
    try:
        kontrak_id = cross_unit.propose(work(), current_actor(), asked, key)
    except Refused as refused:
        for one in refused.pelanggaran:
            errors.setdefault(one.letak or "", []).append(say(one.pesan))
        return _form(values, errors, matches), 422
    except Denied as denied:
        keep_refusal(denied)
        return _form(values, {"": [say(str(denied))]}, matches), 422
    flash(_("Usul terkirim. Pegawai menjawabnya lewat kotak tugasnya."), "success")
    return redirect(url_for(".contract", kontrak_id=kontrak_id), 303)


def _asked(
    values: Mapping[str, str], errors: dict[str, list[str]], matches: list[finding.Match]
) -> Proposal | None:
    """The proposal that was typed, or None with what is wrong."""
    chosen = [one for one in matches if str(one.id) == values["pegawai_id"]] or matches
    if len(chosen) != 1:
        words = _("Pilih satu pegawai.") if chosen else _("Tidak ada pegawai dengan NIP atau nama itu.")
        errors["pegawai"] = [words]
    days: dict[str, date] = {}
    for name in ("mulai", "selesai"):
        try:
            days[name] = date.fromisoformat(values[name])
        except ValueError:
            errors[name] = [_("Isi tanggalnya.")]
    try:
        target = number(values["target"])
    except CellRefused as refused:
        errors["target"] = [say(str(refused))]
    if errors:
        return None
    return Proposal(
        chosen[0].id, values["rhk"], values["indikator"], target, values["satuan"], days["mulai"], days["selesai"],
        values["pelaporan"],
    )  # fmt: skip


@blueprint.get("/<int:kontrak_id>")
@policy("masuk")
def contract(kontrak_id: int) -> str:
    """One assignment."""
    return _page(kontrak_id, {})


def _page(kontrak_id: int, errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        return render_template(
            "kontrak/halaman.html",
            view=cross_unit.view(tx, current_actor(), kontrak_id),
            errors=errors,
            typed=request.form,
            ratings=[{"value": one.value, "text": say(name)} for one, name in NAMA_RATING.items()],
            names={one.value: say(name) for one, name in NAMA_RATING.items()},
        )


@blueprint.post("/<int:kontrak_id>/umpan-balik")
@policy("masuk")
def feed_back(kontrak_id: int) -> ResponseReturnValue:
    """The team leader says how it goes."""
    key = request_id()
    try:
        cross_unit.feed_back(work(), current_actor(), kontrak_id, request.form.get("isi", ""), key)
    except Refused as refused:
        return _page(kontrak_id, {"isi": [say(one.pesan) for one in refused.pelanggaran]}), 422
    flash(_("Umpan balik tersimpan."), "success")
    return redirect(url_for(".contract", kontrak_id=kontrak_id), 303)


@blueprint.post("/<int:kontrak_id>/rekomendasi")
@policy("masuk")
def recommend(kontrak_id: int) -> ResponseReturnValue:
    """The team leader recommends ratings to the evaluator."""
    key = request_id()
    asked = {name: request.form.get(name, "") for name in ("hasil_kerja", "perilaku")}
    if any(value not in {*Rating, ""} for value in asked.values()):
        raise NotFound(cross_unit.DOCUMENT, kontrak_id)
    errors = {name: [_("Pilih salah satu.")] for name, value in asked.items() if not value}
    if errors:
        return _page(kontrak_id, errors), 422
    try:
        cross_unit.recommend(
            work(), current_actor(), kontrak_id, Rating(asked["hasil_kerja"]), Rating(asked["perilaku"]),
            request.form.get("catatan", ""), key,
        )  # fmt: skip
    except Refused as refused:
        return _page(kontrak_id, {"catatan": [say(one.pesan) for one in refused.pelanggaran]}), 422
    flash(_("Rekomendasi tersimpan; penilaian tetap pada pejabat penilai."), "success")
    return redirect(url_for(".contract", kontrak_id=kontrak_id), 303)
