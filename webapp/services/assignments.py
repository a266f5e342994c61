"""Who may act: lane = role; role + subject + day → a person, with the reason in words.

Asked when an inbox is read and again inside the completing transaction. Default is deny; nobody acts on an own case
in another's role.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from webapp.domain.penilai import Penilai
from webapp.operations import Actor

from .errors import Denied
from .organisation import OrganisationDay

ROLES: dict[str, str] = {
    "pegawai": "Pegawai",
    "pejabat_penilai": "Pejabat Penilai Kinerja",
    "admin_bkpp": "Admin BKPP",
    "sistem": "Sistem",
}
"""The roles a lane may name, and how people read them."""


@dataclass(frozen=True)
class Holder:
    """Who holds a role for a subject today. Exactly one of the ids is set, or none for an office held by many."""

    role: str
    reason: str
    pegawai_id: int | None = None
    kepala_daerah: bool = False
    capacity: str = "SENDIRI"
    office: str = ""

    def as_mandate(self) -> dict[str, Any]:
        """What is kept in the journal with the act."""
        return {"peran": self.role, "kapasitas": self.capacity, "jabatan": self.office, "alasan": self.reason}


def holder(day: OrganisationDay, role: str, subject_id: int) -> Holder | None:
    """Who holds the role for this subject today; None when nobody does (the admins' orphan list shows it)."""
    if role == "pegawai":
        return Holder(role, "SKP milik sendiri.", pegawai_id=subject_id)
    if role == "pejabat_penilai":
        hasil = day.penilai(subject_id)
        if not isinstance(hasil, Penilai):
            return None
        return Holder(
            role,
            hasil.alasan,
            pegawai_id=hasil.penilai_id,
            kepala_daerah=hasil.penilai_id is None,
            capacity=hasil.kapasitas.value,
            office=hasil.nama_jabatan,
        )
    if role == "admin_bkpp":
        return Holder(role, "Admin BKPP.", capacity="ADMIN", office="Admin BKPP")
    return None


def holds(actor: Actor, held: Holder) -> bool:
    """Whether the actor is that holder."""
    if held.kepala_daerah:
        return actor.pihak_luar_id is not None
    if held.pegawai_id is not None:
        return actor.pegawai_id == held.pegawai_id
    return held.role in actor.peran


def mandate(day: OrganisationDay, actor: Actor, role: str, subject_id: int) -> Holder:
    """The right in which this actor may do a step now. Raises `Denied`, which says who may."""
    held = holder(day, role, subject_id)
    if held is None:
        raise Denied("Tugas ini belum punya pemegang. Hubungi admin BKPP.")
    if role != "pegawai" and actor.pegawai_id == subject_id:
        raise Denied("Anda tidak dapat bertindak sebagai penilai atas SKP Anda sendiri.")
    if not holds(actor, held):
        raise Denied(f"Tugas ini bukan milik Anda. {_who(held)}")
    return held


def _who(held: Holder) -> str:
    if held.role == "pegawai":
        return "Hanya pegawai pemilik SKP yang dapat mengerjakannya."
    return f"Pemegangnya: {held.office or ROLES.get(held.role, held.role)}."


def subjects(day: OrganisationDay, actor: Actor) -> tuple[int, ...]:
    """The employees whom this actor evaluates today."""
    if actor.pihak_luar_id is not None:
        return day.dinilai_oleh.get(None, ())
    return day.dinilai_oleh.get(actor.pegawai_id, ()) if actor.pegawai_id is not None else ()
