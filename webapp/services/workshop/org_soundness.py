"""Organisational soundness: whether every role that a bundle's lanes name has a person, for every unit, on given days.

Asked of the same organisation and the same rules as a step that opens (`people.assignments`), for everybody who serves
on the day. Roles to which somebody is appointed for one document (konselor, pembimbing) cannot be asked before that
document exists; offices of the whole region are asked once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select

from webapp.domain.organisasi import Urusan
from webapp.domain.penilai import Penilai
from webapp.domain.sentences import Sentence, in_a_row
from webapp.engine import Definitions
from webapp.services.people.assignments import SUPERIORS, Place, kind_of, resolve
from webapp.services.people.organisation import OrganisationDay
from webapp.services.people.roles import OFFICES, ROLES
from webapp.services.work import Transaction
from webapp.storage.akun import Akun
from webapp.storage.organisasi import Pegawai

EVERYWHERE: Final = "Seluruh daerah"
_MENDS: Final = {
    "pejabat_penilai": "Tetapkan atasannya di data organisasi: pejabat definitif, Plt, atau penetapan khusus penilai.",
    "atasan_penilai": "Beri peran Pejabat yang Berwenang kepada satu akun yang aktif.",
    "verifikator": "Tetapkan verifikator unit itu, atau isi jabatan pimpinannya.",
    "pengelola_opd": "Beri peran Pengelola kinerja kepada satu akun pegawai OPD itu.",
}
_OFFICE_MEND: Final = "Beri peran itu kepada paling sedikit satu akun yang aktif."


@dataclass(frozen=True, slots=True)
class Asked:
    """A role as the steps of a bundle ask for it: in a process, for a kind of step."""

    role: str
    urusan: Urusan | None = None


@dataclass(frozen=True, slots=True)
class Unheld:
    """A role that nobody holds for `people` employees of a unit on a day; `example` is one of them."""

    role: str
    unit: str
    day: date
    people: int
    example: str
    reason: str
    steps: tuple[str, ...]
    mend: str

    @property
    def words(self) -> str:
        """The gap as one sentence."""
        role, why = Sentence.of_author(ROLES.get(self.role, self.role)), Sentence.of_author(self.reason)
        if not self.people:
            said = Sentence("%(role)s di %(unit)s tidak terisi.", role=role, unit=self.unit)
        else:
            said = Sentence(
                "%(role)s di %(unit)s tidak terisi bagi %(n)s pegawai (misalnya %(name)s).",
                role=role,
                unit=self.unit,
                n=self.people,
                name=self.example,
            )
        return in_a_row([said, why] if why else [said])


def roles_asked(definitions: Definitions) -> dict[Asked, tuple[str, ...]]:
    """The roles that a bundle's human steps name, each with the steps that ask for it."""
    found: defaultdict[Asked, list[str]] = defaultdict(list)
    for process in definitions.processes.values():
        for element in process.elements.values():
            if element.kind == "userTask" and element.role is not None and element.role in ROLES:
                urusan = Urusan(process.id, kind_of(element)) if element.role in SUPERIORS else None
                found[Asked(element.role, urusan)].append(f"{process.id}/{element.id}")
    return {asked: tuple(steps) for asked, steps in found.items()}


def org_sound(tx: Transaction, definitions: Definitions, days: Sequence[date]) -> list[Unheld]:
    """Every gap on any of the days (today, and that on which the bundle is to count)."""
    wanted = roles_asked(definitions)
    holders = _accounts(tx)
    version = tx.work.organisation.day(tx.session, tx.today).versi
    found: list[Unheld] = []
    for day in dict.fromkeys(days):
        organisation = tx.work.organisation.day(tx.session, day, version)
        found += _Look(tx, organisation, wanted, holders).gaps()
    return found


def _accounts(tx: Transaction) -> Mapping[str, list[int | None]]:
    """Active accounts by office: the employee behind each, where there is one."""
    rows = tx.session.execute(select(Akun.peran, Akun.pegawai_id).where(Akun.aktif, Akun.peran != []))
    found: defaultdict[str, list[int | None]] = defaultdict(list)
    for roles, pegawai_id in rows:
        for role in roles:
            found[role].append(pegawai_id)
    return found


class _Look:
    """One day of the organisation, and what is asked of it."""

    def __init__(
        self, tx: Transaction, day: OrganisationDay, wanted: Mapping[Asked, tuple[str, ...]],
        holders: Mapping[str, Sequence[int | None]],
    ) -> None:  # fmt: skip
        self.tx = tx
        self.day = day
        self.wanted = wanted
        self.holders = holders

    def gaps(self) -> list[Unheld]:
        steps: defaultdict[str, list[str]] = defaultdict(list)
        for asked, named in self.wanted.items():
            steps[asked.role] += named
        found = [gap for role in sorted(steps) if role in OFFICES for gap in self._office(role, steps[role])]
        if "pengelola_opd" in steps:
            found += self._helpers(steps["pengelola_opd"])
        for role in sorted(SUPERIORS & steps.keys()):
            found += self._superiors(role)
        return found

    def _office(self, role: str, steps: Sequence[str]) -> Iterator[Unheld]:
        if not self.holders.get(role):
            reason = "Tidak ada akun aktif dengan peran itu."
            yield Unheld(role, EVERYWHERE, self.day.tanggal, 0, "", reason, tuple(steps), _OFFICE_MEND)

    def _helpers(self, steps: Sequence[str]) -> Iterator[Unheld]:
        helped = {self.day.opd(one) for one in self.holders.get("pengelola_opd", ()) if one is not None}
        for opd, people in sorted(self.day.anggota_opd.items()):
            serving = [one for one in sorted(people) if self._serves(one)]
            if serving and opd not in helped:
                reason = "Tidak ada akun aktif berperan Pengelola kinerja di OPD ini."
                yield self._gap("pengelola_opd", opd, serving, reason, steps)

    def _superiors(self, role: str) -> Iterator[Unheld]:
        """Employees for whom the rules name nobody, by unit. Above the highest evaluator stands the PyB."""
        lacking: dict[int, tuple[str, set[str]]] = {}
        for urusan, steps in self._matters(role).items():
            place = Place(role, 0, urusan)
            for pegawai_id in self._people:
                held = resolve(self.day, _of(place, pegawai_id))
                if not isinstance(held, Penilai) and not self._pyb_stands_in(role):
                    lacking.setdefault(pegawai_id, (held.alasan, set()))[1].update(steps)
        by_unit: defaultdict[int, list[int]] = defaultdict(list)
        for pegawai_id in lacking:
            by_unit[self._unit(pegawai_id)].append(pegawai_id)
        for unit, people in sorted(by_unit.items()):
            reason = lacking[people[0]][0]
            steps = sorted({step for one in people for step in lacking[one][1]})
            yield self._gap(role, unit, people, reason, steps)

    def _matters(self, role: str) -> Mapping[Urusan | None, list[str]]:
        """The matters in which a role is asked; one where no mandate of the day is limited in scope."""
        found: defaultdict[Urusan | None, list[str]] = defaultdict(list)
        for asked, steps in self.wanted.items():
            if asked.role == role:
                found[asked.urusan if self.day.has_scopes else None] += steps
        return found

    def _pyb_stands_in(self, role: str) -> bool:
        return role == "atasan_penilai" and bool(self.holders.get("pyb"))

    @property
    def _people(self) -> Iterable[int]:
        everybody = sorted({one.pegawai_id for one in self.day.bagan.daftar_penugasan})
        return (one for one in everybody if self._serves(one))

    def _serves(self, pegawai_id: int) -> bool:
        return bool(self.day.bagan.penugasan(pegawai_id, self.day.tanggal))

    def _unit(self, pegawai_id: int) -> int:
        post = self.day.bagan.jabatan(self.day.bagan.penugasan(pegawai_id, self.day.tanggal)[0].jabatan_id)
        return 0 if post is None else post.unit_id

    def _gap(
        self, role: str, unit_id: int, people: Sequence[int], reason: str, steps: Sequence[str]
    ) -> Unheld:
        unit = self.day.bagan.unit(unit_id, self.day.tanggal)
        name = EVERYWHERE if unit is None else unit.nama
        example = self.tx.session.get_one(Pegawai, people[0]).nama_lengkap
        mend = _MENDS.get(role, _OFFICE_MEND)
        return Unheld(role, name, self.day.tanggal, len(people), example, reason, tuple(steps), mend)


def _of(place: Place, pegawai_id: int) -> Place:
    return Place(place.role, pegawai_id, place.urusan)
