"""The yearly cycle: open an SKP and its case for everybody who owes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.jabatan import Jalur, jalur_skp
from webapp.domain.masa import Masa
from webapp.domain.organisasi import JenisPenugasan, Penugasan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.skp import StatusSkp
from webapp.operations import Actor, Refused
from webapp.storage.aturan import Aturan, Periode
from webapp.storage.audit import AuditEvent
from webapp.storage.jobs import defer
from webapp.storage.skp import Skp

from .cases import start
from .errors import Denied
from .organisation import OrganisationDay
from .work import Transaction, Work

PROCESS_OF: dict[Jalur, str] = {Jalur.JA_JF: "skp_pegawai"}
"""The process of each track. The track of JPT and PUKM has none yet, so their SKP are not opened."""


@dataclass(frozen=True)
class Opened:
    """What opening a cycle did: SKP opened now, those that were open before, and people left out with the reason."""

    opened: int
    already: int
    left_out: tuple[tuple[int, str], ...]


def open_cycle(work: Work, tahun: int, actor: Actor | None = None) -> Opened:
    """Open the year for every definitive posting of its first day (or of a later start). Repeating it is harmless."""
    with work.reading() as tx:
        people = sorted({satu.pegawai_id for satu in _day(tx, tahun).bagan.daftar_penugasan})
    opened = already = 0
    left_out: list[tuple[int, str]] = []
    for pegawai_id in people:
        with work.transaction() as tx:
            outcome = open_for(tx, tahun, pegawai_id, actor)
        if outcome == "":
            opened += 1
        elif outcome == "sudah":
            already += 1
        else:
            left_out.append((pegawai_id, outcome))
    return Opened(opened, already, tuple(left_out))


def open_for(tx: Transaction, tahun: int, pegawai_id: int, actor: Actor | None = None) -> str:
    """Open one employee's SKP. Returns "" when opened, "sudah" when it was there, else the reason in Indonesian."""
    owed = _owed(_day(tx, tahun), pegawai_id)
    if isinstance(owed, str):
        return owed
    posting, jalur = owed
    periode = _periode(tx, tahun)
    if tx.session.scalar(select(Skp.id).where(Skp.posting_id == posting.id, Skp.tahun == tahun)) is not None:
        return "sudah"
    skp = Skp(
        pegawai_id=pegawai_id,
        tahun=tahun,
        posting_id=posting.id,
        periode=Masa.inklusif(max(periode.mulai, posting.masa.mulai), periode.selesai),
        jalur=jalur,
        status=StatusSkp.BELUM_ADA,
        batas_penetapan=_deadline(tx, tahun),
        dibuat_pada=tx.now,
    )
    tx.session.add(skp)
    tx.session.flush()
    start(tx, PROCESS_OF[jalur], subject_id=pegawai_id, document_kind="skp", document_id=skp.id, actor=actor)
    return ""


def preview(tx: Transaction, tahun: int) -> Opened:
    """What opening the year would do now; nothing is written."""
    day = _day(tx, tahun)
    held = set(tx.session.scalars(select(Skp.posting_id).where(Skp.tahun == tahun)))
    opened = already = 0
    left_out: list[tuple[int, str]] = []
    for pegawai_id in sorted({satu.pegawai_id for satu in day.bagan.daftar_penugasan}):
        owed = _owed(day, pegawai_id)
        if isinstance(owed, str):
            left_out.append((pegawai_id, owed))
        elif owed[0].id in held:
            already += 1
        else:
            opened += 1
    return Opened(opened, already, tuple(left_out))


def request_opening(work: Work, actor: Actor, tahun: int) -> bool:
    """Ask for the year to be opened in the background. False when that was asked already and has not begun.

    Raises `Denied` unless the actor is an admin of the agency, `Refused` for a year that is not near.
    """
    if "admin_bkpp" not in actor.peran:
        raise Denied("Siklus SKP dibuka oleh admin BKPP.")
    with work.transaction() as tx:
        if abs(tahun - tx.today.year) > 1:
            pesan = f"Tahun kinerja harus {tx.today.year - 1} sampai {tx.today.year + 1}."
            raise Refused([Pelanggaran("siklus.tahun", pesan, "tahun")])
        job = defer(
            tx.session,
            "buka_siklus",
            {"tahun": tahun, "akun_id": actor.akun_id},
            queueing_lock=f"siklus:{tahun}",
        )
        if job is not None:
            detail = {"tahun": tahun}
            tx.session.add(
                AuditEvent(at=tx.now, actor_id=actor.akun_id, kind="siklus_diminta", detail=detail)
            )
        return job is not None


def _owed(day: OrganisationDay, pegawai_id: int) -> tuple[Penugasan, Jalur] | str:
    """The posting and the track for which an employee owes an SKP, or why there is none."""
    posting = _definitive(day.bagan.penugasan(pegawai_id, day.tanggal))
    if posting is None:
        return "Tidak memegang jabatan definitif."
    jabatan = day.bagan.jabatan(posting.jabatan_id)
    jalur = jalur_skp(jabatan) if jabatan is not None else None
    if jalur is None or jalur not in PROCESS_OF:
        return "Jalur JPT/PUKM belum dibuka di sistem ini."
    return posting, jalur


def _day(tx: Transaction, tahun: int) -> OrganisationDay:
    """The organisation on the day that counts: today inside the year, else its first day."""
    return tx.work.organisation.day(tx.session, max(tx.today, date(tahun, 1, 1)))


def _definitive(daftar: Sequence[Penugasan]) -> Penugasan | None:
    return next((satu for satu in daftar if satu.jenis is JenisPenugasan.DEFINITIF), None)


def _periode(tx: Transaction, tahun: int) -> Periode:
    tx.session.execute(
        insert(Periode)
        .values(tahun=tahun, mulai=date(tahun, 1, 1), selesai=date(tahun, 12, 31))
        .on_conflict_do_nothing()
    )
    return tx.session.get_one(Periode, tahun)


def _deadline(tx: Transaction, tahun: int) -> date:
    """The last day for penetapan [CONFIG batas_penetapan_skp: {"bulan", "hari"}]."""
    first = date(tahun, 1, 1)
    query = select(Aturan.nilai).where(Aturan.kunci == "batas_penetapan_skp", Aturan.berlaku.contains(first))
    batas = tx.session.scalars(query).one()
    return date(tahun, batas["bulan"], batas["hari"])
