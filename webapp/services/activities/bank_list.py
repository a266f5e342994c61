"""The Bank Aktivitas as everybody reads it: the list of a day, an item's versions, proposals, and the end of an item.

An item ends on a day to come; what was entered before keeps the minutes of its day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select

from webapp.domain.bank_aktivitas import VersiButir
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.people.assignments import Desk
from webapp.services.policy.decide import allowed, permits, require
from webapp.services.policy.lists import visible
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.bank import ButirAktivitas, ButirVersi, UsulButir, butir_pada, sebagai_versi
from webapp.storage.base import among
from webapp.storage.organisasi import Unit, nama_pegawai

from .bank import EVERY_ITEM
from .scope import fits, scope_of

PER_PAGE: Final = 50
SHORTEST, LONGEST = 5, 500
"""Letters of the reason why an item ends."""
ENDED: Final = "butir_dinonaktifkan"
"""The kind of event that the end of an item leaves."""


@dataclass(frozen=True)
class ItemRow:
    """An item in the list, with the names of the units that it is for (none: for everybody)."""

    butir_id: int
    item: VersiButir
    units: Sequence[str]


@dataclass(frozen=True)
class Listing:
    """A page of items. `total` counts all that were found, `number` is the page."""

    rows: Sequence[ItemRow]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class Version:
    """A version in an item's history: by whom it came, and by which proposal."""

    item: VersiButir
    dasar: str
    units: Sequence[str]
    by: str | None
    usul_id: int | None


@dataclass(frozen=True)
class Item:
    """An item with its versions, the newest first; `now` is the one in force today."""

    butir_id: int
    kode: str
    versions: Sequence[Version]
    now: Version | None


@dataclass(frozen=True)
class Proposal:
    """A proposal with the names of who asked and who decided, and of the units that it is for."""

    row: UsulButir
    pengusul: str
    pemutus: str | None
    units: Sequence[str]


def listing(tx: Transaction, actor: Actor, said: str = "", *, mine: bool = False, number: int = 1) -> Listing:
    """The items that hold today, by name; `mine`: only those that the actor may use."""
    found = list(butir_pada(tx.session, tx.today, said, batas=EVERY_ITEM))
    if mine and actor.pegawai_id is not None:
        scope = scope_of(tx, actor.pegawai_id, tx.today)
        found = [one for one in found if fits(one[1], scope)]
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(number, 1), pages)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    names = _units(tx, {unit for _, item in shown for unit in item.lingkup.unit_ids})
    rows = [ItemRow(butir_id, item, _named(names, item.lingkup.unit_ids)) for butir_id, item in shown]
    return Listing(rows, len(found), number, pages)


def item(tx: Transaction, butir_id: int) -> Item:
    """An item with its history. Raises `NotFound`."""
    butir = tx.session.get(ButirAktivitas, butir_id)
    if butir is None:
        raise NotFound("butir_aktivitas", butir_id)
    query = select(ButirVersi).where(ButirVersi.butir_id == butir_id).order_by(ButirVersi.id.desc())
    rows = sorted(tx.session.scalars(query), key=lambda row: row.berlaku.mulai, reverse=True)
    names = _units(tx, {unit for row in rows for unit in row.unit_ids})
    versions = [
        Version(
            sebagai_versi(row, butir.kode),
            row.dasar,
            _named(names, row.unit_ids),
            None if row.akun_id is None else nama_akun(tx.session, row.akun_id),
            row.usul_id,
        )
        for row in rows
    ]
    now = next((one for one, row in zip(versions, rows, strict=True) if tx.today in row.berlaku), None)
    return Item(butir_id, butir.kode, versions, now)


def proposals(tx: Transaction, actor: Actor) -> list[Proposal]:
    """The proposals that this actor may read, the newest first: the own, those of the own OPD, or all for the BKPP."""
    mine = visible(tx, actor, Right.READ, Kind.ITEM_PROPOSAL)
    query = select(UsulButir).where(mine).order_by(UsulButir.id.desc()).limit(200)
    return _shown(tx, list(tx.session.scalars(query)))


def proposal(tx: Transaction, actor: Actor, usul_id: int) -> Proposal:
    """One of them. Raises `NotFound` to everybody else."""
    row = tx.session.get(UsulButir, usul_id)
    if row is None:
        raise NotFound("usul_butir", usul_id)
    allowed(tx, actor, Right.READ, Kind.ITEM_PROPOSAL, row)
    (found,) = _shown(tx, [row])
    return found


def end(work: Work, actor: Actor, butir_id: int, sejak: date | None, alasan: str, request_id: UUID) -> None:
    """End an item from a day to come on, for the BKPP. Raises `Denied`, `NotFound`, and `Refused`.

    What was entered before that day is not touched. A repeat of the request changes nothing.
    """
    require(actor, Right.WRITE, Kind.BANK)
    with work.transaction() as tx:
        if tx.session.get(ButirAktivitas, butir_id) is None:
            raise NotFound("butir_aktivitas", butir_id)
        if _was_done(tx, actor, butir_id, request_id):
            return
        query = select(ButirVersi).where(ButirVersi.butir_id == butir_id).with_for_update()
        open_ones = [
            row for row in tx.session.scalars(query)
            if row.berlaku.sampai is None or row.berlaku.sampai > (sejak or tx.today)
        ]  # fmt: skip
        wrong = _wrong(tx.today, sejak, alasan, open_ones)
        if wrong:
            raise Refused(wrong)
        assert sejak is not None
        for row in open_ones:
            row.berlaku = Masa(row.berlaku.mulai, sejak)
        detail = {"sejak": sejak.isoformat(), "alasan": alasan.strip()}
        tx.session.add(
            AuditEvent(
                at=tx.now, actor_id=actor.akun_id, kind=ENDED, object_kind="butir_aktivitas", object_id=butir_id,
                request_id=request_id, detail=detail,
            )
        )  # fmt: skip


def _wrong(
    today: date, sejak: date | None, alasan: str, open_ones: Sequence[ButirVersi]
) -> list[Pelanggaran]:
    found = []
    if sejak is None or sejak < today:
        found.append(_violation("sejak", "Isi tanggal mulai tidak berlaku, hari ini atau sesudahnya."))
    elif not open_ones:
        found.append(_violation("sejak", "Butir ini sudah tidak berlaku pada tanggal itu."))
    elif any(row.berlaku.mulai >= sejak for row in open_ones):
        pesan = (
            "Butir ini punya versi yang baru mulai pada atau sesudah tanggal itu. Pilih tanggal lebih lambat."
        )
        found.append(_violation("sejak", pesan))
    if not SHORTEST <= len(alasan.strip()) <= LONGEST:
        found.append(
            _violation(
                "alasan",
                Sentence("Tulis alasannya, %(least)s sampai %(most)s huruf.", least=SHORTEST, most=LONGEST),
            )
        )
    return found


def _violation(letak: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"butir.{letak}", pesan, letak)


def _was_done(tx: Transaction, actor: Actor, butir_id: int, request_id: UUID) -> bool:
    query = select(AuditEvent.id).where(
        AuditEvent.object_kind == "butir_aktivitas",
        AuditEvent.object_id == butir_id,
        AuditEvent.request_id == request_id,
        AuditEvent.actor_id == actor.akun_id,
    )
    return tx.session.scalars(query.limit(1)).one_or_none() is not None


def _shown(tx: Transaction, rows: Sequence[UsulButir]) -> list[Proposal]:
    names = nama_pegawai(tx.session, {row.pengusul_id for row in rows}) if rows else {}
    units = _units(tx, {unit for row in rows for unit in row.unit_ids})
    return [
        Proposal(
            row,
            names.get(row.pengusul_id, ""),
            None if row.diputus_akun_id is None else nama_akun(tx.session, row.diputus_akun_id),
            _named(units, row.unit_ids),
        )
        for row in rows
    ]


def units_to_choose(tx: Transaction, actor: Actor) -> list[tuple[int, str]]:
    """Units that a proposal may be for: those of the actor's OPD, or every OPD for the BKPP; by name."""
    day = Desk(tx).today
    if permits(actor, Right.WRITE, Kind.BANK):
        found = {int(one) for one in day.anggota_opd}
    else:
        opd = None if actor.pegawai_id is None else day.opd(actor.pegawai_id)
        found = {
            int(one.id)
            for one in day.bagan.daftar_unit
            if opd is not None and day.opd_of_unit(int(one.id)) == opd
        }
    return sorted(_units(tx, found).items(), key=lambda one: one[1])


def _units(tx: Transaction, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    query = select(Unit.id, Unit.nama).where(among(Unit.id, ids))
    return {number: name for number, name in tx.session.execute(query)}  # noqa: C416 - a row is no pair to mypy


def _named(names: Mapping[int, str], ids: Collection[int]) -> list[str]:
    return sorted(names[one] for one in ids if one in names)
