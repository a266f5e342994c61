"""A generated city on the day after a month: everybody's sheet waits for its owner. Made once, measured on copies.

The sheets are made by the services, in several processes: the case is started by the operation that opens a month, its
owner hands the target in, nobody answers it, and the clock lets it count and ends the month. So every journal, hash,
work item and timer is what the product writes. Written directly are only the SKP of the year (its planning is not what
is measured; it begins with the month) and one link of evidence in every row, as people collect them while they work.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Final
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import insert, select
from sqlalchemy.orm import sessionmaker

from tests.benchmarks.aktivitas_data import MAKING, OPTIONS, SEED, Clock, Took, drop
from tests.conftest import ZONE
from tests.kota import filled
from tests.own_city import address
from webapp.cli import publish_shipped
from webapp.domain.cuplikan import Cuplikan
from webapp.domain.jabatan import Jalur, jalur_skp
from webapp.domain.kanonik import cuplikan_kanonik
from webapp.domain.masa import Masa
from webapp.domain.organisasi import jabatan_definitif
from webapp.domain.skp import Bagian, IsiSkp, Pendekatan, Rhk, StatusSkp
from webapp.examples.kota_besar import LEAST_PEOPLE, build
from webapp.operations import Actor, Context, Subject, find
from webapp.services.database import create_database, migrate
from webapp.services.identity import accounts
from webapp.services.people.calendars.days import deadline_calendar
from webapp.services.people.imports import import_files
from webapp.services.postgres import PrivatePostgres
from webapp.services.process import cases, tasks, timers
from webapp.services.process.decisions import decide_in
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.aturan import Periode
from webapp.storage.bulanan import BarisBulanan, BuktiBulanan, HasilCek, RencanaAksi, SkpBulanan
from webapp.storage.engine import open_engine
from webapp.storage.identitas import identitas_pegawai
from webapp.storage.isi import simpan_isi
from webapp.storage.organisasi import Posting
from webapp.storage.queries import HANYA_BACA
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

STOCK, COPY = "lakon_bench_akhir_bulan", "lakon_bench_akhir_bulan_salinan"
ROWS: Final = 5
"""Rows of a sheet."""
SPARE: Final = 1.1
"""How many more people the city has: heads of agencies, and those whom nobody evaluates, have no such sheet."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that waits for its owner: ids, and the accounts of owner and evaluator."""

    id: int
    case_id: int
    owner: int
    evaluator: int


def last_month(today: date) -> date:
    """The first day of the month that is over."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def make(folder: Path, people: int, processes: int, took: Took) -> None:
    """Make the database in the folder anew, with so many sheets."""
    month = last_month(datetime.now(ZONE).date())
    with PrivatePostgres(folder, MAKING) as server:
        for name in (COPY, STOCK):
            drop(server, name)
        create_database(server, STOCK)
        url = address(server, STOCK)
        migrate(url)
        with opened(url, _at(month, 7)) as work:
            began = perf_counter()
            staff = _staff(work, people)
            took("import the city", perf_counter() - began)
        began = perf_counter()
        parts = [(url, month, staff[nth::processes]) for nth in range(processes)]
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            pool.starmap(_sheets, parts, chunksize=1)
        took(f"{len(staff):,} sheets that wait for their owners", perf_counter() - began)
        with psycopg.connect(make_conninfo(**server.address(STOCK)), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")


@contextmanager
def copied(folder: Path) -> Iterator[str]:
    """The address of a copy of the made database, on a server with production's durability; gone at the end."""
    with PrivatePostgres(folder, OPTIONS) as server:
        drop(server, COPY)
        with psycopg.connect(make_conninfo(**server.address()), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{STOCK}" STRATEGY FILE_COPY')
        migrate(address(server, COPY))  # a city that was kept may be of an earlier version
        try:
            yield address(server, COPY)
        finally:
            drop(server, COPY)


@contextmanager
def opened(url: str, now: datetime | None = None) -> Iterator[Work]:
    """The house's services on a database, at that moment or by the database's own clock."""
    engine = open_engine(url, ZONE)
    try:
        yield Work(sessionmaker(engine), ZONE, **({} if now is None else {"clock": Clock(now)}))
    finally:
        engine.dispose()


def sheets(work: Work) -> list[Sheet]:
    """Everybody's sheet, with who judges it today."""
    with work.reading() as tx:
        day = work.organisation.day(tx.session, tx.today)
        evaluator = {one: head for head, them in day.dinilai_oleh.items() for one in them}
        account = dict(
            tx.session.execute(select(Akun.pegawai_id, Akun.id).where(Akun.pegawai_id.is_not(None))).all()
        )
        query = select(SkpBulanan.id, SkpBulanan.case_id, Skp.pegawai_id).join(
            Skp, Skp.id == SkpBulanan.skp_id
        )
        return [
            Sheet(lembar_id, case_id, account[owner], account[evaluator[owner]])
            for lembar_id, case_id, owner in tx.session.execute(query.order_by(SkpBulanan.id)).all()
            if evaluator.get(owner) in account  # an office may have ended since the city was made
        ]


# -- making ----------------------------------------------------------------------------------------------------------


def _at(month: date, hour: int) -> datetime:
    return datetime.combine(month, time(hour), ZONE)


def _staff(work: Work, people: int) -> list[int]:
    """Import a city, and choose so many who have an evaluator on the first day of the month and today."""
    with work.transaction() as tx:
        report = import_files(tx.session, build(max(LEAST_PEOPLE, round(people * SPARE)), SEED))
        assert report.accepted, "\n".join(map(str, report.refused[:20]))
        first, last = date(tx.today.year, 1, 1), date(tx.today.year, 12, 31)
        tx.session.add(Periode(tahun=tx.today.year, mulai=first, selesai=last))
    publish_shipped(work)
    with work.reading() as tx:
        days = [work.organisation.day(tx.session, one) for one in (tx.today, datetime.now(ZONE).date())]
        judged = [
            {one for head, them in day.dinilai_oleh.items() if head is not None for one in them}
            for day in days
        ]
        both = sorted(
            one for one in judged[0] & judged[1]
            if (post := jabatan_definitif(one, days[0].tanggal, days[0].bagan)) and jalur_skp(post) is Jalur.JA_JF
        )  # fmt: skip
    assert len(both) >= people, f"only {len(both)} have an evaluator"
    return both[:people]


def _sheets(url: str, month: date, staff: Sequence[int]) -> None:
    """Make the sheets of some people. Runs in a process of its own."""
    ended = (month + timedelta(days=31)).replace(day=1)
    clock = Clock()
    with opened(url) as work:
        work.clock = clock
        work.sessions.configure(info={HANYA_BACA: True})  # the organisation stays as it is
        for pegawai_id in staff:
            clock.now = _at(month, 8)
            case_id, actor, answers = _begun(work, pegawai_id)
            clock.now = _at(month, 9)
            tasks.complete(
                work, actor, case_id, "susun_target#1", tasks.Submission(uuid4(), answers={"baris": answers})
            )
            _prove(work, case_id, actor)
            clock.now = _at(ended, 1)
            timers.fire_due(work, case_id)


def _begun(work: Work, pegawai_id: int) -> tuple[int, Actor, Mapping[str, Mapping[str, object]]]:
    """A set SKP with the plan of its first month, and the sheet of that month with its case."""
    with work.transaction() as tx:
        skp, revisi = _skp(tx, pegawai_id)
        cells = [
            {"skp_id": skp.id, "revisi_id": revisi.id, "rhk_kunci": f"r{nth}", "bulan": tx.today.month,
             "iki_kunci": "i1", "uraian": f"Menyusun bagian {nth} bulan ini", "target": Decimal(1), "satuan": "dokumen",
             "ditetapkan_pada": tx.now}
            for nth in range(1, ROWS + 1)
        ]  # fmt: skip
        tx.session.execute(insert(RencanaAksi), cells)
        case_id = _opened_sheet(tx, skp)
        akun_id = tx.session.scalars(select(Akun.id).where(Akun.pegawai_id == pegawai_id)).one()
        actor = accounts.actor_of(tx, akun_id)
    assert actor is not None
    told = ("uraian", "target", "satuan")
    answers = {
        f"b{nth}": {"rhk": one["rhk_kunci"], "iki": "i1"} | {name: one[name] for name in told}
        for nth, one in enumerate(cells)
    }
    return case_id, actor, answers


def _skp(tx: Transaction, pegawai_id: int) -> tuple[Skp, SkpRevisi]:
    posting = tx.session.scalars(
        select(Posting).where(Posting.pegawai_id == pegawai_id, Posting.berlaku.contains(tx.today))
    ).one()
    pihak = identitas_pegawai(tx.session, pegawai_id, tx.today)
    assert pihak is not None
    skp = Skp(
        pegawai_id=pegawai_id, tahun=tx.today.year, posting_id=posting.id, status=StatusSkp.DITETAPKAN,
        periode=Masa(tx.today, date(tx.today.year + 1, 1, 1)), batas_penetapan=tx.today, jalur=Jalur.JA_JF,
        dibuat_pada=tx.now,
    )  # fmt: skip
    tx.session.add(skp)
    tx.session.flush()
    revisi = SkpRevisi(skp_id=skp.id, nomor=1, pendekatan=Pendekatan.KUANTITATIF, dibuat_pada=tx.now)
    tx.session.add(revisi)
    tx.session.flush()
    simpan_isi(tx.session, revisi.id, _content())
    who = Cuplikan("Pemerintah Kota Contoh Raya", pihak, pihak, skp.mulai, skp.selesai)
    revisi.cuplikan, revisi.sidik, revisi.status = cuplikan_kanonik(who), "0" * 64, StatusRevisi.FINAL
    tx.session.flush()
    return skp, revisi


def _content() -> IsiSkp:
    rhk = tuple(
        Rhk(kunci=f"r{nth}", bagian=Bagian.UTAMA, uraian=f"Tersusunnya dokumen layanan bagian {nth}",
            rhk_pimpinan="Meningkatnya kualitas layanan")
        for nth in range(1, ROWS + 1)
    )  # fmt: skip
    return filled(IsiSkp(jalur=Jalur.JA_JF, pendekatan=Pendekatan.KUANTITATIF, rhk=rhk))


def _opened_sheet(tx: Transaction, skp: Skp) -> int:
    """The sheet of the month, opened by the operation that opens it in the year's course."""
    operation = find("skp_bulanan.buka")
    assert operation is not None
    release_id = tx.work.releases.current(tx.session, tx.today)
    definitions = tx.work.releases.get(tx.session, release_id).definitions
    day = tx.work.organisation.day(tx.session, tx.today)
    context = Context(
        tx.session, tx.now, tx.today, Subject(0, skp.pegawai_id, "skp", skp.id), day.bagan,
        calendar=lambda year: deadline_calendar(tx, skp.pegawai_id, year),
        deciding=partial(decide_in, definitions),
    )  # fmt: skip
    operation.run(context, {})
    (new,) = context.requests.starts
    return cases.start(
        tx, new.process_id, subject_id=new.pegawai_id, document_kind=new.document_kind,
        document_id=new.document_id, facts=new.facts, release_id=release_id, organisation=day.versi,
    )  # fmt: skip


def _prove(work: Work, case_id: int, actor: Actor) -> None:
    with work.transaction() as tx:
        query = select(BarisBulanan.id).join(SkpBulanan, SkpBulanan.id == BarisBulanan.skp_bulanan_id)
        proof = {
            "nama": "Laporan bulan ini", "tautan": "https://contoh.go.id/laporan", "akun_id": actor.akun_id,
            "hasil_cek": HasilCek.DAPAT_DIBUKA, "dicek_pada": tx.now, "pada": tx.now,
        }  # fmt: skip
        rows = [
            {**proof, "baris_id": one}
            for one in tx.session.scalars(query.where(SkpBulanan.case_id == case_id))
        ]
        tx.session.execute(insert(BuktiBulanan), rows)
