"""The leader's MPH: results across, people below; each cell a few fields, added and removed by plain submit buttons.

A row's name is made of the person's SKP and the cell's key, so it stays itself over rounds and versions. May use
services; must not decide what may be handed down: the operation does.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from webapp.domain.angka import cetak_angka
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penjenjangan import MAKS_SEL, MetodePenjenjangan, Sel, cakupan, periksa_mph
from webapp.operations.mph import sel_dari
from webapp.services.errors import InvalidAnswers
from webapp.services.people.imports.cells import CellRefused
from webapp.services.planning import mph
from webapp.services.planning.mph import Board
from webapp.services.planning.sakip.reading import number
from webapp.services.process.tasks import TaskView
from webapp.storage.penjenjangan import Mph
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.planning import mph_file

from .page import Errors, Post, ShowAgain, Text, answers_of, choice, first, summary, take

ROWS = "sel"
FILE = "berkas_mph"
METHODS = tuple(metode.value for metode in MetodePenjenjangan)
FIELDS = ("rhk", "uraian", "metode", "target", "satuan")

_KEY = re.compile(r"(\d{1,18})-([A-Za-z0-9_-]{1,64})", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A cell as typed so far. `rhk` is the leader's row, or "row/indicator"; `path` names its fields."""

    name: str
    skp_id: int
    values: Mapping[str, str]

    @property
    def path(self) -> str:
        """The beginning of its fields' names."""
        return f"{ROWS}.{self.name}"

    @property
    def kunci(self) -> str:
        """The key of the cell."""
        return self.name.partition("-")[2]


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The page: what was typed, else the draft, else the cells in force."""
    board = board_of(task)
    post = values if values is not None else task.draft or as_post(board.cells)
    rows = _rows(post)
    if not board.is_writable:
        return render_template("mph/baca.html", board=board, task=task, rows=rows)
    known = {one.skp_id for one in board.members}
    return render_template(
        "mph/isi.html",
        task=task,
        board=board,
        rows=[row for row in rows if row.skp_id in known],
        strangers=[row for row in rows if row.skp_id not in known],
        names={one.skp_id: one for one in board.members},
        members=[{"value": one.skp_id, "text": one.nama} for one in board.members],
        targets=_targets(board),
        coverage=cakupan(board.rhk, _lenient(rows), [one.skp_id for one in board.members]),
        errors=errors,
        lines=summary(errors),
        newest=first(post, "_baru"),
        methods=METHODS,
        room=len(rows) < MAKS_SEL,
    )


def board_of(task: TaskView) -> Board:
    """The board of the MPH that the step is about."""
    with work().reading() as tx:
        return mph.board(tx, current_actor(), tx.session.get_one(Mph, task.case.document_id).tahun)


def _targets(board: Board) -> list[dict[str, str]]:
    """What a cell may support: each result of the leader, and each of its indicators."""
    options = []
    for number_, rhk in enumerate(board.rhk, start=1):
        options.append({"value": rhk.kunci, "text": f"{number_}. {rhk.uraian}"})
        options += [
            {"value": f"{rhk.kunci}/{iki.kunci}", "text": f"{number_}.{place} {iki.uraian}"}
            for place, iki in enumerate(rhk.iki, start=1)
        ]
    return options


def as_post(cells: Sequence[Sel]) -> dict[str, list[str]]:
    """Cells in the shape of a post."""
    post: dict[str, list[str]] = {ROWS: []}
    for one in cells:
        name = f"{one.skp_id}-{one.kunci}"
        post[ROWS].append(name)
        target = "" if one.target is None else cetak_angka(one.target.normalize())
        rhk = f"{one.rhk_kunci}/{one.iki_kunci}" if one.iki_kunci else one.rhk_kunci
        for field, value in zip(
            FIELDS, (rhk, one.uraian, one.metode.value, target, one.satuan or ""), strict=True
        ):
            post[f"{ROWS}.{name}.{field}"] = [value]
    return post


def _rows(post: Post) -> list[Row]:
    found = []
    for name in dict.fromkeys(post.get(ROWS, [])):
        if match := _KEY.fullmatch(name):
            held = {field: first(post, f"{ROWS}.{name}.{field}") for field in FIELDS}
            found.append(Row(name, int(match[1]), held | {"metode": held["metode"] or METHODS[0]}))
    return found


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `penjenjangan.isi_mph`. Raises `ShowAgain` for a row more or less or a file, `InvalidAnswers`."""
    board = board_of(task)
    if "_impor" in post:
        raise ShowAgain(as_post(_from_file(board, post)))
    if (changed := _changed(post)) is not None:
        raise ShowAgain(changed)
    rows = _rows(post)
    declared: dict[str, Any] = {}
    for row in rows:
        declared |= {f"{row.path}.{field}": Text(2_000) for field in FIELDS if field != "metode"}
        declared[f"{row.path}.metode"] = choice(METHODS)
    sent = {name: texts for name, texts in answers_of(post).items() if name not in (ROWS, FILE)}
    taken = take(sent, declared).get(ROWS, {})
    cells, errors = _cells(rows, taken)
    people = [one.skp_id for one in board.members]
    if not board.is_writable:
        return {"sel": [], "anggota": people}
    for one in periksa_mph([sel_dari(cell) for cell in cells], board.rhk, people):
        errors.setdefault(one.letak or "", []).append(one.pesan)
    if errors:
        raise InvalidAnswers(errors, post)
    return {"sel": cells, "anggota": people}


def _cells(
    rows: Sequence[Row], taken: Mapping[str, Mapping[str, str]]
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """The cells as answers, and what is wrong with their numbers."""
    cells, errors = [], {}
    for row in rows:
        sent = taken[row.name]
        rhk, _slash, iki = sent["rhk"].partition("/")
        target = None
        try:
            target = f"{number(sent['target']):f}" if sent["target"] else None
        except CellRefused as refused:
            errors[f"{row.path}.target"] = [str(refused)]
        cells.append(
            {
                "kunci": row.kunci,
                "skp_id": row.skp_id,
                "rhk": rhk,
                "iki": iki or None,
                "uraian": sent["uraian"],
                "metode": sent["metode"],
                "target": target,
                "satuan": (sent["satuan"] or None) if target or not sent["target"] else None,
            }
        )
    return cells, errors


def _lenient(rows: Sequence[Row]) -> list[Sel]:
    """What is typed so far as cells, for the sums beside it; a number that is none counts as missing."""
    cells = []
    for row in rows:
        try:
            target = str(number(row.values["target"])) if row.values["target"] else None
        except CellRefused:
            target = None
        metode = row.values["metode"] if row.values["metode"] in METHODS else METHODS[0]
        rhk, _slash, iki = row.values["rhk"].partition("/")
        cells.append(
            sel_dari(
                {**row.values, "kunci": row.kunci, "skp_id": row.skp_id, "rhk": rhk, "iki": iki,
                 "metode": metode, "target": target}
            )
        )  # fmt: skip
    return cells


def _changed(post: Post) -> Post | None:
    """The post with a row more or less, if a button asked for that. `_baru` names the row to go to."""
    names = list(post.get(ROWS, []))
    if added := first(post, "_tambah"):
        rhk, _bar, skp = added.rpartition("|")
        if not skp:
            return {**post, "_baru": [""]}
        if skp == "pilih":
            skp = first(post, f"_pegawai.{rhk}")
            if not skp:
                raise InvalidAnswers({f"_pegawai.{rhk}": [say("Pilih pegawai yang mengerjakannya.")]}, post)
        if not skp.isdigit() or len(names) >= MAKS_SEL:
            return {**post, "_baru": [""]}
        name = f"{skp}-m{secrets.token_hex(4)}"
        return {**post, ROWS: [*names, name], f"{ROWS}.{name}.rhk": [rhk], "_baru": [name]}
    if gone := first(post, "_hapus"):
        return {**post, ROWS: [name for name in names if name != gone], "_baru": [""]}
    return None


def _from_file(board: Board, post: Post) -> list[Sel]:
    """The cells of an uploaded sheet, in the place of what is typed. Raises `InvalidAnswers` with every fault."""
    sent = request.files.get(FILE)
    content = sent.read() if sent is not None else b""
    name = (sent.filename if sent is not None else "") or "mph"
    found = mph_file.read(board, name, content)
    faults = [one for one in found if isinstance(one, Pelanggaran)]
    if faults:
        raise InvalidAnswers({FILE: [say(one.pesan) for one in faults]}, post)
    return [one for one in found if isinstance(one, Sel)]
