"""Changes of an SKP that is set: who proposed one, why, how it ended, and which revisions it leads from and to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.perubahan import PERUBAHAN_TERBUKA, AlasanPerubahan, PengusulPerubahan, StatusPerubahan
from webapp.storage.base import Base, BigInt, RowId, choice
from webapp.storage.process import CaseStatus, ProcessCase


class PerubahanSkp(Base):
    """One proposal to change an SKP; open ones are unique for it. `diusulkan_oleh` None: another process asked.

    `revisi_baru_id` is the revision that it led to: in force when BERLAKU, put away when DITARIK.
    """

    __tablename__ = "perubahan_skp"
    __table_args__ = (
        Index(
            "uq_perubahan_skp_terbuka",
            "skp_id",
            unique=True,
            postgresql_where=text("status IN ('USUL', 'BERJALAN')"),
        ),
        Index("ix_perubahan_skp_skp_id", "skp_id"),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"), unique=True)
    pengusul: Mapped[PengusulPerubahan] = mapped_column(choice(PengusulPerubahan, "pengusul"))
    alasan: Mapped[AlasanPerubahan] = mapped_column(choice(AlasanPerubahan, "alasan"))
    uraian: Mapped[str]
    status: Mapped[StatusPerubahan] = mapped_column(choice(StatusPerubahan, "status"))
    diusulkan_oleh: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diusulkan_pada: Mapped[datetime]
    revisi_lama_id: Mapped[BigInt] = mapped_column(ForeignKey("skp_revisi.id"))
    revisi_baru_id: Mapped[BigInt | None] = mapped_column(ForeignKey("skp_revisi.id"))
    catatan: Mapped[str | None]
    selesai_pada: Mapped[datetime | None]


def kasus_terbuka(session: Session, skp_id: int) -> list[int]:
    """Cases of changes of an SKP that still wait for something, also after the new version is in force; by id."""
    cari = (
        select(PerubahanSkp.case_id)
        .join(ProcessCase, ProcessCase.id == PerubahanSkp.case_id)
        .where(PerubahanSkp.skp_id == skp_id, ProcessCase.status == CaseStatus.OPEN)
        .order_by(ProcessCase.id)
    )
    return [satu for satu in session.scalars(cari) if satu is not None]


def perubahan_terbuka(session: Session, skp_id: int) -> PerubahanSkp | None:
    """The change of an SKP that is not over; None when there is none."""
    cari = select(PerubahanSkp).where(
        PerubahanSkp.skp_id == skp_id, PerubahanSkp.status.in_(PERUBAHAN_TERBUKA)
    )
    return session.scalars(cari).one_or_none()
