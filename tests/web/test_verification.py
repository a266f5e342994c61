"""The public page on which a document is verified: by its code, and by comparing a file."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from tests.kota import NIP, Kota
from tests.web.conftest import BROWSER, Person, hidden
from webapp.services.papers import documents
from webapp.storage.audit import AuditEvent
from webapp.storage.naskah import Dokumen


@pytest.fixture
def kode(city: Kota) -> str:
    """The code of SR's issued document."""
    city.until_submitted("SR")
    city.review("KB", "SR")
    city.at("2026-01-28 09:00").sign("SR")
    city.at("2026-01-30 10:15").establish("KB", "SR")
    found = documents.issue(city.work, city.skp("SR").id, "http://127.0.0.1:8000")
    assert found is not None
    return found


def body_of(city: Kota, kode: str) -> bytes:
    with city.reading() as tx:
        return tx.session.scalars(select(Dokumen.isi).where(Dokumen.kode == kode)).one()


def compare(stranger: Person, kode: str, body: bytes | None) -> str:
    page = stranger.get(f"/verifikasi/{kode}")
    data: dict[str, object] = dict(hidden(page))
    if body is not None:
        data["berkas"] = (BytesIO(body), "SKP.pdf")
    answer = stranger.client.post(f"/verifikasi/{kode}", data=data, headers=BROWSER)
    stranger.page = answer
    return answer.text


def test_a_stranger_sees_what_the_face_of_the_document_says(stranger: Person, kode: str) -> None:
    page = stranger.get(f"/verifikasi/{kode}")
    assert page.status_code == 200
    for words in (
        "Sasaran Kinerja Pegawai 2026",
        "Siti Rahmawati, S.Psi.",
        "Agus Prasetya, S.Sos., M.M.",
        "Pemerintah Kota Contoh",
        "28 Januari 2026 09.00 WIB",
        "30 Januari 2026 10.15 WIB",
        "berlaku",
    ):
        assert words in page.text
    assert page.text.index("Siti Rahmawati") < page.text.index("Agus Prasetya")


def test_it_tells_no_content_no_number_and_no_way_inside(stranger: Person, city: Kota, kode: str) -> None:
    text = stranger.get(f"/verifikasi/{kode}").text
    assert "analisis jabatan" not in text
    assert "/skp/" not in text
    assert not [nip for nip in NIP.values() if nip in text]


@pytest.mark.parametrize("change", [str.lower, lambda kode: kode.replace("-", ""), lambda kode: f" {kode} "])
def test_a_code_is_taken_however_it_was_typed(stranger: Person, kode: str, change) -> None:  # type: ignore[no-untyped-def]
    answer = stranger.get("/verifikasi?kode=" + change(kode).replace(" ", "%20"))
    assert (answer.status_code, answer.location) == (303, f"/verifikasi/{kode}")
    assert stranger.get(f"/verifikasi/{change(kode).strip()}").status_code in (200, 303)


def test_the_page_asks_for_a_code_and_says_where_it_stands(stranger: Person) -> None:
    page = stranger.get("/verifikasi")
    assert page.status_code == 200
    assert "di kaki setiap halaman" in page.text
    empty = stranger.get("/verifikasi?kode=%20-")
    assert empty.status_code == 422
    assert "Isi kode dokumen" in empty.text


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "AAAA", "AAAA-BBBB-CCCC-DDDD-E"])
def test_an_unknown_code_is_said_to_be_unknown_and_leaves_no_trace(
    stranger: Person, city: Kota, code: str
) -> None:
    page = stranger.get(f"/verifikasi/{code}")
    assert page.status_code == 404
    assert "Tidak ada dokumen dengan kode ini" in page.text
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_ac_k_06_the_same_file_is_the_same_and_one_changed_byte_makes_it_another(
    stranger: Person, city: Kota, kode: str
) -> None:
    body = body_of(city, kode)
    assert "sama persis" in compare(stranger, kode, body)
    assert "berbeda dari dokumen" in compare(stranger, kode, body + b" ")
    for place in (0, len(body) // 2, len(body) - 1):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        assert "berbeda dari dokumen" in compare(stranger, kode, changed)
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Dokumen)) == 1


def test_without_a_file_it_asks_for_one(stranger: Person, kode: str) -> None:
    for body in (None, b""):
        text = compare(stranger, kode, body)
        assert stranger.page is not None
        assert stranger.page.status_code == 422
        assert "Pilih berkas PDF" in text


def test_a_file_that_is_too_large_is_refused_unread(stranger: Person, kode: str) -> None:
    answer = stranger.client.post(
        f"/verifikasi/{kode}",
        data=hidden(stranger.get(f"/verifikasi/{kode}")),
        content_type="multipart/form-data",
        headers=BROWSER,
        environ_overrides={"CONTENT_LENGTH": "3000000"},
    )
    assert answer.status_code == 413
    assert "2 MB" in answer.text


def test_a_file_under_an_unknown_code_matches_nothing(stranger: Person, city: Kota, kode: str) -> None:
    page = stranger.get(f"/verifikasi/{kode}")
    data = {**hidden(page), "berkas": (BytesIO(body_of(city, kode)), "SKP.pdf")}
    answer = stranger.client.post("/verifikasi/AAAA-BBBB-CCCC-DDDD", data=data, headers=BROWSER)
    assert answer.status_code == 404
    assert "sama persis" not in answer.text
