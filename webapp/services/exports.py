"""Lists as files for spreadsheets: CSV and XLSX. Whatever a text begins with, it is never written as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import xlsxwriter

from .people.imports.reports import safe

Cell = str | int | date | None
Line = Sequence[Cell]

_LONGEST_CELL = 32_000  # characters that a workbook's cell holds
_WIDEST = 80  # characters of a column


def as_csv(header: Sequence[str], lines: Iterable[Line]) -> bytes:
    """The list as CSV, for spreadsheets with the mark that says UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in (header, *lines):
        writer.writerow(
            [safe(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in line]
        )
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, header: Sequence[str], lines: Iterable[Line]) -> bytes:
    """The list as a workbook of one sheet; texts are strings, days are days."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        widths = [len(name) for name in header]
        for place, name in enumerate(header):
            sheet.write_string(0, place, name, bold)
        for number, line in enumerate(lines, start=1):
            for place, cell in enumerate(line):
                _write(sheet, number, place, cell, day)
                widths[place] = max(widths[place], len(str(cell or "")))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width, _WIDEST) + 2)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(sheet.dim_rowmax or 0, 1), len(header) - 1)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, cell: Cell, day: object) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, place, cell, day)
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell)
    elif cell:
        sheet.write_string(row, place, cell[:_LONGEST_CELL])
