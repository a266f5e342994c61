"""The MPH for its people: the leader's board with what is covered, its versions, and the cells given to an employee.

Results go from the top down: the leader writes, the employee reads and comments. May use storage and operations; who
may look is decided here, what may be given out by the operation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penjenjangan import Cakupan, RhkPimpinan, Sel, ambil_alih, cakupan
from webapp.domain.sentences import Sentence
from webapp.domain.skp import StatusSkp
from webapp.operations import Actor, Refused
from webapp.operations.mph import BELUM, HANYA_BACA, baru, berjalan, penahan, rhk_mph
from webapp.operations.penjenjangan import IsiSel, dari_kata, isi_sel, sel_skp
from webapp.services.errors import Denied, NotFound
from webapp.services.people.assignments import subjects
from webapp.services.policy.decide import allowed
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.relations import GivenOut
from webapp.services.process.cases import start
from webapp.services.requests import first_time
from webapp.services.work import Transaction, Work
from webapp.storage.akun import nama_akun
from webapp.storage.base import among
from webapp.storage.dialog import PeranHasil
from webapp.storage.organisasi import Pegawai
from webapp.storage.penjenjangan import KomentarPeran, Mph, MphVersi, SumberSaran, saran_terbuka
from webapp.storage.process import WorkItem
from webapp.storage.skp import Skp

from .team import post_of

PROCESS, DOCUMENT = "penjenjangan", "mph"
MAX_COMMENT = 2_000
CLOSED = frozenset({StatusSkp.DITUTUP_SEGMEN, StatusSkp.SELESAI})


@dataclass(frozen=True)
class Member:
    """A direct report in the MPH's year, by the SKP of the posting."""

    skp_id: int
    nama: str
    jabatan: str
    status: StatusSkp


@dataclass(frozen=True)
class Held:
    """Why the MPH can only be read: whose SKP is missing at the head of the chain, and since when."""

    nama: str
    jabatan: str
    since: datetime

    @property
    def is_set(self) -> str:
        """The words of the rule."""
        return BELUM


@dataclass(frozen=True)
class Comment:
    """What somebody said about a cell."""

    oleh: str
    isi: str
    pada: datetime


@dataclass(frozen=True)
class Board:
    """A leader's MPH of a year. `step` is the open step (case, key) that gives it out, `renew` the one that reopens it.

    `comments` are by (SKP, cell key). Without `rhk` the leader has nothing to hand down yet. `taken_over`: how many of
    the cells an earlier holder of the post gave.
    """

    tahun: int
    mph: Mph | None
    rhk: Sequence[RhkPimpinan]
    members: Sequence[Member]
    cells: Sequence[Sel]
    held: Held | None
    versions: Sequence[MphVersi] = ()
    step: tuple[int, str] | None = None
    renew: tuple[int, str] | None = None
    comments: Mapping[tuple[int, str], Sequence[Comment]] = field(default_factory=dict)
    taken_over: int = 0

    @property
    def coverage(self) -> Cakupan:
        """What is covered and what is not."""
        return cakupan(self.rhk, self.cells, [one.skp_id for one in self.members])

    @property
    def is_writable(self) -> bool:
        """Whether results may be handed down now."""
        return self.held is None and bool(self.rhk)


def years(tx: Transaction, actor: Actor) -> list[int]:
    """The years in which somebody of the leader's team has an SKP, the newest first."""
    day = tx.work.organisation.day(tx.session, tx.today)
    query = select(Skp.tahun).where(among(Skp.pegawai_id, subjects(day, actor))).distinct()
    return list(tx.session.scalars(query.order_by(Skp.tahun.desc())))


def board(tx: Transaction, actor: Actor, tahun: int) -> Board:
    """The actor's own MPH. Raises `NotFound` for people who evaluate nobody (officials outside have none)."""
    day = tx.work.organisation.day(tx.session, tx.today)
    people = subjects(day, actor)
    if actor.pegawai_id is None or not people:
        raise NotFound
    members = _members(tx, people, tahun)
    mph = _mph(tx, actor.pegawai_id, tahun)
    source = rhk_mph(tx.session, actor.pegawai_id, tahun)
    steps = _steps(tx, mph)
    rhk = source[1] if source is not None else ()
    cells, taken_over = _cells(tx, members, actor.pegawai_id, rhk)
    return Board(
        tahun=tahun,
        mph=mph,
        rhk=rhk,
        members=members,
        cells=cells,
        taken_over=taken_over,
        held=_held(tx, actor.pegawai_id, tahun),
        versions=_versions(tx, mph),
        step=steps.get("isi_mph"),
        renew=steps.get("versi_baru"),
        comments=_comments(tx, [one.skp_id for one in members]),
    )


def _mph(tx: Transaction, pegawai_id: int, tahun: int) -> Mph | None:
    query = select(Mph).where(Mph.pegawai_id == pegawai_id, Mph.tahun == tahun)
    return tx.session.scalars(query).one_or_none()


def _members(tx: Transaction, people: Sequence[int], tahun: int) -> list[Member]:
    """The newest SKP of each direct report; a segment that is over is nobody's to plan."""
    query = (
        select(Skp, Pegawai)
        .join(Pegawai, Pegawai.id == Skp.pegawai_id)
        .where(among(Skp.pegawai_id, people), Skp.tahun == tahun, Skp.status.not_in(CLOSED))
        .order_by(Pegawai.nama, Skp.id)
    )
    day = tx.work.organisation.day(tx.session, tx.today)
    return [
        Member(skp.id, person.nama_lengkap, post_of(day, person.id), skp.status)
        for skp, person in tx.session.execute(query)
    ]


def _cells(
    tx: Transaction, members: Sequence[Member], leader_id: int, rhk: Sequence[RhkPimpinan]
) -> tuple[list[Sel], int]:
    """The leader's cells as they will stand: those in force, with open suggestions of the MPH on top.

    Those that an earlier holder of the post gave are under the results that say the same; their number comes second.
    """
    found: list[Sel] = []
    taken_over = 0
    for one in members:
        cells = {
            key: isi_sel(cell)
            for key, cell in sel_skp(tx.session, one.skp_id).items()
            if cell.pk_indikator_id is None
        }
        for saran in saran_terbuka(tx.session, one.skp_id):
            if saran.sumber is SumberSaran.MPH and saran.baru is None:
                cells.pop(saran.kunci, None)
            elif saran.sumber is SumberSaran.MPH and saran.baru is not None:
                cells[saran.kunci] = dari_kata(saran.kunci, saran.baru)
        for key, cell in cells.items():
            of_other = cell.pimpinan_id not in (leader_id, None)
            taken_over += of_other
            sel = _sel(one.skp_id, key, cell)
            found.append(ambil_alih(sel, cell.rhk_pimpinan, rhk) if of_other else sel)
    return found, taken_over


def _sel(skp_id: int, key: str, cell: IsiSel) -> Sel:
    return Sel(
        kunci=key,
        skp_id=skp_id,
        rhk_kunci=cell.rhk_pimpinan_kunci or "",
        uraian=cell.uraian,
        metode=cell.metode,
        iki_kunci=cell.iki_pimpinan_kunci,
        target=cell.target,
        satuan=cell.satuan,
    )


def _held(tx: Transaction, leader_id: int, tahun: int) -> Held | None:
    day = tx.work.organisation.day(tx.session, tx.today)
    found = penahan(tx.session, leader_id, tahun, tx.today, day.bagan)
    if found is None:
        return None
    opened = select(func.min(WorkItem.opened_at)).where(WorkItem.case_id == found.skp.case_id)
    since = tx.session.scalar(opened) or found.skp.dibuat_pada
    name = tx.session.get_one(Pegawai, found.pegawai_id).nama_lengkap
    return Held(name, post_of(day, found.pegawai_id), since)


def _versions(tx: Transaction, mph: Mph | None) -> list[MphVersi]:
    if mph is None:
        return []
    query = select(MphVersi).where(MphVersi.mph_id == mph.id).order_by(MphVersi.nomor.desc())
    return list(tx.session.scalars(query))


def _steps(tx: Transaction, mph: Mph | None) -> dict[str, tuple[int, str]]:
    if mph is None or mph.case_id is None:
        return {}
    query = select(WorkItem).where(WorkItem.case_id == mph.case_id)
    return {item.element_id: (item.case_id, item.key) for item in tx.session.scalars(query)}


def _comments(tx: Transaction, skp_ids: Sequence[int]) -> dict[tuple[int, str], list[Comment]]:
    query = select(KomentarPeran).where(among(KomentarPeran.skp_id, skp_ids)).order_by(KomentarPeran.id)
    found: dict[tuple[int, str], list[Comment]] = defaultdict(list)
    for row in tx.session.scalars(query):
        found[row.skp_id, row.kunci].append(Comment(nama_akun(tx.session, row.akun_id), row.isi, row.pada))
    return dict(found)


def begin(work: Work, actor: Actor, tahun: int) -> int:
    """Start the MPH of a leader who heads no unit (others have theirs when the SKP is set). Returns the case's id.

    Raises `NotFound`, `Denied` while the chain above is not set, and starts nothing twice.
    """
    try:
        with work.transaction() as tx:
            found = board(tx, actor, tahun)
            if found.mph is not None and found.mph.case_id is not None and berjalan(tx.session, found.mph):
                return found.mph.case_id
            if not found.is_writable or actor.pegawai_id is None:
                raise Denied(HANYA_BACA)
            mph = found.mph or baru(tx.session, actor.pegawai_id, tahun, tx.now)
            return start(tx, PROCESS, subject_id=actor.pegawai_id, document_kind=DOCUMENT, document_id=mph.id)
    except IntegrityError:
        with work.reading() as tx:
            again = board(tx, actor, tahun).mph
            if again is None or again.case_id is None:
                raise
            return again.case_id


def version(tx: Transaction, actor: Actor, mph_id: int, nomor: int) -> tuple[Mph, MphVersi]:
    """A version as it was given out: for the leader, those above, the people in it, and BKPP. Raises `NotFound`."""
    query = select(Mph, MphVersi).join(MphVersi, MphVersi.mph_id == Mph.id)
    row = tx.session.execute(query.where(Mph.id == mph_id, MphVersi.nomor == nomor)).one_or_none()
    if row is None:
        raise NotFound(DOCUMENT, mph_id)
    inside = [one["skp_id"] for one in row[1].isi["anggota"]]
    owners = tx.session.scalars(select(Skp.pegawai_id).where(among(Skp.id, inside)))
    given = GivenOut(mph_id, row[0].pegawai_id, frozenset(owners))
    allowed(tx, actor, Right.READ, Kind.CASCADE, given)
    return row[0], row[1]


# -- the employee's side -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """The cells given to an employee, each with its comments; `may_comment`: owner or the leader of today."""

    skp: Skp
    nama: str
    cells: Sequence[PeranHasil]
    comments: Mapping[tuple[int, str], Sequence[Comment]]
    is_owner: bool


def given(tx: Transaction, actor: Actor, skp_id: int) -> Given:
    """What was handed down to an employee, for that employee and the evaluator. Raises `NotFound`."""
    skp = _readable(tx, actor, skp_id)
    return Given(
        skp=skp,
        nama=tx.session.get_one(Pegawai, skp.pegawai_id).nama_lengkap,
        cells=list(sel_skp(tx.session, skp_id).values()),
        comments=_comments(tx, [skp_id]),
        is_owner=actor.pegawai_id == skp.pegawai_id,
    )


def comment(
    work: Work, actor: Actor, skp_id: int, kunci: str, isi: str, request_id: UUID | None = None
) -> None:
    """Say something about a given cell, once however often it is sent. Nothing else can be changed from below.

    Raises `NotFound` for strangers and cells that are not there, `Refused` for no or too many words.
    """
    with work.transaction() as tx:
        _readable(tx, actor, skp_id)
        if kunci not in sel_skp(tx.session, skp_id):
            raise NotFound(DOCUMENT, skp_id)
        text = isi.strip()
        if not text or len(text) > MAX_COMMENT:
            pesan = Sentence("Isi komentar, paling panjang %(n)s huruf.", n=MAX_COMMENT)
            raise Refused([Pelanggaran("mph.komentar", pesan, f"komentar.{kunci}")])
        if first_time(tx, actor, request_id, "mph_dikomentari", ("skp", skp_id)):
            row = KomentarPeran(skp_id=skp_id, kunci=kunci, isi=text, akun_id=actor.akun_id, pada=tx.now)
            tx.session.add(row)


def _readable(tx: Transaction, actor: Actor, skp_id: int) -> Skp:
    skp = tx.session.get(Skp, skp_id)
    if skp is None:
        raise NotFound("skp", skp_id)
    allowed(tx, actor, Right.COMMENT, Kind.GIVEN, skp)
    return skp
