"""Accounts: who may sign in, with which offices, and the brakes against guessing.

An account belongs to an employee or to an actor from outside. Offices (`peran`) are the few that do not
follow from the organisation; who evaluates whom is never stored here.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

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
    """A sign-in. `sandi` is an argon2 hash, or None until the first password is set.

    `pegangan` is the name under which passkeys know the account: it says nothing about the person. Sessions are rows of
    `sesi`; `kunci_sesi` is what the release before this one went by, and goes with the next.
    """

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
    pegangan: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    gagal_masuk: Mapped[int] = mapped_column(server_default=text("0"))
    tunda_sampai: Mapped[datetime | None]
    dibuat_pada: Mapped[Now]


def pemegang_peran(session: Session, peran: Peran) -> list[int]:
    """The accounts in use that hold an office."""
    cari = select(Akun.id).where(Akun.aktif, Akun.peran.contains([peran.value])).order_by(Akun.id)
    return list(session.scalars(cari))


def same_person(session: Session, akun_id: int, *others: int | None, unknown: bool = True) -> bool:
    """Whether one person stands behind an account and one of others: the rule of every second pair of eyes.

    An account is a person's by its employee, or by its actor from outside such as the Kepala Daerah. One that belongs
    to nobody may be anybody's, so it is no second pair of eyes; with `unknown` False only what is sure counts. None
    among the others is nobody who acted.
    """
    acted = [one for one in others if one is not None]
    if not acted:
        return False
    query = select(Akun.id, Akun.pegawai_id, Akun.pihak_luar_id).where(Akun.id.in_([akun_id, *acted]))
    known = {row.id: (row.pegawai_id, row.pihak_luar_id) for row in session.execute(query)}
    mine = known.get(akun_id, _NOBODY)
    theirs = [known.get(one, _NOBODY) for one in acted]
    if _NOBODY in (mine, *theirs) and unknown:
        return True
    return akun_id in acted or (mine != _NOBODY and mine in theirs)


_NOBODY = (None, None)


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
