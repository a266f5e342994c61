"""Passkeys and codes in a real Chromium, with the authenticator that its developer tools make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from tests.kota import NAMES, PASSWORD, Kota

from .people import Person
from .server import serving

Enter = Callable[..., Person]


@pytest.fixture
def address(city: Kota, tmp_path: Path) -> Iterator[str]:
    """Lakon at an address with a name: passkeys need one."""
    with serving(city, tmp_path, name="localhost") as address:
        yield address


def device(person: Person) -> None:
    """Give the window a phone's authenticator, whose owner is there and checked."""
    tools = person.context.new_cdp_session(person.page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip


def add_passkey(person: Person) -> list[str]:
    """Add one on the page; the recovery codes that it brings."""
    device(person)
    person.open("/akun/keamanan", "keamanan").follow("Tambah kunci sandi", "kunci-tambah")
    person.fill("Nama kunci", "Ponsel saya").fill("Kata sandi Anda", PASSWORD)
    person.page.get_by_role("main").get_by_role("button", name="Buat kunci sandi").click()
    person.page.get_by_role("heading", name="Simpan kode pemulihan Anda").wait_for()
    person.seen("kode-pemulihan")
    return person.page.locator("main ul.code li").all_inner_texts()


def test_a_passkey_is_added_signs_in_without_a_password_and_signs_the_skp(city: Kota, person: Enter) -> None:
    city.until_submitted("SR")
    city.review("KB", "SR")
    owner = person("SR")
    assert len(add_passkey(owner)) == 10
    owner.follow("Sudah saya simpan", "keamanan-terpasang")
    assert "Ponsel saya" in owner.text
    owner.page.locator(".account summary").click()
    owner.page.get_by_role("button", name="Keluar").click()
    owner.page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    owner.page.get_by_role("heading", name="Tugas saya", level=1).wait_for()
    owner.follow("Tanda tangani SKP", "tanda tangan dengan kunci")
    owner.tick("Saya menyetujui SKP ini dan akan melaksanakannya")
    owner.page.get_by_role("button", name="Pakai kunci sandi").click()
    owner.page.get_by_text("Terkirim. Sekarang menunggu Agus Prasetya").wait_for()
    assert city.skp("SR").status == "MENUNGGU_PENETAPAN"


def test_a_code_of_an_app_is_enrolled_and_asked_for_without_scripts(city: Kota, person: Enter) -> None:
    owner = person("SR", scripts=False, width=360)
    owner.open("/akun/keamanan").follow(re.compile("^Pasang"), "autentikator")
    owner.fill("Kata sandi Anda", PASSWORD).press("Lanjutkan", "autentikator-qr")
    app = pyotp.TOTP("".join(owner.page.locator("main .code").inner_text().split()))
    owner.fill("Kode enam angka", app.at(city.now)).press("Aktifkan")
    assert owner.page.locator("main ul.code li").count() == 10
    city.now += timedelta(minutes=1)
    owner.context.clear_cookies()
    owner.open("/masuk").fill("NIP atau nama pengguna", NAMES["SR"]).fill("Kata sandi", PASSWORD).press(
        "Masuk"
    )
    owner.seen("masuk-faktor")
    owner.fill("Kode", app.at(city.now)).press("Masuk")
    assert owner.heading == "Tugas saya"
