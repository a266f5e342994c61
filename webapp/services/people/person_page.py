"""All that the admins' page of one employee shows. Reads only; whoever opens it by office leaves an event.

Nothing here can be edited: posts and grades come from the personnel system, rights over others from the registry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import or_, select

from webapp.domain.masa import Masa
from webapp.domain.organisasi import jabatan_definitif
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.policy.matrix import Relation
from webapp.services.policy.oversight import Scope, scope_of
from webapp.services.policy.watching import looked_at
from webapp.services.process.inbox import InboxItem, inbox
from webapp.services.process.items import Item, items
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.audit import AuditEvent
from webapp.storage.organisasi import Jabatan, PangkatRiwayat, Pegawai, Posting, Unit, nama_pegawai
from webapp.storage.process import WorkItem
from webapp.storage.registri import Ketidakhadiran, Mandat
from webapp.storage.skp import Skp

from .assignments import Desk, Holder, holder
from .who import WhoOn, holder_name, who_on

Dated = TypeVar("Dated", PangkatRiwayat, Ketidakhadiran)

SEEN = "data_pegawai_dilihat"
"""The kind of event that opening the page leaves."""


@dataclass(frozen=True)
class Post:
    """A posting with the names of its post and unit."""

    jabatan: str
    unit_id: int
    unit: str
    masa: Masa
    nomor_sk: str


@dataclass(frozen=True)
class Right:
    """A mandate: who holds it, and over what (a post, a unit or a person, by name)."""

    row: Mandat
    holder: str
    about: str


@dataclass(frozen=True)
class OpenStep:
    """An open step about the person; `held` None: nobody holds it."""

    item: Item
    held: Holder | None
    holder: str


@dataclass(frozen=True)
class PersonPage:
    """The page. `post` is today's; `asked` answers for the day that was asked about, None where none was."""

    row: Pegawai
    akun: Akun | None
    post: Post | None
    opd: str
    posts: Sequence[Post]
    ranks: Sequence[PangkatRiwayat]
    absences: Sequence[Ketidakhadiran]
    rights: Sequence[Right]
    skp: Sequence[Skp]
    about: Sequence[OpenStep]
    held: Sequence[InboxItem]
    today: WhoOn
    asked: WhoOn | None
    now: datetime
    whole: bool


def open_person(work: Work, actor: Actor, pegawai_id: int, on: date | None = None) -> PersonPage:
    """The page of an employee, and the event that it was opened.

    Raises `Denied` to people without an office, `NotFound` outside the reader's scope, `TanpaKepalaDaerah`.
    """
    with work.transaction() as tx:
        page = person_page(tx, actor, pegawai_id, on)
        looked_at(tx, actor, Relation.ADMIN if page.whole else Relation.HELPER, pegawai_id, "pegawai")
        tx.session.add(
            AuditEvent(
                at=tx.now, actor_id=actor.akun_id, kind=SEEN, object_kind="pegawai", object_id=pegawai_id
            )
        )
        tx.session.flush()
        tx.session.expunge_all()
        return page


def person_page(tx: Transaction, actor: Actor, pegawai_id: int, on: date | None = None) -> PersonPage:
    """The page without the event."""
    scope = scope_of(tx, actor)
    row = tx.session.get(Pegawai, pegawai_id)
    if row is None or not scope.has_person(pegawai_id):
        raise NotFound("pegawai", pegawai_id)
    akun = tx.session.scalars(select(Akun).where(Akun.pegawai_id == pegawai_id)).one_or_none()
    posts = _posts(tx, pegawai_id)
    return PersonPage(
        row=row,
        akun=akun,
        post=next((one for one in posts if tx.today in one.masa), None),
        opd=_opd(scope, pegawai_id),
        posts=posts,
        ranks=_newest(tx, PangkatRiwayat, pegawai_id),
        absences=_newest(tx, Ketidakhadiran, pegawai_id),
        rights=_rights(tx, scope, pegawai_id),
        skp=list(tx.session.scalars(select(Skp).where(Skp.pegawai_id == pegawai_id).order_by(Skp.id.desc()))),
        about=[one for one in steps_about(tx, pegawai_id) if scope.sees_steps_of(one.item.document_kind)],
        held=[
            one
            for one in inbox(tx, Actor(0, row.nama, pegawai_id=pegawai_id))
            if scope.sees_steps_of(one.document_kind)
        ],
        today=who_on(tx, pegawai_id, tx.today),
        asked=None if on is None else who_on(tx, pegawai_id, on),
        now=tx.now,
        whole=scope.is_whole,
    )


def _opd(scope: Scope, pegawai_id: int) -> str:
    opd = scope.day.opd(pegawai_id)
    unit = None if opd is None else scope.day.bagan.unit(opd, scope.day.tanggal)
    return "" if unit is None else unit.nama


def _posts(tx: Transaction, pegawai_id: int) -> list[Post]:
    query = (
        select(
            Posting.berlaku, Posting.nomor_sk, Jabatan.nama, Unit.id.label("unit_id"), Unit.nama.label("unit")
        )
        .join(Jabatan, Jabatan.id == Posting.jabatan_id)
        .join(Unit, Unit.id == Jabatan.unit_id)
        .where(Posting.pegawai_id == pegawai_id)
        .order_by(Posting.berlaku.desc())
    )
    return [
        Post(row.nama, row.unit_id, row.unit, row.berlaku, row.nomor_sk or "")
        for row in tx.session.execute(query)
    ]


def _newest(tx: Transaction, table: type[Dated], pegawai_id: int) -> list[Dated]:
    query = select(table).where(table.pegawai_id == pegawai_id).order_by(table.berlaku.desc())
    return list(tx.session.scalars(query))


def _rights(tx: Transaction, scope: Scope, pegawai_id: int) -> list[Right]:
    """Mandates that the person holds, and those over the person or the person's unit; the newest first."""
    jabatan = jabatan_definitif(pegawai_id, scope.day.tanggal, scope.day.bagan)
    over = [Mandat.pegawai_id == pegawai_id, Mandat.dinilai_id == pegawai_id]
    if jabatan is not None:
        over.append(Mandat.unit_id == jabatan.unit_id)
    rows = list(
        tx.session.scalars(select(Mandat).where(or_(*over)).order_by(Mandat.berlaku.desc(), Mandat.id))
    )
    names = nama_pegawai(
        tx.session, {one for row in rows for one in (row.pegawai_id, row.dinilai_id) if one is not None}
    )
    posts = _names(tx, Jabatan, {row.jabatan_id for row in rows})
    units = _names(tx, Unit, {row.unit_id for row in rows})
    kepala = scope.day.bagan.kepala_daerah.jabatan
    return [
        Right(
            row,
            kepala if row.pegawai_id is None else names[row.pegawai_id],
            posts.get(row.jabatan_id) or units.get(row.unit_id) or names.get(row.dinilai_id or 0, ""),
        )
        for row in rows
    ]


def _names(tx: Transaction, table: type[Jabatan | Unit], ids: set[int | None]) -> Mapping[int | None, str]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    return {
        row.id: row.nama
        for row in tx.session.execute(select(table.id, table.nama).where(table.id.in_(wanted)))
    }


def steps_about(tx: Transaction, pegawai_id: int) -> list[OpenStep]:
    """The open steps about a person, with those who hold them."""
    desk = Desk(tx)
    found = [(item, holder(desk, item.place)) for item in items(tx, WorkItem.subject_id == pegawai_id)]
    found = [(item, held) for item, held in found if not item.quiet]
    names = nama_pegawai(
        tx.session, {held.pegawai_id for _, held in found if held and held.pegawai_id is not None}
    )
    return [OpenStep(item, held, holder_name(desk.today, held, names)) for item, held in found]
