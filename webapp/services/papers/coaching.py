"""Formats B.1.8 and B.1.9 of a coaching, and the report of a counselling, which never holds its notes."""

from __future__ import annotations

from webapp.documents.lembar import Isian, Lembar, SatuPihak, Tabel, Tanda, Teks
from webapp.domain.cuplikan import Pihak
from webapp.domain.pembinaan import JAWABAN_B18, PERNYATAAN_B18
from webapp.services.monitoring.coaching import BimbinganView, KonselingView
from webapp.services.work import Transaction
from webapp.storage.akun import nama_akun
from webapp.storage.identitas import identitas_pegawai
from webapp.storage.pembinaan import Bimbingan, Konseling
from webapp.storage.skp import Skp

from .parts import agency

TINDAK = {
    "BIMBINGAN": "Bimbingan kinerja",
    "PELATIHAN": "Pelatihan",
    "PENUGASAN_KHUSUS": "Penugasan khusus",
    "USUL_MUTASI": "Usul mutasi",
    "REKOMENDASI_DISIPLIN": "Rekomendasi pemeriksaan disiplin",
}


def b18(tx: Transaction, view: BimbinganView) -> Lembar | None:
    """What the employee says of the coaching; None where it is not given, or not for this reader."""
    if view.b18 is None:
        return None
    baris = [
        (str(nomor), pernyataan, JAWABAN_B18[jawaban])
        for nomor, (pernyataan, jawaban) in enumerate(
            zip(PERNYATAAN_B18, view.b18.jawaban, strict=True), start=1
        )
    ]
    pegawai = _person(tx, view.row)
    return Lembar(
        formulir="bimbingan_b18",
        judul=("FORMAT B.1.8", "UMPAN BALIK PEGAWAI ATAS BIMBINGAN KINERJA"),
        perihal="Format B.1.8: umpan balik pegawai atas bimbingan kinerja",
        instansi=agency(tx),
        periode=_year(tx, view.row),
        bagian=(
            SatuPihak("PEGAWAI YANG DIBIMBING", pegawai, "–"),
            Isian("BIMBINGAN", (("Pembimbing", view.pembimbing or "–"), ("Tujuan", view.row.tujuan or "–"))),
            Tabel("PERNYATAAN", ("NO", "PERNYATAAN", "JAWABAN"), (0.3, 3, 1.2), baris),
            Teks("CATATAN", view.b18.catatan or ""),
        ),
        tanda=(
            Tanda("Pegawai yang Dibimbing", view.owner.nama_lengkap, view.owner.nip, waktu=view.b18.pada),
        ),
        terbit=view.b18.pada,
        zona=tx.work.zone.key,
    )


def b19(tx: Transaction, view: BimbinganView) -> Lembar | None:
    """How competence is judged after the coaching; None while it is not."""
    if not view.b19:
        return None
    baris = [(str(satu.urutan), satu.kompetensi, f"{satu.nilai} dari 5", satu.alasan) for satu in view.b19]
    pada = view.b19[-1].pada
    return Lembar(
        formulir="bimbingan_b19",
        judul=("FORMAT B.1.9", "EVALUASI KOMPETENSI SESUDAH BIMBINGAN KINERJA"),
        perihal="Format B.1.9: evaluasi kompetensi sesudah bimbingan kinerja",
        instansi=agency(tx),
        periode=_year(tx, view.row),
        bagian=(
            SatuPihak("PEGAWAI YANG DIBIMBING", _person(tx, view.row), "–"),
            Isian("BIMBINGAN", (("Pembimbing", view.pembimbing or "–"), ("Tujuan", view.row.tujuan or "–"))),
            Tabel("KOMPETENSI", ("NO", "KOMPETENSI", "NILAI", "ALASAN"), (0.3, 1.6, 0.7, 2.4), baris),
            Teks("HASIL", view.row.catatan_hasil or ""),
        ),
        tanda=(Tanda("Penilai kompetensi", nama_akun(tx.session, view.b19[-1].akun_id), None, waktu=pada),),
        terbit=pada,
        zona=tx.work.zone.key,
    )


def laporan_konseling(tx: Transaction, view: KonselingView) -> Lembar | None:
    """Summary and recommendations; what was said in the meetings stays with the two who met."""
    if view.laporan is None:
        return None
    tindak = [TINDAK.get(satu, satu) for satu in view.laporan.tindak_lanjut]
    pada = view.row.selesai_pada or tx.now
    return Lembar(
        formulir="laporan_konseling",
        judul=("LAPORAN PELAKSANAAN KONSELING KINERJA",),
        perihal="Laporan pelaksanaan konseling kinerja",
        instansi=agency(tx),
        periode=_year(tx, view.row),
        bagian=(
            SatuPihak("PEGAWAI", _person(tx, view.row), "–"),
            Isian("KONSELING", (("Konselor", view.konselor or "–"),)),
            Teks("RINGKASAN", view.laporan.ringkasan),
            Teks("REKOMENDASI TINDAK LANJUT", tindak),
        ),
        tanda=(Tanda("Konselor", view.konselor or "–", None),),
        catatan=("Rahasia. Catatan pertemuan tidak dimuat dalam laporan ini.",),
        terbit=pada,
        zona=tx.work.zone.key,
    )


def _person(tx: Transaction, row: Bimbingan | Konseling) -> Pihak | None:
    return identitas_pegawai(tx.session, row.pegawai_id, tx.today)


def _year(tx: Transaction, row: Bimbingan | Konseling) -> str:
    return f"TAHUN {tx.session.get_one(Skp, row.skp_id).tahun}"
