"""Bukan saya, page by page: what was done is named, the case stands still for all, and two officers open it."""

from __future__ import annotations

from collections.abc import Callable

from tests.kota import PASSWORD, Kota
from tests.services.evaluations import give_office
from tests.web.conftest import Person

SignIn = Callable[[str], Person]
WORDS = "Hari itu saya cuti dan tidak membuka komputer."
FOUND = "Komputer ruangan dipakai bersama; sandi sudah diganti."
STANDS_STILL = "Kasus ini dibekukan karena seseorang menyatakan"


def test_a_case_is_frozen_and_opened_again(city: Kota, client_as: SignIn) -> None:
    city.until_submitted()
    give_office(city, "DH", "admin_bkpp")
    give_office(city, "KD", "admin_bkpp")
    owner, evaluator, document = client_as("SR"), client_as("KB"), f"/skp/{city.skp('SR').id}"
    where = f"/kasus/{city.case_id('SR')}/bukan-saya"
    assert where in owner.get(f"{document}/riwayat").text
    page = owner.get(where).text
    for words in ("Susun SKP", "SKP 2026, Siti Rahmawati", "5 Januari 2026"):
        assert words in page, "what somebody calls not his is named"

    short = owner.post(where, {"keterangan": "bukan", "_sandi": PASSWORD})
    assert (short.status_code, "10 sampai 2000 huruf" in short.text) == (422, True)
    assert owner.post(where, {"keterangan": WORDS, "_sandi": "salah"}).status_code == 422
    assert STANDS_STILL not in evaluator.get(document).text
    done = owner.post(where, {"keterangan": WORDS, "_sandi": PASSWORD})
    assert (done.status_code, done.location) == (303, "/masuk")
    assert "Kasus dibekukan dan BKPP diberi tahu" in owner.follow().text
    assert owner.get("/tugas").status_code == 303, "this session has ended, too"
    assert STANDS_STILL in evaluator.get(document).text

    first, second = client_as("DH"), client_as("KD")
    listed = first.get("/admin/beku").text
    assert "Susun SKP" in listed
    case = listed.partition('href="/admin/beku/')[2].partition('"')[0]
    seen = first.get(f"/admin/beku/{case}").text
    assert WORDS in seen
    assert "SKP 2026, Siti Rahmawati" in seen
    proposal = {"catatan": FOUND, "_sandi": PASSWORD}
    assert first.post(f"/admin/beku/{case}/usulkan", proposal, fresh=False).status_code == 303
    assert "Admin BKPP lain yang memutuskan" in first.follow().text
    second.get(f"/admin/beku/{case}")
    agreed = {"keputusan": "setuju", "_sandi": PASSWORD}
    assert second.post(f"/admin/beku/{case}/putus", agreed, fresh=False).status_code == 303
    assert "Kasus dibuka kembali" in second.follow().text
    assert STANDS_STILL not in evaluator.get(document).text


def test_whoever_did_nothing_on_a_case_has_nothing_to_say_there(city: Kota, client_as: SignIn) -> None:
    city.until_submitted()
    where = f"/kasus/{city.case_id('SR')}/bukan-saya"
    assert client_as("LN").get(where).status_code == 404
    assert client_as("KB").get(where).status_code == 200, "the evaluator wrote the dialogue down"
