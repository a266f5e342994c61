"""The admins' pages for personnel data: look first, then store or throw away; tickets; and no other way to edit."""

from __future__ import annotations

import ast
import io
import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, text
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.conftest import KOTA_CONTOH
from tests.kota import Kota, wib
from tests.services.sisdm_files import SR, people
from tests.sources import FILES, WEBAPP, nodes
from tests.web.peramban import Page, Peramban
from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.services.errors import Denied, NotFound
from webapp.services.people.imports import read_folder
from webapp.services.people.sisdm import reconciliation, storing, uploads
from webapp.storage.audit import AuditEvent
from webapp.storage.organisasi import Pegawai
from webapp.storage.sisdm import CuplikanSisdm, Unggahan, UnggahanBerkas

ROOT = Path(__file__).resolve().parents[2]
HEAD = "nip,nama,gelar_depan,gelar_belakang,jenis,status_asn,spmt,email\n"
GOOD = "199503032020121004,Orang Baru,,,PNS,,,\n"
BAD = "199604042021122005,Orang Salah,,,PPPK,,,\n"


def upload(person: Peramban, **files: bytes) -> Page:
    """Choose files on the page and press the button."""
    page = person.open("/admin/data")
    form = next(one for one in page.doc.forms if one.get("enctype"))
    sent: dict[str, Any] = dict(form.form_values())
    sent["berkas"] = [
        FileStorage(io.BytesIO(raw), name.replace("__", "."), "berkas") for name, raw in files.items()
    ]
    boundary, body = encode_multipart(MultiDict(sent))
    kind = f'multipart/form-data; boundary="{boundary}"'
    answer = person.client.post(
        form.action, input_stream=io.BytesIO(body), content_type=kind, headers={"Accept": "text/html"}
    )
    where = answer.headers.get("Location", form.action)
    return (
        person.open(where) if answer.status_code == 303 else Page(person, answer, answer.status_code, where)
    )


def count(city: Kota, model: type) -> int:
    with city.reading() as tx:
        return tx.session.scalar(select(func.count()).select_from(model)) or 0


def work_off(city: Kota) -> None:
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(), address, wait=False, install_signal_handlers=False)


@pytest.fixture
def admin(app: Flask, city: Kota) -> Peramban:
    return Peramban(app, "NH")


def test_a_file_is_looked_at_before_anything_is_stored(admin: Peramban, city: Kota) -> None:
    before = count(city, Pegawai)
    page = upload(admin, pegawai__csv=(HEAD + GOOD).encode())
    assert "Yang akan berubah" in page.text
    assert "Menunggu keputusan Anda" in page.text
    assert count(city, Pegawai) == before
    done = page.press("Simpan")
    assert done.status == 303
    assert "Semua baris tersimpan." in done.text
    assert count(city, Pegawai) == before + 1
    with city.reading() as tx:
        event = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "impor_data")).one()
        kept = tx.session.scalars(select(UnggahanBerkas.isi)).one()
    assert (event.actor_id, event.detail["ditambah"]) == (city.actor("NH").akun_id, 1)
    assert kept == b"", "the file is gone once it is stored"


def test_refused_rows_are_shown_downloaded_and_left_out_on_request(admin: Peramban, city: Kota) -> None:
    before = count(city, Pegawai)
    page = upload(admin, pegawai__csv=(HEAD + GOOD + BAD).encode())
    assert "1 baris ditolak" in page.text
    assert "NIP ini milik PNS, tetapi jenis diisi PPPK" in page.text
    assert not [one for one in page.all("//main//button") if one.text_content().strip() == "Simpan"]
    table = admin.client.get(page.path + "/laporan.csv").get_data().decode("utf-8-sig").splitlines()
    assert table[1].startswith('pegawai.csv,3,jenis,"NIP ini milik PNS')
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(admin.client.get(page.path + "/laporan.xlsx").get_data())
    )
    assert book.sheet_names == ["Ditolak", "Ringkasan"]
    assert book.get_sheet_by_name("Ditolak").to_python()[1][:3] == ["pegawai.csv", 3.0, "jenis"]
    done = page.press("Simpan yang benar, karantina 1 baris")
    assert "Baris yang benar tersimpan" in done.text
    assert count(city, Pegawai) == before + 1
    assert admin.client.get(page.path + "/laporan.exe").status_code == 404


def test_a_file_that_cannot_be_read_offers_nothing_but_to_throw_it_away(admin: Peramban, city: Kota) -> None:
    page = upload(admin, pegawai__csv="é".encode("latin-1"))
    assert "Berkas tidak dalam UTF-8" in page.text
    buttons = [one.text_content().strip() for one in page.all("//main//button")]
    assert buttons == ["Buang unggahan"]
    done = page.press("Buang unggahan")
    assert "Unggahan dibuang" in done.text
    assert count(city, Unggahan) == 0
    assert count(city, UnggahanBerkas) == 0


def test_nothing_chosen_and_two_of_one_name_are_refused(admin: Peramban) -> None:
    page = upload(admin)
    assert page.status == 422
    assert "Pilih sekurangnya satu berkas" in page.errors()[0][1]
    start = admin.open("/admin/data")
    form = next(one for one in start.doc.forms if one.get("enctype"))
    sent: dict[str, Any] = dict(form.form_values())
    sent["berkas"] = [(io.BytesIO(b"x"), "a.csv"), (io.BytesIO(b"y"), "a.csv")]
    answer = admin.client.post(form.action, data=sent, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "Dua berkas bernama sama" in answer.text


def test_an_upload_may_be_bigger_than_other_requests(admin: Peramban, city: Kota) -> None:
    page = upload(admin, pegawai__csv=(HEAD + GOOD).encode() + b"\n" * 3_000_000)
    work_off(city)
    assert "Berkas berisi lebih dari 200.000 baris" in admin.open(page.path).text


def test_a_big_upload_is_worked_on_in_the_background(
    admin: Peramban, city: Kota, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    monkeypatch.setattr(storing, "_TOLD_EVERY", 0)
    page = upload(
        admin,
        **{name.replace(".", "__"): raw for name, raw in read_folder(KOTA_CONTOH).items()},
    )
    assert "Sedang diperiksa" in page.text
    assert page.all("//*[@hx-trigger='every 2s']")
    assert "boleh ditutup" in page.text
    work_off(city)
    page = admin.open(page.path)
    assert not page.all("//*[@hx-trigger]")
    asked = page.press("Simpan")
    assert "Sedang disimpan" in asked.text
    work_off(city)
    assert "Semua baris tersimpan." in admin.open(page.path).text


def test_work_that_breaks_off_is_told(admin: Peramban, city: Kota, monkeypatch: pytest.MonkeyPatch) -> None:
    page = upload(admin, pegawai__csv=(HEAD + GOOD).encode())

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(storing, "import_files", broken)
    assert page.press("Simpan").status == 500
    assert "Pekerjaan ini terputus" in admin.open(page.path).text


def test_data_that_changed_since_the_look_are_looked_at_again(admin: Peramban, city: Kota) -> None:
    raw = (HEAD + GOOD).encode()
    account = b"nama_pengguna,nip,pihak_luar,peran\norang.baru,199503032020121004,,\n"
    page = upload(admin, pegawai__csv=raw, akun__csv=account)
    with city.work.transaction() as tx:
        tx.session.execute(text("INSERT INTO akun (nama_pengguna) VALUES ('lain')"))
        tx.session.execute(
            text("INSERT INTO pegawai (nip, nama, jenis) VALUES ('199503032020121004', 'X', 'PNS')")
        )
        tx.session.execute(
            text("UPDATE akun SET pegawai_id = (SELECT max(id) FROM pegawai) WHERE nama_pengguna = 'lain'")
        )
    done = page.press("Simpan")
    assert "1 baris ditolak" in done.text
    assert "sudah punya akun lain" in done.text


def test_an_upload_belongs_to_one_admin_and_expires(admin: Peramban, city: Kota) -> None:
    page = upload(admin, pegawai__csv=(HEAD + GOOD).encode())
    number = int(page.path.rpartition("/")[2])
    with city.work.transaction() as tx:
        other = city.actor("KB")
        tx.session.execute(
            text("UPDATE akun SET peran = '{admin_bkpp}' WHERE id = :id"), {"id": other.akun_id}
        )
    with city.reading() as tx, pytest.raises(NotFound):
        uploads.upload(tx, city.actor("KB"), number)
    city.at("2026-01-07 08:00")
    with city.reading() as tx, pytest.raises(NotFound):
        uploads.upload(tx, city.actor("NH"), number)
    assert uploads.clear_expired(city.work) == 1


def test_storing_twice_stores_once(admin: Peramban, city: Kota) -> None:
    page = upload(admin, pegawai__csv=(HEAD + GOOD).encode())
    page.press("Simpan")
    assert "sudah diminta disimpan" in page.press("Simpan").text
    with city.reading() as tx:
        events = tx.session.scalars(select(AuditEvent.id).where(AuditEvent.kind == "impor_data")).all()
    assert len(events) == 1


@pytest.mark.parametrize("way", ["", "apa", "semua", "pembanding"])
def test_a_way_that_the_page_does_not_offer_is_refused(admin: Peramban, city: Kota, way: str) -> None:
    page = upload(admin, pegawai__csv=(HEAD + GOOD + BAD).encode())
    before = count(city, Pegawai)
    answer = _forged(admin, page, way)
    assert answer.status == 422
    assert answer.errors()
    assert count(city, Pegawai) == before


def _forged(admin: Peramban, page: Page, way: str) -> Page:
    form = next(one for one in page.doc.forms if (one.action or "").endswith("/simpan"))
    return admin.post(form.action, MultiDict([*form.form_values(), ("cara", way)]))


def test_an_export_may_be_kept_for_comparing_only_and_its_tickets_applied(
    admin: Peramban, city: Kota
) -> None:
    page = upload(
        admin, data_utama__csv=people({**SR, "golRuangAkhir": "III/c", "tmtGolAkhir": "01-04-2023"})
    )
    done = page.press("Jadikan pembanding saja")
    assert "Data pegawai tidak berubah." in done.text
    assert count(city, CuplikanSisdm) == 1
    asked = admin.open("/admin/data").press("Bandingkan sekarang")
    assert "sedang dibandingkan" in asked.text
    work_off(city)
    page = admin.open("/admin/data/tiket").press("Cari", cari="siti", bidang="GOLONGAN")
    assert "DATA-2026-00001" in page.text
    assert 'di Lakon "III/b (TMT 1 April 2019)"' in page.text
    applied = page.press("Terapkan dari SISDM DATA-2026-00001")
    assert "diterapkan dan tiketnya ditutup" in applied.text
    assert "Tidak ada selisih" in applied.text
    assert "Diterapkan" in admin.open("/admin/data/tiket?keadaan=selesai").text
    assert "sudah ditutup" in page.press("Terapkan dari SISDM DATA-2026-00001").text


def test_what_cannot_be_applied_says_why(admin: Peramban, city: Kota) -> None:
    with city.work.transaction() as tx:
        raw = people({**SR, "unorId": "ZZ", "unorNama": "Bidang Z"})
        reconciliation.keep_snapshot(tx, {"d.csv": raw}, wib("2026-01-04 22:00"))
    reconciliation.reconcile(city.work)
    page = admin.open("/admin/data/tiket").press("Terapkan dari SISDM DATA-2026-00001")
    assert page.status == 422
    assert "Unit Bidang Z tidak ada di Lakon" in page.errors()[0][1]


@pytest.mark.parametrize(
    "query", ["", "?bidang=APA&hal=-5&cari=%25", "?hal=99999999999999999999", "?cari=%00x"]
)
def test_the_list_of_tickets_takes_any_address(admin: Peramban, query: str) -> None:
    assert admin.open("/admin/data/tiket" + query).status == 200


def test_storing_an_export_also_renews_the_snapshot(admin: Peramban, city: Kota) -> None:
    upload(
        admin, data_utama__csv=people({**SR, "golRuangAkhir": "III/c", "tmtGolAkhir": "01-04-2023"})
    ).press("Simpan")
    assert count(city, CuplikanSisdm) == 1
    assert reconciliation.reconcile(city.work).opened == 0


@pytest.mark.parametrize("who", ["SR", "KB", "KD", "YK", "WK"])
def test_others_reach_nothing_of_it(app: Flask, city: Kota, who: str) -> None:
    person = Peramban(app, who)
    for path in ("", "/tiket", "/unggahan/1", "/unggahan/1/laporan.csv"):
        assert person.open("/admin/data" + path).status == 403
    actor = city.actor(who)
    for act in (
        lambda: uploads.hand_in(city.work, actor, {"pegawai.csv": b"x"}, uuid4()),
        lambda: uploads.ask_to_store(city.work, actor, 1, storing.Cara.SEMUA),
        lambda: uploads.discard(city.work, actor, 1),
    ):
        with pytest.raises(Denied):
            act()


# -- nobody edits a post or a grade by hand ----------------------------------------------------------------------

OWNED = re.compile(
    r"(?:^|[._])(jabatan|nama_jabatan|pangkat|golongan|tmt_jabatan|tmt_golongan|tmt|unit_kerja)$",
    re.IGNORECASE,
)


QUESTION = re.compile(r"<form[^>]*method=\"get\".*?</form>", re.DOTALL)
"""A form that only asks: its fields go into the address of a page that shows something, and are stored nowhere."""


OF_NOBODY = {"awal_jabatan"}
"""How names of posts begin for which the library of examples has an example: it is stored with no person."""


def test_ac_a_08_no_form_has_a_field_for_a_post_or_a_grade() -> None:
    named = set()
    for path in (ROOT / "webapp" / "templates").rglob("*.html"):
        page = QUESTION.sub("", path.read_text(encoding="utf-8"))
        named |= set(re.findall(r"(?:text_input|textarea|number_input|date_input)\(\s*'([^']+)'", page))
        named |= set(re.findall(r'<(?:input|textarea)[^>]* name="([^"{]+)"', page))
    for path in (ROOT / "forms").rglob("*.json"):
        named |= {one.get("key", "") for one in _fields(json.loads(path.read_text(encoding="utf-8")))}
    assert [one for one in sorted(named - OF_NOBODY) if OWNED.search(one)] == []


def _fields(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [field for one in part for field in _fields(one)]
    if not isinstance(part, dict):
        return []
    own = [part] if part.get("type") in ("textfield", "textarea", "number") else []
    return own + [field for one in part.values() for field in _fields(one)]


def test_ac_a_08_only_the_import_writes_people_posts_and_grades() -> None:
    tables = {"Pegawai", "Posting", "PangkatRiwayat", "Jabatan", "Unit"}
    writers = set()
    for path in FILES:
        for node in nodes(path) if "examples" not in path.parts else ():
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            written = node.args[0].id if isinstance(node.args[0], ast.Name) else ""
            if node.func.id in ("insert", "update", "delete") and written in tables:
                writers.add(path.relative_to(WEBAPP).as_posix())
    assert writers <= {"services/people/imports/store.py"}


def test_ac_a_08_the_banner_tells_old_new_and_ticket_and_is_silent_without_a_difference(
    app: Flask, city: Kota
) -> None:
    with city.work.transaction() as tx:
        raw = people({**SR, "golRuangAkhir": "III/c", "tmtGolAkhir": "01-04-2023", "nama": "<b>Siti</b>"})
        reconciliation.keep_snapshot(tx, {"d.csv": raw}, wib("2026-01-04 22:00"))
    reconciliation.reconcile(city.work)
    with city.reading() as tx:
        shown = reconciliation.data_banner(tx, city.pegawai_id("SR"))
        others = reconciliation.data_banner(tx, city.pegawai_id("DH"))
    with app.test_request_context("/tugas"):
        macro = (
            "{% from 'components/data_banner.html' import data_banner with context %}{{ data_banner(found) }}"
        )
        page = app.jinja_env.from_string(macro)
        told = page.render(found=shown, _=lambda text, **filled: text % filled)
        silent = page.render(found=others, _=lambda text, **filled: text % filled)
    assert "III/b (TMT 1 April 2019)" in told
    assert "III/c (TMT 1 April 2023)" in told
    assert "DATA-2026-00001" in told
    assert "&lt;b&gt;Siti&lt;/b&gt;" in told
    assert "data 4 Januari 2026" in told
    assert silent.strip() == ""
