"""The pages of an SKP: who may open them, what they say, and that they say it without colour, script or guessing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from tests.alasan import with_reason
from tests.kota import NIP, Kota
from tests.web.conftest import Person
from tests.web.peramban import Page, Peramban
from webapp.domain.skp import IsiSkp
from webapp.services.papers import documents
from webapp.storage.audit import AuditEvent

SignIn = Callable[[str], Person]

PAGES = ("", "/peta", "/riwayat", "/revisi", "/revisi/1", "/dokumen.pdf")


@pytest.fixture
def returned(city: Kota) -> Kota:
    """SR's SKP came back with a comment on the second result, was mended and handed in on 20 January, 10.00."""
    city.at("2026-01-12 09:00").dialog(
        "KB", "SR", "Terlaksananya analisis jabatan", "Tersusunnya peta jabatan"
    )
    city.write("SR")
    city.submit("SR")
    city.at("2026-01-14 15:20")
    city.review(
        "KB", "SR", "kembalikan", "Target belum terukur.", rhk__r2="Berapa unit kerja yang dipetakan?"
    )
    return city


def open_skp(app: Flask, city: Kota, who: str, rest: str = "", whose: str = "SR") -> Page:
    return Peramban(app, who).open(f"/skp/{city.skp(whose).id}{rest}")


def events(city: Kota, kind: str) -> list[AuditEvent]:
    with city.reading() as tx:
        rows = list(tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == kind)))
        for row in rows:
            tx.session.expunge(row)
        return rows


def test_ac_k_07_a_colleague_gets_404_for_sr_s_skp_and_one_event_of_refused_access_each_time(
    city: Kota, client_as: SignIn
) -> None:
    city.until_submitted()
    skp_id, person = city.skp("SR").id, client_as("DH")
    for rest in PAGES:
        assert person.get(f"/skp/{skp_id}{rest}").status_code == 404, rest
    refused = events(city, "akses_ditolak")
    assert len(refused) == len(PAGES)
    assert {one.actor_id for one in refused} == {city.actor("DH").akun_id}
    assert {one.object_id for one in refused} == {skp_id}


def test_a_page_that_is_not_ones_own_looks_like_one_that_never_was(city: Kota, client_as: SignIn) -> None:
    person = client_as("DH")
    hidden, missing = person.get(f"/skp/{city.skp('SR').id}"), person.get("/skp/999999")
    assert hidden.status_code == missing.status_code == 404
    words = [html.fromstring(page.text).xpath("string(//main)") for page in (hidden, missing)]
    assert words[0] == words[1]


def test_a_stranger_is_led_to_the_sign_in_page(city: Kota, stranger: Person) -> None:
    answer = stranger.get(f"/skp/{city.skp('SR').id}")
    assert answer.status_code == 303
    assert "/masuk" in (answer.location or "")


def test_ac_c_15_the_tracker_says_who_holds_the_skp_and_since_when(app: Flask, city: Kota) -> None:
    city.dialog("KB", "SR")
    city.write("SR")
    city.at("2026-01-20 10:00").submit("SR")
    for rest in ("", "/peta", "/riwayat", "/revisi"):
        page = open_skp(app, city, "SR", rest)
        assert "Menunggu Agus Prasetya sejak 20 Januari 2026 10.00 WIB" in page.text
        assert "Mengapa Agus Prasetya?" in page.text
        assert "Kepala Bidang A, jabatan definitif sejak 3 Januari 2022" in page.text
    mine = Peramban(app, "KB").open("/tugas")
    assert len([link for link in mine.all("//main//a/@href") if f"/tugas/{city.case_id('SR')}/" in link]) == 1


def test_the_evaluator_is_led_from_the_page_to_the_own_task(app: Flask, city: Kota) -> None:
    city.until_submitted()
    page = open_skp(app, city, "KB")
    assert "Menunggu Anda sejak" in page.text
    assert page.follow("Kerjakan: Reviu SKP").status == 200


def test_the_page_names_year_and_person_and_has_its_state_in_words(app: Flask, city: Kota) -> None:
    city.until_submitted()
    page = open_skp(app, city, "SR")
    assert page.doc.xpath("string(//h1)") == "SKP 2026 · Siti Rahmawati"
    assert [one.text_content() for one in page.all("//main//*[contains(@class, 'chips')]/strong")] == [
        "Diajukan"
    ]
    city.at("2026-02-01 00:00").tick(minutes=1)
    page = open_skp(app, city, "SR")
    assert [one.text_content() for one in page.all("//main//*[contains(@class, 'chips')]/strong")] == [
        "Diajukan",
        "TERLAMBAT",
    ]


def test_the_quantitative_table_has_exactly_the_columns_of_the_official_form(app: Flask, city: Kota) -> None:
    city.until_submitted()
    page = open_skp(app, city, "SR")
    (results, conduct, *_) = page.all("//main//table")
    assert [th.text_content() for th in results.xpath(".//thead//th")] == [
        "No", "RHK pimpinan yang diintervensi", "Rencana hasil kerja", "Aspek", "Indikator kinerja individu", "Target",
    ]  # fmt: skip
    assert [th.text_content().strip() for th in results.xpath(".//th[@scope='rowgroup'][@colspan]")] == [
        "A. Utama",
        "B. Tambahan",
    ]
    cells = [" ".join(td.text_content().split()) for td in results.xpath(".//tbody[2]//td")]
    assert cells[2:5] == ["Kuantitas", "Jumlah dokumen analisis jabatan", "12 dokumen"]
    assert len(conduct.xpath(".//tbody/tr")) == 7
    assert len(conduct.xpath(".//tbody//li")) == 21


def test_the_qualitative_table_has_two_columns_and_bullets(app: Flask, city: Kota) -> None:
    city.dialog("KB", "DH", pendekatan="kualitatif")
    city.write("DH")
    page = open_skp(app, city, "DH", whose="DH")
    results = page.all("//main//table")[0]
    assert [th.text_content() for th in results.xpath(".//thead//th")] == ["No", "Rencana hasil kerja"]
    text = " ".join(results.text_content().split())
    assert "Ukuran keberhasilan/indikator kinerja individu, dan target:" in text
    assert "RHK pimpinan yang diintervensi: Meningkatnya kualitas layanan kepegawaian" in text
    assert [li.text_content() for li in results.xpath(".//li")] == [
        "12 dokumen analisis jabatan selesai pada November"
    ]


def test_ac_c_17_the_owner_finds_the_comment_at_row_2_and_the_returned_revision_stays_readable(
    app: Flask, returned: Kota
) -> None:
    page = open_skp(app, returned, "SR")
    row = " ".join(page.all("//tbody[@id='rhk-r2']")[0].text_content().split())
    assert "Komentar Agus Prasetya, S.Sos., M.M. · 14 Januari 2026 15.20 WIB · revisi 1" in row
    assert "Berapa unit kerja yang dipetakan?" in row
    assert "Berapa unit kerja" not in page.all("//tbody[@id='rhk-r1']")[0].text_content()
    assert "Revisi 2: perbaiki sesuai komentar" in page.text
    before = open_skp(app, returned, "SR", "/revisi/1")
    assert "Anda membaca revisi 1, bukan yang terbaru." in before.text
    assert before.follow("Buka revisi terbaru").status == 200
    assert open_skp(app, returned, "SR", "/revisi/3").status == 404


def test_revisions_are_listed_and_lead_to_what_changed_between_them(app: Flask, returned: Kota) -> None:
    def mend(isi: IsiSkp) -> IsiSkp:
        first, second = isi.rhk
        return replace(isi, rhk=(first, replace(second, uraian="Tersusunnya peta jabatan sebelas unit")))

    returned.write("SR", mend)
    page = open_skp(app, returned, "SR", "/revisi")
    assert [one.text_content() for one in page.all("//main//a[contains(@class, 'task-list__name')]")] == [
        "Revisi 2",
        "Revisi 1",
    ]
    assert "Dikembalikan" in page.text
    change = page.follow("Bandingkan dengan revisi 1")
    assert [one.text_content() for one in change.all("//main//tbody//th")] == ["RHK 2"]
    assert "sebelas unit" in change.all("//main//ins")[0].text_content()
    assert "[ditambahkan: " in change.all("//main//ins")[0].text_content()
    assert open_skp(app, returned, "KB", "/beda/1/2").status == 404


def test_the_map_is_a_drawing_and_the_same_in_words_for_every_process(app: Flask, city: Kota) -> None:
    city.until_submitted()
    page = open_skp(app, city, "SR", "/peta")
    charts = page.all("//main//details[contains(@class, 'chart')]")
    names = [" ".join(chart.xpath("./summary")[0].text_content().split()) for chart in charts]
    assert names == [
        "SKP pegawai Sedang berjalan",
        "Dialog kinerja Selesai",
        "Penetapan SKP Sedang berjalan",
        "Rencana aksi Belum dimulai",
    ]
    assert [chart.get("open") is not None for chart in charts] == [True, False, True, False]
    assert len(page.all("//main//details//*[local-name()='svg'][@role='img']")) == 4
    current = [one.text_content() for one in page.all("//li[@aria-current='step']/span[1]")]
    assert current == ["Perencanaan kinerja", "Penetapan SKP", "Reviu SKP"]
    waiting = page.all("//li[contains(@class, 'steps__item--waiting')]")
    assert [" ".join(one.text_content().split()) for one in waiting] == ["Batas penetapan Menunggu"]
    assert not page.all("//main//*[@style]")
    assert not page.all("//main//script")


def test_a_passed_deadline_is_late_in_words_on_the_map(app: Flask, city: Kota) -> None:
    city.until_submitted()
    city.at("2026-02-01 00:00").tick(minutes=1)
    page = open_skp(app, city, "SR", "/peta")
    late = page.all("//li[contains(@class, 'steps__item--late')]")
    assert "Reviu SKP Pejabat Penilai · Lewat tenggat" in [
        " ".join(one.text_content().split()) for one in late
    ]
    assert "Batas penetapan Lewat" in page.text


def test_the_history_is_told_in_words_with_offices_reasons_and_folded_automatic_steps(
    app: Flask, returned: Kota
) -> None:
    page = open_skp(app, returned, "SR", "/riwayat")
    titles = [one.text_content() for one in page.all("//main//h3")]
    assert titles == [
        "Agus Prasetya, S.Sos., M.M. mengembalikan SKP",
        "Siti Rahmawati, S.Psi. mengajukan SKP",
        "Siti Rahmawati, S.Psi. menyatakan catatan dialog kinerja sesuai",
        "Agus Prasetya, S.Sos., M.M. mencatat dialog kinerja",
        "SKP dibuka untuk tahun kinerja ini",
    ]
    newest = " ".join(page.all("//main//li[contains(@class, 'timeline__item')]")[0].text_content().split())
    assert "14 Januari 2026 15.20 WIB · sebagai Kepala Bidang A" in newest
    assert "Target belum terukur." in newest
    assert "Buka revisi, 14 Januari 2026 15.20 WIB" in newest


def test_the_dialogue_and_the_employees_own_words_stand_on_the_page(app: Flask, city: Kota) -> None:
    city.dialog("KB", "SR")
    page = open_skp(app, city, "SR")
    assert "Sesuai, 5 Januari 2026 08.00 WIB" in page.text
    assert "Saya akan menyerahkan berkas yang lengkap" in page.text


def test_ac_c_18_the_set_skp_shows_two_signatures_in_order_and_the_official_file(
    app: Flask, city: Kota, client_as: SignIn
) -> None:
    city.until_submitted()
    city.review("KB", "SR")
    city.at("2026-01-28 09:00").sign("SR")
    city.at("2026-01-30 10:15").establish("KB", "SR")
    page = open_skp(app, city, "SR")
    assert "Dokumen resmi (PDF) sedang dibuat" in page.text
    kode = documents.issue(city.work, city.skp("SR").id, "http://127.0.0.1:8000")
    page = open_skp(app, city, "SR")
    names = [one.text_content() for one in page.all("//*[@class='signature__name']")]
    assert names == ["Siti Rahmawati, S.Psi.", "Agus Prasetya, S.Sos., M.M."]
    assert "30 Januari 2026 10.15 WIB" in page.text
    assert "Ratna" not in page.all("//ol[@class='signatures']")[0].text_content()
    (link,) = [href for href in page.all("//main//a/@href") if "dokumen.pdf" in href]
    file = client_as("SR").get(link)
    assert (file.status_code, file.mimetype) == (200, "application/pdf")
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Content-Disposition"] == f'inline; filename="SKP-2026-{kode}.pdf"'
    assert file.headers["Cache-Control"] == "no-store"


def test_a_file_that_is_not_there_yet_leads_back_with_a_word(app: Flask, city: Kota) -> None:
    city.until_established()
    page = open_skp(app, city, "SR", "/dokumen.pdf")
    assert page.status == 303
    assert "Dokumen resmi belum tersedia" in page.text


def test_no_address_or_file_name_of_these_pages_holds_a_nip(app: Flask, city: Kota) -> None:
    city.until_established()
    documents.issue(city.work, city.skp("SR").id, "http://127.0.0.1:8000")
    for rest in PAGES[:-1]:
        links = open_skp(app, city, "SR", rest).all("//@href | //@action | //@src")
        assert not [link for link in links for nip in NIP.values() if nip in link]


def test_the_helper_reads_where_it_stands_and_no_word_of_the_content(app: Flask, city: Kota) -> None:
    city.until_submitted()
    page = open_skp(app, city, "YK")
    assert "Menunggu Agus Prasetya" in page.text
    assert "bukan isinya" in page.text
    for rest in ("", "/revisi/1", "/riwayat", "/revisi", "/peta"):
        assert "analisis jabatan" not in open_skp(app, city, "YK", rest).text
    assert open_skp(app, city, "YK", "/dokumen.pdf").status == 404


def test_reading_by_the_admin_is_kept_as_an_event_and_reading_by_the_line_is_not(
    app: Flask, city: Kota
) -> None:
    city.until_submitted()
    with_reason(city, "NH")
    open_skp(app, city, "NH")
    for who in ("SR", "KB", "KD"):
        open_skp(app, city, who)
    (read,) = events(city, "skp_dibaca")
    assert (read.actor_id, read.object_id) == (city.actor("NH").akun_id, city.skp("SR").id)


def test_my_skp_leads_straight_to_the_only_one_and_lists_several(app: Flask, city: Kota) -> None:
    person = Peramban(app, "SR")
    assert person.open("/skp").path == f"/skp/{city.skp('SR').id}"
    assert "SKP Anda akan tampil di sini" in Peramban(app, "BS").open("/skp").text
    city.at("2026-12-01 08:00").open_cycle(2027)
    page = Peramban(app, "SR").open("/skp")
    assert page.status == 200
    assert [one.text_content() for one in page.all("//main//a")][:2] == ["SKP 2027", "SKP 2026"]


def test_before_there_is_a_text_the_page_says_what_will_come_and_who_must_act(app: Flask, city: Kota) -> None:
    page = open_skp(app, city, "SR")
    assert "Naskah SKP akan tampil di sini" in page.text
    assert "Menunggu Agus Prasetya" in page.text
    assert "Catat hasil dialog" in page.text
    city.dialog("KB", "SR")
    page = open_skp(app, city, "KB")
    assert "Anda dapat membacanya setelah diajukan" in page.text


@pytest.mark.parametrize("rest", ["", "/peta", "/riwayat", "/revisi", "/beda/1/2", "/revisi/1"])
def test_words_that_people_wrote_are_never_read_as_markup(app: Flask, city: Kota, rest: str) -> None:
    evil = "<script>alert(1)</script> & <b>tebal</b>"
    city.dialog("KB", "SR", evil)
    city.write("SR")
    city.submit("SR", evil)
    city.review("KB", "SR", "kembalikan", evil, rhk__r1=evil)
    page = open_skp(app, city, "SR", rest)
    assert page.status == 200
    assert not page.all("//main//script | //main//b")
