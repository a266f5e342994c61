"""Accounts: who may sign in, with which offices, and the brakes against guessing.

An account belongs to an employee or to an actor from outside. Offices (`peran`) are the few that do not
follow from the organisation; who evaluates whom is never stored here.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.storage.base import Base, BigInt, Now, RowId
from webapp.storage.organisasi import Pegawai, nama_bergelar
from webapp.storage.registri import PihakLuar


class Peran(StrEnum):
    """Offices an account may hold beside what the person's postings give."""

    ADMIN_BKPP = "admin_bkpp"
    PENGELOLA_OPD = "pengelola_opd"
    PENGAWAS = "pengawas"
    PEMILIK_PROSES = "pemilik_proses"
    TIM_KINERJA_ORG = "tim_kinerja_org"
    TIM_PENILAI_KINERJA = "tim_penilai_kinerja"
    PYB = "pyb"


_PERAN = ", ".join(f"'{peran.value}'" for peran in Peran)


class Akun(Base):
    """A sign-in. `sandi` is an argon2 hash, or None until the first password is set."""

    __tablename__ = "akun"
    __table_args__ = (
        CheckConstraint("num_nonnulls(pegawai_id, pihak_luar_id) <= 1", name="satu_pemilik"),
        CheckConstraint(f"peran <@ ARRAY[{_PERAN}]", name="peran"),
        CheckConstraint("nama_pengguna = lower(nama_pengguna)", name="nama_pengguna_huruf_kecil"),
        CheckConstraint("gagal_masuk >= 0", name="gagal_masuk"),
    )

    id: Mapped[RowId]
    pegawai_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pegawai.id"), unique=True)
    pihak_luar_id: Mapped[BigInt | None] = mapped_column(ForeignKey("pihak_luar.id"), unique=True)
    nama_pengguna: Mapped[str] = mapped_column(unique=True)
    sandi: Mapped[str | None]
    peran: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    aktif: Mapped[bool] = mapped_column(server_default=text("true"))
    kunci_sesi: Mapped[str] = mapped_column(server_default=text("replace(gen_random_uuid()::text, '-', '')"))
    gagal_masuk: Mapped[int] = mapped_column(server_default=text("0"))
    tunda_sampai: Mapped[datetime | None]
    dibuat_pada: Mapped[Now]


def nama_akun(session: Session, akun_id: int) -> str:
    """The name of the person behind an account, or the account's own name if there is none."""
    cari = (
        select(Pegawai.nama, Pegawai.gelar_depan, Pegawai.gelar_belakang, PihakLuar.nama, Akun.nama_pengguna)
        .select_from(Akun)
        .outerjoin(Pegawai, Pegawai.id == Akun.pegawai_id)
        .outerjoin(PihakLuar, PihakLuar.id == Akun.pihak_luar_id)
        .where(Akun.id == akun_id)
    )
    nama, depan, belakang, luar, pengguna = session.execute(cari).one()
    return nama_bergelar(nama, depan, belakang) if nama else luar or pengguna
