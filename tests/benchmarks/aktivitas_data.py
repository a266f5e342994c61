"""A month of daily activities of a generated city: months opened as the job does, entries loaded by COPY.

The database stays in its folder under `STOCK`; what is measured runs on copies of it. One OPD, and the people of the
busiest verifikator, still wait for decisions about their last two days; all else is approved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import select, text
from sqlalchemy.orm import sessionmaker

from tests.conftest import ZONE
from webapp.cli import publish_shipped
from webapp.domain.bank_aktivitas import CaraHitung
from webapp.examples.kota_besar import build
from webapp.operations import Actor
from webapp.services import accounts
from webapp.services.activities import bank, month
from webapp.services.database import create_database, migrate, private_url
from webapp.services.people.imports import import_files
from webapp.services.people.organisation import OrganisationDay
from webapp.services.postgres import PrivatePostgres
from webapp.services.work import Work
from webapp.storage.akun import Akun
from webapp.storage.engine import open_engine

STOCK, COPY = "lakon_bench_bulan", "lakon_bench_bulan_salinan"
SEED, OPD_SIZE = 2026, 400
MONTH = date(2026, 10, 1)
"""A month of 22 working days."""
ENTRY_AT = datetime(2026, 10, 30, 16, 0, tzinfo=ZONE)
LOCK_AT = datetime(2026, 11, 6, 9, 0, tzinfo=ZONE)
OPTIONS = {"shared_buffers": "512MB", "max_wal_size": "4GB", "maintenance_work_mem": "256MB"}
ITEMS = (30, 45, 50, 55, 60, 90)
"""Standard minutes of the items in the bank."""

Took = Callable[[str, float], None]

_ENTRY = (
    "COPY aktivitas (bulan_id, pegawai_id, tanggal, mulai, selesai, versi_id, waktu_baku, volume, menit, "
    "alasan_tanpa_rhk, terlambat, hari_libur, status, diajukan_pada, akun_id, request_id, diputus_pada, "
    "diputus_akun_id) FROM STDIN"
)
_OVERLAP = "ex_aktivitas_tidak_tumpang_tindih"


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
    with PrivatePostgres(folder, OPTIONS) as server:
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
        began = perf_counter()
        rows = _load(server, work, size)
        took(f"load {rows:,} entries by COPY, with all indexes", perf_counter() - began)
        engine.dispose()


def drop(server: PrivatePostgres, name: str) -> None:
    """Throw a database away."""
    with psycopg.connect(make_conninfo(**server.address()), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def copied(folder: Path) -> Iterator[tuple[Work, Clock]]:
    """A copy of the made database with a clock to set; thrown away at the end."""
    with PrivatePostgres(folder, OPTIONS) as server:
        drop(server, COPY)
        create_database(server, COPY, STOCK)
        engine = open_engine(private_url(server, COPY), ZONE)
        clock = Clock()
        try:
            yield Work(sessionmaker(engine), ZONE, clock=clock), clock
        finally:
            engine.dispose()
            drop(server, COPY)


def is_made(folder: Path) -> bool:
    """Whether the folder holds a made database."""
    if not (folder / "data" / "PG_VERSION").exists():
        return False
    with PrivatePostgres(folder, OPTIONS) as server, psycopg.connect(
        make_conninfo(**server.address())
    ) as connection:  # fmt: skip
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [STOCK])
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


def _load(server: PrivatePostgres, work: Work, size: Size) -> int:
    """Load the entries past the triggers, then check them by building the constraint that forbids overlaps."""
    with work.reading() as tx:
        session = tx.session
        people = session.execute(
            text(
                "SELECT b.id, b.pegawai_id, a.id FROM aktivitas_bulan b JOIN akun a ON a.pegawai_id = b.pegawai_id "
                "ORDER BY b.pegawai_id"
            )
        ).all()
        versions = {
            int(minutes): int(one)
            for one, minutes in session.execute(text("SELECT id, waktu_baku FROM butir_aktivitas_versi"))
        }
        day = work.organisation.day(session, ENTRY_AT.date())
        waiting = set(busiest(day)[1]) | set(day.anggota_opd[opd_near(day)])
        decider = admins(work)[0].akun_id
    with psycopg.connect(make_conninfo(**server.address(STOCK))) as connection:
        connection.execute("SET session_replication_role = replica")
        told = connection.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [_OVERLAP]
        ).fetchone()
        assert told is not None
        connection.execute(f"ALTER TABLE aktivitas DROP CONSTRAINT {_OVERLAP}")
        with connection.cursor() as cursor, cursor.copy(_ENTRY) as copy:
            for nth, person in enumerate(people):
                bulan_id, pegawai_id, akun_id = person
                waits = pegawai_id in waiting
                copy.write(_lines(nth, bulan_id, pegawai_id, akun_id, versions, size, decider, waits))
        connection.execute(f"ALTER TABLE aktivitas ADD CONSTRAINT {_OVERLAP} {told[0]}".encode())
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    return len(people) * len(working_days(size.days)) * size.entries


def working_days(count: int) -> Sequence[date]:
    """The first so many weekdays up to the end of the month, the last ones first counted."""
    days = [MONTH + timedelta(days=n) for n in range(31)]
    return [day for day in days if day.weekday() < 5][-count:]


def _lines(
    nth: int, bulan_id: int, pegawai_id: int, akun_id: int, versions: dict[int, int], size: Size, decider: int,
    waits: bool,
) -> str:  # fmt: skip
    """All entries of one person: one item, as often a day as asked, each after the other."""
    minutes = ITEMS[1 + nth % 4]
    version, days, lines = versions[minutes], working_days(size.days), []
    for at, day in enumerate(days):
        open_still = waits and at >= len(days) - 2
        status = "DIAJUKAN" if open_still else "DISETUJUI"
        decided = "\\N\t\\N" if open_still else f"{day} 17:00+07\t{decider}"
        for number in range(size.entries):
            begin = 420 + number * (minutes + 5)
            key = UUID(int=(nth << 40) + (at << 20) + number)
            lines.append(
                f"{bulan_id}\t{pegawai_id}\t{day}\t{begin}\t{begin + minutes}\t{version}\t{minutes}\t1\t{minutes}\t"
                f"Tugas lain\tf\tf\t{status}\t{day} 16:00+07\t{akun_id}\t{key}\t{decided}\n"
            )
    return "".join(lines)
