"""The days of open monthly sheets counted anew when a calendar has changed. Days that are over stay as they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import partial

from sqlalchemy import select

from webapp.domain.bulanan import JadwalBulan, jadwal
from webapp.operations.rencana_aksi import masa_skp
from webapp.services.people.calendars.days import deadline_calendar
from webapp.services.reminders.limits import limit
from webapp.services.work import Transaction
from webapp.storage.bulanan import SkpBulanan
from webapp.storage.process import CaseStatus, ProcessCase
from webapp.storage.skp import Skp

DAYS = tuple(field.name for field in fields(JadwalBulan))
"""The days of a sheet, named alike where they are stored and where they are counted."""


def open_sheets(tx: Transaction) -> Sequence[int]:
    """Sheets whose case runs."""
    query = select(SkpBulanan.id).join(ProcessCase, ProcessCase.id == SkpBulanan.case_id)
    return tx.session.scalars(
        query.where(ProcessCase.status == CaseStatus.OPEN).order_by(SkpBulanan.id)
    ).all()


def move_days(tx: Transaction, sheet_ids: Sequence[int]) -> None:
    """Count the days of these sheets by the calendar of now and by the table of each case's own release.

    A day that is over, or would be, is left alone: nobody becomes late, or in time, by a change of the calendar.
    """
    query = (
        select(SkpBulanan, Skp, ProcessCase.release_id)
        .join(Skp, Skp.id == SkpBulanan.skp_id)
        .join(ProcessCase, ProcessCase.id == SkpBulanan.case_id)
        .where(SkpBulanan.id.in_(sheet_ids))
    )
    for sheet, skp, release_id in tx.session.execute(query).all():
        definitions = tx.work.releases.get(tx.session, release_id).definitions
        opened = sheet.dibuka_pada.astimezone(tx.work.zone).date()
        calendar = deadline_calendar(tx, skp.pegawai_id, skp.tahun)
        days = jadwal(sheet.tahun, sheet.bulan, masa_skp(skp), opened, calendar, partial(limit, definitions))
        for name in DAYS:
            if min(getattr(sheet, name), getattr(days, name)) >= tx.today:
                setattr(sheet, name, getattr(days, name))
