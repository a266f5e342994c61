"""The pages of one SKP: the document, where it stands, what has happened, its revisions and the official file.

Every page asks the service for what this person may see; what is not theirs is not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from webapp.domain.beda import JenisRuas, Perubahan
from webapp.domain.penjenjangan import MetodePenjenjangan
from webapp.engine import ElementState, describe, render_map
from webapp.services import audit
from webapp.services.identity import not_me
from webapp.services.papers import documents
from webapp.services.people.sisdm import reconciliation
from webapp.services.planning import changes, remarks, segment_page, skp_page
from webapp.services.planning.skp_page import SkpHead
from webapp.services.planning.timeline import Event
from webapp.services.policy.matrix import Relation
from webapp.services.process.tracker import Chart
from webapp.storage.dialog import KanalDialog
from webapp.web.context import current_actor, work
from webapp.web.language import say
from webapp.web.months.monthly_words import RATING
from webapp.web.policy import policy

from .naskah import naskah
from .skp_words import STATUS, capacity, event_state, event_title, revision_chip

blueprint = Blueprint("skp", __name__)

KANAL: Final[Mapping[KanalDialog, LazyString]] = {
    KanalDialog.TATAP_MUKA: _l("Tatap muka"),
    KanalDialog.DARING: _l("Daring"),
    KanalDialog.TELEPON: _l("Telepon"),
}
METODE: Final[Mapping[MetodePenjenjangan, LazyString]] = {
    MetodePenjenjangan.LANGSUNG: _l("Langsung"),
    MetodePenjenjangan.TIDAK_LANGSUNG: _l("Tidak langsung"),
}
PARTS: Final = {JenisRuas.SAMA: "same", JenisRuas.TAMBAH: "ins", JenisRuas.HAPUS: "del"}
CHART_STATES: Final[Mapping[ElementState | None, tuple[str, LazyString]]] = {
    ElementState.DONE: ("done", _l("Selesai")),
    ElementState.CURRENT: ("current", _l("Sedang berjalan")),
    ElementState.LATE: ("late", _l("Lewat tenggat")),
    ElementState.WAITING: ("waiting", _l("Menunggu")),
    None: ("neutral", _l("Belum dimulai")),
}
MENU: Final = {Relation.OWNER: "skp", Relation.EVALUATOR: "tim", Relation.PARTLY: "tim"}
"""The menu's entry that is marked, by the relation in which an SKP is seen."""

INTERNAL = ".rhk_pimpinan_kunci"
"""The end of a place that holds a key and no words: a change there is told by the words beside it."""


@blueprint.app_context_processor
def _offer_naskah() -> dict[str, Any]:
    """Every template may lay out a content: `lay_out(isi, komentar)`."""
    return {"lay_out": naskah}


@blueprint.get("/skp")
@policy("masuk")
def own() -> ResponseReturnValue:
    """The own SKP: straight to the only one, else a list."""
    with work().reading() as tx:
        rows = skp_page.own_skp(tx, current_actor())
        if len(rows) == 1:
            return redirect(url_for("skp.page", skp_id=rows[0].id), 303)
        return render_template(
            "skp/daftar.html", rows=[{"skp": row, "status": STATUS[row.status]} for row in rows]
        )


@blueprint.get("/skp/<int:skp_id>")
@policy("masuk")
def page(skp_id: int) -> str:
    """The document, in its newest revision that this person may see."""
    return _document(skp_id, None)


@blueprint.get("/skp/<int:skp_id>/revisi/<int:nomor>")
@policy("masuk")
def revision(skp_id: int, nomor: int) -> str:
    """The document as it was in one revision."""
    return _document(skp_id, nomor)


def _document(skp_id: int, nomor: int | None) -> str:
    with work().reading() as tx:
        view = skp_page.skp_view(tx, current_actor(), skp_id, nomor, in_force=True)
        content = None if view.isi is None else naskah(view.isi, view.komentar)
        segments = segment_page.closed_segments(tx, current_actor(), view.skp)
        may_change = view.is_final and changes.may_propose(tx, current_actor(), skp_id)
        may_comment = remarks.may_comment(tx, current_actor(), skp_id)
        html = _page(
            "dokumen", view.head, view=view, naskah=content, kanal=KANAL, metode=METODE, may_change=may_change,
            may_comment=may_comment, segments=segments, rating_words=RATING,
        )  # fmt: skip
    if view.access.is_watched and view.isi is not None:
        audit.record(work(), current_actor(), "skp_dibaca", object_kind="skp", object_id=skp_id)
    return html


@blueprint.get("/skp/<int:skp_id>/peta")
@policy("masuk")
def where(skp_id: int) -> str:
    """Where it stands: the maps, and the same in words."""
    with work().reading() as tx:
        head = skp_page.skp_head(tx, current_actor(), skp_id)
        found = [one for one in (head.change_tracker, head.tracker) if one is not None]
        charts = [_chart(chart) for one in found for chart in one.charts]
        return _page("peta", head, charts=charts)


@blueprint.get("/skp/<int:skp_id>/riwayat")
@policy("masuk")
def history(skp_id: int) -> str:
    """What has happened."""
    with work().reading() as tx:
        head = skp_page.skp_head(tx, current_actor(), skp_id)
        events = [_event(event) for event in skp_page.timeline(tx, current_actor(), skp_id)]
        return _page(
            "riwayat", head, events=events, acts=not_me.cases_acted_on(tx, current_actor(), _cases(head))
        )


def _cases(head: SkpHead) -> list[int]:
    """The cases that the SKP's pages are about."""
    return [one.case_id for one in (head.tracker, head.change_tracker) if one is not None]


@blueprint.get("/skp/<int:skp_id>/revisi")
@policy("masuk")
def revisions(skp_id: int) -> str:
    """All revisions."""
    with work().reading() as tx:
        head = skp_page.skp_head(tx, current_actor(), skp_id)
        return _page("revisi", head, rows=list(_revisions(head))[::-1])


@blueprint.get("/skp/<int:skp_id>/beda/<int:lama>/<int:baru>")
@policy("masuk")
def compare(skp_id: int, lama: int, baru: int) -> str:
    """What changed between two revisions."""
    with work().reading() as tx:
        head = skp_page.skp_head(tx, current_actor(), skp_id)
        found = skp_page.differences(tx, current_actor(), skp_id, lama, baru)
        changes = [_change(one) for one in found if not one.letak.endswith(INTERNAL)]
        return _page("beda", head, lama=lama, baru=baru, changes=changes)


@blueprint.get("/skp/<int:skp_id>/dokumen.pdf")
@policy("masuk")
def pdf(skp_id: int) -> ResponseReturnValue:
    """The official file of the revision in force, or of an earlier one (`?revisi=1`)."""
    nomor = request.args.get("revisi", type=int)
    with work().reading() as tx:
        file = documents.official(tx, current_actor(), skp_id, nomor)
    if file is None:
        flash(_("Dokumen resmi belum tersedia. Muat ulang halaman ini sebentar lagi."), "info")
        return redirect(url_for("skp.page", skp_id=skp_id), 303)
    if file.is_watched:
        audit.record(work(), current_actor(), "dokumen_diunduh", object_kind="skp", object_id=skp_id)
    answer = make_response(file.isi)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="SKP-{file.tahun}-{file.kode}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


# -- what the templates are given -------------------------------------------------------------------------------


def _page(name: str, head: SkpHead, **values: Any) -> str:
    tab = "revisi" if name == "beda" else name
    with work().reading() as tx:
        differences = reconciliation.banner_of(tx, current_actor()) if head.access is Relation.OWNER else []
    return render_template(
        f"skp/{name}.html",
        head=head,
        differences=differences,
        tab=tab,
        status=STATUS[head.skp.status],
        nav_current=MENU.get(head.access),
        **values,
    )


def _chart(chart: Chart) -> dict[str, Any]:
    name = say(chart.process.name)
    return {
        "name": name,
        "svg": Markup(render_map(chart.process, chart.states, title=name, text_for=say)),  # noqa: S704 - escapes texts
        "lines": describe(chart.process, chart.states, text_for=say),
        "chip": CHART_STATES[chart.state],
        "open": chart.state in (ElementState.CURRENT, ElementState.LATE),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "title": event_title(event),
        "at": event.at,
        "state": event_state(event),
        "capacity": capacity(event.mandate),
        "reason": (event.mandate or {}).get("alasan") if capacity(event.mandate) else None,
        "said": event.said,
        "automatic": [(say(one.name) or one.step, one.at) for one in event.automatic],
    }


def _revisions(head: SkpHead) -> Iterator[dict[str, Any]]:
    before = None
    for row in head.revisions:
        held = head.validity.get(row.nomor)
        chip = revision_chip(row, was_in_force=held is not None, is_withdrawn=row.id in head.put_away)
        yield {"row": row, "chip": chip, "before": before, "held": held}
        before = row.nomor


def _change(one: Perubahan) -> dict[str, Any]:
    return {"label": say(one.label), "parts": [(PARTS[ruas.jenis], ruas.teks) for ruas in one.ruas]}
