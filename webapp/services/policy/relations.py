"""Who stands how to everything but an SKP, and the table of all of it.

Each relation is said twice where lists of a kind exist: of one row, and as a condition of a query; a test compares the
two for many people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, false, or_, select

from webapp.domain.pembinaan import PenerimaLaporan, StatusPembinaan
from webapp.storage.aktivitas import Aktivitas, KoreksiAktivitas
from webapp.storage.bank import UsulButir
from webapp.storage.base import among
from webapp.storage.bulanan import SkpBulanan
from webapp.storage.caselog import CaseRow
from webapp.storage.kontrak import KontrakPenugasan
from webapp.storage.pembinaan import Bimbingan, Konseling
from webapp.storage.penjenjangan import Mph
from webapp.storage.process import ProcessCase
from webapp.storage.registri import Mandat
from webapp.storage.skp import Skp

from . import of_skp
from .matrix import DESKS, Kind, Relation
from .standing import Asker, Standing, office

CONFIDENTIAL: Final = frozenset({"umpan_balik", "bimbingan", "konseling"})
"""Kinds of document that a performance manager does not see, not even that there is one."""


@dataclass(frozen=True)
class PersonMonth:
    """The month of daily work of an employee, whether or not there is a row for it."""

    pegawai_id: int
    on: date
    id: None = None


@dataclass(frozen=True)
class GivenOut:
    """An MPH as it was given out once: the leader's, with those who are in it."""

    id: int
    pegawai_id: int
    members: frozenset[int]


def _skp(asker: Asker, skp_id: int) -> Skp:
    return asker.tx.session.get_one(Skp, skp_id)


def _to_skp(asker: Asker, skp_id: int | None) -> Relation | None:
    return None if skp_id is None else of_skp.first(asker, _skp(asker, skp_id))


# -- planning -------------------------------------------------------------------------------------------------------

CASCADE: Final[Mapping[Relation, Standing]] = {
    Relation.OWNER: Standing(
        lambda asker, mph: asker.is_person(mph.pegawai_id), lambda asker: _own(asker, Mph.pegawai_id)
    ),
    Relation.ADMIN: office(Relation.ADMIN),
    Relation.AUDITOR: office(Relation.AUDITOR),
    Relation.PARTLY: Standing(
        lambda asker, mph: mph.pegawai_id in asker.evaluated,
        lambda asker: among(Mph.pegawai_id, asker.evaluated),
    ),
    Relation.MEMBER: Standing(lambda asker, mph: asker.is_person(*mph.members)),
}


def _own(asker: Asker, column: object) -> ColumnElement[bool]:
    """A column names the actor."""
    mine = () if asker.actor.pegawai_id is None else (asker.actor.pegawai_id,)
    return among(column, mine)


CONTRACT: Final[Mapping[Relation, Standing]] = {
    Relation.LEADER: Standing(
        lambda asker, row: asker.is_person(row.ketua_id), lambda asker: _own(asker, KontrakPenugasan.ketua_id)
    ),
    Relation.OWNER: Standing(
        lambda asker, row: asker.is_person(_skp(asker, row.skp_id).pegawai_id),
        lambda asker: KontrakPenugasan.skp_id.in_(select(Skp.id).where(_own(asker, Skp.pegawai_id))),
    ),
    Relation.PARTLY: Standing(
        lambda asker, row: _skp(asker, row.skp_id).pegawai_id in asker.evaluated,
        lambda asker: KontrakPenugasan.skp_id.in_(
            select(Skp.id).where(among(Skp.pegawai_id, asker.evaluated))
        ),
    ),
    Relation.ADMIN: office(Relation.ADMIN),
}


# -- coaching and counselling ---------------------------------------------------------------------------------------


def _above_coached(asker: Asker, row: Bimbingan) -> bool:
    return row.b18_dibaca_oleh == asker.actor.akun_id or asker.stands_in_above(row.pegawai_id)


def _receives(asker: Asker, row: Konseling) -> bool:
    """Whether the report goes, or went, to this person."""
    if row.status is StatusPembinaan.SELESAI:
        return row.diterima_oleh == asker.actor.akun_id
    if row.penerima is PenerimaLaporan.ATASAN_PENILAI:
        return asker.stands_in_above(row.pegawai_id)
    if row.penerima is PenerimaLaporan.PYB:
        return asker.has_office(Relation.PYB)
    return asker.is_person(row.penerima_id)


COACHING: Final[Mapping[Relation, Standing]] = {
    Relation.OWNER: Standing(lambda asker, row: asker.is_person(row.pegawai_id)),
    Relation.ABOVE: Standing(_above_coached),
    Relation.EVALUATOR: Standing(lambda asker, row: _to_skp(asker, row.skp_id) is Relation.EVALUATOR),
    Relation.MENTOR: Standing(lambda asker, row: asker.is_person(row.pembimbing_id)),
    Relation.ADMIN: Standing(lambda asker, row: _to_skp(asker, row.skp_id) is Relation.ADMIN),
    Relation.AUDITOR: Standing(lambda asker, row: _to_skp(asker, row.skp_id) is Relation.AUDITOR),
}

COUNSELLING: Final[Mapping[Relation, Standing]] = {
    Relation.OWNER: Standing(lambda asker, row: asker.is_person(row.pegawai_id)),
    Relation.COUNSELLOR: Standing(lambda asker, row: asker.is_person(row.konselor_id)),
    Relation.RECEIVER: Standing(_receives),
    Relation.EVALUATOR: Standing(lambda asker, row: asker.evaluates(row.pegawai_id)),
    Relation.ADMIN: office(Relation.ADMIN),
}


# -- daily work -----------------------------------------------------------------------------------------------------

ENTRY: Final[Mapping[Relation, Standing]] = {
    Relation.OWNER: Standing(
        lambda asker, row: asker.is_person(row.pegawai_id), lambda asker: _own(asker, Aktivitas.pegawai_id)
    ),
    Relation.VERIFIER: Standing(lambda asker, row: asker.verifies(row.pegawai_id, row.tanggal)),
}

MONTH: Final[Mapping[Relation, Standing]] = {
    Relation.OWNER: Standing(lambda asker, month: asker.is_person(month.pegawai_id)),
    Relation.VERIFIER: Standing(lambda asker, month: asker.verifies(month.pegawai_id, asker.tx.today)),
    Relation.ADMIN: office(Relation.ADMIN),
}

CORRECTION: Final[Mapping[Relation, Standing]] = {
    Relation.OWNER: Standing(
        lambda asker, row: asker.is_person(row.pegawai_id),
        lambda asker: _own(asker, KoreksiAktivitas.pegawai_id),
    ),
    Relation.PROPOSER: Standing(lambda asker, row: asker.is_person(row.pengusul_id)),
    Relation.DECIDER: Standing(lambda asker, row: row.diputus_akun_id == asker.actor.akun_id),
    Relation.ABOVE: Standing(lambda asker, row: asker.stands_in_above(row.pegawai_id)),
    Relation.VERIFIER: Standing(lambda asker, row: asker.verifies(row.pegawai_id, asker.tx.today)),
    Relation.ADMIN: office(Relation.ADMIN),
    Relation.PYB: office(Relation.PYB),
}

ITEM_PROPOSAL: Final[Mapping[Relation, Standing]] = {
    Relation.PROPOSER: Standing(
        lambda asker, row: asker.is_person(row.pengusul_id), lambda asker: _own(asker, UsulButir.pengusul_id)
    ),
    Relation.ADMIN: office(Relation.ADMIN),
    Relation.HELPER: Standing(
        lambda asker, row: row.pengusul_id in asker.helped,
        lambda asker: among(UsulButir.pengusul_id, asker.helped),
    ),
}


# -- people ---------------------------------------------------------------------------------------------------------

MANDATE: Final[Mapping[Relation, Standing]] = {
    Relation.HOLDER: Standing(
        lambda asker, row: asker.is_person(row.pegawai_id, row.dinilai_id),
        lambda asker: or_(_own(asker, Mandat.pegawai_id), _own(asker, Mandat.dinilai_id)),
    ),
    Relation.PROPOSER: Standing(
        lambda asker, row: row.diusulkan_oleh == asker.actor.akun_id,
        lambda asker: Mandat.diusulkan_oleh == asker.actor.akun_id,
    ),
    Relation.ADMIN: office(Relation.ADMIN),
    Relation.AUDITOR: office(Relation.AUDITOR),
    Relation.HELPER: Standing(
        lambda asker, row: bool({row.pegawai_id, row.dinilai_id} & asker.helped),
        lambda asker: or_(among(Mandat.pegawai_id, asker.helped), among(Mandat.dinilai_id, asker.helped)),
    ),
}


# -- cases, as the cockpit shows them -------------------------------------------------------------------------------


def document_of_case(asker: Asker, case: CaseRow) -> Relation | None:
    """How a person stands to the document of a case; None: not at all, or not told here.

    Only documents of an SKP and of its months are asked; those of coaching stay with the people in it.
    """
    return _to_skp(asker, _skp_of(asker, case))


def _skp_of(asker: Asker, case: CaseRow) -> int | None:
    if case.document_kind == "skp":
        return case.document_id
    if case.document_kind == "skp_bulanan":
        query = select(SkpBulanan.skp_id).where(SkpBulanan.id == case.document_id)
        return asker.tx.session.scalars(query).one_or_none()
    return None


def _through_document(relation: Relation) -> Standing:
    """An office that opens a case only where it may see the document, in whatever relation."""

    def where(asker: Asker) -> ColumnElement[bool]:
        if not asker.has_office(relation):
            return false()
        months = and_(
            ProcessCase.document_kind == "skp_bulanan",
            ProcessCase.document_id.in_(select(SkpBulanan.id)),
        )
        return or_(ProcessCase.document_kind == "skp", months)

    return Standing(
        lambda asker, case: asker.has_office(relation) and document_of_case(asker, case) is not None, where
    )


CASE: Final[Mapping[Relation, Standing]] = {
    Relation.PROCESS_OWNER: office(Relation.PROCESS_OWNER),
    Relation.ADMIN: _through_document(Relation.ADMIN),
    Relation.AUDITOR: _through_document(Relation.AUDITOR),
}

STANDINGS: Final[Mapping[Kind, Mapping[Relation, Standing]]] = {
    Kind.SKP: of_skp.SKP,
    Kind.EVALUATION: of_skp.EVALUATION,
    Kind.FEEDBACK: of_skp.FEEDBACK,
    Kind.GIVEN: of_skp.GIVEN,
    Kind.CASCADE: CASCADE,
    Kind.CONTRACT: CONTRACT,
    Kind.COACHING: COACHING,
    Kind.COUNSELLING: COUNSELLING,
    Kind.ENTRY: ENTRY,
    Kind.MONTH: MONTH,
    Kind.CORRECTION: CORRECTION,
    Kind.ITEM_PROPOSAL: ITEM_PROPOSAL,
    Kind.MANDATE: MANDATE,
    Kind.CASE: CASE,
    **{kind: {one: office(one) for one in row} for kind, row in DESKS.items()},
}
"""How each relation of the matrix is found."""
