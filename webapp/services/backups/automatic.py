"""The backup that nobody asked for, taken before a database with people in it is given another shape; its record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import URL, select, text
from sqlalchemy.exc import SQLAlchemyError

from webapp.config import Settings
from webapp.progress import Progress
from webapp.services.database import DatabaseUnavailable, Safeguard
from webapp.services.work import Transaction, Work
from webapp.storage.operasi import BackupRun

from .container import BackupBroken
from .making import Made, make


def safeguard(settings: Settings, show: Progress) -> Safeguard:
    """Makes a backup into the settings' folder. Where that fails the shape stays as it is (`DatabaseUnavailable`)."""

    def take(url: URL, revision: str) -> None:
        try:
            made = make(url, settings.backup_dir, show, key=next(iter(settings.backup_keys), None))
        except (OSError, BackupBroken, SQLAlchemyError) as error:
            raise DatabaseUnavailable(
                f"Bentuk basis data ({revision}) harus diperbarui, tetapi cadangan ke {settings.backup_dir} gagal: "
                f"{error}. Tidak ada yang diubah. Perbaiki tempatnya (LAKON_BACKUP_DIR), atau, bila Anda sudah punya "
                "cadangan sendiri, jalankan: lakon init --no-backup"
            ) from error
        show(f"Cadangan {made.path.name}", 1, 1)

    return take


def record(work: Work, made: Made) -> None:
    """Keep that a backup was made, where the database already has the table for it."""
    with work.transaction() as tx:
        if tx.session.execute(text("SELECT to_regclass('backup_run')")).scalar_one() is None:
            return
        tx.session.add(
            BackupRun(
                at=made.at,
                file=made.path.name,
                bytes=made.size,
                sha256=made.sha256,
                revision=made.manifest.revision,
                rows=made.manifest.rows,
                journal=made.manifest.journal,
                encrypted=made.sealed,
            )
        )


def last_backup(tx: Transaction) -> datetime | None:
    """The moment of the newest backup that was made."""
    return tx.session.scalars(select(BackupRun.at).order_by(BackupRun.at.desc()).limit(1)).one_or_none()
