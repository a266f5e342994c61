"""Assignments across units: the employee answers, the evaluator is told, the result stands in part B of the SKP.

The team leader who gives one says how it goes and recommends; what is rated, and by whom, does not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from webapp.domain.angka import cetak_angka
from webapp.domain.penilai import Penilai, tentukan_penilai
from webapp.domain.skp import STATUS_FINAL, Aspek, Bagian, Iki, IsiSkp, Pendekatan, Rhk
from webapp.storage.isi import muat_isi, simpan_isi
from webapp.storage.kontrak import KontrakPenugasan, StatusKontrak
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.penjenjangan import SaranPerubahan, SumberSaran, sarankan
from webapp.storage.skp import Skp

from .naskah import pastikan_pemilik, tolak
from .penjenjangan import naskah_terbuka
from .registry import Context, operation, starting

starting(
    "kontrak_penugasan", facts={"penugasan_dari": None, "penugasan_rhk": None, "penugasan_rincian": None}
)
JAWABAN = ("terima", "tolak")


@operation(
    "kontrak_penugasan.tanggapi",
    facts={"jawaban_penugasan": JAWABAN},
    answers=("alasan_tolak", "jawaban_penugasan"),
)
def tanggapi(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The employee accepts or refuses. `jawaban`: jawaban_penugasan, alasan_tolak (when refused)."""
    pastikan_pemilik(ctx)
    kontrak = kontrak_dari(ctx)
    if kontrak.status is not StatusKontrak.USUL:
        raise tolak("kontrak.status", "Penugasan ini sudah dijawab. Muat ulang halaman.")
    diterima = jawaban["jawaban_penugasan"] == "terima"
    kontrak.status = StatusKontrak.DITERIMA if diterima else StatusKontrak.DITOLAK
    kontrak.alasan = None if diterima else str(jawaban["alasan_tolak"]).strip()
    kontrak.dijawab_pada = ctx.now
    kata = "diterima" if diterima else f"ditolak: {kontrak.alasan}"
    isi = f'Penugasan "{kontrak.rhk}" {kata}'
    beri_tahu(
        ctx.session,
        f"kontrak:{kontrak.id}:jawaban",
        kontrak.ketua_id,
        "KONTRAK",
        isi,
        tautan(kontrak),
        ctx.now,
    )
    return {"jawaban_penugasan": jawaban["jawaban_penugasan"]}


@operation("kontrak.masukkan")
def masukkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """One RHK in part B, into the open draft; to a document that stands, a suggestion. The evaluator is told.

    Before there is a draft nothing is written: the draft that the dialogue opens takes every accepted assignment in.
    """
    kontrak = kontrak_dari(ctx)
    skp = ctx.session.get_one(Skp, kontrak.skp_id, with_for_update=True)
    revisi = naskah_terbuka(ctx.session, skp)
    if revisi is not None:
        simpan_isi(ctx.session, revisi.id, dengan_penugasan(muat_isi(ctx.session, revisi.id), kontrak))
    elif ada_naskah(skp):
        saran = SaranPerubahan(
            skp_id=skp.id,
            sumber=SumberSaran.KONTRAK,
            sumber_id=kontrak.id,
            kunci=kontrak.rhk_kunci,
            baru={"uraian": kontrak.rhk, "penugasan_dari": kontrak.jabatan_ketua},
        )
        sarankan(ctx.session, saran, ctx.now)
    _kabari_penilai(ctx, kontrak)
    return {}


def ada_naskah(skp: Skp) -> bool:
    """Whether the SKP has got beyond its dialogue."""
    return skp.status in STATUS_FINAL or skp.status not in ("BELUM_ADA", "DIALOG")


def dengan_penugasan(isi: IsiSkp, kontrak: KontrakPenugasan) -> IsiSkp:
    """The content with the row of an accepted assignment, once."""
    if any(satu.kunci == kontrak.rhk_kunci for satu in isi.rhk):
        return isi
    return replace(isi, rhk=(*isi.rhk, rhk_penugasan(kontrak, isi)))


def rhk_penugasan(kontrak: KontrakPenugasan, isi: IsiSkp) -> Rhk:
    """The row in part B: the result, where it comes from, and the measure agreed."""
    target = cetak_angka(kontrak.target.normalize())
    baris = Rhk(kontrak.rhk_kunci, Bagian.TAMBAHAN, kontrak.rhk, penugasan_dari=kontrak.jabatan_ketua)
    if isi.pendekatan is Pendekatan.KUALITATIF:
        return replace(baris, ukuran=(f"{kontrak.indikator}: {target} {kontrak.satuan}",))
    aspek = Aspek.KUANTITAS if isi.jalur == "JA_JF" else None
    return replace(baris, iki=(Iki("i1", kontrak.indikator, target, kontrak.satuan, aspek),))


def kontrak_dari(ctx: Context) -> KontrakPenugasan:
    """The assignment that the case is about."""
    kontrak = ctx.session.get(KontrakPenugasan, ctx.subject.document_id)
    if kontrak is None or ctx.subject.document_kind != "kontrak_penugasan":
        raise tolak("kontrak.tidak_ada", "Penugasan untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    return kontrak


def tautan(kontrak: KontrakPenugasan) -> str:
    """The address of the assignment's page."""
    return f"/kontrak/{kontrak.id}"


def _kabari_penilai(ctx: Context, kontrak: KontrakPenugasan) -> None:
    hasil = tentukan_penilai(ctx.subject.pegawai_id, ctx.today, ctx.organisasi)
    if isinstance(hasil, Penilai) and hasil.penilai_id is not None:
        isi = f'Bawahan Anda menerima penugasan dari {kontrak.jabatan_ketua}: "{kontrak.rhk}".'
        kunci = f"kontrak:{kontrak.id}:penilai"
        beri_tahu(ctx.session, kunci, hasil.penilai_id, "KONTRAK", isi, tautan(kontrak), ctx.now)
