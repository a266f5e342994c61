"""Confidential texts are sealed, wherever they stand, and a key can be replaced without losing one."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest
from sqlalchemy import LargeBinary, String, select, text
from sqlalchemy.exc import IntegrityError

from tests import pembinaan
from tests.kota import NOTES_KEY, Kota
from webapp import storage
from webapp.services.privacy.resealing import SEALED, reseal
from webapp.storage import Base
from webapp.storage.pembinaan import CatatanKonseling, untuk_catatan
from webapp.storage.segel import Segel, TidakTerbuka

NEW_KEY = "kunci catatan rahasia yang baru untuk uji"

BYTES = {
    ("berkas", "isi"), ("dokumen", "isi"), ("naskah_terbit", "isi"), ("ekspor_naskah", "isi"), ("ekspor_butir", "isi"),
    ("salinan_data", "isi"), ("event_log", "content"), ("unggahan_berkas", "isi"), ("tpp_putaran", "csv"),
    ("tpp_putaran", "xlsx"), ("journal", "hash"), ("process_case", "head"), ("seal", "file"), ("seal_head", "head"),
    ("seal_head", "leaf"), ("kunci_sandi", "kredensial"), ("kunci_sandi", "kunci_publik"), ("tantangan", "nonce"),
    ("permintaan_luar", "kiriman"),
}  # fmt: skip
"""Bytes that are no sealed texts: files, hashes, public keys, what is used once."""

PLAIN = {
    "konseling": {"status", "jenis_konselor", "dasar_penunjukan", "penerima"},
    "catatan_konseling": set(),
    "laporan_konseling": set(),
}
"""Words of a counselling that are not sealed: its state, and by which letter the counsellor was named."""


@pytest.fixture
def counselled(city: Kota) -> Kota:
    """A counselling of SR with a place, a note and a report."""
    pembinaan.office(city, "YK")
    city.until_established("SR")
    pembinaan.give(city.at("2026-03-03 09:00"), "KB", "SR", "TIDAK_MENUNJUKKAN", "KONSELING")
    number = pembinaan.konseling_of(city, "SR").id
    pembinaan.appoint(city, number, "LN")
    today = city.now.date().isoformat()
    pembinaan.do(
        city, "LN", "konseling", number, "jadwal", tanggal=today, jam="09:00", tempat=pembinaan.PLACE
    )
    pembinaan.meet(city, "LN", number)
    pembinaan.report(city, number, "LN")
    return city


def test_every_column_of_bytes_is_sealed_or_no_text() -> None:
    for module in iter_modules(storage.__path__):
        import_module(f"{storage.__name__}.{module.name}")
    found = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sealed = {(str(one.model.__tablename__), one.name) for one in SEALED}
    assert found == sealed | BYTES
    assert not sealed & BYTES


@pytest.mark.parametrize("table", PLAIN)
def test_a_counselling_has_no_words_but_sealed_ones(table: str) -> None:
    words = {column.name for column in Base.metadata.tables[table].columns if isinstance(column.type, String)}
    assert words == PLAIN[table]


def test_a_replaced_key_may_go_after_everything_was_sealed_anew(counselled: Kota) -> None:
    work = counselled.work
    work.segel = Segel([NEW_KEY, NOTES_KEY])
    done = reseal(work)
    assert done.sealed >= 3
    assert (done.kept, done.unreadable) == (0, [])
    again = reseal(work)
    assert (again.sealed, again.kept) == (0, done.sealed)
    new, old = Segel([NEW_KEY]), Segel([NOTES_KEY])
    with counselled.reading() as tx:
        (note,) = tx.session.scalars(select(CatatanKonseling))
        bound = untuk_catatan(note.konseling_id, note.nomor)
        assert new.buka(note.isi, bound)
        with pytest.raises(TidakTerbuka):
            old.buka(note.isi, bound)


def test_what_no_key_opens_is_named_and_stays(counselled: Kota) -> None:
    counselled.work.segel = Segel([NEW_KEY])
    done = reseal(counselled.work)
    assert done.sealed == 0
    assert any(one.startswith("catatan_konseling:") for one in done.unreadable)
    counselled.work.segel = Segel([NEW_KEY, NOTES_KEY])
    assert reseal(counselled.work).unreadable == []


def test_a_note_is_changed_by_nothing_else(counselled: Kota) -> None:
    for change in ("UPDATE catatan_konseling SET isi = 'x'", "DELETE FROM laporan_konseling"):
        with counselled.work.sessions() as session, pytest.raises(IntegrityError):
            session.execute(text(change))
    with counselled.work.sessions() as session:
        session.execute(text("SELECT set_config('lakon.segel', 'ulang', true)"))
        with pytest.raises(IntegrityError):
            session.execute(text("UPDATE catatan_konseling SET nomor = nomor + 1"))
