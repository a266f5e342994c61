"""Entries as their owner makes them: saved (which hands them in), changed, withdrawn.

A request counts once, so a phone may send again what it is not sure of. A month's row is locked while its owner writes,
so neither the daily cap nor the times of a day can be passed by two devices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from webapp.domain.aktivitas import DAPAT_DIUBAH, StatusAktivitas
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.policy.decide import readable
from webapp.services.policy.matrix import Kind, Right
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasBulan, AktivitasRiwayat

from .content import CONTENT, Made, NewEntry
from .month import ENTRY, ensure, find, is_locked, step_is_open
from .owner import employee, sound_day
from .photos import ready

OWN = {"peran": "pegawai", "kapasitas": "SENDIRI"}
"""In which office an owner acts."""


@dataclass(frozen=True)
class Saved:
    """A stored entry. `repeated`: an earlier request had stored it."""

    id: int
    menit: int
    mulai: int
    selesai: int
    status: StatusAktivitas
    terlambat: bool
    repeated: bool = False


def save(work: Work, actor: Actor, new: NewEntry, request_id: UUID) -> Saved:
    """Store an entry of the actor's own and hand it in. Raises `Denied` to who is no employee, and `Refused`."""
    new, wrong = ready(new)
    with work.transaction() as tx:
        return save_within(tx, actor, new, request_id, wrong)


def save_within(
    tx: Transaction, actor: Actor, new: NewEntry, request_id: UUID, wrong: Sequence[Pelanggaran] = ()
) -> Saved:
    """The same inside an action in progress. `wrong` is what was found before it."""
    pegawai_id = employee(actor)
    tanggal = sound_day(tx, new.tanggal)
    row = find(tx, pegawai_id, tanggal, lock=True)
    locked = is_locked(tx, tanggal, row) or tanggal > tx.today
    if not locked:
        if row is None:
            row = ensure(tx, pegawai_id, tanggal)
            tx.session.refresh(row, with_for_update={"key_share": True})
        locked = not step_is_open(tx, row, ENTRY)
    # Looked for once the month is held: a request that another device has just sent is seen, too.
    if (before := _by_request(tx, pegawai_id, request_id)) is not None:
        return _saved(before, repeated=True)
    made = Made(
        tx, actor, pegawai_id, replace(new, tanggal=tanggal), locked and tanggal <= tx.today, wrong=wrong
    )
    values = made.values()
    assert row is not None
    entry = Aktivitas(
        bulan_id=row.id,
        pegawai_id=pegawai_id,
        status=StatusAktivitas.DIAJUKAN,
        diajukan_pada=tx.now,
        akun_id=actor.akun_id,
        request_id=request_id,
        **values,
    )
    tx.session.add(entry)
    tx.session.flush()
    made.store_files(entry)
    _note(tx, actor, entry, None, request_id)
    return _saved(entry)


def change(work: Work, actor: Actor, aktivitas_id: int, new: NewEntry, request_id: UUID) -> Saved:
    """Hand an entry in again with other content, before it is decided or after it was returned.

    Raises `NotFound` to others, and `Refused`. Files stay and new ones are added.
    """
    new, wrong = ready(new)
    with work.transaction() as tx:
        entry = _own(tx, actor, aktivitas_id)
        if _was_done(tx, entry, request_id):
            return _saved(entry, repeated=True)
        _changeable(tx, entry)
        tanggal = sound_day(tx, new.tanggal)
        if (tanggal.year, tanggal.month) != (entry.tanggal.year, entry.tanggal.month):
            pesan = "Tanggal tidak dapat dipindah ke bulan lain. Tarik aktivitas ini, lalu catat di bulannya."
            raise Refused([Pelanggaran("aktivitas.bulan_lain", pesan, "tanggal")])
        made = Made(tx, actor, entry.pegawai_id, new, locked=False, without=entry, wrong=wrong)
        old = {name: _plain(getattr(entry, name)) for name in CONTENT}
        before = entry.status
        for name, value in made.values().items():
            setattr(entry, name, value)
        entry.status, entry.diajukan_pada = StatusAktivitas.DIAJUKAN, tx.now
        entry.alasan = None
        tx.session.flush()
        made.store_files(entry)
        _note(tx, actor, entry, before, request_id, old)
        return _saved(entry)


def withdraw(work: Work, actor: Actor, aktivitas_id: int, request_id: UUID) -> None:
    """Take an entry back before it is decided; it stays, marked. Raises `NotFound` to others, and `Refused`."""
    with work.transaction() as tx:
        entry = _own(tx, actor, aktivitas_id)
        if _was_done(tx, entry, request_id):
            return
        _changeable(tx, entry)
        before, entry.status = entry.status, StatusAktivitas.DITARIK
        tx.session.flush()
        _note(tx, actor, entry, before, request_id)


# -- parts ------------------------------------------------------------------------------------------------------------


def _by_request(tx: Transaction, pegawai_id: int, request_id: UUID) -> Aktivitas | None:
    query = select(Aktivitas).where(Aktivitas.pegawai_id == pegawai_id, Aktivitas.request_id == request_id)
    return tx.session.scalars(query).one_or_none()


def _was_done(tx: Transaction, entry: Aktivitas, request_id: UUID) -> bool:
    query = select(AktivitasRiwayat.id).where(
        AktivitasRiwayat.aktivitas_id == entry.id, AktivitasRiwayat.request_id == request_id
    )
    return tx.session.scalars(query).first() is not None


def _own(tx: Transaction, actor: Actor, aktivitas_id: int) -> Aktivitas:
    """The entry of the actor's own, its month locked against other writers."""
    entry = tx.session.get(Aktivitas, aktivitas_id)
    if entry is None:
        raise NotFound("aktivitas", aktivitas_id)
    readable(tx, actor, Right.WRITE, Kind.ENTRY, entry)
    tx.session.get_one(AktivitasBulan, entry.bulan_id, with_for_update={"key_share": True})
    tx.session.refresh(entry, with_for_update=True)
    return entry


def _changeable(tx: Transaction, entry: Aktivitas) -> None:
    row = tx.session.get_one(AktivitasBulan, entry.bulan_id)
    if not step_is_open(tx, row, ENTRY):
        pesan = "Bulan ini sudah dikunci. Kekeliruan diperbaiki dengan koreksi."
        raise Refused([Pelanggaran("aktivitas.dikunci", pesan, "tanggal")])
    if entry.status not in DAPAT_DIUBAH:
        pesan = "Aktivitas ini sudah diputus, jadi tidak dapat diubah atau ditarik. Muat ulang halaman."
        raise Refused([Pelanggaran("aktivitas.diputus", pesan)])


def _note(
    tx: Transaction, actor: Actor, entry: Aktivitas, before: StatusAktivitas | None, request_id: UUID,
    old: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    tx.session.add(
        AktivitasRiwayat(
            aktivitas_id=entry.id,
            dari=before,
            ke=entry.status,
            akun_id=actor.akun_id,
            mandat=OWN,
            request_id=request_id,
            isi_lama=old,
            pada=tx.now,
        )
    )
    tx.session.flush()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _saved(entry: Aktivitas, *, repeated: bool = False) -> Saved:
    return Saved(
        entry.id, entry.menit, entry.mulai, entry.selesai, entry.status, entry.terlambat, repeated=repeated
    )
