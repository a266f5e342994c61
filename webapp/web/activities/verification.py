"""The verifikator's list: what waits by person and day, decided many at a time, all or none.

May use services; who may decide what, and what must be said, is decided there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext as _n

from webapp.domain.aktivitas import StatusAktivitas, cetak_jam
from webapp.domain.pelanggaran import Pelanggaran
from webapp.services.activities import verify, waiting
from webapp.services.activities.waiting import Day, Page
from webapp.services.errors import Denied
from webapp.web.context import current_actor, request_id, visitor, work
from webapp.web.language import say
from webapp.web.policy import policy

from .months import asked_month, month_name
from .verification_words import HINTS, NOTHING_TICKED, REASON_NEEDED

blueprint = Blueprint("activity_verification", __name__, url_prefix="/aktivitas/verifikasi")

LONGEST, MOST_PAGES = 1_000, 10_000
ANSWERS = (StatusAktivitas.DISETUJUI, StatusAktivitas.REVISI, StatusAktivitas.DITOLAK)


@dataclass(frozen=True)
class Typed:
    """What was handed in and could not be taken: it is shown again as it was."""

    ticked: frozenset[int] = frozenset()
    reason: str = ""
    errors: Mapping[int, Sequence[str]] = field(default_factory=dict)
    reason_error: str = ""
    whole: str = ""


@blueprint.get("")
@policy("masuk")
def page() -> str:
    """The list. `?orang=` and `?bulan=` narrow it; `?tandai=` ticks without a script."""
    here = visitor()
    if here is not None and not here.verifies:
        with work().reading() as tx:
            if not waiting.summary(tx, here.actor).entries:
                raise Denied(_("Verifikasi aktivitas untuk atasan langsung dan verifikator yang ditetapkan."))
    return _show(Typed())


@blueprint.post("")
@policy("masuk")
def decide() -> ResponseReturnValue:
    """One decision for everything that is ticked."""
    answer, reason = request.form.get("_putusan", ""), request.form.get("alasan", "")[:LONGEST]
    ticked = _ids(request.form.getlist("pilih"))
    if answer not in ANSWERS:
        abort(400)
    typed = Typed(frozenset(ticked), reason)
    if not ticked:
        return _show(Typed(reason=reason, whole=str(NOTHING_TICKED))), 422
    putusan = StatusAktivitas(answer)
    approves = putusan is StatusAktivitas.DISETUJUI
    if not approves and not reason.strip():
        return _show(Typed(typed.ticked, reason, reason_error=str(REASON_NEEDED))), 422
    decisions = [verify.Decision(one, putusan, "" if approves else reason, _seen(one)) for one in ticked]
    try:
        done = verify.decide(work(), current_actor(), decisions, request_id())
    except verify.NotDecided as refused:
        return _show(_refused(typed, refused.rows)), 422
    flash(_told(putusan, done.done), "success")
    return redirect(_address(_narrowed()), 303)


def _show(typed: Typed) -> str:
    chosen = _narrowed()
    with work().reading() as tx:
        found = waiting.page(
            tx,
            current_actor(),
            pegawai_id=request.args.get("orang", type=_number),
            bulan=asked_month(chosen.get("bulan", "")),
            number=min(max(request.args.get("hal", 1, type=int), 1), MOST_PAGES),
        )
    address = _address({**chosen, "hal": "HAL"}).replace("hal=HAL", "hal={page}")
    return render_template(
        "aktivitas/verifikasi.html", found=found, people=_by_person(found), typed=typed,
        ticked=typed.ticked or _marked(found),
        hints=HINTS, clock=cetak_jam, address=address, chosen=chosen, month_name=month_name,
        lines=_lines(found, typed),
    )  # fmt: skip


def _address(query: Mapping[str, Any]) -> str:
    return url_for(".page", **query)


def _by_person(found: Page) -> list[list[Day]]:
    return [list(days) for _, days in groupby(found.days, key=lambda day: day.pegawai_id)]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _narrowed() -> dict[str, str]:
    """What the address narrows the list to, as it goes on into links."""
    return {name: request.args[name] for name in ("orang", "bulan") if request.args.get(name)}


def _ids(sent: Collection[str]) -> list[int]:
    """The ticked entries, each once. A post that no page of ours makes is refused."""
    numbers = {_number(one) for one in sent}
    if None in numbers or len(numbers) > verify.AT_ONCE:
        abort(400)
    return sorted(one for one in numbers if one is not None)


def _seen(aktivitas_id: int) -> datetime | None:
    """When the entry on the page had been handed in."""
    try:
        return datetime.fromisoformat(request.form.get(f"lihat.{aktivitas_id}", ""))
    except ValueError:
        return None


def _marked(found: Page) -> frozenset[int]:
    """What `?tandai=` asks to tick: everything on the page, or what no hint stands beside."""
    which = request.args.get("tandai")
    rows = [row for day in found.days for row in day.rows]
    if which == "semua":
        return frozenset(row.entry.id for row in rows)
    if which == "tanpa_petunjuk":
        return frozenset(row.entry.id for row in rows if not row.hints)
    return frozenset()


def _refused(typed: Typed, rows: Sequence[tuple[int, Sequence[Pelanggaran]]]) -> Typed:
    errors = {number: [say(one.pesan) for one in wrong] for number, wrong in rows}
    return Typed(typed.ticked, typed.reason, errors)


def _lines(found: Page, typed: Typed) -> list[dict[str, str | None]]:
    """The error summary: each line names the entry and leads to its tick."""
    names = {
        row.entry.id: f"{row.nama}, {cetak_jam(row.entry.mulai)}, {row.entry.nama}"
        for day in found.days
        for row in day.rows
    }
    lines: list[dict[str, str | None]] = []
    if typed.whole:
        lines.append({"field": None, "text": typed.whole})
    if typed.reason_error:
        lines.append({"field": "alasan", "text": typed.reason_error})
    for number, said in typed.errors.items():
        here = number in names
        name = names[number] if here else _("Aktivitas yang tidak lagi menunggu Anda")
        lines += [{"field": f"pilih.{number}" if here else None, "text": f"{name}: {text}"} for text in said]
    return lines


def _told(putusan: StatusAktivitas, number: int) -> str:
    if putusan is StatusAktivitas.DISETUJUI:
        return str(_n("%(num)s aktivitas disetujui.", "%(num)s aktivitas disetujui.", number))
    if putusan is StatusAktivitas.REVISI:
        return str(
            _n("%(num)s aktivitas diminta diperbaiki.", "%(num)s aktivitas diminta diperbaiki.", number)
        )
    return str(_n("%(num)s aktivitas ditolak.", "%(num)s aktivitas ditolak.", number))
