"""From draft to set: submit, review, lock, two signatures, issue.

What decides is checked here whatever the diagram says: who acts, in which order, on exactly which content
[PermenPANRB 6/2022: the employee signs, the Pejabat Penilai Kinerja sets; nobody else signs].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from webapp.domain.dialog import CatatanDialog, peran_dari_skp, periksa_dialog
from webapp.domain.dialog import PernyataanUlang as Pernyataan
from webapp.domain.kanonik import cuplikan_dari_kanonik, cuplikan_kanonik, sidik
from webapp.domain.pelanggaran import Pelanggaran, penolakan, peringatan
from webapp.domain.penilai import Penilai, tentukan_penilai
from webapp.domain.periksa_skp import periksa
from webapp.domain.sentences import Sentence
from webapp.domain.skp import IsiSkp, StatusSkp
from webapp.storage.aturan import nilai_aturan as aturan
from webapp.storage.dialog import Komentar, TanggapanDialog
from webapp.storage.isi import muat_isi, revisi_berikut, simpan_isi
from webapp.storage.naskah import PeranTandaTangan, TandaTangan
from webapp.storage.rumusan import aturan_isi
from webapp.storage.sisdm import NAMA_BIDANG, selisih_terbuka
from webapp.storage.skp import Skp, SkpRevisi, StatusRevisi

from .mph import mulai_penjenjangan
from .naskah import (
    cuplikan,
    dialog_terakhir,
    pastikan_pemilik,
    pastikan_penilai,
    pastikan_status,
    pastikan_tahap,
    peran_hasil,
    pernyataan_terakhir,
    pindah,
    revisi_terbuka,
    skp_dari,
    tolak,
)
from .registry import Context, Refused, operation

KEPUTUSAN = ("setujui", "kembalikan")
MAKS_KOMENTAR = 2_000


@operation("penetapan.susun_skp", facts={"peringatan_rumusan": None, "mutu_rumusan": None})
def susun_skp(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Submit the draft. Refusals stop it; a warning about wording needs a note.

    `jawaban`: catatan (the note; kept as a comment on the revision). The fact `peringatan_rumusan` is the number of
    warnings about wording with which it was submitted, `mutu_rumusan` what they were about: the quality report
    reads both in the journals.
    """
    pastikan_pemilik(ctx)
    skp = skp_dari(ctx)
    pastikan_tahap(ctx, skp, StatusSkp.DRAF)
    revisi = revisi_terbuka(ctx, skp)
    _pastikan_ada_penilai(ctx, skp)
    isi = muat_isi(ctx.session, revisi.id)
    aturan_kini = aturan_isi(ctx.session, ctx.today)
    temuan = periksa(isi, peran_tersedia=bool(peran_hasil(ctx, skp.id)), aturan=aturan_kini)
    catatan = str(jawaban.get("catatan") or "").strip()
    rumusan = [satu for satu in peringatan(temuan) if satu.kode.startswith("rumusan.")]
    salah = penolakan(temuan) + [
        satu for satu in _periksa_dialog(ctx, skp, revisi) if satu.kode == "dialog.tanpa_pernyataan"
    ]
    if not salah and not catatan and rumusan:
        pesan = "Ada peringatan tentang rumusan. Perbaiki, atau tulis catatan mengapa tetap diajukan."
        salah = [Pelanggaran("catatan.wajib", pesan, "catatan")]
    if salah:
        raise Refused(salah)
    if catatan:
        _komentar(ctx, revisi, None, catatan)
    revisi.status = StatusRevisi.DIAJUKAN
    revisi.diajukan_pada = ctx.now
    pindah(skp, StatusSkp.DIAJUKAN)
    return {"peringatan_rumusan": len(rumusan), "mutu_rumusan": _mutu(isi, rumusan)}


def _mutu(isi: IsiSkp, rumusan: Sequence[Pelanggaran]) -> dict[str, Any]:
    """How well the handed-in rows are worded: how many there are, how many without a finding, findings by code."""
    kena = {(satu.letak or "").split(".")[1] for satu in rumusan if (satu.letak or "").startswith("rhk.")}
    return {
        "rhk": len(isi.rhk),
        "bersih": sum(rhk.kunci not in kena for rhk in isi.rhk),
        "temuan": dict(Counter(satu.kode for satu in rumusan)),
    }


def _pastikan_ada_penilai(ctx: Context, skp: Skp) -> None:
    if not isinstance(tentukan_penilai(skp.pegawai_id, ctx.today, ctx.organisasi), Penilai):
        pesan = "Anda belum punya pejabat penilai pada tanggal ini, jadi SKP belum dapat diajukan. Hubungi admin BKPP."
        raise tolak("tanpa_penilai", pesan)


@operation("penetapan.reviu", facts={"keputusan": KEPUTUSAN}, answers=("alasan", "keputusan", "sebab?"))
def reviu(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Approve or return.

    `jawaban`: keputusan, alasan and sebab (when returned), komentar: {letak: text} on rows.
    """
    pastikan_penilai(ctx)
    skp = skp_dari(ctx)
    pastikan_tahap(ctx, skp, StatusSkp.DIAJUKAN)
    revisi = revisi_terbuka(ctx, skp)
    komentar = {
        letak: isi.strip() for letak, isi in sorted(jawaban.get("komentar", {}).items()) if isi.strip()
    }
    salah = _periksa_komentar(muat_isi(ctx.session, revisi.id), komentar)
    if salah:
        raise Refused(salah)
    for letak, isi in komentar.items():
        _komentar(ctx, revisi, letak, isi)
    if jawaban["keputusan"] == "kembalikan":
        sebab = ", ".join(str(satu).replace("_", " ") for satu in jawaban.get("sebab") or [])
        alasan = f"{jawaban['alasan'].strip()} ({sebab})" if sebab else jawaban["alasan"].strip()
        _komentar(ctx, revisi, None, alasan)
    return {"keputusan": jawaban["keputusan"]}


def _periksa_komentar(isi: IsiSkp, komentar: Mapping[str, str]) -> list[Pelanggaran]:
    """Comments stand on rows and indicators that the reviewed content has."""
    tempat = {f"rhk.{rhk.kunci}" for rhk in isi.rhk}
    tempat |= {f"rhk.{rhk.kunci}.iki.{iki.kunci}" for rhk in isi.rhk for iki in rhk.iki}
    salah = []
    for letak, teks in komentar.items():
        if letak not in tempat:
            pesan = "Baris yang dikomentari tidak ada pada naskah ini. Muat ulang halaman."
            salah.append(Pelanggaran("komentar.letak", pesan, f"komentar.{letak}"))
        elif len(teks) > MAKS_KOMENTAR:
            pesan = Sentence("Komentar paling panjang %(n)s huruf. Pendekkan.", n=MAKS_KOMENTAR)
            salah.append(Pelanggaran("komentar.panjang", pesan, f"komentar.{letak}"))
    return salah


def _komentar(ctx: Context, revisi: SkpRevisi, letak: str | None, isi: str) -> None:
    assert ctx.actor is not None
    ctx.session.add(
        Komentar(revisi_id=revisi.id, letak=letak, isi=isi, akun_id=ctx.actor.akun_id, pada=ctx.now)
    )


@operation("skp.buka_revisi")
def buka_revisi(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Open the next revision as a copy of the returned one, which stays readable."""
    skp = skp_dari(ctx)
    pastikan_tahap(ctx, skp, StatusSkp.DIAJUKAN)
    lama = revisi_terbuka(ctx, skp)
    lama.status = StatusRevisi.DIGANTI
    ctx.session.flush()
    baru = revisi_berikut(ctx.session, skp.id, lama.pendekatan, ctx.now)
    simpan_isi(ctx.session, baru.id, muat_isi(ctx.session, lama.id))
    pindah(skp, StatusSkp.DRAF)
    return {}


@operation("skp.kunci")
def kunci(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lock the approved content with the identity block of today; both signatures will cover this fingerprint."""
    skp = skp_dari(ctx)
    pastikan_tahap(ctx, skp, StatusSkp.DIAJUKAN)
    revisi = revisi_terbuka(ctx, skp)
    potret = cuplikan(ctx, skp)
    revisi.cuplikan = cuplikan_kanonik(potret)
    revisi.sidik = sidik(muat_isi(ctx.session, revisi.id), potret)
    revisi.status = StatusRevisi.DIKUNCI
    pindah(skp, StatusSkp.MENUNGGU_TTD_PEGAWAI)
    return {}


@operation("penetapan.tanda_tangan", signs=True)
def tanda_tangan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """First signature: the employee's, on the locked content."""
    pastikan_pemilik(ctx)
    skp = skp_dari(ctx)
    pastikan_tahap(ctx, skp, StatusSkp.MENUNGGU_TTD_PEGAWAI)
    revisi = revisi_terbuka(ctx, skp)
    _tanda_tangani(ctx, revisi, PeranTandaTangan.PEGAWAI, jawaban)
    pindah(skp, StatusSkp.MENUNGGU_PENETAPAN)
    return {}


@operation("penetapan.tetapkan", signs=True)
def tetapkan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Second signature: the evaluator sets the SKP. Refused without a dialogue that both have confirmed."""
    pastikan_penilai(ctx)
    skp = skp_dari(ctx)
    pastikan_tahap(ctx, skp, StatusSkp.MENUNGGU_PENETAPAN)
    revisi = revisi_terbuka(ctx, skp)
    salah = _periksa_dialog(ctx, skp, revisi) + _periksa_selisih(ctx, skp)
    if salah:
        raise Refused(salah)
    pertama = select(TandaTangan.sidik).where(TandaTangan.revisi_id == revisi.id, TandaTangan.urutan == 1)
    if ctx.session.scalars(pertama).one_or_none() != revisi.sidik:
        raise tolak("tanda_tangan.urutan", "Pegawai belum menandatangani naskah ini. Tunggu tanda tangannya.")
    _tanda_tangani(ctx, revisi, PeranTandaTangan.PEJABAT_PENILAI, jawaban)
    lama = select(SkpRevisi).where(SkpRevisi.skp_id == skp.id, SkpRevisi.status == StatusRevisi.FINAL)
    for sebelumnya in ctx.session.scalars(lama):
        sebelumnya.status = StatusRevisi.DIGANTI
    ctx.session.flush()
    revisi.status = StatusRevisi.FINAL
    skp.status = StatusSkp.DITETAPKAN
    return {}


def _periksa_dialog(ctx: Context, skp: Skp, revisi: SkpRevisi) -> list[Pelanggaran]:
    isi = muat_isi(ctx.session, revisi.id)
    catatan = dialog_terakhir(ctx, skp.id)
    diakui = None
    if catatan is not None:
        sesuai = catatan.tanggapan is TanggapanDialog.SESUAI
        diakui = CatatanDialog(
            dikonfirmasi_pegawai=catatan.dikonfirmasi_pada if sesuai else None,
            dikonfirmasi_penilai=catatan.dicatat_pada,
            pernyataan=tuple(Pernyataan(k, teks) for k, teks in pernyataan_terakhir(ctx, skp.id).items()),
        )
    return periksa_dialog(diakui, peran_dari_skp(isi))


def _periksa_selisih(ctx: Context, skp: Skp) -> list[Pelanggaran]:
    """Open differences with the personnel system, where they hold the setting back [CONFIG blokir_saat_beda]."""
    if aturan(ctx.session, "blokir_saat_beda", ctx.today) is not True:
        return []
    return [
        Pelanggaran(
            "data.selisih",
            Sentence(
                "Data %(nama_bidang)s pegawai ini berbeda dari SISDM (tiket %(nomor)s). SKP "
                "dapat ditetapkan setelah data itu disamakan. Hubungi admin BKPP dan sebutkan "
                "nomor tiketnya.",
                nama_bidang=Sentence(NAMA_BIDANG[satu.bidang]),
                nomor=satu.nomor,
            ),
        )
        for satu in selisih_terbuka(ctx.session, skp.pegawai_id)
    ]


def _tanda_tangani(
    ctx: Context, revisi: SkpRevisi, peran: PeranTandaTangan, jawaban: Mapping[str, Any]
) -> None:
    """Sign exactly what was locked: the fingerprint is computed again from the rows and must be the same."""
    assert ctx.actor is not None
    assert revisi.cuplikan is not None
    dilihat = jawaban.get("sidik")
    sekarang = sidik(muat_isi(ctx.session, revisi.id), cuplikan_dari_kanonik(revisi.cuplikan))
    if sekarang != revisi.sidik or dilihat != revisi.sidik:
        raise tolak("sidik", "Isi naskah berbeda dari yang Anda lihat. Muat ulang halaman dan baca kembali.")
    ctx.session.add(
        TandaTangan(
            revisi_id=revisi.id,
            urutan=1 if peran is PeranTandaTangan.PEGAWAI else 2,
            peran=peran,
            pegawai_id=ctx.actor.pegawai_id,
            pihak_luar_id=ctx.actor.pihak_luar_id,
            sidik=sekarang,
            metode="AUTENTIKASI_ULANG",
            pada=ctx.now,
            bukti={
                **jawaban["bukti"],
                **{nama: jawaban[nama] for nama in ("tempat_penetapan",) if nama in jawaban},
            },
        )
    )
    ctx.session.flush()


@operation("skp.terbitkan")
def terbitkan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask for the official document of the set SKP; a leader may hand results down from now on."""
    skp = skp_dari(ctx)
    pastikan_status(skp, StatusSkp.DITETAPKAN)
    ctx.defer("terbitkan_dokumen", skp_id=skp.id)
    mulai_penjenjangan(ctx, skp.pegawai_id, skp.tahun)
    return {}
