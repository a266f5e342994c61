"""Keys of forms and names of devices: neither can be chosen by who sends them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from tests.kota import NAMES, PASSWORD, Kota
from tests.web.conftest import BROWSER, Person, hidden
from webapp.storage.caselog import read_journal
from webapp.storage.sesi import PerangkatAkun
from webapp.web.form_keys import new_key, opened

SignIn = Callable[[str], Person]
SECRET = b"rahasia uji"


def test_a_key_tells_its_moment_to_its_account_and_no_changed_bit_goes_unseen(city: Kota) -> None:
    key = new_key(city.now, 7, SECRET)
    assert (key.version, opened(key, 7, SECRET)) == (8, city.now)
    assert key != new_key(city.now, 7, SECRET)
    assert opened(key, 8, SECRET) is None
    assert opened(key, 7, b"lain") is None
    assert [bit for bit in range(128) if opened(UUID(int=key.int ^ 1 << bit), 7, SECRET) is not None] == []


def seconds(city: Kota, person: Person, key: Callable[[str], str]) -> int:
    """What is kept of an approval whose page was open for 40 seconds, under a key made of the page's own."""
    address = f"/tugas/{city.case_id('SR')}/{city.open_keys('SR')[0].replace('#', '~')}"
    fields = hidden(person.get(address))
    city.now += timedelta(seconds=40)
    fields |= {"keputusan": "setujui", "_permintaan": key(fields["_permintaan"])}
    assert person.client.post(address, data=fields, headers=BROWSER).status_code == 303
    with city.reading() as tx:
        kept = [row.mandate for row in read_journal(tx.session, city.case_id("SR")) if row.mandate][-1]
    assert kept is not None
    return int(kept["bukti"]["detik"])


def an_hour_ago(key: str) -> str:
    return str(UUID(int=UUID(key).int - (3_600_000 << 80)))


@pytest.mark.parametrize(
    ("key", "said"),
    [(str, 40), (an_hour_ago, 0), (lambda _: str(uuid4()), 0), (lambda _: "0192f000" + str(uuid4())[8:], 0)],
    ids=["ours", "turned back", "any", "of a time"],
)
def test_how_long_a_page_was_open_is_not_for_its_reader_to_say(
    city: Kota, client_as: SignIn, key: Callable[[str], str], said: int
) -> None:
    city.until_submitted("SR")
    assert seconds(city, client_as("KB"), key) == said


def devices(city: Kota, code: str) -> list[str]:
    with city.reading() as tx:
        query = tx.session.query(PerangkatAkun.perangkat).filter_by(akun_id=city.actor(code).akun_id)
        return [name for (name,) in query.order_by(PerangkatAkun.id)]


def test_a_name_of_a_device_counts_only_under_our_seal(city: Kota, app: Flask, client_as: SignIn) -> None:
    first = client_as("SR")
    cookie = first.client.get_cookie("lakon-perangkat")
    assert cookie is not None
    client_as("SR")
    assert len(devices(city, "SR")) == 2, "another browser has another name"
    for value, known in (
        (cookie.value, True),
        ("a" * 32, False),
        (cookie.value[:32] + "." + "0" * 32, False),
    ):
        before = set(devices(city, "SR"))
        person = Person(app.test_client())
        person.client.set_cookie("lakon-perangkat", value)
        person.post("/masuk", {"nama_pengguna": NAMES["SR"], "sandi": PASSWORD})
        assert (set(devices(city, "SR")) == before) is known
