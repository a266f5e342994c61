"""Whose data a breach is about: those whom the log names, and those whom the account could have seen besides.

The log keeps readings by an office. A person reads the own data, and a superior that of the own staff, without a row;
they are listed as possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select

from webapp.services.work import Transaction
from webapp.storage.akses import AksesData
from webapp.storage.akun import Akun
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai
from webapp.storage.privasi import PelanggaranData
from webapp.storage.process import Journal
from webapp.storage.sesi import Sesi

FIELDS: Final[Mapping[str, str]] = {
    "skp": "isi SKP, nama, NIP, jabatan",
    "keadaan_skp": "posisi SKP, nama, jabatan",
    "evaluasi": "hasil evaluasi dan predikat",
    "umpan_balik": "umpan balik",
    "peran_hasil": "pembagian peran hasil",
    "mph": "pembagian peran hasil",
    "kontrak_penugasan": "kontrak penugasan",
    "bimbingan": "bimbingan kinerja",
    "konseling": "adanya konseling (isinya tersandi)",
    "aktivitas": "aktivitas harian dan buktinya",
    "aktivitas_bulanan": "aktivitas harian satu bulan",
    "koreksi_aktivitas": "koreksi aktivitas",
    "process_case": "jalannya proses",
    "pegawai": "data kepegawaian: nama, NIP, pangkat, jabatan",
    "tpp": "tambahan penghasilan",
}
"""Which data a kind of page shows."""
OWN: Final = "seluruh data pemilik akun"
STAFF: Final = "data bawahan: SKP, bulan, aktivitas, evaluasi"


@dataclass(frozen=True)
class Concerned:
    """A person: which data, on which pages, from when to when, how often; `is_certain`: the log has it."""

    pegawai_id: int
    name: str
    nip: str
    what: Sequence[str]
    pages: Sequence[str]
    first: datetime | None
    last: datetime | None
    times: int
    is_certain: bool


@dataclass(frozen=True)
class Found:
    """The people, certain ones first; how many sessions and acts of the accounts fall into the time."""

    people: Sequence[Concerned]
    sessions: int
    acts: int


def concerned(tx: Transaction, row: PelanggaranData) -> Found:
    """Everybody whom a breach is about, by what is in the database now."""
    accounts, sessions = _accounts(tx, row)
    seen = _read(tx, row, accounts)
    possible: dict[int, str] = {}
    for akun_id in accounts or ():
        possible |= _possible(tx, row, akun_id)
    people = _people(tx, seen, possible)
    return Found(people, sessions, _acts(tx, row, accounts))


def _accounts(tx: Transaction, row: PelanggaranData) -> tuple[set[int] | None, int]:
    """The accounts by which data were seen (None: any), and how many of their sessions were open in the time."""
    if row.akun_terdampak_id is None and row.perangkat is None:
        return None, 0
    during: list[ColumnElement[bool]] = [
        Sesi.mulai < row.sampai,
        func.coalesce(Sesi.berakhir, Sesi.dipakai) >= row.mulai,
    ]
    if row.akun_terdampak_id is not None:
        during.append(Sesi.akun_id == row.akun_terdampak_id)
    if row.perangkat is not None:
        during.append(Sesi.perangkat == row.perangkat)
    rows = tx.session.execute(select(Sesi.akun_id, func.count()).where(*during).group_by(Sesi.akun_id)).all()
    found = {akun_id for akun_id, _count in rows}
    if row.akun_terdampak_id is not None and row.perangkat is None:
        found.add(row.akun_terdampak_id)
    return found, sum(count for _akun_id, count in rows)


def _read(tx: Transaction, row: PelanggaranData, accounts: set[int] | None) -> dict[int, list[AksesData]]:
    query = select(AksesData).where(AksesData.pada >= row.mulai, AksesData.pada < row.sampai)
    if accounts is not None:
        query = query.where(among(AksesData.akun_id, accounts))
    elif row.opd_id is not None:
        day = tx.work.organisation.day(tx.session, row.mulai.astimezone(tx.work.zone).date())
        query = query.where(among(AksesData.pegawai_id, day.anggota_opd.get(row.opd_id, frozenset())))
    found: dict[int, list[AksesData]] = defaultdict(list)
    for one in tx.session.scalars(query.order_by(AksesData.pada)):
        found[one.pegawai_id].append(one)
    return found


def _possible(tx: Transaction, row: PelanggaranData, akun_id: int) -> dict[int, str]:
    """The owner of an account and the staff of the day on which it began."""
    owner = tx.session.scalar(select(Akun.pegawai_id).where(Akun.id == akun_id))
    if owner is None:
        return {}
    day = tx.work.organisation.day(tx.session, row.mulai.astimezone(tx.work.zone).date())
    staff = {
        *day.dinilai_oleh.get(owner, ()),
        *day.di_atas_oleh.get(owner, ()),
        *day.diverifikasi_oleh.get(owner, ()),
    }
    return {**dict.fromkeys(staff, STAFF), owner: OWN}


def _people(
    tx: Transaction, seen: Mapping[int, Sequence[AksesData]], possible: Mapping[int, str]
) -> list[Concerned]:
    query = select(Pegawai).where(among(Pegawai.id, set(seen) | set(possible)))
    found = []
    for person in tx.session.scalars(query):
        rows = seen.get(person.id, ())
        what = {FIELDS.get(one.jenis, one.jenis) for one in rows}
        if person.id in possible:
            what.add(possible[person.id])
        found.append(
            Concerned(
                person.id, person.nama_lengkap, person.nip, sorted(what), sorted({one.halaman for one in rows} - {""}),
                rows[0].pada if rows else None, rows[-1].pada if rows else None, len(rows), is_certain=bool(rows),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (not one.is_certain, one.name, one.nip))


def _acts(tx: Transaction, row: PelanggaranData, accounts: set[int] | None) -> int:
    """Journal entries by the accounts in the time: what was not only seen but done."""
    if not accounts:
        return 0
    query = select(func.count()).select_from(Journal)
    return (
        tx.session.scalar(
            query.where(among(Journal.actor_id, accounts), Journal.at >= row.mulai, Journal.at < row.sampai)
        )
        or 0
    )
