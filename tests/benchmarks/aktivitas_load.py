"""Two million activities put into a database by statements on whole sets, with the history of every entry.

The constraints that are dropped for it are built again afterwards, which checks every row; what triggers would have
refused is looked for by one statement. Entries lie on the disk as a city writes them: day by day, people in no order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from time import perf_counter

import psycopg

from webapp.services.activities.entry import OWN

Took = Callable[[str, float], None]

TABLES = ("aktivitas", "aktivitas_riwayat")
REJECTED = "Keluaran tidak sesuai keterangan"
RETURNED = "Lengkapi keterangan"


@dataclass(frozen=True)
class Load:
    """Somebody's month: the bank's item, how many of the last days wait, and by whom the others were decided."""

    bulan_id: int
    pegawai_id: int
    akun_id: int
    versi_id: int
    menit: int
    menunggu: int
    pemutus_id: int
    mandat: dict[str, object]


def load(
    connection: psycopg.Connection, everybody: Sequence[Load], days: Sequence[date], entries: int, took: Took
) -> int:
    """Write the months. Returns how many entries that made."""
    _settings(connection)
    with _without_constraints(connection, took):
        _people(connection, everybody, days)
        with _timed(took) as said:
            rows = connection.execute(
                _ENTRIES, {"entri": entries, "hari": len(days), "alasan": REJECTED}
            ).rowcount
            said.append(f"{rows:,} entries")
        with _timed(took) as said:
            done = connection.execute(_HANDED_IN, {"mandat": json.dumps(OWN)}).rowcount
            done += connection.execute(_RETURNED, {"mandat": json.dumps(OWN), "alasan": RETURNED}).rowcount
            done += connection.execute(_DECIDED).rowcount
            said.append(f"{done:,} rows of history")
    strange = connection.execute(_STRANGE).fetchone()
    assert strange == (0,), "every entry is in the open month of its own person and day"
    connection.commit()
    connection.autocommit = True
    with _timed(took) as said:
        connection.execute("VACUUM (ANALYZE)")
        said.append("vacuum and statistics")
    return rows


def _settings(connection: psycopg.Connection) -> None:
    for setting in (
        "session_replication_role = replica", "work_mem = '512MB'", "maintenance_work_mem = '1GB'",
        "max_parallel_maintenance_workers = 2",
    ):  # fmt: skip
        connection.execute(f"SET {setting}".encode())


@contextmanager
def _timed(took: Took) -> Iterator[list[str]]:
    began, said = perf_counter(), list[str]()
    yield said
    took(said[0], perf_counter() - began)


@contextmanager
def _without_constraints(connection: psycopg.Connection, took: Took) -> Iterator[None]:
    """Drop indexes, unique keys, exclusions and foreign keys of the tables; afterwards build them, as they were."""
    constraints = connection.execute(_CONSTRAINTS, [list(TABLES)]).fetchall()
    for table, name, _definition in constraints:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    indexes = connection.execute(_INDEXES, [list(TABLES)]).fetchall()
    for name, _definition in indexes:
        connection.execute(f"DROP INDEX {name}".encode())
    yield
    for _name, definition in indexes:
        with _timed(took) as said:
            connection.execute(definition.encode())
            said.append(definition)
    for table, name, definition in constraints:
        with _timed(took) as said:
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}".encode())
            said.append(name)


def _people(connection: psycopg.Connection, everybody: Sequence[Load], days: Sequence[date]) -> None:
    connection.execute(
        "CREATE TEMP TABLE orang (bulan_id bigint, pegawai_id bigint, akun_id bigint, versi_id bigint, "
        "menit smallint, menunggu int, pemutus_id bigint, mandat jsonb)"
    )
    connection.execute("CREATE TEMP TABLE hari (nomor int, tanggal date)")
    with connection.cursor() as cursor:
        with cursor.copy("COPY orang FROM STDIN") as copy:
            for one in everybody:
                copy.write_row(
                    (
                        one.bulan_id, one.pegawai_id, one.akun_id, one.versi_id, one.menit, one.menunggu,
                        one.pemutus_id, json.dumps(one.mandat),
                    )
                )  # fmt: skip
        cursor.executemany("INSERT INTO hari VALUES (%s, %s)", list(enumerate(days)))
    connection.execute("ANALYZE orang, hari")


_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('u', 'x', 'f') ORDER BY contype DESC, conname
"""
_INDEXES = """
SELECT i.indexname, i.indexdef FROM pg_indexes i
WHERE i.tablename = ANY(%s) AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname) ORDER BY 1
"""
# One entry in fifty was rejected; which, and in what order people write on a day, is drawn from a hash.
_ENTRIES = """
INSERT INTO aktivitas (bulan_id, pegawai_id, tanggal, mulai, selesai, versi_id, waktu_baku, volume, menit,
    alasan_tanpa_rhk, terlambat, hari_libur, diajukan_pada, akun_id, request_id,
    status, diputus_pada, diputus_akun_id, alasan)
SELECT o.bulan_id, o.pegawai_id, h.tanggal, 420 + ke * (o.menit + 5), 420 + ke * (o.menit + 5) + o.menit, o.versi_id,
    o.menit, 1, o.menit, 'Tugas lain', false, false, (h.tanggal + time '16:00') AT TIME ZONE 'Asia/Jakarta', o.akun_id,
    md5('aktivitas' || o.pegawai_id || ':' || h.nomor || ':' || ke)::uuid,
    CASE WHEN s.menunggu THEN 'DIAJUKAN' WHEN s.ditolak THEN 'DITOLAK' ELSE 'DISETUJUI' END,
    CASE WHEN NOT s.menunggu THEN (h.tanggal + time '17:00') AT TIME ZONE 'Asia/Jakarta' END,
    CASE WHEN NOT s.menunggu THEN o.pemutus_id END,
    CASE WHEN s.ditolak AND NOT s.menunggu THEN %(alasan)s END
FROM orang o CROSS JOIN hari h CROSS JOIN generate_series(0, %(entri)s - 1) ke
CROSS JOIN LATERAL (SELECT hashint8(o.pegawai_id * 1000 + h.nomor * 10 + ke) AS acak) a
CROSS JOIN LATERAL (SELECT h.nomor >= %(hari)s - o.menunggu AS menunggu, a.acak %% 50 = 0 AS ditolak) s
ORDER BY h.tanggal, a.acak
"""
_HANDED_IN = """
INSERT INTO aktivitas_riwayat (aktivitas_id, ke, akun_id, mandat, request_id, pada)
SELECT id, 'DIAJUKAN', akun_id, %(mandat)s::jsonb, request_id,
    diajukan_pada - CASE WHEN id %% 40 = 0 AND diputus_pada IS NOT NULL THEN interval '20 minutes' ELSE '0' END
FROM aktivitas ORDER BY id
"""
# One in forty of the decided was returned once and handed in again.
_RETURNED = """
INSERT INTO aktivitas_riwayat (aktivitas_id, dari, ke, alasan, akun_id, mandat, request_id, pada)
SELECT a.id, s.dari, s.ke, s.alasan, s.akun_id, s.mandat, md5('kembali' || s.ke || a.id)::uuid,
    a.diajukan_pada - s.sebelum
FROM aktivitas a JOIN orang o USING (bulan_id) CROSS JOIN LATERAL (VALUES
    ('DIAJUKAN', 'REVISI', %(alasan)s, o.pemutus_id, o.mandat, interval '10 minutes'),
    ('REVISI', 'DIAJUKAN', NULL, a.akun_id, %(mandat)s::jsonb, interval '0')
) s (dari, ke, alasan, akun_id, mandat, sebelum)
WHERE a.id %% 40 = 0 AND a.diputus_pada IS NOT NULL ORDER BY a.id, s.sebelum DESC
"""
_DECIDED = """
INSERT INTO aktivitas_riwayat (aktivitas_id, dari, ke, alasan, akun_id, mandat, request_id, pada)
SELECT a.id, 'DIAJUKAN', a.status, a.alasan, o.pemutus_id, o.mandat,
    md5('putusan' || o.pemutus_id || ':' || a.tanggal)::uuid, a.diputus_pada
FROM aktivitas a JOIN orang o USING (bulan_id) WHERE a.diputus_pada IS NOT NULL ORDER BY a.id
"""
_STRANGE = """
SELECT count(*) FROM aktivitas a LEFT JOIN aktivitas_bulan b ON b.id = a.bulan_id
WHERE b.id IS NULL OR b.dikunci_pada IS NOT NULL OR b.pegawai_id <> a.pegawai_id
    OR b.bulan <> date_trunc('month', a.tanggal)::date
"""
