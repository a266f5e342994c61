"""The page of a step with a form, used without scripts: review, signature, setting; drafts, repeats and refusals."""

from __future__ import annotations

import logging
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from tests.kota import PASSWORD, Kota
from tests.rows import whole_database
from tests.web.conftest import BROWSER
from tests.web.peramban import Page, Peramban
from webapp.services.planning import editor
from webapp.services.process import cases
from webapp.storage.dialog import Dialog, Komentar
from webapp.storage.naskah import TandaTangan
from webapp.storage.process import Draft, Journal

ROW = "_komentar:rhk.r1"
INDICATOR = "_komentar:rhk.r1.iki.i2"


def step_url(city: Kota, whose: str) -> str:
    return f"/tugas/{city.case_id(whose)}/{city.open_keys(whose)[0].replace('#', '~')}"


def step(city: Kota, browser: Peramban, whose: str) -> Page:
    return browser.open(step_url(city, whose))


def count(city: Kota, model: type) -> int:
    with city.reading() as tx:
        return tx.session.scalar(select(func.count()).select_from(model)) or 0


def comments(city: Kota) -> list[tuple[str | None, str]]:
    with city.reading() as tx:
        return [(row.letak, row.isi) for row in tx.session.scalars(select(Komentar).order_by(Komentar.id))]


@pytest.fixture
def submitted(city: Kota) -> Kota:
    """SR has submitted on 20 January 2026 at 10.00."""
    return city.at("2026-01-20 10:00").until_submitted("SR")


@pytest.fixture
def kb(submitted: Kota, app: Flask) -> Peramban:
    """Her evaluator at a browser."""
    return Peramban(app, "KB")


@pytest.fixture
def sr(submitted: Kota, app: Flask) -> Peramban:
    """She herself."""
    return Peramban(app, "SR")


# -- review ----------------------------------------------------------------------------------------------------------


def test_a_review_shows_the_document_and_a_place_for_comments_at_every_row(city: Kota, kb: Peramban) -> None:
    page = step(city, kb, "SR")
    assert "Jumlah dokumen analisis jabatan" in page.text
    assert "12 dokumen" in page.text
    assert {ROW, "_komentar:rhk.r1.iki.i1", INDICATOR, "_komentar:rhk.r1.iki.i3"} <= page.names
    assert not page.all("//input[@type='password']")
    assert "Berubah sejak" not in page.text


def test_ac_c_17_a_return_with_a_comment_on_a_row_is_a_new_draft_with_that_comment(
    city: Kota, kb: Peramban, sr: Peramban
) -> None:
    done = step(city, kb, "SR").press_with(
        "Kirim keputusan",
        {"keputusan": "kembalikan", INDICATOR: "Bagaimana persentase ini dihitung?"},
        {"alasan": "Perjelas indikator RHK 1 lalu ajukan lagi.", "sebab": "indikator_kabur"},
    )
    assert (done.status, done.path) == (303, f"/skp/{city.skp('SR').id}")
    assert "Sekarang menunggu Siti Rahmawati: Susun SKP" in done.text
    assert [revision.status for revision in city.revisions("SR")] == ["DIGANTI", "DRAF"]
    assert comments(city) == [
        ("rhk.r1.iki.i2", "Bagaimana persentase ini dihitung?"),
        (None, "Perjelas indikator RHK 1 lalu ajukan lagi. (indikator kabur)"),
    ]
    assert "Bagaimana persentase ini dihitung?" in sr.open(f"/skp/{city.skp('SR').id}/revisi/1").text


def test_a_second_review_begins_with_what_changed(city: Kota, kb: Peramban) -> None:
    city.review("KB", "SR", "kembalikan", "Naikkan target jumlah dokumen.")
    actor, skp_id = city.actor("SR"), city.skp("SR").id
    with city.reading() as tx:
        draft = editor.draft(tx, actor, skp_id)
    row = draft.isi.rhk[0]
    more = replace(row, iki=(replace(row.iki[0], target="15"), *row.iki[1:]))
    editor.save(city.work, actor, skp_id, draft.versi, lambda isi: replace(isi, rhk=(more,)))
    city.submit("SR")
    page = step(city, kb, "SR")
    assert "Berubah sejak reviu terakhir (1)" in page.text
    changed = page.all("//dl[@class='changes__list']")[0]
    assert [one.text_content() for one in changed.iter("del")] == ["[dihapus: 12]"]
    assert [one.text_content() for one in changed.iter("ins")] == ["[ditambahkan: 15]"]


def test_a_return_without_a_reason_shows_the_page_again_with_everything_typed(
    city: Kota, kb: Peramban
) -> None:
    page = step(city, kb, "SR").press_with(
        "Kirim keputusan", {"keputusan": "kembalikan", ROW: "Rumusan <b>kurang</b> tajam"}
    )
    assert page.status == 422
    assert page.errors() == [("#f-alasan", "Alasan pengembalian: Wajib diisi.")]
    assert page.value(ROW) == "Rumusan <b>kurang</b> tajam"
    assert page.all("//details[@class='comment' and @open]")
    assert page.all("//input[@value='kembalikan' and @checked]")
    assert count(city, Komentar) == 0
    done = page.press("Kirim keputusan", alasan="Rumuskan hasil, bukan kegiatan.")
    assert done.status == 303
    assert ("rhk.r1", "Rumusan <b>kurang</b> tajam") in comments(city)


def test_an_approval_locks_the_document_and_says_who_signs(city: Kota, kb: Peramban) -> None:
    done = step(city, kb, "SR").press("Kirim keputusan", keputusan="setujui")
    assert done.status == 303
    assert "Sekarang menunggu Siti Rahmawati: Tanda tangani SKP" in done.text
    assert city.revisions("SR")[-1].status == "DIKUNCI"


@pytest.mark.parametrize(
    ("name", "text"),
    [("_komentar:rhk.r9", "baris asing"), ("_komentar:lampiran", "bukan baris"), (ROW, "x" * 2001)],
)
def test_a_comment_that_has_no_place_or_no_end_is_refused(
    city: Kota, kb: Peramban, name: str, text: str
) -> None:
    page = step(city, kb, "SR").press("Kirim keputusan", {name: text}, keputusan="setujui")
    assert page.status == 422
    assert len(page.errors()) == 1
    assert count(city, Komentar) == 0
    assert city.skp("SR").status == "DIAJUKAN"


def test_a_field_the_form_does_not_have_is_refused(city: Kota, kb: Peramban) -> None:
    page = step(city, kb, "SR").press("Kirim keputusan", {"nilai_akhir": "110"}, keputusan="setujui")
    assert page.status == 422
    assert city.skp("SR").status == "DIAJUKAN"


def test_parts_that_depend_on_an_answer_come_without_sending(city: Kota, kb: Peramban) -> None:
    page = step(city, kb, "SR")
    assert "alasan" not in page.names
    token = page.all("//main//input[@name='csrf_token']")[0].get("value")
    data = {"csrf_token": token, "keputusan": "kembalikan", "alasan": "pendek"}
    answer = kb.client.post(step_url(city, "SR") + "/isian", data=data)
    assert answer.status_code == 200
    assert 'name="alasan"' in answer.text
    assert "pendek" in answer.text
    assert "govuk-error" not in answer.text
    assert "<html" not in answer.text


# -- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_comes_back_with_its_comments(city: Kota, kb: Peramban) -> None:
    done = step(city, kb, "SR").press_with(
        "Simpan draf", {"keputusan": "kembalikan", ROW: "Belum selesai saya tulis"}, {"alasan": "sedang"}
    )
    assert (done.status, done.path) == (303, step_url(city, "SR"))
    assert "Draf tersimpan pukul 10.00 WIB" in done.text
    again = step(city, kb, "SR")
    assert (again.value("alasan"), again.value(ROW)) == ("sedang", "Belum selesai saya tulis")
    assert "Draf tersimpan 20 Januari 2026 10.00 WIB" in again.text
    assert again.press("Kirim keputusan", alasan="Perjelas indikatornya.").status == 303
    assert count(city, Draft) == 0


def test_a_script_that_saves_a_draft_is_told_when(city: Kota, kb: Peramban) -> None:
    token = step(city, kb, "SR").all("//main//input[@name='csrf_token']")[0].get("value")
    data = {"csrf_token": token, "keputusan": "setujui", "_sandi": PASSWORD, "_permintaan": str(uuid4())}
    answer = kb.client.post(step_url(city, "SR") + "/draf", data=data, headers={"Accept": "*/*"})
    assert (answer.status_code, answer.json) == (200, {"tersimpan": "2026-01-20T10:00:00+07:00"})
    with city.reading() as tx:
        assert tx.session.scalars(select(Draft.values)).one() == {"keputusan": ["setujui"]}


def test_a_draft_of_a_step_that_is_closed_is_told_apart(city: Kota, kb: Peramban) -> None:
    page = step(city, kb, "SR")
    url = step_url(city, "SR")
    token = page.all("//main//input[@name='csrf_token']")[0].get("value")
    city.review("KB", "SR")
    data = {"csrf_token": token, "keputusan": "setujui"}
    answer = kb.client.post(url + "/draf", data=data, headers={"Accept": "*/*"})
    assert (answer.status_code, answer.json) == (200, {"selesai": True})
    assert kb.client.post(url + "/draf", data=data, headers=BROWSER).status_code == 409
    assert count(city, Draft) == 0


def test_a_script_without_a_session_is_told_to_sign_in(city: Kota, kb: Peramban) -> None:
    token = step(city, kb, "SR").all("//main//input[@name='csrf_token']")[0].get("value")
    city.at("2026-01-21 10:00")
    url = step_url(city, "SR")
    answer = kb.client.post(url + "/draf", data={"csrf_token": token}, headers={"Accept": "*/*"})
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["masuk"].startswith("/masuk")


# -- repeats ---------------------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_gets_the_same_answer_and_stores_nothing_more(
    city: Kota, kb: Peramban
) -> None:
    page = step(city, kb, "SR")
    url = step_url(city, "SR")
    sent = MultiDict([*page.doc.forms[-1].form_values(), ("keputusan", "setujui")])
    first = kb.post(url, sent)
    rows = count(city, Journal)
    second = kb.post(url, sent)
    assert (first.status, first.path) == (second.status, second.path) == (303, f"/skp/{city.skp('SR').id}")
    assert count(city, Journal) == rows


def test_an_old_page_is_told_who_was_faster_and_when_and_leads_on(city: Kota, kb: Peramban) -> None:
    page = step(city, kb, "SR")
    url = step_url(city, "SR")
    city.at("2026-01-20 14:30").review("KB", "SR")
    late = kb.post(url, MultiDict([*page.doc.forms[-1].form_values(), ("keputusan", "kembalikan")]))
    assert late.status == 409
    assert "Sudah Anda kerjakan pada 20 Januari 2026 pukul 14.30 WIB" in late.text
    assert late.follow("Lihat posisi SKP").status == 200
    assert kb.open(url).status == 409


def stop(city: Kota, whose: str) -> None:
    """The case of somebody ends."""
    with city.work.transaction() as tx:
        action = cases.open_action(tx, city.case_id(whose))
        action.cancel({})
        action.write()


def test_a_step_that_was_taken_away_says_so_gives_what_was_typed_back_and_leads_on(
    city: Kota, kb: Peramban, app: Flask
) -> None:
    url, page = step_url(city, "SR"), step(city, kb, "SR")
    page.press_with(
        "Simpan draf", {"keputusan": "kembalikan", ROW: "Baris ini\n<b>belum</b>"}, {"alasan": "Draf saya"}
    )
    sent = MultiDict(
        [*page.doc.forms[-1].form_values(), ("keputusan", "kembalikan"), ("alasan", "Yang terakhir")]
    )
    stop(city, "SR")
    opened = kb.open(url)
    assert opened.status == 409
    for words in (
        "Kasus ini sudah berakhir",
        "Ditutup pada 20 Januari 2026 pukul 10.00 WIB",
        "Draf saya",
        "Kembalikan untuk diperbaiki",
        "<b>belum</b>",
    ):
        assert words in opened.text
    posted = kb.post(url, sent)
    assert (posted.status, "Yang terakhir" in posted.text, "Draf saya" in posted.text) == (409, True, False)
    assert posted.follow("Lihat dokumennya").path == f"/skp/{city.skp('SR').id}"
    token = {"csrf_token": sent["csrf_token"], "alasan": "Sesudahnya"}
    script = kb.client.post(url + "/draf", data=token, headers={"Accept": "*/*"})
    assert (script.status_code, script.json) == (200, {"selesai": True})
    assert "Sesudahnya" in kb.client.post(url + "/draf", data=token, headers=BROWSER).text
    assert Peramban(app, "DH").open(url).status == 404
    assert count(city, Draft) == 1


def test_a_form_without_its_key_is_not_ours(city: Kota, kb: Peramban) -> None:
    page = step(city, kb, "SR")
    url = step_url(city, "SR")
    sent = [pair for pair in page.doc.forms[-1].form_values() if pair[0] != "_permintaan"]
    assert kb.post(url, MultiDict([*sent, ("keputusan", "setujui")])).status == 400
    assert city.skp("SR").status == "DIAJUKAN"


# -- signatures ------------------------------------------------------------------------------------------------------


@pytest.fixture
def approved(submitted: Kota) -> Kota:
    """KB has approved."""
    submitted.review("KB", "SR")
    return submitted


def test_a_signature_page_shows_what_is_signed_and_keeps_nothing_on_the_device(
    approved: Kota, sr: Peramban
) -> None:
    page = step(approved, sr, "SR")
    fingerprint = approved.revisions("SR")[-1].sidik
    assert fingerprint is not None
    assert page.value("_sidik") == fingerprint
    assert f"{fingerprint[:4]} {fingerprint[4:8]}" in page.text
    assert "19900115 201503 2 003" in page.text
    assert "Agus Prasetya, S.Sos., M.M." in page.text
    assert "Jumlah dokumen analisis jabatan" in page.text
    assert not page.all("//form[@data-draft]")
    assert not any(name.startswith("_komentar") for name in page.names)


def test_ac_k_04_a_wrong_password_is_said_only_the_password_is_emptied_and_it_stands_nowhere(
    approved: Kota, sr: Peramban, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = step(approved, sr, "SR").press("Tanda tangani", setuju_tanda_tangan="true", _sandi="salah ketik")
    assert page.status == 422
    assert page.errors()[0][0] == "#f-_sandi"
    assert "Kata sandi tidak cocok" in page.text
    assert page.all("//input[@name='setuju_tanda_tangan' and @checked]")
    assert page.value("_sandi") == ""
    assert "salah ketik" not in page.response.text
    assert count(approved, TandaTangan) == 0
    assert "salah ketik" not in caplog.text
    assert "salah ketik" not in whole_database(approved.engine)


def test_guessing_the_password_at_a_signature_is_slowed_down(approved: Kota, sr: Peramban) -> None:
    page = step(approved, sr, "SR")
    for _ in range(6):
        page = page.press("Tanda tangani", setuju_tanda_tangan="true", _sandi="salah")
    page = page.press("Tanda tangani", setuju_tanda_tangan="true", _sandi=PASSWORD)
    assert page.status == 422
    assert "Terlalu banyak percobaan. Tunggu" in page.text
    assert count(approved, TandaTangan) == 0


def test_without_the_statement_nothing_is_signed(approved: Kota, sr: Peramban) -> None:
    page = step(approved, sr, "SR").press("Tanda tangani", _sandi=PASSWORD)
    assert page.status == 422
    assert page.errors()[0][0] == "#f-setuju_tanda_tangan"
    assert count(approved, TandaTangan) == 0


def test_other_content_than_was_shown_is_not_signed(approved: Kota, sr: Peramban) -> None:
    page = step(approved, sr, "SR")
    page.doc.xpath("//input[@name='_sidik']")[0].set("value", "0" * 64)
    page = page.press("Tanda tangani", setuju_tanda_tangan="true", _sandi=PASSWORD)
    assert page.status == 422
    assert "berbeda dari yang Anda lihat" in page.text
    assert count(approved, TandaTangan) == 0


def test_ac_c_18_employee_then_evaluator_sign_and_the_skp_is_set(
    approved: Kota, sr: Peramban, kb: Peramban
) -> None:
    done = step(approved, sr, "SR").press("Tanda tangani", setuju_tanda_tangan="true", _sandi=PASSWORD)
    assert (done.status, done.path) == (303, f"/skp/{approved.skp('SR').id}")
    assert "Sekarang menunggu Agus Prasetya: Tetapkan SKP" in done.text
    approved.at("2026-01-20 15:00")
    done = step(approved, kb, "SR").press(
        "Tetapkan SKP", tempat_penetapan="Kota Contoh", setuju_penetapan="true", _sandi=PASSWORD
    )
    assert done.status == 303
    assert "Sekarang menunggu Siti Rahmawati: Susun rencana aksi." in done.text
    assert "Ditetapkan" in done.text
    assert approved.skp("SR").status == "DITETAPKAN"
    with approved.reading() as tx:
        rows = list(tx.session.scalars(select(TandaTangan).order_by(TandaTangan.urutan)))
    assert [row.peran for row in rows] == ["PEGAWAI", "PEJABAT_PENILAI"]
    assert rows[0].sidik == rows[1].sidik
    kept = {"cara", "dibuktikan", "sesi", "perangkat", "peramban", "jaringan", "isi"}
    assert [set(row.bukti) - kept for row in rows] == [set(), {"tempat_penetapan"}]
    assert all(kept <= set(row.bukti) and row.bukti["cara"] == "kata_sandi" for row in rows)
    assert rows[0].bukti["sesi"] != rows[1].bukti["sesi"]


def test_ac_c_12_setting_without_a_confirmed_dialogue_is_refused(approved: Kota, kb: Peramban) -> None:
    approved.sign("SR")
    with approved.work.transaction() as tx:
        for record in tx.session.scalars(select(Dialog).where(Dialog.skp_id == approved.skp("SR").id)):
            record.dikonfirmasi_pada = record.tanggapan = record.dikonfirmasi_oleh = None
    page = step(approved, kb, "SR").press(
        "Tetapkan SKP", tempat_penetapan="Kota Contoh", setuju_penetapan="true", _sandi=PASSWORD
    )
    assert page.status == 422
    assert "dialog" in page.errors()[0][1].lower()
    assert approved.skp("SR").status == "MENUNGGU_PENETAPAN"


# -- where it leads --------------------------------------------------------------------------------------------------


def test_whoever_holds_the_next_step_is_led_to_it(city: Kota, app: Flask) -> None:
    city.do(
        "KB", "DH", "catat_dialog", tanggal_dialog="2026-01-05", kanal_dialog="daring", pendekatan="kuantitatif",
        ringkasan_kesepakatan="Disepakati hasil kerja tahun ini.",
        peran=[{"kunci": "p1", "rhk_pimpinan": "Mutu", "uraian": "Tersusunnya peta", "metode": "LANGSUNG"}],
    )  # fmt: skip
    words = "Saya menyerahkan peta jabatan lengkap yang dapat dipakai semua bidang"
    page = step(city, Peramban(app, "DH"), "DH")
    send = page.all("//main//button[@type='submit' and not(@formaction)]")[-1].text_content().strip()
    said = {"konfirmasi": "sesuai", "dialog.pernyataan.p1": words, "pemahaman": words}
    done = page.press_with(send, said)
    assert (done.status, done.path) == (303, step_url(city, "DH")), done.text
    assert "Langkah berikutnya masih pada Anda" in done.text
