"""The example city: loaded once into an empty database, through the import that a real city uses."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from webapp.storage.akun import Akun
from webapp.storage.organisasi import Pegawai

from .accounts import hash_password
from .cycle import open_cycle
from .imports import import_files, read_folder
from .work import Transaction, Work

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "kota_contoh"
WORDS = {
    "agus.prasetya": "Kepala Bidang A, pejabat penilai",
    "siti.rahmawati": "pegawai (analis, PNS)",
    "dwi.hartono": "pegawai (operator, PNS)",
    "lestari.nugraheni": "pegawai (PPPK)",
    "yudi.kurniawan": "pegawai (analis muda), pengelola kinerja OPD",
    "ratna.widyastuti": "Kepala Dinas Contoh, penilai para kepala bidang",
    "wali.kota": "Wali Kota, penilai para kepala dinas",
    "nur.hidayat": "admin BKPP",
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
        report = import_files(tx.session, read_folder(EXAMPLE))
        if report.refused:
            raise ValueError("\n".join(str(row) for row in report.refused))
        tx.session.flush()
        set_passwords(tx, password)
        year = next_year(tx.today)
    open_cycle(work, year)
    return year


def next_year(today: date) -> int:
    """The year whose deadline for penetapan has not passed yet."""
    return today.year if (today.month, today.day) <= (1, 31) else today.year + 1


def _new_password(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    path.touch(mode=0o600)
    path.write_text(password)
    return password


def set_passwords(tx: Transaction, password: str) -> None:
    """Give every imported account the example's password."""
    hashed = hash_password(password)
    for akun in tx.session.scalars(select(Akun).where(Akun.sandi.is_(None))):
        akun.sandi = hashed


def _accounts(work: Work, password: str) -> list[Account]:
    with work.reading() as tx:
        names = set(tx.session.scalars(select(Akun.nama_pengguna)))
    return [Account(name, password, said) for name, said in WORDS.items() if name in names]
