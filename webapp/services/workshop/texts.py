"""The walls before a file comes into a draft: its name, its size, its encoding. What it says is for the check.

A draft may be broken, so that half a thought can be kept; but nothing comes in that is no text, that hides a DOCTYPE,
or that is too big to be looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Refused

MAX_FILE: Final = 1 << 20
MAX_FILES: Final = 400
MAX_BUNDLE: Final = 20 << 20

_NAME = r"[a-z][a-z0-9_]{0,79}"
_PATH = re.compile(
    rf"workflows/{_NAME}\.bpmn|workflows/tables/{_NAME}\.dmn|workflows/scenarios/{_NAME}/{_NAME}\.json"
    rf"|forms/{_NAME}/{_NAME}\.json"
)
_DECLARED = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def check_path(path: str) -> None:
    """Only names that a bundle knows: never an absolute path, a `..`, or a folder of one's own. Raises `Refused`."""
    if not _PATH.fullmatch(path):
        raise refused(
            "berkas.nama",
            Sentence(
                "%(path)s: nama ini tidak dikenal dalam rilis. Pakai workflows/<proses>.bpmn, "
                "workflows/tables/<tabel>.dmn, atau forms/<proses>/<langkah>.json, "
                "dengan huruf kecil, angka, dan garis bawah.",
                path=path[:120],
            ),
        )


def decode(path: str, raw: bytes) -> str:
    """An upload as text. Raises `Refused` for what is no UTF-8, too big, or declares a DOCTYPE."""
    check_path(path)
    if len(raw) > MAX_FILE:
        raise refused(
            "berkas.besar",
            Sentence("%(path)s: lebih besar dari 1 MB. Pecah menjadi beberapa berkas.", path=path),
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        pesan = Sentence("%(path)s: bukan teks UTF-8. Simpan ulang sebagai UTF-8.", path=path)
        raise refused("berkas.enkode", pesan) from error
    if "\x00" in text:
        raise refused(
            "berkas.enkode",
            Sentence("%(path)s: memuat karakter nol. Simpan ulang dari editornya.", path=path),
        )
    if not path.endswith(".json") and _DECLARED.search(text):
        raise refused(
            "berkas.doctype",
            Sentence("%(path)s: memuat DOCTYPE atau ENTITY. Hapus; diagram tidak memerlukannya.", path=path),
        )
    return text


def check_text(path: str, text: str) -> None:
    """The same walls for a text that a page has sent. Raises `Refused`."""
    try:
        decode(path, text.encode("utf-8"))
    except UnicodeEncodeError as error:
        pesan = Sentence("%(path)s: memuat karakter yang rusak. Simpan ulang sebagai UTF-8.", path=path)
        raise refused("berkas.enkode", pesan) from error


def check_bundle(files: Mapping[str, str]) -> None:
    """How much a bundle may hold. Raises `Refused`."""
    if len(files) > MAX_FILES:
        raise refused("berkas.banyak", Sentence("Satu rilis memuat paling banyak %(n)s berkas.", n=MAX_FILES))
    if sum(len(text.encode()) for text in files.values()) > MAX_BUNDLE:
        raise refused("berkas.besar", "Satu rilis memuat paling banyak 20 MB.")


def refused(code: str, message: str) -> Refused:
    """A refusal about the file that was sent."""
    return Refused([Pelanggaran(code, message, "berkas")])
