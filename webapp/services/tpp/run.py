"""A month of allowances: opened with its case, what waits before the lock, and the run itself with its progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, insert, select, update

from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.aturan_tpp import AturanTpp
from webapp.domain.tpp import MasukanTpp, hitung
from webapp.operations import Actor
from webapp.operations.tpp import SELESAI, kunci_putaran
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.process.cases import start
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan
from webapp.storage.akun import Akun
from webapp.storage.aturan import nilai_aturan
from webapp.storage.jobs import defer
from webapp.storage.organisasi import Pegawai, StatusAsn
from webapp.storage.pesan import Pesan
from webapp.storage.tpp import StatusPutaran, TppBulan, TppHasil, TppPutaran

from . import files
from .gathering import Inputs, gather

PROCESS: Final = "tpp_bulanan"
TOLD_EVERY: Final = 1_000
"""People between two words about the progress."""


@dataclass(frozen=True)
class Pending:
    """Entries of a person that still wait in a month."""

    pegawai_id: int
    nama: str
    entries: int
    minutes: int


@dataclass(frozen=True)
class Overview:
    """Where a month stands: None before it was opened; runs newest first."""

    bulan: TppBulan | None
    runs: Sequence[TppPutaran]


class NoSubject(Exception):
    """There is no employee outside the BKPP's admins about whom the month's case could be."""


def open_month(work: Work, bulan: date) -> int:
    """Open a month of allowances with its case; repeating is harmless. Returns its id."""
    first = bulan.replace(day=1)
    with work.transaction() as tx:
        row = tx.session.scalars(select(TppBulan).where(TppBulan.bulan == first)).one_or_none()
        if row is not None:
            return row.id
        row = TppBulan(bulan=first, dibuka_pada=tx.now)
        tx.session.add(row)
        tx.session.flush()
        start(tx, PROCESS, subject_id=_subject(tx), document_kind=PROCESS, document_id=row.id)
        return row.id


def _subject(tx: Transaction) -> int:
    """Somebody who does not decide in the case: the Pejabat yang Berwenang, else any employee who is no admin."""
    admins = select(Akun.pegawai_id).where(Akun.peran.contains(["admin_bkpp"]), Akun.pegawai_id.is_not(None))
    query = (
        select(Pegawai.id)
        .outerjoin(Akun, Akun.pegawai_id == Pegawai.id)
        .where(Pegawai.status_asn == StatusAsn.AKTIF, Pegawai.id.not_in(admins))
        .order_by(func.coalesce(Akun.peran.contains(["pyb"]), False).desc(), Pegawai.id)
        .limit(1)
    )
    found = tx.session.scalars(query).one_or_none()
    if found is None:
        raise NoSubject
    return found


def pending(tx: Transaction, actor: Actor, bulan: date) -> list[Pending]:
    """Who still has entries without a decision in a month, for the admin who is about to lock it."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    waiting = (StatusAktivitas.DIAJUKAN, StatusAktivitas.REVISI)
    query = (
        select(Pegawai, func.count(), func.sum(Aktivitas.menit))
        .join(Aktivitas, Aktivitas.pegawai_id == Pegawai.id)
        .join(AktivitasBulan, AktivitasBulan.id == Aktivitas.bulan_id)
        .where(AktivitasBulan.bulan == bulan.replace(day=1), Aktivitas.status.in_(waiting))
        .group_by(Pegawai.id)
        .order_by(Pegawai.nama, Pegawai.id)
    )
    return [
        Pending(one.id, one.nama_lengkap, count, int(menit))
        for one, count, menit in tx.session.execute(query)
    ]


def overview(tx: Transaction, actor: Actor, bulan: date) -> Overview:
    """The month and its runs, for admins."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    row = tx.session.scalars(select(TppBulan).where(TppBulan.bulan == bulan.replace(day=1))).one_or_none()
    if row is None:
        return Overview(None, ())
    query = select(TppPutaran).where(TppPutaran.tpp_bulan_id == row.id).order_by(TppPutaran.nomor.desc())
    return Overview(row, list(tx.session.scalars(query)))


def results(tx: Transaction, actor: Actor, putaran_id: int, opd_id: int | None = None) -> list[TppHasil]:
    """The people of a run by NIP, of one OPD or all. Raises `Denied`, or `NotFound` for an unknown run."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    if tx.session.get(TppPutaran, putaran_id) is None:
        raise NotFound(PROCESS, putaran_id)
    query = select(TppHasil).where(TppHasil.putaran_id == putaran_id).order_by(TppHasil.nip)
    if opd_id is not None:
        query = query.where(TppHasil.opd_id == opd_id)
    return list(tx.session.scalars(query))


# -- the job --------------------------------------------------------------------------------------------------------


def compute(work: Work, putaran_id: int) -> bool:
    """Compute a run and tell its case; says whether results were stored. A run that has ended is left as it is."""
    with work.transaction() as tx:
        run = tx.session.get_one(TppPutaran, putaran_id, with_for_update=True)
        if run.status in (StatusPutaran.SELESAI, StatusPutaran.GAGAL):
            return run.status is StatusPutaran.SELESAI
        run.status = StatusPutaran.BERJALAN
        bulan = tx.session.get_one(TppBulan, run.tpp_bulan_id).bulan
        value = nilai_aturan(tx.session, "tpp", bulan)
    try:
        aturan = AturanTpp.baca(value)
    except ValueError as error:
        _end(work, putaran_id, str(error))
        return False
    with work.reading() as tx:
        inputs = gather(tx, bulan, aturan)
    rows = _results(work, putaran_id, inputs, aturan)
    with work.transaction() as tx:
        run = tx.session.get_one(TppPutaran, putaran_id, with_for_update=True)
        if run.status is not StatusPutaran.BERJALAN:
            return run.status is StatusPutaran.SELESAI
        for begin in range(0, len(rows), 5_000):
            tx.session.execute(insert(TppHasil), rows[begin : begin + 5_000])
        run.aturan, run.aturan_sidik, run.tabel_sidik = value, aturan.sidik, inputs.tabel_sidik
        run.csv, run.xlsx = files.render(bulan, rows)
        run.csv_sidik, run.xlsx_sidik = files.checksum(run.csv), files.checksum(run.xlsx)
        run.selesai = run.jumlah = len(rows)
        run.status, run.akhir_pada = StatusPutaran.SELESAI, tx.now
        tx.session.flush()
        _tell(tx, run, "selesai")
    return True


def _results(work: Work, putaran_id: int, inputs: Inputs, aturan: AturanTpp) -> list[dict[str, Any]]:
    rows = []
    for number, person in enumerate(inputs.people):
        if number % TOLD_EVERY == 0:
            _progress(work, putaran_id, number, len(inputs.people))
        hasil = hitung(_masukan(inputs, person.id), aturan)
        rows.append(
            {
                "putaran_id": putaran_id,
                "pegawai_id": person.id,
                "opd_id": person.opd_id,
                "nip": person.nip,
                "nama": person.nama,
                "menit": hasil.menit,
                "target": hasil.target,
                "persen": hasil.persen,
                "pengecualian": None if hasil.pengecualian is None else hasil.pengecualian.kode,
                "penjelasan": hasil.penjelasan(aturan),
            }
        )
    return rows


def _masukan(inputs: Inputs, pegawai_id: int) -> MasukanTpp:
    hari = inputs.days.get(pegawai_id, (0, 0))
    return MasukanTpp(
        menit=inputs.minutes.get(pegawai_id, 0),
        hari_wajib=hari[0],
        hari_kerja=hari[1],
        nilai_skp=inputs.skp.get(pegawai_id),
        persen_skp=inputs.skp_percent.get(pegawai_id),
        presensi=inputs.presence.get(pegawai_id),
        disiplin=inputs.discipline.get(pegawai_id),
        pengecualian=inputs.excluded.get(pegawai_id),
    )


def _progress(work: Work, putaran_id: int, done: int, total: int) -> None:
    with work.transaction() as tx:
        tx.session.execute(
            update(TppPutaran)
            .where(TppPutaran.id == putaran_id, TppPutaran.status == StatusPutaran.BERJALAN)
            .values(selesai=done, jumlah=total)
        )


def _end(work: Work, putaran_id: int, galat: str) -> None:
    with work.transaction() as tx:
        run = tx.session.get_one(TppPutaran, putaran_id, with_for_update=True)
        run.status, run.galat, run.akhir_pada = StatusPutaran.GAGAL, galat, tx.now
        tx.session.flush()
        _tell(tx, run, "gagal")


def _tell(tx: Transaction, run: TppPutaran, status: str) -> None:
    month = tx.session.get_one(TppBulan, run.tpp_bulan_id)
    row = Pesan(
        nama=SELESAI,
        korelasi=kunci_putaran(run),
        fakta={"status_hitung": status},
        pada=tx.now,
        dari_case_id=month.case_id,
    )
    tx.session.add(row)
    tx.session.flush()
    defer(tx.session, "antar_pesan", {"pesan_id": row.id})
