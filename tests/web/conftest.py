"""The web application on Kota Contoh: a browser without a screen for each person, and the clock of the city.

`client_as("SR")` signs a person in through the sign-in page. Forms are posted as a page would post them: `post` reads
the token and the idempotency key from the page that it has been shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.orm import sessionmaker
from werkzeug.test import TestResponse

from tests.kota import NAMES, PASSWORD, ZONE, Kota
from webapp.config import Settings
from webapp.services import health
from webapp.services.work import Work
from webapp.web import context
from webapp.web.app import create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml", "User-Agent": "Mozilla/5.0 Firefox/140.0"}
SECRET = "rahasia untuk uji"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Person:
    """Somebody at a browser. `page` is the last answer."""

    client: FlaskClient
    page: TestResponse | None = field(default=None)

    def get(self, url: str, **headers: str) -> TestResponse:
        """Open a page."""
        self.page = self.client.get(url, headers={**BROWSER, **headers})
        return self.page

    def post(self, url: str, data: dict[str, object] | None = None, *, fresh: bool = True) -> TestResponse:
        """Send a form: the hidden fields of the page that is open (or opened now, when `fresh`) and these values."""
        if fresh or self.page is None:
            self.get(url)
        assert self.page is not None
        self.page = self.client.post(url, data={**hidden(self.page), **(data or {})}, headers=BROWSER)
        return self.page

    def follow(self) -> TestResponse:
        """Go where the last answer leads."""
        assert self.page is not None
        assert self.page.location is not None, self.page.text
        return self.get(self.page.location)


def hidden(page: TestResponse) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(page.text)}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a small installation without TLS."""
    return Settings(var_dir=tmp_path, secret_key=SECRET, zone=ZONE)


class Templates(BytecodeCache):
    """Compiled templates of this test run: each test has an application of its own, but compiles nothing again."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled of exactly this source."""
        if bucket.key + bucket.checksum in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next application."""
        self.compiled[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session")
def templates_compiled() -> Templates:
    """One cache for the run."""
    return Templates()


@pytest.fixture(scope="session")
def any_app(templates_compiled: Templates, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application of this worker's tests: they differ in what it works on. Who changes more makes one's own."""
    settings = Settings(var_dir=tmp_path_factory.mktemp("var"), secret_key=SECRET, zone=ZONE)
    app = create_app(settings, Work(sessionmaker(), ZONE))
    app.jinja_env.bytecode_cache = templates_compiled
    return app


@pytest.fixture
def app(city: Kota, settings: Settings, any_app: Flask) -> Iterator[Flask]:
    """The application on the city's database and clock. What it has found out in this test it forgets afterwards."""
    made = dict(any_app.extensions)
    any_app.extensions[context.WORK] = city.work
    any_app.extensions[context.SETTINGS] = settings
    yield any_app
    any_app.extensions.clear()
    any_app.extensions.update(made)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with room on its disk and time to answer, whatever else it does meanwhile."""
    monkeypatch.setattr(health, "LEAST_FREE", 0.0)
    monkeypatch.setattr(health, "PATIENCE", 120.0)


@pytest.fixture
def kota(city: Kota) -> Kota:
    """The city under its other name."""
    return city


@pytest.fixture
def stranger(app: Flask) -> Person:
    """Somebody who has not signed in."""
    return Person(app.test_client())


@pytest.fixture
def client_as(app: Flask) -> Callable[[str], Person]:
    """Signs a person of the scenarios in."""

    def sign_in(code: str) -> Person:
        person = Person(app.test_client())
        answer = person.post("/masuk", {"nama_pengguna": NAMES[code], "sandi": PASSWORD})
        assert answer.status_code == 303, answer.text
        return person

    return sign_in
