"""The yearly rating: ratings on a board for all direct reports, the curve, the exception, and the evaluation itself.

No step takes a predikat: it follows from the stored ratings by the table `kuadran_predikat`, whoever asks
[PermenPANRB 6/2022; SE MenPANRB 3/2023; PP 30/2019 Pasal 41]. Ratings are judgements, and the judge's reason is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from webapp.domain.kanonik import cuplikan_kanonik
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.predikat import NAMA_CAPAIAN, Predikat, Rating
from webapp.domain.sentences import Sentence
from webapp.storage.capaian import CapaianVersi, capaian_berlaku
from webapp.storage.evaluasi import (
    AsalEvaluasi,
    EvaluasiTahunan,
    KeputusanPapan,
    Papan,
    PapanBaris,
    PutusanPapan,
    baris_terakhir,
    nomor_berikut,
)

from .naskah import cuplikan, pastikan_penilai, skp_dari, tolak
from .papan import Baris, catat_papan
from .pelaku import pastikan_atasan, pastikan_bukan_pembuat, pelaku
from .registry import Context, Refused, operation
from .segmen_setahun import SegmenSetahun, segmen_setahun

KUADRAN = "kuadran_predikat"
CAPAIAN_KE_HASIL = "capaian_ke_hasil_kerja"
MAKS_ALASAN = 2_000
BUKAN_BIASA = frozenset({Rating.DI_ATAS_EKSPEKTASI, Rating.DI_BAWAH_EKSPEKTASI})
"""Ratings that ask for a reason."""

PILIH_RATING = {
    "hasil_kerja": "Pilih penilaian hasil kerja: di atas, sesuai, atau di bawah ekspektasi.",
    "perilaku": "Pilih penilaian perilaku kerja: di atas, sesuai, atau di bawah ekspektasi.",
    "putusan_hasil_kerja": "Pilih putusan hasil kerja: di atas, sesuai, atau di bawah ekspektasi.",
    "putusan_perilaku": "Pilih putusan perilaku kerja: di atas, sesuai, atau di bawah ekspektasi.",
}
"""What is asked where a rating is none of the three, by the field."""

BUTUH_ALASAN = "Tulis alasannya: penilaian di atas atau di bawah ekspektasi harus beralasan."
RATING = tuple(satu.value for satu in Rating)


@dataclass(frozen=True)
class HasilKerja:
    """The rating of results, and whether the result of the own unit gave it (then `sidik` is that table's)."""

    rating: Rating
    alasan: str
    sidik: str | None = None


@operation(
    "penilaian_tahunan.nilai_tahunan",
    facts={
        "hasil_kerja": RATING,
        "perilaku": RATING,
        "pengecualian": ("ya", "tidak"),
        "papan_id": None,
        "capaian": None,
        "kunci_perubahan": None,
    },
    needs=("kunci_capaian", "apakah_kepala"),
)
def nilai_tahunan(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """Rate one person of a board.

    `jawaban`: hasil_kerja, perilaku, alasan_hasil_kerja, alasan_perilaku, segmen (ids of the closed SKP that were
    considered), and papan: the whole submission (kunci, alasan, baris), the same for every person of the board.
    """
    penilai = pastikan_penilai(ctx)
    skp = skp_dari(ctx)
    kiriman = jawaban.get("papan") or {}
    _pastikan_tanpa_predikat(jawaban, kiriman)
    versi = capaian_kini(ctx)
    hasil = _hasil_kerja(ctx, versi, jawaban)
    perilaku = baca_rating(jawaban.get("perilaku"), "perilaku")
    alasan = _teks(jawaban, "alasan_perilaku")
    segmen = segmen_setahun(ctx.session, skp)
    salah = _alasan_kurang(hasil, perilaku, alasan) + _segmen_kurang(segmen, jawaban)
    if salah:
        raise Refused(salah)
    predikat, tabel = predikat_dari(ctx, hasil.rating, perilaku)
    if hasil.sidik is not None:
        tabel[CAPAIAN_KE_HASIL] = hasil.sidik
    baris = [Baris(int(satu["skp_id"]), predikat_dari(ctx, satu["hasil_kerja"], satu["perilaku"])[0])
             for satu in kiriman.get("baris", ())]  # fmt: skip
    if Baris(skp.id, predikat) not in baris:
        raise tolak(
            "papan.baris", "Penilaian ini tidak sama dengan yang ada di papan. Muat ulang papan evaluasi."
        )
    papan = catat_papan(
        ctx, penilai, UUID(str(kiriman["kunci"])), baris, str(kiriman.get("alasan") or "").strip()
    )
    ctx.session.add(
        PapanBaris(
            papan_id=papan.id,
            skp_id=skp.id,
            hasil_kerja=hasil.rating,
            dari_capaian=hasil.sidik is not None,
            alasan_hasil_kerja=hasil.alasan,
            perilaku=perilaku,
            alasan_perilaku=alasan,
            predikat=predikat,
            segmen=[satu.kanonik() for satu in segmen],
            capaian_versi_id=versi.id,
            tabel=tabel,
        )
    )
    ctx.session.flush()
    return {
        "hasil_kerja": hasil.rating.value,
        "perilaku": perilaku.value,
        "pengecualian": "ya" if papan.pengecualian else "tidak",
        "papan_id": papan.id,
        "capaian": versi.predikat.value,
        "kunci_perubahan": f"{ctx.facts['kunci_capaian']}:{versi.nomor}",
    }


def _pastikan_tanpa_predikat(jawaban: Mapping[str, Any], kiriman: Mapping[str, Any]) -> None:
    """Nobody hands a predikat in."""
    if "predikat" in jawaban or any("predikat" in satu for satu in kiriman.get("baris", ())):
        raise tolak(
            "predikat", "Predikat tidak diisi: ia mengikuti hasil kerja dan perilaku kerja menurut matriks."
        )


def capaian_kini(ctx: Context) -> CapaianVersi:
    """The result of the person's unit as it stands; refused while it is not set."""
    versi = capaian_berlaku(ctx.session, str(ctx.facts.get("kunci_capaian")))
    if versi is None:
        raise tolak(
            "capaian.belum",
            "Capaian organisasi unit ini belum ditetapkan, jadi pegawai belum dapat dinilai. Tunggu Tim Penilai "
            "Kinerja Organisasi.",
        )
    return versi


def predikat_dari(ctx: Context, hasil_kerja: Any, perilaku: Any) -> tuple[Predikat, dict[str, str]]:
    """The predikat of two ratings by the table, with the table's checksum."""
    hasil, laku = baca_rating(hasil_kerja, "hasil_kerja"), baca_rating(perilaku, "perilaku")
    diputus = ctx.decide(KUADRAN, {"hasil_kerja": hasil.value, "perilaku": laku.value})
    return Predikat(diputus.values["predikat"]), {KUADRAN: diputus.checksum}


def baca_rating(nilai: Any, letak: str) -> Rating:
    """A rating as posted; refused when it is none of the three."""
    if nilai not in RATING:
        raise tolak("rating", PILIH_RATING[letak], letak)
    return Rating(nilai)


def hasil_dari_capaian(ctx: Context, versi: CapaianVersi) -> HasilKerja:
    """The head's rating of results: the result of the own unit, by the table [SE MenPANRB 3/2023]."""
    diputus = ctx.decide(CAPAIAN_KE_HASIL, {"capaian": versi.predikat.value})
    alasan = f"Dari capaian organisasi yang dipimpin: {NAMA_CAPAIAN[versi.predikat]}."
    return HasilKerja(Rating(diputus.values["hasil_kerja"]), alasan, diputus.checksum)


def _hasil_kerja(ctx: Context, versi: CapaianVersi, jawaban: Mapping[str, Any]) -> HasilKerja:
    if not ctx.facts.get("apakah_kepala"):
        rating = baca_rating(jawaban.get("hasil_kerja"), "hasil_kerja")
        return HasilKerja(rating, _teks(jawaban, "alasan_hasil_kerja"))
    tetap = hasil_dari_capaian(ctx, versi)
    if jawaban.get("hasil_kerja") not in (None, "", tetap.rating.value):
        pesan = "Hasil kerja kepala unit mengikuti capaian organisasinya dan tidak dapat dipilih. Muat ulang papan."
        raise tolak("hasil_kerja.tetap", pesan, "hasil_kerja")
    return tetap


def _alasan_kurang(hasil: HasilKerja, perilaku: Rating, alasan: str) -> list[Pelanggaran]:
    salah = []
    if hasil.sidik is None and hasil.rating in BUKAN_BIASA and not hasil.alasan:
        salah.append(
            Pelanggaran(
                "alasan.wajib",
                Sentence("Hasil kerja: %(alasan)s", alasan=Sentence(BUTUH_ALASAN)),
                "alasan_hasil_kerja",
            )
        )
    if perilaku in BUKAN_BIASA and not alasan:
        salah.append(
            Pelanggaran(
                "alasan.wajib",
                Sentence("Perilaku kerja: %(alasan)s", alasan=Sentence(BUTUH_ALASAN)),
                "alasan_perilaku",
            )
        )
    return salah


def _segmen_kurang(segmen: Sequence[SegmenSetahun], jawaban: Mapping[str, Any]) -> list[Pelanggaran]:
    dipertimbangkan = {int(satu) for satu in jawaban.get("segmen") or ()}
    return [
        Pelanggaran(
            "segmen.wajib",
            Sentence(
                "Baca evaluasi segmen %(unit_kerja)s, lalu centang bahwa Anda telah mempertimbangkannya.",
                unit_kerja=satu.unit_kerja,
            ),
            f"segmen.{satu.skp_id}",
        )
        for satu in segmen
        if satu.skp_id not in dipertimbangkan
    ]


def _teks(jawaban: Mapping[str, Any], nama: str) -> str:
    teks = str(jawaban.get(nama) or "").strip()
    if len(teks) > MAKS_ALASAN:
        raise tolak(
            "alasan.panjang",
            Sentence("Alasan paling panjang %(maks_alasan)s huruf. Pendekkan.", maks_alasan=MAKS_ALASAN),
            nama,
        )
    return teks


@operation("penilaian_tahunan.setujui_pengecualian", facts={"keputusan_papan": ("setujui", "kembalikan")})
def setujui_pengecualian(ctx: Context, jawaban: Mapping[str, Any]) -> Mapping[str, Any]:
    """The superior's word on a board that departs from its pattern; one word for the whole board.

    `jawaban`: keputusan_papan ("setujui" | "kembalikan"), alasan_papan (mandatory when returned).
    """
    pastikan_atasan(ctx)
    baris = baris_terakhir(ctx.session, skp_dari(ctx).id)
    if baris is None:
        raise tolak("papan.tidak_ada", "Papan evaluasi ini tidak ditemukan. Hubungi admin BKPP.")
    pastikan_bukan_pembuat(ctx, ctx.session.get_one(Papan, baris.papan_id).akun_id)
    pilihan = str(jawaban.get("keputusan_papan"))
    alasan = _teks(jawaban, "alasan_papan")
    if pilihan not in ("setujui", "kembalikan"):
        raise tolak("keputusan", "Pilih menyetujui atau mengembalikan papan ini.", "keputusan_papan")
    if pilihan == "kembalikan" and not alasan:
        pesan = "Tulis alasan pengembalian agar pejabat penilai tahu apa yang diubah."
        raise tolak("alasan.wajib", pesan, "alasan_papan")
    cari = select(PutusanPapan).where(PutusanPapan.papan_id == baris.papan_id)
    putusan = ctx.session.scalars(cari).one_or_none()
    keputusan = KeputusanPapan(pilihan.upper())
    if putusan is None:
        ctx.session.add(
            PutusanPapan(papan_id=baris.papan_id, keputusan=keputusan, alasan=alasan, **pelaku(ctx))
        )
        ctx.session.flush()
    elif putusan.keputusan is not keputusan:
        raise tolak("papan.diputus", "Papan ini sudah diputus lain. Muat ulang halaman.")
    return {"keputusan_papan": pilihan}


@operation("penilaian_tahunan.simpan", facts={"evaluasi_id": None}, needs=("kunci_capaian", "predikat"))
def simpan(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make the evaluation of what was rated: the unit's result still stands, and the predikat is the matrix's."""
    skp = skp_dari(ctx)
    baris = baris_terakhir(ctx.session, skp.id)
    versi = capaian_kini(ctx)
    if baris is None or baris.capaian_versi_id != versi.id:
        raise tolak(
            "capaian.berubah", "Capaian organisasi berubah sejak penilaian dikirim. Papan dibuka kembali."
        )
    predikat, _tabel = predikat_dari(ctx, baris.hasil_kerja, baris.perilaku)
    if not (predikat == baris.predikat == ctx.facts.get("predikat")):
        raise tolak("predikat", "Predikat tidak sama dengan matriks penilaian. Hubungi admin BKPP.")
    papan = ctx.session.get_one(Papan, baris.papan_id)
    evaluasi = EvaluasiTahunan(
        skp_id=skp.id,
        nomor=nomor_berikut(ctx.session, skp.id),
        asal=AsalEvaluasi.PENILAI,
        papan_id=papan.id,
        **salinan(baris),
        pegawai_id=papan.pegawai_id,
        pihak_luar_id=papan.pihak_luar_id,
        akun_id=papan.akun_id,
        jabatan=papan.jabatan,
        cuplikan=cuplikan_kanonik(cuplikan(ctx, skp)),
        pada=ctx.now,
    )
    ctx.session.add(evaluasi)
    ctx.session.flush()
    return {"evaluasi_id": evaluasi.id}


def salinan(dari: PapanBaris | EvaluasiTahunan) -> dict[str, Any]:
    """What an evaluation takes over from a rated row, or from an earlier version."""
    nama = ("capaian_versi_id", "hasil_kerja", "dari_capaian", "alasan_hasil_kerja", "perilaku",
            "alasan_perilaku", "predikat", "tabel", "segmen")  # fmt: skip
    return {satu: getattr(dari, satu) for satu in nama}
