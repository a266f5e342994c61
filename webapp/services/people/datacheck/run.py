"""Check of the organisation's data on a day: what would leave somebody without a rightful evaluator or without access.

Reads only, for admins of the agency, and for performance managers within their own OPD. Each finding says what is
wrong, about whom and since when; what to do about each kind is said by the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.operations import Actor
from webapp.services.policy.oversight import Scope, scope_of
from webapp.services.work import Transaction

from .accounts import account_findings
from .findings import INFORMATIVE, Finding, Kind
from .heads import head_findings
from .objections import objection_findings
from .people import load_people, people_findings
from .steps import step_findings

PER_PAGE = 50

__all__ = ["INFORMATIVE", "PER_PAGE", "Asked", "CheckPage", "Finding", "Kind", "check", "findings"]


@dataclass(frozen=True)
class Asked:
    """Which findings a reader wants: of kinds (none: all that are problems), of an OPD, with words in them."""

    kinds: Collection[Kind] = ()
    opd: int | None = None
    words: str = ""


@dataclass(frozen=True)
class CheckPage:
    """The check of a day. `counts` are of all findings; `rows` is one page of those asked for.

    `ok` counts active people about whom there is no problem; `problems` counts findings that are one.
    """

    on: date
    counts: Mapping[Kind, int]
    ok: int
    problems: int
    rows: Sequence[Finding]
    total: int
    page: int
    pages: int
    opds: Sequence[tuple[int, str]]
    whole: bool


def check(
    tx: Transaction, actor: Actor, on: date | None = None, asked: Asked | None = None, page: int = 1
) -> CheckPage:
    """The check of a day (today where none is given). Raises `Denied`, `TanpaKepalaDaerah`."""
    scope, every, active = _all(tx, actor, on)
    wanted = _chosen(scope, every, asked or Asked())
    pages = max(1, -(-len(wanted) // PER_PAGE))
    page = min(max(page, 1), pages)
    problems = [one for one in every if one.kind not in INFORMATIVE]
    return CheckPage(
        on=scope.day.tanggal,
        counts=Counter(one.kind for one in every),
        ok=len(active - {one.pegawai_id for one in problems if one.pegawai_id is not None}),
        problems=len(problems),
        rows=wanted[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(wanted),
        page=page,
        pages=pages,
        opds=_opds(scope),
        whole=scope.is_whole,
    )


def findings(
    tx: Transaction, actor: Actor, on: date | None = None, asked: Asked | None = None
) -> list[Finding]:
    """All findings that are asked for, for an export. Raises `Denied`, `TanpaKepalaDaerah`."""
    scope, every, _active = _all(tx, actor, on)
    return _chosen(scope, every, asked or Asked())


def _all(tx: Transaction, actor: Actor, on: date | None) -> tuple[Scope, list[Finding], set[int]]:
    scope = scope_of(tx, actor, on)
    people = load_people(tx, scope)
    every = [
        *step_findings(tx, scope, people),
        *people_findings(scope, people),
        *objection_findings(tx, people),
        *head_findings(tx, scope),
        *account_findings(tx, scope, people),
    ]
    order = {kind: place for place, kind in enumerate(Kind)}
    every.sort(key=lambda one: (order[one.kind], one.nama, one.teks))
    return scope, every, {one.id for one in people.values() if one.active and one.seen}


def _chosen(scope: Scope, every: Sequence[Finding], asked: Asked) -> list[Finding]:
    words = asked.words.casefold().split()
    return [
        one
        for one in every
        if (one.kind in asked.kinds if asked.kinds else one.kind not in INFORMATIVE)
        and (
            asked.opd is None or (one.unit_id is not None and scope.day.opd_of_unit(one.unit_id) == asked.opd)
        )
        and all(word in f"{one.nama} {one.nip} {one.teks}".casefold() for word in words)
    ]


def _opds(scope: Scope) -> list[tuple[int, str]]:
    """The OPD to choose from; none where the reader sees only one."""
    if not scope.is_whole:
        return []
    units = scope.day.bagan.daftar_unit
    tops = {unit.id for unit in units if unit.induk_id is None}
    return sorted(((unit.id, unit.nama) for unit in units if unit.induk_id in tops), key=lambda one: one[1])
