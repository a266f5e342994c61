"""The example city: loaded once into an empty database, through the import that a real city uses."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from webapp.storage.akun import Akun
from webapp.storage.organisasi import Pegawai
from webapp.storage.registri import PihakLuar

from .accounts import hash_password
from .cycle import open_cycle
from .imports import import_folder
from .work import Transaction, Work

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "kota_contoh"
OFFICES = {"198003032005011007": ["admin_bkpp"], "198206142009031008": ["pengelola_opd"]}
WORDS = {
    "197003121995032001": "Kepala Dinas Contoh",
    "197508201999031002": "Kepala Bidang A, pejabat penilai",
    "199001152015032003": "pegawai (analis)",
    "198812052010011004": "pegawai (operator)",
    "199206182023212005": "pegawai (PPPK)",
    "198206142009031008": "pegawai, pengelola kinerja OPD",
    "199810102026061006": "pegawai (CPNS)",
    "198003032005011007": "admin BKPP",
    "walikota": "Wali Kota, pejabat penilai",
}


@dataclass(frozen=True)
class Account:
    """An account to try, as the command prints it."""

    username: str
    password: str
    words: str


def prepare(work: Work, var_dir: Path) -> list[Account]:
    """Load the example city if the database is empty. Returns its accounts, none where a real city is loaded."""
    password_file = var_dir / "sandi_contoh"
    with work.reading() as tx:
        empty = tx.session.scalar(select(Pegawai.id).limit(1)) is None
    if empty:
        password = _new_password(password_file)
        load(work, password)
    if not password_file.exists():
        return []
    return _accounts(work, password_file.read_text().strip())


def load(work: Work, password: str) -> int:
    """Load people, make their accounts with one password, and open the next cycle. Returns its year."""
    with work.transaction() as tx:
        report = import_folder(tx.session, EXAMPLE)
        if report.refused:
            raise ValueError("\n".join(str(row) for row in report.refused))
        tx.session.flush()
        _make_accounts(tx, password)
        year = next_year(tx.today)
    open_cycle(work, year)
    return year


def next_year(today: date) -> int:
    """The year whose deadline for penetapan has not passed yet."""
    return today.year if (today.month, today.day) <= (1, 31) else today.year + 1


def _new_password(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    with path.open("w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(password)
    return password


def _make_accounts(tx: Transaction, password: str) -> None:
    hashed = hash_password(password)
    for pegawai in tx.session.scalars(select(Pegawai)):
        tx.session.add(
            Akun(
                pegawai_id=pegawai.id,
                nama_pengguna=pegawai.nip,
                sandi=hashed,
                peran=OFFICES.get(pegawai.nip, []),
            )
        )
    for luar in tx.session.scalars(select(PihakLuar).where(PihakLuar.kepala_daerah)):
        tx.session.add(Akun(pihak_luar_id=luar.id, nama_pengguna="walikota", sandi=hashed))


def _accounts(work: Work, password: str) -> list[Account]:
    with work.reading() as tx:
        names = set(tx.session.scalars(select(Akun.nama_pengguna)))
    return [Account(name, password, said) for name, said in WORDS.items() if name in names]
