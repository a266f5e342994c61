"""Single sign-on as a browser does it: our own policy for pages stops none of the ways there and back."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser

from tests.kota import NAMES, NIP, PASSWORD, Kota
from tests.sign_on.conftest import CLIENT, PATIENCE, providing
from webapp.config import Oidc

from .people import Person
from .server import serving

pytestmark = [pytest.mark.node]


def at_the_provider(person: Person) -> None:
    """Be somebody there, and agree."""
    page = person.page
    page.wait_for_load_state("load")
    while page.title() in {"login", "consent"}:
        if page.title() == "login":
            page.get_by_label("Akun").fill("pegawai-SR")
            page.get_by_label("NIP").fill(NIP["SR"])
        with page.expect_navigation():
            page.get_by_role("button", name="Masuk").click()


def test_a_browser_signs_in_links_and_signs_through_the_provider(
    city: Kota, chromium: Browser, tmp_path: Path
) -> None:
    city.until_submitted().review("KB", "SR")

    with ExitStack() as running:

        def provider_of(address: str) -> Oidc:
            known = {"redirect_uris": [f"{address}/masuk/tunggal/kembali"], "post_logout_redirect_uris": []}
            issuer = running.enter_context(providing({**CLIENT, **known}))
            requests.post(f"{issuer}/uji/jam", data={"detik": str(city.now.timestamp())}, timeout=PATIENCE)
            return Oidc(issuer, "lakon", str(CLIENT["client_secret"]), name="SSO Kota Contoh")

        with serving(city, tmp_path, with_provider=provider_of) as address:
            person = Person(chromium, address, 360)
            page = person.page
            page.goto("/masuk")
            page.get_by_role("link", name="Masuk lewat SSO Kota Contoh").click()
            at_the_provider(person)
            page.get_by_label("NIP atau nama pengguna").fill(NAMES["SR"])
            page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Masuk", exact=True).click()
            page.get_by_label("Kata sandi Anda").fill(PASSWORD)
            page.get_by_role("button", name="Kaitkan", exact=True).click()
            page.goto("/masuk/tunggal")
            at_the_provider(person)
            key = next(one for one in city.open_keys("SR") if "tanda_tangan" in one).replace("#", "~")
            page.goto(f"/tugas/{city.case_id('SR')}/{key}")
            page.locator("input[name=setuju_tanda_tangan]").check()
            page.get_by_role("button", name="Masuk ulang lewat SSO Kota Contoh").click()
            page.get_by_role("link", name="Lanjut ke SSO Kota Contoh").click()
            at_the_provider(person)
            page.get_by_role("button", name="Kirim tanda tangan").click()
            page.wait_for_url("**/skp/*")
            assert not any("tanda_tangan" in one for one in city.open_keys("SR"))
            assert person.refused == [], "the page's policy has stopped nothing"
            person.context.close()
