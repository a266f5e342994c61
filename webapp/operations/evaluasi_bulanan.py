"""The month judged: the employee tells what became of each row, the evaluator gives feedback and two ratings.

The predikat is what the table says of the ratings; nobody types it [PermenPANRB 6/2022; SE MenPANRB 3/2023]. What was
judged stays; the employee may answer, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.bulanan import (
    MAKS_TEKS,
    TANGGAPAN,
    IsiRealisasi,
    StatusBulanan,
    periksa_penilaian,
    periksa_realisasi,
)
from webapp.domain.kalender import akhir_hari
from webapp.domain.kanonik import cuplikan_kanonik
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.perilaku import Nilai
from webapp.domain.predikat import Predikat, Rating
from webapp.domain.sentences import Sentence
from webapp.storage.aturan import nilai_aturan as aturan
from webapp.storage.bulanan import (
    EvaluasiBulanan,
    JenisUmpanBalik,
    RealisasiBulanan,
    SkpBulanan,
    TanggapanBulanan,
    UmpanBalikBulanan,
    baris_lembar,
)
from webapp.storage.pemberitahuan import beri_tahu

from .lembar_bulan import alamat, catat, lembar_dari, nama_bulan, pastikan_lembar
from .naskah import cuplikan, nilai_aturan, pastikan_pemilik, pastikan_penilai, tolak
from .pelaku import hari_batas
from .registry import Context, Refused, operation

PUTUSAN = ("nilai", "kembalikan")
RATING = tuple(satu.value for satu in Rating)


@operation("evaluasi_bulanan.isi_realisasi")
def isi_realisasi(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tell what became of every row.

    `jawaban`: realisasi {row id: {angka, narasi, sumber_data, nihil, alasan_nihil}}.
    """
    pastikan_pemilik(ctx)
    lembar, _skp = lembar_dari(ctx)
    pastikan_lembar(lembar, StatusBulanan.PENILAIAN_DIRI)
    baris = {satu.id: satu.target for satu in baris_lembar(ctx.session, lembar.id)}
    isi = {int(nomor): _realisasi(satu) for nomor, satu in jawaban.get("realisasi", {}).items()}
    salah = periksa_realisasi(baris, isi)
    salah += [
        Pelanggaran(
            "realisasi.baris", "Baris ini bukan milik lembar ini. Muat ulang halaman.", f"realisasi.{nomor}"
        )
        for nomor in isi.keys() - baris.keys()
    ]
    if salah:
        raise Refused(salah)
    if isi:
        _simpan_realisasi(ctx, isi)
    lembar.status = StatusBulanan.REALISASI_DIAJUKAN
    return {}


def _realisasi(isi: Mapping[str, Any]) -> IsiRealisasi:
    angka, nihil = isi.get("angka"), bool(isi.get("nihil"))
    return IsiRealisasi(
        angka=None if nihil or angka in (None, "") else Decimal(str(angka)),
        narasi=str(isi.get("narasi") or "").strip()[:MAKS_TEKS],
        sumber_data=str(isi.get("sumber_data") or "").strip()[:MAKS_TEKS],
        nihil=nihil,
        alasan_nihil=str(isi.get("alasan_nihil") or "").strip()[:MAKS_TEKS],
    )


def _simpan_realisasi(ctx: Context, isi: Mapping[int, IsiRealisasi]) -> None:
    """Store all rows in one statement; what was told in an earlier round is replaced."""
    assert ctx.actor is not None
    oleh = {"akun_id": ctx.actor.akun_id, "pada": ctx.now}
    baris = [
        {
            "baris_id": nomor,
            "angka": satu.angka,
            "narasi": satu.narasi,
            "sumber_data": satu.sumber_data,
            "nihil": satu.nihil,
            "alasan_nihil": satu.alasan_nihil if satu.nihil else None,
            **oleh,
        }
        for nomor, satu in isi.items()
    ]
    simpan_ = insert(RealisasiBulanan).values(baris)
    baru = {nama: simpan_.excluded[nama] for nama in baris[0] if nama != "baris_id"}
    ctx.session.execute(simpan_.on_conflict_do_update(index_elements=[RealisasiBulanan.baris_id], set_=baru))


@operation(
    "evaluasi_bulanan.nilai_bulanan",
    facts={"putusan_nilai": PUTUSAN, "hasil_kerja": RATING, "perilaku": RATING},
)
def nilai_bulanan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Judge the month, or return it.

    `jawaban`: putusan; hasil_kerja, perilaku, umpan_balik, umpan_balik_baris {row id: text}, umpan_balik_nilai {value:
    text}; alasan (when returned). A predikat in it is refused: nobody sets one.
    """
    pastikan_penilai(ctx)
    lembar, skp = lembar_dari(ctx)
    pastikan_lembar(lembar, StatusBulanan.REALISASI_DIAJUKAN)
    if "predikat" in jawaban:
        pesan = "Predikat tidak diisi: predikat dihitung dari kedua nilai menurut tabel. Hapus isian ini."
        raise tolak("predikat.dihitung", pesan, "predikat")
    putusan = str(jawaban.get("putusan") or "")
    if putusan == "kembalikan":
        _kembalikan(ctx, lembar, str(jawaban.get("alasan") or "").strip())
        return {"putusan_nilai": "kembalikan", "hasil_kerja": None, "perilaku": None}
    if putusan != "nilai":
        raise tolak("putusan.wajib", "Pilih nilai atau kembalikan.", "putusan")
    hasil_kerja, perilaku, umpan_balik = _nilai(jawaban)
    _catat_umpan_balik(ctx, lembar, jawaban)
    _simpan_evaluasi(ctx, lembar, hasil_kerja, perilaku, umpan_balik, cuplikan_kanonik(cuplikan(ctx, skp)))
    return {"putusan_nilai": "nilai", "hasil_kerja": hasil_kerja.value, "perilaku": perilaku.value}


def _nilai(jawaban: Mapping[str, Any]) -> tuple[Rating, Rating, str]:
    """The two ratings and the words. Raises `Refused` with all that is wrong."""
    salah = [
        Pelanggaran("rating.wajib", pesan, nama)
        for nama, pesan in (
            ("hasil_kerja", "Pilih nilai hasil kerja."),
            ("perilaku", "Pilih nilai perilaku kerja."),
        )
        if jawaban.get(nama) not in RATING
    ]
    umpan_balik = str(jawaban.get("umpan_balik") or "").strip()
    if len(umpan_balik) > MAKS_TEKS:
        pesan = Sentence("Umpan balik paling panjang %(n)s huruf. Pendekkan.", n=MAKS_TEKS)
        salah.append(Pelanggaran("umpan_balik.panjang", pesan, "umpan_balik"))
    if salah:
        raise Refused(salah)
    hasil_kerja, perilaku = Rating(jawaban["hasil_kerja"]), Rating(jawaban["perilaku"])
    kurang = periksa_penilaian(hasil_kerja, perilaku, umpan_balik)
    if kurang:
        raise Refused(kurang)
    return hasil_kerja, perilaku, umpan_balik


def _kembalikan(ctx: Context, lembar: SkpBulanan, alasan: str) -> None:
    if not alasan:
        pesan = "Tulis alasan pengembalian, agar pegawai tahu apa yang dilengkapi."
        raise tolak("alasan.wajib", pesan, "alasan")
    paling_banyak = int(aturan(ctx.session, "kembalikan_realisasi", lembar.mulai))
    sudah = select(func.count()).where(
        UmpanBalikBulanan.skp_bulanan_id == lembar.id,
        UmpanBalikBulanan.jenis == JenisUmpanBalik.REALISASI_DIKEMBALIKAN,
    )
    if ctx.session.execute(sudah).scalar_one() >= paling_banyak:
        pesan = Sentence(
            "Lembar ini sudah dikembalikan %(paling_banyak)s kali. Nilai berdasarkan yang ada.",
            paling_banyak=paling_banyak,
        )
        raise tolak("kembalikan.habis", pesan, "putusan")
    catat(ctx, lembar, JenisUmpanBalik.REALISASI_DIKEMBALIKAN, alasan)
    lembar.status = StatusBulanan.PENILAIAN_DIRI


def _catat_umpan_balik(ctx: Context, lembar: SkpBulanan, jawaban: Mapping[str, Any]) -> None:
    baris = {satu.id for satu in baris_lembar(ctx.session, lembar.id)}
    for nomor, teks in (jawaban.get("umpan_balik_baris") or {}).items():
        if int(nomor) not in baris:
            raise tolak("umpan_balik.baris", "Baris ini bukan milik lembar ini. Muat ulang halaman.")
        if str(teks).strip():
            catat(ctx, lembar, JenisUmpanBalik.UMPAN_BALIK, str(teks).strip(), baris_id=int(nomor))
    for kode, teks in (jawaban.get("umpan_balik_nilai") or {}).items():
        if kode not in set(Nilai):
            raise tolak("umpan_balik.nilai", "Nilai perilaku ini tidak dikenal. Muat ulang halaman.")
        if str(teks).strip():
            catat(ctx, lembar, JenisUmpanBalik.UMPAN_BALIK, str(teks).strip(), nilai_kode=Nilai(kode))


def _simpan_evaluasi(
    ctx: Context, lembar: SkpBulanan, hasil_kerja: Rating, perilaku: Rating, umpan_balik: str,
    potret: dict[str, Any],
) -> None:  # fmt: skip
    assert ctx.actor is not None
    menurut = ctx.decide("kuadran_predikat", {"hasil_kerja": hasil_kerja.value, "perilaku": perilaku.value})
    ctx.session.add(
        EvaluasiBulanan(
            skp_bulanan_id=lembar.id,
            hasil_kerja=hasil_kerja,
            perilaku=perilaku,
            predikat=Predikat(menurut.values["predikat"]),
            tabel_sidik=menurut.checksum,
            umpan_balik=umpan_balik,
            pegawai_id=ctx.actor.pegawai_id,
            pihak_luar_id=ctx.actor.pihak_luar_id if ctx.actor.pegawai_id is None else None,
            akun_id=ctx.actor.akun_id,
            kapasitas=str((ctx.mandate or {}).get("kapasitas") or ""),
            pada=ctx.now,
            cuplikan=potret,
        )
    )
    ctx.session.flush()


@operation("evaluasi_bulanan.simpan", facts={"batas_tanggapan": None}, needs=("predikat",))
def simpan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Publish the month: its predikat is the table's, whatever the diagram says; the employee is told."""
    lembar, skp = lembar_dari(ctx)
    pastikan_lembar(lembar, StatusBulanan.REALISASI_DIAJUKAN)
    evaluasi = evaluasi_lembar(ctx, lembar)
    if evaluasi is None or evaluasi.predikat.value != ctx.facts.get("predikat"):
        raise tolak("predikat.beda", "Predikat tidak sesuai dengan tabelnya. Hubungi admin BKPP.")
    lembar.status = StatusBulanan.DINILAI
    batas = max(lembar.kunci, hari_batas(ctx, TANGGAPAN, ctx.today))
    isi = f"Evaluasi {nama_bulan(lembar)} Anda sudah terbit. Baca, dan tulis tanggapan bila perlu."
    kabar = f"bulanan:{lembar.id}:terbit"
    beri_tahu(ctx.session, kabar, skp.pegawai_id, "SKP_BULANAN", isi, alamat(lembar), ctx.now)
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    return {"batas_tanggapan": akhir_hari(batas - timedelta(days=1), zona).isoformat()}


def evaluasi_lembar(ctx: Context, lembar: SkpBulanan) -> EvaluasiBulanan | None:
    """The evaluation of a sheet."""
    cari = select(EvaluasiBulanan).where(EvaluasiBulanan.skp_bulanan_id == lembar.id)
    return ctx.session.scalars(cari).one_or_none()


@operation("evaluasi_bulanan.tanggapan", answers=("tanggapan?",))
def tanggapan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer the evaluation. It is kept with the document and changes nothing. `jawaban`: tanggapan."""
    pastikan_pemilik(ctx)
    lembar, _skp = lembar_dari(ctx)
    pastikan_lembar(lembar, StatusBulanan.DINILAI)
    evaluasi = evaluasi_lembar(ctx, lembar)
    isi = str(jawaban.get("tanggapan") or "").strip()
    if evaluasi is None or not isi:
        raise tolak("tanggapan.wajib", "Tulis tanggapan Anda.", "tanggapan")
    assert ctx.actor is not None
    ctx.session.add(
        TanggapanBulanan(
            evaluasi_id=evaluasi.id, isi=isi[:MAKS_TEKS], akun_id=ctx.actor.akun_id, pada=ctx.now
        )
    )
    return {}
