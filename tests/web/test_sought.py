"""Words by which people are looked for: posted, sealed in every address, and read by nobody else."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.kota import NIP, Kota
from tests.web.conftest import BROWSER
from tests.web.peramban import Peramban

LISTS = {
    "/admin/cari": "q",
    "/admin/cek": "cari",
    "/admin/data/tiket": "cari",
    "/admin/tugas": "nama",
}
"""Lists of people that are searched, and the field of their words."""


def led_to(person: Peramban, path: str, **typed: str) -> str:
    """Where a posted search leads."""
    token = person.open(path).all("//main//form//input[@name='csrf_token']")[0].get("value")
    answer = person.client.post(path, data={"csrf_token": token, **typed}, headers=BROWSER)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


@pytest.mark.parametrize(("path", "field"), LISTS.items())
@pytest.mark.parametrize("words", ["siti rahma", NIP["SR"]])
def test_no_word_about_a_person_stands_in_an_address_a_title_or_a_link(
    app: Flask, city: Kota, path: str, field: str, words: str
) -> None:
    city.until_submitted()
    person = Peramban(app, "NH")
    address = led_to(person, path, **{field: words})
    page = person.open(address)
    assert page.status == 200
    assert page.value(field) == words, "the field keeps what was typed"
    for shown in (address, *page.all("//a/@href"), *page.all("//form/@action"), *page.all("//title/text()")):
        assert not re.search("siti|rahma|" + NIP["SR"], shown, re.IGNORECASE), shown


def test_going_back_and_paging_work_and_the_rest_of_the_form_stays_readable(app: Flask, city: Kota) -> None:
    city.until_submitted()
    person = Peramban(app, "NH")
    address = led_to(person, "/admin/tugas", nama="agus prasetya", peran="pejabat_penilai", lebih="")
    assert parse_qs(urlsplit(address).query)["peran"] == ["pejabat_penilai"]
    assert "lebih" not in address
    for hal in ("", "&hal=1"):
        assert "Reviu SKP – Siti" in person.open(address + hal).text


def test_another_account_and_a_changed_or_plain_address_look_for_nothing(app: Flask, city: Kota) -> None:
    address = led_to(Peramban(app, "NH"), "/admin/cari", q="siti")
    assert "Siti Rahmawati" not in Peramban(app, "KBK").open(address).text
    person = Peramban(app, "NH")
    for said in ("siti", "%", "é", "AAAA", address.partition("q=")[2][:-6]):
        page = person.open("/admin/cari", MultiDict({"q": said}))
        assert (page.status, page.value("q")) == (200, ""), said


def test_an_empty_search_leaves_no_word_in_the_address(app: Flask) -> None:
    assert led_to(Peramban(app, "NH"), "/admin/cari", q=" \x00") == "/admin/cari"
