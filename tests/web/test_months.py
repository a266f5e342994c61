"""The pages of the months, used as people use them: plan, target, evidence, results, the leader's board."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import event

from tests.bulanan import (
    LIMA,
    agree,
    begin_plan,
    established,
    open_keys,
    open_months,
    plan,
    sheet,
    target,
    tell,
    until_told,
)
from tests.kota import Kota
from tests.penugasan import PDF
from tests.web.peramban import Peramban
from webapp.domain.bulanan import StatusBulanan
from webapp.domain.predikat import Predikat
from webapp.services.process import timers
from webapp.web.keys import key_to_url

from .conftest import Person, hidden

SignIn = Callable[[str], Person]


@pytest.fixture
def planned(city: Kota) -> Kota:
    """SR has two results, worked on every month; it is 2 February."""
    established(city.at("2026-01-12 09:00"), results=LIMA[:2])
    plan(city)
    open_months(city.at("2026-02-02 08:00"))
    return city


def step(city: Kota, code: str, bulan: int, element: str) -> str:
    """The address of an open step of a month."""
    key = next(key for key in open_keys(city, code, bulan) if element in key)
    return f"/tugas/{sheet(city, code, bulan).lembar.case_id}/{key_to_url(key)}"


def send_file(person: Person, url: str, data: dict[str, object]) -> str:
    """Post a form that brings a file; the page that follows."""
    page = person.get(url)
    person.page = person.client.post(
        url,
        data={**hidden(page), **data},
        content_type="multipart/form-data",
        headers={"Accept": "text/html"},
    )
    return person.page.text


def test_the_plan_is_filled_by_the_quarter_and_set(city: Kota, app: Flask) -> None:
    established(city.at("2026-01-12 09:00"), results=LIMA[:2])
    skp = city.skp("SR")
    begin_plan(city, "SR")
    mine = Peramban(app, "SR")
    page = mine.open(f"/skp/{skp.id}/rencana-aksi")
    assert "0 dari 2" in page.text
    page = page.follow(LIMA[0])
    page = page.press("Setiap triwulan", target_isi="3")
    assert page.value("rencana.r1.3.target") == "3"
    page = page.press("Simpan dan ke RHK berikutnya")
    assert (page.status, page.path.split("#")[0]) == (303, f"/skp/{skp.id}/rencana-aksi/r2")
    page = page.press("Seperti RHK sebelumnya").press("Simpan")
    assert "2 dari 2" in page.text
    done = page.press("Tetapkan rencana aksi")
    assert done.status == 303
    assert "Ditetapkan" in mine.open(f"/skp/{skp.id}/rencana-aksi").text
    assert "3" in Peramban(app, "KB").open(f"/skp/{skp.id}/rencana-aksi").text


def test_a_plan_with_a_gap_is_refused_and_names_the_row(city: Kota, app: Flask) -> None:
    established(city.at("2026-01-12 09:00"), results=LIMA[:2])
    skp = city.skp("SR")
    begin_plan(city, "SR")
    page = Peramban(app, "SR").open(f"/skp/{skp.id}/rencana-aksi/r1").press("Setiap bulan").press("Simpan")
    page = page.press("Tetapkan rencana aksi")
    assert page.status == 422
    assert [text for _, text in page.errors()] == [
        f"{LIMA[1]}: RHK ini belum punya bulan. Tandai paling sedikit satu bulan."
    ]


def test_ac_d_02_a_row_is_added_only_under_a_yearly_row(planned: Kota, app: Flask) -> None:
    page = Peramban(app, "SR").open(step(planned, "SR", 2, "susun_target"))
    assert page.status == 200
    page = page.press("Tambah baris di bawah RHK")
    key = next(name for name in page.names if name and name.startswith("baris.n") and name.endswith(".rhk"))
    own = key.removesuffix(".rhk")
    page = page.press_with(
        "Ajukan target", {f"{own}.uraian": "Pekerjaan lain", f"{own}.target": "1", f"{own}.satuan": "berkas"}
    )
    assert page.status == 422
    assert any("rhk_id wajib" in text for _, text in page.errors())
    assert page.value(f"{own}.uraian") == "Pekerjaan lain"
    page = page.press_with("Ajukan target", {key: "r1"})
    assert page.status == 303
    assert [row.baris.rhk_kunci for row in sheet(planned, "SR", 2).rows] == ["r1", "r2", "r1"]


def test_ac_d_06_the_page_of_results_says_which_step_is_missing(planned: Kota, app: Flask) -> None:
    planned.at("2026-04-01 08:00")
    mine = Peramban(app, "SR")
    skp_id = planned.skp("SR").id
    page = mine.open(f"/skp/{skp_id}/bulanan/2/realisasi")
    assert "Februari 2026: Target bulan ini belum diajukan" in page.text
    assert page.follow("Susun target bulan ini").path.startswith("/tugas/")
    page = mine.open(f"/skp/{skp_id}/bulanan/5")
    assert "Mei 2026: Lembar bulan ini belum dibuat" in page.text


def test_ac_d_05_the_stamp_stands_on_the_rating_screen(planned: Kota, app: Flask) -> None:
    planned.at("2026-02-09 08:00")
    mine = Peramban(app, "SR")
    page = mine.open(step(planned, "SR", 2, "susun_target"))
    assert "Batas target sudah lewat" in page.text
    page = page.press("Ajukan target")
    assert page.status == 422
    page = page.press("Ajukan target", alasan_terlambat="Mengikuti diklat.")
    assert page.status == 303
    board = Peramban(app, "KB").open("/tim/bulanan/2026-2")
    assert "TARGET TERLAMBAT" in board.text
    assert "Mengikuti diklat." in board.text
    number = sheet(planned, "SR", 2).lembar.id
    board = board.press_with("Kirim keputusan target", {f"target.{number}.setujui": "ya"})
    assert board.status == 303
    planned.at("2026-03-02 08:00")
    timers.fire_all(planned.work)
    tell(planned, "SR", 2)
    page = Peramban(app, "KB").open(step(planned, "SR", 2, "nilai_bulanan"))
    assert "TARGET TERLAMBAT" in page.text


def test_evidence_goes_to_the_vault_by_its_content_and_is_read_by_those_who_may(
    planned: Kota, app: Flask, client_as: SignIn
) -> None:
    target(planned, "SR", 2)
    agree(planned, "KB", "SR", 2)
    planned.at("2026-03-02 08:00")
    timers.fire_all(planned.work)
    url = step(planned, "SR", 2, "isi_realisasi")
    row = sheet(planned, "SR", 2).rows[0].baris.id
    mine = client_as("SR")
    typed = {f"realisasi.{row}.narasi": "Sudah selesai", "_bukti": f"berkas:{row}"}
    text = send_file(mine, url, typed | {f"_berkas.{row}": (BytesIO(b"MZ program"), "foto.jpg")})
    assert mine.page is not None
    assert mine.page.status_code == 422
    assert "Bukti harus foto" in text
    assert "Sudah selesai" in text, "what was typed is kept"
    text = send_file(mine, url, typed | {f"_berkas.{row}": (BytesIO(PDF), "laporan.pdf")})
    assert mine.page.status_code == 200
    assert "Bukti tersimpan di brankas" in text
    assert "Sudah selesai" in text
    (kept,) = sheet(planned, "SR", 2).rows[0].bukti
    address = f"/skp/{planned.skp('SR').id}/bulanan/2/bukti/{kept.row.id}"
    for who, code in (("KB", 200), ("KD", 200), ("SR", 200), ("DH", 404), ("WS", 404)):
        assert client_as(who).get(address).status_code == code, who
    answer = client_as("KB").get(address)
    assert (answer.data, answer.headers["Content-Disposition"]) == (PDF, "attachment; filename=laporan.pdf")


def test_ac_d_08_a_private_drive_is_told_and_the_vault_offered(planned: Kota, app: Flask) -> None:
    target(planned, "SR", 2)
    agree(planned, "KB", "SR", 2)
    planned.at("2026-03-02 08:00")
    timers.fire_all(planned.work)
    row = sheet(planned, "SR", 2).rows[0].baris.id
    page = Peramban(app, "SR").open(step(planned, "SR", 2, "isi_realisasi"))
    page = page.press_with("Simpan tautan", {f"_tautan.{row}": "https://drive.google.com/file/d/abc/view"})
    assert page.status == 200
    assert "tidak dapat dibuka penilai" in page.text
    assert "Unggah berkasnya ke brankas" in page.text
    assert "Perlu izin" in page.text
    assert "Tidak dapat dibuka penilai: halaman ini meminta masuk atau izin." in page.text


def test_ac_d_09_evidence_before_the_target_is_refused_with_the_order(
    planned: Kota, client_as: SignIn
) -> None:
    skp_id, row = planned.skp("SR").id, sheet(planned, "SR", 2).rows[0].baris.id
    mine = client_as("SR")
    mine.get(f"/skp/{skp_id}/bulanan/2")
    data = {
        **hidden(mine.get("/tugas")),
        "_bukti": f"tautan:{row}",
        f"_tautan.{row}": "https://contoh.go.id/a",
    }
    answer = mine.client.post(f"/skp/{skp_id}/bulanan/2/bukti", data=data, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "bukti dan realisasi menyusul" in answer.text
    answer = mine.client.post(f"/skp/{skp_id}/bulanan/7/bukti", data=data, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "rencana aksi, target, bukti, lalu realisasi" in answer.text


def test_the_board_judges_all_or_none_and_keeps_what_was_typed(city: Kota, app: Flask) -> None:
    city.at("2026-01-12 09:00")
    people = ("SR", "DH")
    for code in people:
        established(city, code, results=LIMA[:1])
        plan(city, code)
    for code in people:
        until_told(city, code)
    ids = {code: sheet(city, code, 2).lembar.id for code in people}
    leader = Peramban(app, "KB")
    page = leader.open("/tim/bulanan")
    assert page.path == "/tim/bulanan/2026-2"
    assert not [name for name in page.names if name and "predikat" in name], "no field for a predikat"
    page = page.press_with(
        "Kirim nilai",
        {
            f"nilai.{ids['SR']}.hasil_kerja": "SESUAI_EKSPEKTASI",
            f"nilai.{ids['SR']}.perilaku": "SESUAI_EKSPEKTASI",
            f"nilai.{ids['DH']}.hasil_kerja": "DI_ATAS_EKSPEKTASI",
            f"nilai.{ids['DH']}.perilaku": "DI_ATAS_EKSPEKTASI",
        },
    )
    assert page.status == 422
    ((where, said),) = page.errors()
    assert (where, said.split(":")[0]) == (f"#f-nilai-{ids['DH']}-umpan_balik", "Dwi Hartono, A.Md.")
    assert sheet(city, "SR", 2).evaluasi is None, "nobody's was stored"
    assert "Sangat Baik" in page.text, "the predikat of what is chosen"
    page = page.press_with("Kirim nilai", {f"nilai.{ids['DH']}.umpan_balik": "Melampaui target dua kali."})
    assert page.status == 303
    assert "2 lembar terkirim" in leader.open("/tim/bulanan/2026-2").text or "2 lembar terkirim" in page.text
    found = [sheet(city, code, 2).evaluasi for code in people]
    assert [one.predikat for one in found if one] == [Predikat.BAIK, Predikat.SANGAT_BAIK]


def test_the_same_ratings_for_the_chosen_are_filled_in_and_not_yet_sent(city: Kota, app: Flask) -> None:
    established(city.at("2026-01-12 09:00"), results=LIMA[:1])
    plan(city)
    until_told(city)
    number = sheet(city, "SR", 2).lembar.id
    page = Peramban(app, "KB").open("/tim/bulanan/2026-2")
    page = page.press_with(
        "Terapkan ke yang dipilih", {"_pilih": str(number), "_massal_hasil": "SESUAI_EKSPEKTASI"}
    )
    assert page.status == 200
    assert sheet(city, "SR", 2).evaluasi is None
    assert page.press("Kirim nilai").status == 303
    assert sheet(city, "SR", 2).lembar.status is StatusBulanan.DINILAI


def test_ac_g_20_a_posted_predikat_is_refused(city: Kota, app: Flask) -> None:
    established(city.at("2026-01-12 09:00"), results=LIMA[:1])
    plan(city)
    until_told(city)
    number = sheet(city, "SR", 2).lembar.id
    leader = Peramban(app, "KB")
    fill = {
        f"nilai.{number}.hasil_kerja": "SESUAI_EKSPEKTASI",
        f"nilai.{number}.perilaku": "SESUAI_EKSPEKTASI",
    }
    page = leader.open("/tim/bulanan/2026-2").press_with(
        "Kirim nilai", fill, {f"nilai.{number}.predikat": "SANGAT_BAIK"}
    )
    assert page.status == 422
    page = leader.open(step(city, "SR", 2, "nilai_bulanan")).press_with(
        "Kirim nilai",
        {"hasil_kerja": "SESUAI_EKSPEKTASI", "perilaku": "SESUAI_EKSPEKTASI"},
        {"predikat": "SANGAT_BAIK"},
    )
    assert page.status == 422
    assert sheet(city, "SR", 2).evaluasi is None


def test_the_month_is_a_document_for_those_entitled_and_takes_an_answer(city: Kota, app: Flask) -> None:
    established(city.at("2026-01-12 09:00"), results=LIMA[:1])
    plan(city)
    until_told(city)
    leader = Peramban(app, "KB")
    page = leader.open(step(city, "SR", 2, "nilai_bulanan"))
    row = sheet(city, "SR", 2).rows[0].baris.id
    page = page.press_with(
        "Kirim nilai",
        {
            "hasil_kerja": "SESUAI_EKSPEKTASI",
            "perilaku": "SESUAI_EKSPEKTASI",
            f"umpan_balik_baris.{row}": "Rapikan penomorannya.",
            "umpan_balik_nilai.KOLABORATIF": "Bantu rekan satu bidang.",
        },
    )
    assert page.status == 303
    address = f"/skp/{city.skp('SR').id}/bulanan/2"
    mine = Peramban(app, "SR")
    page = mine.open(address)
    for words in (
        "Sesuai ekspektasi",
        "Baik",
        "Rapikan penomorannya.",
        "Bantu rekan satu bidang.",
        "Kolaboratif",
    ):
        assert words in page.text
    page = page.follow("Tanggapi evaluasi")
    page = page.press("Kirim tanggapan", tanggapan="Terima kasih, akan saya rapikan.")
    assert page.status == 303
    assert "Terima kasih, akan saya rapikan." in leader.open(address).text
    assert Peramban(app, "DH").open(address).status == 404


def test_the_board_costs_the_same_number_of_statements_for_one_and_for_many(
    city: Kota, client_as: SignIn
) -> None:
    city.at("2026-01-12 09:00")
    for code in ("SR", "DH", "YK"):
        established(city, code, results=LIMA[:2])
        plan(city, code)
    until_told(city, "SR")
    leader = client_as("KB")
    leader.get("/tim/bulanan/2026-2")
    one = _statements(city, leader)
    for code in ("DH", "YK"):
        until_told(city, code)
    leader.get("/tim/bulanan/2026-2")
    assert _statements(city, leader) == one


def _statements(city: Kota, person: Person) -> int:
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(city.engine, "before_cursor_execute", note)
    person.get("/tim/bulanan/2026-2")
    event.remove(city.engine, "before_cursor_execute", note)
    return len(seen)
