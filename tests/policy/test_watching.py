"""Whose data a reading is of, and what is no reading of another's data. Reasons are tried in `services/evidence`."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.policy.conftest import actor_of, row_of
from tests.web.matriks import Dunia
from webapp.services.policy import decide
from webapp.services.policy.matrix import Kind, Relation, Right
from webapp.services.policy.watching import looked_at, owner_of

pytestmark = pytest.mark.slow


def test_the_owner_of_every_object_is_found(dunia: Dunia) -> None:
    sr = dunia.values["pegawai_id"]
    with dunia.city.reading() as tx:
        for kind in (
            Kind.SKP,
            Kind.CONTRACT,
            Kind.COACHING,
            Kind.ENTRY,
            Kind.CORRECTION,
            Kind.CASE,
            Kind.MONTH,
        ):
            assert owner_of(tx, row_of(tx, dunia, kind)) == sr, kind
        correction = row_of(tx, dunia, Kind.CORRECTION)
        assert owner_of(tx, SimpleNamespace(bulan_id=correction.bulan_id)) == sr
        assert owner_of(tx, SimpleNamespace()) is None


def test_looking_at_the_own_data_is_no_reading_of_anothers(dunia: Dunia) -> None:
    sr = actor_of(dunia, "pemilik", "pemilik_proses", "admin_bkpp")
    assert sr.pegawai_id is not None
    with dunia.city.reading() as tx:
        case = row_of(tx, dunia, Kind.CASE)
        assert decide.allowed(tx, sr, Right.SEE, Kind.CASE, case) is Relation.PROCESS_OWNER
        looked_at(tx, sr, Relation.ADMIN, sr.pegawai_id, "tpp")
        assert tx.readings == set()
        looked_at(tx, sr, Relation.ADMIN, dunia.city.pegawai_id("LN"), "tpp")
        assert {one.pegawai_id for one in tx.readings} == {dunia.city.pegawai_id("LN")}
        tx.readings.clear()
