"""Tickets of data that differ from the personnel system, as admins search and read them. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, func, or_, select

from webapp.operations import Actor
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.organisasi import Pegawai
from webapp.storage.sisdm import Bidang, SelisihData

PER_PAGE = 50

State = Literal["terbuka", "selesai"]


@dataclass(frozen=True)
class Asked:
    """What a reader looks for: a state, a field, and words of the number, the name or the NIP."""

    state: State = "terbuka"
    bidang: Bidang | None = None
    words: str = ""


@dataclass(frozen=True)
class Ticket:
    """A ticket with the person whom it is about."""

    row: SelisihData
    nama: str
    nip: str


@dataclass(frozen=True)
class TicketPage:
    """One page of a list. `open_total` counts all open tickets, whatever is searched for."""

    tickets: Sequence[Ticket]
    total: int
    page: int
    pages: int
    open_total: int


def tickets(tx: Transaction, actor: Actor, asked: Asked, page: int = 1) -> TicketPage:
    """Tickets by what is asked for; the newest first. Raises `Denied` to others than admins."""
    require(actor, Right.WRITE, Kind.PERSONNEL)
    query = _matching(asked)
    total = tx.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    rows = tx.session.execute(
        query.order_by(SelisihData.id.desc()).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    )
    found = [Ticket(row, person.nama_lengkap, person.nip) for row, person in rows]
    return TicketPage(found, total, page, pages, open_tickets(tx))


def open_tickets(tx: Transaction) -> int:
    """How many tickets are open."""
    query = select(func.count()).where(SelisihData.ditutup_pada.is_(None))
    return tx.session.scalar(query) or 0


def _matching(asked: Asked) -> Select[SelisihData, Pegawai]:
    query = select(SelisihData, Pegawai).join(Pegawai, Pegawai.id == SelisihData.pegawai_id)
    closed = SelisihData.ditutup_pada.is_not(None)
    query = query.where(closed if asked.state == "selesai" else ~closed)
    if asked.bidang is not None:
        query = query.where(SelisihData.bidang == asked.bidang)
    return query.where(_says(asked.words)) if asked.words.strip() else query


def _says(words: str) -> ColumnElement[bool]:
    said = words.strip()
    return or_(
        SelisihData.nomor.icontains(said, autoescape=True),
        Pegawai.nama.icontains(said, autoescape=True),
        Pegawai.nip.startswith("".join(said.split()), autoescape=True),
    )
