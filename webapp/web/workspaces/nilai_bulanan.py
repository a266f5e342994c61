"""The evaluator judges one month: evidence, feedback on each row and value, two ratings; the predikat follows.

The board judges many at once with the same names. May use services; what must be said is for the operation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import render_template

from webapp.domain.perilaku import Nilai
from webapp.domain.predikat import Predikat, Rating
from webapp.services.months.monthly_board import matrix
from webapp.services.process.tasks import TaskView
from webapp.web.context import work
from webapp.web.months import rechecks
from webapp.web.months.monthly_words import shape, words
from webapp.web.planning.skp_words import core_values

from .bulan_ini import rows_of, view_of
from .page import Errors, Post, ShowAgain, Text, answers_of, choice, first, summary, take

RATINGS = tuple(one.value for one in Rating)
MAX_WORDS = 4_000

Table = Mapping[tuple[Rating, Rating], Predikat]


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The sheet with everything that speaks for the judgement."""
    view = view_of(task)
    with work().reading() as tx:
        table = matrix(tx)
    post = values if values is not None else task.draft or {}
    typed = {name: first(post, name) for name in post}
    return render_template(
        "bulanan/nilai.html", task=task, view=view, values=typed, errors=errors, lines=summary(errors),
        table=table_json(table), shown=predikat_of(table, typed.get("hasil_kerja"), typed.get("perilaku")),
        nilai=core_values(), **words(),
    )  # fmt: skip


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `evaluasi_bulanan.nilai_bulanan`. There is no field for a predikat."""
    if pressed := first(post, rechecks.BUTTON):
        view = view_of(task)
        rechecks.ask(view.skp.id, view.sheet.lembar.bulan, pressed)
        raise ShowAgain({name: texts for name, texts in post.items() if not name.startswith("_")})
    declared: dict[str, Any] = {
        "hasil_kerja": choice(RATINGS, empty=True),
        "perilaku": choice(RATINGS, empty=True),
        "umpan_balik": Text(MAX_WORDS),
        "alasan": Text(MAX_WORDS),
    }
    declared |= {f"umpan_balik_baris.{number}": Text(MAX_WORDS) for number in rows_of(task)}
    declared |= {f"umpan_balik_nilai.{one}": Text(MAX_WORDS) for one in Nilai}
    putusan = "kembalikan" if first(post, "_aksi") == "kembalikan" else "nilai"
    return {"putusan": putusan, **take(answers_of(post), declared)}


def table_json(table: Table) -> str:
    """The table for the script that shows the predikat while ratings are chosen: pair of ratings to outline's key."""
    return json.dumps({f"{hasil}|{laku}": shape(predikat) for (hasil, laku), predikat in table.items()})


def predikat_of(table: Table, hasil: str | None, laku: str | None) -> Predikat | None:
    """The predikat of two chosen ratings; None while one is missing."""
    if hasil not in RATINGS or laku not in RATINGS:
        return None
    return table[Rating(hasil), Rating(laku)]
