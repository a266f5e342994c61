"""Feedback about an employee's work in the year, the employee's answers to it, and what was decided with it.

All of it is only ever added to: who wants to mend a feedback writes another that names it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Text, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from webapp.domain.pemantauan import PEMBINAAN, TINDAK, Amatan, Dari, Kanal, Kemajuan, Objek, Tindak
from webapp.storage.base import Base, BigInt, RowId, among, choice


def _larik(kemajuan: Kemajuan) -> str:
    return ", ".join(f"'{satu}'" for satu in TINDAK[kemajuan])


class UmpanBalik(Base):
    """One feedback. `sebagai` is the giver's office at the time; `objek_uraian` the words of the RHK as they were.

    Progress and actions are the evaluator's alone. `mengoreksi_id`: this entry mends that earlier one. Who receives a
    service has no account: the manager of the OPD writes down what the document `berkas_id` says.
    """

    __tablename__ = "umpan_balik"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(oleh_pegawai_id, oleh_pihak_luar_id) = "
            "CASE dari WHEN 'PENERIMA_LAYANAN' THEN 0 ELSE 1 END",
            name="satu_pemberi",
        ),
        CheckConstraint("(dari = 'PENERIMA_LAYANAN') = (berkas_id IS NOT NULL)", name="layanan_berdokumen"),
        CheckConstraint("oleh_pegawai_id IS DISTINCT FROM pegawai_id", name="bukan_diri"),
        CheckConstraint("(objek = 'UMUM') = (objek_kunci IS NULL)", name="objek_bernama"),
        CheckConstraint("(dari = 'PENILAI') = (kemajuan IS NOT NULL)", name="kemajuan_penilai"),
        CheckConstraint(
            "CASE kemajuan "
            f"WHEN 'MENUNJUKKAN' THEN cardinality(tindak) > 0 AND tindak <@ ARRAY[{_larik(Kemajuan.MENUNJUKKAN)}] "
            "WHEN 'TIDAK_MENUNJUKKAN' THEN cardinality(tindak) > 0 "
            f"AND tindak <@ ARRAY[{_larik(Kemajuan.TIDAK_MENUNJUKKAN)}] "
            "ELSE cardinality(tindak) = 0 END",
            name="tindak",
        ),
    )

    id: Mapped[RowId]
    skp_id: Mapped[BigInt] = mapped_column(ForeignKey("skp.id"), index=True)
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), index=True)
    dari: Mapped[Dari] = mapped_column(choice(Dari, "dari"))
    oleh_pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"))
    oleh_pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"))
    sebagai: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]
    kanal: Mapped[Kanal] = mapped_column(choice(Kanal, "kanal"))
    objek: Mapped[Objek] = mapped_column(choice(Objek, "objek"))
    objek_kunci: Mapped[str | None]
    objek_uraian: Mapped[str | None]
    dasar: Mapped[str | None]
    isi: Mapped[str]
    kemajuan: Mapped[Kemajuan | None] = mapped_column(choice(Kemajuan, "kemajuan"))
    tindak: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    mengoreksi_id: Mapped[BigInt | None] = mapped_column(ForeignKey("umpan_balik.id"), unique=True)
    berkas_id: Mapped[BigInt | None] = mapped_column(ForeignKey("berkas.id"))


class RincianTindak(Base):
    """What an action consists of: the new assignment, the support that is given."""

    __tablename__ = "rincian_tindak"
    __table_args__ = (
        CheckConstraint("tindak IN ('PENUGASAN_BARU', 'PENYESUAIAN_DUKUNGAN')", name="berincian"),
    )

    umpan_balik_id: Mapped[BigInt] = mapped_column(ForeignKey("umpan_balik.id"), primary_key=True)
    tindak: Mapped[Tindak] = mapped_column(choice(Tindak, "tindak"), primary_key=True)
    isi: Mapped[str]


class TanggapanUmpanBalik(Base):
    """The employee's answer to a feedback; there may be several."""

    __tablename__ = "tanggapan_umpan_balik"

    id: Mapped[RowId]
    umpan_balik_id: Mapped[BigInt] = mapped_column(ForeignKey("umpan_balik.id"), index=True)
    isi: Mapped[str]
    akun_id: Mapped[BigInt] = mapped_column(ForeignKey("akun.id"))
    pada: Mapped[datetime]


def nomor_baru(session: Session) -> int:
    """A number for a feedback that is about to be written: its case must name it before it is there."""
    return int(session.execute(_NOMOR).scalar_one())


_NOMOR = text("SELECT nextval(pg_get_serial_sequence('umpan_balik', 'id'))")


def umpan_balik_skp(session: Session, skp_id: int) -> list[UmpanBalik]:
    """All feedback on an SKP, the newest first."""
    cari = select(UmpanBalik).where(UmpanBalik.skp_id == skp_id)
    return list(session.scalars(cari.order_by(UmpanBalik.pada.desc(), UmpanBalik.id.desc())))


def amatan(session: Session, orang: Collection[int], sejak: date, zona: ZoneInfo) -> dict[int, list[Amatan]]:
    """What evaluators have seen of each person since a day, in force: mended entries count no more."""
    mulai = datetime.combine(sejak, datetime.min.time(), zona)
    pengganti = aliased(UmpanBalik)
    cari = select(UmpanBalik).where(
        among(UmpanBalik.pegawai_id, orang),
        UmpanBalik.kemajuan.is_not(None),
        UmpanBalik.pada >= mulai,
        ~select(pengganti.id).where(pengganti.mengoreksi_id == UmpanBalik.id).exists(),
    )
    hasil: dict[int, list[Amatan]] = {}
    for satu in session.scalars(cari):
        assert satu.kemajuan is not None
        dibina = not PEMBINAAN.isdisjoint(satu.tindak)
        hari = satu.pada.astimezone(zona).date()
        hasil.setdefault(satu.pegawai_id, []).append(Amatan(hari, satu.kemajuan, dibina))
    return hasil
