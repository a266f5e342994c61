"""Reading the registry of mandates: what stands in the way of a new one, and its rules on a day."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from webapp.domain.mandat import BERLAKU, JenisMandat, SyaratMandat, UsulMandat
from webapp.domain.masa import Masa
from webapp.storage.aturan import nilai_aturan
from webapp.storage.registri import Mandat

_BERGILIRAN = text("SELECT pg_advisory_xact_lock(hashtextextended('lakon.mandat', 0))")

TANPA_BATAS = timedelta(days=366)
"""How far ahead the organisation is looked at for a mandate without an end."""


def syarat_mandat(session: Session, tanggal: date) -> SyaratMandat:
    """The rules of mandates on a day [CONFIG mandat]."""
    nilai: dict[str, Any] = nilai_aturan(session, "mandat", tanggal) or {}
    bawaan = SyaratMandat()
    boleh = nilai.get("plt_boleh_dari", dict(bawaan.plt_boleh_dari))
    return SyaratMandat(
        plt_paling_lama_hari=nilai.get("plt_paling_lama_hari", bawaan.plt_paling_lama_hari),
        plh_paling_lama_hari=nilai.get("plh_paling_lama_hari", bawaan.plh_paling_lama_hari),
        plt_boleh_dari=tuple((jenis, tuple(asal)) for jenis, asal in boleh.items()),
    )


def ingatkan_hari_sebelum(session: Session, tanggal: date) -> int:
    """How many days before its end people are warned [CONFIG mandat]."""
    nilai: dict[str, Any] = nilai_aturan(session, "mandat", tanggal) or {}
    return int(nilai.get("ingatkan_hari_sebelum", 14))


def usul_dari(mandat: Mandat) -> UsulMandat:
    """A row as the rules see it."""
    return UsulMandat(
        mandat.jenis, mandat.pegawai_id, mandat.berlaku, mandat.jabatan_id, mandat.unit_id, mandat.dinilai_id
    )


def ujung(masa: Masa) -> date:
    """The first day after a period, or one year on where it has no end."""
    return masa.sampai or masa.mulai + TANPA_BATAS


def bergiliran(session: Session) -> None:
    """Let whoever else approves a mandate now wait until this transaction has ended, and then see what it did.

    Two who both had written theirs would each wait for the other, and one end without a sentence about it.
    """
    session.execute(_BERGILIRAN)


def mandat_beririsan(session: Session, usul: UsulMandat, kecuali: int | None = None) -> list[Mandat]:
    """Approved mandates of the same kind about the same thing on a day of the proposal."""
    cari = select(Mandat).where(
        Mandat.jenis == usul.jenis,
        Mandat.status.in_(BERLAKU),
        Mandat.berlaku.overlaps(usul.masa),
        Mandat.id != (kecuali or 0),
    )
    tentang = {
        JenisMandat.PLT: Mandat.jabatan_id == usul.jabatan_id,
        JenisMandat.PLH: Mandat.jabatan_id == usul.jabatan_id,
        JenisMandat.DELEGASI_PENILAI: Mandat.unit_id == usul.unit_id,
        JenisMandat.PENETAPAN_PENILAI: Mandat.dinilai_id == usul.dinilai_id,
        JenisMandat.VERIFIKATOR: or_(Mandat.dinilai_id == usul.dinilai_id, Mandat.unit_id == usul.unit_id),
    }
    return list(session.scalars(cari.where(tentang[usul.jenis]).order_by(Mandat.berlaku)))
