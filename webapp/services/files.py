"""Files that people hand in: taken only if they are what they say, kept with their fingerprint."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import func, select, text

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.storage.aturan import nilai_aturan
from webapp.storage.berkas import TERBESAR, Berkas

from .file_names import safe_name
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

ACTIVE = ("vbaproject", "vbadata.xml", "/activex/", "/embeddings/oleobject", "/macrosheets/")
"""What names of parts show that an office document holds programs: macros, controls, packed objects."""
MOST_PARTS = 5_000

RULE = "kuota_bukti"
QUOTA: Mapping[str, int] = {"berkas": 3000, "megabyte": 2000}
"""What one account may hand in as evidence in a calendar year where no rule says otherwise."""


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
    """Store a file. Raises `Refused` (on `field`) when it is empty, larger than `limit` bytes, of another kind, or
    evidence beyond the year's quota."""
    if kinds is EVIDENCE or field == "bukti":
        _within_quota(tx, actor, len(upload.content), field)
    kind = kind_of(upload.content)
    size = len(upload.content) if upload.size is None else upload.size
    if not upload.content:
        raise _refused("berkas.kosong", "Berkas ini kosong. Pilih berkas suratnya.", field)
    if size > limit:
        large = Sentence(
            "Berkas ini %(size)s MB, paling besar %(limit)s MB. Pindai ulang dengan resolusi lebih rendah.",
            size=megabytes(size),
            limit=megabytes(limit),
        )
        raise _refused("berkas.besar", large, field)
    if kind not in kinds:
        pesan = "Berkas harus PDF, JPG, atau PNG. Simpan ulang suratnya sebagai PDF."
        if kinds is EVIDENCE:
            pesan = (
                "Bukti harus foto (JPG, PNG), PDF, atau dokumen Word, Excel, PowerPoint (docx, xlsx, pptx)."
            )
        raise _refused("berkas.jenis", pesan, field)
    assert kind is not None
    row = Berkas(
        nama=safe_name(upload.name, "surat"),
        jenis_media=kind,
        sidik=hashlib.sha256(upload.content).hexdigest(),
        isi=upload.content,
        akun_id=actor.akun_id,
        pada=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def _within_quota(tx: Transaction, actor: Actor, more: int, field: str) -> None:
    """Refuse what goes beyond what one person may hand in in a year [CONFIG kuota_bukti]; withdrawn files count."""
    rule: Mapping[str, Any] = {**QUOTA, **(nilai_aturan(tx.session, RULE, tx.today) or {})}
    begin = datetime.combine(tx.today.replace(month=1, day=1), time(), tx.work.zone)
    tx.session.execute(_IN_TURN, {"key": f"kuota_bukti:{actor.akun_id}"})
    query = select(func.count(), func.coalesce(func.sum(func.octet_length(Berkas.isi)), 0))
    number, size = tx.session.execute(
        query.where(Berkas.akun_id == actor.akun_id, Berkas.pada >= begin)
    ).one()
    if number >= int(rule["berkas"]) or size + more > int(rule["megabyte"]) * 1_048_576:
        pesan = Sentence(
            "Berkas Anda tahun ini sudah %(number)s (%(size)s MB), termasuk yang dicabut. "
            "Batasnya %(berkas)s berkas atau %(megabyte)s MB setahun. Pakai tautan, atau hubungi admin BKPP.",
            number=number,
            size=megabytes(int(size)),
            berkas=rule["berkas"],
            megabyte=rule["megabyte"],
        )
        raise _refused("berkas.kuota", pesan, field)


_IN_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


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
    except (BadZipFile, ValueError, NotImplementedError, OverflowError, struct.error):
        return None
    if "[Content_Types].xml" not in parts or len(parts) > MOST_PARTS or any(map(_is_dangerous, parts)):
        return None
    return next((kind for folder, kind in _OFFICE.items() if any(p.startswith(folder) for p in parts)), None)


def _is_dangerous(part: str) -> bool:
    """Whether a part of an office document runs something, or has a name that leads out of its folder."""
    name = part.replace("\\", "/").lower()
    leads_out = name.startswith("/") or ".." in name.split("/") or ":" in name
    return leads_out or not name.isprintable() or any(one in name for one in ACTIVE)


def megabytes(size: int) -> str:
    """Bytes as people say them: "4,8"."""
    return f"{size / 1_048_576:.1f}".replace(".", ",").removesuffix(",0")


def _refused(code: str, message: str, field: str) -> Refused:
    return Refused([Pelanggaran(code, message, field)])
