"""Web processes that are killed, a database that stops, a disk that is full: nothing acknowledged is lost."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import text

from tests.figures import Figures
from tests.kota import Kota
from tests.operability.serving import Service, service
from tests.operability.test_stops import begin, completed
from tests.services.journals import check_all
from tests.sizes import size

from .load import NO_ANSWER, Crowd
from .world import World, own_folder, small_disk, world

pytestmark = pytest.mark.slow

SWITCH = "SELECT pg_logical_emit_message(false, 'uji', 'x'), pg_switch_wal()"
MOST_SEGMENTS = 60
"""More than the disk of the test has room for, 16 MB each."""
PER_ROUND = 16
"""Cases that are acknowledged between two faults, about."""


def judge(city: Kota, crowd: Crowd) -> str:
    """Assert that everybody was served in the end, each once; returns the figures in words."""
    assert crowd.acknowledged == set(crowd.cases), "everybody got an answer in the end"
    assert completed(city) == set(crowd.cases)
    with city.engine.connect() as connection:
        twice = text(
            "SELECT count(*) FROM journal WHERE kind = 'completed' GROUP BY case_id, key HAVING count(*) > 1"
        )
        assert connection.execute(twice).all() == []
    check_all(city.work, city.engine)
    later = sum(crowd.told[said] for said in (NO_ANSWER, "503"))
    return f"{len(crowd.acknowledged):,} acknowledged, 0 lost, 0 twice; {later:,} asked again"


def test_web_processes_killed_under_load_lose_nothing_acknowledged(
    city: Kota, tmp_path: Path, figures: Figures
) -> None:
    rounds = size(200, 4)
    cases = begin(city, rounds * PER_ROUND)
    city.at("2026-01-05 09:00")
    chance = random.Random(2026)
    url = city.engine.url.render_as_string(hide_password=False)
    with service(url, tmp_path / "var", LAKON_WORKERS="2") as served:
        crowd = Crowd(served.port, cases)
        with crowd.at_work():
            for nth in range(rounds):
                crowd.until(nth * PER_ROUND + chance.randrange(PER_ROUND))
                _kill(served, chance)
    figures(f"{rounds} kills (-9) of web processes under load", judge(city, crowd))


def _kill(served: Service, chance: random.Random) -> None:
    """Kill one of the processes that answer; every fourth time the one that keeps them too, which is started again."""
    assert served.process is not None
    master = psutil.Process(served.process.pid)
    children = master.children()
    if chance.random() < 0.25:
        served.process.kill()
        served.process.wait()
        for child in children:
            _end(child)
        served.start()
    elif children:
        _end(chance.choice(children))


def _end(process: psutil.Process) -> None:
    """Kill a process, unless it was quicker: one leaves by itself when its master is gone, or is gone already."""
    with suppress(psutil.NoSuchProcess):
        process.kill()


def test_a_database_that_stops_under_load_loses_nothing_acknowledged(
    tmp_path: Path, figures: Figures
) -> None:
    stops = size(20, 3)
    with own_folder() as folder, world(folder / "server") as made:
        cases = begin(made.city, stops * PER_ROUND * 2)
        made.city.at("2026-01-05 09:00")
        with service(made.url, tmp_path / "var", LAKON_WORKERS="2") as served:
            crowd = Crowd(served.port, cases)
            with crowd.at_work():
                for nth in range(stops):
                    crowd.until((nth + 1) * PER_ROUND)
                    made.strike_down()
                    made.start()
        figures(f"{stops} immediate stops of the database under load", judge(made.city, crowd))


def test_a_full_disk_stops_the_work_and_harms_nothing(tmp_path: Path, figures: Figures) -> None:
    with own_folder() as folder, small_disk(folder / "disk", 420) as disk, world(disk / "server") as made:
        cases = begin(made.city, size(1_600, 60))
        made.city.at("2026-01-05 09:00")
        ballast = disk / "penuh"
        with service(made.url, tmp_path / "var", LAKON_WORKERS="2") as served:
            crowd = Crowd(served.port, cases, early=len(cases) // 2)
            with crowd.at_work():
                crowd.until(len(cases) // 6)
                _fill(ballast)
                _press(made)
                crowd.go_on()
                crowd.until_told("503", 10)
                ballast.unlink()
                made.start()
        refused = crowd.told["503"]
        assert refused > 0, "the disk was full for somebody"
        figures("disk filled under load, then freed", judge(made.city, crowd))


def _fill(path: Path) -> None:
    """Take every byte that is left."""
    with path.open("wb", buffering=0) as file:
        for block in (1 << 20, 1 << 12):
            try:
                while True:
                    file.write(bytes(block))
            except OSError:
                continue


def _press(made: World) -> None:
    """Use up what the server has put by: it must grow a table, and then its log, and there is no room for either."""
    address = made.url.replace("postgresql+psycopg://", "postgresql://", 1)
    for wanted in ("CREATE TABLE tekan AS SELECT repeat('x', 900) FROM generate_series(1, 100000)", SWITCH):
        with suppress(psycopg.Error), psycopg.connect(address, autocommit=True) as connection:
            for _ in range(MOST_SEGMENTS):
                connection.execute(wanted)
            raise AssertionError("there was room")
