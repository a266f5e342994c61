"""Hostile requests at the pages of daily activities and of TPP: forged, foreign, repeated, late, stale, too large."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from tests import aktivitas as verbs
from tests.kota import NIP, Kota
from tests.web.conftest import BROWSER, Person, hidden
from tests.web.peramban import Peramban
from webapp.services.activities import sets, suggestions
from webapp.services.tpp import run
from webapp.storage.aktivitas import Aktivitas, AktivitasTemplat, KoreksiAktivitas
from webapp.storage.bank import UsulButir
from webapp.storage.tpp import TppPengecualian

ClientAs = Callable[[str], Person]
TODAY = "2026-01-15"
ROOMS = (
    "activities", "activity_entries", "activity_shortcuts", "activity_verification", "corrections", "bank",
    "bank_file", "bank_proposals", "tpp_inputs", "tpp_rules",
)  # fmt: skip


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city on Thursday 15 January 2026 with two items in its bank."""
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    return city


def count(city: Kota, model: type) -> int:
    with city.reading() as tx:
        return tx.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_no_act_is_taken_without_the_token_of_our_page(
    stocked: Kota, app: Flask, client_as: ClientAs
) -> None:
    client = client_as("NH").client
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in ROOMS and "POST" in (rule.methods or ()):
            values = {name: "2026-01" if name == "masa_tpp" else 1 for name in rule.arguments}
            url = app.url_map.bind("localhost").build(rule.endpoint, values)
            answer = client.post(url, data={"_permintaan": str(uuid4())}, headers=BROWSER)
            if answer.status_code != 400:
                wrong.append((rule.endpoint, answer.status_code))
    assert wrong == []


def test_looking_changes_nothing(stocked: Kota, client_as: ClientAs) -> None:
    verbs.write(stocked, "SR", TODAY, "08.00")
    owner, leader = client_as("SR"), client_as("KB")
    for url in (
        "/aktivitas", f"/aktivitas?butir={verbs.butir(stocked)}&volume=3&cari=rapat", "/aktivitas/bulan/2026-01",
        "/aktivitas/butir", "/aktivitas/kunci-kirim", "/aktivitas/luring", "/tpp/saya", "/tpp/saya/2026-01",
        "/aktivitas/favorit", "/aktivitas/ulangi", "/aktivitas/templat",
    ):  # fmt: skip
        owner.get(url)
    leader.get("/aktivitas/verifikasi?tandai=semua&_putusan=DISETUJUI")
    (row,) = verbs.entries(stocked, "SR")
    assert row.status.value == "DIAJUKAN"
    assert count(stocked, Aktivitas) == 1


def test_what_belongs_to_somebody_else_is_not_there(stocked: Kota, client_as: ClientAs) -> None:
    mine = verbs.write(stocked, "SR", TODAY, "08.00")
    kept = sets.keep_day(stocked.work, stocked.actor("SR"), "Hari layanan", date(2026, 1, 15))
    other = client_as("DH")
    other.get("/aktivitas")
    tried: dict[str, dict[str, object]] = {
        "/aktivitas/templat": {"templat": str(kept), "tanggal": TODAY},
        f"/aktivitas/isian/{mine.id}": {"tanggal": TODAY, "volume": "9"},
        f"/aktivitas/isian/{mine.id}/tarik": {},
    }
    for url, values in tried.items():
        assert other.post(url, {**values, "_permintaan": str(uuid4())}, fresh=False).status_code == 404, url
        other.get("/aktivitas")
    drop: dict[str, object] = {"_hapus": str(kept), "tanggal": TODAY, "_permintaan": str(uuid4())}
    assert other.post("/aktivitas/templat", drop, fresh=False).status_code == 404
    assert count(stocked, AktivitasTemplat) == 1
    assert verbs.entries(stocked, "DH") == []
    assert [row.status.value for row in verbs.entries(stocked, "SR")] == ["DIAJUKAN"]


def test_nobody_enters_for_another_whatever_the_post_names(stocked: Kota, client_as: ClientAs) -> None:
    one = client_as("DH")
    one.get("/aktivitas")
    values = {
        "tanggal": TODAY,
        "butir": str(verbs.butir(stocked)),
        "volume": "1",
        "alasan_tanpa_rhk": "Tugas lain",
    }
    forged: dict[str, object] = {
        **values,
        "pegawai_id": str(stocked.pegawai_id("SR")),
        "_permintaan": str(uuid4()),
    }
    assert one.post("/aktivitas", forged, fresh=False).status_code == 422
    assert count(stocked, Aktivitas) == 0


@pytest.mark.parametrize("what", ["favorit", "ulangi", "templat"])
def test_a_tap_that_arrives_twice_counts_once(stocked: Kota, client_as: ClientAs, what: str) -> None:
    verbs.write(stocked, "SR", TODAY, "08.00")
    suggestions.keep_favourite(stocked.work, stocked.actor("SR"), verbs.butir(stocked), 1)
    kept = sets.keep_day(stocked.work, stocked.actor("SR"), "Hari layanan", date(2026, 1, 15))
    owner = client_as("SR")
    stocked.at("2026-01-19 10:00")
    owner = client_as("SR")
    page = hidden(owner.get("/aktivitas"))
    values = {
        "favorit": {"butir": str(verbs.butir(stocked))},
        "ulangi": {"dari": TODAY},
        "templat": {"templat": str(kept)},
    }[what]
    sent = {**page, **values, "tanggal": "2026-01-19", "_permintaan": str(uuid4())}
    for _ in range(2):
        assert owner.client.post(f"/aktivitas/{what}", data=sent, headers=BROWSER).status_code == 303
    assert [row.tanggal.day for row in verbs.entries(stocked, "SR")] == [15, 19]


def test_what_was_changed_after_the_list_was_opened_is_not_approved_unread(
    stocked: Kota, app: Flask, client_as: ClientAs
) -> None:
    verbs.write(stocked, "DH", TODAY, "08.00", volume=3)
    leader = Peramban(app, "KB")
    page = leader.open("/aktivitas/verifikasi?tandai=semua")
    stocked.at("2026-01-15 10:05")
    dh = Peramban(app, "DH")
    dh.open("/aktivitas").follow("Ubah Verifikasi berkas 08.00").press("Simpan perubahan", volume="12")
    again = page.press("Setujui semua yang ditandai")
    assert again.status == 422
    assert "diubah pegawainya sesudah halaman Anda dibuka" in again.text
    assert "360 menit" in again.text
    assert [row.status.value for row in verbs.entries(stocked, "DH")] == ["DIAJUKAN"]
    assert again.press("Setujui semua yang ditandai").status == 303
    assert [row.status.value for row in verbs.entries(stocked, "DH")] == ["DISETUJUI"]


def test_a_locked_month_takes_nothing_by_any_way(stocked: Kota, client_as: ClientAs) -> None:
    mine = verbs.write(stocked, "SR", TODAY, "08.00")
    suggestions.keep_favourite(stocked.work, stocked.actor("SR"), verbs.butir(stocked), 1)
    kept = sets.keep_day(stocked.work, stocked.actor("SR"), "Hari layanan", date(2026, 1, 15))
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    owner = client_as("SR")
    page = owner.get("/aktivitas/2026-01-14")
    assert "Bulan ini sudah dikunci" in page.text
    butir = str(verbs.butir(stocked))
    entry = {
        "butir": butir,
        "volume": "1",
        "alasan_tanpa_rhk": "Tugas lain",
        "alasan_terlambat": "Lupa mencatat",
    }
    tried = {
        "/aktivitas": entry,
        f"/aktivitas/isian/{mine.id}": {**entry, "volume": "2"},
        "/aktivitas/favorit": {"butir": butir},
        "/aktivitas/ulangi": {"dari": TODAY},
        "/aktivitas/templat": {"templat": str(kept)},
    }
    for url, values in tried.items():
        token = hidden(owner.get("/aktivitas"))
        sent = {**token, **values, "tanggal": "2026-01-14", "_permintaan": str(uuid4())}
        answer = owner.client.post(url, data=sent, headers=BROWSER)
        assert answer.status_code == 422, url
        assert "dikunci" in answer.text, url
    own = owner.get(f"/aktivitas/{TODAY}").text
    assert "jadi tidak dihitung" in own
    assert f"/aktivitas/isian/{mine.id}/tarik" not in own
    assert [(row.tanggal.day, row.volume, row.status.value) for row in verbs.entries(stocked, "SR")] == [
        (15, 3, "DIAJUKAN")
    ]


def test_forms_of_the_offices_that_arrive_twice_count_once(stocked: Kota, client_as: ClientAs) -> None:
    verbs.write(stocked, "SR", TODAY, "08.00")
    run.open_month(stocked.work, date(2026, 1, 1))
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    owner, admin = client_as("SR"), client_as("NH")
    sent: list[tuple[Person, str, dict[str, object], type]] = [
        (owner, f"/aktivitas/koreksi/{stocked.pegawai_id('SR')}/2026-01",
         {"arah": "tambah", "menit": "60", "alasan": "Rapat 12 Januari tertinggal."}, KoreksiAktivitas),
        (admin, "/tpp/pengecualian",
         {"nip": NIP["DH"], "kode": "UANG_TUNGGU", "mulai": "2026-01-01", "terakhir": "2026-01-31",
          "dasar": "SK 12/2025"}, TppPengecualian),
        (admin, "/bank-aktivitas/usul/baru",
         {"kode": "LYN-010", "nama": "Mengunggah dokumen", "satuan": "dokumen", "waktu_baku": "15",
          "cara_hitung": "VOLUME", "mulai": "2026-03-01", "dasar": "Anjab dan ABK 2026"}, UsulButir),
    ]  # fmt: skip
    for person, url, values, model in sent:
        data = {**hidden(person.get(url)), **values}
        first = person.client.post(url, data=dict(data), headers=BROWSER)
        assert first.status_code == 303, (url, first.text)
        assert person.client.post(url, data=dict(data), headers=BROWSER).status_code == 422, url
        assert count(stocked, model) == 1


def sent(person: Person, url: str, **typed: object) -> TestResponse:
    """A form with files as a browser sends it. (The test client would leave its copies of large files open.)"""
    boundary, body = encode_multipart(MultiDict({**hidden(person.get(url)), **typed}))
    kind = f'multipart/form-data; boundary="{boundary}"'
    return person.client.post(url, data=body, content_type=kind, headers=BROWSER)


def file(name: str, megabytes: int) -> FileStorage:
    """A file of so many megabytes."""
    return FileStorage(BytesIO(b"%PDF-1.4" + bytes(megabytes * 1024 * 1024)), name)


def test_a_file_that_is_too_large_is_told_with_the_limit_and_what_was_typed_stays(
    stocked: Kota, client_as: ClientAs
) -> None:
    verbs.write(stocked, "SR", TODAY, "08.00")
    run.open_month(stocked.work, date(2026, 1, 1))
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    leader, admin = client_as("KB"), client_as("NH")
    month = f"/aktivitas/koreksi/{stocked.pegawai_id('SR')}/2026-01"
    typed = {"arah": "tambah", "menit": "60", "alasan": "Tercatat dua kali pada 12 Januari"}
    answer = sent(leader, month, **typed, berkas=file("besar.pdf", 12))
    assert answer.status_code == 422
    assert "Berkas ini 12 MB, paling besar 5 MB" in answer.text
    assert "Tercatat dua kali pada 12 Januari" in answer.text
    answer = sent(
        admin, "/tpp/2026-01/masukan", jenis="PRESENSI", aksi="simpan", berkas=file("besar.csv", 12)
    )
    assert answer.status_code == 422
    assert "Berkas ini 12 MB, paling besar 5 MB" in answer.text
    answer = sent(admin, "/bank-aktivitas/impor", berkas=file("besar.xlsx", 12))
    assert answer.status_code == 422
    assert "Isi berkas ini 12 MB, paling besar 1,5 MB" in answer.text


def test_a_request_beyond_all_limits_is_told_the_limit_of_its_page(
    stocked: Kota, client_as: ClientAs
) -> None:
    one = client_as("SR")
    answer = sent(one, "/aktivitas", tanggal=TODAY, foto=file("foto.jpg", 49))
    assert answer.status_code == 413
    assert "lebih besar daripada 48 MB" in answer.text
    token = hidden(one.get("/aktivitas"))
    long = {**token, "tanggal": TODAY, "nama": "a" * 3_000_000}
    answer = one.client.post("/aktivitas/templat/simpan", data=long, headers=BROWSER)
    assert answer.status_code == 413
    assert "lebih besar daripada 2 MB" in answer.text
