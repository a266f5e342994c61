"""Konseling kinerja: a counsellor is appointed, meets the employee, and reports to the addressee of that kind.

What is said stays between counsellor and counselee: notes, place and report are sealed before they are stored, and no
word of them is a fact of the case [Lampiran PermenPANRB 8/2021 on counselling; UU 27/2022].
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from webapp.domain.pembinaan import (
    PENERIMA,
    JenisKonselor,
    PenerimaLaporan,
    StatusPembinaan,
    TindakKonseling,
)
from webapp.domain.penilai import Penilai, atasan_penilai, tentukan_penilai
from webapp.domain.sentences import Sentence
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.pembinaan import (
    CatatanKonseling,
    Konseling,
    LaporanKonseling,
    untuk_catatan,
    untuk_laporan,
    untuk_tempat,
)
from webapp.storage.penunjukan import ditunjuk, tunjuk

from .bimbingan import pegawai_bernip
from .naskah import nilai_aturan, tolak
from .registry import Context, operation

DOKUMEN = "konseling"
PENERIMA_LAPORAN = tuple(satu.value for satu in PenerimaLaporan)


@operation(
    "konseling.tunjuk_konselor",
    facts={"penerima_laporan": PENERIMA_LAPORAN},
    answers=("dasar_penunjukan", "jenis_konselor", "nip_konselor?"),
)
def tunjuk_konselor(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Appoint the counsellor. `jawaban`: jenis_konselor, nip_konselor, dasar_penunjukan.

    Returns to whom the report will go; where the one above is no employee, that is the PyB.
    """
    baris = konseling(ctx, StatusPembinaan.DIPICU)
    jenis = JenisKonselor(jawaban["jenis_konselor"])
    konselor = _konselor(ctx, jenis, jawaban)
    dasar = str(jawaban["dasar_penunjukan"]).strip()
    assert ctx.actor is not None
    penerima, penerima_id = _penerima(ctx, jenis, konselor)
    tunjuk(ctx.session, (DOKUMEN, baris.id), "konselor", konselor, f"{dasar}.", ctx.now, ctx.actor.akun_id)
    if penerima is PenerimaLaporan.ATASAN_KONSELOR and penerima_id is not None:
        alasan = "atasan langsung konselor."
        tunjuk(
            ctx.session,
            (DOKUMEN, baris.id),
            "atasan_konselor",
            penerima_id,
            alasan,
            ctx.now,
            ctx.actor.akun_id,
        )
    baris.jenis_konselor, baris.konselor_id, baris.dasar_penunjukan = jenis, konselor, dasar
    baris.penerima, baris.penerima_id = penerima, penerima_id
    baris.status = StatusPembinaan.DIRENCANAKAN
    _kabari(
        ctx, baris, "konselor", konselor, "Anda ditunjuk menjadi konselor. Atur jadwalnya di kotak tugas."
    )
    return {"penerima_laporan": penerima.value}


def _konselor(ctx: Context, jenis: JenisKonselor, jawaban: Mapping[str, Any]) -> int:
    penilai = tentukan_penilai(ctx.subject.pegawai_id, ctx.today, ctx.organisasi)
    penilai_id = penilai.penilai_id if isinstance(penilai, Penilai) else None
    if jenis is JenisKonselor.PENILAI:
        if penilai_id is None:
            pesan = "Pejabat penilai pegawai ini bukan pegawai. Pilih konselor yang lain."
            raise tolak("konseling.konselor", pesan, "jenis_konselor")
        return penilai_id
    konselor = pegawai_bernip(ctx, str(jawaban.get("nip_konselor") or ""), "nip_konselor")
    atasan = atasan_penilai(ctx.subject.pegawai_id, ctx.today, ctx.organisasi)
    garis = {penilai_id, atasan.penilai_id if isinstance(atasan, Penilai) else None}
    if konselor in garis:
        pesan = "Konselor tidak boleh penilai pegawai atau atasan penilainya. Pilih orang lain."
        raise tolak("konseling.tidak_independen", pesan, "nip_konselor")
    return konselor


def _penerima(ctx: Context, jenis: JenisKonselor, konselor: int) -> tuple[PenerimaLaporan, int | None]:
    """The addressee by the kind of counsellor, and the employee where it is one."""
    penerima = PENERIMA[jenis]
    if penerima is PenerimaLaporan.PYB:
        return penerima, None
    siapa = konselor if penerima is PenerimaLaporan.ATASAN_KONSELOR else None
    atas = (
        atasan_penilai(ctx.subject.pegawai_id, ctx.today, ctx.organisasi)
        if siapa is None
        else tentukan_penilai(siapa, ctx.today, ctx.organisasi)
    )
    atas_id = atas.penilai_id if isinstance(atas, Penilai) else None
    if siapa is None:
        return penerima, atas_id
    # An official's superior may be no employee, or one who must not read it: then the PyB takes the report.
    penilai = tentukan_penilai(ctx.subject.pegawai_id, ctx.today, ctx.organisasi)
    penilai_id = penilai.penilai_id if isinstance(penilai, Penilai) else None
    terhalang = atas_id is None or atas_id in (ctx.subject.pegawai_id, penilai_id)
    return (PenerimaLaporan.PYB, None) if terhalang else (penerima, atas_id)


@operation("konseling.jadwal", answers=("jam", "tanggal", "tempat"))
def jadwal(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fix time and place. `jawaban`: tanggal (ISO), jam (HH:MM), tempat. The notice names neither."""
    baris = konseling(ctx, StatusPembinaan.DIRENCANAKAN)
    _pastikan_konselor(ctx, baris)
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    hari = date.fromisoformat(jawaban["tanggal"])
    if hari < ctx.today:
        raise tolak("konseling.tanggal", "Isi hari ini atau sesudahnya.", "tanggal")
    pukul = datetime.strptime(str(jawaban["jam"])[:5], "%H:%M").time()  # noqa: DTZ007 - a time of day
    baris.jadwal = datetime.combine(hari, pukul, zona)
    baris.tempat = ctx.segel.tutup(str(jawaban["tempat"]).strip(), untuk_tempat(baris.id))
    baris.status = StatusPembinaan.BERLANGSUNG
    _kabari(ctx, baris, "jadwal", baris.pegawai_id, "Jadwal pertemuan Anda sudah ada. Bacalah di halamannya.")
    return {}


@operation(
    "konseling.pelaksanaan",
    facts={"pertemuan_lagi": ("ya", "tidak")},
    answers=("catatan", "pertemuan_lagi", "tanggal"),
)
def pelaksanaan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Note a meeting, sealed. `jawaban`: tanggal (ISO), catatan, pertemuan_lagi (ya|tidak)."""
    baris = konseling(ctx, StatusPembinaan.BERLANGSUNG)
    _pastikan_konselor(ctx, baris)
    tanggal = date.fromisoformat(jawaban["tanggal"])
    if tanggal > ctx.today:
        raise tolak("konseling.tanggal", "Isi tanggal pertemuan yang sudah berlangsung.", "tanggal")
    cari = select(func.count()).where(CatatanKonseling.konseling_id == baris.id)
    nomor = ctx.session.execute(cari).scalar_one() + 1
    assert ctx.actor is not None
    ctx.session.add(
        CatatanKonseling(
            konseling_id=baris.id,
            nomor=nomor,
            tanggal=tanggal,
            isi=ctx.segel.tutup(str(jawaban["catatan"]).strip(), untuk_catatan(baris.id, nomor)),
            akun_id=ctx.actor.akun_id,
            pada=ctx.now,
        )
    )
    if jawaban["pertemuan_lagi"] != "ya":
        baris.status = StatusPembinaan.DIEVALUASI
    return {"pertemuan_lagi": jawaban["pertemuan_lagi"]}


@operation("konseling.laporan", answers=("ringkasan", "tindak_lanjut?"))
def laporan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The report for the addressee, sealed. `jawaban`: ringkasan, tindak_lanjut (list of `TindakKonseling`)."""
    baris = konseling(ctx, StatusPembinaan.DIEVALUASI)
    _pastikan_konselor(ctx, baris)
    tindak = [TindakKonseling(satu).value for satu in jawaban.get("tindak_lanjut") or ()]
    isi = json.dumps(
        {"ringkasan": str(jawaban["ringkasan"]).strip(), "tindak_lanjut": tindak}, ensure_ascii=False
    )
    assert ctx.actor is not None
    ctx.session.add(
        LaporanKonseling(
            konseling_id=baris.id,
            isi=ctx.segel.tutup(isi, untuk_laporan(baris.id)),
            akun_id=ctx.actor.akun_id,
            pada=ctx.now,
        )
    )
    return {}


@operation("konseling.terima_pyb")
@operation("konseling.terima_atasan_konselor")
@operation("konseling.terima_atasan_penilai")
def terima(ctx: Context, _jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The addressee has read the report: the counselling is over, and the evaluator is told only that."""
    baris = konseling(ctx, StatusPembinaan.DIEVALUASI)
    if ctx.session.get(LaporanKonseling, baris.id) is None:
        raise tolak("konseling.belum_dilaporkan", "Laporan konselor belum ada. Muat ulang halaman.")
    assert ctx.actor is not None
    baris.status, baris.selesai_pada = StatusPembinaan.SELESAI, ctx.now
    baris.diterima_oleh = ctx.actor.akun_id
    penilai = tentukan_penilai(baris.pegawai_id, ctx.today, ctx.organisasi)
    if isinstance(penilai, Penilai) and penilai.penilai_id is not None:
        _kabari(ctx, baris, "selesai", penilai.penilai_id, "Satu konseling yang Anda usulkan sudah selesai.")
    _kabari(ctx, baris, "selesai", baris.pegawai_id, "Konseling Anda sudah selesai.")
    return {}


def konseling(ctx: Context, *boleh: StatusPembinaan) -> Konseling:
    """The counselling that the case is about, in a state that allows the step. Raises `Refused`."""
    baris = ctx.session.get(Konseling, ctx.subject.document_id)
    if baris is None or ctx.subject.document_kind != DOKUMEN or baris.pegawai_id != ctx.subject.pegawai_id:
        raise tolak("konseling.tidak_ada", "Konseling untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    if baris.status not in boleh:
        pesan = Sentence(
            "Konseling berstatus %(status)s, jadi langkah ini tidak dapat dijalankan. Muat ulang halaman.",
            status=baris.status,
        )
        raise tolak("konseling.status", pesan)
    return baris


def _pastikan_konselor(ctx: Context, baris: Konseling) -> None:
    penunjukan = ditunjuk(ctx.session, (DOKUMEN, baris.id), "konselor")
    if penunjukan is None or ctx.actor is None or ctx.actor.pegawai_id != penunjukan.pegawai_id:
        raise tolak("bukan_konselor", "Langkah ini dikerjakan oleh konselor yang ditunjuk.")


def _kabari(ctx: Context, baris: Konseling, hal: str, pegawai_id: int, isi: str) -> None:
    kunci = f"konseling:{baris.id}:{hal}:{pegawai_id}"
    beri_tahu(ctx.session, kunci, pegawai_id, "KONSELING", isi, f"/pembinaan/konseling/{baris.id}", ctx.now)
