"""Corrections of a locked month: proposed by its owner or verifikator with a reason, decided above them in a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import undefer

from webapp.domain.aktivitas import MAKS_ALASAN
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.files import EVIDENCE, Upload, keep
from webapp.services.policy.decide import allowed, readable
from webapp.services.policy.matrix import Kind, Right, may
from webapp.services.policy.relations import PersonMonth
from webapp.services.process.cases import start
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import AktivitasBulan, KoreksiAktivitas, StatusKoreksi, total_bulan
from webapp.storage.akun import nama_akun
from webapp.storage.base import among
from webapp.storage.berkas import Berkas
from webapp.storage.organisasi import nama_pegawai

from .month import find

PROCESS: Final = "koreksi_aktivitas"
MOST: Final = 10_000
SHORTEST: Final = 10


@dataclass(frozen=True)
class Month:
    """A person's month with its corrections. `total` are the minutes that count now."""

    pegawai_id: int
    nama: str
    bulan: date
    locked: bool
    total: int
    corrections: Sequence[Correction]
    may_propose: bool


def propose(
    work: Work, actor: Actor, pegawai_id: int, bulan: date, menit: int, alasan: str,
    berkas: Upload | None = None,
) -> int:  # fmt: skip
    """Ask for so many minutes more or less in a locked month. Returns the correction's id; its case is started.

    Raises `NotFound` to others than the owner and the verifikator of the month's last day, and `Refused`.
    """
    with work.transaction() as tx:
        readable(tx, actor, Right.PROPOSE, Kind.MONTH, PersonMonth(pegawai_id, bulan))
        row = find(tx, pegawai_id, bulan)
        wrong = []
        if row is None or row.dikunci_pada is None:
            pesan = "Bulan ini belum dikunci, jadi perbaiki aktivitasnya langsung."
            wrong.append(Pelanggaran("koreksi.terbuka", pesan, "bulan"))
        if menit == 0 or abs(menit) > MOST:
            wrong.append(
                Pelanggaran("koreksi.menit", "Isi menit koreksi dengan angka, misalnya 60.", "menit")
            )
        elif row is not None and total_bulan(tx.session, row.id) + menit < 0:
            pesan = "Koreksi ini lebih besar dari menit yang dihitung bulan itu."
            wrong.append(Pelanggaran("koreksi.besar", pesan, "menit"))
        if not SHORTEST <= len(alasan.strip()) <= MAKS_ALASAN:
            pesan = Sentence(
                "Tulis alasan koreksi, %(least)s sampai %(most)s huruf.", least=SHORTEST, most=MAKS_ALASAN
            )
            wrong.append(Pelanggaran("koreksi.alasan", pesan, "alasan"))
        if row is not None and _waits_already(tx, actor, row.id, menit, alasan.strip()):
            pesan = "Koreksi yang sama sudah diusulkan dan menunggu putusan."
            wrong.append(Pelanggaran("koreksi.ganda", pesan, "menit"))
        if wrong:
            raise Refused(wrong)
        assert row is not None
        assert actor.pegawai_id is not None
        koreksi = KoreksiAktivitas(
            bulan_id=row.id,
            pegawai_id=pegawai_id,
            menit=menit,
            alasan=alasan.strip(),
            berkas_id=None if berkas is None else keep(tx, actor, berkas, "berkas", kinds=EVIDENCE).id,
            pengusul_id=actor.pegawai_id,
            akun_id=actor.akun_id,
            pada=tx.now,
            status=StatusKoreksi.DIUSULKAN,
        )
        tx.session.add(koreksi)
        tx.session.flush()
        start(tx, PROCESS, subject_id=pegawai_id, document_kind=PROCESS, document_id=koreksi.id, actor=actor)
        return koreksi.id


def _waits_already(tx: Transaction, actor: Actor, bulan_id: int, menit: int, alasan: str) -> bool:
    """Whether this person has asked for just this and nobody has decided: a form that was sent twice."""
    query = select(KoreksiAktivitas.id).where(
        KoreksiAktivitas.bulan_id == bulan_id,
        KoreksiAktivitas.pengusul_id == actor.pegawai_id,
        KoreksiAktivitas.status == StatusKoreksi.DIUSULKAN,
        KoreksiAktivitas.menit == menit,
        KoreksiAktivitas.alasan == alasan,
    )
    return tx.session.scalars(query.limit(1)).one_or_none() is not None


@dataclass(frozen=True)
class Correction:
    """A correction as its page shows it: with the names of who asked and who decided, and its file's name."""

    row: KoreksiAktivitas
    nama: str
    bulan: date
    total: int
    pengusul: str
    pemutus: str | None
    berkas: str | None


def one(tx: Transaction, actor: Actor, koreksi_id: int) -> Correction:
    """A correction, for its owner, who asked for it, the verifikator, who decides, and the BKPP. Raises `NotFound`."""
    row = tx.session.get(KoreksiAktivitas, koreksi_id)
    if row is None:
        raise NotFound("koreksi_aktivitas", koreksi_id)
    allowed(tx, actor, Right.READ, Kind.CORRECTION, row)
    (found,) = _shown(tx, [row])
    return found


def file_of(tx: Transaction, actor: Actor, koreksi_id: int) -> Berkas:
    """The file of a correction with its content, for the same. Raises `NotFound`."""
    row = one(tx, actor, koreksi_id).row
    if row.berkas_id is None:
        raise NotFound("koreksi_aktivitas", koreksi_id)
    query = select(Berkas).where(Berkas.id == row.berkas_id).options(undefer(Berkas.isi))
    return tx.session.scalars(query).one()


def month(tx: Transaction, actor: Actor, pegawai_id: int, bulan: date) -> Month:
    """The corrections of a month and whether this actor may ask for one. Raises `NotFound`."""
    stands = allowed(tx, actor, Right.READ, Kind.MONTH, PersonMonth(pegawai_id, bulan))
    rows = of_month(tx, actor, pegawai_id, bulan)
    row = find(tx, pegawai_id, bulan)
    names = nama_pegawai(tx.session, {pegawai_id})
    if pegawai_id not in names:
        raise NotFound("pegawai", pegawai_id)
    return Month(
        pegawai_id,
        names[pegawai_id],
        bulan.replace(day=1),
        row is not None and row.dikunci_pada is not None,
        0 if row is None else total_bulan(tx.session, row.id),
        _shown(tx, rows),
        may(Kind.MONTH, stands, Right.PROPOSE),
    )


def reads_month(tx: Transaction, actor: Actor, pegawai_id: int) -> bool:
    """Whether the page of the person's months is open to this actor."""
    try:
        of_month(tx, actor, pegawai_id, tx.today)
    except NotFound:
        return False
    return True


def _shown(tx: Transaction, rows: Sequence[KoreksiAktivitas]) -> list[Correction]:
    if not rows:
        return []
    months = {one.id: one.bulan for one in tx.session.scalars(_months(rows))}
    names = nama_pegawai(tx.session, {row.pegawai_id for row in rows} | {row.pengusul_id for row in rows})
    files = {row.berkas_id for row in rows if row.berkas_id is not None}
    query = select(Berkas.id, Berkas.nama).where(among(Berkas.id, files))
    of_file = {number: name for number, name in tx.session.execute(query)} if files else {}  # noqa: C416
    totals = {one: total_bulan(tx.session, one) for one in months}
    return [
        Correction(
            row, names.get(row.pegawai_id, ""), months[row.bulan_id], totals[row.bulan_id],
            names.get(row.pengusul_id, ""),
            None if row.diputus_akun_id is None else nama_akun(tx.session, row.diputus_akun_id),
            None if row.berkas_id is None else of_file.get(row.berkas_id),
        )
        for row in rows
    ]  # fmt: skip


def _months(rows: Sequence[KoreksiAktivitas]) -> Select[Any]:
    return select(AktivitasBulan).where(among(AktivitasBulan.id, {row.bulan_id for row in rows}))


def of_month(tx: Transaction, actor: Actor, pegawai_id: int, bulan: date) -> list[KoreksiAktivitas]:
    """The corrections of a month, for its owner, the verifikator, and the BKPP. Raises `NotFound`."""
    allowed(tx, actor, Right.READ, Kind.MONTH, PersonMonth(pegawai_id, bulan))
    row = find(tx, pegawai_id, bulan)
    if row is None:
        return []
    query = select(KoreksiAktivitas).where(KoreksiAktivitas.bulan_id == row.id)
    return list(tx.session.scalars(query.order_by(KoreksiAktivitas.id)))
