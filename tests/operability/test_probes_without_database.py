"""A database that stops or freezes is told soon, and whoever asks whether the program lives is told that it does."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy.orm import sessionmaker

from tests.kota import ZONE
from webapp.config import Settings
from webapp.services import health
from webapp.services.backups.verifying import PROBE
from webapp.services.database import create_database, migrate, private_url
from webapp.services.postgres import PrivatePostgres
from webapp.services.process.releases import publish
from webapp.services.work import Work
from webapp.storage.engine import open_engine
from webapp.web.app import create_app

from .test_probes import beat

LATEST = health.FRESH + health.PATIENCE
"""Seconds after which a database that is gone is told at the latest: an answer of before, and one waited for."""


@pytest.fixture
def own_server() -> Iterator[tuple[PrivatePostgres, Work]]:
    """A server that this test may stop, with a Lakon on it that is in order and empty."""
    with (
        tempfile.TemporaryDirectory(prefix="lakon-pg-") as folder,
        PrivatePostgres(Path(folder) / "s", {"fsync": "off"}) as server,
    ):
        create_database(server, "lakon")
        migrate(private_url(server, "lakon"))
        engine = open_engine(private_url(server, "lakon"), ZONE, connect_args={"connect_timeout": 3})
        work = Work(sessionmaker(engine), ZONE)
        with work.transaction() as tx:
            publish(tx.session, PROBE, date(2000, 1, 1), "uji")
        beat(work)
        yield server, work
        engine.dispose()


@pytest.mark.slow
@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("how", [signal.SIGQUIT, signal.SIGSTOP], ids=["stopped", "frozen"])
def test_without_its_database_it_is_not_ready_within_five_seconds_and_still_alive(
    own_server: tuple[PrivatePostgres, Work],
    settings: Settings,
    how: signal.Signals,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both parts of `LATEST` take a tenth here, so that a machine which has to do other things has time for them."""
    assert LATEST < 5
    server, work = own_server
    client = create_app(settings, work).test_client()
    assert client.get("/readyz").status_code == 200
    pids = _backends(server)
    with monkeypatch.context() as hurried:
        hurried.setattr(health, "FRESH", 0.1)
        hurried.setattr(health, "PATIENCE", 0.3)
        for pid in pids:
            with suppress(ProcessLookupError):  # the server takes along who works for it
                os.kill(pid, how)
        began = time.monotonic()
        try:
            while client.get("/readyz").status_code != 503:
                assert time.monotonic() - began < 5
            assert time.monotonic() - began < 5
            assert client.get("/healthz").status_code == 200
        finally:
            for pid in pids:
                if how == signal.SIGSTOP:
                    os.kill(pid, signal.SIGCONT)
    if how == signal.SIGSTOP:
        while client.get("/readyz").status_code != 200:
            pass  # the question that was kept waiting has its answer first


def _backends(server: PrivatePostgres) -> list[int]:
    """The server, and for a freeze everybody who works for somebody."""
    with psycopg.connect(make_conninfo(**server.address())) as connection:
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = 'lakon'").fetchall()
    return [int((server.data / "postmaster.pid").read_text().splitlines()[0]), *(int(pid) for (pid,) in rows)]
