"""Evaluasi kinerja and dokumen evaluasi kinerja of a year, in the order of the official forms.

[PermenPANRB 6/2022, lampiran: forms of evaluation.] Everything comes from what was signed: identities, ratings and
words as they stood then, results and feedback as they were stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from webapp.documents.lembar import (
    Bagian,
    DuaPihak,
    Isian,
    Kelompok,
    Kurva,
    Lembar,
    Pilihan,
    SatuPihak,
    Sel,
    Tabel,
    Tanda,
    Teks,
)
from webapp.domain.jabatan import NAMA_JALUR, Jalur
from webapp.domain.perilaku import BERAKHLAK
from webapp.domain.predikat import (
    NAMA_CAPAIAN,
    NAMA_PREDIKAT,
    NAMA_RATING,
    CapaianOrganisasi,
    Predikat,
    Rating,
)
from webapp.domain.skp import NAMA_ASPEK, NAMA_PERSPEKTIF, IsiSkp, Pendekatan, Rhk
from webapp.services.work import Transaction
from webapp.services.yearly.evaluation_paper import Naskah
from webapp.services.yearly.evaluation_paper import Tanda as Signature
from webapp.storage.aturan import nilai_aturan
from webapp.storage.bulanan import revisi_berlaku
from webapp.storage.dokumen_evaluasi import DokumenEvaluasi, PeranPenanda, StatusDokumen
from webapp.storage.evaluasi import EvaluasiTahunan, Papan, realisasi_terakhir
from webapp.storage.isi import muat_isi
from webapp.storage.umpan_balik import UmpanBalik, umpan_balik_skp

from .parts import PEGAWAI, PENILAI, Stamp, place_and_day, unsigned

_CAPAIAN = tuple(NAMA_CAPAIAN[satu].upper() for satu in CapaianOrganisasi)
RATING: Final = tuple(NAMA_RATING[satu].upper() for satu in Rating)
PREDIKAT: Final = tuple(NAMA_PREDIKAT[satu].upper() for satu in Predikat)
_SUMBU = (
    Predikat.SANGAT_KURANG,
    Predikat.KURANG,
    Predikat.BUTUH_PERBAIKAN,
    Predikat.BAIK,
    Predikat.SANGAT_BAIK,
)

Said = Mapping[str, Sequence[str]]
"""Feedback by the key of what it is about: an RHK, a value of BerAKHLAK."""


@dataclass(frozen=True)
class Judged:
    """What the evaluation sheet prints beside identities: content, results, feedback, ratings, curve."""

    isi: IsiSkp
    realisasi: Mapping[str, str]
    umpan_balik: Said
    capaian: CapaianOrganisasi | None
    sebaran: Mapping[str, int] | None
    hasil_kerja: Rating
    perilaku: Rating
    predikat: Predikat


def dokumen(tx: Transaction, naskah: Naskah, stamp: Stamp, terbit: datetime) -> Lembar:
    """Dokumen evaluasi kinerja pegawai: seven blocks, the last two being the signatures."""
    return Lembar(
        formulir="dokumen_evaluasi",
        judul=("DOKUMEN EVALUASI KINERJA PEGAWAI",),
        perihal="Dokumen evaluasi kinerja pegawai",
        instansi=naskah.instansi,
        periode=f"PERIODE: AKHIR TAHUN {naskah.tahun}",
        bagian=(
            SatuPihak("1. PEGAWAI YANG DINILAI", naskah.pegawai),
            SatuPihak("2. PEJABAT PENILAI KINERJA", naskah.penilai),
            SatuPihak(
                "3. ATASAN PEJABAT PENILAI KINERJA", naskah.atasan, "Pejabat penilai ini tidak punya atasan."
            ),
            Isian(
                "4. EVALUASI KINERJA",
                (
                    ("CAPAIAN KINERJA ORGANISASI", NAMA_CAPAIAN[naskah.capaian].upper()),
                    ("PREDIKAT KINERJA PEGAWAI", NAMA_PREDIKAT[naskah.predikat].upper()),
                ),
            ),
            Teks("5. CATATAN/REKOMENDASI", naskah.catatan),
            *_segments(naskah),
        ),
        tanda=_signatures(tx, naskah),
        catatan=_remarks(naskah),
        terbit=terbit,
        kode=stamp.kode,
        url=stamp.url,
        sidik=naskah.sidik,
        zona=tx.work.zone.key,
    )


def _segments(naskah: Naskah) -> list[Bagian]:
    if not naskah.segmen:
        return []
    baris = [
        (
            f"{satu.mulai:%d-%m-%Y} s.d. {satu.terakhir:%d-%m-%Y}",
            f"{satu.jabatan}, {satu.unit_kerja}",
            _rating(satu.hasil_kerja),
            _rating(satu.perilaku),
            satu.umpan_balik or "–",
        )
        for satu in naskah.segmen
    ]
    kolom = ("MASA", "JABATAN DAN UNIT KERJA", "HASIL KERJA", "PERILAKU KERJA", "UMPAN BALIK")
    return [Tabel("SEGMEN YANG DIPERTIMBANGKAN", kolom, (1.2, 2, 1.1, 1.1, 2), baris)]


def _rating(kode: str | None) -> str:
    return "–" if kode is None else NAMA_RATING[Rating(kode)]


def _remarks(naskah: Naskah) -> list[str]:
    if naskah.status is StatusDokumen.DIANGGAP_DITERIMA:
        return [
            "Dokumen ini dianggap diterima karena sampai batas waktu tidak ditanggapi [PP 30/2019 Pasal 59]."
        ]
    if naskah.nomor == 2:
        return [
            "Dokumen ini menggantikan dokumen pertama berdasarkan putusan atas keberatan [PP 30/2019 Pasal 60]."
        ]
    return []


def _signatures(tx: Transaction, naskah: Naskah) -> list[Tanda]:
    given = {satu.peran: satu for satu in naskah.tanda_tangan}
    decided = given.get(PeranPenanda.PEMUTUS_KEBERATAN)
    if decided is not None:
        return [_signed(tx, "Pejabat yang Memutus Keberatan", decided, naskah.tempat)]
    sides = (
        ("7. " + PEGAWAI, PeranPenanda.PEGAWAI, naskah.pegawai),
        ("6. " + PENILAI, PeranPenanda.PEJABAT_PENILAI, naskah.penilai),
    )
    return [
        _signed(tx, label, given[peran], naskah.tempat)
        if peran in given
        else unsigned(label, pihak, place_and_day(tx, naskah.tempat, None))
        for label, peran, pihak in sides
    ]


def _signed(tx: Transaction, label: str, satu: Signature, tempat: str) -> Tanda:
    return Tanda(label, satu.nama, satu.nip, place_and_day(tx, tempat, satu.pada), satu.pada, satu.sidik)


def evaluasi(tx: Transaction, naskah: Naskah, stamp: Stamp, terbit: datetime) -> Lembar | None:
    """Evaluasi kinerja pegawai of a year; None where the SKP has no revision in force."""
    judged = _judged(tx, naskah)
    if judged is None:
        return None
    (penilai,) = [satu for satu in _signatures(tx, naskah) if satu.waktu is not None][-1:]
    return Lembar(
        formulir="evaluasi_kinerja",
        judul=titles(judged.isi),
        perihal="Evaluasi kinerja pegawai",
        instansi=naskah.instansi,
        periode=f"PERIODE: AKHIR TAHUN {naskah.tahun}",
        bagian=(DuaPihak(naskah.pegawai, naskah.penilai), *blocks(judged)),
        tanda=(Tanda(penilai.peran.removeprefix("6. "), penilai.nama, penilai.nip, penilai.tempat_tanggal,
                     penilai.waktu, penilai.sidik),),
        terbit=terbit,
        kode=stamp.kode,
        url=stamp.url,
        sidik=naskah.sidik,
        zona=tx.work.zone.key,
    )  # fmt: skip


def titles(isi: IsiSkp) -> tuple[str, str, str]:
    """The three lines of the form's title."""
    return (
        "EVALUASI KINERJA PEGAWAI",
        f"PENDEKATAN HASIL KERJA {isi.pendekatan.value}",
        f"BAGI {NAMA_JALUR[isi.jalur].upper()}",
    )


def blocks(judged: Judged) -> list[Bagian]:
    """Blocks 3 to 9 of the form."""
    found: list[Bagian] = []
    if judged.capaian is not None:
        found.append(Pilihan("CAPAIAN KINERJA ORGANISASI", _CAPAIAN, NAMA_CAPAIAN[judged.capaian].upper()))
        found.append(_curve(judged.sebaran))
    return [
        *found,
        _results(judged),
        Pilihan("RATING HASIL KERJA", RATING, NAMA_RATING[judged.hasil_kerja].upper()),
        _conduct(judged),
        Pilihan("RATING PERILAKU KERJA", RATING, NAMA_RATING[judged.perilaku].upper()),
        Pilihan("PREDIKAT KINERJA PEGAWAI", PREDIKAT, NAMA_PREDIKAT[judged.predikat].upper()),
    ]


def _curve(sebaran: Mapping[str, int] | None) -> Bagian:
    if sebaran is None:
        return Teks(
            "POLA DISTRIBUSI", "Unit ini terlalu kecil untuk sebaran tersendiri; dihitung di unit atasnya."
        )
    hitungan = {NAMA_PREDIKAT[satu]: int(sebaran.get(satu.value, 0)) for satu in _SUMBU}
    return Kurva("POLA DISTRIBUSI", "Frekuensi Pegawai", hitungan)


def _results(judged: Judged) -> Tabel:
    isi = judged.isi
    kepala, lebar = _columns(isi)
    baris: list[Sequence[Sel] | Kelompok] = []
    for nama, rows in (("A. UTAMA", isi.rhk_utama), ("B. TAMBAHAN", isi.rhk_tambahan)):
        baris.append(Kelompok(nama))
        for nomor, rhk in enumerate(rows, start=1):
            baris += _rows(nomor, rhk, judged)
    kolom = (
        *kepala,
        "REALISASI BERDASARKAN BUKTI DUKUNG",
        "UMPAN BALIK BERKELANJUTAN BERDASARKAN BUKTI DUKUNG",
    )
    return Tabel("HASIL KERJA", kolom, (*lebar, 1.5, 1.5), baris)


def _columns(isi: IsiSkp) -> tuple[tuple[str, ...], tuple[float, ...]]:
    if isi.pendekatan is Pendekatan.KUALITATIF:
        return ("NO", "RENCANA HASIL KERJA"), (0.35, 2.6)
    if isi.jalur is Jalur.JPT_PUKM:
        kolom = ("NO", "RENCANA HASIL KERJA", "INDIKATOR KINERJA INDIVIDU", "TARGET", "PERSPEKTIF")
        return kolom, (0.35, 1.5, 1.5, 0.8, 1.0)
    kolom_ja = (
        "NO", "RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI", "RENCANA HASIL KERJA", "ASPEK",
        "INDIKATOR KINERJA INDIVIDU", "TARGET",
    )  # fmt: skip
    return kolom_ja, (0.35, 1.2, 1.3, 0.8, 1.2, 0.8)


def _rows(nomor: int, rhk: Rhk, judged: Judged) -> Iterable[Sequence[Sel]]:
    """The rows of one result: what was planned once for each indicator, what became of it on the first."""
    uraian = (
        rhk.uraian if rhk.penugasan_dari is None else f"{rhk.uraian} (penugasan dari {rhk.penugasan_dari})"
    )
    akhir: tuple[Sel, Sel] = (
        judged.realisasi.get(rhk.kunci) or "–",
        list(judged.umpan_balik.get(rhk.kunci, ())) or "–",
    )
    if judged.isi.pendekatan is Pendekatan.KUALITATIF:
        yield (str(nomor), [uraian, *rhk.ukuran], *akhir)
        return
    for letak, iki in enumerate(rhk.iki or ()):
        pertama = letak == 0
        nama: tuple[Sel, ...] = (str(nomor), uraian) if pertama else ("", "")
        target = f"{iki.target} {iki.satuan}"
        if judged.isi.jalur is Jalur.JPT_PUKM:
            jenis = "–" if iki.perspektif is None else NAMA_PERSPEKTIF[iki.perspektif]
            depan: tuple[Sel, ...] = (*nama, iki.uraian, target, jenis)
        else:
            aspek = "–" if iki.aspek is None else NAMA_ASPEK[iki.aspek]
            pimpinan = (rhk.rhk_pimpinan or "–") if pertama else ""
            depan = (nama[0], pimpinan, nama[1], aspek, iki.uraian, target)
        yield (*depan, *(akhir if pertama else ("", "")))


def _conduct(judged: Judged) -> Tabel:
    baris = [
        (
            str(nomor),
            [nilai.nama, *nilai.perilaku],
            judged.isi.ekspektasi_khusus.get(nilai.kode) or "–",
            list(judged.umpan_balik.get(nilai.kode.value, ())) or "–",
        )
        for nomor, nilai in enumerate(BERAKHLAK, start=1)
    ]
    kolom = (
        "NO", "PERILAKU KERJA", "EKSPEKTASI KHUSUS PIMPINAN", "UMPAN BALIK BERKELANJUTAN BERDASARKAN BUKTI DUKUNG",
    )  # fmt: skip
    return Tabel("PERILAKU KERJA", kolom, (0.3, 2.4, 1.4, 1.4), baris)


def _judged(tx: Transaction, naskah: Naskah) -> Judged | None:
    revisi = revisi_berlaku(tx.session, naskah.skp_id)
    if revisi is None:
        return None
    stated = realisasi_terakhir(tx.session, naskah.skp_id)
    return Judged(
        isi=muat_isi(tx.session, revisi.id),
        realisasi={} if stated is None else dict(stated.isi.get("realisasi", {})),
        umpan_balik=feedback(umpan_balik_skp(tx.session, naskah.skp_id)),
        capaian=naskah.capaian,
        sebaran=_spread(tx, naskah),
        hasil_kerja=naskah.hasil_kerja,
        perilaku=naskah.perilaku,
        predikat=naskah.predikat,
    )


def feedback(rows: Sequence[UmpanBalik]) -> dict[str, list[str]]:
    """Feedback in force by what it is about, oldest first; an entry that another mends is left out."""
    mended = {row.mengoreksi_id for row in rows}
    found: dict[str, list[str]] = {}
    for row in reversed(rows):
        if row.id not in mended and row.objek_kunci is not None:
            found.setdefault(row.objek_kunci, []).append(row.isi)
    return found


def _spread(tx: Transaction, naskah: Naskah) -> Mapping[str, int] | None:
    """How the board that rated was spread; None for one too small to be a curve of its own [SE MenPANRB 3/2023]."""
    row = tx.session.get_one(DokumenEvaluasi, naskah.dokumen_id)
    evaluasi = tx.session.get_one(EvaluasiTahunan, row.evaluasi_id)
    if evaluasi.papan_id is None and row.pendahulu_id is not None:
        first = tx.session.get_one(DokumenEvaluasi, row.pendahulu_id)
        evaluasi = tx.session.get_one(EvaluasiTahunan, first.evaluasi_id)
    papan = None if evaluasi.papan_id is None else tx.session.get_one(Papan, evaluasi.papan_id)
    paling_sedikit = nilai_aturan(tx.session, "n_minimum_kurva", naskah.terakhir)
    if papan is None or papan.jumlah < int(paling_sedikit or 0):
        return None
    return papan.hitungan
