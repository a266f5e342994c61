"""Giving feedback in the year, and the employee's answer to it.

The evaluator's feedback starts a case whose first step is done at once; that of colleagues, staff and heads of teams
is a row without a course. Who may give is told by `feedback_givers`, who sees it by `feedback_page`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webapp.domain.organisasi import jabatan_definitif
from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.pemantauan import Dari, Kemajuan, periksa_tindak
from webapp.domain.sentences import Sentence
from webapp.forms import Form, load
from webapp.operations import Actor, Refused
from webapp.operations.pemantauan import baris_umpan_balik, isi_dari, objek_skp
from webapp.services.errors import Denied, InvalidAnswers, NotFound
from webapp.services.monitoring.feedback_page import Page, page
from webapp.services.process.cases import start
from webapp.services.process.tasks import Submission, complete_within
from webapp.services.requests import done_before
from webapp.services.work import Transaction, Work
from webapp.storage.audit import AuditEvent
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.umpan_balik import TanggapanUmpanBalik, UmpanBalik, nomor_baru

PROCESS = "pemantauan"
DOCUMENT = "umpan_balik"
FORM = "pemantauan/beri_umpan_balik"
CHANGE = "perubahan"
"""The process that an adjusted expectation offers, where the release has it."""
GIVEN = "umpan_balik_diberikan"
ANSWERED = "umpan_balik_ditanggapi"
MAX_ANSWER = 2_000


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


def giving(tx: Transaction, actor: Actor, skp_id: int, mending: int | None = None) -> Giving:
    """What the form needs. Raises `NotFound`, or `Denied` to those who see the SKP and may not give feedback now."""
    found = page(tx, actor, skp_id)
    if found.capacity is None:
        raise Denied(
            "Umpan balik diberikan oleh penilai, pimpinan penugasan, rekan satu unit, atau bawahan, selama "
            "SKP berjalan."
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
        asked = giving(tx, actor, skp_id)
        before = done_before(tx, actor, request_id, GIVEN)
        if before is not None:
            return before
        if said.mengoreksi_id is not None:
            asked = giving(tx, actor, skp_id, said.mengoreksi_id)
        by_evaluator = asked.capacity is Dari.PENILAI
        umpan_id = (
            _by_evaluator(tx, actor, asked, said, request_id)
            if by_evaluator
            else _by_other(tx, actor, asked, said)
        )
        note(tx, actor, GIVEN, umpan_id, request_id)
        return umpan_id


def note(tx: Transaction, actor: Actor, kind: str, object_id: int, request_id: UUID) -> None:
    """Keep who did what by which request."""
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
        if done_before(tx, actor, request_id, ANSWERED) is not None:
            return row.skp_id
        isi = isi.replace("\r\n", "\n").strip()
        if not isi or len(isi) > MAX_ANSWER:
            pesan = (
                "Tulis tanggapan Anda."
                if not isi
                else Sentence("Paling panjang %(n)s huruf. Pendekkan.", n=MAX_ANSWER)
            )
            raise Refused([Pelanggaran("tanggapan.isi", pesan, f"tanggapan.{umpan_id}")])
        tx.session.add(
            TanggapanUmpanBalik(umpan_balik_id=row.id, isi=isi, akun_id=actor.akun_id, pada=tx.now)
        )
        note(tx, actor, ANSWERED, row.id, request_id)
        if row.oleh_pegawai_id is not None:
            kunci, tautan = f"tanggapan:{request_id}", f"/skp/{row.skp_id}/umpan-balik"
            pesan = "Umpan balik Anda ditanggapi pegawai."
            beri_tahu(tx.session, kunci, row.oleh_pegawai_id, "UMPAN_BALIK", pesan, tautan, tx.now)
        return row.skp_id
