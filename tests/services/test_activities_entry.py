"""Entries on the real database: items that measure time, evidence and photos, two devices at once, months opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select

from tests import aktivitas as verbs
from tests.kota import Kota
from webapp.domain.bank_aktivitas import CaraHitung
from webapp.operations import Refused
from webapp.services.activities import day, entry, evidence, links, month, overview, photos, sets
from webapp.services.activities.content import NewEntry
from webapp.services.errors import Denied, NotFound
from webapp.services.files import Upload
from webapp.storage.aktivitas import AktivitasBukti, AktivitasBulan
from webapp.storage.berkas import Berkas
from webapp.storage.process import ProcessCase

TODAY = "2026-01-15"
PDF = b"%PDF-1.4 register"
GPS = 0x8825
"""The tag under which a photo tells where it was taken."""


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city on 15 January 2026 with a counted item, one that measures time, and one that asks for evidence."""
    city.at("2026-01-15 10:00")
    verbs.stock(
        city,
        verbs.item(),
        verbs.item("RPT-01", "Rapat koordinasi", 150, satuan="kegiatan", cara_hitung=CaraHitung.DURASI),
        verbs.item("LAP-01", "Laporan kegiatan", 60, satuan="laporan", wajib_bukti=True),
    )
    return city


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of what was refused."""
    return [one.kode.partition(".")[2] for one in error.value.pelanggaran]


def photo(
    size: tuple[int, int] = (3000, 2000), mode: str = "RGB", kind: str = "JPEG", **more: object
) -> bytes:
    """A picture as a camera or a screen makes it."""
    out = BytesIO()
    Image.new(mode, size, 90 if mode == "L" else None).save(out, kind, **more)
    return out.getvalue()


# -- items that measure time ---------------------------------------------------------------------


def test_a_measured_item_counts_the_time_between_two_clocks(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", TODAY, "08.00", kode="RPT-01", volume=1, selesai=verbs.jam("09.10"))
    assert (saved.mulai, saved.selesai, saved.menit) == (480, 550, 70)


def test_a_measured_item_never_counts_more_than_the_standard_and_takes_its_whole_time(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", TODAY, "08.00", kode="RPT-01", volume=1, selesai=verbs.jam("12.00"))
    assert (saved.menit, saved.selesai) == (150, 720)
    with pytest.raises(Refused, match="Bertumpang tindih 30 menit dengan Rapat koordinasi"):
        verbs.write(stocked, "DH", TODAY, "11.30", volume=2)


@pytest.mark.parametrize("selesai", [None, verbs.jam("07.00"), verbs.jam("08.00")])
def test_a_measured_item_needs_both_clocks_of_one_day(stocked: Kota, selesai: int | None) -> None:
    with pytest.raises(Refused) as error:
        verbs.write(stocked, "DH", TODAY, "08.00", kode="RPT-01", volume=1, selesai=selesai)
    assert codes(error) == ["selesai"]


# -- evidence ---------------------------------------------------------------------


def test_an_item_that_asks_for_evidence_takes_a_file_or_an_address(stocked: Kota) -> None:
    with pytest.raises(Refused) as error:
        verbs.write(stocked, "DH", TODAY, kode="LAP-01", volume=1)
    assert codes(error) == ["bukti"]
    verbs.write(stocked, "DH", TODAY, kode="LAP-01", volume=1, bukti=[Upload("register.pdf", PDF)])
    verbs.write(stocked, "DH", TODAY, kode="LAP-01", volume=1, tautan=["https://situs.go.id/laporan.pdf"])
    with stocked.reading() as tx:
        first, second = day.today(tx, stocked.actor("DH")).entries
    assert ([name for _, name in first.bukti], first.tautan) == (["register.pdf"], ())
    assert (second.bukti, second.tautan) == ((), ("https://situs.go.id/laporan.pdf",))


def test_a_file_opens_for_its_owner_and_the_verifikator_of_the_day_and_for_nobody_else(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", TODAY, kode="LAP-01", volume=1, bukti=[Upload("register.pdf", PDF)])
    with stocked.reading() as tx:
        ((number, _),) = day.own_entry(tx, stocked.actor("DH"), saved.id).bukti
        for who in ("DH", "KB"):
            assert evidence.file_of(tx, stocked.actor(who), saved.id, number).isi == PDF
        for who in ("SR", "KD", "NH"):
            with pytest.raises(NotFound):
                evidence.file_of(tx, stocked.actor(who), saved.id, number)
        with pytest.raises(NotFound):
            evidence.file_of(tx, stocked.actor("DH"), saved.id, number + 1)


def test_evidence_is_added_by_a_change_up_to_three_pieces(stocked: Kota) -> None:
    saved = verbs.write(stocked, "DH", TODAY, "08.00", volume=1, bukti=[Upload("a.pdf", PDF)])
    new = verbs.new(stocked, TODAY, "08.00", volume=1, bukti=[Upload("b.pdf", PDF)])
    entry.change(stocked.work, stocked.actor("DH"), saved.id, new, uuid4())
    too_many = verbs.new(
        stocked, TODAY, "08.00", volume=1, bukti=[Upload("c.pdf", PDF)], tautan=["https://a.go.id/b"]
    )
    with pytest.raises(Refused, match="Paling banyak 3 bukti"):
        entry.change(stocked.work, stocked.actor("DH"), saved.id, too_many, uuid4())
    with stocked.reading() as tx:
        found = day.own_entry(tx, stocked.actor("DH"), saved.id)
    assert [name for _, name in found.bukti] == ["a.pdf", "b.pdf"]


def test_an_address_that_is_none_is_refused(stocked: Kota) -> None:
    with pytest.raises(Refused) as error:
        verbs.write(stocked, "DH", TODAY, volume=1, tautan=["laporan.pdf"])
    assert [(one.letak, one.kode) for one in error.value.pelanggaran] == [("tautan", "aktivitas.tautan")]


# -- photos ---------------------------------------------------------------------


def test_a_photo_is_stored_small_and_without_the_place_where_it_was_taken(stocked: Kota) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif.get_ifd(GPS)[1] = "S"
    taken = photo(exif=exif, comment=b"Jalan Pemuda 148")
    assert Image.open(BytesIO(taken)).getexif().get_ifd(GPS)
    verbs.write(stocked, "DH", TODAY, volume=1, bukti=[Upload("IMG_1.JPG", taken)])
    with stocked.reading() as tx:
        query = select(Berkas.nama, Berkas.isi).join(AktivitasBukti, AktivitasBukti.berkas_id == Berkas.id)
        ((name, content),) = tx.session.execute(query).all()
    kept = Image.open(BytesIO(content))
    assert (name, kept.format, kept.size) == ("IMG_1.jpg", "JPEG", (1067, 1600))
    assert dict(kept.getexif()) == {}
    assert b"Pemuda" not in content


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1"])
def test_pictures_of_every_kind_become_photos_on_white(mode: str) -> None:
    kept = Image.open(BytesIO(photos.small(Upload("layar.png", photo((200, 100), mode, "PNG"))).content))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (200, 100))
    if mode in ("RGBA", "LA"):
        assert kept.getpixel((5, 5)) == (255, 255, 255)


def refused(upload: Upload) -> str:
    """The sentence by which a photo is refused."""
    _, (wrong,) = photos.ready(NewEntry(None, None, None, bukti=(upload,)))
    assert (wrong.kode, wrong.letak) == ("aktivitas.foto", "bukti")
    return wrong.pesan


def test_a_photo_that_unpacks_to_more_than_memory_is_refused_before_it_is_drawn() -> None:
    bomb = photo((9000, 9000), "1", "PNG")
    assert len(bomb) < 100_000
    assert "9000 × 9000 titik, terlalu besar" in refused(Upload("bom.png", bomb))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "Foto HEIC atau AVIF"),
        (photo()[:400], "rusak atau terpotong"),
        (b"\xff\xd8\xff" + bytes(300), "rusak atau terpotong"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "rusak atau terpotong"),
    ],
)
def test_photos_that_cannot_be_read_are_refused_with_what_to_do(content: bytes, words: str) -> None:
    assert words in refused(Upload("foto.jpg", content))


def test_a_file_told_to_be_too_large_is_refused_by_its_size() -> None:
    assert "40 MB, paling besar 15 MB" in refused(Upload("a.jpg", photo()[:16], 40 * 1024 * 1024))
    assert "6 MB, paling besar 5 MB" in refused(Upload("a.pdf", PDF, 6 * 1024 * 1024))


def test_a_bad_photo_is_told_together_with_everything_else(stocked: Kota) -> None:
    with pytest.raises(Refused) as error:
        verbs.write(stocked, "DH", TODAY, volume=0, bukti=[Upload("a.jpg", b"\xff\xd8\xff")])
    assert codes(error) == ["foto", "volume"]


# -- two devices ---------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or raised, all begun together on connections of their own."""
    barrier, found = Barrier(len(acts)), [object() for _ in acts]

    def run(nth: int, act: Callable[[], object]) -> None:
        barrier.wait(30)
        try:
            found[nth] = act()
        except Refused as refused_:
            found[nth] = refused_

    threads = [Thread(target=run, args=(nth, act)) for nth, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def writer(city: Kota, at: str | None, request: UUID | None = None, **other: object) -> Callable[[], object]:
    """One device that saves an entry."""
    new, actor, key = verbs.new(city, TODAY, at, **other), city.actor("DH"), request or uuid4()
    return lambda: entry.save(city.work, actor, new, key)


def test_two_devices_that_open_the_month_at_once_make_one_month(stocked: Kota) -> None:
    first, second = at_once(writer(stocked, "08.00"), writer(stocked, "10.00"))
    assert isinstance(first, entry.Saved)
    assert isinstance(second, entry.Saved)
    with stocked.reading() as tx:
        assert tx.session.execute(select(func.count()).select_from(AktivitasBulan)).scalar_one() == 1
        cases = select(func.count()).where(ProcessCase.document_kind == month.DOCUMENT)
        assert tx.session.execute(cases).scalar_one() == 1


def test_of_two_devices_at_the_same_time_of_day_one_is_told_of_the_other(stocked: Kota) -> None:
    found = at_once(writer(stocked, "08.00"), writer(stocked, "08.30"))
    (told,) = [one for one in found if isinstance(one, Refused)]
    assert "Bertumpang tindih 60 menit" in str(told)
    assert len(verbs.entries(stocked, "DH")) == 1


def test_two_devices_without_a_time_get_times_after_each_other(stocked: Kota) -> None:
    found = at_once(*(writer(stocked, None) for _ in range(3)))
    assert all(isinstance(one, entry.Saved) for one in found)
    assert [row.mulai for row in verbs.entries(stocked, "DH")] == [450, 540, 630]


def test_the_cap_of_a_day_holds_for_two_devices_at_once(stocked: Kota) -> None:
    found = at_once(writer(stocked, "00.00", volume=11), writer(stocked, "12.00", volume=11))
    (told,) = [one for one in found if isinstance(one, Refused)]
    assert "paling banyak 600 menit" in str(told)


def test_the_same_request_from_two_connections_is_one_entry(stocked: Kota) -> None:
    key = uuid4()
    first, second = at_once(writer(stocked, "08.00", key), writer(stocked, "08.00", key))
    assert isinstance(first, entry.Saved)
    assert isinstance(second, entry.Saved)
    assert first.id == second.id
    assert {first.repeated, second.repeated} == {True, False}


# -- the month ---------------------------------------------------------------------


def test_the_daily_job_opens_the_month_for_everybody_with_a_post_once(stocked: Kota) -> None:
    verbs.write(stocked, "DH", TODAY, "08.00")
    made = month.open_all(stocked.work, date(2026, 1, 1))
    assert made > 5
    assert month.open_all(stocked.work, date(2026, 1, 1)) == 0
    with stocked.reading() as tx:
        rows = tx.session.scalars(select(AktivitasBulan)).all()
        assert len(rows) == made + 1
        assert all(month.step_is_open(tx, row, month.ENTRY) for row in rows)
        assert {row.pegawai_id for row in rows} >= {
            stocked.pegawai_id(who) for who in ("DH", "SR", "KB", "KD")
        }


def test_a_month_that_is_locked_is_opened_for_nobody(stocked: Kota) -> None:
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    assert month.open_all(stocked.work, date(2026, 1, 1)) == 0


# -- around ---------------------------------------------------------------------


def test_a_device_whose_clock_is_days_off_is_told_so_and_a_small_difference_is_not(stocked: Kota) -> None:
    with pytest.raises(Refused, match="Jam perangkat Anda menunjukkan 12 Januari 2026") as error:
        verbs.write(stocked, "DH", TODAY, volume=1, jam_perangkat=stocked.now - timedelta(days=3))
    assert codes(error) == ["jam_perangkat"]
    verbs.write(stocked, "DH", TODAY, volume=1, jam_perangkat=stocked.now - timedelta(hours=2))


def test_a_year_far_off_is_refused_with_the_clock_named(stocked: Kota) -> None:
    with pytest.raises(Refused, match="jauh dari hari ini; menurut jam sistem hari ini 15 Januari 2026"):
        verbs.write(stocked, "DH", "2031-03-03", volume=1)


def test_an_entry_is_tied_to_a_row_of_the_skp_and_the_next_one_remembers(city: Kota) -> None:
    city.until_established("SR")
    city.at("2026-01-30 10:00")
    verbs.stock(city)
    actor, today = city.actor("SR"), date(2026, 1, 30)
    with city.reading() as tx:
        rows = links.choices(tx, actor, today)
        assert [one.nomor for one in rows] == list(range(1, len(rows) + 1))
        assert links.last_link(tx, actor, today) == links.Link()
        assert links.choices(tx, city.actor("DH"), today) == ()
    kunci = rows[0].kunci
    verbs.write(city, "SR", "2026-01-30", volume=1, rhk_kunci=kunci, alasan_tanpa_rhk="")
    with city.reading() as tx:
        assert links.last_link(tx, actor, today).rhk_kunci == kunci
    with pytest.raises(Refused, match="tidak ada dalam SKP Anda"):
        verbs.write(city, "DH", "2026-01-30", volume=1, rhk_kunci=kunci, alasan_tanpa_rhk="")


def test_a_set_is_entered_all_or_nothing(stocked: Kota) -> None:
    stocked.at("2026-01-14 10:00")
    verbs.write(stocked, "DH", "2026-01-14", "08.00")
    verbs.write(stocked, "DH", "2026-01-14", "10.00", kode="RPT-01", volume=1, selesai=verbs.jam("11.00"))
    actor = stocked.actor("DH")
    number = sets.keep_day(stocked.work, actor, "Hari  layanan", date(2026, 1, 14))
    assert sets.keep_day(stocked.work, actor, "Hari layanan", date(2026, 1, 14)) != number, "kept anew"
    stocked.at("2026-01-15 10:00")
    with stocked.reading() as tx:
        (kept,) = sets.sets(tx, actor)
        assert (kept.nama, kept.jumlah) == ("Hari layanan", 2)
    taken = verbs.write(stocked, "DH", TODAY, "10.30", volume=1)
    with pytest.raises(Refused, match="Bertumpang tindih 30 menit"):
        sets.use(stocked.work, actor, kept.id, date(2026, 1, 15), uuid4())
    assert len(verbs.entries(stocked, "DH")) == 3
    entry.withdraw(stocked.work, actor, taken.id, uuid4())
    request = uuid4()
    for _ in range(2):
        done = sets.use(stocked.work, actor, kept.id, date(2026, 1, 15), request)
        assert [one.menit for one in done] == [90, 60]
    with pytest.raises(NotFound):
        sets.use(stocked.work, stocked.actor("SR"), kept.id, date(2026, 1, 15), uuid4())


def test_empty_days_are_working_days_without_entries_in_open_months(stocked: Kota) -> None:
    verbs.holiday(stocked, "2026-01-13")
    verbs.write(stocked, "DH", "2026-01-12", "08.00")
    with stocked.reading() as tx:
        empty = overview.empty_days(tx, stocked.actor("DH"))
        assert [one.day for one in empty] == [6, 7, 8, 9, 14]
        lines = {
            one.tanggal.day: one for one in overview.month_days(tx, stocked.actor("DH"), date(2026, 1, 1))
        }
        assert (lines[12].menunggu, lines[12].kosong, lines[14].kosong) == (90, False, True)
        assert (lines[13].hari_kerja, lines[13].kosong, lines[15].kosong) == (False, False, False)


def test_who_is_no_employee_writes_nothing(stocked: Kota) -> None:
    actor = stocked.actor("DH")
    with stocked.reading() as tx, pytest.raises(Denied, match="dicatat oleh pegawai"):
        day.today(tx, type(actor)(actor.akun_id, actor.nama))
