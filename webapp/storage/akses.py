"""Who read whose personal data by an office, and for which reason. Both are only ever added."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, RowId


class AksesBeralasan(Base):
    """A reason by which an account may see an employee's documents for a while."""

    __tablename__ = "akses_beralasan"
    __table_args__ = (
        CheckConstraint("mulai < sampai", name="masa"),
        Index("ix_akses_beralasan_akun_id_pegawai_id_sampai", "akun_id", "pegawai_id", "sampai"),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    alasan: Mapped[str]
    mulai: Mapped[datetime]
    sampai: Mapped[datetime]


class AksesData(Base):
    """A reading of an employee's data: by whom, by which office, of which kind, on which page; once an hour each."""

    __tablename__ = "akses_data"
    __table_args__ = (
        UniqueConstraint("akun_id", "pegawai_id", "jenis", "objek", "objek_id", "jam"),
        Index("ix_akses_data_pegawai_id_pada", "pegawai_id", "pada"),
    )

    id: Mapped[RowId]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    peran: Mapped[str]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    jenis: Mapped[str]
    objek: Mapped[str]
    objek_id: Mapped[BigInt]
    halaman: Mapped[str]
    jam: Mapped[datetime]
    pada: Mapped[datetime]
    akses_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akses_beralasan.id"))


@dataclass(frozen=True)
class Pembacaan:
    """A reading that is to be kept."""

    akun_id: int
    peran: str
    pegawai_id: int
    jenis: str
    objek: str
    objek_id: int
    akses_id: int | None = None


def catat_pembacaan(session: Session, readings: Iterable[Pembacaan], pada: datetime, halaman: str) -> None:
    """Keep readings; those of the same reader, object and hour are kept already."""
    jam = pada.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    rows = [
        {**asdict(one), "pada": pada, "jam": jam, "halaman": halaman} for one in sorted(readings, key=repr)
    ]
    if rows:
        session.execute(insert(AksesData).on_conflict_do_nothing(), rows)
