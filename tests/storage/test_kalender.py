"""What the calendar's tables refuse, also when two people write at the same moment."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.conftest import KOTA_CONTOH
from tests.storage import contoh
from tests.storage.rivals import refused_beside
from webapp.domain.masa import Masa
from webapp.domain.pola_kerja import Dinas, JenisHariLibur, JenisPola
from webapp.services.people.imports import import_files, read_folder
from webapp.storage.kalender import (
    HariLibur,
    JadwalDinas,
    PolaKerja,
    SumberLibur,
    jadwal_dinas,
    muat_kalender,
    penempatan_definitif,
)
from webapp.storage.organisasi import Unit
from webapp.storage.queries import versi_organisasi

NYEPI = date(2026, 3, 19)


def libur(session: Session, unit: str | None = None, jenis: JenisHariLibur | None = None) -> HariLibur:
    unit_id = None if unit is None else session.scalars(select(Unit.id).where(Unit.kode == unit)).one()
    row = HariLibur(
        tanggal=NYEPI,
        jenis=jenis or (JenisHariLibur.LIBUR_DAERAH if unit else JenisHariLibur.LIBUR_NASIONAL),
        nama="Hari Suci Nyepi",
        dasar_hukum="SKB 3 Menteri",
        unit_id=unit_id,
        sumber=SumberLibur.CATATAN,
    )
    session.add(row)
    session.flush()
    return row


def pola(
    session: Session, masa: Masa, unit: str = "DINAS", libur_mingguan: tuple[int, ...] = (6,)
) -> PolaKerja:
    row = PolaKerja(
        unit_id=session.scalars(select(Unit.id).where(Unit.kode == unit)).one(),
        pola=JenisPola.ENAM_HARI,
        libur_mingguan=list(libur_mingguan),
        berlaku=masa,
        dasar="Kepwal 1/2026",
    )
    session.add(row)
    session.flush()
    return row


def test_one_day_off_holds_for_a_date_kind_and_unit(kota: Session) -> None:
    libur(kota)
    libur(kota, "DINAS")
    libur(kota, "BKPP")
    for unit in (None, "DINAS"):
        with pytest.raises(IntegrityError, match="uq_hari_libur_berlaku"), kota.begin_nested():
            libur(kota, unit)


def test_a_cancelled_day_off_makes_room_for_another(kota: Session) -> None:
    first = libur(kota)
    first.dibatalkan_pada, first.alasan_batal = datetime(2026, 1, 5, tzinfo=UTC), "SKB diubah"
    kota.flush()
    second = libur(kota)
    masa = Masa.inklusif(NYEPI, NYEPI)
    assert len(muat_kalender(kota, masa).libur) == 1
    assert second.id != first.id


def test_national_days_off_hold_for_everybody(kota: Session) -> None:
    with pytest.raises(IntegrityError, match="ck_hari_libur_nasional_untuk_semua"):
        libur(kota, "DINAS", JenisHariLibur.CUTI_BERSAMA)


def test_a_day_off_is_only_added_and_cancelled(kota: Session) -> None:
    row = libur(kota)
    for change in (
        "UPDATE hari_libur SET tanggal = tanggal + 1",
        "DELETE FROM hari_libur",
        "TRUNCATE hari_libur",
    ):
        with pytest.raises(IntegrityError, match=r"only (added|ever added)"), kota.begin_nested():
            kota.execute(text(change))
    row.dibatalkan_pada, row.alasan_batal = datetime(2026, 1, 5, tzinfo=UTC), "SKB diubah"
    kota.flush()
    with pytest.raises(IntegrityError, match="only added"), kota.begin_nested():
        kota.execute(text("UPDATE hari_libur SET dibatalkan_pada = NULL, alasan_batal = NULL"))
    with pytest.raises(IntegrityError, match="only added"), kota.begin_nested():
        kota.execute(text("UPDATE hari_libur SET alasan_batal = NULL"))


@pytest.mark.parametrize("days", [(), (5, 6), (7,), (-1,)])
def test_a_pattern_has_the_free_weekdays_of_its_kind(kota: Session, days: tuple[int, ...]) -> None:
    with pytest.raises(IntegrityError, match="ck_pola_kerja_libur_mingguan"):
        pola(kota, Masa(date(2026, 1, 1)), libur_mingguan=days)


def test_one_pattern_a_unit_at_a_time(kota: Session) -> None:
    pola(kota, Masa(date(2026, 1, 1), date(2026, 7, 1)))
    pola(kota, Masa(date(2026, 7, 1)))
    pola(kota, Masa(date(2026, 1, 1)), "BKPP")
    with pytest.raises(IntegrityError, match="ex_pola_kerja_satu"):
        pola(kota, Masa(date(2026, 6, 30), date(2026, 7, 1)))


def test_of_two_patterns_at_the_same_moment_one_is_stored(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session, session.begin():
        assert import_files(session, read_folder(KOTA_CONTOH)).accepted
    january, february = (Masa(date(2026, month, 1)) for month in (1, 2))
    refused = refused_beside(
        fresh_engine, lambda session: pola(session, january), lambda session: pola(session, february)
    )
    assert refused == "ex_pola_kerja_satu"
    with Session(fresh_engine) as session:
        assert len(session.scalars(select(PolaKerja)).all()) == 1


def test_changes_of_the_calendar_raise_the_version_and_shifts_do_not(kota: Session) -> None:
    before = versi_organisasi(kota)
    libur(kota)
    assert versi_organisasi(kota) == before + 1
    row = pola(kota, Masa(date(2026, 1, 1)))
    assert versi_organisasi(kota) == before + 2
    kota.delete(row)
    kota.flush()
    assert versi_organisasi(kota) == before + 3
    siapa = contoh.pegawai(kota, contoh.SR).id
    kota.add(JadwalDinas(pegawai_id=siapa, tanggal=NYEPI, jam_mulai=time(20), jam_selesai=time(8)))
    kota.flush()
    assert versi_organisasi(kota) == before + 3


def test_a_years_rows_are_those_that_touch_it(kota: Session) -> None:
    masa = Masa.inklusif(date(2026, 1, 1), date(2026, 12, 31))
    libur(kota)
    pola(kota, Masa(date(2024, 1, 1), date(2026, 1, 1)))
    held = pola(kota, Masa(date(2026, 1, 1)))
    found = muat_kalender(kota, masa)
    assert [satu.tanggal for satu in found.libur] == [NYEPI]
    assert [satu.masa for satu in found.pola[held.unit_id]] == [held.berlaku]
    assert muat_kalender(kota, Masa(date(2027, 1, 1), date(2028, 1, 1))).libur == ()


def test_shifts_and_placements_of_a_person(kota: Session) -> None:
    masa = Masa.inklusif(date(2026, 1, 1), date(2026, 12, 31))
    siapa = contoh.pegawai(kota, contoh.SR).id
    bidang = kota.scalars(select(Unit.id).where(Unit.kode == "BID-A")).one()
    assert [unit_id for _, unit_id in penempatan_definitif(kota, siapa, masa)] == [bidang]
    assert jadwal_dinas(kota, siapa, masa) == {}
    for hour in (7, 20):
        kota.add(JadwalDinas(pegawai_id=siapa, tanggal=NYEPI, jam_mulai=time(hour), jam_selesai=time(14)))
    kota.flush()
    assert jadwal_dinas(kota, siapa, masa) == {NYEPI: (Dinas(time(7), time(14)), Dinas(time(20), time(14)))}
    kota.execute(delete(JadwalDinas))
