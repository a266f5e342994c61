"""An e-SAKIP file read into lines: what each says, or why it cannot be used. Whether it is true is asked elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from webapp.domain.angka import baca_angka
from webapp.domain.sentences import Sentence
from webapp.services.people.imports import cells
from webapp.services.people.imports.grids import Grid, Unreadable, open_file

COLUMNS = ("kode_unit", "tahun", "id_indikator", "sasaran", "indikator", "target", "satuan")
"""Columns of the sheet of promises."""

INDICATOR_COLUMNS = ("kode_unit", "id_indikator", "indikator", "satuan")
"""Columns of the sheet of indicators (kamus indikator)."""

LONGEST = 1_000
_POINT = re.compile(r"\d+\.\d+", re.ASCII)
_YEAR = re.compile(r"20\d\d", re.ASCII)


@dataclass(frozen=True)
class Fault:
    """Why a line (None: the file) cannot be used; `cells` is the line by its columns."""

    row: int | None
    column: str | None
    message: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A line that could be read. `sheet` is "pk" or "indikator"."""

    sheet: str
    row: int
    values: Mapping[str, Any]
    cells: Mapping[str, str]

    def fault(self, column: str | None, message: str) -> Fault:
        """Why this line is not used after all."""
        return Fault(self.row, column, message, self.cells)


@dataclass
class Reading:
    """What a file holds. With `unreadable` it cannot be used at all."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unreadable: list[Fault] = field(default_factory=list)


def read(name: str, raw: bytes) -> Reading:
    """Read every sheet of a file; a sheet is known by its columns."""
    reading = Reading()
    try:
        for grid in open_file(name, raw):
            _read_grid(grid, reading)
    except Unreadable as error:
        reading.unreadable.append(Fault(error.refusal.row, error.refusal.column, error.refusal.message))
    return reading


def _read_grid(grid: Grid, reading: Reading) -> None:
    header = tuple(name.strip().lower() for name in grid.header)
    sheet = "pk" if "target" in header else "indikator"
    wanted = COLUMNS if sheet == "pk" else INDICATOR_COLUMNS
    missing = [name for name in wanted if name not in header]
    if missing:
        message = Sentence(
            "Kolom %(missing)s tidak ada. Baris pertama harus memuat: %(wanted)s.",
            missing=", ".join(missing),
            wanted=", ".join(wanted),
        )
        reading.unreadable.append(Fault(1, missing[0], message))
        return
    for number, line in grid.lines:
        held = dict(zip(header, line, strict=False))
        found = _read_line(sheet, wanted, number, {name: held.get(name, "") for name in wanted})
        if isinstance(found, Line):
            reading.lines.append(found)
        else:
            reading.faults += found


def _read_line(sheet: str, wanted: Sequence[str], number: int, held: dict[str, str]) -> Line | list[Fault]:
    values: dict[str, Any] = {}
    faults = []
    for name in wanted:
        try:
            if not held[name]:
                raise cells.CellRefused("Kolom ini wajib diisi.")
            values[name] = READERS.get(name, _words)(held[name])
        except cells.CellRefused as refused:
            faults.append(Fault(number, name, str(refused), held))
    return faults or Line(sheet, number, values, held)


def _words(cell: str) -> str:
    if len(cell) > LONGEST:
        raise cells.CellRefused(Sentence("Paling panjang %(longest)s huruf. Pendekkan.", longest=LONGEST))
    return str(cells.text(cell))


def _year(cell: str) -> int:
    if not _YEAR.fullmatch(cell):
        raise cells.CellRefused(
            Sentence('"%(cell)s" bukan tahun. Tulis empat angka, misalnya 2026.', cell=cell)
        )
    return int(cell)


def number(cell: str) -> Decimal:
    """A number as people write it (92,5) or as a spreadsheet hands it over (92.5). Raises `CellRefused`."""
    found = baca_angka(cell)
    if found is None and _POINT.fullmatch(cell) and len(cell.partition(".")[2]) != 3:
        found = Decimal(cell)
    if found is None:
        raise cells.CellRefused(
            Sentence('"%(cell)s" bukan angka. Tulis angkanya saja, misalnya 92 atau 92,5.', cell=cell)
        )
    return found


READERS: Mapping[str, Callable[[str], Any]] = {
    "kode_unit": cells.code,
    "tahun": _year,
    "id_indikator": cells.code,
    "target": number,
}
"""How a column is read; the others hold words."""
