"""The sheets of an import: their columns, their keys, and how one is read into rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.domain.masa import Masa
from webapp.domain.sentences import Sentence, in_a_row
from webapp.services.people.imports import cells
from webapp.services.people.imports.grids import Grid, known_kind
from webapp.services.people.imports.report import Refusal
from webapp.storage.akun import Peran
from webapp.storage.organisasi import JenisPegawai, StatusAsn
from webapp.storage.registri import JenisKetidakhadiran


@dataclass(frozen=True)
class Column:
    """A column: how a filled cell is read, and what an empty one means (`REQUIRED`: it is refused)."""

    name: str
    read: cells.Reader = cells.text
    empty: Any = None

    def value(self, cell: str) -> Any:
        """What the cell says. Raises `CellRefused`."""
        if not cell:
            if self.empty is REQUIRED:
                raise cells.CellRefused("Kolom ini wajib diisi.")
            return self.empty
        if cell[0] == cells.ROUNDED:
            raise cells.CellRefused(
                "Angka ini terlalu panjang sehingga dibulatkan oleh lembar sebar. Ubah format kolomnya menjadi Teks, "
                "lalu isi ulang."
            )
        return self.read(cell)


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
                _MULAI,
                _SELESAI,
                Column("nomor_sk"),
            ),
            ("nip", "jabatan", "mulai"),
        ),
        Sheet(
            "ketidakhadiran.csv",
            (
                _must("nip", cells.nip),
                _must("jenis", cells.one_of(JenisKetidakhadiran)),
                _MULAI,
                _SELESAI,
                Column("sk"),
            ),
            ("nip", "jenis", "mulai"),
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


@dataclass(slots=True)
class Row:
    """A row that could be read. `number` counts as a spreadsheet does; None for a row of the database.

    `file` says what it is, `source` which file asked for it, and `columns` how that file calls the columns where it
    has words of its own. An `implied` row was not written down: a line needs it beside its own. `replaces` is the key
    of the stored row that this one corrects.
    """

    file: str
    number: int | None
    values: dict[str, Any]
    id: int | None = field(default=None, compare=False)
    source: str = field(default="", compare=False)
    columns: Mapping[str, str] = field(default_factory=dict, compare=False)
    implied: bool = field(default=False, compare=False)
    replaces: tuple[Any, ...] | None = field(default=None, compare=False)
    key: tuple[Any, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        self.key = tuple([_part(self.values, name) for name in SHEETS[self.file].key])

    @property
    def line(self) -> tuple[str, int | None]:
        """The line of the files that asked for it."""
        return self.source or self.file, self.number

    def refuse(self, column: str | None, message: str) -> Refusal:
        """A fault of this row. `column` is ours; it is told by the name that the file uses."""
        named = self.columns.get(column, column) if column else None
        about = (self.file, self.key) if self.implied else None
        return Refusal(self.source or self.file, self.number, named, message, about)


def _part(values: Mapping[str, Any], name: str) -> Any:
    return values[MASA].mulai if name == "mulai" else values[name]


def sheet_of(grid: Grid) -> Sheet | Refusal:
    """The kind of sheet that a grid is by its name, or why it is none."""
    kind = known_kind(grid, SHEETS)
    if kind is None:
        known = ", ".join(SHEETS)
        message = Sentence("Berkas ini tidak dikenal. Nama yang dikenal: %(known)s.", known=known)
        return Refusal(grid.name, None, None, message)
    return SHEETS[kind]


def check_header(sheet: Sheet, grid: Grid) -> list[Refusal]:
    """Columns that are missing, unknown or doubled."""
    expected = ", ".join(sheet.header)
    faults: list[tuple[str | None, str]] = [
        (name, f"Kolom ini tidak ada. Baris pertama harus memuat: {expected}.")
        for name in sheet.header
        if name not in grid.header
    ]
    faults += [
        (name or None, _unknown_column(sheet, name)) for name in grid.header if name not in sheet.header
    ]
    doubled = {name for name in grid.header if grid.header.count(name) > 1}
    faults += [(name, "Kolom ini ada dua kali. Hapus salah satunya.") for name in sorted(doubled)]
    return [Refusal(grid.name, 1, column, message) for column, message in faults]


def _unknown_column(sheet: Sheet, name: str) -> str:
    known = ", ".join(sheet.header)
    message = Sentence(
        "Kolom ini tidak dikenal. Hapus, atau ganti namanya; yang dikenal: %(known)s.", known=known
    )
    if (sheet.file, name) == ("posting.csv", "jenis"):
        return in_a_row([message, "Semua posting definitif; Plt dan Plh diusulkan lewat menu Penugasan."])
    return message


def read_line(sheet: Sheet, grid: Grid, number: int, line: list[str]) -> Row | list[Refusal]:
    """One line as a row, or everything that is wrong with it."""
    if len(line) != len(grid.header):
        message = Sentence(
            "Baris ini berisi %(n)s kolom, seharusnya %(columns)s. Periksa koma dan tanda kutipnya.",
            n=len(line),
            columns=len(grid.header),
        )
        return [Refusal(grid.name, number, None, message)]
    filled = dict(zip(grid.header, line, strict=True))
    values: dict[str, Any] = {}
    wrong = []
    for column in sheet.columns:
        try:
            values[column.name] = column.value(filled[column.name])
        except cells.CellRefused as refusal:
            wrong.append(Refusal(grid.name, number, column.name, str(refusal)))
    if not wrong and "mulai" in values:
        wrong = _join_period(grid, number, values)
    return wrong or Row(sheet.file, number, values, source=grid.name)


def _join_period(grid: Grid, number: int, values: dict[str, Any]) -> list[Refusal]:
    start, last = values.pop("mulai"), values.pop("selesai")
    if last is not None and last < start:
        message = Sentence(
            "Tanggal selesai %(last)s mendahului tanggal mulai %(start)s. Tukar atau perbaiki salah satunya.",
            last=last,
            start=start,
        )
        return [Refusal(grid.name, number, "selesai", message)]
    values[MASA] = Masa(start, None if last is None else last + timedelta(days=1))
    return []


def doubled(rows: list[Row]) -> list[tuple[Row, Refusal]]:
    """Rows whose key stands further up already, each with its refusal."""
    seen: dict[tuple[str, tuple[Any, ...]], Row] = {}
    faults = []
    for row in rows:
        first = seen.setdefault((row.file, row.key), row)
        if first is not row:
            named = ", ".join(str(part) for part in row.key)
            message = Sentence(
                "%(named)s sudah ada di baris %(first)s. Hapus salah satunya.",
                named=named,
                first=first.number if first.source == row.source else f"{first.number} {first.source}",
            )
            faults.append((row, row.refuse(SHEETS[row.file].key[0], message)))
    return faults
