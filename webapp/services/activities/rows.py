"""Entries as pages and lists show them, read with their bank item and their files in two statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from webapp.domain.aktivitas import StatusAktivitas
from webapp.services.work import Transaction
from webapp.storage.aktivitas import Aktivitas, AktivitasBukti
from webapp.storage.bank import ButirAktivitas, ButirVersi
from webapp.storage.base import among
from webapp.storage.berkas import Berkas


@dataclass(frozen=True)
class EntryRow:
    """An entry in a list. `mulai` and `selesai` are minutes since midnight; `bukti` holds (file id, name), `tautan`
    addresses."""

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
    diajukan_pada: datetime
    surat_id: int | None
    bukti: Sequence[tuple[int, str]] = field(default_factory=tuple)
    tautan: Sequence[str] = field(default_factory=tuple)


def entry_rows(
    tx: Transaction, *conditions: ColumnElement[bool] | Any, with_evidence: bool = True
) -> list[EntryRow]:
    """Entries that fulfil every condition (on `Aktivitas`), by day and time."""
    query = (
        select(Aktivitas, ButirVersi.nama, ButirVersi.satuan, ButirVersi.butir_id, ButirAktivitas.kode)
        .join(ButirVersi, ButirVersi.id == Aktivitas.versi_id)
        .join(ButirAktivitas, ButirAktivitas.id == ButirVersi.butir_id)
        .where(*conditions)
        .order_by(Aktivitas.tanggal, Aktivitas.pegawai_id, Aktivitas.mulai, Aktivitas.id)
    )
    found = list(tx.session.execute(query))
    evidence = _evidence(tx, [row.id for row, *_ in found] if with_evidence else ())
    return [_entry(*one, evidence[one[0].id]) for one in found]


def _evidence(tx: Transaction, ids: Sequence[int]) -> dict[int, list[tuple[int | None, str]]]:
    """The evidence of each entry: a file's number and name, or no number and an address."""
    found: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    if ids:
        query = (
            select(AktivitasBukti.aktivitas_id, Berkas.id, func.coalesce(AktivitasBukti.tautan, Berkas.nama))
            .outerjoin(Berkas, Berkas.id == AktivitasBukti.berkas_id)
            .where(among(AktivitasBukti.aktivitas_id, ids))
            .order_by(AktivitasBukti.id)
        )
        for aktivitas_id, berkas_id, said in tx.session.execute(query):
            found[aktivitas_id].append((berkas_id, said))
    return found


def _entry(
    row: Aktivitas, nama: str, satuan: str, butir_id: int, kode: str,
    evidence: Sequence[tuple[int | None, str]],
) -> EntryRow:  # fmt: skip
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
        diajukan_pada=row.diajukan_pada,
        surat_id=row.surat_id,
        bukti=tuple((number, said) for number, said in evidence if number is not None),
        tautan=tuple(said for number, said in evidence if number is None),
    )
