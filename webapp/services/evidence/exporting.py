"""The evidence export: cases, journals and logs as files of JSON lines, streamed, of one moment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sqlalchemy import select

from webapp.evidence.export import ENDING, FORMAT, MANIFEST
from webapp.progress import Progress
from webapp.services.work import Work
from webapp.storage.catatan import in_one_snapshot
from webapp.storage.meterai import Seal

from .streams import DatabaseEvidence


def export(work: Work, folder: Path, show: Progress) -> dict[str, int]:
    """Write the export into an empty folder that only this user may read. Returns the number of lines of each file.

    The manifest is written last: a folder without one is an export that did not come to its end. Raises ValueError
    for a folder with something in it, or one that cannot be written.
    """
    _prepare(folder)
    with work.reading() as tx:
        in_one_snapshot(tx.session)
        evidence, counts = DatabaseEvidence(tx), {}
        names = list(evidence.names())
        for place, name in enumerate(names):
            show("Menulis bukti", place, len(names))
            counts[name] = _write(folder / f"{name}{ENDING}", evidence, name)
        show("Menulis bukti", len(names), len(names))
        last = tx.session.scalars(select(Seal.number).order_by(Seal.number.desc()).limit(1)).one_or_none()
        about: dict[str, Any] = {
            "bentuk": FORMAT, "pada": tx.now.isoformat(), "meterai_terakhir": last, "berkas": counts
        }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return counts


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ValueError(f"Folder {folder} tidak kosong. Sebut folder yang kosong atau yang belum ada.")
        folder.chmod(0o700)
    except OSError:
        raise ValueError(f"{folder} bukan folder yang dapat ditulis. Sebut folder lain.") from None


def _write(path: Path, evidence: DatabaseEvidence, name: str) -> int:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    count = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        for line in evidence.lines(name):
            out.write(line)
            out.write("\n")
            count += 1
    return count
