"""The pages of the month of allowances, as admins, an employee and a leader open them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import select

from tests import aktivitas as verbs
from tests.kota import NIP, PASSWORD, Kota
from tests.services.test_tpp import rule
from webapp.services.activities import corrections
from webapp.services.tpp import run
from webapp.storage.audit import AuditEvent
from webapp.storage.tpp import StatusPutaran, TppPutaran

from .conftest import Person

ClientAs = Callable[[str], Person]
JANUARY = date(2026, 1, 1)
MONTH = "/tpp/2026-01"


@pytest.fixture
def town(city: Kota) -> Kota:
    """January 2026 is over: SR has 6,600 approved minutes; one entry of DH's waits."""
    city.at("2026-01-30 16:00")
    verbs.stock(city)
    verbs.month_minutes(city, "SR", "KB", "2026-01-01", 6_600)
    verbs.write(city, "DH", "2026-01-30", "08.00")
    run.open_month(city.work, JANUARY)
    return city.at("2026-02-06 09:00")


def step_of(person: Person) -> str:
    """The address of the step that the month's page offers."""
    found = re.search(r'href="(/tugas/\d+/[^"]+)"', person.get(MONTH).text)
    assert found is not None
    return found[1]


def computed(city: Kota) -> TppPutaran:
    return verbs.compute(city)


def lock(city: Kota, admin: Person) -> TppPutaran:
    answer = admin.post(step_of(admin), {"setuju_kunci": "true"})
    assert answer.status_code == 303, answer.text
    return computed(city)


def test_the_month_from_lock_to_final_by_two_admins(town: Kota, client_as: ClientAs) -> None:
    first, second = client_as("NH"), client_as("KBK")
    assert "Januari 2026" in first.get("/tpp").text
    page = first.get(MONTH).text
    assert "Kunci bulan" in page
    assert "1 pegawai masih punya aktivitas tanpa putusan" in page
    address = step_of(first)
    assert "Dwi Hartono" in first.get(address).text
    assert first.post(address, {"setuju_kunci": "true"}).status_code == 303
    page = first.get(MONTH).text
    assert "Sedang dihitung" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'hx-trigger="every 2s"' in page
    computed(town)
    page = first.get(MONTH).text
    assert "1 aktivitas, tidak dihitung" in page
    assert "http-equiv" not in page
    assert first.post(step_of(first), {"hasil_periksa": "lanjut"}).status_code == 303
    refused = first.post(
        step_of(first), {"sidik": "0" * 8, "setuju_tetapkan_tpp": "true", "_sandi": PASSWORD}
    )
    assert refused.status_code == 422
    assert "admin BKPP lain" in refused.text
    address = step_of(second)
    sidik = re.search(
        r"Sidik berkas CSV</strong> <code class=\"code\">([0-9a-f]{64})", second.get(address).text
    )
    assert sidik is not None
    wrong = second.post(
        address, {"sidik": sidik[1][:8], "setuju_tetapkan_tpp": "true", "_sandi": "bukan sandinya"}
    )
    assert wrong.status_code == 422
    town.at("2026-02-06 09:05")
    done = second.post(address, {"sidik": sidik[1][:8], "setuju_tetapkan_tpp": "true", "_sandi": PASSWORD})
    assert done.status_code == 303, re.findall(r"error-summary.*?</div>", done.text, re.DOTALL)
    assert "Final" in first.get(MONTH).text
    page = client_as("SR").get("/tpp/saya/2026-01").text
    assert "97,78 % karena 6.600 dari 6.750 menit disetujui." in page


def test_ac_k_13_two_downloads_and_two_runs_are_the_same_to_the_byte(town: Kota, client_as: ClientAs) -> None:
    admin = client_as("NH")
    lock(town, admin)
    ends = ("csv", "xlsx", "sha256")
    first = [admin.get(f"{MONTH}/putaran/1/hasil.{one}").data for one in ends]
    assert [admin.get(f"{MONTH}/putaran/1/hasil.{one}").data for one in ends] == first
    assert first[2].decode().split("\n")[0] == f"{sha256(first[0]).hexdigest()}  tpp-2026-01.csv"
    assert sha256(first[1]).hexdigest() in first[2].decode()
    town.at("2026-02-09 15:00")
    admin = client_as("NH")
    assert admin.post(step_of(admin), {"hasil_periksa": "hitung_ulang"}).status_code == 303
    computed(town)
    assert [admin.get(f"{MONTH}/putaran/2/hasil.{one}").data for one in ends] == first
    assert "Tidak ada beda" in admin.get(f"{MONTH}/beda").text
    units = set(re.findall(r"opd=(\d+)", admin.get(MONTH).text))
    for opd in units:
        again = [admin.get(f"{MONTH}/putaran/{n}/hasil.csv?opd={opd}").data for n in (1, 2)]
        assert again[0] == again[1] != first[0]
        sums = admin.get(f"{MONTH}/putaran/1/hasil.sha256?opd={opd}").text
        assert sha256(again[0]).hexdigest() in sums
    with town.reading() as tx:
        fetched = tx.session.scalars(
            select(AuditEvent.id).where(AuditEvent.kind == "tpp_hasil_diunduh")
        ).all()
    assert len(fetched) == 9 + 3 * len(units)


def test_results_are_found_by_name_nip_and_unit_and_reading_one_is_kept(
    town: Kota, client_as: ClientAs
) -> None:
    admin = client_as("NH")
    lock(town, admin)
    results = f"{MONTH}/putaran/1"
    page = admin.get(admin.post(results, {"cari": "rahmawati"}).headers["Location"]).text
    assert "97,78 %" in page
    assert "Dwi Hartono" not in page
    to = admin.post(results, {"cari": NIP["SR"]}).headers["Location"]
    assert NIP["SR"] not in to
    assert "Siti Rahmawati" in admin.get(to).text
    assert "Tidak ada pegawai yang cocok" in admin.get(f"{MONTH}/putaran/1?kurang=ya").text
    address = f"{MONTH}/pegawai/{town.pegawai_id('SR')}"
    assert "Belum ditetapkan" in admin.get(address).text
    with town.reading() as tx:
        query = select(AuditEvent.object_id).where(AuditEvent.kind == "tpp_penjelasan_dibaca")
        assert list(tx.session.scalars(query)) == [town.pegawai_id("SR")]
    for url in (address, MONTH, "/tpp", f"{MONTH}/putaran/1", f"{MONTH}/putaran/1/hasil.csv", "/tpp/aturan"):
        assert client_as("KB").get(url).status_code == 403
    assert admin.get("/tpp/2026-13").status_code == 404
    assert admin.get(f"{MONTH}/putaran/9").status_code == 404


def test_an_own_month_tells_how_far_it_is_until_it_is_final_and_then_why(
    town: Kota, client_as: ClientAs
) -> None:
    own = client_as("SR")
    assert "TPP saya" in own.get("/tpp/saya").text
    page = own.get("/tpp/saya/2026-01").text
    assert "Masih berjalan" in page
    month_id = verbs.lock(town, "2026-01-01")
    final = verbs.compute(town)
    page = own.get("/tpp/saya/2026-01").text
    assert "belum ditetapkan" in page
    assert "karena" not in page
    verbs.settle(town, month_id)
    page = own.get("/tpp/saya/2026-01").text
    assert "97,78 % karena 6.600 dari 6.750 menit disetujui." in page
    assert "Siti" not in client_as("DH").get("/tpp/saya/2026-01").text.partition('id="isi"')[2]
    koreksi = corrections.propose(
        town.work, town.actor("SR"), town.pegawai_id("SR"), JANUARY, 150, "Rapat 12 Januari tertinggal."
    )
    verbs.do(town, "KD", "koreksi_aktivitas", koreksi, putusan_koreksi="setujui",
             alasan_putusan_koreksi="Sesuai daftar hadir.")  # fmt: skip
    page = own.get("/tpp/saya/2026-01").text
    assert "97,78 % menjadi 100,00 %" in page
    assert "100,00 %" in own.get("/tpp/saya").text
    admin = client_as("NH")
    assert "Rapat 12 Januari tertinggal." in admin.get(f"{MONTH}/penyesuaian").text
    assert "97.78,100.00" in admin.get(f"{MONTH}/penyesuaian.csv").text
    with town.reading() as tx:
        run_row = tx.session.get_one(TppPutaran, final.id)
        assert (run_row.status, run_row.csv_sidik) == (StatusPutaran.SELESAI, final.csv_sidik)


def test_a_file_of_inputs_names_every_wrong_line_and_stores_nothing_half(
    town: Kota, client_as: ClientAs
) -> None:
    admin, url = client_as("NH"), f"{MONTH}/masukan"

    def bring(lines: str, act: str) -> str:
        file = (io.BytesIO(f"nip,nilai\n{lines}".encode()), "presensi.csv")
        answer = admin.post(url, {"jenis": "PRESENSI", "aksi": act, "berkas": file})
        return admin.follow().text if answer.status_code == 303 else answer.text

    good = f"{NIP['SR']},96.5\n{NIP['DH']},100"
    assert "2 baris benar" in bring(good, "periksa")
    assert "presensi.csv" not in admin.get(url).text
    page = bring(f"{good}\n123,50\n{NIP['LN']},250", "simpan")
    assert "2 baris salah" in page
    assert re.search(r"<th[^>]*>4</th>", page)
    assert re.search(r"<th[^>]*>5</th>", page)
    assert "presensi.csv" not in admin.get(url).text
    assert "2 baris tersimpan" in bring(good, "simpan")
    assert "presensi.csv" in admin.get(url).text
    answer = admin.post(url, {"aksi": "simpan"})
    assert answer.status_code == 422
    assert "Pilih jenis data" in answer.text


def test_a_missing_input_keeps_the_month_from_being_final_and_says_so(
    town: Kota, client_as: ClientAs
) -> None:
    rule(town, "2026-01-01", kode="UJI", bobot={"aktivitas": 60, "presensi": 40})
    admin = client_as("NH")
    done = lock(town, admin)
    address = step_of(admin)
    assert "belum lengkap" in admin.get(address).text
    refused = admin.post(address, {"hasil_periksa": "lanjut"})
    assert refused.status_code == 422
    assert "Unggah berkasnya, lalu hitung ulang." in refused.text
    page = admin.get(f"{MONTH}/putaran/{done.nomor}?kurang=ya").text
    assert "Siti Rahmawati" in page
    one = admin.get(f"{MONTH}/pegawai/{town.pegawai_id('SR')}").text
    assert "data ini belum ada: presensi" in one


def test_a_rule_set_needs_two_admins_and_a_sound_sum(town: Kota, client_as: ClientAs) -> None:
    first, second = client_as("NH"), client_as("KBK")
    page = first.get("/tpp/aturan").text
    assert "SMG-2022" in page
    typed = {
        "kode": "SMG-2026", "mulai": "2026-07-01", "dasar": "Perwal uji 1/2026", "target_menit": "7.000",
        "rumus": "PROPORSIONAL", "sumber_skp": "NILAI_FILE", "bobot_aktivitas": "60", "bobot_skp": "30",
        "bobot_presensi": "0", "bobot_disiplin": "0", "batas_harian": "600", "terlambat_hari": "3",
        "hari_eskalasi": "5", "hari_kunci": "5", "toleransi_durasi": "1", "pengecualian": "",
    }  # fmt: skip
    refused = first.post("/tpp/aturan", dict(typed))
    assert refused.status_code == 422
    assert "Jumlah bobot harus 100, sekarang 90." in refused.text
    assert "SMG-2026" in refused.text
    assert first.post("/tpp/aturan", {**typed, "bobot_skp": "40"}).status_code == 303
    page = first.get("/tpp/aturan").text
    assert "admin BKPP lain yang menyetujui" in page
    found = re.search(r'action="(/tpp/aturan/\d+/putusan)"', page)
    assert found is not None
    second.get("/tpp/aturan")
    sneaky = first.post(found[1], {"setuju": "ya"}, fresh=False)
    assert sneaky.status_code == 422
    assert second.post(found[1], {"setuju": "ya"}, fresh=False).status_code == 303
    page = first.get("/tpp/aturan").text
    assert "1 Juli 2026" in page
    assert "7.000" in page


def test_a_reason_for_paying_nothing_is_noted_and_taken_back(town: Kota, client_as: ClientAs) -> None:
    admin = client_as("NH")
    bad = admin.post(
        "/tpp/pengecualian", {"nip": "1", "kode": "UANG_TUNGGU", "mulai": "2026-01-01", "dasar": "SK 1"}
    )
    assert bad.status_code == 422
    assert "NIP ini tidak dikenal" in bad.text
    typed = {"nip": NIP["DH"], "kode": "UANG_TUNGGU", "mulai": "2026-01-01", "dasar": "SK 12/2025"}
    assert admin.post("/tpp/pengecualian", dict(typed)).status_code == 303
    page = admin.follow().text
    assert "Dwi Hartono" in page
    lock(town, admin)
    assert "0 % karena Menerima uang tunggu" in admin.get(f"{MONTH}/pegawai/{town.pegawai_id('DH')}").text
    found = re.search(r'action="(/tpp/pengecualian/(\d+)/cabut)"', admin.get("/tpp/pengecualian").text)
    assert found is not None
    assert admin.post(found[1], {f"alasan.{found[2]}": ""}, fresh=False).status_code == 422
    admin.get("/tpp/pengecualian")
    done = admin.post(found[1], {f"alasan.{found[2]}": "Salah orang."}, fresh=False)
    assert done.status_code == 303
