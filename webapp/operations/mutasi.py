"""Mutation in the year: the old post's evaluator judges the segment, the old SKP closes, the new one opens.

Every step looks at the data again: a decree that was withdrawn or put off in the meantime closes nothing
[PermenPANRB 8/2021 Pasal 52; PermenPANRB 6/2022: the last evaluator reviews the whole year with the segments at hand].
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from webapp.domain.cuplikan import Cuplikan, Pihak
from webapp.domain.kanonik import cuplikan_kanonik
from webapp.domain.masa import Masa
from webapp.domain.penilai import Penilai, tentukan_penilai
from webapp.domain.predikat import Rating
from webapp.domain.skp import StatusSkp
from webapp.domain.tanggal import cetak_tanggal
from webapp.storage.caselog import lock_case
from webapp.storage.identitas import identitas_pegawai, identitas_pihak_luar
from webapp.storage.organisasi import Pegawai, Posting
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.perubahan import kasus_terbuka
from webapp.storage.queries import muat_organisasi
from webapp.storage.segmen import TERTUTUP, EvaluasiSegmen, Segmen, segmen_berjalan
from webapp.storage.skp import Skp

from .buka_bulan import tutup_bulan_segmen
from .mph import tutup_mph
from .naskah import nilai_aturan, pastikan_penilai, skp_dari, tolak
from .pembukaan import PROSES_JALUR, TidakWajib, Wajib, buka, kewajiban, periode_tahun
from .perubahan import hentikan
from .registry import Context, Refused, operation

SEBAB = ("PINDAH_JABATAN", "JABATAN_BERAKHIR", "BEBAS_SKP")


@operation(
    "mutasi.catat",
    facts={"tanggal_tutup": None, "tmt": None, "tmt_mulai": None, "sebab": SEBAB, "keterangan": None},
)
def catat(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The last day in the old post, the day from which the new one counts, and why. The old evaluator is told."""
    skp = skp_dari(ctx)
    segmen = _segmen(ctx, skp)
    if segmen is None or segmen.tmt is None:
        raise tolak("mutasi.tidak_ada", "Tidak ada mutasi yang menutup SKP ini. Muat ulang halaman.")
    tmt = segmen.tmt
    sebab, keterangan = _sebab(ctx, segmen, tmt)
    tutup = tmt - timedelta(days=1)
    _kabari_penilai(ctx, skp, tutup)
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    return {
        "tanggal_tutup": tutup.isoformat(),
        "tmt": tmt.isoformat(),
        "tmt_mulai": datetime.combine(tmt, datetime.min.time(), zona).isoformat(),
        "sebab": sebab,
        "keterangan": keterangan,
    }


def _segmen(ctx: Context, skp: Skp) -> Segmen | None:
    """The segment with what ends it now; None when nothing does, or it is closed."""
    return next(iter(segmen_berjalan(ctx.session, skp.tahun, skp.id)), None)


def _sebab(ctx: Context, segmen: Segmen, tmt: date) -> tuple[str, str]:
    bebas = next((satu for satu in segmen.bebas if tmt in satu.masa), None)
    if bebas is not None:
        return "BEBAS_SKP", bebas.kalimat
    cari = select(Posting.nomor_sk).where(
        Posting.pegawai_id == segmen.pegawai_id, Posting.berlaku.contains(tmt)
    )
    baru = ctx.session.execute(cari).one_or_none()
    if baru is None:
        return "JABATAN_BERAKHIR", f"Jabatan berakhir {cetak_tanggal(tmt - timedelta(days=1))}."
    return (
        "PINDAH_JABATAN",
        f"Jabatan baru mulai {cetak_tanggal(tmt)}, SK {baru.nomor_sk or 'belum dicatat'}.",
    )


def _kabari_penilai(ctx: Context, skp: Skp, tutup: date) -> None:
    hasil = tentukan_penilai(skp.pegawai_id, ctx.today, ctx.organisasi)
    if isinstance(hasil, Penilai) and hasil.penilai_id is not None:
        nama = ctx.session.get_one(Pegawai, skp.pegawai_id).nama_lengkap
        isi = (
            f"{nama} meninggalkan jabatannya. Isi evaluasi segmen paling lambat {cetak_tanggal(tutup)}, "
            "lewat kotak tugas."
        )
        kunci = f"evaluasi-segmen:{skp.id}:{tutup}:{hasil.penilai_id}"
        beri_tahu(ctx.session, kunci, hasil.penilai_id, "EVALUASI_SEGMEN", isi, "/tugas", ctx.now)


@operation("mutasi.evaluasi_segmen", answers=("hasil_kerja", "perilaku", "umpan_balik"))
def evaluasi_segmen(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Judge the segment. `jawaban`: hasil_kerja, perilaku (a `Rating` each), umpan_balik (text).

    It is kept with the identity block of the segment's last day, whatever anybody has become since.
    """
    hasil = _pastikan_penilai_segmen(ctx)
    assert ctx.actor is not None
    skp = skp_dari(ctx)
    ctx.session.add(
        EvaluasiSegmen(
            skp_id=skp.id,
            case_id=ctx.subject.case_id,
            hasil_kerja=Rating(jawaban["hasil_kerja"]),
            perilaku=Rating(jawaban["perilaku"]),
            umpan_balik=str(jawaban["umpan_balik"]).strip(),
            pegawai_id=ctx.actor.pegawai_id,
            pihak_luar_id=ctx.actor.pihak_luar_id,
            akun_id=ctx.actor.akun_id,
            pada=ctx.now,
            tanggal=ctx.on,
            cuplikan=cuplikan_kanonik(_cuplikan(ctx, skp, hasil)),
        )
    )
    isi = f"Evaluasi segmen SKP {skp.tahun} Anda sampai {cetak_tanggal(ctx.on)} sudah diisi pejabat penilai."
    kunci = f"evaluasi-segmen:{ctx.subject.case_id}:selesai"
    beri_tahu(ctx.session, kunci, skp.pegawai_id, "EVALUASI_SEGMEN", isi, f"/skp/{skp.id}", ctx.now)
    return {}


def _pastikan_penilai_segmen(ctx: Context) -> Penilai:
    """The evaluator of the segment's last day; where that person serves no more, today's in that place."""
    try:
        return pastikan_penilai(ctx)
    except Refused:
        lama = tentukan_penilai(ctx.subject.pegawai_id, ctx.on, ctx.organisasi, urusan=ctx.urusan)
        if isinstance(lama, Penilai) and _menjabat(ctx, lama):
            raise
    kini = muat_organisasi(ctx.session, ctx.today)
    hasil = tentukan_penilai(ctx.subject.pegawai_id, ctx.today, kini, urusan=ctx.urusan)
    luar = isinstance(hasil, Penilai) and hasil.penilai_id is None
    if (
        ctx.actor is None
        or not isinstance(hasil, Penilai)
        or ctx.actor.pegawai_id == ctx.subject.pegawai_id
        or (ctx.actor.pihak_luar_id is None if luar else hasil.penilai_id != ctx.actor.pegawai_id)
    ):
        raise tolak("bukan_penilai", "Segmen ini dievaluasi oleh pejabat penilai pada hari terakhirnya.")
    return hasil


def _menjabat(ctx: Context, penilai: Penilai) -> bool:
    if penilai.penilai_id is None:
        return True
    cari = select(Posting.id).where(
        Posting.pegawai_id == penilai.penilai_id, Posting.berlaku.contains(ctx.today)
    )
    return ctx.session.scalars(cari).first() is not None


def _cuplikan(ctx: Context, skp: Skp, hasil: Penilai) -> Cuplikan:
    """Both sides as they stood on the segment's last day; the evaluator on the day for which they were found."""
    assert ctx.actor is not None
    penilai: Pihak | None
    if ctx.actor.pegawai_id is None:
        penilai = identitas_pihak_luar(ctx.session, hasil.tanggal)
    else:
        jabatan = hasil.nama_jabatan if ctx.actor.pegawai_id == hasil.penilai_id else None
        penilai = identitas_pegawai(ctx.session, ctx.actor.pegawai_id, hasil.tanggal, jabatan=jabatan)
    pegawai = identitas_pegawai(ctx.session, skp.pegawai_id, ctx.on)
    if pegawai is None or penilai is None:
        raise tolak("identitas", "Data jabatan pegawai atau penilai belum lengkap. Hubungi admin BKPP.")
    return Cuplikan(nilai_aturan(ctx, "nama_instansi"), pegawai, penilai, skp.mulai, ctx.on)


@operation("mutasi.tutup_segmen", facts={"segmen_ditutup": (True, False)})
def tutup_segmen(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Close the old SKP from the TMT on and end its planning; document and revisions stay as they are.

    Nothing is closed when the data do not say so any more: whoever keeps the segments will cancel this case.
    """
    skp = skp_dari(ctx)
    perencanaan = (
        None if skp.case_id is None else lock_case(ctx.session, skp.case_id)
    )  # before the row itself
    perubahan = kasus_terbuka(ctx.session, skp.id)
    for case_id in perubahan:
        lock_case(ctx.session, case_id)
    ctx.session.refresh(skp, with_for_update=True)
    segmen = _segmen(ctx, skp)
    if skp.status in TERTUTUP or segmen is None or segmen.tmt is None or segmen.tmt > ctx.today:
        return {"segmen_ditutup": False}
    hentikan(ctx, skp, "SKP ditutup karena mutasi.")
    for case_id in kasus_terbuka(ctx.session, skp.id):
        ctx.cancel(case_id, {"dibatalkan_karena": "segmen_ditutup"})
    skp.periode = Masa(skp.mulai, segmen.tmt)
    skp.status = StatusSkp.DITUTUP_SEGMEN
    tutup_bulan_segmen(ctx, skp, segmen.tmt)
    tutup_mph(ctx, skp.pegawai_id, skp.tahun)
    if perencanaan is not None and perencanaan.case.status == "OPEN":
        ctx.cancel(perencanaan.case.id, {"dibatalkan_karena": "segmen_ditutup"})
    ctx.session.flush()
    return {"segmen_ditutup": True}


@operation("mutasi.buka_baru", facts={"skp_baru": None, "alasan_tidak_dibuka": None})
def buka_baru(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open the SKP of the new post from the TMT to the end of the year [CONFIG batas_penetapan_skp_mutasi].

    Nothing is opened for one who left, is freed from the SKP, or whose new track has no process; the reason is kept.
    """
    lama = skp_dari(ctx)
    masa = periode_tahun(ctx.session, lama.tahun)
    terakhir = masa.hari_terakhir
    assert terakhir is not None
    (hasil,) = kewajiban(ctx.session, masa, min(ctx.today, terakhir), [lama.pegawai_id])
    if not isinstance(hasil, Wajib):
        alasan = hasil.alasan if isinstance(hasil, TidakWajib) else "SKP untuk hari ini sudah ada."
        return {"skp_baru": None, "alasan_tidak_dibuka": alasan}
    (baru,) = buka(ctx.session, lama.tahun, [hasil], ctx.now, ctx.today)
    ctx.start(
        PROSES_JALUR[hasil.jalur],
        pegawai_id=baru.pegawai_id,
        document_kind="skp",
        document_id=baru.id,
    )
    return {"skp_baru": baru.id, "alasan_tidak_dibuka": None}
