"""Entries, decisions, withdrawals and the lock in random order: what counts is what was approved, and nothing else."""

from __future__ import annotations

import random
from contextlib import suppress
from uuid import uuid4

import pytest

from tests import aktivitas as verbs
from tests.invariants import counted_minutes_are_the_approved_items
from tests.kota import Kota
from webapp.domain.aktivitas import StatusAktivitas
from webapp.operations import Refused
from webapp.services.activities import entry, verify
from webapp.storage.aktivitas import total_bulan


@pytest.mark.parametrize("seed", [8, 2026])
def test_invariant_8_counted_minutes_in_any_order(city: Kota, seed: int) -> None:
    chance = random.Random(seed)
    city.at("2026-01-15 16:00")
    verbs.stock(city)
    verbs.write(city, "DH", "2026-01-15", "06.00", volume=1)
    taken = refused = 0
    for _ in range(60):
        ids = [row.id for row in verbs.entries(city, "DH")]
        act = chance.choice(("write", "write", "approve", "refuse", "return", "withdraw", "change"))
        one = chance.choice(ids)
        day, at = (
            f"2026-01-{chance.choice((13, 14, 15))}",
            f"{chance.randint(6, 18):02d}.{chance.choice(('00', '30'))}",
        )
        try:
            if act == "write":
                verbs.write(city, "DH", day, at, volume=chance.randint(1, 5))
            elif act == "withdraw":
                entry.withdraw(city.work, city.actor("DH"), one, uuid4())
            elif act == "change":
                new = verbs.new(city, day, at, volume=chance.randint(1, 5))
                entry.change(city.work, city.actor("DH"), one, new, uuid4())
            else:
                kind = {"approve": verbs.SETUJU, "refuse": verbs.TOLAK, "return": verbs.REVISI}[act]
                verbs.decide(city, "KB", one, putusan=kind, alasan="Menurut berkas")
            taken += 1
        except (Refused, verify.NotDecided):
            refused += 1
    assert taken > 10
    assert refused > 5
    _holds(city)
    city.at("2026-02-06 09:00")
    verbs.lock(city, "2026-01-01")
    before = [(row.id, row.status) for row in verbs.entries(city, "DH")]
    for row_id, _ in before:
        with suppress(verify.NotDecided):
            verbs.decide(city, "KB", row_id)
    assert [(row.id, row.status) for row in verbs.entries(city, "DH")] == before
    _holds(city)


def _holds(city: Kota) -> None:
    """What the database counts is the union of the approved minutes."""
    minutes = {
        (row.tanggal, minute)
        for row in verbs.entries(city, "DH")
        if row.status is StatusAktivitas.DISETUJUI
        for minute in range(row.mulai, row.selesai)
    }
    month = verbs.month_of(city, "DH", "2026-01-01")
    with city.reading() as tx:
        assert total_bulan(tx.session, month.id) == len(minutes)
        assert list(counted_minutes_are_the_approved_items(tx)) == []
