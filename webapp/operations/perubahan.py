"""Changing an SKP that is set: proposed, agreed to, worked out through the whole chain of penetapan, in force.

The version in force stays so until the new one is set by the same two signatures; nothing here ends it earlier
[PermenPANRB 6/2022: the SKP is set by the Pejabat Penilai Kinerja; reasons as in PermenPANRB 8/2021 Pasal 85].
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penilai import Penilai, tentukan_penilai
from webapp.domain.perubahan import (
    AlasanPerubahan,
    PengusulPerubahan,
    StatusPerubahan,
    periksa_usul_perubahan,
)
from webapp.domain.skp import StatusSkp
from webapp.storage.aturan import nilai_aturan
from webapp.storage.isi import muat_isi, revisi_berikut, simpan_isi
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.perubahan import PerubahanSkp, perubahan_terbuka
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

from .naskah import pastikan_pemilik, pastikan_penilai, pastikan_status, revisi_terbuka, skp_dari, tolak
from .registry import Context, Refused, operation, starting
from .saran import ambil_yang_diterima, lepas_yang_diterima
from .sesuaikan_rencana import FAKTA, ikuti_versi

PROSES = "perubahan"
TANGGAPAN = ("setuju", "tolak")
PENGUSUL = tuple(satu.value for satu in PengusulPerubahan)


def periksa_usul(session: Session, skp: Skp, hari: date, alasan: str, uraian: str) -> list[Pelanggaran]:
    """All that forbids a proposal on a day [CONFIG perubahan_skp.bulan_tertutup]."""
    aturan: Mapping[str, Any] = nilai_aturan(session, "perubahan_skp", hari) or {}
    status = StatusSkp.PERUBAHAN if perubahan_terbuka(session, skp.id) is not None else skp.status
    return periksa_usul_perubahan(status, hari, alasan, uraian, aturan.get("bulan_tertutup", ()))


def catat_usul(
    session: Session, skp: Skp, now: datetime, hari: date, *, pengusul: PengusulPerubahan, alasan: str, uraian: str,
    akun_id: int | None,
) -> PerubahanSkp:  # fmt: skip
    """Store a proposal; starting its case is the caller's. Raises `Refused` with all that forbids it."""
    session.refresh(skp, with_for_update=True)
    if salah := periksa_usul(session, skp, hari, alasan, uraian):
        raise Refused(salah)
    lama = _final(session, skp.id)
    baris = PerubahanSkp(
        skp_id=skp.id,
        pengusul=pengusul,
        alasan=AlasanPerubahan(alasan),
        uraian=uraian.strip(),
        status=StatusPerubahan.USUL,
        diusulkan_oleh=akun_id,
        diusulkan_pada=now,
        revisi_lama_id=lama.id,
    )
    session.add(baris)
    session.flush()
    return baris


def usulkan(
    ctx: Context, skp_id: int, *, alasan: str, uraian: str,
    pengusul: PengusulPerubahan = PengusulPerubahan.PEJABAT_PENILAI,
) -> None:  # fmt: skip
    """Propose a change from another process's operation; the other side is asked. Raises `Refused`."""
    skp = ctx.session.get_one(Skp, skp_id)
    akun_id = None if ctx.actor is None else ctx.actor.akun_id
    baris = catat_usul(
        ctx.session, skp, ctx.now, ctx.today, pengusul=pengusul, alasan=alasan, uraian=uraian, akun_id=akun_id
    )
    ctx.start(
        PROSES, pegawai_id=skp.pegawai_id, document_kind="skp", document_id=skp.id, facts=fakta_awal(baris)
    )


starting(PROSES, facts={"pengusul": PENGUSUL, "alasan": None, "uraian": None})


def fakta_awal(baris: PerubahanSkp) -> dict[str, Any]:
    """The facts with which the case of a proposal starts."""
    return {"pengusul": baris.pengusul.value, "alasan": baris.alasan.value, "uraian": baris.uraian}


@operation("perubahan.catat", facts={"pengusul": PENGUSUL})
def catat(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tie the proposal to its case. A case cannot start without one that is allowed."""
    baris = _terbuka(ctx)
    pastikan_status(skp_dari(ctx), StatusSkp.DITETAPKAN)
    baris.case_id = ctx.subject.case_id
    return {"pengusul": baris.pengusul.value}


@operation("perubahan.tanggapi_pegawai", facts={"tanggapan": TANGGAPAN}, answers=("tanggapan", "catatan?"))
def tanggapi_pegawai(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The employee answers what the evaluator proposes. `jawaban`: tanggapan, catatan (needed when refused)."""
    pastikan_pemilik(ctx)
    return _tanggapi(ctx, jawaban, PengusulPerubahan.PEJABAT_PENILAI)


@operation("perubahan.tanggapi_penilai", facts={"tanggapan": TANGGAPAN}, answers=("tanggapan", "catatan?"))
def tanggapi_penilai(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The evaluator answers what the employee proposes. `jawaban`: tanggapan, catatan (needed when refused)."""
    pastikan_penilai(ctx)
    return _tanggapi(ctx, jawaban, PengusulPerubahan.PEGAWAI)


def _tanggapi(ctx: Context, jawaban: Mapping[str, Any], pengusul: PengusulPerubahan) -> Mapping[str, Any]:
    baris = _terbuka(ctx)
    if baris.pengusul is not pengusul or baris.status is not StatusPerubahan.USUL:
        raise tolak("perubahan.bukan_pihak", "Usul ini ditanggapi oleh pihak yang tidak mengusulkannya.")
    tanggapan, catatan = jawaban["tanggapan"], str(jawaban.get("catatan") or "").strip()
    if tanggapan == "tolak":
        _selesai(ctx, baris, StatusPerubahan.DITOLAK, catatan)
        _kabari(ctx, "ditolak", f"Usul perubahan SKP tidak disepakati: {catatan}")
    return {"tanggapan": tanggapan}


@operation("perubahan.buka")
def buka(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open the next revision as a copy of the one in force, which stays in force meanwhile.

    Suggestions that were accepted for this change are in it.
    """
    skp, baris = skp_dari(ctx), _terbuka(ctx)
    pastikan_status(skp, StatusSkp.DITETAPKAN)
    berlaku = _final(ctx.session, skp.id)
    baru = revisi_berikut(ctx.session, skp.id, berlaku.pendekatan, ctx.now)
    simpan_isi(ctx.session, baru.id, muat_isi(ctx.session, berlaku.id))
    ambil_yang_diterima(ctx, skp, baris, baru.id)
    baris.status = StatusPerubahan.BERJALAN
    skp.status = StatusSkp.PERUBAHAN
    return {}


@operation("perubahan.berlakukan", facts=FAKTA)
def berlakukan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The new version is set: it replaced the old one in the same transaction; keep which led to which.

    Months that are not open yet follow it; the facts say whether the employee has to adjust the action plan.
    """
    skp, baris = skp_dari(ctx), _terbuka(ctx)
    pastikan_status(skp, StatusSkp.DITETAPKAN)
    baru = _final(ctx.session, skp.id)
    if baru.id == baris.revisi_lama_id:
        raise tolak("perubahan.belum_ditetapkan", "Versi baru belum ditetapkan. Selesaikan penetapannya.")
    baris.revisi_baru_id = baru.id
    _selesai(ctx, baris, StatusPerubahan.BERLAKU, "")
    rencana = ikuti_versi(ctx, skp, baris.revisi_lama_id, baru.id)
    isi = f"Perubahan SKP {skp.tahun} berlaku (revisi {baru.nomor})."
    if rencana["rencana_perlu_disesuaikan"] == "ya":
        isi += " Rencana aksi bulan yang belum dibuka disesuaikan pegawai."
    _kabari(ctx, "berlaku", isi)
    return rencana


@operation("perubahan.tarik_pegawai", facts={"ditarik_oleh": PENGUSUL}, answers=("alasan_tarik",))
def tarik_pegawai(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The employee takes the own proposal back. `jawaban`: alasan_tarik."""
    pastikan_pemilik(ctx)
    return _tarik(ctx, jawaban, PengusulPerubahan.PEGAWAI)


@operation("perubahan.tarik_penilai", facts={"ditarik_oleh": PENGUSUL}, answers=("alasan_tarik",))
def tarik_penilai(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The evaluator takes the own proposal back. `jawaban`: alasan_tarik."""
    pastikan_penilai(ctx)
    return _tarik(ctx, jawaban, PengusulPerubahan.PEJABAT_PENILAI)


def _tarik(ctx: Context, jawaban: Mapping[str, Any], pengusul: PengusulPerubahan) -> Mapping[str, Any]:
    baris = _terbuka(ctx)
    if baris.pengusul is not pengusul:
        raise tolak("perubahan.bukan_pihak", "Usul perubahan hanya ditarik oleh pihak yang mengusulkannya.")
    alasan = str(jawaban["alasan_tarik"]).strip()
    _hentikan(ctx, skp_dari(ctx), baris, alasan)
    _kabari(ctx, "ditarik", f"Usul perubahan SKP ditarik: {alasan}")
    return {"ditarik_oleh": pengusul.value}


def _hentikan(ctx: Context, skp: Skp, baris: PerubahanSkp, alasan: str) -> None:
    """Put the unfinished revision of a change away; it stays readable for its writer. The one in force goes on."""
    if skp.status is StatusSkp.PERUBAHAN:
        revisi = revisi_terbuka(ctx, skp)
        revisi.status = StatusRevisi.DIGANTI
        baris.revisi_baru_id = revisi.id
        skp.status = StatusSkp.DITETAPKAN
    _selesai(ctx, baris, StatusPerubahan.DITARIK, alasan)


def hentikan(ctx: Context, skp: Skp, sebab: str) -> None:
    """End the change of an SKP that is closed otherwise, if one runs; the caller cancels its case."""
    baris = perubahan_terbuka(ctx.session, skp.id)
    if baris is not None:
        _hentikan(ctx, skp, baris, sebab)


def _terbuka(ctx: Context) -> PerubahanSkp:
    baris = perubahan_terbuka(ctx.session, ctx.subject.document_id)
    if baris is None:
        raise tolak("perubahan.tidak_ada", "Usul perubahan SKP ini tidak ditemukan. Muat ulang halaman.")
    return baris


def _final(session: Session, skp_id: int) -> SkpRevisi:
    cari = select(SkpRevisi).where(SkpRevisi.skp_id == skp_id, SkpRevisi.status == StatusRevisi.FINAL)
    revisi = session.scalars(cari).one_or_none()
    if revisi is None:
        raise tolak("revisi.tidak_ada", "Versi SKP yang berlaku tidak ditemukan. Hubungi admin BKPP.")
    return revisi


def _selesai(ctx: Context, baris: PerubahanSkp, status: StatusPerubahan, catatan: str) -> None:
    baris.status, baris.selesai_pada, baris.catatan = status, ctx.now, catatan or None
    lepas_yang_diterima(ctx, baris)
    ctx.session.flush()


def _kabari(ctx: Context, kunci: str, isi: str) -> None:
    """Tell both sides, except the one who acts."""
    hasil = tentukan_penilai(ctx.subject.pegawai_id, ctx.today, ctx.organisasi)
    penerima = {ctx.subject.pegawai_id}
    if isinstance(hasil, Penilai) and hasil.penilai_id is not None:
        penerima.add(hasil.penilai_id)
    if ctx.actor is not None and ctx.actor.pegawai_id is not None:
        penerima.discard(ctx.actor.pegawai_id)
    tautan = f"/skp/{ctx.subject.document_id}"
    for pegawai_id in sorted(penerima):
        satu = f"perubahan:{ctx.subject.case_id}:{kunci}:{pegawai_id}"
        beri_tahu(ctx.session, satu, pegawai_id, "PERUBAHAN_SKP", isi, tautan, ctx.now)
