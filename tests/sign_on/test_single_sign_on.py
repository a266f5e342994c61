"""Single sign-on against a real provider: who comes in, who does not, and what is said when it fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from tests.kota import NAMES, PASSWORD, Kota
from tests.sign_on.conftest import Server, account, linked, local, rule, through
from tests.web.conftest import BROWSER, Person
from webapp.storage.audit import AuditEvent
from webapp.storage.masuk_luar import IdentitasLuar, PermintaanLuar
from webapp.storage.sesi import Sesi
from webapp.web import context

pytestmark = [pytest.mark.node]


def refusals(city: Kota) -> list[str]:
    with city.reading() as tx:
        rows = (
            select(AuditEvent.detail)
            .where(AuditEvent.kind == "masuk_tunggal_ditolak")
            .order_by(AuditEvent.id)
        )
        return [row["sebab"] for row in tx.session.scalars(rows)]


def methods(city: Kota) -> list[list[str]]:
    with city.reading() as tx:
        return [row.cara for row in tx.session.scalars(select(Sesi).order_by(Sesi.id))]


def test_the_question_carries_state_nonce_and_the_challenge_of_pkce_and_no_secret(
    sso: Flask, server: Server
) -> None:
    away = Person(sso.test_client()).get("/masuk/tunggal")
    asked = {name: one[0] for name, one in parse_qs(urlsplit(away.location).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43
    assert "secret" not in away.location
    assert "rahasia" not in away.location


def test_the_first_time_the_owner_confirms_by_the_local_ways_and_then_never_again(
    sso: Flask, server: Server, city: Kota
) -> None:
    linked(sso, server, "SR")
    with city.reading() as tx:
        row = tx.session.scalars(select(IdentitasLuar)).one()
        assert (row.penerbit, row.subjek) == (server.issuer, "pegawai-SR")
    elsewhere = Person(sso.test_client())
    answer = through(server, elsewhere.client, account("SR"), "/masuk/tunggal?next=/tugas/selesai")
    assert (answer.status_code, answer.location) == (303, "/tugas/selesai")
    assert elsewhere.get("/tugas").status_code == 200
    assert methods(city)[-1] == ["masuk_tunggal"]


def test_the_nip_of_another_at_the_provider_opens_and_links_nothing(
    sso: Flask, server: Server, city: Kota
) -> None:
    person = Person(sso.test_client())
    waiting = through(server, person.client, account("KB", sub="penipu"))
    person.post(f"/masuk?next={waiting.location}", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
    page = person.get(waiting.location)
    assert page.status_code == 422
    assert "NIP pada masuk tunggal bukan NIP akun ini" in page.text
    with city.reading() as tx:
        assert tx.session.scalars(select(IdentitasLuar)).all() == []


def test_a_link_waits_for_the_browser_that_asked_and_for_the_right_password(
    sso: Flask, server: Server, client_as: object, city: Kota
) -> None:
    person = Person(sso.test_client())
    waiting = through(server, person.client, account("SR"))
    other = Person(sso.test_client())
    other.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
    assert other.get(waiting.location).status_code == 404, "another browser"
    person.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
    assert person.post(waiting.location, {"_sandi": "salah"}).status_code == 422
    city.now += timedelta(minutes=16)
    assert person.get(waiting.location).status_code == 404, "too late"


def test_an_account_is_the_issuer_and_the_subject_and_never_the_e_mail_address(
    sso: Flask, server: Server, city: Kota
) -> None:
    linked(sso, server, "SR", account("SR", email="sama@contoh.go.id"))
    same_mail = Person(sso.test_client())
    server.browser.cookies.clear()
    answer = through(server, same_mail.client, account("SR", sub="lain", email="sama@contoh.go.id"))
    assert "/akun/keamanan/tunggal/" in answer.location, (
        "another subject is nobody yet, whatever its mail and NIP"
    )
    oidc = sso.extensions[context.SETTINGS].oidc
    with city.work.transaction() as tx:
        tx.session.scalars(select(IdentitasLuar)).one().penerbit = "https://penyedia-lain.contoh"
    server.browser.cookies.clear()
    answer = through(server, Person(sso.test_client()).client, account("SR", email="sama@contoh.go.id"))
    assert "/akun/keamanan/tunggal/" in answer.location, "the same number at another issuer is another person"
    assert oidc is not None


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(
    sso: Flask, server: Server, city: Kota
) -> None:
    linked(sso, server, "SR")
    person, thief = Person(sso.test_client()), Person(sso.test_client())
    away = person.get("/masuk/tunggal")
    back = local(server.sign_in(away.location, **account("SR")))
    thief.get("/masuk")
    stolen = thief.get(back)
    assert stolen.status_code == 422
    assert "dari peramban lain" in stolen.text
    assert person.get(back).status_code == 303
    again = person.get(back)
    assert again.status_code == 422
    assert "sudah dipakai" in again.text
    assert refusals(city) == ["state: another browser", "state: used"]


def test_a_code_without_the_verifier_of_its_own_question_is_refused(
    sso: Flask, server: Server, city: Kota
) -> None:
    linked(sso, server, "SR")
    person = Person(sso.test_client())
    first = local(server.sign_in(person.get("/masuk/tunggal").location, **account("SR")))
    second = person.get("/masuk/tunggal").location
    code = parse_qs(urlsplit(first).query)["code"][0]
    state = parse_qs(urlsplit(second).query)["state"][0]
    mixed = person.get(f"/masuk/tunggal/kembali?code={code}&state={state}")
    assert mixed.status_code == 422
    assert refusals(city) == ["code: invalid_grant"]


def test_a_question_is_too_old_after_a_quarter_of_an_hour(sso: Flask, server: Server, city: Kota) -> None:
    linked(sso, server, "SR")
    person = Person(sso.test_client())
    back = local(server.sign_in(person.get("/masuk/tunggal").location, **account("SR")))
    city.now += timedelta(minutes=16)
    assert person.get(back).status_code == 422
    assert refusals(city) == ["state: old"]


def test_who_turns_back_at_the_provider_is_told_so(sso: Flask, server: Server, city: Kota) -> None:
    person = Person(sso.test_client())
    back = local(server.sign_in(person.get("/masuk/tunggal").location, batal="ya"))
    answer = person.get(back)
    assert answer.status_code == 422
    assert "membatalkannya" in answer.text
    assert refusals(city) == ["provider: access_denied"]


def test_without_the_provider_a_page_says_so_and_the_password_still_opens(
    sso: Flask, server: Server, city: Kota
) -> None:
    settings = sso.extensions[context.SETTINGS]
    gone = replace(settings.oidc, issuer="http://127.0.0.1:9")
    sso.extensions[context.SETTINGS] = replace(settings, oidc=gone)
    person = Person(sso.test_client())
    answer = person.get("/masuk/tunggal")
    assert answer.status_code == 503
    assert "Masuk dengan NIP dan kata sandi" in answer.text
    assert person.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD}).status_code == 303
    assert person.get("/tugas").status_code == 200


def test_what_the_provider_says_stands_for_two_factors_only_where_the_rule_says_so(
    sso: Flask, server: Server, city: Kota
) -> None:
    linked(sso, server, "SR")
    rule(city, "masuk_tunggal", {"dua_faktor": {"acr": ["urn:contoh:dua"], "amr": ["mfa"]}})
    for how, known in (
        ({}, "masuk_tunggal"),
        ({"acr": "urn:contoh:satu", "amr": "pwd"}, "masuk_tunggal"),
        ({"acr": "urn:contoh:dua"}, "masuk_tunggal_dua_faktor"),
        ({"amr": "pwd mfa"}, "masuk_tunggal_dua_faktor"),
    ):
        server.browser.cookies.clear()
        through(server, Person(sso.test_client()).client, account("SR"), **how)
        assert methods(city)[-1] == [known], how


def test_one_factor_at_the_provider_is_too_little_where_the_agency_asks_for_two(
    sso: Flask, server: Server, city: Kota
) -> None:
    linked(sso, server, "SR")
    rule(city, "faktor_kedua", {"wajib_untuk": "semua"})
    person = Person(sso.test_client())
    through(server, person.client, account("SR"))
    assert person.get("/tugas").location == "/akun/keamanan", "it leads to enrolment and nowhere else"


def test_leaving_ends_the_session_here_and_shows_the_way_out_there(
    sso: Flask, server: Server, city: Kota
) -> None:
    linked(sso, server, "SR")
    person = Person(sso.test_client())
    through(server, person.client, account("SR"))
    person.get("/tugas")
    answer = person.post("/keluar", fresh=False)
    assert (answer.status_code, answer.location) == (303, "/keluar/tunggal")
    page = person.follow()
    assert "Anda masih masuk di SSO Kota Contoh" in page.text
    assert f"{server.issuer}/session/end?client_id=lakon" in page.text.replace("&amp;", "&")
    assert person.get("/tugas").status_code == 303


def test_a_link_can_be_undone_and_the_provider_then_opens_nothing(
    sso: Flask, server: Server, city: Kota
) -> None:
    person = linked(sso, server, "SR")
    assert "Terkait dengan SSO Kota Contoh" in person.get("/akun/keamanan").text
    assert person.post("/akun/keamanan/tunggal/lepas", {"_sandi": PASSWORD}).status_code == 303
    again = through(server, Person(sso.test_client()).client, account("SR"))
    assert "/akun/keamanan/tunggal/" in again.location


def test_a_page_of_another_site_signs_nobody_in_through_the_provider(sso: Flask, server: Server) -> None:
    """A session begins because its owner asked for it [ASVS 7.6.2]."""
    client = sso.test_client()
    lured = client.get("/masuk/tunggal?next=/tugas", headers={**BROWSER, "Sec-Fetch-Site": "cross-site"})
    assert (lured.status_code, lured.location) == (303, "/masuk?next=/tugas")
    asked = client.get("/masuk/tunggal", headers={**BROWSER, "Sec-Fetch-Site": "same-origin"})
    assert asked.location.startswith(server.issuer)


def test_without_settings_there_is_no_such_page(client_as: object, stranger: Person) -> None:
    assert stranger.get("/masuk/tunggal").status_code == 404
    assert stranger.get("/masuk/tunggal/kembali?state=a&code=b").status_code == 404
    assert "masuk/tunggal" not in stranger.get("/masuk").text


def test_questions_of_yesterday_go(sso: Flask, server: Server, city: Kota) -> None:
    person = Person(sso.test_client())
    person.get("/masuk/tunggal")
    city.now += timedelta(days=2)
    person.get("/masuk/tunggal")
    with city.reading() as tx:
        assert len(tx.session.scalars(select(PermintaanLuar)).all()) == 1
