"""One submission of a board: whom it counts, what the pattern of the unit says, and whether it is an exception.

The guard is soft [SE MenPANRB 3/2023]: a departure without a reason is refused; with a reason it is stored in the open,
for the superior and BKPP. A small unit only gets advice and is counted again with the unit above [CONFIG].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.capaian import unit_capaian
from webapp.domain.distribusi import (
    HasilDistribusi,
    Pembulatan,
    SyaratPola,
    baca_pola,
    gabungkan,
    hitung,
    periksa_distribusi,
)
from webapp.domain.organisasi import Organisasi
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penilai import Penilai
from webapp.domain.predikat import Predikat
from webapp.storage.aturan import nilai_aturan
from webapp.storage.capaian import CapaianVersi, capaian_berlaku, kunci_capaian
from webapp.storage.evaluasi import Papan, terhitung
from webapp.storage.skp import Skp

from .naskah import skp_dari, tolak
from .pelaku import pelaku
from .registry import Context, Refused

POLA = "pola_distribusi"
BERALASAN = "Sebaran ini menyimpang dari pola. Sesuaikan penilaian, atau tulis alasan agar dapat dikirim."


@dataclass(frozen=True)
class Baris:
    """One person of a submission, with the predikat that the ratings give."""

    skp_id: int
    predikat: Predikat


def unit_papan(penilai: Penilai) -> int | None:
    """The unit whose board this evaluator keeps; None above all units."""
    if penilai.unit_id is not None:
        return penilai.unit_id
    return None if penilai.jabatan is None else penilai.jabatan.unit_id


def capaian_papan(
    session: Session, tahun: int, unit_id: int | None, hari: date, organisasi: Organisasi
) -> CapaianVersi | None:
    """The unit's result that shapes a board; None above all units, or while it is not set."""
    if unit_id is None:
        return None
    return capaian_berlaku(session, kunci_capaian(tahun, unit_capaian(unit_id, hari, organisasi)))


def syarat_pola(session: Session, hari: date) -> SyaratPola:
    """What the agency has settled about the patterns [CONFIG n_minimum_kurva, pembulatan_kurva]."""
    pembulatan = nilai_aturan(session, "pembulatan_kurva", hari) or Pembulatan.KETAT
    return SyaratPola(int(nilai_aturan(session, "n_minimum_kurva", hari) or 0), Pembulatan(pembulatan))


def hitung_papan(
    session: Session, tahun: int, unit_id: int | None, penilai_id: int | None, baris: Sequence[Baris]
) -> tuple[dict[Predikat, int], dict[Predikat, int]]:
    """The people of a board and, apart, those of small units below that are counted with it.

    Who was rated on an earlier submission of the same board still counts.
    """
    dulu = terhitung(session, tahun, unit_id=unit_id, penilai_id=penilai_id)
    kini = {**dulu, **{satu.skp_id: satu.predikat for satu in baris}}
    bawah = {} if unit_id is None else terhitung(session, tahun, induk_unit_id=unit_id)
    return hitung(kini.values()), hitung(satu for skp, satu in bawah.items() if skp not in kini)


def catat_papan(ctx: Context, penilai: Penilai, kunci: UUID, baris: Sequence[Baris], alasan: str) -> Papan:
    """The row of this submission, made with its first person. Refused where the pattern asks for a reason."""
    ada = ctx.session.scalars(select(Papan).where(Papan.kunci == kunci)).one_or_none()
    if ada is not None:
        return _milik_sendiri(ctx, ada)
    tahun, unit_id = skp_dari(ctx).tahun, unit_papan(penilai)
    _pastikan_setahun(ctx, tahun, baris)
    sendiri, bawah = hitung_papan(ctx.session, tahun, unit_id, penilai.penilai_id, baris)
    versi = capaian_papan(ctx.session, tahun, unit_id, ctx.today, ctx.organisasi)
    hasil, sidik = _periksa(ctx, versi, gabungkan([sendiri, bawah]))
    pesan = [satu.pesan for satu in hasil.penyimpangan] if hasil else []
    perlu = hasil is not None and hasil.perlu_alasan
    if perlu and not alasan:
        salah = [Pelanggaran("distribusi", satu, "alasan_papan") for satu in pesan]
        raise Refused([*salah, Pelanggaran("distribusi.alasan", BERALASAN, "alasan_papan")])
    papan = Papan(
        kunci=kunci,
        tahun=tahun,
        unit_id=unit_id,
        induk_unit_id=_induk(ctx, unit_id),
        capaian_versi_id=None if versi is None else versi.id,
        jumlah=sum(sendiri.values()),
        hitungan=_angka(sendiri),
        pelanggaran=pesan,
        alasan=alasan if perlu else "",
        saran_saja=hasil is not None and hasil.unit_kecil,
        pengecualian=perlu,
        tabel=sidik,
        **pelaku(ctx),
    )
    ctx.session.add(papan)
    ctx.session.flush()
    return papan


def _periksa(
    ctx: Context, versi: CapaianVersi | None, hitungan: Mapping[Predikat, int]
) -> tuple[HasilDistribusi | None, dict[str, str]]:
    if versi is None:
        return None, {}
    diputus = ctx.decide(POLA, {"capaian": versi.predikat.value})
    hasil = periksa_distribusi(hitungan, baca_pola(diputus.values), syarat_pola(ctx.session, ctx.today))
    return hasil, {POLA: diputus.checksum}


def _milik_sendiri(ctx: Context, papan: Papan) -> Papan:
    assert ctx.actor is not None
    if papan.akun_id != ctx.actor.akun_id:
        raise tolak("papan.kunci", "Papan ini dikirim orang lain. Muat ulang papan evaluasi.")
    return papan


def _pastikan_setahun(ctx: Context, tahun: int, baris: Sequence[Baris]) -> None:
    """A submission is about different people of one year."""
    ids = {satu.skp_id for satu in baris}
    cari = select(Skp.pegawai_id).where(Skp.id.in_(ids), Skp.tahun == tahun)
    orang = list(ctx.session.scalars(cari))
    if len(ids) != len(baris) or len(set(orang)) != len(ids):
        raise tolak("papan.baris", "Isi papan tidak cocok dengan data SKP. Muat ulang papan evaluasi.")


def _induk(ctx: Context, unit_id: int | None) -> int | None:
    unit = None if unit_id is None else ctx.organisasi.unit(unit_id, ctx.today)
    return None if unit is None else unit.induk_id


def _angka(hitungan: Mapping[Predikat, int]) -> dict[str, Any]:
    return {predikat.value: jumlah for predikat, jumlah in hitungan.items()}
