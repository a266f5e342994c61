"""What the admins have brought for the run: files of inputs by month, and reasons for which nothing is paid.

A reason that was noted by mistake is taken back with a word why; results that were computed stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select

from webapp.domain.aturan_tpp import JenisPengecualian
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.activities.month import rules
from webapp.services.errors import NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import refuse_own
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.organisasi import Pegawai
from webapp.storage.tpp import JenisMasukan, TppMasukan, TppMasukanBaris, TppPengecualian

from . import inputs

TAKEN_BACK: Final = "tpp_pengecualian_dicabut"
SHORTEST: Final = 5
SHOWN: Final = 200


@dataclass(frozen=True)
class InputFile:
    """A file of inputs; `counts`: it is the newest of its kind."""

    row: TppMasukan
    rows: int
    by: str
    counts: bool


@dataclass(frozen=True)
class Exclusion:
    """A noted reason, with whose it is and who noted it."""

    row: TppPengecualian
    owner: Pegawai
    by: str


def files_of(tx: Transaction, actor: Actor, bulan: date) -> list[InputFile]:
    """The files of a month, newest first. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    query = (
        select(TppMasukan, func.count(TppMasukanBaris.pegawai_id))
        .outerjoin(TppMasukanBaris, TppMasukanBaris.masukan_id == TppMasukan.id)
        .where(TppMasukan.bulan == bulan.replace(day=1))
        .group_by(TppMasukan.id)
        .order_by(TppMasukan.id.desc())
    )
    seen: set[JenisMasukan] = set()
    found = []
    for row, count in tx.session.execute(query):
        found.append(InputFile(row, count, nama_akun(tx.session, row.akun_id), row.jenis not in seen))
        seen.add(row.jenis)
    return found


def kinds(tx: Transaction, actor: Actor) -> Sequence[JenisPengecualian]:
    """The reasons of the rule set in force today. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    return rules(tx.session, tx.today).pengecualian


def exclusions(tx: Transaction, actor: Actor) -> list[Exclusion]:
    """The newest noted reasons. Raises `Denied`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    query = (
        select(TppPengecualian, Pegawai)
        .join(Pegawai, Pegawai.id == TppPengecualian.pegawai_id)
        .order_by(TppPengecualian.id.desc())
        .limit(SHOWN)
    )
    return [
        Exclusion(row, owner, nama_akun(tx.session, row.akun_id)) for row, owner in tx.session.execute(query)
    ]


def exclude(
    work: Work, actor: Actor, nip: str, kode: str, mulai: date | None, terakhir: date | None, dasar: str
) -> None:
    """Note a reason by NIP and first and last day. Raises `Denied`, and `Refused` with what is wrong."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    wrong = []
    with work.reading() as tx:
        owner = tx.session.scalars(select(Pegawai).where(Pegawai.nip == nip.replace(" ", ""))).one_or_none()
    if owner is None:
        pesan = "NIP ini tidak dikenal. Salin dari data kepegawaian." if nip.strip() else "Isi NIP pegawai."
        wrong.append(_wrong("nip", pesan))
    if not kode:
        wrong.append(_wrong("kode", "Pilih alasannya."))
    if mulai is None:
        wrong.append(_wrong("mulai", "Isi hari pertama."))
    elif terakhir is not None and terakhir < mulai:
        wrong.append(_wrong("terakhir", "Hari terakhir tidak boleh sebelum hari pertama."))
    if not dasar.strip():
        wrong.append(_wrong("dasar", "Isi nomor keputusan atau surat yang menjadi dasarnya."))
    if wrong or owner is None or mulai is None:
        raise Refused(wrong)
    masa = Masa(mulai) if terakhir is None else Masa.inklusif(mulai, terakhir)
    inputs.exclude(work, actor, owner.id, kode, masa, dasar)


def take_back(work: Work, actor: Actor, pengecualian_id: int, alasan: str) -> None:
    """Take a noted reason back; what it said stays in the audit. Raises `Denied`, `NotFound`, `Refused`."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    with work.transaction() as tx:
        row = tx.session.get(TppPengecualian, pengecualian_id, with_for_update=True)
        if row is None:
            raise NotFound("tpp_pengecualian", pengecualian_id)
        refuse_own(actor, [row.pegawai_id])
        if len(alasan.strip()) < SHORTEST:
            raise Refused([_wrong(f"alasan.{pengecualian_id}", "Tulis alasan mencabut pengecualian ini.")])
        last = row.berlaku.hari_terakhir
        event = AuditEvent(
            at=tx.now, actor_id=actor.akun_id, kind=TAKEN_BACK, object_kind="pegawai", object_id=row.pegawai_id,
            detail={"kode": row.kode, "mulai": row.berlaku.mulai.isoformat(),
                    "terakhir": None if last is None else last.isoformat(), "dasar": row.dasar,
                    "dicatat_akun_id": row.akun_id, "alasan": alasan.strip()},
        )  # fmt: skip
        tx.session.add(event)
        tx.session.delete(row)


def _wrong(letak: str, pesan: str) -> Pelanggaran:
    return Pelanggaran(f"tpp_pengecualian.{letak}", pesan, letak)
