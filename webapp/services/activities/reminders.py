"""At 15.00: a word to who has entered nothing on two working days. Daily: what waits long goes before the next leader.

Reminders and escalations are told, never decided: nothing is approved by time.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final

from sqlalchemy import func, select

from webapp.domain.aktivitas import HIDUP, StatusAktivitas
from webapp.operations.aktivitas import MENUNGGU, kunci_aktivitas
from webapp.services.people.calendars.days import deadline_calendars, office_calendar
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan, AktivitasEskalasi
from webapp.storage.base import among
from webapp.storage.jobs import defer
from webapp.storage.pemberitahuan import beri_tahu_semua
from webapp.storage.pesan import Pesan
from webapp.storage.registri import Ketidakhadiran

from .month import rules

AT: Final = time(15)
"""When empty days are asked about, in the house's zone."""

EMPTY_DAYS: Final = 2


def remind_empty(work: Work) -> int:
    """Tell everybody with an open month who entered nothing on the last two working days. Returns how many are new.

    It may be asked at any time; before 15.00 it does nothing, and a second time on a day it tells nobody twice.
    """
    with work.transaction() as tx:
        if tx.now.astimezone(work.zone).time() < AT:
            return 0
        people = _obliged(tx)
        calendars = deadline_calendars(tx, people, tx.today.year) if people else {}
        days: dict[int, tuple[date, date]] = {}
        for person in people:
            if calendars[person].hari_kerja(tx.today):
                days[person] = (calendars[person].kurangi_hari_kerja(tx.today, EMPTY_DAYS - 1), tx.today)
        empty = sorted(set(days) - _wrote(tx, days) - _away(tx, days))
        return beri_tahu_semua(tx.session, [_notice(tx, person) for person in empty])


def _obliged(tx: Transaction) -> list[int]:
    query = select(AktivitasBulan.pegawai_id).where(
        AktivitasBulan.bulan == tx.today.replace(day=1), AktivitasBulan.dikunci_pada.is_(None)
    )
    return list(tx.session.scalars(query))


def _wrote(tx: Transaction, days: dict[int, tuple[date, date]]) -> set[int]:
    first = min((begin for begin, _ in days.values()), default=tx.today)
    query = (
        select(Aktivitas.pegawai_id, func.max(Aktivitas.tanggal))
        .where(among(Aktivitas.pegawai_id, days), Aktivitas.tanggal >= first, Aktivitas.status.in_(HIDUP))
        .group_by(Aktivitas.pegawai_id)
    )
    return {person for person, newest in tx.session.execute(query) if newest >= days[person][0]}


def _away(tx: Transaction, days: dict[int, tuple[date, date]]) -> set[int]:
    query = select(Ketidakhadiran.pegawai_id).where(
        among(Ketidakhadiran.pegawai_id, days), Ketidakhadiran.berlaku.contains(tx.today)
    )
    return set(tx.session.scalars(query))


def _notice(tx: Transaction, pegawai_id: int) -> dict[str, Any]:
    return {
        "kunci": f"aktivitas-kosong:{pegawai_id}:{tx.today}",
        "pegawai_id": pegawai_id,
        "jenis": "AKTIVITAS_KOSONG",
        "isi": f"Belum ada aktivitas pada {EMPTY_DAYS} hari kerja terakhir. Catat sekarang selagi ingat.",
        "tautan": "/aktivitas",
        "pada": tx.now,
    }


def escalate(work: Work) -> int:
    """Bring before the next leader what has waited too long [CONFIG hari_eskalasi]. Returns how many months.

    The month's own case does it, by a message; a month is brought once for each oldest day.
    """
    with work.transaction() as tx:
        calendar, days = office_calendar(tx, tx.today.year), rules(tx.session, tx.today).hari_eskalasi
        before = calendar.kurangi_hari_kerja(tx.today, days)
        oldest = func.min(Aktivitas.tanggal)
        query = (
            select(AktivitasBulan, oldest)
            .join(Aktivitas, Aktivitas.bulan_id == AktivitasBulan.id)
            .where(
                Aktivitas.status == StatusAktivitas.DIAJUKAN,
                AktivitasBulan.dikunci_pada.is_(None),
                func.date(func.timezone(str(work.zone), Aktivitas.diajukan_pada)) <= before,
            )
            .group_by(AktivitasBulan.id)
            .order_by(AktivitasBulan.id)
        )
        made = 0
        for month, since in tx.session.execute(query).all():
            told = select(AktivitasEskalasi.id).where(
                AktivitasEskalasi.bulan_id == month.id, AktivitasEskalasi.tertua == since
            )
            if tx.session.scalars(told).first() is None and not _sent(tx, month, since):
                _send(tx, month, since)
                made += 1
        return made


def _sent(tx: Transaction, month: AktivitasBulan, since: date) -> bool:
    query = select(Pesan.id).where(
        Pesan.nama == MENUNGGU,
        Pesan.korelasi == kunci_aktivitas(month),
        Pesan.fakta["tertua_menunggu"].astext == since.isoformat(),
    )
    return tx.session.scalars(query).first() is not None


def _send(tx: Transaction, month: AktivitasBulan, since: date) -> None:
    row = Pesan(
        nama=MENUNGGU,
        korelasi=kunci_aktivitas(month),
        fakta={"tertua_menunggu": since.isoformat()},
        pada=tx.now,
        dari_case_id=month.case_id,
    )
    tx.session.add(row)
    tx.session.flush()
    defer(tx.session, "antar_pesan", {"pesan_id": row.id})
