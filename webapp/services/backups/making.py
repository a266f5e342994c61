"""Making a backup: everything of one moment, written, read again, and only then given its name.

All tables are read in one snapshot, so a backup under load holds each action whole or not at all. People go on working
meanwhile. Files in the making end in `.part` and count for nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import URL, Connection, NullPool, create_engine, text

from webapp.progress import Progress

from . import shape
from .container import Manifest, Writer, reading, writing

NAMES: Final = re.compile(r"lakon-(\d{8}T\d{6})(?:-(\d+))?Z\.zip(?:\.segel)?")
"""What our backups are called, sealed ones with `.segel`; other files in the folder are never touched."""


@dataclass(frozen=True)
class Made:
    """A backup that was found whole. `removed` names the older ones that had to go."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest
    sealed: bool
    removed: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        """The moment of its snapshot."""
        return datetime.fromisoformat(self.manifest.made_at)


def make(
    url: URL | str, folder: Path, show: Progress, *, key: str | None = None, keep: int | None = None
) -> Made:
    """Write a backup into a folder, and keep only the newest `keep` there.

    Raises OSError when the folder cannot be written, `BackupBroken` when what was written cannot be read.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".lakon-{os.getpid()}-{os.urandom(4).hex()}.part"
    try:
        with _private(part) as file:
            manifest = _write(url, file, show, key)
            file.flush()
            os.fsync(file.fileno())
        size, sha256 = _read_again(part, manifest, show, key)
        path = _name(part, folder, manifest, sealed=key is not None)
    finally:
        part.unlink(missing_ok=True)
    _settle_folder(folder)
    removed = () if keep is None else _thin_out(folder, keep, path)
    return Made(path, size, sha256, manifest, key is not None, removed)


def newest(folder: Path) -> Path | None:
    """The newest backup of a folder."""
    found = _backups(folder)
    return found[-1] if found else None


def check(path: Path, keys: tuple[str, ...], show: Progress, *, unsealed: bool = False) -> Manifest:
    """Read a whole backup. Raises `BackupBroken` when a byte is not as it was written."""
    with reading(path, keys, unsealed=unsealed) as reader:
        whole = sum(entry.size for entry in reader.manifest.tables.values())
        done = 0
        for table in reader.manifest.tables:
            for piece in reader.parts(table):
                done += len(piece)
                show("Memeriksa cadangan", done, whole)
        show("Memeriksa cadangan", whole, whole)
        return reader.manifest


def _write(url: URL | str, file: BinaryIO, show: Progress, key: str | None) -> Manifest:
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin(), writing(file, key) as writer:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        shape.settle(connection)
        manifest = _copy(connection, writer, show)
        writer.finish(manifest)
    engine.dispose()
    return manifest


def _copy(connection: Connection, writer: Writer, show: Progress) -> Manifest:
    """Copy every table in the transaction's snapshot."""
    made_at = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    revision = shape.revision(connection)
    columns = shape.tables(connection)
    if revision is None or not columns:
        raise ValueError("Basis data ini belum berisi Lakon, jadi tidak ada yang dicadangkan.")
    connection.exec_driver_sql(f"LOCK TABLE {', '.join(map(shape.quoted, columns))} IN ACCESS SHARE MODE")
    sizes, done, entries = shape.sizes(connection), 0, {}
    whole = sum(sizes[table] for table in columns)
    for table, names in columns.items():
        entries[table] = writer.table(table, shape.rows(connection, table, names))
        done += sizes[table]
        show("Menyalin tabel", done, whole)
    cases, journal = journal_digest(connection)
    return Manifest(
        made_at=made_at.astimezone(UTC).isoformat(),
        revision=revision,
        server=str(connection.exec_driver_sql("SHOW server_version").scalar_one()),
        tables=entries,
        columns=columns,
        sequences=shape.sequences(connection),
        journal=journal,
        cases=cases,
    )


def journal_digest(connection: Connection) -> tuple[int, str]:
    """How many cases there are, and the SHA-256 over the heads of all their journals."""
    sha, count = hashlib.sha256(), 0
    heads = connection.execute(_HEADS, execution_options={"yield_per": 5_000})
    for case_id, seq, head in heads:
        sha.update(b"%d %d %s\n" % (case_id, seq, bytes(head).hex().encode()))
        count += 1
    return count, sha.hexdigest()


def _read_again(part: Path, manifest: Manifest, show: Progress, key: str | None) -> tuple[int, str]:
    check(part, () if key is None else (key,), show)
    with part.open("rb") as file:
        return part.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _private(path: Path) -> BinaryIO:
    """A new file that only this user may read."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")


def _name(part: Path, folder: Path, manifest: Manifest, *, sealed: bool) -> Path:
    """Give the finished file its name; one that is taken stays, and no later one of a second sorts before it."""
    moment = datetime.fromisoformat(manifest.made_at).strftime("%Y%m%dT%H%M%S")
    ending = ".zip.segel" if sealed else ".zip"
    taken = [number for when, number in map(_age, _backups(folder)) if when == moment]
    first = max(taken, default=-1) + 1
    for number in range(first, first + 1_000):
        path = folder / f"lakon-{moment}{f'-{number}' if number else ''}Z{ending}"
        with suppress(FileExistsError):
            path.hardlink_to(part)
            return path
    raise FileExistsError(folder)


def _settle_folder(folder: Path) -> None:
    """Make the names of the folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _thin_out(folder: Path, keep: int, new: Path) -> tuple[str, ...]:
    old = [path for path in _backups(folder)[: -max(1, keep)] if path != new]
    for path in old:
        path.unlink()
    return tuple(path.name for path in old)


def _backups(folder: Path) -> list[Path]:
    """Our backups of a folder, the oldest first."""
    return sorted((path for path in folder.glob("lakon-*") if NAMES.fullmatch(path.name)), key=_age)


def _age(path: Path) -> tuple[str, int]:
    """The second of a backup, and its number among those of that second."""
    found = NAMES.fullmatch(path.name)
    assert found is not None
    return found[1], int(found[2] or 0)


_HEADS = text("SELECT id, seq, head FROM process_case ORDER BY id")
