"""Files as they are handed in: CSV or XLSX, each a header and numbered lines of text.

What a cell means is not known here. A file that cannot be read to its end is refused as a whole, with what to do.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from webapp.domain.sentences import Sentence
from webapp.services.people.imports.cells import ROUNDED
from webapp.services.people.imports.packed import BROKEN, TooLarge, repacked
from webapp.services.people.imports.report import Refusal

LARGEST_FILE = 50_000_000  # bytes
MOST_ROWS = 200_000
MOST_COLUMNS = 250

_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_NOT_UTF_8 = 'Berkas tidak dalam UTF-8. Di lembar sebar, simpan ulang sebagai "CSV UTF-8".'
_NUL = "\x00"  # no column of a database holds it; a workbook can name it (`_x0000_`)
_SURE_DIGITS = 10**15  # whole numbers from here on may have lost their last digits

Cell = int | float | str | bool | time | date | datetime | timedelta


class Unreadable(Exception):
    """The file as a whole cannot be used."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


@dataclass(frozen=True)
class Grid:
    """One sheet. `name` is how reports call it, `kinds` its bare names, which tell what it holds.

    `lines` counts as a spreadsheet does and may raise `Unreadable` on the way; empty lines are left out.
    """

    name: str
    kinds: tuple[str, ...]
    header: tuple[str, ...]
    lines: Iterable[tuple[int, list[str]]]


def open_file(name: str, raw: bytes) -> list[Grid]:
    """The sheets of a file, told apart by its first bytes. Raises `Unreadable`."""
    if len(raw) > LARGEST_FILE:
        raise _unusable(name, "Berkas lebih besar dari 50 MB. Bagi menjadi beberapa berkas.")
    if raw.startswith(_OLD_WORKBOOK):
        raise _unusable(
            name, "Berkas ini lembar sebar lama (.xls). Simpan ulang sebagai .xlsx atau CSV UTF-8."
        )
    return list(_workbook(name, raw)) if raw.startswith(_ZIP) else [_csv(name, raw)]


def bare(name: str) -> str:
    """A file's name without folder, ending and the number that a browser adds to a second copy."""
    return re.sub(r"\s*\(\d+\)$", "", PurePath(name).stem).strip().lower()


def _unusable(name: str, message: str, row: int | None = None, column: str | None = None) -> Unreadable:
    return Unreadable(Refusal(name, row, column, message))


def _too_long(name: str) -> Unreadable:
    return _unusable(name, "Berkas berisi lebih dari 200.000 baris. Bagi menjadi beberapa berkas.")


# -- CSV ---------------------------------------------------------------------------------------------------------


def _csv(name: str, raw: bytes) -> Grid:
    if max(raw.count(b"\n"), raw.count(b"\r")) > MOST_ROWS + 1:
        raise _too_long(name)
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unusable(name, _NOT_UTF_8, raw[: error.start].count(b"\n") + 1) from None
    first = content.partition("\n")[0]
    if _NUL in first:  # two bytes a letter
        raise _unusable(name, _NOT_UTF_8, 1)
    delimiter = ";" if first.count(";") > first.count(",") else ","
    lines = _csv_lines(name, content, delimiter)
    header = next(lines, (1, []))[1]
    filled = ((number, line) for number, line in lines if any(line))
    return Grid(name, (bare(name),), tuple(header), filled)


def _csv_lines(name: str, content: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        for line in reader:
            yield reader.line_num, [cell.strip() for cell in line]
    except csv.Error as error:
        message = Sentence(
            "Baris ini tidak dapat dibaca sebagai CSV (%(error)s). Periksa tanda kutip yang tidak ditutup.",
            error=str(error),
        )
        raise _unusable(name, message, reader.line_num) from None


# -- XLSX --------------------------------------------------------------------------------------------------------


def _workbook(name: str, raw: bytes) -> Iterator[Grid]:
    message = (
        "Lembar sebar ini rusak atau terkunci sandi. Buka, simpan ulang sebagai .xlsx, lalu unggah lagi."
    )
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(repacked(raw)))
        sheets = [(title, book.get_sheet_by_name(title)) for title in book.sheet_names]
    except TooLarge:
        raise _unusable(name, "Isi lembar sebar ini terlalu besar. Bagi menjadi beberapa berkas.") from None
    except (CalamineError, *BROKEN):
        raise _unusable(name, message) from None
    filled = [(title, sheet) for title, sheet in sheets if sheet.end is not None]
    if not filled:
        raise _unusable(name, "Lembar sebar ini kosong. Periksa berkasnya.")
    if len(filled) == 1:
        title, sheet = filled[0]
        yield _sheet(name, (bare(title), bare(name)), sheet)
        return
    for title, sheet in filled:
        yield _sheet(f"{name} [{title}]", (bare(title),), sheet)


def _sheet(name: str, names: tuple[str, ...], sheet: CalamineSheet) -> Grid:
    last_row, last_column = sheet.end or (0, 0)
    if last_row > MOST_ROWS:
        raise _too_long(name)
    if last_column >= MOST_COLUMNS:
        raise _unusable(
            name,
            Sentence(
                "Lembar ini berisi lebih dari %(most_columns)s kolom. Hapus kolom yang tidak perlu.",
                most_columns=MOST_COLUMNS,
            ),
        )
    rows = sheet.to_python(skip_empty_area=False)
    header = [_text(cell).replace(_NUL, "").strip() for cell in rows[0]]
    while header and not header[-1]:
        header.pop()
    return Grid(name, names, tuple(header), _sheet_lines(rows, len(header)))


def _sheet_lines(rows: list[list[Cell]], width: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows[1:], start=2):
        line = [_text(cell).strip() for cell in row]
        while len(line) > width and not line[-1]:
            line.pop()
        if any(line):
            yield number, line


def _text(cell: Cell) -> str:
    """A typed cell as a person would have written it in a CSV file."""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, int | float):
        whole = float(cell).is_integer()
        return f"{ROUNDED if abs(cell) >= _SURE_DIGITS else ''}{cell:.0f}" if whole else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell if isinstance(cell, str) else cell.isoformat() if isinstance(cell, date | time) else str(cell)


def known_kind(grid: Grid, kinds: Mapping[str, object]) -> str | None:
    """Which of the kinds (file names) the sheet's names tell."""
    return next((f"{one}.csv" for one in grid.kinds if f"{one}.csv" in kinds), None)
