"""The workshop without scripts: from a draft to a release in force, two people at one file, uploads, old releases."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.datastructures import MultiDict

from tests.kota import PASSWORD, Kota
from tests.services.workshop import owners
from tests.services.workshop.owners import DIAGRAM, FORM
from tests.web.conftest import BROWSER
from tests.web.peramban import Page, Peramban
from webapp.services.process.releases import ship
from webapp.services.workshop import bundles, drafts
from webapp.storage.bengkel import DraftStatus
from webapp.storage.process import Release


def file_url(draft_id: int, path: str = DIAGRAM) -> str:
    return f"/bengkel/{draft_id}/berkas?jalur={path}"


def send(page: Page, url: str, field: str, name: str, body: bytes, **values: str) -> Page:
    """Choose a file in the form that posts to `url`, and send it."""
    form = next(one for one in page.doc.forms if (one.action or "").endswith(url))
    data: dict[str, object] = {one: value for one, value in form.form_values() if value is not None}
    data |= {**values, field: (io.BytesIO(body), name)}
    answer = page.browser.client.post(form.action, data=data, headers=BROWSER)
    return page.browser._page(answer, form.action)


def test_two_owners_bring_a_change_into_force_without_a_script(app: Flask, city: Kota) -> None:
    nur, endang = Peramban(app, "NH"), Peramban(app, "KBK")
    page = nur.open("/bengkel").press("Buka draf", judul="Telaah, bukan reviu")
    assert page.status == 303
    assert "Telaah, bukan reviu" in page.text
    draft = page.path
    page = nur.open(f"{draft}/berkas?jalur={DIAGRAM}")
    page = page.press("Simpan teks", isi=owners.renamed(page.value("isi"), "Telaah SKP"))
    assert "Simpanan 1" in page.text
    page = nur.open(draft)
    assert "Diagram Penetapan SKP" in page.text
    assert "Lolos" in page.text
    page = page.press("Usulkan penerbitan")
    assert page.status == 422
    assert "catatan perubahan" in page.errors()[0][1]
    page = nur.open(draft).press("Simpan catatan", catatan=owners.NOTE)
    page = page.press("Usulkan penerbitan")
    assert "Menunggu persetujuan" in page.text
    assert "Putuskan usul ini" not in page.text

    assert "Rilis: Telaah, bukan reviu" in endang.open("/tugas").text
    page = endang.open(draft).follow("Putuskan usul ini")
    assert owners.NOTE in page.text
    today = city.now.date().isoformat()
    page = page.press_with(
        "Kirim keputusan", {"keputusan": "setujui", "_sandi": PASSWORD}, {"berlaku_mulai": today}
    )
    assert page.status == 303, page.text
    assert owners.number_in_force(city) == 2
    page = nur.open("/rilis")
    assert owners.NOTE in page.text
    assert "diusulkan Nur Hidayat, S.E., disetujui Dra. Endang Sulistyowati, M.Pd." in page.text
    page = nur.open(f"/rilis/2/berkas?jalur={DIAGRAM}")
    assert "Telaah SKP" in page.text
    assert page.all("//svg[contains(@class, 'map')] | //*[local-name()='svg' and contains(@class, 'map')]")
    assert "Reviu SKP" in nur.open(f"/rilis/1/berkas?jalur={DIAGRAM}").text


def test_two_people_at_one_file_merge_and_choose_without_a_script(app: Flask, city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Berdua")
    nur, endang = Peramban(app, "NH"), Peramban(app, "KBK")
    first, second, third = (one.open(file_url(draft_id)) for one in (nur, endang, endang))
    before = first.value("isi")
    first.press("Simpan teks", isi=owners.renamed(before, "Telaah SKP"))
    page = second.press("Simpan teks", isi=owners.renamed(before, "Susun", 'name="Susun SKP"'))
    assert "digabung dengan simpanan Nur Hidayat" in page.text
    now = owners.read(city, draft_id, DIAGRAM)
    assert now.version == 2
    assert 'name="Telaah SKP"' in now.text
    assert 'name="Susun"' in now.text

    page = third.press("Simpan teks", isi=owners.renamed(before, "Pemeriksaan SKP"))
    assert page.status == 409
    assert "Punya saya: Pemeriksaan SKP" in page.text
    assert ": Telaah SKP" in page.text
    assert owners.read(city, draft_id, DIAGRAM).version == 2
    asked = page.press("Simpan gabungan")
    assert asked.status == 409
    (name,) = {one for one in asked.names if one.startswith("_pilih:")}
    page = asked.press_with("Simpan gabungan", {name: "saya"})
    assert page.status == 303
    now = owners.read(city, draft_id, DIAGRAM)
    assert 'name="Pemeriksaan SKP"' in now.text
    assert 'name="Susun"' in now.text


def test_an_upload_comes_in_broken_and_lists_what_to_mend(app: Flask, city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Unggahan")
    nur = Peramban(app, "NH")
    foreign = owners.read(city, draft_id, DIAGRAM).text.replace("bpmn:userTask", "bpmn:manualTask")
    page = send(nur.open(f"/bengkel/{draft_id}"), "/berkas", "berkas", "penetapan.bpmn", foreign.encode())
    assert page.status == 303
    assert "Yang perlu diperbaiki" in page.text
    assert "manualTask" in page.text
    assert "Pakai userTask dengan formulir" in page.text
    assert owners.read(city, draft_id, DIAGRAM).text == foreign
    assert nur.open(f"/bengkel/{draft_id}").all("//button[@disabled]")


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("penetapan.bpmn", b"\xff\xfe<a/>", "UTF-8"),
        ("penetapan.bpmn", b"<!DOCTYPE a><a/>", "DOCTYPE"),
        ("resep.py", b"print()", "tidak dikenal"),
        ("../penetapan.bpmn", b"<!DOCTYPE a>", "DOCTYPE"),
        ("reviu.json", b"{}", "tidak dikenal"),
    ],
)
def test_what_is_no_file_of_a_release_stays_outside_and_says_why(
    app: Flask, city: Kota, name: str, body: bytes, said: str
) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Unggahan")
    page = send(Peramban(app, "NH").open(f"/bengkel/{draft_id}"), "/berkas", "berkas", name, body)
    assert said in page.text
    with city.reading() as tx:
        assert drafts.changed_paths(tx, draft_id) == {}


def test_pressing_upload_without_a_file_changes_nothing(app: Flask, city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Tanpa berkas")
    page = Peramban(app, "NH").open(file_url(draft_id)).press("Unggah")
    assert page.status == 422
    assert owners.read(city, draft_id, DIAGRAM).version == 0


def test_a_draft_goes_out_and_comes_in_as_a_zip(app: Flask, city: Kota) -> None:
    draft_id = owners.changed(city)
    nur = Peramban(app, "NH")
    raw = nur.client.get(f"/bengkel/{draft_id}/draf.zip", headers=BROWSER).data
    files = bundles.from_zip(raw)
    assert 'name="Telaah SKP"' in files[DIAGRAM]
    other = drafts.open_draft(city.work, city.actor("NH"), "Dari ZIP")
    page = send(nur.open(f"/bengkel/{other}"), "/draf.zip", "zip", "draf.zip", raw)
    assert "1 berkas berubah." in page.text
    page = send(nur.open(f"/bengkel/{other}"), "/draf.zip", "zip", "draf.zip", b"bukan zip")
    assert "bukan ZIP" in page.text
    raw = nur.client.get("/rilis/1/rilis.zip", headers=BROWSER)
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert bundles.from_zip(raw.data)[FORM] == files[FORM]


def test_an_earlier_save_comes_back_and_a_deleted_file_too(app: Flask, city: Kota) -> None:
    draft_id = owners.changed(city)
    nur = Peramban(app, "NH")
    page = nur.open(file_url(draft_id)).press("Kembalikan")
    assert "Simpanan 2" in page.text
    with city.reading() as tx:
        assert drafts.changed_paths(tx, draft_id) == {}
    page = page.press("Hapus dari draf")
    assert "Berkas ini tidak ada dalam draf." in page.text
    page = page.press("Kembalikan")
    assert owners.read(city, draft_id, DIAGRAM).version == 4


def test_a_text_box_does_not_change_line_ends(app: Flask, city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Ganti baris")
    nur = Peramban(app, "NH")
    page = nur.open(file_url(draft_id))
    sent = page.value("isi").replace("\n", "\r\n")
    page.press("Simpan teks", isi=sent)
    assert owners.read(city, draft_id, DIAGRAM).version == 0


def test_what_a_draft_never_saw_is_brought_in_by_choosing(app: Flask, city: Kota) -> None:
    late = owners.changed(city, name="Pemeriksaan SKP")
    owners.published(city)
    nur = Peramban(app, "NH")
    page = nur.open(f"/bengkel/{late}")
    assert "rilis 2 ditetapkan berlaku" in page.text
    page = page.press("Bawa perubahan rilis 2 ke draf ini")
    assert page.status == 409
    (name,) = page.names
    page = page.press_with("Bawa ke draf ini", {name: "mereka"})
    assert page.status == 303
    assert "berdasar rilis 2" in page.text
    assert 'name="Telaah SKP"' in owners.read(city, late, DIAGRAM).text


def test_an_old_release_is_proposed_again_from_its_page(app: Flask, city: Kota) -> None:
    owners.published(city)
    city.now += timedelta(days=1)
    nur = Peramban(app, "NH")
    page = nur.open("/rilis/1").press("Usulkan berlaku kembali", alasan="ya")
    assert page.status == 422
    page = page.press("Usulkan berlaku kembali", alasan="Nama lama dipakai lagi menurut edaran.")
    assert page.status == 303
    assert "Menunggu persetujuan" in page.text
    draft_id = int(page.path.rsplit("/", 1)[1])
    owners.approve(city, draft_id)
    assert owners.number_in_force(city) == 1


def test_what_shipped_after_an_owner_decided_is_told_on_the_desk(app: Flask, city: Kota) -> None:
    owners.published(city)
    with city.work.transaction() as tx:
        files = tx.session.scalars(select(Release.files).where(Release.number == 1)).one()
        newer = {**files, DIAGRAM: owners.renamed(files[DIAGRAM], "Reviu bawaan")}
        ship(tx.session, newer, tx.today, "Rilis bawaan")
    page = Peramban(app, "NH").open("/bengkel")
    assert "Rilis bawaan baru tersedia: rilis 3." in page.text


@pytest.mark.parametrize("who", ["SR", "WS", "WK"])
def test_the_workshop_and_releases_are_closed_to_others(app: Flask, city: Kota, who: str) -> None:
    browser = Peramban(app, who)
    assert browser.open("/bengkel").status == 403
    assert browser.open("/rilis").status == 403
    assert not browser.open("/tugas").all("//nav//a[@href='/bengkel']")


def test_forms_and_tables_of_a_release_are_shown_as_people_know_them(app: Flask, city: Kota) -> None:
    nur = Peramban(app, "NH")
    assert "Keputusan reviu" in nur.open(f"/rilis/1/berkas?jalur={FORM}").text
    page = nur.open("/rilis/1/berkas?jalur=workflows/tables/tindak_lanjut.dmn")
    assert page.all("//main//table//td")
    assert nur.open("/rilis/1/berkas?jalur=../cli.py").status == 404
    raw = nur.client.get(f"/rilis/1/unduh?jalur={FORM}", headers=BROWSER).data
    assert (
        raw.decode() == owners.read(city, drafts.open_draft(city.work, city.actor("NH"), "Sama"), FORM).text
    )


def test_a_draft_that_is_thrown_away_is_shown_and_not_editable(app: Flask, city: Kota) -> None:
    draft_id = owners.changed(city)
    page = Peramban(app, "NH").open(f"/bengkel/{draft_id}").press("Buang draf")
    assert owners.row(city, draft_id).status is DraftStatus.DISCARDED
    assert "Dibuang" in page.text
    assert "Sunting" not in page.text
    answer = page.browser.post(f"/bengkel/{draft_id}/usulkan", MultiDict({"csrf_token": "x"}))
    assert answer.status >= 400


def test_roles_that_nobody_holds_are_named_before_publication(app: Flask, city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Peran kosong")
    path = "workflows/bank_aktivitas.bpmn"
    diagram = owners.read(city, draft_id, path).text
    owners.save(city, "NH", draft_id, path, diagram.replace('id="admin_bkpp"', 'id="tim_penilai_kinerja"')
                .replace('bpmnElement="admin_bkpp"', 'bpmnElement="tim_penilai_kinerja"'))  # fmt: skip
    with city.work.transaction() as tx:
        tx.session.execute(text("UPDATE akun SET peran = array_remove(peran, 'tim_penilai_kinerja')"))
    page = Peramban(app, "NH").open(f"/bengkel/{draft_id}").follow("Periksa pemegang setiap peran")
    assert "Tim Penilai Kinerja, Seluruh daerah" in page.text
    assert "bank_aktivitas/periksa" in page.text
    assert page.press("Periksa", tanggal="2026-02-01").status == 200
