"""Cases that somebody has frozen because an act in his name was not his, and how they were opened again."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class Pembekuan(Base):
    """A freeze. `seq` is the journal entry that its owner says is not his; one officer proposes, another opens."""

    __tablename__ = "pembekuan"
    __table_args__ = (
        CheckConstraint(
            "(diusulkan_akun_id IS NULL) = (diusulkan_pada IS NULL) AND "
            "(diusulkan_akun_id IS NULL) = (catatan IS NULL)",
            name="usul",
        ),
        CheckConstraint(
            "(dibuka_akun_id IS NULL) = (dibuka_pada IS NULL) AND "
            "(dibuka_akun_id IS NULL OR diusulkan_akun_id IS NOT NULL)",
            name="buka",
        ),
        CheckConstraint("dibuka_akun_id <> diusulkan_akun_id", name="dua_orang"),
        CheckConstraint("akun_id <> diusulkan_akun_id AND akun_id <> dibuka_akun_id", name="bukan_sendiri"),
        Index("uq_pembekuan_berlaku", "case_id", unique=True, postgresql_where=text("dibuka_pada IS NULL")),
    )

    id: Mapped[RowId]
    case_id: Mapped[BigInt] = mapped_column(ForeignKey("process_case.id"))
    seq: Mapped[int]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    keterangan: Mapped[str]
    pada: Mapped[datetime]
    catatan: Mapped[str | None]
    diusulkan_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diusulkan_pada: Mapped[datetime | None]
    dibuka_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    dibuka_pada: Mapped[datetime | None]
