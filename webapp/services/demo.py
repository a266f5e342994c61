"""Example cities: loaded once into an empty database, through the import that a real city uses."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select, update

from webapp.operations import Actor
from webapp.storage.akun import Akun
from webapp.storage.organisasi import Pegawai

from .activities import bank
from .identity.accounts import hash_password
from .people.imports import import_files, read_folder
from .planning.cycle import open_cycle
from .work import Transaction, Work

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "kota_contoh"
BANK = EXAMPLE / "bank" / "butir.csv"
WORDS = {
    "agus.prasetya": "Kepala Bidang A, pejabat penilai",
    "siti.rahmawati": "pegawai (analis, PNS)",
    "dwi.hartono": "pegawai (operator, PNS)",
    "lestari.nugraheni": "pegawai (PPPK)",
    "yudi.kurniawan": "pegawai (analis muda), pengelola kinerja OPD",
    "ratna.widyastuti": "Kepala Dinas Contoh, penilai para kepala bidang",
    "wali.kota": "Wali Kota, penilai para kepala dinas",
    "wulan.sari": "pengelola kinerja Dinas Contoh, mengusulkan penugasan",
    "nur.hidayat": "admin BKPP, pemilik proses",
    "endang.sulistyowati": "Kepala BKPP, admin BKPP dan pemilik proses kedua, Tim Penilai Kinerja Organisasi",
    "bambang.wicaksono": "Sekretaris Daerah, Pejabat yang Berwenang",
}


@dataclass(frozen=True)
class Account:
    """An account to try, as the command prints it."""

    username: str
    password: str
    words: str


def prepare(work: Work, var_dir: Path) -> list[Account]:
    """Load the example city if the database is empty. Returns its accounts, none where a real city is loaded."""
    password_file = _password_file(var_dir)
    if is_empty(work):
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
    load_bank(work)
    return year


def load_bank(work: Work) -> None:
    """Put the example's items into the Bank Aktivitas, as an admin would; their minutes are made up."""
    with work.reading() as tx:
        query = select(Akun).where(Akun.peran.contains(["admin_bkpp"])).order_by(Akun.id).limit(1)
        akun = tx.session.scalars(query).one()
        admin = Actor(akun.id, akun.nama_pengguna, akun.pegawai_id, None, frozenset(akun.peran))
    report = bank.import_rows(work, admin, bank.read_file(BANK.name, BANK.read_bytes()), dry_run=False)
    if report.refused:
        raise ValueError(
            "\n".join(f"{BANK.name} {number}: {wrong[0].pesan}" for number, wrong in report.refused)
        )


def is_empty(work: Work) -> bool:
    """Whether nobody is on the roll."""
    with work.reading() as tx:
        return tx.session.scalar(select(Pegawai.id).limit(1)) is None


def load_generated(
    work: Work, files: Mapping[str, bytes], var_dir: Path, progress: Callable[[str, int, int], None]
) -> list[Account]:
    """Load the files of a generated city into an empty database, one password for all its accounts.

    Returns the accounts worth trying. Raises ValueError with every reason when the import refuses the files.
    """
    password = _new_password(_password_file(var_dir))
    with work.transaction() as tx:
        report = import_files(tx.session, files, progress=progress)
        if report.refused:
            raise ValueError("\n".join(str(row) for row in report.refused))
        set_passwords(tx, password)
        return [Account(name, password, said) for name, said in _worth_trying(tx)]


def _worth_trying(tx: Transaction) -> list[tuple[str, str]]:
    """The Kepala Daerah, every account with an office in BKPP, one pengelola, and whoever evaluates most people."""
    found: dict[str, str] = {}
    for name, peran in tx.session.execute(select(Akun.nama_pengguna, Akun.peran).order_by(Akun.id)):
        words = ", ".join(sorted(peran))
        if "admin_bkpp" in peran or (peran and words not in found.values()):
            found[name] = words
    evaluated = tx.work.organisation.day(tx.session, tx.today).dinilai_oleh
    busiest = max((len(them), -head) for head, them in evaluated.items() if head is not None)
    name = tx.session.scalars(select(Akun.nama_pengguna).where(Akun.pegawai_id == -busiest[1])).one()
    return [*found.items(), (name, f"penilai {busiest[0]} pegawai"), ("wali.kota", "Wali Kota")]


def next_year(today: date) -> int:
    """The year whose deadline for penetapan has not passed yet."""
    return today.year if (today.month, today.day) <= (1, 31) else today.year + 1


def _password_file(var_dir: Path) -> Path:
    return var_dir / "sandi_contoh"


def _new_password(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    path.touch(mode=0o600)
    path.write_text(password)
    return password


def set_passwords(tx: Transaction, password: str) -> None:
    """Give every imported account the example's password."""
    hashed = hash_password(password)
    tx.session.execute(update(Akun).where(Akun.sandi.is_(None)).values(sandi=hashed))


def _accounts(work: Work, password: str) -> list[Account]:
    with work.reading() as tx:
        names = set(tx.session.scalars(select(Akun.nama_pengguna)))
    return [Account(name, password, said) for name, said in WORDS.items() if name in names]
