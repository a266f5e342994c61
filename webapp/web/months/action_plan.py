"""The action plan: its matrix for all who read the SKP, and one page for each yearly row while it is being written.

May use services; must not decide who may write or what a plan must hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.domain.angka import baca_angka, cetak_angka
from webapp.domain.bulanan import TRIWULAN, Rencana
from webapp.domain.skp import Rhk
from webapp.domain.tanggal import BULAN
from webapp.operations import Refused
from webapp.services.errors import InvalidAnswers, NotFound
from webapp.services.months import action_plan
from webapp.services.months.action_plan import Plan
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.planning.editor_page import errors_of, posted
from webapp.web.policy import policy
from webapp.web.workspaces.bulan_ini import not_number
from webapp.web.workspaces.page import Errors, Post, Text, answers_of, choice, first, summary, take
from webapp.web.workspaces.rencana_aksi import overview

from .monthly_words import words

blueprint = Blueprint("action_plan", __name__)


@blueprint.get("/skp/<int:skp_id>/rencana-aksi")
@policy("masuk")
def page(skp_id: int) -> str:
    """The matrix of yearly rows and months."""
    return overview(_plan(skp_id), {})


@blueprint.get("/skp/<int:skp_id>/rencana-aksi/<kunci>")
@policy("masuk")
def row(skp_id: int, kunci: str) -> ResponseReturnValue:
    """One yearly row over the months, to be written."""
    found = _plan(skp_id)
    if not found.may_write:
        return redirect(url_for(".page", skp_id=skp_id), 303)
    rhk = _row(found, kunci)
    return _row_page(found, rhk, _stored(found, rhk), {})


@blueprint.post("/skp/<int:skp_id>/rencana-aksi/<kunci>")
@policy("masuk")
def save_row(skp_id: int, kunci: str) -> ResponseReturnValue:
    """Save a row, or fill its months in (which stores nothing yet)."""
    found, post = _plan(skp_id), posted()
    rhk = _row(found, kunci)
    if asked := first(post, "_isi"):
        return _row_page(found, rhk, _filled(found, rhk, post, asked), {})
    try:
        cells = _read(found, rhk, post)
        action_plan.save_row(work(), current_actor(), skp_id, kunci, cells)
    except (InvalidAnswers, Refused) as error:
        values = {name: first(post, name) for name in post}
        return _row_page(found, rhk, values, errors_of(error)), 422
    flash(_("Rencana aksi RHK ini tersimpan."), "success")
    ahead = _next(found, rhk)
    if first(post, "_lanjut") and ahead is not None:
        return redirect(url_for(".row", skp_id=skp_id, kunci=ahead), 303)
    return redirect(url_for(".page", skp_id=skp_id), 303)


def _plan(skp_id: int) -> Plan:
    with work().reading() as tx:
        return action_plan.plan(tx, current_actor(), skp_id)


def _row(found: Plan, kunci: str) -> Rhk:
    rows = () if found.isi is None else found.isi.rhk
    rhk = next((one for one in rows if one.kunci == kunci), None)
    if rhk is None:
        raise NotFound("skp", found.skp.id)
    return rhk


def _row_page(found: Plan, rhk: Rhk, values: Mapping[str, str], errors: Errors) -> str:
    assert found.isi is not None
    keys = [one.kunci for one in found.isi.rhk]
    number = keys.index(rhk.kunci)
    options = [{"value": iki.kunci, "text": iki.uraian} for iki in rhk.iki]
    return render_template(
        "bulanan/rencana_rhk.html", plan=found, rhk=rhk, number=number + 1, values=values, errors=errors,
        lines=summary(errors), before=keys[number - 1] if number else None, next=_next(found, rhk),
        iki_options=options, month_names=[say(name) for name in BULAN], **words(),
    )  # fmt: skip


def _next(found: Plan, rhk: Rhk) -> str | None:
    keys = [] if found.isi is None else [one.kunci for one in found.isi.rhk]
    number = keys.index(rhk.kunci) + 1
    return keys[number] if number < len(keys) else None


def _stored(found: Plan, rhk: Rhk) -> dict[str, str]:
    """The row as its page shows it: the words that most months share stand above, others at their month."""
    cells = found.of_row(rhk.kunci)
    texts = [cell.uraian for cell in cells.values()]
    common = max(texts, key=texts.count) if texts else rhk.uraian
    one = next(iter(cells.values()), None)
    iki = rhk.iki[0] if rhk.iki else None
    values = {
        "uraian": common,
        "satuan": (one.satuan or "") if one else (iki.satuan if iki else ""),
        "iki": (one.iki_kunci or "") if one else (iki.kunci if iki else ""),
        "target_isi": "",
    }
    for bulan, cell in cells.items():
        own = f"rencana.{rhk.kunci}.{bulan}"
        values[f"{own}.ada"] = "ya"
        values[f"{own}.target"] = "" if cell.target is None else cetak_angka(cell.target)
        values[f"{own}.uraian"] = "" if cell.uraian == common else cell.uraian
    return values


def _filled(found: Plan, rhk: Rhk, post: Post, asked: str) -> dict[str, str]:
    """What was typed, with months ticked by one of the helpers."""
    values = {name: first(post, name) for name in post}
    assert found.isi is not None
    keys = [one.kunci for one in found.isi.rhk]
    number = keys.index(rhk.kunci)
    before = found.of_row(keys[number - 1]) if number else {}
    chosen = {"semua": found.months, "triwulan": TRIWULAN, "salin": list(before)}.get(asked, ())
    for bulan in found.months:
        if bulan in found.opened:
            continue
        own = f"rencana.{rhk.kunci}.{bulan}"
        values[f"{own}.ada"] = "ya" if bulan in chosen else ""
        typed = values.get("target_isi") or values.get(f"{own}.target", "")
        values[f"{own}.target"] = typed if bulan in chosen else ""
    return values


def _read(found: Plan, rhk: Rhk, post: Post) -> list[Rencana]:
    """The planned months as posted. Raises `InvalidAnswers`."""
    months = [bulan for bulan in found.months if bulan not in found.opened]
    declared: dict[str, Any] = {
        "uraian": Text(1_000),
        "satuan": Text(60),
        "target_isi": Text(40),
        "iki": choice([iki.kunci for iki in rhk.iki], empty=True),
    }
    for bulan in months:
        own = f"rencana.{rhk.kunci}.{bulan}"
        declared |= {
            f"{own}.ada": choice(["ya"], empty=True),
            f"{own}.target": Text(40),
            f"{own}.uraian": Text(1_000),
        }
    taken = take(answers_of(post), declared)
    typed = taken.get("rencana", {}).get(rhk.kunci, {})
    wrong: dict[str, list[str]] = {}
    cells = [
        _cell(rhk.kunci, bulan, typed[str(bulan)], taken, wrong)
        for bulan in months
        if typed[str(bulan)]["ada"] == "ya"
    ]
    if wrong:
        raise InvalidAnswers(wrong, post)
    return cells


def _cell(
    kunci: str, bulan: int, typed: Mapping[str, str], common: Mapping[str, Any], wrong: dict[str, list[str]]
) -> Rencana:
    path = f"rencana.{kunci}.{bulan}.target"
    target = baca_angka(typed["target"]) if typed["target"] else None
    if typed["target"] and target is None:
        wrong[path] = [not_number()]
    return Rencana(
        rhk_kunci=kunci,
        bulan=bulan,
        uraian=typed["uraian"] or common["uraian"],
        target=target,
        satuan=(common["satuan"] or None) if target is not None else None,
        iki_kunci=common["iki"] or None,
    )
