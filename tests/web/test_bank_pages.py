"""The pages of the Bank Aktivitas: the list, proposals, reading in and writing out, and the end of an item."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from tests import aktivitas as verbs
from tests.kota import Kota
from webapp.storage.bank import ButirAktivitas, UsulButir

from .conftest import Person

ClientAs = Callable[[str], Person]
HEAD = "kode,nama,satuan,waktu_baku,cara_hitung,wajib_bukti,mulai,dasar"
NEW = {
    "kode": "VER-02", "nama": "Memverifikasi berkas lapangan", "satuan": "berkas", "waktu_baku": "45",
    "cara_hitung": "VOLUME", "mulai": "2026-02-01", "dasar": "ABK 2025 nomor 12",
}  # fmt: skip


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city on Thursday 15 January 2026 with two items in its bank."""
    city.at("2026-01-15 10:00")
    verbs.stock(city)
    return city


def file(*lines: str) -> tuple[BytesIO, str]:
    return BytesIO("\n".join((HEAD, *lines)).encode()), "butir.csv"


def codes(city: Kota) -> list[str]:
    with city.reading() as tx:
        return sorted(tx.session.scalars(select(ButirAktivitas.kode)))


def test_everybody_searches_the_bank_and_reads_an_item(stocked: Kota, client_as: ClientAs) -> None:
    person = client_as("SR")
    page = person.get("/bank-aktivitas").text
    assert "2 butir." in page
    assert "Usulkan butir" not in page
    found = person.get("/bank-aktivitas?cari=rapat&lingkup=saya").text
    assert "1 butir." in found
    assert "Verifikasi berkas" not in found
    item = person.get(f"/bank-aktivitas/{verbs.butir(stocked)}").text
    assert "30 menit / berkas" in item
    assert "Nonaktifkan" not in item
    assert "Tidak ada butir yang cocok" in person.get("/bank-aktivitas?cari=zzz").text
    assert person.get("/bank-aktivitas/999999").status_code == 404


@pytest.mark.parametrize(("kind", "begins"), [("csv", b"\xef\xbb\xbfkode"), ("xlsx", b"PK")])
def test_the_bank_is_written_out(stocked: Kota, client_as: ClientAs, kind: str, begins: bytes) -> None:
    answer = client_as("SR").get(f"/bank-aktivitas/unduh.{kind}")
    assert answer.data.startswith(begins)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client_as("SR").get("/bank-aktivitas/unduh.pdf").status_code == 404


def test_a_manager_proposes_and_the_bkpp_decides_on_the_generic_task_page(
    stocked: Kota, client_as: ClientAs
) -> None:
    manager = client_as("WS")
    wrong = manager.post("/bank-aktivitas/usul/baru", {**NEW, "waktu_baku": "1000"})
    assert wrong.status_code == 422
    assert "Isi waktu baku 1 sampai 600 menit." in wrong.text
    assert 'value="Memverifikasi berkas lapangan"' in wrong.text
    done = manager.post("/bank-aktivitas/usul/baru", NEW)
    assert done.status_code == 303, done.text
    assert "Menunggu BKPP" in manager.follow().text
    assert "VER-02" in manager.get("/bank-aktivitas/usul").text
    with stocked.reading() as tx:
        usul = tx.session.scalars(select(UsulButir)).one()
        usul_id, case_id = usul.id, usul.case_id
    assert case_id is not None
    step = f"/tugas/{case_id}/{verbs.open_key(stocked, case_id).replace('#', '~')}"
    admin = client_as("NH")
    assert "ABK 2025 nomor 12" in admin.get(step).text
    assert admin.post(step, {"putusan_usul": "setujui"}).status_code == 303
    assert admin.page is not None
    assert admin.page.location == f"/bank-aktivitas/usul/{usul_id}"
    assert "Disetujui" in manager.get(f"/bank-aktivitas/usul/{usul_id}").text
    assert client_as("SR").get(f"/bank-aktivitas/usul/{usul_id}").status_code == 404
    assert client_as("SR").get("/bank-aktivitas/usul/baru").status_code == 403
    assert codes(stocked) == ["RPT-01", "VER-01", "VER-02"]


def test_a_new_version_begins_from_what_the_item_is(stocked: Kota, client_as: ClientAs) -> None:
    page = client_as("WS").get(f"/bank-aktivitas/usul/baru?dari={verbs.butir(stocked)}").text
    assert 'value="VER-01"' in page
    assert 'value="30"' in page
    assert client_as("WS").get("/bank-aktivitas/usul/baru?dari=999999").status_code == 200


def test_a_file_is_looked_at_before_it_is_stored(stocked: Kota, client_as: ClientAs) -> None:
    admin = client_as("NH")
    line = "NTL-01,Menyusun notula,notula,40,VOLUME,tidak,2026-02-01,Anjab dan ABK 2025"
    looked = admin.post("/bank-aktivitas/impor", {"berkas": file(line)})
    assert looked.status_code == 200
    assert "Simpan semua" in looked.text
    assert codes(stocked) == ["RPT-01", "VER-01"]
    stored = admin.post("/bank-aktivitas/impor/simpan", fresh=False)
    assert stored.status_code == 303
    assert "1 butir baru" in admin.follow().text
    assert codes(stocked) == ["NTL-01", "RPT-01", "VER-01"]
    again = admin.post("/bank-aktivitas/impor", {"berkas": file(line)})
    assert "tidak ada yang perlu disimpan" in again.text


def test_a_wrong_line_is_named_and_nothing_is_stored(stocked: Kota, client_as: ClientAs) -> None:
    admin = client_as("NH")
    lines = ("NTL-01,Menyusun notula,notula,40,VOLUME,tidak,2026-02-01,Anjab dan ABK", "x,,berkas,0,APA,ya,,")
    page = admin.post("/bank-aktivitas/impor", {"berkas": file(*lines)}).text
    assert "Simpan semua" not in page
    assert "Isi nama butir" in page
    assert codes(stocked) == ["RPT-01", "VER-01"]
    assert admin.post("/bank-aktivitas/impor", {}).status_code == 422
    nothing = admin.post("/bank-aktivitas/impor", {"berkas": (BytesIO(b"a,b\n1,2\n"), "x.csv")})
    assert nothing.status_code == 422
    assert "belum memuat kolom" in nothing.text
    assert client_as("WS").get("/bank-aktivitas/impor").status_code == 403


def test_the_bkpp_ends_an_item_from_a_day_on(stocked: Kota, client_as: ClientAs) -> None:
    admin, butir_id = client_as("NH"), verbs.butir(stocked)
    address = f"/bank-aktivitas/{butir_id}"
    admin.get(address)
    wrong = admin.post(
        f"{address}/nonaktif", {"sejak": "2026-01-01", "alasan": "Tidak dipakai lagi"}, fresh=False
    )
    assert wrong.status_code == 422
    assert "hari ini atau sesudahnya" in wrong.text
    assert "Tidak dipakai lagi" in wrong.text
    done = admin.post(
        f"{address}/nonaktif", {"sejak": "2026-01-19", "alasan": "Tidak dipakai lagi"}, fresh=False
    )
    assert (done.status_code, done.location) == (303, address)
    assert "18 Januari 2026" in admin.follow().text
    stocked.at("2026-01-19 08:00")
    assert "1 butir." in client_as("NH").get("/bank-aktivitas").text
