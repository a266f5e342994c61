"""Who evaluates, verifies and stands above, on any day, with the reason step by step; and the same for one open step.

The answer for a day that has passed or is to come is the organisation as it is known now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from webapp.domain.alasan import kalimat_langkah
from webapp.domain.penilai import Penilai, PenilaiHasil
from webapp.services.work import Transaction
from webapp.storage.organisasi import Pegawai

from .assignments import Desk, Holder, Place, holder, resolve
from .organisation import OrganisationDay

RESOLVED = ("pejabat_penilai", "verifikator")
"""Roles whose holder follows from the organisation."""


@dataclass(frozen=True)
class Answer:
    """A person in an office, and why. `found` False: nobody. `steps` are sentences in the order of the reasoning."""

    found: bool
    pegawai_id: int | None = None
    nama: str = ""
    jabatan: str = ""
    steps: Sequence[str] = ()
    surat: str = ""


@dataclass(frozen=True)
class WhoOn:
    """The answers about an employee for a day."""

    on: date
    penilai: Answer
    verifikator: Answer
    atasan: Answer


@dataclass(frozen=True)
class Explained:
    """Who holds an open step on a day, and why. `given_by_name` True: it does not follow from the organisation."""

    on: date
    held: Holder | None
    answer: Answer
    given_by_name: bool = False


@dataclass
class Names:
    """Names of those whom answers name, each asked once."""

    tx: Transaction
    _known: dict[int, str] = field(default_factory=dict)

    def of(self, pegawai_id: int) -> str:
        """The full name of an employee."""
        if pegawai_id not in self._known:
            row = self.tx.session.get(Pegawai, pegawai_id)
            self._known[pegawai_id] = row.nama_lengkap if row is not None else f"#{pegawai_id}"
        return self._known[pegawai_id]


def who_on(tx: Transaction, pegawai_id: int, on: date) -> WhoOn:
    """Evaluator, verifikator and the one above of an employee on a day. Raises `TanpaKepalaDaerah`."""
    day = tx.work.organisation.day(tx.session, on)
    names = Names(tx)
    return WhoOn(
        on,
        answer_of(names, day.penilai(pegawai_id)),
        answer_of(names, day.verifikator(pegawai_id)),
        answer_of(names, day.atasan_penilai(pegawai_id)),
    )


def answer_of(names: Names, hasil: PenilaiHasil) -> Answer:
    """What the rules have found, for readers."""
    steps = [sentence(kalimat_langkah(langkah)) for langkah in hasil.langkah]
    if not isinstance(hasil, Penilai):
        return Answer(False, steps=steps)
    if hasil.kepala_daerah is not None:
        nama = hasil.kepala_daerah.nama
        return Answer(True, None, nama, hasil.kepala_daerah.jabatan, steps, hasil.surat or "")
    assert hasil.penilai_id is not None
    nama = names.of(hasil.penilai_id)
    return Answer(True, hasil.penilai_id, nama, hasil.nama_jabatan, steps, hasil.surat or "")


def sentence(clause: str) -> str:
    """A clause with capital and full stop."""
    return f"{clause[:1].upper()}{clause[1:]}."


def holder_on(tx: Transaction, place: Place, on: date) -> Explained:
    """Who would hold a place on a day if it were given to nobody by name. Raises `TanpaKepalaDaerah`."""
    return _explained(tx, Desk(tx, tx.work.organisation.day(tx.session, on)), replace(place, given=None))


def holder_now(tx: Transaction, place: Place) -> Explained:
    """Who holds a place today."""
    return _explained(tx, Desk(tx), place)


def _explained(tx: Transaction, desk: Desk, place: Place) -> Explained:
    held, names = holder(desk, place), Names(tx)
    on = desk.today.tanggal
    if place.given is not None or place.role not in RESOLVED:
        return Explained(on, held, _plain(desk.today, names, held), place.given is not None)
    hasil = resolve(desk.day(place.on), place)
    if place.on is not None and (held is None or held.reason != hasil.alasan):
        hasil = resolve(desk.today, place)  # whoever the step's own day names serves no more
    return Explained(on, held, answer_of(names, hasil))


def _plain(day: OrganisationDay, names: Names, held: Holder | None) -> Answer:
    if held is None:
        return Answer(False)
    nama = names.of(held.pegawai_id) if held.pegawai_id is not None else held.office
    if held.kepala_daerah:
        nama = day.bagan.kepala_daerah.nama
    office = held.office if nama != held.office else ""
    return Answer(True, held.pegawai_id, nama, office, [held.reason])


def holder_name(day: OrganisationDay, held: Holder | None, names: Mapping[int, str]) -> str:
    """Who holds a step, for a list; empty when nobody does."""
    if held is None:
        return ""
    if held.kepala_daerah:
        return day.bagan.kepala_daerah.nama
    return names.get(held.pegawai_id, "") if held.pegawai_id is not None else held.office
