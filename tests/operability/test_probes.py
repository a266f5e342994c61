"""Probes tell the truth soon, tell strangers one word, and cannot load the database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import sessionmaker

from tests.kota import NAMES, PASSWORD, ZONE, Kota
from tests.web.conftest import BROWSER, Person, hidden
from webapp.config import Settings
from webapp.services import health
from webapp.services.health import Check, Glance, Health
from webapp.services.measuring import Meter
from webapp.services.metrics import SharedMeter, clear
from webapp.services.process.runs import RunCache
from webapp.services.work import Work
from webapp.storage.engine import open_engine
from webapp.storage.operasi import WriteProbe
from webapp.web.app import create_app
from webapp.web.database import db
from webapp.web.health import STOPPING

TOKEN = "k3token pengelola untuk uji, cukup panjang"
INSIDE = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def guarded(city: Kota, settings: Settings, unhurried: None) -> Flask:
    """An application of its own, with an operator's token, and a worker that was just heard of."""
    beat(city.work)
    return create_app(replace(settings, operator_token=TOKEN), city.work)


def beat(work: Work) -> None:
    """A worker says that it is there."""
    with work.transaction() as tx:
        tx.session.execute(text("SELECT procrastinate_register_worker_v1()"))


def examined(city: Kota, folder: Path) -> dict[str, bool]:
    return {one.name: one.ok for one in health.examine(city.work, folder).checks}


@pytest.mark.usefixtures("unhurried")
def test_an_installation_in_order_is_ready_and_the_probe_leaves_no_row(city: Kota, tmp_path: Path) -> None:
    beat(city.work)
    found = examined(city, tmp_path)
    assert set(found) >= {
        "disk",
        "bentuk basis data",
        "tulis ke basis data",
        "rilis",
        "antrean",
        "timer",
        "pekerja",
    }
    assert all(found.values()), found
    with city.reading() as tx:
        assert tx.session.query(WriteProbe).count() == 0


def test_each_thing_that_is_missing_is_named(
    city: Kota, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert examined(city, tmp_path)["pekerja"] is False, "no worker was ever heard of"
    beat(city.work)
    with city.work.transaction() as tx:
        tx.session.execute(
            text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        )
        tx.session.execute(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) "
                "VALUES ('di mana', 'lama', now() - interval '10 minutes')"
            )
        )
        tx.session.execute(text("UPDATE procrastinate_events SET at = now() - interval '10 minutes'"))
    monkeypatch.setattr(health, "LEAST_FREE", 1.1)
    found = examined(city, tmp_path)
    assert (found["pekerja"], found["antrean"], found["disk"]) == (False, False, False)
    words = {one.name: one.words for one in health.examine(city.work, tmp_path).checks}
    assert words["antrean"].endswith("antrean di mana"), "a queue at which no worker looks is named"
    with city.work.transaction() as tx:
        tx.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert examined(city, tmp_path)["bentuk basis data"] is False


def test_a_database_that_takes_no_writes_is_not_ready(city: Kota, tmp_path: Path) -> None:
    beat(city.work)
    url = city.engine.url.update_query_dict({"options": "-c default_transaction_read_only=on"})
    engine = open_engine(url, ZONE)
    found = health.examine(Work(sessionmaker(engine), ZONE), tmp_path)
    engine.dispose()
    assert not found.is_ready


def test_strangers_get_the_word_and_the_operator_the_details(guarded: Flask) -> None:
    client = guarded.test_client()
    assert client.get("/readyz").json == {"status": "ok"}
    for wrong in ("Bearer x", "Basic " + TOKEN, "Bearer " + TOKEN + "x", ""):
        assert client.get("/readyz", headers={"Authorization": wrong}).json == {"status": "ok"}
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 404
    names = [one["name"] for one in client.get("/readyz", headers=INSIDE).json["checks"]]  # type: ignore[index]
    assert "disk" in names
    from_here = {"REMOTE_ADDR": "127.0.0.1"}
    assert "checks" not in client.get("/readyz", environ_base=from_here).json  # type: ignore[operator]


def test_without_a_token_in_the_settings_nobody_is_inside(city: Kota, settings: Settings) -> None:
    client = create_app(settings, city.work).test_client()
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_many_probes_ask_the_database_once(
    guarded: Flask, city: Kota, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "FRESH", 3600.0)  # the probes of one second, however long they take here
    sent: list[str] = []
    event.listen(city.engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    client = guarded.test_client()
    for _ in range(50):
        client.get("/readyz")
    assert len([one for one in sent if "INSERT INTO write_probe" in one]) == 1
    sent.clear()
    for _ in range(50):
        assert client.get("/healthz").json == {"status": "ok"}
    assert sent == []


def test_a_signed_in_probe_of_life_does_not_ask_the_database_either(guarded: Flask, city: Kota) -> None:
    person = Person(guarded.test_client())
    person.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
    sent: list[str] = []
    event.listen(city.engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    assert person.get("/healthz").status_code == 200
    assert sent == []


def test_a_process_that_was_told_to_stop_is_not_ready(guarded: Flask) -> None:
    guarded.extensions[STOPPING] = lambda: True
    client = guarded.test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_question_that_hangs_is_not_asked_again_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    begun, answer = Event(), Event()

    def look() -> Health:
        asked.append(1)
        begun.set()
        answer.wait()
        return Health((Check("basis data", ok=True, words=""),))

    glance = Glance(look)
    assert [glance.now().is_ready for _ in range(3)] == [False, False, False]
    assert begun.wait(120)
    assert len(asked) == 1
    answer.set()


def test_what_was_typed_stays_in_the_page_when_the_database_is_gone(
    city: Kota, app: Flask, settings: Settings
) -> None:
    city.until_submitted("SR")
    person = Person(app.test_client())
    person.post("/masuk", {"nama_pengguna": NAMES["KB"], "sandi": PASSWORD})
    step = f"/tugas/{city.case_id('SR')}/{city.open_keys('SR')[0].replace('#', '~')}"
    fields = hidden(person.get(step))
    nowhere = Work(sessionmaker(open_engine("postgresql://a@/b?host=/tidak/ada", ZONE)), ZONE)
    working = app.extensions["lakon"]
    app.extensions["lakon"] = nowhere
    typed = {"keputusan": "kembalikan", "catatan": 'panjang "sekali" <b>', "_sandi": "rahasia sekali"}
    answer = person.client.post(step, data={**fields, **typed}, headers=BROWSER)
    app.extensions["lakon"] = working
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "rahasia sekali" not in answer.text
    kept = hidden(answer)
    assert kept.items() >= {**fields, "keputusan": "kembalikan", "catatan": typed["catatan"]}.items()
    assert person.client.post(step, data=kept, headers=BROWSER).status_code in (303, 422)


def test_a_page_waits_for_the_database_so_long_and_no_longer(city: Kota, settings: Settings) -> None:
    url = city.engine.url.render_as_string(hide_password=False)
    app = create_app(replace(settings, database_url=url))
    with app.app_context(), db.engine.connect() as connection:
        limits = [
            connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("statement_timeout", "idle_in_transaction_session_timeout", "timezone")
        ]
    with app.app_context():
        db.engine.dispose()
    assert limits == ["30s", "1min", "Asia/Jakarta"]


def test_figures_are_counted_and_told(city: Kota, settings: Settings) -> None:
    folder = settings.var_dir / "metrics"
    clear(folder)
    beat(city.work)
    app = create_app(replace(settings, operator_token=TOKEN), city.work, SharedMeter(folder / "web"))
    try:
        person = Person(app.test_client())
        person.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": "salah sekali 12"})
        person.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
        city.until_submitted("SR")
        city.work.runs = RunCache()
        city.review("KB", "SR")
        said = person.get("/metrics", **INSIDE).text
    finally:
        city.work.meter = Meter()
    figures = dict(line.rsplit(" ", 1) for line in said.splitlines() if not line.startswith("#"))
    completions = {
        name: value for name, value in figures.items() if name.startswith("lakon_completions_total")
    }
    assert sum(map(float, completions.values())) >= 4
    assert float(figures["lakon_sign_ins_refused_total"]) == 1
    assert float(figures["lakon_replay_seconds_count"]) >= 1
    assert float(figures["lakon_lock_wait_seconds_count"]) >= 4
    assert float(figures["lakon_worker_beat_age_seconds"]) < 3600
    assert figures["lakon_backup_age_seconds"] == "+Inf"
    assert float(figures["lakon_incidents_open"]) == 0
    kinds = {name for name in figures if name.startswith("lakon_request_seconds_count")}
    assert all('kind="' in name for name in kinds)
    assert len(kinds) <= 4 * 6, "classes of routes, not routes"
    assert NAMES["SR"] not in said
