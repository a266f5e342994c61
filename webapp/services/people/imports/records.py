"""Exports of the personnel system as it writes them: wide lines with its own column names, recognised by these names.

A record keeps the cells that are used here as text; what they mean for our tables is told in `siasn`. Columns that
are not used are passed over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from webapp.domain.sentences import Sentence
from webapp.services.people.imports.grids import Grid
from webapp.services.people.imports.report import Refusal


@dataclass(frozen=True)
class Shape:
    """A kind of export: the columns that it must have, and those that are used when they are there."""

    name: str
    must: tuple[str, ...]
    may: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are used."""
        return self.must + self.may


PEOPLE: Final = Shape(
    "data utama",
    ("nipBaru", "nama", "golRuangAkhir", "tmtGolAkhir", "jenisJabatanId", "jabatanNama", "tmtJabatan", "unorId"),
    (
        "gelarDepan", "gelarBelakang", "statusPegawai", "jenisPegawaiId", "kedudukanPnsNama", "asnJenjangJabatan",
        "eselon", "eselonId", "eselonLevel", "nomorSk", "unorNama",
    ),
)  # fmt: skip
"""People with their newest grade and post: one line a person."""

UNITS: Final = Shape("referensi unor", ("Id", "DiatasanId", "NamaUnor"), ("NamaJabatan", "EselonId"))
"""Units with the unit above and the post that heads them."""

_TOLD_BY: Final[Mapping[str, Shape]] = {"nipbaru": PEOPLE, "namaunor": UNITS}
"""The column by which an export is recognised, in small letters."""


@dataclass(frozen=True)
class Record:
    """One line. A column that the file lacks is missing in `cells`; an empty cell is an empty text."""

    source: str
    number: int | None
    cells: Mapping[str, str]

    def get(self, *names: str) -> str:
        """The first of these columns that is filled."""
        return next((cell for name in names if (cell := self.cells.get(name, ""))), "")

    def refuse(self, column: str | None, message: str) -> Refusal:
        """A fault of this line."""
        return Refusal(self.source, self.number, column, message)


def shape_of(grid: Grid) -> Shape | None:
    """Which export this is, told by its columns; None for another sheet."""
    header = {name.lower() for name in grid.header}
    return next((shape for name, shape in _TOLD_BY.items() if name in header), None)


def places(shape: Shape, grid: Grid) -> Mapping[str, int] | list[Refusal]:
    """Where each used column stands, or what is wrong with the header."""
    header = [name.lower() for name in grid.header]
    faults = []
    for name in shape.columns:
        found = header.count(name.lower())
        if found > 1:
            faults.append(Refusal(grid.name, 1, name, "Kolom ini ada dua kali. Hapus salah satunya."))
        elif not found and name in shape.must:
            needed = ", ".join(shape.must)
            message = Sentence(
                "Kolom ini tidak ada. Ekspor %(name)s harus memuat: %(needed)s.",
                name=shape.name,
                needed=needed,
            )
            faults.append(Refusal(grid.name, 1, name, message))
    if faults:
        return faults
    return {name: header.index(name.lower()) for name in shape.columns if name.lower() in header}


def read_record(
    grid: Grid, places_: Mapping[str, int], number: int, line: list[str]
) -> Record | list[Refusal]:
    """One line with the used columns, or why it cannot be read."""
    if len(line) != len(grid.header):
        message = Sentence(
            "Baris ini berisi %(n)s kolom, seharusnya %(columns)s. Periksa koma dan tanda kutipnya.",
            n=len(line),
            columns=len(grid.header),
        )
        return [Refusal(grid.name, number, None, message)]
    return Record(grid.name, number, {name: line[place] for name, place in places_.items()})
