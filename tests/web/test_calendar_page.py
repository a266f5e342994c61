"""The admins' page of work calendars: the national list is asked first, bad input is kept and stores nothing."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from tests.kota import Kota
from tests.web.peramban import Page, Peramban
from webapp.storage.audit import AuditEvent
from webapp.storage.kalender import HariLibur, PolaKerja
from webapp.storage.organisasi import Unit

PAGE = "/admin/kalender"
LIBUR = {
    "tanggal": "2026-05-04",
    "jenis": "LIBUR_DAERAH",
    "nama": "Hari Jadi Kota",
    "dasar": "Keputusan Wali Kota 1/2026",
}
POLA = {"pola": "ENAM_HARI", "mulai": "2026-01-01", "dasar_pola": "Keputusan Wali Kota 2/2026"}


def stored(city: Kota, what: type[Any]) -> list[Any]:
    with city.reading() as tx:
        return list(tx.session.scalars(select(what).order_by(what.id)))


def unit(city: Kota, kode: str) -> str:
    with city.reading() as tx:
        return str(tx.session.scalars(select(Unit.id).where(Unit.kode == kode)).one())


def accept(person: Peramban) -> Page:
    """The admin takes over the whole list of 2026."""
    page = person.open(f"{PAGE}?tahun=2026").follow("Isi dari daftar nasional")
    return page.press(
        "Simpan hari yang dicentang",
        dasar_libur_nasional="SKB 3 Menteri 2025",
        dasar_cuti_bersama="Keppres 2025",
    )


def test_an_empty_year_says_what_will_be_here_and_offers_the_national_list(app: Flask, city: Kota) -> None:
    page = Peramban(app, "NH").open(PAGE)
    assert "Hari libur 2026 akan tampil di sini" in page.text
    assert "Isi dari daftar nasional (25 usulan)" in page.text
    assert [one.text for one in page.all("//nav[@class='tabs']//a")] == ["2025", "2026", "2027"]
    assert page.all("//nav[@class='menu']//a[@aria-current='page']/@href") == ["/admin"]


def test_the_list_is_shown_first_and_stored_only_with_its_decrees(app: Flask, city: Kota) -> None:
    person = Peramban(app, "NH")
    asked = person.open(PAGE).follow("Isi dari daftar nasional")
    assert "Jumat, 16 Januari 2026" in asked.text
    assert "Libur nasional. Isra Mikraj Nabi Muhammad" in asked.text
    assert "Usulan ini belum disimpan." in asked.text
    assert stored(city, HariLibur) == []
    refused = asked.press("Simpan hari yang dicentang", dasar_cuti_bersama="Keppres 2025")
    assert refused.status == 422
    assert [place for place, _ in refused.errors()] == ["#f-dasar_libur_nasional"]
    assert refused.value("dasar_cuti_bersama") == "Keppres 2025"
    assert stored(city, HariLibur) == []
    done = refused.press("Simpan hari yang dicentang", dasar_libur_nasional="SKB 3 Menteri 2025")
    assert (done.status, done.path) == (303, "/admin/kalender?tahun=2026")
    assert "25 hari tersimpan." in done.text
    assert "Isi dari daftar nasional" not in done.text
    assert (
        "Januari Kamis, 1 Januari 2026 Tahun Baru Masehi SKB 3 Menteri 2025 · Dari daftar nasional"
        in done.text
    )
    assert {row.dasar_hukum for row in stored(city, HariLibur)} == {"SKB 3 Menteri 2025", "Keppres 2025"}


def test_a_day_that_is_not_ticked_is_not_stored_and_stays_proposed(app: Flask, city: Kota) -> None:
    asked = Peramban(app, "NH").open(f"{PAGE}/usulan?tahun=2026")
    form = next(one for one in asked.doc.forms if one.xpath(".//input[@name='hari']"))
    for box in form.xpath(".//input[@name='hari']"):
        box.checked = box.get("value") == "2026-01-16:LIBUR_NASIONAL"
    done = asked.press("Simpan hari yang dicentang", dasar_libur_nasional="SKB")
    assert "1 hari tersimpan." in done.text
    assert "(24 usulan)" in done.text
    none = Peramban(app, "NH").open(f"{PAGE}/usulan?tahun=2026")
    for box in none.all("//input[@name='hari']"):
        box.checked = False
    refused = none.press("Simpan hari yang dicentang")
    assert (refused.status, refused.errors()) == (422, [("#f-hari", "Pilih paling sedikit satu hari.")])
    assert refused.all("//input[@name='hari'][@checked]") == []


def test_estimated_dates_are_shown_but_cannot_be_ticked(app: Flask, city: Kota) -> None:
    page = Peramban(app, "NH").open(f"{PAGE}/usulan?tahun=2030")
    assert "Tanggal masih perkiraan" in page.text
    offered = set(page.all("//input[@name='hari']/@value"))
    assert offered
    forged = page.press_with(
        "Simpan hari yang dicentang", {"dasar_libur_nasional": "SKB"}, {"hari": "2030-02-04:LIBUR_NASIONAL"}
    )
    assert forged.status == 303
    assert {f"{row.tanggal}:{row.jenis}" for row in stored(city, HariLibur)} == offered


def test_a_local_day_off_is_added_for_a_unit(app: Flask, city: Kota) -> None:
    page = Peramban(app, "NH").open(PAGE)
    done = page.press_with("Simpan hari libur", {**LIBUR, "unit": unit(city, "BID-A")})
    assert (done.status, done.path) == (303, "/admin/kalender?tahun=2026")
    assert "Hari Jadi Kota tersimpan." in done.text
    assert "hanya Bidang A, Dinas Contoh dan unit di bawahnya" in done.text
    assert [one.text for one in done.all("//*[contains(@class, 'chip')]")] == ["Libur daerah"]
    (event,) = [one for one in stored(city, AuditEvent) if one.kind == "libur_ditambah"]
    assert event.actor_id == city.actor("NH").akun_id
    assert event.request_id is not None


@pytest.mark.parametrize(
    ("wrong", "place", "says"),
    [
        ({"tanggal": ""}, "#f-tanggal", "Isi tanggal yang ada di kalender"),
        ({"tanggal": "31-02-2026"}, "#f-tanggal", "Isi tanggal yang ada di kalender"),
        ({"tanggal": "9999-01-01"}, "#f-tanggal", "Isi tanggal yang ada di kalender"),
        ({"jenis": ""}, "#f-jenis", "Pilih jenis hari libur."),
        ({"nama": "   "}, "#f-nama", "Isi nama hari libur."),
        ({"nama": "x" * 201}, "#f-nama", "200"),
        ({"nama": "nol\x00"}, "#f-nama", "tidak dapat disimpan"),
        ({"dasar": ""}, "#f-dasar", "Isi dasar hukumnya"),
        ({"jenis": "CUTI_BERSAMA", "unit": "DINAS"}, "#f-unit", "berlaku untuk semua unit"),
    ],
)
def test_bad_input_is_told_at_its_field_keeps_what_was_typed_and_stores_nothing(
    app: Flask, city: Kota, wrong: dict[str, str], place: str, says: str
) -> None:
    fill = {**LIBUR, **wrong}
    if "unit" in fill:
        fill["unit"] = unit(city, fill["unit"])
    # lxml cannot put a NUL into a field; it is added to what is sent.
    forged = {name: text for name, text in fill.items() if "\x00" in text}
    page = Peramban(app, "NH").open(PAGE)
    page = page.press_with("Simpan hari libur", {k: v for k, v in fill.items() if k not in forged}, forged)
    assert page.status == 422
    ((where, said),) = page.errors()
    assert where == place
    assert says in said
    assert page.all(f"//*[@id='{place[1:]}']/ancestor::details[@open]")
    assert page.all(f"//*[@id='{place[1:]}-error']")
    for name, text in fill.items():
        if name not in forged:
            assert page.value(name) == text
    assert stored(city, HariLibur) == []


@pytest.mark.parametrize(
    "extra", [{"unit": "abc"}, {"unit": "9" * 19}, {"unit": "-1"}, {"jenis": "PESTA"}, {"x": "1"}]
)
def test_forged_values_are_refused_with_a_page(app: Flask, city: Kota, extra: dict[str, str]) -> None:
    page = Peramban(app, "NH").open(PAGE).press_with("Simpan hari libur", LIBUR, extra)
    assert page.status == 422
    assert page.errors()
    assert stored(city, HariLibur) == []


def test_a_day_off_is_cancelled_with_a_reason_and_stays_in_the_list_of_cancelled_ones(
    app: Flask, city: Kota
) -> None:
    person = Peramban(app, "NH")
    done = person.open(PAGE).press_with("Simpan hari libur", LIBUR)
    asked, elsewhere = done.follow("Batalkan"), done.follow("Batalkan")
    assert "Hari Jadi Kota" in asked.text
    refused = asked.press("Batalkan hari libur ini", alasan=" ")
    assert (refused.status, refused.errors()[0][0]) == (422, "#f-alasan")
    done = refused.press("Batalkan hari libur ini", alasan="Diubah Keputusan Wali Kota 9/2026")
    assert (done.status, done.path) == (303, "/admin/kalender?tahun=2026")
    assert "Hari Jadi Kota dibatalkan" in done.text
    assert "Dibatalkan (1)" in done.text
    assert "Dibatalkan oleh Nur Hidayat" in done.text
    assert "Diubah Keputusan Wali Kota 9/2026" in done.text
    (row,) = stored(city, HariLibur)
    again = person.open(f"{PAGE}/libur/{row.id}/batal")
    assert "Dibatalkan oleh Nur Hidayat" in again.text
    assert again.all("//main//form") == []
    assert asked.press("Batalkan hari libur ini", alasan="Kiriman ulang").status == 303
    assert elsewhere.press("Batalkan hari libur ini", alasan="Sekali lagi").status == 409
    assert person.open(f"{PAGE}/libur/999/batal").status == 404


def test_a_unit_gets_a_pattern_which_is_ended_or_removed(app: Flask, city: Kota) -> None:
    person = Peramban(app, "NH")
    done = person.open(PAGE).press_with("Simpan pola kerja", {**POLA, "unit_pola": unit(city, "DINAS")})
    assert done.status == 303
    assert "Dinas Contoh Enam hari kerja, libur Minggu sejak 1 Januari 2026" in done.text
    one = done.follow("Ubah Dinas Contoh")
    refused = one.press("Simpan tanggal terakhir", terakhir="2025-12-31")
    assert (refused.status, refused.value("terakhir")) == (422, "2025-12-31")
    done = refused.press("Simpan tanggal terakhir", terakhir="2026-06-30")
    assert "1 Januari 2026 sampai 30 Juni 2026" in done.text
    one = done.follow("Ubah Dinas Contoh")
    assert one.press("Hapus pola ini", alasan="").status == 422
    done = one.press("Hapus pola ini", alasan="Salah unit")
    assert "Pola kerja dihapus." in done.text
    assert stored(city, PolaKerja) == []
    assert one.press("Hapus pola ini", alasan="Salah unit").status == 404


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"unit_pola": ""}, "#f-unit_pola"),
        ({"pola": ""}, "#f-pola"),
        ({"mulai": "kemarin"}, "#f-mulai"),
        ({"selesai": "2025-12-31"}, "#f-selesai"),
        ({"selesai": "besok"}, "#f-selesai"),
        ({"dasar_pola": ""}, "#f-dasar_pola"),
        ({"libur_mingguan": "5"}, "#f-libur_mingguan"),
    ],
)
def test_a_bad_pattern_is_told_at_its_field_and_stores_nothing(
    app: Flask, city: Kota, wrong: dict[str, str], place: str
) -> None:
    fill = {**POLA, "unit_pola": unit(city, "DINAS"), **wrong}
    person = Peramban(app, "NH")
    page = person.open(PAGE)
    token = page.all("//input[@name='csrf_token']/@value")[0]
    key = page.all("//input[@name='_permintaan']/@value")[0]
    if "libur_mingguan" in wrong:
        fill["pola"] = "LIMA_HARI"
    page = person.post(f"{PAGE}/pola", MultiDict({**fill, "csrf_token": token, "_permintaan": key}))
    assert page.status == 422
    assert [where for where, _ in page.errors()] == [place]
    for name, text in fill.items():
        if name != "libur_mingguan":
            assert page.value(name) == text
    assert page.all("//input[@name='libur_mingguan'][@checked]/@value") == (
        [fill["libur_mingguan"]] if "libur_mingguan" in fill else []
    )
    assert stored(city, PolaKerja) == []


def test_the_same_form_sent_twice_stores_one_day(app: Flask, city: Kota) -> None:
    page = Peramban(app, "NH").open(PAGE)
    for _ in range(2):
        assert page.press_with("Simpan hari libur", LIBUR).status == 303
    assert len(stored(city, HariLibur)) == 1


@pytest.mark.parametrize("who", ["SR", "KB", "KD", "YK", "WK"])
def test_others_do_not_reach_the_calendar(app: Flask, city: Kota, who: str) -> None:
    person = Peramban(app, who)
    for path in (PAGE, f"{PAGE}/usulan", f"{PAGE}/libur/1/batal", f"{PAGE}/pola/1"):
        assert person.open(path).status == 403


@pytest.mark.parametrize("tahun", ["", "dua", "1800", "99999"])
def test_a_year_that_the_calendar_does_not_know_is_this_one(app: Flask, city: Kota, tahun: str) -> None:
    assert "Hari libur 2026" in Peramban(app, "NH").open(f"{PAGE}?tahun={tahun}").text


def test_all_of_the_list_can_be_taken_over_and_the_months_are_in_order(app: Flask, city: Kota) -> None:
    page = accept(Peramban(app, "NH"))
    months = [one.text for one in page.all("//main//h3")]
    assert months == ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Agustus", "Desember"]
    assert len(page.all("//main//ul[@class='task-list']/li")) == 25
