"""Months and a year with seals all along: whatever the program does by itself never looks like meddling."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests import aktivitas
from tests.kota import Kota
from tests.services.evidence.proof import KEYS
from tests.services.tindak_lanjut import final
from webapp.services.evidence import checking, sealing


@contextmanager
def sealed_all_along(city: Kota) -> Iterator[None]:
    """One seal after the other, at whatever moment, until the block ends; then one more."""
    done = threading.Event()

    def seal() -> None:
        while not done.wait(0.05):
            sealing.seal_all(city.work, KEYS)

    sealer = threading.Thread(target=seal)
    sealer.start()
    try:
        yield
    finally:
        done.set()
        sealer.join()
    sealing.seal_all(city.work, KEYS)


def test_a_month_of_activities_and_its_allowance_stay_whole(city: Kota) -> None:
    with sealed_all_along(city):
        aktivitas.stock(city.at("2026-01-30 16:00"))
        aktivitas.month_minutes(city, "SR", "KB", "2026-01-01", 1_200)
        month = aktivitas.lock(city.at("2026-02-06 08:00"), "2026-01-01")
        aktivitas.compute(city)
        aktivitas.settle(city, month)
    found = checking.check_evidence(city.work, KEYS)
    assert found.fault is None
    assert {"aktivitas_riwayat", "tpp_putaran"} <= set(found.counted["rows"])
    assert found.counted["unsealed_rows"] == 0


def test_a_year_and_its_evaluation_stay_whole(city: Kota) -> None:
    with sealed_all_along(city):
        final(city, "SR")
    found = checking.check_evidence(city.work, KEYS)
    assert found.fault is None
    assert {"papan", "evaluasi_tahunan", "tanda_tangan_evaluasi", "capaian_versi"} <= set(
        found.counted["rows"]
    )
    assert found.counted["unsealed_rows"] == 0
