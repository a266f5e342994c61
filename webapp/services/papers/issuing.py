"""Issuing the official sheets of an SKP: each is drawn once, kept with checksum and code, and verifiable by anybody.

What is due follows from what was signed, so that repeating it makes nothing twice.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from webapp.documents import Lembar, render_lembar
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.papers.documents import new_code
from webapp.services.policy.matrix import Relation, Right
from webapp.services.work import Transaction, Work
from webapp.services.yearly.credit_points import points
from webapp.services.yearly.evaluation import reader
from webapp.services.yearly.evaluation_paper import Naskah, naskah
from webapp.services.yearly.objections import objection
from webapp.storage.dokumen_evaluasi import PeranPenanda, StatusDokumen, dokumen_skp
from webapp.storage.naskah_terbit import JenisNaskah, NaskahTerbit, cari_naskah, naskah_skp
from webapp.storage.skp import Skp

from . import credit, evaluation, objections
from .parts import Stamp, signers

JUDUL = {
    JenisNaskah.EVALUASI: "Evaluasi Kinerja Pegawai",
    JenisNaskah.DOKUMEN_EVALUASI: "Dokumen Evaluasi Kinerja Pegawai (disampaikan)",
    JenisNaskah.PENERIMAAN: "Dokumen Evaluasi Kinerja Pegawai (final)",
    JenisNaskah.KEPUTUSAN_KEBERATAN: "Keputusan atas Keberatan",
    JenisNaskah.PAK: "Penetapan Angka Kredit",
}

Draw = Callable[[Transaction, Stamp], Lembar | None]


@dataclass(frozen=True)
class Due:
    """A sheet that has everything it needs: its kind, its source, when it was settled, and how it is drawn."""

    jenis: JenisNaskah
    sumber_id: int
    naskah: Naskah
    pada: datetime
    draw: Draw


@dataclass(frozen=True)
class File:
    """An issued sheet with its bytes. `is_watched`: this reading is itself to be kept as an event."""

    jenis: JenisNaskah
    kode: str
    isi: bytes
    is_watched: bool


def issue_all(work: Work, skp_id: int, base_url: str) -> int:
    """Draw and keep what is due and not there yet, each in a transaction of its own. Returns how many."""
    made = 0
    with work.reading() as tx:
        wanted = [(one.jenis, one.sumber_id) for one in _missing(tx, skp_id)]
    for jenis, sumber_id in wanted:
        with work.transaction() as tx:
            tx.session.get(Skp, skp_id, with_for_update=True)
            for one in _missing(tx, skp_id):
                if (one.jenis, one.sumber_id) == (jenis, sumber_id):
                    made += _issue(tx, skp_id, one, base_url)
    return made


def _missing(tx: Transaction, skp_id: int) -> list[Due]:
    return [one for one in due(tx, skp_id) if cari_naskah(tx.session, one.jenis, one.sumber_id) is None]


def _issue(tx: Transaction, skp_id: int, one: Due, base_url: str) -> int:
    kode = new_code()
    lembar = one.draw(tx, Stamp(kode, f"{base_url}/verifikasi/{kode}"))
    if lembar is None:
        return 0
    body = render_lembar(lembar)
    tx.session.add(
        NaskahTerbit(
            jenis=one.jenis,
            sumber_id=one.sumber_id,
            skp_id=skp_id,
            kode=kode,
            judul=f"{JUDUL[one.jenis]} {one.naskah.tahun}",
            nama=one.naskah.pegawai.nama,
            instansi=one.naskah.instansi,
            penanda_tangan=signers(lembar),
            ditetapkan_pada=one.pada,
            sha256=hashlib.sha256(body).hexdigest(),
            isi=body,
            dibuat_pada=tx.now,
        )
    )
    return 1


def due(tx: Transaction, skp_id: int) -> Iterator[Due]:
    """Everything that may be issued for an SKP by now, in the order of the year."""
    first: Naskah | None = None
    last: Naskah | None = None
    for row in dokumen_skp(tx.session, skp_id):
        last = naskah(tx, row)
        first = first or last
        yield from _of_document(last)
    if first is None or last is None:
        return
    said = objection(tx, skp_id)
    if said is not None and said.putusan is not None:
        yield _decision(first, said.putusan.id, said.putusan.pada)
    found = points(tx, tx.session.get_one(Skp, skp_id))
    if found is not None:
        yield _points(last, skp_id, found.last.pada)


def _of_document(one: Naskah) -> Iterator[Due]:
    sent, ident = one.disampaikan_pada, one.dokumen_id
    yield Due(
        JenisNaskah.EVALUASI, ident, one, sent, lambda tx, stamp: evaluation.evaluasi(tx, one, stamp, sent)
    )
    if one.nomor == 1:
        early = _as_delivered(one)
        yield Due(
            JenisNaskah.DOKUMEN_EVALUASI, ident, one, sent,
            lambda tx, stamp: evaluation.dokumen(tx, early, stamp, sent),
        )  # fmt: skip
    if one.status in (StatusDokumen.FINAL, StatusDokumen.DIANGGAP_DITERIMA):
        settled = one.ditanggapi_pada or sent
        yield Due(
            JenisNaskah.PENERIMAAN, ident, one, settled,
            lambda tx, stamp: evaluation.dokumen(tx, one, stamp, settled),
        )  # fmt: skip


def _as_delivered(one: Naskah) -> Naskah:
    """The document as it was handed over, whatever has become of it since."""
    signed = [satu for satu in one.tanda_tangan if satu.peran is not PeranPenanda.PEGAWAI]
    return replace(one, status=StatusDokumen.DISAMPAIKAN, tanda_tangan=signed)


def _decision(first: Naskah, putusan_id: int, pada: datetime) -> Due:
    def draw(tx: Transaction, stamp: Stamp) -> Lembar | None:
        said = objection(tx, first.skp_id)
        return None if said is None else objections.keputusan(tx, first, said, stamp, pada)

    return Due(JenisNaskah.KEPUTUSAN_KEBERATAN, putusan_id, first, pada, draw)


def _points(last: Naskah, skp_id: int, pada: datetime) -> Due:
    def draw(tx: Transaction, stamp: Stamp) -> Lembar | None:
        found = points(tx, tx.session.get_one(Skp, skp_id))
        return None if found is None else credit.pak(tx, last, found, stamp, pada)

    return Due(JenisNaskah.PAK, skp_id, last, pada, draw)


# -- reading ------------------------------------------------------------------------------------------------------


def issued(tx: Transaction, actor: Actor, skp_id: int) -> tuple[list[NaskahTerbit], Relation]:
    """The issued sheets of an SKP, without their bytes, for one who may see the evaluation. Raises `NotFound`."""
    _skp, relation = reader(tx, actor, skp_id, Right.COURSE)
    return naskah_skp(tx.session, skp_id), relation


def open_file(tx: Transaction, actor: Actor, skp_id: int, kode: str) -> File:
    """One of them with its bytes. Raises `NotFound`."""
    rows, relation = issued(tx, actor, skp_id)
    row = next((one for one in rows if secrets.compare_digest(one.kode, kode)), None)
    if row is None:
        raise NotFound("naskah_terbit", skp_id)
    body = tx.session.scalars(select(NaskahTerbit.isi).where(NaskahTerbit.id == row.id)).one()
    return File(row.jenis, row.kode, body, relation.is_watched)
