"""The pages of privacy: a copy of one's own data, figures for everybody, reports of a breach, proposals to delete."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from re import DOTALL, findall
from zipfile import ZipFile

from sqlalchemy import select, text

from tests.kota import NAMES, NIP, PASSWORD, Kota
from tests.services.evaluations import give_office
from webapp.services.identity import sessions
from webapp.services.planning import cycle
from webapp.services.privacy import own_data
from webapp.storage.organisasi import Unit

from .conftest import Person, hidden
from .matriks import employ

ClientAs = Callable[[str], Person]
BKPP = "Badan Kepegawaian, Pendidikan, dan Pelatihan"


def test_a_person_asks_for_her_data_and_fetches_them_once(city: Kota, client_as: ClientAs) -> None:
    sr = client_as("SR")
    assert "/akun/data" in sr.get("/akun").text
    assert sr.post("/akun/data", {}).status_code == 303
    assert "Sedang disusun" in sr.get("/akun/data").text
    with city.reading() as tx:
        number = tx.session.execute(text("SELECT id FROM salinan_data")).scalar_one()
    own_data.write(city.work, number)
    address = f"/akun/data/{number}/ambil"
    assert address in sr.get("/akun/data").text
    assert client_as("DH").get(address).status_code == 404
    assert sr.get(address).status_code == 200
    assert sr.post(address, {"_sandi": "bukan sandinya"}).status_code == 422
    answer = sr.post(address, {"_sandi": PASSWORD})
    assert answer.headers["Cache-Control"] == "no-store"
    with ZipFile(BytesIO(answer.data)) as packed:
        assert "baca.html" in packed.namelist()
    assert sr.get(address).status_code == 404
    assert "Diunduh" in sr.get("/akun/data").text


def test_the_figures_of_a_year_need_no_sign_in_where_the_agency_says_so(
    city: Kota, client_as: ClientAs
) -> None:
    stranger = client_as("SR").client.application.test_client()
    assert stranger.get("/ringkasan").status_code == 404
    with city.work.transaction() as tx:
        tx.session.execute(
            text("UPDATE aturan SET nilai = '{\"tampil\": true}' WHERE kunci = 'ringkasan_publik'")
        )
    city.at("2026-02-03 09:00")
    page = stranger.get("/ringkasan")
    assert page.status_code == 200
    assert "Perangkat daerah" in page.text


def test_ac_k_10_of_a_unit_with_three_people_the_public_page_tells_no_number(
    city: Kota, client_as: ClientAs
) -> None:
    """BKPP has two; with a third one its line has a dash in every cell, and a large unit still has its numbers."""
    city.nip["X1"], city.names["X1"] = "199102022016030001", "tambahan.x1"
    employ(city, "X1", "ANALIS-MUDA-BKPP", ())
    cycle.open_cycle(city.work, 2026)
    with city.work.transaction() as tx:
        tx.session.execute(
            text("UPDATE aturan SET nilai = '{\"tampil\": true}' WHERE kunci = 'ringkasan_publik'")
        )
    city.at("2026-02-03 09:00")
    with city.reading() as tx:
        day = tx.work.organisation.day(tx.session, tx.today)
        units = {one.kode: one.id for one in tx.session.scalars(select(Unit))}
        with_skp = tx.session.execute(text("SELECT count(*) FROM skp WHERE pegawai_id = ANY(:ids)"),
                                      {"ids": list(day.anggota_opd[units["BKPP"]])}).scalar_one()  # fmt: skip
    assert with_skp == 3
    page = client_as("SR").client.application.test_client().get("/ringkasan").text
    rows = {
        findall(r"<t[hd][^>]*>\s*([^<]*?)\s*<", row)[0]: row for row in findall(r"<tr.*?</tr>", page, DOTALL)
    }
    small, large = (findall(r">\s*(\d+|–)\s*<", rows[name]) for name in (BKPP, "Dinas Contoh"))
    assert set(small) == {"–"}
    assert any(one.isdigit() and int(one) >= 5 for one in large)
    assert all(one == "–" or int(one) == 0 or int(one) >= 5 for one in large)


def test_an_auditor_describes_a_breach_and_an_admin_tells_the_people(city: Kota, client_as: ClientAs) -> None:
    give_office(city, "LN", "pengawas")
    auditor, admin = client_as("LN"), client_as("NH")
    assert "/pelanggaran-data" in auditor.get("/meterai").text
    said = {
        "akun": NAMES["KB"], "mulai": "2026-01-01T00:00", "sampai": "2026-01-05T23:00", "diketahui": "2026-01-02T08:00",
        "uraian": "Kata sandi dipakai orang lain di warnet.", "tindakan": "Semua sesi diakhiri, kata sandi diganti.",
    }  # fmt: skip
    wrong = auditor.post("/pelanggaran-data", said | {"akun": "tidak.ada", "mulai": ""})
    assert wrong.status_code == 422
    assert "Tidak ada akun dengan nama pengguna ini." in wrong.text
    assert auditor.post("/pelanggaran-data", said).status_code == 303
    page = auditor.follow().text
    address = "/pelanggaran-data/1"
    assert "Siti Rahmawati" in page
    assert "Pasal 46" in page
    listed = auditor.get(f"{address}/daftar.csv")
    assert NIP["SR"] in listed.data.decode("utf-8-sig")
    assert auditor.client.post(f"{address}/usul", data=hidden(auditor.get(address))).status_code == 303
    assert auditor.client.post(f"{address}/kirim", data=hidden(auditor.get(address))).status_code == 422
    assert admin.client.post(f"{address}/kirim", data=hidden(admin.get(address))).status_code == 303
    assert "warnet" in client_as("SR").get("/pemberitahuan").text
    assert client_as("SR").get(address).status_code == 403


def test_two_officers_delete_what_is_too_old(city: Kota, client_as: ClientAs) -> None:
    give_office(city, "LN", "pengawas")
    client_as("SR").get("/akun")
    with city.work.transaction() as tx:
        sessions.end_all(tx, city.actor("SR").akun_id, "keluar")
    city.at("2031-01-05 09:00")
    admin, auditor = client_as("NH"), client_as("LN")
    assert "Disimpan" in admin.get("/retensi").text
    assert admin.post("/retensi", {}).status_code == 303
    address = admin.page.location if admin.page is not None else ""
    assert address == "/retensi/1"
    assert admin.client.post(f"{address}/usul", data=hidden(admin.get(address))).status_code == 303
    agree = {"keputusan": "setuju"}
    assert admin.client.post(f"{address}/putus", data=hidden(admin.get(address)) | agree).status_code == 422
    assert (
        auditor.client.post(f"{address}/putus", data=hidden(auditor.get(address)) | agree).status_code == 303
    )
    assert "Dihapus" in auditor.get(address).text
    assert client_as("SR").get(address).status_code == 403
