"""What is done with an upload: look at it, store it; and how far that has come, written in transactions of its own.

Called at once for small uploads and by background jobs for big ones. Who may ask for it is decided in `uploads`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select, update

from webapp.operations import Actor
from webapp.services.people.imports import Bounds, Counts, Refusal, Report, import_files
from webapp.services.people.imports.grids import Grid, Unreadable, open_file
from webapp.services.people.imports.records import PEOPLE, shape_of
from webapp.services.people.segments import request_check
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.organisasi import Pegawai
from webapp.storage.sisdm import StatusUnggahan, Unggahan, UnggahanBerkas

from .reconciliation import keep_snapshot, note

SHOWN = 200
"""Refused lines that the page shows; the report holds all."""

KEPT = 50_000
"""Refused lines that a report holds at most."""

NAMED = 1_000
"""New accounts that the event of an import names at most."""

_TOLD_EVERY = 1.0  # seconds


class Cara(StrEnum):
    """What to do with an upload: all of it or nothing, only the sound lines, or only keep it for comparing."""

    SEMUA = "semua"
    KARANTINA = "karantina"
    PEMBANDING = "pembanding"


def look(work: Work, upload_id: int) -> None:
    """What storing the upload would do. Nothing is stored but the finding."""
    with _failed_unless_done(work, upload_id):
        files = _files(work, upload_id)
        with work.reading() as tx:
            bounds = _bounds(tx, tx.session.get_one(Unggahan, upload_id).akun_id)
            tell = _Teller(work, upload_id)
            report = import_files(tx.session, files, dry_run=True, progress=tell, bounds=bounds)
        _finish(work, upload_id, StatusUnggahan.DIPERIKSA, report, has_people=_has_people(files))


def store(work: Work, upload_id: int, cara: str) -> None:
    """Store an upload whose owner has agreed. People's records become the newest snapshot, in the same transaction."""
    with _failed_unless_done(work, upload_id):
        files = _files(work, upload_id)
        has_people = _has_people(files)
        report = _import(work, upload_id, cara, files, has_people=has_people)
        if report is None:
            return
        if report.accepted:
            _finish(work, upload_id, StatusUnggahan.TERSIMPAN, report, has_people=has_people, cara=cara)
        else:
            look(work, upload_id)  # something changed since the first look: show it as it is now


def _import(
    work: Work, upload_id: int, cara: str, files: Mapping[str, bytes], *, has_people: bool
) -> Report | None:
    """What storing did; None when the upload does not wait to be stored any more."""
    with work.transaction() as tx:
        upload = tx.session.get(Unggahan, upload_id)
        if upload is None or upload.status is not StatusUnggahan.MENYIMPAN:
            return None
        owner, at = upload.akun_id, upload.dibuat_pada
        report, newest = Report(), tx.session.scalar(select(func.max(Akun.id))) or 0
        if cara != Cara.PEMBANDING:
            report = import_files(
                tx.session, files, quarantine=cara == Cara.KARANTINA, progress=_Teller(work, upload_id),
                bounds=_bounds(tx, owner),
            )  # fmt: skip
        if report.accepted and has_people:
            keep_snapshot(tx, files, at)
        if report.accepted:
            _record(tx, owner, upload_id, files, {"cara": cara, **_said(tx, report, newest)})
            request_check(tx.session)
        return report


@contextmanager
def _failed_unless_done(work: Work, upload_id: int) -> Iterator[None]:
    """Whatever breaks the work off, the upload says so and does not seem to be busy for ever."""
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            with work.transaction() as tx:
                failed = update(Unggahan).where(Unggahan.id == upload_id).values(status=StatusUnggahan.GAGAL)
                tx.session.execute(failed)


def _bounds(tx: Transaction, akun_id: int) -> Bounds:
    """What the owner of an upload may not change by it."""
    own = select(Pegawai.nip).join(Akun, Akun.pegawai_id == Pegawai.id).where(Akun.id == akun_id)
    return Bounds(tx.session.scalar(own))


def _record(
    tx: Transaction, owner: int, upload_id: int, files: Mapping[str, bytes], said: Mapping[str, Any]
) -> None:
    digests = {name: sha256(raw).hexdigest() for name, raw in files.items()}
    note(tx, Actor(owner, ""), "impor_data", ("unggahan", upload_id), None, {"berkas": digests, **said})


def _said(tx: Transaction, report: Report, newest: int) -> dict[str, Any]:
    """What the event tells of an import: how much of which table, and which accounts are new (the file is not kept)."""
    total = report.total
    accounts = select(Akun.id).where(Akun.id > newest).order_by(Akun.id).limit(NAMED)
    return {
        "ditambah": total.added,
        "diubah": total.changed,
        "diakhiri": total.ended,
        "ditahan": report.left_out,
        "tabel": {
            file: [one.added, one.changed, one.ended]
            for file, one in report.counts.items()
            if one.added or one.changed or one.ended
        },
        "akun_baru": list(tx.session.scalars(accounts)),
    }


def _files(work: Work, upload_id: int) -> dict[str, bytes]:
    with work.reading() as tx:
        query = select(UnggahanBerkas.nama, UnggahanBerkas.isi).where(UnggahanBerkas.unggahan_id == upload_id)
        found = tx.session.execute(query.order_by(UnggahanBerkas.nama))
        return {name: raw for name, raw in found}  # noqa: C416 - a result is no mapping


def _has_people(files: Mapping[str, bytes]) -> bool:
    return any(shape_of(grid) is PEOPLE for name, raw in files.items() for grid in _grids(name, raw))


def _grids(name: str, raw: bytes) -> Sequence[Grid]:
    try:
        return open_file(name, raw)
    except Unreadable:
        return ()


class _Teller:
    """Writes how far the work has come, at most once a second."""

    def __init__(self, work: Work, upload_id: int) -> None:
        self.work, self.upload_id, self.told = work, upload_id, time.monotonic()

    def __call__(self, phase: str, done: int, total: int) -> None:
        if time.monotonic() - self.told < _TOLD_EVERY:
            return
        self.told = time.monotonic()
        with self.work.transaction() as tx:
            values = {"tahap": phase, "selesai": done, "jumlah": total}
            tx.session.execute(update(Unggahan).where(Unggahan.id == self.upload_id).values(**values))


def _finish(
    work: Work, upload_id: int, status: StatusUnggahan, report: Report, *, has_people: bool, cara: str | None = None
) -> None:  # fmt: skip
    counts = {
        file: [one.added, one.changed, one.unchanged, one.ended]
        for file, one in report.counts.items()
        if one != Counts()
    }
    with work.transaction() as tx:
        upload = tx.session.get_one(Unggahan, upload_id)
        upload.status, upload.tahap = status, None
        upload.hasil = {
            "jumlah": counts,
            "ditolak": [_plain(one) for one in report.refused[:SHOWN]],
            "semua_ditolak": len(report.refused),
            "ditahan": report.left_out,
            "dapat_disimpan": not report.is_unreadable,
            "data_utama": has_people,
            "cara": cara,
        }
        upload.ditolak = [_plain(one) for one in report.refused[:KEPT]]
        if status is StatusUnggahan.TERSIMPAN:
            tx.session.execute(
                update(UnggahanBerkas).where(UnggahanBerkas.unggahan_id == upload_id).values(isi=b"")
            )


def _plain(one: Refusal) -> list[Any]:
    return [one.file, one.row, one.column, one.message]
