"""The CSV files of an import: their columns, their keys, and how one is read into rows."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.domain.masa import Masa
from webapp.domain.organisasi import JenisPenugasan
from webapp.services.imports import cells
from webapp.services.imports.report import Refusal
from webapp.storage.akun import Peran
from webapp.storage.organisasi import JenisPegawai, StatusAsn

LARGEST_FILE = 50_000_000  # bytes


@dataclass(frozen=True)
class Column:
    """A column: how a filled cell is read, and what an empty one means (`REQUIRED`: it is refused)."""

    name: str
    read: cells.Reader = cells.text
    empty: Any = None


REQUIRED = object()
"""Marks a column whose cells must be filled."""

MASA = "berlaku"
"""Under this name a row holds the period read from its columns `mulai` and `selesai` (last day, or empty)."""

_MULAI = Column("mulai", cells.day, REQUIRED)
_SELESAI = Column("selesai", cells.day)


def _must(name: str, read: cells.Reader = cells.text) -> Column:
    return Column(name, read, REQUIRED)


@dataclass(frozen=True)
class Sheet:
    """A kind of file. `key` names the columns that tell one row from another."""

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


SHEETS: Mapping[str, Sheet] = {
    sheet.file: sheet
    for sheet in (
        Sheet(
            "unit.csv",
            (
                _must("kode", cells.code),
                _must("nama"),
                _must("jenis"),
                Column("induk", cells.code),
                _MULAI,
                _SELESAI,
            ),
            ("kode",),
        ),
        Sheet(
            "jabatan.csv",
            (
                _must("kode", cells.code),
                _must("nama"),
                _must("jenis", cells.one_of(JenisJabatan)),
                Column("jenjang", cells.one_of(JenjangJf)),
                _must("unit", cells.code),
                Column("memimpin", cells.yes_no, empty=False),
                Column("tunggal", cells.yes_no, empty=False),
                Column("pukm", cells.yes_no, empty=False),
            ),
            ("kode",),
        ),
        Sheet(
            "pegawai.csv",
            (
                _must("nip", cells.nip),
                _must("nama"),
                Column("gelar_depan"),
                Column("gelar_belakang"),
                _must("jenis", cells.one_of(JenisPegawai)),
                Column("status_asn", cells.one_of(StatusAsn), empty=StatusAsn.AKTIF),
                Column("spmt", cells.day),
                Column("email"),
            ),
            ("nip",),
        ),
        Sheet(
            "pangkat.csv",
            (_must("nip", cells.nip), _must("golongan"), _MULAI, _SELESAI, Column("sk")),
            ("nip", "mulai"),
        ),
        Sheet(
            "posting.csv",
            (
                _must("nip", cells.nip),
                _must("jabatan", cells.code),
                Column("jenis", cells.one_of(JenisPenugasan), empty=JenisPenugasan.DEFINITIF),
                _MULAI,
                _SELESAI,
                Column("nomor_sk"),
            ),
            ("nip", "jabatan", "jenis", "mulai"),
        ),
        Sheet(
            "pihak_luar.csv",
            (
                _must("kode", cells.code),
                _must("nama"),
                _must("jabatan"),
                _must("instansi"),
                Column("kepala_daerah", cells.yes_no, empty=False),
                _MULAI,
                _SELESAI,
            ),
            ("kode",),
        ),
        Sheet(
            "akun.csv",
            (
                _must("nama_pengguna", lambda cell: cells.code(cell).lower()),
                Column("nip", cells.nip),
                Column("pihak_luar", cells.code),
                Column("peran", cells.several_of(Peran), empty=[]),
            ),
            ("nama_pengguna",),
        ),
        Sheet(
            "aturan.csv",
            (
                _must("kunci", cells.code),
                _must("nilai", cells.json_value),
                _MULAI,
                _SELESAI,
                _must("dasar_hukum"),
            ),
            ("kunci", "mulai"),
        ),
    )
}
"""The files an import knows, in the order in which they refer to each other."""


@dataclass
class Row:
    """A row that could be read. `number` counts as a spreadsheet does; None for a row of the database."""

    file: str
    number: int | None
    values: dict[str, Any]
    id: int | None = field(default=None, compare=False)

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells this row from the others of its file."""
        return tuple(
            _start(self.values) if name == "mulai" else self.values[name] for name in SHEETS[self.file].key
        )

    def refuse(self, column: str | None, message: str) -> Refusal:
        """A fault of this row."""
        return Refusal(self.file, self.number, column, message)


def _start(values: Mapping[str, Any]) -> Any:
    return values[MASA].mulai


def read_sheet(file: str, raw: bytes) -> tuple[list[Row], list[Refusal]]:
    """The rows of a file and its faults: encoding, columns, cells, doubled keys."""
    sheet = SHEETS.get(file)
    if sheet is None:
        known = ", ".join(SHEETS)
        return [], [Refusal(file, None, None, f"Berkas ini tidak dikenal. Nama yang dikenal: {known}.")]
    if len(raw) > LARGEST_FILE:
        return [], [Refusal(file, None, None, "Berkas lebih besar dari 50 MB. Bagi menjadi beberapa berkas.")]
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        message = 'Berkas tidak dalam UTF-8. Di lembar sebar, simpan ulang sebagai "CSV UTF-8".'
        return [], [Refusal(file, row, None, message)]
    return _rows(sheet, content)


def _rows(sheet: Sheet, content: str) -> tuple[list[Row], list[Refusal]]:
    first = content.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    faults: list[Refusal] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        faults = _check_header(sheet, header)
        for line in () if faults else reader:
            if any(cell.strip() for cell in line):
                _read_line(sheet, header, line, reader.line_num, rows, faults)
    except csv.Error as error:
        message = (
            f"Baris ini tidak dapat dibaca sebagai CSV ({error}). Periksa tanda kutip yang tidak ditutup."
        )
        faults.append(Refusal(sheet.file, reader.line_num, None, message))
    return rows, faults + _doubled(sheet, rows)


def _check_header(sheet: Sheet, header: list[str]) -> list[Refusal]:
    expected = ", ".join(sheet.header)
    faults: list[tuple[str | None, str]] = [
        (name, f"Kolom ini tidak ada. Baris pertama harus memuat: {expected}.")
        for name in sheet.header
        if name not in header
    ]
    faults += [
        (name or None, f"Kolom ini tidak dikenal. Hapus, atau ganti namanya; yang dikenal: {expected}.")
        for name in header
        if name not in sheet.header
    ]
    doubled = {name for name in header if header.count(name) > 1}
    faults += [(name, "Kolom ini ada dua kali. Hapus salah satunya.") for name in sorted(doubled)]
    return [Refusal(sheet.file, 1, column, message) for column, message in faults]


def _read_line(
    sheet: Sheet, header: list[str], line: list[str], number: int, rows: list[Row], faults: list[Refusal]
) -> None:
    if len(line) != len(header):
        message = (
            f"Baris ini berisi {len(line)} kolom, seharusnya {len(header)}. Periksa koma dan tanda kutipnya."
        )
        faults.append(Refusal(sheet.file, number, None, message))
        return
    filled = {name: cell.strip() for name, cell in zip(header, line, strict=True)}
    values: dict[str, Any] = {}
    wrong = []
    for column in sheet.columns:
        cell = filled[column.name]
        try:
            values[column.name] = column.read(cell) if cell else _empty(column)
        except cells.CellRefused as refusal:
            wrong.append(Refusal(sheet.file, number, column.name, str(refusal)))
    if not wrong and "mulai" in values:
        wrong = _join_period(sheet, number, values)
    faults.extend(wrong)
    if not wrong:
        rows.append(Row(sheet.file, number, values))


def _empty(column: Column) -> Any:
    if column.empty is REQUIRED:
        raise cells.CellRefused("Kolom ini wajib diisi.")
    return column.empty


def _join_period(sheet: Sheet, number: int, values: dict[str, Any]) -> list[Refusal]:
    start, last = values.pop("mulai"), values.pop("selesai")
    if last is not None and last < start:
        message = (
            f"Tanggal selesai {last} mendahului tanggal mulai {start}. Tukar atau perbaiki salah satunya."
        )
        return [Refusal(sheet.file, number, "selesai", message)]
    values[MASA] = Masa(start, None if last is None else last + timedelta(days=1))
    return []


def _doubled(sheet: Sheet, rows: list[Row]) -> list[Refusal]:
    seen: dict[tuple[Any, ...], Row] = {}
    faults = []
    for row in rows:
        first = seen.setdefault(row.key, row)
        if first is not row:
            named = ", ".join(str(part) for part in row.key)
            message = f"{named} sudah ada di baris {first.number}. Hapus salah satunya."
            faults.append(row.refuse(sheet.key[0], message))
    return faults
