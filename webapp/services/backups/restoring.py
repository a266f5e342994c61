"""Bringing a backup back: into an empty database, in one transaction, so that it is there whole or not at all.

The tables are made by the migrations of the backup's own shape, filled, and only then brought to the newest one. Guards
and foreign keys are put aside while rows come in and made again afterwards, which proves every reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, NullPool, create_engine, text

from webapp.progress import Progress
from webapp.services.database import known_revisions, reshape, take_turns

from . import shape
from .container import BackupBroken, Manifest, Reader, Tally, reading
from .making import journal_digest

PUT_OUT = (
    "UPDATE sesi SET berakhir = now(), sebab = 'dipulihkan dari cadangan' WHERE berakhir IS NULL",
    "UPDATE sandi_awal SET dicabut_pada = now() WHERE dipakai_pada IS NULL AND dicabut_pada IS NULL",
    "UPDATE kunci_pasang SET sampai = least(sampai, now()) WHERE dipakai_pada IS NULL",
    "UPDATE tantangan SET dipakai_pada = now() WHERE dipakai_pada IS NULL",
    "UPDATE permintaan_luar SET dipakai_pada = now() WHERE dipakai_pada IS NULL",
    """
    INSERT INTO pemberitahuan (kunci, pegawai_id, pihak_luar_id, jenis, isi, tautan, pada)
    SELECT 'akun:' || akun.id || ':' || gugur.jenis || ':' || now(), pegawai_id, pihak_luar_id, gugur.jenis, gugur.isi,
      gugur.tautan, now()
    FROM akun JOIN (
      SELECT akun_id, 'kode_pemulihan_gugur' AS jenis,
        'Kode pemulihan akun Anda tidak berlaku lagi, karena data dipulihkan dari cadangan. Buat kode baru di Keamanan '
        'akun, lalu buang kode yang lama.' AS isi, '/akun/keamanan' AS tautan
      FROM kode_pemulihan WHERE dipakai_pada IS NULL
      UNION
      SELECT akun_id, 'kalender_gugur',
        'Alamat langganan kalender Anda tidak berlaku lagi, karena data dipulihkan dari cadangan. Buat alamat baru di '
        'halaman Akun, lalu ganti yang lama di aplikasi kalender Anda.', '/akun'
      FROM langganan_kalender WHERE dicabut_pada IS NULL
    ) gugur ON gugur.akun_id = akun.id
    WHERE num_nonnulls(pegawai_id, pihak_luar_id) = 1
    """,
    "UPDATE kode_pemulihan SET dipakai_pada = now() WHERE dipakai_pada IS NULL",
    "UPDATE langganan_kalender SET dicabut_pada = now() WHERE dicabut_pada IS NULL",
)
"""What opened something when the backup was made, and may have been used or taken back since: it opens nothing more.

Recovery codes and secret calendar addresses go with it, for nobody knows which of them were used or taken back since;
whose they were is told to ask for new ones."""

PEOPLE = ("akun", "pegawai", "process_case")
"""Tables that have rows in every database that somebody has worked with."""


class RestoreRefused(Exception):
    """The database is not one that may be overwritten; the sentence says what to do."""


@dataclass(frozen=True)
class Restored:
    """What came back. `database` is the name of the database that holds it now; `ended`: sessions that were open."""

    database: str
    manifest: Manifest
    ended: int


def restore(
    url: URL | str, path: Path, keys: tuple[str, ...], show: Progress, *, force: str | None = None,
    prove: bool = False, unsealed: bool = False,
) -> Restored:  # fmt: skip
    """Fill a database from a backup. A database with people in it needs `force` with its own name.

    With `prove` every table is read back and compared with the backup. Where there are keys, a file that is not sealed
    needs `unsealed`. Sessions and what serves once are void afterwards. Raises `RestoreRefused` or `BackupBroken`; the
    database is then as it was.
    """
    with reading(path, keys, unsealed=unsealed) as reader:
        manifest = reader.manifest
        if manifest.revision not in known_revisions():
            raise RestoreRefused(
                f"Cadangan ini dibuat Lakon yang lebih baru (bentuk {manifest.revision}). Pasang Lakon versi itu, lalu "
                "pulihkan."
            )
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            take_turns(connection)
            _may_overwrite(connection, force)
            _clear(connection)
            reshape(connection, manifest.revision)
            _load(connection, reader, show)
            if prove:
                compare(connection, manifest, show)
            reshape(connection, "head")
            ended = _put_out(connection)
        return Restored(str(engine.url.database), manifest, ended)


def _put_out(connection: Connection) -> int:
    """Void what `PUT_OUT` names. Returns how many sessions ended."""
    changed = [connection.exec_driver_sql(one).rowcount for one in PUT_OUT]
    return changed[0]


def compare(connection: Connection, manifest: Manifest, show: Progress) -> None:
    """Read every table and compare it with the manifest. Raises `BackupBroken` naming the tables that differ."""
    shape.settle(connection)
    differing = []
    for done, (table, said) in enumerate(manifest.tables.items(), start=1):
        tally = Tally()
        for row in shape.rows(connection, table, manifest.columns[table]):
            tally.add(row)
        found = tally.done()
        if (found.rows, found.content) != (said.rows, said.content):
            differing.append(f"{table} ({found.rows} baris, seharusnya {said.rows})")
        show("Membandingkan tabel", done, len(manifest.tables))
    if journal_digest(connection) != (manifest.cases, manifest.journal):
        differing.append("kepala jurnal")
    if differing:
        raise BackupBroken("Yang dipulihkan tidak sama dengan cadangannya: " + ", ".join(differing) + ".")


def _may_overwrite(connection: Connection, force: str | None) -> None:
    name = connection.execute(text("SELECT current_database()")).scalar_one()
    present = [table for table in PEOPLE if _has_rows(connection, table)]
    foreign = shape.tables(connection) and shape.revision(connection) is None
    if not present and not foreign:
        return
    if force is None:
        raise RestoreRefused(
            f"Basis data {name} sudah berisi. Pulihkan ke basis data kosong; bila isinya memang harus diganti, tulis "
            f"--force {name}."
        )
    if force != name:
        raise RestoreRefused(
            f"--force menyebut {force}, sedangkan basis data ini bernama {name}. Tidak ada yang diubah."
        )


def _has_rows(connection: Connection, table: str) -> bool:
    if connection.execute(text("SELECT to_regclass(:table)"), {"table": table}).scalar_one() is None:
        return False
    return connection.exec_driver_sql(f"SELECT 1 FROM {table} LIMIT 1").first() is not None  # noqa: S608 - constants


def _clear(connection: Connection) -> None:
    """Leave nothing in the way. Rights that were given on the old tables go with them."""
    if shape.tables(connection) or shape.revision(connection) is not None:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")


def _load(connection: Connection, reader: Reader, show: Progress) -> None:
    manifest = reader.manifest
    shape.settle(connection)
    here = shape.tables(connection)
    if set(here) != set(manifest.tables) or any(
        set(here[table]) != set(columns) for table, columns in manifest.columns.items()
    ):
        raise BackupBroken(
            "Tabel di cadangan ini bukan tabel bentuknya. Pulihkan dengan Lakon yang membuatnya."
        )
    aside = shape.foreign_keys(connection) + shape.plain_indexes(connection)
    for drop, _make in aside:
        connection.exec_driver_sql(drop)
    for table in here:
        connection.exec_driver_sql(f"ALTER TABLE {shape.quoted(table)} DISABLE TRIGGER USER")
    connection.exec_driver_sql(f"TRUNCATE {', '.join(map(shape.quoted, here))}")
    _fill(connection, reader, show)
    _place_sequences(connection, manifest)
    for done, (_drop, make) in enumerate(aside, start=1):
        connection.exec_driver_sql(make)
        show("Membangun indeks", done, len(aside))
    for table in here:
        connection.exec_driver_sql(f"ALTER TABLE {shape.quoted(table)} ENABLE TRIGGER USER")
    connection.exec_driver_sql("ANALYZE")


def _fill(connection: Connection, reader: Reader, show: Progress) -> None:
    manifest = reader.manifest
    whole = sum(entry.size for entry in manifest.tables.values())
    done = 0
    for table, entry in manifest.tables.items():
        columns = manifest.columns[table]
        shape.fill(connection, table, columns, _told(reader.parts(table), show, done, whole))
        done += entry.size
    show("Mengisi tabel", whole, whole)


def _told(parts: Iterator[bytes], show: Progress, done: int, whole: int) -> Iterator[bytes]:
    for part in parts:
        done += len(part)
        show("Mengisi tabel", done, whole)
        yield part


def _place_sequences(connection: Connection, manifest: Manifest) -> None:
    for name, (value, called) in manifest.sequences.items():
        place = {"name": shape.quoted(name), "value": value, "called": called}
        connection.execute(text("SELECT setval(CAST(:name AS regclass), :value, :called)"), place)
