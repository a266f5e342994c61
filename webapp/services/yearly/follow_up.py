"""What follows a final evaluation, as pages show it: one person's follow-up, and the year's candidates and ranking.

Reads only. A person's own follow-up is seen as the SKP is; candidates and ranking only by the three offices that judge
them [AC-L-04: Tim Penilai Kinerja, PyB and BKPP]. A rank decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, case, func, select

from webapp.domain.predikat import Predikat, Rating
from webapp.operations import Actor
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Relation, Right, holders, withheld
from webapp.services.work import Transaction
from webapp.storage.aturan import Periode, nilai_aturan
from webapp.storage.evaluasi import EvaluasiTahunan
from webapp.storage.organisasi import Jabatan, Pegawai, Posting, Unit
from webapp.storage.skp import Skp
from webapp.storage.tindak_lanjut import (
    CatatanTindakLanjut,
    JenisCatatan,
    KandidatTalenta,
    TindakLanjut,
    catatan_skp,
    tindak_lanjut_skp,
)

from .evaluation import reader

JUDGES: Final = holders(Kind.RANKING, Right.READ)
"""Offices that see candidates and ranking."""

PAGE: Final = 50


@dataclass(frozen=True)
class FollowUp:
    """One person's follow-up. `result` is None while nothing is settled; `tpp` says what the rule set says of pay."""

    skp: Skp
    access: Relation
    owner: Pegawai
    result: TindakLanjut | None
    notes: Sequence[CatatanTindakLanjut]
    tpp: str


def follow_up(tx: Transaction, actor: Actor, skp_id: int) -> FollowUp:
    """The follow-up for one who may see the evaluation. Raises `NotFound`."""
    skp, relation = reader(tx, actor, skp_id, Right.COURSE)
    result = tindak_lanjut_skp(tx.session, skp_id)
    hidden = withheld(Kind.EVALUATION, relation)
    notes = catatan_skp(tx.session, skp_id)
    kalimat = nilai_aturan(tx.session, "akibat_tpp", tx.today) or {}
    return FollowUp(
        skp=skp,
        access=relation,
        owner=tx.session.get_one(Pegawai, skp.pegawai_id),
        result=result,
        notes=[notes[jenis] for jenis in JenisCatatan if jenis in notes and jenis.value not in hidden],
        tpp="" if result is None else str(kalimat.get(result.predikat.value, "")),
    )


# -- the year -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ranked:
    """One person in the ranking; equals share a place."""

    place: int
    skp_id: int
    nama: str
    nip: str
    jabatan: str
    unit: str
    hasil_kerja: Rating
    perilaku: Rating
    predikat: Predikat
    candidate: bool


@dataclass(frozen=True)
class Ranking:
    """A page of the year's ranking. `settled` of `all` SKP of the year are final."""

    tahun: int
    years: Sequence[int]
    rows: Sequence[Ranked]
    count: int
    page: int
    pages: int
    settled: int
    all: int
    candidates: int


def ranking(
    tx: Transaction,
    actor: Actor,
    tahun: int | None = None,
    *,
    only_candidates: bool = False,
    page: int | None = 1,
) -> Ranking:
    """The people of a year whose result is final, best first; `page` None: all of them. Raises `Denied`."""
    require(actor, Right.READ, Kind.RANKING)
    years = list(tx.session.scalars(select(Periode.tahun).order_by(Periode.tahun.desc())))
    year = tahun if tahun is not None else _newest(tx) or next(iter(years), tx.today.year)
    ranked = _ranked(year, only_candidates).subquery()
    count = tx.session.scalar(select(func.count()).select_from(ranked)) or 0
    query = select(ranked).order_by(ranked.c.place, ranked.c.nama, ranked.c.skp_id)
    pages = max(1, -(-count // PAGE))
    here = min(max(page or 1, 1), pages)
    if page is not None:
        query = query.offset((here - 1) * PAGE).limit(PAGE)
    return Ranking(
        tahun=year,
        years=years,
        rows=[Ranked(**row._mapping) for row in tx.session.execute(query)],
        count=count,
        page=here,
        pages=pages,
        settled=_count(tx, select(TindakLanjut.skp_id).join(Skp).where(Skp.tahun == year)),
        all=_count(tx, select(Skp.pegawai_id).where(Skp.tahun == year).distinct()),
        candidates=_count(tx, select(KandidatTalenta.skp_id).where(KandidatTalenta.tahun == year)),
    )


def _newest(tx: Transaction) -> int | None:
    """The newest year that has a settled result."""
    return tx.session.scalar(select(func.max(Skp.tahun)).join(TindakLanjut, TindakLanjut.skp_id == Skp.id))


def _count(tx: Transaction, query: Select[*tuple[Any, ...]]) -> int:
    return tx.session.scalar(select(func.count()).select_from(query.subquery())) or 0


_PREDIKAT = {satu: nomor for nomor, satu in enumerate(Predikat)}
_RATING = {satu: nomor for nomor, satu in enumerate(Rating)}


def _ranked(tahun: int, only_candidates: bool) -> Select[*tuple[Any, ...]]:
    """Everybody by predikat, then by results, then by conduct; those who are equal in all share a place."""
    order = (
        case(_PREDIKAT, value=TindakLanjut.predikat),
        case(_RATING, value=EvaluasiTahunan.hasil_kerja),
        case(_RATING, value=EvaluasiTahunan.perilaku),
    )
    whole: Select[*tuple[Any, ...]] = (
        select(
            func.rank().over(order_by=order).label("place"),
            Skp.id.label("skp_id"),
            Pegawai.nama.label("nama"),
            Pegawai.nip.label("nip"),
            Jabatan.nama.label("jabatan"),
            Unit.nama.label("unit"),
            EvaluasiTahunan.hasil_kerja.label("hasil_kerja"),
            EvaluasiTahunan.perilaku.label("perilaku"),
            TindakLanjut.predikat.label("predikat"),
            KandidatTalenta.skp_id.is_not(None).label("candidate"),
        )
        .select_from(TindakLanjut)
        .join(Skp, Skp.id == TindakLanjut.skp_id)
        .join(EvaluasiTahunan, EvaluasiTahunan.id == TindakLanjut.evaluasi_id)
        .join(Pegawai, Pegawai.id == Skp.pegawai_id)
        .join(Posting, Posting.id == Skp.posting_id)
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .join(Unit, Unit.id == Jabatan.unit_id)
        .outerjoin(KandidatTalenta, KandidatTalenta.skp_id == Skp.id)
        .where(Skp.tahun == tahun)
    )
    if not only_candidates:
        return whole
    inner = whole.subquery()
    return select(inner).where(inner.c.candidate)
