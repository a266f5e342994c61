"""Every line of the log is one JSON object with known fields, and nothing that a person is or typed stands in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.kota import NAMES, NIP, PASSWORD, Kota
from tests.web.conftest import BROWSER, Person
from webapp import logs
from webapp.config import Settings
from webapp.services.work import Work
from webapp.storage.organisasi import Pegawai
from webapp.web.app import create_app
from webapp.web.policy import policy


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged from here on. The logging of the test run itself comes back afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers, root.level
    logs.set_up(logging.DEBUG, stream)
    yield stream
    root.handlers, root.level = handlers, level
    logs.unbind()


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    """Every line as an object; a line that is none is an error."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def check_schema(found: list[dict[str, Any]]) -> None:
    """Known fields of their kinds, and the moment in UTC."""
    assert found
    for line in found:
        assert set(line) <= set(logs.FIELDS), line
        assert {"at", "level", "logger", "event"} <= set(line), line
        for name, value in line.items():
            assert isinstance(value, logs.FIELDS[name]), (name, value)
        assert datetime.fromisoformat(line["at"]).utcoffset() == timedelta(0)


def test_a_whole_story_leaves_lines_of_the_schema_without_a_nip_a_name_or_a_word_that_was_typed(
    city: Kota, app: Flask, lines: io.StringIO
) -> None:
    city.until_submitted("SR")
    with city.reading() as tx:
        people = list(tx.session.scalars(select(Pegawai.nama)))
    for code in ("SR", "KB", "NH"):
        person = Person(app.test_client())
        person.post("/masuk", {"nama_pengguna": NIP[code], "sandi": "salah sekali 123"})
        person.post("/masuk", {"nama_pengguna": NIP[code], "sandi": PASSWORD})
        for page in (
            "/tugas",
            "/tugas?cari=kata+rahasia",
            "/admin",
            "/skp",
            "/tidak/ada/Rahmawati",
            "/bantuan",
        ):
            person.get(page)
        step = f"/tugas/{city.case_id('SR')}/{city.open_keys('SR')[0].replace('#', '~')}"
        person.post(step, {"keputusan": "kembalikan", "catatan": "catatan sangat pribadi"})
        person.post("/keluar", fresh=False)
    found = read(lines)
    check_schema(found)
    whole = lines.getvalue()
    typed = (
        "kata rahasia",
        "kata+rahasia",
        "sangat pribadi",
        "salah sekali",
        PASSWORD,
        "Firefox",
        "Rahmawati",
    )
    surnames = {part for name in people for part in name.split() if len(part) > 3}
    for word in (*NIP.values(), *NAMES.values(), *typed, *surnames):
        assert word.lower() not in whole.lower(), word
    requests = [line for line in found if line["event"] == "request"]
    assert {line["route"] for line in requests} >= {"/tugas", "/masuk", "-"}
    assert any(line.get("case_id") == city.case_id("SR") for line in requests)
    assert {city.actor(code).akun_id for code in ("SR", "KB", "NH")} <= {
        line.get("actor_id") for line in requests
    }


def test_the_request_id_is_the_idempotency_key_that_was_posted(
    city: Kota, app: Flask, lines: io.StringIO
) -> None:
    city.until_submitted("SR")
    person = Person(app.test_client())
    person.post("/masuk", {"nama_pengguna": NAMES["KB"], "sandi": PASSWORD})
    step = f"/tugas/{city.case_id('SR')}/{city.open_keys('SR')[0].replace('#', '~')}"
    person.post(step, {"keputusan": "setujui"})
    assert person.page is not None
    with city.engine.connect() as connection:
        known = connection.execute(
            text("SELECT request_id FROM journal ORDER BY at DESC, seq DESC")
        ).scalars()
        newest = next(one.hex for one in known if one is not None)
    assert person.page.headers["X-Request-Id"] == newest
    assert newest in {line.get("request_id") for line in read(lines)}


def test_a_newline_that_somebody_sends_makes_no_line(app: Flask, lines: io.StringIO) -> None:
    client = app.test_client()
    forged = '\n{"event": "request", "status": 200, "actor_id": 1}\r\n'
    client.post("/masuk", data={"nama_pengguna": forged, "_permintaan": forged}, headers=BROWSER)
    client.get(
        "/tugas/%0A%7B%22event%22%3A%22palsu%22%7D", headers={"User-Agent": "x", "X-Request-Id": "palsu"}
    )
    logging.getLogger("webapp.uji").warning("%s", forged)
    logging.getLogger("asing").warning("satu\ndua %s", forged)
    found = read(lines)
    check_schema(found)
    assert not [line for line in found if line.get("actor_id") == 1 or "palsu" in str(line.get("request_id"))]


def test_an_unexpected_error_is_told_by_a_number_and_the_log_has_its_places_without_values(
    city: Kota, settings: Settings, lines: io.StringIO
) -> None:
    app = create_app(settings, city.work)

    def broken() -> str:
        nip = NIP["SR"]
        try:
            raise KeyError(f"Siti Rahmawati {nip}")
        except KeyError as error:
            raise RuntimeError("kata sandi: rahasia sekali") from error

    app.add_url_rule("/rusak/<nama>", "rusak", policy("umum")(lambda nama: broken()))
    answer = app.test_client().get("/rusak/Siti?nip=199001152015032003", headers=BROWSER)
    assert answer.status_code == 500
    (line,) = [line for line in read(lines) if line["level"] == "error"]
    code = line["event"].split()[2]
    assert code in answer.text
    assert line["error"] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert any("broken" in place for place in line["stack"])
    for word in ("Siti", NIP["SR"], "rahasia", "Rahmawati"):
        assert word not in lines.getvalue()
    assert "Traceback" not in answer.text


def test_what_the_database_says_about_a_row_is_not_logged(city: Kota, lines: io.StringIO) -> None:
    work: Work = city.work
    try:
        with work.transaction() as tx:
            tx.session.execute(
                text("INSERT INTO akun (nama_pengguna) VALUES (:name), (:name)"), {"name": NAMES["SR"]}
            )
    except Exception:
        logging.getLogger("webapp.uji").exception("failed")
    (line,) = [one for one in read(lines) if one["event"] == "failed"]
    assert line["error"][0].endswith("IntegrityError")
    assert NAMES["SR"] not in lines.getvalue()


def test_a_number_like_a_nip_is_taken_out_wherever_it_comes_from(lines: io.StringIO) -> None:
    logs.get_logger("webapp.uji").info(f"pegawai {NIP['SR']} dan 3273011501900003", nama="Siti", status=200)
    (line,) = read(lines)
    assert line["event"] == "pegawai [nomor] dan [nomor]"
    assert line["status"] == 200
    assert "nama" not in line


def test_others_sentences_are_whole_and_only_their_numbers_are_filled_in(lines: io.StringIO) -> None:
    logging.getLogger("alembic.runtime.migration").info("Context impl %s.", "PostgresqlImpl")
    logging.getLogger("gunicorn.error").info("Booting worker with pid: %s", 77)
    logging.getLogger("gunicorn.error").error("Error handling request %s", "/skp?cari=Siti Rahmawati")
    logging.getLogger("asing").warning("%(who)s has %(count)d rows", {"who": NAMES["SR"], "count": 3})
    logging.getLogger("asing").warning("%s and %s", ["Siti", "Rahmawati"], KeyError(NIP["SR"]))
    logging.getLogger("asing").warning("100% done, nothing to fill in")
    logging.getLogger("alembicator").warning("%s", "Siti")
    found = read(lines)
    check_schema(found)
    assert [line["event"] for line in found] == [
        "Context impl PostgresqlImpl.",
        "Booting worker with pid: 77",
        "Error handling request [isi]",
        "[isi] has 3 rows",
        "[isi] and [isi]",
        "100% done, nothing to fill in",
        "[isi]",
    ]
