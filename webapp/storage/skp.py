"""The SKP, its revisions and their content.

A revision that is locked, final or replaced never changes: triggers refuse it, whoever asks. Rows of the
content are named by keys that stay the same over revisions.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.jabatan import Jalur
from webapp.domain.masa import Masa
from webapp.domain.perilaku import Nilai
from webapp.domain.skp import Aspek, Bagian, Pendekatan, Perspektif, StatusSkp
from webapp.storage.base import Base, BigInt, Now, RowId, choice, range_is_sound


class StatusRevisi(StrEnum):
    """States of one revision.

    From `DIKUNCI` on its content is fixed; one returned or renewed is `DIGANTI`.
    """

    DRAF = "DRAF"
    DIAJUKAN = "DIAJUKAN"
    DIKUNCI = "DIKUNCI"
    FINAL = "FINAL"
    DIGANTI = "DIGANTI"


class BagianLampiran(StrEnum):
    """The three lists of the annex."""

    DUKUNGAN = "DUKUNGAN"
    SKEMA = "SKEMA"
    KONSEKUENSI = "KONSEKUENSI"


class Skp(Base):
    """The SKP of one posting segment, never two for one day. `terlambat_sejak` marks the flag TERLAMBAT, no state."""

    __tablename__ = "skp"
    __table_args__ = (
        CheckConstraint(range_is_sound("periode") + " AND NOT upper_inf(periode)", name="periode"),
        ForeignKeyConstraint(["posting_id", "pegawai_id"], ["posting.id", "posting.pegawai_id"]),
        ExcludeConstraint(("pegawai_id", "="), ("periode", "&&"), name="ex_skp_satu_per_hari", using="gist"),
        Index("ix_skp_pegawai_id_tahun", "pegawai_id", "tahun"),
    )

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    tahun: Mapped[int] = mapped_column(ForeignKey("periode.tahun"), index=True)
    posting_id: Mapped[BigInt]
    periode: Mapped[Masa]
    jalur: Mapped[Jalur] = mapped_column(choice(Jalur, "jalur"))
    status: Mapped[StatusSkp] = mapped_column(choice(StatusSkp, "status"))
    terlambat_sejak: Mapped[datetime | None]
    batas_penetapan: Mapped[date]
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"), unique=True)
    dibuat_pada: Mapped[Now]

    @property
    def mulai(self) -> date:
        """First day of the period."""
        return self.periode.mulai

    @property
    def selesai(self) -> date:
        """Last day of the period; it belongs to it."""
        terakhir = self.periode.hari_terakhir
        assert terakhir is not None
        return terakhir


class SkpRevisi(Base):
    """One revision.

    `cuplikan` (the identity block) and `sidik` (the fingerprint) are set when it is locked.
    """

    __tablename__ = "skp_revisi"
    __table_args__ = (
        UniqueConstraint("skp_id", "nomor"),
        CheckConstraint("nomor >= 1", name="nomor"),
        CheckConstraint(
            "status NOT IN ('DIKUNCI', 'FINAL') OR (sidik IS NOT NULL AND cuplikan IS NOT NULL)",
            name="terkunci_bersidik",
        ),
        Index(
            "uq_skp_revisi_satu_terbuka",
            "skp_id",
            unique=True,
            postgresql_where=text("status IN ('DRAF', 'DIAJUKAN', 'DIKUNCI')"),
        ),
        Index("uq_skp_revisi_satu_final", "skp_id", unique=True, postgresql_where=text("status = 'FINAL'")),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    nomor: Mapped[int]
    status: Mapped[StatusRevisi] = mapped_column(choice(StatusRevisi, "status"), server_default="DRAF")
    pendekatan: Mapped[Pendekatan] = mapped_column(choice(Pendekatan, "pendekatan"))
    dibuat_pada: Mapped[Now]
    diajukan_pada: Mapped[datetime | None]
    sidik: Mapped[str | None]
    cuplikan: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class Rhk(Base):
    """A row of results. `rhk_pimpinan_kunci` names the MPH cell (`peran_hasil.kunci`) it answers."""

    __tablename__ = "rhk"

    revisi_id: Mapped[BigInt] = mapped_column(
        ForeignKey("skp_revisi.id", ondelete="CASCADE"), primary_key=True
    )
    kunci: Mapped[str] = mapped_column(primary_key=True)
    urutan: Mapped[int]
    bagian: Mapped[Bagian] = mapped_column(choice(Bagian, "bagian"))
    uraian: Mapped[str]
    rhk_pimpinan: Mapped[str | None]
    rhk_pimpinan_kunci: Mapped[str | None]
    penugasan_dari: Mapped[str | None]


_RHK = ("revisi_id", "rhk_kunci")


def _belongs_to_rhk() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(_RHK, ["rhk.revisi_id", "rhk.kunci"], ondelete="CASCADE")


class Iki(Base):
    """An indicator of a row, with its target as typed."""

    __tablename__ = "iki"
    __table_args__ = (_belongs_to_rhk(),)

    revisi_id: Mapped[BigInt] = mapped_column(primary_key=True)
    rhk_kunci: Mapped[str] = mapped_column(primary_key=True)
    kunci: Mapped[str] = mapped_column(primary_key=True)
    urutan: Mapped[int]
    uraian: Mapped[str]
    target: Mapped[str]
    satuan: Mapped[str]
    aspek: Mapped[Aspek | None] = mapped_column(choice(Aspek, "aspek"))
    perspektif: Mapped[Perspektif | None] = mapped_column(choice(Perspektif, "perspektif"))


class Ukuran(Base):
    """A narrative measure of a row (kualitatif)."""

    __tablename__ = "ukuran"
    __table_args__ = (_belongs_to_rhk(),)

    revisi_id: Mapped[BigInt] = mapped_column(primary_key=True)
    rhk_kunci: Mapped[str] = mapped_column(primary_key=True)
    urutan: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uraian: Mapped[str]


class EkspektasiKhusus(Base):
    """The leader's special expectation on one BerAKHLAK value."""

    __tablename__ = "ekspektasi_khusus"

    revisi_id: Mapped[BigInt] = mapped_column(
        ForeignKey("skp_revisi.id", ondelete="CASCADE"), primary_key=True
    )
    nilai_kode: Mapped[Nilai] = mapped_column(choice(Nilai, "nilai_kode"), primary_key=True)
    uraian: Mapped[str]


class LampiranButir(Base):
    """One line of the annex."""

    __tablename__ = "lampiran_butir"

    revisi_id: Mapped[BigInt] = mapped_column(
        ForeignKey("skp_revisi.id", ondelete="CASCADE"), primary_key=True
    )
    bagian: Mapped[BagianLampiran] = mapped_column(choice(BagianLampiran, "bagian"), primary_key=True)
    urutan: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uraian: Mapped[str]
