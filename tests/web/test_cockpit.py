"""The cockpit's pages: who reads numbers, who acts, and what each page says."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.kota import PASSWORD, Kota
from tests.services.cockpit import fragile
from tests.services.evaluations import give_office
from webapp.services.cockpit import batch_work, mining
from webapp.storage.audit import AuditEvent
from webapp.storage.kokpit import CaseBatch, EventLog
from webapp.storage.process import ProcessCase

from .conftest import Person

ClientAs = Callable[[str], Person]
PAGES = ("/kokpit", "/kokpit/proses/skp_pegawai", "/kokpit/insiden", "/kokpit/massal")
OWN_PAGES = ("/kokpit/massal/baru", "/kokpit/log")


@pytest.fixture
def busy(kota: Kota) -> Kota:
    """A few people on their way, and one incident."""
    fragile.publish_fragile(kota)
    kota.at("2026-01-12 09:00").until_submitted("SR")
    kota.review("KB", "SR", "kembalikan", "Target masih terlalu rendah.")
    kota.submit("SR")
    kota.dialog("KB", "DH")
    kota.at("2026-01-10 09:00")
    fragile.begin(kota, "rapuh_batas", "galat")
    return kota.at("2026-01-14 10:00")


def test_owners_admins_and_the_auditor_read_numbers_and_nobody_else(busy: Kota, client_as: ClientAs) -> None:
    give_office(busy, "YK", "pengawas")
    for code in ("NH", "YK"):
        person = client_as(code)
        for page in PAGES:
            assert person.get(page).status_code == 200, (code, page)
    for page in OWN_PAGES:
        assert client_as("NH").get(page).status_code == 200
        assert client_as("YK").get(page).status_code == 403
    for code in ("SR", "KB", "KD"):
        person = client_as(code)
        for page in (*PAGES, *OWN_PAGES):
            assert person.get(page).status_code == 403, (code, page)


def test_the_diagram_shows_what_waits_and_the_same_in_a_table(busy: Kota, client_as: ClientAs) -> None:
    page = client_as("NH").get("/kokpit/proses/penetapan").text
    assert 'class="map"' in page
    assert "state-heat-" in page
    assert re.search(r'<th scope="row" role="rowheader">Susun SKP|Menyusun SKP', page)
    assert "Diulang" in page
    csv = client_as("NH").get("/kokpit/proses/penetapan/langkah.csv")
    assert csv.mimetype == "text/csv"
    assert client_as("NH").get("/kokpit/proses/tidak_ada").status_code == 404
    for asked in ("?masa=2026", "?masa=semua", "?masa=9999-99", "?rilis=1", "?rilis=77", "?warna=jumlah"):
        assert client_as("NH").get(f"/kokpit/proses/skp_pegawai{asked}").status_code == 200, asked


def test_a_walk_through_a_case_needs_no_scripts_and_tells_no_answers(busy: Kota, client_as: ClientAs) -> None:
    case_id = busy.case_id("SR")
    person = client_as("KBK")
    last = person.get(f"/kokpit/kasus/{case_id}").text
    assert "Yang terbuka sesudah peristiwa ini" in last
    first = person.get(f"/kokpit/kasus/{case_id}?langkah=1").text
    assert "Kasus dimulai" in first
    assert "Target masih terlalu rendah" not in last
    number = re.search(r"Peristiwa \d+ dari (\d+)", last)
    assert number
    for seq in range(1, int(number[1]) + 1):
        assert person.get(f"/kokpit/kasus/{case_id}?langkah={seq}").status_code == 200
    assert person.get(f"/kokpit/kasus/{case_id}?langkah=999").text.count("aria-disabled") == 2
    assert person.get("/kokpit/kasus/987654").status_code == 404
    assert person.get(f"/kokpit?nomor={case_id}").status_code == 303
    with busy.reading() as tx:
        query = select(AuditEvent.object_id).where(AuditEvent.kind == "kokpit_kasus_dibaca")
        assert set(tx.session.scalars(query)) == {case_id}, "that an office looked is kept"


def test_an_incident_offers_its_three_ways_and_a_case_ends_only_after_a_second_look(
    kota: Kota, client_as: ClientAs
) -> None:
    fragile.publish_fragile(kota)
    kota.at("2026-01-08 09:00")
    case_id = fragile.begin(kota, "rapuh_batas", "galat")
    kota.at("2026-01-09 10:00")
    kota.tick()
    (one,) = fragile.incidents(kota)
    person = client_as("KBK")
    assert f"/kokpit/insiden/{one.id}" in person.get("/kokpit/insiden").text
    page = person.get(f"/kokpit/insiden/{one.id}").text
    for words in (
        "Coba lagi",
        "Perbaiki dengan menerbitkan dan memigrasikan",
        "Batalkan kasus",
        "Galat program KeyError",
    ):
        assert words in page
    assert fragile.SECRET.split()[0] not in page
    refused = person.post(f"/kokpit/insiden/{one.id}/ulangi", {"_permintaan": str(uuid4())}, fresh=False)
    assert refused.status_code == 422
    assert "Masih gagal" in refused.text
    address = f"/kokpit/kasus/{case_id}/batal"
    assert person.post(address, {"alasan": ""}).status_code == 422
    sure = person.post(address, {"alasan": "Dimulai keliru."})
    assert sure.status_code == 422
    assert "Tandai bahwa Anda yakin" in sure.text
    done = person.post(address, {"alasan": "Dimulai keliru.", "yakin": "ya"})
    assert done.status_code == 303
    assert "Dibatalkan" in person.follow().text
    assert "Dimulai keliru." in person.get(f"/kokpit/kasus/{case_id}").text
    assert person.get(address).status_code == 403


def test_a_case_that_decides_pay_is_cancelled_when_another_person_confirms(
    busy: Kota, client_as: ClientAs
) -> None:
    case_id = busy.case_id("SR")
    owner, address = client_as("NH"), f"/kokpit/kasus/{case_id}/batal"
    assert "menentukan hak pegawai" in owner.get(address).text
    asked = owner.post(address, {"alasan": "Dibuka dua kali.", "yakin": "ya"})
    assert asked.status_code == 303
    assert re.fullmatch(r"/kokpit/massal/\d+", asked.location)
    assert "Menunggu orang kedua" in owner.follow().text
    with busy.reading() as tx:
        assert tx.session.get_one(ProcessCase, case_id).status == "OPEN"
    assert owner.post(f"{asked.location}/jalankan", {}).status_code == 403
    second = client_as("KBK")
    assert "Konfirmasi dan jalankan" in second.get(asked.location).text
    wrong = second.post(f"{asked.location}/jalankan", {"_sandi": "bukan sandinya"})
    assert wrong.status_code == 422
    assert "Kata sandi tidak cocok" in wrong.text
    assert second.post(f"{asked.location}/jalankan", {"_sandi": PASSWORD}).status_code == 303
    batch_work.advance(busy.work, int(asked.location.rsplit("/", 1)[1]))
    with busy.reading() as tx:
        assert tx.session.get_one(ProcessCase, case_id).status == "CANCELLED"


def test_a_batch_is_tried_dry_run_and_listed(busy: Kota, client_as: ClientAs) -> None:
    person = client_as("NH")
    nothing = person.post("/kokpit/massal", {}, fresh=False) if person.get("/kokpit/massal/baru") else None
    assert nothing is not None
    assert nothing.status_code == 422
    person.get("/kokpit/massal/baru")
    asked = person.post("/kokpit/massal", {"tindakan": "REMIND", "proses": "dialog"}, fresh=False)
    assert asked.status_code == 303, asked.text
    page = person.follow()
    assert "Uji kering" in page.text
    with busy.reading() as tx:
        batch = tx.session.scalars(select(CaseBatch)).one()
    assert person.post(f"/kokpit/massal/{batch.id}/jalankan", {}, fresh=False).status_code == 303
    assert batch_work.advance(busy.work, batch.id)
    done = person.get(f"/kokpit/massal/{batch.id}").text
    assert "Selesai" in done
    csv = person.get(f"/kokpit/massal/{batch.id}/hasil.csv").text
    assert csv.splitlines()[0].endswith("kasus,proses,langkah,hasil,sebab")
    assert len(csv.splitlines()) == batch.total + 1


def test_a_log_is_asked_for_written_and_fetched_by_its_owner_alone(busy: Kota, client_as: ClientAs) -> None:
    person = client_as("NH")
    person.get("/kokpit/log")
    values = {"proses": "skp_pegawai", "mulai": "2026-01-01", "akhir": "2026-12-31", "bentuk": "XES"}
    assert person.post("/kokpit/log", {**values, "nama": "ya"}, fresh=False).status_code == 422
    person.get("/kokpit/log")
    assert person.post("/kokpit/log", values, fresh=False).status_code == 303
    with busy.reading() as tx:
        row = tx.session.scalars(select(EventLog)).one()
    assert person.get(f"/kokpit/log/{row.id}").status_code == 200
    assert person.get(f"/kokpit/log/{row.id}/berkas").status_code == 404
    mining.write(busy.work, row.id)
    body = person.get(f"/kokpit/log/{row.id}/berkas")
    assert body.status_code == 200
    assert b"<trace>" in gzip.decompress(body.data)
    assert client_as("KBK").get(f"/kokpit/log/{row.id}").status_code == 404
    person.get(f"/kokpit/log/{row.id}")
    assert person.post(f"/kokpit/log/{row.id}/buang", {}, fresh=False).status_code == 303
    assert person.get(f"/kokpit/log/{row.id}").status_code == 404
