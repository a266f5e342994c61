"""The month of allowances: locked, computed by a job, examined by one admin and made final by another.

The lock is a fact of the database at once; what follows it (closing everybody's month) takes its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, insert, literal, select, update

from webapp.domain.aktivitas import StatusAktivitas
from webapp.domain.sentences import Sentence
from webapp.domain.tpp import bulan_dari
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan, KoreksiAktivitas, StatusKoreksi
from webapp.storage.akun import same_person
from webapp.storage.aturan import nilai_aturan as aturan
from webapp.storage.tpp import StatusPutaran, TppBulan, TppHasil, TppPutaran, TppTertunda

from .aktivitas import DIKUNCI
from .naskah import tolak
from .pelaku import pastikan_peran
from .registry import Context, Facts, message, operation

SELESAI = message("tpp_selesai", facts={"status_hitung": ("selesai", "gagal")})
HASIL_PERIKSA = ("lanjut", "hitung_ulang")
SIDIK_TERBACA = 8
"""Signs of a checksum that an admin copies to say which file is meant."""


@operation("tpp.buka", facts={"hari_kunci": None, "bulan_tpp": None})
def buka(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Bind the month to its case; it is locked by the fifth working day of the next month [CONFIG hari_kunci]."""
    bulan = _bulan(ctx)
    bulan.case_id = ctx.subject.case_id
    _, akhir = _batas(bulan.bulan)
    nilai = aturan(ctx.session, "tpp", bulan.bulan) or {}
    hari = ctx.workdays(akhir.year).hari_kerja_ke(akhir.year, akhir.month, int(nilai.get("hari_kunci", 5)))
    return {"hari_kunci": hari.isoformat(), "bulan_tpp": f"{bulan.bulan:%Y-%m}"}


@operation("tpp_bulanan.kunci_bulan", facts={"tertunda": None})
def kunci_bulan(ctx: Context, _jawaban: Mapping[str, Any]) -> Facts:
    """Lock the month for everybody, and list with the lock what was still waiting."""
    pastikan_peran(ctx, "admin_bkpp", "Bulan dikunci oleh admin BKPP.")
    assert ctx.actor is not None
    bulan = _bulan(ctx)
    _, akhir = _batas(bulan.bulan)
    if ctx.today < akhir:
        terakhir = akhir - timedelta(days=1)
        raise tolak(
            "tpp.belum_berakhir",
            Sentence("Bulan ini belum berakhir. Kunci sesudah %(terakhir)s.", terakhir=terakhir),
        )
    bulan.dikunci_pada, bulan.dikunci_akun_id = ctx.now, ctx.actor.akun_id
    ctx.session.flush()
    ctx.session.execute(
        update(AktivitasBulan)
        .where(AktivitasBulan.bulan == bulan.bulan, AktivitasBulan.dikunci_pada.is_(None))
        .values(dikunci_pada=ctx.now)
        .execution_options(synchronize_session=False)
    )
    return {"tertunda": _daftar_tertunda(ctx, bulan)}


def _daftar_tertunda(ctx: Context, bulan: TppBulan) -> int:
    awal, akhir = _batas(bulan.bulan)
    menunggu = (StatusAktivitas.DIAJUKAN, StatusAktivitas.REVISI)
    cari = select(literal(bulan.id), Aktivitas.id).where(
        Aktivitas.tanggal >= awal, Aktivitas.tanggal < akhir, Aktivitas.status.in_(menunggu)
    )
    ctx.session.execute(insert(TppTertunda).from_select(["tpp_bulan_id", "aktivitas_id"], cari))
    hitung = select(func.count()).select_from(TppTertunda).where(TppTertunda.tpp_bulan_id == bulan.id)
    return int(ctx.session.execute(hitung).scalar_one())


@operation("tpp.umumkan_kunci", facts={"kunci_diumumkan": None})
def umumkan_kunci(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Close the month of everybody."""
    bulan = _bulan(ctx)
    ctx.send(DIKUNCI, f"{bulan.bulan:%Y-%m}", {"bulan_dikunci": f"{bulan.bulan:%Y-%m}"})
    return {"kunci_diumumkan": ctx.now.isoformat()}


@operation("tpp.hitung", facts={"kunci_putaran": None})
def hitung(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Ask for a run; its job tells the case when it has ended."""
    bulan = _bulan(ctx)
    if bulan.dikunci_pada is None:
        raise tolak("tpp.belum_dikunci", "Bulan ini belum dikunci.")
    cari = select(func.coalesce(func.max(TppPutaran.nomor), 0)).where(TppPutaran.tpp_bulan_id == bulan.id)
    putaran = TppPutaran(
        tpp_bulan_id=bulan.id,
        nomor=int(ctx.session.execute(cari).scalar_one()) + 1,
        status=StatusPutaran.ANTRE,
        jumlah=0,
        selesai=0,
        diminta_pada=ctx.now,
    )
    ctx.session.add(putaran)
    ctx.session.flush()
    ctx.defer("hitung_tpp", putaran_id=putaran.id)
    return {"kunci_putaran": kunci_putaran(putaran)}


def kunci_putaran(putaran: TppPutaran) -> str:
    """The key by which the end of a run reaches its case."""
    return f"{putaran.tpp_bulan_id}:{putaran.nomor}"


@operation(
    "tpp_bulanan.periksa_hasil",
    facts={"hasil_periksa": HASIL_PERIKSA, "pemeriksa": None},
    answers=("hasil_periksa",),
)
def periksa_hasil(ctx: Context, jawaban: Mapping[str, Any]) -> Facts:
    """One admin has looked. `jawaban`: hasil_periksa, catatan_periksa."""
    pastikan_peran(ctx, "admin_bkpp", "Hasil TPP diperiksa admin BKPP.")
    assert ctx.actor is not None
    if jawaban["hasil_periksa"] == "lanjut":
        _pastikan_siap(ctx, _terakhir(ctx))
    return {"hasil_periksa": jawaban["hasil_periksa"], "pemeriksa": ctx.actor.akun_id}


@operation(
    "tpp_bulanan.tetapkan", facts={"penetap": None}, needs=("pemeriksa",), answers=("sidik?",), signs=True
)
def tetapkan(ctx: Context, jawaban: Mapping[str, Any]) -> Facts:
    """Another admin makes the newest run final. `jawaban`: sidik (beginning of the CSV's SHA-256)."""
    pastikan_peran(ctx, "admin_bkpp", "Hasil TPP ditetapkan admin BKPP.")
    assert ctx.actor is not None
    pemeriksa = ctx.facts.get("pemeriksa")
    if not isinstance(pemeriksa, int) or same_person(ctx.session, ctx.actor.akun_id, pemeriksa):
        raise tolak("tpp.dua_orang", "Yang menetapkan harus admin BKPP lain, bukan yang memeriksa hasilnya.")
    bulan, putaran = _bulan(ctx), _terakhir(ctx)
    ctx.session.refresh(bulan, with_for_update=True)
    _pastikan_siap(ctx, putaran)
    sidik = str(jawaban.get("sidik") or "").strip().lower()
    if len(sidik) < SIDIK_TERBACA or not str(putaran.csv_sidik).startswith(sidik):
        pesan = (
            "Sidik ini bukan sidik berkas CSV putaran terakhir. Salin dari bawah berkas yang Anda periksa."
        )
        raise tolak("tpp.sidik", pesan, "sidik")
    bulan.putaran_id = putaran.id
    bulan.ditetapkan_pada, bulan.ditetapkan_akun_id = ctx.now, ctx.actor.akun_id
    return {"penetap": ctx.actor.akun_id}


def _pastikan_siap(ctx: Context, putaran: TppPutaran) -> None:
    """The run has ended, is complete, and no correction came after it."""
    if putaran.status is not StatusPutaran.SELESAI:
        raise tolak(
            "tpp.belum_selesai", "Penghitungan terakhir tidak selesai. Pilih hitung ulang.", "hasil_periksa"
        )
    kurang = select(func.count()).where(TppHasil.putaran_id == putaran.id, TppHasil.persen.is_(None))
    if jumlah := ctx.session.execute(kurang).scalar_one():
        pesan = Sentence(
            "Data %(jumlah)s pegawai belum lengkap. Unggah berkasnya, lalu hitung ulang.", jumlah=jumlah
        )
        raise tolak("tpp.belum_lengkap", pesan, "hasil_periksa")
    sesudah = (
        select(func.count())
        .select_from(KoreksiAktivitas)
        .join(AktivitasBulan, AktivitasBulan.id == KoreksiAktivitas.bulan_id)
        .where(
            AktivitasBulan.bulan == _bulan(ctx).bulan,
            KoreksiAktivitas.status == StatusKoreksi.DISETUJUI,
            KoreksiAktivitas.diputus_pada >= putaran.diminta_pada,
        )
    )
    if jumlah := ctx.session.execute(sesudah).scalar_one():
        pesan = Sentence(
            "%(jumlah)s koreksi disetujui sesudah penghitungan ini. Pilih hitung ulang.", jumlah=jumlah
        )
        raise tolak("tpp.ada_koreksi", pesan, "hasil_periksa")


@operation("tpp.terbitkan", facts={"tpp_final": None})
def terbitkan(ctx: Context, _masukan: Mapping[str, Any]) -> Facts:
    """Everybody's percent and its reasons are final now."""
    bulan = _bulan(ctx)
    if bulan.putaran_id is None:
        raise tolak("tpp.belum_ditetapkan", "Hasil bulan ini belum ditetapkan.")
    return {"tpp_final": bulan.putaran_id}


def _terakhir(ctx: Context) -> TppPutaran:
    cari = select(TppPutaran).where(TppPutaran.tpp_bulan_id == ctx.subject.document_id)
    putaran = ctx.session.scalars(cari.order_by(TppPutaran.nomor.desc()).limit(1)).one_or_none()
    if putaran is None:
        raise tolak("tpp.belum_dihitung", "TPP bulan ini belum dihitung.")
    return putaran


def _bulan(ctx: Context) -> TppBulan:
    bulan = ctx.session.get(TppBulan, ctx.subject.document_id)
    if bulan is None:
        raise tolak("tpp.tidak_ada", "Bulan TPP untuk proses ini tidak ditemukan. Hubungi pengelola sistem.")
    return bulan


def _batas(bulan: date) -> tuple[date, date]:
    masa = bulan_dari(bulan)
    assert masa.sampai is not None
    return masa.mulai, masa.sampai
