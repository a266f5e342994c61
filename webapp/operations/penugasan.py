"""The registry of mandates: proposed, verified by a second person, in force, ended [SE BKN 1/SE/I/2021].

A mandate gives a right over others, so every rule is checked when it is proposed and again when it is approved, and
nobody decides about an own proposal, an own mandate, or an evaluator over oneself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from webapp.domain.mandat import NAMA_MANDAT, StatusMandat, UsulMandat, periksa_mandat
from webapp.domain.masa import Masa
from webapp.domain.pelanggaran import Pelanggaran, penolakan
from webapp.domain.sentences import Sentence
from webapp.domain.tanggal import cetak_tanggal
from webapp.storage.akun import same_person
from webapp.storage.audit import AuditEvent
from webapp.storage.mandat import (
    bergiliran,
    ingatkan_hari_sebelum,
    mandat_beririsan,
    syarat_mandat,
    ujung,
    usul_dari,
)
from webapp.storage.pemberitahuan import beri_tahu, penerima_peran
from webapp.storage.queries import muat_organisasi
from webapp.storage.registri import Mandat

from .naskah import nilai_aturan, tolak
from .registry import Context, Refused, operation

PUTUSAN = ("setujui", "kembalikan", "tolak")
TINDAKAN = ("ajukan", "tarik")
TAK_BERAKHIR = date(2999, 12, 31)
"""When the timer of a mandate without an end is due."""


def periksa_usul(session: Session, usul: UsulMandat, kecuali: int | None = None) -> list[Pelanggaran]:
    """Everything that forbids the mandate, and what its verifier should know (warnings)."""
    bagan = muat_organisasi(session, usul.masa.mulai, ujung(usul.masa))
    salah = periksa_mandat(usul, bagan, syarat_mandat(session, usul.masa.mulai))
    if not penolakan(salah):
        for lain in mandat_beririsan(session, usul, kecuali):
            akhir = lain.berlaku.hari_terakhir
            sampai = Sentence(" sampai %(akhir)s", akhir=akhir) if akhir else ""
            pesan = Sentence(
                "Sudah ada %(nama_mandat)s lain (%(nomor_surat)s) sejak %(mulai)s%(sampai)s. "
                "Akhiri dahulu yang lama, atau ubah tanggalnya.",
                nama_mandat=Sentence(NAMA_MANDAT[lain.jenis]),
                nomor_surat=lain.nomor_surat,
                mulai=lain.berlaku.mulai,
                sampai=sampai,
            )
            salah.append(Pelanggaran("mandat.beririsan", pesan, "mulai"))
    return salah


@operation("penugasan.catat", facts={"berlaku_mulai": None, "ingatkan_pada": None, "berlaku_habis": None})
def catat(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the proposal in: when it begins, when its end is near, and when it is over."""
    mandat = _mandat(ctx)
    _pastikan_status(mandat, StatusMandat.USUL)
    zona = ZoneInfo(nilai_aturan(ctx, "zona_waktu"))
    habis = mandat.berlaku.sampai or TAK_BERAKHIR
    sebelum = timedelta(days=ingatkan_hari_sebelum(ctx.session, ctx.today))
    return {
        "berlaku_mulai": _awal(mandat.berlaku.mulai, zona),
        "ingatkan_pada": _awal(max(mandat.berlaku.mulai, habis - sebelum), zona),
        "berlaku_habis": _awal(habis, zona),
    }


def _awal(hari: date, zona: ZoneInfo) -> str:
    return datetime.combine(hari, datetime.min.time(), zona).isoformat()


@operation("penugasan.verifikasi", facts={"putusan": PUTUSAN}, answers=("putusan", "catatan?"))
def verifikasi(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """BKPP decides. `jawaban`: putusan, catatan (needed when returned or refused)."""
    mandat = _mandat(ctx)
    _pastikan_status(mandat, StatusMandat.USUL)
    _pastikan_bebas(ctx, mandat)
    putusan, catatan = jawaban["putusan"], str(jawaban.get("catatan") or "").strip()
    if putusan == "setujui":
        bergiliran(ctx.session)
        salah = penolakan(periksa_usul(ctx.session, usul_dari(mandat), mandat.id))
        if salah:
            raise Refused([Pelanggaran(satu.kode, satu.pesan, "putusan") for satu in salah])
    assert ctx.actor is not None
    mandat.diputuskan_oleh, mandat.diputuskan_pada = ctx.actor.akun_id, ctx.now
    mandat.catatan_putusan = catatan or None
    if putusan == "tolak":
        mandat.status = StatusMandat.DITOLAK
    elif putusan == "kembalikan":
        mandat.status = StatusMandat.DIKEMBALIKAN
    if putusan != "setujui":
        kata = "ditolak" if putusan == "tolak" else "dikembalikan untuk diperbaiki"
        _kabari(ctx, mandat, f"putusan:{ctx.key}", f"Usul {_sebut(mandat)} {kata}: {catatan}", set())
    return {"putusan": putusan}


def _pastikan_bebas(ctx: Context, mandat: Mandat) -> None:
    """Four eyes: the verifier is neither the proposer, nor the holder, nor the one who is evaluated."""
    assert ctx.actor is not None
    if same_person(ctx.session, ctx.actor.akun_id, mandat.diusulkan_oleh):
        raise tolak("mandat.pengusul", "Usul Anda sendiri diverifikasi oleh admin BKPP yang lain.", "putusan")
    if ctx.actor.pegawai_id is not None and ctx.actor.pegawai_id in (mandat.pegawai_id, mandat.dinilai_id):
        pesan = "Usul ini menyangkut diri Anda, jadi diverifikasi oleh admin BKPP yang lain."
        raise tolak("mandat.diri_sendiri", pesan, "putusan")


@operation("penugasan.perbaiki", facts={"tindakan": TINDAKAN})
def perbaiki(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The proposer mends a returned proposal, or withdraws it. `jawaban`: tindakan, and the columns to change."""
    mandat = _mandat(ctx)
    _pastikan_status(mandat, StatusMandat.DIKEMBALIKAN)
    if jawaban["tindakan"] == "tarik":
        mandat.status = StatusMandat.DITARIK
        return {"tindakan": "tarik"}
    for kolom, nilai in jawaban["isi"].items():
        setattr(mandat, kolom, nilai)
    salah = penolakan(periksa_usul(ctx.session, usul_dari(mandat), mandat.id))
    if salah:
        raise Refused(salah)
    mandat.status = StatusMandat.USUL
    mandat.diputuskan_oleh = mandat.diputuskan_pada = mandat.catatan_putusan = None
    return {"tindakan": "ajukan"}


@operation("penugasan.aktifkan")
def aktifkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The mandate is in the registry from now on; it counts on the days of its period."""
    mandat = _mandat(ctx)
    _pastikan_status(mandat, StatusMandat.USUL)
    mandat.status = StatusMandat.AKTIF
    ctx.session.flush()
    rincian = {"jenis": mandat.jenis.value, "surat": mandat.nomor_surat, "pegawai_id": mandat.pegawai_id}
    rincian |= {nama: getattr(mandat, nama) for nama in ("jabatan_id", "unit_id", "dinilai_id")}
    rincian |= {"mulai": mandat.berlaku.mulai.isoformat(), "sampai": str(mandat.berlaku.hari_terakhir or "")}
    ctx.session.add(
        AuditEvent(
            at=ctx.now,
            actor_id=mandat.diputuskan_oleh,
            kind="mandat_aktif",
            object_kind="mandat",
            object_id=mandat.id,
            detail=rincian,
        )
    )
    mulai = cetak_tanggal(mandat.berlaku.mulai)
    _kabari(ctx, mandat, "aktif", f"{_sebut(mandat)} disetujui dan berlaku mulai {mulai}.", set())
    return {}


@operation("penugasan.ingatkan")
def ingatkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Warn that the end is near: the holder, the proposer and BKPP."""
    mandat = _mandat(ctx)
    habis = mandat.berlaku.hari_terakhir
    if mandat.status is StatusMandat.AKTIF and habis is not None:
        isi = f"{_sebut(mandat)} berakhir {cetak_tanggal(habis)}. Bila masih diperlukan, usulkan surat baru."
        _kabari(ctx, mandat, f"akan-habis:{habis}", isi, penerima_peran(ctx.session, ("admin_bkpp",)))
    return {}


@operation("penugasan.masa_berlaku", answers=("alasan_akhir", "tanggal_akhir"))
def akhiri_lebih_awal(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """End an approved mandate before its last day. `jawaban`: tanggal_akhir (ISO, its new last day), alasan_akhir."""
    mandat = _mandat(ctx)
    _pastikan_status(mandat, StatusMandat.AKTIF)
    _pastikan_bebas_memutus(ctx, mandat)
    akhir = date.fromisoformat(jawaban["tanggal_akhir"])
    paling_awal = max(mandat.berlaku.mulai, ctx.today - timedelta(days=1))
    if akhir < paling_awal:
        pesan = Sentence(
            "Hari terakhir paling awal %(paling_awal)s: hak yang sudah dipakai tidak ditarik mundur.",
            paling_awal=paling_awal,
        )
        raise tolak("mandat.mundur", pesan, "tanggal_akhir")
    if mandat.berlaku.hari_terakhir is not None and akhir >= mandat.berlaku.hari_terakhir:
        pesan = Sentence(
            "Penugasan ini memang berakhir %(hari_terakhir)s. Isi tanggal sebelumnya.",
            hari_terakhir=mandat.berlaku.hari_terakhir,
        )
        raise tolak("mandat.tidak_lebih_awal", pesan, "tanggal_akhir")
    mandat.berlaku = Masa.inklusif(mandat.berlaku.mulai, akhir)
    _tutup(ctx, mandat, str(jawaban["alasan_akhir"]).strip())
    return {}


def _pastikan_bebas_memutus(ctx: Context, mandat: Mandat) -> None:
    assert ctx.actor is not None
    if ctx.actor.pegawai_id is not None and ctx.actor.pegawai_id in (mandat.pegawai_id, mandat.dinilai_id):
        pesan = "Penugasan ini menyangkut diri Anda, jadi diakhiri oleh admin BKPP yang lain."
        raise tolak("mandat.diri_sendiri", pesan, "tanggal_akhir")


@operation("penugasan.akhiri")
def akhiri(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The last day is over."""
    mandat = _mandat(ctx)
    if mandat.status is StatusMandat.AKTIF:
        _tutup(ctx, mandat, "Masa berlakunya habis.")
    return {}


def _tutup(ctx: Context, mandat: Mandat, alasan: str) -> None:
    mandat.status, mandat.diakhiri_pada, mandat.alasan_akhir = StatusMandat.BERAKHIR, ctx.now, alasan
    habis = mandat.berlaku.hari_terakhir
    isi = f"{_sebut(mandat)} berakhir {cetak_tanggal(habis) if habis else ''}: {alasan}"
    _kabari(ctx, mandat, f"akhir:{habis}", isi, penerima_peran(ctx.session, ("admin_bkpp",)))


def _mandat(ctx: Context) -> Mandat:
    mandat = ctx.session.get(Mandat, ctx.subject.document_id)
    if mandat is None or ctx.subject.document_kind != "mandat":
        raise tolak("mandat.tidak_ada", "Penugasan untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    return mandat


def _pastikan_status(mandat: Mandat, boleh: StatusMandat) -> None:
    if mandat.status is not boleh:
        pesan = Sentence(
            "Penugasan berstatus %(status)s, jadi langkah ini tidak dapat dijalankan. Muat ulang halaman.",
            status=mandat.status,
        )
        raise tolak("mandat.status", pesan)


def _sebut(mandat: Mandat) -> str:
    return f"{NAMA_MANDAT[mandat.jenis]} ({mandat.nomor_surat})"


def _kabari(ctx: Context, mandat: Mandat, kunci: str, isi: str, lagi: set[int]) -> None:
    """Tell the holder, the one concerned, and those named, each exactly once."""
    penerima = lagi | {satu for satu in (mandat.pegawai_id, mandat.dinilai_id) if satu is not None}
    for pegawai_id in sorted(penerima):
        satu = f"mandat:{mandat.id}:{kunci}:{pegawai_id}"
        beri_tahu(ctx.session, satu, pegawai_id, "PENUGASAN", isi, f"/penugasan/{mandat.id}", ctx.now)
