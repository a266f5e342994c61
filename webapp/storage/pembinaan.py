"""Bimbingan and konseling kinerja: their course, their forms, and what was said in them.

Sessions, forms, notes and reports are only ever added. Notes, place and report of a counselling are sealed
(`storage.segel`); this room never opens them by itself.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.pemantauan import Kanal
from webapp.domain.pembinaan import HasilBimbingan, JenisKonselor, PenerimaLaporan, StatusPembinaan
from webapp.storage.base import Base, BigInt, RowId, choice

SELESAI = text("status <> 'SELESAI'")


class Bimbingan(Base):
    """A coaching: why it began, the plan, and how it ended. `tinjau_pada` is the day by which it is looked at again."""

    __tablename__ = "bimbingan"
    __table_args__ = (
        CheckConstraint(
            "(status = 'SELESAI') = (selesai_pada IS NOT NULL AND hasil IS NOT NULL)", name="selesai"
        ),
        CheckConstraint("(b18_dibaca_pada IS NULL) = (b18_dibaca_oleh IS NULL)", name="b18_dibaca"),
        Index("uq_bimbingan_berjalan", "pegawai_id", unique=True, postgresql_where=SELESAI),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), index=True)
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), index=True)
    umpan_balik_id: Mapped[BigInt | None] = mapped_column(ForeignKey("umpan_balik.id"))
    pemicu: Mapped[str]
    dipicu_oleh: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    dipicu_pada: Mapped[datetime]
    status: Mapped[StatusPembinaan] = mapped_column(
        choice(StatusPembinaan, "status"), server_default="DIPICU"
    )
    pembimbing_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    dasar_penunjukan: Mapped[str | None]
    tujuan: Mapped[str | None]
    rencana: Mapped[str | None]
    tinjau_pada: Mapped[date | None]
    b18_dibaca_pada: Mapped[datetime | None]
    b18_dibaca_oleh: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    hasil: Mapped[HasilBimbingan | None] = mapped_column(choice(HasilBimbingan, "hasil"))
    catatan_hasil: Mapped[str | None]
    selesai_pada: Mapped[datetime | None]


class SesiBimbingan(Base):
    """One session of a coaching."""

    __tablename__ = "sesi_bimbingan"
    __table_args__ = (UniqueConstraint("bimbingan_id", "nomor"),)

    id: Mapped[RowId]
    bimbingan_id: Mapped[BigInt] = mapped_column(ForeignKey("bimbingan.id"))
    nomor: Mapped[int]
    tanggal: Mapped[date]
    kanal: Mapped[Kanal] = mapped_column(choice(Kanal, "kanal"))
    isi: Mapped[str]
    kesepakatan: Mapped[str | None]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class TanggapanBimbingan(Base):
    """Format B.1.8: what the employee says of the coaching; for the evaluator's superior. `jawaban`: nine of 1 to 4."""

    __tablename__ = "tanggapan_bimbingan"
    __table_args__ = (
        CheckConstraint(
            "cardinality(jawaban) = 9 AND 1 <= ALL (jawaban) AND 4 >= ALL (jawaban)", name="jawaban"
        ),
    )

    bimbingan_id: Mapped[BigInt] = mapped_column(ForeignKey("bimbingan.id"), primary_key=True)
    jawaban: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    catatan: Mapped[str | None]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class EvaluasiKompetensi(Base):
    """One row of format B.1.9."""

    __tablename__ = "evaluasi_kompetensi"
    __table_args__ = (CheckConstraint("nilai BETWEEN 1 AND 5", name="nilai"),)

    bimbingan_id: Mapped[BigInt] = mapped_column(ForeignKey("bimbingan.id"), primary_key=True)
    urutan: Mapped[int] = mapped_column(primary_key=True)
    kompetensi: Mapped[str]
    nilai: Mapped[int] = mapped_column(SmallInteger)
    alasan: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class Konseling(Base):
    """A counselling: who counsels, when, and to whom the report goes. `tempat` is sealed."""

    __tablename__ = "konseling"
    __table_args__ = (
        CheckConstraint(
            "(status = 'SELESAI') = (selesai_pada IS NOT NULL AND diterima_oleh IS NOT NULL)", name="selesai"
        ),
        CheckConstraint("konselor_id IS DISTINCT FROM pegawai_id", name="bukan_diri"),
        CheckConstraint("(jenis_konselor IS NULL) = (konselor_id IS NULL)", name="konselor"),
        Index("uq_konseling_berjalan", "pegawai_id", unique=True, postgresql_where=SELESAI),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), index=True)
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), index=True)
    umpan_balik_id: Mapped[BigInt | None] = mapped_column(ForeignKey("umpan_balik.id"))
    bimbingan_id: Mapped[BigInt | None] = mapped_column(ForeignKey("bimbingan.id"))
    dipicu_oleh: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    dipicu_pada: Mapped[datetime]
    status: Mapped[StatusPembinaan] = mapped_column(
        choice(StatusPembinaan, "status"), server_default="DIPICU"
    )
    jenis_konselor: Mapped[JenisKonselor | None] = mapped_column(choice(JenisKonselor, "jenis_konselor"))
    konselor_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    dasar_penunjukan: Mapped[str | None]
    jadwal: Mapped[datetime | None]
    tempat: Mapped[bytes | None] = mapped_column(LargeBinary)
    penerima: Mapped[PenerimaLaporan | None] = mapped_column(choice(PenerimaLaporan, "penerima"))
    penerima_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    diterima_oleh: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    selesai_pada: Mapped[datetime | None]


class CatatanKonseling(Base):
    """The counsellor's notes of one meeting, sealed for `untuk_catatan`; for counsellor and counselee only."""

    __tablename__ = "catatan_konseling"
    __table_args__ = (UniqueConstraint("konseling_id", "nomor"),)

    id: Mapped[RowId]
    konseling_id: Mapped[BigInt] = mapped_column(ForeignKey("konseling.id"))
    nomor: Mapped[int]
    tanggal: Mapped[date]
    isi: Mapped[bytes] = mapped_column(LargeBinary)
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class LaporanKonseling(Base):
    """The counsellor's report, sealed for `untuk_laporan`; its text and recommendations are one JSON document."""

    __tablename__ = "laporan_konseling"

    konseling_id: Mapped[BigInt] = mapped_column(ForeignKey("konseling.id"), primary_key=True)
    isi: Mapped[bytes] = mapped_column(LargeBinary)
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


def untuk_catatan(konseling_id: int, nomor: int) -> str:
    """What a sealed note is bound to."""
    return f"catatan_konseling:{konseling_id}:{nomor}"


def untuk_laporan(konseling_id: int) -> str:
    """What a sealed report is bound to."""
    return f"laporan_konseling:{konseling_id}"


def untuk_tempat(konseling_id: int) -> str:
    """What a sealed meeting place is bound to."""
    return f"konseling:{konseling_id}:tempat"


def bimbingan_berjalan(session: Session, pegawai_id: int) -> Bimbingan | None:
    """The coaching of a person that has not ended."""
    cari = select(Bimbingan).where(
        Bimbingan.pegawai_id == pegawai_id, Bimbingan.status != StatusPembinaan.SELESAI
    )
    return session.scalars(cari).one_or_none()


def konseling_berjalan(session: Session, pegawai_id: int) -> Konseling | None:
    """The counselling of a person that has not ended."""
    cari = select(Konseling).where(
        Konseling.pegawai_id == pegawai_id, Konseling.status != StatusPembinaan.SELESAI
    )
    return session.scalars(cari).one_or_none()


def sesi_bimbingan(session: Session, bimbingan_id: int) -> list[SesiBimbingan]:
    """The sessions of a coaching, in order."""
    cari = select(SesiBimbingan).where(SesiBimbingan.bimbingan_id == bimbingan_id)
    return list(session.scalars(cari.order_by(SesiBimbingan.nomor)))


def evaluasi_kompetensi(session: Session, bimbingan_id: int) -> list[EvaluasiKompetensi]:
    """The rows of format B.1.9, in order."""
    cari = select(EvaluasiKompetensi).where(EvaluasiKompetensi.bimbingan_id == bimbingan_id)
    return list(session.scalars(cari.order_by(EvaluasiKompetensi.urutan)))


def catatan_konseling(session: Session, konseling_id: int) -> list[CatatanKonseling]:
    """The sealed notes of a counselling, in order."""
    cari = select(CatatanKonseling).where(CatatanKonseling.konseling_id == konseling_id)
    return list(session.scalars(cari.order_by(CatatanKonseling.nomor)))
