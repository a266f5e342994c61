"""The pages of offices: one admin proposes, another decides, and who holds an office goes on with the new ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.kota import NAMES, PASSWORD, Kota

from .conftest import Person

SignIn = Callable[[str], Person]
FORM = {
    "nama": NAMES["SR"],
    "alasan": "Surat tugas 800/17/BKPP/2026.",
    "peran": "pengawas",
    "_sandi": PASSWORD,
}


def test_an_office_page_by_page(city: Kota, client_as: SignIn) -> None:
    first, second, owner = client_as("NH"), client_as("KBK"), client_as("SR")
    page = first.get("/admin/peran").text
    assert "Endang Sulistyowati" in page
    assert f"nama={NAMES['NH']}" not in page, "not the own account"
    assert first.get("/admin/peran/akun?nama=tidak.ada").status_code == 422
    assert "Peran Anda sendiri" in first.get(f"/admin/peran/akun?nama={NAMES['NH']}").text
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


@pytest.mark.parametrize("who", ["SR", "KB", "YK"])
def test_others_find_no_such_page(city: Kota, client_as: SignIn, who: str) -> None:
    person = client_as(who)
    assert person.get("/admin/peran").status_code == 403
    assert person.post("/admin/peran/akun", FORM).status_code == 403
