"""The file of a backup: a ZIP with one member for each table and a manifest, sealed where a key is given.

Without a key any unpacking program shows what is inside. The manifest is written last and says what must be found:
rows, bytes and SHA-256 of each member; a file without it was never finished.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - a class, whatever its name

from .sealed import CUT_OFF, NO_KEY, SealBroken, SealedReader, SealedWriter, is_sealed

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
NOT_SEALED: Final = (
    "Cadangan ini tidak tersandi, padahal LAKON_BACKUP_KEY diisi: siapa pun dapat menulisnya. Bila memang dibuat "
    "sebelum kunci itu dipakai dan asalnya pasti, ulangi dengan --unsealed."
)
_LEVEL = 3  # of deflate: half the time of the usual six, a tenth more bytes
_PART = 1 << 18
_MODULUS = 1 << 256


class BackupBroken(Exception):
    """The file is not what its manifest says, or is no backup; the sentence says what to do."""


@dataclass
class Tally:
    """What is counted of a table on its way: rows, bytes, the SHA-256 of the text, and a digest that knows no order."""

    rows: int = 0
    size: int = 0
    _sha: Any = field(default_factory=hashlib.sha256)
    _sum: int = 0

    def add(self, row: bytes) -> None:
        """Count one row as COPY writes it."""
        self.rows += 1
        self.size += len(row)
        self._sha.update(row)
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(row).digest())) % _MODULUS

    def done(self) -> TableEntry:
        """The table's line of the manifest."""
        return TableEntry(self.rows, self.size, self._sha.hexdigest(), f"{self._sum:064x}")


@dataclass(frozen=True)
class TableEntry:
    """One table: `content` is equal for two tables with the same rows in whatever order."""

    rows: int
    size: int
    sha256: str
    content: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `revision` is the shape of its tables; `journal` the digest over the heads of all cases."""

    made_at: str
    revision: str
    server: str
    tables: Mapping[str, TableEntry]
    columns: Mapping[str, tuple[str, ...]]
    sequences: Mapping[str, tuple[int, bool]]
    journal: str
    cases: int
    seal: Mapping[str, Any] | None = None
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(one.rows for one in self.tables.values())

    def as_json(self) -> str:
        """As it stands in the file."""
        return json.dumps(asdict(self), indent=1, sort_keys=True)


class Writer:
    """Writes the members of a new backup."""

    def __init__(self, packed: ZipFile) -> None:
        self._packed = packed

    def table(self, name: str, rows: Iterable[bytes]) -> TableEntry:
        """Write a table's rows and say what they were."""
        tally = Tally()
        with self._packed.open(_member(name), "w", force_zip64=True) as member:
            waiting, size = [], 0
            for row in rows:
                tally.add(row)
                waiting.append(row)
                size += len(row)
                if size >= _PART:
                    member.write(b"".join(waiting))
                    waiting, size = [], 0
            member.write(b"".join(waiting))
        return tally.done()

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest; with it the backup is complete."""
        self._packed.writestr(MANIFEST, manifest.as_json())


@contextmanager
def writing(file: BinaryIO, key: str | None) -> Iterator[Writer]:
    """A new backup in an open file, sealed with a key or not."""
    if key is None:
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
            yield Writer(packed)
        return
    with (
        SealedWriter(file, key) as sealed,
        ZipFile(cast(BinaryIO, sealed), "w", ZIP_DEFLATED, compresslevel=_LEVEL) as packed,
    ):
        yield Writer(packed)


class Reader:
    """A backup that was written before."""

    def __init__(self, packed: ZipFile) -> None:
        self._packed = packed
        self.manifest = _manifest(packed)

    def parts(self, table: str) -> Iterator[bytes]:
        """The text of a table in pieces. Raises `BackupBroken` at the end when it is not what the manifest says."""
        said, sha, size = self.manifest.tables[table], hashlib.sha256(), 0
        with self._member(table) as member:
            while part := member.read(_PART):
                sha.update(part)
                size += len(part)
                yield part
        if (size, sha.hexdigest()) != (said.size, said.sha256):
            raise BackupBroken(CUT_OFF)

    def _member(self, table: str) -> IO[bytes]:
        """A table's part of the file. One that is not there, or marked as what we never write, was changed."""
        try:
            return self._packed.open(_member(table))
        except (KeyError, NotImplementedError, RuntimeError) as error:
            raise BackupBroken(CUT_OFF) from error


@contextmanager
def reading(path: Path, keys: Sequence[str], *, unsealed: bool = False) -> Iterator[Reader]:
    """An existing backup. Raises `BackupBroken` when it is none, was changed, or no key fits.

    Whoever seals backups does not take one that anybody could have written, unless it is said (`unsealed`).
    """
    try:
        with path.open("rb") as file, ZipFile(_content(file, keys, unsealed=unsealed)) as packed:
            yield Reader(packed)
    except SealBroken as error:
        raise BackupBroken(str(error)) from error
    except (BadZipFile, ZlibError, EOFError) as error:
        raise BackupBroken(CUT_OFF) from error
    except FileNotFoundError as error:
        raise BackupBroken(f"Berkas {path} tidak ada. Periksa namanya, lalu ulangi.") from error


def _content(file: BinaryIO, keys: Sequence[str], *, unsealed: bool) -> BinaryIO:
    if not is_sealed(file):
        if keys and not unsealed:
            raise SealBroken(NOT_SEALED)
        return file
    if not keys:
        raise SealBroken(NO_KEY)
    return io.BufferedReader(SealedReader(file, keys), _PART)


def _member(table: str) -> str:
    return f"data/{table}.copy"


def _manifest(packed: ZipFile) -> Manifest:
    try:
        told = json.loads(packed.read(MANIFEST))
    except (KeyError, ValueError) as error:
        raise BackupBroken("Berkas ini bukan cadangan Lakon, atau cadangan yang tidak selesai.") from error
    if told.get("format") != FORMAT:
        raise BackupBroken(
            f"Cadangan ini berbentuk {told.get('format')}, Lakon ini membaca bentuk {FORMAT}. Pulihkan dengan Lakon "
            "versi yang membuatnya."
        )
    tables = {name: TableEntry(**entry) for name, entry in told["tables"].items()}
    sequences = {name: (int(value), bool(called)) for name, (value, called) in told["sequences"].items()}
    columns = {name: tuple(names) for name, names in told["columns"].items()}
    return Manifest(**{**told, "tables": tables, "columns": columns, "sequences": sequences})
