"""Before the yearly rating: which unit's result the year rests on, and the employee's own final results.

The case then waits for the message that the result of that unit is set [SE MenPANRB 3/2023].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp.domain.bulanan import StatusBulanan
from webapp.domain.capaian import memimpin, unit_capaian
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.storage.bulanan import lembar_skp, revisi_berlaku
from webapp.storage.capaian import kunci_capaian
from webapp.storage.evaluasi import RealisasiAkhir, realisasi_terakhir
from webapp.storage.isi import muat_isi
from webapp.storage.organisasi import Posting
from webapp.storage.queries import muat_organisasi
from webapp.storage.skp import Skp

from .naskah import pastikan_pemilik, skp_dari, tolak
from .registry import Context, Refused, operation

BULAN_SELESAI = frozenset(
    {
        StatusBulanan.DINILAI,
        StatusBulanan.TERKUNCI,
        StatusBulanan.NIHIL,
        StatusBulanan.DITUTUP_SEGMEN,
    }
)
"""States in which a month needs nothing more of the employee."""

MAKS_REALISASI = 4_000


@operation("evaluasi_tahunan.siapkan", facts={"kunci_capaian": None, "apakah_kepala": (True, False)})
def siapkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whose result counts: that of the own unit or the nearest above; and whether the person leads that unit."""
    skp = skp_dari(ctx)
    hari = min(ctx.today, skp.selesai)
    organisasi = ctx.organisasi if hari == ctx.today else muat_organisasi(ctx.session, hari)
    jabatan = organisasi.jabatan(ctx.session.get_one(Posting, skp.posting_id).jabatan_id)
    if jabatan is None:
        raise tolak("jabatan", "Jabatan pada SKP ini tidak ditemukan. Hubungi admin BKPP.")
    unit_id = unit_capaian(jabatan.unit_id, hari, organisasi)
    return {
        "kunci_capaian": kunci_capaian(skp.tahun, unit_id),
        "apakah_kepala": memimpin(jabatan, unit_id, hari, organisasi),
    }


@operation("evaluasi_tahunan.realisasi_akhir")
def realisasi_akhir(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The employee states the year's results. `jawaban`: realisasi {key of the RHK: text}, catatan (may be empty)."""
    pastikan_pemilik(ctx)
    skp = skp_dari(ctx)
    realisasi = {str(k): str(v or "").strip() for k, v in (jawaban.get("realisasi") or {}).items()}
    salah = _bulan_terbuka(ctx, skp) + _realisasi_kurang(ctx, skp, realisasi)
    if salah:
        raise Refused(salah)
    lama = realisasi_terakhir(ctx.session, skp.id)
    ctx.session.add(
        RealisasiAkhir(
            skp_id=skp.id,
            nomor=1 if lama is None else lama.nomor + 1,
            isi={
                "realisasi": realisasi,
                "catatan": str(jawaban.get("catatan") or "").strip()[:MAKS_REALISASI],
            },
            akun_id=ctx.actor.akun_id if ctx.actor else None,
            pada=ctx.now,
        )
    )
    ctx.session.flush()
    return {}


def _bulan_terbuka(ctx: Context, skp: Skp) -> list[Pelanggaran]:
    """Every month of the year is closed: judged, locked, empty by plan, or freed."""
    buka = [satu.bulan for satu in lembar_skp(ctx.session, skp.id) if satu.status not in BULAN_SELESAI]
    if not buka:
        return []
    nama = ", ".join(f"{bulan:02d}/{skp.tahun}" for bulan in buka)
    return [
        Pelanggaran(
            "bulan.terbuka",
            Sentence("SKP bulanan yang belum selesai: %(nama)s. Selesaikan dahulu.", nama=nama),
            None,
        )
    ]


def _realisasi_kurang(ctx: Context, skp: Skp, realisasi: Mapping[str, str]) -> list[Pelanggaran]:
    revisi = revisi_berlaku(ctx.session, skp.id)
    if revisi is None:
        return [Pelanggaran("skp.belum", "SKP ini belum ditetapkan, jadi belum dapat dievaluasi.", None)]
    kunci = [rhk.kunci for rhk in muat_isi(ctx.session, revisi.id).rhk]
    salah = [
        Pelanggaran(
            "realisasi.wajib",
            "Tulis realisasi setahun, atau sebutkan mengapa tidak ada.",
            f"realisasi.{satu}",
        )
        for satu in kunci
        if not realisasi.get(satu)
    ]
    salah += [
        Pelanggaran(
            "realisasi.panjang",
            Sentence("Paling panjang %(n)s huruf. Pendekkan.", n=MAKS_REALISASI),
            f"realisasi.{satu}",
        )
        for satu, teks in realisasi.items()
        if len(teks) > MAKS_REALISASI
    ]
    asing = sorted(set(realisasi) - set(kunci))
    if asing:
        salah.append(Pelanggaran("realisasi.asing", "Ada RHK yang sudah berubah. Muat ulang halaman.", None))
    return salah
