"""Who would get a step of a walk: the real rules on the organisation of a day, with a vacancy or a leave supposed.

What is supposed lives in memory only: the chart of that day with one holder taken out, or with one absence more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import select

from webapp.domain.masa import Masa
from webapp.domain.organisasi import BaganOrganisasi, Cuti, JenisPenugasan, Urusan
from webapp.domain.penilai import Penilai, jalur_atasan
from webapp.domain.sentences import Sentence, in_a_row
from webapp.engine import Step
from webapp.services.people.assignments import SUPERIORS, Desk, Holder, Place, holder, kind_of, resolve
from webapp.services.people.organisation import OrganisationDay
from webapp.services.people.roles import APPOINTED, OFFICES, ROLES
from webapp.services.work import Transaction
from webapp.storage.akun import Akun
from webapp.storage.organisasi import Pegawai

VACANT, ON_LEAVE = "kosong", "cuti"
EXAMPLES: Final = 40


@dataclass(frozen=True)
class Would:
    """Who would get an open step: the person's name (empty: nobody by name), the office, and why.

    `above` are the leaders above the subject, nearest first, as they stand in what is supposed.
    """

    role: str
    person: str
    office: str
    reason: str
    capacity: str = ""
    above: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """An employee, or something to suppose, that may be chosen."""

    value: str
    text: str


def suppose(bagan: BaganOrganisasi, what: str, day: date) -> BaganOrganisasi:
    """A chart in which a post is vacant (`kosong:<jabatan>`) or a person absent (`cuti:<pegawai>`) on a day."""
    kind, _, number = what.partition(":")
    if not number.isascii() or not number.isdigit():
        return bagan
    if kind == VACANT:
        left = (one for one in bagan.daftar_penugasan if not _holds(one.jabatan_id, one.jenis, int(number)))
        return replace(bagan, daftar_penugasan=tuple(left))
    if kind == ON_LEAVE:
        absent = Cuti(int(number), Masa.inklusif(day, day))
        return replace(bagan, daftar_cuti=(*bagan.daftar_cuti, absent))
    return bagan


def _holds(held: int, jenis: JenisPenugasan, jabatan_id: int) -> bool:
    return held == jabatan_id and jenis is JenisPenugasan.DEFINITIF


class SupposedDesk(Desk):
    """The organisation of a walk's day, as it would be."""

    def __init__(self, tx: Transaction, day: date, what: str) -> None:
        self.what = what
        self.real = tx.work.organisation.day(tx.session, day)
        super().__init__(tx, self._supposed(self.real))

    def day(self, on: date | None) -> OrganisationDay:
        """The organisation on a day that a step stands for."""
        if on is None or on == self.today.tanggal:
            return self.today
        return self._supposed(super().day(on))

    def _supposed(self, day: OrganisationDay) -> OrganisationDay:
        if not self.what:
            return day
        return OrganisationDay(day.versi, day.tanggal, suppose(day.bagan, self.what, day.tanggal))


def would(desk: SupposedDesk, subject_id: int | None, step: Step) -> Would:
    """Who would get a human step."""
    role = step.element.role or ""
    if role in OFFICES:
        held = holder(desk, Place(role, subject_id or 0))
        return _office(desk.tx, role, "" if held is None else held.reason)
    if subject_id is None:
        return Would(role, "", "", Sentence("Pilih contoh pegawai untuk melihat siapa yang memperolehnya."))
    if role in APPOINTED:
        return Would(
            role,
            "",
            ROLES[role],
            Sentence("Ditunjuk untuk satu dokumen, jadi baru ada setelah penunjukannya."),
        )
    place = Place(role, subject_id, Urusan(step.process_id, kind_of(step.element)), step.on)
    held = holder(desk, place)
    above = list(_above(desk, subject_id)) if role in SUPERIORS else ()
    if held is None:
        return Would(role, "", "", _why_nobody(desk, place), above=above)
    return Would(role, _name(desk, held), held.office, held.reason, held.capacity, above)


def _why_nobody(desk: SupposedDesk, place: Place) -> str:
    """The rule's own words, where it has some."""
    said = resolve(desk.day(place.on), place).alasan if place.role in SUPERIORS else ""
    nobody = Sentence("Tidak ada pemegangnya.")
    return in_a_row([nobody, said] if said else [nobody])


def _office(tx: Transaction, role: str, reason: str) -> Would:
    query = select(Akun.id).where(Akun.aktif, Akun.peran.contains([role]))
    number = len(tx.session.scalars(query).all())
    said = Sentence("%(n)s akun aktif memegang peran ini.", n=number)
    if not number:
        said = Sentence("Tidak ada akun aktif dengan peran ini.")
    is_plain = reason in ("", f"{ROLES[role]}.")
    return Would(role, "", ROLES[role], said if is_plain else in_a_row([Sentence.of_author(reason), said]))


def _above(desk: SupposedDesk, subject_id: int) -> Iterator[str]:
    for one in jalur_atasan(subject_id, desk.today.tanggal, desk.today.bagan):
        name = _employee(desk.tx, one.penilai_id) if one.penilai_id is not None else _head(desk)
        yield f"{one.nama_jabatan} ({name})"


def _head(desk: SupposedDesk) -> str:
    return desk.today.bagan.kepala_daerah.nama


def _name(desk: SupposedDesk, held: Holder) -> str:
    if held.kepala_daerah:
        return _head(desk)
    return "" if held.pegawai_id is None else _employee(desk.tx, held.pegawai_id)


def _employee(tx: Transaction, pegawai_id: int) -> str:
    return tx.session.get_one(Pegawai, pegawai_id).nama_lengkap


# -- what may be chosen ----------------------------------------------------------------------------------------------


def examples(tx: Transaction, day: date) -> list[Example]:
    """One employee of each OPD: the first who is no leader."""
    found = tx.work.organisation.day(tx.session, day)
    chosen: list[Example] = []
    for opd, people in sorted(found.anggota_opd.items())[:EXAMPLES]:
        unit = found.bagan.unit(opd, day)
        one = next((one for one in sorted(people) if _is_staff(found, one)), None)
        if one is not None and unit is not None:
            chosen.append(Example(str(one), f"{_employee(tx, one)}, {unit.nama}"))
    return chosen


def _is_staff(day: OrganisationDay, pegawai_id: int) -> bool:
    posts = day.bagan.penugasan(pegawai_id, day.tanggal)
    return bool(posts) and not any(day.bagan.unit_dipimpin(one.jabatan_id, day.tanggal) for one in posts)


def suppositions(desk: SupposedDesk, subject_id: int) -> list[Example]:
    """What may be supposed about the two nearest leaders above somebody, as the organisation really stands."""
    found: list[Example] = []
    for one in jalur_atasan(subject_id, desk.real.tanggal, desk.real.bagan)[:2]:
        found += _about(desk.tx, one)
    return found


def _about(tx: Transaction, one: Penilai) -> Iterator[Example]:
    if one.penilai_id is None or one.jabatan is None:
        return
    name = _employee(tx, one.penilai_id)
    yield Example(
        f"{VACANT}:{one.jabatan.id}",
        Sentence("Jabatan %(post)s kosong (tanpa %(name)s)", post=one.jabatan.nama, name=name),
    )
    yield Example(
        f"{ON_LEAVE}:{one.penilai_id}", Sentence("%(name)s (%(post)s) cuti", name=name, post=one.jabatan.nama)
    )


def example(tx: Transaction, pegawai_id: int) -> Example:
    """An employee who was chosen by name."""
    return Example(str(pegawai_id), _employee(tx, pegawai_id))
