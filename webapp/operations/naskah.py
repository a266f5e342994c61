"""Helpers that the phases share: the SKP of a case, its open revision, and the checks every act begins with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.cuplikan import Cuplikan, Pihak
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penilai import Penilai, jalur_atasan, tentukan_penilai
from webapp.domain.sentences import Sentence
from webapp.domain.skp import StatusSkp
from webapp.storage.aturan import nilai_aturan as aturan
from webapp.storage.dialog import Dialog, PeranHasil, PernyataanUlang
from webapp.storage.identitas import identitas_pegawai, identitas_pihak_luar
from webapp.storage.naskah import TandaTangan
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

from .registry import Context, Refused


def tolak(kode: str, pesan: str, letak: str | None = None) -> Refused:
    """One refusal, ready to raise."""
    return Refused([Pelanggaran(kode, pesan, letak)])


def skp_dari(ctx: Context) -> Skp:
    """The SKP that the case is about."""
    skp = ctx.session.get(Skp, ctx.subject.document_id)
    if skp is None or skp.pegawai_id != ctx.subject.pegawai_id:
        raise tolak("skp.tidak_ada", "SKP untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    return skp


def pastikan_status(skp: Skp, *boleh: StatusSkp) -> None:
    """Refuse an act that does not fit the state the document is in."""
    if skp.status not in boleh:
        pesan = Sentence(
            "SKP berstatus %(status)s, jadi langkah ini tidak dapat dijalankan. Muat ulang halaman.",
            status=skp.status,
        )
        raise tolak("skp.status", pesan)


def revisi_sedang_dibuka(session: Session, skp_id: int) -> SkpRevisi | None:
    """The revision that is being worked on (draft, submitted or locked), if there is one."""
    terbuka = ("DRAF", "DIAJUKAN", "DIKUNCI")
    cari = select(SkpRevisi).where(SkpRevisi.skp_id == skp_id, SkpRevisi.status.in_(terbuka))
    return session.scalars(cari).one_or_none()


def pastikan_tahap(ctx: Context, skp: Skp, tahap: StatusSkp) -> None:
    """Refuse an act of penetapan out of its turn.

    A first penetapan moves the SKP's own state. During a change the SKP stays PERUBAHAN, because a version is in
    force, and the turn is read from the revision and its signature: the same states in the same order.
    """
    kini = skp.status if skp.status is not StatusSkp.PERUBAHAN else _tahap_revisi(ctx, skp)
    if kini is not tahap:
        pesan = Sentence(
            "SKP berstatus %(kini)s, jadi langkah ini tidak dapat dijalankan. Muat ulang halaman.", kini=kini
        )
        raise tolak("skp.status", pesan)


def _tahap_revisi(ctx: Context, skp: Skp) -> StatusSkp:
    revisi = revisi_terbuka(ctx, skp)
    if revisi.status is not StatusRevisi.DIKUNCI:
        return StatusSkp(revisi.status.value)
    bertanda = select(TandaTangan.id).where(TandaTangan.revisi_id == revisi.id, TandaTangan.urutan == 1)
    if ctx.session.scalars(bertanda).first() is None:
        return StatusSkp.MENUNGGU_TTD_PEGAWAI
    return StatusSkp.MENUNGGU_PENETAPAN


def pindah(skp: Skp, tahap: StatusSkp) -> None:
    """The next turn of penetapan; during a change the revision alone tells it."""
    if skp.status is not StatusSkp.PERUBAHAN:
        skp.status = tahap


def revisi_terbuka(ctx: Context, skp: Skp) -> SkpRevisi:
    """The revision that is being worked on. Refuses when there is none."""
    revisi = revisi_sedang_dibuka(ctx.session, skp.id)
    if revisi is None:
        raise tolak(
            "revisi.tidak_ada", "Naskah SKP yang sedang dikerjakan tidak ditemukan. Hubungi admin BKPP."
        )
    return revisi


def pastikan_pemilik(ctx: Context) -> None:
    """Only the owner writes an own SKP [PermenPANRB 6/2022: the employee draws up the SKP]."""
    if ctx.actor is None or ctx.actor.pegawai_id != ctx.subject.pegawai_id:
        raise tolak("bukan_pemilik", "Hanya pegawai pemilik SKP yang dapat mengisi dan mengajukannya.")


def pastikan_penilai(ctx: Context) -> Penilai:
    """The actor is the evaluator on this day, and never the owner, whatever the diagram says."""
    hasil = tentukan_penilai(ctx.subject.pegawai_id, ctx.on, ctx.organisasi, urusan=ctx.urusan)
    if ctx.actor is None or ctx.actor.pegawai_id == ctx.subject.pegawai_id:
        raise tolak("bukan_penilai", "SKP ditetapkan oleh pejabat penilai, bukan oleh pemiliknya.")
    if not isinstance(hasil, Penilai):
        raise tolak("tanpa_penilai", "Pejabat penilai belum ada pada tanggal ini. Hubungi admin BKPP.")
    if (ctx.mandate or {}).get("kapasitas") == "ALIHAN":
        return _alihan(ctx, hasil)
    luar = hasil.penilai_id is None and ctx.actor.pihak_luar_id is not None
    if not luar and (hasil.penilai_id is None or hasil.penilai_id != ctx.actor.pegawai_id):
        raise tolak(
            "bukan_penilai",
            Sentence(
                "Pejabat penilai pada tanggal ini adalah %(nama_jabatan)s.", nama_jabatan=hasil.nama_jabatan
            ),
        )
    return hasil


def _alihan(ctx: Context, hasil: Penilai) -> Penilai:
    """A step given by name stays in the employee's own line of superiors, whatever the service says."""
    assert ctx.actor is not None
    if ctx.actor.pegawai_id not in {
        satu.penilai_id for satu in jalur_atasan(ctx.subject.pegawai_id, ctx.on, ctx.organisasi)
    }:
        raise tolak(
            "bukan_atasan", "Tugas hanya dapat dialihkan kepada atasan pegawai ini. Hubungi admin BKPP."
        )
    return hasil


def cuplikan(ctx: Context, skp: Skp) -> Cuplikan:
    """The identity block as it stands today: name, rank, post and unit of both, and the period."""
    hasil = tentukan_penilai(skp.pegawai_id, ctx.today, ctx.organisasi)
    if not isinstance(hasil, Penilai):
        raise tolak("tanpa_penilai", "Pejabat penilai belum ada pada tanggal ini. Hubungi admin BKPP.")
    penilai: Pihak | None
    if hasil.penilai_id is None:
        penilai = identitas_pihak_luar(ctx.session, ctx.today)
    else:
        penilai = identitas_pegawai(ctx.session, hasil.penilai_id, ctx.today, jabatan=hasil.nama_jabatan)
    pegawai = identitas_pegawai(ctx.session, skp.pegawai_id, ctx.today)
    if pegawai is None or penilai is None:
        raise tolak("identitas", "Data jabatan pegawai atau penilai belum lengkap. Hubungi admin BKPP.")
    return Cuplikan(nilai_aturan(ctx, "nama_instansi"), pegawai, penilai, skp.mulai, skp.selesai)


def nilai_aturan(ctx: Context, kunci: str) -> str:
    """A rule value that holds today."""
    nilai = aturan(ctx.session, kunci, ctx.today)
    if nilai is None:
        raise tolak(
            "aturan",
            Sentence("Aturan '%(kunci)s' belum diisi untuk tanggal ini. Hubungi admin BKPP.", kunci=kunci),
        )
    return str(nilai)


def dialog_terakhir(ctx: Context, skp_id: int) -> Dialog | None:
    """The latest record of the dialogue."""
    cari = select(Dialog).where(Dialog.skp_id == skp_id).order_by(Dialog.id.desc()).limit(1)
    return ctx.session.scalars(cari).one_or_none()


def peran_hasil(ctx: Context, skp_id: int) -> list[PeranHasil]:
    """The MPH cells given to the employee, in order."""
    cari = select(PeranHasil).where(PeranHasil.skp_id == skp_id).order_by(PeranHasil.urutan)
    return list(ctx.session.scalars(cari))


def pernyataan_terakhir(ctx: Context, skp_id: int) -> dict[str, str]:
    """The employee's latest words for each MPH cell, by the cell's key."""
    cari = (
        select(PeranHasil.kunci, PernyataanUlang.isi)
        .join(PernyataanUlang, PernyataanUlang.peran_hasil_id == PeranHasil.id)
        .where(PeranHasil.skp_id == skp_id)
        .order_by(PernyataanUlang.id)
    )
    return {satu.kunci: satu.isi for satu in ctx.session.execute(cari)}
