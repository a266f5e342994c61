"""Limits count in the database: processes share them, they slow and never shut out, and colleagues stay free."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from multiprocessing import get_context

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from tests.kota import NAMES, NIP, PASSWORD, ZONE, Kota, wib
from tests.services.identity.people import ELSEWHERE, HERE, by_password, entered, found, with_app
from webapp.domain.masa import Masa
from webapp.services.identity import entering, limits
from webapp.services.identity.accounts import SlowDown
from webapp.services.identity.sessions import Client
from webapp.services.work import Work
from webapp.storage.aturan import Aturan
from webapp.storage.audit import AuditEvent
from webapp.storage.engine import open_engine
from webapp.storage.masuk_luar import Jatah


def rule(city: Kota, value: object) -> None:
    with city.work.transaction() as tx:
        held = tx.session.scalars(select(Aturan).where(Aturan.kunci == limits.RULE)).one_or_none()
        if held is not None:
            held.nilai = value
        else:
            tx.session.add(Aturan(kunci=limits.RULE, nilai=value, berlaku=Masa(tx.today), dasar_hukum="uji"))


def passed(city: Kota, kind: str, whose: str, times: int) -> int:
    """How many of some requests are let through."""
    found = 0
    for _ in range(times):
        try:
            limits.count(city.work, kind, whose)
            found += 1
        except SlowDown:
            pass
    return found


def _ask(url: str, times: int, barrier: object, done: object) -> None:
    from sqlalchemy.orm import sessionmaker

    engine = open_engine(url, ZONE)
    work = Work(sessionmaker(engine), ZONE, clock=lambda _: wib("2026-01-05 08:00"))
    barrier.wait()  # type: ignore[attr-defined]
    found = 0
    for _ in range(times):
        try:
            limits.count(work, "dampak", "akun:1")
            found += 1
        except SlowDown:
            pass
    done.put(found)  # type: ignore[attr-defined]
    engine.dispose()


def test_four_processes_share_one_bucket(city: Kota) -> None:
    url = city.engine.url.render_as_string(hide_password=False)
    context = get_context("spawn")
    barrier, done = context.Barrier(4), context.Queue()
    rivals = [context.Process(target=_ask, args=(url, 25, barrier, done)) for _ in range(4)]
    for one in rivals:
        one.start()
    let_through = sum(done.get(timeout=600) for _ in rivals)
    for one in rivals:
        one.join(60)
    assert let_through == limits.BUILT_IN["dampak"][0] == 30


def test_a_bucket_empties_evenly_and_says_how_long_to_wait(city: Kota) -> None:
    assert passed(city, "dampak", "akun:1", 40) == 30
    assert passed(city, "dampak", "akun:2", 1) == 1, "another person's bucket is another"
    with pytest.raises(SlowDown) as slow:
        limits.count(city.work, "dampak", "akun:1")
    assert slow.value.seconds in (2, 3)
    city.now += timedelta(seconds=slow.value.seconds)
    assert passed(city, "dampak", "akun:1", 5) == 1, "one place is free again, not all"
    city.now += timedelta(minutes=2)
    assert passed(city, "dampak", "akun:1", 40) == 30


def test_the_agency_sets_its_own_limits_and_nonsense_leaves_the_built_in_ones(city: Kota) -> None:
    rule(city, {"dampak": [3, 60], "ekspor": [0, 0], "unggah": "banyak"})
    assert passed(city, "dampak", "a", 9) == 3
    assert passed(city, "ekspor", "a", 70) == limits.BUILT_IN["ekspor"][0]
    assert passed(city, "unggah", "a", 130) == limits.BUILT_IN["unggah"][0]


def test_a_hundred_wrong_passwords_are_slowed_and_lock_nobody_out(city: Kota) -> None:
    slowed = longest = 0
    for _ in range(100):
        try:
            assert entering.enter(city.work, NAMES["SR"], "tebakan", ELSEWHERE) is None
        except SlowDown as slow:
            slowed, longest = slowed + 1, max(longest, slow.seconds)
    assert slowed >= 90
    assert longest <= 15 * 60 + 1
    city.now += timedelta(minutes=16)
    assert entering.enter(city.work, NAMES["SR"], PASSWORD, ELSEWHERE) is not None


def test_guesses_of_strangers_do_not_keep_the_owner_out_on_a_device_of_his_own(city: Kota) -> None:
    entered(city, "SR")
    for _ in range(30):
        try:
            entering.enter(city.work, NAMES["SR"], "tebakan", ELSEWHERE)
        except SlowDown:
            continue
    with pytest.raises(SlowDown):
        entering.enter(city.work, NAMES["SR"], PASSWORD, ELSEWHERE)
    assert entering.enter(city.work, NAMES["SR"], PASSWORD, HERE) is not None


def test_guesses_on_a_known_device_are_slowed_as_well(city: Kota) -> None:
    entered(city, "SR")
    tried = 0
    for _ in range(20):
        with suppress(SlowDown):
            entering.enter(city.work, NAMES["SR"], "tebakan", HERE)
            tried += 1
    assert tried == limits.BUILT_IN["masuk_perangkat"][0]
    assert entering.enter(city.work, NAMES["SR"], PASSWORD, ELSEWHERE) is not None


def test_a_stranger_who_guesses_does_not_keep_the_owner_from_signing_or_from_a_second_factor(
    city: Kota,
) -> None:
    key, app, _ = with_app(city, entered(city, "SR"))
    city.now += timedelta(minutes=5)
    for _ in range(40):
        with suppress(SlowDown):
            entering.enter(city.work, NAMES["SR"], "tebakan", ELSEWHERE)
    with city.work.transaction() as tx:
        assert by_password(found(city, key), app.at(city.now))(tx)
    city.now += timedelta(minutes=1)
    assert entering.give_code(city.work, found(city, entered(city, "SR")), app.at(city.now)) is not None


@pytest.mark.parametrize("device", [HERE, ELSEWHERE])
def test_somebody_and_nobody_are_slowed_alike_also_where_the_password_is_right(
    city: Kota, device: Client
) -> None:
    """Try for try the same answer, whether the name is somebody's, is his NIP, or is nobody's."""
    entered(city, "SR")
    outcomes = []
    for name, password in (
        (NAMES["SR"], "tebakan"),
        (NIP["KB"], "tebakan"),
        ("tidak.ada", "tebakan"),
        ("199001152015032999", PASSWORD),
    ):
        said: list[object] = []
        for number in range(15):
            right = PASSWORD if number >= 10 else password
            try:
                said.append(
                    entering.enter(city.work, name, right if name != "tidak.ada" else password, device)
                )
            except SlowDown as slow:
                said.append(slow.seconds)
        outcomes.append(said)
    assert outcomes[0] == [None] * 10 + [361] * 5
    assert all(one == outcomes[0] for one in outcomes)


def test_a_name_in_two_spellings_and_the_nip_of_one_account_fill_one_bucket(city: Kota) -> None:
    names = [NAMES["SR"], NAMES["SR"].upper(), f" {NIP['SR'][:8]} {NIP['SR'][8:]}"]
    for number in range(10):
        assert entering.enter(city.work, names[number % 3], "tebakan", ELSEWHERE) is None
    for name in names:
        with pytest.raises(SlowDown):
            entering.enter(city.work, name, PASSWORD, ELSEWHERE)


def test_a_wrong_try_compares_a_password_once_and_leaves_one_event_whoever_it_is(
    city: Kota, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str, password: str) -> bool:
        compared.append(stored.split("$")[3])
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for name in (NAMES["SR"], NIP["SR"], "tidak.ada", "199001152015032999"):
        before = len(compared)
        assert entering.enter(city.work, name, "tebakan", ELSEWHERE) is None
        assert compared[before:] == ["m=19456,t=2,p=1"]
    with city.reading() as tx:
        events = list(tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "masuk_gagal")))
    assert [one.actor_id is None for one in events] == [False, False, True, True]
    assert "tidak.ada" not in str([one.detail for one in events]), "it may be a password in the wrong field"


def test_a_whole_office_behind_one_address_signs_in_and_only_failing_strangers_fill_its_bucket(
    city: Kota,
) -> None:
    rule(city, {"masuk_jaringan": [5, 900]})
    network = "10.1.2.0/24"
    own = Client("d" * 32, "Firefox", network)
    entered(city, "KB", own)
    for number in range(40):  # new devices of people who know their password
        assert entering.enter(city.work, NAMES["SR"], PASSWORD, Client(f"{number:032d}", "Firefox", network))
    let_through = 0
    for number in range(20):
        try:
            entering.enter(
                city.work, f"orang.{number}", "tebakan", Client(f"a{number:031d}", "Chrome", network)
            )
            let_through += 1
        except SlowDown:
            pass
    assert let_through == 5
    assert entering.enter(city.work, NAMES["KB"], PASSWORD, own) is not None, "the colleague's own machine"


def test_buckets_that_ran_empty_go(city: Kota) -> None:
    passed(city, "dampak", "akun:1", 3)
    city.now += timedelta(minutes=5)
    assert limits.forget_empty(city.work) == 1
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Jatah)) == 0
