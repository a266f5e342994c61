"""Coaching and counselling for their readers: each sees the part that the rules give, and nothing is loaded beyond it.

B.1.8 is for the employee and the evaluator's superior; notes of a counselling for counsellor and counselee; its report
also for the addressee. The evaluator sees of a counselling only where it stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.people.assignments import Desk, holder, holds
from webapp.services.policy.decide import allowed, standing_of
from webapp.services.policy.matrix import Kind, Relation, Right
from webapp.services.policy.own_case import is_own
from webapp.services.policy.standing import Asker
from webapp.services.process.items import items
from webapp.services.work import Transaction
from webapp.storage.organisasi import Pegawai
from webapp.storage.pembinaan import (
    Bimbingan,
    EvaluasiKompetensi,
    Konseling,
    LaporanKonseling,
    SesiBimbingan,
    TanggapanBimbingan,
    catatan_konseling,
    evaluasi_kompetensi,
    sesi_bimbingan,
    untuk_catatan,
    untuk_laporan,
    untuk_tempat,
)
from webapp.storage.process import ProcessCase

BIMBINGAN = "bimbingan"
KONSELING = "konseling"


class Side(StrEnum):
    """In which relation a person sees a coaching or counselling; earlier ones win."""

    PEGAWAI = "pegawai"
    KONSELOR = "konselor"
    PEMBIMBING = "pembimbing"
    PENERIMA = "penerima"
    ATASAN = "atasan_penilai"
    PENILAI = "penilai"
    ADMIN = "admin_bkpp"
    PENGAWAS = "pengawas"


SIDES: Final[Mapping[Relation, Side]] = {
    Relation.OWNER: Side.PEGAWAI,
    Relation.COUNSELLOR: Side.KONSELOR,
    Relation.MENTOR: Side.PEMBIMBING,
    Relation.RECEIVER: Side.PENERIMA,
    Relation.ABOVE: Side.ATASAN,
    Relation.EVALUATOR: Side.PENILAI,
    Relation.ADMIN: Side.ADMIN,
    Relation.AUDITOR: Side.PENGAWAS,
}
"""How the pages name the relations of the policy."""


@dataclass(frozen=True)
class BimbinganView:
    """A coaching as this person sees it. `b18` is None also where it is not for this person; `b18_given` says if it is
    there. `step` is the open step that this person may do, as (case, key).
    """

    row: Bimbingan
    owner: Pegawai
    side: Side | None
    pembimbing: str
    sesi: Sequence[SesiBimbingan]
    b18: TanggapanBimbingan | None
    b18_given: bool
    b19: Sequence[EvaluasiKompetensi]
    step: tuple[int, str] | None = None


@dataclass(frozen=True)
class Note:
    """One opened note."""

    nomor: int
    tanggal: date
    isi: str


@dataclass(frozen=True)
class Report:
    """An opened report."""

    ringkasan: str
    tindak_lanjut: Sequence[str]


@dataclass(frozen=True)
class KonselingView:
    """A counselling as this person sees it; what is not theirs is empty."""

    row: Konseling
    owner: Pegawai
    side: Side | None
    konselor: str = ""
    tempat: str = ""
    catatan: Sequence[Note] = field(default=())
    laporan: Report | None = None
    step: tuple[int, str] | None = None

    @property
    def sees_details(self) -> bool:
        """Whether more is shown than where it stands."""
        return self.side in (Side.PEGAWAI, Side.KONSELOR)


def bimbingan(tx: Transaction, actor: Actor, bimbingan_id: int) -> BimbinganView:
    """A coaching. Raises `NotFound` (worth an audit event) for those whom it does not concern."""
    row = tx.session.get(Bimbingan, bimbingan_id)
    if row is None:
        raise NotFound(BIMBINGAN, bimbingan_id)
    side = SIDES[allowed(tx, actor, Right.SEE, Kind.COACHING, row)]
    return bimbingan_values(tx, row, side, _step(tx, actor, BIMBINGAN, row.id))


def bimbingan_values(
    tx: Transaction, row: Bimbingan, side: Side | None = None, step: tuple[int, str] | None = None
) -> BimbinganView:
    """All that a coaching holds, or what a side may see of it. Without a side: for documents, which go to their own
    addressees.
    """
    b18 = tx.session.get(TanggapanBimbingan, row.id)
    return BimbinganView(
        row=row,
        owner=tx.session.get_one(Pegawai, row.pegawai_id),
        side=side,
        pembimbing=_name(tx, row.pembimbing_id),
        sesi=sesi_bimbingan(tx.session, row.id),
        b18=b18 if side in (None, Side.PEGAWAI, Side.ATASAN) else None,
        b18_given=b18 is not None,
        b19=evaluasi_kompetensi(tx.session, row.id),
        step=step,
    )


def konseling(tx: Transaction, actor: Actor, konseling_id: int) -> KonselingView:
    """A counselling. Raises `NotFound` (worth an audit event) for those whom it does not concern."""
    row = tx.session.get(Konseling, konseling_id)
    if row is None:
        raise NotFound(KONSELING, konseling_id)
    side = SIDES[allowed(tx, actor, Right.SEE, Kind.COUNSELLING, row)]
    return konseling_values(tx, row, side, _step(tx, actor, KONSELING, row.id))


def konseling_values(
    tx: Transaction, row: Konseling, side: Side | None = None, step: tuple[int, str] | None = None
) -> KonselingView:
    """All that a counselling holds, opened, or what a side may see of it. Without a side: for documents."""
    inside = side in (None, Side.PEGAWAI, Side.KONSELOR)
    segel = tx.work.segel
    notes = catatan_konseling(tx.session, row.id) if inside else []
    place = row.tempat if inside else None
    named = side is not Side.PENILAI
    return KonselingView(
        row=row,
        owner=tx.session.get_one(Pegawai, row.pegawai_id),
        side=side,
        konselor=_name(tx, row.konselor_id) if named else "",
        tempat="" if place is None else segel.buka(place, untuk_tempat(row.id)),
        catatan=[
            Note(one.nomor, one.tanggal, segel.buka(one.isi, untuk_catatan(row.id, one.nomor)))
            for one in notes
        ],
        laporan=_report(tx, row) if inside or side is Side.PENERIMA else None,
        step=step,
    )


def _report(tx: Transaction, row: Konseling) -> Report | None:
    found = tx.session.get(LaporanKonseling, row.id)
    if found is None:
        return None
    said = json.loads(tx.work.segel.buka(found.isi, untuk_laporan(row.id)))
    return Report(said["ringkasan"], said["tindak_lanjut"])


def of_skp(tx: Transaction, actor: Actor, skp_id: int) -> tuple[list[Bimbingan], list[Konseling]]:
    """The coachings and counsellings of an SKP whose page this person may open, the newest first."""
    coachings = tx.session.scalars(
        select(Bimbingan).where(Bimbingan.skp_id == skp_id).order_by(Bimbingan.id.desc())
    )
    counsellings = tx.session.scalars(
        select(Konseling).where(Konseling.skp_id == skp_id).order_by(Konseling.id.desc())
    )
    asker = Asker(tx, actor)
    return (
        [row for row in coachings if standing_of(asker, Kind.COACHING, row) is not None],
        [row for row in counsellings if standing_of(asker, Kind.COUNSELLING, row) is not None],
    )


def _step(tx: Transaction, actor: Actor, kind: str, document_id: int) -> tuple[int, str] | None:
    """The open step of the document's case that this person may do."""
    desk = Desk(tx)
    for item in items(tx, ProcessCase.document_kind == kind, ProcessCase.document_id == document_id):
        held = holder(desk, item.place)
        own = item.role == "pegawai" or not is_own(actor, item.subject_id)
        if held is not None and own and holds(desk, actor, held):
            return item.case_id, item.key
    return None


def _name(tx: Transaction, pegawai_id: int | None) -> str:
    return "" if pegawai_id is None else tx.session.get_one(Pegawai, pegawai_id).nama_lengkap
