"""Photos as evidence: made small and stripped of everything but the picture before they are kept.

A phone writes where and when a photo was taken into its file; none of that is evidence of work, so a photo is drawn
anew: at most 1,600 pixels wide or high, JPEG, without EXIF. Other files pass as they are.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.services.files import Upload, kind_of, megabytes
from webapp.storage.berkas import TERBESAR

from .content import NewEntry

LARGEST = 15 * 1024 * 1024
"""Bytes of a photo as it comes from the camera."""

EDGE, QUALITY = 1_600, 80

READERS = {"image/jpeg": (JpegImageFile, 51_000_000), "image/png": (PngImageFile, 24_000_000)}
"""How a kind of photo is read, and how many pixels it may promise: a small file can unpack to more than the memory."""

HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
"""Brands of the container in which newer phones store photos."""


class _Bad(Exception):
    """A photo that is not taken, with the sentence that says why."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


def ready(new: NewEntry) -> tuple[NewEntry, list[Pelanggaran]]:
    """An entry with its photos made small, and what is wrong with those that could not be."""
    wrong: list[Pelanggaran] = []
    bukti = [one for upload in new.bukti if (one := _ready(upload, "bukti", wrong)) is not None]
    surat = None if new.surat is None else _ready(new.surat, "surat", wrong)
    return replace(new, bukti=tuple(bukti), surat=surat), wrong


def _ready(upload: Upload, field: str, wrong: list[Pelanggaran]) -> Upload | None:
    try:
        return small(upload)
    except _Bad as bad:
        said = Sentence("%(name)s: %(why)s", name=upload.name, why=bad.why)
        wrong.append(Pelanggaran("aktivitas.foto", said, field))
        return None


def small(upload: Upload) -> Upload:
    """A photo drawn anew; any other file as it is. Raises `_Bad`."""
    size = len(upload.content) if upload.size is None else upload.size
    kind = kind_of(upload.content)
    most = LARGEST if kind in READERS else TERBESAR
    if size > most:
        raise _Bad(
            Sentence(
                "Berkas ini %(size)s MB, paling besar %(most)s MB. Ambil foto dengan resolusi lebih rendah, atau "
                "pilih berkas lain. Isian lainnya tidak hilang.",
                size=megabytes(size),
                most=megabytes(most),
            )
        )
    if upload.content[4:8] == b"ftyp" and upload.content[8:12] in HEIC:
        raise _Bad(
            Sentence(
                "Foto HEIC atau AVIF tidak dapat dibaca di semua perangkat. Atur kamera ke JPG (paling kompatibel), "
                "atau kirim tangkapan layarnya."
            )
        )
    if kind not in READERS:
        return upload
    name = upload.name.rpartition(".")[0] or upload.name
    return Upload(f"{name}.jpg", _drawn(upload.content, kind))


def _drawn(content: bytes, kind: str) -> bytes:
    reader, most = READERS[kind]
    try:
        # The readers themselves, not Image.open: its limit of pixels is one for the whole process and only warns.
        with reader(BytesIO(content)) as photo:
            if photo.width * photo.height > most:
                raise _Bad(
                    Sentence(
                        "Foto ini %(width)s × %(height)s titik, terlalu besar untuk dibuka. Ambil foto dengan "
                        "resolusi lebih rendah.",
                        width=photo.width,
                        height=photo.height,
                    )
                )
            photo.draft("RGB", (EDGE, EDGE))
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((EDGE, EDGE))
            return _written(upright)
    except (OSError, SyntaxError, ValueError, IndexError, TypeError, struct.error) as error:
        raise _Bad(Sentence("Foto ini rusak atau terpotong. Ambil foto lagi.")) from error


def _written(photo: Image.Image) -> bytes:
    """The picture on white, and nothing but the picture: a new image carries no EXIF, comment or profile."""
    plain = Image.new("RGB", photo.size, "white")
    if photo.mode in ("RGBA", "LA", "P", "PA"):
        layer = photo.convert("RGBA")
        plain.paste(layer, mask=layer.getchannel("A"))
    else:
        plain.paste(photo.convert("RGB"))
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
