"""The objection against a yearly evaluation: made once and in time, both sides asked, decided for good.

[PP 30/2019 Pasal 59-60: in writing with reasons, to the superior of the evaluator, who asks both and whose decision is
final.] A decision may change ratings; the predikat still comes from the matrix. The first document stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from webapp.domain.kalender import akhir_hari
from webapp.domain.penilai import Penilai, atasan_penilai, tentukan_penilai
from webapp.domain.sentences import Sentence
from webapp.domain.tanggal import cetak_tanggal
from webapp.storage.berkas import Berkas
from webapp.storage.dokumen_evaluasi import (
    DokumenEvaluasi,
    Keberatan,
    KeberatanBerkas,
    PenjelasanKeberatan,
    PeranPenanda,
    Pihak,
    Putusan,
    PutusanKeberatan,
    StatusDokumen,
    TandaTanganEvaluasi,
    dokumen_skp,
    keberatan_skp,
    penjelasan,
)
from webapp.storage.evaluasi import AsalEvaluasi, EvaluasiTahunan, nomor_berikut
from webapp.storage.organisasi import Pegawai
from webapp.storage.pemberitahuan import beri_tahu, penerima_peran

from .naskah import nilai_aturan, pastikan_pemilik, pastikan_penilai, skp_dari, tolak
from .naskah_evaluasi import pastikan_dilihat, sidik_evaluasi, sidik_keberatan
from .pelaku import PYB, hari_batas, pastikan_atasan, pastikan_bukan_pembuat, pelaku
from .penilaian_tahunan import baca_rating, predikat_dari, salinan
from .registry import Context, operation

PERIHAL = ("HASIL_KERJA", "PERILAKU", "LAIN")
"""What a point of an objection may be about."""

MAKS_BUTIR = 10
MAKS_TEKS = 4_000
MAKS_BERKAS = 10


def ajukan(ctx: Context, dokumen: DokumenEvaluasi, jawaban: Mapping[str, Any]) -> None:
    """Store an objection with its points and evidence. `butir`: [{perihal, alasan}], `berkas`: ids of own files."""
    if ctx.today > dokumen.batas_keberatan:
        pesan = Sentence(
            "Batas keberatan sudah lewat: paling lambat %(batas_keberatan)s, %(hari)s hari "
            "sejak dokumen disampaikan.",
            batas_keberatan=dokumen.batas_keberatan,
            hari=(dokumen.batas_keberatan - _hari_sampai(ctx, dokumen)).days,
        )
        raise tolak("keberatan.lewat", pesan)
    butir = _butir(jawaban)
    keberatan = Keberatan(
        skp_id=dokumen.skp_id,
        dokumen_id=dokumen.id,
        butir=butir,
        batas_penjelasan=hari_batas(ctx, "dokumen_dan_keberatan.penjelasan", ctx.today),
        batas_putusan=hari_batas(ctx, "dokumen_dan_keberatan.putuskan", ctx.today),
        akun_id=ctx.actor.akun_id if ctx.actor else 0,
        pada=ctx.now,
    )
    ctx.session.add(keberatan)
    ctx.session.flush()
    for berkas_id in _berkas(ctx, jawaban):
        ctx.session.add(KeberatanBerkas(keberatan_id=keberatan.id, berkas_id=berkas_id))
    ctx.session.flush()


def _hari_sampai(ctx: Context, dokumen: DokumenEvaluasi) -> date:
    return dokumen.disampaikan_pada.astimezone(ZoneInfo(nilai_aturan(ctx, "zona_waktu"))).date()


def _butir(jawaban: Mapping[str, Any]) -> list[dict[str, str]]:
    butir = [
        {"perihal": str(satu.get("perihal")), "alasan": str(satu.get("alasan") or "").strip()}
        for satu in jawaban.get("butir") or ()
    ]
    if not butir or any(not satu["alasan"] for satu in butir):
        pesan = "Tulis sedikitnya satu butir keberatan, masing-masing dengan alasannya."
        raise tolak("keberatan.butir", pesan, "butir")
    if len(butir) > MAKS_BUTIR or any(len(satu["alasan"]) > MAKS_TEKS for satu in butir):
        pesan = Sentence(
            "Paling banyak %(maks_butir)s butir, masing-masing paling panjang %(maks_teks)s huruf.",
            maks_butir=MAKS_BUTIR,
            maks_teks=MAKS_TEKS,
        )
        raise tolak("keberatan.panjang", pesan, "butir")
    if any(satu["perihal"] not in PERIHAL for satu in butir):
        raise tolak("keberatan.perihal", "Pilih perihal setiap butir keberatan.", "butir")
    return butir


def _berkas(ctx: Context, jawaban: Mapping[str, Any]) -> list[int]:
    """Files of evidence that the employee has uploaded."""
    ids = sorted({int(satu) for satu in jawaban.get("berkas") or ()})
    cari = select(Berkas.id).where(
        Berkas.id.in_(ids), Berkas.akun_id == (ctx.actor.akun_id if ctx.actor else 0)
    )
    if len(ids) > MAKS_BERKAS or len(list(ctx.session.scalars(cari))) != len(ids):
        raise tolak("keberatan.berkas", "Berkas bukti tidak ditemukan. Unggah kembali.", "bukti")
    return ids


def keberatan_dari(ctx: Context) -> Keberatan:
    """The objection of the case's SKP."""
    keberatan = keberatan_skp(ctx.session, skp_dari(ctx).id)
    if keberatan is None:
        raise tolak("keberatan.tidak_ada", "Keberatan untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    return keberatan


@operation("dokumen_dan_keberatan.minta_penjelasan", facts={"batas_penjelasan": None})
def minta_penjelasan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask both sides at once. Where the evaluator has no superior, the PyB will decide and BKPP mends the data."""
    keberatan = keberatan_dari(ctx)
    batas = cetak_tanggal(keberatan.batas_penjelasan)
    nama = ctx.session.get_one(Pegawai, ctx.subject.pegawai_id).nama_lengkap
    penilai = tentukan_penilai(ctx.subject.pegawai_id, ctx.today, ctx.organisasi)
    isi = f"Jelaskan keberatan Anda paling lambat {batas}, lewat kotak tugas."
    _kabari(ctx, keberatan, ctx.subject.pegawai_id, isi)
    if isinstance(penilai, Penilai) and penilai.penilai_id is not None:
        isi = f"{nama} mengajukan keberatan atas evaluasinya. Berikan penjelasan paling lambat {batas}."
        _kabari(ctx, keberatan, penilai.penilai_id, isi)
    atasan = atasan_penilai(ctx.subject.pegawai_id, ctx.today, ctx.organisasi)
    if not isinstance(atasan, Penilai):
        isi = f"Keberatan {nama} diputus PyB karena pejabat penilainya tidak punya atasan dalam data jabatan."
        for pegawai_id in sorted(penerima_peran(ctx.session, (PYB, "admin_bkpp"))):
            _kabari(ctx, keberatan, pegawai_id, isi)
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    return {"batas_penjelasan": akhir_hari(keberatan.batas_penjelasan, zona).isoformat()}


def _kabari(ctx: Context, keberatan: Keberatan, pegawai_id: int, isi: str) -> None:
    kunci = f"keberatan:{keberatan.id}:{pegawai_id}:minta"
    tautan = f"/skp/{keberatan.skp_id}/evaluasi"
    beri_tahu(ctx.session, kunci, pegawai_id, "KEBERATAN", isi, tautan, ctx.now)


@operation("penjelasan_keberatan.penjelasan_pegawai", answers=("penjelasan_pegawai",))
def penjelasan_pegawai(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The employee's explanation. `jawaban`: penjelasan_pegawai (text)."""
    pastikan_pemilik(ctx)
    return _jelaskan(ctx, Pihak.PEGAWAI, jawaban["penjelasan_pegawai"])


@operation("penjelasan_keberatan.penjelasan_penilai", answers=("penjelasan_penilai",))
def penjelasan_penilai(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The evaluator's explanation. `jawaban`: penjelasan_penilai (text)."""
    pastikan_penilai(ctx)
    return _jelaskan(ctx, Pihak.PEJABAT_PENILAI, jawaban["penjelasan_penilai"])


def _jelaskan(ctx: Context, pihak: Pihak, isi: str) -> Mapping[str, Any]:
    keberatan = keberatan_dari(ctx)
    assert ctx.actor is not None
    baris = PenjelasanKeberatan(
        keberatan_id=keberatan.id, pihak=pihak, isi=str(isi).strip(), akun_id=ctx.actor.akun_id, pada=ctx.now
    )
    ctx.session.add(baris)
    ctx.session.flush()
    return {}


@operation(
    "dokumen_dan_keberatan.putuskan",
    facts={"putusan": ("tetap", "ubah"), "predikat": None, "hasil_kerja": None, "perilaku": None},
    answers=("alasan_putusan", "putusan", "putusan_hasil_kerja?", "putusan_perilaku?", "tempat_putusan?"),
    signs=True,
)
def putuskan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Decide for good, after both were asked.

    `jawaban`: putusan ("tetap" | "ubah"), alasan_putusan, tempat_putusan, sidik (of the matter as seen), bukti; with
    "ubah" the new ratings putusan_hasil_kerja and putusan_perilaku.
    """
    pastikan_atasan(ctx)
    keberatan = keberatan_dari(ctx)
    _pastikan_ditanya(ctx, keberatan)
    pastikan_dilihat(jawaban, sidik_keberatan(ctx.session, keberatan))
    dokumen = dokumen_skp(ctx.session, keberatan.skp_id)[0]
    if dokumen.status is not StatusDokumen.KEBERATAN:
        raise tolak("keberatan.final", "Keberatan ini sudah diputus; putusannya final.")
    lama = ctx.session.get_one(EvaluasiTahunan, dokumen.evaluasi_id)
    pastikan_bukan_pembuat(ctx, lama.akun_id)
    putusan = Putusan(str(jawaban["putusan"]).upper())
    baru = _evaluasi_baru(ctx, lama, jawaban) if putusan is Putusan.UBAH else None
    baris = PutusanKeberatan(
        keberatan_id=keberatan.id,
        putusan=putusan,
        alasan=str(jawaban["alasan_putusan"]).strip(),
        evaluasi_id=None if baru is None else baru.id,
        **pelaku(ctx),
    )
    ctx.session.add(baris)
    dokumen.status = StatusDokumen.FINAL if baru is None else StatusDokumen.DIGANTI
    ctx.session.flush()
    if baru is not None:
        _dokumen_kedua(ctx, dokumen, baru, jawaban)
    _kabari_putusan(ctx, keberatan, putusan)
    ctx.defer("terbitkan_naskah", skp_id=keberatan.skp_id)
    berlaku = lama if baru is None else baru
    return {
        "putusan": putusan.value.lower(),
        "predikat": berlaku.predikat.value,
        "hasil_kerja": berlaku.hasil_kerja.value,
        "perilaku": berlaku.perilaku.value,
    }


def _pastikan_ditanya(ctx: Context, keberatan: Keberatan) -> None:
    """Both have explained, or had their time to [PP 30/2019 Pasal 60]."""
    ada = penjelasan(ctx.session, keberatan.id)
    if set(ada) != set(Pihak) and ctx.today <= keberatan.batas_penjelasan:
        pesan = Sentence(
            "Mintalah dahulu penjelasan pegawai dan pejabat penilai. Putusan dapat diambil "
            "setelah keduanya menjawab, atau sesudah %(batas_penjelasan)s.",
            batas_penjelasan=keberatan.batas_penjelasan,
        )
        raise tolak("keberatan.belum_ditanya", pesan)


def _evaluasi_baru(ctx: Context, lama: EvaluasiTahunan, jawaban: Mapping[str, Any]) -> EvaluasiTahunan:
    """The version that the decision makes: ratings as decided, predikat by the matrix."""
    hasil = baca_rating(jawaban.get("putusan_hasil_kerja"), "putusan_hasil_kerja")
    perilaku = baca_rating(jawaban.get("putusan_perilaku"), "putusan_perilaku")
    if lama.dari_capaian and hasil is not lama.hasil_kerja:
        pesan = (
            "Hasil kerja kepala unit mengikuti capaian organisasinya; yang dapat diubah hanya perilaku kerja."
        )
        raise tolak("hasil_kerja.tetap", pesan, "putusan_hasil_kerja")
    if (hasil, perilaku) == (lama.hasil_kerja, lama.perilaku):
        raise tolak("keberatan.sama", "Penilaian ini sama dengan semula. Pilih putusan tetap.", "putusan")
    predikat, tabel = predikat_dari(ctx, hasil, perilaku)
    alasan = str(jawaban["alasan_putusan"]).strip()
    ubah = {
        "hasil_kerja": hasil,
        "perilaku": perilaku,
        "predikat": predikat,
        "tabel": {**lama.tabel, **tabel},
        "alasan_hasil_kerja": lama.alasan_hasil_kerja if hasil is lama.hasil_kerja else alasan,
        "alasan_perilaku": lama.alasan_perilaku if perilaku is lama.perilaku else alasan,
    }
    evaluasi = EvaluasiTahunan(
        skp_id=lama.skp_id,
        nomor=nomor_berikut(ctx.session, lama.skp_id),
        asal=AsalEvaluasi.KEBERATAN,
        papan_id=None,
        **{**salinan(lama), **ubah},
        cuplikan=lama.cuplikan,
        **pelaku(ctx),
    )
    ctx.session.add(evaluasi)
    ctx.session.flush()
    return evaluasi


def _dokumen_kedua(
    ctx: Context, pertama: DokumenEvaluasi, evaluasi: EvaluasiTahunan, jawaban: Mapping[str, Any]
) -> None:
    """The document of the decision, final from the start and signed by who decided; the first one stays beside it."""
    catatan = f"Putusan keberatan {cetak_tanggal(ctx.today)}: {jawaban['alasan_putusan'].strip()}"
    tempat = str(jawaban.get("tempat_putusan") or pertama.tempat).strip()
    kedua = DokumenEvaluasi(
        skp_id=pertama.skp_id,
        nomor=2,
        evaluasi_id=evaluasi.id,
        status=StatusDokumen.FINAL,
        catatan=catatan,
        tempat=tempat,
        cuplikan=pertama.cuplikan,
        sidik=sidik_evaluasi(ctx.session, evaluasi, pertama.cuplikan, catatan, tempat),
        disampaikan_pada=ctx.now,
        batas_keberatan=ctx.today,
        ditanggapi_pada=ctx.now,
        pendahulu_id=pertama.id,
    )
    ctx.session.add(kedua)
    ctx.session.flush()
    tanda = TandaTanganEvaluasi(
        dokumen_id=kedua.id,
        peran=PeranPenanda.PEMUTUS_KEBERATAN,
        sidik=kedua.sidik,
        metode="AUTENTIKASI_ULANG",
        bukti=dict(jawaban["bukti"]),
        **pelaku(ctx),
    )
    ctx.session.add(tanda)
    ctx.session.flush()


def _kabari_putusan(ctx: Context, keberatan: Keberatan, putusan: Putusan) -> None:
    isi = (
        "Keberatan atas evaluasi kinerja tahunan sudah diputus: "
        + ("penilaian diubah." if putusan is Putusan.UBAH else "penilaian tetap.")
        + " Putusan ini final."
    )
    penilai = tentukan_penilai(ctx.subject.pegawai_id, ctx.today, ctx.organisasi)
    penerima = {ctx.subject.pegawai_id}
    if isinstance(penilai, Penilai) and penilai.penilai_id is not None:
        penerima.add(penilai.penilai_id)
    tautan = f"/skp/{keberatan.skp_id}/evaluasi"
    for pegawai_id in sorted(penerima):
        kunci = f"keberatan:{keberatan.id}:{pegawai_id}:putusan"
        beri_tahu(ctx.session, kunci, pegawai_id, "KEBERATAN", isi, tautan, ctx.now)
