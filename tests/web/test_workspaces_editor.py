"""The editor of an own SKP, used as a person without scripts uses it: sections, drafts, findings, submission."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from tests.kota import Kota, filled
from tests.web.peramban import Page, Peramban
from webapp.domain.perilaku import BERAKHLAK
from webapp.domain.skp import IsiSkp
from webapp.services.planning import quality
from webapp.storage.audit import AuditEvent

RHK = "Terlaksananya analisis jabatan"
IKI = {"uraian": "Jumlah dokumen", "target": "12", "satuan": "dokumen", "aspek": "KUANTITAS"}
LINES = {
    "lampiran.dukungan.0": "Laptop dan akses basis data",
    "lampiran.skema.0": "Laporan setiap akhir bulan",
    "lampiran.konsekuensi.0": "Diperhitungkan dalam evaluasi",
}


@pytest.fixture
def sr(city: Kota, app: Flask) -> Peramban:
    """SR's browser, her dialogue done."""
    city.dialog("KB", "SR")
    return Peramban(app, "SR")


def section(city: Kota, browser: Peramban, name: str, code: str = "SR") -> Page:
    return browser.open(f"/skp/{city.skp(code).id}/sunting/{name}")


def states(page: Page) -> dict[str, str]:
    """The task list: title to chip."""
    return {
        item.xpath(".//a")[0].text_content().strip(): item.xpath(".//*[contains(@class, 'chip')]")[
            0
        ].text_content()
        for item in page.all("//li[contains(@class, 'task-list__item')]")
    }


def with_iki(city: Kota, browser: Peramban, **fill: str) -> Page:
    """Add an indicator to the first row and fill it; returns the page after saving."""
    page = section(city, browser, "rhk/r1").press("Simpan dan tambah IKI")
    kunci = city.isi("SR").rhk[0].iki[-1].kunci
    return page.press_with(
        "Simpan draf", {f"rhk.r1.iki.{kunci}.{name}": text for name, text in (IKI | fill).items()}
    )


def test_the_whole_skp_is_written_and_submitted_without_scripts(city: Kota, sr: Peramban) -> None:
    page = sr.open(f"/skp/{city.skp('SR').id}/sunting")
    assert states(page) == {
        "Hasil kerja": "Belum",
        "Pendekatan": "Selesai",
        "Perilaku kerja": "Selesai",
        "Lampiran": "Belum",
        "Periksa dan ajukan": "Belum",
    }
    page = page.follow("Hasil kerja").follow(RHK).press("Simpan dan tambah IKI")
    assert page.status == 303
    kunci = city.isi("SR").rhk[0].iki[0].kunci
    page = page.press_with("Simpan draf", {f"rhk.r1.iki.{kunci}.{name}": text for name, text in IKI.items()})
    assert states(page) == {RHK: "Selesai"}
    page = page.follow("Selesai dengan bagian ini").follow("Lampiran").press_with("Simpan draf", LINES)
    assert set(list(states(page).values())[:4]) == {"Selesai"}
    page = page.follow("Periksa dan ajukan")
    assert "12 dokumen" in page.text
    page = page.press("Ajukan SKP")
    assert page.status == 303
    assert city.skp("SR").status == "DIAJUKAN"
    assert city.open_keys("SR") == ["perencanaan#1/penetapan#1/reviu#1"]


def test_ac_c_06_a_target_in_words_is_kept_and_refused_only_on_submission(city: Kota, sr: Peramban) -> None:
    page = with_iki(city, sr, target="dua")
    assert (page.status, states(page)) == (303, {RHK: "Sedang"})
    section(city, sr, "lampiran").press_with("Simpan draf", LINES)
    page = section(city, sr, "periksa").press("Ajukan SKP")
    assert page.status == 422
    ((where, said),) = page.errors()
    assert "harus angka dengan satuan" in said
    kunci = city.isi("SR").rhk[0].iki[0].kunci
    assert where == f"/skp/{city.skp('SR').id}/sunting/rhk/r1?periksa=1#f-rhk-r1-iki-{kunci}-target"
    page = page.follow(said)
    name = f"rhk.r1.iki.{kunci}.target"
    assert page.value(name) == "dua"
    (field,) = page.all(f"//input[@name='{name}']")
    assert field.get("aria-invalid") == "true"
    assert field.get("id") == where.partition("#")[2]


def test_ac_c_07_missing_aspects_are_an_amber_warning_and_go_in(city: Kota, sr: Peramban) -> None:
    with_iki(city, sr)
    section(city, sr, "lampiran").press_with("Simpan draf", LINES)
    page = section(city, sr, "periksa")
    assert "belum mempunyai IKI aspek Kualitas, Waktu" in page.text
    assert page.press("Ajukan SKP").status == 303


def test_ac_c_11_wording_is_warned_of_at_the_field_and_needs_a_note(city: Kota, sr: Peramban) -> None:
    with_iki(city, sr)
    section(city, sr, "lampiran").press_with("Simpan draf", LINES)
    page = section(city, sr, "rhk/r1").press_with(
        "Simpan draf", {"rhk.r1.uraian": "Melaksanakan rapat dan membuat notulen"}
    )
    assert page.status == 303
    assert "diawali kata kerja kegiatan" in section(city, sr, "rhk/r1").text
    page = section(city, sr, "periksa").press("Ajukan SKP")
    assert (page.status, [where for where, _ in page.errors()]) == (422, ["#f-catatan"])
    assert page.press("Ajukan SKP", catatan="Sesuai petunjuk teknis kegiatan.").status == 303
    with city.reading() as tx:
        assert quality.wording(tx, 2026) == quality.Wording(1, 1)


def test_ac_c_13_another_who_writes_gets_403_and_leaves_an_event(
    city: Kota, app: Flask, sr: Peramban
) -> None:
    address = f"/skp/{city.skp('SR').id}/sunting/rhk/r1"
    before = city.isi("SR")
    (token,) = sr.open(address).all("//main//form//input[@name='csrf_token']")
    assert token.get("value")
    helper = Peramban(app, "YK")  # pengelola OPD
    assert helper.open(address).status == 403
    own = helper.open("/tugas").all("//input[@name='csrf_token']")[0].get("value")
    forged = {"csrf_token": own, "_versi": "x", "rhk.r1.uraian": "Ditulis orang lain"}
    assert helper.post(address, MultiDict(forged)).status == 403
    assert city.isi("SR") == before
    with city.reading() as tx:
        query = select(AuditEvent).where(AuditEvent.kind == "akses_ditolak").order_by(AuditEvent.id)
        events = list(tx.session.scalars(query))
    assert [(e.actor_id, e.object_kind, e.object_id, e.detail["cara"]) for e in events] == [
        (city.actor("YK").akun_id, "skp", city.skp("SR").id, "GET"),
        (city.actor("YK").akun_id, "skp", city.skp("SR").id, "POST"),
    ]
    said = helper.open(f"/skp/{city.skp('SR').id}").press(
        "Kirim komentar", isi="Cocokkan dengan peta jabatan."
    )
    assert said.status == 303
    assert "Cocokkan dengan peta jabatan." in sr.open(f"/skp/{city.skp('SR').id}/sunting").text


def test_ac_c_17_a_comment_of_the_review_stands_at_its_row_in_the_next_round(city: Kota, app: Flask) -> None:
    city.dialog("KB", "SR", RHK, "Meningkatnya mutu data kepegawaian")
    city.write("SR")
    city.submit("SR")
    city.review(
        "KB", "SR", "kembalikan", "Target masih terlalu rendah.", rhk__r2="Naikkan targetnya menjadi 40."
    )
    browser = Peramban(app, "SR")
    page = browser.open(f"/skp/{city.skp('SR').id}/sunting")
    assert "revisi 2" in page.text
    assert "Target masih terlalu rendah." in page.text
    assert "Naikkan targetnya menjadi 40." in section(city, browser, "rhk/r2").text
    assert "Naikkan targetnya menjadi 40." not in section(city, browser, "rhk/r1").text
    assert page.all(f"//a[@href='/skp/{city.skp('SR').id}/revisi/1']")


def test_ac_c_21_each_list_of_the_annex_is_asked_for_by_name(city: Kota, sr: Peramban) -> None:
    with_iki(city, sr)
    page = section(city, sr, "periksa").press("Ajukan SKP")
    assert page.status == 422
    assert [where.partition("#")[2] for where, _ in page.errors()] == [
        "f-lampiran-dukungan",
        "f-lampiran-skema",
        "f-lampiran-konsekuensi",
    ]


def test_ac_c_22_behaviour_shows_seven_values_and_21_conducts_in_order_and_takes_nothing(
    city: Kota, app: Flask
) -> None:
    city.dialog("KB", "SR")
    page = section(city, Peramban(app, "SR"), "perilaku")
    values = [one.text_content().partition(". ")[2] for one in page.all("//main//ol/li/h2")]
    assert values == [one.nama for one in BERAKHLAK]
    conducts = [one.text_content() for one in page.all("//main//ol/li/ul/li")]
    assert conducts == [conduct for one in BERAKHLAK for conduct in one.perilaku]
    assert len(conducts) == 21
    assert len(page.all("//main//ol/li/p[contains(., 'Ekspektasi khusus pimpinan')]")) == 7
    assert page.names == set()


def test_a_page_from_an_old_version_keeps_what_was_typed_and_stores_nothing(city: Kota, sr: Peramban) -> None:
    old = section(city, sr, "rhk/r1")
    section(city, sr, "rhk/r1").press_with("Simpan draf", {"rhk.r1.uraian": "Tersusunnya dokumen analisis"})
    page = old.press_with("Simpan draf", {"rhk.r1.uraian": "Tersedianya tulisan dari jendela kedua"})
    assert page.status == 409
    assert "Tersedianya tulisan dari jendela kedua" in page.text
    assert city.isi("SR").rhk[0].uraian == "Tersusunnya dokumen analisis"
    page = page.press("Simpan tulisan saya di atasnya")
    assert page.status == 303
    assert city.isi("SR").rhk[0].uraian == "Tersedianya tulisan dari jendela kedua"


@pytest.mark.parametrize(
    "name",
    ["rhk.r1.rhk_pimpinan", "rhk.r1.rhk_pimpinan_kunci", "rhk.r9.uraian", "rhk.r1.iki.x.target", "sidik"],
)
def test_a_name_that_the_row_does_not_have_is_refused(city: Kota, sr: Peramban, name: str) -> None:
    before = city.isi("SR")
    page = section(city, sr, "rhk/r1").press_with("Simpan draf", {"rhk.r1.uraian": "Baru"}, extra={name: "x"})
    assert page.status == 422
    assert any("tidak dikenal" in said for _, said in page.errors())
    assert page.value("rhk.r1.uraian") == "Baru"
    assert city.isi("SR") == before


def test_a_letter_that_cannot_be_stored_is_refused_at_its_field(city: Kota, sr: Peramban) -> None:
    page = section(city, sr, "rhk/r1").press("Simpan draf", extra={"rhk.r1.uraian": "nol\x00nol"})
    assert (page.status, [where for where, _ in page.errors()]) == (422, ["#f-rhk-r1-uraian"])


def test_an_additional_row_says_who_assigned_it_and_can_be_removed(city: Kota, sr: Peramban) -> None:
    page = section(city, sr, "hasil-kerja").press("Tambah RHK tambahan")
    kunci = city.isi("SR").rhk_tambahan[0].kunci
    assert page.path.endswith(f"/rhk/{kunci}")
    fill = {f"rhk.{kunci}.uraian": "Terselenggaranya lomba", f"rhk.{kunci}.penugasan_dari": "Kepala Bidang B"}
    page.press_with("Simpan draf", fill)
    row = city.isi("SR").rhk_tambahan[0]
    assert (row.uraian, row.penugasan_dari, row.rhk_pimpinan_kunci) == (
        "Terselenggaranya lomba",
        "Kepala Bidang B",
        None,
    )
    page = section(city, sr, f"rhk/{kunci}").follow("Hapus RHK ini")
    assert "1 RHK, 0 indikator" in page.text
    assert page.press("Ya, hapus RHK").status == 303
    assert city.isi("SR").rhk_tambahan == ()


def test_a_result_handed_down_may_be_split_but_its_last_row_stays(city: Kota, sr: Peramban) -> None:
    assert "tidak dapat dihapus" in section(city, sr, "rhk/r1").text
    section(city, sr, "hasil-kerja").press("Tambah RHK untuk peran ini")
    first, second = city.isi("SR").rhk_utama
    assert first.rhk_pimpinan_kunci == second.rhk_pimpinan_kunci
    section(city, sr, "rhk/r1/hapus").press("Ya, hapus RHK")
    assert [row.kunci for row in city.isi("SR").rhk] == [second.kunci]


def test_ac_c_10_a_change_of_approach_is_shown_first_and_converts_all_rows(city: Kota, app: Flask) -> None:
    city.dialog("KB", "SR", RHK, "Meningkatnya mutu data", "Tersusunnya peta jabatan")
    city.write("SR")
    browser = Peramban(app, "SR")
    page = section(city, browser, "pendekatan").press("Lanjutkan", ke="KUALITATIF")
    assert "3 RHK dengan 9 baris" in page.text
    assert city.isi("SR").pendekatan == "KUANTITATIF"
    page = page.press("Ya, ubah 3 RHK")
    assert page.status == 303
    assert [(len(row.iki), len(row.ukuran)) for row in city.isi("SR").rhk] == [(0, 3)] * 3
    page = section(city, browser, "rhk/r1")
    assert page.value("rhk.r1.ukuran.0") == "Jumlah dokumen analisis jabatan: 12 dokumen (Kuantitas)"
    page = page.press_with("Simpan dan tambah butir", {"rhk.r1.ukuran.1": ""})
    assert "rhk.r1.ukuran.2" in page.names
    page.press_with("Simpan draf", {"rhk.r1.ukuran.2": "Selesai pada bulan November"})
    assert city.isi("SR").rhk[0].ukuran[-1] == "Selesai pada bulan November"


def test_a_submitted_skp_has_no_editor(city: Kota, app: Flask) -> None:
    city.until_submitted("SR")
    assert section(city, Peramban(app, "SR"), "hasil-kerja").status == 403


def test_an_indicator_is_removed_by_its_button(city: Kota, sr: Peramban) -> None:
    city.write("SR")
    page = section(city, sr, "rhk/r1").press("Hapus IKI 2")
    assert page.status == 303
    assert [iki.kunci for iki in city.isi("SR").rhk[0].iki] == ["i1", "i3"]


def test_a_duplicate_of_the_leader_is_shown_read_only(city: Kota, sr: Peramban) -> None:
    def reworded(isi: IsiSkp) -> IsiSkp:
        return replace(filled(isi), rhk=(replace(filled(isi).rhk[0], uraian="Tersusunnya dokumen"),))

    city.write("SR", reworded)
    page = section(city, sr, "rhk/r1")
    assert "Meningkatnya kualitas layanan kepegawaian" in page.text
    assert not any("pimpinan" in name for name in page.names)


def test_a_comment_that_says_nothing_is_shown_again(city: Kota, app: Flask, sr: Peramban) -> None:
    token = sr.open("/tugas").all("//input[@name='csrf_token']")[0].get("value")
    address = f"/skp/{city.skp('SR').id}/komentar"
    sent = {"csrf_token": token, "_permintaan": str(uuid4())}
    page = sr.post(address, MultiDict(sent | {"letak": "rhk.r1", "isi": " "}))
    assert (page.status, [where for where, _ in page.errors()]) == (422, ["#f-isi"])
    page = sr.post(address, MultiDict(sent | {"letak": "<rhk>", "isi": "Isi"}))
    assert page.status == 422
    city.write("SR")
    city.submit("SR")
    city.review("KB", "SR")
    page = sr.post(address, MultiDict(sent | {"letak": "rhk.r1", "isi": "Yang ini terlambat"}))
    assert (page.status, page.value("isi")) == (422, "Yang ini terlambat")
    assert "sudah disetujui" in page.text
    assert "Kirim komentar" not in sr.open(f"/skp/{city.skp('SR').id}").text
