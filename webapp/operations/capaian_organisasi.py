"""The result of a unit: proposed by the team, set by the official above, announced, and changed while it still may be.

[SE MenPANRB 3/2023: the leader of the organisation above sets it and may weigh the advice of the units for planning,
personnel and supervision.] Once a document of the unit is signed nothing of it changes any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from webapp.domain.kalender import akhir_hari
from webapp.domain.predikat import NAMA_CAPAIAN, CapaianOrganisasi
from webapp.domain.sentences import Sentence
from webapp.storage.aturan import nilai_aturan as aturan
from webapp.storage.capaian import Capaian, CapaianVersi, TahapCapaian, kunci_capaian, versi_terakhir
from webapp.storage.dokumen_evaluasi import DokumenEvaluasi
from webapp.storage.evaluasi import EvaluasiTahunan, Papan, PapanBaris
from webapp.storage.organisasi import Unit
from webapp.storage.pemberitahuan import beri_tahu

from .naskah import nilai_aturan, pastikan_penilai, tolak
from .pelaku import pastikan_peran, pelaku
from .registry import Context, message, operation

CAPAIAN = tuple(satu.value for satu in CapaianOrganisasi)
DITETAPKAN = message("capaian_organisasi", facts={"capaian": CAPAIAN})
DIUBAH = message("capaian_diubah", facts={"capaian": CAPAIAN})
SARAN = ("saran_perencanaan", "saran_kepegawaian", "saran_pengawasan")


@operation(
    "capaian_organisasi.usulkan",
    facts={"capaian_usul": CAPAIAN},
    answers=("capaian_usul", "dasar_usul", "saran_kepegawaian?", "saran_pengawasan?", "saran_perencanaan?"),
)
def usulkan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The team's proposal. `jawaban`: capaian_usul, dasar_usul, and the advice of other units (may be empty)."""
    pesan = "Capaian organisasi diusulkan oleh Tim Penilai Kinerja Organisasi, dan tidak oleh kepala unitnya."
    pastikan_peran(ctx, "tim_kinerja_org", pesan)
    saran = {nama: teks for nama in SARAN if (teks := str(jawaban.get(nama) or "").strip())}
    _tambah(ctx, TahapCapaian.USUL, jawaban["capaian_usul"], jawaban["dasar_usul"], saran)
    return {"capaian_usul": jawaban["capaian_usul"]}


@operation(
    "capaian_organisasi.tetapkan",
    facts={"capaian": CAPAIAN},
    answers=("capaian_ditetapkan", "dasar_penetapan"),
    signs=True,
)
def tetapkan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The official above sets the result. `jawaban`: capaian_ditetapkan, dasar_penetapan (text)."""
    pastikan_penilai(ctx)
    _tambah(ctx, TahapCapaian.PENETAPAN, jawaban["capaian_ditetapkan"], jawaban["dasar_penetapan"])
    return {"capaian": jawaban["capaian_ditetapkan"]}


@operation("capaian_organisasi.umumkan", facts={"batas_ubah_capaian": None})
def umumkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tell every evaluation that waits for this result, and the unit's head."""
    capaian = _capaian(ctx)
    versi = versi_terakhir(ctx.session, capaian.id, ditetapkan=True)
    if versi is None:
        raise tolak("capaian.belum", "Capaian organisasi ini belum ditetapkan.")
    ctx.send(DITETAPKAN, kunci_capaian(capaian.tahun, capaian.unit_id), {"capaian": versi.predikat.value})
    unit = ctx.session.get_one(Unit, capaian.unit_id).nama
    isi = f"Capaian organisasi {unit} tahun {capaian.tahun}: {NAMA_CAPAIAN[versi.predikat]}."
    kunci = f"capaian:{capaian.id}:{versi.nomor}"
    beri_tahu(ctx.session, kunci, capaian.kepala_id, "CAPAIAN_ORGANISASI", isi, "/capaian", ctx.now)
    return {"batas_ubah_capaian": _batas_ubah(ctx, capaian).isoformat()}


def _batas_ubah(ctx: Context, capaian: Capaian) -> datetime:
    """When the last day for a change is over [CONFIG batas_ubah_capaian]."""
    hari: dict[str, int] = aturan(ctx.session, "batas_ubah_capaian", ctx.today) or {"bulan": 3, "hari": 31}
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    return akhir_hari(date(capaian.tahun + 1, hari["bulan"], hari["hari"]), zona)


@operation(
    "capaian_organisasi.ubah_capaian",
    facts={"capaian": CAPAIAN},
    answers=("capaian_baru", "dasar_perubahan"),
    signs=True,
)
def ubah_capaian(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Change the result; boards that rest on it are opened again, and whoever has to work again is told.

    `jawaban`: capaian_baru, dasar_perubahan (text). Refused as soon as one document of the unit is signed.
    """
    pastikan_penilai(ctx)
    capaian = _capaian(ctx)
    lama = versi_terakhir(ctx.session, capaian.id, ditetapkan=True)
    if lama is None:
        raise tolak("capaian.belum", "Capaian organisasi ini belum ditetapkan.")
    if lama.predikat == jawaban["capaian_baru"]:
        raise tolak("capaian.sama", "Capaian ini sudah demikian. Pilih capaian lain.", "capaian_baru")
    _pastikan_belum_berdokumen(ctx, capaian)
    baru = _tambah(ctx, TahapCapaian.PERUBAHAN, jawaban["capaian_baru"], jawaban["dasar_perubahan"])
    kunci = f"{kunci_capaian(capaian.tahun, capaian.unit_id)}:{lama.nomor}"
    ctx.send(DIUBAH, kunci, {"capaian": baru.predikat.value})
    _kabari(ctx, capaian, lama, baru)
    return {"capaian": baru.predikat.value}


def _pastikan_belum_berdokumen(ctx: Context, capaian: Capaian) -> None:
    ctx.session.refresh(capaian, with_for_update=True)  # a signer who holds it now is waited for
    cari = (
        select(DokumenEvaluasi.id)
        .join(EvaluasiTahunan, EvaluasiTahunan.id == DokumenEvaluasi.evaluasi_id)
        .join(CapaianVersi, CapaianVersi.id == EvaluasiTahunan.capaian_versi_id)
        .where(CapaianVersi.capaian_id == capaian.id)
    )
    jumlah = len(list(ctx.session.scalars(cari)))
    if jumlah:
        pesan = Sentence(
            "%(jumlah)s dokumen evaluasi pegawai unit ini sudah ditandatangani, jadi "
            "capaiannya tidak dapat diubah lagi. Pegawai yang tidak sependapat memakai jalur "
            "keberatan.",
            jumlah=jumlah,
        )
        raise tolak("capaian.berdokumen", pesan)


def _kabari(ctx: Context, capaian: Capaian, lama: CapaianVersi, baru: CapaianVersi) -> None:
    """Everybody whose board rests on the old result has a task again, and those who set on it too."""
    unit = ctx.session.get_one(Unit, capaian.unit_id).nama
    isi = (
        f"Capaian organisasi {unit} berubah dari {NAMA_CAPAIAN[lama.predikat]} menjadi "
        f"{NAMA_CAPAIAN[baru.predikat]}. Papan evaluasi dibuka kembali; periksa dan kirim ulang penilaian."
    )
    papan = (
        select(Papan.pegawai_id)
        .join(PapanBaris, PapanBaris.papan_id == Papan.id)
        .where(PapanBaris.capaian_versi_id == lama.id, Papan.pegawai_id.is_not(None))
    )
    penerima = {satu for satu in ctx.session.scalars(papan) if satu is not None} | {capaian.kepala_id}
    for pegawai_id in sorted(penerima):
        kunci = f"capaian:{capaian.id}:{baru.nomor}:{pegawai_id}"
        tautan = f"/tim/evaluasi/{capaian.tahun}"
        beri_tahu(ctx.session, kunci, pegawai_id, "CAPAIAN_DIUBAH", isi, tautan, ctx.now)


def _capaian(ctx: Context) -> Capaian:
    capaian = ctx.session.get(Capaian, ctx.subject.document_id)
    if capaian is None:
        raise tolak(
            "capaian.tidak_ada", "Capaian organisasi untuk proses ini tidak ditemukan. Hubungi admin BKPP."
        )
    return capaian


def _tambah(
    ctx: Context, tahap: TahapCapaian, predikat: str, dasar: str, saran: Mapping[str, str] | None = None
) -> CapaianVersi:
    capaian = _capaian(ctx)
    terakhir = versi_terakhir(ctx.session, capaian.id)
    versi = CapaianVersi(
        capaian_id=capaian.id,
        nomor=1 if terakhir is None else terakhir.nomor + 1,
        tahap=tahap,
        predikat=CapaianOrganisasi(predikat),
        dasar=str(dasar).strip(),
        saran=dict(saran or {}),
        **pelaku(ctx),
    )
    ctx.session.add(versi)
    ctx.session.flush()
    return versi
