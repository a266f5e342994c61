"""Where the seals stand: for the page of the auditors, and as figures for those who watch the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from webapp.evidence import read_seal
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction
from webapp.storage.meterai import Seal, SealCheck

from .delivery import waiting

PER_PAGE = 50


@dataclass(frozen=True)
class State:
    """What the page shows: the newest seals first."""

    seals: Sequence[Seal]
    total: int
    page: int
    pages: int
    age: timedelta | None
    check: SealCheck | None
    waiting: Mapping[str, int]
    keys: Sequence[str]


def seal_age(tx: Transaction) -> timedelta | None:
    """How old the last seal is; None where there is none yet."""
    at = tx.session.scalars(select(Seal.at).order_by(Seal.number.desc()).limit(1)).one_or_none()
    return None if at is None else max(timedelta(), tx.now - at)


def last_check(tx: Transaction) -> SealCheck | None:
    """The last check of journals and logs by the seals; its `fault` says what is broken, None that nothing is."""
    return tx.session.scalars(select(SealCheck).order_by(SealCheck.id.desc()).limit(1)).one_or_none()


def state(tx: Transaction, actor: Actor, page: int = 1) -> State:
    """The state of the seals. Raises `Denied` to others than auditors and admins of the agency."""
    _require(actor)
    total = tx.session.scalars(select(func.count()).select_from(Seal)).one()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    query = select(Seal).order_by(Seal.number.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    seals = tx.session.scalars(query).all()
    return State(seals, total, page, pages, seal_age(tx), last_check(tx), waiting(tx), _keys(tx))


def _keys(tx: Transaction) -> Sequence[str]:
    """The keys of the newest seal, the one in use first. The web has none itself: only the worker seals."""
    newest = tx.session.scalars(select(Seal.file).order_by(Seal.number.desc()).limit(1)).one_or_none()
    return () if newest is None else read_seal(bytes(newest)).keys


def seal_file(tx: Transaction, actor: Actor, number: int) -> bytes:
    """A seal as a file. Raises `Denied`, `NotFound`."""
    _require(actor)
    file = tx.session.scalars(select(Seal.file).where(Seal.number == number)).one_or_none()
    if file is None:
        raise NotFound("seal", number)
    return bytes(file)


def _require(actor: Actor) -> None:
    require(actor, Right.READ, Kind.SEALS)
