"""Boards that depart from their pattern, with the reason in the open: for the leader who decides them, and for BKPP.

The decision is one act on all open steps of the board [SE MenPANRB 3/2023].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.errors import Denied, NotFound
from webapp.services.months.monthly import names_of
from webapp.services.people.assignments import Desk, holder, holds
from webapp.services.policy.decide import permits
from webapp.services.policy.matrix import Kind, Right
from webapp.services.process.items import items
from webapp.services.process.tasks import Submission
from webapp.services.process.together import Part, PartsRefused, complete_all
from webapp.services.work import Transaction, Work
from webapp.storage.base import among
from webapp.storage.evaluasi import Papan, PapanBaris, PutusanPapan
from webapp.storage.organisasi import Pegawai, Unit
from webapp.storage.process import ProcessCase, WorkItem
from webapp.storage.skp import Skp

from .board_model import CONFIRM
from .board_sending import BoardRefused, said_of


@dataclass(frozen=True)
class Departure:
    """One board. `steps` are the open steps of its people; `mine` those that wait for the reader."""

    papan: Papan
    evaluator: str
    unit: str
    decision: PutusanPapan | None
    steps: Sequence[tuple[int, str]]
    mine: Sequence[tuple[int, str]]

    @property
    def is_mine(self) -> bool:
        """Whether the reader decides it now."""
        return bool(self.mine)


@dataclass(frozen=True)
class Person:
    """One person of a board, as rated."""

    nama: str
    row: PapanBaris


def exceptions(tx: Transaction, actor: Actor, tahun: int) -> list[Departure]:
    """The boards of a year with an exception that this person may see: overseers all, others those they decide."""
    query = select(Papan).where(Papan.tahun == tahun, Papan.pengecualian).order_by(Papan.id.desc())
    boards = list(tx.session.scalars(query))
    steps, mine = _steps(tx, actor, [one.id for one in boards])
    decisions = _decisions(tx, boards)
    seen = [
        one
        for one in boards
        if permits(actor, Right.READ, Kind.EXCEPTIONS)
        or one.id in mine
        or (one.id in decisions and decisions[one.id].akun_id == actor.akun_id)
    ]
    names, units = names_of(tx, {one.akun_id for one in seen}), _units(tx, seen)
    return [
        Departure(
            papan=one,
            evaluator=names[one.akun_id],
            unit=units.get(one.unit_id, ""),
            decision=decisions.get(one.id),
            steps=steps.get(one.id, []),
            mine=mine.get(one.id, []),
        )
        for one in seen
    ]


def exception(tx: Transaction, actor: Actor, papan_id: int) -> tuple[Departure, list[Person]]:
    """One of them with its people. Raises `NotFound`."""
    papan = tx.session.get(Papan, papan_id)
    found = None
    if papan is not None:
        found = next((one for one in exceptions(tx, actor, papan.tahun) if one.papan.id == papan_id), None)
    if found is None:
        raise NotFound("papan", papan_id)
    query = (
        select(PapanBaris, Pegawai)
        .join(Skp, Skp.id == PapanBaris.skp_id)
        .join(Pegawai, Pegawai.id == Skp.pegawai_id)
        .where(PapanBaris.papan_id == papan_id)
        .order_by(Pegawai.nama)
    )
    return found, [Person(person.nama_lengkap, row) for row, person in tx.session.execute(query)]


def board_of_step(tx: Transaction, skp_id: int) -> int | None:
    """The board on which a person was last rated."""
    query = select(PapanBaris.papan_id).where(PapanBaris.skp_id == skp_id)
    return tx.session.scalars(query.order_by(PapanBaris.papan_id.desc()).limit(1)).one_or_none()


def decide_exception(
    work: Work, actor: Actor, papan_id: int, decision: str, reason: str, request_id: UUID
) -> int:
    """Decide a board: "setujui" or "kembalikan" with a reason. Returns how many people it concerned.

    Raises `Denied`, or `BoardRefused` with what is wrong.
    """
    with work.reading() as tx:
        _steps_all, mine = _steps(tx, actor, [papan_id])
    steps = mine.get(papan_id, [])
    if not steps:
        raise Denied("Papan ini tidak menunggu putusan Anda. Muat ulang halaman.")
    answers = {"keputusan_papan": decision, "alasan_papan": reason}
    parts = [
        Part(case_id, key, Submission(uuid5(request_id, key), answers=answers)) for case_id, key in steps
    ]
    try:
        complete_all(work, actor, parts)
    except PartsRefused as refused:
        errors: dict[str, list[str]] = {}
        for _part, error in refused.refused:
            for field, text in said_of(error):
                if text not in errors.setdefault(field, []):
                    errors[field].append(text)
        raise BoardRefused(errors) from refused
    return len(parts)


Steps = Mapping[int, list[tuple[int, str]]]


def _steps(tx: Transaction, actor: Actor, boards: Sequence[int]) -> tuple[Steps, Steps]:
    """Open steps by board: all, and those that wait for the reader. The newest board of a person counts."""
    query = select(PapanBaris.skp_id, PapanBaris.papan_id).where(
        among(PapanBaris.skp_id, _people(tx, boards))
    )
    of_skp = {row.skp_id: row.papan_id for row in tx.session.execute(query.order_by(PapanBaris.papan_id))}
    desk = Desk(tx)
    every: dict[int, list[tuple[int, str]]] = {}
    mine: dict[int, list[tuple[int, str]]] = {}
    found = items(
        tx,
        WorkItem.element_id == CONFIRM,
        ProcessCase.document_kind == "skp",
        among(ProcessCase.document_id, list(of_skp)),
    )
    for item in found:
        papan_id = of_skp[item.document_id]
        every.setdefault(papan_id, []).append((item.case_id, item.key))
        held = holder(desk, item.place)
        if held is not None and actor.pegawai_id != item.subject_id and holds(desk, actor, held):
            mine.setdefault(papan_id, []).append((item.case_id, item.key))
    return every, mine


def _people(tx: Transaction, boards: Sequence[int]) -> list[int]:
    return list(tx.session.scalars(select(PapanBaris.skp_id).where(among(PapanBaris.papan_id, boards))))


def _decisions(tx: Transaction, boards: Sequence[Papan]) -> dict[int, PutusanPapan]:
    query = select(PutusanPapan).where(among(PutusanPapan.papan_id, [one.id for one in boards]))
    return {row.papan_id: row for row in tx.session.scalars(query)}


def _units(tx: Transaction, boards: Sequence[Papan]) -> dict[int | None, str]:
    ids = {one.unit_id for one in boards if one.unit_id is not None}
    return {
        row.id: row.nama for row in tx.session.execute(select(Unit.id, Unit.nama).where(among(Unit.id, ids)))
    }
