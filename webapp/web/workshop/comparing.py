"""What differs: a draft or a release beside any release, both diagrams drawn and every change in words.

May use services. Whoever looks may correct which element is which; the address keeps it, nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from webapp.engine import Process
from webapp.engine.compared import SIGNS, Sign, render_compared
from webapp.engine.differences import Kind
from webapp.engine.places import Place
from webapp.services.errors import NotFound
from webapp.services.process.releases import Bundle
from webapp.services.work import Transaction
from webapp.services.workshop import desk, differences, drafts, publication
from webapp.services.workshop.differences import Comparison, FileDifference, Part
from webapp.services.workshop.drafts import OFFICE
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.policy import policy

from . import words

blueprint = Blueprint("comparing", __name__)

KINDS: Final[Mapping[Kind, tuple[str, Any]]] = {
    "added": ("done", _l("Ditambah")),
    "removed": ("late", _l("Dihapus")),
    "changed": ("waiting", _l("Diubah")),
}
"""Chip and word of what happened to a part."""
WHAT: Final[Mapping[str, Any]] = {
    "process": _l("Proses"),
    "lane": _l("Lajur"),
    "element": _l("Unsur"),
    "flow": _l("Alur"),
    "table": _l("Tabel"),
    "input": _l("Kolom syarat"),
    "output": _l("Kolom hasil"),
    "rule": _l("Baris"),
    "form": _l("Formulir"),
    "field": _l("Isian"),
}
RENAMED: Final = "ganti:"
"""A field's name: this, the process, a colon, and the element's old id."""


@dataclass(frozen=True)
class Drawn:
    """One diagram as it was and as it is; None where there is none."""

    name: str
    before: Markup | None
    after: Markup | None


@dataclass(frozen=True)
class Shown:
    """A file on the page: what it is called, its diagrams, and its parts with the ids under which they are drawn."""

    file: FileDifference
    title: str
    charts: Sequence[Drawn]
    lines: Sequence[tuple[Part, str]]


@blueprint.get("/bengkel/<int:draft_id>/banding")
@policy("peran", OFFICE)
def draft(draft_id: int) -> str:
    """What a draft changes, by default in the release that it was made from."""
    with work().reading() as tx:
        row = drafts.draft(tx, draft_id)
        numbers = {one.id: one.number for one in publication.releases(tx)}
        number = _asked(numbers[row.base_release_id])
        _other, found = differences.of_draft(tx, current_actor(), draft_id, number, said())
        return _page(
            tx, found, number, title=row.title, mine=_("Draf"),
            back=(url_for("workshop.draft", draft_id=draft_id), row.title),
            impact=url_for("impacts.of_draft", draft_id=draft_id),
        )  # fmt: skip


@blueprint.get("/rilis/<int:nomor>/banding")
@policy("peran", *desk.READERS)
def release(nomor: int) -> str:
    """What a release has changed, by default in the one before it."""
    with work().reading() as tx:
        number = _asked(max(nomor - 1, 1))
        _other, found = differences.of_release(tx, current_actor(), nomor, number, said())
        mine = _("Rilis %(n)s", n=nomor)
        may_ask = drafts.may_work(current_actor())
        return _page(
            tx, found, number, title=mine, mine=mine, back=(url_for("releases.one", nomor=nomor), mine),
            impact=url_for("impacts.of_release", nomor=nomor) if may_ask else None,
        )  # fmt: skip


def _asked(otherwise: int) -> int:
    text = request.args.get("dengan", "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise NotFound
    return int(text)


def said(values: Mapping[str, str] | None = None) -> dict[Place, str] | None:
    """Which element is which, as the form says; None where no form was filled."""
    found = {}
    for name, new in (request.args if values is None else values).items():
        if name.startswith(RENAMED):
            process_id, _colon, old = name.removeprefix(RENAMED).partition(":")
            found[(process_id, old)] = new
    return found or None


def _page(
    tx: Transaction,
    found: Comparison,
    number: int,
    *,
    title: str,
    mine: str,
    back: tuple[str, str],
    impact: str | None,
) -> str:
    numbers = [one.number for one in publication.releases(tx)]
    return render_template(
        "bengkel/banding.html",
        title=title, mine=mine, back=back, number=number, found=found, impact=impact,
        numbers=[{"value": one, "text": _("Rilis %(n)s", n=one)} for one in numbers],
        files=[_shown(found, one, place) for place, one in enumerate(found.files, start=1)],
        kinds=KINDS, what=WHAT, signs=SIGNS, file_words=words.CHANGES,
    )  # fmt: skip


def _shown(found: Comparison, file: FileDifference, place: int) -> Shown:
    anchors = {(part.owner, part.id): f"b{place}-{nth}" for nth, part in enumerate(file.parts, start=1)}
    drawable = file.kind == "changed" or any(part.what == "process" for part in file.parts)
    pairs = found.processes(file.path) if drawable else []
    charts = [_drawn(before, after, file.parts, anchors) for before, after in pairs]
    definitions = found.new.definitions or found.old.definitions
    bundle = None if definitions is None else Bundle(definitions, {})
    reached = {one for pair in pairs for one in _drawn_ids(pair)}
    lines = [(part, anchors[(part.owner, part.id)] if _key(part) in reached else "") for part in file.parts]
    return Shown(file, words.title_of(file.path, bundle), charts, lines)


def _key(part: Part) -> Place:
    return part.owner, part.old_id if part.kind == "removed" else part.id


def _drawn_ids(pair: tuple[Process | None, Process | None]) -> Iterator[Place]:
    """What can be pointed at: shapes and lines of the new diagram, and those that are only on the old one."""
    for process in pair:
        if process is not None:
            for ident in (*process.drawing.shapes, *process.drawing.edges):
                yield process.id, ident


def _drawn(
    before: Process | None, after: Process | None, parts: Sequence[Part], anchors: Mapping[Place, str]
) -> Drawn:
    one = after or before
    assert one is not None
    mine = [part for part in parts if part.owner == one.id and part.what in ("element", "flow", "lane")]
    name = say(one.name)
    return Drawn(
        name,
        _map(before, {part.old_id or part.id: Sign(part.kind, anchors[(part.owner, part.id)] if part.kind == "removed"
                      else "") for part in mine if part.kind != "added"}, name, "lama"),
        _map(after, {part.id: Sign(part.kind, anchors[(part.owner, part.id)]) for part in mine
                     if part.kind != "removed"}, name, "baru"),
    )  # fmt: skip


def _map(process: Process | None, signs: Mapping[str, Sign], name: str, side: str) -> Markup | None:
    if process is None:
        return None
    count = len(signs)
    summary = _("%(n)s bagian diberi tanda. Semuanya diuraikan dalam daftar di bawah gambar.", n=count)
    svg = render_compared(process, signs, title=name, summary=summary, side=side, text_for=say)
    return Markup(svg)  # noqa: S704 - the engine escapes every text
