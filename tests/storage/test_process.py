"""The journal is only ever added to, once for each number; nothing that was logged can be taken back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.storage import contoh
from webapp.storage.audit import AuditEvent
from webapp.storage.process import EntryKind, Journal, ProcessCase, Release


def _entry(case_id: int, seq: int, **more: object) -> dict[str, object]:
    return {
        "case_id": case_id,
        "seq": seq,
        "kind": EntryKind.COMPLETED,
        "at": contoh.PADA,
        "facts": {"keputusan": "setujui"},
        "hash": b"\x00",
        **more,
    }


def test_a_number_of_a_journal_is_given_once(session: Session) -> None:
    case = contoh.perkara(session)
    session.execute(insert(Journal), [_entry(case.id, 1)])
    with pytest.raises(IntegrityError, match="pk_journal"):
        session.execute(insert(Journal), [_entry(case.id, 1)])


def test_a_request_writes_to_a_case_once(session: Session) -> None:
    case, request = contoh.perkara(session), uuid4()
    session.execute(insert(Journal), [_entry(case.id, 1, request_id=request), _entry(case.id, 2)])
    session.execute(insert(Journal), [_entry(contoh.perkara(session).id, 1, request_id=request)])
    with pytest.raises(IntegrityError, match="uq_journal_request"):
        session.execute(insert(Journal), [_entry(case.id, 3, request_id=request)])


def test_of_two_who_append_the_same_number_one_is_refused(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session, session.begin():
        case_id = contoh.perkara(session).id
    together = Barrier(2)

    def append(_: int) -> str:
        with Session(fresh_engine) as session:
            together.wait()
            try:
                with session.begin():
                    session.execute(insert(Journal), [_entry(case_id, 1)])
            except IntegrityError as refusal:
                return str(refusal.orig.diag.constraint_name)
            return "stored"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(append, range(2))) == ["pk_journal", "stored"]


@pytest.mark.parametrize("table", ["journal", "audit_event", "release"])
def test_what_was_logged_is_neither_changed_nor_deleted(session: Session, table: str) -> None:
    case = contoh.perkara(session)
    session.execute(insert(Journal), [_entry(case.id, 1)])
    session.execute(insert(AuditEvent), [{"kind": "akses_ditolak"}])
    changes = {
        "journal": (update(Journal).values(facts={}), delete(Journal)),
        "audit_event": (update(AuditEvent).values(kind="lain"), delete(AuditEvent)),
        "release": (update(Release).values(note="lain"), delete(Release)),
    }
    for statement in (*changes[table], text(f"TRUNCATE {table} CASCADE")):
        with pytest.raises(IntegrityError, match="only ever added"), session.begin_nested():
            session.execute(statement)


def test_a_refusal_names_the_guard(session: Session) -> None:
    session.execute(insert(AuditEvent), [{"kind": "akses_ditolak"}])
    with pytest.raises(IntegrityError) as refused:
        session.execute(delete(AuditEvent))
    assert refused.value.orig.diag.constraint_name == "tg_audit_event_hanya_tambah"


def test_a_closed_case_says_when(session: Session) -> None:
    case = contoh.perkara(session)
    with pytest.raises(IntegrityError, match="ck_process_case_closed"):
        session.execute(update(ProcessCase).where(ProcessCase.id == case.id).values(status="COMPLETED"))


def test_the_head_of_a_case_moves_without_touching_an_index(session: Session) -> None:
    indexed = session.scalars(
        text("""SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
                AND a.attnum = ANY(i.indkey) WHERE i.indrelid = 'process_case'::regclass""")
    )
    assert {"seq", "head"}.isdisjoint(indexed)
    assert session.scalars(select(ProcessCase.seq)).all() == []
