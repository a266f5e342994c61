"""Nobody brings the own value of a month's inputs: another officer has to have brought it before."""

from __future__ import annotations

from datetime import date

import pytest

from tests.kota import Kota
from webapp.operations import Refused
from webapp.services.files import Upload
from webapp.services.tpp import inputs
from webapp.services.tpp.inputs import InputReport
from webapp.storage.tpp import JenisMasukan

JANUARY = date(2026, 1, 1)


def brought(city: Kota, by: str, **values: str) -> InputReport:
    """A file of presence with a value for each of these people."""
    lines = "".join(f"{city.nip[code]},{value}\n" for code, value in values.items())
    upload = Upload("presensi.csv", f"nip,nilai\n{lines}".encode())
    return inputs.store(city.work, city.actor(by), JANUARY, JenisMasukan.PRESENSI, upload)


def test_the_own_value_comes_from_another_officer(city: Kota) -> None:
    alone = brought(city, "NH", SR="90", NH="100")
    assert [number for number, _ in alone.refused] == [3]
    assert "nilai Anda sendiri" in alone.refused[0][1]
    assert brought(city, "NH", SR="90").stored == 1
    assert brought(city, "KBK", SR="90", NH="80").stored == 2
    assert brought(city, "NH", SR="90", NH="100").refused, "not another one than he brought"
    with pytest.raises(Refused, match="Sertakan barisnya"):
        brought(city, "NH", SR="90")
    assert brought(city, "NH", SR="95", NH="80").stored == 2


def test_the_own_earlier_file_vouches_for_nothing(city: Kota) -> None:
    assert brought(city, "KBK", SR="90").stored == 1
    assert brought(city, "NH", SR="90", NH="90").refused
    assert brought(city, "NH", SR="90").stored == 1
    assert brought(city, "NH", NH="90").refused
