"""What a document of evaluation says: its three identity blocks as they stand, and the fingerprint that is signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.cuplikan import Pihak
from webapp.domain.kanonik import cuplikan_kanonik
from webapp.domain.penilai import Penilai, atasan_penilai
from webapp.storage.berkas import Berkas
from webapp.storage.capaian import CapaianVersi
from webapp.storage.dokumen_evaluasi import DokumenEvaluasi, Keberatan, KeberatanBerkas, penjelasan
from webapp.storage.evaluasi import EvaluasiTahunan
from webapp.storage.identitas import identitas_pegawai, identitas_pihak_luar
from webapp.storage.skp import Skp

from .naskah import cuplikan, tolak
from .registry import Context


def cuplikan_evaluasi(ctx: Context, skp: Skp) -> dict[str, Any]:
    """Employee, evaluator and the evaluator's superior of today, as JSON values. `atasan` None: there is none."""
    potret = dict(cuplikan_kanonik(cuplikan(ctx, skp)))
    potret["atasan"] = _kanonik(_atasan(ctx, skp))
    return potret


def _atasan(ctx: Context, skp: Skp) -> Pihak | None:
    hasil = atasan_penilai(skp.pegawai_id, ctx.today, ctx.organisasi)
    if not isinstance(hasil, Penilai):
        return None
    if hasil.penilai_id is None:
        return identitas_pihak_luar(ctx.session, ctx.today)
    return identitas_pegawai(ctx.session, hasil.penilai_id, ctx.today, jabatan=hasil.nama_jabatan)


def _kanonik(pihak: Pihak | None) -> dict[str, Any] | None:
    if pihak is None:
        return None
    nama = ("nama", "nip", "pangkat", "jabatan", "unit_kerja")
    return {satu: getattr(pihak, satu) for satu in nama}


def pihak_dari(data: dict[str, Any] | None) -> Pihak | None:
    """One identity block back from JSON values."""
    return None if data is None else Pihak(**data)


def sidik_evaluasi(
    session: Session, evaluasi: EvaluasiTahunan, potret: dict[str, Any], catatan: str, tempat: str
) -> str:
    """SHA-256 (hex) over everything that the document says before signatures."""
    return _sidik(
        {**_penilaian(session, evaluasi), "identitas": potret, "catatan": catatan, "tempat": tempat}
    )


def sidik_penilaian(session: Session, evaluasi: EvaluasiTahunan) -> str:
    """SHA-256 (hex) over a judgement as its signer reads it; what he adds is part of his own submission."""
    return _sidik(_penilaian(session, evaluasi))


def sidik_keberatan(session: Session, keberatan: Keberatan) -> str:
    """SHA-256 (hex) over what is decided about: the document, the objection with its evidence, the explanations."""
    dokumen = session.get_one(DokumenEvaluasi, keberatan.dokumen_id)
    bukti = (
        select(Berkas.sidik)
        .join(KeberatanBerkas, KeberatanBerkas.berkas_id == Berkas.id)
        .where(KeberatanBerkas.keberatan_id == keberatan.id)
    )
    jelas = {pihak.value: baris.isi for pihak, baris in penjelasan(session, keberatan.id).items()}
    isi = {"dokumen": dokumen.sidik, "butir": keberatan.butir, "bukti": sorted(session.scalars(bukti))}
    return _sidik({**isi, "penjelasan": jelas})


def pastikan_dilihat(jawaban: Mapping[str, Any], sidik: str) -> None:
    """The signer read what he signs: the fingerprint that his page showed is today's. Raises `Refused`."""
    if jawaban.get("sidik") != sidik:
        pesan = "Isi dokumen berbeda dari yang Anda lihat. Muat ulang halaman dan baca kembali."
        raise tolak("sidik", pesan)


def _penilaian(session: Session, evaluasi: EvaluasiTahunan) -> dict[str, Any]:
    versi = session.get_one(CapaianVersi, evaluasi.capaian_versi_id)
    return {
        "skp": evaluasi.skp_id,
        "evaluasi": evaluasi.nomor,
        "capaian": versi.predikat.value,
        "hasil_kerja": evaluasi.hasil_kerja.value,
        "alasan_hasil_kerja": evaluasi.alasan_hasil_kerja,
        "perilaku": evaluasi.perilaku.value,
        "alasan_perilaku": evaluasi.alasan_perilaku,
        "predikat": evaluasi.predikat.value,
        "tabel": evaluasi.tabel,
        "segmen": evaluasi.segmen,
    }


def _sidik(isi: Mapping[str, Any]) -> str:
    teks = json.dumps(isi, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(teks.encode()).hexdigest()
