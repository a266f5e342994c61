"""The plain pages of the editors, and what the editors' scripts ask for."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.kota import Kota
from tests.services.evaluations import give_office
from tests.services.workshop.foreign_files import CAMUNDA_7, CAMUNDA_8
from tests.web.peramban import Peramban
from webapp.services.workshop import drafts
from webapp.storage.bengkel import DraftStatus

PENETAPAN = "workflows/penetapan.bpmn"


@pytest.fixture
def draft(city: Kota) -> int:
    """A draft on what is in force, of NH."""
    give_office(city, "NH", "pemilik_proses")
    return drafts.open_draft(city.work, city.actor("NH"), "Rilis 2027")


def text_of(city: Kota, draft: int, path: str = PENETAPAN) -> str:
    """A file as it is in the draft."""
    with city.reading() as tx:
        return drafts.read_file(tx, draft, path).text


def test_a_step_is_inserted_given_a_form_and_a_deadline_without_a_script(
    app: Flask, city: Kota, draft: int
) -> None:
    nh = Peramban(app, "NH")
    page = nh.open(f"/bengkel/{draft}/diagram/penetapan/langkah")
    assert "Tidak ada masalah." in page.text
    page = page.follow("Susun SKP")
    page = page.press(
        "Sisipkan",
        sisip_jenis="userTask",
        sisip_nama="Reviu pengelola",
        sisip_alur="ajukan",
        sisip_lajur="pegawai",
    )
    assert "Reviu pengelola" in page.text
    page = page.follow("Reviu pengelola")
    page = page.press(
        "Simpan langkah", formulir="penetapan/reviu", tenggat="penetapan.reviu", peran="pengelola_opd"
    )
    page = nh.open(f"/bengkel/{draft}/diagram/penetapan/langkah")
    assert "Tidak ada masalah." in page.text, page.text


def test_a_step_is_renamed_moved_and_removed_and_flows_get_conditions(
    app: Flask, city: Kota, draft: int
) -> None:
    nh = Peramban(app, "NH")
    here = f"/bengkel/{draft}/diagram/penetapan/langkah"
    page = nh.open(f"{here}/kunci_naskah").press("Simpan langkah", id="kunci", nama="Kunci isi")
    assert page.path == f"{here}/kunci"
    assert 'name="id_lama" value="kunci_naskah"' in text_of(city, draft)
    page = page.press("Pindahkan", pindah_alur="ke_tetapkan")
    assert "Tersimpan." in page.text
    page = nh.open(f"{here}/disetujui").press("Simpan alur", alur1_syarat='keputusan != "setujui"')
    assert '=keputusan != "setujui"' in text_of(city, draft)
    page = nh.open(f"{here}/buka_revisi").press("Hapus langkah ini")
    assert "buka_revisi" not in text_of(city, draft)
    page = nh.open(here)
    assert "Susun SKP" in page.text


def test_what_cannot_be_done_is_said_and_nothing_is_saved(app: Flask, city: Kota, draft: int) -> None:
    nh = Peramban(app, "NH")
    page = nh.open(f"/bengkel/{draft}/diagram/penetapan/langkah/reviu").press("Simpan langkah", id="tetapkan")
    assert "Pakai id dengan huruf kecil" in page.text
    with city.reading() as tx:
        assert drafts.changed_paths(tx, draft) == {}


def test_a_message_a_repetition_and_a_note_are_set_without_a_script(
    app: Flask, city: Kota, draft: int
) -> None:
    nh = Peramban(app, "NH")
    here = f"/bengkel/{draft}/diagram/penetapan/langkah"
    page = nh.open(f"{here}/susun_skp").press(
        "Sisipkan",
        sisip_jenis="intermediateCatchEvent",
        sisip_nama="Tunggu capaian",
        sisip_alur="ajukan",
        sisip_pesan="capaian_diubah",
        sisip_kunci_pesan="=kunci_perubahan",
    )
    page = page.follow("Tunggu capaian")
    assert page.value("kunci_pesan") == "=kunci_perubahan"
    page = page.press("Simpan langkah", waktu_jenis="pesan", kunci_pesan="=kunci_capaian")
    assert 'correlationKey="=kunci_capaian"' in text_of(city, draft)
    nh.open(f"{here}/reviu").press(
        "Pasang pesan",
        tepi_nama="Capaian berubah",
        tepi_pesan="capaian_diubah",
        tepi_kunci_pesan="kunci_perubahan",
        tepi_tujuan="tetapkan",
    )
    assert "Capaian berubah" in nh.open(here).text
    page = nh.open(f"{here}/reviu").press(
        "Simpan langkah", ulang_cara="berurutan", ulang_daftar="daftar_penilai", ulang_butir="penilai"
    )
    assert 'isSequential="true"' in text_of(city, draft)
    page = page.press("Simpan langkah", ulang_cara="")
    assert "multiInstance" not in text_of(city, draft)
    page = page.press("Tambah catatan", catatan_teks="Lihat pasal 5")
    page = page.press("Simpan catatan", catatan1_teks="Lihat pasal 6")
    assert "<bpmn:text>Lihat pasal 6</bpmn:text>" in text_of(city, draft)
    page = page.press("Hapus catatan")
    assert "textAnnotation" not in text_of(city, draft)


def test_a_note_beside_no_step_has_its_form_on_the_list(app: Flask, city: Kota, draft: int) -> None:
    nh = Peramban(app, "NH")
    here = f"/bengkel/{draft}/diagram/penetapan/langkah"
    note = '<bpmn:textAnnotation id="lepas"><bpmn:text>Untuk semua</bpmn:text></bpmn:textAnnotation>'
    path = "workflows/penetapan.bpmn"
    with city.reading() as tx:
        held = drafts.read_file(tx, draft, path)
    text = held.text.replace("</bpmn:process>", f"{note}</bpmn:process>")
    drafts.save_file(city.work, city.actor("NH"), draft, path, text, held.version)
    page = nh.open(here).press("Simpan catatan", catatan1_teks="Untuk semua OPD")
    assert "<bpmn:text>Untuk semua OPD</bpmn:text>" in text_of(city, draft)
    page = page.press("Simpan catatan", catatan1_teks="x" * 1001)
    assert page.status == 422
    assert "x" * 1001 in page.text
    page.press("Hapus catatan")
    assert "lepas" not in text_of(city, draft)


def test_what_was_typed_stays_when_it_cannot_be_saved(app: Flask, city: Kota, draft: int) -> None:
    nh = Peramban(app, "NH")
    here = f"/bengkel/{draft}/diagram/penetapan/langkah/reviu"
    page = nh.open(here).press("Simpan langkah", nama="Telaah", ulang_cara="serentak", ulang_daftar="a (")
    assert page.status == 422
    assert "Isi daftar dengan ungkapan FEEL" in page.text
    assert (page.value("nama"), page.value("ulang_daftar")) == ("Telaah", "a (")
    page = page.press("Pasang pesan", tepi_nama="Berubah", tepi_pesan="capaian_diubah")
    assert (page.status, page.value("tepi_nama")) == (422, "Berubah")
    page = page.press("Tambah catatan", catatan_teks="x" * 1001)
    assert page.status == 422
    assert "x" * 1001 in page.text
    with city.reading() as tx:
        assert drafts.changed_paths(tx, draft) == {}


def test_a_new_form_is_made_field_by_field_and_its_readers_are_named(
    app: Flask, city: Kota, draft: int
) -> None:
    nh = Peramban(app, "NH")
    page = nh.open(f"/bengkel/{draft}/formulir-baru?kunci=penetapan/telaah").press("Buat formulir")
    assert page.path == f"/bengkel/{draft}/formulir/penetapan/telaah/isian"
    page = page.press("Tambah isian", jenis="radio", label="Hasil telaah", kunci="hasil_telaah")
    page = page.follow("Hasil telaah")
    page = page.press("Simpan isian", pilihan="lengkap Berkas lengkap\nkurang Berkas kurang")
    assert "Tidak ada masalah." in page.text
    text = text_of(city, draft, "forms/penetapan/telaah.json")
    assert '"value": "kurang"' in text
    page = nh.open(f"/bengkel/{draft}/formulir/penetapan/reviu/isian")
    assert "syarat 'kembalikan'" in page.text
    page = page.follow("Keputusan reviu")
    assert "Dibaca oleh" in page.text
    page = page.press("Hapus isian ini")
    assert "Tidak ada masalah." not in page.text


def test_the_preview_is_the_page_that_employees_get_and_asks_as_it_does(
    app: Flask, city: Kota, draft: int
) -> None:
    nh = Peramban(app, "NH")
    schema = text_of(city, draft, "forms/penetapan/reviu.json")
    where = f"/bengkel/{draft}/formulir/penetapan/reviu"
    token = nh.open(f"{where}/isian").value("csrf_token")
    page = nh.post(f"{where}/pratinjau", MultiDict({"csrf_token": token, "_skema": schema}))
    assert "frame-ancestors 'self'" in page.response.headers["Content-Security-Policy"]
    assert not page.all("//script")
    page = page.press("Kirim keputusan")
    assert [line[1] for line in page.errors()] == ["Keputusan reviu: Pilih salah satu."], page.errors()
    page = page.press("Tampilkan lagi", keputusan="kembalikan")
    assert "Alasan pengembalian" in page.text
    page = nh.post(
        f"{where}/pratinjau",
        MultiDict({"csrf_token": token, "_skema": '{"components": [{"type": "iframe"}]}'}),
    )
    assert "belum dapat ditampilkan" in page.text


def test_rows_of_a_table_are_changed_added_and_moved_without_a_script(
    app: Flask, city: Kota, draft: int
) -> None:
    nh = Peramban(app, "NH")
    page = nh.open(f"/bengkel/{draft}/tabel/kuadran_predikat/baris")
    assert "Tidak ada masalah." in page.text
    page = page.press("Hapus baris")
    assert "Tidak ada baris untuk 1 kombinasi" in page.text
    page = page.press("Tambah baris sesudah ini")
    assert text_of(city, draft, "workflows/tables/kuadran_predikat.dmn").count("<rule ") == 9


def token_of(nh: Peramban, draft: int) -> str:
    """A token for requests of a script."""
    found = nh.open(f"/bengkel/{draft}/diagram/penetapan").all("//meta[@name='csrf']/@content")
    return str(found[0])


def test_a_script_saves_checks_and_is_told_who_else_is_here(app: Flask, city: Kota, draft: int) -> None:
    give_office(city, "KB", "pemilik_proses")
    nh, kb = Peramban(app, "NH"), Peramban(app, "KB")
    headers = {"X-CSRFToken": token_of(nh, draft), "Accept": "application/json"}
    where = f"/bengkel/{draft}/diagram/penetapan"
    held = nh.client.get(f"{where}/isi", headers=headers).get_json()
    changed = held["text"].replace('name="Reviu SKP"', 'name="Telaah"')
    answer = nh.client.put(
        f"{where}/isi", json={"text": changed, "version": held["version"]}, headers=headers
    )
    assert (answer.status_code, answer.get_json()["version"]) == (200, 1)
    broken = changed.replace('formId="penetapan/reviu"', 'formId="penetapan/tidak_ada"')
    (problem,) = nh.client.post(f"{where}/periksa", json={"text": broken}, headers=headers).get_json()[
        "problems"
    ]
    assert (problem["element"], problem["severity"]) == ("reviu", "error")
    assert problem["mend"]
    other = {"X-CSRFToken": token_of(kb, draft), "Accept": "application/json"}
    assert nh.client.post(f"{where}/hadir", json={}, headers=headers).get_json() == {"others": []}
    assert "Nur Hidayat" in kb.client.post(f"{where}/hadir", json={}, headers=other).get_json()["others"][0]
    mine = held["text"].replace('name="Reviu SKP"', 'name="Punya KB"')
    answer = kb.client.put(f"{where}/isi", json={"text": mine, "version": 0}, headers=other)
    assert answer.status_code == 409
    (conflict,) = answer.get_json()["conflicts"]
    assert ("Punya KB" in conflict["mine"], "Telaah" in conflict["theirs"]) == (True, True)
    sent = {"text": mine, "version": 0, "choices": {conflict["key"]: "saya"}}
    assert kb.client.put(f"{where}/isi", json=sent, headers=other).status_code == 200
    assert 'name="Punya KB"' in text_of(city, draft)


@pytest.mark.parametrize(
    "sent", [[], {}, {"text": 1, "version": 0}, {"text": "<a/>"}, {"text": "<a/>", "version": "0"}]
)
def test_what_no_editor_would_send_is_refused(app: Flask, draft: int, sent: object) -> None:
    nh = Peramban(app, "NH")
    headers = {"X-CSRFToken": token_of(nh, draft), "Accept": "application/json"}
    assert (
        nh.client.put(f"/bengkel/{draft}/diagram/penetapan/isi", json=sent, headers=headers).status_code
        == 400
    )


def test_two_people_on_plain_pages_choose_in_words(app: Flask, city: Kota, draft: int) -> None:
    give_office(city, "KB", "pemilik_proses")
    nh, kb = Peramban(app, "NH"), Peramban(app, "KB")
    path = f"/bengkel/{draft}/diagram/penetapan/langkah/reviu"
    first, second = nh.open(path), kb.open(path)
    first.press("Simpan langkah", nama="Punya NH")
    page = second.press("Simpan langkah", nama="Punya KB")
    assert page.status == 409
    assert "Punya NH" in page.text
    (name,) = {one.get("name") for one in page.all("//input[@type='radio']")}
    page = page.press_with("Gabungkan", {name: "saya"})
    assert "Tersimpan, digabung dengan perubahan" in page.text
    assert 'name="Punya KB"' in text_of(city, draft)


def test_a_diagram_of_another_tool_comes_in_with_a_report(app: Flask, city: Kota, draft: int) -> None:
    nh = Peramban(app, "NH")
    for text, name, said in (
        (CAMUNDA_8, "contoh", "tanpa perubahan satu huruf pun"),
        (CAMUNDA_7, "cuti", "sendTask"),
    ):
        page = nh.open(f"/bengkel/{draft}/impor-diagram")
        sent = {
            "csrf_token": page.value("csrf_token"),
            "nama": name,
            "berkas": (BytesIO(text.encode()), "a.bpmn"),
        }
        answer = nh.client.post(f"/bengkel/{draft}/impor-diagram", data=sent, headers={"Accept": "text/html"})
        assert said in answer.text
    assert text_of(city, draft, "workflows/contoh.bpmn") == CAMUNDA_8


def test_a_proposed_draft_is_only_read(app: Flask, city: Kota, draft: int) -> None:
    with city.work.transaction() as tx:
        drafts.draft(tx, draft).status = DraftStatus.DISCARDED
    nh = Peramban(app, "NH")
    for path in (
        "diagram/penetapan/langkah/reviu",
        "formulir/penetapan/reviu/isian",
        "tabel/kuadran_predikat/baris",
    ):
        page = nh.open(f"/bengkel/{draft}/{path}")
        assert "hanya dapat dibaca" in page.text
        assert not page.all("//main//form//button[starts-with(normalize-space(), 'Simpan')]")


@pytest.mark.parametrize("who", ["SR", "KB"])
def test_the_editors_are_closed_to_others(app: Flask, draft: int, who: str) -> None:
    browser = Peramban(app, who)
    for path in (
        "diagram/penetapan",
        "diagram/penetapan/isi",
        "formulir/penetapan/reviu",
        "tabel/kuadran_predikat",
    ):
        assert browser.open(f"/bengkel/{draft}/{path}").status == 403
