"""The PAK: conversion, accumulation and setting of credit points [PermenPANRB 1/2023; Peraturan BKN 3/2023]."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from webapp.documents.lembar import Isian, Lembar, SatuPihak, Tabel
from webapp.domain.angka import cetak_angka
from webapp.domain.jabatan import JenjangJf
from webapp.domain.predikat import NAMA_PREDIKAT
from webapp.services.work import Transaction
from webapp.services.yearly.credit_points import Points
from webapp.services.yearly.evaluation_paper import Naskah

from .parts import PENILAI, Stamp, place_and_day, unsigned

NAMA_JENJANG = {
    JenjangJf.PEMULA: "Pemula",
    JenjangJf.TERAMPIL: "Terampil",
    JenjangJf.MAHIR: "Mahir",
    JenjangJf.PENYELIA: "Penyelia",
    JenjangJf.AHLI_PERTAMA: "Ahli Pertama",
    JenjangJf.AHLI_MUDA: "Ahli Muda",
    JenjangJf.AHLI_MADYA: "Ahli Madya",
    JenjangJf.AHLI_UTAMA: "Ahli Utama",
}


def pak(tx: Transaction, naskah: Naskah, points: Points, stamp: Stamp, terbit: datetime) -> Lembar:
    """The three parts on one sheet, with the arithmetic of each number."""
    tanggal = place_and_day(tx, naskah.tempat, points.last.pada)
    return Lembar(
        formulir="pak",
        judul=("PENETAPAN ANGKA KREDIT", "KONVERSI PREDIKAT KINERJA KE ANGKA KREDIT"),
        perihal="Konversi, akumulasi, dan penetapan angka kredit",
        instansi=naskah.instansi,
        periode=f"PERIODE: TAHUN {points.skp.tahun}",
        bagian=(
            SatuPihak("PEJABAT FUNGSIONAL", naskah.pegawai),
            _conversion(points),
            _accumulation(points),
            _setting(points),
        ),
        tanda=(unsigned(PENILAI, naskah.penilai, tanggal),),
        catatan=(
            "Angka dihitung Lakon dari predikat yang final, menurut tabel persen_angka_kredit dan koefisien_jenjang "
            f"(sidik {points.last.sidik_persen[:16]} dan {points.last.sidik_koefisien[:16]}). {_outside(points)}",
        ),
        terbit=terbit,
        kode=stamp.kode,
        url=stamp.url,
        zona=tx.work.zone.key,
    )


def _conversion(points: Points) -> Tabel:
    baris = [
        (
            f"{line.row.mulai:%d-%m-%Y} s.d. {line.row.terakhir:%d-%m-%Y}",
            NAMA_JENJANG[line.row.jenjang],
            NAMA_PREDIKAT[line.row.predikat],
            line.sum,
            cetak_angka(line.row.nilai),
        )
        for line in points.lines
    ]
    kolom = ("MASA PENILAIAN", "JENJANG", "PREDIKAT", "PERHITUNGAN", "ANGKA KREDIT")
    return Tabel("I. KONVERSI PREDIKAT KINERJA", kolom, (1.6, 1, 1, 2, 0.8), baris)


def _accumulation(points: Points) -> Isian:
    return Isian(
        "II. AKUMULASI ANGKA KREDIT",
        (
            ("Jenjang", NAMA_JENJANG[points.last.jenjang]),
            *_opening(points),
            ("Angka kredit sebelumnya", cetak_angka(points.before)),
            ("Angka kredit tahun ini pada jenjang ini", cetak_angka(points.counted)),
            ("Jumlah", points.accumulation),
        ),
    )


def _opening(points: Points) -> tuple[tuple[str, str], ...]:
    """The balance of an earlier PAK, which is part of the earlier points."""
    saldo = points.opening
    if saldo is None:
        return ()
    asal = f"{cetak_angka(saldo.nilai)} per {saldo.per:%d-%m-%Y} (PAK nomor {saldo.nomor_surat})"
    return (("Saldo awal", asal),)


def _outside(points: Points) -> str:
    if points.opening is None:
        return "Angka dari luar Lakon (angka kredit dasar, integrasi) belum termasuk."
    return "Saldo awal dari PAK lama termasuk dalam angka kredit sebelumnya."


def _setting(points: Points) -> Isian:
    return Isian(
        "III. PENETAPAN ANGKA KREDIT",
        (
            ("Angka kredit kumulatif", cetak_angka(points.total)),
            ("Kebutuhan kenaikan pangkat", _need(points.last.kebutuhan_pangkat, points.missing_for_rank)),
            ("Kebutuhan kenaikan jenjang", _need(points.last.kebutuhan_jenjang, points.missing_for_level)),
        ),
    )


def _need(wanted: Decimal | None, missing: Decimal | None) -> str:
    if wanted is None or missing is None:
        return "Tidak ada jenjang di atasnya"
    if missing == 0:
        return f"{cetak_angka(wanted)} (terpenuhi)"
    return f"{cetak_angka(wanted)} (kurang {cetak_angka(missing)})"
