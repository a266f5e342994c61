"""The evaluation of one month on the form of the periodic evaluation; Semarang prints the month as its period."""

from __future__ import annotations

from webapp.documents.lembar import DuaPihak, Lembar, Pilihan, Tabel, Tanda, Teks
from webapp.domain.angka import cetak_angka
from webapp.domain.kanonik import cuplikan_dari_kanonik
from webapp.domain.perilaku import BERAKHLAK
from webapp.domain.predikat import NAMA_PREDIKAT, NAMA_RATING
from webapp.services.months.monthly import Sheet, SheetRow, SheetView
from webapp.services.work import Transaction
from webapp.storage.bulanan import JenisUmpanBalik

from .evaluation import PREDIKAT, RATING
from .parts import PENILAI


def evaluasi_bulanan(tx: Transaction, view: SheetView) -> Lembar | None:
    """The sheet of a month; None while it is not judged."""
    sheet, judged = view.sheet, view.sheet.evaluasi
    if judged is None:
        return None
    potret = cuplikan_dari_kanonik(judged.cuplikan)
    return Lembar(
        formulir="evaluasi_kinerja",
        judul=("EVALUASI KINERJA PEGAWAI",),
        perihal="Evaluasi kinerja pegawai bulanan",
        instansi=potret.instansi,
        periode=f"PERIODE: BULAN {sheet.name}",
        bagian=(
            DuaPihak(potret.pegawai, potret.penilai),
            _results(sheet),
            Pilihan("RATING HASIL KERJA", RATING, NAMA_RATING[judged.hasil_kerja].upper()),
            _conduct(sheet),
            Pilihan("RATING PERILAKU KERJA", RATING, NAMA_RATING[judged.perilaku].upper()),
            Pilihan("PREDIKAT KINERJA PEGAWAI", PREDIKAT, NAMA_PREDIKAT[judged.predikat].upper()),
            Teks("UMPAN BALIK", judged.umpan_balik),
            *([] if sheet.tanggapan is None else [Teks("TANGGAPAN PEGAWAI", sheet.tanggapan.isi)]),
        ),
        tanda=(Tanda(PENILAI, potret.penilai.nama, potret.penilai.nip, waktu=judged.pada),),
        terbit=judged.pada,
        zona=tx.work.zone.key,
    )


def _results(sheet: Sheet) -> Tabel:
    baris = [
        (
            str(nomor),
            row.rhk,
            row.baris.uraian,
            _amount(row),
            _realised(row),
            [bukti.row.nama for bukti in row.bukti] or "–",
            [said.isi for said in row.umpan_balik if said.jenis is JenisUmpanBalik.UMPAN_BALIK] or "–",
        )
        for nomor, row in enumerate(sheet.rows, start=1)
    ]
    kolom = (
        "NO",
        "RENCANA HASIL KERJA",
        "RENCANA AKSI",
        "TARGET",
        "REALISASI",
        "BUKTI DUKUNG",
        "UMPAN BALIK",
    )
    return Tabel("HASIL KERJA", kolom, (0.35, 1.4, 1.4, 0.8, 1.3, 1.2, 1.2), baris)


def _amount(row: SheetRow) -> str:
    if row.baris.target is None:
        return "–"
    return f"{cetak_angka(row.baris.target.normalize())} {row.baris.satuan or ''}".strip()


def _realised(row: SheetRow) -> str:
    told = row.realisasi
    if told is None:
        return "–"
    if told.nihil:
        return f"Nihil: {told.alasan_nihil or '–'}"
    if told.angka is None:
        return told.narasi
    return f"{cetak_angka(told.angka.normalize())} {row.baris.satuan or ''}. {told.narasi}".strip()


def _conduct(sheet: Sheet) -> Tabel:
    baris = [
        (
            str(nomor),
            nilai.nama,
            [
                said.isi
                for said in sheet.said
                if said.nilai_kode == nilai.kode and said.jenis is JenisUmpanBalik.UMPAN_BALIK
            ]
            or "–",
        )
        for nomor, nilai in enumerate(BERAKHLAK, start=1)
    ]
    return Tabel("PERILAKU KERJA", ("NO", "NILAI", "UMPAN BALIK"), (0.3, 1.4, 3), baris)
