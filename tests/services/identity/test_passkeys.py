"""Passkeys against an authenticator of software: what signs in, what stands for a signature, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from tests.kota import Kota
from tests.services.identity.authenticator import Authenticator
from tests.services.identity.people import ELSEWHERE, HERE, SITE, by_password, entered, found, with_passkey
from webapp.operations import Refused
from webapp.services.errors import NotFound, WrongPassword
from webapp.services.identity import passkeys, reauthentication
from webapp.services.identity.passkeys import Asked, Site, site_of
from webapp.storage.audit import Pemberitahuan
from webapp.storage.faktor import KunciSandi, Tantangan

CONTENT = sha256(b"SKP 2026").hexdigest()


def prove(city: Kota, confirm: reauthentication.Confirm) -> reauthentication.Evidence:
    """Run a re-authentication as an act does."""
    with city.work.transaction() as tx:
        return confirm(tx)


def test_a_passkey_signs_in_without_a_name_and_without_a_password(city: Kota) -> None:
    _, device, codes = with_passkey(city, entered(city, "SR"))
    assert len(codes) == 10, "the first factor brings recovery codes"
    asked = passkeys.ask_entry(city.work, SITE)
    assert asked.options["userVerification"] == "required"
    assert not asked.options.get("allowCredentials")
    done = passkeys.enter(city.work, SITE, asked.id, device.answer(asked.options), ELSEWHERE)
    assert done is not None
    here = found(city, done.key)
    assert here.full
    assert (here.actor.akun_id, here.methods) == (city.actor("SR").akun_id, ("kunci_sandi",))


def test_a_passkey_is_the_second_factor_after_the_password(city: Kota) -> None:
    _, device, _ = with_passkey(city, entered(city, "SR"))
    waiting = found(city, entered(city, "SR"))
    asked = passkeys.ask_entry(city.work, SITE)
    done = passkeys.enter(city.work, SITE, asked.id, device.answer(asked.options), HERE, waiting)
    assert done is not None
    here = found(city, done.key)
    assert (here.id, here.methods) == (waiting.id, ("kata_sandi", "kunci_sandi"))


Entry = Callable[[Kota, Authenticator, Asked], tuple[Asked, str]]


def _answered_before(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    assert passkeys.enter(city.work, SITE, asked.id, device.answer(asked.options), HERE) is not None
    return asked, device.answer(asked.options)


def _too_late(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    city.now += timedelta(minutes=5, seconds=1)
    return asked, device.answer(asked.options)


def _other_challenge(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    return asked, device.answer(passkeys.ask_entry(city.work, SITE).options)


def _other_page(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    return asked, replace(device, origin="https://kinerja-contoh.example").answer(asked.options)


def _other_name(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    return asked, device.answer({**asked.options, "rpId": "contoh.example"})


def _owner_not_checked(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    return asked, replace(device, verifies=False).answer(asked.options)


def _copied_device(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    first = passkeys.ask_entry(city.work, SITE)
    assert passkeys.enter(city.work, SITE, first.id, device.answer(first.options), HERE) is not None
    return asked, replace(device, counts=False).answer(asked.options)


def _unknown_device(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    return asked, Authenticator(SITE.origin).answer(asked.options)


def _wrong_key(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    return asked, replace(device, key=Authenticator(SITE.origin).key).answer(asked.options)


def _other_handle(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    return asked, replace(device, handle=bytes(16)).answer(asked.options)


def _no_json(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    return asked, "{bukan json"


def _of_a_registration(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    here = found(city, entered(city, "DH"))
    other = passkeys.ask_registration(city.work, here, SITE, by_password(here))
    return other, device.answer({**asked.options, "challenge": other.options["challenge"]})


def _no_number(city: Kota, device: Authenticator, asked: Asked) -> tuple[Asked, str]:
    return Asked("bukan-nomor", asked.options), device.answer(asked.options)


@pytest.mark.parametrize(
    "broken",
    [
        _answered_before, _too_late, _other_challenge, _other_page, _other_name, _owner_not_checked, _copied_device,
        _unknown_device, _wrong_key, _other_handle, _no_json, _of_a_registration, _no_number,
    ],
)  # fmt: skip
def test_an_answer_that_is_not_right_in_everything_signs_nobody_in(city: Kota, broken: Entry) -> None:
    _, device, _ = with_passkey(city, entered(city, "SR"))
    asked, answer = broken(city, device, passkeys.ask_entry(city.work, SITE))
    assert passkeys.enter(city.work, SITE, asked.id, answer, HERE) is None


def test_a_passkey_stands_for_exactly_one_content(city: Kota) -> None:
    key, device, _ = with_passkey(city, entered(city, "SR"))
    here = found(city, key)
    asked = passkeys.ask_proof(city.work, here, SITE, CONTENT)
    kept = prove(city, passkeys.by_passkey(here, SITE, asked.id, device.answer(asked.options), CONTENT))
    assert kept["cara"] == "kunci_sandi"
    assert kept["isi"] == CONTENT
    assert (kept["sesi"], kept["perangkat"], kept["dibuktikan"]) == (
        here.id,
        HERE.device,
        city.now.isoformat(),
    )


@pytest.mark.parametrize("position", [0, 31, 63])
def test_one_changed_digit_of_the_content_is_refused(city: Kota, position: int) -> None:
    key, device, _ = with_passkey(city, entered(city, "SR"))
    here = found(city, key)
    asked = passkeys.ask_proof(city.work, here, SITE, CONTENT)
    answer = device.answer(asked.options)
    digit = "0" if CONTENT[position] != "0" else "1"
    changed = CONTENT[:position] + digit + CONTENT[position + 1 :]
    with pytest.raises(WrongPassword):
        prove(city, passkeys.by_passkey(here, SITE, asked.id, answer, changed))


def test_a_proof_serves_once_soon_and_in_its_own_session(city: Kota) -> None:
    key, device, _ = with_passkey(city, entered(city, "SR"))
    here, other = found(city, key), found(city, entered(city, "DH"))
    asked = passkeys.ask_proof(city.work, here, SITE, CONTENT)
    answer = device.answer(asked.options)
    with pytest.raises(WrongPassword):
        prove(city, passkeys.by_passkey(other, SITE, asked.id, answer, CONTENT))
    confirm = passkeys.by_passkey(here, SITE, asked.id, answer, CONTENT)
    prove(city, confirm)
    with pytest.raises(WrongPassword):
        prove(city, confirm)
    late = passkeys.ask_proof(city.work, here, SITE, CONTENT)
    answer = device.answer(late.options)
    city.now += reauthentication.FRESH + timedelta(seconds=1)
    with pytest.raises(WrongPassword):
        prove(city, passkeys.by_passkey(here, SITE, late.id, answer, CONTENT))


def test_the_password_alone_signs_nothing_any_more(city: Kota) -> None:
    key, _, codes = with_passkey(city, entered(city, "SR"))
    here = found(city, key)
    with pytest.raises(WrongPassword):
        prove(city, by_password(here))
    assert prove(city, by_password(here, codes[0]))["cara"] == "kata_sandi+kode_pemulihan"


def test_a_passkey_is_registered_once_and_removed_by_its_owner_alone(city: Kota) -> None:
    key, device, codes = with_passkey(city, entered(city, "SR"))
    here = found(city, key)
    asked = passkeys.ask_registration(city.work, here, SITE, by_password(here, codes[0]))
    assert [one["id"] for one in asked.options["excludeCredentials"]] != []
    with pytest.raises(Refused, match="sudah terdaftar"):
        passkeys.register(city.work, here, SITE, asked.id, device.make(asked.options), "Lagi")
    with city.reading() as tx:
        number = tx.session.scalars(select(KunciSandi.id)).one()
    stranger = found(city, entered(city, "DH"))
    with pytest.raises(NotFound):
        passkeys.remove(city.work, stranger, number, by_password(stranger))
    passkeys.remove(city.work, here, number, by_password(here, codes[1]))
    assert found(city, entered(city, "SR")).full
    with city.reading() as tx:
        told = list(tx.session.scalars(select(Pemberitahuan.jenis).order_by(Pemberitahuan.id)))
    assert told == ["kunci_sandi_baru", "kunci_sandi_dihapus"]


def test_registering_needs_the_owner_to_be_checked_and_an_open_challenge(city: Kota) -> None:
    here = found(city, entered(city, "SR"))
    asked = passkeys.ask_registration(city.work, here, SITE, by_password(here))
    careless = Authenticator(SITE.origin, verifies=False)
    with pytest.raises(Refused, match="tidak dapat dipakai"):
        passkeys.register(city.work, here, SITE, asked.id, careless.make(asked.options), "")
    late = passkeys.ask_registration(city.work, here, SITE, by_password(here))
    city.now += timedelta(minutes=6)
    with pytest.raises(Refused, match="lewat"):
        passkeys.register(city.work, here, SITE, late.id, Authenticator(SITE.origin).make(late.options), "")


def test_the_name_of_the_account_that_devices_keep_says_nothing_of_the_person(city: Kota) -> None:
    here = found(city, entered(city, "SR"))
    asked = passkeys.ask_registration(city.work, here, SITE, by_password(here))
    assert len(json.dumps(asked.options["user"]["id"])) == 24, "sixteen random bytes in base 64"


def test_old_challenges_go(city: Kota) -> None:
    passkeys.ask_entry(city.work, SITE)
    city.now += timedelta(days=2)
    passkeys.ask_entry(city.work, SITE)
    with city.reading() as tx:
        assert len(tx.session.scalars(select(Tantangan)).all()) == 1


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://kinerja.contoh.go.id", SITE),
        (
            "https://kinerja.contoh.go.id:8443",
            Site("kinerja.contoh.go.id", "https://kinerja.contoh.go.id:8443"),
        ),
        ("http://localhost:8000", Site("localhost", "http://localhost:8000")),
        ("http://kinerja.contoh.go.id", None),
        ("http://127.0.0.1:8000", None),
        ("https://10.1.2.3", None),
        ("https://[2001:db8::1]", None),
    ],
)
def test_passkeys_need_a_name_and_tls(address: str, expected: Site | None) -> None:
    assert site_of(address) == expected
