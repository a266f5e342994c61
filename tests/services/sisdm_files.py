"""Exports of the personnel system for tests: data utama of Kota Contoh as the tables hold it, and unor references."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import xlsxwriter

COLUMNS = (
    "id", "nipBaru", "nipLama", "nama", "gelarDepan", "gelarBelakang", "statusPegawai", "golRuangAkhir", "tmtGolAkhir",
    "jenisJabatanId", "jabatanNama", "asnJenjangJabatan", "eselon", "tmtJabatan", "nomorSk", "unorId", "unorNama",
)  # fmt: skip
UNOR = ("Id", "InstansiId", "DiatasanId", "NamaUnor", "NamaJabatan", "EselonId")

SR: Mapping[str, str] = {
    "nipBaru": "199001152015032003", "nama": "SITI RAHMAWATI", "gelarBelakang": "S.Psi.", "statusPegawai": "PNS",
    "golRuangAkhir": "III/b", "tmtGolAkhir": "01-04-2019", "jenisJabatanId": "2",
    "jabatanNama": "Analis SDM Aparatur Ahli Pertama", "asnJenjangJabatan": "Ahli Pertama", "tmtJabatan": "01-07-2021",
    "nomorSk": "821.2/031/2021", "unorId": "BID-A", "unorNama": "Bidang A",
}  # fmt: skip
KB: Mapping[str, str] = {
    "nipBaru": "197508201999031002", "nama": "Agus Prasetya", "gelarBelakang": "S.Sos., M.M.", "statusPegawai": "PNS",
    "golRuangAkhir": "IV/a", "tmtGolAkhir": "01-04-2020", "jenisJabatanId": "1", "jabatanNama": "Kepala Bidang A",
    "eselon": "III.b", "tmtJabatan": "03-01-2022", "unorId": "BID-A", "unorNama": "Bidang A",
}  # fmt: skip
LN: Mapping[str, str] = {
    "nipBaru": "199206182023212005", "nama": "Lestari Nugraheni", "gelarBelakang": "S.AP.", "statusPegawai": "PPPK",
    "golRuangAkhir": "IX", "tmtGolAkhir": "01-02-2023", "jenisJabatanId": "2",
    "jabatanNama": "Analis SDM Aparatur Ahli Pertama", "tmtJabatan": "01-02-2023", "unorId": "BID-A",
}  # fmt: skip


def people(*rows: Mapping[str, str], columns: Sequence[str] = COLUMNS) -> bytes:
    """An export of data utama."""
    return sheet(columns, rows)


def units(*rows: Mapping[str, str]) -> bytes:
    """A unor reference."""
    return sheet(UNOR, rows)


def sheet(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """A CSV file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """An XLSX file: sheets by name, cells as they are typed."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    page.write(number, place, cell)
    return out.getvalue()
