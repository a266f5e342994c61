"""The SKP page: the document, its revisions and their differences, where it stands, and what has happened.

Reads only. Everything is asked through `skp_access`, so what a person may not see is not even loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from webapp.domain.beda import Perubahan, beda
from webapp.domain.cuplikan import Cuplikan
from webapp.domain.kanonik import cuplikan_dari_kanonik
from webapp.domain.skp import IsiSkp
from webapp.engine import Process, Run, Step
from webapp.operations import Actor
from webapp.storage.akun import nama_akun
from webapp.storage.caselog import JournalRow, read_case, read_journal
from webapp.storage.dialog import Dialog
from webapp.storage.isi import muat_isi
from webapp.storage.naskah import Dokumen, TandaTangan
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

from .assignments import Holder, holder
from .cases import replay
from .editor import Remark, cells, remarks
from .errors import NotFound
from .skp_access import Access, access
from .work import Transaction


@dataclass(frozen=True)
class Waiting:
    """An open human step: who holds it (None: nobody, an alarm), why, and since when."""

    key: str
    name: str
    role: str
    since: datetime
    held: Holder | None
    holder_name: str
    is_mine: bool


@dataclass(frozen=True)
class Tracker:
    """Where an SKP stands: what is waited for, and the maps of the processes it has run through, outermost first."""

    case_id: int
    waiting: Sequence[Waiting]
    completed: bool
    next_steps: Sequence[str]
    processes: Sequence[Process]
    run: Run


@dataclass(frozen=True)
class Event:
    """One line of the timeline, in words."""

    seq: int
    at: datetime
    kind: str
    title: str
    actor: str
    mandate: Mapping[str, Any] | None
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class SkpView:
    """The page. `isi` is the content this person may see now (None when there is none yet, or none for them)."""

    skp: Skp
    access: Access
    owner: Pegawai
    revisions: Sequence[SkpRevisi]
    shown: SkpRevisi | None
    isi: IsiSkp | None
    cuplikan: Cuplikan | None
    signatures: Sequence[TandaTangan]
    document: Dokumen | None
    dialogue: Dialog | None
    peran: Sequence[Any]
    komentar: Sequence[Remark]
    tracker: Tracker | None


def skp_view(tx: Transaction, actor: Actor, skp_id: int, nomor: int | None = None) -> SkpView:
    """The SKP as this person may see it, optionally at one revision. Raises `NotFound`."""
    skp, relation = access(tx, actor, skp_id)
    revisions = visible_revisions(tx, skp, relation)
    shown = _pick(revisions, nomor)
    if nomor is not None and shown is None:
        raise NotFound("skp_revisi", skp_id)
    content = shown if shown is not None and relation.sees_content else None
    return SkpView(
        skp=skp,
        access=relation,
        owner=tx.session.get_one(Pegawai, skp.pegawai_id),
        revisions=revisions,
        shown=shown,
        isi=None if content is None else muat_isi(tx.session, content.id),
        cuplikan=None
        if content is None or content.cuplikan is None
        else cuplikan_dari_kanonik(content.cuplikan),
        signatures=[] if content is None else _signatures(tx, content.id),
        document=None if content is None else _document(tx, content.id),
        dialogue=_dialogue(tx, skp_id) if relation.sees_content else None,
        peran=cells(tx, skp_id) if relation.sees_content else [],
        komentar=remarks(tx, skp_id) if relation.sees_content else [],
        tracker=tracker(tx, actor, skp),
    )


def visible_revisions(tx: Transaction, skp: Skp, relation: Access) -> list[SkpRevisi]:
    """Revisions in order; a draft is its owner's alone until it is submitted."""
    query = select(SkpRevisi).where(SkpRevisi.skp_id == skp.id).order_by(SkpRevisi.nomor)
    rows = list(tx.session.scalars(query))
    return rows if relation.sees_drafts else [row for row in rows if row.status is not StatusRevisi.DRAF]


def differences(tx: Transaction, actor: Actor, skp_id: int, old: int, new: int) -> list[Perubahan]:
    """What changed between two revisions that this person may see. Raises `NotFound`."""
    skp, relation = access(tx, actor, skp_id)
    rows = {row.nomor: row for row in visible_revisions(tx, skp, relation)}
    if old not in rows or new not in rows or not relation.sees_content:
        raise NotFound("skp_revisi", skp_id)
    return beda(muat_isi(tx.session, rows[old].id), muat_isi(tx.session, rows[new].id))


def since_last_look(tx: Transaction, skp_id: int) -> list[Perubahan] | None:
    """What the newest submitted revision changed against the one that was returned; None on the first round."""
    query = (
        select(SkpRevisi)
        .where(SkpRevisi.skp_id == skp_id, SkpRevisi.status != StatusRevisi.DRAF)
        .order_by(SkpRevisi.nomor.desc())
        .limit(2)
    )
    rows = list(tx.session.scalars(query))
    if len(rows) < 2:
        return None
    return beda(muat_isi(tx.session, rows[1].id), muat_isi(tx.session, rows[0].id))


def _pick(revisions: Sequence[SkpRevisi], nomor: int | None) -> SkpRevisi | None:
    if nomor is None:
        return revisions[-1] if revisions else None
    return next((row for row in revisions if row.nomor == nomor), None)


def _signatures(tx: Transaction, revisi_id: int) -> list[TandaTangan]:
    query = select(TandaTangan).where(TandaTangan.revisi_id == revisi_id).order_by(TandaTangan.urutan)
    return list(tx.session.scalars(query))


def _document(tx: Transaction, revisi_id: int) -> Dokumen | None:
    query = select(Dokumen).where(Dokumen.revisi_id == revisi_id).limit(1)
    return tx.session.scalars(query).one_or_none()


def _dialogue(tx: Transaction, skp_id: int) -> Dialog | None:
    query = select(Dialog).where(Dialog.skp_id == skp_id).order_by(Dialog.id.desc()).limit(1)
    return tx.session.scalars(query).one_or_none()


def tracker(tx: Transaction, actor: Actor, skp: Skp) -> Tracker | None:
    """Where the SKP stands, rebuilt from its journal; None before its case has started."""
    case = read_case(tx.session, skp.case_id) if skp.case_id is not None else None
    if case is None:
        return None
    run = replay(tx, case)
    day = tx.work.organisation.day(tx.session, tx.today)
    waiting = [
        _waiting(tx, actor, step, holder(day, step.element.role or "", skp.pegawai_id))
        for step in run.open
        if step.kind == "human"
    ]
    definitions = tx.work.releases.get(tx.session, case.release_id).definitions
    seen = {process_id for process_id, _ in run.visits}
    return Tracker(
        case_id=case.id,
        waiting=waiting,
        completed=run.is_completed,
        next_steps=_next_steps(definitions.processes, run),
        processes=[process for key, process in sorted(definitions.processes.items()) if key in seen],
        run=run,
    )


def _waiting(tx: Transaction, actor: Actor, step: Step, held: Holder | None) -> Waiting:
    name = ""
    if held is not None and held.pegawai_id is not None:
        name = tx.session.get_one(Pegawai, held.pegawai_id).nama_lengkap
    elif held is not None:
        name = held.office
    mine = held is not None and held.pegawai_id is not None and held.pegawai_id == actor.pegawai_id
    return Waiting(step.key, step.element.name, step.element.role or "", step.since, held, name, mine)


def _next_steps(processes: Mapping[str, Process], run: Run) -> list[str]:
    """Names of the human steps that may come right after what is open now, in flow order, without repeats."""
    found: dict[str, None] = {}
    for step in run.open:
        if step.kind != "human":
            continue
        process = processes[step.process_id]
        stack, seen = [step.element.id], {step.element.id}
        while stack:
            for flow in process.outgoing(stack.pop()):
                target = process.elements[flow.target]
                if target.id in seen:
                    continue
                seen.add(target.id)
                if target.kind == "userTask":
                    found.setdefault(target.name)
                else:
                    stack.append(target.id)
    return list(found)


def timeline(tx: Transaction, actor: Actor, skp_id: int) -> list[Event]:
    """The case's journal in words, newest first. Raises `NotFound`."""
    skp, _ = access(tx, actor, skp_id)
    case = read_case(tx.session, skp.case_id) if skp.case_id is not None else None
    if case is None:
        return []
    definitions = tx.work.releases.get(tx.session, case.release_id).definitions
    names = {e.id: e.name for p in definitions.processes.values() for e in p.elements.values()}
    rows = read_journal(tx.session, case.id)
    people = {row.actor_id: nama_akun(tx.session, row.actor_id) for row in rows if row.actor_id is not None}
    return [_event(row, names, people) for row in reversed(rows)]


def _event(row: JournalRow, names: Mapping[str, str], people: Mapping[int, str]) -> Event:
    element_id = (row.key or "").rsplit("/", 1)[-1].rsplit("#", 1)[0]
    actor = people.get(row.actor_id, "") if row.actor_id is not None else ""
    return Event(row.seq, row.at, row.kind, names.get(element_id, ""), actor, row.mandate, row.facts)
