"""The sheet of a month as steps before its end: the target, the evaluator's word on it, and closing early.

Rows come from the action plan; a row may be added only under a yearly row. May use services; what a target may hold
is for the operation to say.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from webapp.domain.angka import baca_angka, cetak_angka
from webapp.services.errors import InvalidAnswers
from webapp.services.months.action_plan import plan
from webapp.services.months.monthly import SheetView, month_of, sheet
from webapp.services.process.tasks import TaskView
from webapp.storage.bulanan import baris_lembar
from webapp.web.context import current_actor, work
from webapp.web.months.monthly_words import words

from .page import Errors, Post, ShowAgain, Text, answers_of, choice, first, summary, take

ROWS = "baris"
MAX_ROWS = 40
MAX_REASON = 4_000

_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


@dataclass(frozen=True)
class Typed:
    """A row as typed so far. `new`: it was added here, so its yearly row is still to be chosen."""

    key: str
    rhk: str
    uraian: str
    target: str
    satuan: str
    iki: str
    new: bool


def view_of(task: TaskView) -> SheetView:
    """The sheet of a step's case as its reader sees it."""
    with work().reading() as tx:
        lembar = month_of(tx, task.case.document_id)
        return sheet(tx, current_actor(), lembar.skp_id, lembar.bulan)


def rows_of(task: TaskView) -> Sequence[int]:
    """The rows of a step's sheet, where nothing else of it is needed."""
    with work().reading() as tx:
        return [row.id for row in baris_lembar(tx.session, task.case.document_id)]


# -- the target --------------------------------------------------------------------------------------------------


def show_target(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The rows from the plan, or as typed."""
    view = view_of(task)
    with work().reading() as tx:
        found = plan(tx, current_actor(), view.skp.id)
        late = not view.sheet.lembar.diajukan_pada and tx.today > view.sheet.lembar.batas_target
    post = values if values is not None else task.draft or _stored(view)
    yearly = [] if found.isi is None else found.isi.rhk
    return render_template(
        "bulanan/target.html", task=task, view=view, rows=typed_rows(post), late=late, yearly=yearly,
        reason=first(post, "alasan_terlambat"), errors=errors, lines=summary(errors), max_rows=MAX_ROWS,
        names={rhk.kunci: rhk.uraian for rhk in yearly}, **words(),
    )  # fmt: skip


def submit_target(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `skp_bulanan.susun_target`."""
    keys = [key for key in post.get(ROWS, []) if _KEY.fullmatch(key)]
    if "_tambah" in post:
        added = [*keys, f"n{secrets.token_hex(4)}"] if len(keys) < MAX_ROWS else keys
        raise ShowAgain({**post, ROWS: added})
    if gone := first(post, "_hapus"):
        raise ShowAgain({**post, ROWS: [key for key in keys if key != gone]})
    declared: dict[str, Any] = {"alasan_terlambat": Text(MAX_REASON)}
    for key in keys:
        declared |= {
            f"{ROWS}.{key}.{name}": Text(1_000) for name in ("rhk", "uraian", "target", "satuan", "iki")
        }
    taken = take({name: texts for name, texts in answers_of(post).items() if name != ROWS}, declared)
    rows = taken.get(ROWS, {})
    numbers = numbers_of({f"{ROWS}.{key}.target": rows[key]["target"] for key in keys}, post)
    return {
        "baris": {key: {**rows[key], "target": numbers[f"{ROWS}.{key}.target"]} for key in keys},
        "alasan_terlambat": taken["alasan_terlambat"],
    }


def not_number() -> str:
    """What is said of a text that is no number."""
    return _("Tulis angka, misalnya 2 atau 12,5.")


def numbers_of(texts: Mapping[str, str], post: Post) -> dict[str, Decimal | None]:
    """Numbers by the place of their field; an empty field is None. Raises `InvalidAnswers`."""
    found = {path: baca_angka(text) if text else None for path, text in texts.items()}
    wrong = {path: [not_number()] for path, number in found.items() if texts[path] and number is None}
    if wrong:
        raise InvalidAnswers(wrong, post)
    return found


def typed_rows(post: Post) -> list[Typed]:
    """The rows of a post, in order."""
    keys = [key for key in post.get(ROWS, []) if _KEY.fullmatch(key)]
    return [_typed(post, key) for key in dict.fromkeys(keys)]


def _typed(post: Post, key: str) -> Typed:
    rhk, uraian, target, satuan, iki = (
        first(post, f"{ROWS}.{key}.{name}") for name in ("rhk", "uraian", "target", "satuan", "iki")
    )
    return Typed(key, rhk, uraian, target, satuan, iki, new=key.startswith("n"))


def _stored(view: SheetView) -> Post:
    """The stored rows in the shape of a post."""
    post: dict[str, list[str]] = {ROWS: [f"b{row.baris.id}" for row in view.sheet.rows]}
    for row in view.sheet.rows:
        own = f"{ROWS}.b{row.baris.id}"
        post[f"{own}.rhk"] = [row.baris.rhk_kunci]
        post[f"{own}.uraian"] = [row.baris.uraian]
        post[f"{own}.target"] = ["" if row.baris.target is None else cetak_angka(row.baris.target)]
        post[f"{own}.satuan"] = [row.baris.satuan or ""]
        post[f"{own}.iki"] = [row.baris.iki_kunci or ""]
    return post


# -- the evaluator's word on it ----------------------------------------------------------------------------------


def show_agree(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The target with the two answers."""
    post = values if values is not None else task.draft or {}
    return render_template(
        "bulanan/setujui.html", task=task, view=view_of(task), putusan=first(post, "putusan"),
        alasan=first(post, "alasan"), errors=errors, lines=summary(errors), **words(),
    )  # fmt: skip


def submit_agree(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `skp_bulanan.setujui_target` and of its twin for late ones."""
    return take(post, {"putusan": choice(["setujui", "kembalikan"], empty=True), "alasan": Text(MAX_REASON)})


# -- closing early -----------------------------------------------------------------------------------------------


def show_running(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The running month: what it asks for, and the button that closes it before its end."""
    return render_template(
        "bulanan/laksanakan.html",
        task=task,
        view=view_of(task),
        errors=errors,
        lines=summary(errors),
        **words(),
    )


def submit_running(task: TaskView, post: Post) -> Mapping[str, Any]:
    """Nothing comes with it."""
    return take(post, {})
