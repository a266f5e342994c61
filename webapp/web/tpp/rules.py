"""The rule sets of the allowance: read, proposed by one admin, decided by another.

May use services; what makes a rule set sound is decided in the domain.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.isian_aturan_tpp import ISIAN
from webapp.operations import Refused
from webapp.services.tpp import rulesets
from webapp.web.admin.calendar_pages import read_day
from webapp.web.context import current_actor, request_id, work
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy

from .words import COMPONENTS, CONDITIONS, FIELDS, FORMULAS, SOURCES, common

blueprint = Blueprint("tpp_rules", __name__, url_prefix="/tpp/aturan")

LONGEST = 4_000


@blueprint.get("")
@policy("peran", "admin_bkpp")
def page() -> str:
    """The rule sets, what is proposed, and the form."""
    return _page({}, None)


@blueprint.post("")
@policy("peran", "admin_bkpp")
def propose() -> ResponseReturnValue:
    """Propose a rule set."""
    key = request_id()
    typed = {name: request.form.get(name, "")[:LONGEST] for name in (*ISIAN, "mulai", "dasar")}
    try:
        rulesets.propose(work(), current_actor(), typed, read_day(typed["mulai"]), typed["dasar"], key)
    except Refused as refused:
        return _page(errors_of(refused), typed), 422
    flash(_("Aturan diusulkan dan menunggu persetujuan admin BKPP yang lain."), "success")
    return redirect(url_for(".page"), 303)


@blueprint.post("/<int:usul_id>/putusan")
@policy("peran", "admin_bkpp")
def decide(usul_id: int) -> ResponseReturnValue:
    """Let a proposal hold, refuse it, or take one's own back."""
    key, agreed = request_id(), request.form.get("setuju") == "ya"
    reason = request.form.get(f"alasan.{usul_id}", "")[:LONGEST]
    try:
        rulesets.decide(work(), current_actor(), usul_id, setuju=agreed, alasan=reason, request_id=key)
    except Refused as refused:
        return _page(errors_of(refused), {f"alasan.{usul_id}": reason}), 422
    flash(
        _("Aturan disetujui dan berlaku mulai bulan itu.") if agreed else _("Usul tidak diteruskan."),
        "success",
    )
    return redirect(url_for(".page"), 303)


def _page(errors: Mapping[str, list[str]], typed: Mapping[str, str] | None) -> str:
    with work().reading() as tx:
        found = rulesets.desk(tx, current_actor())
        filled = typed is not None and "kode" in typed
        return render_template(
            "tpp/aturan.html",
            found=found,
            today=tx.today,
            errors=errors,
            fields=typed if filled else found.fields,
            typed=typed or {},
            open_form=filled,
            names=FIELDS,
            components=COMPONENTS,
            formulas=FORMULAS,
            sources=SOURCES,
            conditions=CONDITIONS,
            **common(),
        )
