"""The document of the evaluation: signed, delivered, received, or taken as received when nothing is said in time.

Its words are fixed with the evaluator's signature; from then on only its state moves, and what is settled stays
[PP 30/2019 Pasal 59-60; PermenPANRB 6/2022]. Objections are the matter of `keberatan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from webapp.domain.kalender import akhir_hari
from webapp.domain.tanggal import cetak_tanggal
from webapp.storage.capaian import CapaianVersi, versi_terakhir
from webapp.storage.dokumen_evaluasi import (
    DokumenEvaluasi,
    PeranPenanda,
    StatusDokumen,
    TandaTanganEvaluasi,
    dokumen_skp,
    keberatan_skp,
)
from webapp.storage.evaluasi import EvaluasiTahunan, evaluasi_terakhir
from webapp.storage.pemberitahuan import beri_tahu

from .keberatan import ajukan
from .naskah import nilai_aturan, pastikan_pemilik, pastikan_penilai, skp_dari, tolak
from .naskah_evaluasi import cuplikan_evaluasi, pastikan_dilihat, sidik_evaluasi, sidik_penilaian
from .pelaku import hari_batas, pelaku
from .registry import Context, operation

MAKS_CATATAN = 4_000


@operation("dokumen_dan_keberatan.tanda_tangani_dokumen", answers=("catatan", "tempat_dokumen"), signs=True)
def tanda_tangani_dokumen(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The evaluator writes notes and recommendation and signs; the document is as good as delivered.

    `jawaban`: catatan, tempat_dokumen, sidik (of the judgement as seen), bukti (how the signer was known).
    """
    pastikan_penilai(ctx)
    skp = skp_dari(ctx)
    evaluasi = evaluasi_terakhir(ctx.session, skp.id)
    if evaluasi is None:
        raise tolak(
            "evaluasi.belum", "Pegawai ini belum dinilai, jadi dokumennya belum dapat ditandatangani."
        )
    pastikan_dilihat(jawaban, sidik_penilaian(ctx.session, evaluasi))
    _pastikan_capaian_kini(ctx, evaluasi)
    catatan, tempat = str(jawaban["catatan"]).strip(), str(jawaban["tempat_dokumen"]).strip()
    potret = cuplikan_evaluasi(ctx, skp)
    dokumen = DokumenEvaluasi(
        skp_id=skp.id,
        nomor=1,
        evaluasi_id=evaluasi.id,
        status=StatusDokumen.DISAMPAIKAN,
        catatan=catatan,
        tempat=tempat,
        cuplikan=potret,
        sidik=sidik_evaluasi(ctx.session, evaluasi, potret, catatan, tempat),
        disampaikan_pada=ctx.now,
        batas_keberatan=hari_batas(ctx, "dokumen_dan_keberatan.terima_dokumen", ctx.today),
    )
    ctx.session.add(dokumen)
    ctx.session.flush()
    tanda_tangani(ctx, dokumen, PeranPenanda.PEJABAT_PENILAI, jawaban)
    return {}


def _pastikan_capaian_kini(ctx: Context, evaluasi: EvaluasiTahunan) -> None:
    """The result of the unit on which the evaluation rests still stands."""
    versi = ctx.session.get_one(CapaianVersi, evaluasi.capaian_versi_id)
    kini = versi_terakhir(ctx.session, versi.capaian_id, ditetapkan=True)
    if kini is None or kini.id != versi.id:
        pesan = "Capaian organisasi berubah sejak pegawai ini dinilai. Nilai kembali di papan evaluasi."
        raise tolak("capaian.berubah", pesan)


def tanda_tangani(
    ctx: Context, dokumen: DokumenEvaluasi, peran: PeranPenanda, jawaban: Mapping[str, Any]
) -> None:
    """One signature over the fingerprint of a document."""
    tanda = TandaTanganEvaluasi(
        dokumen_id=dokumen.id,
        peran=peran,
        sidik=dokumen.sidik,
        metode="AUTENTIKASI_ULANG",
        bukti=dict(jawaban["bukti"]),
        **pelaku(ctx),
    )
    ctx.session.add(tanda)
    ctx.session.flush()


@operation("dokumen_dan_keberatan.terbitkan", facts={"batas_keberatan": None})
def terbitkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Deliver: the employee is told, and the days for an objection begin [CONFIG batas_waktu]."""
    dokumen = _dokumen(ctx)
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    isi = (
        "Dokumen evaluasi kinerja tahunan Anda sudah disampaikan. Terima, atau ajukan keberatan paling lambat "
        f"{cetak_tanggal(dokumen.batas_keberatan)}."
    )
    kunci = f"dokumen-evaluasi:{dokumen.id}"
    tautan = f"/skp/{dokumen.skp_id}/evaluasi"
    beri_tahu(ctx.session, kunci, ctx.subject.pegawai_id, "DOKUMEN_EVALUASI", isi, tautan, ctx.now)
    ctx.defer("terbitkan_naskah", skp_id=dokumen.skp_id)
    return {"batas_keberatan": akhir_hari(dokumen.batas_keberatan, zona).isoformat()}


def _dokumen(ctx: Context) -> DokumenEvaluasi:
    """The newest document of the case's SKP."""
    ada = dokumen_skp(ctx.session, skp_dari(ctx).id)
    if not ada:
        raise tolak("dokumen.tidak_ada", "Dokumen evaluasi belum ditandatangani pejabat penilai.")
    return ada[-1]


@operation("dokumen_dan_keberatan.terima_dokumen", facts={"tanggapan": ("terima", "keberatan")}, signs=True)
def terima_dokumen(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The employee signs for receipt, or objects with reasons, once and in time [PP 30/2019 Pasal 59].

    `jawaban`: tanggapan; sidik (as seen) and bukti to receive; butir and berkas (ids of files) to object.
    """
    pastikan_pemilik(ctx)
    dokumen = _dokumen(ctx)
    tanggapan = jawaban.get("tanggapan")
    if (
        keberatan_skp(ctx.session, dokumen.skp_id) is not None
        or dokumen.status is not StatusDokumen.DISAMPAIKAN
    ):
        raise tolak(
            "dokumen.selesai", "Dokumen ini sudah ditanggapi; putusannya final dan tidak dapat diulang."
        )
    if tanggapan not in ("terima", "keberatan"):
        raise tolak("tanggapan", "Pilih menerima dokumen atau mengajukan keberatan.", "tanggapan")
    if tanggapan == "keberatan":
        ajukan(ctx, dokumen, jawaban)
        dokumen.status = StatusDokumen.KEBERATAN
    else:
        pastikan_dilihat(jawaban, dokumen.sidik)
        tanda_tangani(ctx, dokumen, PeranPenanda.PEGAWAI, jawaban)
        dokumen.status = StatusDokumen.FINAL
        ctx.defer("terbitkan_naskah", skp_id=dokumen.skp_id)
    dokumen.ditanggapi_pada = ctx.now
    ctx.session.flush()
    return {"tanggapan": str(tanggapan)}


@operation("dokumen_dan_keberatan.anggap_diterima")
def anggap_diterima(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Nothing was said in time: the document stands as received, and says so [PP 30/2019 Pasal 59]."""
    dokumen = _dokumen(ctx)
    if dokumen.status is StatusDokumen.DISAMPAIKAN:
        dokumen.status = StatusDokumen.DIANGGAP_DITERIMA
        dokumen.ditanggapi_pada = ctx.now
        isi = (
            "Dokumen evaluasi kinerja tahunan Anda dianggap diterima karena batas tanggapan sudah lewat. Semua isinya "
            "tetap dapat Anda baca."
        )
        kunci = f"dokumen-evaluasi:{dokumen.id}:dianggap"
        tautan = f"/skp/{dokumen.skp_id}/evaluasi"
        beri_tahu(ctx.session, kunci, ctx.subject.pegawai_id, "DOKUMEN_EVALUASI", isi, tautan, ctx.now)
        ctx.defer("terbitkan_naskah", skp_id=dokumen.skp_id)
        ctx.session.flush()
    return {}
