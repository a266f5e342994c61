"""The evaluator records a dialogue: what was agreed, the results handed down, and what is specially expected.

Rows are added and removed by plain submit buttons; each row carries a key that the server made, so that it stays
itself over rounds. May use services and forms; must not decide what a record may hold: the operation does.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template

from webapp.domain.penjenjangan import MetodePenjenjangan
from webapp.domain.perilaku import Nilai
from webapp.forms import FormView, form_view, load
from webapp.operations.dialog import periksa_catatan
from webapp.services.errors import InvalidAnswers
from webapp.services.planning.dialogue import Dialogue, dialogue
from webapp.services.process.tasks import TaskView
from webapp.web.context import work
from webapp.web.language import say
from webapp.web.planning.skp_words import core_values

from .page import Errors, Post, ShowAgain, Text, answers_of, choice, first, form_summary, messages, take

FORM = "dialog/catat_dialog"
ROWS = "peran"
EXPECTED = "ekspektasi_khusus"
MAX_ROWS = 30
METHODS = tuple(metode.value for metode in MetodePenjenjangan)

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A result as typed so far."""

    kunci: str
    rhk_pimpinan: str = ""
    uraian: str = ""
    metode: str = METHODS[0]


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The page: what was typed, else the draft, else the record that came back for mending."""
    with work().reading() as tx:
        known = dialogue(tx, task.case.document_id, task.case.subject_id)
    post = values if values is not None else task.draft or _recorded(known, task)
    view = _view(task, known, post, errors)
    return render_template(
        "kerja/dialog.html",
        task=task,
        view=view,
        rows=_rows(post) or [Row(_new_key())],
        max_rows=MAX_ROWS,
        values={name: first(post, name) for name in post},
        expects=any(first(post, name) for name in post if name.startswith(f"{EXPECTED}.")),
        errors=errors,
        lines=form_summary(view, errors),
        known=known,
        promised={cell.kunci for cell in known.peran if cell.pk_indikator_id is not None},
        leader_rows=[{"value": one.uraian, "text": one.uraian} for one in known.rhk_pimpinan],
        nilai=core_values(),
    )


def form(task: TaskView, post: Post) -> FormView:
    """The form's part of the page for the answers so far."""
    with work().reading() as tx:
        known = dialogue(tx, task.case.document_id, task.case.subject_id)
    return _view(task, known, post, {})


def _view(task: TaskView, known: Dialogue, post: Post, errors: Errors) -> FormView:
    own, facts = task.bundle.forms[FORM], _facts(task, known)
    document = load(own, _own(post), facts).document
    return form_view(own, document, messages(errors), facts, text_for=say)


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `dialog.catat_dialog`."""
    if (changed := _changed(post)) is not None:
        raise ShowAgain(changed)
    with work().reading() as tx:
        known = dialogue(tx, task.case.document_id, task.case.subject_id)
    loaded = load(task.bundle.forms[FORM], _own(post), _facts(task, known))
    errors: dict[str, Sequence[str]] = dict(loaded.errors)
    taken: dict[str, Any] = {}
    try:
        taken = _take_rows(post)
    except InvalidAnswers as refused:
        errors |= refused.errors
    if errors:
        # What the operation would refuse is told in the same round, not in a second one.
        needed = bool(known.rhk_pimpinan)
        for one in periksa_catatan(taken[ROWS], taken[EXPECTED], rhk_wajib=needed) if taken else ():
            errors.setdefault(one.letak or "", [one.pesan])
        raise InvalidAnswers(errors, post)
    return {**loaded.facts, **taken}


def _facts(task: TaskView, known: Dialogue) -> dict[str, Any]:
    return {**task.facts, "nama_pegawai": known.pegawai}


def _own(post: Post) -> Post:
    """The part of a post that the form declares, or that nobody does."""
    return {name: texts for name, texts in answers_of(post).items() if not _of_page(name)}


def _of_page(name: str) -> bool:
    return name == ROWS or name.startswith((f"{ROWS}.", f"{EXPECTED}."))


def _take_rows(post: Post) -> dict[str, Any]:
    keys = [key for key in post.get(ROWS, []) if _KEY.fullmatch(key)]
    declared: dict[str, Any] = {f"{EXPECTED}.{nilai}": Text() for nilai in Nilai}
    for key in keys:
        declared[f"{ROWS}.{key}.rhk_pimpinan"] = Text()
        declared[f"{ROWS}.{key}.uraian"] = Text()
        declared[f"{ROWS}.{key}.metode"] = choice(METHODS)
    sent = {name: texts for name, texts in answers_of(post).items() if _of_page(name) and name != ROWS}
    taken = take(sent, declared)
    rows = taken.get(ROWS, {})
    return {ROWS: [{"kunci": key, **rows[key]} for key in keys], EXPECTED: taken[EXPECTED]}


def _changed(post: Post) -> Post | None:
    """The post with a row more or less, if a button asked for that."""
    keys = list(post.get(ROWS, []))
    if "_tambah" in post:
        return {**post, ROWS: [*keys, _new_key()] if len(keys) < MAX_ROWS else keys}
    if gone := first(post, "_hapus"):
        return {**post, ROWS: [key for key in keys if key != gone]}
    return None


def _rows(post: Post) -> list[Row]:
    keys = [key for key in post.get(ROWS, []) if _KEY.fullmatch(key)]
    return [
        Row(
            key,
            first(post, f"{ROWS}.{key}.rhk_pimpinan"),
            first(post, f"{ROWS}.{key}.uraian"),
            first(post, f"{ROWS}.{key}.metode") or METHODS[0],
        )
        for key in dict.fromkeys(keys)
    ]


def _new_key() -> str:
    return f"p{secrets.token_hex(4)}"


def _recorded(known: Dialogue, task: TaskView) -> Post:
    """The last record in the shape of a post, for mending it; before the first, what an MPH or a PK hands down."""
    post: dict[str, list[str]] = {ROWS: [sel.kunci for sel in known.peran]}
    if known.catatan is not None:
        for name, value in (
            ("tanggal_dialog", known.catatan.tanggal.isoformat()),
            ("kanal_dialog", known.catatan.kanal.value.lower()),
            ("tempat_dialog", known.catatan.tempat or ""),
            ("ringkasan_kesepakatan", known.catatan.ringkasan),
            ("pendekatan", str(task.facts.get("pendekatan") or "")),
        ):
            post[name] = [value]
        for kode, isi in known.catatan.ekspektasi_khusus.items():
            post[f"{EXPECTED}.{kode}"] = [isi]
    for sel in known.peran:
        post[f"{ROWS}.{sel.kunci}.rhk_pimpinan"] = [sel.rhk_pimpinan_uraian or ""]
        post[f"{ROWS}.{sel.kunci}.uraian"] = [sel.uraian]
        post[f"{ROWS}.{sel.kunci}.metode"] = [sel.metode.value]
    return post
