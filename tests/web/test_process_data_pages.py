"""Pages of data that process owners keep: opening balances, word lists and examples, feedback of services."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from tests.kota import NIP, Kota
from tests.web.conftest import Person
from webapp.storage.saldo import PutusanSaldo
from webapp.storage.umpan_balik import UmpanBalik

LETTER = b"%PDF-1.4 PAK lama"
SALDO = {
    "nip": NIP["SR"], "jenjang": "AHLI_PERTAMA", "angka_kredit": "56,25", "per_tanggal": "2025-12-31",
    "nomor_surat": "800/15/PAK/2026", "tanggal_surat": "2026-01-02",
}  # fmt: skip


def test_one_admin_brings_a_balance_and_another_approves_it(
    city: Kota, client_as: Callable[[str], Person]
) -> None:
    city.at("2026-02-02 09:00")
    nur, endang = client_as("NH"), client_as("KBK")
    url = "/admin/saldo-angka-kredit"
    refused = nur.post(url, {**SALDO, "angka_kredit": "banyak"})
    assert refused.status_code == 422
    assert 'value="800/15/PAK/2026"' in refused.text
    assert nur.post(url, {**SALDO, "surat": (BytesIO(LETTER), "pak.pdf")}).status_code == 303
    page = nur.follow().text
    assert "56,25" in page
    assert "admin BKPP lain yang memutuskan" in page
    saldo_id = int(page.split(f"{url}/")[1].split("/surat")[0])
    assert endang.get(f"{url}/{saldo_id}/surat").data == LETTER
    endang.get(url)
    assert endang.post(f"{url}/{saldo_id}/putusan", {"setuju": "ya"}, fresh=False).status_code in (303, 409)
    with city.reading() as tx:
        held = tx.session.get(PutusanSaldo, saldo_id)
        assert held is not None
        assert held.setuju
    assert client_as("SR").get(url).status_code == 403


def test_the_page_of_word_lists_says_what_the_linter_says(
    city: Kota, client_as: Callable[[str], Person]
) -> None:
    nur = client_as("NH")
    page = nur.get("/admin/rumusan?kalimat=Melaksanakan+rapat+koordinasi").text
    assert "Tersusunnya notulen dan tindak lanjut rapat koordinasi" in page
    refused = nur.post(
        "/admin/rumusan/contoh", {"awal_jabatan": "Operator", "rhk": "", "iki": "Jumlah"}, fresh=False
    )
    assert refused.status_code == 422
    assert 'value="Operator"' in refused.text
    assert nur.get("/admin/rumusan/contoh.csv").status_code == 200
    assert nur.get("/admin/rumusan/contoh.xlsx").status_code == 200
    assert client_as("SR").get("/admin/rumusan").status_code == 403


def test_the_manager_finds_the_form_for_those_who_receive_a_service(
    city: Kota, client_as: Callable[[str], Person]
) -> None:
    city.at("2026-01-05 08:00").open_cycle().at("2026-03-04 09:00")
    yudi = client_as("YK")
    assert "/umpan-balik/layanan" in yudi.get("/umpan-balik").text
    sent = {
        "nip": NIP["DH"], "sebagai": "pemohon kartu pegawai", "objek": "UMUM", "kanal": "TERTULIS",
        "dasar": "Survei 3 Maret 2026", "isi": "Layanannya cepat dan jelas.",
    }  # fmt: skip
    assert yudi.post("/umpan-balik/layanan", {**sent, "isi": "baik"}).status_code == 422
    posted = yudi.post("/umpan-balik/layanan", {**sent, "berkas": (BytesIO(LETTER), "survei.pdf")})
    assert posted.status_code == 303
    with city.reading() as tx:
        row = tx.session.query(UmpanBalik).one()
    page = client_as("DH").get(f"/skp/{row.skp_id}/umpan-balik").text
    assert "pemohon kartu pegawai" in page
    assert f"/umpan-balik/layanan/{row.id}/berkas" in page
