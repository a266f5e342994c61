"""Organisational soundness on the example city: what is vacant is named with unit, day, number and mend."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.kota import Kota
from tests.workflows.planted import SHIPPED
from webapp.domain.penilai import Penilai
from webapp.services.process.releases import read_bundle
from webapp.services.workshop.org_soundness import EVERYWHERE, Unheld, org_sound, roles_asked

pytestmark = pytest.mark.fast
DEFINITIONS = read_bundle(SHIPPED).definitions


def gaps(city: Kota, *days: date) -> list[Unheld]:
    with city.reading() as tx:
        return org_sound(tx, DEFINITIONS, days or (tx.today,))


def test_every_role_of_the_lanes_is_asked_with_its_steps() -> None:
    asked = roles_asked(DEFINITIONS)
    roles = {one.role for one in asked}
    assert {"pejabat_penilai", "atasan_penilai", "admin_bkpp", "pengelola_opd", "konselor"} <= roles
    assert "penetapan/reviu" in {step for steps in asked.values() for step in steps}
    assert all(one.urusan is None for one in asked if one.role == "pegawai")


def test_it_agrees_with_the_rules_for_everybody_who_serves(city: Kota) -> None:
    found = gaps(city)
    with city.reading() as tx:
        day = tx.work.organisation.day(tx.session, tx.today)
        people = {
            one.pegawai_id
            for one in day.bagan.daftar_penugasan
            if day.bagan.penugasan(one.pegawai_id, tx.today)
        }
        without = [one for one in people if not isinstance(day.penilai(one), Penilai)]
    assert sum(one.people for one in found if one.role == "pejabat_penilai") == len(without)


def test_an_office_that_no_account_has_is_named_once(city: Kota) -> None:
    with city.work.transaction() as tx:
        tx.session.execute(text("UPDATE akun SET peran = array_remove(peran, 'tim_kinerja_org')"))
    (gap,) = [one for one in gaps(city) if one.role == "tim_kinerja_org"]
    assert (gap.unit, gap.people) == (EVERYWHERE, 0)
    assert "akun" in gap.mend
    assert gap.steps
    assert "Tim Penilai Kinerja Organisasi" in gap.words


def test_an_account_that_is_closed_holds_no_office(city: Kota) -> None:
    with city.work.transaction() as tx:
        tx.session.execute(text("UPDATE akun SET aktif = false WHERE 'admin_bkpp' = ANY(peran)"))
    assert "admin_bkpp" in {one.role for one in gaps(city)}


def test_an_opd_without_a_helper_is_named_with_its_people(city: Kota) -> None:
    with city.work.transaction() as tx:
        tx.session.execute(text("UPDATE akun SET peran = array_remove(peran, 'pengelola_opd')"))
    found = [one for one in gaps(city) if one.role == "pengelola_opd"]
    with city.reading() as tx:
        day = tx.work.organisation.day(tx.session, tx.today)
        assert len(found) == len([opd for opd, people in day.anggota_opd.items() if people])
    assert all(one.people > 0 and one.example and one.unit for one in found)


def test_each_day_is_asked_of_the_organisation_of_that_day(city: Kota) -> None:
    """Who leaves before the release is to count is counted today, and not on its day."""
    with city.reading() as tx:
        today = tx.today
        later = today + timedelta(days=40)
    with city.work.transaction() as tx:
        tx.session.execute(text("UPDATE akun SET peran = array_remove(peran, 'pengelola_opd')"))
        tx.session.execute(
            text("UPDATE posting SET berlaku = daterange(lower(berlaku), :hari) WHERE pegawai_id = :siapa"),
            {"hari": today + timedelta(days=10), "siapa": city.pegawai_id("SR")},
        )
    found = [one for one in gaps(city, today, later) if one.role == "pengelola_opd"]
    now = {one.unit: one.people for one in found if one.day == today}
    then = {one.unit: one.people for one in found if one.day == later}
    assert sum(now.values()) == sum(then.values()) + 1


def test_the_same_day_is_asked_once(city: Kota) -> None:
    with city.reading() as tx:
        today = tx.today
    assert gaps(city, today, today) == gaps(city, today)
