"""What became of each row of a month, with its evidence, on one page.

Evidence is stored at once by its own buttons, everything else when the step is handed in. May use services; what is
enough is for the operation to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _

from webapp.domain.angka import cetak_angka
from webapp.operations import Refused
from webapp.services.errors import InvalidAnswers
from webapp.services.files import Upload
from webapp.services.months import evidence, evidence_links
from webapp.services.months.evidence import Place
from webapp.services.months.monthly import SheetView
from webapp.services.process.tasks import TaskView
from webapp.storage.bulanan import HasilCek
from webapp.web.context import current_actor, work
from webapp.web.months import rechecks
from webapp.web.months.monthly_words import words

from .bulan_ini import numbers_of, rows_of, view_of
from .page import Errors, Post, ShowAgain, Text, answers_of, choice, first, summary, take

TEXTS = ("angka", "narasi", "sumber_data", "alasan_nihil")
_BUTTON = re.compile(r"(berkas|tautan|cabut):(\d{1,18})(?::(\d{1,18}))?", re.ASCII)


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The rows with what was typed, else the draft, else what is stored."""
    view = view_of(task)
    post = values if values is not None else task.draft or _stored(view)
    return render_template(
        "bulanan/realisasi.html", task=task, view=view, values={name: first(post, name) for name in post},
        errors=errors, lines=summary(errors), not_open=evidence_links.not_open(view.sheet), **words(),
    )  # fmt: skip


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `evaluasi_bulanan.isi_realisasi`; the buttons about evidence act at once."""
    if pressed := first(post, rechecks.BUTTON):
        view = view_of(task)
        rechecks.ask(view.skp.id, view.sheet.lembar.bulan, pressed)
        raise ShowAgain(typed_in(post))
    if asked := first(post, "_bukti"):
        _keep(view_of(task), asked, post)
        raise ShowAgain(typed_in(post))
    rows = rows_of(task)
    declared: dict[str, Any] = {}
    for number in rows:
        declared |= {f"realisasi.{number}.{name}": Text() for name in TEXTS}
        declared[f"realisasi.{number}.nihil"] = choice(["ya"], empty=True)
    taken = take(answers_of(post), declared).get("realisasi", {})
    numbers = numbers_of({f"realisasi.{n}.angka": taken[str(n)]["angka"] for n in rows}, post)
    return {
        "realisasi": {
            n: {
                **taken[str(n)],
                "angka": numbers[f"realisasi.{n}.angka"],
                "nihil": taken[str(n)]["nihil"] == "ya",
            }
            for n in rows
        }
    }


def typed_in(post: Post) -> Post:
    """What was typed, without the fields of the page itself."""
    return {name: texts for name, texts in post.items() if not name.startswith("_")}


def _keep(view: SheetView, asked: str, post: Post) -> None:
    """Store, link or withdraw a piece of evidence. Raises `InvalidAnswers` at its field."""
    found = _BUTTON.fullmatch(asked)
    if found is None:
        raise InvalidAnswers({"": [_("Tombol ini tidak dikenal. Muat ulang halaman.")]}, post)
    kind, number = found[1], int(found[2])
    place = Place(view.skp.id, view.sheet.lembar.bulan, number)
    try:
        act(kind, place, int(found[3] or 0), post)
    except Refused as refused:
        path = f"_{'tautan' if kind == 'tautan' else 'berkas'}.{number}"
        raise InvalidAnswers({path: [one.pesan for one in refused.pelanggaran]}, post) from refused


def act(kind: str, place: Place, bukti_id: int, post: Post) -> None:
    """One act on evidence; what happened is told at the top of the page."""
    actor, number = current_actor(), place.baris_id
    if kind == "cabut":
        evidence.withdraw(work(), actor, place, bukti_id)
        flash(_("Bukti dicabut."), "success")
    elif kind == "tautan":
        said = evidence.add_link(
            work(), actor, place, first(post, f"_tautan.{number}"), first(post, f"_nama.{number}")
        )
        _tell(said)
    else:
        file = request.files.get(f"_berkas.{number}")
        upload = Upload(file.filename or "", file.read()) if file else Upload("", b"")
        evidence.add_file(work(), actor, place, upload, first(post, f"_nama.{number}"))
        flash(_("Bukti tersimpan di brankas."), "success")


def _tell(said: HasilCek) -> None:
    if said is HasilCek.PERLU_IZIN:
        sentence = _(
            "Tautan tersimpan, tetapi tidak dapat dibuka penilai: penyimpanan pribadi. Unggah berkasnya ke brankas."
        )
        flash(sentence, "warning")
    else:
        flash(
            _("Tautan tersimpan dan sedang dicek. Hasilnya tampil sesudah halaman dimuat ulang."), "success"
        )


def _stored(view: SheetView) -> Post:
    """What was told in an earlier round, in the shape of a post."""
    post: dict[str, list[str]] = {}
    for row in view.sheet.rows:
        one, own = row.realisasi, f"realisasi.{row.baris.id}"
        if one is None:
            continue
        post[f"{own}.angka"] = ["" if one.angka is None else cetak_angka(one.angka)]
        post[f"{own}.narasi"] = [one.narasi]
        post[f"{own}.sumber_data"] = [one.sumber_data]
        post[f"{own}.nihil"] = ["ya" if one.nihil else ""]
        post[f"{own}.alasan_nihil"] = [one.alasan_nihil or ""]
    return post
