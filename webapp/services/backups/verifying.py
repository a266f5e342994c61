"""Proving that a restored database works: its journals are unbroken, its projections follow from them, people can act.

Everything runs in one transaction that is rolled back at the end, so a drill may also be held on a copy in use.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import URL, NullPool, select, text
from sqlalchemy.orm import sessionmaker

from webapp.evidence import Broken, check, read_book
from webapp.evidence.export import seal_files
from webapp.progress import Progress
from webapp.services.evidence.state import seal_age
from webapp.services.evidence.streams import DatabaseEvidence, stored_seals
from webapp.services.identity import accounts, entering
from webapp.services.identity.sessions import Client
from webapp.services.process import cases, tasks, timers
from webapp.services.process.releases import publish
from webapp.services.work import Transaction, Work
from webapp.storage.akun import Akun
from webapp.storage.caselog import GENESIS, link, read_case, read_journal
from webapp.storage.catatan import in_one_snapshot
from webapp.storage.engine import open_engine
from webapp.storage.process import Journal, ProcessCase
from webapp.storage.segel import Segel

DERIVED = ("work_item", "timer", "langganan", "step_time", "case_time")
"""Tables that follow from the journals."""


@dataclass(frozen=True)
class Finding:
    """One thing that was tried: what, with which figure, and what was wrong (empty: nothing)."""

    name: str
    figure: str
    wrong: tuple[str, ...] = ()


def verify(
    url: URL | str, zone: ZoneInfo, segel: Segel, show: Progress, *, trusted: Collection[str] = (),
    folder: Path | None = None,
) -> list[Finding]:  # fmt: skip
    """Try everything that can be tried without a browser. Nothing of it stays.

    `trusted` are the public halves of the keys of seals, `folder` is where the seals themselves were kept elsewhere.
    Without either the seals of the backup speak for themselves, and the figure says so.
    """
    engine = open_engine(url, zone, poolclass=NullPool)
    sealed = seals(Work(sessionmaker(engine), zone), trusted, folder)
    with engine.connect() as connection, connection.begin() as whole:
        sessions = sessionmaker(connection, join_transaction_mode="create_savepoint")
        work = Work(sessions, zone, segel=segel)
        try:
            return [*(one(work, show) for one in CHECKS), sealed]
        finally:
            whole.rollback()
            engine.dispose()


def seals(work: Work, trusted: Collection[str], folder: Path | None = None) -> Finding:
    """What the seals say of journals and logs, in one snapshot; and whether they are those that were kept elsewhere."""
    kept = None if folder is None or not any(folder.glob("meterai-*.json*")) else dict(seal_files(folder))
    with work.reading() as tx:
        in_one_snapshot(tx.session)
        if seal_age(tx) is None:
            wrong = ("tidak ada satu meterai pun, padahal kunci atau folder meterainya disebut",)
            return Finding("meterai", "belum ada meterai", wrong if trusted or kept else ())
        try:
            book = read_book(_same_as_kept(stored_seals(tx), kept), trusted)
            counted = check(DatabaseEvidence(tx), book)
        except Broken as broken:
            return Finding("meterai", "", (str(broken),))
    figure = f"{counted.seals} meterai, {counted.cases} kasus, {sum(counted.rows.values())} baris"
    proof = [f"{len(kept)} meterai di luar cocok"] if kept else []
    proof += ["kunci dikenal"] if trusted else []
    return Finding("meterai", f"{figure}; {', '.join(proof) or 'kuncinya dari cadangan ini sendiri'}")


def _same_as_kept(
    stored: Iterable[tuple[str, bytes]], kept: Mapping[str, bytes] | None
) -> Iterator[tuple[str, bytes]]:
    """The seals of the backup, each of which must be the one that was kept. Later ones may be kept, earlier must be."""
    left, last = dict(kept or {}), ""
    for name, content in stored:
        if left.pop(name, content) != content:
            raise Broken(name, "meterai di cadangan berbeda dari yang disimpan di luar")
        last = name
        yield name, content
    missing = [name for name in left if name < last]
    if missing:
        raise Broken(min(missing), "meterai ini disimpan di luar, tetapi tidak ada di cadangan")


def chains(work: Work, show: Progress) -> Finding:
    """Every journal is gapless, each row carries the hash of those before it, and the head is the last one's."""
    wrong, rows = [], 0
    with work.reading() as tx:
        everybody = list(tx.session.scalars(select(ProcessCase.id).order_by(ProcessCase.id)))
        for done, case_id in enumerate(everybody, start=1):
            length, broken = _chain(tx, case_id)
            rows += length
            wrong += [] if broken is None else [f"kasus {case_id} putus pada entri {broken}"]
            show("Memeriksa jurnal", done, len(everybody))
    return Finding("rantai jurnal", f"{len(everybody)} kasus, {rows} entri", tuple(wrong))


def _chain(tx: Transaction, case_id: int) -> tuple[int, int | None]:
    """How many rows a journal has, and the number of the first that does not fit."""
    case = read_case(tx.session, case_id)
    assert case is not None
    hashes = tx.session.scalars(select(Journal.hash).where(Journal.case_id == case_id).order_by(Journal.seq))
    journal, head = read_journal(tx.session, case_id), GENESIS
    for number, (row, stored) in enumerate(zip(journal, hashes, strict=True), start=1):
        head = link(head, case_id, row)
        if (row.seq, bytes(stored)) != (number, head):
            return len(journal), row.seq
    return len(journal), None if (case.seq, case.head) == (len(journal), head) else case.seq


def projections(work: Work, show: Progress) -> Finding:
    """What the journals say is open is what is stored as open, row for row."""
    with work.reading() as tx:
        before = _derived(tx)
        everybody = list(tx.session.scalars(select(ProcessCase.id).order_by(ProcessCase.id)))
    for done, case_id in enumerate(everybody, start=1):
        timers.rebuild(work, case_id)
        show("Membangun ulang tugas", done, len(everybody))
    with work.reading() as tx:
        after = _derived(tx)
    wrong = tuple(
        f"{table} berbeda sesudah dibangun ulang" for table in DERIVED if before[table] != after[table]
    )
    figure = ", ".join(f"{table} {count}" for table, (count, _digest) in before.items())
    return Finding("proyeksi", figure, wrong)


def _derived(tx: Transaction) -> dict[str, tuple[int, str]]:
    found = {}
    for table in DERIVED:
        count, digest = tx.session.execute(text(_DIGEST % table)).one()
        found[table] = (int(count), str(digest))
    return found


def acting(work: Work, show: Progress) -> Finding:
    """Somebody signs in and completes a step of a small process: the way of every action, tried once."""
    show("Mencoba masuk dan bekerja", 0, 1)
    password = secrets.token_urlsafe(24)
    with work.transaction() as tx:
        akun = tx.session.scalars(
            select(Akun).where(Akun.aktif, Akun.pegawai_id.is_not(None)).order_by(Akun.id).limit(1)
        ).one_or_none()
        if akun is None:
            return Finding(
                "masuk dan menyelesaikan langkah", "tidak ada akun pegawai", ("tidak dapat dicoba",)
            )
        akun.sandi, akun.gagal_masuk, akun.tunda_sampai = accounts.hash_password(password), 0, None
        akun_id, username, subject = akun.id, akun.nama_pengguna, akun.pegawai_id
        assert subject is not None
        release = publish(tx.session, PROBE, date(2000, 1, 1), "Uji pemulihan")
        case_id = cases.start(
            tx, "uji_pemulihan", subject_id=subject, document_kind="uji", document_id=0, release_id=release
        )
    entered = entering.enter(work, username, password, Client("uji pemulihan", "lakon", "-"))
    with work.reading() as tx:
        actor = None if entered is None else accounts.actor_of(tx, akun_id)
    if actor is None:
        return Finding("masuk dan menyelesaikan langkah", "", ("sandi yang benar ditolak",))
    submission = tasks.Submission(uuid4(), {"hasil": ["baik"]})
    tasks.complete(work, actor, case_id, "isi#1", submission)
    with work.reading() as tx:
        case = read_case(tx.session, case_id)
    show("Mencoba masuk dan bekerja", 1, 1)
    wrong = () if case is not None and case.status == "COMPLETED" else ("kasus uji tidak selesai",)
    return Finding("masuk dan menyelesaikan langkah", "1 akun, 1 langkah, dibatalkan lagi", wrong)


CHECKS: tuple[Callable[[Work, Progress], Finding], ...] = (chains, projections, acting)

_DIGEST = """
SELECT count(*), coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM %s t
"""
_DIAGRAM = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="uji" targetNamespace="uji">
<bpmn:process id="uji_pemulihan" isExecutable="true"><bpmn:startEvent id="mulai" />
<bpmn:userTask id="isi"><bpmn:extensionElements><zeebe:formDefinition formId="uji_pemulihan/isi" />
<zeebe:assignmentDefinition candidateGroups="pegawai" /></bpmn:extensionElements></bpmn:userTask>
<bpmn:endEvent id="selesai" /><bpmn:sequenceFlow id="a" sourceRef="mulai" targetRef="isi" />
<bpmn:sequenceFlow id="b" sourceRef="isi" targetRef="selesai" /></bpmn:process></bpmn:definitions>"""
_FORM = """{"schemaVersion": 19, "type": "default", "id": "isi", "components": [{"type": "radio", "key": "hasil",
"label": "Hasil", "values": [{"label": "Baik", "value": "baik"}], "validate": {"required": true}}]}"""
PROBE = {"workflows/uji_pemulihan.bpmn": _DIAGRAM, "forms/uji_pemulihan/isi.json": _FORM}
"""The process that is tried: one step of the employee."""
