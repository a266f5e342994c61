"""Opening the month's sheet from the action plan, and ending it with a segment.

Rows are made here and nowhere else are they typed: each stands under its yearly row [I4]. A month without a plan, or
from which the person is freed, has a sheet that says so and no case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from webapp.domain.bulanan import (
    DIJADWALKAN,
    StatusBulanan,
    bulan_penuh,
    bulan_skp,
    hari_buka,
    jadwal,
)
from webapp.domain.kalender import akhir_hari
from webapp.domain.masa import Masa
from webapp.domain.skp import StatusSkp
from webapp.domain.tanggal import cetak_tanggal
from webapp.storage.bulanan import BarisBulanan, RencanaAksi, SkpBulanan, revisi_berlaku
from webapp.storage.process import CaseStatus, ProcessCase
from webapp.storage.segmen import bebas_skp
from webapp.storage.skp import Rhk, Skp

from .lembar_bulan import lembar_dari
from .naskah import nilai_aturan, pastikan_status, skp_dari, tolak
from .pelaku import batas_langkah
from .registry import Context, operation
from .rencana_aksi import masa_skp

YA_TIDAK = ("ya", "tidak")
DOKUMEN = "skp_bulanan"

NIHIL_RENCANA = "Nihil menurut rencana aksi: tidak ada RHK yang direncanakan pada bulan ini."


@operation("skp_bulanan.buka", facts={"buka_bulan_berikut": None, "masih_ada_bulan": YA_TIDAK})
def buka(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open the sheet of the next month that has none, and say when the one after it opens.

    A month without a row in the plan, or in which the person is freed from the SKP throughout, gets a sheet that says
    so and no case.
    """
    skp = skp_dari(ctx)
    pastikan_status(skp, StatusSkp.DITETAPKAN, StatusSkp.PERUBAHAN)
    ada = set(ctx.session.scalars(select(SkpBulanan.bulan).where(SkpBulanan.skp_id == skp.id)))
    sisa = [bulan for bulan in bulan_skp(masa_skp(skp), skp.tahun) if bulan not in ada]
    if not sisa:
        return {"buka_bulan_berikut": None, "masih_ada_bulan": "tidak"}
    batas, kalender = batas_langkah(ctx, DIJADWALKAN), ctx.workdays(skp.tahun)
    if ctx.today >= hari_buka(skp.tahun, sisa[0], batas, kalender):
        _buka_lembar(ctx, skp, sisa.pop(0))
    if not sisa:
        return {"buka_bulan_berikut": None, "masih_ada_bulan": "tidak"}
    return {
        "buka_bulan_berikut": hari_buka(skp.tahun, sisa[0], batas, kalender).isoformat(),
        "masih_ada_bulan": "ya",
    }


def _buka_lembar(ctx: Context, skp: Skp, bulan: int) -> None:
    hari = jadwal(
        skp.tahun, bulan, masa_skp(skp), ctx.today, ctx.workdays(skp.tahun), partial(batas_langkah, ctx)
    )
    keterangan = _sebab_nihil(ctx, skp, bulan, Masa.inklusif(hari.mulai, hari.selesai))
    lembar = SkpBulanan(
        skp_id=skp.id,
        tahun=skp.tahun,
        bulan=bulan,
        status=StatusBulanan.TARGET_DRAF if keterangan is None else StatusBulanan.NIHIL,
        keterangan=keterangan,
        dibuka_pada=ctx.now,
        mulai=hari.mulai,
        selesai=hari.selesai,
        batas_target=hari.batas_target,
        otomatis=hari.otomatis,
        batas_realisasi=hari.batas_realisasi,
        batas_penilaian=hari.batas_penilaian,
        kunci=hari.kunci,
    )
    ctx.session.add(lembar)
    ctx.session.flush()
    if keterangan is None:
        ctx.start(DOKUMEN, pegawai_id=skp.pegawai_id, document_kind=DOKUMEN, document_id=lembar.id)


def _sebab_nihil(ctx: Context, skp: Skp, bulan: int, masa: Masa) -> str | None:
    """Why a month needs no sheet to be worked on; None when it does."""
    for bebas in bebas_skp(ctx.session, masa, [skp.pegawai_id]).get(skp.pegawai_id, ()):
        akhir, terakhir = bebas.masa.hari_terakhir, masa.hari_terakhir
        if bebas.masa.mulai <= masa.mulai and (akhir is None or (terakhir is not None and akhir >= terakhir)):
            return bebas.kalimat
    rencana = select(RencanaAksi.id).where(RencanaAksi.skp_id == skp.id, RencanaAksi.bulan == bulan).limit(1)
    return None if ctx.session.scalars(rencana).first() is not None else NIHIL_RENCANA


@operation(
    "bulanan.siapkan",
    facts={
        "batas_persetujuan": None,
        "akhir_bulan": None,
        "jumlah_baris": None,
    },
)
def siapkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make the rows from the action plan, each under its yearly row, and tell when the sheet goes on by itself."""
    lembar, skp = lembar_dari(ctx)
    lembar.case_id = ctx.subject.case_id
    baris = _dari_rencana(ctx, skp, lembar)
    if baris:
        ctx.session.execute(insert(BarisBulanan), baris)
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    return {
        "batas_persetujuan": akhir_hari(lembar.otomatis, zona).isoformat(),
        "akhir_bulan": akhir_hari(lembar.selesai, zona).isoformat(),
        "jumlah_baris": len(baris),
    }


def _dari_rencana(ctx: Context, skp: Skp, lembar: SkpBulanan) -> list[dict[str, Any]]:
    """The plan's cells of the month, in the order of the yearly rows in force."""
    revisi = revisi_berlaku(ctx.session, skp.id)
    if revisi is None:
        raise tolak(
            "skp.belum_ditetapkan", "SKP tahunan belum ditetapkan, jadi lembar bulan belum dapat dibuat."
        )
    cari = (
        select(RencanaAksi)
        .join(Rhk, (Rhk.revisi_id == revisi.id) & (Rhk.kunci == RencanaAksi.rhk_kunci))
        .where(RencanaAksi.skp_id == skp.id, RencanaAksi.bulan == lembar.bulan)
        .order_by(Rhk.bagian.desc(), Rhk.urutan)
    )
    return [
        {
            "skp_bulanan_id": lembar.id,
            "revisi_id": revisi.id,
            "rhk_kunci": satu.rhk_kunci,
            "iki_kunci": satu.iki_kunci,
            "urutan": urutan,
            "uraian": satu.uraian,
            "target": satu.target,
            "satuan": satu.satuan,
        }
        for urutan, satu in enumerate(ctx.session.scalars(cari), start=1)
    ]


def tutup_bulan_segmen(ctx: Context, skp: Skp, tmt: date) -> None:
    """End the sheets of a segment that reach to its end or beyond: its own evaluation speaks for these days.

    Sheets of months that were over before stay open, so that they are still judged.
    """
    cari = (
        select(SkpBulanan, ProcessCase.status)
        .outerjoin(ProcessCase, ProcessCase.id == SkpBulanan.case_id)
        .where(SkpBulanan.skp_id == skp.id)
    )
    for lembar, status in ctx.session.execute(cari).all():
        akhir = bulan_penuh(lembar.tahun, lembar.bulan).hari_terakhir
        if (
            lembar.case_id is None
            or status != CaseStatus.OPEN
            or akhir is None
            or akhir < tmt - timedelta(days=1)
        ):
            continue
        if lembar.status in (StatusBulanan.DINILAI, StatusBulanan.TERKUNCI):
            continue
        lembar.status = StatusBulanan.DITUTUP_SEGMEN
        lembar.keterangan = (
            f"Segmen berakhir {cetak_tanggal(tmt - timedelta(days=1))}; dinilai lewat evaluasi segmen."
        )
        ctx.cancel(lembar.case_id, {"dibatalkan_karena": "segmen_ditutup"})
