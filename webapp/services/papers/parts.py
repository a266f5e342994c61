"""Small parts that several sheets share: places and days, signatures, the names of levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.documents.lembar import Lembar, Tanda
from webapp.domain.cuplikan import Pihak
from webapp.domain.kanonik import cuplikan_dari_kanonik
from webapp.domain.penilai import Penilai
from webapp.domain.tanggal import cetak_tanggal
from webapp.services.work import Transaction
from webapp.storage.bulanan import revisi_berlaku
from webapp.storage.identitas import identitas_pegawai, identitas_pihak_luar, nama_instansi
from webapp.storage.skp import Skp

PEGAWAI = "Pegawai yang Dinilai"
PENILAI = "Pejabat Penilai Kinerja"
ATASAN = "Atasan Pejabat Penilai Kinerja"


@dataclass(frozen=True)
class Stamp:
    """Code and address under which an issued sheet is verified; both empty on a copy."""

    kode: str = ""
    url: str = ""


def place_and_day(tx: Transaction, tempat: str, pada: datetime | None) -> str:
    """ "Kota Contoh, 15 Januari 2027"; dots where the day is still open."""
    if pada is None:
        return f"{tempat}, {'…' * 10}"
    return f"{tempat}, {cetak_tanggal(local_day(tx, pada))}"


def local_day(tx: Transaction, pada: datetime) -> date:
    """The day of a moment where the agency is."""
    return pada.astimezone(tx.work.zone).date()


def sides(tx: Transaction, skp: Skp) -> tuple[Pihak, Pihak] | None:
    """Employee and evaluator as the SKP in force names them, else as they are today; None where one is missing."""
    revisi = revisi_berlaku(tx.session, skp.id)
    if revisi is not None and revisi.cuplikan:
        potret = cuplikan_dari_kanonik(revisi.cuplikan)
        return potret.pegawai, potret.penilai
    hasil = tx.work.organisation.day(tx.session, tx.today).penilai(skp.pegawai_id)
    if not isinstance(hasil, Penilai):
        return None
    pegawai = identitas_pegawai(tx.session, skp.pegawai_id, tx.today)
    penilai = (
        identitas_pihak_luar(tx.session, tx.today)
        if hasil.penilai_id is None
        else identitas_pegawai(tx.session, hasil.penilai_id, tx.today, jabatan=hasil.nama_jabatan)
    )
    return None if pegawai is None or penilai is None else (pegawai, penilai)


def agency(tx: Transaction) -> str:
    """The agency's name today."""
    return nama_instansi(tx.session, tx.today) or ""


def unsigned(peran: str, pihak: Pihak, tempat_tanggal: str = "") -> Tanda:
    """A side that has not signed (yet)."""
    return Tanda(peran, pihak.nama, pihak.nip, tempat_tanggal)


def signers(lembar: Lembar) -> list[list[Any]]:
    """Who signed a sheet, as the verification page tells it."""
    return [
        [satu.peran, satu.nama, satu.waktu.isoformat()] for satu in lembar.tanda if satu.waktu is not None
    ]
