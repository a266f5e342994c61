"""One person's month of activities: opened with its case when it is first needed, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.aturan_tpp import AturanTpp
from webapp.domain.masa import Masa
from webapp.domain.proyeksi import Menit, kemajuan
from webapp.domain.tpp import bulan_dari, persen_aktivitas
from webapp.services.people.calendars.days import calendar_for
from webapp.services.process.cases import start
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan, isi_bulan, koreksi_bulan
from webapp.storage.aturan import nilai_aturan
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai, StatusAsn
from webapp.storage.process import WorkItem
from webapp.storage.queries import versi_organisasi
from webapp.storage.registri import Ketidakhadiran
from webapp.storage.tpp import TppBulan

PROCESS: Final = "aktivitas_bulanan"
DOCUMENT: Final = "aktivitas_bulanan"
ENTRY, VERIFICATION = "catat", "verifikasi"
"""The standing steps of a month."""

OPENED_AT_ONCE: Final = 500
"""Months that one transaction of the daily job opens."""


@dataclass(frozen=True)
class Progress:
    """Minutes of a month. `disetujui` holds approved corrections too, which `koreksi` tells apart."""

    pegawai_id: int
    bulan: date
    disetujui: int
    koreksi: int
    menunggu: int
    revisi: int
    target: int
    proyeksi: int
    percent_now: Decimal
    percent_projected: Decimal
    hari_kerja: int
    hari_lewat: int
    locked: bool
    bulan_id: int | None


def rules(session: Session, tanggal: date) -> AturanTpp:
    """The rule set of a day's month. Raises ValueError when the stored value is not sound."""
    return AturanTpp.baca(nilai_aturan(session, "tpp", tanggal.replace(day=1)))


def find(tx: Transaction, pegawai_id: int, bulan: date, *, lock: bool = False) -> AktivitasBulan | None:
    """The month of a day, if it was opened; with `lock` nobody else writes in it until the end of the action."""
    query = select(AktivitasBulan).where(
        AktivitasBulan.pegawai_id == pegawai_id, AktivitasBulan.bulan == bulan.replace(day=1)
    )
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return tx.session.scalars(query).one_or_none()


def is_locked(tx: Transaction, bulan: date, row: AktivitasBulan | None) -> bool:
    """Whether the month takes no more entries."""
    if row is not None:
        return row.dikunci_pada is not None
    query = select(TppBulan.dikunci_pada).where(TppBulan.bulan == bulan.replace(day=1))
    return tx.session.scalars(query).one_or_none() is not None


def ensure(tx: Transaction, pegawai_id: int, bulan: date) -> AktivitasBulan:
    """The month with its case, opened if it was not; two that ask at the same time get the same."""
    row = find(tx, pegawai_id, bulan)
    if row is not None:
        return row
    tx.session.execute(_ONE_AT_A_TIME, {"kunci": f"aktivitas:{pegawai_id}:{bulan:%Y-%m}"})
    row = find(tx, pegawai_id, bulan)
    if row is not None:
        return row
    row = AktivitasBulan(pegawai_id=pegawai_id, bulan=bulan.replace(day=1), dibuka_pada=tx.now)
    tx.session.add(row)
    tx.session.flush()
    start(tx, PROCESS, subject_id=pegawai_id, document_kind=DOCUMENT, document_id=row.id)
    return row


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:kunci, 0))")
_MANY_AT_A_TIME = text(
    "SELECT count(pg_advisory_xact_lock(hashtextextended(kunci, 0))) "
    "FROM (SELECT unnest(CAST(:kunci AS text[])) AS kunci ORDER BY 1) AS satu"
)


def step_is_open(tx: Transaction, row: AktivitasBulan, element: str) -> bool:
    """Whether a standing step of the month is open: the case says so, not the calendar."""
    if row.case_id is None or row.dikunci_pada is not None:
        return False
    query = select(WorkItem.key).where(WorkItem.case_id == row.case_id, WorkItem.element_id == element)
    return tx.session.scalars(query).first() is not None


def open_all(work: Work, bulan: date) -> int:
    """Open the month for every active employee with a post; repeating is harmless. Returns how many were new."""
    made = 0
    with work.reading() as tx:
        day = tx.work.organisation.day(tx.session, tx.today)
        serving = {post.pegawai_id for post in day.bagan.daftar_penugasan}
        there = select(AktivitasBulan.pegawai_id).where(AktivitasBulan.bulan == bulan.replace(day=1))
        active = select(Pegawai.id).where(Pegawai.status_asn == StatusAsn.AKTIF, among(Pegawai.id, serving))
        missing = sorted(set(tx.session.scalars(active)) - set(tx.session.scalars(there)))
    for begin in range(0, len(missing), OPENED_AT_ONCE):
        with work.transaction() as tx:
            if is_locked(tx, bulan, None):
                return made
            made += _open_many(tx, missing[begin : begin + OPENED_AT_ONCE], bulan.replace(day=1))
    return made


def _open_many(tx: Transaction, people: Sequence[int], bulan: date) -> int:
    """The months of people who had none when they were looked for; what is the same for all is read once."""
    keys = [f"aktivitas:{one}:{bulan:%Y-%m}" for one in people]
    tx.session.execute(_MANY_AT_A_TIME, {"kunci": keys})
    there = select(AktivitasBulan.pegawai_id).where(
        AktivitasBulan.bulan == bulan, among(AktivitasBulan.pegawai_id, people)
    )
    known = set(tx.session.scalars(there))
    rows = [
        AktivitasBulan(pegawai_id=one, bulan=bulan, dibuka_pada=tx.now) for one in people if one not in known
    ]
    tx.session.add_all(rows)
    tx.session.flush()
    release_id = tx.work.releases.current(tx.session, tx.today)
    organisation = versi_organisasi(tx.session)
    for row in rows:
        start(
            tx, PROCESS, subject_id=row.pegawai_id, document_kind=DOCUMENT, document_id=row.id,
            release_id=release_id, organisation=organisation,
        )  # fmt: skip
    return len(rows)


def progress(tx: Transaction, pegawai_id: int, bulan: date) -> Progress:
    """How far a person's month has come; who may see it is the caller's to ask."""
    row = find(tx, pegawai_id, bulan)
    koreksi = 0 if row is None else koreksi_bulan(tx.session, row.id)
    aturan, masa = rules(tx.session, bulan), bulan_dari(bulan)
    locked = is_locked(tx, bulan, row)
    maju = kemajuan(
        Menit(koreksi) if row is None else _minutes(tx, row, koreksi),
        aturan.target_menit,
        masa,
        tx.today,
        calendar_for(tx, pegawai_id, masa.mulai.year),
        cuti=_leave(tx, pegawai_id, masa),
        batas_harian=aturan.batas_harian,
        dikunci=locked,
    )
    nol = Decimal("0.00")
    return Progress(
        pegawai_id=pegawai_id,
        bulan=masa.mulai,
        disetujui=maju.disetujui,
        koreksi=koreksi,
        menunggu=maju.menunggu,
        revisi=maju.revisi,
        target=maju.target,
        proyeksi=maju.proyeksi,
        percent_now=persen_aktivitas(maju.disetujui, maju.target, aturan) or nol,
        percent_projected=persen_aktivitas(maju.proyeksi, maju.target, aturan) or nol,
        hari_kerja=maju.hari_kerja,
        hari_lewat=maju.hari_lewat,
        locked=locked,
        bulan_id=None if row is None else row.id,
    )


def _minutes(tx: Transaction, row: AktivitasBulan, koreksi: int) -> Menit:
    today = func.sum(Aktivitas.menit).filter(Aktivitas.tanggal == tx.today)
    query = select(Aktivitas.status, func.sum(Aktivitas.menit), func.coalesce(today, 0))
    query = query.where(*isi_bulan(tx.session, row.id)).group_by(Aktivitas.status)
    of_state = {status: (int(menit), int(now)) for status, menit, now in tx.session.execute(query)}
    approved, waiting, returned = (
        of_state.get(one, (0, 0))
        for one in (StatusAktivitas.DISETUJUI, StatusAktivitas.DIAJUKAN, StatusAktivitas.REVISI)
    )
    return Menit(approved[0] + koreksi, waiting[0], returned[0], approved[1] + waiting[1])


def _leave(tx: Transaction, pegawai_id: int, masa: Masa) -> Sequence[Masa]:
    query = select(Ketidakhadiran.berlaku).where(
        Ketidakhadiran.pegawai_id == pegawai_id, Ketidakhadiran.berlaku.overlaps(masa)
    )
    return tx.session.scalars(query).all()
