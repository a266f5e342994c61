"""Documents of many people in one file: the request, its progress, and the finished file.

The right to ask (`batch_scopes`) is looked at when a request is made, at each document, and again when the file is
fetched.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import undefer

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.requests import one_at_a_time
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.ekspor import (
    DasarEkspor,
    EksporButir,
    EksporNaskah,
    JenisEkspor,
    StatusButir,
    StatusEkspor,
)
from webapp.storage.jobs import defer
from webapp.storage.organisasi import Unit
from webapp.storage.skp import Skp

from .batch_items import planned
from .batch_scopes import Scope, opd_of, rules, scopes, skp_of, still_may

TASK = "susun_ekspor"
OBJECT = "ekspor_naskah"
MOST_RUNNING = 3
"""Requests of one account that may be worked on at a time."""
SHOWN_FAILURES = 200


@dataclass(frozen=True)
class Progress:
    """A request as its owner sees it. `failed`: (name, why), the first of `failures`; `size` in bytes."""

    row: EksporNaskah
    nama: str
    failed: Sequence[tuple[str, str]]
    failures: int
    size: int | None

    @property
    def is_running(self) -> bool:
        """Whether the page should look again."""
        return self.row.status is not StatusEkspor.SELESAI

    @property
    def delivered(self) -> int:
        """How many documents are in the file."""
        return self.row.selesai - self.failures


# -- asking ------------------------------------------------------------------------------------------------------


def request(
    work: Work, actor: Actor, code: str, tahun: int, jenis: Collection[JenisEkspor], request_id: UUID
) -> int:
    """Ask for a file. Returns the request's id; the same request again gives the same one.

    Raises `Denied` for what is not this person's to ask for, and `Refused` for nothing, too much, or too often.
    """
    with work.transaction() as tx:
        one_at_a_time(tx, request_id)
        before = tx.session.scalars(
            select(EksporNaskah).where(EksporNaskah.permintaan_id == request_id)
        ).one_or_none()
        if before is not None:
            return _own(tx, actor, before.id).id
        scope = _asked(tx, actor, code)
        _check(tx, actor, jenis)
        items = planned(tx, skp_of(tx, actor, scope, tahun), [one for one in JenisEkspor if one in jenis])
        limit = rules(tx)
        if not 0 < len(items) <= limit.most:
            raise _too(len(items), limit.most)
        row = EksporNaskah(
            akun_id=actor.akun_id, permintaan_id=request_id, dasar=scope.dasar, unit_id=scope.unit_id,
            opd_id=opd_of(tx, actor) if scope.dasar is DasarEkspor.OPD else None, tahun=tahun,
            jenis=[one.value for one in JenisEkspor if one in jenis], status=StatusEkspor.MENUNGGU,
            jumlah=len(items), dibuat_pada=tx.now, kedaluwarsa_pada=tx.now + timedelta(days=limit.days),
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        tx.session.add_all(one.row(row.id, number) for number, one in enumerate(items, 1))
        note(tx, actor.akun_id, "ekspor_diminta", row)
        defer(tx.session, TASK, {"ekspor_id": row.id})
        return row.id


def _asked(tx: Transaction, actor: Actor, code: str) -> Scope:
    number = int(code) if code.isascii() and code.isdecimal() and len(code) <= 18 else None
    found = next((one for one in scopes(tx, actor, number) if one.code == code), None)
    if found is None:
        raise Denied("Naskah unit ini bukan untuk Anda ekspor. Pilih cakupan yang ada di halaman.")
    return found


def _check(tx: Transaction, actor: Actor, jenis: Collection[JenisEkspor]) -> None:
    if not jenis:
        pesan = "Pilih sekurangnya satu jenis naskah."
        raise Refused([Pelanggaran("ekspor.jenis", pesan, "jenis")])
    running = select(func.count()).where(
        EksporNaskah.akun_id == actor.akun_id, EksporNaskah.status != StatusEkspor.SELESAI
    )
    if tx.session.execute(running).scalar_one() >= MOST_RUNNING:
        pesan = Sentence("%(n)s ekspor Anda masih dikerjakan. Tunggu salah satunya selesai.", n=MOST_RUNNING)
        raise Refused([Pelanggaran("ekspor.sibuk", pesan)])


def _too(count: int, most: int) -> Refused:
    if count == 0:
        pesan = "Tidak ada naskah jenis ini dalam cakupan dan tahun itu. Pilih tahun atau jenis yang lain."
    else:
        pesan = Sentence(
            "Cakupan ini memuat %(count)s naskah, paling banyak %(most)s sekali ekspor. "
            "Pilih unit yang lebih kecil atau jenis lebih sedikit.",
            count=count,
            most=most,
        )
    return Refused([Pelanggaran("ekspor.jumlah", pesan, "cakupan")])


def note(tx: Transaction, akun_id: int, kind: str, row: EksporNaskah) -> None:
    """Leave an event about a request, in the transaction of what happened."""
    detail = {"dasar": row.dasar.value, "unit": row.unit_id, "tahun": row.tahun, "jumlah": row.jumlah,
              "jenis": list(row.jenis)}  # fmt: skip
    tx.session.add(
        AuditEvent(
            at=tx.now, actor_id=akun_id, kind=kind, object_kind=OBJECT, object_id=row.id, detail=detail
        )
    )


# -- reading, fetching, throwing away ----------------------------------------------------------------------------


def years(tx: Transaction) -> list[int]:
    """The years of which there are SKP, the newest first."""
    return list(tx.session.scalars(select(Skp.tahun).distinct().order_by(Skp.tahun.desc())))


def own(tx: Transaction, actor: Actor) -> list[Progress]:
    """This person's requests that have not expired, the newest first."""
    query = select(EksporNaskah).where(
        EksporNaskah.akun_id == actor.akun_id, EksporNaskah.kedaluwarsa_pada > tx.now
    )
    return [
        _progress(tx, row) for row in tx.session.scalars(query.order_by(EksporNaskah.id.desc()).limit(20))
    ]


def progress(tx: Transaction, actor: Actor, ekspor_id: int) -> Progress:
    """One own request. Raises `NotFound`."""
    return _progress(tx, _own(tx, actor, ekspor_id))


def _progress(tx: Transaction, row: EksporNaskah) -> Progress:
    bad = (EksporButir.ekspor_id == row.id, EksporButir.status == StatusButir.GAGAL)
    query = select(EksporButir.nama, EksporButir.sebab).where(*bad).order_by(EksporButir.urutan)
    size = select(func.octet_length(EksporNaskah.isi)).where(EksporNaskah.id == row.id)
    unit = None if row.unit_id is None else tx.session.get(Unit, row.unit_id)
    return Progress(
        row=row,
        nama="" if unit is None else unit.nama,
        failed=[(nama, sebab or "") for nama, sebab in tx.session.execute(query.limit(SHOWN_FAILURES))],
        failures=tx.session.execute(select(func.count()).select_from(EksporButir).where(*bad)).scalar_one(),
        size=tx.session.execute(size).scalar_one(),
    )


def fetch(work: Work, actor: Actor, ekspor_id: int) -> tuple[EksporNaskah, bytes]:
    """The finished file; the fetching is kept as an event. Raises `NotFound` while there is none, and `Denied`."""
    with work.transaction() as tx:
        row = _own(tx, actor, ekspor_id)
        body = (
            tx.session.scalars(
                select(EksporNaskah).where(EksporNaskah.id == row.id).options(undefer(EksporNaskah.isi))
            )
            .one()
            .isi
        )
        if body is None:
            raise NotFound(OBJECT, ekspor_id)
        if not still_may(tx, actor, row):
            raise Denied(
                "Susunan pegawai atau peran Anda sudah berubah sejak ekspor ini diminta. Minta ekspor baru."
            )
        note(tx, actor.akun_id, "ekspor_diunduh", row)
        tx.session.flush()
        tx.session.expunge(row)
        return row, body


def discard(work: Work, actor: Actor, ekspor_id: int) -> None:
    """Throw an own request away, finished or not. Raises `NotFound`."""
    with work.transaction() as tx:
        tx.session.delete(_own(tx, actor, ekspor_id))


def clear_expired(work: Work) -> int:
    """Throw away every request whose day has passed. Returns how many."""
    with work.transaction() as tx:
        gone = delete(EksporNaskah).where(EksporNaskah.kedaluwarsa_pada <= tx.now).returning(EksporNaskah.id)
        return len(tx.session.scalars(gone).all())


def _own(tx: Transaction, actor: Actor, ekspor_id: int) -> EksporNaskah:
    row = tx.session.get(EksporNaskah, ekspor_id)
    if row is None or row.akun_id != actor.akun_id or row.kedaluwarsa_pada <= tx.now:
        raise NotFound(OBJECT, ekspor_id)
    return row
