"""A city with journals, an audit log and results of allowances, sealed twice; the seals are kept away from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.kota import Kota
from webapp.evidence import Book, Key, read_book
from webapp.services.evidence import sealing
from webapp.services.evidence.streams import stored_seals
from webapp.storage.audit import AuditEvent

KEYS = (Key.of("07" * 32),)
EVENTS = 120
RUNS = 4


def sealed_twice(city: Kota) -> Book:
    """Work, a seal, more work, another seal. Returns what the seals say, as an auditor keeps it."""
    city.until_submitted("SR", "KB")
    _events(city, EVENTS // 2)
    _results(city, range(1, RUNS // 2 + 1))
    sealing.seal_all(city.work, KEYS)
    city.until_submitted("DH", "KB")
    city.review("KB", "SR")
    _events(city, EVENTS // 2)
    _results(city, range(RUNS // 2 + 1, RUNS + 1))
    sealing.seal_all(city.work, KEYS)
    with city.reading() as tx:
        return read_book(list(stored_seals(tx)), [KEYS[0].public])


def _events(city: Kota, count: int) -> None:
    with city.work.transaction() as tx:
        tx.session.add_all(
            AuditEvent(kind="masuk", object_kind="akun", object_id=n, detail={"n": n}) for n in range(count)
        )


def _results(city: Kota, months: Sequence[int]) -> None:
    """Ended runs with a result for everybody. Their rows stand alone: what else a run needs is no matter here."""
    with city.work.sessions() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for month in months:
            session.execute(_RUN, {"id": month})
            session.execute(_RESULT, {"id": month})
            session.execute(_INPUT, {"id": month, "day": f"2026-{month:02d}-01", "hash": "0" * 64})
            session.execute(_INPUT_ROW, {"id": month})
        session.commit()


@contextmanager
def as_superuser(city: Kota) -> Iterator[Session]:
    """A transaction in which no guard fires, undone at its end: everything in it sees what was done, nothing stays."""
    with city.work.sessions() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("SET LOCAL timezone = 'UTC'"))
        yield session
        session.rollback()


_RUN = text("""
INSERT INTO tpp_putaran (id, tpp_bulan_id, nomor, status, aturan, aturan_sidik, csv_sidik, xlsx_sidik, jumlah, selesai,
  diminta_pada)
VALUES (:id, :id, 1, 'SELESAI', '{}', '', '', '', 1, 1, now())""")
_RESULT = text("""
INSERT INTO tpp_hasil (putaran_id, pegawai_id, nip, nama, menit, target, persen, penjelasan)
SELECT :id, id, nip, nama, 6000 + id, 6750, 87.50, jsonb_build_object('menit', 6000 + id) FROM pegawai""")
_INPUT = text("""
INSERT INTO tpp_masukan (id, bulan, jenis, nama, sidik, akun_id, pada)
VALUES (:id, CAST(:day AS date), 'PRESENSI', 'presensi.csv', :hash, (SELECT min(id) FROM akun), now())""")
_INPUT_ROW = text("INSERT INTO tpp_masukan_baris SELECT :id, id, 100 FROM pegawai")
