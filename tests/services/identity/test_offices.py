"""Offices of an account, and closing it, take two admins, neither the person; sessions end and the owner is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from tests.kota import NAMES, PASSWORD, Kota
from tests.services.identity.people import HERE, entered, is_open
from webapp.operations import Refused
from webapp.services.errors import Denied, WrongPassword
from webapp.services.identity import entering, offices, passwords, reauthentication
from webapp.services.identity.reauthentication import Confirm
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent, Pemberitahuan
from webapp.storage.peran import UsulPeran

WHY = "Surat tugas 800/17/BKPP/2026."


def proof(city: Kota, code: str, password: str = PASSWORD) -> Confirm:
    return reauthentication.by_password(city.actor(code), password)


def proposed(city: Kota, whose: str = "SR", by: str = "NH", what: Collection[str] = ("pengawas",)) -> int:
    akun_id = city.actor(whose).akun_id
    return offices.propose(city.work, city.actor(by), akun_id, what, WHY, proof(city, by))


def decided(city: Kota, number: int, by: str = "KBK", *, agree: bool = True) -> None:
    offices.decide(city.work, city.actor(by), number, agree=agree, confirm=proof(city, by))


def held(city: Kota, code: str) -> list[str]:
    with city.reading() as tx:
        return sorted(tx.session.get_one(Akun, city.actor(code).akun_id).peran)


def test_two_admins_give_an_office_and_take_it_again(city: Kota) -> None:
    key = entered(city, "SR")
    number = proposed(city)
    assert held(city, "SR") == []
    assert is_open(city, key), "nothing changes by a proposal"
    decided(city, number)
    assert held(city, "SR") == ["pengawas"]
    assert not is_open(city, key), "what was open ends"
    decided(city, proposed(city, by="KBK", what=()), by="NH")
    assert held(city, "SR") == []


def test_nobody_gives_an_office_alone_or_to_himself(city: Kota) -> None:
    number = proposed(city)
    with pytest.raises(Refused, match="bukan yang mengusulkan"):
        decided(city, number, by="NH")
    with pytest.raises(Denied):
        decided(city, number, by="KB")
    with pytest.raises(Denied):
        proposed(city, by="KB")
    with pytest.raises(Refused, match="Peran Anda sendiri"):
        proposed(city, whose="NH", by="NH", what=("admin_bkpp", "pyb"))
    own = proposed(city, whose="KBK", by="NH", what=("admin_bkpp", "pyb"))
    for agree in (True, False):
        with pytest.raises(Refused, match="bukan pemilik akunnya"):
            decided(city, own, by="KBK", agree=agree)
    assert held(city, "SR") == []


def test_the_table_itself_refuses_one_person_for_two(city: Kota) -> None:
    number = {"id": proposed(city)}
    alone = "UPDATE usul_peran SET setuju = true, diputus_akun_id = diusulkan_akun_id, diputus_pada = now()"
    with pytest.raises(IntegrityError, match="dua_orang"), city.work.transaction() as tx:
        tx.session.execute(text(f"{alone} WHERE id = :id"), number)
    own = text("UPDATE usul_peran SET akun_id = diusulkan_akun_id WHERE id = :id")
    with pytest.raises(IntegrityError, match="bukan_sendiri"), city.work.transaction() as tx:
        tx.session.execute(own, number)


def test_an_account_of_nobody_gets_no_office_and_gives_none(city: Kota) -> None:
    with city.work.transaction() as tx:
        tx.session.add(Akun(nama_pengguna="tanpa.orang", peran=[]))
    with city.reading() as tx:
        nobody = tx.session.scalars(select(Akun.id).where(Akun.nama_pengguna == "tanpa.orang")).one()
    with pytest.raises(Refused, match="tidak berpemilik"):
        offices.propose(city.work, city.actor("NH"), nobody, ["pyb"], WHY, proof(city, "NH"))
    number = proposed(city)
    with city.work.transaction() as tx:
        alone = update(Akun).where(Akun.id == city.actor("KBK").akun_id).values(pegawai_id=None)
        tx.session.execute(alone)
    with pytest.raises(Denied, match="belum terhubung dengan pegawai"):
        decided(city, number)


def test_two_admins_always_stay(city: Kota) -> None:
    with pytest.raises(Refused, match="dua admin BKPP harus tetap ada"):
        proposed(city, whose="KBK", by="NH", what=())


def test_a_proposal_needs_the_password_a_reason_and_a_change(city: Kota) -> None:
    one = city.actor("SR").akun_id
    with pytest.raises(WrongPassword):
        offices.propose(city.work, city.actor("NH"), one, ["pyb"], WHY, proof(city, "NH", "bukan sandinya"))
    for what, why, said in (
        (["raja"], WHY, "di daftar ini"),
        ([], WHY, "tidak ada yang berubah"),
        (["pyb"], "perlu", "Tulis alasan"),
    ):
        with pytest.raises(Refused, match=said):
            offices.propose(city.work, city.actor("NH"), one, what, why, proof(city, "NH"))
    number = proposed(city)
    with pytest.raises(Refused, match="menunggu"):
        proposed(city, by="KBK")
    with pytest.raises(WrongPassword):
        offices.decide(
            city.work, city.actor("KBK"), number, agree=True, confirm=proof(city, "KBK", "bukan sandinya")
        )


def test_an_account_that_changed_meanwhile_is_not_written_over(city: Kota) -> None:
    number = proposed(city)
    with city.work.transaction() as tx:
        tx.session.execute(update(Akun).where(Akun.id == city.actor("SR").akun_id).values(peran=["pyb"]))
    with pytest.raises(Refused, match="sudah berubah"):
        decided(city, number)
    decided(city, number, agree=False)
    assert held(city, "SR") == ["pyb"]


def test_who_proposed_takes_it_back_and_a_decision_stands(city: Kota) -> None:
    number = proposed(city)
    decided(city, number, by="NH", agree=False)
    with pytest.raises(Refused, match="sudah diputus"):
        decided(city, number)
    assert held(city, "SR") == []


def test_the_owner_is_told_and_the_events_say_what_changed(city: Kota) -> None:
    entered(city, "SR")
    decided(city, proposed(city))
    with city.reading() as tx:
        mine = select(Pemberitahuan.jenis).where(Pemberitahuan.pegawai_id == city.pegawai_id("SR"))
        told = list(tx.session.scalars(mine.order_by(Pemberitahuan.id)))
        events = tx.session.scalars(
            select(AuditEvent).where(AuditEvent.kind.like("peran_di%")).order_by(AuditEvent.id)
        ).all()
        (row,) = tx.session.scalars(select(UsulPeran))
    assert told == ["peran_diusulkan", "peran_diubah"]
    assert [one.actor_id for one in events] == [city.actor("NH").akun_id, city.actor("KBK").akun_id]
    assert events[1].detail == {"usul": row.id, "dari": [], "menjadi": ["pengawas"], "sesi": 1}


def closing(city: Kota, whose: str = "SR", by: str = "NH", *, opens: bool = False) -> int:
    akun_id = city.actor(whose).akun_id
    return offices.propose(city.work, city.actor(by), akun_id, (), WHY, proof(city, by), opens=opens)


def account(city: Kota, akun_id: int) -> Akun:
    with city.reading() as tx:
        return tx.session.get_one(Akun, akun_id)


def test_two_admins_close_an_account_at_once_and_open_it_again_as_it_was_but_without_offices(
    city: Kota,
) -> None:
    decided(city, proposed(city))
    key, one = entered(city, "SR"), city.actor("SR")
    number = closing(city)
    assert is_open(city, key), "nothing changes by a proposal"
    decided(city, number)
    assert not is_open(city, key)
    assert entering.enter(city.work, NAMES["SR"], PASSWORD, HERE) is None
    assert (account(city, one.akun_id).aktif, account(city, one.akun_id).peran) == (False, [])
    with pytest.raises(Refused, match="sudah ditutup"):
        offices.propose(city.work, city.actor("NH"), one.akun_id, ["pyb"], WHY, proof(city, "NH"))
    again = offices.propose(
        city.work, city.actor("KBK"), one.akun_id, ["pyb"], WHY, proof(city, "KBK"), opens=True
    )
    decided(city, again, by="NH")
    assert entered(city, "SR")
    assert city.actor("SR") == replace(one, peran=frozenset()), "the same person's as before"


def test_nobody_closes_or_opens_an_account_alone_or_the_own_one(city: Kota) -> None:
    number = closing(city)
    with pytest.raises(Refused, match="bukan yang mengusulkan"):
        decided(city, number, by="NH")
    with pytest.raises(Denied):
        closing(city, whose="DH", by="KB")
    with pytest.raises(Refused, match="Akun Anda sendiri"):
        closing(city, whose="NH")
    with pytest.raises(Refused, match="tidak ditutup"):
        closing(city, whose="DH", opens=True)
    with pytest.raises(Refused, match="dua admin BKPP harus tetap ada"):
        closing(city, whose="KBK")


def test_an_account_that_was_closed_meanwhile_is_not_closed_again(city: Kota) -> None:
    number, one = closing(city), city.actor("SR").akun_id
    with city.work.transaction() as tx:
        tx.session.execute(update(Akun).where(Akun.id == one).values(aktif=False))
    with pytest.raises(Refused, match="sudah berubah"):
        decided(city, number)


def test_an_initial_password_ends_with_the_account(city: Kota) -> None:
    one = city.actor("SR")
    with city.work.transaction() as tx:
        passwords.issue_initial(tx, one.akun_id, passwords.first_half("a" * 12), None)
    decided(city, closing(city))
    with city.reading() as tx:
        assert entering.valid_initial(tx, one.akun_id) is None
        kinds = set(tx.session.scalars(select(AuditEvent.kind).where(AuditEvent.object_id == one.akun_id)))
        assert {"penutupan_diusulkan", "akun_ditutup"} <= kinds
