"""One-time codes and recovery codes: each is taken once, none outside its half minute, and none frees guessing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.kota import NAMES, PASSWORD, Kota
from tests.services.identity.people import (
    ELSEWHERE,
    by_password,
    entered,
    found,
    is_open,
    with_app,
    with_passkey,
)
from webapp.operations import Actor
from webapp.services.errors import WrongPassword
from webapp.services.identity import enrolling, entering, factors, reauthentication
from webapp.services.identity.accounts import SlowDown, hasher
from webapp.services.identity.sessions import PENDING, SINGLE_SIGN_ON, SINGLE_SIGN_ON_TWO, Factors
from webapp.services.people.assignments import leads
from webapp.storage.akun import Akun, Peran
from webapp.storage.audit import Pemberitahuan
from webapp.storage.faktor import KodePemulihan, Totp


def kinds(city: Kota) -> list[str]:
    with city.reading() as tx:
        return list(tx.session.scalars(select(Pemberitahuan.jenis).order_by(Pemberitahuan.id)))


def test_the_password_alone_no_longer_signs_in_and_the_waiting_session_opens_nothing(city: Kota) -> None:
    with_app(city, entered(city, "SR"))
    waiting = found(city, entered(city, "SR"))
    assert not waiting.full


def test_a_code_signs_in_once(city: Kota) -> None:
    _, app, _ = with_app(city, entered(city, "SR"))
    city.now += timedelta(minutes=2)
    code = app.at(city.now)
    first, second = (found(city, entered(city, "SR")) for _ in range(2))
    key = entering.give_code(city.work, first, code)
    assert key is not None
    assert found(city, key).full
    assert entering.give_code(city.work, second, code) is None, "it was taken"


def test_of_two_who_give_the_same_code_at_once_one_is_let_in(city: Kota) -> None:
    _, app, _ = with_app(city, entered(city, "SR"))
    city.now += timedelta(minutes=2)
    code = app.at(city.now)
    waiting = [found(city, entered(city, "SR")) for _ in range(4)]
    with ThreadPoolExecutor(4) as at_once:
        let_in = list(at_once.map(lambda one: entering.give_code(city.work, one, code), waiting))
    assert sum(key is not None for key in let_in) == 1


def test_the_code_that_enrolled_does_not_sign_in(city: Kota) -> None:
    _, app, _ = with_app(city, entered(city, "SR"))
    waiting = found(city, entered(city, "SR"))
    assert entering.give_code(city.work, waiting, app.at(city.now)) is None


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(city: Kota, steps: int, good: bool) -> None:
    _, app, _ = with_app(city, entered(city, "SR"))
    city.now += timedelta(minutes=10)
    waiting = found(city, entered(city, "SR"))
    code = app.at(city.now + timedelta(seconds=30 * steps))
    assert (entering.give_code(city.work, waiting, code) is not None) is good


def test_an_older_code_is_not_taken_after_a_newer_one(city: Kota) -> None:
    _, app, _ = with_app(city, entered(city, "SR"))
    city.now += timedelta(minutes=10)
    first, second = (found(city, entered(city, "SR")) for _ in range(2))
    assert entering.give_code(city.work, first, app.at(city.now)) is not None
    assert entering.give_code(city.work, second, app.at(city.now - timedelta(seconds=30))) is None


def test_whoever_gave_the_password_has_ten_minutes_for_the_code(city: Kota) -> None:
    with_app(city, entered(city, "SR"))
    key = entered(city, "SR")
    city.now += PENDING
    assert is_open(city, key)
    city.now += timedelta(seconds=1)
    assert not is_open(city, key)


def test_guessing_codes_is_slowed_down_and_the_right_password_does_not_reset_it(city: Kota) -> None:
    _, app, _ = with_app(city, entered(city, "SR"))
    city.now += timedelta(minutes=5)
    for _ in range(5):
        waiting = found(city, entered(city, "SR"))
        assert entering.give_code(city.work, waiting, "000000") is None
    waiting = found(city, entered(city, "SR"))
    with pytest.raises(SlowDown):
        entering.give_code(city.work, waiting, app.at(city.now))
    city.now += timedelta(hours=1)
    waiting = found(city, entered(city, "SR"))
    assert entering.give_code(city.work, waiting, app.at(city.now)) is not None, (
        "nobody is locked out for good"
    )


def test_recovery_codes_are_ten_argon2_hashes_and_each_signs_in_once(city: Kota) -> None:
    _, _, codes = with_app(city, entered(city, "SR"))
    assert len(set(codes)) == 10
    with city.reading() as tx:
        stored = list(tx.session.scalars(select(KodePemulihan.sidik)))
    assert all(one.startswith("$argon2id$") for one in stored)
    waiting = found(city, entered(city, "SR"))
    key = entering.give_code(city.work, waiting, f" {codes[3].lower()} ")
    assert key is not None
    assert found(city, key).methods == ("kata_sandi", "kode_pemulihan")
    assert "kode_pemulihan" in kinds(city)
    again = found(city, entered(city, "SR"))
    assert entering.give_code(city.work, again, codes[3]) is None
    assert entering.give_code(city.work, again, codes[4].replace("5-", "6-", 1)) is None, (
        "the number belongs to it"
    )
    assert entering.give_code(city.work, again, codes[4].replace("-", "")) is not None


def test_new_recovery_codes_end_the_old_ones(city: Kota) -> None:
    key, app, old = with_app(city, entered(city, "SR"))
    city.now += timedelta(minutes=1)
    here = found(city, key)
    enrolling.new_recovery_codes(city.work, here, by_password(here, app.at(city.now)))
    assert entering.give_code(city.work, found(city, entered(city, "SR")), old[0]) is None


def test_the_secret_is_sealed(city: Kota) -> None:
    _, app, _ = with_app(city, entered(city, "SR"))
    with city.reading() as tx:
        row = tx.session.scalars(select(Totp)).one()
        assert app.secret.encode() not in row.rahasia
        assert city.work.segel.buka(row.rahasia, f"totp:{row.akun_id}") == app.secret


def test_enrolling_and_removing_need_the_password_and_the_owner_is_told(city: Kota) -> None:
    here = found(city, entered(city, "SR"))
    with pytest.raises(WrongPassword):
        enrolling.begin_codes(city.work, here, reauthentication.by_password(here.actor, "bukan sandinya"))
    key, app, _ = with_app(city, entered(city, "SR"))
    here = found(city, key)
    with pytest.raises(WrongPassword):
        enrolling.remove_codes(city.work, here, by_password(here))
    city.now += timedelta(minutes=1)
    enrolling.remove_codes(city.work, here, by_password(here, app.at(city.now)))
    assert kinds(city) == ["autentikator_baru", "autentikator_dihapus"]
    assert found(city, entered(city, "SR")).full
    with city.reading() as tx:
        assert tx.session.scalars(select(KodePemulihan)).all() == [], (
            "codes without a factor are a weaker way in"
        )


def test_a_secret_that_was_not_confirmed_is_no_factor(city: Kota) -> None:
    here = found(city, entered(city, "SR"))
    enrolling.begin_codes(city.work, here, by_password(here))
    assert enrolling.finish_codes(city.work, here, "000000") is None
    assert found(city, entered(city, "SR")).full


def test_the_password_after_a_passkey_was_registered_needs_a_second_factor_too(city: Kota) -> None:
    _, _, codes = with_passkey(city, entered(city, "SR"))
    waiting = found(city, entered(city, "SR", ELSEWHERE))
    assert not waiting.full
    assert entering.give_code(city.work, waiting, codes[0]) is not None


ADMIN = Actor(1, "Admin", 1, None, frozenset({Peran.ADMIN_BKPP}))
PLAIN = Actor(2, "Pegawai", 2)


def test_who_evaluates_somebody_can_be_asked_for_one(city: Kota) -> None:
    rule = {"wajib_untuk": [factors.EVALUATES]}
    asked = {}
    for code in ("KB", "SR", "WK"):
        with city.reading() as tx:
            evaluates, _ = leads(tx, city.actor(code))
        asked[code] = factors.duty(rule, city.actor(code), ["kata_sandi"], Factors(), evaluates=evaluates)
    assert asked == {"KB": "faktor", "SR": None, "WK": "faktor"}


@pytest.mark.parametrize(
    ("rule", "who", "must"),
    [
        (None, ADMIN, False),
        ({"wajib_untuk": []}, ADMIN, False),
        ({"wajib_untuk": ["admin_bkpp"]}, ADMIN, True),
        ({"wajib_untuk": ["admin_bkpp"]}, PLAIN, False),
        ({"wajib_untuk": "semua"}, PLAIN, True),
        ({"wajib_untuk": "admin_bkpp"}, ADMIN, False),
        ("semua", ADMIN, False),
    ],
)
def test_the_rule_says_who_must_have_a_second_factor(rule: object, who: Actor, must: bool) -> None:
    assert (factors.duty(rule, who, ["kata_sandi"], Factors()) == "faktor") is must
    assert factors.duty(rule, who, ["kata_sandi", "kode"], Factors(codes=True)) is None
    assert factors.duty(rule, who, [SINGLE_SIGN_ON_TWO], Factors()) is None
    assert (factors.duty(rule, who, [SINGLE_SIGN_ON], Factors()) == "faktor") is must


def test_passwords_are_argon2id_with_the_parameters_of_the_house(city: Kota) -> None:
    with city.reading() as tx:
        stored = tx.session.scalars(select(Akun.sandi).where(Akun.nama_pengguna == NAMES["SR"])).one()
    assert stored is not None
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher().verify(stored, PASSWORD)
