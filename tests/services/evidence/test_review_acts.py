"""What the detectors find in journals, by acts done through the services: items for people, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from tests.kota import PASSWORD, Kota
from webapp.domain.penyuntingan import JenisTinjauan
from webapp.services.identity import reauthentication, sessions
from webapp.services.identity.sessions import Client
from webapp.services.planning import review_acts
from webapp.services.process import tasks
from webapp.services.requests import OPENED
from webapp.storage.aturan import Aturan
from webapp.storage.penyuntingan import Tinjauan


def hand_in(city: Kota, code: str, device: str, seconds: float) -> None:
    """The owner opens the page and hands in after some seconds, from a device that the session knows."""
    actor = replace(city.actor(code), evidence={"cara": "sandi", "perangkat": device})
    opened = city.now
    city.now += timedelta(seconds=seconds)
    key = next(key for key in city.open_keys(code) if "/susun_skp#" in key)
    submission = tasks.Submission(
        request_id=uuid4(), values={}, answers={"catatan": ""},
        confirm=reauthentication.by_password(actor, PASSWORD),
    )  # fmt: skip
    token = OPENED.set(opened)
    try:
        tasks.complete(city.work, actor, city.case_id(code), key, submission)
    finally:
        OPENED.reset(token)


def ready(city: Kota, *codes: str) -> None:
    """Each has a draft that can be handed in."""
    for code in codes:
        city.dialog("KB", code)
        city.write(code)


def found(city: Kota) -> list[Tinjauan]:
    """The list."""
    with city.reading() as tx:
        rows = list(tx.session.scalars(select(Tinjauan).order_by(Tinjauan.id)))
        for row in rows:
            tx.session.expunge(row)
        return rows


def test_what_was_handed_in_before_a_minute_is_on_the_list_once_and_the_case_goes_on(city: Kota) -> None:
    ready(city, "SR", "DH")
    city.now += timedelta(days=1)
    hand_in(city, "SR", "a", 20)
    hand_in(city, "DH", "b", 200)
    assert review_acts.detect_acts(city.work) == 1
    assert review_acts.detect_acts(city.work) == 0
    (item,) = found(city)
    assert item.jenis is JenisTinjauan.DIAJUKAN_CEPAT
    assert (item.akun, item.skp) == ([city.actor("SR").akun_id], [city.skp("SR").id])
    city.review("KB", "SR")


def test_one_device_that_acts_for_three_people_on_a_day_is_on_the_list(city: Kota) -> None:
    ready(city, "SR", "DH", "LN")
    city.now += timedelta(days=1)
    for code in ("SR", "DH"):
        hand_in(city, code, "satu", 300)
    assert review_acts.detect_acts(city.work) == 0
    hand_in(city, "LN", "satu", 300)
    assert review_acts.detect_acts(city.work) == 1
    (item,) = found(city)
    assert item.jenis is JenisTinjauan.PERANGKAT_BERSAMA
    assert item.akun == sorted(city.actor(code).akun_id for code in ("SR", "DH", "LN"))


def on_new_devices(city: Kota, *codes: str, network: str = "10.1.2.0/24") -> None:
    """Each is signed in on a device that was never seen, hands in, and loses its name."""
    for code in codes:
        name = f"{code:0>32}"
        with city.work.transaction() as tx:
            sessions.begin(tx, city.actor(code).akun_id, ["kata_sandi"], Client(name, "Firefox", network))
        hand_in(city, code, name, 120)


def test_accounts_that_each_lose_the_name_of_their_device_are_on_the_list_as_a_weak_sign(city: Kota) -> None:
    set_rule(city, baru=3, menit=30)
    codes = ("SR", "DH", "LN")
    ready(city, *codes)
    for code in codes:
        with city.work.transaction() as tx:
            known = Client(f"{code.lower():0>32}", "Firefox", "10.1.2.0/24")
            sessions.begin(tx, city.actor(code).akun_id, ["kata_sandi"], known)
    city.now += timedelta(days=1)
    on_new_devices(city, "SR", "DH")
    assert review_acts.detect_acts(city.work) == 0
    on_new_devices(city, "LN")
    assert review_acts.detect_acts(city.work) == 1
    (item,) = found(city)
    assert item.jenis is JenisTinjauan.PERANGKAT_BARU
    assert item.akun == sorted(city.actor(code).akun_id for code in codes)
    assert review_acts.detect_acts(city.work) == 0


def test_a_first_device_and_devices_of_different_places_say_nothing(city: Kota) -> None:
    set_rule(city, baru=2, menit=30)
    ready(city, "SR", "DH", "LN")
    city.now += timedelta(days=1)
    on_new_devices(city, "SR", "DH")  # their first ones: nothing was lost
    assert review_acts.detect_acts(city.work) == 0
    assert found(city) == []


def set_rule(city: Kota, **values: int) -> None:
    with city.work.transaction() as tx:
        rule = update(Aturan).where(Aturan.kunci == review_acts.RULE)
        tx.session.execute(rule.values(nilai={"detik": 10, "nip": 9, **values}))


def test_the_limits_are_rules_of_the_agency(city: Kota) -> None:
    with city.work.transaction() as tx:
        rule = update(Aturan).where(Aturan.kunci == review_acts.RULE)
        tx.session.execute(rule.values(nilai={"detik": 10, "nip": 2}))
    ready(city, "SR", "DH")
    city.now += timedelta(days=1)
    hand_in(city, "SR", "satu", 20)
    assert found(city) == []
    hand_in(city, "DH", "satu", 20)
    review_acts.detect_acts(city.work)
    assert [item.jenis for item in found(city)] == [JenisTinjauan.PERANGKAT_BERSAMA]


@pytest.mark.parametrize("code", ["SR"])
def test_an_act_of_which_no_device_is_known_says_nothing(city: Kota, code: str) -> None:
    city.until_submitted(code)
    assert review_acts.detect_acts(city.work) == 0
