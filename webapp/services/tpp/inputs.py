"""Inputs of a month from files (presence, discipline, values of the SKP) and reasons for which nothing is paid."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from sqlalchemy import func, insert, select

from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.activities.month import rules
from webapp.services.files import Upload
from webapp.services.people.imports.grids import Unreadable, open_file
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import refuse_own
from webapp.services.work import Transaction, Work
from webapp.storage.organisasi import Pegawai
from webapp.storage.tpp import (
    JenisMasukan,
    TppBulan,
    TppMasukan,
    TppMasukanBaris,
    TppPengecualian,
)

COLUMNS: Final = ("nip", "nilai")
HIGHEST: Final = {JenisMasukan.PRESENSI: 100, JenisMasukan.DISIPLIN: 100, JenisMasukan.NILAI_SKP: 120}

OWN: Final = (
    "Baris ini nilai Anda sendiri. Hapus baris ini; sesudah itu admin BKPP lain mengunggah berkas yang lengkap. Nilai "
    "yang sudah ada dalam berkas terbaru admin lain boleh ikut."
)


@dataclass(frozen=True)
class InputReport:
    """How many rows were stored, and what is wrong with the others; with one wrong row nothing is stored."""

    stored: int
    refused: Sequence[tuple[int, str]]


def store(
    work: Work, actor: Actor, bulan: date, jenis: JenisMasukan, upload: Upload, *, dry_run: bool = False
) -> InputReport:
    """Store a file with the columns nip and nilai (CSV or XLSX); the newest of its kind counts.

    All or nothing; a `dry_run` only looks. Raises `Denied`, and `Refused` for a file that is none or a month that is
    final.
    """
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    with work.transaction() as tx:
        _not_final(tx, bulan)
        rows, refused = _read(tx, upload, HIGHEST[jenis], _own(tx, actor, bulan, jenis))
        if refused or dry_run:
            return InputReport(0 if refused else len(rows), tuple(refused))
        row = TppMasukan(
            bulan=bulan.replace(day=1),
            jenis=jenis,
            nama=upload.name[-120:] or "berkas",
            sidik=hashlib.sha256(upload.content).hexdigest(),
            akun_id=actor.akun_id,
            pada=tx.now,
        )
        tx.session.add(row)
        tx.session.flush()
        values = [
            {"masukan_id": row.id, "pegawai_id": one, "nilai": value} for one, value in sorted(rows.items())
        ]
        tx.session.execute(insert(TppMasukanBaris), values)
        return InputReport(len(values), ())


@dataclass(frozen=True)
class _Own:
    """The uploader, and which value another officer has brought for him; None: none."""

    pegawai_id: int | None
    vouched: Decimal | None

    def refuses(self, person: int, value: Decimal) -> bool:
        """Whether this is the own value and nobody else has brought it."""
        return person == self.pegawai_id and value != self.vouched


def _own(tx: Transaction, actor: Actor, bulan: date, jenis: JenisMasukan) -> _Own:
    """What the newest file of another officer says about the uploader: only that may stand in the own file."""
    newest = (
        select(TppMasukan.id)
        .where(
            TppMasukan.bulan == bulan.replace(day=1),
            TppMasukan.jenis == jenis,
            TppMasukan.akun_id != actor.akun_id,
        )
        .order_by(TppMasukan.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(TppMasukanBaris.nilai).where(
        TppMasukanBaris.masukan_id == newest, TppMasukanBaris.pegawai_id == actor.pegawai_id
    )
    return _Own(actor.pegawai_id, tx.session.scalar(query))


def _read(
    tx: Transaction, upload: Upload, highest: int, own: _Own
) -> tuple[dict[int, Decimal], list[tuple[int, str]]]:
    try:
        grid = open_file(upload.name, upload.content)[0]
        header = [name.lower() for name in grid.header]
        if not set(COLUMNS) <= set(header):
            raise _bad("Baris pertama berkas harus memuat kolom nip dan nilai.")
        nip_at, value_at = header.index("nip"), header.index("nilai")
        known = {nip: one for one, nip in tx.session.execute(select(Pegawai.id, Pegawai.nip))}
        rows: dict[int, Decimal] = {}
        refused: list[tuple[int, str]] = []
        for number, line in grid.lines:
            cells = [*line, "", ""]
            person, value = known.get(cells[nip_at].strip()), _number(cells[value_at])
            if person is None:
                refused.append((number, "NIP ini tidak dikenal. Periksa NIP-nya."))
            elif person in rows:
                refused.append((number, "NIP ini sudah ada pada baris sebelumnya."))
            elif value is None or not 0 <= value <= highest:
                refused.append((number, f"Isi nilai 0 sampai {highest}, misalnya 97,5."))
            elif own.refuses(person, value):
                refused.append((number, OWN))
            else:
                rows[person] = value
    except Unreadable as error:
        raise _bad(error.refusal.message) from error
    if own.vouched is not None and not refused and own.pegawai_id not in rows:
        raise _bad(
            "Nilai Anda sendiri ada dalam berkas terbaru admin lain, tetapi tidak ada di sini. Sertakan barisnya tanpa "
            "diubah."
        )
    if not rows and not refused:
        raise _bad("Berkas ini tidak memuat satu baris pun.")
    return rows, refused


def _number(cell: str) -> Decimal | None:
    try:
        value = Decimal(cell.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _not_final(tx: Transaction, bulan: date) -> None:
    query = select(func.count()).where(
        TppBulan.bulan == bulan.replace(day=1), TppBulan.putaran_id.is_not(None)
    )
    if tx.session.execute(query).scalar_one():
        raise _bad("TPP bulan ini sudah ditetapkan; selisihnya dibayar lewat penyesuaian.")


def exclude(work: Work, actor: Actor, pegawai_id: int, kode: str, masa: Masa, dasar: str) -> int:
    """Note a reason for which a person is paid no TPP. Raises `Denied`, and `Refused` for an unknown code."""
    require(actor, Right.WRITE, Kind.ALLOWANCE)
    refuse_own(actor, [pegawai_id])
    with work.transaction() as tx:
        if kode not in {one.kode for one in rules(tx.session, masa.mulai).pengecualian}:
            raise _bad("Pilih alasan yang ada dalam aturan TPP bulan itu.", "kode")
        if len(dasar.strip()) < 5:
            raise _bad("Isi nomor keputusan atau surat yang menjadi dasarnya.", "dasar")
        noted = select(TppPengecualian.id).where(
            TppPengecualian.pegawai_id == pegawai_id,
            TppPengecualian.kode == kode,
            TppPengecualian.berlaku.overlaps(masa),
        )
        if tx.session.scalars(noted.limit(1)).one_or_none() is not None:
            raise _bad("Alasan ini sudah dicatat untuk masa yang bertumpuk dengan itu.", "kode")
        row = TppPengecualian(
            pegawai_id=pegawai_id,
            kode=kode,
            berlaku=masa,
            dasar=dasar.strip(),
            akun_id=actor.akun_id,
            pada=tx.now,
        )
        tx.session.add(row)
        tx.session.flush()
        return row.id


def _bad(pesan: str, letak: str = "berkas") -> Refused:
    return Refused([Pelanggaran(f"tpp_masukan.{letak}", pesan, letak)])
