"""Rival processes for the race tests: two small diagrams, and what each process does.

The processes are real ones (spawned, each with its own connections and caches); nothing is shared but the database.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import event
from sqlalchemy.orm import sessionmaker

from tests.engine.small import boundary, chain, diagram, element, end, script, start
from tests.kota import ZONE, Kota, wib
from webapp.domain.masa import Masa
from webapp.operations import Actor, Context, find, operation
from webapp.services.errors import AlreadyDone, NotFound, StepOver
from webapp.services.process import cases, tasks, timers
from webapp.services.process.releases import publish
from webapp.services.work import Work
from webapp.storage.akun import Akun, Peran
from webapp.storage.audit import AuditEvent
from webapp.storage.engine import open_engine
from webapp.storage.registri import PihakLuar

PATIENCE = 600  # seconds until all rivals have come to the start
KEY = "periksa#1"
DUE = wib("2026-03-02 00:00")
STEP = '<zeebe:formDefinition formId="uji/isi" /><zeebe:assignmentDefinition candidateGroups="admin_bkpp" />'
FORM = {
    "schemaVersion": 19,
    "type": "default",
    "id": "isi",
    "components": [
        {
            "type": "radio",
            "key": "hasil",
            "label": "Hasil",
            "values": [{"label": "Baik", "value": "baik"}, {"label": "Kurang", "value": "kurang"}],
            "validate": {"required": True},
        }
    ],
}
CHOICES = {"hasil": {"baik": "Baik", "kurang": "Kurang"}}
"""What can be chosen in it, in words."""
RACE = diagram(
    start(),
    element("userTask", "periksa", STEP),
    element("serviceTask", "catat", '<zeebe:taskDefinition type="lomba.catat" />'),
    end(),
    chain("mulai", "periksa", "catat", "selesai"),
    ident="lomba",
)
"""One human step that any admin may do, and an operation behind it."""

DEADLINE = diagram(
    start(),
    script("awal", "batas", f'"{DUE.isoformat()}"'),
    element("userTask", "periksa", STEP),
    boundary("lewat", "periksa", "=batas", tag="timeDate"),
    element("userTask", "arsip", STEP),
    element("userTask", "tindak_lanjut", STEP),
    end("diarsipkan"),
    end("ditindak"),
    chain("mulai", "awal", "periksa", "arsip", "diarsipkan"),
    chain("lewat", "tindak_lanjut", "ditindak"),
    ident="tenggat",
)
"""A step with a deadline that takes it away: `arsip` follows an answer in time, `tindak_lanjut` the deadline."""

FILES = {
    "workflows/lomba.bpmn": RACE.decode(),
    "workflows/tenggat.bpmn": DEADLINE.decode(),
    "forms/uji/isi.json": json.dumps(FORM),
}


@dataclass(frozen=True)
class Outcome:
    """What one request was told: done, repeated, lost (to whom and when), or gone."""

    case_id: int
    akun_id: int
    kind: str
    by: str | None = None
    at: datetime | None = None
    mine: bool = False


@dataclass
class Fault:
    """Kill this process when it reaches a point of one case's action."""

    point: str = ""
    case_id: int = 0
    current: int = 0

    def strike(self, point: str) -> None:
        """The process has reached this point of the current action."""
        if point == self.point and self.current == self.case_id:
            os.kill(os.getpid(), signal.SIGKILL)


def prepare(city: Kota, process_id: str, count: int) -> list[int]:
    """Publish the diagrams and start `count` cases."""
    register(Fault())
    with city.work.transaction() as tx:
        publish(tx.session, FILES, date(2020, 1, 1), "lomba")
    subject = city.pegawai_id("SR")
    made: list[int] = []
    while len(made) < count:
        with city.work.transaction() as tx:
            made += [
                cases.start(tx, process_id, subject_id=subject, document_kind="uji", document_id=number)
                for number in range(len(made), min(len(made) + 100, count))
            ]
    return made


def admins(city: Kota, count: int) -> list[Actor]:
    """Accounts that all hold the role."""
    with city.work.transaction() as tx:
        always = Masa(date(2020, 1, 1))
        people = [
            PihakLuar(
                kode=f"ADMIN-{one}", nama=f"Admin {one}", jabatan="Admin", instansi="BKPP", berlaku=always
            )
            for one in range(count)
        ]
        tx.session.add_all(people)
        tx.session.flush()
        rows = [
            Akun(nama_pengguna=f"admin.{number}", peran=[Peran.ADMIN_BKPP], pihak_luar_id=one.id)
            for number, one in enumerate(people)
        ]
        tx.session.add_all(rows)
        tx.session.flush()
        offices = frozenset({"admin_bkpp"})
        return [Actor(row.id, one.nama, None, one.id, offices) for row, one in zip(rows, people, strict=True)]


def register(fault: Fault) -> None:
    """Register the operations of this process: each leaves one row, and one may be where the process dies."""

    def periksa(ctx: Context, _answers: Mapping[str, Any]) -> Mapping[str, Any]:
        assert ctx.actor is not None
        kind, case_id = "diperiksa", ctx.subject.case_id
        row = AuditEvent(
            at=ctx.now, actor_id=ctx.actor.akun_id, kind=kind, object_kind="uji", object_id=case_id
        )
        ctx.session.add(row)
        return {}

    def catat(_ctx: Context, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        fault.strike("stepped")
        return {}

    for name, run in (("lomba.periksa", periksa), ("lomba.catat", catat)):
        if find(name) is None:
            operation(name)(run)


def submission(case_id: int, actor: Actor) -> tasks.Submission:
    """What this person hands in for this case; the same request whoever sends it, and however often."""
    request_id = uuid5(UUID(int=case_id), str(actor.akun_id))
    return tasks.Submission(request_id=request_id, values={"hasil": ["baik"]})


def attempt(work: Work, actor: Actor, case_id: int) -> Outcome:
    """Try to complete the case's step."""
    try:
        done = tasks.complete(work, actor, case_id, KEY, submission(case_id, actor))
    except AlreadyDone as lost:
        return Outcome(case_id, actor.akun_id, "lost", lost.by, lost.at, lost.mine)
    except (NotFound, StepOver):
        return Outcome(case_id, actor.akun_id, "gone")
    return Outcome(case_id, actor.akun_id, "repeated" if done.repeated else "done")


# -- what one process does ------------------------------------------------------------------------------------


@contextmanager
def working(url: str, clock: Callable[[datetime], datetime] = lambda moment: moment) -> Iterator[Work]:
    """The house's `Work` in a process of its own."""
    engine = open_engine(url, ZONE)
    yield Work(sessionmaker(engine), ZONE, clock=clock)
    engine.dispose()


def compete(barrier: Barrier, url: str, plan: Sequence[tuple[int, Actor]]) -> list[Outcome]:
    """Work off a plan of completions, in step with the other processes."""
    register(Fault())
    found = []
    with working(url) as work:
        for turn, (case_id, actor) in enumerate(plan):
            if turn % 10 == 0:
                barrier.wait(PATIENCE)
            found.append(attempt(work, actor, case_id))
    return found


def answer_around_the_deadline(
    barrier: Barrier, url: str, actor: Actor, plan: Sequence[int]
) -> list[Outcome]:
    """Complete each case a moment before its deadline, or at it (every second case), by this process's clock."""
    register(Fault())
    found = []
    now = [DUE]
    with working(url, lambda _: now[0]) as work:
        for turn, case_id in enumerate(plan):
            if turn % 10 == 0:
                barrier.wait(PATIENCE)
            now[0] = DUE if case_id % 2 else DUE - timedelta(microseconds=1)
            found.append(attempt(work, actor, case_id))
    return found


def fire_at_the_deadline(barrier: Barrier, url: str, plan: Sequence[int]) -> int:
    """Let each case's deadline act, as the worker does. Returns how many it made pass."""
    register(Fault())
    with working(url, lambda _: DUE) as work:
        fired = 0
        for turn, case_id in enumerate(plan):
            if turn % 10 == 0:
                barrier.wait(PATIENCE)
            fired += timers.fire_due(work, case_id)
        return fired


def work_until_killed(
    acknowledge: Connection, url: str, actor: Actor, plan: Sequence[int], fault: Fault
) -> None:
    """Complete case after case; each one that is done is told to the parent at once."""
    register(fault)
    with working(url) as work:
        event.listen(work.sessions, "before_commit", lambda _: fault.strike("written"))
        event.listen(work.sessions, "after_commit", lambda _: fault.strike("committed"))
        for case_id in plan:
            fault.current = case_id
            attempt(work, actor, case_id)
            acknowledge.send(case_id)
        if not fault.point:  # somebody else kills, and may be slower than all of these
            signal.pause()


# -- processes ------------------------------------------------------------------------------------------------


def together(*bodies: tuple[Callable[..., Any], tuple[Any, ...]]) -> list[Any]:
    """Run the bodies in one process each, all at once, and collect what they return."""
    context = get_context("spawn")
    barrier = context.Barrier(len(bodies))
    children = []
    for body, arguments in bodies:
        receiver, sender = context.Pipe(duplex=False)
        child = context.Process(target=_report, args=(sender, body, barrier, arguments))
        child.start()
        sender.close()
        children.append((child, receiver))
    found = []
    for child, receiver in children:
        with receiver:
            found.append(receiver.recv())
        child.join()
        child.close()
    return found


def _report(
    sender: Connection, body: Callable[..., Any], barrier: Barrier, arguments: tuple[Any, ...]
) -> None:
    with sender:
        sender.send(body(barrier, *arguments))


def until_killed(
    url: str, actor: Actor, plan: Sequence[int], fault: Fault, after: int | None = None
) -> set[int]:
    """Run a worker until it is dead, by its fault or killed after some acknowledgements, which are returned."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=work_until_killed, args=(sender, url, actor, plan, fault), daemon=True)
    child.start()
    sender.close()
    acknowledged = set()
    with receiver:
        try:
            while True:
                acknowledged.add(receiver.recv())
                if after is not None and len(acknowledged) == after and child.pid is not None:
                    os.kill(child.pid, signal.SIGKILL)
        except EOFError:
            child.join()
    assert child.exitcode == -signal.SIGKILL
    child.close()
    return acknowledged
