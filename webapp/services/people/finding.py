"""Finding a person, a post or a unit by what somebody typed, for forms that must name one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from webapp.services.work import Transaction
from webapp.storage.organisasi import Jabatan, Pegawai, StatusAsn, Unit

MATCHES = 12


@dataclass(frozen=True)
class Match:
    """Something that a text may mean."""

    id: int
    text: str
    hint: str


def find_people(tx: Transaction, said: str) -> list[Match]:
    """Employees whose NIP or name fits."""
    digits = "".join(sign for sign in said if sign.isdigit())
    fits = (
        Pegawai.nip == digits if len(digits) == 18 else Pegawai.nama.icontains(said.strip(), autoescape=True)
    )
    query = (
        select(Pegawai)
        .where(fits, Pegawai.status_asn == StatusAsn.AKTIF)
        .order_by(Pegawai.nama)
        .limit(MATCHES)
    )
    return [Match(one.id, one.nama_lengkap, one.nip) for one in tx.session.scalars(query)]


def find_posts(tx: Transaction, said: str, *, heads: bool = True) -> list[Match]:
    """Posts whose name or code fits; by default only those that lead a unit."""
    fits = or_(Jabatan.kode == said.strip(), Jabatan.nama.icontains(said.strip(), autoescape=True))
    if heads:
        fits = and_(fits, Jabatan.memimpin)
    query = (
        select(Jabatan.id, Jabatan.nama, Unit.nama.label("unit"))
        .join(Unit, Unit.id == Jabatan.unit_id)
        .where(fits)
        .order_by(Jabatan.nama)
        .limit(MATCHES)
    )
    return [Match(row.id, row.nama, row.unit) for row in tx.session.execute(query)]


def find_units(tx: Transaction, said: str) -> list[Match]:
    """Units whose name or code fits."""
    fits = or_(Unit.kode == said.strip(), Unit.nama.icontains(said.strip(), autoescape=True))
    above = aliased(Unit)
    query = (
        select(Unit.id, Unit.nama, above.nama.label("induk"))
        .outerjoin(above, above.id == Unit.induk_id)
        .where(fits)
        .order_by(Unit.nama)
        .limit(MATCHES)
    )
    return [Match(row.id, row.nama, row.induk or "") for row in tx.session.execute(query)]
