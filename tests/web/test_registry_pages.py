"""The pages of the registry: proposing with a letter, deciding, and what others may see."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask

from tests.kota import Kota
from tests.penugasan import PDF, approved, decide, plt, propose, retire
from tests.web.peramban import Peramban
from webapp.storage.berkas import Berkas
from webapp.storage.registri import Mandat

from .conftest import Person, hidden

VERIFIER = {
    "jenis": "VERIFIKATOR",
    "pemegang": "198206142009031008",
    "dinilai": "Dwi Hartono",
    "mulai": "2026-02-01",
    "selesai": "",
    "nomor_surat": "ST/7/2026",
    "tanggal_surat": "2026-01-20",
    "penanda_tangan": "Kepala Dinas Contoh",
    "alasan": "Beban kerja Kepala Bidang A.",
}


def send(person: Person, **change: object) -> Person:
    """Post a proposal with its letter."""
    data = {**VERIFIER, "berkas": (BytesIO(PDF), "surat.pdf"), **change}
    person.get("/penugasan/usul?jenis=VERIFIKATOR")
    assert person.page is not None

    person.page = person.client.post(
        "/penugasan/usul", data={**hidden(person.page), **data}, content_type="multipart/form-data"
    )
    return person


def stored(city: Kota) -> int:
    with city.reading() as tx:
        return tx.session.query(Mandat).count()


def test_a_proposal_with_its_letter_is_stored_and_waits_for_bkpp(city: Kota, client_as) -> None:
    person = send(client_as("WS"))
    assert person.page.status_code == 303
    page = person.follow()
    assert "Menunggu verifikasi BKPP" in page.text
    assert "Yudi Kurniawan, S.H." in page.text
    assert "Verifikasi BKPP – Yudi Kurniawan, S.H." in " ".join(client_as("NH").get("/tugas").text.split())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"pemegang": "Budi Tidakada"}, "Tidak ditemukan: Budi Tidakada"),
        ({"dinilai": "a"}, "Pilih salah satu di bawah ini"),
        ({"dinilai": ""}, "Isi kolom ini."),
        ({"unit": "Bidang A"}, "Isi salah satu saja"),
        ({"mulai": "kemarin"}, "tidak dapat dibaca"),
        ({"mulai": "2026-03-01", "selesai": "2026-02-01"}, "mendahului tanggal mulai"),
        ({"nomor_surat": ""}, "Isi kolom ini."),
        ({"alasan": "x" * 1001}, "Paling panjang 1000 huruf"),
        ({"berkas": (BytesIO(b""), "")}, "Lampirkan surat perintah"),
        ({"berkas": (BytesIO(b"MZ program"), "surat.pdf")}, "Berkas harus PDF, JPG, atau PNG"),
        ({"dinilai": "198206142009031008"}, "menilai atau memverifikasi dirinya sendiri"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
    city: Kota, client_as, change: dict[str, object], sentence: str
) -> None:
    page = send(client_as("WS"), **change).page
    assert page.status_code == 422
    assert sentence in page.text
    assert "Beban kerja Kepala Bidang A." in page.text or "alasan" in change, "what was typed is kept"
    assert stored(city) == 0


def test_a_letter_too_large_is_refused_with_its_size(city: Kota, client_as) -> None:
    page = send(client_as("WS"), berkas=(BytesIO(PDF + b" " * 5_300_000), "surat.pdf")).page
    page.request.environ["wsgi.input"].close()  # the test client keeps a large body in a file of its own
    assert page.status_code == 422
    assert "paling besar 5 MB" in page.text


def test_the_letter_is_kept_when_something_else_is_wrong(city: Kota, client_as) -> None:
    person = send(client_as("WS"), nomor_surat="")
    assert "Surat terlampir:" in person.page.text
    with city.reading() as tx:
        kept = tx.session.query(Berkas).one().id
    page = send(client_as("WS"), berkas=(BytesIO(b""), ""), berkas_id=str(kept)).page
    assert page.status_code == 303


def test_the_letter_of_somebody_else_cannot_be_named(city: Kota, client_as) -> None:
    asked = plt(city, who="NH")
    page = send(client_as("WS"), berkas=(BytesIO(b""), ""), berkas_id=str(asked.berkas_id)).page
    assert page.status_code == 422


def test_a_preview_stores_nothing_and_says_what_moves(city: Kota, client_as) -> None:
    page = send(client_as("WS"), periksa="ya").page
    assert page.status_code == 200
    assert "1 pegawai mendapat penilai atau verifikator lain" in " ".join(page.text.split())
    assert stored(city) == 0


@pytest.mark.parametrize("who", ["SR", "KB"])
def test_ac_b_05_no_page_gives_the_right_to_one_without_an_office(city: Kota, client_as, who: str) -> None:
    assert client_as(who).get("/penugasan/usul").status_code == 403
    assert client_as(who).post("/penugasan/usul", dict(VERIFIER), fresh=False).status_code in (400, 403)
    assert stored(city) == 0


def test_only_those_whom_it_concerns_see_a_mandate(city: Kota, app: Flask, client_as) -> None:
    retire(city, "KB", "2026-04-30")
    city.at("2026-05-02 08:00")
    mandat_id = approved(city, plt(city))
    for who in ("NH", "WS", "YK"):
        page = client_as(who).get(f"/penugasan/{mandat_id}")
        assert page.status_code == 200
        assert "SPRIN/PLT/2026-05-04" in page.text
        file = client_as(who).get(f"/penugasan/{mandat_id}/surat")
        assert file.data.startswith(b"%PDF")
        assert file.headers["Content-Disposition"].startswith("attachment")
    for who in ("SR", "KBB"):
        assert client_as(who).get(f"/penugasan/{mandat_id}").status_code == 404
        assert client_as(who).get(f"/penugasan/{mandat_id}/surat").status_code == 404


def test_bkpp_decides_on_a_page_that_shows_letter_and_effect(city: Kota, app: Flask) -> None:
    retire(city, "KB", "2026-04-30")
    city.at("2026-05-02 08:00")
    city.dialog("KD", "DH")
    mandat_id = propose(city, "WS", plt(city))
    page = Peramban(app, "NH").open("/tugas").follow("Verifikasi BKPP")
    assert "Unduh surat" in page.text
    assert "Yudi Kurniawan" in page.text
    decide(city, "NH", mandat_id)
    assert "Berlaku" in Peramban(app, "NH").open("/penugasan").text


def test_a_returned_proposal_is_mended_on_its_page(city: Kota, client_as) -> None:
    person = send(client_as("WS"))
    mandat_id = int(person.page.location.rsplit("/", 1)[-1])
    decide(city, "NH", mandat_id, "kembalikan", "Tanggal mulainya keliru, periksa lagi.")
    inbox = person.get("/tugas").text
    address = inbox.split('class="task-list__link" href="')[1].split('"')[0]
    page = person.get(address)
    assert "Tanggal mulainya keliru" in page.text
    assert "ST/7/2026" in page.text

    again = {**VERIFIER, "mulai": "2026-03-01", "tindakan": "ajukan"}
    answer = person.client.post(address, data={**hidden(page), **again}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    with city.reading() as tx:
        assert tx.session.get_one(Mandat, mandat_id).berlaku.mulai.isoformat() == "2026-03-01"


def test_a_scope_of_processes_is_kept_and_shown(city: Kota, client_as) -> None:
    person = send(client_as("WS"), proses="penetapan", langkah="perencanaan")
    page = person.follow()
    assert "Dialog dan reviu SKP · proses penetapan" in " ".join(page.text.split())
    with city.reading() as tx:
        row = tx.session.query(Mandat).one()
    assert (row.lingkup_proses, row.lingkup_langkah) == (["penetapan"], ["perencanaan"])


def test_a_mutation_is_foretold_and_nothing_is_written(city: Kota, client_as) -> None:
    city.until_submitted("SR")
    kb = city.pegawai_id("KB")
    admin = client_as("NH")
    assert "Pratinjau mutasi" in admin.get(f"/admin/pegawai/{kb}").text
    page = admin.get(f"/admin/pegawai/{kb}/mutasi?jabatan=&tmt=2026-02-01")
    text = " ".join(page.text.split())
    assert "5 tugas terbuka berpindah" in text, "those of four subordinates, and the own dialogue"
    assert "Ratna Widyastuti" in text
    taken = admin.get(f"/admin/pegawai/{kb}/mutasi?jabatan=Kepala+Bidang+B&tmt=2026-02-01")
    assert "Masih memegang Kepala Bidang B" in taken.text
    unclear = admin.get(f"/admin/pegawai/{kb}/mutasi?jabatan=Kepala&tmt=kemarin")
    assert unclear.status_code == 422
    assert "Pilih salah satu di bawah ini" in unclear.text
    assert "Isi tanggal mulai tugas" in unclear.text
    with city.reading() as tx:
        day = tx.work.organisation.day(tx.session, tx.today)
        assert day.penilai(city.pegawai_id("SR")).penilai_id == kb
    assert client_as("SR").get(f"/admin/pegawai/{kb}/mutasi").status_code == 403
