"""Last days and the ladder of reminders: counted in working days, each rung at its own day and no other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.kalender import HariKerja, Kalender
from webapp.domain.tenggat import DASAR, AnakTangga, BatasWaktu, Saat, Tangga

KALENDER = Kalender(frozenset({date(2026, 1, 1), date(2026, 1, 16), date(2026, 2, 17)}))
TANGGA = Tangga((3, 1), (1, 3), 4, {"evaluasi_bulanan.nilai_bulanan": 1})
DAYS = st.dates(date(2026, 1, 2), date(2026, 11, 30))


def satu(_tahun: int) -> HariKerja:
    return KALENDER


@pytest.mark.parametrize(
    ("batas", "saat", "akhir"),
    [
        (BatasWaktu(3, "KERJA", "DIBUKA"), Saat(date(2026, 1, 13), 2026, 1), date(2026, 1, 19)),
        (BatasWaktu(14, "KALENDER", "DIBUKA"), Saat(date(2026, 1, 13), 2026, 1), date(2026, 1, 27)),
        (BatasWaktu(31, "KALENDER", "TAHUN_LALU_BERAKHIR"), Saat(date(2026, 1, 13), 2026, 1), date(2026, 1, 31)),
        (BatasWaktu(31, "KALENDER", "TAHUN_LALU_BERAKHIR", 2), Saat(date(2026, 6, 1), 2026, 6), date(2026, 6, 3)),
        (BatasWaktu(5, "KALENDER", "TAHUN_BERAKHIR"), Saat(date(2026, 12, 20), 2026, 12), date(2027, 1, 5)),
        (BatasWaktu(7, "KERJA", "BULAN_BERAKHIR"), Saat(date(2026, 2, 26), 2026, 2), date(2026, 3, 10)),
        (BatasWaktu(1, "KERJA", "BULAN_LALU_BERAKHIR"), Saat(date(2026, 1, 26), 2026, 2), date(2026, 2, 2)),
        (BatasWaktu(25, "KALENDER", "DUA_BULAN_LALU_BERAKHIR"), Saat(date(2026, 1, 5), 2026, 1), date(2025, 12, 25)),
    ],
)  # fmt: skip
def test_a_last_day_is_counted_from_the_day_that_the_table_names(
    batas: BatasWaktu, saat: Saat, akhir: date
) -> None:
    assert batas.hari_terakhir(saat, satu) == akhir


@given(st.sampled_from(sorted(DASAR)), st.integers(0, 30), st.integers(0, 5), DAYS, st.integers(1, 12))
def test_nobody_has_less_than_the_least_number_of_working_days(
    sejak: str, hari: int, least: int, opened: date, bulan: int
) -> None:
    saat = Saat(opened, opened.year, bulan)
    akhir = BatasWaktu(hari, "KERJA", sejak, least).hari_terakhir(saat, satu)
    left = sum(
        KALENDER.hari_kerja(opened + timedelta(days=n)) for n in range(1, max((akhir - opened).days, 0) + 1)
    )
    assert left >= least


def test_the_rungs_stand_around_the_last_day_in_working_days() -> None:
    batas = date(2026, 1, 19)  # a Monday; the Friday before is a day off
    days = [(rung.selisih, rung.hari(batas, KALENDER)) for rung in TANGGA.anak_tangga("penetapan.reviu")]
    assert days == [
        (-3, date(2026, 1, 13)),
        (-1, date(2026, 1, 15)),
        (1, date(2026, 1, 20)),
        (3, date(2026, 1, 22)),
        (4, date(2026, 1, 23)),
    ]


def test_a_step_may_be_escalated_earlier_than_others() -> None:
    assert TANGGA.anak_tangga("evaluasi_bulanan.nilai_bulanan")[-1] == AnakTangga(1, eskalasi=True)


def test_without_a_rule_nobody_is_reminded() -> None:
    assert Tangga.dari(None).anak_tangga("penetapan.reviu") == []


@given(DAYS, st.integers(0, 20), st.lists(st.integers(-25, 40), max_size=60), st.randoms())
def test_every_rung_is_reached_once_whatever_the_order_and_repetition_of_the_runs(
    batas: date, before: int, repeats: list[int], chance: object
) -> None:
    dibuka = batas - timedelta(days=before)
    runs = [batas + timedelta(days=n) for n in range(-before, 30)]
    runs += [max(dibuka, batas + timedelta(days=n)) for n in repeats]
    chance.shuffle(runs)  # type: ignore[attr-defined]
    sent: list[AnakTangga] = []
    for today in runs:
        sent += [
            rung for rung in TANGGA.tercapai("x.y", batas, dibuka, today, KALENDER) if rung not in sent
        ]  # who sends remembers by key
    owed = [r for r in TANGGA.anak_tangga("x.y") if r.selisih > 0 or r.hari(batas, KALENDER) >= dibuka]
    assert sorted(rung.selisih for rung in sent) == sorted(rung.selisih for rung in owed)
