"""Writing checked rows: codes become ids, new rows are inserted in bulk, changed ones updated by id."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from webapp.services.imports.sheets import MASA, Row
from webapp.services.imports.state import Table
from webapp.storage import Base
from webapp.storage.akun import Akun
from webapp.storage.aturan import Aturan
from webapp.storage.organisasi import Jabatan, PangkatRiwayat, Pegawai, Posting, Unit
from webapp.storage.registri import PihakLuar

Values = dict[str, Any]

_PLAIN: Mapping[str, type[Base]] = {
    "unit.csv": Unit,
    "jabatan.csv": Jabatan,
    "pegawai.csv": Pegawai,
    "pangkat.csv": PangkatRiwayat,
    "posting.csv": Posting,
    "pihak_luar.csv": PihakLuar,
    "akun.csv": Akun,
    "aturan.csv": Aturan,
}

_REFERENCES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("unit.csv", "induk"): ("induk_id", "unit.csv"),
    ("jabatan.csv", "unit"): ("unit_id", "unit.csv"),
    ("pangkat.csv", "nip"): ("pegawai_id", "pegawai.csv"),
    ("posting.csv", "nip"): ("pegawai_id", "pegawai.csv"),
    ("posting.csv", "jabatan"): ("jabatan_id", "jabatan.csv"),
    ("akun.csv", "nip"): ("pegawai_id", "pegawai.csv"),
    ("akun.csv", "pihak_luar"): ("pihak_luar_id", "pihak_luar.csv"),
}
"""File and column that name a row of another file: the column of the table, and that file."""
