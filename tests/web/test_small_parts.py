"""Health, language, assets, help, and the family of a browser."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import NullPool, text
from sqlalchemy.orm import sessionmaker

from tests.kota import ZONE, Kota
from tests.operability.test_probes import beat
from tests.web.conftest import BROWSER, Person
from webapp.config import Settings
from webapp.services.database import DatabaseUnavailable
from webapp.services.work import Work
from webapp.storage.engine import open_engine
from webapp.web import assets
from webapp.web.app import create_app
from webapp.web.browser import family
from webapp.web.database import db

SignIn = Callable[[str], Person]
NOWHERE = "postgresql:///lakon?host=/tidak/ada&port=1"


@pytest.mark.usefixtures("unhurried")
def test_a_process_is_alive_and_ready(city: Kota, stranger: Person) -> None:
    beat(city.work)
    assert stranger.get("/healthz").json == {"status": "ok"}
    assert stranger.get("/readyz").json == {"status": "ok"}


def test_without_a_database_it_is_alive_but_not_ready_and_says_so_calmly(settings: Settings) -> None:
    work = Work(sessionmaker(open_engine(NOWHERE, ZONE, poolclass=NullPool)), ZONE)
    client = create_app(settings, work).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    answer = client.get("/masuk", headers=BROWSER)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "basis datanya" in answer.text
    assert "psycopg" not in answer.text


def test_an_empty_database_is_not_ready(fresh_database: str, settings: Settings) -> None:
    engine = open_engine(fresh_database, ZONE, poolclass=NullPool)
    client = create_app(settings, Work(sessionmaker(engine), ZONE)).test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/masuk", headers=BROWSER).status_code == 200
    engine.dispose()


@pytest.mark.usefixtures("unhurried")
def test_the_application_connects_by_its_settings(city: Kota, settings: Settings) -> None:
    url = city.engine.url.render_as_string(hide_password=False)
    beat(city.work)
    with city.engine.begin() as connection:  # its deadlines are of a year that is over by the real clock
        connection.execute(text("DELETE FROM timer"))
    app = create_app(replace(settings, database_url=url))
    assert app.test_client().get("/readyz").status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_without_an_address_it_says_how_to_start(settings: Settings) -> None:
    with pytest.raises(DatabaseUnavailable, match="lakon run"):
        create_app(settings)


def test_the_language_is_a_cookie_and_leads_back(stranger: Person) -> None:
    answer = stranger.get("/bahasa/en?next=/bantuan")
    assert (answer.status_code, answer.location) == (303, "/bantuan")
    page = stranger.follow()
    assert '<html lang="en">' in page.text
    stranger.get("/bahasa/id?next=//contoh.invalid")
    assert stranger.follow().request.path in ("/tugas", "/masuk")
    assert stranger.get("/bahasa/fr").status_code == 404


def test_help_is_for_everybody(stranger: Person, client_as: SignIn) -> None:
    assert "Lupa kata sandi" in stranger.get("/bantuan").text
    assert "Lupa kata sandi" in client_as("SR").get("/bantuan").text


def test_built_files_may_be_kept_for_good_and_are_compressed(app: Flask) -> None:
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("app.css")
    answer = app.test_client().get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer.close()


def test_missing_assets_are_said_before_the_first_page(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(assets.AssetsMissing, match="make assets"):
        assets.init_app(Flask("kosong", static_folder=str(tmp_path)), settings)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome"),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36",
            "Samsung Internet",
        ),
        ("Mozilla/5.0 AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Version/18.0 Mobile Safari/604.1", "Safari"),
        ("", "lain"),
        ("<script>", "lain"),
    ],
)
def test_a_browser_is_kept_as_its_family_only(said: str, name: str) -> None:
    assert family(said) == name
