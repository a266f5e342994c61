"""Bimbingan kinerja: plan, sessions, what the employee says of it (B.1.8), competences (B.1.9), and how it ends.

B.1.8 goes to the evaluator's superior, not to the one who coached; a coaching is closed only when both forms exist
[PermenPANRB 6/2022, format B.1.8 and B.1.9].
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pemantauan import Kanal
from webapp.domain.pembinaan import (
    PERNYATAAN_B18,
    HasilBimbingan,
    NilaiKompetensi,
    StatusPembinaan,
    periksa_b18,
    periksa_b19,
)
from webapp.domain.sentences import Sentence
from webapp.storage.organisasi import Pegawai, StatusAsn
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.pembinaan import Bimbingan, EvaluasiKompetensi, SesiBimbingan, TanggapanBimbingan
from webapp.storage.penunjukan import ditunjuk, tunjuk

from .naskah import nilai_aturan, pastikan_pemilik, pastikan_penilai, tolak
from .pemantauan import buka_konseling
from .registry import Context, Refused, operation

DOKUMEN = "bimbingan"
HASIL = tuple(satu.value for satu in HasilBimbingan)


@operation(
    "bimbingan.rencana",
    facts={"tinjau_pada": None},
    answers=("dasar_penunjukan", "nip_pembimbing", "pembimbing", "rencana", "tujuan"),
)
def rencana(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Plan the coaching. `jawaban`: pembimbing (saya|lain), nip_pembimbing, dasar_penunjukan, tujuan, rencana.

    It is looked at again after [CONFIG bimbingan_tinjau_bulan] months.
    """
    pastikan_penilai(ctx)
    baris = bimbingan(ctx, StatusPembinaan.DIPICU)
    pembimbing = _pembimbing(ctx, jawaban)
    alasan = "ditugasi pejabat penilai."
    if jawaban["pembimbing"] == "lain":
        baris.dasar_penunjukan = str(jawaban["dasar_penunjukan"]).strip()
        alasan = f"penugasan khusus, {baris.dasar_penunjukan}."
    assert ctx.actor is not None
    tunjuk(ctx.session, (DOKUMEN, baris.id), "pembimbing", pembimbing, alasan, ctx.now, ctx.actor.akun_id)
    baris.pembimbing_id = pembimbing
    baris.tujuan, baris.rencana = str(jawaban["tujuan"]).strip(), str(jawaban["rencana"]).strip()
    baris.tinjau_pada = tambah_bulan(ctx.today, int(nilai_aturan(ctx, "bimbingan_tinjau_bulan")))
    baris.status = StatusPembinaan.DIRENCANAKAN
    _kabari(
        ctx,
        baris,
        "rencana",
        baris.pegawai_id,
        "Bimbingan kinerja Anda sudah direncanakan. Bacalah tujuannya.",
    )
    if pembimbing != ctx.actor.pegawai_id:
        _kabari(ctx, baris, "pembimbing", pembimbing, "Anda ditugasi menjadi pembimbing kinerja.")
    return {"tinjau_pada": baris.tinjau_pada.isoformat()}


def tambah_bulan(hari: date, bulan: int) -> date:
    """The same day some months later, or that month's last."""
    tahun, sisa = divmod(hari.month - 1 + bulan, 12)
    return date(hari.year + tahun, sisa + 1, min(hari.day, monthrange(hari.year + tahun, sisa + 1)[1]))


def _pembimbing(ctx: Context, jawaban: Mapping[str, Any]) -> int:
    assert ctx.actor is not None
    if jawaban["pembimbing"] == "saya":
        if ctx.actor.pegawai_id is None:
            raise tolak("bimbingan.pembimbing", "Pilih pegawai lain sebagai pembimbing.", "pembimbing")
        return ctx.actor.pegawai_id
    return pegawai_bernip(ctx, str(jawaban["nip_pembimbing"]), "nip_pembimbing")


def pegawai_bernip(ctx: Context, nip: str, letak: str) -> int:
    """An active employee by NIP, not the one whom the case is about. Raises `Refused` on `letak`."""
    angka = "".join(satu for satu in nip if satu.isdigit())
    cari = select(Pegawai.id).where(Pegawai.nip == angka, Pegawai.status_asn == StatusAsn.AKTIF)
    pegawai_id = ctx.session.scalars(cari).one_or_none()
    if pegawai_id is None:
        raise tolak("pegawai.nip", "NIP ini tidak dikenal. Periksa kedelapan belas angkanya.", letak)
    if pegawai_id == ctx.subject.pegawai_id:
        raise tolak("pegawai.diri_sendiri", "Pilih orang lain: ini pegawai yang dibina.", letak)
    return pegawai_id


@operation(
    "bimbingan.sesi",
    facts={"sesi_lagi": ("ya", "tidak")},
    answers=("isi", "kanal", "sesi_lagi", "tanggal", "kesepakatan?"),
)
def sesi(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Record a session. `jawaban`: tanggal (ISO), kanal, isi, kesepakatan, sesi_lagi (ya|tidak)."""
    baris = bimbingan(ctx, StatusPembinaan.DIRENCANAKAN, StatusPembinaan.BERLANGSUNG)
    _pastikan_pembimbing(ctx, baris)
    tanggal = date.fromisoformat(jawaban["tanggal"])
    if not baris.dipicu_pada.date() <= tanggal <= ctx.today:
        raise tolak(
            "bimbingan.tanggal", "Isi tanggal sesi yang sudah berlangsung dalam bimbingan ini.", "tanggal"
        )
    cari = select(func.count()).where(SesiBimbingan.bimbingan_id == baris.id)
    assert ctx.actor is not None
    ctx.session.add(
        SesiBimbingan(
            bimbingan_id=baris.id,
            nomor=ctx.session.execute(cari).scalar_one() + 1,
            tanggal=tanggal,
            kanal=Kanal(jawaban["kanal"]),
            isi=str(jawaban["isi"]).strip(),
            kesepakatan=str(jawaban.get("kesepakatan") or "").strip() or None,
            akun_id=ctx.actor.akun_id,
            pada=ctx.now,
        )
    )
    lagi = jawaban["sesi_lagi"] == "ya"
    baris.status = StatusPembinaan.BERLANGSUNG if lagi else StatusPembinaan.MENUNGGU_UMPAN_BALIK
    if not lagi:
        _kabari(
            ctx,
            baris,
            "b18",
            baris.pegawai_id,
            "Bimbingan selesai. Isi umpan balik bimbingan di kotak tugas.",
        )
    return {"sesi_lagi": jawaban["sesi_lagi"]}


def _pastikan_pembimbing(ctx: Context, baris: Bimbingan) -> None:
    penunjukan = ditunjuk(ctx.session, (DOKUMEN, baris.id), "pembimbing")
    if penunjukan is None or ctx.actor is None or ctx.actor.pegawai_id != penunjukan.pegawai_id:
        raise tolak("bukan_pembimbing", "Sesi bimbingan dicatat oleh pembimbing yang ditunjuk.")


@operation("bimbingan.umpan_balik", answers=("catatan?", *(f"p{n}?" for n in range(1, 10))))
def umpan_balik(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Format B.1.8 by the employee. `jawaban`: p1 to p9 ("1" to "4"), catatan."""
    pastikan_pemilik(ctx)
    baris = bimbingan(ctx, StatusPembinaan.MENUNGGU_UMPAN_BALIK)
    nilai = [_bulat(jawaban.get(f"p{nomor}")) for nomor in range(1, len(PERNYATAAN_B18) + 1)]
    salah = periksa_b18(nilai)
    if salah:
        raise Refused(salah)
    assert ctx.actor is not None
    catatan = str(jawaban.get("catatan") or "").strip() or None
    ctx.session.add(
        TanggapanBimbingan(
            bimbingan_id=baris.id, jawaban=nilai, catatan=catatan, akun_id=ctx.actor.akun_id, pada=ctx.now
        )
    )
    baris.status = StatusPembinaan.DIEVALUASI
    return {}


def _bulat(nilai: Any) -> int | None:
    """A whole number as forms give it; None for anything else."""
    if isinstance(nilai, str):
        return int(nilai) if nilai.isascii() and nilai.isdecimal() and len(nilai) <= 9 else None
    if isinstance(nilai, int | float | Decimal) and not isinstance(nilai, bool):
        return int(nilai) if nilai == int(nilai) else None
    return None


@operation("bimbingan.baca_umpan_balik")
def baca_umpan_balik(ctx: Context, _jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The evaluator's superior has read B.1.8."""
    baris = bimbingan(ctx, StatusPembinaan.DIEVALUASI)
    assert ctx.actor is not None
    if ctx.actor.pegawai_id is not None and ctx.actor.pegawai_id in (baris.pegawai_id, baris.pembimbing_id):
        raise tolak("bimbingan.pembaca", "Umpan balik ini dibaca oleh atasan pejabat penilai.")
    baris.b18_dibaca_pada, baris.b18_dibaca_oleh = ctx.now, ctx.actor.akun_id
    return {}


@operation("bimbingan.evaluasi", answers=("kompetensi?",))
def evaluasi(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Format B.1.9 by the evaluator. `jawaban`: kompetensi, a list of {kompetensi, nilai (1 to 5), alasan}."""
    pastikan_penilai(ctx)
    baris = bimbingan(ctx, StatusPembinaan.DIEVALUASI)
    nilai, salah = _nilai_kompetensi(jawaban.get("kompetensi") or [])
    salah += periksa_b19(nilai) if not salah else []
    if salah:
        raise Refused(salah)
    assert ctx.actor is not None
    ctx.session.add_all(
        EvaluasiKompetensi(
            bimbingan_id=baris.id,
            urutan=urutan,
            kompetensi=satu.kompetensi,
            nilai=satu.nilai,
            alasan=satu.alasan,
            akun_id=ctx.actor.akun_id,
            pada=ctx.now,
        )
        for urutan, satu in enumerate(nilai, start=1)
    )
    return {}


def _nilai_kompetensi(isian: list[Mapping[str, Any]]) -> tuple[list[NilaiKompetensi], list[Pelanggaran]]:
    nilai, salah = [], []
    for nomor, satu in enumerate(isian):
        angka = _bulat(satu.get("nilai"))
        if angka is None:
            salah.append(
                Pelanggaran("b19.nilai", "Nilai kompetensi 1 sampai 5.", f"kompetensi[{nomor}].nilai")
            )
            continue
        nama, alasan = str(satu.get("kompetensi") or "").strip(), str(satu.get("alasan") or "").strip()
        nilai.append(NilaiKompetensi(nama, angka, alasan))
    return nilai, salah


@operation("bimbingan.hasil", facts={"hasil_bimbingan": HASIL}, answers=("hasil_bimbingan", "catatan_hasil?"))
def hasil(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """How the coaching ends. `jawaban`: hasil_bimbingan, catatan_hasil. Both forms must exist."""
    pastikan_penilai(ctx)
    baris = bimbingan(ctx, StatusPembinaan.DIEVALUASI)
    ada_b18 = ctx.session.get(TanggapanBimbingan, baris.id) is not None
    cari = select(EvaluasiKompetensi.urutan).where(EvaluasiKompetensi.bimbingan_id == baris.id)
    if not ada_b18 or ctx.session.scalars(cari).first() is None:
        pesan = (
            "Bimbingan ditutup setelah umpan balik pegawai (B.1.8) dan evaluasi kompetensi (B.1.9) terisi."
        )
        raise tolak("bimbingan.belum_lengkap", pesan, "hasil_bimbingan")
    baris.hasil = HasilBimbingan(jawaban["hasil_bimbingan"])
    baris.catatan_hasil = str(jawaban.get("catatan_hasil") or "").strip() or None
    baris.status, baris.selesai_pada = StatusPembinaan.SELESAI, ctx.now
    _kabari(
        ctx, baris, "selesai", baris.pegawai_id, "Bimbingan kinerja Anda sudah ditutup. Bacalah hasilnya."
    )
    return {"hasil_bimbingan": baris.hasil.value}


@operation("bimbingan.lanjut_konseling")
def lanjut_konseling(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Go on with a counselling, unless one is under way."""
    baris = bimbingan(ctx, StatusPembinaan.SELESAI)
    buka_konseling(ctx, baris.skp_id, baris.pegawai_id, baris.dipicu_oleh, bimbingan_id=baris.id)
    return {}


def bimbingan(ctx: Context, *boleh: StatusPembinaan) -> Bimbingan:
    """The coaching that the case is about, in a state that allows the step. Raises `Refused`."""
    baris = ctx.session.get(Bimbingan, ctx.subject.document_id)
    if baris is None or ctx.subject.document_kind != DOKUMEN or baris.pegawai_id != ctx.subject.pegawai_id:
        raise tolak("bimbingan.tidak_ada", "Bimbingan untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    if baris.status not in boleh:
        pesan = Sentence(
            "Bimbingan berstatus %(status)s, jadi langkah ini tidak dapat dijalankan. Muat ulang halaman.",
            status=baris.status,
        )
        raise tolak("bimbingan.status", pesan)
    return baris


def _kabari(ctx: Context, baris: Bimbingan, hal: str, pegawai_id: int, isi: str) -> None:
    kunci = f"bimbingan:{baris.id}:{hal}:{pegawai_id}"
    beri_tahu(ctx.session, kunci, pegawai_id, "BIMBINGAN", isi, f"/pembinaan/bimbingan/{baris.id}", ctx.now)
