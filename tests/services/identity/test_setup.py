"""The first accounts: nobody is delivered with one, and an account of nobody is no second pair of eyes."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from tests.kota import NAMES, PASSWORD, Kota
from tests.services.identity.people import HERE, found
from webapp.operations import Actor, Refused
from webapp.services.identity import accounts, factors, setup
from webapp.storage.akun import Akun, Peran, same_person
from webapp.storage.aturan import nilai_aturan
from webapp.storage.organisasi import JenisPegawai, Pegawai
from webapp.storage.pemulihan import KunciPasang

NEW = "kuda lumping baterai pelangi"


@pytest.fixture
def alone(city: Kota) -> Kota:
    """The city with one admin who can sign in."""
    with city.work.transaction() as tx:
        tx.session.execute(update(Akun).where(Akun.nama_pengguna == NAMES["KBK"]).values(aktif=False))
    return city


FREE = "198901012014031007"


def free_nip(city: Kota) -> str:
    """The NIP of an employee who has no account yet."""
    with city.work.transaction() as tx:
        if tx.session.scalar(select(Pegawai.id).where(Pegawai.nip == FREE)) is None:
            tx.session.add(Pegawai(nip=FREE, nama="Galih Pamungkas", jenis=JenisPegawai.PNS))
    return FREE


def without_owner(city: Kota, name: str = "admin.lama") -> Actor:
    """An admin of the first installation, from before anybody was on the roll."""
    with city.work.transaction() as tx:
        akun = Akun(nama_pengguna=name, peran=[Peran.ADMIN_BKPP], sandi=accounts.hash_password(PASSWORD))
        tx.session.add(akun)
        tx.session.flush()
        return Actor(akun.id, name, peran=frozenset(akun.peran))


def test_a_setup_key_makes_one_admin_and_brings_the_rule_for_second_factors(alone: Kota) -> None:
    key = setup.new_key(alone.work, free_nip(alone))
    assert key is not None
    session = setup.install(alone.work, key, "Admin.Satu", NEW, HERE, free_nip(alone))
    assert session is not None
    actor = found(alone, session).actor
    assert actor.peran == {Peran.ADMIN_BKPP}
    assert actor.pegawai_id is not None
    with alone.reading() as tx:
        rule = nilai_aturan(tx.session, "faktor_kedua", tx.today)
    assert set(rule["wajib_untuk"]) == {*(str(office) for office in Peran), "penilai"}
    assert factors.duty(rule, actor, ["kata_sandi"], found(alone, session).factors) == "faktor"
    with pytest.raises(Refused, match="sudah dipakai"):
        setup.install(alone.work, key, "admin.dua", NEW, HERE, free_nip(alone))


def test_a_key_is_given_until_two_admins_can_sign_in(alone: Kota) -> None:
    first = setup.new_key(alone.work, free_nip(alone))
    second = setup.new_key(alone.work, free_nip(alone))
    assert first is not None
    assert second is not None
    with pytest.raises(Refused):
        setup.install(alone.work, first, "admin.satu", NEW, HERE, free_nip(alone))
    setup.install(alone.work, second, "admin.satu", NEW, HERE, free_nip(alone))
    assert setup.new_key(alone.work) is None, "NH and the new one"


def test_a_key_ends_after_a_day_and_a_refused_try_does_not_use_it(alone: Kota) -> None:
    key = setup.new_key(alone.work, free_nip(alone))
    assert key is not None
    with pytest.raises(Refused, match="paling sedikit 12"):
        setup.install(alone.work, key, "admin.satu", "pendek", HERE, free_nip(alone))
    with pytest.raises(Refused, match="Nama pengguna"):
        setup.install(alone.work, key, NAMES["SR"], NEW, HERE, free_nip(alone))
    with pytest.raises(Refused, match="berawal huruf"):
        setup.install(alone.work, key, "1 admin", NEW, HERE, free_nip(alone))
    alone.now += setup.LIFE
    with pytest.raises(Refused, match="lewat"):
        setup.install(alone.work, key, "admin.satu", NEW, HERE, free_nip(alone))


def test_once_there_is_a_roll_a_setup_key_makes_the_account_of_somebody_on_it(alone: Kota) -> None:
    assert setup.is_for_somebody(alone.work)
    for nip in ("", "199999999999999999"):
        with pytest.raises(Refused, match="tidak ada dalam data pegawai"):
            setup.new_key(alone.work, nip)
    key = setup.new_key(alone.work, free_nip(alone))
    assert key is not None
    for nip in ("", "199999999999999999"):
        with pytest.raises(Refused, match="NIP"):
            setup.install(alone.work, key, "admin.satu", NEW, HERE, nip)


def test_a_setup_key_takes_over_nobody_elses_account(alone: Kota) -> None:
    """An account that has no password yet would be whoever's came first with a key."""
    with alone.work.transaction() as tx:
        sr = tx.session.get_one(Pegawai, alone.pegawai_id("SR"))
        tx.session.execute(update(Akun).where(Akun.pegawai_id == sr.id).values(sandi=None))
        nip = sr.nip
    key = setup.new_key(alone.work, free_nip(alone))
    assert key is not None
    with pytest.raises(Refused, match="bukan untuk NIP ini"):
        setup.install(alone.work, key, "siapa.saja", NEW, HERE, nip)
    with alone.work.transaction() as tx:
        old = update(KunciPasang).where(KunciPasang.nip == FREE).values(nip=None)
        tx.session.execute(old)
    with pytest.raises(Refused, match="bukan untuk NIP ini"):
        setup.install(alone.work, key, "siapa.saja", NEW, HERE, nip)
    assert Peran.ADMIN_BKPP not in alone.actor("SR").peran


def test_an_admin_of_the_first_installation_becomes_a_person_by_another_key(alone: Kota) -> None:
    nobody, nip = without_owner(alone), free_nip(alone)
    key = setup.new_key(alone.work, nip)
    assert key is not None, "who is not on the roll is not one of the two"
    with pytest.raises(Refused, match="kata sandinya yang sekarang"):
        setup.install(alone.work, key, nobody.nama, NEW, HERE, nip)
    assert setup.install(alone.work, key, nobody.nama, PASSWORD, HERE, nip) is None
    with alone.reading() as tx:
        akun = tx.session.get_one(Akun, nobody.akun_id)
        assert tx.session.get_one(Pegawai, akun.pegawai_id).nip == nip
    assert setup.new_key(alone.work) is None


def test_a_key_gives_the_office_to_the_account_that_a_person_has_and_opens_no_session(alone: Kota) -> None:
    with alone.reading() as tx:
        nip = tx.session.get_one(Pegawai, alone.pegawai_id("SR")).nip
    key = setup.new_key(alone.work, nip)
    assert key is not None
    with pytest.raises(Refused, match="kata sandinya yang sekarang"):
        setup.install(alone.work, key, "siapa.saja", NEW, HERE, nip)
    assert setup.install(alone.work, key, "siapa.saja", PASSWORD, HERE, nip) is None
    assert Peran.ADMIN_BKPP in alone.actor("SR").peran


def test_accounts_of_nobody_are_no_second_pair_of_eyes_but_the_kepala_daerah_is_one(city: Kota) -> None:
    first, second = without_owner(city), without_owner(city, "admin.lain")
    nh, kd = city.actor("NH"), city.actor("WK")
    with city.reading() as tx:
        session = tx.session
        assert same_person(session, first.akun_id, second.akun_id)
        assert same_person(session, first.akun_id, nh.akun_id), "one person may hold both"
        assert same_person(session, nh.akun_id, first.akun_id)
        assert not same_person(session, nh.akun_id, kd.akun_id)
        assert not same_person(session, nh.akun_id, city.actor("KBK").akun_id, None)
        assert not same_person(session, first.akun_id, second.akun_id, unknown=False)


def test_a_fresh_installation_has_no_account(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as fresh:
        assert fresh.scalars(select(Akun)).all() == []
