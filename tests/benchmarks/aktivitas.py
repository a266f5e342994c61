"""What daily activities and the monthly allowance cost at the size of a city: 15,000 people, two million entries.

`python -m tests.benchmarks.aktivitas --make` makes the data and keeps them in a folder (a few minutes); without it the
figures are taken on a copy. Server time is processor time of this process plus the wait for the database.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select, text, update

from tests.conftest import ZONE
from tests.kota import PASSWORD
from tests.web.conftest import Person, hidden
from webapp.config import Settings
from webapp.domain.aktivitas import StatusAktivitas
from webapp.operations import Actor
from webapp.services.activities import entry, heat, verify, waiting
from webapp.services.activities.content import NewEntry
from webapp.services.identity import accounts
from webapp.services.people.assignments import Desk, verified
from webapp.services.work import Work
from webapp.storage.aktivitas import Aktivitas
from webapp.storage.akun import Akun
from webapp.storage.bank import ButirAktivitas
from webapp.storage.base import among
from webapp.web.app import create_app

from .aktivitas_data import (
    ENTRY_AT,
    MONTH,
    Size,
    admins,
    busiest,
    copied,
    engine_of,
    is_made,
    make,
    opd_near,
)
from .aktivitas_month import month
from .boards import Clock as Stopwatch
from .figures import p50, p95, table, verdict

FULL, SMALL, QUICK = Size(15_000), Size(600, 10, 6), Size(200, 4, 4)
FOLDER = Path("var") / "bench-aktivitas"
ENTRY_MS, HEAT_MS = 25.0, 200.0
WRITERS, BULK, READS = 200, 40, 60
HEAD = ["", "server p50", "server p95", "wall p50", "wall p95", "wanted", ""]


def measure(folder: Path) -> str:
    """All figures of a made database, as a table."""
    with copied(folder) as (work, clock):
        rows = [*_daily(work, folder), *month(work, clock)]
    return table(HEAD, rows)


def measured(folder: Path, size: Size) -> str:
    """Data of a small city made for this once, and their figures."""
    make(folder, size, lambda _words, _seconds: None)
    return measure(folder)


# -- every day -----------------------------------------------------------------------------------------------------


def _daily(work: Work, folder: Path) -> list[list[str]]:
    watch = Stopwatch(engine_of(work))
    head, people, opd_id = _places(work)
    with work.reading() as tx:
        waits = waiting.summary(tx, head).entries
        size = len(work.organisation.day(tx.session, tx.today).anggota_opd[opd_id])
    rows = [
        _row(f"save an entry, {WRITERS} people", watch, _writing(work), WRITERS, ENTRY_MS),
        _row(f"{waits:,} entries of {people} people wait: one line", watch, _summary(work, head), READS),
        _row("the same, first page of the list", watch, _list(work, head), READS),
        _row("the same, in the middle of the list", watch, _list(work, head, waits // 120), READS),
        _row("the same, the page a browser gets", watch, _opened(work, head, folder), READS),
    ]
    decide, times = _deciding(work, head)
    rows.append(_row(f"decide {BULK} entries at once", watch, decide, times))
    rows.append(_row(f"heat map of an OPD of {size}", watch, _heat(work, opd_id), READS, HEAT_MS))
    return rows


def _places(work: Work) -> tuple[Actor, int, int]:
    """The busiest verifikator who can sign in, how many people that is, and the OPD of the heat map."""
    with work.reading() as tx:
        day = work.organisation.day(tx.session, tx.today)
        head, people = busiest(day)
        return _actor(work, head), len(people), opd_near(day)


def _actor(work: Work, pegawai_id: int) -> Actor:
    with work.reading() as tx:
        akun = tx.session.scalars(select(Akun.id).where(Akun.pegawai_id == pegawai_id)).one()
        actor = accounts.actor_of(tx, akun)
    assert actor is not None
    return actor


def _writing(work: Work) -> Callable[[], object]:
    """One entry each of people taken at random; nobody writes twice."""
    with work.reading() as tx:
        query = text("SELECT akun_id FROM aktivitas GROUP BY akun_id ORDER BY akun_id")
        everybody = list(tx.session.scalars(query))
        item = tx.session.scalars(select(ButirAktivitas.id).order_by(ButirAktivitas.id).limit(1)).one()
        chosen = random.Random(1).sample(everybody, min(WRITERS + 1, len(everybody)))
        actors = [accounts.actor_of(tx, one) for one in chosen]
    queue = iter(actors * (1 + (WRITERS + 1) // len(actors)))

    def act() -> None:
        actor = next(queue)
        assert actor is not None
        new = NewEntry(ENTRY_AT.date(), item, 1, keterangan="Uji", alasan_tanpa_rhk="Tugas lain")
        entry.save(work, actor, new, uuid4())

    return act


def _summary(work: Work, head: Actor) -> Callable[[], object]:
    def act() -> None:
        with work.reading() as tx:
            assert waiting.summary(tx, head).entries

    return act


def _list(work: Work, head: Actor, number: int = 1) -> Callable[[], object]:
    def act() -> None:
        with work.reading() as tx:
            assert waiting.page(tx, head, number=number).days

    return act


def _opened(work: Work, head: Actor, folder: Path) -> Callable[[], object]:
    """The verifikator at a browser."""
    app = create_app(Settings(var_dir=folder, secret_key="rahasia untuk mengukur", zone=ZONE), work)
    with work.transaction() as tx:
        akun = update(Akun).where(Akun.id == head.akun_id).values(sandi=accounts.hash_password(PASSWORD))
        name = tx.session.scalars(akun.returning(Akun.nama_pengguna)).one()
    person = Person(app.test_client())
    data = {**hidden(person.get("/masuk")), "nama_pengguna": name, "sandi": PASSWORD}
    assert person.client.post("/masuk", data=data).status_code == 303

    def act() -> None:
        assert person.get("/aktivitas/verifikasi").status_code == 200

    return act


def _deciding(work: Work, head: Actor) -> tuple[Callable[[], object], int]:
    """The act, and how often it can be done beside the first time."""
    with work.reading() as tx:
        people = verified(Desk(tx).today, head)
        query = select(Aktivitas.id).where(
            Aktivitas.status == StatusAktivitas.DIAJUKAN, among(Aktivitas.pegawai_id, people)
        )
        ids = list(tx.session.scalars(query.order_by(Aktivitas.id)))
    random.Random(1).shuffle(ids)
    parts = [ids[at : at + BULK] for at in range(0, len(ids), BULK)][: READS + 1]
    bulks = iter(parts)

    def act() -> None:
        decisions = [verify.Decision(one, StatusAktivitas.DISETUJUI) for one in next(bulks)]
        verify.decide(work, head, decisions, uuid4())

    return act, len(parts) - 1


def _heat(work: Work, opd_id: int) -> Callable[[], object]:
    admin = admins(work)[0]

    def act() -> None:
        with work.reading() as tx:
            assert heat.opd(tx, admin, opd_id, MONTH).rows

    return act


def _row(
    words: str, watch: Stopwatch, act: Callable[[], object], times: int, wanted: float | None = None
) -> list[str]:
    server, wall = watch.read(act, times)
    figures = [f"{pick(values):.1f} ms" for values in (server, wall) for pick in (p50, p95)]
    target = ["", ""] if wanted is None else [f"{wanted:.0f} ms", verdict(p95(server) <= wanted)]
    return [words, *figures, *target]


def main() -> None:
    """Make the data, or measure on a copy of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.aktivitas", description=__doc__)
    parser.add_argument("--make", action="store_true", help="make the data anew; they are kept")
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where the data are kept ({FOLDER})")
    parser.add_argument("--people", type=int, default=FULL.people)
    parser.add_argument("--small", action="store_true", help="a small city in a temporary folder")
    options = parser.parse_args()
    _say(f"{os.cpu_count()} CPU, load {os.getloadavg()[0]:.1f}")
    if options.small:
        with tempfile.TemporaryDirectory(prefix="lakon-bench-") as folder:
            _say(measured(Path(folder), SMALL))
    elif options.make:
        size = Size(options.people)
        make(options.folder, size, lambda words, seconds: _say(f"{seconds:7.1f} s  {words}"))
    elif not is_made(options.folder):
        parser.error(f"no data in {options.folder}; run `make bench-data` first")
    else:
        _say(measure(options.folder))


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
