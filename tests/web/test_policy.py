"""The outer walls of all pages at once: every route is walked, none is named here by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from werkzeug.routing import Rule

from tests.kota import NAMES, PASSWORD, Kota
from tests.web.conftest import BROWSER, Person
from webapp.config import Settings
from webapp.storage import Base
from webapp.web.app import create_app
from webapp.web.policy import Policy, policy, policy_of
from webapp.web.security import CSP

SignIn = Callable[[str], Person]

SAMPLES: dict[str, object] = {
    "key": "a#1",
    "kode": "ABCD-EFGH-JKLM-NPQR",
    "code": "id",
    "filename": "favicon.svg",
    "bentuk": "csv",
    "jenis": "diagram",
    "permintaan_id": UUID(int=1),
}


def addresses(app: Flask, method: str) -> Iterator[tuple[Rule, str]]:
    """Each route that takes the method, with an address of it."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            yield rule, adapter.build(rule.endpoint, {name: SAMPLES.get(name, 1) for name in rule.arguments})


def test_every_route_names_its_policy(app: Flask) -> None:
    without = [
        str(rule) for rule in app.url_map.iter_rules() if policy_of(app.view_functions[rule.endpoint]) is None
    ]
    assert without == [], "say with @policy who may open it"


def test_a_route_without_a_policy_is_closed_even_to_an_admin(
    city: Kota, settings: Settings, client_as: SignIn
) -> None:
    app = create_app(settings, city.work)
    app.add_url_rule("/lupa", "lupa", lambda: "terbuka")
    assert app.test_client().get("/lupa").status_code == 403


def test_what_is_public_is_a_short_list(app: Flask) -> None:
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if policy_of(app.view_functions[rule.endpoint]) == Policy("umum")
    }
    assert {name for name in public if not name.startswith("verif")} == {
        "activity_device.page",  # the same for everybody: shown where there is no line
        "activity_device.worker",
        "account.feed",  # a calendar reads it with the secret in its address
        "auth.home",
        "auth.second_factor",  # for who has given the password; others are led to the sign-in page
        "auth.second_factor_post",
        "auth.sign_in",
        "auth.sign_in_post",
        "health.alive",
        "health.metrics",  # with the operator's token; to others it is not there
        "health.ready",
        "help.guide",
        "help.page",
        "help.picture",
        "language.choose",
        "passkeys.ask_entry",  # another way to sign in
        "single_sign_on.come_back",  # and another
        "single_sign_on.leave",
        "single_sign_on.left",
        "single_sign_on.signed_out",  # the provider calls it, with a token that it has signed
        "passkeys.enter",
        "setup.install",  # with the key that `lakon init` printed
        "setup.page",
        "static",
        "summary.page",  # only where the agency has chosen so, and never about fewer than five people
    }


def test_strangers_see_nothing_but_what_is_public(app: Flask) -> None:
    client = app.test_client()
    for rule, address in addresses(app, "GET"):
        rule_policy = policy_of(app.view_functions[rule.endpoint])
        assert rule_policy is not None
        if rule_policy.kind == "umum":
            continue
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code == 303, address
        assert answer.location.startswith("/masuk?next="), address


def test_every_post_needs_the_token_of_our_page(app: Flask, client_as: SignIn) -> None:
    person = client_as("KB")
    walked = 0
    for rule, address in addresses(app, "POST"):
        if rule.endpoint == "single_sign_on.signed_out":
            continue  # called by the provider's server: a token that it has signed stands in the place of ours
        walked += 1
        answer = person.client.post(address, data={"_permintaan": str(uuid4())}, headers=BROWSER)
        assert answer.status_code in (400, 403), address
        forged = {"_permintaan": str(uuid4()), "csrf_token": "bukan-token-kita"}
        assert person.client.post(address, data=forged, headers=BROWSER).status_code in (400, 403), address
    assert walked >= 5


@pytest.mark.parametrize("code", [None, "SR"])
def test_every_answer_carries_the_headers(app: Flask, client_as: SignIn, code: str | None) -> None:
    client = client_as(code).client if code else app.test_client()
    paths = [address for _, address in addresses(app, "GET")] + ["/tidak-ada", "/static/build/tidak-ada.css"]
    for path in paths:
        with client.get(path, headers=BROWSER) as answer:
            headers = answer.headers
        assert headers["Content-Security-Policy"] == CSP, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        if not path.startswith("/static/"):
            assert headers["Cache-Control"] == "no-store" or "no-store" in headers["Cache-Control"], path


def test_over_tls_cookies_are_bound_to_the_host_and_hsts_is_sent(city: Kota, settings: Settings) -> None:
    app = create_app(replace(settings, public_url="https://kinerja.contoh.go.id"), city.work)
    answer = app.test_client().get("/masuk", base_url="https://kinerja.contoh.go.id", headers=BROWSER)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lakon=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def contents(engine: Engine) -> dict[str, str]:
    """A fingerprint of every table."""
    rows = "SELECT coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM %s t"
    with engine.connect() as connection:
        return {table: connection.execute(text(rows % table)).scalar_one() for table in Base.metadata.tables}


def test_opening_pages_changes_no_row(app: Flask, city: Kota, client_as: SignIn) -> None:
    city.until_submitted("SR")
    city.dialog("KB", "DH")
    people = {code: client_as(code) for code in ("SR", "DH", "KB")}
    before = contents(city.engine)
    pages = [
        "/",
        "/tugas",
        "/tugas/menunggu",
        "/tugas/selesai",
        "/bantuan",
        "/bahasa/en",
        "/masuk",
        "/healthz",
    ]
    for person in people.values():
        for path in pages:
            assert person.get(path).status_code < 400
    assert people["KB"].get(step(city, "SR")).status_code == 200
    assert people["DH"].get(step(city, "DH")).status_code == 200
    assert contents(city.engine) == before


def step(city: Kota, whose: str) -> str:
    """The address of somebody's open step."""
    return f"/tugas/{city.case_id(whose)}/{city.open_keys(whose)[0].replace('#', '~')}"


def test_a_page_of_an_office_is_refused_to_others_and_kept_as_an_event(
    city: Kota, settings: Settings
) -> None:
    app = create_app(settings, city.work)
    app.add_url_rule("/kantor", "kantor", policy("peran", "admin_bkpp")(lambda: "kantor"))
    for code, status in (("SR", 403), ("NH", 200)):
        person = Person(app.test_client())
        person.post("/masuk", {"nama_pengguna": NAMES[code], "sandi": PASSWORD})
        answer = person.get("/kantor")
        assert answer.status_code == status
    with city.engine.connect() as connection:
        kinds = connection.execute(
            text("SELECT kind, detail FROM audit_event WHERE kind = 'akses_ditolak'")
        ).all()
    assert [(kind, detail["alamat"]) for kind, detail in kinds] == [("akses_ditolak", "/kantor")]
