"""The single documents of a batch: which there should be, what each is called, and where its bytes come from.

A document that should be there and is not stays in the list, with the reason; what only some people have (a decision,
credit points) is listed for those who have it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from typst import TypstError

from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.matrix import Relation
from webapp.services.policy.skp import access
from webapp.services.work import Transaction
from webapp.storage.base import among
from webapp.storage.bulanan import EvaluasiBulanan, SkpBulanan
from webapp.storage.ekspor import EksporButir, JenisEkspor, StatusButir
from webapp.storage.naskah import Dokumen
from webapp.storage.naskah_terbit import JenisNaskah, NaskahTerbit, naskah_skp
from webapp.storage.organisasi import Pegawai
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

from . import copies, issuing
from .documents import JENIS, official

ISSUED: Final[Mapping[JenisEkspor, tuple[JenisNaskah, ...]]] = {
    JenisEkspor.EVALUASI: (JenisNaskah.EVALUASI,),
    JenisEkspor.DOKUMEN_EVALUASI: (JenisNaskah.PENERIMAAN, JenisNaskah.DOKUMEN_EVALUASI),
    JenisEkspor.KEPUTUSAN_KEBERATAN: (JenisNaskah.KEPUTUSAN_KEBERATAN,),
    JenisEkspor.PAK: (JenisNaskah.PAK,),
}
"""Issued sheets by kind; where two are named, the first that there is."""

SOME_HAVE: Final = frozenset({JenisEkspor.KEPUTUSAN_KEBERATAN, JenisEkspor.PAK})
PRINTED: Final = frozenset({JenisEkspor.CATATAN_DIALOG, JenisEkspor.EVALUASI_BULANAN})

MISSING: Final[Mapping[JenisEkspor, str]] = {
    JenisEkspor.SKP: "SKP belum ditetapkan, atau dokumen resminya belum terbit.",
    JenisEkspor.EVALUASI: "Evaluasi tahunan belum terbit.",
    JenisEkspor.DOKUMEN_EVALUASI: "Dokumen evaluasi belum disampaikan.",
    JenisEkspor.KEPUTUSAN_KEBERATAN: "Keputusan atas keberatan belum terbit.",
    JenisEkspor.PAK: "Penetapan angka kredit belum terbit.",
    JenisEkspor.CATATAN_DIALOG: "Dialog kinerja belum dicatat.",
    JenisEkspor.EVALUASI_BULANAN: "Bulan ini belum dinilai.",
}
NOT_YOURS: Final = "Dokumen ini tidak untuk Anda baca hari ini."
NOT_DRAWN: Final = "Dokumen gagal dibuat. Sampaikan nama berkas ini kepada pengelola sistem."

_NO_NAME = re.compile(r"[^0-9A-Za-z]+")


@dataclass(frozen=True)
class Planned:
    """A document that a batch should hold."""

    skp_id: int
    jenis: JenisEkspor
    nama: str
    bulan: int | None = None

    def row(self, ekspor_id: int, number: int) -> EksporButir:
        """Its row in a request."""
        return EksporButir(
            ekspor_id=ekspor_id, urutan=number, skp_id=self.skp_id, jenis=self.jenis, bulan=self.bulan,
            status=StatusButir.MENUNGGU, nama=self.nama,
        )  # fmt: skip


def planned(tx: Transaction, skp_ids: Collection[int], jenis: Sequence[JenisEkspor]) -> list[Planned]:
    """The documents of these SKP, kind by kind and by name; four statements whatever their number."""
    query = select(Skp.id, Skp.tahun, Pegawai.nip, Pegawai.nama).join(Pegawai, Pegawai.id == Skp.pegawai_id)
    people = tx.session.execute(query.where(among(Skp.id, skp_ids)).order_by(Pegawai.nama, Skp.id)).all()
    have = _have(tx, skp_ids)
    months = _months(tx, skp_ids) if JenisEkspor.EVALUASI_BULANAN in jenis else {}
    found = []
    for kind in jenis:
        for skp_id, tahun, nip, nama in people:
            stem = f"{kind.value.lower().replace('_', '-')}/{_plain(nama)}_{nip}_{tahun}_{skp_id}"
            if kind is JenisEkspor.EVALUASI_BULANAN:
                found += [
                    Planned(skp_id, kind, f"{stem}_{bulan:02d}.pdf", bulan)
                    for bulan in months.get(skp_id, ())
                ]
            elif kind not in SOME_HAVE or have.get(skp_id, frozenset()) & set(ISSUED[kind]):
                found.append(Planned(skp_id, kind, f"{stem}.pdf"))
    return found


def _plain(nama: str) -> str:
    return _NO_NAME.sub("-", nama).strip("-") or "pegawai"


def _have(tx: Transaction, skp_ids: Collection[int]) -> dict[int, set[JenisNaskah]]:
    found: dict[int, set[JenisNaskah]] = {}
    query = select(NaskahTerbit.skp_id, NaskahTerbit.jenis).where(among(NaskahTerbit.skp_id, skp_ids))
    for skp_id, jenis in tx.session.execute(query):
        found.setdefault(skp_id, set()).add(jenis)
    return found


def _months(tx: Transaction, skp_ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    query = (
        select(SkpBulanan.skp_id, SkpBulanan.bulan)
        .join(EvaluasiBulanan, EvaluasiBulanan.skp_bulanan_id == SkpBulanan.id)
        .where(among(SkpBulanan.skp_id, skp_ids))
        .order_by(SkpBulanan.bulan)
    )
    for skp_id, bulan in tx.session.execute(query):
        found.setdefault(skp_id, []).append(bulan)
    return found


def document(tx: Transaction, actor: Actor, one: EksporButir, *, helpers: bool) -> tuple[bytes | None, str]:
    """The bytes of a document for this person, or None and why: what its own page would give, and nothing else.

    `helpers`: the performance manager of the OPD may have issued documents.
    """
    tx.is_batch = True
    try:
        _skp, relation = access(tx, actor, one.skp_id)
        if relation is Relation.HELPER:
            body = _for_helper(tx, one) if helpers else None
            return body, NOT_YOURS if not helpers else "" if body is not None else MISSING[one.jenis]
        body = _for_reader(tx, actor, one)
    except NotFound as refused:
        return None, NOT_YOURS if refused.object_kind == "skp" else MISSING[one.jenis]
    except TypstError:
        return None, NOT_DRAWN
    return body, "" if body is not None else MISSING[one.jenis]


def _for_reader(tx: Transaction, actor: Actor, one: EksporButir) -> bytes | None:
    if one.jenis is JenisEkspor.SKP:
        file = official(tx, actor, one.skp_id)
        return None if file is None else file.isi
    if one.jenis is JenisEkspor.CATATAN_DIALOG:
        return copies.draw(tx, actor, one.skp_id, copies.Copy.CATATAN_DIALOG)[0]
    if one.bulan is not None:
        return copies.monthly_sheet(tx, actor, one.skp_id, one.bulan)[0]
    rows, _relation = issuing.issued(tx, actor, one.skp_id)
    return _sheet(tx, one, rows)


def _for_helper(tx: Transaction, one: EksporButir) -> bytes | None:
    """The same without the line's right: issued documents only."""
    if one.jenis is JenisEkspor.SKP:
        final = select(SkpRevisi.id).where(
            SkpRevisi.skp_id == one.skp_id, SkpRevisi.status == StatusRevisi.FINAL
        )
        query = select(Dokumen.isi).where(Dokumen.revisi_id.in_(final), Dokumen.jenis == JENIS)
        return tx.session.scalars(query).one_or_none()
    return None if one.jenis in PRINTED else _sheet(tx, one, naskah_skp(tx.session, one.skp_id))


def _sheet(tx: Transaction, one: EksporButir, rows: Sequence[NaskahTerbit]) -> bytes | None:
    """Of the issued sheets, oldest first, the one that counts for a kind."""
    for jenis in ISSUED[one.jenis]:
        found = [row.id for row in rows if row.jenis is jenis]
        if found:
            return tx.session.scalars(select(NaskahTerbit.isi).where(NaskahTerbit.id == found[-1])).one()
    return None
