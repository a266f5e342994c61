"""A workbook that says little of itself and spans much is refused before its reader makes a table of it."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from tests.services.sisdm_files import workbook
from webapp.services.people.imports.grids import Unreadable, open_file

SHEET = "xl/worksheets/sheet1.xml"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_rows(rows: str, *, claim: int | None = None) -> bytes:
    """A workbook whose first sheet has these rows; `claim`: the bytes that it claims to unpack to."""
    old, out = zipfile.ZipFile(io.BytesIO(workbook(pegawai=[["nip"]]))), io.BytesIO()
    with old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == SHEET:
                text = f"<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>".encode()
            new.writestr(part.filename, text)
    raw = bytearray(out.getvalue())
    if claim is not None:
        at = raw.index(SHEET.encode(), raw.index(b"PK\x01\x02")) - 46
        raw[at + 24 : at + 28] = claim.to_bytes(4, "little")
    return bytes(raw)


def value(place: str = "") -> str:
    """A cell."""
    said = f' r="{place}"' if place else ""
    return f"<c{said}><v>1</v></c>"


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1">{value("A1")}</row><row r="1048576">{value("XFD1048576")}</row>',
        f'<row r="1">{value() * 4_000}</row><row r="1048576">{value()}</row>',
        f'<row r="1048576">{value()}</row><row>{value() * 4_000}</row>',
        '<row r="1"><c x=">" r="A1"><v>1</v></c></row><row r="900000"><c x=">" r="XFD900000"><v>1</v></c></row>',
        f'<row r="1">{value("XFE1")}</row>',
        f"<row>{value() * 16_385}</row>",
        f'<row r="1048577">{value("A1048577")}</row>',
    ],
)
def test_cells_far_apart_are_refused(rows: str) -> None:
    with pytest.raises(Unreadable, match="terlalu besar"):
        open_file("pegawai.xlsx", with_rows(rows))


def test_many_sheets_are_counted_together() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for number in range(8):
            page = book.add_worksheet(f"l{number}")
            page.write(0, 0, "nip")
            page.write(9_999, 99, "x")
    with pytest.raises(Unreadable, match="terlalu besar"):
        open_file("banyak.xlsx", out.getvalue())


def test_a_part_that_claims_to_be_small_is_read_no_further() -> None:
    rows = "".join(f'<row r="{n}">{value(f"A{n}")}</row>' for n in range(1, 2_000))
    assert open_file("pegawai.xlsx", with_rows(rows))
    with pytest.raises(Unreadable, match="rusak"):
        open_file("pegawai.xlsx", with_rows(rows, claim=200))


def test_a_sheet_without_places_is_read_as_it_follows() -> None:
    (grid,) = open_file("pegawai.xlsx", with_rows(f"<row>{value() * 3}</row><row>{value() * 3}</row>"))
    assert list(grid.lines) == [(2, ["1", "1", "1"])]


def test_a_character_that_no_database_holds_is_left_out_of_a_columns_name() -> None:
    (grid,) = open_file("a.xlsx", with_rows('<row r="1"><c r="A1" t="str"><v>ni_x0000_p</v></c></row>'))
    assert grid.header == ("nip",)
