"""The yearly board of one evaluator, and the exceptions that a leader above decides.

May use services; whose step it is, what must be said and what a predikat is are decided there. There is no field for a
predikat: a post that brings one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext as _n

from webapp.services.errors import Denied, InvalidAnswers
from webapp.services.months import monthly_board
from webapp.services.yearly import board as boards
from webapp.services.yearly import board_exceptions, board_sending
from webapp.services.yearly.board_model import FIELDS, Board, Group, Typed
from webapp.services.yearly.board_sending import BoardRefused
from webapp.web.context import current_actor, request_id, work
from webapp.web.errors import keep_refusal
from webapp.web.language import say
from webapp.web.planning.editor_page import posted
from webapp.web.policy import policy
from webapp.web.workspaces.nilai_bulanan import RATINGS, table_json
from webapp.web.workspaces.page import Errors, Post, Text, answers_of, choice, first, take

from .yearly_words import words

blueprint = Blueprint("yearly_board", __name__, url_prefix="/tim/evaluasi")

_UNIT = re.compile(r"\d{1,18}", re.ASCII)
_PERSON = re.compile(r"orang\.(\d{1,18})", re.ASCII)
_TICK = re.compile(r"n\.(\d{1,18})\.segmen\.(\d{1,18})", re.ASCII)


@blueprint.get("")
@policy("masuk")
def newest() -> ResponseReturnValue:
    """To the newest year in which anybody of the team has an SKP."""
    with work().reading() as tx:
        tahun = next(iter(boards.years(tx, current_actor())), tx.today.year)
    return redirect(url_for(".page", tahun=tahun), 303)


@blueprint.get("/<int:tahun>")
@policy("masuk")
def page(tahun: int) -> str:
    """The board."""
    return _show(tahun, None, {}, {})


@blueprint.post("/<int:tahun>")
@policy("masuk")
def hand_in(tahun: int) -> ResponseReturnValue:
    """Hand one unit's board in, keep it as a draft (`_aksi=draf`), or only count again (`_aksi=hitung`)."""
    post = posted()
    unit_id = int(first(post, "_unit")) if _UNIT.fullmatch(first(post, "_unit")) else None
    reasons = {unit_id or 0: first(post, f"alasan.{unit_id or 0}")}
    try:
        typed = _read(post, unit_id)
        if first(post, "_aksi") == "hitung":
            return _show(tahun, typed, reasons, {})
        if first(post, "_aksi") == "draf":
            kept = board_sending.save(work(), current_actor(), tahun, typed)
            flash(
                str(_n("Draf %(num)s pegawai tersimpan.", "Draf %(num)s pegawai tersimpan.", kept)), "success"
            )
            return redirect(url_for(".page", tahun=tahun), 303)
        done = board_sending.submit(
            work(), current_actor(), tahun, typed, reasons[unit_id or 0].strip(), request_id(), unit_id
        )
    except InvalidAnswers as refused:
        return _show(tahun, None, reasons, refused.errors), 422
    except BoardRefused as refused:
        return _show(tahun, typed, reasons, _names(refused.errors)), 422
    except Denied as refused:
        keep_refusal(refused)
        return _show(tahun, typed, reasons, {"": [str(refused)]}), 422
    flash(
        str(_n("Penilaian %(num)s pegawai terkirim.", "Penilaian %(num)s pegawai terkirim.", done)), "success"
    )
    return redirect(url_for(".page", tahun=tahun), 303)


def _read(post: Post, unit_id: int | None) -> dict[int, Typed]:
    """What was typed, by SKP. Raises `InvalidAnswers` for names that nobody declared: a predikat is one of them."""
    people = [int(found[1]) for name in post if (found := _PERSON.fullmatch(name))]
    ticks = {name for name in post if _TICK.fullmatch(name)}
    declared: dict[str, Any] = {f"orang.{n}": choice(["ya"]) for n in people}
    declared |= {f"alasan.{unit_id or 0}": Text(4_000)} | {name: choice(["ya"], empty=True) for name in ticks}
    for n in people:
        declared |= {f"n.{n}.{name}": choice(RATINGS, empty=True) for name in ("hasil_kerja", "perilaku")}
        declared |= {f"n.{n}.alasan_{name}": Text(2_000) for name in ("hasil_kerja", "perilaku")}
    taken = take(answers_of(post), declared).get("n", {})
    return {n: _typed(taken.get(str(n), {})) for n in people}


def _typed(taken: Mapping[str, Any]) -> Typed:
    ticked = frozenset(int(key) for key, value in taken.get("segmen", {}).items() if value)
    return Typed(**{name: taken.get(name, "") for name in FIELDS if name != "segmen"}, segmen=ticked)


def _names(errors: Errors) -> dict[str, list[str]]:
    """Fields of the service as this page names them."""
    own = {name: name if not name or name.startswith("alasan.") else f"n.{name}" for name in errors}
    return {own[name]: list(said) for name, said in errors.items()}


def _show(tahun: int, typed: Mapping[int, Typed] | None, reasons: Mapping[int, str], errors: Errors) -> str:
    if not 2000 <= tahun <= 2999:
        abort(404)
    with work().reading() as tx:
        found = boards.board(tx, current_actor(), tahun, typed)
        years = boards.years(tx, current_actor())
        exceptions = board_exceptions.exceptions(tx, current_actor(), tahun)
        table = table_json(monthly_board.matrix(tx))
    said = {name: [say(text) for text in texts] for name, texts in errors.items()}
    return render_template(
        "evaluasi/papan.html", board=found, years=years, table=table, errors=said, lines=_lines(said),
        values=_values(found), reasons=reasons, exceptions=[one for one in exceptions if one.is_mine],
        open_groups=[one for one in found.groups if one.open_rows], part=_part, **words(),
    )  # fmt: skip


def _part(group: Group) -> str:
    """The id by which the page names a unit's board."""
    return f"papan-{group.unit_id or 0}"


def _values(board: Board) -> dict[str, str]:
    """Fields as they stand, by name."""
    return {
        f"n.{row.skp_id}.{name}": getattr(row.typed, name)
        for row in board.rows
        for name in FIELDS
        if name != "segmen"
    }


def _lines(errors: Errors) -> list[dict[str, str | None]]:
    return [{"field": name or None, "text": text} for name, said in errors.items() for text in said]


# -- exceptions ---------------------------------------------------------------------------------------------------


@blueprint.get("/pengecualian")
@policy("masuk")
def exceptions() -> str:
    """Boards of a year (`?tahun=`) that depart from their pattern: all for BKPP, own decisions for a leader."""
    with work().reading() as tx:
        tahun = request.args.get("tahun", type=int) or tx.today.year - (tx.today.month < 10)
        rows = board_exceptions.exceptions(tx, current_actor(), tahun)
    return render_template("evaluasi/pengecualian.html", rows=rows, tahun=tahun, **words())


@blueprint.get("/pengecualian/<int:papan_id>")
@policy("masuk")
def exception(papan_id: int) -> str:
    """One of them, with its people and, for who decides, the decision."""
    return _exception(papan_id, {}, {})


@blueprint.post("/pengecualian/<int:papan_id>")
@policy("masuk")
def decide(papan_id: int) -> ResponseReturnValue:
    """The decision on the whole board."""
    post = posted()
    values = {name: first(post, name) for name in ("keputusan_papan", "alasan_papan")}
    try:
        taken = take(
            answers_of(post),
            {"keputusan_papan": choice(["setujui", "kembalikan"], empty=True), "alasan_papan": Text(2_000)},
        )
        done = board_exceptions.decide_exception(
            work(), current_actor(), papan_id, taken["keputusan_papan"], taken["alasan_papan"], request_id()
        )
    except InvalidAnswers as refused:
        return _exception(papan_id, values, refused.errors), 422
    except BoardRefused as refused:
        return _exception(papan_id, values, refused.errors), 422
    flash(
        str(_n("Putusan untuk %(num)s pegawai tersimpan.", "Putusan untuk %(num)s pegawai tersimpan.", done)),
        "success",
    )
    return redirect(url_for(".exception", papan_id=papan_id), 303)


def _exception(papan_id: int, values: Mapping[str, str], errors: Errors) -> str:
    with work().reading() as tx:
        found, people = board_exceptions.exception(tx, current_actor(), papan_id)
    said = {name: [say(text) for text in texts] for name, texts in errors.items()}
    return render_template(
        "evaluasi/putusan.html",
        found=found,
        people=people,
        values=values,
        errors=said,
        lines=_lines(said),
        **words(),
    )
