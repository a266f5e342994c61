"""The logs that seals cover: rows that are never changed once they count, told as lines of JSON by number.

An item of a log is what stands under one number: a row, or a row with the rows that belong to it. An item counts when
nothing of it changes any more; before that it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Part:
    """Rows of an item. `number` and `order` are SQL of `t` (the table); `omit`: bytes for which a hash stands."""

    table: str
    number: str = "t.id"
    order: str = "0"
    omit: tuple[str, ...] = ()
    joins: str = ""
    where: str = "true"


@dataclass(frozen=True)
class Log:
    """A log. The first part has exactly one row for each number."""

    name: str
    parts: tuple[Part, ...]


def _simple(table: str, *omit: str) -> Log:
    return Log(table, (Part(table, omit=omit),))


_ENDED: Final = "status IN ('SELESAI', 'GAGAL')"

LOGS: Final[Mapping[str, Log]] = {
    log.name: log
    for log in (
        _simple("audit_event"),
        _simple("akses_data"),
        _simple("akses_beralasan"),
        _simple("tanda_tangan"),
        _simple("dokumen", "isi"),
        _simple("evaluasi_bulanan"),
        _simple("evaluasi_segmen"),
        _simple("capaian_versi"),
        _simple("realisasi_akhir"),
        Log("papan", (Part("papan"), Part("papan_baris", number="t.papan_id", order="t.skp_id"))),
        _simple("putusan_papan"),
        _simple("evaluasi_tahunan"),
        _simple("tanda_tangan_evaluasi"),
        _simple("keberatan"),
        _simple("putusan_keberatan"),
        _simple("angka_kredit"),
        _simple("naskah_terbit", "isi"),
        Log(
            "aktivitas_riwayat",
            (
                Part("aktivitas_riwayat"),
                Part(
                    "aktivitas",
                    number="r.id",
                    joins="JOIN aktivitas_riwayat r ON r.aktivitas_id = t.id AND r.ke = 'DISETUJUI'",
                ),
            ),
        ),
        Log(
            "tpp_putaran",
            (
                Part("tpp_putaran", omit=("csv", "xlsx"), where=f"t.{_ENDED}"),
                Part(
                    "tpp_hasil",
                    number="t.putaran_id",
                    order="t.pegawai_id",
                    joins=f"JOIN tpp_putaran p ON p.id = t.putaran_id AND p.{_ENDED}",
                ),
            ),
        ),
        Log(
            "tpp_masukan",
            (Part("tpp_masukan"), Part("tpp_masukan_baris", number="t.masukan_id", order="t.pegawai_id")),
        ),
        _simple("tpp_penyesuaian"),
        _simple("release", "files"),
        _simple("release_in_force"),
    )
}
"""What decides pay, who signed and read, and which diagrams it ran on, by the name of each log."""

CASES: Final = """SELECT jsonb_build_object('id', id, 'process_id', process_id, 'subject_id', subject_id,
'document_kind', document_kind, 'document_id', document_id, 'seq', seq, 'head', encode(head, 'hex'))::text
FROM process_case WHERE seq > 0 ORDER BY id"""
JOURNAL: Final = """SELECT jsonb_build_object('case_id', case_id, 'seq', seq, 'kind', kind, 'at', at, 'key', key,
'facts', facts, 'actor_id', actor_id, 'mandate', mandate, 'operation', operation, 'hash', encode(hash, 'hex'))::text
FROM journal ORDER BY case_id, seq"""

_BATCH: Final = 2_000


def in_one_snapshot(session: Session) -> None:
    """Let everything that is read from here on be of one moment, told in UTC. The first statement of a transaction."""
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    session.execute(text("SET LOCAL timezone = 'UTC'"))


def stream(session: Session, statement: str, values: Mapping[str, Any] | None = None) -> Iterator[Any]:
    """Rows of a statement, a few at a time, however many there are."""
    found = session.connection().execute(
        text(statement), values or {}, execution_options={"stream_results": True, "max_row_buffer": _BATCH}
    )
    with found:
        yield from found


def log_rows(session: Session, log: Log, above: int, upto: int) -> Iterator[tuple[int, str, str]]:
    """Rows of a log with numbers in `(above, upto]`, in order: number, part, and the row as JSON."""
    yield from stream(session, _rows_of(log), {"above": above, "upto": upto})


def _rows_of(log: Log) -> str:
    parts = [
        f"SELECT {one.number} AS number, {place} AS place, {one.order} AS sorted, '{one.table}' AS part, "  # noqa: S608
        f"(to_jsonb(t) - '{{{','.join(one.omit)}}}'::text[])::text AS body FROM {one.table} t {one.joins} "
        f"WHERE {one.number} > :above AND {one.number} <= :upto AND {one.where}"
        for place, one in enumerate(log.parts)
    ]
    return (
        f"SELECT number, part, body FROM ({' UNION ALL '.join(parts)}) AS rows ORDER BY number, place, sorted"  # noqa: S608
    )


def last_number(session: Session, log: Log, above: int, most: int) -> int:
    """The number of the last of the next `most` items, or `above` where there is none."""
    first = log.parts[0]
    query = (
        f"SELECT coalesce(max(number), :above) FROM (SELECT {first.number} AS number FROM {first.table} t "  # noqa: S608
        f"WHERE {first.number} > :above AND {first.where} ORDER BY 1 LIMIT :most) AS next"
    )
    return int(session.execute(text(query), {"above": above, "most": most}).scalar_one())


def columns(session: Session, log: Log) -> dict[str, list[str]]:
    """By part, the columns that a row has today."""
    found = session.execute(_COLUMNS, {"tables": [one.table for one in log.parts]}).all()
    return {
        one.table: [name for table, name in found if table == one.table and name not in one.omit]
        for one in log.parts
    }


def late_numbers(session: Session, log: Log, most: int) -> list[int]:
    """Numbers that were missing when later ones were sealed, and are there now: their transactions took longer."""
    first = log.parts[0]
    query = text(
        f"SELECT {first.number} FROM seal_gap g JOIN {first.table} t ON {first.number} BETWEEN g.low AND g.high "  # noqa: S608
        f"WHERE g.log = :log AND {first.where} ORDER BY 1 LIMIT :most"
    )
    return [int(number) for number in session.scalars(query, {"log": log.name, "most": most})]


_COLUMNS: Final[TextClause] = text("""
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = CAST('public' AS regnamespace) AND c.relname = ANY(CAST(:tables AS text[]))
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum""")
