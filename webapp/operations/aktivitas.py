"""The month of one person's activities: opened, brought before a leader where it waits long, and closed by the lock.

Entries are rows; these steps say until when they may be written and who is told. Nothing here approves anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.penilai import Penilai, tentukan_penilai
from webapp.domain.tanggal import cetak_tanggal
from webapp.domain.verifikator import tentukan_verifikator
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan, AktivitasEskalasi, isi_bulan
from webapp.storage.organisasi import Pegawai
from webapp.storage.pemberitahuan import beri_tahu

from .naskah import tolak
from .registry import Context, Facts, message, operation

MENUNGGU = message("aktivitas_menunggu", facts={"tertua_menunggu": None})
DIKUNCI = message("bulan_dikunci", facts={"bulan_dikunci": None})

BERDIRI = "Langkah ini tetap terbuka sampai bulan dikunci; catat dan putuskan aktivitas dari halamannya."


@operation("aktivitas.buka", facts={"kunci_aktivitas": None, "kunci_bulan": None})
def buka(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Bind the month to its case, and say by which keys messages reach it."""
    bulan = _bulan(ctx)
    bulan.case_id = ctx.subject.case_id
    return {"kunci_aktivitas": kunci_aktivitas(bulan), "kunci_bulan": f"{bulan.bulan:%Y-%m}"}


def kunci_aktivitas(bulan: AktivitasBulan) -> str:
    """The key by which a message reaches one person's month."""
    return f"{bulan.pegawai_id}:{bulan.bulan:%Y-%m}"


@operation("aktivitas_bulanan.catat")
def catat(_ctx: Context, _jawaban: Mapping[str, Any]) -> Facts:
    """A standing step: entries are written while it is open, and only the lock ends it."""
    raise tolak("aktivitas.berdiri", BERDIRI)


@operation("aktivitas_bulanan.verifikasi")
def verifikasi(_ctx: Context, _jawaban: Mapping[str, Any]) -> Facts:
    """A standing step, like `catat`."""
    raise tolak("aktivitas.berdiri", BERDIRI)


@operation("aktivitas.eskalasi", facts={"dieskalasi": None})
def eskalasi(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Tell the verifikator and the verifikator's superior what waits; once for each oldest day."""
    bulan = _bulan(ctx)
    cari = select(func.min(Aktivitas.tanggal), func.count()).where(
        *isi_bulan(ctx.session, bulan.id), Aktivitas.status == StatusAktivitas.DIAJUKAN
    )
    tertua, jumlah = ctx.session.execute(cari).one()
    if jumlah == 0:
        return {"dieskalasi": None}
    pemegang = tentukan_verifikator(bulan.pegawai_id, tertua, ctx.organisasi)
    pemegang_id = pemegang.penilai_id if isinstance(pemegang, Penilai) else None
    atasan = None if pemegang_id is None else tentukan_penilai(pemegang_id, ctx.on, ctx.organisasi)
    atasan_id = atasan.penilai_id if isinstance(atasan, Penilai) else None
    baris = insert(AktivitasEskalasi).values(
        bulan_id=bulan.id,
        tertua=tertua,
        jumlah=jumlah,
        pemegang_id=pemegang_id,
        atasan_id=atasan_id,
        pada=ctx.now,
    )
    baru = ctx.session.execute(baris.on_conflict_do_nothing().returning(AktivitasEskalasi.id)).first()
    if baru is not None:
        nama = ctx.session.get_one(Pegawai, bulan.pegawai_id).nama_lengkap
        isi = (
            f"{jumlah} aktivitas {nama} menunggu verifikasi sejak {cetak_tanggal(tertua)}. "
            "Tidak ada yang disetujui sendiri; minta verifikatornya memutus."
        )
        for penerima in sorted({satu for satu in (pemegang_id, atasan_id) if satu is not None}):
            kunci = f"aktivitas-eskalasi:{bulan.id}:{tertua}:{penerima}"
            beri_tahu(ctx.session, kunci, penerima, "ESKALASI", isi, "/aktivitas/verifikasi", ctx.now)
    return {"dieskalasi": tertua.isoformat()}


@operation("aktivitas.kunci", facts={"dikunci_pada": None})
def kunci(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Close the month; its rows were locked with the month of allowances already."""
    bulan = _bulan(ctx)
    bulan.dikunci_pada = bulan.dikunci_pada or ctx.now
    return {"dikunci_pada": bulan.dikunci_pada.isoformat()}


def _bulan(ctx: Context) -> AktivitasBulan:
    bulan = ctx.session.get(AktivitasBulan, ctx.subject.document_id)
    if bulan is None or bulan.pegawai_id != ctx.subject.pegawai_id:
        raise tolak(
            "aktivitas.bulan", "Bulan aktivitas untuk proses ini tidak ditemukan. Hubungi admin BKPP."
        )
    return bulan
