"""Parts of the translation of personnel records: how their columns are called, and how rows are made from cells."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from webapp.domain.jabatan import JenisJabatan
from webapp.domain.sentences import Sentence
from webapp.services.people.imports import cells
from webapp.services.people.imports.post_kinds import folded, level_of_jf, post_code
from webapp.services.people.imports.records import Record
from webapp.services.people.imports.report import Refusal
from webapp.services.people.imports.sheets import MASA, REQUIRED, Column, Row

PERSON = {
    "nip": "nipBaru", "nama": "nama", "gelar_depan": "gelarDepan", "gelar_belakang": "gelarBelakang",
    "jenis": "statusPegawai", "status_asn": "kedudukanPnsNama",
}  # fmt: skip
GRADE = {"nip": "nipBaru", "golongan": "golRuangAkhir", "mulai": "tmtGolAkhir", "selesai": "tmtGolAkhir"}
POSTING = {"nip": "nipBaru", "jabatan": "jabatanNama", "mulai": "tmtJabatan", "selesai": "tmtJabatan"}
POST = {"unit": "unorId", "jenjang": "asnJenjangJabatan", "memimpin": "jabatanNama", "nama": "jabatanNama"}
UNIT = {"kode": "Id", "nama": "NamaUnor", "induk": "DiatasanId", "jenis": "NamaUnor"}
HEAD = {"unit": "Id", "memimpin": "NamaJabatan", "nama": "NamaJabatan"}

NOT_LEADING = (JenisJabatan.JF, JenisJabatan.PELAKSANA)
"""Kinds of post that do not head their unit."""


class NotUnderstood(Exception):
    """The record cannot be understood."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(str(refusals[0]))
        self.refusals = refusals


def open_rows(rows: Iterable[Row]) -> dict[str, Row]:
    """The row without an end of each person."""
    return {row.values["nip"]: row for row in rows if row.values[MASA].sampai is None}


def read_cell(record: Record, name: str, reader: cells.Reader, **empty: Any) -> Any:
    """A cell's value; without `empty` it must be filled. Raises `NotUnderstood`."""
    column = Column(name, reader, empty["empty"] if empty else REQUIRED)
    try:
        return column.value(record.cells.get(name, ""))
    except cells.CellRefused as refusal:
        raise NotUnderstood([record.refuse(name, str(refusal))]) from None


def kept(held: Row | None, name: str, said: str | None) -> str | None:
    """What we have, where the record says the same in other capitals."""
    ours = held.values[name] if held else None
    return ours if ours is not None and folded(ours) == folded(said) else said


def row_of(file: str, record: Record, values: dict[str, Any], columns: Mapping[str, str]) -> Row:
    """A row that this line asks for."""
    return Row(file, record.number, values, source=record.source, columns=columns)


def new_post(record: Record, unit: str, name: str, kind: JenisJabatan, columns: Mapping[str, str]) -> Row:
    """A new post. A managerial one heads its unit and has one holder."""
    leads = kind not in NOT_LEADING
    jenjang = level_of_jf(record.get("asnJenjangJabatan"), name) if kind is JenisJabatan.JF else None
    if kind is JenisJabatan.JF and jenjang is None:
        message = Sentence(
            'Jenjang jabatan fungsional "%(name)s" tidak dikenal. Isi asnJenjangJabatan, '
            "misalnya Ahli Pertama.",
            name=name,
        )
        raise NotUnderstood([record.refuse("asnJenjangJabatan", message)])
    values = {
        "kode": post_code(unit, name), "nama": name, "jenis": kind, "jenjang": jenjang, "unit": unit,
        "memimpin": leads, "tunggal": leads, "pukm": False,
    }  # fmt: skip
    row = row_of("jabatan.csv", record, values, columns)
    row.implied = True
    return row
