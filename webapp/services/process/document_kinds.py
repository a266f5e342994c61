"""Kinds of document that a case may be about: what each is called, where its page is, and to which period it belongs.

The one place where lists of tasks learn this. A kind is a reader under `@kind(name)`: it takes all ids that a page
needs and answers with one statement, so a list of many kinds costs one statement for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from webapp.domain.skp import STATUS_BERLAKU
from webapp.services.work import Transaction
from webapp.storage.aktivitas import AktivitasBulan, KoreksiAktivitas
from webapp.storage.bank import UsulButir
from webapp.storage.base import among
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


Reader = Callable[[Transaction, Collection[int]], Iterable[Document]]

_readers: dict[str, Reader] = {}


def kind(name: str) -> Callable[[Reader], Reader]:
    """Register how documents of a kind are read. A kind is registered once."""

    def register(read: Reader) -> Reader:
        if name in _readers:
            raise ValueError(f"document kind {name} is registered twice")
        _readers[name] = read
        return read

    return register


def kinds() -> frozenset[str]:
    """All registered kinds."""
    return frozenset(_readers)


def documents(tx: Transaction, wanted: Iterable[Key]) -> dict[Key, Document]:
    """The documents by kind and id, one statement for each kind; what is unknown is left out."""
    ids: dict[str, set[int]] = defaultdict(set)
    for name, document_id in wanted:
        ids[name].add(document_id)
    found = (one for name in sorted(ids) if name in _readers for one in _readers[name](tx, ids[name]))
    return {(one.kind, one.id): one for one in found}


# -- the kinds ---------------------------------------------------------------------------------------------------


@kind("skp")
def _skp(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = select(Skp.id, Skp.tahun, Skp.batas_penetapan, Skp.status).where(among(Skp.id, ids))
    for row in tx.session.execute(query):
        deadline = (
            None if row.status in STATUS_BERLAKU else row.batas_penetapan
        )  # met, or a matter of the flag
        yield Document("skp", row.id, "SKP %(tahun)s", f"/skp/{row.id}", row.tahun, deadline=deadline)


@kind("mandat")
def _mandat(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    for row in tx.session.execute(select(Mandat.id, Mandat.nomor_surat).where(among(Mandat.id, ids))):
        surat = {"surat": row.nomor_surat}
        yield Document("mandat", row.id, "Penugasan %(surat)s", f"/penugasan/{row.id}", params=surat)


@kind("skp_bulanan")
def _skp_bulanan(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = select(SkpBulanan.id, SkpBulanan.tahun, SkpBulanan.bulan).where(among(SkpBulanan.id, ids))
    for row in tx.session.execute(query):
        yield Document(
            "skp_bulanan",
            row.id,
            "SKP bulanan %(bulan)s %(tahun)s",
            f"/bulanan/{row.id}",
            row.tahun,
            row.bulan,
        )


@kind("mph")
def _mph(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    for row in tx.session.execute(select(Mph.id, Mph.tahun).where(among(Mph.id, ids))):
        yield Document("mph", row.id, "Matriks Peran Hasil %(tahun)s", f"/mph?tahun={row.tahun}", row.tahun)


@kind("kontrak_penugasan")
def _kontrak(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = (
        select(KontrakPenugasan.id, Skp.tahun)
        .join(Skp, Skp.id == KontrakPenugasan.skp_id)
        .where(among(KontrakPenugasan.id, ids))
    )
    for row in tx.session.execute(query):
        yield Document(
            "kontrak_penugasan", row.id, "Kontrak penugasan %(tahun)s", f"/kontrak/{row.id}", row.tahun
        )


@kind("capaian_organisasi")
def _capaian(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = (
        select(Capaian.id, Capaian.tahun, Unit.nama)
        .join(Unit, Unit.id == Capaian.unit_id)
        .where(among(Capaian.id, ids))
    )
    for row in tx.session.execute(query):
        yield Document(
            "capaian_organisasi", row.id, "Capaian organisasi %(unit)s %(tahun)s", f"/capaian/{row.id}",
            row.tahun, params={"unit": row.nama},
        )  # fmt: skip


@kind("umpan_balik")
def _umpan_balik(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = select(UmpanBalik.id, UmpanBalik.skp_id, Skp.tahun).join(Skp, Skp.id == UmpanBalik.skp_id)
    for row in tx.session.execute(query.where(among(UmpanBalik.id, ids))):
        yield Document(
            "umpan_balik", row.id, "Umpan balik %(tahun)s", f"/skp/{row.skp_id}/umpan-balik", row.tahun
        )


@kind("bimbingan")
def _bimbingan(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = select(Bimbingan.id, Skp.tahun).join(Skp, Skp.id == Bimbingan.skp_id)
    for row in tx.session.execute(query.where(among(Bimbingan.id, ids))):
        yield Document(
            "bimbingan", row.id, "Bimbingan kinerja %(tahun)s", f"/pembinaan/bimbingan/{row.id}", row.tahun
        )


@kind("konseling")
def _konseling(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = select(Konseling.id, Skp.tahun).join(Skp, Skp.id == Konseling.skp_id)
    for row in tx.session.execute(query.where(among(Konseling.id, ids))):
        yield Document(
            "konseling", row.id, "Konseling kinerja %(tahun)s", f"/pembinaan/konseling/{row.id}", row.tahun
        )


@kind("aktivitas_bulanan")
def _aktivitas(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = select(AktivitasBulan.id, AktivitasBulan.bulan).where(among(AktivitasBulan.id, ids))
    for row in tx.session.execute(query):
        yield Document(
            "aktivitas_bulanan", row.id, "Aktivitas %(bulan)s %(tahun)s", f"/aktivitas?bulan={row.bulan:%Y-%m}",
            row.bulan.year, row.bulan.month,
        )  # fmt: skip


@kind("koreksi_aktivitas")
def _koreksi(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = (
        select(KoreksiAktivitas.id, AktivitasBulan.bulan)
        .join(AktivitasBulan, AktivitasBulan.id == KoreksiAktivitas.bulan_id)
        .where(among(KoreksiAktivitas.id, ids))
    )
    for row in tx.session.execute(query):
        yield Document(
            "koreksi_aktivitas", row.id, "Koreksi aktivitas %(bulan)s %(tahun)s", f"/aktivitas/koreksi/{row.id}",
            row.bulan.year, row.bulan.month,
        )  # fmt: skip


@kind("bank_aktivitas")
def _usul_butir(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = select(UsulButir.id, UsulButir.kode).where(among(UsulButir.id, ids))
    for row in tx.session.execute(query):
        yield Document(
            "bank_aktivitas", row.id, "Usul butir %(kode)s", f"/bank-aktivitas/usul/{row.id}",
            params={"kode": row.kode},
        )  # fmt: skip


@kind("tpp_bulanan")
def _tpp(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = select(TppBulan.id, TppBulan.bulan).where(among(TppBulan.id, ids))
    for row in tx.session.execute(query):
        yield Document(
            "tpp_bulanan", row.id, "TPP %(bulan)s %(tahun)s", f"/tpp/{row.bulan:%Y-%m}", row.bulan.year,
            row.bulan.month,
        )  # fmt: skip


@kind("rilis")
def _rilis(tx: Transaction, ids: Collection[int]) -> Iterable[Document]:
    query = select(ReleaseDraft.id, ReleaseDraft.title).where(among(ReleaseDraft.id, ids))
    for row in tx.session.execute(query):
        yield Document("rilis", row.id, "Rilis: %(judul)s", f"/bengkel/{row.id}", params={"judul": row.title})
