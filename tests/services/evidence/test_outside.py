"""Those who run the machine are told when seals do not leave it, and when their key is not the one in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kota import Kota
from webapp.config import Settings
from webapp.services.evidence import outside, routine
from webapp.services.metrics import exposition

SEED, OTHER = "07" * 16 + "0123456789abcdef" * 2, "fedcba9876543210" * 4


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that drops its seals into a folder."""
    return Settings(var_dir=tmp_path, seal_keys=(SEED,), seal_dir=tmp_path / "luar")


def looked(city: Kota, settings: Settings) -> dict[str, bool]:
    """What is well, by its name."""
    with city.reading() as tx:
        return {one.name: one.ok for one in outside.look(tx, settings)}


def ways(city: Kota, tmp_path: Path) -> str:
    """The figure for alarms."""
    lines = exposition(city.work, tmp_path / "angka").decode().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("lakon_seal_ways "))


def test_an_installation_without_a_way_out_is_told_so(city: Kota, settings: Settings, tmp_path: Path) -> None:
    alone = replace(settings, seal_dir=None)
    assert looked(city, alone) == {"jalan keluar meterai": False}
    routine.seal_and_send(city.work, alone)
    assert looked(city, alone) == {
        "jalan keluar meterai": False,
        "kunci meterai": True,
        "meterai di luar": False,
    }
    assert ways(city, tmp_path) == "0.0"


def test_seals_that_leave_are_well_until_they_stop(city: Kota, settings: Settings, tmp_path: Path) -> None:
    routine.seal_and_send(city.work, settings)
    assert set(looked(city, settings).values()) == {True}
    assert ways(city, tmp_path) == "1.0"
    city.now += timedelta(hours=27)
    assert not looked(city, settings)["meterai di luar"]


def test_a_key_drawn_anew_is_seen(city: Kota, settings: Settings) -> None:
    routine.seal_and_send(city.work, settings)
    assert not looked(city, replace(settings, seal_keys=(OTHER,)))["kunci meterai"]
    assert looked(city, replace(settings, seal_keys=(OTHER, SEED)))["kunci meterai"], "a change of keys"
