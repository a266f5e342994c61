"""What was refused, as a file for the person who mends the source: XLSX or CSV.

Words of the uploaded files stand in it, so nothing is ever written as a formula: in a workbook every text is a string,
in CSV a cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import xlsxwriter

from webapp.services.people.imports.report import Counts, Refusal

Line = Sequence[str | int | None]

HEADER: Final = ("Berkas", "Baris", "Kolom", "Sebab dan perbaikan")
COUNTED: Final = ("Berkas", "Ditambah", "Diubah", "Diakhiri", "Tetap")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_000  # characters that a workbook's cell holds
_WIDTHS = (28, 10, 20, 110)  # of the columns, in characters


def refusals_csv(refused: Iterable[Refusal]) -> bytes:
    """The refused lines as CSV, for spreadsheets with the mark that says UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for one in refused:
        writer.writerow([safe(one.file), one.row or "", safe(one.column or ""), safe(one.message)])
    return out.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def refusals_xlsx(refused: Iterable[Refusal], counts: Mapping[str, Counts]) -> bytes:
    """The refused lines as a workbook, with a second sheet of counts per file."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        lines: Iterable[Line] = ([one.file, one.row, one.column or "", one.message] for one in refused)
        _sheet(book, "Ditolak", HEADER, lines)
        told: Iterable[Line] = (
            [file, one.added, one.changed, one.ended, one.unchanged] for file, one in counts.items()
        )
        _sheet(book, "Ringkasan", COUNTED, told)
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, title: str, header: Sequence[str], lines: Iterable[Line]) -> None:
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True})
    for place, (name, width) in enumerate(zip(header, (*_WIDTHS, 10), strict=False)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 0)
    for number, line in enumerate(lines, start=1):
        for place, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(number, place, cell)
            elif cell:
                sheet.write_string(number, place, cell[:_LONGEST_CELL])
