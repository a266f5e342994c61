"""Corrections of a locked month: proposed by its owner or verifikator with a reason, decided above them in a case."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import select

from webapp.domain.aktivitas import MAKS_ALASAN
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.files import EVIDENCE, Upload, keep
from webapp.services.people.assignments import Desk
from webapp.services.process.cases import start
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import KoreksiAktivitas, StatusKoreksi, total_bulan

from .month import find
from .verifying import may_verify

PROCESS: Final = "koreksi_aktivitas"
MOST: Final = 10_000
SHORTEST: Final = 10


def propose(
    work: Work, actor: Actor, pegawai_id: int, bulan: date, menit: int, alasan: str,
    berkas: Upload | None = None,
) -> int:  # fmt: skip
    """Ask for so many minutes more or less in a locked month. Returns the correction's id; its case is started.

    Raises `NotFound` to others than the owner and the verifikator of the month's last day, and `Refused`.
    """
    with work.transaction() as tx:
        _may(tx, actor, pegawai_id, bulan)
        row = find(tx, pegawai_id, bulan)
        wrong = []
        if row is None or row.dikunci_pada is None:
            pesan = "Bulan ini belum dikunci, jadi perbaiki aktivitasnya langsung."
            wrong.append(Pelanggaran("koreksi.terbuka", pesan, "bulan"))
        if menit == 0 or abs(menit) > MOST:
            wrong.append(Pelanggaran("koreksi.menit", "Isi menit koreksi, misalnya -60 atau 90.", "menit"))
        elif row is not None and total_bulan(tx.session, row.id) + menit < 0:
            pesan = "Koreksi ini lebih besar dari menit yang dihitung bulan itu."
            wrong.append(Pelanggaran("koreksi.besar", pesan, "menit"))
        if not SHORTEST <= len(alasan.strip()) <= MAKS_ALASAN:
            pesan = f"Tulis alasan koreksi, {SHORTEST} sampai {MAKS_ALASAN} huruf."
            wrong.append(Pelanggaran("koreksi.alasan", pesan, "alasan"))
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


def of_month(tx: Transaction, actor: Actor, pegawai_id: int, bulan: date) -> list[KoreksiAktivitas]:
    """The corrections of a month, for its owner, the verifikator, and the BKPP. Raises `NotFound`."""
    if "admin_bkpp" not in actor.peran:
        _may(tx, actor, pegawai_id, bulan)
    row = find(tx, pegawai_id, bulan)
    if row is None:
        return []
    query = select(KoreksiAktivitas).where(KoreksiAktivitas.bulan_id == row.id)
    return list(tx.session.scalars(query.order_by(KoreksiAktivitas.id)))


def _may(tx: Transaction, actor: Actor, pegawai_id: int, bulan: date) -> None:
    if actor.pegawai_id is None:
        raise NotFound("aktivitas_bulanan")
    if actor.pegawai_id != pegawai_id and not may_verify(Desk(tx), actor, pegawai_id, tx.today):
        raise NotFound("aktivitas_bulanan")
