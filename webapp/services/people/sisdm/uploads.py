"""Uploads of master data: kept between the look and the deed, looked at without storing, then stored as the owner asks.

An upload belongs to one admin and expires after a day. Small ones are worked on at once, big ones in the background;
the work itself is in `upload_work`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.people.imports import Counts, Refusal, Report
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.jobs import defer
from webapp.storage.sisdm import StatusUnggahan, Unggahan, UnggahanBerkas

from .reconciliation import note
from .storing import Cara, look, store

LIFETIME = timedelta(days=1)
MOST_FILES = 20
MOST_BYTES = 60_000_000
"""Bytes of all files of one upload together."""

AT_ONCE = 2_000
"""Lines up to which an upload is worked on while the person waits."""

RUNNING = (StatusUnggahan.MEMERIKSA, StatusUnggahan.MENYIMPAN)


@dataclass(frozen=True)
class Upload:
    """An upload as its page shows it. `refused` are the first of `refused_total` faults in `left_out` lines."""

    id: int
    status: StatusUnggahan
    files: Sequence[str]
    phase: str | None
    done: int
    total: int
    counts: Mapping[str, Counts]
    refused: Sequence[Refusal]
    refused_total: int
    left_out: int
    storable: bool
    has_people: bool
    stored_as: Cara | None

    @property
    def is_running(self) -> bool:
        """Whether somebody is working on it now."""
        return self.status in RUNNING

    @property
    def sum(self) -> Counts:
        """The counts of all files together."""
        return Report(self.counts).total


# -- handing in --------------------------------------------------------------------------------------------------


def hand_in(work: Work, actor: Actor, files: Mapping[str, bytes], request_id: UUID | None = None) -> int:
    """Keep the files and look at them, at once or in the background. Returns the upload's id.

    Raises `Denied`, or `Refused` for no file, too many, or too much.
    """
    require(actor, Right.WRITE, Kind.PERSONNEL)
    _check_size(files)
    big = sum(_lines(raw) for raw in files.values()) > AT_ONCE
    with work.transaction() as tx:
        upload = Unggahan(
            akun_id=actor.akun_id,
            dibuat_pada=tx.now,
            kedaluwarsa_pada=tx.now + LIFETIME,
            status=StatusUnggahan.MEMERIKSA,
        )
        tx.session.add(upload)
        tx.session.flush()
        for name, raw in files.items():
            digest = sha256(raw).hexdigest()
            tx.session.add(UnggahanBerkas(unggahan_id=upload.id, nama=name, sidik=digest, isi=raw))
        upload_id = upload.id
        note(tx, actor, "unggahan_diterima", ("unggahan", upload_id), request_id, {"berkas": sorted(files)})
        if big:
            defer(tx.session, "periksa_unggahan", {"unggahan_id": upload_id})
    if not big:
        look(work, upload_id)
    return upload_id


def _check_size(files: Mapping[str, bytes]) -> None:
    pesan = ""
    if not files:
        pesan = "Pilih sekurangnya satu berkas CSV atau XLSX."
    elif len(files) > MOST_FILES:
        pesan = Sentence("Unggah paling banyak %(most_files)s berkas sekaligus.", most_files=MOST_FILES)
    elif sum(map(len, files.values())) > MOST_BYTES:
        pesan = "Semua berkas bersama-sama lebih besar dari 60 MB. Unggah dalam beberapa kali."
    if pesan:
        raise Refused([Pelanggaran("unggahan.ukuran", pesan, "berkas")])


def _lines(raw: bytes) -> int:
    """Lines of a CSV file; of a workbook a guess by its size, since counting them takes reading them."""
    return len(raw) // 40 if raw.startswith(b"PK") else raw.count(b"\n")


# -- storing ----- -----------------------------------------------------------------------------------------------


def ask_to_store(
    work: Work, actor: Actor, upload_id: int, cara: Cara, request_id: UUID | None = None
) -> bool:
    """Store an upload, at once or in the background. False when that was asked already.

    Raises `Denied`, `NotFound` for another's upload, or `Refused` when it cannot be stored in this way.
    """
    require(actor, Right.WRITE, Kind.PERSONNEL)
    with work.transaction() as tx:
        upload = _own(tx, actor, upload_id, lock=True)
        if upload.status is not StatusUnggahan.DIPERIKSA:
            return False
        seen = _view(upload, ())
        _check_way(seen, cara)
        upload.status, upload.tahap, upload.selesai, upload.jumlah = StatusUnggahan.MENYIMPAN, None, 0, 0
        big = (
            sum(one.added + one.changed + one.ended + one.unchanged for one in seen.counts.values()) > AT_ONCE
        )
        note(tx, actor, "unggahan_disetujui", ("unggahan", upload.id), request_id, {"cara": cara.value})
        if big:
            defer(tx.session, "simpan_unggahan", {"unggahan_id": upload_id, "cara": cara.value})
    if not big:
        store(work, upload_id, cara)
    return True


def _check_way(upload: Upload, cara: Cara) -> None:
    pesan = ""
    if cara is Cara.PEMBANDING and not upload.has_people:
        pesan = "Unggahan ini tidak memuat data utama SISDM, jadi tidak dapat dijadikan pembanding."
    elif cara is not Cara.PEMBANDING and not upload.storable:
        pesan = "Unggahan ini tidak dapat disimpan. Perbaiki berkasnya, lalu unggah lagi."
    elif cara is Cara.SEMUA and upload.refused_total:
        pesan = "Ada baris yang ditolak. Simpan yang benar saja, atau perbaiki berkasnya lalu unggah lagi."
    if pesan:
        raise Refused([Pelanggaran("unggahan.cara", pesan)])


# -- reading and clearing away -----------------------------------------------------------------------------------


def upload(tx: Transaction, actor: Actor, upload_id: int) -> Upload:
    """An own upload. Raises `Denied`, or `NotFound` for another's or an expired one."""
    found = _own(tx, actor, upload_id)
    names = select(UnggahanBerkas.nama).where(UnggahanBerkas.unggahan_id == upload_id)
    return _view(found, tx.session.scalars(names.order_by(UnggahanBerkas.nama)).all())


def all_refused(tx: Transaction, actor: Actor, upload_id: int) -> tuple[list[Refusal], Mapping[str, Counts]]:
    """Every refused line of an own upload, and the counts, for the report."""
    found = _own(tx, actor, upload_id)
    return [Refusal(*one) for one in found.ditolak or []], _view(found, ()).counts


def own_uploads(tx: Transaction, actor: Actor) -> list[tuple[Unggahan, Sequence[str]]]:
    """The actor's uploads that have not expired, the newest first, each with the names of its files."""
    require(actor, Right.WRITE, Kind.PERSONNEL)
    query = select(Unggahan).where(Unggahan.akun_id == actor.akun_id, Unggahan.kedaluwarsa_pada > tx.now)
    names = select(UnggahanBerkas.nama)
    return [
        (one, tx.session.scalars(names.where(UnggahanBerkas.unggahan_id == one.id)).all())
        for one in tx.session.scalars(query.order_by(Unggahan.id.desc()).limit(10))
    ]


def discard(work: Work, actor: Actor, upload_id: int) -> None:
    """Throw an own upload away. Raises `Denied` or `NotFound`; one that is being worked on stays."""
    with work.transaction() as tx:
        found = _own(tx, actor, upload_id, lock=True)
        if found.status in RUNNING:
            pesan = "Unggahan ini sedang dikerjakan. Tunggu sampai selesai."
            raise Refused([Pelanggaran("unggahan.sibuk", pesan)])
        tx.session.delete(found)


def clear_expired(work: Work) -> int:
    """Throw away every upload whose day has passed. Returns how many."""
    with work.transaction() as tx:
        gone = delete(Unggahan).where(Unggahan.kedaluwarsa_pada <= tx.now).returning(Unggahan.id)
        return len(tx.session.scalars(gone).all())


def _own(tx: Transaction, actor: Actor, upload_id: int, *, lock: bool = False) -> Unggahan:
    require(actor, Right.WRITE, Kind.PERSONNEL)
    found = tx.session.get(Unggahan, upload_id, with_for_update=lock)
    if found is None or found.akun_id != actor.akun_id or found.kedaluwarsa_pada <= tx.now:
        raise NotFound("unggahan", upload_id)
    return found


def _view(found: Unggahan, files: Sequence[str]) -> Upload:
    told = found.hasil or {}
    return Upload(
        id=found.id,
        status=found.status,
        files=files,
        phase=found.tahap,
        done=found.selesai,
        total=found.jumlah,
        counts={file: Counts(*numbers) for file, numbers in told.get("jumlah", {}).items()},
        refused=[Refusal(*one) for one in told.get("ditolak", [])],
        refused_total=told.get("semua_ditolak", 0),
        left_out=told.get("ditahan", 0),
        storable=told.get("dapat_disimpan", False),
        has_people=told.get("data_utama", False),
        stored_as=Cara(told["cara"]) if told.get("cara") else None,
    )
