"""Assignments across units: the contract between a team leader and somebody of another unit, and what the leader says.

The team leader gives feedback and recommends ratings; the rating itself is never written here.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.masa import Masa
from webapp.domain.predikat import Rating
from webapp.storage.base import Base, BigInt, RowId, among, choice, range_is_sound


class StatusKontrak(StrEnum):
    """Proposed by the team leader; accepted or refused by the employee."""

    USUL = "USUL"
    DITERIMA = "DITERIMA"
    DITOLAK = "DITOLAK"


class KontrakPenugasan(Base):
    """One assignment: who gives it, the result with its target, for how long, and to whom is reported.

    `rhk_kunci` is the key of the row in part B of the employee's SKP once it is accepted; `jabatan_ketua` the team
    leader's post on the day of the proposal, as it is printed ("penugasan dari ...").
    """

    __tablename__ = "kontrak_penugasan"
    __table_args__ = (
        CheckConstraint("target > 0", name="target"),
        CheckConstraint(range_is_sound("berlaku") + " AND NOT upper_inf(berlaku)", name="berlaku"),
        CheckConstraint("(status = 'USUL') = (dijawab_pada IS NULL)", name="dijawab"),
        UniqueConstraint("skp_id", "rhk_kunci"),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"))
    ketua_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), index=True)
    jabatan_ketua: Mapped[str]
    rhk: Mapped[str]
    indikator: Mapped[str]
    target: Mapped[Decimal] = mapped_column(Numeric)
    satuan: Mapped[str]
    berlaku: Mapped[Masa]
    pelaporan: Mapped[str]
    status: Mapped[StatusKontrak] = mapped_column(choice(StatusKontrak, "status"))
    alasan: Mapped[str | None]
    rhk_kunci: Mapped[str]
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"))
    diusulkan_pada: Mapped[datetime]
    dijawab_pada: Mapped[datetime | None]


class KontrakUmpanBalik(Base):
    """Feedback of the team leader on an accepted assignment."""

    __tablename__ = "kontrak_umpan_balik"

    id: Mapped[RowId]
    kontrak_id: Mapped[BigInt] = mapped_column(ForeignKey("kontrak_penugasan.id"), index=True)
    isi: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


class KontrakRekomendasi(Base):
    """Ratings that the team leader recommends to the evaluator, who alone decides. The newest counts."""

    __tablename__ = "kontrak_rekomendasi"

    id: Mapped[RowId]
    kontrak_id: Mapped[BigInt] = mapped_column(ForeignKey("kontrak_penugasan.id"), index=True)
    hasil_kerja: Mapped[Rating] = mapped_column(choice(Rating, "hasil_kerja"))
    perilaku: Mapped[Rating] = mapped_column(choice(Rating, "perilaku"))
    catatan: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


def rekomendasi_skp(session: Session, skp_id: int) -> list[tuple[KontrakPenugasan, KontrakRekomendasi]]:
    """The newest recommendation of each team leader about the owner of an SKP."""
    return rekomendasi_banyak(session, [skp_id])


def rekomendasi_banyak(
    session: Session, skp_ids: Sequence[int]
) -> list[tuple[KontrakPenugasan, KontrakRekomendasi]]:
    """The same about the owners of many SKP, in one statement."""
    cari = (
        select(KontrakPenugasan, KontrakRekomendasi)
        .join(KontrakRekomendasi, KontrakRekomendasi.kontrak_id == KontrakPenugasan.id)
        .where(among(KontrakPenugasan.skp_id, skp_ids))
        .ext(distinct_on(KontrakPenugasan.id))
        .order_by(KontrakPenugasan.id, KontrakRekomendasi.id.desc())
    )
    return [(kontrak, saran) for kontrak, saran in session.execute(cari)]


def kontrak_diterima(session: Session, skp_id: int) -> list[KontrakPenugasan]:
    """The accepted assignments of the owner of an SKP, oldest first."""
    cari = select(KontrakPenugasan).where(
        KontrakPenugasan.skp_id == skp_id, KontrakPenugasan.status == StatusKontrak.DITERIMA
    )
    return list(session.scalars(cari.order_by(KontrakPenugasan.id)))
