"""Kinds of document that a case may be about: what each is called, where its page is, and to which period it belongs.

The one place where lists of tasks learn this. A kind is a query under `@kind(name, ...)` with the same few columns as
all others, so a list of documents of many kinds is one statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CompoundSelect,
    Date,
    Integer,
    Select,
    Text,
    any_,
    bindparam,
    case,
    cast,
    extract,
    literal,
    null,
    select,
    union_all,
)

from webapp.domain.skp import STATUS_BERLAKU
from webapp.services.work import Transaction
from webapp.storage.aktivitas import AktivitasBulan, KoreksiAktivitas
from webapp.storage.bank import UsulButir
from webapp.storage.bengkel import ReleaseDraft
from webapp.storage.bulanan import SkpBulanan
from webapp.storage.capaian import Capaian
from webapp.storage.kontrak import KontrakPenugasan
from webapp.storage.organisasi import Unit
from webapp.storage.pembinaan import Bimbingan, Konseling
from webapp.storage.penjenjangan import Mph
from webapp.storage.registri import Mandat
from webapp.storage.skp import Skp
from webapp.storage.tpp import TppBulan
from webapp.storage.umpan_balik import UmpanBalik

Key = tuple[str, int]
"""Kind and id, as a case names its document."""


@dataclass(frozen=True)
class Document:
    """A document in a list. `template` is a msgid that `params` and the period (`tahun`, `bulan`) fill.

    `address` is the path of its page. `deadline` is the last day of a step that has none of its own.
    """

    kind: str
    id: int
    template: str
    address: str
    year: int | None = None
    month: int | None = None
    deadline: date | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """Where documents of a kind are read. `word` fills the template's own place, `above` the address of some."""

    query: Select[Any]
    id: Any
    year: Any = None
    month: Any = None
    deadline: Any = None
    word: Any = None
    above: Any = None

    def of(self, name: str) -> Select[Any]:
        """The query of the ids that are given under the kind's name, with the columns that all kinds have."""
        columns = [
            cast(null() if column is None else column, kind_of_column)
            for column, kind_of_column in (
                (self.year, Integer), (self.month, Integer), (self.deadline, Date), (self.word, Text),
                (self.above, BigInteger),
            )
        ]  # fmt: skip
        found = self.query.with_only_columns(
            literal(name, Text), self.id, *columns, maintain_column_froms=True
        )
        return found.where(self.id == any_(bindparam(name, type_=ARRAY(BigInteger))))


@dataclass(frozen=True)
class _Kind:
    template: str
    address: str
    word: str
    rows: Callable[[], Rows]


_kinds: dict[str, _Kind] = {}


def kind(
    name: str, template: str, address: str, word: str = ""
) -> Callable[[Callable[[], Rows]], Callable[[], Rows]]:
    """Register how documents of a kind are read. A kind is registered once.

    `address` holds {id}, {above}, {year} or {month}; `word` is the name under which the template knows the row's word.
    """

    def register(rows: Callable[[], Rows]) -> Callable[[], Rows]:
        if name in _kinds:
            raise ValueError(f"document kind {name} is registered twice")
        _kinds[name] = _Kind(template, address, word, rows)
        return rows

    return register


def kinds() -> frozenset[str]:
    """All registered kinds."""
    return frozenset(_kinds)


def documents(tx: Transaction, wanted: Iterable[Key]) -> dict[Key, Document]:
    """The documents by kind and id, in one statement; what is unknown is left out."""
    ids: dict[str, set[int]] = defaultdict(set)
    for name, document_id in wanted:
        if name in _kinds:
            ids[name].add(document_id)
    if not ids:
        return {}
    rows = tx.session.execute(_query(tuple(sorted(ids))), {name: list(some) for name, some in ids.items()})
    return {(row[0], row[1]): _document(*row) for row in rows}


@lru_cache(maxsize=256)
def _query(names: tuple[str, ...]) -> CompoundSelect[Any]:
    return union_all(*(_kinds[name].rows().of(name) for name in names))


def _document(
    name: str, number: int, year: int | None, month: int | None, deadline: date | None, word: str | None,
    above: int | None,
) -> Document:  # fmt: skip
    known = _kinds[name]
    address = known.address.format(id=number, above=above, year=year, month=month)
    params = {known.word: word or ""} if known.word else {}
    return Document(name, number, known.template, address, year, month, deadline, params)


def _month(column: Any) -> dict[str, Any]:
    """The period of a document whose month is a date."""
    return {"year": extract("year", column), "month": extract("month", column)}


# -- the kinds ---------------------------------------------------------------------------------------------------


@kind("skp", "SKP %(tahun)s", "/skp/{id}")
def _skp() -> Rows:
    met = case((Skp.status.in_(STATUS_BERLAKU), None), else_=Skp.batas_penetapan)  # or a matter of the flag
    return Rows(select(Skp), Skp.id, Skp.tahun, deadline=met)


@kind("mandat", "Penugasan %(surat)s", "/penugasan/{id}", "surat")
def _mandat() -> Rows:
    return Rows(select(Mandat), Mandat.id, word=Mandat.nomor_surat)


@kind("skp_bulanan", "SKP bulanan %(bulan)s %(tahun)s", "/skp/{above}/bulanan/{month}")
def _skp_bulanan() -> Rows:
    return Rows(
        select(SkpBulanan), SkpBulanan.id, SkpBulanan.tahun, SkpBulanan.bulan, above=SkpBulanan.skp_id
    )


@kind("mph", "Matriks Peran Hasil %(tahun)s", "/mph?tahun={year}")
def _mph() -> Rows:
    return Rows(select(Mph), Mph.id, Mph.tahun)


@kind("kontrak_penugasan", "Kontrak penugasan %(tahun)s", "/kontrak/{id}")
def _kontrak() -> Rows:
    query = select(KontrakPenugasan).join(Skp, Skp.id == KontrakPenugasan.skp_id)
    return Rows(query, KontrakPenugasan.id, Skp.tahun)


@kind("capaian_organisasi", "Capaian organisasi %(unit)s %(tahun)s", "/capaian/{id}", "unit")
def _capaian() -> Rows:
    query = select(Capaian).join(Unit, Unit.id == Capaian.unit_id)
    return Rows(query, Capaian.id, Capaian.tahun, word=Unit.nama)


@kind("umpan_balik", "Umpan balik %(tahun)s", "/skp/{above}/umpan-balik")
def _umpan_balik() -> Rows:
    query = select(UmpanBalik).join(Skp, Skp.id == UmpanBalik.skp_id)
    return Rows(query, UmpanBalik.id, Skp.tahun, above=UmpanBalik.skp_id)


@kind("bimbingan", "Bimbingan kinerja %(tahun)s", "/pembinaan/bimbingan/{id}")
def _bimbingan() -> Rows:
    return Rows(select(Bimbingan).join(Skp, Skp.id == Bimbingan.skp_id), Bimbingan.id, Skp.tahun)


@kind("konseling", "Konseling kinerja %(tahun)s", "/pembinaan/konseling/{id}")
def _konseling() -> Rows:
    return Rows(select(Konseling).join(Skp, Skp.id == Konseling.skp_id), Konseling.id, Skp.tahun)


@kind("aktivitas_bulanan", "Aktivitas %(bulan)s %(tahun)s", "/aktivitas?bulan={year}-{month:02d}")
def _aktivitas() -> Rows:
    return Rows(select(AktivitasBulan), AktivitasBulan.id, **_month(AktivitasBulan.bulan))


@kind("koreksi_aktivitas", "Koreksi aktivitas %(bulan)s %(tahun)s", "/aktivitas/koreksi/{id}")
def _koreksi() -> Rows:
    query = select(KoreksiAktivitas).join(AktivitasBulan, AktivitasBulan.id == KoreksiAktivitas.bulan_id)
    return Rows(query, KoreksiAktivitas.id, **_month(AktivitasBulan.bulan))


@kind("bank_aktivitas", "Usul butir %(kode)s", "/bank-aktivitas/usul/{id}", "kode")
def _usul_butir() -> Rows:
    return Rows(select(UsulButir), UsulButir.id, word=UsulButir.kode)


@kind("tpp_bulanan", "TPP %(bulan)s %(tahun)s", "/tpp/{year}-{month:02d}")
def _tpp() -> Rows:
    return Rows(select(TppBulan), TppBulan.id, **_month(TppBulan.bulan))


@kind("rilis", "Rilis: %(judul)s", "/bengkel/{id}", "judul")
def _rilis() -> Rows:
    return Rows(select(ReleaseDraft), ReleaseDraft.id, word=ReleaseDraft.title)
