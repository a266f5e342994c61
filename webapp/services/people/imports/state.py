"""What the database holds of the importable tables, in the same shape as the rows of the files.

Rows name each other by codes and NIP instead of ids, so that a file's row and a stored row can be compared
as they are.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from webapp.services.people.imports.sheets import MASA, Row
from webapp.storage.akun import Akun
from webapp.storage.aturan import Aturan
from webapp.storage.organisasi import Jabatan, PangkatRiwayat, Pegawai, Posting, Unit
from webapp.storage.registri import Ketidakhadiran, PihakLuar

Table = dict[tuple[Any, ...], Row]
"""Rows of one file or table by their key."""

_Induk = aliased(Unit)

_QUERIES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "unit.csv": (
        select(Unit.id, Unit.kode, Unit.nama, Unit.jenis, _Induk.kode, Unit.berlaku).outerjoin(
            _Induk, _Induk.id == Unit.induk_id
        ),
        ("kode", "nama", "jenis", "induk", MASA),
    ),
    "jabatan.csv": (
        select(
            Jabatan.id,
            Jabatan.kode,
            Jabatan.nama,
            Jabatan.jenis,
            Jabatan.jenjang,
            Unit.kode,
            Jabatan.memimpin,
            Jabatan.tunggal,
            Jabatan.pukm,
        ).join(Unit, Unit.id == Jabatan.unit_id),
        ("kode", "nama", "jenis", "jenjang", "unit", "memimpin", "tunggal", "pukm"),
    ),
    "pegawai.csv": (
        select(
            Pegawai.id,
            Pegawai.nip,
            Pegawai.nama,
            Pegawai.gelar_depan,
            Pegawai.gelar_belakang,
            Pegawai.jenis,
            Pegawai.status_asn,
            Pegawai.spmt,
            Pegawai.email,
        ),
        ("nip", "nama", "gelar_depan", "gelar_belakang", "jenis", "status_asn", "spmt", "email"),
    ),
    "pangkat.csv": (
        select(
            PangkatRiwayat.id, Pegawai.nip, PangkatRiwayat.golongan, PangkatRiwayat.berlaku, PangkatRiwayat.sk
        ).join(Pegawai, Pegawai.id == PangkatRiwayat.pegawai_id),
        ("nip", "golongan", MASA, "sk"),
    ),
    "posting.csv": (
        select(Posting.id, Pegawai.nip, Jabatan.kode, Posting.berlaku, Posting.nomor_sk)
        .join(Pegawai, Pegawai.id == Posting.pegawai_id)
        .join(Jabatan, Jabatan.id == Posting.jabatan_id),
        ("nip", "jabatan", MASA, "nomor_sk"),
    ),
    "ketidakhadiran.csv": (
        select(
            Ketidakhadiran.id, Pegawai.nip, Ketidakhadiran.jenis, Ketidakhadiran.berlaku, Ketidakhadiran.sk
        ).join(Pegawai, Pegawai.id == Ketidakhadiran.pegawai_id),
        ("nip", "jenis", MASA, "sk"),
    ),
    "pihak_luar.csv": (
        select(
            PihakLuar.id,
            PihakLuar.kode,
            PihakLuar.nama,
            PihakLuar.jabatan,
            PihakLuar.instansi,
            PihakLuar.kepala_daerah,
            PihakLuar.berlaku,
        ),
        ("kode", "nama", "jabatan", "instansi", "kepala_daerah", MASA),
    ),
    "akun.csv": (
        select(Akun.id, Akun.nama_pengguna, Pegawai.nip, PihakLuar.kode, Akun.peran)
        .outerjoin(Pegawai, Pegawai.id == Akun.pegawai_id)
        .outerjoin(PihakLuar, PihakLuar.id == Akun.pihak_luar_id),
        ("nama_pengguna", "nip", "pihak_luar", "peran"),
    ),
    "aturan.csv": (
        select(Aturan.id, Aturan.kunci, Aturan.nilai, Aturan.berlaku, Aturan.dasar_hukum),
        ("kunci", "nilai", MASA, "dasar_hukum"),
    ),
}


def stored(session: Session) -> dict[str, Table]:
    """Every importable row of the database, by file and key."""
    return {
        file: by_key(
            Row(file, None, dict(zip(names, values, strict=True)), row_id)
            for row_id, *values in session.execute(query)
        )
        for file, (query, names) in _QUERIES.items()
    }


def by_key(rows: Iterable[Row]) -> Table:
    """Rows by their key."""
    return {row.key: row for row in rows}
