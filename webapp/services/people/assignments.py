"""Who may act: lane = role; role + subject + day → a person, with the reason in words.

Asked when an inbox is read and again inside the completing transaction; `policy.steps` decides by it. An open step may
stand for a day of its own, and may be given to one person by name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.domain.organisasi import Urusan
from webapp.domain.penilai import Penilai, PenilaiHasil
from webapp.domain.sentences import Sentence
from webapp.engine import Element
from webapp.operations import Actor
from webapp.services.work import Transaction
from webapp.storage.penunjukan import Penunjukan, ditunjuk, ditunjuk_banyak
from webapp.storage.queries import TanpaKepalaDaerah

from .organisation import OrganisationDay
from .roles import APPOINTED, OFFICES, ROLES

SUPERIORS = frozenset({"pejabat_penilai", "atasan_penilai", "verifikator"})
"""Roles that are found from the organisation, above the subject."""

GIVEN = "ALIHAN"
"""The capacity of one to whom a step was given by name."""


@dataclass(frozen=True, slots=True)
class Given:
    """A step given to one person by name, and why."""

    pegawai_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a human step stands, as far as that decides who may do it. `on` is the day that counts; None: today.

    `document` (kind, id) matters for roles to which somebody is appointed for that document.
    """

    role: str
    subject_id: int
    urusan: Urusan | None = None
    on: date | None = None
    given: Given | None = None
    document: tuple[str, int] | None = None


@dataclass(frozen=True)
class Holder:
    """Who holds a role for a subject. Exactly one of the ids is set, or none for an office held by many.

    `opd` limits such an office to the people of one OPD.
    """

    role: str
    reason: str
    pegawai_id: int | None = None
    kepala_daerah: bool = False
    capacity: str = "SENDIRI"
    office: str = ""
    opd: int | None = None

    def as_mandate(self) -> dict[str, Any]:
        """What is kept in the journal with the act."""
        return {"peran": self.role, "kapasitas": self.capacity, "jabatan": self.office, "alasan": self.reason}


class Desk:
    """The organisation as one transaction sees it: on its own day, and on the days that steps stand for."""

    def __init__(self, tx: Transaction, today: OrganisationDay | None = None) -> None:
        self.tx = tx
        self.today = today or tx.work.organisation.day(tx.session, tx.today)
        self._appointed: dict[tuple[str, int, str], Penunjukan | None] = {}
        self._serving: dict[int, bool] = {}
        self._superiors: dict[tuple[object, ...], Holder | None] = {}

    def serves(self, pegawai_id: int | None) -> bool:
        """Whether a person holds a post today; the Kepala Daerah (None) always does."""
        if pegawai_id is None:
            return True
        if pegawai_id not in self._serving:
            self._serving[pegawai_id] = bool(self.today.bagan.penugasan(pegawai_id, self.today.tanggal))
        return self._serving[pegawai_id]

    def holder_above(self, place: Place) -> Holder | None:
        """Who holds a place above its subject; the reason is put into words once for all steps that stand there."""
        key = (place.role, place.subject_id, place.urusan, place.on)
        if key not in self._superiors:
            self._superiors[key] = _superior(self, place)
        return self._superiors[key]

    def day(self, on: date | None) -> OrganisationDay:
        """The organisation on a day, in the version of this desk."""
        if on is None or on == self.today.tanggal:
            return self.today
        return self.tx.work.organisation.day(self.tx.session, on, self.today.versi)

    def expect(self, places: Iterable[Place]) -> None:
        """Read the appointments that many places ask for in one statement, before each is resolved."""
        keys = {(*one.document, one.role) for one in places if one.document and one.role in APPOINTED}
        if keys:
            found = ditunjuk_banyak(self.tx.session, {(kind, number) for kind, number, _ in keys})
            self._appointed |= {key: found.get(key) for key in keys}

    def appointed(self, document: tuple[str, int], role: str) -> Penunjukan | None:
        """Who is appointed to a role of a document now."""
        key = (*document, role)
        if key in self._appointed:
            return self._appointed[key]
        return ditunjuk(self.tx.session, document, role)


def kind_of(element: Element) -> str:
    """The kind of a step, as mandates name it in their scope."""
    return element.properties.get("jenis_langkah", "")


def holder(desk: Desk, place: Place) -> Holder | None:
    """Who holds the place; None when nobody does (the admins' orphan list shows it)."""
    if place.given is not None:
        given = _given(desk, place, place.given)
        if given is not None:
            return given
    if place.role == "pegawai":
        return Holder("pegawai", "SKP milik sendiri.", pegawai_id=place.subject_id)
    if place.role in SUPERIORS:
        return desk.holder_above(place)
    if place.role == "pengelola_opd":
        return _helper(desk, place)
    if place.role in OFFICES:
        return _office(place.role)
    if place.role in APPOINTED:
        return _appointed(desk, place)
    return None


def resolve(day: OrganisationDay, place: Place) -> PenilaiHasil:
    """The evaluator, the evaluator's superior, or the verifikator of a place on a day."""
    if place.role == "atasan_penilai":
        return day.atasan_penilai(place.subject_id)
    ask = day.verifikator if place.role == "verifikator" else day.penilai
    return ask(place.subject_id, place.urusan)


def superior(desk: Desk, place: Place) -> PenilaiHasil:
    """The one found for the step's own day; where that person serves no more, for today.

    So no step is left to one who is gone.
    """
    hasil = resolve(desk.day(place.on), place)
    if place.on is not None and not (isinstance(hasil, Penilai) and desk.serves(hasil.penilai_id)):
        hasil = resolve(desk.today, place)
    return hasil


def _office(role: str, reason: str | None = None) -> Holder:
    name = ROLES[role]
    return Holder(
        role, reason or Sentence("%(name)s.", name=Sentence(name)), capacity="ADMIN", office=Sentence(name)
    )


def _appointed(desk: Desk, place: Place) -> Holder | None:
    found = None if place.document is None else desk.appointed(place.document, place.role)
    if found is None:
        return None
    office = Sentence(ROLES[place.role])
    return Holder(
        place.role,
        Sentence("%(office)s: %(alasan)s", office=office, alasan=found.alasan),
        pegawai_id=found.pegawai_id,
        capacity="DITUNJUK",
        office=office,
    )


def _superior(desk: Desk, place: Place) -> Holder | None:
    hasil = superior(desk, place)
    if not isinstance(hasil, Penilai):
        # Above the highest evaluator, or where the registry names nobody, stands the Pejabat yang Berwenang.
        return _office("pyb", hasil.alasan) if place.role == "atasan_penilai" else None
    return Holder(
        place.role,
        hasil.alasan,
        pegawai_id=hasil.penilai_id,
        kepala_daerah=hasil.penilai_id is None,
        capacity=hasil.kapasitas.value,
        office=hasil.nama_jabatan,
    )


def _helper(desk: Desk, place: Place) -> Holder | None:
    opd = desk.today.opd(place.subject_id)
    if opd is None:
        return None
    unit = desk.today.bagan.unit(opd, desk.today.tanggal)
    office = (
        Sentence("Pengelola kinerja %(unit)s", unit=unit.nama)
        if unit is not None
        else Sentence("Pengelola kinerja OPD")
    )
    reason = Sentence("%(name)s.", name=office)
    return Holder("pengelola_opd", reason, capacity="PENGELOLA", office=office, opd=opd)


def _given(desk: Desk, place: Place, given: Given) -> Holder | None:
    """The one to whom the step was given, while that person serves; afterwards it is as if it had not been."""
    today = desk.today
    posts = today.bagan.penugasan(given.pegawai_id, today.tanggal)
    if not posts:
        return None
    jabatan = today.bagan.jabatan(posts[0].jabatan_id)
    office = jabatan.nama if jabatan is not None else ""
    reason = Sentence("Dialihkan oleh admin BKPP: %(reason)s", reason=given.reason)
    return Holder(place.role, reason, pegawai_id=given.pegawai_id, capacity=GIVEN, office=office)


def holds(desk: Desk, actor: Actor, held: Holder) -> bool:
    """Whether the actor is that holder."""
    if held.kepala_daerah:
        return actor.pihak_luar_id is not None
    if held.pegawai_id is not None:
        return actor.pegawai_id == held.pegawai_id
    if held.role not in actor.peran:
        return False
    return held.opd is None or (actor.pegawai_id is not None and desk.today.opd(actor.pegawai_id) == held.opd)


def subjects(day: OrganisationDay, actor: Actor) -> tuple[int, ...]:
    """The employees whom this actor evaluates on the day."""
    if actor.pihak_luar_id is not None:
        return day.dinilai_oleh.get(None, ())
    return day.dinilai_oleh.get(actor.pegawai_id, ()) if actor.pegawai_id is not None else ()


def leads(tx: Transaction, actor: Actor) -> tuple[bool, bool]:
    """Whether the person evaluates somebody today, and verifies somebody's daily work."""
    try:
        day = tx.work.organisation.day(tx.session, tx.today)
    except TanpaKepalaDaerah:
        return False, False  # pages that need to know say so; signing in and help must stay open
    return bool(subjects(day, actor)), bool(verified(day, actor))


def verified(day: OrganisationDay, actor: Actor) -> tuple[int, ...]:
    """The employees whose daily work this actor verifies on the day."""
    return () if actor.pegawai_id is None else day.diverifikasi_oleh.get(actor.pegawai_id, ())


def helped(day: OrganisationDay, actor: Actor) -> frozenset[int]:
    """The employees of the OPD in which this actor manages performance."""
    if actor.pegawai_id is None or "pengelola_opd" not in actor.peran:
        return frozenset()
    opd = day.opd(actor.pegawai_id)
    return frozenset() if opd is None else day.anggota_opd.get(opd, frozenset())
