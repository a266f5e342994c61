"""What readers are told when something is refused or breaks, and what is kept of it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select

from tests.kota import Kota
from tests.web.conftest import BROWSER, Person
from tests.web.peramban import Peramban
from webapp.config import Settings
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.registri import PihakLuar
from webapp.web.app import create_app
from webapp.web.policy import policy

SignIn = Callable[[str], Person]


def refusals(city: Kota) -> list[AuditEvent]:
    with city.reading() as tx:
        rows = list(tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "akses_ditolak")))
        tx.session.expunge_all()
        return rows


def test_a_step_of_somebody_else_is_refused_with_who_may_and_kept_as_an_event(city: Kota, app: Flask) -> None:
    city.until_submitted("SR")
    key = city.open_keys("SR")[0].replace("#", "~")
    page = Peramban(app, "DH").open(f"/tugas/{city.case_id('SR')}/{key}")
    assert page.status == 403
    assert "Pemegangnya: Kepala Bidang A" in page.text
    assert "Siti" not in page.text
    event = refusals(city)[-1]
    assert (event.object_kind, event.object_id) == ("process_case", city.case_id("SR"))
    assert event.actor_id == city.actor("DH").akun_id


def test_a_closed_step_of_somebody_else_is_not_there_and_kept_as_an_event(city: Kota, app: Flask) -> None:
    city.until_submitted("SR")
    address = f"/tugas/{city.case_id('SR')}/perencanaan~1/penetapan~1/susun_skp~1"
    page = Peramban(app, "DH").open(address)
    assert page.status == 404
    assert [event.object_kind for event in refusals(city)] == ["process_case"]


def test_what_never_was_and_what_is_hidden_look_alike(city: Kota, app: Flask) -> None:
    city.until_submitted("SR")
    dh = Peramban(app, "DH")
    hidden = dh.open(f"/tugas/{city.case_id('SR')}/perencanaan~1/penetapan~1/susun_skp~1")
    never = dh.open("/tugas/999999/perencanaan~1/penetapan~1/susun_skp~1")
    assert (hidden.status, hidden.text) == (never.status, never.text)


def test_a_mistyped_address_is_no_event(city: Kota, app: Flask) -> None:
    assert Peramban(app, "DH").open("/tugs").status == 404
    assert refusals(city) == []


def test_a_bug_shows_a_code_and_the_log_has_the_rest(
    city: Kota, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings, city.work)

    def broken() -> str:
        raise RuntimeError("rahasia di dalam pesan")

    app.add_url_rule("/rusak", "rusak", policy("umum")(broken))
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/rusak", headers=BROWSER)
    assert answer.status_code == 500
    assert "rahasia" not in answer.text
    assert "Traceback" not in answer.text
    code = next(record for record in caplog.records if "unexpected error" in record.message).args[0]  # type: ignore[index]
    assert str(code) in answer.text


def test_a_page_that_was_open_too_long_says_what_to_do(client_as: SignIn) -> None:
    person = client_as("SR")
    answer = person.client.post("/keluar", data={"csrf_token": "lama"}, headers=BROWSER)
    assert answer.status_code == 400
    assert "muat ulang" in answer.text


def test_a_flood_is_refused(client_as: SignIn) -> None:
    person = client_as("SR")
    answer = person.client.post("/masuk", data={"sandi": "x" * 3_000_000}, headers=BROWSER)
    assert answer.status_code == 413
    assert "2 MB" in answer.text


def test_a_method_that_is_not_meant_is_no_page(client_as: SignIn) -> None:
    answer = client_as("SR").get("/keluar")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_without_a_kepala_daerah_the_sentence_names_what_is_missing(city: Kota, client_as: SignIn) -> None:
    person = client_as("SR")
    with city.work.transaction() as tx:
        tx.session.execute(delete(PihakLuar).where(PihakLuar.kepala_daerah, ~PihakLuar.id.in_(_used(city))))
        for row in tx.session.scalars(select(PihakLuar)):
            row.kepala_daerah = False
    answer = person.get("/tugas")
    assert answer.status_code == 503
    assert "Kepala Daerah" in answer.text
    assert person.get("/bantuan").status_code == 200


def _used(city: Kota) -> list[int]:
    with city.reading() as tx:
        return [one for one in tx.session.scalars(select(Akun.pihak_luar_id)) if one is not None]
