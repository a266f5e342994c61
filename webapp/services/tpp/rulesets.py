"""Rule sets of the allowance: those that hold or held, and new ones that one admin proposes and another decides.

A rule set begins with a month, never touches a month that is final, and ends the one before it on the eve
[Perwal Semarang 76/2021; the numbers are policy of the region].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from webapp.domain.aturan_tpp import AturanTpp, sidik_aturan
from webapp.domain.isian_aturan_tpp import baca_isian, tulis_isian
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.requests import first_time
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun, same_person
from webapp.storage.aturan import Aturan, UsulAturan
from webapp.storage.audit import AuditEvent
from webapp.storage.tpp import TppBulan

KEY: Final = "tpp"
PROPOSED, DECIDED = "aturan_tpp_diusulkan", "aturan_tpp_diputus"
SHORTEST, LONGEST = 5, 500
"""Letters of a legal basis or a reason."""


@dataclass(frozen=True)
class RuleSet:
    """A rule set with its dates; `aturan` None: the stored value is not sound."""

    row: Aturan
    aturan: AturanTpp | None
    sidik: str


@dataclass(frozen=True)
class Proposal:
    """A proposal as the desk shows it. `changes` names what differs from the set in force on its first day."""

    row: UsulAturan
    by: str
    decided_by: str
    may_decide: bool
    changes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Desk:
    """Everything about rule sets: newest first; `fields` fill the form with the newest."""

    sets: Sequence[RuleSet]
    proposals: Sequence[Proposal]
    fields: Mapping[str, str]


def desk(tx: Transaction, actor: Actor) -> Desk:
    """The rule sets and the proposals, for admins. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    rows = _rows(tx)
    found = select(UsulAturan).where(UsulAturan.kunci == KEY)
    proposals = tx.session.scalars(found.order_by(UsulAturan.setuju.is_not(None), UsulAturan.id.desc()))
    sets = [RuleSet(row, _read(row.nilai), sidik_aturan(row.nilai)) for row in rows]
    fields = tulis_isian(rows[0].nilai) if rows else {}
    return Desk(sets, [_proposal(tx, actor, row, rows) for row in proposals], fields)


def propose(
    work: Work, actor: Actor, typed: Mapping[str, str], mulai: date | None, dasar: str, request_id: UUID
) -> None:
    """Propose a rule set that begins with a month. Raises `Denied`, or `Refused` with everything that is wrong."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    nilai, wrong = baca_isian(typed)
    with work.transaction() as tx:
        wrong += _start(tx, mulai, _rows(tx))
        if not SHORTEST <= len(dasar.strip()) <= LONGEST:
            wrong.append(_wrong("dasar", "Tulis peraturan atau keputusan yang menjadi dasarnya."))
        if wrong or mulai is None:
            raise Refused(wrong)
        if not first_time(tx, actor, request_id, PROPOSED, (KEY, 0)):
            return
        tx.session.add(
            UsulAturan(
                kunci=KEY, nilai=nilai, mulai=mulai, dasar_hukum=dasar.strip(), akun_id=actor.akun_id, pada=tx.now
            )
        )  # fmt: skip


def decide(
    work: Work, actor: Actor, usul_id: int, *, setuju: bool, alasan: str, request_id: UUID
) -> UsulAturan:
    """Let a proposal hold, or refuse it with a reason. Who proposed it may only take it back.

    Raises `Denied`, `NotFound`, and `Refused`.
    """
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    with work.transaction() as tx:
        row = tx.session.get(UsulAturan, usul_id, with_for_update=True)
        if row is None or row.kunci != KEY:
            raise NotFound("usul_aturan", usul_id)
        if row.setuju is not None:
            raise Refused([_wrong(f"alasan.{usul_id}", "Usul ini sudah diputus. Muat ulang halaman.")])
        if setuju and same_person(tx.session, actor.akun_id, row.akun_id):
            raise Refused([_wrong(f"alasan.{usul_id}", "Yang menyetujui harus admin BKPP lain.")])
        if not setuju and not SHORTEST <= len(alasan.strip()) <= LONGEST:
            raise Refused([_wrong(f"alasan.{usul_id}", "Tulis alasan menolak usul ini.")])
        decided_at = tx.now  # asked before the row changes: all of a decision is stored in one statement
        row.aturan_id = _begin(tx, row) if setuju else None
        row.setuju, row.alasan = setuju, alasan.strip() or None
        row.diputus_akun_id, row.diputus_pada = actor.akun_id, decided_at
        event = AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind=DECIDED, object_kind="usul_aturan", object_id=usul_id,
            request_id=request_id, detail={"setuju": setuju, "sidik": sidik_aturan(row.nilai)},
        )  # fmt: skip
        tx.session.add(event)
        tx.session.flush()
        tx.session.expunge(row)
        return row


def _begin(tx: Transaction, proposal: UsulAturan) -> int:
    rows = _rows(tx, lock=True)
    if wrong := _start(tx, proposal.mulai, rows, f"alasan.{proposal.id}"):
        raise Refused(wrong)
    for row in rows:
        if proposal.mulai in row.berlaku:
            row.berlaku = Masa(row.berlaku.mulai, proposal.mulai)
    tx.session.flush()
    new = Aturan(
        kunci=KEY, nilai=proposal.nilai, berlaku=Masa(proposal.mulai), dasar_hukum=proposal.dasar_hukum
    )
    tx.session.add(new)
    tx.session.flush()
    return new.id


def _start(
    tx: Transaction, mulai: date | None, rows: Sequence[Aturan], letak: str = "mulai"
) -> list[Pelanggaran]:
    """What is wrong with the first day of a new rule set."""
    if mulai is None or mulai.day != 1:
        return [_wrong(letak, "Aturan baru mulai pada tanggal 1 sebuah bulan, misalnya 1 Juli 2026.")]
    if any(row.berlaku.mulai >= mulai for row in rows):
        pesan = "Sudah ada aturan yang mulai pada tanggal itu atau sesudahnya. Pilih bulan yang lebih akhir."
        return [_wrong(letak, pesan)]
    final = select(TppBulan.id).where(TppBulan.bulan >= mulai, TppBulan.putaran_id.is_not(None))
    if tx.session.scalars(final.limit(1)).first() is not None:
        pesan = "TPP bulan itu atau sesudahnya sudah ditetapkan. Pilih bulan yang belum ditetapkan."
        return [_wrong(letak, pesan)]
    return []


def _rows(tx: Transaction, *, lock: bool = False) -> list[Aturan]:
    query = select(Aturan).where(Aturan.kunci == KEY)
    rows = tx.session.scalars(query.with_for_update() if lock else query)
    return sorted(rows, key=lambda row: row.berlaku.mulai, reverse=True)


def _proposal(tx: Transaction, actor: Actor, row: UsulAturan, rows: Sequence[Aturan]) -> Proposal:
    before = next((one for one in rows if one.id != row.aturan_id and one.berlaku.mulai < row.mulai), None)
    by = "" if row.diputus_akun_id is None else nama_akun(tx.session, row.diputus_akun_id)
    return Proposal(
        row=row,
        by=nama_akun(tx.session, row.akun_id),
        decided_by=by,
        may_decide=row.setuju is None and not same_person(tx.session, actor.akun_id, row.akun_id),
        changes=_changes({} if before is None else before.nilai, row.nilai),
    )


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Fields that differ: name, before, after."""
    before, after = tulis_isian(old) if old else {}, tulis_isian(new)
    return [
        (name, before.get(name, ""), text) for name, text in after.items() if before.get(name, "") != text
    ]


def _read(nilai: Any) -> AturanTpp | None:
    try:
        return AturanTpp.baca(nilai)
    except ValueError:
        return None


def _wrong(letak: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"aturan_tpp.{letak}", pesan, letak)
