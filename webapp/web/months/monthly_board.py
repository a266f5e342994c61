"""The leader's board of a month: targets to agree to and months to judge, handed in together.

May use services; whose step it is and what must be said is decided there. There is no field for a predikat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.operations import Refused
from webapp.services.errors import AlreadyDone, InvalidAnswers, NotFound
from webapp.services.months import evidence_links, monthly_board
from webapp.services.months.monthly_board import Board
from webapp.services.process.together import PartsRefused
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.months import rechecks
from webapp.web.numbers import whole
from webapp.web.planning.editor_page import posted
from webapp.web.policy import policy
from webapp.web.workspaces.nilai_bulanan import RATINGS, predikat_of, table_json
from webapp.web.workspaces.page import Errors, Post, Text, answers_of, choice, first, take

from .monthly_words import words

blueprint = Blueprint("monthly_board", __name__)

Answers = dict[int, tuple[str, Mapping[str, Any]]]
_STEP = re.compile(r"langkah\.(\d{1,18})", re.ASCII)


@blueprint.get("/tim/bulanan")
@policy("masuk")
def newest() -> ResponseReturnValue:
    """To the oldest month in which something waits, else to the current one."""
    with work().reading() as tx:
        waiting = monthly_board.waiting_months(tx, current_actor())
        tahun, bulan = waiting[0][:2] if waiting else (tx.today.year, tx.today.month)
    return redirect(url_for(".page", tahun=tahun, bulan=bulan), 303)


@blueprint.get("/tim/bulanan/<int:tahun>-<int:bulan>")
@policy("masuk")
def page(tahun: int, bulan: int) -> str:
    """The board."""
    return _show(tahun, bulan, {}, {})


@blueprint.post("/tim/bulanan/<int:tahun>-<int:bulan>")
@policy("masuk")
def hand_in(tahun: int, bulan: int) -> ResponseReturnValue:
    """Hand in what was filled, all or none; or fill the chosen rows with the same ratings."""
    post = posted()
    values = {name: first(post, name) for name in post}
    if "_terapkan" in post:
        return _show(tahun, bulan, _applied(values, post.get("_pilih", [])), {}, post.get("_pilih", []))
    if rechecks.BUTTON in post:
        return _show(tahun, bulan, values, {}, opened=_recheck(tahun, bulan, first(post, rechecks.BUTTON)))
    try:
        answers = _read(post)
        if not answers:
            raise InvalidAnswers({"": [_("Belum ada yang diisi. Isi paling sedikit satu pegawai.")]}, post)
        done = monthly_board.submit(work(), current_actor(), answers, request_id())
    except InvalidAnswers as refused:
        return _show(tahun, bulan, values, {p: [say(t) for t in ts] for p, ts in refused.errors.items()}), 422
    except PartsRefused as refused:
        return _show(tahun, bulan, values, _reasons(refused, first(post, "_bagian"))), 422
    flash(str(_n("%(num)s lembar terkirim.", "%(num)s lembar terkirim.", len(done))), "success")
    return redirect(url_for(".page", tahun=tahun, bulan=bulan), 303)


def _recheck(tahun: int, bulan: int, pressed: str) -> int:
    """Another look at a link on the board; what was typed stays. The sheet on which it stands."""
    bukti_id = rechecks.number(pressed)
    with work().reading() as tx:
        board = monthly_board.board(tx, current_actor(), tahun, bulan)
    entry = next((one for one in board.ratings if rechecks.holds(one.sheet, bukti_id)), None)
    if entry is None:
        raise NotFound("bukti_bulanan", bukti_id)
    rechecks.ask(entry.skp_id, bulan, pressed)
    return entry.lembar_id


def _show(
    tahun: int, bulan: int, values: Mapping[str, str], errors: Errors, chosen: list[str] | None = None,
    opened: int | None = None,
) -> str:  # fmt: skip
    if not 1 <= bulan <= 12 or not 2000 <= tahun <= 2999:
        abort(404)
    with work().reading() as tx:
        board = monthly_board.board(tx, current_actor(), tahun, bulan)
    return render_template(
        "bulanan/papan.html", board=board, values=values, errors=errors, lines=_lines(board, errors),
        table=table_json(board.matrix), shown=_shown(board, values), chosen=chosen or [], opened=opened,
        not_open=evidence_links.not_open, **words(),
    )  # fmt: skip


def _shown(board: Board, values: Mapping[str, str]) -> dict[int, Any]:
    """The predikat of what is chosen so far, by sheet."""
    return {
        one.lembar_id: predikat_of(
            board.matrix,
            values.get(f"nilai.{one.lembar_id}.hasil_kerja"),
            values.get(f"nilai.{one.lembar_id}.perilaku"),
        )
        for one in board.ratings
    }


def _lines(board: Board, errors: Errors) -> list[dict[str, str | None]]:
    """The error summary: each line names the person and leads to the field, or to the card."""
    names = {one.lembar_id: one.nama for one in (*board.targets, *board.ratings)}
    lines: list[dict[str, str | None]] = []
    for path, said in errors.items():
        number = whole(path.split(".")[1]) if path.count(".") >= 2 else None
        name = names.get(number) if number is not None else None
        field = path if path and not path.endswith(".") else None
        lines += [{"field": field, "text": f"{name}: {text}" if name else text} for text in said]
    return lines


def _applied(values: Mapping[str, str], chosen: list[str]) -> dict[str, str]:
    """What was typed, with the same two ratings for those who are ticked."""
    new = dict(values)
    for number in chosen:
        new[f"nilai.{number}.hasil_kerja"] = values.get("_massal_hasil", "")
        new[f"nilai.{number}.perilaku"] = values.get("_massal_perilaku", "")
    return new


def _read(post: Post) -> Answers:
    """The answers by sheet. Raises `InvalidAnswers` for names that nobody declared: a predikat is one of them."""
    steps = {int(found[1]): first(post, name) for name in post if (found := _STEP.fullmatch(name))}
    section = first(post, "_bagian")
    if section not in ("nilai", "target"):
        raise InvalidAnswers({"": [_("Bagian papan tidak dikenal. Muat ulang halaman.")]}, post)
    declared: dict[str, Any] = {f"langkah.{number}": Text(300) for number in steps}
    for number in steps:
        declared |= _fields(f"{section}.{number}", section)
    taken = take(answers_of(post), declared).get(section, {})
    read = _rating if section == "nilai" else _target
    found_ = {number: read(taken[str(number)]) for number in steps if str(number) in taken}
    return {number: (steps[number], said) for number, said in found_.items() if said is not None}


def _fields(own: str, section: str) -> dict[str, Any]:
    common = {f"{own}.kembalikan": choice(["ya"], empty=True), f"{own}.alasan": Text()}
    if section == "target":
        return common | {f"{own}.setujui": choice(["ya"], empty=True)}
    return common | {
        f"{own}.hasil_kerja": choice(RATINGS, empty=True),
        f"{own}.perilaku": choice(RATINGS, empty=True),
        f"{own}.umpan_balik": Text(),
    }


def _rating(typed: Mapping[str, str]) -> Mapping[str, Any] | None:
    if typed["kembalikan"]:
        return {"putusan": "kembalikan", "alasan": typed["alasan"]}
    if not (typed["hasil_kerja"] or typed["perilaku"] or typed["umpan_balik"]):
        return None
    return {"putusan": "nilai"} | {name: typed[name] for name in ("hasil_kerja", "perilaku", "umpan_balik")}


def _target(typed: Mapping[str, str]) -> Mapping[str, Any] | None:
    if typed["kembalikan"]:
        return {"putusan": "kembalikan", "alasan": typed["alasan"]}
    return {"putusan": "setujui", "alasan": ""} if typed["setujui"] else None


def _reasons(refused: PartsRefused, section: str) -> dict[str, list[str]]:
    """Why nothing was stored, at each person's fields."""
    with work().reading() as tx:
        sheets = monthly_board.sheet_of(tx, current_actor(), [part.case_id for part, _ in refused.refused])
    errors: dict[str, list[str]] = {}
    for part, error in refused.refused:
        number, name = sheets[part.case_id]
        own = f"{section}.{number}."
        if isinstance(error, Refused):
            for one in error.pelanggaran:
                errors.setdefault(own + (one.letak or ""), []).append(say(one.pesan))
        elif isinstance(error, AlreadyDone):
            sentence = _("%(name)s sudah dikerjakan oleh %(by)s. Muat ulang papan.", name=name, by=error.by)
            errors.setdefault(own, []).append(sentence)
        elif isinstance(error, NotFound):
            errors.setdefault(own, []).append(
                _("%(name)s tidak lagi menunggu Anda. Muat ulang papan.", name=name)
            )
        else:
            errors.setdefault(own, []).append(say(str(error)))
    return errors
