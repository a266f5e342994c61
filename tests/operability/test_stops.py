"""Stopping and starting again under load: whoever is answered is answered truly, and nobody sees an error."""

from __future__ import annotations

import http.client
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from pathlib import Path
from threading import Event, Lock

import pytest
from sqlalchemy import text

from tests.figures import Figures
from tests.kota import NAMES, PASSWORD, Kota
from tests.sizes import size
from webapp.services.backups.verifying import PROBE
from webapp.services.process import cases
from webapp.services.process.releases import publish

from .serving import STOP_WITHIN, Browser, Service, service

pytestmark = pytest.mark.slow

STEP = "isi~1"
CLIENTS = 4
PER_ROUND = 60


def begin(city: Kota, number: int) -> list[int]:
    """So many cases of one step each, all of them SR's."""
    with city.work.transaction() as tx:
        release = publish(tx.session, PROBE, date(2000, 1, 1), "uji")
        subject = city.pegawai_id("SR")
        return [
            cases.start(
                tx,
                "uji_pemulihan",
                subject_id=subject,
                document_kind="uji",
                document_id=nth,
                release_id=release,
            )
            for nth in range(number)
        ]


def signed_in(port: int, code: str) -> Browser:
    """A browser of somebody."""
    browser = Browser(port)
    status, page = browser.post("/masuk", {"nama_pengguna": NAMES[code], "sandi": PASSWORD})
    assert status == 303, page
    return browser


def completed(city: Kota) -> set[int]:
    """Cases whose step is in the journal."""
    with city.engine.connect() as connection:
        return set(
            connection.execute(
                text("SELECT case_id FROM journal WHERE kind = 'completed' AND key = 'isi#1'")
            ).scalars()
        )


class Load:
    """Clients that complete one case after the other, and count what they are told."""

    def __init__(self, port: int, ids: list[int]) -> None:
        self.browser = signed_in(port, "SR")
        self.ids, self.next, self.lock = ids, count(), Lock()
        self.told: Counter[str] = Counter()
        self.acknowledged: set[int] = set()
        self.over = Event()

    def run(self) -> None:
        """One client, until there is nothing left or the test is over."""
        browser = Browser(self.browser.port, dict(self.browser.cookies))
        while not self.over.is_set():
            with self.lock:
                nth = next(self.next)
            if nth >= len(self.ids):
                return
            self.note(self.ids[nth], browser)

    def note(self, case_id: int, browser: Browser) -> None:
        """Complete one case and keep what was said."""
        try:
            status, _ = browser.post(f"/tugas/{case_id}/{STEP}", {"hasil": "baik"})
        except (OSError, http.client.HTTPException) as error:
            said = type(error).__name__
        else:
            said = str(status)
        with self.lock:
            self.told[said] += 1
            if said == "303":
                self.acknowledged.add(case_id)


def restarted(served: Service, load: Load, times: int) -> list[int]:
    """Stop and start again whenever some more work was acknowledged. Returns the exit statuses.

    Counted from each start: a process that is stopped has served, so it knows how to stop.
    """
    statuses = []
    for _ in range(times):
        enough = min(len(load.acknowledged) + PER_ROUND // 4, len(load.ids))
        while len(load.acknowledged) < enough and not load.told.keys() - {"303"}:
            if load.over.wait(0.01):
                break
        statuses.append(served.stop())
        served.start()
    return statuses


def test_a_stop_under_load_fails_no_request_and_loses_no_acknowledged_one(
    city: Kota, tmp_path: Path, figures: Figures
) -> None:
    times = size(100, 3)
    ids = begin(city, times * PER_ROUND)
    city.at("2026-01-05 09:00")
    url = city.engine.url.render_as_string(hide_password=False)
    with service(url, tmp_path / "var") as served:
        load = Load(served.port, ids)
        with ThreadPoolExecutor(CLIENTS) as threads:
            clients = [threads.submit(load.run) for _ in range(CLIENTS)]
            try:
                statuses = restarted(served, load, times)
            finally:
                load.over.set()
            for client in clients:
                client.result()
    assert set(load.told) == {"303"}, "every request got its answer"
    assert load.acknowledged <= completed(city), "what was acknowledged is in the journal"
    assert set(statuses) == {0}
    figures(f"{times} stops (SIGTERM) under load", f"{len(load.acknowledged):,} requests, all answered")


def test_a_stopping_process_ends_what_it_has_begun(city: Kota, tmp_path: Path) -> None:
    url = city.engine.url.render_as_string(hide_password=False)
    (case_id,) = begin(city, 1)
    with service(url, tmp_path / "var") as served, ThreadPoolExecutor(1) as threads:
        browser = signed_in(served.port, "SR")
        with city.engine.connect() as rival, rival.begin():
            rival.execute(text("SELECT FROM process_case WHERE id = :id FOR UPDATE"), {"id": case_id})
            waiting = threads.submit(browser.post, f"/tugas/{case_id}/{STEP}", {"hasil": "baik"})
            _until_somebody_waits(city)
            assert served.process is not None
            served.process.terminate()
        assert waiting.result()[0] == 303
        assert served.process.wait(STOP_WITHIN) == 0
    assert completed(city) == {case_id}


def _until_somebody_waits(city: Kota) -> None:
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while True:
        with city.engine.connect() as connection:
            if connection.execute(query).scalar_one():
                return
