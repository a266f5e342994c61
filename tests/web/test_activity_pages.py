"""The pages of daily activities, used as a person without scripts uses them, and the answers that a script gets."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests import aktivitas as verbs
from tests.kota import Kota
from tests.web.conftest import BROWSER, Person, hidden
from tests.web.peramban import Page, Peramban
from webapp.services.activities import sets, suggestions
from webapp.services.process.replaying import replay
from webapp.storage.caselog import read_case

ClientAs = Callable[[str], Person]
TODAY = "2026-01-15"
PDF = b"%PDF-1.4 surat tugas"


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city on Thursday 15 January 2026 with two items in its bank."""
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    return city


@pytest.fixture
def dh(stocked: Kota, app: Flask) -> Peramban:
    """An employee of Bidang A."""
    return Peramban(app, "DH")


def entered(page: Page, city: Kota, **fill: str) -> Page:
    """Fill the quick form and save."""
    values = {"butir": str(verbs.butir(city)), "volume": "3", "alasan_tanpa_rhk": "Tugas lain"} | fill
    return page.press("Simpan", **values)


def photo(width: int = 40, height: int = 30) -> BytesIO:
    """A small JPEG."""
    out = BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "JPEG")
    return BytesIO(out.getvalue())


# -- entry ---------------------------------------------------------------------


def test_ac_e_01_an_entry_is_three_fields_and_a_button(stocked: Kota, dh: Peramban) -> None:
    page = dh.open("/aktivitas")
    assert "Kamis, 15 Januari 2026" in page.text
    assert "Bukan hari kerja" not in page.text
    done = entered(page, stocked)
    assert (done.status, done.path) == (303, f"/aktivitas/{TODAY}")
    assert "Tercatat 90 menit; menunggu verifikator." in done.text
    assert "07.30–09.00 Verifikasi berkas × 3 berkas · 90 menit Menunggu verifikasi" in done.text
    assert "Menunggu 90" in done.text
    assert done.value("alasan_tanpa_rhk") == "Tugas lain", "the next entry begins as the last one was tied"


def test_an_item_is_found_by_words_and_what_was_typed_stays(stocked: Kota, dh: Peramban) -> None:
    page = dh.open("/aktivitas").press("Cari butir", cari="rapat", volume="2", keterangan="Rapat mingguan")
    items = [one.text_content() for one in page.all("//label[contains(@class, 'govuk-radios__label')]")]
    assert ["Rapat koordinasi" in one for one in items] == [True]
    assert (page.value("volume"), page.value("keterangan")) == ("2", "Rapat mingguan")
    none = page.press("Cari butir", cari="menari")
    assert "Tidak ada butir dengan kata itu" in none.text
    assert verbs.entries(stocked, "DH") == []


def test_bad_input_keeps_everything_that_was_typed_and_says_all_that_is_wrong(
    stocked: Kota, dh: Peramban
) -> None:
    page = entered(
        dh.open("/aktivitas"), stocked, volume="banyak", mulai="25:99", alasan_tanpa_rhk="", keterangan="Catatan",
        tautan="bukan tautan",
    )  # fmt: skip
    assert page.status == 422
    said = [text for _, text in page.errors()]
    assert any("Isi volume paling sedikit 1 berkas" in one for one in said)
    assert any("Isi jam mulai antara 00.00 dan 23.59" in one for one in said)
    assert any("Pilih rencana hasil kerja yang dilayani" in one for one in said)
    assert any("Isi alamat lengkap" in one for one in said)
    kept = {name: page.value(name) for name in ("volume", "mulai", "keterangan", "tautan")}
    assert kept == {"volume": "banyak", "mulai": "25:99", "keterangan": "Catatan", "tautan": "bukan tautan"}
    assert page.all("//input[@name='butir'][@checked]")[0].get("value") == str(verbs.butir(stocked))
    for target, _ in page.errors():
        assert target == "" or page.all(f"//*[@id='{target[1:]}']"), f"{target} leads nowhere"
    fixed = page.press(
        "Simpan", volume="3", mulai="08:00", alasan_tanpa_rhk="Tugas lain", tautan="https://a.go.id/b"
    )
    assert fixed.status == 303
    assert "https://a.go.id/b" in fixed.text


def test_an_entry_without_an_item_is_refused_at_the_list(stocked: Kota, dh: Peramban) -> None:
    page = dh.open("/aktivitas").press("Simpan", alasan_tanpa_rhk="Tugas lain", keterangan="Menyusun laporan")
    assert page.status == 422
    assert page.errors()[0][0] == "#f-butir"
    assert page.value("keterangan") == "Menyusun laporan"


def test_ac_e_03_the_sentence_of_an_overlap_names_what_and_how_much(stocked: Kota, dh: Peramban) -> None:
    verbs.write(stocked, "DH", TODAY, "08.00")
    page = entered(dh.open("/aktivitas"), stocked, volume="2", mulai="09:00")
    (error,) = page.errors()
    assert error == (
        "#f-mulai",
        "Bertumpang tindih 30 menit dengan Verifikasi berkas (08.00-09.30). Ubah jam mulai.",
    )
    assert page.value("mulai") == "09:00"


def test_a_form_sent_twice_is_one_entry(stocked: Kota, dh: Peramban) -> None:
    page = dh.open("/aktivitas")
    for _ in range(2):
        assert entered(page, stocked).status == 303
    assert len(verbs.entries(stocked, "DH")) == 1


def test_ac_e_04_a_saturday_asks_for_the_letter_where_it_is_given(stocked: Kota, client_as: ClientAs) -> None:
    stocked.at("2026-01-17 10:00")
    dh = client_as("DH")
    page = dh.get("/aktivitas/2026-01-17")
    assert "Bukan hari kerja" in page.text
    data: dict[str, object] = {
        "butir": str(verbs.butir(stocked)),
        "volume": "1",
        "alasan_tanpa_rhk": "Tugas lain",
    }
    refused = dh.post("/aktivitas", data, fresh=False)
    assert refused.status_code == 422
    assert 'href="#f-surat"' in refused.text
    assert "bukan hari kerja Anda. Lampirkan surat tugas" in refused.text
    done = dh.post("/aktivitas", data | {"surat": (BytesIO(PDF), "surat.pdf")}, fresh=False)
    assert done.status_code == 303
    (row,) = verbs.entries(stocked, "DH")
    assert row.hari_libur
    assert row.surat_id is not None


def test_ac_e_05_a_late_day_asks_for_its_reason(stocked: Kota, dh: Peramban) -> None:
    page = dh.open("/aktivitas/2026-01-08")
    assert "alasan_terlambat" in page.names
    assert "alasan_terlambat" not in dh.open("/aktivitas").names
    refused = entered(page, stocked)
    assert refused.errors()[0][0] == "#f-alasan_terlambat"
    assert entered(refused, stocked, alasan_terlambat="Sinyal di lokasi tidak ada").status == 303


@pytest.mark.parametrize(
    ("tanggal", "words"), [("2026-01-17", "belum tiba"), ("2031-01-15", "jauh dari hari ini")]
)
def test_a_wrong_clock_is_named_and_what_was_typed_stays(
    stocked: Kota, dh: Peramban, tanggal: str, words: str
) -> None:
    page = dh.open("/aktivitas")
    sent = MultiDict(
        hidden(page.response)
        | {
            "tanggal": tanggal,
            "butir": str(verbs.butir(stocked)),
            "volume": "2",
            "alasan_tanpa_rhk": "Tugas lain",
        }
    )
    refused = dh.post("/aktivitas", sent)
    assert refused.status == 422
    assert words in refused.text
    assert "menurut jam sistem hari ini 15 Januari 2026. Periksa jam perangkat Anda" in refused.text
    if tanggal.startswith("2031"):
        assert refused.value("volume") == "2"


def test_names_that_the_form_does_not_have_are_refused(stocked: Kota, dh: Peramban) -> None:
    page = dh.open("/aktivitas").press(
        "Simpan", {"pegawai_id": "1", "menit": "600"}, alasan_tanpa_rhk="Tugas lain"
    )
    assert page.status == 422
    assert verbs.entries(stocked, "DH") == []


# -- evidence ---------------------------------------------------------------------


def posting(city: Kota, person: Person, **files: object) -> dict[str, object]:
    """What a browser posts with files."""
    page = person.get("/aktivitas")
    own = {
        "butir": str(verbs.butir(city)),
        "volume": "1",
        "alasan_tanpa_rhk": "Tugas lain",
        "keterangan": "Catatan",
    }
    return {**hidden(page), **own, **files}


def test_a_photo_of_forty_megabytes_is_refused_by_a_sentence_and_nothing_typed_is_lost(
    stocked: Kota, client_as: ClientAs
) -> None:
    dh = client_as("DH")
    huge = FileStorage(BytesIO(b"\xff\xd8\xff" + bytes(40 * 1024 * 1024)), "besar.jpg")
    boundary, body = encode_multipart(MultiDict(posting(stocked, dh, foto=huge)))
    kind = f'multipart/form-data; boundary="{boundary}"'
    answer = dh.client.post("/aktivitas", data=body, content_type=kind, headers=BROWSER)
    assert answer.status_code == 422
    assert "besar.jpg: Berkas ini 40 MB, paling besar 15 MB" in answer.text
    assert ">\nCatatan</textarea>" in answer.text
    assert verbs.entries(stocked, "DH") == []


def test_a_photo_is_kept_small_and_only_its_owner_and_verifikator_open_it(
    stocked: Kota, client_as: ClientAs
) -> None:
    dh = client_as("DH")
    done = dh.client.post(
        "/aktivitas", data=posting(stocked, dh, foto=(photo(3000, 2000), "IMG.jpg")), headers=BROWSER
    )
    assert done.status_code == 303
    page = dh.get(f"/aktivitas/{TODAY}")
    (link,) = [
        part.partition('"')[0] for part in page.text.split('href="') if "/berkas/" in part.partition('"')[0]
    ]
    file = dh.get(link)
    assert file.headers["Content-Disposition"] == "attachment; filename=IMG.jpg"
    assert Image.open(BytesIO(file.data)).size == (1600, 1067)
    assert client_as("KB").get(link).status_code == 200
    assert client_as("SR").get(link).status_code == 404


# -- changing, withdrawing, mending ---------------------------------------------------------------------


def test_an_entry_is_changed_and_withdrawn_by_its_owner_and_is_nothing_to_others(
    stocked: Kota, app: Flask, dh: Peramban
) -> None:
    saved = verbs.write(stocked, "DH", TODAY, "08.00")
    page = dh.open(f"/aktivitas/isian/{saved.id}")
    assert (page.value("volume"), page.value("mulai")) == ("3", "08:00")
    changed = page.press("Simpan perubahan", volume="2")
    assert "Perubahan tersimpan: 60 menit" in changed.text
    sr = Peramban(app, "SR")
    token = hidden(sr.open("/aktivitas").response)
    for path in (f"/aktivitas/isian/{saved.id}", f"/aktivitas/isian/{saved.id}/tarik"):
        assert sr.post(path, MultiDict(token | {"volume": "1"})).status == 404
    assert sr.open(f"/aktivitas/isian/{saved.id}").status == 404
    again = dh.open(f"/aktivitas/{TODAY}")
    form = next(one for one in again.doc.forms if one.action.endswith("/tarik"))
    done = dh.post(form.action, MultiDict(form.form_values()))
    assert "Verifikasi berkas ditarik." in done.text
    assert [row.status.value for row in verbs.entries(stocked, "DH")] == ["DITARIK"]


def test_what_came_back_is_on_the_page_with_the_reason_and_is_mended(stocked: Kota, dh: Peramban) -> None:
    saved = verbs.write(stocked, "DH", TODAY, "08.00")
    verbs.decide(stocked, "KB", saved.id, putusan=verbs.REVISI, alasan="Volume tidak cocok dengan register")
    page = dh.open("/aktivitas")
    assert "1 aktivitas perlu diperbaiki" in page.text
    assert "Volume tidak cocok dengan register" in page.text
    mended = page.follow("Ubah").press("Simpan perubahan", volume="2")
    assert "aktivitas perlu diperbaiki" not in mended.text


# -- shortcuts ---------------------------------------------------------------------


def test_a_favourite_is_entered_by_one_button_tied_as_the_last_time(stocked: Kota, dh: Peramban) -> None:
    first = entered(dh.open("/aktivitas"), stocked, _favorit="true")
    done = first.press("Verifikasi berkas × 3")
    assert "Tercatat 90 menit" in done.text
    assert [row.mulai for row in verbs.entries(stocked, "DH")] == [450, 540]
    gone = done.press("Lepas favorit Verifikasi berkas")
    assert "Favorit dilepas." in gone.text


def test_a_favourite_without_a_known_tie_comes_back_as_a_filled_form(stocked: Kota, dh: Peramban) -> None:
    suggestions.keep_favourite(stocked.work, stocked.actor("DH"), verbs.butir(stocked), 4, "Register")
    page = dh.open("/aktivitas").press("Verifikasi berkas × 4")
    assert page.status == 422
    assert (page.value("volume"), page.value("keterangan")) == ("4", "Register")
    assert page.press("Simpan", alasan_tanpa_rhk="Tugas lain").status == 303


def test_yesterday_is_repeated_and_an_empty_day_is_offered(stocked: Kota, dh: Peramban) -> None:
    verbs.write(stocked, "DH", "2026-01-14", "08.00")
    page = dh.open("/aktivitas")
    assert "Belum dicatat" in page.text
    assert "Sel 13" in page.text
    done = page.press("Ulangi kemarin")
    assert "1 aktivitas tercatat." in done.text
    assert "08.00–09.30" in done.text
    twice = done.press("Ulangi kemarin")
    assert twice.status == 422
    assert "Bertumpang tindih 90 menit" in twice.text


def test_a_day_is_kept_as_a_set_used_on_another_day_and_put_away(
    stocked: Kota, app: Flask, dh: Peramban
) -> None:
    verbs.write(stocked, "DH", "2026-01-14", "08.00")
    verbs.write(stocked, "DH", "2026-01-14", "10.00", kode="RPT-01", volume=1)
    kept = dh.open("/aktivitas/2026-01-14").press("Simpan templat", nama="Hari layanan")
    assert "Templat tersimpan." in kept.text
    used = dh.open("/aktivitas").press("Templat Hari layanan (2)")
    assert "2 aktivitas tercatat." in used.text
    with stocked.reading() as tx:
        (one,) = sets.sets(tx, stocked.actor("DH"))
        assert sets.sets(tx, stocked.actor("SR")) == []
    sr = Peramban(app, "SR")
    token = hidden(sr.open("/aktivitas").response)
    assert sr.post("/aktivitas/templat", MultiDict(token | {"templat": str(one.id)})).status == 404
    assert "Templat dihapus." in used.press("Hapus templat Hari layanan").text


def test_a_set_needs_a_name_and_something_in_it(stocked: Kota, dh: Peramban) -> None:
    verbs.write(stocked, "DH", TODAY, "08.00")
    page = dh.open("/aktivitas").press("Simpan templat", nama="  ")
    assert page.status == 422
    assert "Beri nama templat" in page.text


# -- the month ---------------------------------------------------------------------


def test_the_month_shows_each_day_and_locked_months_take_nothing(
    stocked: Kota, app: Flask, dh: Peramban
) -> None:
    saved = verbs.write(stocked, "DH", "2026-01-14", "08.00")
    verbs.decide(stocked, "KB", saved.id)
    page = dh.open("/aktivitas").follow("Lihat sebulan")
    row = next(one for one in page.all("//tbody/tr") if "Rab 14" in one.text_content())
    assert "90" in row.text_content()
    assert (
        "Kosong"
        in next(one for one in page.all("//tbody/tr") if "Sel 13" in one.text_content()).text_content()
    )
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    locked = Peramban(app, "DH").open(f"/aktivitas/{TODAY}")
    assert "Bulan ini sudah dikunci" in locked.text
    assert "butir" not in locked.names


@pytest.mark.parametrize("path", ["/aktivitas/besok", "/aktivitas/2010-01-01", "/aktivitas/bulan/2026-13"])
def test_addresses_of_no_day_are_not_found(stocked: Kota, dh: Peramban, path: str) -> None:
    assert dh.open(path).status == 404


def test_a_stranger_is_led_to_the_sign_in_page(stocked: Kota, app: Flask) -> None:
    answer = app.test_client().get("/aktivitas", headers=BROWSER)
    assert (answer.status_code, answer.location) == (303, "/masuk?next=/aktivitas")


def test_the_step_of_the_month_leads_to_the_day(stocked: Kota, dh: Peramban) -> None:
    verbs.write(stocked, "DH", TODAY, "08.00")
    month = verbs.month_of(stocked, "DH", "2026-01-01")
    assert month.case_id is not None
    with stocked.reading() as tx:
        case = read_case(tx.session, month.case_id)
        assert case is not None
        key = next(step.key for step in replay(tx, case).open if step.element.id == "catat")
    page = dh.open(f"/tugas/{month.case_id}/{key.replace('#', '~')}")
    assert page.path == "/aktivitas"


# -- a device without a line ---------------------------------------------------------------------


def script(city: Kota, person: Person, **other: str) -> dict[str, str]:
    """What the device's script sends from its queue."""
    token = person.client.get("/aktivitas/kunci-kirim").get_json()
    return {
        "csrf_token": token["token"], "_permintaan": str(uuid4()), "_luring": "1",
        "_jam": str(int(city.now.timestamp() * 1000)), "tanggal": TODAY, "butir": str(verbs.butir(city)),
        "volume": "2", "alasan_tanpa_rhk": "Tugas lain", **other,
    }  # fmt: skip


def test_a_device_sends_its_queue_and_a_repeat_gets_the_same_answer(
    stocked: Kota, client_as: ClientAs
) -> None:
    dh = client_as("DH")
    data, json = script(stocked, dh), {"Accept": "application/json"}
    first, second = (dh.client.post("/aktivitas", data=data, headers=json) for _ in range(2))
    assert first.get_json() == second.get_json()
    assert first.get_json()["ke"] == f"/aktivitas/{TODAY}"
    assert len(verbs.entries(stocked, "DH")) == 1
    damaged = data | {"volume": "x", "butir": "x", "_favorit": "1"}
    again = dh.client.post("/aktivitas", data=damaged, headers=json)
    assert again.get_json() == first.get_json(), "the same request, its fields damaged"
    assert len(verbs.entries(stocked, "DH")) == 1


def test_a_device_is_told_what_is_wrong_by_field_and_sentence(stocked: Kota, client_as: ClientAs) -> None:
    dh = client_as("DH")
    data, json = script(stocked, dh, volume="0"), {"Accept": "application/json"}
    answer = dh.client.post("/aktivitas", data=data, headers=json)
    assert answer.status_code == 422
    assert answer.get_json() == {
        "salah": [{"kolom": "volume", "pesan": "Isi volume paling sedikit 1 berkas."}]
    }
    wrong = str(int(stocked.now.timestamp() * 1000) + 3 * 24 * 3600 * 1000)
    answer = dh.client.post("/aktivitas", data=data | {"volume": "2", "_jam": wrong}, headers=json)
    assert "Jam perangkat Anda menunjukkan 18 Januari 2026" in answer.get_json()["salah"][0]["pesan"]
    assert verbs.entries(stocked, "DH") == []


def test_a_device_whose_session_is_over_is_asked_to_sign_in(app: Flask, stocked: Kota) -> None:
    stranger = app.test_client()
    assert stranger.get("/aktivitas/kunci-kirim").status_code == 303
    answer = stranger.post("/aktivitas", data={"volume": "1"}, headers={"Accept": "application/json"})
    assert answer.status_code in (400, 401)
    assert verbs.entries(stocked, "DH") == []


def test_what_a_device_keeps_holds_nobody(stocked: Kota, client_as: ClientAs) -> None:
    dh = client_as("DH")
    page = dh.get("/aktivitas/luring")
    assert "Dwi" not in page.text
    assert "csrf_token" not in page.text
    worker = dh.get("/aktivitas/pekerja.js")
    assert worker.headers["Service-Worker-Allowed"] == "/aktivitas"
    assert worker.mimetype == "text/javascript"
    assert "/aktivitas/luring" in worker.text
    items = dh.get("/aktivitas/butir").get_json()["butir"]
    assert [row[1] for row in items] == ["RPT-01", "VER-01"]


def test_signing_out_clears_the_device(stocked: Kota, client_as: ClientAs) -> None:
    dh = client_as("DH")
    dh.get("/aktivitas")
    answer = dh.post("/keluar", fresh=False)
    assert answer.headers["Clear-Site-Data"] == '"storage"'
