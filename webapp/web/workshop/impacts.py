"""What a change would do to running cases: the question, how far the answer is, and the answer with its cases.

May use services; only process owners ask. No case is changed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from webapp.engine.heat import Heat, level_of, render_heat
from webapp.operations import Refused
from webapp.services.work import Transaction
from webapp.services.workshop import (
    differences,
    drafts,
    impact,
    impact_cases,
    impact_results,
    publication,
    stopped,
)
from webapp.services.workshop.differences import Candidate
from webapp.services.workshop.drafts import OFFICE
from webapp.services.workshop.impact import Question
from webapp.services.workshop.impact_cases import Asked
from webapp.services.workshop.impact_results import Result
from webapp.storage.impact import Ahead, CaseVerdict, ImpactState
from webapp.web.context import current_actor, request_id, work
from webapp.web.language import say
from webapp.web.planning.editor_page import errors_of
from webapp.web.policy import policy

from .comparing import said

blueprint = Blueprint("impacts", __name__)

STATES: Final[Mapping[ImpactState, tuple[str, Any]]] = {
    ImpactState.QUEUED: ("waiting", _l("Menunggu giliran")),
    ImpactState.RUNNING: ("current", _l("Sedang dihitung")),
    ImpactState.DONE: ("done", _l("Selesai dihitung")),
    ImpactState.FAILED: ("late", _l("Tidak dapat dihitung")),
}
VERDICTS: Final[Mapping[CaseVerdict, tuple[str, Any, Any]]] = {
    CaseVerdict.SAME: (
        "added",
        _l("Tetap di tempat"),
        _l("Langkahnya, pemegangnya, dan tenggatnya tidak berubah."),
    ),
    CaseVerdict.MOVES: ("changed", _l("Berpindah"), _l("Menunggu di langkah lain daripada sekarang.")),
    CaseVerdict.STUCK: ("removed", _l("Macet"), _l("Jalannya tidak cocok; tetap pada rilisnya sekarang.")),
}
"""Colour, word and meaning of each verdict."""
AHEAD: Final[Mapping[str, Ahead]] = {"lewati": Ahead.KEEP, "kerjakan": Ahead.DO}
MOST_PAGES: Final = 10_000


@dataclass(frozen=True)
class Chart:
    """A diagram with how many cases would stand where; `rows` tell the same."""

    name: str
    svg: Markup
    rows: Sequence[Mapping[str, Any]]


# -- asking ------------------------------------------------------------------------------------------------------------


@blueprint.get("/bengkel/<int:draft_id>/dampak")
@policy("peran", OFFICE)
def of_draft(draft_id: int) -> str:
    """The question about a draft, and the answers so far."""
    return _draft(draft_id, {})


@blueprint.post("/bengkel/<int:draft_id>/dampak")
@policy("peran", OFFICE)
def ask_of_draft(draft_id: int) -> ResponseReturnValue:
    """Ask about a draft."""
    try:
        return _asked(draft_id=draft_id, release_id=None)
    except Refused as refused:
        return _draft(draft_id, errors_of(refused)), 422


@blueprint.get("/rilis/<int:nomor>/dampak")
@policy("peran", OFFICE)
def of_release(nomor: int) -> str:
    """The question about a release, and the answers so far."""
    return _release(nomor, {})


@blueprint.post("/rilis/<int:nomor>/dampak")
@policy("peran", OFFICE)
def ask_of_release(nomor: int) -> ResponseReturnValue:
    """Ask about a release."""
    with work().reading() as tx:
        release_id = publication.release(tx, nomor).id
    try:
        return _asked(draft_id=None, release_id=release_id)
    except Refused as refused:
        return _release(nomor, errors_of(refused)), 422


def _asked(draft_id: int | None, release_id: int | None) -> ResponseReturnValue:
    key, form = request_id(), request.form
    named = said(form)
    question = Question(
        draft_id=draft_id,
        release_id=release_id,
        renames=None if named is None else {place: new for place, new in named.items() if new},
        ahead=AHEAD.get(form.get("langkah_baru", ""), Ahead.KEEP),
        closed_since=_day(form.get("sejak", "").strip()),
    )
    found = impact.ask(work(), current_actor(), question, key)
    return redirect(url_for(".one", impact_id=found), 303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused([impact.no_day()]) from error


def _draft(draft_id: int, errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        row = drafts.draft(tx, draft_id)
        numbers = {one.id: one.number for one in publication.releases(tx)}
        _other, found = differences.of_draft(
            tx, current_actor(), draft_id, numbers[row.base_release_id], said(request.form)
        )
        return _ask_page(
            impact_results.listed(tx, current_actor(), draft_id=draft_id), found.candidates, errors, title=row.title,
            back=(url_for("workshop.draft", draft_id=draft_id), row.title),
            action=url_for(".ask_of_draft", draft_id=draft_id), readable=found.new.definitions is not None,
            compare=url_for("comparing.draft", draft_id=draft_id),
        )  # fmt: skip


def _release(nomor: int, errors: Mapping[str, list[str]]) -> str:
    with work().reading() as tx:
        release = publication.release(tx, nomor)
        title = _("Rilis %(n)s", n=nomor)
        return _ask_page(
            impact_results.listed(tx, current_actor(), release_id=release.id), _candidates(tx, nomor), errors,
            title=title,
            back=(url_for("releases.one", nomor=nomor), title), action=url_for(".ask_of_release", nomor=nomor),
            readable=True, compare=url_for("comparing.release", nomor=nomor),
        )  # fmt: skip


def _candidates(tx: Transaction, nomor: int) -> Sequence[Candidate]:
    """What has another name in a release than in the one that was in force before it."""
    other = impact.beside(tx, nomor)
    return differences.of_release(tx, current_actor(), nomor, other, said(request.form))[1].candidates


def _ask_page(
    found: Sequence[Result], candidates: Sequence[Candidate], errors: Mapping[str, list[str]], **about: Any
) -> str:
    return render_template(
        "bengkel/dampak.html", found=found, candidates=candidates, errors=errors, typed=request.form, states=STATES,
        **about,
    )  # fmt: skip


# -- the answer --------------------------------------------------------------------------------------------------------


@blueprint.get("/bengkel/dampak/<int:impact_id>")
@policy("peran", OFFICE)
def one(impact_id: int) -> str:
    """How far an answer is, or the answer; looks again by itself while it is being found."""
    page = min(max(request.args.get("hal", 1, type=int), 1), MOST_PAGES)
    asked = _filter()
    with work().reading() as tx:
        found = impact_results.result(tx, current_actor(), impact_id)
        done = found.row.state is ImpactState.DONE
        lines, total = impact_cases.cases(found, asked, page) if done else ([], 0)
        kept: dict[str, Any] = {
            name: text for name in ("putusan", "proses", "sebab") if (text := request.args.get(name))
        }
        return render_template(
            "bengkel/dampak_hasil.html", found=found, states=STATES, verdicts=VERDICTS, lines=lines, total=total,
            page=page, pages=-(-total // impact_cases.PAGE), asked=asked, kept=kept,
            address=url_for(".one", impact_id=impact_id, **kept, hal="HAL").replace("hal=HAL", "hal={page}") + "#kasus",
            charts=charts(found) if done else [], words=in_words(found), target=found.target,
        )  # fmt: skip


@blueprint.post("/bengkel/dampak/<int:impact_id>/lagi")
@policy("peran", OFFICE)
def again(impact_id: int) -> ResponseReturnValue:
    """Go on with an answer that was given up."""
    try:
        stopped.again(work(), current_actor(), impact_id, request_id())
    except Refused as refused:
        flash(" ".join(say(one.pesan) for one in refused.pelanggaran), "info")
    return redirect(url_for(".one", impact_id=impact_id), 303)


def _filter() -> Asked:
    verdict = next((one for one in CaseVerdict if one.value == request.args.get("putusan")), None)
    return Asked(
        verdict, request.args.get("proses", "")[:80] or None, request.args.get("sebab", "")[:80] or None
    )


@blueprint.get("/bengkel/dampak/<int:impact_id>/kasus.csv")
@policy("peran", OFFICE)
def as_file(impact_id: int) -> Response:
    """The cases as a file."""
    said_as = {verdict: str(word) for verdict, (_kind, word, _meaning) in VERDICTS.items()}
    with work().reading() as tx:
        body = impact_cases.as_file(tx, current_actor(), impact_id, _filter(), said_as)
    answer = Response(body, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="dampak-{impact_id}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def charts(found: Result) -> list[Chart]:
    """The diagrams on which cases stand, with their numbers."""
    definitions = found.definitions
    if definitions is None:
        return []
    most = max((sum(counts.values()) for counts in found.standing.values()), default=0)
    drawn = []
    for process_id in sorted({place[0] for place in found.standing}):
        process = definitions.processes.get(process_id)
        if process is None:
            continue
        here = {ident: counts for (owner, ident), counts in found.standing.items() if owner == process_id}
        heat = {ident: _heat(counts, most) for ident, counts in here.items()}
        name = say(process.name)
        summary = _("Angka pada langkah adalah jumlah kasus. Tanda seru: kasus yang macet.")
        svg = render_heat(process, heat, title=name, summary=summary, text_for=say)
        rows = [
            {
                "step": say(found.name((process_id, ident))),
                **{one.value: counts.get(one, 0) for one in CaseVerdict},
            }
            for ident, counts in sorted(here.items(), key=lambda item: -sum(item[1].values()))
        ]
        drawn.append(Chart(name, Markup(svg), rows))  # noqa: S704 - the engine escapes every text
    return drawn


def _heat(counts: Mapping[CaseVerdict, int], most: int) -> Heat:
    stuck = counts.get(CaseVerdict.STUCK, 0)
    fitting = sum(counts.values()) - stuck
    return Heat(level_of(fitting, most), str(fitting) if fitting else "", f"! {stuck}" if stuck else "")


def in_words(found: Result) -> Mapping[str, Any]:
    """What templates need to name processes and steps."""

    def steps(places: Sequence[Sequence[str]]) -> str:
        return ", ".join(dict.fromkeys(say(found.name(place)) for place in places)) or _("akhir prosesnya")

    return {"process": lambda ident: say(found.process_name(ident)), "steps": steps}
