"""The daily letter: once a day, only when something waits, without a single personal datum."""

from __future__ import annotations

import smtplib
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.kota import NIP, Kota
from tests.services.surat import Sink, mail_sink
from webapp.config import Settings
from webapp.operations import Refused
from webapp.services.identity.reauthentication import Evidence
from webapp.services.reminders import digest
from webapp.services.work import Transaction
from webapp.storage.audit import Pemberitahuan
from webapp.storage.organisasi import Pegawai
from webapp.storage.tenggat import SuratTerkirim

SETTINGS = Settings(public_url="https://lakon.contoh.go.id", mail_from="lakon@contoh.go.id")


def known(_: Transaction) -> Evidence:
    """Somebody who is known already: how is for other tests to say."""
    return {}


@pytest.fixture
def sink() -> object:
    with mail_sink() as made:
        yield made


def send(city: Kota, sink: Sink) -> int:
    return digest.send_all(city.work, replace(SETTINGS, smtp_url=sink.url))


def wants(city: Kota, code: str, address: str = "agus@contoh.go.id") -> None:
    digest.choose(city.work, city.actor(code), address, wanted=True, confirm=known)


def test_the_letter_comes_at_seven_on_a_working_day_and_once(city: Kota, sink: Sink) -> None:
    wants(city, "KB")
    city.at("2026-01-06 06:59")
    assert send(city, sink) == 0
    city.at("2026-01-06 07:00")
    assert send(city, sink) == 1
    city.at("2026-01-06 13:00")
    assert send(city, sink) == 0
    city.at("2026-01-10 08:00")  # a Saturday
    assert send(city, sink) == 0
    city.at("2026-01-16 08:00")  # a day off
    assert [to for to, _ in sink.letters] == ["agus@contoh.go.id"]


def test_the_letter_holds_counts_and_links_and_nothing_about_people(city: Kota, sink: Sink) -> None:
    wants(city, "KB")
    city.at("2026-01-19 07:30")
    send(city, sink)
    ((_, letter),) = sink.letters
    text = str(letter)
    assert "tugas seluruhnya menunggu Anda" in text
    assert "terlambat" in text  # dialogues were due on the 15th
    assert "https://lakon.contoh.go.id/tugas" in text
    with city.reading() as tx:
        people = tx.session.scalars(select(Pegawai)).all()
        assert people
        for one in people:
            assert one.nip not in text
            assert one.nama not in text
    assert all(code not in text for code in (*NIP.values(), "Baik", "predikat"))


def test_nobody_gets_a_letter_who_did_not_ask_or_for_whom_nothing_waits(city: Kota, sink: Sink) -> None:
    wants(city, "SR")  # nothing waits for SR while KB holds the dialogue
    digest.choose(city.work, city.actor("KB"), "agus@contoh.go.id", wanted=False, confirm=known)
    with city.work.transaction() as tx:  # that the address is a new one is a notice, and it has been read
        tx.session.execute(update(Pemberitahuan).values(dibaca_pada=tx.now))
    city.at("2026-01-06 08:00")
    assert send(city, sink) == 0
    assert sink.letters == []


def test_without_a_mail_server_nothing_is_sent(city: Kota) -> None:
    wants(city, "KB")
    city.at("2026-01-06 08:00")
    assert digest.send_all(city.work, SETTINGS) == 0


def test_a_dead_mail_server_loses_no_letter_and_hurts_nothing(city: Kota, sink: Sink) -> None:
    wants(city, "KB")
    city.at("2026-01-06 08:00")
    sink.broken = True
    with pytest.raises((OSError, smtplib.SMTPException)):
        send(city, sink)
    with city.reading() as tx:
        assert tx.session.scalars(select(SuratTerkirim)).all() == []
    sink.broken = False
    assert send(city, sink) == 1
    assert send(city, sink) == 0


def test_an_address_that_the_server_refuses_stops_no_other_letter(city: Kota, sink: Sink) -> None:
    sink.unknown.add("salah@contoh.go.id")
    wants(city, "KB", "salah@contoh.go.id")
    wants(city, "KD", "ratna@contoh.go.id")
    city.at("2026-01-06 08:00")
    assert send(city, sink) == 1
    assert [to for to, _ in sink.letters] == ["ratna@contoh.go.id"]
    assert send(city, sink) == 0  # not tried again on this day


@pytest.mark.parametrize(
    "address", ["", "agus", "a b@contoh.go.id", "a@b", "a@b.c\r\nBcc: x@y.z", "a,b@c.id"]
)
def test_what_is_no_address_is_refused(city: Kota, address: str) -> None:
    with pytest.raises(Refused):
        digest.choose(city.work, city.actor("KB"), address, wanted=True, confirm=known)


def test_the_letter_may_be_switched_off_without_an_address(city: Kota) -> None:
    wants(city, "KB")
    digest.choose(city.work, city.actor("KB"), "", wanted=False, confirm=known)
    with city.reading() as tx:
        chosen = digest.choice(tx, city.actor("KB"))
        assert chosen is not None
        assert not chosen.aktif


def test_a_password_is_sent_over_tls_only(sink: Sink) -> None:
    url = sink.url.replace("smtp://", "smtp://lakon:rahasia@")
    with pytest.raises(smtplib.SMTPNotSupportedError), digest.mail_server(url):
        pass
