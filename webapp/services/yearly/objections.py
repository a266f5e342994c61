"""The objection against a yearly evaluation: its points, what both sides explained, who decides, what was decided.

Reads only; access is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webapp.domain.penilai import TanpaPenilai
from webapp.services.people.assignments import Desk, Place, holder
from webapp.services.people.who import Names, holder_name
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.berkas import Berkas
from webapp.storage.dokumen_evaluasi import (
    Keberatan,
    KeberatanBerkas,
    PenjelasanKeberatan,
    PutusanKeberatan,
    keberatan_skp,
    penjelasan,
    putusan_dari,
)
from webapp.storage.dokumen_evaluasi import Pihak as Sisi
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp


@dataclass(frozen=True)
class Butir:
    """A point of an objection."""

    perihal: str
    alasan: str


@dataclass(frozen=True)
class Objection:
    """The objection with what both sides explained, its evidence and its decision."""

    keberatan: Keberatan
    butir: Sequence[Butir]
    berkas: Sequence[Berkas]
    pegawai: PenjelasanKeberatan | None
    penilai: PenjelasanKeberatan | None
    putusan: PutusanKeberatan | None
    pemutus: str


def objection(tx: Transaction, skp_id: int) -> Objection | None:
    """The objection against an evaluation, if there is one. Access is the caller's."""
    held = keberatan_skp(tx.session, skp_id)
    if held is None:
        return None
    said = penjelasan(tx.session, held.id)
    decided = putusan_dari(tx.session, held.id)
    return Objection(
        keberatan=held,
        butir=[Butir(one["perihal"], one["alasan"]) for one in held.butir],
        berkas=list(tx.session.scalars(_FILES.where(KeberatanBerkas.keberatan_id == held.id))),
        pegawai=said.get(Sisi.PEGAWAI),
        penilai=said.get(Sisi.PEJABAT_PENILAI),
        putusan=decided,
        pemutus="" if decided is None else nama_akun(tx.session, decided.akun_id),
    )


_FILES = select(Berkas).join(KeberatanBerkas, KeberatanBerkas.berkas_id == Berkas.id).order_by(Berkas.id)


def decider(tx: Transaction, pegawai_id: int) -> tuple[str, str]:
    """Who would decide an objection of this person today: name and office."""
    desk = Desk(tx)
    held = holder(desk, Place("atasan_penilai", pegawai_id))
    if held is None:
        return "", ""
    names = Names(tx)
    known = {} if held.pegawai_id is None else {held.pegawai_id: names.of(held.pegawai_id)}
    return holder_name(desk.today, held, known), held.office


@dataclass(frozen=True)
class WithoutSuperior:
    """An objection that the PyB decides because the data name no superior of the evaluator."""

    pegawai_id: int
    nama: str
    skp_id: int
    alasan: str
    since: datetime


def without_superior(tx: Transaction) -> list[WithoutSuperior]:
    """Objections that are not decided and whose evaluator has no superior in the data: BKPP mends those data."""
    day = tx.work.organisation.day(tx.session, tx.today)
    decided = select(PutusanKeberatan.id).where(PutusanKeberatan.keberatan_id == Keberatan.id).exists()
    query = (
        select(Keberatan, Pegawai)
        .join(Skp, Skp.id == Keberatan.skp_id)
        .join(Pegawai, Pegawai.id == Skp.pegawai_id)
        .where(~decided)
        .order_by(Keberatan.id)
    )
    found = []
    for row, person in tx.session.execute(query):
        hasil = day.atasan_penilai(person.id)
        if isinstance(hasil, TanpaPenilai):
            found.append(WithoutSuperior(person.id, person.nama_lengkap, row.skp_id, hasil.alasan, row.pada))
    return found
