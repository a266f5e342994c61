"""Dialog kinerja: the leader records what was agreed, the employee says it back in own words and confirms.

[PermenPANRB 6/2022: penetapan dan klarifikasi ekspektasi]. Results are handed down here; staff do not pick them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from webapp.domain.dialog import CatatanDialog, periksa_dialog
from webapp.domain.dialog import PeranHasil as PeranDialog
from webapp.domain.dialog import PernyataanUlang as Pernyataan
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penjenjangan import MetodePenjenjangan, RhkPimpinan
from webapp.domain.perilaku import Nilai
from webapp.domain.sentences import Sentence
from webapp.domain.skp import IsiSkp, Pendekatan, StatusSkp
from webapp.storage.dialog import (
    Dialog,
    KanalDialog,
    PeranHasil,
    PernyataanUlang,
    TanggapanDialog,
)
from webapp.storage.isi import revisi_berikut, simpan_isi
from webapp.storage.kontrak import kontrak_diterima
from webapp.storage.skp import Skp

from .kontrak import dengan_penugasan
from .naskah import (
    dialog_terakhir,
    pastikan_pemilik,
    pastikan_penilai,
    pastikan_status,
    peran_hasil,
    skp_dari,
    tolak,
)
from .penjenjangan import IsiSel, indikator_sel, isi_sel, pasang, rhk_dari, rhk_pimpinan, sel_skp
from .registry import Context, Refused, operation

PENDEKATAN = ("kuantitatif", "kualitatif")
KONFIRMASI = ("sesuai", "perlu_diperbaiki")
MAKS_PERAN = 30
MAKS_URAIAN = 1_000


@operation("dialog.catat_dialog", facts={"pendekatan": PENDEKATAN})
def catat_dialog(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Record the dialogue and the results handed down.

    `jawaban`: tanggal_dialog (ISO), kanal_dialog, tempat_dialog, ringkasan_kesepakatan, pendekatan, peran: list of
    {kunci, rhk_pimpinan, uraian, metode}, ekspektasi_khusus: {code of a BerAKHLAK value: text}, all optional
    [PermenPANRB 6/2022: ekspektasi khusus pimpinan "dapat diberikan"]. While the leader's own SKP is not set,
    rhk_pimpinan may be empty: nobody waits for the leader, and the MPH brings the link later.
    """
    penilai = pastikan_penilai(ctx)
    skp = skp_dari(ctx)
    pastikan_status(skp, StatusSkp.DIALOG)
    tanggal = date.fromisoformat(jawaban["tanggal_dialog"])
    peran = jawaban.get("peran", [])
    ekspektasi = {
        kode: isi.strip() for kode, isi in jawaban.get("ekspektasi_khusus", {}).items() if isi.strip()
    }
    rhk = rhk_pimpinan(ctx.session, penilai.penilai_id, skp)
    salah = periksa_catatan(peran, ekspektasi, rhk_wajib=bool(rhk)) + _periksa_pk(ctx, skp, peran)
    if tanggal > ctx.today:
        pesan = "Tanggal dialog tidak boleh sesudah hari ini. Catat dialog setelah dilaksanakan."
        salah.append(Pelanggaran("dialog.tanggal", pesan, "tanggal_dialog"))
    if salah:
        raise Refused(salah)
    assert ctx.actor is not None
    ctx.session.add(
        Dialog(
            skp_id=skp.id,
            tanggal=tanggal,
            kanal=KanalDialog(jawaban["kanal_dialog"].upper()),
            tempat=jawaban.get("tempat_dialog"),
            ringkasan=jawaban["ringkasan_kesepakatan"],
            ekspektasi_khusus=ekspektasi,
            dicatat_oleh=ctx.actor.akun_id,
            dicatat_pada=ctx.now,
        )
    )
    _simpan_peran(ctx, skp.id, peran, (penilai.penilai_id, rhk))
    return {"pendekatan": jawaban["pendekatan"]}


def periksa_catatan(
    peran: Sequence[Mapping[str, Any]], ekspektasi: Mapping[str, str], *, rhk_wajib: bool
) -> list[Pelanggaran]:
    """All that is wrong with the results handed down and the special expectations of a record.

    `rhk_wajib`: the leader's SKP is set, so each result names the RHK of the leader that it supports.
    """
    return _periksa_peran(peran, rhk_wajib) + _periksa_ekspektasi(ekspektasi)


def _periksa_pk(ctx: Context, skp: Skp, peran: Sequence[Mapping[str, Any]]) -> list[Pelanggaran]:
    """What was promised in the PK stays: a JPT answers for every indicator of the unit."""
    disebut = {satu["kunci"] for satu in peran}
    return [
        Pelanggaran(
            "peran.pk",
            Sentence(
                '"%(uraian)s" berasal dari Perjanjian Kinerja dan tidak dapat dihapus di sini. Kembalikan barisnya.',
                uraian=sel.uraian,
            ),
            "peran",
        )
        for sel in peran_hasil(ctx, skp.id)
        if sel.pk_indikator_id is not None and sel.kunci not in disebut
    ]


def _periksa_peran(peran: Sequence[Mapping[str, Any]], rhk_wajib: bool) -> list[Pelanggaran]:
    salah = []
    if not peran:
        pesan = "Isi paling sedikit satu peran hasil untuk pegawai ini."
        salah.append(Pelanggaran("peran.kosong", pesan, "peran"))
    if len(peran) > MAKS_PERAN:
        pesan = Sentence("Paling banyak %(n)s peran hasil. Gabungkan yang sejenis.", n=MAKS_PERAN)
        salah.append(Pelanggaran("peran.terlalu_banyak", pesan, "peran"))
    if len({satu["kunci"] for satu in peran}) < len(peran):
        pesan = "Dua baris peran hasil memakai kunci yang sama. Hapus salah satu, lalu tambahkan lagi."
        salah.append(Pelanggaran("peran.kunci_kembar", pesan, "peran"))
    for nomor, satu in enumerate(peran, start=1):
        for medan, nama, wajib in (
            ("rhk_pimpinan", Sentence("RHK pimpinan"), rhk_wajib),
            ("uraian", Sentence("Peran hasil"), True),
        ):
            letak = f"peran.{satu['kunci']}.{medan}"
            if wajib and not satu[medan].strip():
                salah.append(
                    Pelanggaran(
                        "peran.wajib",
                        Sentence("Baris %(nomor)s: isi %(nama)s.", nomor=nomor, nama=nama),
                        letak,
                    )
                )
            elif len(satu[medan]) > MAKS_URAIAN:
                pesan = Sentence(
                    "Baris %(nomor)s: %(nama)s paling panjang %(maks_uraian)s huruf. Pendekkan.",
                    nomor=nomor,
                    nama=nama,
                    maks_uraian=MAKS_URAIAN,
                )
                salah.append(Pelanggaran("peran.panjang", pesan, letak))
    return salah


def _periksa_ekspektasi(ekspektasi: Mapping[str, str]) -> list[Pelanggaran]:
    salah = []
    for kode, isi in ekspektasi.items():
        letak = f"ekspektasi_khusus.{kode}"
        if kode not in set(Nilai):
            salah.append(
                Pelanggaran(
                    "ekspektasi.nilai", "Nilai BerAKHLAK ini tidak dikenal. Muat ulang halaman.", letak
                )
            )
        elif len(isi) > MAKS_URAIAN:
            pesan = Sentence("Ekspektasi khusus paling panjang %(n)s huruf. Pendekkan.", n=MAKS_URAIAN)
            salah.append(Pelanggaran("ekspektasi.panjang", pesan, letak))
    return salah


def _simpan_peran(
    ctx: Context,
    skp_id: int,
    peran: Sequence[Mapping[str, Any]],
    pimpinan: tuple[int | None, Sequence[RhkPimpinan]],
) -> None:
    """Replace the cells by what is agreed now, in this order. What an MPH or a PK said beside the words stays."""
    lama = sel_skp(ctx.session, skp_id)
    kunci_rhk = {rhk.uraian: rhk.kunci for rhk in pimpinan[1]}
    baru = []
    for satu in peran:
        rhk, metode = satu["rhk_pimpinan"].strip() or None, MetodePenjenjangan(satu["metode"])
        sel = isi_sel(lama[satu["kunci"]]) if satu["kunci"] in lama else None
        if sel is None or sel.rhk_pimpinan != rhk or sel.metode is not metode:
            pk = sel.pk_indikator_id if sel is not None else None
            sel = IsiSel(satu["kunci"], "", metode, rhk, kunci_rhk.get(rhk or ""), pk_indikator_id=pk)
        baru.append(replace(sel, uraian=satu["uraian"].strip(), pimpinan_id=pimpinan[0]))
    pasang(ctx.session, skp_id, baru, set(lama) - {satu.kunci for satu in baru})
    urutan = {satu.kunci: nomor for nomor, satu in enumerate(baru, start=1)}
    for sel_baris in peran_hasil(ctx, skp_id):
        sel_baris.urutan = urutan[sel_baris.kunci]
    ctx.session.flush()


@operation("dialog.konfirmasi_dialog", facts={"konfirmasi": KONFIRMASI}, needs=("pendekatan",))
def konfirmasi_dialog(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The employee's answer to the record.

    `jawaban`: konfirmasi, pemahaman, alasan_perbaikan (when it is to be mended), pernyataan: {peran kunci: own words}.
    When it fits, the first draft is opened with one RHK for each result handed down and the leader's special
    expectations.
    """
    pastikan_pemilik(ctx)
    skp = skp_dari(ctx)
    pastikan_status(skp, StatusSkp.DIALOG)
    catatan = dialog_terakhir(ctx, skp.id)
    if catatan is None:
        raise tolak("dialog.belum_ada", "Catatan dialog belum ada. Minta pejabat penilai mencatatnya.")
    assert ctx.actor is not None
    peran = peran_hasil(ctx, skp.id)
    _simpan_pernyataan(ctx, peran, jawaban.get("pernyataan", {}))
    catatan.dikonfirmasi_oleh = ctx.actor.akun_id
    catatan.dikonfirmasi_pada = ctx.now
    catatan.catatan_tanggapan = jawaban.get("alasan_perbaikan") or jawaban.get("pemahaman")
    if jawaban["konfirmasi"] == "perlu_diperbaiki":
        catatan.tanggapan = TanggapanDialog.PERLU_DIPERBAIKI
        return {"konfirmasi": "perlu_diperbaiki"}
    catatan.tanggapan = TanggapanDialog.SESUAI
    _pastikan_dipahami(catatan, peran, jawaban.get("pernyataan", {}))
    pendekatan = Pendekatan(str(ctx.facts["pendekatan"]).upper())
    _buka_draf(ctx, skp, peran, pendekatan, catatan.ekspektasi_khusus)
    return {"konfirmasi": "sesuai"}


def _simpan_pernyataan(ctx: Context, peran: Sequence[PeranHasil], pernyataan: Mapping[str, str]) -> None:
    for sel in peran:
        isi = pernyataan.get(sel.kunci, "").strip()
        if isi:
            ctx.session.add(PernyataanUlang(peran_hasil_id=sel.id, isi=isi, pada=ctx.now))


def _pastikan_dipahami(catatan: Dialog, peran: Sequence[PeranHasil], pernyataan: Mapping[str, str]) -> None:
    diakui = CatatanDialog(
        dikonfirmasi_pegawai=catatan.dikonfirmasi_pada,
        dikonfirmasi_penilai=catatan.dicatat_pada,
        pernyataan=tuple(Pernyataan(kunci, isi) for kunci, isi in pernyataan.items()),
    )
    salah = periksa_dialog(diakui, [PeranDialog(sel.kunci, sel.uraian) for sel in peran])
    if salah:
        raise Refused(salah)


def _buka_draf(
    ctx: Context, skp: Skp, peran: Sequence[PeranHasil], pendekatan: Pendekatan, ekspektasi: Mapping[str, str]
) -> None:
    """Open revision 1 with the results handed down; the wording is the employee's to improve, the link is fixed."""
    revisi = revisi_berikut(ctx.session, skp.id, pendekatan, ctx.now)
    skp.status = StatusSkp.DRAF
    rhk = tuple(
        rhk_dari(isi_sel(sel, indikator_sel(ctx.session, sel)), pendekatan, f"r{sel.urutan}") for sel in peran
    )
    isi = IsiSkp(skp.jalur, pendekatan, rhk, ekspektasi_khusus=ekspektasi)
    for kontrak in kontrak_diterima(ctx.session, skp.id):
        isi = dengan_penugasan(isi, kontrak)
    simpan_isi(ctx.session, revisi.id, isi)
