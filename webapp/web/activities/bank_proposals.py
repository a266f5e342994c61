"""Proposals for the Bank Aktivitas: the form, the list, and one proposal. Deciding is a step of its case.

May use services; who may propose and read is said there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.bank_aktivitas import CaraHitung
from webapp.domain.jabatan import JenisJabatan
from webapp.operations import Refused
from webapp.services.activities import bank, bank_list
from webapp.services.activities.bank import NewItem
from webapp.services.errors import NotFound
from webapp.web.admin.calendar_pages import read_day
from webapp.web.context import current_actor, request_id, work
from webapp.web.policy import policy

from .bank import errors_of
from .bank_words import common

blueprint = Blueprint("bank_proposals", __name__, url_prefix="/bank-aktivitas/usul")

LONGEST = 600
FIELDS = ("kode", "nama", "satuan", "waktu_baku", "cara_hitung", "wajib_bukti", "mulai", "dasar")


@blueprint.get("")
@policy("peran", "admin_bkpp", "pengelola_opd")
def page() -> str:
    """The proposals that the reader may see."""
    with work().reading() as tx:
        return render_template(
            "bank/usul_daftar.html", proposals=bank_list.proposals(tx, current_actor()), **common()
        )


@blueprint.get("/baru")
@policy("peran", "admin_bkpp", "pengelola_opd")
def form() -> str:
    """The form; `?dari=` fills it with an item that is to get a new version."""
    return _form(_of_item(request.args.get("dari", type=int)), {})


@blueprint.post("/baru")
@policy("peran", "admin_bkpp", "pengelola_opd")
def propose() -> ResponseReturnValue:
    """Hand a proposal in. What is refused is shown again with all that was typed."""
    typed: dict[str, Any] = {name: request.form.get(name, "")[:LONGEST] for name in FIELDS}
    typed |= {name: request.form.getlist(name)[:50] for name in ("unit_ids", "jenis_jabatan")}
    request_id()
    try:
        number = bank.propose(work(), current_actor(), _new(typed))
    except Refused as refused:
        return _form(typed, errors_of(refused)), 422
    flash(_("Usul terkirim. BKPP memeriksanya, dan hasilnya diberitahukan kepada Anda."), "success")
    return redirect(url_for(".one", usul_butir_id=number), 303)


@blueprint.get("/<int:usul_butir_id>")
@policy("masuk")
def one(usul_butir_id: int) -> str:
    """One proposal."""
    with work().reading() as tx:
        found = bank_list.proposal(tx, current_actor(), usul_butir_id)
        return render_template("bank/usul_satu.html", usul=found, **common())


def _form(typed: Mapping[str, Any], errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        units = bank_list.units_to_choose(tx, current_actor())
    return render_template("bank/usul_baru.html", typed=typed, errors=errors, units=units, **common())


def _of_item(butir_id: int | None) -> dict[str, Any]:
    if butir_id is None:
        return {}
    with work().reading() as tx:
        try:
            found = bank_list.item(tx, butir_id)
        except NotFound:
            return {}
    held = found.now or found.versions[0]
    return {
        "kode": found.kode,
        "nama": held.item.nama,
        "satuan": held.item.satuan,
        "waktu_baku": str(held.item.waktu_baku),
        "cara_hitung": held.item.cara_hitung.value,
        "wajib_bukti": "ya" if held.item.wajib_bukti else "",
        "unit_ids": [str(one) for one in held.item.lingkup.unit_ids],
        "jenis_jabatan": [one.value for one in held.item.lingkup.jenis_jabatan],
    }


def _new(typed: Mapping[str, Any]) -> NewItem:
    minutes, way = typed["waktu_baku"].strip(), typed["cara_hitung"]
    return NewItem(
        kode=typed["kode"],
        nama=typed["nama"],
        satuan=typed["satuan"],
        waktu_baku=int(minutes) if minutes.isascii() and minutes.isdecimal() and len(minutes) < 7 else None,
        cara_hitung=CaraHitung(way) if way in set(CaraHitung) else None,
        wajib_bukti=typed["wajib_bukti"] == "ya",
        mulai=read_day(typed["mulai"].strip()) if typed["mulai"].strip() else None,
        dasar=typed["dasar"],
        unit_ids=[
            int(one) for one in typed["unit_ids"] if one.isascii() and one.isdecimal() and len(one) < 19
        ],
        jenis_jabatan=[JenisJabatan(one) for one in typed["jenis_jabatan"] if one in set(JenisJabatan)],
    )
