"""A workbook as it comes from outside, packed anew before its reader sees it.

The reader makes a table of everything between a sheet's first and last cell, at once and in memory: two cells at the
ends of a sheet are a file of a kilobyte, and the end of the process. So each part is unpacked here, behind walls, and
looked through for how far its cells reach; the reader gets exactly what was looked at, whatever the sizes that the
file told.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

LARGEST_UNPACKED = 400_000_000
"""Bytes of a workbook's parts together."""

MOST_CELLS = 6_000_000
"""Cells of all sheets, empty ones between others too: 200,000 rows of 30 columns."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""Where a sheet ends (Office Open XML): what says that it stands beyond was not written by a spreadsheet."""

MAX_RATIO, SMALL = 100, 30_000_000
"""How much a workbook may swell once it is larger than `SMALL` bytes unpacked."""

MOST_PARTS = 2_000

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
"""What reading a damaged, encrypted or strangely packed file raises."""

_TEXTS = (".xml", ".rels")
_OTHER = frozenset({"xl/workbook.bin", "content.xml"})
"""Main parts of other kinds of workbooks, which the reader would take for what they are."""
_TAG = re.compile(rb"<(?:[^\s<>/!?]*:)?(row|c)(?=[\s/>])(?:[^<]*?\br\s*=\s*[\"']([A-Za-z]*)([0-9]*)[\"'])?")
"""A row or a cell, and where it says that it stands."""


class TooLarge(Exception):
    """The workbook would be more than can be held."""


def repacked(raw: bytes) -> bytes:
    """The workbook's texts in a new, plain file. Raises `TooLarge`, or one of `BROKEN`."""
    out, places = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(raw)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
        members = {part.filename: part for part in parts.infolist()}
        if _OTHER & {name.lower() for name in members}:
            raise zipfile.BadZipFile("another kind of workbook")
        unpacked = sum(part.file_size for part in members.values())
        if len(members) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
            raise TooLarge
        if unpacked > max(SMALL, MAX_RATIO * len(raw)):
            raise TooLarge
        for name, part in members.items():
            if name.lower().endswith(_TEXTS):
                with parts.open(part) as stream:
                    text = stream.read(part.file_size)
                places += _extent(text)
                if places > MOST_CELLS:
                    raise TooLarge
                plain.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()


def _extent(text: bytes) -> int:
    """How many places the table has that a sheet's cells span. Raises `TooLarge` where its cells are too many.

    A row or a cell that does not say where it stands follows the one before.
    """
    rows = columns = row = column = cells = 0
    for tag in _TAG.finditer(text):
        letters, digits = tag[2] or b"", tag[3] or b""
        if len(letters) > 3 or len(digits) > 7:
            raise TooLarge
        if tag[1] == b"row":
            row, column = int(digits) if digits else row + 1, 0
        else:
            cells += 1
            column = _column(letters) if letters else column + 1
            row = int(digits) if digits else row
        rows, columns = max(rows, row), max(columns, column)
        if cells > MOST_CELLS or rows * columns > MOST_CELLS or rows > LAST_ROW or columns > LAST_COLUMN:
            raise TooLarge
    return rows * columns


def _column(letters: bytes) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
