"""What follows the final evaluation of a year: read it, keep the table's answer, and write down what people decide.

Nobody is promoted, moved or dismissed here: a result is recorded and handed on, and those entitled decide
[PP 30/2019 Bab VI, Pasal 56-58; PP 49/2018 for PPPK]. Credit points are the matter of `angka_kredit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from webapp.domain.predikat import NAMA_PREDIKAT, Predikat
from webapp.domain.skp import StatusSkp
from webapp.storage.dokumen_evaluasi import STATUS_TETAP, DokumenEvaluasi, dokumen_skp
from webapp.storage.evaluasi import EvaluasiTahunan
from webapp.storage.organisasi import JenisPegawai, Pegawai
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.skp import Skp
from webapp.storage.tindak_lanjut import (
    CatatanTindakLanjut,
    JenisCatatan,
    KandidatTalenta,
    TindakLanjut,
    catatan_skp,
    tindak_lanjut_skp,
)

from .angka_kredit import masa_fungsional
from .naskah import pastikan_penilai, skp_dari, tolak
from .pelaku import PYB, pastikan_peran, pelaku
from .registry import Context, operation

TABEL = "tindak_lanjut"
YA_TIDAK = ("ya", "tidak")
RENCANA = frozenset({"BIMBINGAN", "PELATIHAN", "KONSELING", "KESEMPATAN_PERBAIKAN"})
"""Measures that the evaluator turns into a plan."""


@operation(
    "tindak_lanjut.siapkan",
    facts={"predikat": None, "jenis_pegawai": ("PNS", "PPPK"), "jabatan_fungsional": (True, False)},
)
def siapkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the table is asked with, from the evaluation that stands: a CPNS counts as PNS."""
    skp = skp_dari(ctx)
    evaluasi = ctx.session.get_one(EvaluasiTahunan, dokumen_tetap(ctx, skp).evaluasi_id)
    jenis = ctx.session.get_one(Pegawai, skp.pegawai_id).jenis
    return {
        "predikat": evaluasi.predikat.value,
        "jenis_pegawai": "PPPK" if jenis is JenisPegawai.PPPK else "PNS",
        "jabatan_fungsional": bool(masa_fungsional(ctx.session, skp)),
    }


def dokumen_tetap(ctx: Context, skp: Skp) -> DokumenEvaluasi:
    """The document that stands for good; refused while there is none."""
    tetap = [satu for satu in dokumen_skp(ctx.session, skp.id) if satu.status in STATUS_TETAP]
    if not tetap:
        pesan = "Evaluasi tahunan ini belum final, jadi tindak lanjutnya belum dapat ditentukan."
        raise tolak("evaluasi.belum_final", pesan)
    return tetap[-1]


@operation(
    "tindak_lanjut.catat",
    facts={
        "hitung_angka_kredit": YA_TIDAK,
        "calon_talenta": YA_TIDAK,
        "perlu_rencana": YA_TIDAK,
        "perlu_periksa_disiplin": YA_TIDAK,
        "perlu_catatan_kontrak": YA_TIDAK,
        "perlu_keputusan_pyb": YA_TIDAK,
    },
)
def catat(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep what the table says, asked again here, and split it into the questions that the diagram asks."""
    skp = skp_dari(ctx)
    dokumen = dokumen_tetap(ctx, skp)
    fakta = siapkan(ctx, {})
    diputus = ctx.decide(TABEL, fakta)
    nilai = diputus.values
    baris = TindakLanjut(
        skp_id=skp.id,
        evaluasi_id=dokumen.evaluasi_id,
        predikat=Predikat(fakta["predikat"]),
        jenis_pegawai=ctx.session.get_one(Pegawai, skp.pegawai_id).jenis,
        jabatan_fungsional=fakta["jabatan_fungsional"],
        tindak=list(nilai["tindak"]),
        angka_kredit=bool(nilai["angka_kredit"]),
        syarat_jenjang=bool(nilai["syarat_jenjang"]),
        keputusan_pyb=bool(nilai["keputusan_pyb"]),
        sidik_tabel=diputus.checksum,
        pada=ctx.now,
    )
    ctx.session.add(baris)
    _kabari(ctx, skp, baris.predikat)
    ctx.session.flush()
    tindak = set(baris.tindak)
    return {
        "hitung_angka_kredit": _ya(baris.angka_kredit),
        "calon_talenta": _ya("TALENTA" in tindak),
        "perlu_rencana": _ya(bool(tindak & RENCANA)),
        "perlu_periksa_disiplin": _ya("PERIKSA_DISIPLIN" in tindak),
        "perlu_catatan_kontrak": _ya("TINJAU_KONTRAK" in tindak),
        "perlu_keputusan_pyb": _ya(baris.keputusan_pyb),
    }


def _ya(benar: bool) -> str:
    return "ya" if benar else "tidak"


def _kabari(ctx: Context, skp: Skp, predikat: Predikat) -> None:
    isi = (
        f"Predikat kinerja {skp.tahun} Anda final: {NAMA_PREDIKAT[predikat]}. "
        "Tindak lanjutnya dapat dibaca sekarang."
    )
    tautan = f"/skp/{skp.id}/tindak-lanjut"
    beri_tahu(ctx.session, f"tindak-lanjut:{skp.id}", skp.pegawai_id, "TINDAK_LANJUT", isi, tautan, ctx.now)


@operation("tindak_lanjut.kandidat_talenta")
def kandidat_talenta(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put the person on the list of candidates of the year; nothing else follows by itself [PermenPANRB 3/2020]."""
    skp = skp_dari(ctx)
    ctx.session.add(KandidatTalenta(skp_id=skp.id, pegawai_id=skp.pegawai_id, tahun=skp.tahun, pada=ctx.now))
    ctx.session.flush()
    return {}


@operation("tindak_lanjut.rencana_pengembangan", answers=("batas_rencana", "bentuk_rencana", "rencana"))
def rencana_pengembangan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The evaluator's plan. `jawaban`: bentuk_rencana, rencana, batas_rencana (a day from today on)."""
    pastikan_penilai(ctx)
    batas = date.fromisoformat(str(jawaban["batas_rencana"]))
    if batas < ctx.today:
        raise tolak(
            "rencana.lampau", "Batas rencana paling awal hari ini. Pilih tanggal lain.", "batas_rencana"
        )
    _tulis(ctx, JenisCatatan.RENCANA_PENGEMBANGAN, jawaban["bentuk_rencana"], jawaban["rencana"], batas=batas)
    skp = skp_dari(ctx)
    isi = f"Pejabat penilai menyusun rencana pengembangan kinerja {skp.tahun} Anda. Baca dan laksanakan bersama."
    tautan = f"/skp/{skp.id}/tindak-lanjut"
    kunci = f"rencana-pengembangan:{skp.id}"
    beri_tahu(ctx.session, kunci, skp.pegawai_id, "TINDAK_LANJUT", isi, tautan, ctx.now)
    return {}


@operation("tindak_lanjut.periksa_disiplin", answers=("dugaan_disiplin", "uraian_disiplin"))
def periksa_disiplin(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whether a breach of discipline is suspected [PP 94/2021]. `jawaban`: dugaan_disiplin, uraian_disiplin."""
    pastikan_penilai(ctx)
    _tulis(ctx, JenisCatatan.PERIKSA_DISIPLIN, jawaban["dugaan_disiplin"], jawaban["uraian_disiplin"])
    return {}


@operation("tindak_lanjut.catatan_kontrak", answers=("isi_catatan", "penerima_catatan"))
def catatan_kontrak(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The note to contract management, with the document that stands; the PPK decides [PP 49/2018].

    `jawaban`: penerima_catatan, isi_catatan.
    """
    pastikan_peran(ctx, "admin_bkpp", "Catatan kontrak dibuat admin BKPP, dan tidak untuk diri sendiri.")
    dokumen = dokumen_tetap(ctx, skp_dari(ctx))
    _tulis(
        ctx,
        JenisCatatan.CATATAN_KONTRAK,
        jawaban["penerima_catatan"],
        jawaban["isi_catatan"],
        dokumen_id=dokumen.id,
    )
    return {}


@operation("tindak_lanjut.keputusan_pyb", answers=("dasar_keputusan_pyb", "keputusan_tindak_lanjut"))
def keputusan_pyb(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the PyB decided [PP 30/2019 Pasal 56-58]. `jawaban`: keputusan_tindak_lanjut, dasar_keputusan_pyb."""
    pastikan_peran(ctx, PYB, "Keputusan ini dicatat PyB, dan tidak untuk dirinya sendiri.")
    _tulis(
        ctx, JenisCatatan.KEPUTUSAN_PYB, jawaban["keputusan_tindak_lanjut"], jawaban["dasar_keputusan_pyb"]
    )
    return {}


def _tulis(
    ctx: Context,
    jenis: JenisCatatan,
    pilihan: Any,
    uraian: Any,
    *,
    batas: date | None = None,
    dokumen_id: int | None = None,
) -> None:
    """Keep one note; a second of its kind is refused."""
    skp = skp_dari(ctx)
    if tindak_lanjut_skp(ctx.session, skp.id) is None or jenis in catatan_skp(ctx.session, skp.id):
        raise tolak("tindak_lanjut.selesai", "Langkah ini sudah dicatat. Muat ulang halaman.")
    ctx.session.add(
        CatatanTindakLanjut(
            skp_id=skp.id,
            jenis=jenis,
            pilihan=str(pilihan),
            uraian=str(uraian).strip(),
            batas=batas,
            dokumen_id=dokumen_id,
            **pelaku(ctx),
        )
    )
    ctx.session.flush()


@operation("tindak_lanjut.selesaikan")
def selesaikan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The year is over: the SKP is SELESAI and stays as it is."""
    skp = skp_dari(ctx)
    dokumen_tetap(ctx, skp)
    skp.status = StatusSkp.SELESAI
    ctx.session.flush()
    return {}
