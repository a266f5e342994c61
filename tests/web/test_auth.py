"""Signing in and out: what is said, where it leads, and when a session ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.kota import NAMES, NIP, PASSWORD, Kota
from tests.web.conftest import Person, hidden
from webapp.storage.audit import AuditEvent, Pemberitahuan

SignIn = Callable[[str], Person]


def test_a_stranger_is_led_to_the_sign_in_page_and_back(stranger: Person) -> None:
    stranger.get("/tugas/menunggu?a=1")
    assert stranger.page is not None
    assert stranger.page.status_code == 303
    stranger.follow()
    assert "NIP atau nama pengguna" in stranger.page.text
    url = "/masuk?next=/tugas/menunggu?a%3D1"
    answer = stranger.post(url, {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/tugas/menunggu?a=1")
    assert stranger.follow().status_code == 200


def test_the_nip_signs_in_too_with_blanks_as_it_is_printed(stranger: Person) -> None:
    answer = stranger.post("/masuk", {"nama_pengguna": "19900115 201503 2 003", "sandi": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/tugas")


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(stranger: Person) -> None:
    wrong = stranger.post("/masuk", {"nama_pengguna": NIP["SR"], "sandi": "bukan sandinya"})
    unknown = stranger.post("/masuk", {"nama_pengguna": "199001152015032999", "sandi": "bukan sandinya"})
    assert wrong.status_code == unknown.status_code == 422
    assert "NIP atau kata sandi tidak cocok" in wrong.text
    alike = [
        page.text.replace(NIP["SR"], "x").replace("199001152015032999", "x") for page in (wrong, unknown)
    ]
    assert _without_token(alike[0]) == _without_token(alike[1])


def _without_token(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrf_token" not in line)


def test_too_many_wrong_passwords_must_wait_and_the_page_says_how_long(stranger: Person, city: Kota) -> None:
    for _ in range(10):
        stranger.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": "salah"})
    answer = stranger.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert f"Tunggu {answer.headers['Retry-After']} detik" in answer.text
    city.at("2026-01-05 09:00")
    assert stranger.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD}).status_code == 303


def test_the_answer_to_the_hundredth_try_does_not_tell_whether_the_account_exists(app: Flask) -> None:
    """Wrong password, unknown name, closed to guessing: try for try the same status, header and page [ASVS 6.3.8]."""
    unknown = "199001152015032999"
    heard = []
    for name in (NIP["SR"], unknown):
        person = Person(app.test_client())
        answers = [
            person.post("/masuk", {"nama_pengguna": name, "sandi": "bukan sandinya"}) for _ in range(12)
        ]
        if name == NIP["SR"]:
            answers.append(person.post("/masuk", {"nama_pengguna": name, "sandi": PASSWORD}))
        else:
            answers.append(person.post("/masuk", {"nama_pengguna": name, "sandi": "masih bukan"}))
        heard.append(
            [
                (one.status_code, one.headers.get("Retry-After"), _without_token(one.text.replace(name, "x")))
                for one in answers
            ]
        )
    assert [status for status, *_ in heard[0]] == [422] * 10 + [429] * 3
    assert heard[0] == heard[1]


@pytest.mark.parametrize(
    "target",
    [
        "https://contoh.invalid/",
        "//contoh.invalid",
        "/\\contoh.invalid",
        "javascript:alert(1)",
        "/tugas\n//contoh.invalid",
        "\t//contoh.invalid",
        "http:contoh.invalid",
        "tugas",
    ],
)
def test_after_signing_in_nobody_is_led_elsewhere(stranger: Person, target: str) -> None:
    data = {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD}
    stranger.get("/masuk")
    answer = stranger.client.post("/masuk", query_string={"next": target}, data={**_hidden(stranger), **data})
    assert (answer.status_code, answer.location) == (303, "/tugas")


def _hidden(person: Person) -> dict[str, str]:
    assert person.page is not None
    return hidden(person.page)


def test_signing_in_begins_a_new_session(stranger: Person) -> None:
    stranger.get("/masuk")
    with stranger.client.session_transaction() as session:
        before = session["csrf_token"]
        session["lama"] = "milik orang lain"
    stranger.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD}, fresh=False)
    with stranger.client.session_transaction() as session:
        assert session.get("csrf_token") != before
        assert "lama" not in session


@pytest.mark.parametrize(
    ("hours", "steps", "open_"), [(7, 1, True), (9, 1, False), (5, 2, True), (5, 3, False)]
)
def test_a_session_ends_after_eight_idle_hours_and_after_twelve_in_all(
    client_as: SignIn, city: Kota, hours: int, steps: int, open_: bool
) -> None:
    person = client_as("SR")
    for _ in range(steps):
        city.now += timedelta(hours=hours)
        answer = person.get("/tugas")
    assert answer.status_code == (200 if open_ else 303)


def carried(app: Flask, person: Person, *cookies: str) -> Person:
    """Another browser, with some of a person's cookies."""
    thief = Person(app.test_client())
    for name in cookies:
        cookie = person.client.get_cookie(name)
        assert cookie is not None
        thief.client.set_cookie(name, cookie.value)
    return thief


def test_a_key_that_was_carried_to_another_device_opens_nothing_and_ends_the_session(
    client_as: SignIn, app: Flask, city: Kota
) -> None:
    person = client_as("SR")
    assert person.get("/tugas").status_code == 200
    assert carried(app, person, "lakon").get("/tugas").status_code == 303
    assert person.get("/tugas").status_code == 303, "the owner signs in again, and is told why"
    with city.reading() as tx:
        told = tx.session.scalars(select(Pemberitahuan.jenis).order_by(Pemberitahuan.id.desc())).first()
    assert told == "perangkat_lain"
    assert client_as("SR").get("/tugas").status_code == 200


def test_signing_out_ends_the_session_also_for_a_copied_cookie(
    client_as: SignIn, app: Flask, city: Kota
) -> None:
    person = client_as("SR")
    thief = carried(app, person, "lakon", "lakon-perangkat")
    assert thief.get("/tugas").status_code == 200
    person.get("/tugas")
    assert person.post("/keluar", fresh=False).location == "/masuk"
    assert person.get("/tugas").status_code == 303
    assert thief.get("/tugas").status_code == 303
    with city.reading() as tx:
        kinds = list(tx.session.scalars(select(AuditEvent.kind).order_by(AuditEvent.id)))
    assert kinds[-2:] == ["masuk", "keluar"]


def test_the_cookie_is_for_our_pages_only(app: Flask, stranger: Person) -> None:
    answer = stranger.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
    cookie = next(
        value for name, value in answer.headers if name == "Set-Cookie" and value.startswith("lakon=")
    )
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


def test_the_password_is_never_sent_back(stranger: Person) -> None:
    answer = stranger.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": "sandi yang salah ketik"})
    assert "sandi yang salah ketik" not in answer.text
    assert NAMES["SR"] in answer.text
