"""What people say to each other about an SKP: dialogue, handed-down results, restatements and comments.

The cells of the MPH (`peran_hasil`) are what the evaluator agreed with one employee; the employee's own words
for each (`pernyataan_ulang`) show that the expectation was understood.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.domain.penjenjangan import MetodePenjenjangan
from webapp.storage.base import Base, BigInt, Now, RowId, choice


class KanalDialog(StrEnum):
    """How the two met."""

    TATAP_MUKA = "TATAP_MUKA"
    DARING = "DARING"
    TELEPON = "TELEPON"


class TanggapanDialog(StrEnum):
    """The employee's answer to the record of a dialogue."""

    SESUAI = "SESUAI"
    PERLU_DIPERBAIKI = "PERLU_DIPERBAIKI"


class Dialog(Base):
    """The record of one dialogue; confirmed, or sent back, by the employee.

    `ekspektasi_khusus` is what the leader expects beyond the standard conducts, by the code of a BerAKHLAK value.
    """

    __tablename__ = "dialog"
    __table_args__ = (
        CheckConstraint("(dikonfirmasi_pada IS NULL) = (tanggapan IS NULL)", name="konfirmasi_lengkap"),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), index=True)
    tanggal: Mapped[date]
    kanal: Mapped[KanalDialog] = mapped_column(choice(KanalDialog, "kanal"))
    tempat: Mapped[str | None]
    ringkasan: Mapped[str]
    ekspektasi_khusus: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    dicatat_oleh: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    dicatat_pada: Mapped[Now]
    dikonfirmasi_oleh: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    dikonfirmasi_pada: Mapped[datetime | None]
    tanggapan: Mapped[TanggapanDialog | None] = mapped_column(choice(TanggapanDialog, "tanggapan"))
    catatan_tanggapan: Mapped[str | None]


class PeranHasil(Base):
    """An MPH cell: the result that one employee, in one posting (the SKP is of one), owes to one RHK of the leader.

    Set by the leader, in the MPH or in the dialogue; never picked. It is the only place of a cell that is in force:
    versions of an MPH are copies for the record. Without `rhk_pimpinan_uraian` the leader's RHK is not set yet and the
    link comes later; `pk_indikator_id` is the indicator of the PK from which the result of a JPT comes.
    `pimpinan_id` is the leader who gave it; None is the Kepala Daerah.
    """

    __tablename__ = "peran_hasil"
    __table_args__ = (
        UniqueConstraint("skp_id", "kunci"),
        CheckConstraint("(target_bagian IS NULL) = (satuan IS NULL)", name="target_bersatuan"),
        CheckConstraint(
            "target_bagian IS NULL OR (target_bagian > 0 AND metode = 'LANGSUNG')", name="target_langsung"
        ),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    kunci: Mapped[str]
    urutan: Mapped[int]
    rhk_pimpinan_uraian: Mapped[str | None]
    rhk_pimpinan_kunci: Mapped[str | None]
    iki_pimpinan_kunci: Mapped[str | None]
    uraian: Mapped[str]
    metode: Mapped[MetodePenjenjangan] = mapped_column(choice(MetodePenjenjangan, "metode"))
    target_bagian: Mapped[Decimal | None] = mapped_column(Numeric)
    satuan: Mapped[str | None]
    pimpinan_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    pk_indikator_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pk_indikator.id"))


class PernyataanUlang(Base):
    """The employee's own words for an MPH cell. A new one is added; none is changed."""

    __tablename__ = "pernyataan_ulang"

    id: Mapped[RowId]
    peran_hasil_id: Mapped[BigInt] = mapped_column(
        ForeignKey("peran_hasil.id", ondelete="CASCADE"), index=True
    )
    isi: Mapped[str]
    pada: Mapped[Now]


class Komentar(Base):
    """A remark on a revision; `letak` is the path of a row or field ("rhk.r1.iki.i2"), None for the whole."""

    __tablename__ = "komentar"
    __table_args__ = (Index("ix_komentar_revisi_id_pada", "revisi_id", "pada"),)

    id: Mapped[RowId]
    revisi_id: Mapped[BigInt] = mapped_column(ForeignKey("skp_revisi.id"))
    letak: Mapped[str | None]
    isi: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[Now]
