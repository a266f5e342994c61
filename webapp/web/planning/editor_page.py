"""What the pages of the editor share: the open draft, saving it, and the answers when that is refused.

A view says what changes and which page to show again; here is decided what comes back: a redirect, the same page with
what is wrong (422), or, when the draft has moved on, a page that keeps what was typed (409).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.domain.skp import NAMA_ASPEK, NAMA_PENDEKATAN, NAMA_PERSPEKTIF, IsiSkp, Rhk
from webapp.operations import Refused
from webapp.services.errors import InvalidAnswers, NotFound
from webapp.services.planning import editor
from webapp.services.planning.editor import Draft, StaleDraft
from webapp.web.context import current_actor, device, work
from webapp.web.language import say
from webapp.web.workspaces import isi as contents
from webapp.web.workspaces.page import Errors, answers_of, first, said

LIST_NAMES: Mapping[str, LazyString] = {
    "dukungan": _l("Dukungan sumber daya"),
    "skema": _l("Skema pertanggungjawaban"),
    "konsekuensi": _l("Konsekuensi"),
}

CODES: Mapping[str, str] = {
    **{code.value: name for code, name in NAMA_ASPEK.items()},
    **{code.value: name for code, name in NAMA_PERSPEKTIF.items()},
    **{code.value: name for code, name in NAMA_PENDEKATAN.items()},
}
"""What a choice posts, and how people read it."""


def draft_of(skp_id: int) -> Draft:
    """The own draft, open for writing. Raises `NotFound` or `Denied`."""
    with work().reading() as tx:
        return editor.draft(tx, current_actor(), skp_id)


def row_of(draft: Draft, kunci: str) -> Rhk:
    """A row of the draft. Raises `NotFound`."""
    row = contents.find(draft.isi, kunci)
    if row is None:
        raise NotFound("skp", draft.skp.id)
    return row


def posted() -> dict[str, list[str]]:
    """What was posted: each name with its values."""
    return request.form.to_dict(flat=False)


def errors_of(error: InvalidAnswers | Refused) -> dict[str, list[str]]:
    """What is wrong, by the path of the field."""
    if isinstance(error, InvalidAnswers):
        return said(error.errors)
    found: dict[str, list[str]] = {}
    for one in error.pelanggaran:
        found.setdefault(one.letak or "", []).append(say(one.pesan))
    return found


def store(
    draft: Draft,
    change: Callable[[IsiSkp], IsiSkp],
    again: Callable[[Errors], str],
    after: Callable[[], str],
) -> ResponseReturnValue:
    """Save and go on; or the same page with what is wrong; or, when the draft has moved on, what was typed."""
    try:
        editor.save(work(), current_actor(), draft.skp.id, first(posted(), "_versi"), change, device())
    except (InvalidAnswers, Refused) as error:
        return again(errors_of(error)), 422
    except StaleDraft:
        return stale_page(draft)
    return redirect(after(), 303)


def stale_page(draft: Draft) -> ResponseReturnValue:
    """The draft was saved elsewhere: nothing is stored, nothing typed is lost."""
    typed = [(name, text) for name, texts in answers_of(posted()).items() for text in texts]
    page = render_template(
        "kerja/usang.html", draft=draft, typed=typed, label=_label, codes=CODES, address=request.path
    )
    return page, 409


def _label(name: str) -> str:
    """Words for the path of a field, as the stale page names it."""
    last = name.rpartition(".")[2]
    if name.startswith("lampiran."):
        return str(LIST_NAMES.get(name.split(".")[1], name))
    words = {
        "uraian": _("Uraian IKI") if ".iki." in name else _("Uraian RHK"),
        "target": _("Target"),
        "satuan": _("Satuan"),
        "aspek": _("Aspek"),
        "perspektif": _("Perspektif"),
        "penugasan_dari": _("Penugasan dari"),
        "ke": _("Pendekatan"),
    }
    return str(words.get(last, _("Ukuran keberhasilan") if ".ukuran." in name else name))


def _line_of(path: str, place: str) -> re.Match[str] | None:
    return re.fullmatch(rf"{re.escape(place)}\.(\d{{1,3}})", path, re.ASCII)


def lines_shown(place: str, held: Mapping[str, str], more: bool) -> range:
    """Which lines of a list are shown: all that hold something, and one to write in."""
    filled = [int(found[1]) for path, text in held.items() if text and (found := _line_of(path, place))]
    return range(min(max(filled, default=-1) + 1 + (more or not filled), contents.MAX_LINES))
