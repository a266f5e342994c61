"""Files that people hand in: taken only if they are what they say, kept with their fingerprint."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

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

MAX_NAME = 120


@dataclass(frozen=True)
class Upload:
    """A file as it came in."""

    name: str
    content: bytes


def keep(tx: Transaction, actor: Actor, upload: Upload, field: str) -> Berkas:
    """Store a file. Raises `Refused` (on `field`) when it is empty, too large, or of another kind."""
    kind = kind_of(upload.content)
    if not upload.content:
        raise _refused("berkas.kosong", "Berkas ini kosong. Pilih berkas suratnya.", field)
    if len(upload.content) > TERBESAR:
        size = f"{len(upload.content) / 1_048_576:.1f}".replace(".", ",")
        pesan = f"Berkas ini {size} MB, paling besar 5 MB. Pindai ulang dengan resolusi lebih rendah."
        raise _refused("berkas.besar", pesan, field)
    if kind is None:
        pesan = "Berkas harus PDF, JPG, atau PNG. Simpan ulang suratnya sebagai PDF."
        raise _refused("berkas.jenis", pesan, field)
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
    """What a file is, by its first bytes."""
    return next((kind for kind, starts in KINDS.items() if content.startswith(starts)), None)


def _refused(code: str, message: str, field: str) -> Refused:
    return Refused([Pelanggaran(code, message, field)])
