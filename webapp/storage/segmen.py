"""Segments of a year: the evaluation of a closed one, and the rows from which it is told who owes an SKP.

Postings, exempting absences and SKP are read for one person or for all in a few statements; what they mean is said in
`domain.segmen`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Row, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.jabatan import JenisJabatan
from webapp.domain.masa import Masa
from webapp.domain.predikat import Rating
from webapp.domain.segmen import hari_keluar
from webapp.domain.skp import StatusSkp
from webapp.domain.tanggal import cetak_tanggal
from webapp.storage.base import Base, BigInt, RowId, among, choice
from webapp.storage.organisasi import JenisPegawai
from webapp.storage.registri import JenisKetidakhadiran as Jenis

NAMA_BEBAS: Mapping[Jenis, str] = {
    Jenis.CLTN: "CLTN",
    Jenis.MPP: "masa persiapan pensiun",
    Jenis.TUGAS_BELAJAR: "tugas belajar",
    Jenis.DIBERHENTIKAN_SEMENTARA: "diberhentikan sementara",
    Jenis.PEJABAT_NEGARA: "pejabat negara",
}
"""Absences to which the rules of planning do not apply [PermenPANRB 8/2021 Pasal 52], as people call them."""

TERTUTUP = frozenset({StatusSkp.DITUTUP_SEGMEN, StatusSkp.SELESAI})
"""States in which a segment is over and is not closed again."""


class EvaluasiSegmen(Base):
    """How the evaluator of the old post judged a segment, for the last evaluator, who reviews the whole year.

    `cuplikan` is the identity block of `tanggal`, the segment's last day. A row is only ever added; it counts unless
    its case was cancelled (the move was withdrawn or put off).
    """

    __tablename__ = "evaluasi_segmen"
    __table_args__ = (CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) = 1", name="satu_penilai"),)

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), index=True)
    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"), unique=True)
    hasil_kerja: Mapped[Rating] = mapped_column(choice(Rating, "hasil_kerja"))
    perilaku: Mapped[Rating] = mapped_column(choice(Rating, "perilaku"))
    umpan_balik: Mapped[str]
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
    tanggal: Mapped[date]
    cuplikan: Mapped[dict[str, Any]] = mapped_column(JSONB)


@dataclass(frozen=True)
class Bebas:
    """An absence that frees a person from the SKP while it lasts."""

    jenis: Jenis
    masa: Masa
    sk: str | None

    @property
    def kalimat(self) -> str:
        """As lists show it: kind, decree, last day."""
        sk = f", SK {self.sk}" if self.sk else ", SK belum dicatat"
        akhir = self.masa.hari_terakhir
        return f"Bebas SKP: {NAMA_BEBAS[self.jenis]}{sk}" + (
            f", sampai {cetak_tanggal(akhir)}." if akhir else "."
        )


@dataclass(frozen=True)
class Jabatan:
    """A definitive posting as far as it decides whether an SKP is owed."""

    posting_id: int
    masa: Masa
    jenis: JenisJabatan
    pukm: bool


@dataclass(frozen=True)
class Orang:
    """What is known of a person in a year. `spmt` is the day a CPNS began to work; `skp` are the year's periods."""

    pegawai_id: int
    jenis: JenisPegawai
    aktif: bool
    spmt: date | None
    jabatan: Sequence[Jabatan]
    bebas: Sequence[Bebas]
    skp: Sequence[Masa]

    def bebas_pada(self, hari: date) -> Bebas | None:
        """The absence that frees the person on a day."""
        return next((satu for satu in self.bebas if hari in satu.masa), None)


@dataclass(frozen=True)
class Segmen:
    """An SKP that is not closed, and what ends it."""

    skp_id: int
    pegawai_id: int
    periode: Masa
    posting: Masa
    bebas: Sequence[Bebas]

    @property
    def tmt(self) -> date | None:
        """The first day on which the segment is over; None while nothing ends it inside its year."""
        return hari_keluar(self.periode, self.posting, [satu.masa for satu in self.bebas])


def bebas_skp(session: Session, masa: Masa, orang: Collection[int] | None = None) -> dict[int, list[Bebas]]:
    """Exempting absences that touch a period, by person, in the order of their days."""
    hasil: dict[int, list[Bebas]] = defaultdict(list)
    for pegawai_id, jenis, mulai, sampai, sk in session.execute(_BEBAS, _pilih(masa, orang)):
        hasil[pegawai_id].append(Bebas(Jenis(jenis), Masa(mulai, sampai), sk))
    return hasil


def bebas_pada(session: Session, pegawai_id: int, hari: date) -> Bebas | None:
    """The absence that frees a person on a day."""
    return next(iter(bebas_skp(session, Masa.inklusif(hari, hari), [pegawai_id]).get(pegawai_id, ())), None)


def baca_orang(session: Session, tahun: Masa, orang: Collection[int] | None = None) -> dict[int, Orang]:
    """Everybody (or those named) with a posting, an exempting absence or an SKP in a year."""
    session.flush()  # a textual statement does not do it by itself
    pilih = _pilih(tahun, orang)
    jabatan: dict[int, list[Jabatan]] = defaultdict(list)
    for pegawai_id, posting_id, mulai, sampai, jenis, pukm in session.execute(_POSTING, pilih):
        jabatan[pegawai_id].append(Jabatan(posting_id, Masa(mulai, sampai), JenisJabatan(jenis), pukm))
    skp: dict[int, list[Masa]] = defaultdict(list)
    for pegawai_id, mulai, sampai in session.execute(_SKP, pilih):
        skp[pegawai_id].append(Masa(mulai, sampai))
    bebas = bebas_skp(session, tahun, orang)
    ids = list({*jabatan, *skp, *bebas})
    return {
        id_: Orang(id_, JenisPegawai(jenis), status == "AKTIF", spmt,
                   jabatan.get(id_, ()), bebas.get(id_, ()), skp.get(id_, ()))
        for id_, jenis, status, spmt in session.execute(_PEGAWAI, {"ids": ids})
    }  # fmt: skip


def segmen_berjalan(session: Session, sejak_tahun: int, skp_id: int | None = None) -> list[Segmen]:
    """SKP that are not closed and that something touches: their post ends in the year, or their owner is freed."""
    session.flush()
    nilai = {"tahun": sejak_tahun, "skp_id": skp_id, "tertutup": list(TERTUTUP), "jenis": list(NAMA_BEBAS)}
    baris = session.execute(_SEGMEN, nilai).all()
    if not baris:
        return []
    masa = Masa(min(satu.mulai for satu in baris), max(satu.sampai for satu in baris))
    bebas = bebas_skp(session, masa, {satu.pegawai_id for satu in baris})
    return [_segmen(satu, bebas.get(satu.pegawai_id, ())) for satu in baris]


def _segmen(baris: Row[Any], bebas: Sequence[Bebas]) -> Segmen:
    periode, posting = Masa(baris.mulai, baris.sampai), Masa(baris.posting_mulai, baris.posting_sampai)
    kena = [satu for satu in bebas if satu.masa.beririsan(periode)]
    return Segmen(baris.id, baris.pegawai_id, periode, posting, kena)


def evaluasi_berlaku_banyak(session: Session, skp_ids: Sequence[int]) -> dict[int, EvaluasiSegmen]:
    """The evaluations of many segments that count, by SKP, in one statement."""
    cari = (
        select(EvaluasiSegmen)
        .where(among(EvaluasiSegmen.skp_id, skp_ids), text(_TIDAK_BATAL))
        .order_by(EvaluasiSegmen.id)
    )
    return {satu.skp_id: satu for satu in session.scalars(cari)}


def evaluasi_berlaku(session: Session, skp_id: int) -> EvaluasiSegmen | None:
    """The evaluation of a segment that counts: the newest whose case was not cancelled."""
    return session.scalars(
        select(EvaluasiSegmen)
        .where(EvaluasiSegmen.skp_id == skp_id, text(_TIDAK_BATAL))
        .order_by(EvaluasiSegmen.id.desc())
        .limit(1)
    ).one_or_none()


def _pilih(masa: Masa, orang: Collection[int] | None) -> dict[str, Any]:
    return {
        "mulai": masa.mulai,
        "sampai": masa.sampai,
        "jenis": list(NAMA_BEBAS),
        "semua": orang is None,
        "ids": list(orang or ()),
    }


_ORANG = "(:semua OR pegawai_id = ANY(CAST(:ids AS bigint[])))"
_TIDAK_BATAL = (
    "NOT EXISTS (SELECT FROM process_case c WHERE c.id = evaluasi_segmen.case_id AND c.status = 'CANCELLED')"
)
_BEBAS = text(f"""
SELECT pegawai_id, jenis, lower(berlaku), upper(berlaku), sk FROM ketidakhadiran
WHERE berlaku && daterange(:mulai, :sampai) AND jenis = ANY(CAST(:jenis AS text[])) AND {_ORANG}
ORDER BY lower(berlaku), id
""")  # noqa: S608 - constants only
_POSTING = text(f"""
SELECT p.pegawai_id, p.id, lower(p.berlaku), upper(p.berlaku), j.jenis, j.pukm
FROM posting p JOIN jabatan j ON j.id = p.jabatan_id
WHERE p.berlaku && daterange(:mulai, :sampai) AND {_ORANG}
""")  # noqa: S608 - constants only
_SKP = text(f"""
SELECT pegawai_id, lower(periode), upper(periode) FROM skp
WHERE periode && daterange(:mulai, :sampai) AND {_ORANG}
""")  # noqa: S608 - constants only
_PEGAWAI = text(
    "SELECT id, jenis, status_asn, spmt FROM pegawai WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id"
)
_SEGMEN = text("""
SELECT s.id, s.pegawai_id, lower(s.periode) AS mulai, upper(s.periode) AS sampai,
       lower(p.berlaku) AS posting_mulai, upper(p.berlaku) AS posting_sampai
FROM skp s JOIN posting p ON p.id = s.posting_id
WHERE s.status <> ALL(CAST(:tertutup AS text[])) AND s.tahun >= :tahun
  AND (CAST(:skp_id AS bigint) IS NULL OR s.id = :skp_id)
  AND (upper(p.berlaku) < upper(s.periode)
    OR EXISTS (SELECT FROM ketidakhadiran k WHERE k.pegawai_id = s.pegawai_id AND k.berlaku && s.periode
      AND k.jenis = ANY(CAST(:jenis AS text[]))))
ORDER BY s.id
""")
