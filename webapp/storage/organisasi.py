"""The organisation: units, posts, employees, their ranks and their postings, all with dates.

A row that stops being true gets an end, it is not overwritten. Exclusion constraints are the second wall
behind the checks of the import and of the registry.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.domain.masa import Masa
from webapp.domain.nip import JenisAsn
from webapp.storage.base import Base, BigInt, RowId, among, choice, range_is_sound


class JenisPegawai(StrEnum):
    """Kinds of employee on the roll: a CPNS is a PNS in the making and carries a PNS grade."""

    PNS = "PNS"
    CPNS = "CPNS"
    PPPK = "PPPK"

    @property
    def jenis_asn(self) -> JenisAsn:
        """The kind that decides number and grades."""
        return JenisAsn.PPPK if self is JenisPegawai.PPPK else JenisAsn.PNS


class StatusAsn(StrEnum):
    """Whether the person is still in service."""

    AKTIF = "AKTIF"
    BERHENTI = "BERHENTI"


def _cari(tabel: str, kolom: str) -> Index:
    """Finds any part of a text."""
    return Index(
        f"ix_{tabel}_{kolom}_cari", kolom, postgresql_using="gin", postgresql_ops={kolom: "gin_trgm_ops"}
    )


class Unit(Base):
    """A unit; `induk_id` None is the top (the city)."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        CheckConstraint("induk_id <> id", name="bukan_induk_sendiri"),
        _cari("unit", "nama"),
    )

    id: Mapped[RowId]
    kode: Mapped[str] = mapped_column(unique=True)
    nama: Mapped[str]
    jenis: Mapped[str]
    induk_id: Mapped[BigInt | None] = mapped_column(ForeignKey("unit.id"), index=True)
    berlaku: Mapped[Masa]


class Jabatan(Base):
    """A post in a unit. `memimpin`: it heads its unit; `tunggal`: it has one definitive holder at a time."""

    __tablename__ = "jabatan"
    __table_args__ = (
        CheckConstraint("(jenis = 'JF') = (jenjang IS NOT NULL)", name="jenjang_hanya_jf"),
        CheckConstraint("tunggal OR NOT memimpin", name="kepala_tunggal"),
        CheckConstraint("memimpin OR NOT pukm", name="pukm_memimpin"),
        UniqueConstraint("id", "tunggal"),
        Index("uq_jabatan_kepala_unit", "unit_id", unique=True, postgresql_where=text("memimpin")),
        _cari("jabatan", "nama"),
    )

    id: Mapped[RowId]
    kode: Mapped[str] = mapped_column(unique=True)
    nama: Mapped[str]
    jenis: Mapped[JenisJabatan] = mapped_column(choice(JenisJabatan, "jenis"))
    jenjang: Mapped[JenjangJf | None] = mapped_column(choice(JenjangJf, "jenjang"))
    unit_id: Mapped[BigInt] = mapped_column(ForeignKey("unit.id"), index=True)
    memimpin: Mapped[bool]
    tunggal: Mapped[bool]
    pukm: Mapped[bool] = mapped_column(server_default=text("false"))


class Pegawai(Base):
    """An employee. `spmt` is the day a CPNS began to work, by the surat pernyataan melaksanakan tugas."""

    __tablename__ = "pegawai"
    __table_args__ = (
        CheckConstraint("nip ~ '^[0-9]{18}$'", name="nip"),
        _cari("pegawai", "nama"),
        _cari("pegawai", "nip"),
    )

    id: Mapped[RowId]
    nip: Mapped[str] = mapped_column(unique=True)
    nama: Mapped[str]
    gelar_depan: Mapped[str | None]
    gelar_belakang: Mapped[str | None]
    jenis: Mapped[JenisPegawai] = mapped_column(choice(JenisPegawai, "jenis"))
    status_asn: Mapped[StatusAsn] = mapped_column(choice(StatusAsn, "status_asn"), server_default="AKTIF")
    spmt: Mapped[date | None]
    email: Mapped[str | None]

    @property
    def nama_lengkap(self) -> str:
        """The name with its titles, as forms print it."""
        return nama_bergelar(self.nama, self.gelar_depan, self.gelar_belakang)


def nama_bergelar(nama: str, depan: str | None, belakang: str | None) -> str:
    """The name with titles before it, and after it behind a comma."""
    tampil = f"{depan} {nama}" if depan else nama
    return f"{tampil}, {belakang}" if belakang else tampil


class PangkatRiwayat(Base):
    """The grade that an employee held during `berlaku`; never two at a time."""

    __tablename__ = "pangkat_riwayat"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        ExcludeConstraint(
            ("pegawai_id", "="),
            ("berlaku", "&&"),
            name="ex_pangkat_riwayat_satu",
            using="gist",
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"))
    golongan: Mapped[str]
    berlaku: Mapped[Masa]
    sk: Mapped[str | None]


class Posting(Base):
    """A person in a post for good, during `berlaku`. Who only acts in one stands in the registry of mandates.

    One posting a person, and one holder a `tunggal` post, at a time. `tunggal` repeats
    the post's own mark because an exclusion constraint sees one table only: a trigger fills it, the foreign
    key keeps it.
    """

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint(range_is_sound("berlaku"), name="berlaku"),
        UniqueConstraint("id", "pegawai_id"),
        ForeignKeyConstraint(
            ["jabatan_id", "tunggal"], ["jabatan.id", "jabatan.tunggal"], onupdate="CASCADE"
        ),
        ExcludeConstraint(
            ("pegawai_id", "="),
            ("berlaku", "&&"),
            name="ex_posting_satu_definitif",
            using="gist",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        ExcludeConstraint(
            ("jabatan_id", "="),
            ("berlaku", "&&"),
            where=text("tunggal"),
            name="ex_posting_satu_pemegang",
            using="gist",
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt] = mapped_column(ForeignKey("pegawai.id"), index=True)
    jabatan_id: Mapped[BigInt] = mapped_column(index=True)
    tunggal: Mapped[bool] = mapped_column(server_default=FetchedValue())
    berlaku: Mapped[Masa]
    nomor_sk: Mapped[str | None]


def nama_pegawai(session: Session, pegawai_id: Iterable[int] | None = None) -> dict[int, str]:
    """Full names of employees by their ids (None: of everybody), in one query."""
    cari = select(Pegawai.id, Pegawai.nama, Pegawai.gelar_depan, Pegawai.gelar_belakang)
    if pegawai_id is not None:
        cari = cari.where(among(Pegawai.id, set(pegawai_id)))
    baris = session.execute(cari)
    return {satu.id: nama_bergelar(satu.nama, satu.gelar_depan, satu.gelar_belakang) for satu in baris}
