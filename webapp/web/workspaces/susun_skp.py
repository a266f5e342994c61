"""The employee's own SKP: the list of its sections, and the page that checks all answers before they are handed in.

The sections are edited under `/skp/<id>/sunting/...`; here is the step itself. May use services; what is refused is
for the operation to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for

from webapp.domain.jabatan import Jalur
from webapp.domain.pelanggaran import Pelanggaran, penolakan, peringatan
from webapp.domain.skp import NAMA_ASPEK, NAMA_PENDEKATAN, NAMA_PERSPEKTIF
from webapp.services.planning import editor
from webapp.services.planning.editor import Draft
from webapp.services.process.tasks import TaskView
from webapp.web.context import current_actor, work
from webapp.web.planning.skp_words import core_values, named

from .page import Errors, Post, Text, first, take
from .sections import place_url, remarks_on_whole, row_name, sections

MAX_NOTE = 2_000


def show(task: TaskView, values: Post | None, errors: Errors) -> str:
    """The list of sections; after a refused submission, the page that checks all answers."""
    with work().reading() as tx:
        draft = editor.draft(tx, current_actor(), task.case.document_id)
    if values is None and not errors:
        return render_template(
            "kerja/susun_skp.html",
            task=task,
            draft=draft,
            sections=sections(draft),
            remarks=remarks_on_whole(draft),
        )
    return check_page(draft, first(values or {}, "catatan"), errors)


def submit(task: TaskView, post: Post) -> Mapping[str, Any]:
    """The answers of `penetapan.susun_skp`: the content is in the draft already, only a note comes with it."""
    return take(post, {"catatan": Text(MAX_NOTE)})


def task_url(draft: Draft) -> str:
    """The page of the step that hands this draft in; the SKP's own page when no such step is open."""
    if draft.step is None:
        return f"/skp/{draft.skp.id}"
    case_id, key = draft.step
    return url_for("tasks.step", case_id=case_id, key=key)


def check_page(draft: Draft, catatan: str, errors: Errors) -> str:
    """All answers on one page, with what must be mended and what is worth a second look."""
    found = {"tolak": penolakan(draft.temuan), "ingat": peringatan(draft.temuan)}
    return render_template(
        "kerja/periksa.html",
        draft=draft,
        address=task_url(draft),
        refused=_findings(draft, found["tolak"]),
        warned=_findings(draft, found["ingat"]),
        needs_note=any(one.kode.startswith("rumusan.") for one in found["ingat"]),
        errors=errors,
        lines=_lines(draft, errors),
        catatan=catatan,
        is_jpt=draft.isi.jalur is Jalur.JPT_PUKM,
        aspek=named(NAMA_ASPEK),
        perspektif=named(NAMA_PERSPEKTIF),
        pendekatan=named(NAMA_PENDEKATAN),
        nilai=core_values(),
    )


def _findings(draft: Draft, found: Sequence[Pelanggaran]) -> list[tuple[str, Pelanggaran, str | None]]:
    """What was found: the row it is about, the finding, and the address of its field."""
    return [(row_name(draft.isi, one.letak), one, place_url(draft.skp.id, one.letak)) for one in found]


def _lines(draft: Draft, errors: Errors) -> list[dict[str, str | None]]:
    """The error summary: the note stands on this page, everything else on the page of its section."""
    return [
        {
            "row": row_name(draft.isi, path),
            "text": text,
            "href": place_url(draft.skp.id, path) or ("#f-catatan" if path == "catatan" else None),
        }
        for path, said in errors.items()
        for text in said
    ]
