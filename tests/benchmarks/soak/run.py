"""One soak: the city's copy, the web and the worker as production starts them, the people, and the judgement.

Sessions are begun by the service that begins them after a sign-in, each for an account of its own: 15,000 checks of a
password, slow on purpose, would be all that is measured. What a browser holds afterwards is the same.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep, time
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from procrastinate import SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued

from tests.benchmarks.aktivitas_data import engine_of
from tests.operability.serving import Service, background, service
from webapp.jobs.tasks import app
from webapp.services.identity import sessions
from webapp.services.identity.sessions import Client
from webapp.services.work import Work
from webapp.storage.bulanan import SkpBulanan
from webapp.web.context import SESSION
from webapp.web.identity.session import DEVICE, named_device

from .city import Sheet, copied, opened, sheets
from .judge import Verdict, judge
from .visits import Crowd
from .watch import Busy, Watch, postmaster

TOGETHER: Final = 500
"""Sessions begun in one transaction."""


@dataclass(frozen=True)
class Load:
    """How many come, how many are there at once, for how long they think on average, and how many web processes."""

    people: int | None = None
    concurrent: int = 500
    think: float = 15.0
    web: int = 2


@dataclass(frozen=True)
class Outcome:
    """All that was found."""

    load: Load
    crowd: Crowd
    watch: Watch
    seconds: float
    before: Busy
    after: Busy
    verdict: Verdict


def soak(folder: Path, load: Load, logs: Path) -> Outcome:
    """Let a month end in a copy of the made city."""
    secret = secrets.token_hex(32)
    with copied(folder) as url, opened(url) as work:
        found = sheets(work)
        if load.people is not None and load.people < len(found):
            found = random.Random(2026).sample(found, load.people)  # a part of every unit
        cookies = signed_in(
            work, {account for one in found for account in (one.owner, one.evaluator)}, secret
        )
        with running(url, logs, secret, load.web) as (served, worker):
            jobs_of_a_day(url)
            crowd = Crowd(served.port, cookies, _month(work, found), load.think)
            assert served.process is not None
            watch = Watch(psutil.Process(served.process.pid), psutil.Process(worker.pid), postmaster(folder))
            before, began = watch.busy(), perf_counter()
            asyncio.run(_played(crowd, found, load.concurrent, watch))
            seconds, after = perf_counter() - began, watch.busy()
        return Outcome(load, crowd, watch, seconds, before, after, judge(work, engine_of(work), crowd))


async def _played(crowd: Crowd, found: Sequence[Sheet], seats: int, watch: Watch) -> None:
    looking = asyncio.create_task(watch.look())
    await crowd.play(found, seats)
    looking.cancel()


def signed_in(work: Work, accounts: Iterable[int], secret: str) -> dict[int, dict[str, str]]:
    """A session of each account, on a device of its own; its cookies by account."""
    app = Flask("soak")
    app.secret_key = secret
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    everybody, cookies = sorted(accounts), {}
    for at in range(0, len(everybody), TOGETHER):
        with work.transaction() as tx:
            for account in everybody[at : at + TOGETHER]:
                name, device = named_device(str(account), secret)
                key = sessions.begin(
                    tx, account, [sessions.PASSWORD], Client(device, "Firefox", "127.0.0.0/24")
                )
                cookies[account] = {"lakon": signer.dumps({SESSION: key}), DEVICE: name}
    return cookies


@contextmanager
def running(url: str, logs: Path, secret: str, web: int) -> Iterator[tuple[Service, subprocess.Popen[bytes]]]:
    """`lakon web` and `lakon worker`, once the first page is there. Links are not looked at: no net is needed."""
    environment = {"LAKON_SECRET_KEY": secret, "LAKON_LINK_CHECK": "tidak"}
    with (
        service(url, logs, LAKON_WORKERS=str(web), **environment) as served,
        background(url, logs, **environment) as worker,
    ):
        assert served.process is not None
        while served.process.poll() is None:
            try:
                urlopen(f"http://127.0.0.1:{served.port}/masuk", timeout=60).close()
            except (URLError, OSError):
                continue
            break
        yield served, worker


def jobs_of_a_day(url: str) -> None:
    """Every job that the clock brings is done once, and the worker has no other: what it needs for them, it has."""
    dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with app.replace_connector(SyncPsycopgConnector(conninfo=dsn)) as jobs, jobs.open():
        for one in jobs.periodic_registry.periodic_tasks.values():
            with suppress(AlreadyEnqueued):  # by the clock, just now
                one.task.defer(timestamp=int(time()))
        while list(jobs.job_manager.list_jobs(status="todo")) + list(
            jobs.job_manager.list_jobs(status="doing")
        ):
            sleep(0.5)


def _month(work: Work, found: Sequence[Sheet]) -> str:
    with work.reading() as tx:
        lembar = tx.session.get_one(SkpBulanan, found[0].id)
        return f"{lembar.tahun}-{lembar.bulan}"
