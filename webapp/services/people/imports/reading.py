"""All files of an import read into rows and records, with everything that is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.domain.sentences import Sentence
from webapp.services.people.imports.grids import Grid, Unreadable, open_file
from webapp.services.people.imports.records import PEOPLE, UNITS, Record, Shape, places, read_record, shape_of
from webapp.services.people.imports.report import Refusal
from webapp.services.people.imports.sheets import Row, check_header, doubled, read_line, sheet_of
from webapp.services.people.imports.store import Progress


@dataclass
class Reading:
    """What the files hold. With `unreadable` faults a file cannot be used at all; `refused` ones are about lines."""

    rows: list[Row] = field(default_factory=list)
    units: list[Record] = field(default_factory=list)
    people: list[Record] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unreadable: list[Refusal] = field(default_factory=list)
    lines: int = 0

    @property
    def faults(self) -> list[Refusal]:
        """Everything that is wrong."""
        return self.unreadable + self.refused


def read_files(files: Mapping[str, bytes], tell: Progress) -> Reading:
    """Read the files (name to content). A doubled row is refused at its second place."""
    reading = Reading()
    if not files:
        message = "Tidak ada berkas CSV atau XLSX. Pilih sekurangnya satu berkas."
        reading.unreadable.append(Refusal("", None, None, message))
    for done, (name, raw) in enumerate(files.items()):
        tell("Membaca berkas", done, len(files))
        try:
            for grid in open_file(name, raw):
                _read_grid(grid, reading)
        except Unreadable as error:
            reading.unreadable.append(error.refusal)
    tell("Membaca berkas", len(files), len(files))
    twice = doubled(reading.rows)
    again = {id(row) for row, _ in twice}
    reading.rows = [row for row in reading.rows if id(row) not in again]
    reading.refused += [refusal for _, refusal in twice]
    return reading


def _read_grid(grid: Grid, reading: Reading) -> None:
    shape = shape_of(grid)
    if shape is not None:
        _read_records(grid, shape, reading)
        return
    sheet = sheet_of(grid)
    faults = [sheet] if isinstance(sheet, Refusal) else check_header(sheet, grid)
    reading.unreadable += faults
    if faults or isinstance(sheet, Refusal):
        return
    for number, line in grid.lines:
        reading.lines += 1
        row = read_line(sheet, grid, number, line)
        if isinstance(row, Row):
            reading.rows.append(row)
        else:
            reading.refused += row


def _read_records(grid: Grid, shape: Shape, reading: Reading) -> None:
    where = places(shape, grid)
    if isinstance(where, list):
        reading.unreadable += where
        return
    target = {PEOPLE.name: reading.people, UNITS.name: reading.units}[shape.name]
    key = shape.must[0]
    seen: dict[str, int] = {}
    for number, line in grid.lines:
        reading.lines += 1
        record = read_record(grid, where, number, line)
        if isinstance(record, list):
            reading.refused += record
            continue
        first = seen.setdefault("".join(record.get(key).split()), number)
        if first != number:
            message = Sentence(
                "%(named)s sudah ada di baris %(first)s. Hapus salah satunya.",
                named=record.get(key),
                first=first,
            )
            reading.refused.append(record.refuse(key, message))
        else:
            target.append(record)
