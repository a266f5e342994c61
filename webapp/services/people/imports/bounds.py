"""What an upload from the pages may not change: rules, whose an account is and which offices it holds, the own data.

Each of these needs a second person, and has its own place for it. Lines that leave such things as they are pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.services.people.imports.report import Refusal
from webapp.services.people.imports.sheets import Row
from webapp.services.people.imports.state import Table

RULES = (
    "Aturan tidak diubah lewat unggahan. Aturan TPP diusulkan dan disetujui di halaman TPP; aturan lain dimasukkan "
    "petugas server dengan perintah lakon import."
)
HELD = (
    "Akun ini sudah ada, jadi pemilik dan perannya tidak diubah lewat unggahan. Peran diusulkan dan disetujui dua "
    "admin BKPP di halaman Peran akun; akun orang lain dibuat sebagai akun baru."
)
OFFICES = (
    "Akun baru dibuat tanpa peran: kosongkan kolom ini. Peran diusulkan dan disetujui dua admin BKPP di halaman Peran "
    "akun."
)
NOBODY = "Akun baru harus berpemilik: isi nip atau pihak_luar."
OWN = "Baris ini mengubah data Anda sendiri. Mintalah admin BKPP lain mengunggahnya."


@dataclass(frozen=True)
class Bounds:
    """Who hands the files in. `nip`: the own one, None for an account of nobody. `keeps_rules`: rules stay as well."""

    nip: str | None = None
    keeps_rules: bool = True

    def refusals(self, before: Mapping[str, Table], rows: Iterable[Row]) -> list[Refusal]:
        """The lines that change what they may not, each told once."""
        found: dict[tuple[str, int | None], Refusal] = {}
        for row in rows:
            held = before[row.file].get(row.replaces or row.key)
            wrong = None if held is not None and held.values == row.values else self._wrong(row, held)
            if wrong is not None:
                column = row.columns.get(wrong[0], wrong[0])
                found.setdefault(row.line, Refusal(row.source or row.file, row.number, column, wrong[1]))
        return list(found.values())

    def _wrong(self, row: Row, held: Row | None) -> tuple[str, str] | None:
        """The column and the sentence, for a row that is new or another than the one that is held."""
        if row.file == "aturan.csv":
            return ("kunci", RULES) if self.keeps_rules else None
        if row.file == "akun.csv":
            return _account(row, held)
        if self.nip is not None and row.values.get("nip") == self.nip:
            return "nip", OWN
        return None


def _account(row: Row, held: Row | None) -> tuple[str, str] | None:
    if held is not None:
        return "nama_pengguna", HELD
    if row.values["peran"]:
        return "peran", OFFICES
    if row.values["nip"] is None and row.values["pihak_luar"] is None:
        return "nip", NOBODY
    return None
