"""A month of daily activities of a generated city: months opened as the job does, entries written in whole sets.

The database stays in its folder under `STOCK`; what is measured runs on copies of it. One OPD still waits for decisions
about its last two days, and the busiest verifikator is sixteen days behind; all else is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import sessionmaker

from tests.conftest import ZONE
from webapp.cli import publish_shipped
from webapp.domain.bank_aktivitas import CaraHitung
from webapp.examples.kota_besar import build
from webapp.operations import Actor
from webapp.services.activities import bank, month
from webapp.services.activities.verifying import MATTER
from webapp.services.database import create_database, migrate, private_url
from webapp.services.identity import accounts
from webapp.services.people.assignments import Desk, Place, holder
from webapp.services.people.imports import import_files
from webapp.services.people.organisation import OrganisationDay
from webapp.services.postgres import PrivatePostgres
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.engine import open_engine

from .aktivitas_load import Load, Took, load

STOCK, COPY = "lakon_bench_bulan", "lakon_bench_bulan_salinan"
SEED, OPD_SIZE = 2026, 400
MONTH = date(2026, 10, 1)
"""A month of 22 working days."""
ENTRY_AT = datetime(2026, 10, 30, 16, 0, tzinfo=ZONE)
LOCK_AT = datetime(2026, 11, 6, 9, 0, tzinfo=ZONE)
LATE_DAYS, BUSY_DAYS = 2, 16
"""Days that still wait in the OPD of the heat map, and before the busiest verifikator."""
OPTIONS = {"shared_buffers": "512MB", "max_wal_size": "4GB", "maintenance_work_mem": "256MB"}
MAKING = {
    **OPTIONS, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
    "wal_level": "minimal", "max_wal_senders": "0",
}  # fmt: skip
"""While the data are made; what is measured runs with fsync and the default durability."""
ITEMS = (30, 45, 50, 55, 60, 90)
"""Standard minutes of the items in the bank."""


@dataclass(frozen=True)
class Size:
    """How much is made."""

    people: int
    days: int = 22
    entries: int = 6

    @property
    def rows(self) -> int:
        """About how many entries that makes; some people have no account."""
        return self.people * self.days * self.entries


@dataclass
class Clock:
    """The clock that every transaction believes."""

    now: datetime = ENTRY_AT

    def __call__(self, _moment: datetime) -> datetime:
        return self.now


def make(folder: Path, size: Size, took: Took) -> None:
    """Make the database in the folder anew."""
    whole = perf_counter()
    with PrivatePostgres(folder, MAKING) as server:
        for name in (COPY, STOCK):
            drop(server, name)
        create_database(server, STOCK)
        url = private_url(server, STOCK)
        migrate(url)
        engine = open_engine(url, ZONE)
        work = Work(sessionmaker(engine), ZONE, clock=Clock(datetime(2026, 10, 1, 6, 0, tzinfo=ZONE)))
        began = perf_counter()
        with work.transaction() as tx:
            report = import_files(tx.session, build(size.people, SEED))
            assert report.accepted, "\n".join(map(str, report.refused[:20]))
        publish_shipped(work)
        _items(work)
        took("import the city", perf_counter() - began)
        began = perf_counter()
        opened = month.open_all(work, MONTH)
        took(f"open the month of {opened:,} people, each with its case", perf_counter() - began)
        _load(server, work, size, took)
        engine.dispose()
    took("in all", perf_counter() - whole)


def drop(server: PrivatePostgres, name: str) -> None:
    """Throw a database away."""
    with psycopg.connect(make_conninfo(**server.address()), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def copied(folder: Path) -> Iterator[tuple[Work, Clock]]:
    """A copy of the made database with a clock to set; thrown away at the end."""
    with PrivatePostgres(folder, OPTIONS) as server:
        drop(server, COPY)
        with psycopg.connect(make_conninfo(**server.address()), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{STOCK}" STRATEGY FILE_COPY')
        engine = open_engine(private_url(server, COPY), ZONE)
        clock = Clock()
        try:
            yield Work(sessionmaker(engine), ZONE, clock=clock), clock
        finally:
            engine.dispose()
            drop(server, COPY)


def engine_of(work: Work) -> Engine:
    """The engine behind the sessions, to be watched."""
    bound = work.sessions.kw["bind"]
    assert isinstance(bound, Engine)
    return bound


def is_made(folder: Path, name: str = STOCK) -> bool:
    """Whether the folder holds a made database of that name."""
    if not (folder / "data" / "PG_VERSION").exists():
        return False
    with PrivatePostgres(folder, OPTIONS) as server, psycopg.connect(
        make_conninfo(**server.address())
    ) as connection:  # fmt: skip
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def admins(work: Work) -> tuple[Actor, Actor]:
    """Two admins of the BKPP."""
    with work.reading() as tx:
        query = select(Akun.id).where(Akun.peran.contains(["admin_bkpp"])).order_by(Akun.id).limit(2)
        first, second = (accounts.actor_of(tx, one) for one in tx.session.scalars(query))
    assert first is not None
    assert second is not None
    return first, second


def busiest(day: OrganisationDay) -> tuple[int, frozenset[int]]:
    """The verifikator with most people, and those people."""
    held = {one: them for one, them in day.diverifikasi_oleh.items() if one is not None}
    head = max(held, key=lambda one: (len(held[one]), one))
    return head, frozenset(held[head])


def opd_near(day: OrganisationDay, size: int = OPD_SIZE) -> int:
    """The OPD whose number of people is nearest to that size."""
    return min(day.anggota_opd, key=lambda one: (abs(len(day.anggota_opd[one]) - size), one))


def _items(work: Work) -> None:
    with work.transaction() as tx:
        tx.session.execute(
            text(
                "UPDATE akun SET peran = array_append(array_remove(peran, 'admin_bkpp'), 'admin_bkpp') WHERE id IN "
                "(SELECT id FROM akun WHERE pegawai_id IS NOT NULL AND aktif ORDER BY id LIMIT 2)"
            )
        )
    items = [
        bank.NewItem(
            kode=f"B{nth:02d}", nama=f"Butir uji {minutes} menit", satuan="dokumen", waktu_baku=minutes,
            cara_hitung=CaraHitung.VOLUME, wajib_bukti=False, mulai=date(2026, 1, 1), dasar="Anjab uji",
        )
        for nth, minutes in enumerate(ITEMS)
    ]  # fmt: skip
    report = bank.import_rows(work, admins(work)[0], list(enumerate(items, start=2)), dry_run=False)
    assert not report.refused, report.refused


def _load(server: PrivatePostgres, work: Work, size: Size, took: Took) -> None:
    with work.reading() as tx:
        everybody = _months(tx, size)
    with psycopg.connect(make_conninfo(**server.address(STOCK))) as connection:
        load(connection, everybody, working_days(size.days), size.entries, took)


def _months(tx: Transaction, size: Size) -> list[Load]:
    """Everybody's month as it is to be written; each person has one item of the bank."""
    versions = {
        int(minutes): int(one)
        for one, minutes in tx.session.execute(text("SELECT id, waktu_baku FROM butir_aktivitas_versi"))
    }
    accounts_of = {int(who): int(one) for who, one in tx.session.execute(text(
        "SELECT pegawai_id, id FROM akun WHERE pegawai_id IS NOT NULL"))}  # fmt: skip
    decider = admins(tx.work)[0].akun_id
    desk = Desk(tx)
    busy, late = busiest(desk.today)[1], desk.today.anggota_opd[opd_near(desk.today)]
    found = []
    for nth, (bulan_id, who) in enumerate(tx.session.execute(text(
        "SELECT id, pegawai_id FROM aktivitas_bulan ORDER BY pegawai_id")).all()):  # fmt: skip
        held = holder(desk, Place("verifikator", who, MATTER))
        minutes = ITEMS[1 + nth % 4]
        if who in accounts_of and held is not None:
            waits = BUSY_DAYS if who in busy else LATE_DAYS if who in late else 0
            by = accounts_of.get(held.pegawai_id or 0, decider)
            found.append(
                Load(
                    bulan_id, who, accounts_of[who], versions[minutes], minutes, waits, by, held.as_mandate()
                )
            )  # fmt: skip
    return found


def working_days(count: int) -> Sequence[date]:
    """The first so many weekdays up to the end of the month, the last ones first counted."""
    days = [MONTH + timedelta(days=n) for n in range(31)]
    return [day for day in days if day.weekday() < 5][-count:]
