"""Work patterns of units: the nearest one decides, each change is told, and a unit has one at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.kota import Kota
from tests.services.test_calendars import ENAM, events, places, unit, works
from webapp.domain.pola_kerja import JenisPola
from webapp.operations import Refused
from webapp.services.errors import NotFound
from webapp.services.people.calendars import patterns
from webapp.storage.kalender import JadwalDinas, PolaKerja


def test_the_nearest_unit_with_a_pattern_decides(city: Kota) -> None:
    actor, saturday = city.actor("NH"), date(2026, 1, 10)
    patterns.set_pattern(city.work, actor, replace(ENAM, unit_id=unit(city, "KOTA")))
    assert works(city, "SR", saturday) == (True, "Hari kerja")
    lima = replace(
        ENAM, unit_id=unit(city, "BID-A"), pola=JenisPola.LIMA_HARI, libur_mingguan=frozenset({4, 6})
    )
    patterns.set_pattern(city.work, actor, lima)
    assert works(city, "SR", date(2026, 1, 9)) == (False, "Libur mingguan: Jumat")
    assert works(city, "SR", saturday)[0]
    assert works(city, "NH", date(2026, 1, 9))[0]


def test_in_a_unit_with_shifts_the_schedule_decides(city: Kota) -> None:
    actor = city.actor("NH")
    sif = replace(ENAM, unit_id=unit(city, "DINAS"), pola=JenisPola.SHIFT)
    patterns.set_pattern(city.work, actor, sif)
    row = {"pegawai_id": city.pegawai_id("SR"), "tanggal": date(2026, 1, 11)}
    with city.work.transaction() as tx:
        tx.session.add(JadwalDinas(**row, jam_mulai=time(20), jam_selesai=time(8)))
    assert works(city, "SR", date(2026, 1, 11)) == (True, "Jadwal dinas 20.00–08.00")
    assert works(city, "SR", date(2026, 1, 12)) == (False, "Tidak ada jadwal dinas")
    assert works(city, "DH", date(2026, 1, 11))[1] == "Tidak ada jadwal dinas"


def test_a_pattern_is_ended_followed_and_removed_and_every_change_is_told(city: Kota) -> None:
    actor, key = city.actor("NH"), uuid4()
    new = replace(ENAM, unit_id=unit(city, "DINAS"))
    pola_id = patterns.set_pattern(city.work, actor, new, key)
    assert patterns.set_pattern(city.work, actor, new, key) == pola_id
    with pytest.raises(Refused, match="sejak 1 Januari 2026") as refused:
        patterns.set_pattern(city.work, actor, replace(new, mulai=date(2026, 7, 1)))
    assert places(refused) == ["mulai"]
    for last in (None, date(2025, 12, 31)):
        with pytest.raises(Refused):
            patterns.end_pattern(city.work, actor, pola_id, last)
    patterns.end_pattern(city.work, actor, pola_id, date(2026, 6, 30))
    patterns.end_pattern(city.work, actor, pola_id, date(2026, 6, 30))
    second = patterns.set_pattern(city.work, actor, replace(new, mulai=date(2026, 7, 1)))
    with pytest.raises(Refused):
        patterns.remove_pattern(city.work, actor, second, "")
    patterns.remove_pattern(city.work, actor, second, "Salah unit")
    with pytest.raises(NotFound):
        patterns.remove_pattern(city.work, actor, second, "Salah unit")
    assert works(city, "SR", date(2026, 6, 27))[0]
    assert not works(city, "SR", date(2026, 7, 4))[0]
    assert [one.object_id for one in events(city, patterns.ADDED)] == [pola_id, second]
    assert [one.detail["terakhir"] for one in events(city, patterns.ENDED)] == ["2026-06-30"]
    (removed,) = events(city, patterns.REMOVED)
    assert (removed.detail["alasan"], removed.detail["pola"]) == ("Salah unit", "ENAM_HARI")


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"unit_id": None}, "unit_pola"),
        ({"unit_id": 0}, "unit_pola"),
        ({"pola": None}, "pola"),
        ({"libur_mingguan": frozenset({5, 6})}, "libur_mingguan"),
        ({"pola": JenisPola.SHIFT, "libur_mingguan": frozenset({6})}, "libur_mingguan"),
        ({"pola": JenisPola.LIMA_HARI, "libur_mingguan": frozenset({6})}, "libur_mingguan"),
        ({"mulai": None}, "mulai"),
        ({"selesai": date(2025, 12, 31)}, "selesai"),
        ({"selesai_salah": True}, "selesai"),
        ({"dasar": ""}, "dasar_pola"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_refused_at_its_field(
    city: Kota, wrong: dict[str, object], place: str
) -> None:
    new = replace(ENAM, **{"unit_id": unit(city, "DINAS"), **wrong})  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        patterns.set_pattern(city.work, city.actor("NH"), new)
    assert places(refused) == [place]


def test_two_admins_at_once_give_a_unit_one_pattern(city: Kota) -> None:
    together, actor = Barrier(2), city.actor("NH")
    new = replace(ENAM, unit_id=unit(city, "DINAS"))

    def run(month: int) -> str:
        together.wait()
        try:
            patterns.set_pattern(city.work, actor, replace(new, mulai=date(2026, month, 1)))
        except Refused:
            return "refused"
        return "stored"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(run, [1, 2])) == ["refused", "stored"]
    with city.reading() as tx:
        assert len(tx.session.scalars(select(PolaKerja)).all()) == 1
