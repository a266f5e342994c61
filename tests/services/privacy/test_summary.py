"""Figures by OPD without a sign-in: there only if the agency says so, and never about fewer than five people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.kota import Kota
from webapp.domain.pengaburan import FEWEST
from webapp.services.errors import NotFound
from webapp.services.privacy import summary
from webapp.services.privacy.summary import NOT_SET
from webapp.services.work import Transaction


def publish(tx: Transaction) -> None:
    tx.session.execute(
        text("UPDATE aturan SET nilai = '{\"tampil\": true}' WHERE kunci = 'ringkasan_publik'")
    )


def test_it_is_not_there_unless_the_agency_has_chosen_it(city: Kota) -> None:
    with city.reading() as tx, pytest.raises(NotFound):
        summary.summary(tx, 2026)


def test_ac_k_10_units_of_few_people_are_not_told(city: Kota) -> None:
    city.at("2026-02-03 09:00")
    with city.work.transaction() as tx:
        publish(tx)
    with city.reading() as tx:
        found = summary.summary(tx, None)
        counted = {
            one.name: sum(1 for cell in summary._people(tx, 2026, found.as_of).values() if cell)
            for one in found.lines
        }
        assert counted
    assert (found.tahun, found.years, found.as_of.isoformat()) == (2026, [2026], "2026-02-01")
    for line in found.lines:
        numbers = [*line.told.tampil.values(), line.told.jumlah or 0, line.told.jumlah_tertutup]
        assert all(one == 0 or one >= FEWEST for one in numbers), line
    assert any(line.told.jumlah is None for line in found.lines), "Kota Contoh has small OPD"


def test_what_was_done_since_the_first_of_the_month_does_not_count_yet(city: Kota) -> None:
    with city.work.transaction() as tx:
        publish(tx)
    city.until_established("SR")
    sr, first = city.pegawai_id("SR"), city.now.date().replace(day=1)
    with city.reading() as tx:
        assert summary._people(tx, 2026, first).get(sr, NOT_SET) == NOT_SET
        assert summary._people(tx, 2026, (first + timedelta(days=32)).replace(day=1))[sr] == "BELUM_DINILAI"
