"""The pages of offices and of closing an account: one admin proposes, another decides, and sessions end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.kota import NAMES, PASSWORD, Kota

from .conftest import BROWSER, Person

SignIn = Callable[[str], Person]
FORM = {
    "nama": NAMES["SR"],
    "alasan": "Surat tugas 800/17/BKPP/2026.",
    "peran": "pengawas",
    "_sandi": PASSWORD,
}


def found(person: Person, name: str) -> TestResponse:
    """What is answered to who looks an account up."""
    person.get("/admin/peran")
    return person.post("/admin/peran/cari", {"nama": name}, fresh=False)


def test_an_office_page_by_page(city: Kota, client_as: SignIn) -> None:
    first, second, owner = client_as("NH"), client_as("KBK"), client_as("SR")
    page = first.get("/admin/peran").text
    assert "Endang Sulistyowati" in page
    assert f'akun={city.actor("NH").akun_id}"' not in page, "not the own account"
    assert first.client.get("/admin/peran/akun?akun=999999", headers=BROWSER).status_code == 404
    assert found(first, "tidak.ada").status_code == 422
    own = found(first, NAMES["NH"]).location
    assert own == f"/admin/peran/akun?akun={city.actor('NH').akun_id}", "no name stands in an address"
    assert found(first, city.nip["SR"]).location == f"/admin/peran/akun?akun={city.actor('SR').akun_id}"
    assert "Peran Anda sendiri" in first.get(own).text
    assert first.post("/admin/peran/akun", {**FORM, "_sandi": "salah"}).status_code == 422
    empty = first.post("/admin/peran/akun", {**FORM, "alasan": ""})
    assert empty.status_code == 422
    assert "Tulis alasan" in empty.text
    asked = first.post("/admin/peran/akun", FORM).location
    assert asked is not None
    assert "Menunggu admin BKPP lain" in first.get(asked).text
    alone = first.post(f"{asked}/putus", {"keputusan": "setuju", "_sandi": PASSWORD})
    assert alone.status_code == 422
    assert owner.get("/tugas").status_code == 200
    assert "Surat tugas 800/17" in second.get(asked).text
    agreed = second.post(f"{asked}/putus", {"keputusan": "setuju", "_sandi": PASSWORD})
    assert agreed.location == "/admin/peran"
    assert owner.get("/tugas").status_code == 303, "what was open ends"
    assert city.actor("SR").peran == {"pengawas"}
    assert "Siti Rahmawati" in second.get("/admin/peran").text


def test_an_account_is_closed_and_opened_page_by_page(city: Kota, client_as: SignIn) -> None:
    first, second, owner = client_as("NH"), client_as("KBK"), client_as("SR")
    form = {"nama": NAMES["SR"], "alasan": "SK pensiun 882/3/2026.", "_sandi": PASSWORD}
    address = "/admin/peran/akun/tutup"
    hers, own = (f"akun={city.actor(one).akun_id}" for one in ("SR", "NH"))
    assert f"{address}?{hers}" in first.get(f"/admin/peran/akun?{hers}").text
    assert "Usulkan penutupan" in first.get(f"{address}?{hers}").text
    assert "Akun Anda sendiri" in first.get(f"{address}?{own}").text
    for nobody in ("?akun=987654", "?akun=x", ""):
        assert first.get(f"{address}{nobody}").status_code == 404
    for wrong in ({"nama": "tidak.ada"}, {"alasan": ""}, {"_sandi": "salah"}):
        assert first.post(address, form | wrong).status_code == 422
    asked = first.post(address, form).location
    assert asked is not None
    assert "Setujui penutupan" in second.get(asked).text
    assert second.post(f"{asked}/putus", {"keputusan": "setuju", "_sandi": PASSWORD}).status_code == 303
    assert owner.get("/tugas").status_code == 303, "what was open ends"
    assert "Tutup akun" in second.get("/admin/peran").text
    assert "Buka kembali akun ini" in second.get(f"/admin/peran/akun?{hers}").text
    again = second.post(address, form | {"buka": "ya"}).location
    assert again is not None
    assert "Setujui pembukaan" in first.get(again).text
    first.post(f"{again}/putus", {"keputusan": "setuju", "_sandi": PASSWORD})
    assert client_as("SR").get("/tugas").status_code == 200


@pytest.mark.parametrize("who", ["SR", "KB", "YK"])
def test_others_find_no_such_page(city: Kota, client_as: SignIn, who: str) -> None:
    person = client_as(who)
    assert person.get("/admin/peran").status_code == 403
    for address in ("/admin/peran/akun", "/admin/peran/akun/tutup"):
        assert person.post(address, FORM).status_code == 403
