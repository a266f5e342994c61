"""Pages of the offices of accounts, and of closing one: a proposal by one admin, the decision by another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.identity import offices
from webapp.services.identity.offices import Holder
from webapp.services.work import Transaction
from webapp.storage.akun import Peran
from webapp.web.context import current_actor, current_session, work
from webapp.web.evidence.access_page import OFFICES
from webapp.web.numbers import whole
from webapp.web.policy import policy

from . import signing
from .second_factors import Errors, errors_of

blueprint = Blueprint("offices", __name__, url_prefix="/admin/peran")


@blueprint.get("")
@policy("peran", "admin_bkpp")
def page() -> ResponseReturnValue:
    """The proposals, who holds which office, and where a proposal begins."""
    return _page({})


@blueprint.post("/cari")
@policy("peran", "admin_bkpp")
def find() -> ResponseReturnValue:
    """The way to the account of a NIP or a name: by a post, so that neither comes to stand in an address."""
    name = request.form.get("nama", "")
    with work().reading() as tx:
        person = offices.look_up(tx, current_actor(), name)
    if person is None:
        return _unknown(name), 422
    return redirect(url_for(".account", akun=person.akun_id), 303)


@blueprint.get("/akun")
@policy("peran", "admin_bkpp")
def account() -> ResponseReturnValue:
    """The offices of one account, to be proposed anew."""
    with work().reading() as tx:
        return _account(_asked(tx), {})


@blueprint.post("/akun")
@policy("peran", "admin_bkpp")
def propose() -> ResponseReturnValue:
    """Propose other offices for an account."""
    return _proposed(request.form.getlist("peran"), None, _account)


@blueprint.get("/akun/tutup")
@policy("peran", "admin_bkpp")
def standing() -> ResponseReturnValue:
    """Close an account, or open it again."""
    with work().reading() as tx:
        return _standing(_asked(tx), {})


@blueprint.post("/akun/tutup")
@policy("peran", "admin_bkpp")
def propose_standing() -> ResponseReturnValue:
    """Propose to close an account, or to open it again."""
    return _proposed((), request.form.get("buka") == "ya", _standing)


@blueprint.get("/usul/<int:usul_peran_id>")
@policy("peran", "admin_bkpp")
def one(usul_peran_id: int) -> ResponseReturnValue:
    """One proposal."""
    return _one(usul_peran_id, {})


@blueprint.post("/usul/<int:usul_peran_id>/putus")
@policy("peran", "admin_bkpp")
def decide(usul_peran_id: int) -> ResponseReturnValue:
    """Agree, decline, or take back."""
    agree = request.form.get("keputusan") == "setuju"
    try:
        offices.decide(work(), current_actor(), usul_peran_id, agree=agree, confirm=signing.confirmation())
    except Refused as refused:
        return _one(usul_peran_id, errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return _one(usul_peran_id, signing.refused(wrong)), 422
    said = _("Disetujui. Semua sesi akun itu berakhir, dan pemiliknya diberi tahu.")
    flash(said if agree else _("Usul ini tidak jadi. Akunnya tetap seperti semula."), "success")
    return redirect(url_for(".page"), 303)


def _proposed(
    chosen: Sequence[str], opens: bool | None, again: Callable[[Holder, Errors], str]
) -> ResponseReturnValue:
    """Keep a proposal about the account that the form names; one that is refused is shown `again`, as it was typed."""
    form, actor = request.form, current_actor()
    with work().reading() as tx:
        person = offices.look_up(tx, actor, form.get("nama", ""))
    if person is None:
        return _unknown(form.get("nama", "")), 422
    try:
        found = offices.propose(
            work(), actor, person.akun_id, chosen, form.get("alasan", ""), signing.confirmation(), opens=opens
        )
    except Refused as refused:
        return again(person, errors_of(refused)), 422
    except signing.FAILURES as wrong:
        return again(person, signing.refused(wrong)), 422
    flash(_("Usul disimpan. Admin BKPP lain memutusnya di halaman ini."), "success")
    return redirect(url_for(".one", usul_peran_id=found), 303)


def _page(errors: Errors, name: str = "") -> str:
    with work().reading() as tx:
        actor = current_actor()
        return render_template(
            "akun/peran.html", proposals=offices.proposals(tx, actor), holders=offices.holders(tx, actor),
            errors=errors, name=name, words=OFFICES,
        )  # fmt: skip


def _unknown(name: str) -> str:
    return _page({"nama": [_("Tidak ada akun dengan NIP atau nama pengguna ini.")]}, name)


def _account(person: Holder, errors: Errors) -> str:
    chosen = request.form.getlist("peran") if request.method == "POST" else person.offices
    return render_template(
        "akun/peran_akun.html", person=person, errors=errors, factors=current_session().factors, chosen=chosen,
        reason=request.form.get("alasan", ""), words=OFFICES,
        options=[{"value": office.value, "text": OFFICES[office]} for office in Peran],
    )  # fmt: skip


def _asked(tx: Transaction) -> Holder:
    """The account that the address tells by its number: no name and no NIP stands in an address."""
    return offices.holder(tx, current_actor(), whole(request.args.get("akun", "")) or 0)


def _standing(person: Holder, errors: Errors) -> str:
    return render_template(
        "akun/tutup_akun.html", person=person, errors=errors, factors=current_session().factors,
        reason=request.form.get("alasan", ""), words=OFFICES,
    )  # fmt: skip


def _one(usul_peran_id: int, errors: Errors) -> str:
    with work().reading() as tx:
        return render_template(
            "akun/peran_usul.html", found=offices.proposal(tx, current_actor(), usul_peran_id), errors=errors,
            factors=current_session().factors, words=OFFICES,
        )  # fmt: skip
