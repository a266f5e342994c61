"""The yearly SKP as a whole: opening it, and the flag that it is late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from webapp.domain.organisasi import opd_pegawai
from webapp.domain.penilai import Penilai, tentukan_penilai
from webapp.domain.skp import STATUS_BERLAKU, StatusSkp
from webapp.storage.pemberitahuan import beri_tahu, penerima_peran
from webapp.storage.segmen import bebas_pada
from webapp.storage.skp import Skp

from .naskah import nilai_aturan, pastikan_status, skp_dari
from .pk import beri_pk
from .registry import Context, operation


@operation("skp.buka", facts={"batas_penetapan": None})
def buka(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open the year for one employee; the head of a unit finds the promises of its PK in it already.

    The deadline passes at the end of its day [CONFIG batas_penetapan_skp].
    """
    skp = skp_dari(ctx)
    pastikan_status(skp, StatusSkp.BELUM_ADA, StatusSkp.DIALOG)
    skp.status = StatusSkp.DIALOG
    skp.case_id = ctx.subject.case_id
    beri_pk(ctx.session, skp, ctx.now, None)
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    lewat = datetime.combine(skp.batas_penetapan + timedelta(days=1), datetime.min.time(), zona)
    return {"batas_penetapan": lewat.isoformat()}


@operation("skp.tandai_terlambat")
def tandai_terlambat(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Flag TERLAMBAT and tell those who must move; finishing stays possible. Nobody is late who is freed that day."""
    skp = skp_dari(ctx)
    if skp.terlambat_sejak is not None or skp.status in STATUS_BERLAKU:
        return {}
    if bebas_pada(ctx.session, skp.pegawai_id, ctx.today) is not None:
        return {}
    skp.terlambat_sejak = ctx.now
    isi = f"SKP {skp.tahun} melewati batas penetapan dan masih dapat diselesaikan."
    tautan = f"/skp/{skp.id}"
    hasil = tentukan_penilai(skp.pegawai_id, ctx.today, ctx.organisasi)
    penerima = {skp.pegawai_id}
    if isinstance(hasil, Penilai) and hasil.penilai_id is not None:
        penerima.add(hasil.penilai_id)
    for pegawai_id in sorted(penerima):
        kunci = f"terlambat:{skp.id}:{pegawai_id}"
        beri_tahu(ctx.session, kunci, pegawai_id, "SKP_TERLAMBAT", isi, tautan, ctx.now)
    _kabari_pengelola(ctx, skp)
    return {}


def _kabari_pengelola(ctx: Context, skp: Skp) -> None:
    """BKPP and the managers of the employee's own OPD: one notice a day, however many SKP are late that day."""
    opd = opd_pegawai(skp.pegawai_id, ctx.today, ctx.organisasi)
    pengelola = {
        satu
        for satu in penerima_peran(ctx.session, ("pengelola_opd",))
        if opd_pegawai(satu, ctx.today, ctx.organisasi) == opd
    }
    isi = f"Ada SKP {skp.tahun} yang melewati batas penetapan. Lihat daftar tugas yang terlambat."
    for pegawai_id in sorted(pengelola | penerima_peran(ctx.session, ("admin_bkpp",))):
        kunci = f"terlambat:{skp.tahun}:{ctx.today}:{pegawai_id}"
        beri_tahu(ctx.session, kunci, pegawai_id, "SKP_TERLAMBAT", isi, "/admin/tugas", ctx.now)
