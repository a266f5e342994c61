"""The Bank Aktivitas for everybody: the list with its search, one item with its versions, and the end of an item.

May use services; who may end an item is said there.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.operations import Refused
from webapp.services.activities import bank_list
from webapp.web.admin.calendar_pages import read_day
from webapp.web.admin.directory import asked_page
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.policy import policy

from .bank_words import common

blueprint = Blueprint("bank", __name__, url_prefix="/bank-aktivitas")

LONGEST, LONGEST_WORDS = 500, 100


@blueprint.get("")
@policy("masuk")
def page() -> str:
    """The items that hold today: `?cari=` words, `?lingkup=saya` only what the reader may use."""
    said = request.args.get("cari", "").replace("\x00", "").strip()[:LONGEST_WORDS]
    mine = request.args.get("lingkup") == "saya"
    with work().reading() as tx:
        found = bank_list.listing(tx, current_actor(), said, mine=mine, number=asked_page())
        address = url_for(".page", cari=said or None, lingkup="saya" if mine else None, hal="HAL")
        return render_template(
            "bank/daftar.html", found=found, said=said, mine=mine,
            address=address.replace("hal=HAL", "hal={page}"), **common(),
        )  # fmt: skip


@blueprint.get("/<int:butir_id>")
@policy("masuk")
def item(butir_id: int) -> str:
    """One item."""
    return _item(butir_id, {}, {})


@blueprint.post("/<int:butir_id>/nonaktif")
@policy("peran", "admin_bkpp")
def end(butir_id: int) -> ResponseReturnValue:
    """End an item from a day on."""
    typed = {name: request.form.get(name, "")[:LONGEST] for name in ("sejak", "alasan")}
    try:
        bank_list.end(
            work(), current_actor(), butir_id, read_day(typed["sejak"].strip()), typed["alasan"], request_id()
        )
    except Refused as refused:
        return _item(butir_id, typed, errors_of(refused)), 422
    flash(_("Tanggal akhir butir tercatat. Aktivitas yang sudah dicatat tidak berubah."), "success")
    return redirect(url_for(".item", butir_id=butir_id), 303)


def errors_of(refused: Refused) -> dict[str, list[str]]:
    """What is wrong, by field."""
    errors: dict[str, list[str]] = {}
    for one in refused.pelanggaran:
        errors.setdefault(one.letak or "", []).append(say(one.pesan))
    return errors


def _item(butir_id: int, typed: Mapping[str, str], errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        found = bank_list.item(tx, butir_id)
        return render_template(
            "bank/butir.html", found=found, typed=typed, errors=errors, today=tx.today, **common()
        )
