"""A release or a draft as files: a folder that Git can keep, or one ZIP. What goes out comes in again byte for byte.

A ZIP from outside is read in memory and behind walls: no absolute names, no `..`, no links, not too many, not too big,
nothing that swells.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from webapp.domain.sentences import Sentence
from webapp.services.process.releases import shipped_files

from .texts import MAX_BUNDLE, MAX_FILES, check_bundle, decode, refused

MAX_RATIO: Final = 100
"""How much a member of a ZIP may swell; texts of this kind shrink to a tenth at best."""

MAX_ENTRIES: Final = MAX_FILES + 100
"""Files and folders of a ZIP."""

ROOTS: Final = ("workflows", "forms")
_EPOCH: Final = (2020, 1, 1, 0, 0, 0)
"""Every member has the same time, so that the same release is the same ZIP."""


def write_bundle(files: Mapping[str, str], directory: Path) -> None:
    """Write a bundle into a folder: exactly these files, byte for byte. Raises ValueError where others lie there."""
    held = {
        path.relative_to(directory).as_posix()
        for root in ROOTS
        for path in (directory / root).rglob("*")
        if path.is_file()
    }
    strange = sorted(held - files.keys())
    if strange:
        pesan = f"Folder {directory} memuat berkas lain ({strange[0]}). Pilih folder kosong."
        raise ValueError(pesan)
    for path, text in sorted(files.items()):
        target = directory / PurePosixPath(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))


def read_bundle_from(directory: Path) -> dict[str, str]:
    """The bundle in a folder. Raises ValueError where there is none, `Refused` for what no bundle may hold."""
    for root in ROOTS:
        for path in (directory / root).rglob("*"):
            if path.is_symlink():
                raise ValueError(f"{path} adalah tautan. Salin berkasnya ke dalam folder.")
    try:
        files = shipped_files(directory)
    except UnicodeDecodeError as error:
        raise ValueError(f"Berkas di {directory} bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from error
    if not any(path.endswith(".bpmn") for path in files):
        raise ValueError(
            f"Tidak ada diagram di {directory}/workflows. Sebut folder yang berisi workflows/ dan forms/."
        )
    for name, text in files.items():
        decode(name, text.encode())
    check_bundle(files)
    return files


def as_zip(files: Mapping[str, str]) -> bytes:
    """A bundle as one ZIP; the same bundle is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(files.items()):
            member = zipfile.ZipInfo(path, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, text.encode("utf-8"))
    return out.getvalue()


def from_zip(raw: bytes) -> dict[str, str]:
    """The bundle in a ZIP from outside. Raises `Refused`; nothing of it ever touches the disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _read(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise refused("zip.rusak", "Berkas ini bukan ZIP yang utuh. Kemas ulang lalu unggah lagi.") from error


def _read(archive: zipfile.ZipFile) -> dict[str, str]:
    members = archive.infolist()
    if len(members) > MAX_ENTRIES:
        raise refused("zip.banyak", Sentence("ZIP memuat lebih dari %(n)s isi.", n=MAX_ENTRIES))
    if sum(member.file_size for member in members) > MAX_BUNDLE:
        raise refused("zip.besar", "Isi ZIP lebih dari 20 MB.")
    files: dict[str, str] = {}
    for member in members:
        _check(member)
        if member.is_dir():
            continue
        if member.filename in files:
            raise refused(
                "zip.ganda", Sentence("%(filename)s: ada dua kali dalam ZIP.", filename=member.filename)
            )
        files[member.filename] = decode(member.filename, _body(archive, member))
    if not any(path.endswith(".bpmn") for path in files):
        raise refused("zip.kosong", "ZIP tidak memuat diagram. Kemas folder workflows dan forms di akarnya.")
    check_bundle(files)
    return files


def _check(member: zipfile.ZipInfo) -> None:
    name = member.filename[:120]
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename:
        raise refused("zip.jalur", Sentence("%(name)s: nama ini keluar dari folder ZIP.", name=name))
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind and kind not in (stat.S_IFREG, stat.S_IFDIR):
        raise refused("zip.tautan", Sentence("%(name)s: tautan dan berkas khusus tidak diterima.", name=name))
    if member.flag_bits & 0x1:
        raise refused("zip.sandi", Sentence("%(name)s: bersandi. Kemas tanpa sandi.", name=name))
    if member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise refused("zip.bom", Sentence("%(name)s: mengembang terlalu besar.", name=name))


def _body(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The content, never more than the member says of itself."""
    with archive.open(member) as stream:
        return stream.read(min(member.file_size, MAX_BUNDLE) + 1)
