"""Files that people hand in: taken only if they are what they say, kept with their fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.storage.berkas import TERBESAR, Berkas

from .work import Transaction

KINDS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
}
"""Kinds of file that are taken, and how each begins. The name's ending decides nothing."""

_ZIP = b"PK\x03\x04"
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
"""Documents of office programs: a packed file that lists its parts; the folder of its main part names the kind."""

LETTERS = frozenset(KINDS)
EVIDENCE = frozenset({*KINDS, *_OFFICE.values()})
"""Kinds that may be handed in as evidence."""

MAX_NAME = 120


@dataclass(frozen=True)
class Upload:
    """A file as it came in. `size` is told where a file was too large to be read whole: its bytes, not those read."""

    name: str
    content: bytes
    size: int | None = None


def keep(
    tx: Transaction, actor: Actor, upload: Upload, field: str, *, kinds: Collection[str] = LETTERS,
    limit: int = TERBESAR,
) -> Berkas:  # fmt: skip
    """Store a file. Raises `Refused` (on `field`) when it is empty, larger than `limit` bytes, or of another kind."""
    kind = kind_of(upload.content)
    size = len(upload.content) if upload.size is None else upload.size
    if not upload.content:
        raise _refused("berkas.kosong", "Berkas ini kosong. Pilih berkas suratnya.", field)
    if size > limit:
        pesan = (
            f"Berkas ini {megabytes(size)} MB, paling besar {megabytes(limit)} MB. "
            "Pindai ulang dengan resolusi lebih rendah."
        )
        raise _refused("berkas.besar", pesan, field)
    if kind not in kinds:
        pesan = "Berkas harus PDF, JPG, atau PNG. Simpan ulang suratnya sebagai PDF."
        if kinds is EVIDENCE:
            pesan = (
                "Bukti harus foto (JPG, PNG), PDF, atau dokumen Word, Excel, PowerPoint (docx, xlsx, pptx)."
            )
        raise _refused("berkas.jenis", pesan, field)
    assert kind is not None
    name = "".join(sign for sign in upload.name if sign.isprintable())[-MAX_NAME:] or "surat"
    row = Berkas(
        nama=name,
        jenis_media=kind,
        sidik=hashlib.sha256(upload.content).hexdigest(),
        isi=upload.content,
        akun_id=actor.akun_id,
        pada=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def kind_of(content: bytes) -> str | None:
    """What a file is, by its own bytes; the name's ending says nothing."""
    if content.startswith(_ZIP):
        return _office_kind(content)
    return next((kind for kind, starts in KINDS.items() if content.startswith(starts)), None)


def _office_kind(content: bytes) -> str | None:
    """The office document that a packed file is. Only its list of parts is read; nothing is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.namelist()
    except (BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in parts or any(part.endswith("vbaProject.bin") for part in parts):
        return None
    return next((kind for folder, kind in _OFFICE.items() if any(p.startswith(folder) for p in parts)), None)


def megabytes(size: int) -> str:
    """Bytes as people say them: "4,8"."""
    return f"{size / 1_048_576:.1f}".replace(".", ",").removesuffix(",0")


def _refused(code: str, message: str, field: str) -> Refused:
    return Refused([Pelanggaran(code, message, field)])
