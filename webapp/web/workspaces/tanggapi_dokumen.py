"""The employee answers the document: signs for receipt, or objects with points and evidence.

Files are stored in the transaction of the objection itself, once the signature holds. May use services; whether it is
in time and enough is for the operation to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from webapp.operations.keberatan import MAKS_BUTIR, PERIHAL
from webapp.services import files
from webapp.services.errors import InvalidAnswers, NotFound
from webapp.services.files import Upload
from webapp.services.people import registry
from webapp.services.process.tasks import TaskView
from webapp.services.work import Transaction
from webapp.services.yearly import evaluation_paper
from webapp.services.yearly.evaluation_paper import Naskah
from webapp.storage.berkas import Berkas
from webapp.web.context import current_actor, work
from webapp.web.numbers import whole
from webapp.web.yearly.yearly_words import words

from .page import Errors, Post, ShowAgain, Text, answers_of, choice, first, summary, take

MOST_FILES = 5
"""Files that one post may bring."""


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The document, and the two answers."""
    post = values if values is not None else task.draft or {}
    held = [one for one in (_own_file(text) for text in post.get("berkas", ())) if one is not None]
    number = min(max(_number(post), 1), MAKS_BUTIR)
    return render_template(
        "kerja/tanggapi_dokumen.html", task=task, document=_document(task), errors=errors, lines=summary(errors),
        values={name: first(post, name) for name in post}, points=range(1, number + 1), files=held,
        most=MAKS_BUTIR, kinds=PERIHAL, **words(),
    )  # fmt: skip


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `dokumen_dan_keberatan.terima_dokumen`."""
    if first(post, "_tambah") == "butir":
        raise ShowAgain({**post, "_butir": [str(_number(post) + 1)]})
    number = _number(post)
    declared: dict[str, Any] = {
        "tanggapan": choice(["terima", "keberatan"], empty=True),
        "sidik": Text(64),
        "berkas": Text(40),
    }
    for n in range(1, number + 1):
        declared |= {f"butir.{n}.perihal": choice(PERIHAL, empty=True), f"butir.{n}.alasan": Text(4_000)}
    taken = take(answers_of(post), declared)
    if taken["tanggapan"] != "keberatan":
        return {"tanggapan": taken["tanggapan"], "sidik": taken["sidik"]}
    points = [one for one in taken.get("butir", {}).values() if one["alasan"] or one["perihal"]]
    return {"tanggapan": "keberatan", "butir": points, "berkas": _files(post)}


def _number(post: Post) -> int:
    number = whole(first(post, "_butir"))
    return 1 if number is None else min(number, MAKS_BUTIR)


def _files(post: Post) -> list[int]:
    """Ids of files that were stored before, as a draft may hold them. Raises `InvalidAnswers` at the field."""
    held = [whole(text) for text in post.get("berkas", ())]
    if len(_sent()) + len(held) > MOST_FILES:
        raise InvalidAnswers({"bukti": [_("Paling banyak %(n)s berkas bukti.", n=MOST_FILES)]}, post)
    if None in held:
        raise InvalidAnswers({"bukti": [_("Berkas bukti tidak ditemukan. Unggah kembali.")]}, post)
    return [one for one in held if one is not None]


def keep(post: Post) -> Callable[[Transaction], Mapping[str, Any]]:
    """What stores the files that came: nothing of them stays unless the signature holds and the step is done."""
    if first(post, "tanggapan") != "keberatan":
        return lambda _: {}
    held, actor = _files(post), current_actor()
    uploads = [Upload(one.filename or "", one.read()) for one in _sent()]

    def store(tx: Transaction) -> Mapping[str, Any]:
        return {"berkas": [*held, *(files.keep(tx, actor, one, "bukti").id for one in uploads)]}

    return store


def _sent() -> list[FileStorage]:
    return [one for one in request.files.getlist("bukti") if one.filename]


def _own_file(text: str) -> Berkas | None:
    number = whole(text)
    if number is None:
        return None
    with work().reading() as tx:
        return registry.owned_file(tx, current_actor(), number)


def _document(task: TaskView) -> Naskah:
    with work().reading() as tx:
        found = evaluation_paper.document(tx, task.case.document_id)
    if found is None:
        raise NotFound("skp", task.case.document_id)
    return found
