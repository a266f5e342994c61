"""Whether a person works on a date, and why: patterns of units, days off with their place, and shifts."""

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.kalender import Kalender
from webapp.domain.masa import Masa
from webapp.domain.pola_kerja import (
    POLA_KANTOR,
    DiLuarKalender,
    Dinas,
    JenisHariLibur,
    JenisPola,
    KalenderPegawai,
    Libur,
    Penempatan,
    PolaKerja,
    pola_pada,
)

TAHUN = Masa.inklusif(date(2026, 1, 1), date(2026, 12, 31))
KOTA, RSUD, IGD, DINAS = 1, 2, 3, 4
SKB = "SKB 3 Menteri"
TAHUN_BARU = Libur(date(2026, 1, 1), JenisHariLibur.LIBUR_NASIONAL, "Tahun Baru Masehi", SKB)
ISRA = Libur(date(2026, 1, 16), JenisHariLibur.LIBUR_NASIONAL, "Isra Mikraj", SKB)
hari = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def enam(unit_id: int, masa: Masa = TAHUN) -> PolaKerja:
    return PolaKerja(unit_id, JenisPola.ENAM_HARI, frozenset({6}), masa)


def sif(unit_id: int, masa: Masa = TAHUN) -> PolaKerja:
    return PolaKerja(unit_id, JenisPola.SHIFT, frozenset(), masa)


def kalender(
    *pola: PolaKerja, libur: Sequence[Libur] = (TAHUN_BARU, ISRA), **lain: object
) -> KalenderPegawai:
    """Somebody in the emergency ward of the hospital of the city."""
    return KalenderPegawai(
        TAHUN,
        tuple(libur),
        {satu.unit_id: (satu,) for satu in pola if satu.unit_id is not None},
        (Penempatan(TAHUN, (IGD, RSUD, KOTA)),),
        **lain,  # type: ignore[arg-type]
    )


def test_january_2026_has_twenty_working_days_in_the_office_week() -> None:
    assert kalender().hitung_hari_kerja(Masa(date(2026, 1, 1), date(2026, 2, 1))) == 20
    assert kalender(enam(RSUD)).hitung_hari_kerja(Masa(date(2026, 1, 1), date(2026, 2, 1))) == 25


@pytest.mark.parametrize(
    ("tanggal", "alasan"),
    [
        (date(2026, 1, 16), "Libur: Isra Mikraj (SKB 3 Menteri)"),
        (date(2026, 1, 17), "Libur mingguan: Sabtu"),
        (date(2026, 1, 19), "Hari kerja"),
    ],
)
def test_every_answer_says_why(tanggal: date, alasan: str) -> None:
    jawaban = kalender().jawab(tanggal)
    assert jawaban.alasan == alasan
    assert jawaban.hari_kerja is (alasan == "Hari kerja")


def test_a_day_off_on_a_free_weekday_is_told_by_its_name() -> None:
    paskah = Libur(date(2026, 4, 5), JenisHariLibur.LIBUR_NASIONAL, "Kebangkitan Yesus Kristus", SKB)
    assert kalender(libur=[paskah]).jawab(date(2026, 4, 5)).alasan.startswith("Libur: Kebangkitan")


def test_the_nearest_unit_with_a_pattern_on_the_date_wins() -> None:
    dulu = Masa(date(2026, 1, 1), date(2026, 7, 1))
    pola = {KOTA: [enam(KOTA)], RSUD: [sif(RSUD, dulu)]}
    garis = (IGD, RSUD, KOTA)
    assert pola_pada(date(2026, 6, 30), garis, pola) == sif(RSUD, dulu)
    assert pola_pada(date(2026, 7, 1), garis, pola) == enam(KOTA)
    assert pola_pada(date(2027, 1, 1), garis, pola) is POLA_KANTOR
    assert pola_pada(date(2026, 1, 5), (DINAS,), pola) is POLA_KANTOR


def test_a_local_day_off_holds_for_its_unit_and_those_below_it_only() -> None:
    jadi = date(2026, 5, 4)
    for unit_id, libur in ((KOTA, True), (RSUD, True), (IGD, True), (DINAS, False)):
        satu = Libur(jadi, JenisHariLibur.LIBUR_DAERAH, "Hari jadi", "Kepwal 1/2026", unit_id)
        assert kalender(libur=[satu]).hari_kerja(jadi) is not libur


def test_of_several_days_off_the_national_one_is_told() -> None:
    dua = [Libur(date(2026, 1, 16), JenisHariLibur.DISPENSASI, "Dispensasi", "SE 1/2026"), ISRA]
    libur = kalender(libur=dua).libur_pada(date(2026, 1, 16))
    assert libur == ISRA


def test_in_shifts_the_schedule_alone_decides_holidays_too() -> None:
    jadwal = {date(2026, 1, 16): [Dinas(time(20), time(8)), Dinas(time(7), time(14))]}
    piket = kalender(sif(RSUD), jadwal=jadwal)
    assert piket.jawab(date(2026, 1, 16)).hari_kerja
    assert piket.jawab(date(2026, 1, 16)).alasan == "Jadwal dinas 07.00–14.00 dan 20.00–08.00"
    assert piket.jawab(date(2026, 1, 19)).alasan == "Tidak ada jadwal dinas"
    assert not piket.hari_kerja(date(2026, 1, 19))


def test_a_move_to_another_unit_changes_the_pattern_from_its_day_on() -> None:
    pindah = date(2026, 3, 2)
    pegawai = KalenderPegawai(
        TAHUN,
        pola={RSUD: (enam(RSUD),)},
        penempatan=(
            Penempatan(Masa(date(2026, 1, 1), pindah), (RSUD, KOTA)),
            Penempatan(Masa(pindah), (DINAS, KOTA)),
        ),
    )
    assert pegawai.hari_kerja(date(2026, 2, 28))
    assert not pegawai.hari_kerja(date(2026, 3, 7))


def test_dates_that_were_not_loaded_are_refused_and_not_guessed() -> None:
    with pytest.raises(DiLuarKalender, match="1 Januari 2027"):
        kalender().hari_kerja(date(2027, 1, 1))
    with pytest.raises(DiLuarKalender):
        kalender(sif(RSUD)).tambah_hari_kerja(date(2026, 1, 5), 1)


@pytest.mark.parametrize(
    ("jenis", "libur"),
    [
        (JenisPola.LIMA_HARI, {6}),
        (JenisPola.ENAM_HARI, {5, 6}),
        (JenisPola.SHIFT, {6}),
        (JenisPola.ENAM_HARI, {7}),
    ],
)
def test_a_pattern_with_the_wrong_free_weekdays_is_refused(jenis: JenisPola, libur: set[int]) -> None:
    with pytest.raises(ValueError, match="libur mingguan"):
        PolaKerja(KOTA, jenis, frozenset(libur), TAHUN)


@given(st.frozensets(hari, max_size=40), hari, st.integers(0, 10))
def test_without_patterns_a_persons_calendar_is_the_office_calendar(
    libur: frozenset[date], tanggal: date, jumlah: int
) -> None:
    baris = [Libur(satu, JenisHariLibur.LIBUR_NASIONAL, "Libur", SKB) for satu in sorted(libur)]
    kantor, pegawai = Kalender(libur), kalender(libur=baris)
    assert pegawai.hari_kerja(tanggal) is kantor.hari_kerja(tanggal)
    assert pegawai.jawab(tanggal).hari_kerja is (pegawai.jawab(tanggal).alasan == "Hari kerja")
    if kantor.tambah_hari_kerja(tanggal, jumlah) in TAHUN and tanggal > TAHUN.mulai:
        assert pegawai.tambah_hari_kerja(tanggal, jumlah) == kantor.tambah_hari_kerja(tanggal, jumlah)


@given(st.sets(hari, max_size=60), hari, st.integers(0, 12))
def test_in_shifts_counting_follows_the_schedule(dinas: set[date], tanggal: date, jumlah: int) -> None:
    piket = kalender(sif(KOTA), jadwal={satu: [Dinas(time(8), time(8))] for satu in dinas})
    sesudah = sorted(satu for satu in dinas if satu > tanggal)
    if 0 < jumlah <= len(sesudah):
        assert piket.tambah_hari_kerja(tanggal, jumlah) == sesudah[jumlah - 1]
    akhir = tanggal + timedelta(days=1)
    assert piket.hitung_hari_kerja(Masa(tanggal, akhir)) == (tanggal in dinas)
