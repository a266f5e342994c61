"""Several entries at once: a day entered again on another day, and sets that a person keeps under a name.

All or none: what stands in the way of one entry is told, and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID, uuid5

from sqlalchemy import delete, func, select

from webapp.domain.aktivitas import HIDUP
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.sentences import Sentence
from webapp.operations import Actor, Refused
from webapp.services.errors import NotFound
from webapp.services.work import Transaction, Work
from webapp.storage.aktivitas import Aktivitas, AktivitasTemplat, AktivitasTemplatBaris

from .content import NewEntry
from .entry import Saved, save_within
from .links import link_to
from .owner import employee
from .rows import EntryRow, entry_rows

MAX_SETS, MAX_NAME = 12, 60


@dataclass(frozen=True)
class EntrySet:
    """A set in a list: its name and how many entries it makes."""

    id: int
    nama: str
    jumlah: int


class _Line(Protocol):
    """What an entry of a day and a line of a set have in common."""

    @property
    def butir_id(self) -> int: ...
    @property
    def volume(self) -> int: ...
    @property
    def mulai(self) -> int: ...
    @property
    def selesai(self) -> int: ...
    @property
    def keterangan(self) -> str | None: ...
    @property
    def rhk_kunci(self) -> str | None: ...
    @property
    def alasan_tanpa_rhk(self) -> str | None: ...


def copy_day(work: Work, actor: Actor, dari: date, ke: date, request_id: UUID) -> list[Saved]:
    """Enter a day's live entries again on another day, at the same times, all or none. Raises `Refused`."""
    with work.transaction() as tx:
        lines = [(str(one.id), one) for one in _live(tx, actor, dari)]
        return _enter(tx, actor, lines, ke, request_id)


def sets(tx: Transaction, actor: Actor) -> Sequence[EntrySet]:
    """The actor's own sets, by name."""
    query = (
        select(AktivitasTemplat.id, AktivitasTemplat.nama, func.count())
        .join(AktivitasTemplatBaris, AktivitasTemplatBaris.templat_id == AktivitasTemplat.id)
        .where(AktivitasTemplat.pegawai_id == employee(actor))
        .group_by(AktivitasTemplat.id)
        .order_by(AktivitasTemplat.nama)
    )
    return [EntrySet(*row) for row in tx.session.execute(query)]


def keep_day(work: Work, actor: Actor, nama: str, tanggal: date) -> int:
    """Keep a day's live entries as a set; a name that is there already gets the new ones. Raises `Refused`."""
    nama = " ".join(nama.split())
    with work.transaction() as tx:
        pegawai_id, rows = employee(actor), _live(tx, actor, tanggal)
        known = {one.nama: one.id for one in sets(tx, actor)}
        _sound(nama, rows, known)
        tx.session.execute(delete(AktivitasTemplat).where(AktivitasTemplat.id == known.get(nama)))
        kept = AktivitasTemplat(pegawai_id=pegawai_id, nama=nama, pada=tx.now)
        tx.session.add(kept)
        tx.session.flush()
        tx.session.add_all(_line(kept.id, number, one) for number, one in enumerate(rows, start=1))
        return kept.id


def use(work: Work, actor: Actor, templat_id: int, ke: date, request_id: UUID) -> list[Saved]:
    """Enter a set on a day, all or none. Raises `NotFound` to others than its owner, and `Refused`."""
    with work.transaction() as tx:
        _own(tx, actor, templat_id)
        query = select(AktivitasTemplatBaris).where(AktivitasTemplatBaris.templat_id == templat_id)
        rows = tx.session.scalars(query.order_by(AktivitasTemplatBaris.urutan)).all()
        return _enter(tx, actor, [(f"{templat_id}:{one.urutan}", one) for one in rows], ke, request_id)


def drop(work: Work, actor: Actor, templat_id: int) -> None:
    """Put a set away. Raises `NotFound` to others than its owner."""
    with work.transaction() as tx:
        tx.session.delete(_own(tx, actor, templat_id))


def _own(tx: Transaction, actor: Actor, templat_id: int) -> AktivitasTemplat:
    row = tx.session.get(AktivitasTemplat, templat_id)
    if row is None or row.pegawai_id != employee(actor):
        raise NotFound("aktivitas_templat", templat_id)
    return row


def _sound(nama: str, rows: Sequence[EntryRow], known: dict[str, int]) -> None:
    wrong = []
    if not 1 <= len(nama) <= MAX_NAME:
        wrong.append(
            Pelanggaran(
                "templat.nama", Sentence("Beri nama templat, paling panjang %(n)s huruf.", n=MAX_NAME), "nama"
            )
        )
    if not rows:
        pesan = "Hari ini belum punya aktivitas. Catat dahulu, lalu simpan sebagai templat."
        wrong.append(Pelanggaran("templat.kosong", pesan, "nama"))
    if nama not in known and len(known) >= MAX_SETS:
        pesan = Sentence("Paling banyak %(n)s templat. Hapus yang tidak dipakai lagi.", n=MAX_SETS)
        wrong.append(Pelanggaran("templat.banyak", pesan, "nama"))
    if wrong:
        raise Refused(wrong)


def _live(tx: Transaction, actor: Actor, tanggal: date) -> list[EntryRow]:
    return entry_rows(
        tx,
        Aktivitas.pegawai_id == employee(actor),
        Aktivitas.tanggal == tanggal,
        Aktivitas.status.in_(HIDUP),
    )


def _line(templat_id: int, number: int, one: EntryRow) -> AktivitasTemplatBaris:
    return AktivitasTemplatBaris(
        templat_id=templat_id,
        urutan=number,
        butir_id=one.butir_id,
        volume=one.volume,
        mulai=one.mulai,
        selesai=one.selesai,
        keterangan=one.keterangan or None,
        rhk_kunci=one.rhk_kunci,
        alasan_tanpa_rhk=one.alasan_tanpa_rhk,
    )


def _enter(
    tx: Transaction, actor: Actor, lines: Iterable[tuple[str, _Line]], ke: date, request_id: UUID
) -> list[Saved]:
    done = []
    for name, one in lines:
        link = link_to(tx, actor, ke, one.rhk_kunci, one.alasan_tanpa_rhk or "")
        new = NewEntry(
            tanggal=ke,
            butir_id=one.butir_id,
            volume=one.volume,
            mulai=one.mulai,
            selesai=one.selesai,
            keterangan=one.keterangan or "",
            rhk_kunci=link.rhk_kunci,
            rencana_aksi_id=link.rencana_aksi_id,
            alasan_tanpa_rhk=link.alasan,
        )
        done.append(save_within(tx, actor, new, uuid5(request_id, name)))
    return done
