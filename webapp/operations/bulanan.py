"""The month's sheet up to the day on which results may be told: its target handed in and agreed, the month run.

A row cannot be without its yearly row [I4]. The target locks at its day; what comes
later needs a reason, the evaluator's word, and carries its stamp for ever [I10].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from webapp.domain.bulanan import (
    MAKS_TEKS,
    SEDANG_BERJALAN,
    BarisTarget,
    StatusBulanan,
    periksa_target,
)
from webapp.domain.sentences import Sentence
from webapp.storage.bulanan import (
    BarisBulanan,
    JenisUmpanBalik,
    SkpBulanan,
    revisi_berlaku,
)
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.skp import Rhk

from .lembar_bulan import alamat, catat, lembar_dari, nama_bulan, pastikan_lembar
from .naskah import pastikan_pemilik, pastikan_penilai, tolak
from .registry import Context, Refused, operation

PUTUSAN = ("setujui", "kembalikan")
YA_TIDAK = ("ya", "tidak")


@operation("skp_bulanan.susun_target", facts={"target_terlambat": YA_TIDAK})
def susun_target(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hand the month's target in.

    `jawaban`: baris {name: {rhk, uraian, target, satuan, iki}} and alasan_terlambat. After the last day in time a
    reason is needed, and the stamp stays whatever follows. A target that was first handed in in time is not late
    because it was returned.
    """
    pastikan_pemilik(ctx)
    lembar, skp = lembar_dari(ctx)
    pastikan_lembar(lembar, StatusBulanan.TARGET_DRAF)
    revisi = revisi_berlaku(ctx.session, skp.id)
    assert revisi is not None
    rhk = list(ctx.session.scalars(select(Rhk.kunci).where(Rhk.revisi_id == revisi.id)))
    baris = {str(nama): _baris(isi) for nama, isi in jawaban.get("baris", {}).items()}
    salah = periksa_target(rhk, baris)
    terlambat = lembar.target_terlambat or (lembar.diajukan_pada is None and ctx.today > lembar.batas_target)
    alasan = str(jawaban.get("alasan_terlambat") or "").strip()
    if terlambat and not lembar.target_terlambat and not alasan:
        pesan = Sentence(
            "Batas target bulan ini %(batas_target)s sudah lewat. Tulis alasannya; pejabat "
            "penilai harus menyetujui dan cap TARGET TERLAMBAT tetap tercatat.",
            batas_target=lembar.batas_target,
        )
        salah = [*salah, *tolak("target.terlambat", pesan, "alasan_terlambat").pelanggaran]
    if salah:
        raise Refused(salah)
    _ganti_baris(ctx, lembar, revisi.id, list(baris.values()))
    if terlambat and not lembar.target_terlambat:
        lembar.target_terlambat, lembar.alasan_terlambat = True, alasan[:MAKS_TEKS]
    lembar.diajukan_pada = lembar.diajukan_pada or ctx.now
    lembar.status = StatusBulanan.TARGET_DIAJUKAN
    return {"target_terlambat": "ya" if terlambat else "tidak"}


def _baris(isi: Mapping[str, Any]) -> BarisTarget:
    target = isi.get("target")
    return BarisTarget(
        rhk_kunci=str(isi.get("rhk") or ""),
        uraian=str(isi.get("uraian") or "").strip(),
        target=None if target in (None, "") else Decimal(str(target)),
        satuan=str(isi.get("satuan") or "").strip() or None,
        iki_kunci=str(isi.get("iki") or "") or None,
    )


def _ganti_baris(ctx: Context, lembar: SkpBulanan, revisi_id: int, baris: Sequence[BarisTarget]) -> None:
    ctx.session.execute(delete(BarisBulanan).where(BarisBulanan.skp_bulanan_id == lembar.id))
    isi = [
        {
            "skp_bulanan_id": lembar.id,
            "revisi_id": revisi_id,
            "rhk_kunci": satu.rhk_kunci,
            "iki_kunci": satu.iki_kunci,
            "urutan": urutan,
            "uraian": satu.uraian,
            "target": satu.target,
            "satuan": satu.satuan,
        }
        for urutan, satu in enumerate(baris, start=1)
    ]
    ctx.session.execute(insert(BarisBulanan), isi)


@operation("skp_bulanan.setujui_target", facts={"putusan_target": PUTUSAN})
def setujui_target(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Agree to the target, or return it. `jawaban`: putusan, alasan (when returned)."""
    return _putuskan_target(ctx, jawaban)


@operation("skp_bulanan.setujui_terlambat", facts={"putusan_target": PUTUSAN})
def setujui_terlambat(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same for a target that came late; it never counts without this word."""
    return _putuskan_target(ctx, jawaban)


def _putuskan_target(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    pastikan_penilai(ctx)
    lembar, _skp = lembar_dari(ctx)
    pastikan_lembar(lembar, StatusBulanan.TARGET_DIAJUKAN)
    assert ctx.actor is not None
    putusan, alasan = str(jawaban.get("putusan") or ""), str(jawaban.get("alasan") or "").strip()
    if putusan not in PUTUSAN:
        raise tolak("putusan.wajib", "Pilih setujui atau kembalikan.", "putusan")
    if putusan == "kembalikan":
        if not alasan:
            raise tolak(
                "alasan.wajib", "Tulis alasan pengembalian, agar pegawai tahu apa yang diperbaiki.", "alasan"
            )
        catat(ctx, lembar, JenisUmpanBalik.TARGET_DIKEMBALIKAN, alasan)
        lembar.status = StatusBulanan.TARGET_DRAF
        return {"putusan_target": "kembalikan"}
    lembar.disetujui_akun_id, lembar.disetujui_pada = ctx.actor.akun_id, ctx.now
    lembar.ditetapkan_pada = ctx.now
    lembar.status = StatusBulanan.BERJALAN
    return {"putusan_target": "setujui"}


@operation("bulanan.berjalan_otomatis")
def berjalan_otomatis(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """A target that was in time and that nobody answered counts by itself, and shows that it did."""
    lembar, skp = lembar_dari(ctx)
    pastikan_lembar(lembar, StatusBulanan.TARGET_DIAJUKAN)
    if lembar.target_terlambat:
        raise tolak(
            "target.terlambat", "Target yang terlambat hanya berlaku setelah disetujui pejabat penilai."
        )
    lembar.status = StatusBulanan.BERJALAN_OTOMATIS
    lembar.ditetapkan_pada = ctx.now
    isi = f"Target {nama_bulan(lembar)} berlaku otomatis karena belum ditanggapi pejabat penilai sampai batasnya."
    kunci_kabar = f"bulanan:{lembar.id}:otomatis"
    beri_tahu(ctx.session, kunci_kabar, skp.pegawai_id, "SKP_BULANAN", isi, alamat(lembar), ctx.now)
    return {}


@operation("skp_bulanan.laksanakan")
def laksanakan(ctx: Context, _jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Close the month early: results are told before its last day."""
    pastikan_pemilik(ctx)
    lembar, _skp = lembar_dari(ctx)
    pastikan_lembar(lembar, *SEDANG_BERJALAN)
    return {}


@operation("bulanan.buka_realisasi")
def buka_realisasi(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """From here results may be told: the month is over, or was closed early."""
    lembar, _skp = lembar_dari(ctx)
    pastikan_lembar(lembar, *SEDANG_BERJALAN)
    lembar.status = StatusBulanan.PENILAIAN_DIRI
    return {}


@operation("bulanan.kunci")
def kunci(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lock the sheet: what the pay of the month rests on is not touched any more."""
    lembar, _skp = lembar_dari(ctx)
    pastikan_lembar(lembar, StatusBulanan.DINILAI)
    lembar.status = StatusBulanan.TERKUNCI
    return {}
