"""Readers of single cells: text in, value out, or `CellRefused` with a sentence that says what to write."""

import json
import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from webapp.domain.nip import Nip, baca_nip
from webapp.domain.sentences import Sentence, in_a_row

Reader = Callable[[str], Any]

ROUNDED = "\N{ALMOST EQUAL TO}"
"""Stands before a number that a spreadsheet kept as a number though it has more digits than a number keeps."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CODE = re.compile(r"[A-Za-z0-9._-]{1,60}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_INDONESIAN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


class CellRefused(ValueError):
    """The cell cannot be read; the message is for the person who made the file."""


def text(cell: str) -> str:
    """Any text on one line."""
    if _CONTROL.search(cell):
        raise CellRefused(
            "Isian memuat tanda kendali atau baris baru. Ketik ulang isian ini dalam satu baris."
        )
    return cell


def code(cell: str) -> str:
    """A code: letters, digits, dot, dash and underscore, without blanks."""
    if not _CODE.fullmatch(cell):
        raise CellRefused(
            Sentence(
                'Kode "%(cell)s" hanya boleh berisi huruf, angka, titik, dan tanda hubung, tanpa '
                "spasi (paling panjang 60). Perbaiki kode ini di semua berkas yang memakainya.",
                cell=cell,
            )
        )
    return cell


@lru_cache(maxsize=65_536)
def nip(cell: str) -> str:
    """A NIP, its groups with or without blanks. A person's number stands in many rows, so it is read once."""
    found = baca_nip(cell)
    if isinstance(found, Nip):
        return found.teks
    raise CellRefused(in_a_row([one.pesan for one in found]))


def day(cell: str) -> date:
    """A date: 2026-01-31 or 31-01-2026 (also with slashes or dots)."""
    if iso := _ISO.fullmatch(cell):
        year, month, number = iso.groups()
    elif local := _INDONESIAN.fullmatch(cell):
        number, month, year = local.groups()
    else:
        raise CellRefused(
            Sentence('"%(cell)s" bukan tanggal. Tulis tahun-bulan-tanggal, misalnya 2026-01-31.', cell=cell)
        )
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise CellRefused(
            Sentence('Tanggal "%(cell)s" tidak ada di kalender. Periksa SK-nya.', cell=cell)
        ) from None


def yes_no(cell: str) -> bool:
    """ya or tidak."""
    known = {"ya": True, "tidak": False}
    if cell.lower() not in known:
        raise CellRefused(Sentence('"%(cell)s" harus "ya" atau "tidak".', cell=cell))
    return known[cell.lower()]


def one_of(kinds: type[StrEnum]) -> Reader:
    """One of the values of an enumeration, capitals or not, blanks for underscores."""

    def read(cell: str) -> StrEnum:
        try:
            return kinds(cell.upper().replace(" ", "_"))
        except ValueError:
            known = ", ".join(kind.value for kind in kinds)
            raise CellRefused(
                Sentence('"%(cell)s" tidak dikenal. Isi salah satu dari: %(known)s.', cell=cell, known=known)
            ) from None

    return read


def several_of(kinds: type[StrEnum]) -> Reader:
    """Values of an enumeration, parted by blanks."""

    def read(cell: str) -> list[str]:
        wrong = [one for one in cell.split() if one not in {kind.value for kind in kinds}]
        if wrong:
            known = ", ".join(kind.value for kind in kinds)
            raise CellRefused(
                Sentence(
                    '"%(wrong)s" tidak dikenal. Isi dari: %(known)s; pisahkan dengan spasi.',
                    wrong=wrong[0],
                    known=known,
                )
            )
        return sorted(set(cell.split()))

    return read


def json_value(cell: str) -> Any:
    """A JSON value: the form in which rules are kept."""
    try:
        return json.loads(cell)
    except ValueError:
        raise CellRefused(
            Sentence(
                '"%(cell)s" bukan nilai JSON. Contoh: 14, "Pemerintah Kota Contoh" (dengan tanda '
                "kutip), true.",
                cell=cell,
            )
        ) from None
