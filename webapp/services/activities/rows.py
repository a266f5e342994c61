"""Entries as pages and lists show them, read with their bank item and their files in two statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from webapp.domain.aktivitas import StatusAktivitas
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, AktivitasBukti
from webapp.storage.bank import ButirAktivitas, ButirVersi
from webapp.storage.base import among
from webapp.storage.berkas import Berkas


@dataclass(frozen=True)
class EntryRow:
    """An entry in a list. `mulai` and `selesai` are minutes since midnight; `bukti` holds (file id, name)."""

    id: int
    pegawai_id: int
    tanggal: date
    mulai: int
    selesai: int
    butir_id: int
    kode: str
    nama: str
    satuan: str
    volume: int
    menit: int
    status: StatusAktivitas
    keterangan: str
    rhk_kunci: str | None
    alasan_tanpa_rhk: str | None
    alasan: str | None
    terlambat: bool
    alasan_terlambat: str | None
    hari_libur: bool
    surat_id: int | None
    bukti: Sequence[tuple[int, str]] = field(default_factory=tuple)


def entry_rows(tx: Transaction, *conditions: ColumnElement[bool] | Any) -> list[EntryRow]:
    """Entries that fulfil every condition (on `Aktivitas`), by day and time."""
    query = (
        select(Aktivitas, ButirVersi.nama, ButirVersi.satuan, ButirVersi.butir_id, ButirAktivitas.kode)
        .join(ButirVersi, ButirVersi.id == Aktivitas.versi_id)
        .join(ButirAktivitas, ButirAktivitas.id == ButirVersi.butir_id)
        .where(*conditions)
        .order_by(Aktivitas.tanggal, Aktivitas.pegawai_id, Aktivitas.mulai, Aktivitas.id)
    )
    found = list(tx.session.execute(query))
    files = _files(tx, [row.id for row, *_ in found])
    return [_entry(*one, tuple(files[one[0].id])) for one in found]


def _files(tx: Transaction, ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    files: dict[int, list[tuple[int, str]]] = defaultdict(list)
    if ids:
        query = (
            select(AktivitasBukti.aktivitas_id, Berkas.id, Berkas.nama)
            .join(Berkas, Berkas.id == AktivitasBukti.berkas_id)
            .where(among(AktivitasBukti.aktivitas_id, ids))
            .order_by(AktivitasBukti.id)
        )
        for aktivitas_id, berkas_id, nama in tx.session.execute(query):
            files[aktivitas_id].append((berkas_id, nama))
    return files


def _entry(
    row: Aktivitas, nama: str, satuan: str, butir_id: int, kode: str, bukti: Sequence[tuple[int, str]]
) -> EntryRow:
    return EntryRow(
        id=row.id,
        pegawai_id=row.pegawai_id,
        tanggal=row.tanggal,
        mulai=row.mulai,
        selesai=row.selesai,
        butir_id=butir_id,
        kode=kode,
        nama=nama,
        satuan=satuan,
        volume=row.volume,
        menit=row.menit,
        status=row.status,
        keterangan=row.keterangan or "",
        rhk_kunci=row.rhk_kunci,
        alasan_tanpa_rhk=row.alasan_tanpa_rhk,
        alasan=row.alasan,
        terlambat=row.terlambat,
        alasan_terlambat=row.alasan_terlambat,
        hari_libur=row.hari_libur,
        surat_id=row.surat_id,
        bukti=bukti,
    )
