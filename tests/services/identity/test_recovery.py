"""Recovery takes two officers; an initial password serves once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from tests.kota import NAMES, PASSWORD, Kota
from tests.services.identity.people import HERE, entered, found, is_open, with_app
from webapp.operations import Refused
from webapp.services.errors import Denied, WrongPassword
from webapp.services.identity import entering, factors, passwords, reauthentication, recovery
from webapp.services.identity.reauthentication import Confirm
from webapp.services.identity.recovery import Asked
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent, Pemberitahuan
from webapp.storage.pemulihan import PemulihanAkun, SandiAwal

WHY = "Ponsel hilang, dikenali lewat KTP di kantor."
NEW = "kuda lumping baterai pelangi"


def proof(city: Kota, code: str) -> Confirm:
    return reauthentication.by_password(city.actor(code), PASSWORD)


def asked(city: Kota, whose: str = "SR", by: str = "NH", *, drop: bool = False) -> Asked:
    return recovery.ask(
        city.work, city.actor(by), city.actor(whose).akun_id, WHY, drop_factors=drop, confirm=proof(city, by)
    )


def agreed(city: Kota, request: Asked, by: str = "KBK") -> str:
    """The whole initial password, which only its owner has."""
    half = recovery.decide(
        city.work, city.actor(by), request.id, agree=True, reason="", confirm=proof(city, by)
    )
    assert half is not None
    return f"{request.half}-{half}"


@pytest.fixture
def two(city: Kota) -> Kota:
    """The city, which has two admins of BKPP: NH and KBK."""
    return city


@pytest.fixture
def alone(city: Kota) -> Kota:
    """The city with one admin who can sign in."""
    with city.work.transaction() as tx:
        tx.session.execute(update(Akun).where(Akun.nama_pengguna == NAMES["KBK"]).values(aktif=False))
    return city


def test_two_officers_give_an_initial_password_that_serves_once(two: Kota) -> None:
    before = entered(two, "SR")
    password = agreed(two, asked(two))
    assert not is_open(two, before), "what was open ends"
    assert entering.enter(two.work, NAMES["SR"], PASSWORD, HERE) is None, "the old password is no more"
    key = entered(two, "SR", password=password)
    assert (
        factors.duty(None, found(two, key).actor, found(two, key).methods, found(two, key).factors) == "sandi"
    )
    assert entering.enter(two.work, NAMES["SR"], password, HERE) is None, "it served"
    new = passwords.change(two.work, found(two, key), NEW, proof(two, "SR"))
    assert found(two, new).methods == ("kata_sandi",)
    assert entered(two, "SR", password=NEW)


def test_no_officer_alone_has_what_signs_in_as_the_person(two: Kota) -> None:
    request = asked(two)
    with two.reading() as tx:
        kept = tx.session.get_one(PemulihanAkun, request.id).paruh
    assert kept == passwords.first_half(request.half)
    assert request.half not in str(kept)
    whole = agreed(two, request)
    first, second = request.half, whole.removeprefix(f"{request.half}-")
    for alone in (first, second, f"{second}-{first}", f"{first}-{first}", f"{second}-{second}"):
        assert entering.enter(two.work, NAMES["SR"], alone, HERE) is None, alone
    with two.reading() as tx:
        assert tx.session.get_one(PemulihanAkun, request.id).paruh is None, "it is kept no longer than needed"
    assert entered(two, "SR", password=f" {first.upper()} {second.replace('-', '')}"), "as people copy it"


def test_a_half_that_was_declined_or_is_of_another_request_opens_nothing(two: Kota) -> None:
    request = asked(two)
    assert recovery.decide(
        two.work, two.actor("KBK"), request.id, agree=False, reason="", confirm=proof(two, "KBK")
    ) is None  # fmt: skip
    second = agreed(two, asked(two))[-14:]
    assert entering.enter(two.work, NAMES["SR"], f"{request.half}-{second}", HERE) is None


def test_an_account_that_was_closed_in_between_is_not_recovered(two: Kota) -> None:
    request = asked(two)
    with two.work.transaction() as tx:
        tx.session.execute(update(Akun).where(Akun.nama_pengguna == NAMES["SR"]).values(aktif=False))
    with pytest.raises(Refused, match="ditutup"):
        agreed(two, request)


def test_an_initial_password_ends_after_a_day(two: Kota) -> None:
    password = agreed(two, asked(two))
    two.now += passwords.LIFE
    assert entering.enter(two.work, NAMES["SR"], password, HERE) is None


def test_a_second_recovery_ends_the_first_password(two: Kota) -> None:
    first = agreed(two, asked(two))
    second = agreed(two, asked(two))
    assert entering.enter(two.work, NAMES["SR"], first, HERE) is None
    assert entered(two, "SR", password=second)


def test_the_second_factor_stays_unless_the_request_says_that_it_goes(two: Kota) -> None:
    _, app, _ = with_app(two, entered(two, "SR"))
    waiting = found(two, entered(two, "SR", password=agreed(two, asked(two))))
    assert not waiting.full
    two.now += timedelta(minutes=1)
    assert entering.give_code(two.work, waiting, app.at(two.now)) is not None
    freed = found(two, entered(two, "SR", password=agreed(two, asked(two, drop=True))))
    assert freed.full
    assert not freed.factors


def test_nobody_recovers_alone_or_for_himself(two: Kota) -> None:
    number = asked(two)
    with pytest.raises(Refused, match="admin BKPP lain"):
        agreed(two, number, by="NH")
    with pytest.raises(Denied):
        agreed(two, number, by="KB")
    with pytest.raises(Denied):
        asked(two, by="KB")
    with pytest.raises(Refused, match="diminta oleh admin BKPP lain"):
        asked(two, whose="NH", by="NH")
    own = asked(two, whose="KBK", by="NH")
    with pytest.raises(Refused, match="bukan pemilik akunnya"):
        agreed(two, own, by="KBK")


def test_the_table_itself_refuses_one_person_for_two(two: Kota) -> None:
    number = asked(two).id
    alone = text(
        "UPDATE pemulihan_akun "
        "SET setuju = true, paruh = NULL, diputus_akun_id = diminta_akun_id, diputus_pada = now() "
        "WHERE id = :id"
    )
    with pytest.raises(IntegrityError, match="dua_orang"), two.work.transaction() as tx:
        tx.session.execute(alone, {"id": number})
    own = text("UPDATE pemulihan_akun SET akun_id = diminta_akun_id WHERE id = :id")
    with pytest.raises(IntegrityError, match="bukan_sendiri"), two.work.transaction() as tx:
        tx.session.execute(own, {"id": number})


def test_asking_and_deciding_need_the_password_and_a_reason(two: Kota) -> None:
    wrong = reauthentication.by_password(two.actor("NH"), "bukan sandinya")
    with pytest.raises(WrongPassword):
        recovery.ask(
            two.work, two.actor("NH"), two.actor("SR").akun_id, WHY, drop_factors=False, confirm=wrong
        )
    with pytest.raises(Refused, match="alasan"):
        recovery.ask(
            two.work,
            two.actor("NH"),
            two.actor("SR").akun_id,
            "lupa",
            drop_factors=False,
            confirm=proof(two, "NH"),
        )
    number = asked(two)
    with pytest.raises(Refused, match="menunggu"):
        asked(two)
    with pytest.raises(WrongPassword):
        recovery.decide(two.work, two.actor("KBK"), number.id, agree=True, reason="", confirm=wrong)
    with two.reading() as tx:
        assert tx.session.scalars(select(SandiAwal)).all() == []


def test_the_owner_is_told_and_events_are_kept(two: Kota) -> None:
    agreed(two, asked(two, drop=True))
    with two.reading() as tx:
        owner = two.actor("SR")
        mine = select(Pemberitahuan.jenis).where(Pemberitahuan.pegawai_id == owner.pegawai_id)
        told = list(tx.session.scalars(mine.order_by(Pemberitahuan.id)))
        events = tx.session.execute(
            select(AuditEvent.kind, AuditEvent.actor_id)
            .where(AuditEvent.kind.like("pemulihan%"))
            .order_by(AuditEvent.id)
        ).all()
    assert told == ["pemulihan_diminta", "pemulihan_disetujui", "faktor_dilepas"]
    assert [tuple(one) for one in events] == [
        ("pemulihan_diminta", two.actor("NH").akun_id),
        ("pemulihan_disetujui", two.actor("KBK").akun_id),
    ]


def test_who_asked_may_take_it_back_and_nothing_changes(two: Kota) -> None:
    key, number = entered(two, "SR"), asked(two)
    nothing = recovery.decide(
        two.work, two.actor("NH"), number.id, agree=False, reason="Salah orang.", confirm=proof(two, "NH")
    )
    assert nothing is None
    assert is_open(two, key)
    with pytest.raises(Refused, match="sudah diputus"):
        agreed(two, number)
