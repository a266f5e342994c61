"""The nightly check: journals and logs by the seals, in one snapshot; a broken link is told to auditors and admins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from webapp.evidence import Broken, Counted, Key, check, check_chain, read_book
from webapp.evidence.export import seal_files
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, Peran
from webapp.storage.audit import AuditEvent, Pemberitahuan
from webapp.storage.catatan import in_one_snapshot
from webapp.storage.meterai import Seal, SealCheck

from .streams import DatabaseEvidence, stored_seals

BROKEN: Final = "bukti_putus"
"""The event and the kind of notice of a broken link."""


def check_evidence(work: Work, keys: tuple[Key, ...], folder: Path | None = None) -> SealCheck:
    """Check everything, keep what was found, and tell people when something is broken."""
    counted, fault = _look(work, tuple(key.public for key in keys), folder)
    return _keep(work, counted, fault)


def _look(work: Work, trusted: tuple[str, ...], folder: Path | None) -> tuple[Counted, str | None]:
    counted = Counted()
    with work.reading() as tx:
        in_one_snapshot(tx.session)
        evidence = DatabaseEvidence(tx)
        try:
            if tx.session.scalars(select(Seal.number).limit(1)).first() is None:
                for _ in _same_outside(
                    iter(()), folder
                ):  # a folder with seals knows of a database that had some
                    pass
                return check_chain(evidence), None
            book = read_book(_same_outside(stored_seals(tx), folder), trusted)
            counted.last_seal = book.seals
            return check(evidence, book), None
        except Broken as broken:
            return counted, str(broken)


def _same_outside(stored: Iterator[tuple[str, bytes]], folder: Path | None) -> Iterator[tuple[str, bytes]]:
    """The stored seals; one that differs from its file in the folder, or is missing here, is a broken link."""
    outside = {}
    if folder is not None and folder.is_dir() and any(folder.glob("meterai-*.json")):
        outside = dict(seal_files(folder))
    for name, content in stored:
        if outside.pop(name, content) != content:
            raise Broken(name, "meterai di basis data berbeda dari berkasnya di folder meterai")
        yield name, content
    if outside:
        raise Broken(
            min(outside), "folder meterai memuat meterai ini, basis data tidak: basis data dimundurkan"
        )


def _keep(work: Work, counted: Counted, fault: str | None) -> SealCheck:
    with work.transaction() as tx:
        said: dict[str, Any] = asdict(counted)
        said["last_at"] = counted.last_at.isoformat() if counted.last_at else None
        row = SealCheck(at=tx.now, seal_number=counted.last_seal or None, counted=said, fault=fault)
        tx.session.add(row)
        tx.session.flush()
        if fault is not None:
            alarm(
                tx,
                f"{BROKEN}:{row.id}",
                "Pemeriksaan bukti menemukan mata rantai yang putus. Buka halaman Meterai.",
            )
            tx.session.add(
                AuditEvent(at=tx.now, kind=BROKEN, object_kind="seal_check", object_id=row.id, detail={})
            )
        tx.session.flush()
        tx.session.expunge(row)
    return row


def alarm(tx: Transaction, kunci: str, sentence: str) -> None:
    """A notice to every auditor and every admin of the agency; the same alarm is told once."""
    query = select(Akun.pegawai_id).where(
        Akun.aktif, Akun.pegawai_id.is_not(None), Akun.peran.overlap([Peran.PENGAWAS, Peran.ADMIN_BKPP])
    )
    rows = [
        {
            "kunci": f"{kunci}:{pegawai_id}", "pegawai_id": pegawai_id, "jenis": BROKEN, "isi": sentence,
            "tautan": "/meterai", "pada": tx.now,
        }
        for pegawai_id in tx.session.scalars(query)
    ]  # fmt: skip
    if rows:
        tx.session.execute(insert(Pemberitahuan).on_conflict_do_nothing(index_elements=["kunci"]), rows)
