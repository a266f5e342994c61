"""A real OpenID provider beside the application: the npm package `oidc-provider` under node, on this machine only."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.kota import NAMES, NIP, PASSWORD, Kota
from tests.web.conftest import (
    BROWSER,
    Person,
    any_app,
    app,
    client_as,
    settings,
    stranger,
    templates_compiled,
)
from webapp.config import Oidc, Settings
from webapp.domain.masa import Masa
from webapp.storage.aturan import Aturan
from webapp.web import context

__all__ = ["any_app", "app", "client_as", "settings", "stranger", "templates_compiled"]

ROOT = Path(__file__).parents[2]
NODE_MODULES = ROOT / "webapp" / "assets" / "node_modules"
SCRIPT = ROOT / "tests" / "oracles" / "oidc" / "server.mjs"
PATIENCE = 120  # seconds
BACK = "http://127.0.0.1:8000/masuk/tunggal/kembali"
CLIENT = {
    "client_id": "lakon", "client_secret": "rahasia-lakon", "redirect_uris": [BACK], "response_types": ["code"],
    "grant_types": ["authorization_code"], "post_logout_redirect_uris": ["http://127.0.0.1:8000/masuk"],
}  # fmt: skip


@dataclass
class Server:
    """The provider and one browser at it: its cookies are the session there."""

    issuer: str
    browser: requests.Session

    def set_clock(self, city: Kota) -> None:
        """Let the provider live at the city's time."""
        requests.post(f"{self.issuer}/uji/jam", data={"detik": str(city.now.timestamp())}, timeout=PATIENCE)

    def sign_in(self, address: str, **typed: str) -> str:
        """Go to an address of the provider, be somebody there, and say where it sends us back to."""
        answer = self.browser.get(address, allow_redirects=False, timeout=PATIENCE)
        for _ in range(12):
            if answer.status_code not in (302, 303):
                raise AssertionError(answer.text)
            target = answer.headers["Location"]
            if target.startswith(BACK):
                return target
            target = target if target.startswith("http") else self.issuer + target
            if "/uji/masuk/" in target:
                answer = self.browser.post(target, data=typed, allow_redirects=False, timeout=PATIENCE)
            else:
                answer = self.browser.get(target, allow_redirects=False, timeout=PATIENCE)
        raise AssertionError("the provider goes round in circles")


def local(address: str) -> str:
    """Path and query of an address of ours."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


@contextmanager
def providing(client: Mapping[str, object]) -> Iterator[str]:
    """The issuer of a provider that knows one client, for as long as the block runs."""
    node = shutil.which("node")
    if node is None or not (NODE_MODULES / "oidc-provider").is_dir():
        pytest.fail("The npm packages are missing: run `make assets` (it needs Node 20 or newer).")
    with subprocess.Popen(
        [node, str(SCRIPT), str(NODE_MODULES), json.dumps([client])],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdin is not None
        yield json.loads(process.stdout.readline())["issuer"]
        process.stdin.close()


@pytest.fixture(scope="session")
def provider_process() -> Iterator[str]:
    """The issuer of a provider that runs as long as the tests do."""
    with providing(CLIENT) as issuer:
        yield issuer


@pytest.fixture
def server(provider_process: str, city: Kota) -> Iterator[Server]:
    """The provider at the city's time, with a browser that nobody has used."""
    with requests.Session() as browser:
        found = Server(provider_process, browser)
        found.set_clock(city)
        yield found


@pytest.fixture
def sso(app: Flask, settings: Settings, server: Server) -> Flask:
    """The application with that provider."""
    oidc = Oidc(server.issuer, CLIENT["client_id"], CLIENT["client_secret"], name="SSO Kota Contoh")  # type: ignore[arg-type]
    app.extensions[context.SETTINGS] = replace(settings, oidc=oidc)
    return app


def account(code: str, sub: str = "", email: str = "") -> dict[str, str]:
    """Whom the provider knows: number, NIP, e-mail."""
    return {
        "akun": sub or f"pegawai-{code}",
        "nip": NIP[code],
        "email": email or f"{code.lower()}@contoh.go.id",
    }


def through(
    server: Server, client: FlaskClient, who: dict[str, str], start: str = "/masuk/tunggal", **how: str
) -> TestResponse:
    """Go to the provider from a page of ours and come back; the answer of our own page."""
    away = client.get(start, headers=BROWSER)
    assert away.status_code == 303, away.text
    assert away.location.startswith(server.issuer), away.location
    return client.get(local(server.sign_in(away.location, **who, **how)), headers=BROWSER)


def linked(sso: Flask, server: Server, code: str, who: dict[str, str] | None = None) -> Person:
    """Somebody who has come through the provider once and confirmed it by the password; still signed in here."""
    person = Person(sso.test_client())
    waiting = through(server, person.client, who or account(code))
    assert waiting.status_code == 303, waiting.text
    person.get(waiting.location)
    answer = person.post(f"/masuk?next={waiting.location}", {"nama_pengguna": NAMES[code], "sandi": PASSWORD})
    assert answer.location == waiting.location, answer.text
    done = person.post(waiting.location, {"_sandi": PASSWORD})
    assert (done.status_code, done.location) == (303, "/akun/keamanan"), done.text
    return person


def rule(city: Kota, key: str, value: object) -> None:
    """Let a rule hold from today on."""
    with city.work.transaction() as tx:
        held = tx.session.scalars(select(Aturan).where(Aturan.kunci == key)).one_or_none()
        if held is not None:
            held.nilai = value
        else:
            tx.session.add(Aturan(kunci=key, nilai=value, berlaku=Masa(tx.today), dasar_hukum="uji"))
