"""Opening balances of credit points: what an earlier PAK granted before Lakon counted, and how each was decided.

One admin brings a balance with its letter, another decides. Both rows are only ever added; a newer balance takes over
from its own day on.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.jabatan import JenjangJf
from webapp.storage.base import Base, BigInt, RowId, choice


class SaldoAngkaKredit(Base):
    """Points that count in a jenjang as of a day (`per`, that day included), by a letter."""

    __tablename__ = "saldo_angka_kredit"
    __table_args__ = (CheckConstraint("nilai >= 0", name="nilai"),)

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), index=True)
    jenjang: Mapped[JenjangJf] = mapped_column(choice(JenjangJf, "jenjang"))
    nilai: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    per: Mapped[date]
    nomor_surat: Mapped[str]
    tanggal_surat: Mapped[date]
    berkas_id: Mapped[BigInt] = mapped_column(ForeignKey("berkas.id"))
    diusulkan_oleh: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    diusulkan_pada: Mapped[datetime]


class PutusanSaldo(Base):
    """How a balance was decided, by another account than the one that brought it (a trigger holds it)."""

    __tablename__ = "putusan_saldo"
    __table_args__ = (CheckConstraint("setuju OR alasan IS NOT NULL", name="beralasan"),)

    saldo_id: Mapped[BigInt] = mapped_column(
        ForeignKey("saldo_angka_kredit.id"), primary_key=True, autoincrement=False
    )
    setuju: Mapped[bool]
    alasan: Mapped[str | None]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


def saldo_berlaku(
    session: Session, pegawai_id: int, jenjang: JenjangJf, sebelum: date
) -> SaldoAngkaKredit | None:
    """The approved balance of a person in a jenjang as of the newest day before `sebelum`; the later one of a day."""
    cari = (
        select(SaldoAngkaKredit)
        .join(PutusanSaldo, PutusanSaldo.saldo_id == SaldoAngkaKredit.id)
        .where(
            PutusanSaldo.setuju,
            SaldoAngkaKredit.pegawai_id == pegawai_id,
            SaldoAngkaKredit.jenjang == jenjang,
            SaldoAngkaKredit.per < sebelum,
        )
        .order_by(SaldoAngkaKredit.per.desc(), SaldoAngkaKredit.id.desc())
        .limit(1)
    )
    return session.scalars(cari).one_or_none()
