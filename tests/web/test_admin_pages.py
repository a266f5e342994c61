"""The admins' pages about people, units, data and open steps: what they show, what they change, and to whom."""

from __future__ import annotations

import csv
import io
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text, update
from werkzeug.datastructures import MultiDict

from tests.kota import NIP, Kota
from tests.storage import contoh
from tests.web.peramban import Page, Peramban
from webapp.domain.masa import Masa
from webapp.services.people.person_page import SEEN
from webapp.services.people.reassign import reassign
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.organisasi import StatusAsn, Unit
from webapp.web.admin.data_check import EXPORTED

REASON = "Kepala Bidang A sakit sampai akhir bulan."


def step_address(city: Kota, code: str, element: str = "reviu") -> str:
    key = next(key for key in city.open_keys(code) if f"/{element}#" in key)
    return f"/admin/tugas/{city.case_id(code)}/{key.replace('#', '~')}"


def events(city: Kota, kind: str) -> list[AuditEvent]:
    with city.reading() as tx:
        return list(tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == kind)))


def retire(city: Kota, code: str, on: date) -> None:
    with city.work.transaction() as tx:
        pegawai = contoh.pegawai(tx.session, NIP[code])
        pegawai.status_asn = StatusAsn.BERHENTI
        sql = "UPDATE posting SET berlaku = daterange(lower(berlaku), :day) WHERE pegawai_id = :id"
        tx.session.execute(text(f"{sql} AND upper_inf(berlaku)"), {"day": on, "id": pegawai.id})


def unit_id(city: Kota, kode: str) -> int:
    with city.reading() as tx:
        return tx.session.scalars(select(Unit.id).where(Unit.kode == kode)).one()


def chips(page: Page) -> list[str]:
    return [one.text_content() for one in page.all("//main//strong[contains(@class, 'chip')]")]


# -- the desk and who comes to it --------------------------------------------------------------------------------


def test_the_desk_leads_to_every_room_and_each_room_is_there(app: Flask, city: Kota) -> None:
    person = Peramban(app, "NH")
    page = person.open("/admin")
    rooms = page.all("//nav[contains(@class, 'hub')]//a/@href")
    assert {
        "/admin/cek",
        "/admin/tugas",
        "/admin/data",
        "/admin/kalender",
        "/penugasan",
        "/admin#siklus",
    } <= set(rooms)
    assert page.all("//form[@role='search']/@action") == ["/admin/cari"]
    for address in rooms:
        assert person.open(address.partition("#")[0]).response.status_code == 200, address


def test_the_sums_per_evaluator_are_on_the_desk(app: Flask, city: Kota) -> None:
    city.until_submitted()
    page = Peramban(app, "NH").open("/admin")
    assert "selisih 0" in page.text
    foot = page.all("//table[.//caption[contains(., 'per pejabat penilai')]]/tfoot//td")
    assert [one.text_content() for one in foot][2] == "0"


def test_a_task_without_a_holder_is_an_alarm_on_top_and_leads_to_the_step(app: Flask, city: Kota) -> None:
    city.until_submitted()
    retire(city, "SR", city.now.date())
    person = Peramban(app, "NH")
    for address in ("/admin", "/admin/cek", "/admin/tugas"):
        first = person.open(address).all("//main//div[contains(@class, 'banner--error')]")
        assert "1 tugas" in first[0].text_content(), address
    page = person.open("/admin/tugas?pemegang=tidak-ada")
    assert "Tanpa pemegang" in chips(page)
    one = page.follow("Reviu SKP")
    assert one.status == 200
    assert "Tidak ada" in chips(one)
    assert "tidak memegang jabatan definitif" in one.text


ADMIN_ONLY = ("/admin", "/admin/tugas")
BOTH = ("/admin/cari", "/admin/cari?q=siti", "/admin/cek", "/admin/cek/temuan.csv", "/admin/cek/temuan.xlsx")


@pytest.mark.parametrize("who", ["SR", "KB", "KD", "WK"])
def test_people_without_an_office_reach_nothing_here(app: Flask, city: Kota, who: str) -> None:
    person = Peramban(app, who)
    more = (f"/admin/pegawai/{city.pegawai_id('SR')}", f"/admin/unit/{unit_id(city, 'BID-A')}")
    for address in (*ADMIN_ONLY, *BOTH, *more, step_address(city, "SR", "catat_dialog")):
        assert person.open(address).status == 403, address
    hrefs = person.open("/tugas").all("//nav//a/@href")
    assert not {"/admin", "/admin/cari"} & set(hrefs)


def test_a_performance_manager_reaches_search_people_units_and_checks_of_the_own_opd(
    app: Flask, city: Kota
) -> None:
    person = Peramban(app, "YK")
    assert "/admin/cari" in person.open("/tugas").all("//nav//a/@href")
    for address in BOTH[:3]:
        assert person.open(address).status == 200, address
    for address in (*ADMIN_ONLY, step_address(city, "SR", "catat_dialog")):
        assert person.open(address).status == 403, address
    assert person.open(f"/admin/pegawai/{city.pegawai_id('SR')}").status == 200
    assert person.open(f"/admin/unit/{unit_id(city, 'BID-A')}").status == 200


def test_another_opds_performance_manager_finds_nobody_and_asking_is_kept(app: Flask, city: Kota) -> None:
    with city.work.transaction() as tx:
        owner = contoh.pegawai(tx.session, "197112041996032004").id
        tx.session.execute(update(Akun).where(Akun.pegawai_id == owner).values(peran=["pengelola_opd"]))
    person = Peramban(app, "KBK")
    assert "Tidak ada yang cocok" in person.open("/admin/cari").press("Cari", q="siti").text
    assert person.open(f"/admin/pegawai/{city.pegawai_id('SR')}").status == 404
    assert person.open(f"/admin/unit/{unit_id(city, 'BID-A')}").status == 404
    assert {(one.object_kind, one.object_id) for one in events(city, "akses_ditolak")} == {
        ("pegawai", city.pegawai_id("SR")),
        ("unit", unit_id(city, "BID-A")),
    }
    assert events(city, SEEN) == []


# -- search, person, unit ----------------------------------------------------------------------------------------


def test_search_works_as_a_plain_form_and_leads_to_the_person(app: Flask, city: Kota) -> None:
    page = Peramban(app, "NH").open("/admin").press("Cari", q="rahma siti")
    assert (page.status, page.path.partition("?")[0]) == (303, "/admin/cari")
    one = page.follow("Siti Rahmawati")
    assert one.path == f"/admin/pegawai/{city.pegawai_id('SR')}"
    (event,) = events(city, SEEN)
    assert event.object_id == city.pegawai_id("SR")


@pytest.mark.parametrize(
    "words", ["", " ", "a", "zzzz", "%", "\x00ab", "x" * 500, "<script>alert(1)</script>"]
)
def test_search_takes_any_words(app: Flask, city: Kota, words: str) -> None:
    person = Peramban(app, "NH")
    assert person.open("/admin/cari", MultiDict({"q": words})).status == 200
    page = person.open("/admin/cari").press("Cari", q=words.replace("\x00", ""))
    assert page.status == 303
    assert page.all("//main//script") == []


@pytest.mark.parametrize(
    "query", ["q=an&di=pegawai&hal=2", "q=an&di=unit&hal=0", "q=an&di=apa&hal=x", "q=an&hal=-5"]
)
def test_odd_addresses_of_the_search_are_pages_too(app: Flask, city: Kota, query: str) -> None:
    assert Peramban(app, "NH").open(f"/admin/cari?{query}").status == 200


def test_the_page_of_a_person_shows_who_and_why_and_no_field_to_edit(app: Flask, city: Kota) -> None:
    city.until_submitted()
    page = Peramban(app, "NH").open(f"/admin/pegawai/{city.pegawai_id('SR')}")
    for words in ("19900115 201503 2 003", "III/b", "Kepala Bidang A, jabatan definitif sejak 3 Januari 2022",
                  "Reviu SKP", "821.2/031/2021", "SKP 2026"):  # fmt: skip
        assert words in page.text
    assert page.names == {"pada"}
    assert page.all("//main//form[@method='post']") == []


def test_the_form_for_a_day_answers_and_refuses_with_a_sentence(app: Flask, city: Kota) -> None:
    retire(city, "KB", date(2026, 5, 1))
    person = Peramban(app, "NH")
    address = f"/admin/pegawai/{city.pegawai_id('SR')}"
    page = person.open(address).press("Tampilkan", pada="2026-05-01")
    assert "Pada 1 Mei 2026" in page.text
    assert "Jabatan Kepala Bidang A kosong" in page.text
    for typed, words in (
        ("31-02-2026", "Isi tanggal yang ada"),
        ("1901-01-01", "tidak sampai ke tanggal itu"),
    ):
        wrong = person.open(f"{address}?pada={typed}")
        assert wrong.status == 422
        assert words in wrong.errors()[0][1]
        assert wrong.errors()[0][0] == "#f-pada"


def test_the_page_of_a_unit_shows_its_place_and_its_people(app: Flask, city: Kota) -> None:
    page = Peramban(app, "NH").open(f"/admin/unit/{unit_id(city, 'BID-A')}")
    assert "Agus Prasetya, S.Sos., M.M. (Definitif, sejak 3 Januari 2022" in page.text
    assert page.follow("Siti Rahmawati").path == f"/admin/pegawai/{city.pegawai_id('SR')}"
    assert page.follow("Lihat tugasnya").status == 200


def test_a_vacant_head_and_an_ended_unit_are_told(app: Flask, city: Kota) -> None:
    retire(city, "KB", date(2026, 1, 3))
    ended = unit_id(city, "BID-B")
    with city.work.transaction() as tx:
        tx.session.execute(
            update(Unit).where(Unit.id == ended).values(berlaku=Masa(date(2017, 1, 1), date(2026, 1, 1)))
        )
    person = Peramban(app, "NH")
    page = person.open(f"/admin/unit/{unit_id(city, 'BID-A')}")
    assert "Pejabat definitif kosong sejak 3 Januari 2026" in page.text
    assert "tidak berlaku hari ini" in person.open(f"/admin/unit/{ended}").text
    assert person.open("/admin/unit/999999").status == 404


# -- check of data -----------------------------------------------------------------------------------------------


def test_ac_b_01_the_vacant_head_is_on_the_list_of_bkpp_with_what_to_do(app: Flask, city: Kota) -> None:
    retire(city, "KB", date(2026, 5, 1))
    city.at("2026-05-01 00:00")
    page = Peramban(app, "NH").open("/admin/cek?jenis=kepala-kosong")
    assert "Kepala kosong tanpa Plt: Bidang A, 4 bawahan" in page.text
    assert "sejak 1 Mei 2026" in page.text
    assert "/penugasan/usul?jenis=PLT" in page.all("//main//a/@href")


def test_the_sum_stands_on_top_and_each_kind_leads_to_its_findings(app: Flask, city: Kota) -> None:
    page = Peramban(app, "NH").open("/admin/cek")
    assert "pegawai ok" in page.text
    assert "2 masalah" in page.text
    kind = page.follow("Tanpa jabatan atau unit")
    assert "Bayu Saputra" in kind.text
    assert "jenis=tanpa-jabatan" in kind.path


@pytest.mark.parametrize("query", ["pada=x", "pada=1901-01-01"])
def test_a_day_that_cannot_be_checked_is_refused_with_a_sentence(app: Flask, city: Kota, query: str) -> None:
    page = Peramban(app, "NH").open(f"/admin/cek?{query}")
    assert page.status == 422
    assert page.errors()[0][0] == "#f-pada"


@pytest.mark.parametrize(
    "query", ["jenis=apa", "opd=x", "opd=99999999999999999999", "hal=9999", "cari=%00a", "cari=(("]
)
def test_odd_addresses_of_the_check_are_pages_too(app: Flask, city: Kota, query: str) -> None:
    assert Peramban(app, "NH").open(f"/admin/cek?{query}").status == 200


def test_the_findings_are_files_too_and_a_download_is_kept(app: Flask, city: Kota) -> None:
    with city.work.transaction() as tx:
        contoh.pegawai(tx.session, NIP["BS"]).nama = "=HYPERLINK(1)"
    client = Peramban(app, "NH").client
    sheet = client.get("/admin/cek/temuan.csv?jenis=tanpa-jabatan")
    rows = list(csv.reader(io.StringIO(sheet.data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Jenis temuan", "Nama", "NIP", "Temuan"]
    assert [row[1] for row in rows[1:]] == ["'=HYPERLINK(1), S.Kom."]
    book = client.get("/admin/cek/temuan.xlsx?jenis=tanpa-jabatan")
    assert book.headers["Content-Disposition"] == 'attachment; filename="cek-data-2026-01-05.xlsx"'
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_name("Temuan").to_python()
    assert cells[1][1:3] == ["=HYPERLINK(1), S.Kom.", NIP["BS"]]
    assert len(events(city, EXPORTED)) == 2


# -- open steps --------------------------------------------------------------------------------------------------


def test_the_list_of_steps_is_filtered_and_leads_to_one(app: Flask, city: Kota) -> None:
    city.until_submitted()
    person = Peramban(app, "NH")
    page = person.open("/admin/tugas").press("Tampilkan", nama="ratna", peran="pejabat_penilai")
    assert page.status == 303
    assert "Reviu SKP" not in page.text
    page = person.open("/admin/tugas").press("Tampilkan", nama="agus prasetya")
    assert page.follow("Reviu SKP – Siti").path == step_address(city, "SR")
    for query in (
        "lebih=x",
        "lebih=-1",
        "lebih=99999",
        "peran=apa",
        "unit=99999999999999999999",
        "hal=77",
        "nama=%00",
    ):
        assert person.open(f"/admin/tugas?{query}").status == 200, query


def test_a_step_is_given_and_taken_back_from_its_page(app: Flask, city: Kota) -> None:
    city.until_submitted()
    person = Peramban(app, "NH")
    page = person.open(step_address(city, "SR"))
    assert "Kepala Bidang A, jabatan definitif sejak 3 Januari 2022" in page.text
    done = page.press("Alihkan tugas", kepada=str(city.pegawai_id("KD")), alasan=REASON)
    assert (done.status, done.path) == (303, step_address(city, "SR"))
    assert "Tugas dialihkan" in done.text
    assert f"Nur Hidayat, S.E. pada 5 Januari 2026 08.00 WIB dengan alasan: {REASON}" in done.text
    assert "Dialihkan" in chips(person.open("/admin/tugas"))
    given = Peramban(app, "KD").open("/tugas")
    assert "Siti Rahmawati" in given.text
    assert f"Dialihkan oleh admin BKPP: {REASON}" in given.text
    assert given.follow("Reviu SKP").status == 200
    back = done.press("Cabut pengalihan")
    assert "Pengalihan dicabut" in back.text
    assert "Siti Rahmawati" not in Peramban(app, "KD").open("/tugas").text


def test_a_refused_giving_keeps_what_was_typed_and_leads_to_the_fields(app: Flask, city: Kota) -> None:
    city.until_submitted()
    page = Peramban(app, "NH").open(step_address(city, "SR")).press("Alihkan tugas", alasan="")
    assert page.status == 422
    assert [one for one, _ in page.errors()] == ["#f-kepada", "#f-alasan"]
    again = page.press("Alihkan tugas", alasan=REASON)
    assert again.status == 422
    assert again.value("alasan") == REASON
    forged = page.press("Alihkan tugas", extra={"kepada": str(city.pegawai_id("SR"))}, alasan=REASON)
    assert forged.status == 422


def test_a_signature_and_an_own_step_offer_no_form_but_say_why(app: Flask, city: Kota) -> None:
    city.until_submitted()
    city.review("KB", "SR")
    person = Peramban(app, "NH")
    own = person.open(step_address(city, "SR", "tanda_tangan"))
    assert "milik pegawai sendiri" in own.text
    city.sign("SR")
    signature = person.open(step_address(city, "SR", "tetapkan"))
    assert "penetapan khusus pejabat penilai" in signature.text
    assert "kepada" not in own.names | signature.names


def test_a_step_that_was_done_meanwhile_is_told_with_who_and_when(app: Flask, city: Kota) -> None:
    city.until_submitted()
    page = Peramban(app, "NH").open(step_address(city, "SR"))
    city.review("KB", "SR")
    late = page.press("Alihkan tugas", kepada=str(city.pegawai_id("KD")), alasan=REASON)
    assert late.status == 409
    assert "Agus Prasetya, S.Sos., M.M." in late.text


def test_who_would_get_a_step_on_a_day_is_asked_on_its_page(app: Flask, city: Kota) -> None:
    city.until_submitted()
    retire(city, "KB", date(2026, 5, 1))
    person = Peramban(app, "NH")
    page = person.open(step_address(city, "SR")).press("Tampilkan", pada="2026-05-01")
    assert "Pada 1 Mei 2026 Dr. Ratna Widyastuti, M.Si." in page.text
    assert person.open(f"{step_address(city, 'SR')}?pada=1901-01-01").status == 422


def test_giving_needs_the_office_the_token_and_a_key(app: Flask, city: Kota) -> None:
    city.until_submitted()
    address, sent = step_address(city, "SR"), {"kepada": str(city.pegawai_id("KD")), "alasan": REASON}
    assert (
        Peramban(app, "NH").client.post(address, data={**sent, "_permintaan": str(uuid4())}).status_code
        == 400
    )
    key = next(key for key in city.open_keys("SR") if "/reviu#" in key)
    reassign(city.work, city.actor("NH"), city.case_id("SR"), key, city.pegawai_id("KD"), REASON, uuid4())
    page = Peramban(app, "KD").open("/tugas")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    forged = MultiDict({**sent, "_permintaan": str(uuid4()), "csrf_token": token})
    assert page.browser.client.post(f"{address}/cabut", data=forged).status_code == 403
