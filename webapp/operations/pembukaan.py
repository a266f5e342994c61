"""Opening an SKP: who owes one on a day and has none yet, from when, until when it is to be set.

The one place where a row of `skp` is made: the yearly cycle, a mutation and the daily look all come here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from webapp.domain.jabatan import Jabatan as Jabatan_
from webapp.domain.jabatan import Jalur, jalur_skp
from webapp.domain.masa import Masa
from webapp.domain.segmen import SyaratBatas, belum_ber_skp, bentang_wajib, masa_skp
from webapp.domain.sentences import Sentence
from webapp.domain.skp import StatusSkp
from webapp.storage.aturan import Periode, nilai_aturan
from webapp.storage.organisasi import JenisPegawai
from webapp.storage.segmen import Jabatan, Orang, baca_orang
from webapp.storage.skp import Skp

PROSES_JALUR: Mapping[Jalur, str] = {Jalur.JA_JF: "skp_pegawai", Jalur.JPT_PUKM: "skp_jpt"}
"""The process of each track."""


@dataclass(frozen=True)
class Wajib:
    """An SKP to be opened."""

    pegawai_id: int
    posting_id: int
    jalur: Jalur
    masa: Masa
    calon: bool = False


@dataclass(frozen=True)
class Ada:
    """There is an SKP for the day."""

    pegawai_id: int


@dataclass(frozen=True)
class TidakWajib:
    """No SKP is owed on the day, or none can be opened; why, for people. `bebas`: freed by an absence."""

    pegawai_id: int
    alasan: str
    bebas: bool = False


Kewajiban = Wajib | Ada | TidakWajib


def kewajiban(
    session: Session, tahun: Masa, hari: date, orang: Collection[int] | None = None
) -> list[Kewajiban]:
    """For everybody who serves in a year or is freed from it (or those named): what is owed up to a day of it."""
    kenal = baca_orang(session, tahun, orang)
    hasil = [satu for id_ in sorted(kenal) if (satu := _kewajiban(kenal[id_], tahun, hari)) is not None]
    asing = sorted(set(orang or ()) - {satu.pegawai_id for satu in hasil})
    return hasil + [TidakWajib(id_, "Tidak memegang jabatan definitif.") for id_ in asing]


def _kewajiban(orang: Orang, tahun: Masa, hari: date) -> Kewajiban | None:
    """None for one who has left before the day and is owed nothing."""
    calon = orang.jenis is JenisPegawai.CPNS and orang.spmt is not None
    jalur = {satu.posting_id: _jalur(satu) for satu in orang.jabatan}
    if orang.aktif:
        wajib = bentang_wajib(
            tahun,
            [(satu.posting_id, satu.masa) for satu in orang.jabatan],
            [satu.masa for satu in orang.bebas],
            orang.spmt if calon else None,
        )
        bentang = belum_ber_skp(wajib, orang.skp, hari)
        if bentang is not None:
            masa = masa_skp(bentang.masa.mulai, tahun, orang.skp)
            return Wajib(
                orang.pegawai_id,
                bentang.posting_id,
                jalur[bentang.posting_id],
                masa,
                calon=calon and bentang.masa.mulai == orang.spmt,
            )
    if any(hari in satu for satu in orang.skp):
        return Ada(orang.pegawai_id)
    return _tanpa(orang, hari, calon=calon)


def _tanpa(orang: Orang, hari: date, *, calon: bool) -> TidakWajib | None:
    bebas = orang.bebas_pada(hari)
    if bebas is not None:
        return TidakWajib(orang.pegawai_id, bebas.kalimat, bebas=True)
    if not any(hari in satu.masa for satu in orang.jabatan):
        return None
    if not orang.aktif:
        return TidakWajib(orang.pegawai_id, "Sudah berhenti sebagai ASN; tutup jabatannya pada data SISDM.")
    if calon and orang.spmt is not None and hari < orang.spmt:
        return TidakWajib(
            orang.pegawai_id, Sentence("CPNS: SKP dimulai pada SPMT, %(spmt)s.", spmt=orang.spmt)
        )
    return TidakWajib(orang.pegawai_id, "Tidak ada masa SKP yang dapat dibuka pada hari ini.")


def _jalur(jabatan: Jabatan) -> Jalur:
    return jalur_skp(Jabatan_(jabatan.posting_id, "", 0, jabatan.jenis, pukm=jabatan.pukm))


def periode_tahun(session: Session, tahun: int) -> Masa:
    """The performance year: as it was opened, else the calendar year."""
    periode = session.get(Periode, tahun)
    if periode is None:
        return Masa(date(tahun, 1, 1), date(tahun + 1, 1, 1))
    return Masa.inklusif(periode.mulai, periode.selesai)


def tahun_terbuka(session: Session, sejak: int) -> list[int]:
    """Years whose cycle was opened, from one on."""
    ada = select(Skp.id).where(Skp.tahun == Periode.tahun).exists()
    cari = select(Periode.tahun).where(Periode.tahun >= sejak, ada)
    return list(session.scalars(cari.order_by(Periode.tahun)))


def buka(
    session: Session, tahun: int, wajib: Sequence[Wajib], sekarang: datetime, hari_ini: date
) -> list[Skp]:
    """Make the rows of SKP that are owed, in the order asked; starting their cases is the caller's."""
    masa = _periode(session, tahun)
    umum = _batas(session, masa, "batas_penetapan_skp_mutasi", "bulan_setelah_tmt")
    cpns = _batas(session, masa, "batas_penetapan_skp_cpns", "bulan_setelah_spmt")
    baris = [
        Skp(
            pegawai_id=satu.pegawai_id,
            tahun=tahun,
            posting_id=satu.posting_id,
            periode=satu.masa,
            jalur=satu.jalur,
            status=StatusSkp.BELUM_ADA,
            batas_penetapan=(cpns if satu.calon else umum).batas(satu.masa.mulai, masa, hari_ini),
            dibuat_pada=sekarang,
        )
        for satu in wajib
    ]
    session.add_all(baris)
    session.flush()
    return baris


def _periode(session: Session, tahun: int) -> Masa:
    baru = insert(Periode).values(tahun=tahun, mulai=date(tahun, 1, 1), selesai=date(tahun, 12, 31))
    session.execute(baru.on_conflict_do_nothing())
    return periode_tahun(session, tahun)


def _batas(session: Session, tahun: Masa, kunci: str, bulan: str) -> SyaratBatas:
    """The deadline's rules of a year [CONFIG batas_penetapan_skp, batas_penetapan_skp_cpns/_mutasi]."""
    awal: dict[str, Any] = nilai_aturan(session, "batas_penetapan_skp", tahun.mulai)
    dalam: dict[str, Any] = nilai_aturan(session, kunci, tahun.mulai) or {}
    hari_akhir = date(tahun.mulai.year, awal["bulan"], awal["hari"])
    return SyaratBatas(hari_akhir, dalam.get(bulan, 1), dalam.get("hari_paling_sedikit", 0))
