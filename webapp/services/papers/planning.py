"""Sheets of planning: the record of the dialogue, and the Matriks Peran Hasil as a version of it was given out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webapp.documents.lembar import (
    Bagian,
    DuaPihak,
    Isian,
    Kelompok,
    Lembar,
    SatuPihak,
    Sel,
    Tabel,
    Tanda,
    Teks,
)
from webapp.domain.perilaku import BERAKHLAK
from webapp.domain.tanggal import cetak_tanggal
from webapp.services.planning.dialogue import Dialogue
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.dialog import Dialog, KanalDialog
from webapp.storage.identitas import identitas_pegawai
from webapp.storage.penjenjangan import Mph, MphVersi
from webapp.storage.skp import Skp

from .parts import PEGAWAI, PENILAI, agency, local_day, sides

KANAL = {
    KanalDialog.TATAP_MUKA: "Tatap muka",
    KanalDialog.DARING: "Daring",
    KanalDialog.TELEPON: "Telepon",
}
METODE = {"LANGSUNG": "Langsung", "TIDAK_LANGSUNG": "Tidak langsung"}


def catatan_dialog(tx: Transaction, skp: Skp, said: Dialogue) -> Lembar | None:
    """The last record: agreed expectations, results handed down with the words back; None where there is none."""
    catatan, both = said.catatan, sides(tx, skp)
    if catatan is None or both is None:
        return None
    return Lembar(
        formulir="catatan_dialog",
        judul=("CATATAN DIALOG KINERJA",),
        perihal="Catatan dialog kinerja",
        instansi=agency(tx),
        periode=f"TAHUN {skp.tahun}",
        bagian=(DuaPihak(*both), _meeting(catatan), _results(said), *_expected(catatan)),
        tanda=(
            Tanda(PEGAWAI, both[0].nama, both[0].nip, waktu=catatan.dikonfirmasi_pada),
            Tanda(PENILAI, both[1].nama, both[1].nip, waktu=catatan.dicatat_pada),
        ),
        catatan=(f"Dicatat oleh {nama_akun(tx.session, catatan.dicatat_oleh)}.",),
        terbit=tx.now,
        zona=tx.work.zone.key,
    )


def _meeting(catatan: Dialog) -> Isian:
    return Isian(
        "DIALOG",
        (
            ("Tanggal", cetak_tanggal(catatan.tanggal)),
            ("Cara", KANAL[catatan.kanal]),
            ("Tempat", catatan.tempat or "–"),
            ("Kesepakatan", catatan.ringkasan),
        ),
    )


def _results(said: Dialogue) -> Tabel:
    baris = [
        (
            str(nomor),
            satu.rhk_pimpinan_uraian or "–",
            satu.uraian,
            said.words.get(satu.kunci) or "–",
        )
        for nomor, satu in enumerate(said.peran, start=1)
    ]
    kolom = ("NO", "RHK PIMPINAN", "PERAN DAN HASIL", "PERNYATAAN KEMBALI PEGAWAI")
    return Tabel("EKSPEKTASI HASIL KERJA", kolom, (0.3, 1.5, 1.5, 1.7), baris)


def _expected(catatan: Dialog) -> list[Bagian]:
    butir = [
        f"{nilai.nama}: {isi}"
        for nilai in BERAKHLAK
        if (isi := catatan.ekspektasi_khusus.get(nilai.kode.value))
    ]
    return [Teks("EKSPEKTASI KHUSUS PERILAKU KERJA", butir)]


def mph(tx: Transaction, row: Mph, versi: MphVersi) -> Lembar:
    """A version: each result of the leader with who owes what to it, then what is not covered."""
    isi: dict[str, Any] = versi.isi
    nama = {int(satu["skp_id"]): str(satu["nama"]) for satu in isi["anggota"]}
    return Lembar(
        formulir="mph",
        judul=("MATRIKS PERAN HASIL",),
        perihal="Matriks Peran Hasil",
        instansi=agency(tx),
        periode=f"TAHUN {row.tahun}, VERSI {versi.nomor}",
        bagian=(
            SatuPihak(
                "PIMPINAN", identitas_pegawai(tx.session, row.pegawai_id, local_day(tx, versi.pada)), "–"
            ),
            _matrix(isi, nama),
            Teks("PEGAWAI TANPA PERAN", [nama[int(satu)] for satu in isi["belum"]["anggota"]]),
        ),
        tanda=(
            Tanda(
                "Pimpinan", nama_akun(tx.session, versi.akun_id), None, waktu=versi.pada, sidik=versi.sidik
            ),
        ),
        sidik=versi.sidik,
        terbit=versi.pada,
        zona=tx.work.zone.key,
    )


def _matrix(isi: dict[str, Any], nama: dict[int, str]) -> Tabel:
    baris: list[Sequence[Sel] | Kelompok] = []
    for rhk in isi["rhk"]:
        baris.append(Kelompok(str(rhk["uraian"])))
        indikator = {satu["kunci"]: str(satu["uraian"]) for satu in rhk["iki"]}
        for sel in isi["sel"]:
            if sel["rhk"] == rhk["kunci"]:
                bagian = sel.get("target")
                target = "–" if bagian in (None, "") else f"{bagian} {sel.get('satuan') or ''}".strip()
                baris.append(
                    (nama.get(int(sel["skp_id"]), "–"), indikator.get(sel.get("iki"), "–"), sel["uraian"],
                     METODE.get(sel["metode"], sel["metode"]), target)
                )  # fmt: skip
    kolom = ("PEGAWAI", "INDIKATOR PIMPINAN", "PERAN DAN HASIL", "METODE", "TARGET")
    return Tabel("PERAN HASIL MENURUT HASIL KERJA PIMPINAN", kolom, (1.3, 1.4, 1.8, 0.9, 0.8), baris)
