"""Giving one open step to another person by name, and taking that back: for admins of the agency, with a reason.

Only upwards in the own line of the employee whom the case is about, never a signature, never a step of the employee or
of an office. The case is locked first, as for every action, so completing at the same moment has one clear outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from webapp.domain.pelanggaran import Pelanggaran
from webapp.domain.penilai import jalur_atasan
from webapp.domain.sentences import Sentence
from webapp.engine import Step
from webapp.operations import Actor, Refused
from webapp.services.errors import AlreadyDone, NotFound
from webapp.services.policy.decide import require
from webapp.services.policy.matrix import Kind, Right
from webapp.services.policy.own_case import refuse_own
from webapp.services.process.cases import Action, keep, open_action
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun, nama_akun
from webapp.storage.audit import AuditEvent
from webapp.storage.caselog import entry_of
from webapp.storage.organisasi import Pegawai, nama_pegawai
from webapp.storage.pemberitahuan import beri_tahu
from webapp.storage.process import Reassignment

from .assignments import Desk, Holder, Place, holder

GIVE, TAKE_BACK = "tugas_dialihkan", "pengalihan_dicabut"
"""Kinds of event that giving and taking back leave, and of notice."""
MAX_REASON = 500
ROLES_TO_GIVE = ("pejabat_penilai", "verifikator")
"""Roles whose steps may be given to another person: those that follow from the line of superiors."""


@dataclass(frozen=True)
class Candidate:
    """Somebody to whom a step may be given, in the order of the line, with office and whether absent today."""

    pegawai_id: int
    nama: str
    jabatan: str
    absent: bool


def candidates(desk: Desk, place: Place) -> list[Candidate]:
    """To whom a step may be given today: superiors with an account who do not hold it already, the nearest first."""
    day, held = desk.today, holder(desk, place)
    line = {
        one.penilai_id: one.nama_jabatan
        for one in jalur_atasan(place.subject_id, day.tanggal, day.bagan)
        if one.penilai_id not in (None, place.subject_id, held.pegawai_id if held is not None else None)
    }
    query = select(Akun.pegawai_id).where(Akun.pegawai_id.in_(line), Akun.aktif)
    reachable = set(desk.tx.session.scalars(query))
    names = nama_pegawai(desk.tx.session, {one for one in line if one is not None})
    return [
        Candidate(one, names[one], office, day.bagan.sedang_cuti(one, day.tanggal))
        for one, office in line.items()
        if one is not None and one in reachable
    ]


def why_not(role: str, properties: Mapping[str, str]) -> str:
    """Why a step cannot be given to anybody; empty when it can."""
    if role == "pegawai":
        return "Langkah ini milik pegawai sendiri dan tidak dapat dikerjakan orang lain."
    if role not in ROLES_TO_GIVE:
        return "Langkah ini milik sebuah jabatan pengelola, bukan seorang pejabat penilai, jadi tidak dapat dialihkan."
    if properties.get("konfirmasi_sandi") == "ya":
        return (
            "Langkah ini berupa tanda tangan dan tidak dapat dialihkan. Usulkan penetapan khusus pejabat penilai "
            "di registri penugasan."
        )
    return ""


def reassign(
    work: Work, actor: Actor, case_id: int, key: str, to: int | None, reason: str, request_id: UUID
) -> None:
    """Give an open step to a person by name; a repeat of the request changes nothing.

    Raises `Denied` to others than admins, `NotFound`, `AlreadyDone` when the step was done meanwhile, or `Refused`.
    """
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    with _locked(work, actor, case_id, key) as (action, step):
        tx, desk = action.tx, action.desk
        if _repeated(tx, actor, case_id, GIVE, request_id):
            return
        place, held = action.place(step), holder(desk, action.place(step))
        _check(desk, step, place, to, reason)
        assert to is not None
        _end(tx, case_id, key)
        row = Reassignment(
            case_id=case_id, key=key, pegawai_id=to, reason=reason, actor_id=actor.akun_id, at=tx.now
        )
        tx.session.add(row)
        tx.session.flush()
        _note(
            tx,
            actor,
            GIVE,
            case_id,
            request_id,
            {"kunci": key, "kepada": to, "dari": _from(held), "alasan": reason},
        )
        _tell_given(tx, row, step, place, held)


def take_back(work: Work, actor: Actor, case_id: int, key: str, request_id: UUID) -> None:
    """End the giving: the step is again with whom the organisation says. Raises as `reassign` does."""
    require(actor, Right.WRITE, Kind.OPEN_STEPS)
    with _locked(work, actor, case_id, key) as (action, step):
        tx = action.tx
        if _repeated(tx, actor, case_id, TAKE_BACK, request_id):
            return
        row = _end(tx, case_id, key)
        if row is None:
            raise _refused(
                "alih.tidak_ada", "Tugas ini tidak sedang dialihkan. Muat ulang halaman ini.", None
            )
        detail = {"kunci": key, "dari": row.pegawai_id}
        _note(tx, actor, TAKE_BACK, case_id, request_id, detail)
        place = replace(action.place(step), given=None)
        _tell_taken_back(tx, row, step, place, holder(action.desk, place))


# -- under the lock ----------------------------------------------------------------------------------------------


@contextmanager
def _locked(work: Work, actor: Actor, case_id: int, key: str) -> Iterator[tuple[Action, Step]]:
    with work.transaction() as tx:
        action = open_action(tx, case_id)
        refuse_own(actor, [action.case.subject_id])
        step = action.run.step(key)
        if step is None or step.kind != "human":
            raise _done(tx, action, actor, key)
        yield action, step
    keep(tx, action)


def _done(tx: Transaction, action: Action, actor: Actor, key: str) -> AlreadyDone | NotFound:
    case, entry = action.case, entry_of(tx.session, action.case.id, key)
    if entry is None or entry.actor_id is None:
        return NotFound("process_case", case.id)
    by, mine = nama_akun(tx.session, entry.actor_id), entry.actor_id == actor.akun_id
    return AlreadyDone(by, entry.at, mine, case.document_kind, case.document_id)


def _check(desk: Desk, step: Step, place: Place, to: int | None, reason: str) -> None:
    """Raise `Refused` with everything that forbids it."""
    never = why_not(place.role, step.element.properties)
    if never:
        raise _refused("alih.langkah", never, None)
    found = []
    if to is None or to not in {one.pegawai_id for one in candidates(desk, place)}:
        pesan = "Pilih atasan dalam garis atasan pegawai ini yang mempunyai akun aktif dan belum memegang tugasnya."
        found.append(Pelanggaran("alih.kepada", pesan, "kepada"))
    if not reason:
        found.append(
            Pelanggaran("alih.alasan", "Tulis alasan pengalihan. Kedua pemegang akan membacanya.", "alasan")
        )
    elif len(reason) > MAX_REASON:
        found.append(
            Pelanggaran(
                "alih.alasan",
                Sentence("Pendekkan alasan, paling banyak %(n)s huruf.", n=MAX_REASON),
                "alasan",
            )
        )
    if found:
        raise Refused(found)


def _refused(kode: str, pesan: str, letak: str | None) -> Refused:
    return Refused([Pelanggaran(kode, pesan, letak)])


def _end(tx: Transaction, case_id: int, key: str) -> Reassignment | None:
    query = select(Reassignment).where(
        Reassignment.case_id == case_id, Reassignment.key == key, Reassignment.ended_at.is_(None)
    )
    row = tx.session.scalars(query).one_or_none()
    if row is not None:
        row.ended_at = tx.now
        tx.session.flush()
    return row


# -- the trail ---------------------------------------------------------------------------------------------------


def _repeated(tx: Transaction, actor: Actor, case_id: int, kind: str, request_id: UUID) -> bool:
    query = select(AuditEvent.id).where(
        AuditEvent.object_kind == "process_case",
        AuditEvent.object_id == case_id,
        AuditEvent.kind == kind,
        AuditEvent.request_id == request_id,
        AuditEvent.actor_id == actor.akun_id,
    )
    return tx.session.scalars(query.limit(1)).one_or_none() is not None


def _note(
    tx: Transaction, actor: Actor, kind: str, case_id: int, request_id: UUID, detail: Mapping[str, Any]
) -> None:
    tx.session.add(
        AuditEvent(
            at=tx.now,
            actor_id=actor.akun_id,
            kind=kind,
            object_kind="process_case",
            object_id=case_id,
            request_id=request_id,
            detail=dict(detail),
        )
    )


def _from(held: Holder | None) -> int | None:
    return None if held is None else held.pegawai_id


def _tell_given(tx: Transaction, row: Reassignment, step: Step, place: Place, held: Holder | None) -> None:
    subject = tx.session.get_one(Pegawai, place.subject_id).nama_lengkap
    new = tx.session.get_one(Pegawai, row.pegawai_id).nama_lengkap
    what = f"Tugas {step.element.name} untuk {subject}"
    _tell(
        tx, row, GIVE, [row.pegawai_id], f"{what} dialihkan kepada Anda oleh admin BKPP. Alasan: {row.reason}"
    )
    old = [held.pegawai_id] if held is not None and held.pegawai_id is not None else []
    _tell(
        tx, row, GIVE, old, f"{what} dialihkan dari Anda kepada {new} oleh admin BKPP. Alasan: {row.reason}"
    )


def _tell_taken_back(
    tx: Transaction, row: Reassignment, step: Step, place: Place, held: Holder | None
) -> None:
    subject = tx.session.get_one(Pegawai, place.subject_id).nama_lengkap
    what = f"Tugas {step.element.name} untuk {subject}"
    _tell(tx, row, TAKE_BACK, [row.pegawai_id], f"{what} tidak lagi dialihkan kepada Anda.")
    back = [held.pegawai_id] if held is not None and held.pegawai_id is not None else []
    _tell(tx, row, TAKE_BACK, back, f"{what} kembali kepada Anda; pengalihannya dicabut admin BKPP.")


def _tell(tx: Transaction, row: Reassignment, kind: str, people: Sequence[int], words: str) -> None:
    for pegawai_id in people:
        beri_tahu(tx.session, f"{kind}:{row.id}:{pegawai_id}", pegawai_id, kind, words, "/tugas", tx.now)
