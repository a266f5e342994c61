"""Segments of a year, against a day-by-day reading of the same rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.masa import Masa
from webapp.domain.segmen import (
    SyaratBatas,
    belum_ber_skp,
    bentang_wajib,
    bulan_kemudian,
    hari_keluar,
    masa_skp,
)

TAHUN = Masa.inklusif(date(2026, 1, 1), date(2026, 12, 31))
HARI = [TAHUN.mulai + timedelta(days=n) for n in range(365)]

hari = st.integers(-40, 400).map(lambda n: TAHUN.mulai + timedelta(days=n))


@st.composite
def masa(draw: st.DrawFn) -> Masa:
    mulai = draw(hari)
    panjang = draw(st.none() | st.integers(1, 300))
    return Masa(mulai, None if panjang is None else mulai + timedelta(days=panjang))


@st.composite
def berurutan(draw: st.DrawFn) -> list[tuple[int, Masa]]:
    """Postings of one person: never two on a day."""
    batas = sorted(draw(st.lists(hari, min_size=2, max_size=7, unique=True)))
    pilih = draw(st.lists(st.booleans(), min_size=len(batas) - 1, max_size=len(batas) - 1))
    pasangan = [Masa(a, b) for a, b, ada in zip(batas, batas[1:], pilih, strict=False) if ada]
    return list(enumerate(pasangan, start=1))


@st.composite
def skp_setahun(draw: st.DrawFn) -> list[Masa]:
    """Periods of one person's SKP in the year: never two on a day."""
    batas = sorted(draw(st.lists(st.sampled_from(HARI), max_size=6, unique=True)))
    return [Masa(a, b) for a, b in zip(batas[::2], batas[1::2], strict=False)]


@given(berurutan(), st.lists(masa(), max_size=3), st.none() | hari)
def test_owed_days_are_those_in_a_post_and_not_freed(
    posting: list[tuple[int, Masa]], bebas: list[Masa], sejak: date | None
) -> None:
    wajib = bentang_wajib(TAHUN, posting, bebas, sejak)
    for tanggal in HARI:
        jabatan = [id_ for id_, satu in posting if tanggal in satu]
        bebas_hari_itu = any(tanggal in satu for satu in bebas) or (sejak is not None and tanggal < sejak)
        assert [satu.posting_id for satu in wajib if tanggal in satu.masa] == (
            [] if bebas_hari_itu else jabatan
        )
    assert all(satu.masa.mulai in TAHUN for satu in wajib)


@given(berurutan(), st.lists(masa(), max_size=2), skp_setahun(), st.sampled_from(HARI))
def test_the_first_day_without_an_skp_is_found_and_no_other(
    posting: list[tuple[int, Masa]], bebas: list[Masa], skp: list[Masa], sampai: date
) -> None:
    wajib = bentang_wajib(TAHUN, posting, bebas)
    hasil = belum_ber_skp(wajib, skp, sampai)
    tanpa = [
        satu
        for satu in HARI
        if satu <= sampai
        and any(satu in bentang.masa for bentang in wajib)
        and not any(satu in ada for ada in skp)
        and (satu >= min(ada.mulai for ada in skp) if skp else True)
    ]
    if skp:
        assert (hasil.masa.mulai if hasil else None) == (tanpa[0] if tanpa else None)
    elif hasil is not None:
        assert sampai in hasil.masa, "one without any SKP begins with the post of the day"
    else:
        assert sampai not in tanpa


@given(berurutan(), st.lists(masa(), max_size=2), skp_setahun(), st.sampled_from(HARI))
def test_opening_what_is_missing_again_and_again_covers_every_owed_day_once(
    posting: list[tuple[int, Masa]], bebas: list[Masa], skp: list[Masa], sampai: date
) -> None:
    wajib = bentang_wajib(TAHUN, posting, bebas)
    for _ in range(30):
        bentang = belum_ber_skp(wajib, skp, sampai)
        if bentang is None:
            break
        baru = masa_skp(bentang.masa.mulai, TAHUN, skp)
        assert not any(baru.beririsan(satu) for satu in skp)
        skp = [*skp, baru]
    else:
        pytest.fail("never done")


@given(masa(), st.lists(masa(), max_size=3))
def test_a_segment_keeps_its_first_day_and_ends_inside_its_period(posting: Masa, bebas: list[Masa]) -> None:
    keluar = hari_keluar(TAHUN, posting, bebas)
    assert keluar is None or (keluar in TAHUN and keluar > TAHUN.mulai)
    if keluar is None:
        assert posting.sampai is None or posting.sampai >= date(2027, 1, 1)


@pytest.mark.parametrize(
    ("posting", "bebas", "keluar"),
    [
        (Masa(date(2020, 1, 1)), [], None),
        (Masa(date(2020, 1, 1), date(2026, 7, 1)), [], date(2026, 7, 1)),
        (Masa(date(2020, 1, 1), date(2027, 1, 1)), [], None),
        (Masa(date(2020, 1, 1)), [Masa(date(2026, 2, 1))], date(2026, 2, 1)),
        (Masa(date(2020, 1, 1), date(2026, 7, 1)), [Masa(date(2026, 9, 1))], date(2026, 7, 1)),
        (Masa(date(2020, 1, 1), date(2025, 12, 1)), [], date(2026, 1, 2)),
        (Masa(date(2020, 1, 1)), [Masa(date(2025, 1, 1), date(2025, 6, 1))], None),
    ],
)
def test_when_a_segment_ends(posting: Masa, bebas: list[Masa], keluar: date | None) -> None:
    assert hari_keluar(TAHUN, posting, bebas) == keluar


@pytest.mark.parametrize(
    ("tanggal", "bulan", "hasil"),
    [
        (date(2026, 6, 1), 1, date(2026, 7, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 31), 13, date(2027, 6, 30)),
    ],
)
def test_months_later_clip_to_the_end_of_the_month(tanggal: date, bulan: int, hasil: date) -> None:
    assert bulan_kemudian(tanggal, bulan) == hasil


def test_an_skp_that_begins_with_the_year_has_the_deadline_of_all() -> None:
    syarat = SyaratBatas(date(2026, 1, 31), bulan=1, hari_paling_sedikit=14)
    assert syarat.batas(date(2026, 1, 1), TAHUN, date(2026, 5, 5)) == date(2026, 1, 31)
    assert syarat.batas(date(2026, 7, 1), TAHUN, date(2026, 7, 1)) == date(2026, 8, 1)
    assert syarat.batas(date(2026, 7, 1), TAHUN, date(2026, 9, 1)) == date(2026, 9, 15)
