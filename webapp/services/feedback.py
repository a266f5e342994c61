"""Feedback in the year for its users: who may give it, who sees it, the employee's answer, and who makes no progress.

The evaluator's feedback starts a case whose first step is done at once; that of colleagues, staff and heads of teams
is a row without a course. Those others see what they gave themselves and nothing else, never a rating.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from webapp.domain.organisasi import jabatan_definitif
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pemantauan import Dari, Kemajuan, Tindak, bulan_tanpa_kemajuan, periksa_tindak
from webapp.domain.penilai import Penilai
from webapp.forms import Form, load
from webapp.operations import Actor, Refused
from webapp.operations.pemantauan import SEPARUH_TAHUN, baris_umpan_balik, isi_dari, objek_skp
from webapp.storage.akun import nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.base import among
from webapp.storage.organisasi import Pegawai
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.penunjukan import ditunjuk
from webapp.storage.segmen import TERTUTUP
from webapp.storage.skp import Skp
from webapp.storage.umpan_balik import (
    RincianTindak,
    TanggapanUmpanBalik,
    UmpanBalik,
    amatan,
    nomor_baru,
    umpan_balik_skp,
)

from .assignments import subjects
from .cases import start
from .errors import Denied, InvalidAnswers, NotFound
from .organisation import OrganisationDay
from .skp_access import Access, access
from .tasks import Submission, complete_within
from .work import Transaction, Work

PROCESS = "pemantauan"
DOCUMENT = "umpan_balik"
FORM = "pemantauan/beri_umpan_balik"
CHANGE = "perubahan"
"""The process that an adjusted expectation offers, where the release has it."""
GIVEN = "umpan_balik_diberikan"
ANSWERED = "umpan_balik_ditanggapi"
MAX_ANSWER = 2_000

WHOLE = frozenset({Access.OWNER, Access.EVALUATOR, Access.ABOVE, Access.ADMIN, Access.AUDITOR})
"""Relations that see all feedback on an SKP."""


@dataclass(frozen=True)
class Entry:
    """One feedback as shown: the giver's name, what was decided in detail, answers, and how it was mended."""

    row: UmpanBalik
    by: str
    tindak: Sequence[Tindak]
    rincian: Mapping[str, str]
    answers: Sequence[tuple[TanggapanUmpanBalik, str]]
    mended_by: int | None
    may_mend: bool
    may_answer: bool


@dataclass(frozen=True)
class Page:
    """The feedback on an SKP as this person sees it. `relation` None: a colleague, who sees only what was given."""

    skp: Skp
    owner: Pegawai
    relation: Access | None
    capacity: Dari | None
    entries: Sequence[Entry] = field(default=())

    @property
    def is_watched(self) -> bool:
        """Whether reading it is itself kept as an event."""
        return self.relation is not None and self.relation.is_watched


@dataclass(frozen=True)
class Giving:
    """What the form for a new feedback needs. `mending` is the earlier entry that the new one mends."""

    page: Page
    capacity: Dari
    form: Form
    facts: Mapping[str, Any]
    objects: Mapping[str, str]
    mending: UmpanBalik | None


@dataclass(frozen=True)
class Said:
    """A feedback as it was posted: the form's values, what it is about, and the entry that it mends."""

    values: Mapping[str, list[str]]
    objek: str
    mengoreksi_id: int | None = None


# -- who ----------------------------------------------------------------------------------------------------------


def capacity_of(tx: Transaction, actor: Actor, skp: Skp) -> Dari | None:
    """In which capacity a person may give feedback on an SKP today; None: not at all."""
    if skp.status in TERTUTUP or actor.pegawai_id == skp.pegawai_id:
        return None
    day = tx.work.organisation.day(tx.session, tx.today)
    if _evaluates(day, actor, skp.pegawai_id):
        return Dari.PENILAI
    if actor.pegawai_id is None:
        return None
    team = ditunjuk(tx.session, ("skp", skp.id), "ketua_tim")
    if team is not None and team.pegawai_id == actor.pegawai_id:
        return Dari.KETUA_TIM
    above = day.penilai(actor.pegawai_id)
    if isinstance(above, Penilai) and above.penilai_id == skp.pegawai_id:
        return Dari.BAWAHAN
    mine, theirs = (_unit(day, one) for one in (actor.pegawai_id, skp.pegawai_id))
    return Dari.REKAN if mine is not None and mine == theirs else None


def _evaluates(day: OrganisationDay, actor: Actor, pegawai_id: int) -> bool:
    found = day.penilai(pegawai_id)
    if not isinstance(found, Penilai):
        return False
    if found.penilai_id is None:
        return actor.pihak_luar_id is not None
    return found.penilai_id == actor.pegawai_id


def _unit(day: OrganisationDay, pegawai_id: int) -> int | None:
    post = jabatan_definitif(pegawai_id, day.tanggal, day.bagan)
    return None if post is None else post.unit_id


def people(tx: Transaction, actor: Actor) -> list[tuple[Pegawai, Skp, Dari]]:
    """Those on whose running SKP this person may give feedback: own leader, colleagues of the unit, and staff."""
    day = tx.work.organisation.day(tx.session, tx.today)
    ids = set(subjects(day, actor))
    if actor.pegawai_id is not None:
        own, above = _unit(day, actor.pegawai_id), day.penilai(actor.pegawai_id)
        ids |= {
            one.pegawai_id for one in day.bagan.daftar_penugasan if own and _unit(day, one.pegawai_id) == own
        }
        ids |= {above.penilai_id} if isinstance(above, Penilai) and above.penilai_id is not None else set()
    query = (
        select(Pegawai, Skp)
        .join(Skp, Skp.pegawai_id == Pegawai.id)
        .where(among(Pegawai.id, ids), Skp.status.not_in(TERTUTUP), Skp.periode.contains(tx.today))
        .order_by(Pegawai.nama)
    )
    found = ((person, skp, capacity_of(tx, actor, skp)) for person, skp in tx.session.execute(query))
    return [(person, skp, capacity) for person, skp, capacity in found if capacity is not None]


# -- looking ------------------------------------------------------------------------------------------------------


def page(tx: Transaction, actor: Actor, skp_id: int) -> Page:
    """The feedback on an SKP. Raises `NotFound` (worth an audit event) where the person has nothing to see or say."""
    skp = tx.session.get(Skp, skp_id)
    if skp is None:
        raise NotFound("skp", skp_id)
    relation, capacity = _relation(tx, actor, skp_id), capacity_of(tx, actor, skp)
    rows = umpan_balik_skp(tx.session, skp_id)
    if relation is None:
        rows = [row for row in rows if row.akun_id == actor.akun_id]
        if capacity is None and not rows:
            raise NotFound("skp", skp_id)
    found = Page(skp, tx.session.get_one(Pegawai, skp.pegawai_id), relation, capacity)
    return replace(found, entries=_entries(tx, actor, found, rows))


def _relation(tx: Transaction, actor: Actor, skp_id: int) -> Access | None:
    try:
        _skp, relation = access(tx, actor, skp_id)
    except NotFound:
        return None
    return relation if relation in WHOLE else None


def _entries(tx: Transaction, actor: Actor, page: Page, rows: Sequence[UmpanBalik]) -> list[Entry]:
    ids = [row.id for row in rows]
    details: dict[int, dict[str, str]] = {}
    for one in tx.session.scalars(select(RincianTindak).where(among(RincianTindak.umpan_balik_id, ids))):
        details.setdefault(one.umpan_balik_id, {})[one.tindak] = one.isi
    answers: dict[int, list[tuple[TanggapanUmpanBalik, str]]] = {}
    query = select(TanggapanUmpanBalik).where(among(TanggapanUmpanBalik.umpan_balik_id, ids))
    for said in tx.session.scalars(query.order_by(TanggapanUmpanBalik.id)):
        answers.setdefault(said.umpan_balik_id, []).append((said, nama_akun(tx.session, said.akun_id)))
    mended = {row.mengoreksi_id: row.id for row in rows if row.mengoreksi_id is not None}
    return [
        Entry(
            row=row,
            by=nama_akun(tx.session, row.akun_id),
            tindak=_shown(page, row),
            rincian=details.get(row.id, {}),
            answers=answers.get(row.id, ()),
            mended_by=mended.get(row.id),
            may_mend=row.akun_id == actor.akun_id and page.capacity == row.dari and row.id not in mended,
            may_answer=page.relation is Access.OWNER and row.id not in mended,
        )
        for row in rows
    ]


def _shown(page: Page, row: UmpanBalik) -> list[Tindak]:
    """The actions of an entry; that somebody is counselled is no business of an auditor."""
    hidden = {Tindak.KONSELING} if page.relation is Access.AUDITOR else set()
    return [one for one in map(Tindak, row.tindak) if one not in hidden]


# -- giving -------------------------------------------------------------------------------------------------------


def giving(tx: Transaction, actor: Actor, skp_id: int, mending: int | None = None) -> Giving:
    """What the form needs. Raises `NotFound`, or `Denied` to those who see the SKP and may not give feedback now."""
    found = page(tx, actor, skp_id)
    if found.capacity is None:
        raise Denied(
            "Umpan balik diberikan oleh penilai, rekan satu unit, atau bawahan, selama SKP berjalan."
        )
    old = next((one for one in found.entries if one.row.id == mending), None)
    if mending is not None and (old is None or not old.may_mend):
        raise NotFound("umpan_balik", mending)
    release = tx.work.releases.get(tx.session, tx.work.releases.current(tx.session, tx.today))
    return Giving(
        page=found,
        capacity=found.capacity,
        form=release.forms[FORM],
        facts={"dari": found.capacity.value},
        objects=objek_skp(tx.session, skp_id),
        mending=None if old is None else old.row,
    )


def give(work: Work, actor: Actor, skp_id: int, said: Said, request_id: UUID) -> int:
    """Store a feedback; the evaluator's starts its case. Returns its id; a repeat gets the first one's.

    Raises `NotFound`, `Denied`, `InvalidAnswers`, or `Refused` with all that stands against it.
    """
    with work.transaction() as tx:
        held = _held(tx, GIVEN, request_id)
        if held is not None:
            return held
        asked = giving(tx, actor, skp_id, said.mengoreksi_id)
        by_evaluator = asked.capacity is Dari.PENILAI
        umpan_id = (
            _by_evaluator(tx, actor, asked, said, request_id)
            if by_evaluator
            else _by_other(tx, actor, asked, said)
        )
        _note(tx, actor, GIVEN, umpan_id, request_id)
        return umpan_id


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:request, 0))")


def _held(tx: Transaction, kind: str, request_id: UUID) -> int | None:
    """What an earlier request with this key has made."""
    tx.session.execute(_ONE_AT_A_TIME, {"request": str(request_id)})
    query = select(AuditEvent.object_id).where(AuditEvent.request_id == request_id, AuditEvent.kind == kind)
    return tx.session.scalars(query).one_or_none()


def _note(tx: Transaction, actor: Actor, kind: str, object_id: int, request_id: UUID) -> None:
    event = AuditEvent(
        at=tx.now, actor_id=actor.akun_id, kind=kind, object_kind=DOCUMENT, object_id=object_id, request_id=request_id,
        detail={},
    )  # fmt: skip
    tx.session.add(event)


def _by_evaluator(tx: Transaction, actor: Actor, asked: Giving, said: Said, request_id: UUID) -> int:
    skp = asked.page.skp
    umpan_id = nomor_baru(tx.session)
    release_id = tx.work.releases.current(tx.session, tx.today)
    known = tx.work.releases.get(tx.session, release_id).definitions.processes
    facts = {**asked.facts, "skp_id": skp.id, "perubahan_tersedia": CHANGE in known}
    case_id = start(
        tx, PROCESS, subject_id=skp.pegawai_id, document_kind=DOCUMENT, document_id=umpan_id, facts=facts,
        actor=actor, release_id=release_id,
    )  # fmt: skip
    answers = {"objek": said.objek, "mengoreksi_id": said.mengoreksi_id}
    submission = Submission(request_id, values=said.values, answers=answers)
    try:
        complete_within(tx, actor, case_id, "beri_umpan_balik", submission)
    except InvalidAnswers as refused:
        raise InvalidAnswers({**refused.errors, **_choose(said, refused)}, said.values) from refused
    return umpan_id


def _choose(said: Said, refused: InvalidAnswers) -> dict[str, list[str]]:
    """What is to be chosen, in the rule's own words, where the form only says that something is missing."""
    known = [one for one in said.values.get("kemajuan", ()) if one in set(Kemajuan)]
    found = [one for kemajuan in known for one in periksa_tindak(Kemajuan(kemajuan), ())]
    return {one.letak: [one.pesan] for one in found if one.letak is not None and one.letak in refused.errors}


def _by_other(tx: Transaction, actor: Actor, asked: Giving, said: Said) -> int:
    loaded = load(asked.form, said.values, asked.facts)
    if loaded.errors:
        raise InvalidAnswers(loaded.errors, said.values)
    isi = isi_dari({**loaded.values, "objek": said.objek, "mengoreksi_id": said.mengoreksi_id})
    assert actor.pegawai_id is not None
    day = tx.work.organisation.day(tx.session, tx.today)
    post = jabatan_definitif(actor.pegawai_id, tx.today, day.bagan)
    skp = asked.page.skp
    row = baris_umpan_balik(
        tx.session, skp, isi,
        dari=asked.capacity, sebagai="" if post is None else post.nama, pada=tx.now,
        oleh_pegawai_id=actor.pegawai_id, akun_id=actor.akun_id,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    pesan = "Ada umpan balik baru atas pekerjaan Anda. Anda dapat menanggapinya."
    kunci, tautan = f"umpan-balik:{row.id}:baru", f"/skp/{skp.id}/umpan-balik"
    beri_tahu(tx.session, kunci, skp.pegawai_id, "UMPAN_BALIK", pesan, tautan, tx.now)
    return row.id


def answer(work: Work, actor: Actor, umpan_id: int, isi: str, request_id: UUID) -> int:
    """The employee's answer to a feedback. Returns the SKP's id. Raises `NotFound` or `Refused`."""
    with work.transaction() as tx:
        row = tx.session.get(UmpanBalik, umpan_id)
        if row is None or actor.pegawai_id is None or row.pegawai_id != actor.pegawai_id:
            raise NotFound(DOCUMENT, umpan_id)
        if _held(tx, ANSWERED, request_id) is not None:
            return row.skp_id
        isi = isi.replace("\r\n", "\n").strip()
        if not isi or len(isi) > MAX_ANSWER:
            pesan = "Tulis tanggapan Anda." if not isi else f"Paling panjang {MAX_ANSWER} huruf. Pendekkan."
            raise Refused([Pelanggaran("tanggapan.isi", pesan, f"tanggapan.{umpan_id}")])
        tx.session.add(
            TanggapanUmpanBalik(umpan_balik_id=row.id, isi=isi, akun_id=actor.akun_id, pada=tx.now)
        )
        _note(tx, actor, ANSWERED, row.id, request_id)
        if row.oleh_pegawai_id is not None:
            kunci, tautan = f"tanggapan:{request_id}", f"/skp/{row.skp_id}/umpan-balik"
            pesan = "Umpan balik Anda ditanggapi pegawai."
            beri_tahu(tx.session, kunci, row.oleh_pegawai_id, "UMPAN_BALIK", pesan, tautan, tx.now)
        return row.skp_id


# -- who makes no progress ----------------------------------------------------------------------------------------


def stalled(tx: Transaction, people: Sequence[int]) -> dict[int, tuple[date, date]]:
    """Of these employees, those without progress in two successive months and without pembinaan, with the months."""
    seen = amatan(tx.session, people, tx.today - SEPARUH_TAHUN, tx.work.zone) if people else {}
    found = {one: bulan_tanpa_kemajuan(rows) for one, rows in seen.items()}
    return {one: months for one, months in found.items() if months is not None}


@dataclass(frozen=True)
class Stalled:
    """An employee two levels below the reader for whom the evaluator has opened no pembinaan."""

    pegawai_id: int
    nama: str
    penilai: str
    months: tuple[date, date]


def escalated(tx: Transaction, actor: Actor) -> list[Stalled]:
    """What the superior of evaluators should take up with them, by name."""
    day = tx.work.organisation.day(tx.session, tx.today)
    below = {
        one: evaluator for evaluator in subjects(day, actor) for one in day.dinilai_oleh.get(evaluator, ())
    }
    found = stalled(tx, sorted(below))
    ids = {*found, *(below[one] for one in found)}
    names = {
        one.id: one.nama_lengkap for one in tx.session.scalars(select(Pegawai).where(among(Pegawai.id, ids)))
    }
    rows = [Stalled(one, names[one], names[below[one]], months) for one, months in found.items()]
    return sorted(rows, key=lambda row: row.nama)
