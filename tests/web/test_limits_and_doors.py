"""Asking too often, leading people elsewhere, pretending another address, and other ways in: the walls of the edge."""

from __future__ import annotations

import ast
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask import Flask

from tests.kota import NAMES, PASSWORD, Kota
from tests.sources import FILES, nodes
from tests.web.conftest import BROWSER, Person, hidden
from webapp.services.identity import limits as counted
from webapp.storage.aturan import Aturan
from webapp.web import limits
from webapp.web.addresses import local_path
from webapp.web.app import create_app
from webapp.web.context import SETTINGS

SignIn = Callable[[str], Person]


def set_limits(city: Kota, **values: list[int]) -> None:
    with city.work.transaction() as tx:
        row = tx.session.query(Aturan).filter_by(kunci=counted.RULE).one()
        row.nilai = values


def test_every_view_that_is_counted_exists_and_every_limit_is_used(app: Flask) -> None:
    assert set(limits.COUNTED) <= set(app.view_functions)
    by_itself = {"masuk_perangkat", "masuk_nama", "masuk_jaringan", "unggah", "tautan", "tulis", "unduh"}
    assert set(limits.COUNTED.values()) | by_itself == set(counted.BUILT_IN)


def test_who_asks_too_often_is_told_how_long_to_wait_and_loses_nothing(city: Kota, client_as: SignIn) -> None:
    set_limits(city, draf=[2, 60])
    person = client_as("KB")
    case_id, key = city.case_id("SR"), city.open_keys("SR")[0].replace("#", "~")
    step = f"/tugas/{case_id}/{key}"
    fields = {**hidden(person.get(step)), "catatan": "Yang sudah saya ketik dengan panjang."}
    answers = [person.client.post(f"{step}/draf", data=fields, headers=BROWSER) for _ in range(3)]
    assert [one.status_code for one in answers] == [303, 303, 429]
    assert int(answers[-1].headers["Retry-After"]) in range(1, 61)
    assert "Tunggu" in answers[-1].text
    assert "Yang sudah saya ketik dengan panjang." in answers[-1].text
    assert "Kirim lagi" in answers[-1].text
    script = person.client.post(f"{step}/draf", data=fields, headers={"Accept": "application/json"})
    assert script.status_code == 429
    assert script.get_json()["tunggu"] >= 1
    city.now = city.now.replace(minute=2)
    assert person.client.post(f"{step}/draf", data=fields, headers=BROWSER).status_code == 303


def test_another_person_is_not_slowed_by_it(city: Kota, client_as: SignIn) -> None:
    set_limits(city, tulis=[1, 600], ekspor=[1, 600])
    first, second = client_as("NH"), client_as("YK")
    for person in (first, second):
        assert person.client.get("/tindak-lanjut.xlsx", headers=BROWSER).status_code != 429
    assert first.client.get("/tindak-lanjut.xlsx", headers=BROWSER).status_code == 429


# -- where one is led after signing in [ASVS 3.7.2] ----------------------------------------------------------------

ELSEWHERE = [
    "https://jahat.contoh", "//jahat.contoh", "///jahat.contoh", "////jahat.contoh/a", "/\\jahat.contoh",
    "\\/jahat.contoh",
    "/\t/jahat.contoh", "/\n/jahat.contoh", "/\r\n/jahat.contoh", " //jahat.contoh", "javascript:alert(1)",
    "data:text/html,x", "http:jahat.contoh", "https:/jahat.contoh", "/%0d%0aLocation:%20https://jahat.contoh",
    "/\x00/jahat.contoh", "@jahat.contoh", "//jahat.contoh@127.0.0.1", "/\u2028/jahat", "mailto:a@b",
    "?next=//jahat.contoh",
    "/..//jahat.contoh", "/.//jahat.contoh", "/;//jahat.contoh", "/\uff0fjahat.contoh", "//[::1]", "http://[::1",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_host(target: str, stranger: Person) -> None:
    here = "https://kinerja.contoh.go.id/masuk"
    assert urlsplit(urljoin(here, local_path(target))).netloc == "kinerja.contoh.go.id"
    answer = stranger.post(
        f"/masuk?next={quote(target, safe='')}", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD}
    )
    assert answer.status_code == 303
    assert urlsplit(urljoin(here, answer.location)).netloc == "kinerja.contoh.go.id"
    assert "jahat" not in urlsplit(urljoin(here, answer.location)).netloc


# -- who asks [ASVS 4.1.3] -----------------------------------------------------------------------------------------


def test_addresses_that_a_visitor_claims_open_no_fresh_bucket(city: Kota, app: Flask) -> None:
    set_limits(city, masuk_jaringan=[3, 900])
    status = []
    for number in range(6):
        person = Person(app.test_client())
        fields = {**hidden(person.get("/masuk")), "nama_pengguna": f"orang.{number}", "sandi": "tebakan"}
        claimed = {
            "X-Forwarded-For": f"198.51.{number}.7",
            "Forwarded": f"for=198.51.{number}.7",
            "X-Real-IP": f"198.51.{number}.7",
        }
        status.append(person.client.post("/masuk", data=fields, headers={**BROWSER, **claimed}).status_code)
    assert status == [422, 422, 422, 429, 429, 429]
    assert create_app(app.extensions[SETTINGS], city.work) is not app


# -- ways in [ASVS 6.3.4] ------------------------------------------------------------------------------------------


def test_the_ways_to_a_session_are_these_and_no_others() -> None:
    """Whoever adds one says here how it is guarded: no second way may be weaker than the first."""
    found = set()
    for path in FILES:
        if not {"services", "identity"} <= set(path.parts):
            continue
        for node in nodes(path):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in {"begin", "rise"}:
                found.add(path.stem)
    assert (
        found
        == {
            "entering",  # password, and the second factor of those who have one; initial password: only to choose one
            "passkeys",  # two factors in one; the device checks its owner
            "single_sign_on",  # as many factors as a rule says of what the provider tells; else the local one on top
            "enrolling",  # a new key for a session that has just shown a new factor
            "passwords",  # a new key for a session that has just chosen a password
            "setup",  # the first accounts, by a key that only whoever runs the machine has
        }
    )
