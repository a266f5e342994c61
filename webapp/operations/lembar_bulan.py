"""Helpers that the steps of a month share: its sheet, the check every act begins with, and what is kept or told."""

from __future__ import annotations

from typing import Any

from webapp.domain.bulanan import MAKS_TEKS, StatusBulanan
from webapp.domain.sentences import Sentence
from webapp.domain.tanggal import BULAN
from webapp.storage.bulanan import JenisUmpanBalik, SkpBulanan, UmpanBalikBulanan
from webapp.storage.skp import Skp

from .naskah import tolak
from .registry import Context


def lembar_dari(ctx: Context) -> tuple[SkpBulanan, Skp]:
    """The sheet that the case is about, and its SKP."""
    lembar = ctx.session.get(SkpBulanan, ctx.subject.document_id)
    skp = None if lembar is None else ctx.session.get(Skp, lembar.skp_id)
    if lembar is None or skp is None or skp.pegawai_id != ctx.subject.pegawai_id:
        raise tolak("bulanan.tidak_ada", "Lembar bulan untuk proses ini tidak ditemukan. Hubungi admin BKPP.")
    return lembar, skp


def pastikan_lembar(lembar: SkpBulanan, *boleh: StatusBulanan) -> None:
    """Refuse an act that does not fit the state of the sheet."""
    if lembar.status not in boleh:
        pesan = Sentence(
            "Lembar bulan ini berstatus %(status)s, jadi langkah ini tidak dapat dijalankan. Muat ulang.",
            status=lembar.status,
        )
        raise tolak("bulanan.status", pesan)


def catat(
    ctx: Context, lembar: SkpBulanan, jenis: JenisUmpanBalik, isi: str, *, baris_id: int | None = None,
    nilai_kode: Any = None,
) -> None:  # fmt: skip
    """Keep what the evaluator says about the sheet, a row or a value."""
    assert ctx.actor is not None
    ctx.session.add(
        UmpanBalikBulanan(
            skp_bulanan_id=lembar.id,
            jenis=jenis,
            baris_id=baris_id,
            nilai_kode=nilai_kode,
            isi=isi[:MAKS_TEKS],
            akun_id=ctx.actor.akun_id,
            pada=ctx.now,
        )
    )


def alamat(lembar: SkpBulanan) -> str:
    """The page of the sheet."""
    return f"/skp/{lembar.skp_id}/bulanan/{lembar.bulan}"


def nama_bulan(lembar: SkpBulanan) -> str:
    """The month as people say it: "Februari 2026"."""
    return f"{BULAN[lembar.bulan - 1]} {lembar.tahun}"
