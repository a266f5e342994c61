"""The linter's word lists of a day, and examples of well-worded results for a post."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.periksa_skp import AturanIsi
from webapp.domain.rumusan import Kamus, kamus_dari
from webapp.storage.aturan import nilai_aturan
from webapp.storage.base import Base, BigInt, RowId


class RumusanContoh(Base):
    """An example of an RHK with an indicator, for posts whose name begins with `jabatan`; ended, never removed."""

    __tablename__ = "rumusan_contoh"
    __table_args__ = (Index("ix_rumusan_contoh_jabatan", "jabatan"),)

    id: Mapped[RowId]
    jabatan: Mapped[str]
    rhk: Mapped[str]
    iki: Mapped[str]
    dibuat_oleh: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    dibuat_pada: Mapped[datetime]
    ditarik_pada: Mapped[datetime | None]


def kamus_rumusan(session: Session, tanggal: date) -> Kamus:
    """The word lists that hold on a day [CONFIG rumusan]; the built-in ones where none are set."""
    return kamus_dari(nilai_aturan(session, "rumusan", tanggal))


def aturan_isi(session: Session, tanggal: date) -> AturanIsi:
    """The practice by which a document is checked on a day."""
    return AturanIsi(kamus=kamus_rumusan(session, tanggal))


def contoh_rumusan(session: Session, jabatan: str) -> list[RumusanContoh]:
    """Examples for a post, those made for exactly this name first."""
    cari = select(RumusanContoh).where(RumusanContoh.ditarik_pada.is_(None)).order_by(RumusanContoh.id)
    nama = jabatan.casefold()
    cocok = [satu for satu in session.scalars(cari) if nama.startswith(satu.jabatan.casefold())]
    return sorted(cocok, key=lambda satu: -len(satu.jabatan))
