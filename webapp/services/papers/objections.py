"""The objection as the employee filed it, and the decision about it [PP 30/2019 Pasal 59-60]."""

from __future__ import annotations

from datetime import datetime

from webapp.documents.lembar import Bagian, Isian, Lembar, SatuPihak, Tabel, Tanda, Teks
from webapp.domain.predikat import NAMA_PREDIKAT
from webapp.domain.tanggal import cetak_tanggal
from webapp.services.work import Transaction
from webapp.services.yearly.evaluation_paper import Naskah
from webapp.services.yearly.objections import Objection
from webapp.storage.dokumen_evaluasi import Putusan
from webapp.storage.organisasi import Pegawai

from .parts import Stamp, local_day, place_and_day

PERIHAL = {"HASIL_KERJA": "Hasil kerja", "PERILAKU": "Perilaku kerja", "LAIN": "Lainnya"}


def _case(tx: Transaction, naskah: Naskah, objection: Objection) -> tuple[Bagian, ...]:
    """What both papers open with: who objects to whose judgement, against what, and each point."""
    return (
        SatuPihak("PEGAWAI YANG MENGAJUKAN", naskah.pegawai),
        SatuPihak("PEJABAT PENILAI KINERJA", naskah.penilai),
        Isian("YANG DIKEBERATKAN", _contested(tx, naskah)),
        _points(objection),
    )


def surat(tx: Transaction, naskah: Naskah, objection: Objection) -> Lembar:
    """Surat keberatan: against which document, each point with its reason, and the evidence by name."""
    pada = objection.keberatan.pada
    return Lembar(
        formulir="surat_keberatan",
        judul=("SURAT KEBERATAN", "ATAS HASIL EVALUASI KINERJA PEGAWAI"),
        perihal="Surat keberatan atas hasil evaluasi kinerja",
        instansi=naskah.instansi,
        periode=f"PERIODE: AKHIR TAHUN {naskah.tahun}",
        bagian=(
            *_case(tx, naskah, objection),
            Teks("BUKTI", [satu.nama or "–" for satu in objection.berkas]),
        ),
        tanda=(
            Tanda("Pegawai yang Mengajukan", naskah.pegawai.nama, naskah.pegawai.nip,
                  place_and_day(tx, naskah.tempat, pada), pada),
        ),
        terbit=pada,
        zona=tx.work.zone.key,
    )  # fmt: skip


def keputusan(
    tx: Transaction, naskah: Naskah, objection: Objection, stamp: Stamp, terbit: datetime
) -> Lembar | None:
    """Keputusan atas keberatan; None while it is not decided. `naskah` is the first document."""
    putusan = objection.putusan
    if putusan is None:
        return None
    hasil = "Penilaian diubah" if putusan.putusan is Putusan.UBAH else "Penilaian tetap"
    nip = None if putusan.pegawai_id is None else tx.session.get_one(Pegawai, putusan.pegawai_id).nip
    return Lembar(
        formulir="keputusan_keberatan",
        judul=("KEPUTUSAN ATAS KEBERATAN", "HASIL EVALUASI KINERJA PEGAWAI"),
        perihal="Keputusan atas keberatan hasil evaluasi kinerja",
        instansi=naskah.instansi,
        periode=f"PERIODE: AKHIR TAHUN {naskah.tahun}",
        bagian=(
            *_case(tx, naskah, objection),
            Teks("PENJELASAN PEGAWAI", "" if objection.pegawai is None else objection.pegawai.isi),
            Teks("PENJELASAN PEJABAT PENILAI", "" if objection.penilai is None else objection.penilai.isi),
            Isian("PUTUSAN", (("Putusan", hasil), ("Alasan", putusan.alasan), ("Sifat", "Final"))),
        ),
        tanda=(
            Tanda(putusan.jabatan or "Pejabat yang Memutus", objection.pemutus, nip,
                  place_and_day(tx, naskah.tempat, putusan.pada), putusan.pada),
        ),
        terbit=terbit,
        kode=stamp.kode,
        url=stamp.url,
        zona=tx.work.zone.key,
    )  # fmt: skip


def _contested(tx: Transaction, naskah: Naskah) -> tuple[tuple[str, str], ...]:
    return (
        (
            "Dokumen",
            f"Dokumen evaluasi kinerja, disampaikan {cetak_tanggal(local_day(tx, naskah.disampaikan_pada))}",
        ),
        ("Predikat", NAMA_PREDIKAT[naskah.predikat]),
    )


def _points(objection: Objection) -> Tabel:
    baris = [
        (str(nomor), PERIHAL.get(satu.perihal, satu.perihal), satu.alasan)
        for nomor, satu in enumerate(objection.butir, 1)
    ]
    return Tabel("BUTIR KEBERATAN", ("NO", "PERIHAL", "ALASAN"), (0.3, 1, 4), baris)
