"""A leader's board of one month: targets to agree to and months to judge, all direct reports at once.

Whoever holds the open step now stands on the board, with the evidence beside each person. Submitting completes the
steps all or none; the predikat is the table's and is nowhere taken from a post.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from webapp.domain.predikat import Predikat, Rating
from webapp.domain.tanggal import BULAN
from webapp.engine import Definitions
from webapp.engine.places import last_of
from webapp.operations import Actor
from webapp.services.errors import NotFound
from webapp.services.people.assignments import Desk, Holder, holder, holds, subjects
from webapp.services.process.decisions import decide_in
from webapp.services.process.items import Item, items
from webapp.services.process.tasks import Completed, Submission
from webapp.services.process.together import Part, complete_all
from webapp.services.work import Transaction, Work
from webapp.storage.base import among
from webapp.storage.bulanan import EvaluasiBulanan, SkpBulanan
from webapp.storage.organisasi import Pegawai
from webapp.storage.process import ProcessCase, Reassignment, WorkItem
from webapp.storage.skp import Skp

from .monthly import DOCUMENT, Sheet, load

JUDGE = "nilai_bulanan"
AGREE = ("setujui_target", "setujui_terlambat")
TABLE = "kuadran_predikat"


@dataclass(frozen=True)
class Entry:
    """One person's open step on the board, with the sheet. `history` are the judged earlier months, oldest first."""

    item: Item
    held: Holder
    sheet: Sheet
    skp_id: int
    nama: str
    history: Sequence[tuple[int, EvaluasiBulanan]]

    @property
    def lembar_id(self) -> int:
        """The sheet's id, by which the page names the person."""
        return self.sheet.lembar.id


@dataclass(frozen=True)
class Other:
    """A sheet of somebody whom the reader evaluates that does not wait for the reader."""

    nama: str
    lembar: SkpBulanan
    evaluasi: EvaluasiBulanan | None


@dataclass(frozen=True)
class Board:
    """The board of a month. `months` are those of the year that have a sheet in this team; `matrix` is the table."""

    tahun: int
    bulan: int
    targets: Sequence[Entry]
    ratings: Sequence[Entry]
    others: Sequence[Other]
    months: Sequence[int]
    matrix: Mapping[tuple[Rating, Rating], Predikat]

    @property
    def name(self) -> str:
        """The month as people say it."""
        return f"{BULAN[self.bulan - 1]} {self.tahun}"

    @property
    def done(self) -> int:
        """How many of the team are judged."""
        return sum(1 for one in self.others if one.evaluasi is not None)


def board(tx: Transaction, actor: Actor, tahun: int, bulan: int) -> Board:
    """The board of a month; empty for one who evaluates nobody."""
    desk = Desk(tx)
    team = subjects(desk.today, actor)
    found = _held(tx, desk, actor)
    sheets = load(tx, [item.document_id for item, _ in found])
    mine = [
        (item, held, sheets[item.document_id])
        for item, held in found
        if (sheets[item.document_id].lembar.tahun, sheets[item.document_id].lembar.bulan) == (tahun, bulan)
    ]
    rest = _team_sheets(tx, team, tahun)
    names = _names(tx, {*team, *(item.subject_id for item, _, _ in mine)})
    history = _history(tx, [sheet.lembar.skp_id for _, _, sheet in mine], bulan)
    entries = [
        Entry(item, held, sheet, sheet.lembar.skp_id, names.get(item.subject_id, ""),
              history.get(sheet.lembar.skp_id, ()))
        for item, held, sheet in mine
    ]  # fmt: skip
    entries.sort(key=lambda one: one.nama)
    waiting = {one.lembar_id for one in entries}
    others = [
        Other(names.get(pegawai_id, ""), lembar, evaluasi)
        for pegawai_id, lembar, evaluasi in rest
        if lembar.bulan == bulan and lembar.id not in waiting
    ]
    return Board(
        tahun=tahun,
        bulan=bulan,
        targets=[one for one in entries if one.item.element_id in AGREE],
        ratings=[one for one in entries if one.item.element_id == JUDGE],
        others=sorted(others, key=lambda one: one.nama),
        months=sorted({lembar.bulan for _, lembar, _ in rest} | {bulan}),
        matrix=matrix(tx),
    )


def matrix(tx: Transaction) -> dict[tuple[Rating, Rating], Predikat]:
    """What the table in force says of every pair of ratings (hasil kerja, perilaku)."""
    releases = tx.work.releases
    definitions = releases.get(tx.session, releases.current(tx.session, tx.today)).definitions
    return {(hasil, laku): _predikat(definitions, hasil, laku) for hasil, laku in product(Rating, Rating)}


def _predikat(definitions: Definitions, hasil: Rating, laku: Rating) -> Predikat:
    decided = decide_in(definitions, TABLE, {"hasil_kerja": hasil.value, "perilaku": laku.value})
    return Predikat(decided.values["predikat"])


def waiting_months(tx: Transaction, actor: Actor) -> list[tuple[int, int, int]]:
    """Months in which something waits for this person: year, month, how many steps; the oldest first."""
    found = _held(tx, Desk(tx), actor)
    query = select(SkpBulanan.id, SkpBulanan.tahun, SkpBulanan.bulan)
    ids = [item.document_id for item, _ in found]
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for row in tx.session.execute(query.where(among(SkpBulanan.id, ids))):
        counts[row.tahun, row.bulan] += 1
    return [(tahun, bulan, count) for (tahun, bulan), count in sorted(counts.items())]


def submit(
    work: Work, actor: Actor, answers: Mapping[int, tuple[str, Mapping[str, Any]]], request_id: UUID
) -> list[Completed]:
    """Complete steps of sheets, all or none; by the sheet's id the step's key, as the page had it, and its answers.

    Raises `PartsRefused`, whose parts `sheet_of` leads back to their sheets, and `NotFound` for what is no step of a
    sheet. The same request again changes nothing.
    """
    with work.reading() as tx:
        query = select(SkpBulanan.id, SkpBulanan.case_id).where(among(SkpBulanan.id, answers))
        cases = {row.id: row.case_id for row in tx.session.execute(query)}
    parts = []
    for lembar_id, (key, said) in answers.items():
        if cases.get(lembar_id) is None or last_of(key) not in (JUDGE, *AGREE):
            raise NotFound
        parts.append(Part(cases[lembar_id], key, Submission(request_id, answers=said)))
    return complete_all(work, actor, parts)


def sheet_of(tx: Transaction, actor: Actor, case_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """The sheets of cases, by case: the sheet's id, and whose it is; whom the actor does not evaluate has no name."""
    team = set(subjects(Desk(tx).today, actor))
    query = (
        select(ProcessCase.id, ProcessCase.document_id, Pegawai)
        .join(Pegawai, Pegawai.id == ProcessCase.subject_id)
        .where(among(ProcessCase.id, case_ids))
    )
    return {
        row[0]: (row[1], row[2].nama_lengkap if row[2].id in team else "Pegawai ini")
        for row in tx.session.execute(query)
    }


def _held(tx: Transaction, desk: Desk, actor: Actor) -> list[tuple[Item, Holder]]:
    """Open steps of months that this person holds now."""
    own = [and_(WorkItem.role == "pejabat_penilai", among(WorkItem.subject_id, subjects(desk.today, actor)))]
    if actor.pegawai_id is not None:
        own.append(Reassignment.pegawai_id == actor.pegawai_id)
    found = []
    for item in items(
        tx, ProcessCase.document_kind == DOCUMENT, WorkItem.element_id.in_((JUDGE, *AGREE)), or_(*own)
    ):
        held = holder(desk, item.place)
        if held is not None and item.subject_id != actor.pegawai_id and holds(desk, actor, held):
            found.append((item, held))
    return found


def _team_sheets(
    tx: Transaction, team: Sequence[int], tahun: int
) -> list[tuple[int, SkpBulanan, EvaluasiBulanan | None]]:
    query = (
        select(Skp.pegawai_id, SkpBulanan, EvaluasiBulanan)
        .join(Skp, Skp.id == SkpBulanan.skp_id)
        .outerjoin(EvaluasiBulanan, EvaluasiBulanan.skp_bulanan_id == SkpBulanan.id)
        .where(among(Skp.pegawai_id, team), SkpBulanan.tahun == tahun)
    )
    return [(row[0], row[1], row[2]) for row in tx.session.execute(query)]


def _history(
    tx: Transaction, skp_ids: Sequence[int], bulan: int
) -> dict[int, list[tuple[int, EvaluasiBulanan]]]:
    query = (
        select(SkpBulanan.skp_id, SkpBulanan.bulan, EvaluasiBulanan)
        .join(EvaluasiBulanan, EvaluasiBulanan.skp_bulanan_id == SkpBulanan.id)
        .where(among(SkpBulanan.skp_id, skp_ids), SkpBulanan.bulan < bulan)
        .order_by(SkpBulanan.bulan)
    )
    found: dict[int, list[tuple[int, EvaluasiBulanan]]] = defaultdict(list)
    for skp_id, month, evaluasi in tx.session.execute(query):
        found[skp_id].append((month, evaluasi))
    return found


def _names(tx: Transaction, ids: Iterable[int]) -> dict[int, str]:
    people = tx.session.scalars(select(Pegawai).where(among(Pegawai.id, ids)))
    return {person.id: person.nama_lengkap for person in people}
