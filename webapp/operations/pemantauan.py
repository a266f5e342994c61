"""Continuous feedback and its two branches: with progress appreciation or a new assignment, without it a remedy.

Only the evaluator says whether there is progress, and then something must be chosen; feedback of others is words
[PP 30/2019 Pasal 33-40; PermenPANRB 6/2022]. Rows are written here whoever gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pemantauan import (
    PEMBINAAN,
    TINDAK,
    Dari,
    Kanal,
    Kemajuan,
    Objek,
    Tindak,
    bulan_tanpa_kemajuan,
    periksa_tindak,
)
from webapp.domain.penilai import Penilai, atasan_penilai
from webapp.domain.perilaku import BERAKHLAK
from webapp.domain.perubahan import AlasanPerubahan
from webapp.storage.organisasi import Pegawai
from webapp.storage.pemberitahuan import beri_tahu, penerima_peran
from webapp.storage.pembinaan import Bimbingan, Konseling, bimbingan_berjalan, konseling_berjalan
from webapp.storage.skp import Rhk, Skp, SkpRevisi, StatusRevisi
from webapp.storage.umpan_balik import RincianTindak, UmpanBalik, amatan

from .naskah import nilai_aturan, pastikan_penilai, tolak
from .perubahan import usulkan
from .registry import Context, Refused, operation, starting

DOKUMEN = "umpan_balik"
starting(
    "pemantauan",
    facts={"dari": tuple(satu.value for satu in Dari), "skp_id": None, "perubahan_tersedia": (True, False)},
)
KEMAJUAN = tuple(satu.value for satu in Kemajuan)
NILAI = {satu.kode.value: satu.nama for satu in BERAKHLAK}
SEPARUH_TAHUN = timedelta(days=200)
"""How far back feedback is read for the escalation: more than the two months that it looks at."""


@dataclass(frozen=True)
class Isi:
    """What somebody says about an employee's work. `objek` is "UMUM", "PERILAKU:<kode>" or "RHK:<kunci>"."""

    kanal: Kanal
    objek: str
    isi: str
    dasar: str | None = None
    mengoreksi_id: int | None = None


def isi_dari(jawaban: Mapping[str, Any]) -> Isi:
    """The words of a form's answers."""
    return Isi(
        Kanal(jawaban["kanal"]),
        str(jawaban.get("objek") or Objek.UMUM),
        str(jawaban["isi"]).strip(),
        str(jawaban.get("dasar") or "").strip() or None,
        jawaban.get("mengoreksi_id"),
    )


def objek_skp(session: Session, skp_id: int) -> dict[str, str]:
    """What feedback on an SKP may be about, by key: the work in general, the RHK in force, the seven values."""
    cari = (
        select(Rhk.kunci, Rhk.uraian)
        .join(SkpRevisi, SkpRevisi.id == Rhk.revisi_id)
        .where(SkpRevisi.skp_id == skp_id, SkpRevisi.status == StatusRevisi.FINAL)
        .order_by(Rhk.bagian.desc(), Rhk.urutan)
    )
    baris = {f"{Objek.RHK}:{kunci}": uraian for kunci, uraian in session.execute(cari)}
    perilaku = {f"{Objek.PERILAKU}:{kode}": nama for kode, nama in NILAI.items()}
    return {Objek.UMUM.value: "Pekerjaan secara umum", **baris, **perilaku}


def baris_umpan_balik(session: Session, skp: Skp, isi: Isi, **pemberi: Any) -> UmpanBalik:
    """The row of a feedback, not yet stored. Raises `Refused`: unknown object, or a correction that may not be."""
    dikenal = objek_skp(session, skp.id)
    if isi.objek not in dikenal:
        raise tolak("umpan_balik.objek", "Pilih hal yang dibahas dari daftar.", "_objek")
    if isi.mengoreksi_id is not None:
        _pastikan_koreksi(session, skp, isi.mengoreksi_id, pemberi["akun_id"])
    objek, _, kunci = isi.objek.partition(":")
    return UmpanBalik(
        skp_id=skp.id,
        pegawai_id=skp.pegawai_id,
        kanal=isi.kanal,
        objek=Objek(objek),
        objek_kunci=kunci or None,
        objek_uraian=dikenal[isi.objek] if kunci else None,
        dasar=isi.dasar,
        isi=isi.isi,
        mengoreksi_id=isi.mengoreksi_id,
        **pemberi,
    )


def _pastikan_koreksi(session: Session, skp: Skp, lama_id: int, akun_id: int) -> None:
    lama = session.get(UmpanBalik, lama_id)
    if lama is None or lama.skp_id != skp.id or lama.akun_id != akun_id:
        raise tolak(
            "umpan_balik.koreksi",
            "Umpan balik yang dikoreksi harus tulisan Anda sendiri pada SKP ini.",
            "isi",
        )
    cari = select(UmpanBalik.id).where(UmpanBalik.mengoreksi_id == lama_id)
    if session.scalars(cari).first() is not None:
        raise tolak("umpan_balik.koreksi", "Umpan balik itu sudah dikoreksi. Koreksilah yang terbaru.", "isi")


CARA_TINDAK = tuple(
    list(pilihan)
    for kemajuan in TINDAK.values()
    for banyak in range(1, len(kemajuan) + 1)
    for pilihan in combinations([str(satu) for satu in kemajuan], banyak)
)
"""Every choice of actions that a feedback may end in, for the check of the diagram."""


@operation(
    "pemantauan.beri_umpan_balik",
    facts={"kemajuan": KEMAJUAN, "tindak": CARA_TINDAK},
    needs=("skp_id",),
    answers=(
        "isi",
        "kanal",
        "kemajuan",
        "dasar?",
        "dukungan?",
        "penugasan_baru?",
        "tindak_maju?",
        "tindak_tidak_maju?",
    ),
)
def beri_umpan_balik(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The evaluator's feedback. `jawaban`: kanal, objek, isi, dasar, kemajuan, tindak_maju or tindak_tidak_maju
    (lists), penugasan_baru, dukungan (texts), mengoreksi_id.
    """
    hasil = pastikan_penilai(ctx)
    skp = _skp(ctx)
    assert ctx.actor is not None
    kemajuan = Kemajuan(jawaban["kemajuan"])
    maju = kemajuan is Kemajuan.MENUNJUKKAN
    tindak = [Tindak(satu) for satu in jawaban.get("tindak_maju" if maju else "tindak_tidak_maju") or ()]
    rincian, salah = _rincian(tindak, jawaban)
    salah = [*periksa_tindak(kemajuan, tindak), *salah]
    if salah:
        raise Refused(salah)
    baris = baris_umpan_balik(
        ctx.session, skp, isi_dari(jawaban),
        id=ctx.subject.document_id, dari=Dari.PENILAI, sebagai=hasil.nama_jabatan, pada=ctx.now,
        oleh_pegawai_id=ctx.actor.pegawai_id, oleh_pihak_luar_id=ctx.actor.pihak_luar_id,
        akun_id=ctx.actor.akun_id, kemajuan=kemajuan, tindak=[satu.value for satu in tindak],
    )  # fmt: skip
    ctx.session.add(baris)
    ctx.session.flush()
    ctx.session.add_all(
        RincianTindak(umpan_balik_id=baris.id, tindak=satu, isi=isi) for satu, isi in rincian.items()
    )
    _kabari(ctx, "baru", "Pejabat penilai memberi umpan balik atas pekerjaan Anda. Anda dapat menanggapinya.")
    _eskalasi(ctx, tindak)
    return {"kemajuan": kemajuan.value, "tindak": [satu.value for satu in tindak]}


def _skp(ctx: Context) -> Skp:
    skp = ctx.session.get(Skp, int(ctx.facts["skp_id"]))
    if skp is None or skp.pegawai_id != ctx.subject.pegawai_id or ctx.subject.document_kind != DOKUMEN:
        raise tolak("skp.tidak_ada", "SKP untuk umpan balik ini tidak ditemukan. Hubungi admin BKPP.")
    return skp


def _rincian(tindak: list[Tindak], jawaban: Mapping[str, Any]) -> tuple[dict[Tindak, str], list[Pelanggaran]]:
    """The words that two of the actions need."""
    hasil: dict[Tindak, str] = {}
    salah = []
    for satu, kolom, pesan in (
        (Tindak.PENUGASAN_BARU, "penugasan_baru", "Tulis penugasan barunya."),
        (Tindak.PENYESUAIAN_DUKUNGAN, "dukungan", "Tulis dukungan sumber daya yang disesuaikan."),
    ):
        isi = str(jawaban.get(kolom) or "").strip()
        if satu in tindak and not isi:
            salah.append(Pelanggaran(f"pemantauan.{kolom}", pesan, kolom))
        elif satu in tindak:
            hasil[satu] = isi
    return hasil, salah


def _eskalasi(ctx: Context, tindak: list[Tindak]) -> None:
    """Tell the evaluator's superior when two successive months passed without progress and without pembinaan."""
    if not PEMBINAAN.isdisjoint(tindak):
        return
    pegawai_id = ctx.subject.pegawai_id
    bulan = tanpa_kemajuan(ctx.session, pegawai_id, ctx.today, ZoneInfo(nilai_aturan(ctx, "zona_waktu")))
    if bulan is None:
        return
    atasan = atasan_penilai(pegawai_id, ctx.today, ctx.organisasi)
    atasan_id = atasan.penilai_id if isinstance(atasan, Penilai) else None
    penerima = penerima_peran(ctx.session, ("pyb",)) if atasan_id is None else {atasan_id}
    nama = ctx.session.get_one(Pegawai, pegawai_id).nama_lengkap
    isi = f"{nama}: dua bulan berturut-turut tanpa kemajuan dan belum ada pembinaan. Bicarakan dengan penilainya."
    for satu in sorted(penerima):
        kunci = f"tanpa-kemajuan:{pegawai_id}:{bulan[1]}:{satu}"
        beri_tahu(ctx.session, kunci, satu, "TANPA_KEMAJUAN", isi, "/tim", ctx.now)


def tanpa_kemajuan(session: Session, pegawai_id: int, hari: date, zona: ZoneInfo) -> tuple[date, date] | None:
    """The two months without progress and without pembinaan of one person, if there are such."""
    return bulan_tanpa_kemajuan(amatan(session, [pegawai_id], hari - SEPARUH_TAHUN, zona).get(pegawai_id, ()))


# -- the branches -------------------------------------------------------------------------------------------------


@operation("pemantauan.apresiasi", needs=("skp_id",))
def apresiasi(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The employee is told that the progress was seen."""
    _kabari(ctx, "apresiasi", "Pejabat penilai mengapresiasi kemajuan Anda.")
    return {}


@operation("pemantauan.penugasan_baru", needs=("skp_id",))
def penugasan_baru(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The employee is told of the new assignment."""
    _kabari(ctx, "penugasan", "Pejabat penilai memberi penugasan baru. Bacalah pada umpan baliknya.")
    return {}


@operation("pemantauan.sesuaikan", facts={"perubahan_ditawarkan": (True, False)}, needs=("skp_id",))
def sesuaikan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tell of the changed support, and offer the change of the SKP that an adjusted expectation asks for."""
    skp, baris = _skp(ctx), _umpan_balik(ctx)
    if Tindak.PENYESUAIAN_DUKUNGAN in baris.tindak:
        _kabari(
            ctx, "dukungan", "Pejabat penilai menyesuaikan dukungan sumber daya. Bacalah pada umpan baliknya."
        )
    if Tindak.PENYESUAIAN_EKSPEKTASI not in baris.tindak:
        return {"perubahan_ditawarkan": False}
    _kabari(ctx, "ekspektasi", "Pejabat penilai menyesuaikan ekspektasi. Bacalah pada umpan baliknya.")
    if ctx.facts.get("perubahan_tersedia") is not True:
        return {"perubahan_ditawarkan": False}
    try:
        uraian = f"Menyesuaikan ekspektasi menurut umpan balik: {baris.isi[:1_500]}"
        usulkan(ctx, skp.id, alasan=AlasanPerubahan.KONDISI_TERTENTU.value, uraian=uraian)
    except Refused:  # the SKP cannot be changed now, or a change runs: the feedback stands all the same
        return {"perubahan_ditawarkan": False}
    return {"perubahan_ditawarkan": True}


@operation("pemantauan.mulai_pembinaan")
def mulai_pembinaan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Begin what was chosen of coaching and counselling, unless one is under way."""
    baris = _umpan_balik(ctx)
    if Tindak.BIMBINGAN in baris.tindak and bimbingan_berjalan(ctx.session, baris.pegawai_id) is None:
        buka_bimbingan(ctx, baris)
    if Tindak.KONSELING in baris.tindak:
        buka_konseling(ctx, baris.skp_id, baris.pegawai_id, baris.akun_id, umpan_balik_id=baris.id)
    return {}


def buka_bimbingan(ctx: Context, baris: UmpanBalik) -> Bimbingan:
    """The coaching that a feedback calls for, with its case."""
    baru = Bimbingan(
        skp_id=baris.skp_id,
        pegawai_id=baris.pegawai_id,
        umpan_balik_id=baris.id,
        pemicu=baris.isi,
        dipicu_oleh=baris.akun_id,
        dipicu_pada=ctx.now,
    )
    ctx.session.add(baru)
    ctx.session.flush()
    ctx.start("bimbingan", pegawai_id=baru.pegawai_id, document_kind="bimbingan", document_id=baru.id)
    return baru


def buka_konseling(
    ctx: Context, skp_id: int, pegawai_id: int, akun_id: int, *,
    umpan_balik_id: int | None = None, bimbingan_id: int | None = None,
) -> None:  # fmt: skip
    """A counselling with its case, unless one is under way."""
    if konseling_berjalan(ctx.session, pegawai_id) is not None:
        return
    baru = Konseling(
        skp_id=skp_id,
        pegawai_id=pegawai_id,
        umpan_balik_id=umpan_balik_id,
        bimbingan_id=bimbingan_id,
        dipicu_oleh=akun_id,
        dipicu_pada=ctx.now,
    )
    ctx.session.add(baru)
    ctx.session.flush()
    ctx.start("konseling", pegawai_id=pegawai_id, document_kind="konseling", document_id=baru.id)


def _umpan_balik(ctx: Context) -> UmpanBalik:
    baris = ctx.session.get(UmpanBalik, ctx.subject.document_id)
    if baris is None or ctx.subject.document_kind != DOKUMEN or baris.pegawai_id != ctx.subject.pegawai_id:
        raise tolak(
            "umpan_balik.tidak_ada", "Umpan balik untuk proses ini tidak ditemukan. Hubungi admin BKPP."
        )
    return baris


def _kabari(ctx: Context, hal: str, isi: str) -> None:
    kunci = f"umpan-balik:{ctx.subject.document_id}:{hal}"
    tautan = f"/skp/{int(ctx.facts['skp_id'])}/umpan-balik"
    beri_tahu(ctx.session, kunci, ctx.subject.pegawai_id, "UMPAN_BALIK", isi, tautan, ctx.now)
