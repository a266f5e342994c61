"""Sessions are rows: they end when they should, at once and everywhere, and their owner hears of new devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.kota import NAMES, Kota
from tests.services.identity.people import ELSEWHERE, HERE, by_password, entered, found, is_open, with_app
from webapp.operations import Actor
from webapp.services.errors import Denied, NotFound, WrongPassword
from webapp.services.identity import passwords, reauthentication, recovery, sessions
from webapp.services.reminders import notices
from webapp.storage.akun import Akun
from webapp.storage.sesi import Sesi

NEW = "kuda lumping baterai pelangi"


def rows(city: Kota) -> list[Sesi]:
    with city.reading() as tx:
        return list(tx.session.scalars(select(Sesi).order_by(Sesi.id)))


def told(city: Kota, actor: Actor) -> list[str]:
    with city.reading() as tx:
        return [row.jenis for row in notices.notices(tx, actor).rows]


def test_a_key_has_256_bits_and_is_not_stored(city: Kota) -> None:
    keys = {entered(city, "SR") for _ in range(20)}
    assert len(keys) == 20
    assert all(len(key) >= 43 for key in keys), "43 letters of base 64 are 256 bits"
    stored = "".join(str(vars(row)) for row in rows(city))
    assert not any(key in stored for key in keys)


def test_a_session_says_how_its_owner_was_known_and_from_where(city: Kota) -> None:
    here = found(city, entered(city, "SR"))
    assert here.actor.evidence == {
        "cara": "kata_sandi",
        "dibuktikan": here.actor.evidence["dibuktikan"],  # type: ignore[index]
        "sesi": here.id,
        "perangkat": HERE.device,
        "peramban": "Firefox",
        "jaringan": "10.1.2.0/24",
    }


@pytest.mark.parametrize(
    ("hours", "times", "open_"), [(7.9, 1, True), (8.1, 1, False), (5, 2, True), (4.1, 3, False)]
)
def test_a_session_ends_after_eight_idle_hours_and_after_twelve_in_all(
    city: Kota, hours: float, times: int, open_: bool
) -> None:
    key, here = entered(city, "SR"), None
    for _ in range(times):
        city.now += timedelta(hours=hours)
        if is_open(city, key):
            here = found(city, key)
            sessions.note_use(city.work, here, city.now)
    assert is_open(city, key) is open_


def test_the_last_use_is_noted_once_a_minute(city: Kota) -> None:
    key = entered(city, "SR")
    began = city.now
    city.now += timedelta(seconds=59)
    sessions.note_use(city.work, found(city, key), city.now)
    assert found(city, key).used == began
    city.now += timedelta(seconds=1)
    sessions.note_use(city.work, found(city, key), city.now)
    assert found(city, key).used == began + timedelta(minutes=1)


def _close(city: Kota, _key: str) -> None:
    with city.work.transaction() as tx:
        tx.session.execute(update(Akun).where(Akun.nama_pengguna == NAMES["SR"]).values(aktif=False))


def _sign_out(city: Kota, key: str) -> None:
    sessions.sign_out(city.work, found(city, key))


def _change_password(city: Kota, _key: str) -> None:
    other = found(city, entered(city, "SR"))
    passwords.change(city.work, other, NEW, by_password(other))


def _end_others(city: Kota, _key: str) -> None:
    here = found(city, entered(city, "SR"))
    assert sessions.end_others(city.work, here, by_password(here)) == 1


def _end_this(city: Kota, key: str) -> None:
    here = found(city, entered(city, "SR"))
    sessions.end_own(city.work, here, found(city, key).id, by_password(here))


def _by_an_officer(city: Kota, _key: str) -> None:
    admin = found(city, entered(city, "NH"))
    assert recovery.end_sessions(city.work, admin.actor, city.actor("SR").akun_id, by_password(admin)) == 1
    assert told(city, city.actor("SR")) == ["sesi_diakhiri_admin"]


def test_ending_another_session_needs_the_password_again(city: Kota) -> None:
    key, here = entered(city, "SR"), found(city, entered(city, "SR"))
    wrong = reauthentication.by_password(here.actor, "bukan sandinya")
    with pytest.raises(WrongPassword):
        sessions.end_own(city.work, here, found(city, key).id, wrong)
    with pytest.raises(WrongPassword):
        sessions.end_others(city.work, here, wrong)
    with pytest.raises(Denied):
        recovery.end_sessions(city.work, here.actor, city.actor("DH").akun_id, by_password(here))
    assert is_open(city, key)


@pytest.mark.parametrize("end", [_close, _sign_out, _change_password, _end_others, _end_this, _by_an_officer])
def test_what_ends_a_session_ends_it_within_one_request(city: Kota, end: Callable[[Kota, str], None]) -> None:
    key = entered(city, "SR")
    assert is_open(city, key)
    end(city, key)
    assert not is_open(city, key)


def test_nobody_ends_the_session_of_another(city: Kota) -> None:
    mine, other = entered(city, "SR"), entered(city, "DH")
    with pytest.raises(NotFound):
        sessions.end_own(city.work, found(city, mine), found(city, other).id, by_password(found(city, mine)))
    assert is_open(city, other)


def test_the_list_shows_the_open_sessions_and_which_one_this_is(city: Kota) -> None:
    first = entered(city, "SR")
    city.now += timedelta(minutes=5)
    here = found(city, entered(city, "SR", ELSEWHERE))
    entered(city, "DH")
    with city.reading() as tx:
        listed = sessions.running(tx, here)
    assert [(one.browser, one.here) for one in listed] == [("Chrome", True), ("Firefox", False)]
    sessions.sign_out(city.work, found(city, first))
    with city.reading() as tx:
        assert len(sessions.running(tx, here)) == 1


def test_what_is_kept_of_an_act_is_from_where_it_came_not_from_where_the_session_began(city: Kota) -> None:
    key = entered(city, "SR")
    with city.reading() as tx:
        here = sessions.find(tx, key, ELSEWHERE)
    assert here is not None
    assert here.actor.evidence is not None
    assert (here.actor.evidence["peramban"], here.actor.evidence["jaringan"]) == ("Chrome", "203.0.113.0/24")
    assert here.client.browser == "Firefox"


def test_the_owner_is_told_of_a_new_device_and_not_of_a_known_one(city: Kota) -> None:
    actor = city.actor("SR")
    entered(city, "SR")
    entered(city, "SR")
    assert told(city, actor) == []
    entered(city, "SR", ELSEWHERE)
    assert told(city, actor) == ["perangkat_baru"]
    entered(city, "SR", ELSEWHERE)
    assert told(city, actor) == ["perangkat_baru"]


def test_the_key_is_another_one_after_each_rise_of_privilege(city: Kota) -> None:
    before = entered(city, "SR")
    after, _, _ = with_app(city, before)
    assert not is_open(city, before)
    assert found(city, after).methods == ("kata_sandi", "kode")
    here = found(city, after)
    assert {row.id for row in rows(city)} == {here.id}, "the session is the same, its key is new"
