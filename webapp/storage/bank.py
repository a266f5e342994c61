"""The Bank Aktivitas: items, their dated versions, and proposals for new ones.

A version is never rewritten (a trigger keeps it): it ends, and another follows.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Text, select, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.bank_aktivitas import CaraHitung, Lingkup, VersiButir
from webapp.domain.jabatan import JenisJabatan
from webapp.domain.masa import Masa
from webapp.storage.base import Base, BigInt, RowId, among, choice, range_is_sound

_WAKTU = "waktu_baku BETWEEN 1 AND 600"


class StatusUsul(StrEnum):
    """States of a proposal."""

    DIUSULKAN = "DIUSULKAN"
    DIKEMBALIKAN = "DIKEMBALIKAN"
    DISETUJUI = "DISETUJUI"
    DITOLAK = "DITOLAK"
    DITARIK = "DITARIK"


class ButirAktivitas(Base):
    """An item of the bank, known by its code for ever."""

    __tablename__ = "butir_aktivitas"

    id: Mapped[RowId]
    kode: Mapped[str] = mapped_column(unique=True)
    dibuat_pada: Mapped[datetime]


class UsulButir(Base):
    """A proposal: an item (or a new version of one) as an agency asks for it."""

    __tablename__ = "usul_butir"
    __table_args__ = (
        CheckConstraint(_WAKTU, name="waktu_baku"),
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        CheckConstraint("(diputus_pada IS NULL) = (diputus_akun_id IS NULL)", name="diputus"),
    )

    id: Mapped[RowId]
    kode: Mapped[str]
    nama: Mapped[str]
    satuan: Mapped[str]
    waktu_baku: Mapped[int]
    cara_hitung: Mapped[CaraHitung] = mapped_column(choice(CaraHitung, "cara_hitung"))
    wajib_bukti: Mapped[bool]
    unit_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    jenis_jabatan: Mapped[list[str]] = mapped_column(ARRAY(Text))
    berlaku: Mapped[Masa]
    dasar: Mapped[str]
    pengusul_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
    case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("process_case.id"), unique=True)
    status: Mapped[StatusUsul] = mapped_column(choice(StatusUsul, "status"))
    alasan: Mapped[str | None]
    diputus_akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    diputus_pada: Mapped[datetime | None]


class ButirVersi(Base):
    """An item as it holds during `berlaku`; `unit_ids` and `jenis_jabatan` empty: for everybody."""

    __tablename__ = "butir_aktivitas_versi"
    __table_args__ = (
        CheckConstraint(_WAKTU, name="waktu_baku"),
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        ExcludeConstraint(
            ("butir_id", "="), ("berlaku", "&&"), name="ex_butir_aktivitas_versi_satu", using="gist"
        ),
    )

    id: Mapped[RowId]
    butir_id: Mapped[BigInt] = mapped_column(ForeignKey("butir_aktivitas.id"))
    nama: Mapped[str]
    satuan: Mapped[str]
    waktu_baku: Mapped[int]
    cara_hitung: Mapped[CaraHitung] = mapped_column(choice(CaraHitung, "cara_hitung"))
    wajib_bukti: Mapped[bool]
    unit_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    jenis_jabatan: Mapped[list[str]] = mapped_column(ARRAY(Text))
    berlaku: Mapped[Masa]
    dasar: Mapped[str]
    usul_id: Mapped[BigInt | None] = mapped_column(ForeignKey("usul_butir.id"))
    akun_id: Mapped[BigInt | None] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


def sebagai_versi(versi: ButirVersi, kode: str) -> VersiButir:
    """A stored version as the rules know it."""
    lingkup = Lingkup(
        frozenset(versi.unit_ids), frozenset(JenisJabatan(satu) for satu in versi.jenis_jabatan)
    )
    return VersiButir(
        versi.id, kode, versi.nama, versi.satuan, versi.waktu_baku, versi.cara_hitung, versi.wajib_bukti,
        lingkup, versi.berlaku,
    )  # fmt: skip


def versi_pada(session: Session, butir_id: int, tanggal: date) -> VersiButir | None:
    """The version of an item that holds on a date."""
    cari = (
        select(ButirVersi, ButirAktivitas.kode)
        .join(ButirAktivitas, ButirAktivitas.id == ButirVersi.butir_id)
        .where(ButirVersi.butir_id == butir_id, ButirVersi.berlaku.contains(tanggal))
    )
    satu = session.execute(cari).one_or_none()
    return None if satu is None else sebagai_versi(satu[0], satu[1])


def butir_pada(
    session: Session, tanggal: date, cari: str = "", hanya: Iterable[int] | None = None, batas: int = 50
) -> Sequence[tuple[int, VersiButir]]:
    """Items that hold on a date, with their ids, by name; `hanya`: only these items."""
    perintah = (
        select(ButirVersi, ButirAktivitas.kode)
        .join(ButirAktivitas, ButirAktivitas.id == ButirVersi.butir_id)
        .where(ButirVersi.berlaku.contains(tanggal))
        .order_by(ButirVersi.nama, ButirVersi.id)
    )
    if cari:
        perintah = perintah.where(
            ButirVersi.nama.icontains(cari, autoescape=True) | (ButirAktivitas.kode == cari.upper())
        )
    if hanya is not None:
        perintah = perintah.where(among(ButirVersi.butir_id, hanya))
    return [
        (versi.butir_id, sebagai_versi(versi, kode)) for versi, kode in session.execute(perintah.limit(batas))
    ]


_BERGILIRAN = text("SELECT pg_advisory_xact_lock(hashtextextended('lakon.bank_aktivitas', 0))")


def bergiliran(session: Session) -> None:
    """Let whoever else publishes versions of items now wait until this transaction has ended, and then see what it did.

    Two who both had written theirs would each wait for the other, and one end without a sentence about it.
    """
    session.execute(_BERGILIRAN)
