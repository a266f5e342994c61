"""The pages of evidence: seals for auditors, a reason before an office looks, and the owner's own list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.kota import Kota
from tests.services.evaluations import give_office
from tests.services.evidence.proof import KEYS, sealed
from webapp.evidence import read_seal
from webapp.services.evidence import checking
from webapp.storage.akses import AksesData

from .conftest import Person

ClientAs = Callable[[str], Person]
REASON = "Menindaklanjuti aduan nomor 12 tentang target."


@pytest.fixture
def submitted(city: Kota) -> Kota:
    """SR has handed in, and LN is an auditor."""
    city.until_submitted("SR")
    give_office(city, "LN", "pengawas")
    return city


def test_an_admin_is_led_to_the_reason_and_from_there_to_the_document(
    submitted: Kota, client_as: ClientAs
) -> None:
    admin, address = client_as("NH"), f"/skp/{submitted.skp('SR').id}"
    reason = f"/akses/{submitted.pegawai_id('SR')}"
    said = admin.get(address)
    assert "Posisi sekarang" in said.text
    assert "Pegawai dan pejabat penilai" not in said.text
    assert reason in said.text
    assert admin.get(f"{address}/rencana-aksi").status_code == 303
    page = admin.follow()
    assert "Siti Rahmawati" in page.text
    assert admin.post(reason, {"alasan": "perlu", "next": address}).status_code == 422
    answer = admin.post(reason, {"alasan": REASON, "next": address})
    assert (answer.status_code, answer.location) == (303, address)
    assert "Pegawai dan pejabat penilai" in admin.get(address).text


def test_a_way_back_never_leads_out_of_the_house(submitted: Kota, client_as: ClientAs) -> None:
    reason = f"/akses/{submitted.pegawai_id('SR')}"
    answer = client_as("NH").post(reason, {"alasan": REASON, "next": "https://contoh.com/"})
    assert answer.location.startswith("/")
    assert not answer.location.startswith("//")


def test_the_reason_page_is_for_those_who_need_one(submitted: Kota, client_as: ClientAs) -> None:
    assert client_as("DH").get(f"/akses/{submitted.pegawai_id('SR')}").status_code == 403


def test_an_owner_sees_who_looked_as_what_and_why(submitted: Kota, client_as: ClientAs) -> None:
    address = f"/skp/{submitted.skp('SR').id}"
    admin, auditor, owner = client_as("NH"), client_as("LN"), client_as("SR")
    admin.post(f"/akses/{submitted.pegawai_id('SR')}", {"alasan": REASON})
    admin.get(address)
    auditor.get(address)
    page = owner.get("/akun/akses").text
    assert REASON in page
    assert "Pengawas" in page
    assert "Admin BKPP" in page
    assert "/akun/akses" in owner.get("/pemberitahuan").text
    assert REASON not in client_as("DH").get("/akun/akses").text
    with submitted.reading() as tx:
        assert set(tx.session.scalars(select(AksesData.halaman))) == {"skp.page"}


def test_auditors_see_the_seals_and_take_them_away(submitted: Kota, client_as: ClientAs) -> None:
    auditor = client_as("LN")
    assert "Belum ada" in auditor.get("/meterai").text
    made = sealed(submitted)
    checking.check_evidence(submitted.work, KEYS)
    page = auditor.get("/meterai").text
    assert "Nomor 1" in page
    assert "Utuh" in page
    file = auditor.get("/meterai/meterai-1.json")
    assert read_seal(file.data).hash == made.hash
    assert file.mimetype == "application/x-ndjson"  # its signature is a line of its own
    assert auditor.get("/meterai/meterai-9.json").status_code == 404
    for code in ("SR", "KB"):
        person = client_as(code)
        assert person.get("/meterai").status_code == 403
        assert person.get("/meterai/meterai-1.json").status_code == 403
