"""Tokens that must not be believed: each is refused with a sentence, leaves an event, and signs nobody in."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.kota import Kota
from tests.sign_on.liar import Liar, serve
from tests.web.conftest import Person
from webapp.config import Oidc, Settings
from webapp.services.identity import provider
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.masuk_luar import IdentitasLuar
from webapp.storage.sesi import Sesi
from webapp.web import context

Claims = dict[str, Any]
Signer = Callable[[Liar, Claims], str]


@dataclass
class Case:
    """A provider that lies, the application, and an account that is linked with the subject `seseorang`."""

    city: Kota
    app: Flask
    liar: Liar

    def answer(self, make: Signer) -> TestResponse:
        """Go there and come back with the token that `make` makes of the right claims."""
        person = Person(self.app.test_client())
        asked = {
            name: one[0]
            for name, one in parse_qs(urlsplit(person.get("/masuk/tunggal").location).query).items()
        }
        now = int(self.city.now.timestamp())
        self.liar.token = make(
            self.liar,
            {
                "iss": self.liar.issuer, "aud": "lakon", "sub": "seseorang", "iat": now, "exp": now + 300,
                "nonce": asked["nonce"], "nip": "199001152015032003",
            },
        )  # fmt: skip
        return person.get(f"/masuk/tunggal/kembali?code=apa-saja&state={asked['state']}")


@pytest.fixture
def case(app: Flask, settings: Settings, city: Kota) -> Iterator[Case]:
    """The city with a lying provider."""
    liar = Liar()
    server = serve(liar)
    app.extensions[context.SETTINGS] = replace(settings, oidc=Oidc(liar.issuer, "lakon", "rahasia-lakon"))
    with city.work.transaction() as tx:
        akun_id = tx.session.scalars(select(Akun.id).where(Akun.pegawai_id == city.pegawai_id("SR"))).one()
        tx.session.add(
            IdentitasLuar(akun_id=akun_id, penerbit=liar.issuer, subjek="seseorang", dikaitkan_pada=tx.now)
        )
    yield Case(city, app, liar)
    server.shutdown()
    server.server_close()


def signed(liar: Liar, claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "satu"}, claims, liar.key)


def changed(**values: Any) -> Signer:
    """Rightly signed, but with other claims; None leaves one out; numbers move times."""

    def make(liar: Liar, claims: Claims) -> str:
        for name, value in values.items():
            claims[name] = claims[name] + value if isinstance(value, int) else value
        return signed(liar, {name: value for name, value in claims.items() if value is not None})

    return make


def by_another_key(liar: Liar, claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "satu"}, claims, RSAKey.generate_key(2048))


def by_an_unknown_key(liar: Liar, claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "dua"}, claims, RSAKey.generate_key(2048))


def without_signature(liar: Liar, claims: Claims) -> str:
    return (
        ".".join(letters(json.dumps(part).encode()) for part in ({"alg": "none", "kid": "satu"}, claims))
        + "."
    )


def letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def with_secret(claims: Claims, secret: bytes) -> str:
    head = {"alg": "HS256", "kid": "satu"}
    signed_part = f"{letters(json.dumps(head).encode())}.{letters(json.dumps(claims).encode())}"
    return f"{signed_part}.{letters(hmac.digest(secret, signed_part.encode(), 'sha256'))}"


def with_the_public_key_as_secret(liar: Liar, claims: Claims) -> str:
    return with_secret(claims, liar.key.as_pem(private=False))


def with_the_client_secret(liar: Liar, claims: Claims) -> str:
    return with_secret(claims, b"rahasia-lakon")


def with_another_body(liar: Liar, claims: Claims) -> str:
    head, body, signature = signed(liar, claims).split(".")
    other = {**claims, "sub": "orang-lain"}
    body = letters(json.dumps(other).encode())
    return f"{head}.{body}.{signature}"


def with_a_key_of_its_own(liar: Liar, claims: Claims) -> str:
    key = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "jwk": key.as_dict(private=False)}, claims, key)


BROKEN: dict[str, tuple[Signer, str]] = {
    "another key": (by_another_key, "Tanda tangan"),
    "unknown key": (by_an_unknown_key, "Tanda tangan"),
    "a key in its own header": (with_a_key_of_its_own, "Tanda tangan"),
    "alg none": (without_signature, "Tanda tangan"),
    "HS256 with the public key": (with_the_public_key_as_secret, "Tanda tangan"),
    "HS256 with the client secret": (with_the_client_secret, "Tanda tangan"),
    "changed after signing": (with_another_body, "Tanda tangan"),
    "expired": (changed(exp=-600), "kedaluwarsa"),
    "without an end": (changed(exp=None), "kedaluwarsa"),
    "issued in the future": (changed(iat=3600), "bertanggal di depan"),
    "for another application": (changed(aud="lain"), "aplikasi lain"),
    "for two, authorised for the other": (changed(aud=["lakon", "lain"], azp="lain"), "aplikasi lain"),
    "from another issuer": (changed(iss="https://lain.contoh"), "penyedia lain"),
    "without a nonce": (changed(nonce=None), "bukan untuk permintaan ini"),
    "with another nonce": (changed(nonce="nonce-lain"), "bukan untuk permintaan ini"),
    "of nobody": (changed(sub=None), "tidak dapat dipercaya"),
    "of an empty name": (changed(sub=""), "tidak dapat dipercaya"),
    "no token at all": (lambda liar, claims: "bukan token", "Tanda tangan"),
    "recognised in the future": (
        lambda liar, claims: signed(liar, {**claims, "auth_time": claims["iat"] + 3600}),
        "tidak dapat dipercaya",
    ),
    "with the hash of another access token": (
        lambda liar, claims: signed(liar, {**claims, "at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
        "tidak dapat dipercaya",
    ),
}


def test_the_right_token_opens(case: Case) -> None:
    assert case.answer(signed).status_code == 303


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_token_is_refused_with_a_sentence_and_an_event(case: Case, name: str) -> None:
    make, words = BROKEN[name]
    answer = case.answer(make)
    assert answer.status_code == 422, name
    assert words in answer.text, name
    assert "Traceback" not in answer.text
    with case.city.reading() as tx:
        kinds = tx.session.scalars(select(AuditEvent.kind).where(AuditEvent.kind == "masuk_tunggal_ditolak"))
        assert len(kinds.all()) == 1, name
        assert tx.session.scalars(select(Sesi)).all() == [], "nobody is signed in"


def test_a_provider_that_names_itself_otherwise_or_sends_people_elsewhere_is_down(case: Case) -> None:
    for metadata in (
        {"issuer": "https://lain.contoh"},
        {"authorization_endpoint": "http://lain.contoh/masuk"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ):
        case.app.extensions.pop("lakon_oidc", None)
        case.liar.metadata = metadata
        assert Person(case.app.test_client()).get("/masuk/tunggal").status_code == 503, metadata


def test_nobody_is_sent_to_a_provider_that_has_stopped_since(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "AGAIN", 0.0)  # a minute later
    person = Person(case.app.test_client())
    assert person.get("/masuk/tunggal").status_code == 303
    case.liar.metadata = {"issuer": None}
    answer = person.get("/masuk/tunggal")
    assert answer.status_code == 503
    assert "sedang tidak menjawab" in answer.text


def test_keys_that_the_provider_has_changed_are_found(case: Case) -> None:
    assert case.answer(signed).status_code == 303
    case.app.extensions.pop("lakon_oidc")
    case.liar.key = RSAKey.generate_key(2048, {"kid": "tiga", "use": "sig"})
    new = case.answer(lambda liar, claims: jwt.encode({"alg": "RS256", "kid": "tiga"}, claims, liar.key))
    assert new.status_code == 303


def logout(liar: Liar, now: int, **changes: Any) -> Claims:
    found = {
        "iss": liar.issuer, "aud": "lakon", "sub": "seseorang", "iat": now, "jti": "satu",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }  # fmt: skip
    return {name: value for name, value in {**found, **changes}.items() if value is not None}


def test_who_signs_out_at_the_provider_is_signed_out_here(case: Case) -> None:
    case.answer(signed)
    now = int(case.city.now.timestamp())
    with case.city.reading() as tx:
        assert tx.session.scalars(select(Sesi.berakhir)).all() == [None]
    client = case.app.test_client()
    broken: tuple[Claims, ...] = (
        {"nonce": "x"}, {"events": None}, {"events": {}}, {"aud": "lain"}, {"iss": "https://lain.contoh"},
        {"iat": now - 900}, {"iat": None}, {"iat": True}, {"sub": None}, {"exp": now - 300}, {"exp": "besok"},
    )  # fmt: skip
    for changes in broken:
        token = signed(case.liar, logout(case.liar, now, **changes))
        assert client.post("/masuk/tunggal/keluar", data={"logout_token": token}).status_code == 400, changes
    other = jwt.encode(
        {"alg": "RS256", "kid": "satu", "typ": "at+jwt"}, logout(case.liar, now), case.liar.key
    )
    assert client.post("/masuk/tunggal/keluar", data={"logout_token": other}).status_code == 400
    forged = by_another_key(case.liar, logout(case.liar, now))
    assert client.post("/masuk/tunggal/keluar", data={"logout_token": forged}).status_code == 400
    with case.city.reading() as tx:
        assert tx.session.scalars(select(Sesi.berakhir)).all() == [None]
    head = {"alg": "RS256", "kid": "satu", "typ": "logout+jwt"}
    token = jwt.encode(head, logout(case.liar, now, exp=now + 120), case.liar.key)
    assert client.post("/masuk/tunggal/keluar", data={"logout_token": token}).status_code == 200
    with case.city.reading() as tx:
        assert tx.session.scalars(select(Sesi.sebab)).all() == ["keluar di penyedia"]


def test_a_logout_token_signs_nobody_in_and_an_identity_token_signs_nobody_out(case: Case) -> None:
    def as_identity(liar: Liar, claims: Claims) -> str:
        return signed(liar, logout(liar, claims["iat"], exp=claims["exp"]))

    assert case.answer(as_identity).status_code == 422
    assert case.answer(signed).status_code == 303
    answer = case.app.test_client().post("/masuk/tunggal/keluar", data={"logout_token": case.liar.token})
    assert answer.status_code == 400
    with case.city.reading() as tx:
        assert tx.session.scalars(select(Sesi.berakhir)).all() == [None]
