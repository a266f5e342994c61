"""Official documents: drawn in the background after the last signature, kept once, verifiable by anybody."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.alasan import with_reason
from tests.documents.pembaca import isi as read_pdf
from tests.documents.pembaca import rapat
from tests.kota import Kota, wib
from tests.penugasan import approved, proposal
from webapp.config import Settings
from webapp.domain.mandat import JenisMandat
from webapp.domain.penilai import Penilai
from webapp.domain.skp import StatusSkp
from webapp.jobs import run_worker
from webapp.services.errors import NotFound
from webapp.services.papers import documents
from webapp.storage.naskah import Dokumen, TandaTangan
from webapp.storage.skp import SkpRevisi

URL = "https://lakon.contoh.go.id"


def signed(city: Kota) -> Kota:
    """SR signs on 28 January, KB sets on 30 January."""
    city.until_submitted()
    city.review("KB", "SR")
    city.at("2026-01-28 09:00").sign("SR")
    city.at("2026-01-30 10:15").establish("KB", "SR")
    return city


def work_off(city: Kota) -> None:
    """Let the worker do what is deferred."""
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(public_url=URL), address, wait=False, install_signal_handlers=False)


def stored(city: Kota) -> list[Dokumen]:
    with city.reading() as tx:
        rows = list(tx.session.scalars(select(Dokumen)))
        for row in rows:
            assert row.isi
            tx.session.expunge(row)
        return rows


@pytest.fixture
def issued(city: Kota) -> tuple[Kota, Dokumen]:
    """A set SKP with its document."""
    signed(city)
    documents.issue(city.work, city.skp("SR").id, URL)
    (row,) = stored(city)
    return city, row


def test_ac_c_18_the_last_signature_sets_the_skp_and_the_pdf_carries_two_signatures_employee_first_and_nobody_else(
    city: Kota,
) -> None:
    signed(city)
    assert city.skp("SR").status is StatusSkp.DITETAPKAN
    assert stored(city) == []
    work_off(city)
    (row,) = stored(city)
    text = rapat(read_pdf(row.isi))
    employee = text.index(
        "Ditandatangani secara elektronik melalui Lakon (autentikasi ulang) 28 Januari 2026 pukul 09.00 WIB"
    )
    evaluator = text.index(
        "Ditandatangani secara elektronik melalui Lakon (autentikasi ulang) 30 Januari 2026 pukul 10.15 WIB"
    )
    assert employee < evaluator
    assert text.index("Siti Rahmawati, S.Psi.", employee) < evaluator < text.index("Agus Prasetya", evaluator)
    assert "Ratna Widyastuti" not in text
    # the form and its annex are signed alike; nothing but these two signatures is on record
    assert text.count("Ditandatangani secara elektronik") == 4
    with city.reading() as tx:
        signers = tx.session.execute(
            select(TandaTangan.urutan, TandaTangan.pegawai_id).order_by(TandaTangan.urutan)
        )
        assert signers.all() == [(1, city.pegawai_id("SR")), (2, city.pegawai_id("KB"))]


def test_the_document_prints_its_code_and_the_address_where_it_can_be_verified(
    issued: tuple[Kota, Dokumen],
) -> None:
    _, row = issued
    text = rapat(read_pdf(row.isi))
    assert f"Kode dokumen: {row.kode}" in text
    assert f"{URL}/verifikasi/{row.kode}" in text
    assert row.sha256 == hashlib.sha256(row.isi).hexdigest()


def test_issuing_again_gives_the_same_document_and_the_job_may_be_repeated(
    issued: tuple[Kota, Dokumen],
) -> None:
    city, row = issued
    assert documents.issue(city.work, city.skp("SR").id, URL) == row.kode
    work_off(city)
    assert [one.sha256 for one in stored(city)] == [row.sha256]


def test_nothing_is_issued_before_the_last_signature(city: Kota) -> None:
    city.until_submitted()
    city.review("KB", "SR")
    city.sign("SR")
    assert documents.issue(city.work, city.skp("SR").id, URL) is None
    assert stored(city) == []


def test_a_stranger_learns_who_signed_what_when_and_no_content(issued: tuple[Kota, Dokumen]) -> None:
    city, row = issued
    with city.reading() as tx:
        found = documents.verify(tx, row.kode.lower().replace("-", " "))
    assert found is not None
    assert (found.kode, found.judul, found.nama) == (
        row.kode,
        "Sasaran Kinerja Pegawai 2026",
        "Siti Rahmawati, S.Psi.",
    )
    assert found.ditetapkan_pada == wib("2026-01-30 10:15")
    assert [(peran, nama) for peran, nama, _ in found.penanda_tangan] == [
        ("Pegawai yang Dinilai", "Siti Rahmawati, S.Psi."),
        ("Pejabat Penilai Kinerja", "Agus Prasetya, S.Sos., M.M."),
    ]
    assert found.berlaku
    assert "analisis" not in repr(found)
    assert "199001152015032003" not in repr(found)


def test_an_unknown_code_is_on_record_nowhere(issued: tuple[Kota, Dokumen]) -> None:
    city, row = issued
    with city.reading() as tx:
        for kode in ("", "AAAA-BBBB-CCCC-DDDD", row.kode + "2", row.kode[:-1], "' OR 1=1 --"):
            assert documents.verify(tx, kode) is None
            assert not documents.matches(tx, kode, row.isi)


def test_a_file_is_the_document_only_if_every_byte_is(issued: tuple[Kota, Dokumen]) -> None:
    city, row = issued
    with city.reading() as tx:
        assert documents.matches(tx, row.kode, row.isi)
        assert not documents.matches(tx, row.kode, row.isi + b"\n")
        assert not documents.matches(tx, row.kode, b"")


def test_the_official_file_is_for_those_who_may_read_the_content(issued: tuple[Kota, Dokumen]) -> None:
    city, row = issued
    skp_id = city.skp("SR").id
    with_reason(city, "NH")
    with city.reading() as tx:
        for who in ("SR", "KB", "KD", "NH"):
            found = documents.official(tx, city.actor(who), skp_id)
            assert found is not None
            assert (found.tahun, found.kode, found.isi) == (2026, row.kode, row.isi)
        for who in ("DH", "YK", "LN"):
            with pytest.raises(NotFound):
                documents.official(tx, city.actor(who), skp_id)


def test_a_file_is_asked_for_by_revision_and_one_that_never_was_is_not_found(
    issued: tuple[Kota, Dokumen],
) -> None:
    city, row = issued
    with city.reading() as tx:
        found = documents.official(tx, city.actor("SR"), city.skp("SR").id, 1)
        assert found is not None
        assert found.kode == row.kode
        with pytest.raises(NotFound):
            documents.official(tx, city.actor("SR"), city.skp("SR").id, 2)


def test_while_the_file_is_being_drawn_there_is_none_yet(city: Kota) -> None:
    signed(city)
    with city.reading() as tx:
        assert documents.official(tx, city.actor("SR"), city.skp("SR").id) is None


def test_a_document_whose_skp_was_set_anew_is_told_as_replaced(issued: tuple[Kota, Dokumen]) -> None:
    city, row = issued
    with city.work.transaction() as tx:
        tx.session.get_one(SkpRevisi, row.revisi_id).status = "DIGANTI"  # type: ignore[assignment]
    with city.reading() as tx:
        found = documents.verify(tx, row.kode)
        assert found is not None
        assert not found.berlaku
        assert tx.session.scalar(select(func.count()).select_from(Dokumen)) == 1


@given(st.text(alphabet=documents.ALPHABET, min_size=16, max_size=16), st.data())
def test_a_code_is_read_however_it_was_typed(signs: str, data: st.DataObject) -> None:
    printed = "-".join(signs[i : i + 4] for i in range(0, 16, 4))
    typed = "".join(sign + data.draw(st.sampled_from(["", " ", "-", ".", "\n"])) for sign in signs)
    assert documents.clean_code(typed) == documents.clean_code(typed.lower()) == printed


@given(st.text())
def test_any_text_is_read_as_a_short_code_and_reading_it_again_changes_nothing(text: str) -> None:
    clean = documents.clean_code(text)
    assert len(clean) <= 21
    assert documents.clean_code(clean) == clean


def test_ac_b_08_an_evaluator_from_the_registry_without_a_nip_is_printed_with_an_empty_line(
    city: Kota,
) -> None:
    """KD's evaluator is the Wali Kota; KB gets him by a registry decision, so that a form can be printed by him."""
    about = {"dinilai_id": city.pegawai_id("KB")}
    asked = proposal(city, "NH", JenisMandat.PENETAPAN_PENILAI, None, "2026-01-05", None, **about)
    approved(city, asked, who="NH", by="KBK")
    with city.reading() as tx:
        day = tx.work.organisation.day(tx.session, tx.today)
        head, named = day.penilai(city.pegawai_id("KD")), day.penilai(city.pegawai_id("KB"))
    assert isinstance(head, Penilai)
    assert isinstance(named, Penilai)
    assert (head.penilai_id, named.penilai_id) == (None, None)
    assert (head.nama_jabatan, named.surat) == ("Wali Kota", asked.nomor_surat)
    city.until_established("KB", by="WK")
    documents.issue(city.work, city.skp("KB").id, URL)
    (row,) = stored(city)
    text = rapat(read_pdf(row.isi))
    assert "Surya Wibisana" in text
    assert text.count("19750820 199903 1 002") >= 1, "KB's own NIP is printed"
    with city.reading() as tx:
        revisi = tx.session.scalars(select(SkpRevisi).where(SkpRevisi.skp_id == city.skp("KB").id)).one()
    assert revisi.cuplikan is not None
    assert revisi.cuplikan["penilai"]["nip"] is None
