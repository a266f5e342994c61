"""How well SKP are worded: counts and scores for the report on quality, read from the journals.

What the linter found is a fact of the submission, so it stays what it was when the linter learns more words
[BKPP Kota Semarang, isu SKP 11]. Contents are not read here: a manager sees how many faults, not whose sentences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Integer, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from webapp.domain.jabatan import Jabatan
from webapp.domain.organisasi import JenisPenugasan
from webapp.operations import Actor
from webapp.services.people.organisation import OrganisationDay
from webapp.services.policy.oversight import scope_of
from webapp.services.work import Transaction
from webapp.storage.organisasi import nama_pegawai
from webapp.storage.process import Journal, ProcessCase
from webapp.storage.rumusan import RumusanContoh, contoh_rumusan
from webapp.storage.skp import Skp

FACT = "mutu_rumusan"
SHOWN_ERRORS = 10
SHOWN_SKP = 20


@dataclass(frozen=True)
class Wording:
    """Submissions of a year, returned ones included: all, and those that went in with warnings about wording."""

    submitted: int
    with_warnings: int


@dataclass(frozen=True)
class Scored:
    """The newest submission of one SKP. `score`: percent of its results without a finding."""

    skp_id: int
    nama: str
    unit: str
    results: int
    clean: int
    findings: Mapping[str, int] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """Whole percent, rounded down, so that only a clean document has 100."""
        return 100 if self.results == 0 else self.clean * 100 // self.results


@dataclass(frozen=True)
class UnitQuality:
    """A unit: its newest submissions, those with findings, and the score over all its results."""

    unit: str
    submitted: int
    with_findings: int
    score: int
    top: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Quality:
    """The report of a year. `errors` are (code, count) over all, the most frequent first; `lowest` SKP by score."""

    tahun: int
    all_submissions: Wording
    units: Sequence[UnitQuality]
    errors: Sequence[tuple[str, int]]
    lowest: Sequence[Scored]
    score: int
    count: int


def wording(tx: Transaction, tahun: int) -> Wording:
    """Count the submissions of a year's SKP."""
    return _wording(tx, tahun, None)


def _wording(tx: Transaction, tahun: int, people: frozenset[int] | None) -> Wording:
    warnings = Journal.facts["peringatan_rumusan"].as_string().cast(Integer)
    query = (
        select(func.count(), func.count().filter(warnings > 0))
        .join(ProcessCase, ProcessCase.id == Journal.case_id)
        .join(Skp, Skp.id == ProcessCase.document_id)
        .where(
            ProcessCase.document_kind == "skp",
            Skp.tahun == tahun,
            Journal.facts.has_key("peringatan_rumusan"),
        )
    )
    if people is not None:
        query = query.where(Skp.pegawai_id.in_(people))
    submitted, with_warnings = tx.session.execute(query).one()
    return Wording(submitted, with_warnings)


def report(tx: Transaction, actor: Actor, tahun: int) -> Quality:
    """The report that this office may see: BKPP all, a manager the own OPD. Raises `Denied` to others."""
    scope = scope_of(tx, actor)
    people = scope.people()
    rows = _scored(tx, scope.day, tahun, people, by_opd=scope.is_whole)
    return Quality(
        tahun=tahun,
        all_submissions=_wording(tx, tahun, people),
        units=_units(rows),
        errors=_errors(rows)[:SHOWN_ERRORS],
        lowest=sorted((row for row in rows if row.findings), key=lambda row: (row.score, row.nama))[
            :SHOWN_SKP
        ],
        score=_score(rows),
        count=len(rows),
    )


def all_scored(tx: Transaction, actor: Actor, tahun: int) -> list[Scored]:
    """Every newest submission that this office may see, for the export. Raises `Denied` to others."""
    scope = scope_of(tx, actor)
    return _scored(tx, scope.day, tahun, scope.people(), by_opd=False)


def _scored(
    tx: Transaction, day: OrganisationDay, tahun: int, people: frozenset[int] | None, *, by_opd: bool
) -> list[Scored]:
    query = (
        select(Skp.id, Skp.pegawai_id, Journal.facts[FACT].label("mutu"))
        .join(ProcessCase, ProcessCase.id == Journal.case_id)
        .join(Skp, Skp.id == ProcessCase.document_id)
        .where(ProcessCase.document_kind == "skp", Skp.tahun == tahun, Journal.facts.has_key(FACT))
        .ext(distinct_on(Skp.id))
        .order_by(Skp.id, Journal.at.desc(), Journal.seq.desc())
    )
    if people is not None:
        query = query.where(Skp.pegawai_id.in_(people))
    rows = list(tx.session.execute(query))
    names = nama_pegawai(tx.session, {row.pegawai_id for row in rows})
    return [
        Scored(
            skp_id=row.id,
            nama=names.get(row.pegawai_id, ""),
            unit=_unit_name(day, row.pegawai_id, by_opd=by_opd),
            results=row.mutu["rhk"],
            clean=row.mutu["bersih"],
            findings=row.mutu["temuan"],
        )
        for row in rows
    ]


def _unit_name(day: OrganisationDay, pegawai_id: int, *, by_opd: bool) -> str:
    unit_id = day.opd(pegawai_id) if by_opd else _unit_of(day, pegawai_id)
    unit = None if unit_id is None else day.bagan.unit(unit_id, day.tanggal)
    return "" if unit is None else unit.nama


def _unit_of(day: OrganisationDay, pegawai_id: int) -> int | None:
    post = _post(day, pegawai_id)
    return None if post is None else post.unit_id


def _post(day: OrganisationDay, pegawai_id: int) -> Jabatan | None:
    for satu in day.bagan.penugasan(pegawai_id, day.tanggal):
        if satu.jenis is JenisPenugasan.DEFINITIF:
            return day.bagan.jabatan(satu.jabatan_id)
    return None


def _units(rows: Sequence[Scored]) -> list[UnitQuality]:
    by_unit: dict[str, list[Scored]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit].append(row)
    return sorted(
        (
            UnitQuality(unit, len(own), sum(bool(one.findings) for one in own), _score(own), _errors(own)[:3])
            for unit, own in by_unit.items()
        ),
        key=lambda one: (one.score, one.unit),
    )


def _errors(rows: Iterable[Scored]) -> list[tuple[str, int]]:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.findings)
    return sorted(total.items(), key=lambda one: (-one[1], one[0]))


def _score(rows: Sequence[Scored]) -> int:
    results = sum(row.results for row in rows)
    return 100 if results == 0 else sum(row.clean for row in rows) * 100 // results


def examples_for(tx: Transaction, pegawai_id: int) -> list[RumusanContoh]:
    """Examples of well-worded results for the post that a person holds today."""
    post = _post(tx.work.organisation.day(tx.session, tx.today), pegawai_id)
    return [] if post is None else contoh_rumusan(tx.session, post.nama)
