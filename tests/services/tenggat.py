"""What tests of deadlines share: looking at open steps, notices and escalations as they are stored."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tests.kota import ZONE, Kota
from webapp.storage.audit import Pemberitahuan
from webapp.storage.process import WorkItem
from webapp.storage.tenggat import Eskalasi


def last_days(city: Kota, code: str) -> dict[str, date | None]:
    """Open steps of a person's SKP case by element, with their last days."""
    with city.reading() as tx:
        rows = tx.session.scalars(select(WorkItem).where(WorkItem.case_id == city.case_id(code))).all()
        return {
            row.element_id: row.due_at.astimezone(ZONE).date() if row.due_at is not None else None
            for row in rows
        }


def told(city: Kota, code: str, kind: str) -> list[Pemberitahuan]:
    """A person's notices of a kind, in the order in which they came."""
    with city.reading() as tx:
        query = select(Pemberitahuan).where(
            Pemberitahuan.pegawai_id == city.pegawai_id(code), Pemberitahuan.jenis == kind
        )
        return list(tx.session.scalars(query.order_by(Pemberitahuan.id)))


def escalations(city: Kota, code: str) -> list[Eskalasi]:
    """Escalations about a person's cases."""
    with city.reading() as tx:
        query = select(Eskalasi).where(Eskalasi.subjek_id == city.pegawai_id(code))
        return list(tx.session.scalars(query.order_by(Eskalasi.id)))
