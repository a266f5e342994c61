"""What an office sees of the people and units: admins all, a performance manager the own OPD, nobody else anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.policy.conftest import actor_of
from tests.web.matriks import Dunia
from webapp.services.errors import Denied
from webapp.services.policy.oversight import scope_of

pytestmark = pytest.mark.slow


def test_an_admin_sees_everybody_also_on_another_day(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        for on in (None, tx.today, date(2026, 3, 2)):
            scope = scope_of(tx, actor_of(dunia, "admin"), on)
            assert (scope.is_whole, scope.people(), scope.units()) == (True, None, None)
            assert scope.has_person(dunia.values["pegawai_id"])
            assert scope.has_unit(dunia.values["unit_id"])
            assert scope.sees_steps_of("konseling")


def test_a_manager_sees_the_own_opd_and_nothing_of_coaching(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        scope = scope_of(tx, actor_of(dunia, "pengelola"))
        other = scope_of(tx, actor_of(dunia, "pengelola_lain"))
        people, units = scope.people(), scope.units()
        assert people is not None
        assert units is not None
        assert dunia.values["pegawai_id"] in people
        assert dunia.values["unit_id"] in units
        assert not people & (other.people() or frozenset())
        assert not other.has_person(dunia.values["pegawai_id"])
        assert not other.has_unit(dunia.values["unit_id"])
        assert (scope.sees_steps_of("skp"), scope.sees_steps_of("bimbingan")) == (True, False)


def test_without_an_office_or_an_opd_nothing_is_seen(dunia: Dunia) -> None:
    with dunia.city.reading() as tx:
        with pytest.raises(Denied, match="dilihat oleh admin BKPP"):
            scope_of(tx, actor_of(dunia, "orang_lain"))
        for pegawai_id in (None, 10**9):
            nowhere = replace(actor_of(dunia, "pengelola"), pegawai_id=pegawai_id)
            with pytest.raises(Denied, match="belum tercatat"):
                scope_of(tx, nowhere)
