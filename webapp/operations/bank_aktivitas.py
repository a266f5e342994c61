"""A proposal for the Bank Aktivitas: examined by the BKPP, mended by its agency, and published as a new version.

Standard minutes feed an allowance, so what is published is checked again here and an older version only ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from webapp.domain.bank_aktivitas import IsianButir, Lingkup, periksa_butir
from webapp.domain.jabatan import JenisJabatan
from webapp.domain.masa import Masa
from webapp.storage.bank import ButirAktivitas, ButirVersi, StatusUsul, UsulButir, bergiliran
from webapp.storage.pemberitahuan import beri_tahu

from .naskah import tolak
from .pelaku import pastikan_peran
from .registry import Context, Facts, Refused, operation

PUTUSAN = ("setujui", "kembalikan", "tolak")
PERBAIKAN = ("kirim", "tarik")


@operation("bank.buka", facts={"usul_diterima": None})
def buka(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Bind the proposal to its case."""
    usul = _usul(ctx)
    usul.case_id = ctx.subject.case_id
    return {"usul_diterima": ctx.now.isoformat()}


@operation(
    "bank_aktivitas.periksa", facts={"putusan_usul": PUTUSAN}, answers=("putusan_usul", "alasan_usul?")
)
def periksa(ctx: Context, jawaban: Mapping[str, Any]) -> Facts:
    """The BKPP decides. `jawaban`: putusan_usul; alasan_usul unless it agrees."""
    pastikan_peran(ctx, "admin_bkpp", "Usul butir diperiksa admin BKPP, bukan pengusulnya.")
    assert ctx.actor is not None
    usul, putusan = _usul(ctx), jawaban["putusan_usul"]
    alasan = str(jawaban.get("alasan_usul") or "").strip()
    if putusan != "setujui" and not alasan:
        raise tolak("usul.alasan", "Tulis alasannya, supaya pengusul tahu apa yang kurang.", "alasan_usul")
    if putusan == "setujui":
        bergiliran(ctx.session)
        _pastikan_benar(ctx, usul)
    usul.status = {
        "setujui": StatusUsul.DISETUJUI,
        "kembalikan": StatusUsul.DIKEMBALIKAN,
        "tolak": StatusUsul.DITOLAK,
    }[putusan]
    usul.alasan = alasan or None
    usul.diputus_akun_id, usul.diputus_pada = ctx.actor.akun_id, ctx.now
    return {"putusan_usul": putusan}


@operation(
    "bank_aktivitas.perbaiki",
    facts={"perbaikan": PERBAIKAN},
    answers=("dasar", "nama", "perbaikan", "satuan", "waktu_baku"),
)
def perbaiki(ctx: Context, jawaban: Mapping[str, Any]) -> Facts:
    """The agency mends its proposal or takes it back. `jawaban`: perbaikan, nama, satuan, waktu_baku, dasar."""
    usul = _usul(ctx)
    if jawaban["perbaikan"] == "tarik":
        usul.status = StatusUsul.DITARIK
        return {"perbaikan": "tarik"}
    usul.nama, usul.satuan = str(jawaban["nama"]).strip(), str(jawaban["satuan"]).strip()
    usul.waktu_baku, usul.dasar = int(jawaban["waktu_baku"]), str(jawaban["dasar"]).strip()
    usul.status = StatusUsul.DIUSULKAN
    _pastikan_benar(ctx, usul)
    return {"perbaikan": "kirim"}


@operation("bank.terbitkan", facts={"versi_butir": None})
def terbitkan(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Publish the version; the one in force ends on the day before."""
    usul = _usul(ctx)
    if usul.status is not StatusUsul.DISETUJUI:
        raise tolak("usul.status", "Usul ini belum disetujui.")
    butir = ctx.session.scalars(select(ButirAktivitas).where(ButirAktivitas.kode == usul.kode)).one_or_none()
    if butir is None:
        butir = ButirAktivitas(kode=usul.kode, dibuat_pada=ctx.now)
        ctx.session.add(butir)
        ctx.session.flush()
    else:
        _akhiri(ctx, butir.id, usul.berlaku)
    versi = ButirVersi(
        butir_id=butir.id,
        usul_id=usul.id,
        akun_id=usul.diputus_akun_id,
        pada=ctx.now,
        **{nama: getattr(usul, nama) for nama in ISI},
    )
    ctx.session.add(versi)
    ctx.session.flush()
    _kabari(ctx, usul, f"Butir {usul.kode} ({usul.nama}) disetujui dan masuk Bank Aktivitas.")
    return {"versi_butir": versi.id}


ISI = (
    "nama",
    "satuan",
    "waktu_baku",
    "cara_hitung",
    "wajib_bukti",
    "unit_ids",
    "jenis_jabatan",
    "berlaku",
    "dasar",
)
"""Columns that a proposal and a version share."""


@operation("bank.tolak", facts={"usul_ditolak": None})
def tolak_usul(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Tell the agency."""
    usul = _usul(ctx)
    _kabari(ctx, usul, f"Usul butir {usul.kode} tidak diterima. Buka usulnya untuk membaca alasannya.")
    return {"usul_ditolak": ctx.now.isoformat()}


def _kabari(ctx: Context, usul: UsulButir, isi: str) -> None:
    kunci = f"usul-butir:{usul.id}:{usul.status}"
    beri_tahu(
        ctx.session,
        kunci,
        usul.pengusul_id,
        "BANK_AKTIVITAS",
        isi,
        f"/bank-aktivitas/usul/{usul.id}",
        ctx.now,
    )


def _akhiri(ctx: Context, butir_id: int, baru: Masa) -> None:
    """End the version that runs into the new one."""
    for lama in ctx.session.scalars(select(ButirVersi).where(ButirVersi.butir_id == butir_id)):
        if lama.berlaku.beririsan(baru):
            lama.berlaku = Masa(lama.berlaku.mulai, baru.mulai)
    ctx.session.flush()


def _pastikan_benar(ctx: Context, usul: UsulButir) -> None:
    salah = periksa_butir(_isian(usul), berlaku_versi(ctx, usul.kode))
    if salah:
        raise Refused(salah)


def berlaku_versi(ctx: Context, kode: str) -> list[Masa]:
    """The periods of the versions of a code."""
    cari = select(ButirVersi.berlaku).join(ButirAktivitas).where(ButirAktivitas.kode == kode)
    return list(ctx.session.scalars(cari))


def _isian(usul: UsulButir) -> IsianButir:
    lingkup = Lingkup(frozenset(usul.unit_ids), frozenset(JenisJabatan(satu) for satu in usul.jenis_jabatan))
    return IsianButir(
        usul.kode, usul.nama, usul.satuan, usul.waktu_baku, usul.cara_hitung, usul.wajib_bukti, usul.berlaku,
        usul.dasar, lingkup,
    )  # fmt: skip


def _usul(ctx: Context) -> UsulButir:
    usul = ctx.session.get(UsulButir, ctx.subject.document_id)
    if usul is None or usul.pengusul_id != ctx.subject.pegawai_id:
        raise tolak("usul.tidak_ada", "Usul butir untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    return usul
