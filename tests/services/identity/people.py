"""People who sign in, with the factors that a test gives them."""

from __future__ import annotations

import pyotp

from tests.kota import NAMES, PASSWORD, Kota
from tests.services.identity.authenticator import Authenticator
from webapp.services.identity import enrolling, entering, passkeys, reauthentication, sessions
from webapp.services.identity.passkeys import Site
from webapp.services.identity.sessions import Client, Found

SITE = Site("kinerja.contoh.go.id", "https://kinerja.contoh.go.id")
HERE = Client("a" * 32, "Firefox", "10.1.2.0/24")
ELSEWHERE = Client("b" * 32, "Chrome", "203.0.113.0/24")


def entered(city: Kota, code: str, client: Client = HERE, password: str = PASSWORD) -> str:
    """Sign in; the key of the session, full or not."""
    found = entering.enter(city.work, NAMES[code], password, client)
    assert found is not None
    return found.key


def found(city: Kota, key: str) -> Found:
    """The session of a key."""
    with city.reading() as tx:
        here = sessions.find(tx, key)
    assert here is not None
    return here


def is_open(city: Kota, key: str) -> bool:
    """Whether a key still opens something."""
    with city.reading() as tx:
        return sessions.find(tx, key) is not None


def by_password(here: Found, code: str = "") -> reauthentication.Confirm:
    """The re-authentication of everybody here."""
    return reauthentication.by_password(here.actor, PASSWORD, code)


def with_app(city: Kota, key: str) -> tuple[str, pyotp.TOTP, list[str]]:
    """Enrol an authenticator app: the session's new key, the app, and the recovery codes."""
    here = found(city, key)
    enrolling.begin_codes(city.work, here, by_password(here))
    with city.reading() as tx:
        app = pyotp.TOTP(enrolling.enrolment(tx, here).secret)
    done = enrolling.finish_codes(city.work, here, app.at(city.now))
    assert done is not None
    return done[0], app, done[1]


def with_passkey(city: Kota, key: str, code: str = "") -> tuple[str, Authenticator, list[str]]:
    """Register a passkey: the session's new key, the device, and the recovery codes of a first factor."""
    here, device = found(city, key), Authenticator(SITE.origin)
    asked = passkeys.ask_registration(city.work, here, SITE, by_password(here, code))
    new, codes = passkeys.register(city.work, here, SITE, asked.id, device.make(asked.options), "Ponsel saya")
    return new, device, codes
