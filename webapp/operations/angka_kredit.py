"""Credit points of a functional official, from the predikat that stands [PermenPANRB 1/2023; Peraturan BKN 3/2023].

Percentages and coefficients come from the tables of the case's release; their checksums stay with each row. Months
that a person spent in no functional post give none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.angka_kredit import (
    AturanBulan,
    SegmenKredit,
    baca_koefisien,
    bulan_segmen,
    desimal,
    konversi,
)
from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.domain.masa import Masa
from webapp.storage.organisasi import Jabatan, Posting
from webapp.storage.skp import Skp
from webapp.storage.tindak_lanjut import AngkaKredit, tindak_lanjut_skp

from .naskah import nilai_aturan, skp_dari, tolak
from .registry import Context, operation

PERSEN = "persen_angka_kredit"
KOEFISIEN = "koefisien_jenjang"


@dataclass(frozen=True)
class MasaJenjang:
    """Days in one functional level without a break, and the months that they count for. Both days belong to it."""

    jenjang: JenjangJf
    jabatan: str
    mulai: date
    terakhir: date
    bulan: int


def masa_fungsional(session: Session, skp: Skp) -> list[tuple[Masa, JenjangJf, str]]:
    """The segments of the SKP's year that were spent in a functional post, in the order of their days."""
    cari = (
        select(Skp.periode, Jabatan.jenis, Jabatan.jenjang, Jabatan.nama)
        .join(Posting, Posting.id == Skp.posting_id)
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .where(Skp.pegawai_id == skp.pegawai_id, Skp.tahun == skp.tahun)
    )
    baris = sorted(session.execute(cari), key=lambda satu: satu.periode.mulai)
    return [
        (satu.periode, satu.jenjang, satu.nama)
        for satu in baris
        if satu.jenis is JenisJabatan.JF and satu.jenjang is not None
    ]


def masa_jenjang(
    segmen: Sequence[tuple[Masa, JenjangJf, str]], tahun: int, aturan: AturanBulan
) -> list[MasaJenjang]:
    """Segments with their months; those that follow each other in one level count together, so are rounded once."""
    bulan = bulan_segmen([masa for masa, _jenjang, _nama in segmen], tahun, aturan)
    hasil = []
    for jenjang, bagian in groupby(zip(segmen, bulan, strict=True), key=lambda satu: satu[0][1]):
        isi = list(bagian)
        masa, terakhir = isi[0][0][0], isi[-1][0][0].hari_terakhir
        assert terakhir is not None
        hasil.append(MasaJenjang(jenjang, isi[-1][0][2], masa.mulai, terakhir, sum(satu[1] for satu in isi)))
    return [satu for satu in hasil if satu.bulan > 0]


@operation("angka_kredit.hitung")
def hitung(ctx: Context, _masukan: Mapping[str, Any]) -> Mapping[str, Any]:
    """Store the points of the year, one row a level; the same predikat for all months, for the year is judged whole."""
    skp = skp_dari(ctx)
    dasar = tindak_lanjut_skp(ctx.session, skp.id)
    if dasar is None or not dasar.angka_kredit:
        pesan = "Angka kredit hanya dihitung bagi pejabat fungsional yang evaluasinya sudah final."
        raise tolak("angka_kredit.tidak_berlaku", pesan)
    aturan = AturanBulan(nilai_aturan(ctx, "aturan_bulan_angka_kredit"))
    persen = ctx.decide(PERSEN, {"predikat": dasar.predikat.value})
    nilai_persen = desimal(persen.values["persen"])
    assert nilai_persen is not None
    for urutan, masa in enumerate(masa_jenjang(masa_fungsional(ctx.session, skp), skp.tahun, aturan), 1):
        tabel = ctx.decide(KOEFISIEN, {"jenjang": masa.jenjang.value})
        koefisien = baca_koefisien(tabel.values)
        hasil = konversi(SegmenKredit(masa.jenjang, dasar.predikat, masa.bulan, nilai_persen, koefisien))
        ctx.session.add(
            AngkaKredit(
                skp_id=skp.id,
                pegawai_id=skp.pegawai_id,
                tahun=skp.tahun,
                urutan=urutan,
                mulai=masa.mulai,
                terakhir=masa.terakhir,
                bulan=masa.bulan,
                jabatan=masa.jabatan,
                jenjang=masa.jenjang,
                predikat=dasar.predikat,
                persen=nilai_persen,
                koefisien=koefisien.per_tahun,
                kebutuhan_pangkat=koefisien.kebutuhan_pangkat,
                kebutuhan_jenjang=koefisien.kebutuhan_jenjang,
                nilai=hasil.angka_kredit,
                sidik_persen=persen.checksum,
                sidik_koefisien=tabel.checksum,
                pada=ctx.now,
            )
        )
    ctx.session.flush()
    ctx.defer("terbitkan_naskah", skp_id=skp.id)
    return {}
