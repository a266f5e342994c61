"""Signing by the provider: recognised anew, for exactly what is signed, within five minutes, once."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.kota import Kota
from tests.sign_on.conftest import Server, account, linked, local, rule, through
from tests.web.conftest import Person, hidden
from webapp.storage.masuk_luar import PermintaanLuar
from webapp.storage.process import Journal
from webapp.storage.sesi import Sesi

pytestmark = [pytest.mark.node]


@pytest.fixture
def signer(sso: Flask, server: Server, city: Kota) -> tuple[Person, str]:
    """SR, come through the provider, before the signature of the SKP; and the address of that step."""
    city.until_submitted().review("KB", "SR")
    server.set_clock(city)
    linked(sso, server, "SR")
    person = Person(sso.test_client())
    through(server, person.client, account("SR"))
    case_id, key = city.case_id("SR"), next(key for key in city.open_keys("SR") if "tanda_tangan" in key)
    return person, f"/tugas/{case_id}/{key.replace('#', '~')}"


def held(person: Person, step: str, **typed: str) -> str:
    """Press the button of the provider on the page of the step; the address of what waits."""
    page = person.get(step)
    assert "Masuk ulang lewat SSO Kota Contoh" in page.text, page.text
    fields = {**hidden(page), "setuju_tanda_tangan": "true", **typed}
    answer = person.client.post(f"/akun/ulang?untuk={step}", data=fields, headers={"Accept": "text/html"})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def proven(person: Person, server: Server, waiting: str, **how: str) -> None:
    """Be recognised anew."""
    away = person.get(f"{waiting}/pergi")
    asked = {name: one[0] for name, one in parse_qs(urlsplit(away.location).query).items()}
    assert (asked["prompt"], asked["max_age"]) == ("login", "300")
    back = person.get(local(server.sign_in(away.location, **account("SR"), **how)))
    assert back.location == waiting


def evidence(city: Kota) -> dict[str, str]:
    with city.reading() as tx:
        row = tx.session.scalars(
            select(Journal)
            .where(Journal.case_id == city.case_id("SR"), Journal.key.contains("tanda_tangan"))
            .order_by(Journal.seq.desc())
        ).first()
        assert row is not None
        assert row.mandate is not None
        return dict(row.mandate["bukti"])


def test_a_signature_is_proven_by_the_provider_and_keeps_how_and_when(
    signer: tuple[Person, str], server: Server, city: Kota
) -> None:
    person, step = signer
    waiting = held(person, step)
    assert "Isian Anda disimpan" in person.get(waiting).text
    proven(person, server, waiting)
    page = person.get(waiting)
    assert "Kirim tanda tangan" in page.text
    done = person.client.post(step, data=hidden(page), headers={"Accept": "text/html"})
    assert done.status_code == 303, done.text
    kept = evidence(city)
    assert kept["cara"] == "masuk_tunggal"
    assert kept["penerbit"] == server.issuer
    assert len(kept["isi"]) == 64
    assert person.get(waiting).status_code == 404, "it is sent, and can be sent once"


def test_one_changed_field_is_another_content(signer: tuple[Person, str], server: Server, city: Kota) -> None:
    person, step = signer
    waiting = held(person, step)
    proven(person, server, waiting)
    fields = hidden(person.get(waiting))
    refused = person.client.post(step, data={**fields, "catatan": "lain"}, headers={"Accept": "text/html"})
    assert refused.status_code == 422
    assert "untuk isian lain" in refused.text
    assert any("tanda_tangan" in key for key in city.open_keys("SR"))


def test_a_proof_older_than_five_minutes_is_too_old(
    signer: tuple[Person, str], server: Server, city: Kota
) -> None:
    person, step = signer
    waiting = held(person, step)
    proven(person, server, waiting)
    fields = hidden(person.get(waiting))
    city.now += timedelta(minutes=5, seconds=1)
    assert person.client.post(step, data=fields, headers={"Accept": "text/html"}).status_code == 422
    assert "Buktikan bahwa ini Anda" in person.get(waiting).text, "what was typed is still there"


def test_a_provider_that_does_not_say_when_it_recognised_somebody_proves_nothing(
    signer: tuple[Person, str], server: Server, city: Kota
) -> None:
    """Without `auth_time` an old session there would do [ASVS 6.8.4]."""
    person, step = signer
    waiting = held(person, step)
    proven(person, server, waiting)
    fields = hidden(person.get(waiting))
    with city.work.transaction() as tx:
        tx.session.execute(update(PermintaanLuar).values(terbukti_pada=None))
    assert person.client.post(step, data=fields, headers={"Accept": "text/html"}).status_code == 422
    assert "Buktikan bahwa ini Anda" in person.get(waiting).text
    assert any("tanda_tangan" in key for key in city.open_keys("SR"))


def test_before_the_provider_there_is_no_proof_and_another_session_has_none_either(
    signer: tuple[Person, str], sso: Flask, server: Server, city: Kota
) -> None:
    person, step = signer
    waiting = held(person, step)
    fields = {**hidden(person.get(step)), "setuju_tanda_tangan": "true", "_bukti": waiting.rsplit("/", 1)[-1]}
    assert person.client.post(step, data=fields, headers={"Accept": "text/html"}).status_code == 422
    proven(person, server, waiting)
    other = Person(sso.test_client())
    server.browser.cookies.clear()
    through(server, other.client, account("SR"))
    assert other.get(waiting).status_code == 404
    fields = {**hidden(other.get(step)), "_bukti": waiting.rsplit("/", 1)[-1]}
    assert other.client.post(step, data=fields, headers={"Accept": "text/html"}).status_code == 422


def test_somebody_else_at_the_provider_signs_nothing(
    signer: tuple[Person, str], server: Server, city: Kota
) -> None:
    person, step = signer
    waiting = held(person, step)
    away = person.get(f"{waiting}/pergi")
    server.browser.cookies.clear()
    person.get(local(server.sign_in(away.location, **account("KB"))))
    fields = hidden(person.get(waiting))
    assert person.client.post(step, data=fields, headers={"Accept": "text/html"}).status_code == 422


@pytest.mark.parametrize(("how", "status"), [({}, 422), ({"amr": "pwd"}, 422), ({"amr": "pwd otp"}, 303)])
def test_where_two_factors_are_asked_for_the_provider_must_say_that_it_saw_two(
    signer: tuple[Person, str], server: Server, city: Kota, how: dict[str, str], status: int
) -> None:
    person, step = signer
    waiting = held(person, step)
    rule(city, "masuk_tunggal", {"dua_faktor": {"amr": ["otp"]}})
    proven(person, server, waiting, **how)
    fields = hidden(person.get(waiting))
    with city.work.transaction() as tx:
        tx.session.execute(
            update(Sesi).values(cara=["masuk_tunggal_dua_faktor"])
        )  # else a factor comes first
    rule(city, "faktor_kedua", {"wajib_untuk": "semua"})
    answer = person.client.post(step, data=fields, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    assert any("tanda_tangan" in key for key in city.open_keys("SR")) is (status == 422)
