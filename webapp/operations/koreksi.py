"""A correction after the lock: decided above the verifikator, kept with both totals, and paid as an adjustment.

The final result of a month is never overwritten; the difference stands beside it with who approved it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from webapp.domain.angka import cetak_angka
from webapp.domain.aturan_tpp import AturanTpp
from webapp.domain.penilai import Penilai, atasan_penilai
from webapp.domain.sentences import Sentence
from webapp.domain.tpp import hitung, masukan_dari
from webapp.storage.aktivitas import AktivitasBulan, KoreksiAktivitas, StatusKoreksi, total_bulan
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.tpp import TppBulan, TppHasil, TppPenyesuaian, TppPutaran

from .naskah import tolak
from .pelaku import PYB, jabatan_pelaku, pastikan_atasan, pastikan_peran
from .registry import Context, Facts, operation

PUTUSAN = ("setujui", "tolak")


PEMUTUS = ("atasan", PYB)
"""Who decides: the superior of the employee's evaluator, or the PyB when the superior asked for it."""


@operation("koreksi.buka", facts={"total_lama": None, "pemutus_koreksi": PEMUTUS})
def buka(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Bind the correction to its case, with the total that it starts from and who decides about it."""
    koreksi = _koreksi(ctx)
    koreksi.case_id = ctx.subject.case_id
    atasan = atasan_penilai(koreksi.pegawai_id, ctx.on, ctx.organisasi)
    sendiri = isinstance(atasan, Penilai) and atasan.penilai_id == koreksi.pengusul_id
    return {
        "total_lama": total_bulan(ctx.session, koreksi.bulan_id),
        "pemutus_koreksi": PYB if sendiri else "atasan",
    }


@operation(
    "koreksi_aktivitas.setujui",
    facts={"putusan_koreksi": PUTUSAN},
    answers=("alasan_putusan_koreksi", "putusan_koreksi"),
)
def setujui(ctx: Context, jawaban: Mapping[str, Any]) -> Facts:
    """The superior decides. `jawaban`: putusan_koreksi, alasan_putusan_koreksi."""
    pastikan_atasan(ctx)
    return _putuskan(ctx, jawaban)


@operation(
    "koreksi_aktivitas.setujui_di_atas",
    facts={"putusan_koreksi": PUTUSAN},
    answers=("alasan_putusan_koreksi", "putusan_koreksi"),
)
def setujui_di_atas(ctx: Context, jawaban: Mapping[str, Any]) -> Facts:
    """The PyB decides, because the superior asked for it. `jawaban` as of `setujui`."""
    pastikan_peran(ctx, PYB, "Koreksi yang diusulkan atasan pejabat penilai diputus Pejabat yang Berwenang.")
    return _putuskan(ctx, jawaban)


def _putuskan(ctx: Context, jawaban: Mapping[str, Any]) -> Facts:
    koreksi = _koreksi(ctx)
    assert ctx.actor is not None
    if ctx.actor.pegawai_id == koreksi.pengusul_id:
        raise tolak(
            "koreksi.sendiri", "Pengusul koreksi tidak memutus usulnya sendiri; mintalah dialihkan ke PyB."
        )
    ctx.session.get_one(
        AktivitasBulan, koreksi.bulan_id, with_for_update=True
    )  # one correction after the other
    menit: tuple[int, int] | None = None
    if jawaban["putusan_koreksi"] == "setujui":
        lama = total_bulan(ctx.session, koreksi.bulan_id)
        if lama + koreksi.menit < 0:
            pesan = Sentence(
                "Koreksi ini lebih besar dari %(lama)s menit yang dihitung bulan itu.",
                lama=cetak_angka(Decimal(lama)),
            )
            raise tolak("koreksi.besar", pesan, "putusan_koreksi")
        menit = (lama, lama + koreksi.menit)
    koreksi.status = StatusKoreksi.DITOLAK if menit is None else StatusKoreksi.DISETUJUI
    koreksi.total_lama, koreksi.total_baru = menit or (None, None)
    koreksi.diputus_akun_id, koreksi.diputus_pada = ctx.actor.akun_id, ctx.now
    koreksi.diputus_jabatan = jabatan_pelaku(ctx)
    koreksi.alasan_putusan = str(jawaban["alasan_putusan_koreksi"]).strip()
    ctx.session.flush()  # decided in one change: a trigger keeps a correction from then on
    return {"putusan_koreksi": jawaban["putusan_koreksi"]}


@operation("koreksi.catat", facts={"menit_lama": None, "menit_baru": None})
def catat(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Where the month is final, write the adjustment: old and new minutes and percent, by the rule set of the run."""
    koreksi = _koreksi(ctx)
    bulan = ctx.session.get_one(AktivitasBulan, koreksi.bulan_id)
    cari = select(TppBulan).where(TppBulan.bulan == bulan.bulan).with_for_update()
    tpp = ctx.session.scalars(cari).one_or_none()
    if tpp is not None and tpp.putaran_id is not None:
        _sesuaikan(ctx, koreksi, tpp.putaran_id)
    isi = "Koreksi aktivitas Anda disetujui; total bulan itu dan penyesuaiannya sudah dicatat."
    kunci = f"koreksi:{koreksi.id}:disetujui"
    beri_tahu(
        ctx.session, kunci, koreksi.pegawai_id, "KOREKSI", isi, f"/aktivitas/koreksi/{koreksi.id}", ctx.now
    )
    return {"menit_lama": koreksi.total_lama, "menit_baru": koreksi.total_baru}


def _sesuaikan(ctx: Context, koreksi: KoreksiAktivitas, putaran_id: int) -> None:
    putaran = ctx.session.get_one(TppPutaran, putaran_id)
    hasil = ctx.session.get(TppHasil, (putaran_id, koreksi.pegawai_id))
    if hasil is None:
        return
    aturan = AturanTpp.baca(putaran.aturan)
    lama = ctx.session.scalars(
        select(TppPenyesuaian)
        .where(TppPenyesuaian.putaran_id == putaran_id, TppPenyesuaian.pegawai_id == koreksi.pegawai_id)
        .order_by(TppPenyesuaian.id.desc())
        .limit(1)
    ).one_or_none()
    menit_lama = hasil.menit if lama is None else lama.menit_baru
    baru = hitung(masukan_dari(hasil.penjelasan, menit_lama + koreksi.menit, aturan), aturan)
    ctx.session.add(
        TppPenyesuaian(
            putaran_id=putaran_id,
            pegawai_id=koreksi.pegawai_id,
            koreksi_id=koreksi.id,
            menit_lama=menit_lama,
            menit_baru=menit_lama + koreksi.menit,
            persen_lama=hasil.persen if lama is None else lama.persen_baru,
            persen_baru=baru.persen,
            penjelasan=baru.penjelasan(aturan),
            akun_id=koreksi.diputus_akun_id,
            pada=ctx.now,
        )
    )


@operation("koreksi.tolak", facts={"koreksi_ditolak": None})
def tolak_koreksi(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Tell who asked for it."""
    koreksi = _koreksi(ctx)
    isi = "Koreksi aktivitas tidak diterima. Buka koreksinya untuk membaca alasannya."
    kunci = f"koreksi:{koreksi.id}:ditolak"
    beri_tahu(
        ctx.session, kunci, koreksi.pengusul_id, "KOREKSI", isi, f"/aktivitas/koreksi/{koreksi.id}", ctx.now
    )
    return {"koreksi_ditolak": ctx.now.isoformat()}


def _koreksi(ctx: Context) -> KoreksiAktivitas:
    koreksi = ctx.session.get(KoreksiAktivitas, ctx.subject.document_id)
    if koreksi is None or koreksi.pegawai_id != ctx.subject.pegawai_id:
        raise tolak("koreksi.tidak_ada", "Koreksi untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    return koreksi
