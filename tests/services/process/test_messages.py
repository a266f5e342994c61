"""Messages between cases: kept, given to everybody who waits, once to each, whoever comes first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from tests.engine import small
from tests.kota import ZONE, Kota
from tests.services.journals import check_all, projections
from tests.services.racing import FORM, STEP
from webapp.config import Settings
from webapp.domain.pelanggaran import Pelanggaran
from webapp.jobs import run_worker
from webapp.operations import Context, Refused, find, message, message_facts, operation, starting
from webapp.services.process import cases, messages, timers
from webapp.services.process.releases import ReleaseRefused, publish
from webapp.services.process.tracker import case_tracker
from webapp.services.work import Transaction, Work
from webapp.storage.caselog import read_journal
from webapp.storage.pesan import Langganan, Pesan
from webapp.storage.process import ProcessCase

KABAR = small.message("uji_kabar", "daerah")
"""A message whose correlation is the fact `daerah`."""
PLACE = small.script("awal", "daerah", "asal")
WAITS = small.element(
    "intermediateCatchEvent", "tunggu", parts=small.awaits("uji_kabar"), name="Kabar daerah"
)
DONE = small.element("userTask", "lihat", STEP, name="Lihat")
TAKEN = small.element("serviceTask", "terima", '<zeebe:taskDefinition type="uji_pesan.terima" />')

WAITER = small.diagram(
    small.start(), PLACE, WAITS, TAKEN, DONE, small.end(),
    small.chain("mulai", "awal", "tunggu", "terima", "lihat", "selesai"), ident="penunggu", root=KABAR,
)  # fmt: skip
"""Waits for a message of its place, takes it by an operation, and has a look."""

TWICE = small.diagram(
    small.start(), PLACE, WAITS, small.element("intermediateCatchEvent", "lagi", parts=small.awaits("uji_kabar")), DONE,
    small.end(), small.chain("mulai", "awal", "tunggu", "lagi", "lihat", "selesai"), ident="dua_kali", root=KABAR,
)  # fmt: skip
"""Waits for one message, and then for another."""

OPEN_EAR = small.diagram(
    small.start(), PLACE, DONE, small.edge("dengar", "lihat", small.awaits("uji_kabar"), interrupting=False),
    small.element("serviceTask", "catat", '<zeebe:taskDefinition type="uji_pesan.terima" />'), small.end(),
    small.end("dicatat"), small.chain("mulai", "awal", "lihat", "selesai"), small.chain("dengar", "catat", "dicatat"),
    ident="telinga", root=KABAR,
)  # fmt: skip
"""A step that listens as long as it is open."""

SENDER = small.diagram(
    small.start(), small.element("serviceTask", "kirim", '<zeebe:taskDefinition type="uji_pesan.kirim" />'), DONE,
    small.end(), small.chain("mulai", "kirim", "lihat", "selesai"), ident="pengirim",
)  # fmt: skip
"""Sends a message to a place, and has a look."""

FILES = {
    **{
        f"workflows/{name}.bpmn": raw.decode()
        for name, raw in (("penunggu", WAITER), ("dua", TWICE), ("telinga", OPEN_EAR), ("pengirim", SENDER))
    },
    "forms/uji/isi.json": json.dumps(FORM),
}


def kirim(ctx: Context, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Send what the case was started with."""
    ctx.send("uji_kabar", ctx.facts["ke"], {"isi": ctx.facts["isi"]})
    if ctx.facts.get("gagal"):
        raise Refused([Pelanggaran("uji.gagal", "Tidak jadi.")])
    return {}


def terima(ctx: Context, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take what came; a case that is `peka` does so only from some day on."""
    if ctx.facts.get("peka") and ctx.today < date(2026, 1, 12):
        raise Refused([Pelanggaran("uji.racun", "Tidak dapat diterima.")])
    return {}


@pytest.fixture
def town(city: Kota) -> Kota:
    """The city with the small diagrams in force."""
    if find("uji_pesan.kirim") is None:
        operation("uji_pesan.kirim")(kirim)
        operation("uji_pesan.terima", facts={"asal": None})(terima)
        message("uji_kabar", facts={"isi": None})
        for process_id in ("penunggu", "dua_kali", "telinga", "pengirim"):
            starting(process_id, facts={"asal": None, "ke": None, "isi": None, "peka": None})
    with city.work.transaction() as tx:
        publish(tx.session, FILES, date(2020, 1, 1), "pesan")
    return city


def begin_in(tx: Transaction, subject: int, process_id: str, **facts: Any) -> int:
    return cases.start(
        tx,
        process_id,
        subject_id=subject,
        document_kind="uji",
        document_id=1,
        facts={"asal": "utara", **facts},
    )


def begin(town: Kota, process_id: str, **facts: Any) -> int:
    """Start a case; returns its id."""
    subject = town.pegawai_id("SR")
    with town.work.transaction() as tx:
        return begin_in(tx, subject, process_id, **facts)


def send(town: Kota, isi: str, ke: str = "utara") -> int:
    """Let a case send a message; returns the message's id."""
    begin(town, "pengirim", ke=ke, isi=isi)
    with town.reading() as tx:
        return max(tx.session.scalars(select(Pesan.id)))


def received(town: Kota, case_id: int) -> list[tuple[str | None, Any]]:
    """The messages that a case has taken, by step."""
    with town.reading() as tx:
        rows = read_journal(tx.session, case_id)
    return [(row.key, row.facts["isi"]) for row in rows if row.kind == "received"]


def jobs(town: Kota, task: str) -> list[Mapping[str, Any]]:
    """The arguments of the stored jobs of one task, in order."""
    with town.reading() as tx:
        query = text("SELECT args FROM procrastinate_jobs WHERE task_name = :task ORDER BY id")
        return [dict(row) for row in tx.session.scalars(query, {"task": task})]


def work_off(town: Kota) -> int:
    """Do what the jobs of both tasks would do."""
    made = sum(messages.deliver(town.work, job["pesan_id"]) for job in jobs(town, "antar_pesan"))
    return made + sum(messages.receive(town.work, job["case_id"]) for job in jobs(town, "terima_pesan"))


def test_a_message_reaches_every_case_that_waits_for_it_and_each_of_them_once(town: Kota) -> None:
    near = [begin(town, "penunggu") for _ in range(3)]
    far = begin(town, "penunggu", asal="selatan")
    pesan_id = send(town, "baik")
    assert jobs(town, "antar_pesan") == [{"pesan_id": pesan_id}]
    assert messages.deliver(town.work, pesan_id) == 6, (
        "an entry for the message and one for the operation, three times"
    )
    assert [received(town, case_id) for case_id in near] == [[("tunggu#1", "baik")]] * 3
    assert received(town, far) == []
    assert messages.deliver(town.work, pesan_id) == 0
    with town.reading() as tx:
        assert [row.case_id for row in tx.session.scalars(select(Langganan))] == [far]
        last = read_journal(tx.session, near[0])[-2]
        assert (last.kind, last.operation) == ("received", f"pesan:{pesan_id}")
    check_all(town.work, town.engine)


def test_the_worker_delivers_what_was_sent(town: Kota) -> None:
    waiting = begin(town, "penunggu")
    send(town, "baik")
    late = begin(town, "dua_kali")
    address = town.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    run_worker(town.work, Settings(), address, wait=False, install_signal_handlers=False)
    assert received(town, waiting) == [("tunggu#1", "baik")]
    assert received(town, late) == [("tunggu#1", "baik")]


def test_a_step_that_opens_after_the_message_takes_it_at_once_and_the_next_step_waits_for_another(
    town: Kota,
) -> None:
    send(town, "satu")
    case_id = begin(town, "dua_kali")
    assert received(town, case_id) == [("tunggu#1", "satu")], "the first message is not taken twice"
    assert work_off(town) == 0
    send(town, "dua")
    assert work_off(town) == 1
    assert received(town, case_id) == [("tunggu#1", "satu"), ("lagi#1", "dua")]
    later = begin(town, "dua_kali")
    assert received(town, later) == [("tunggu#1", "satu"), ("lagi#1", "dua")], "the oldest first"
    check_all(town.work, town.engine)


def test_the_facts_of_a_message_become_facts_of_the_case(town: Kota) -> None:
    case_id = begin(town, "penunggu", isi="lama")
    send(town, "baru")
    work_off(town)
    with town.reading() as tx:
        action = cases.open_action(tx, case_id)
        assert action.run.facts["isi"] == "baru"
        assert [step.key for step in action.run.open] == ["lihat#1"]


def test_a_page_tells_what_the_case_itself_waits_for_and_what_comes_then(town: Kota) -> None:
    case_id = begin(town, "penunggu")
    with town.reading() as tx:
        found = case_tracker(tx, town.actor("NH"), case_id)
    assert found is not None
    assert (found.waiting, found.awaited, found.next_steps) == ([], ["Kabar daerah"], ["Lihat"])


def test_a_message_of_an_action_that_was_refused_was_never_sent(town: Kota) -> None:
    with pytest.raises(Refused):
        begin(town, "pengirim", ke="utara", isi="x", gagal=True)
    with town.reading() as tx:
        assert tx.session.scalars(select(Pesan)).all() == []
    assert jobs(town, "antar_pesan") == []


def test_a_case_that_cannot_take_a_message_stops_no_other_and_gets_it_when_it_is_repeated(town: Kota) -> None:
    first, poisoned, last = (
        begin(town, "penunggu"),
        begin(town, "penunggu", peka=True),
        begin(town, "penunggu"),
    )
    pesan_id = send(town, "racun")
    with pytest.raises(messages.NotDelivered) as caught:
        messages.deliver(town.work, pesan_id)
    assert caught.value.case_ids == [poisoned]
    assert [received(town, case_id) for case_id in (first, poisoned, last)] == [
        [("tunggu#1", "racun")], [], [("tunggu#1", "racun")],
    ]  # fmt: skip
    town.at("2026-01-12 08:00")
    assert messages.deliver(town.work, pesan_id) == 2
    assert received(town, poisoned) == [("tunggu#1", "racun")]
    check_all(town.work, town.engine)


def test_of_two_transactions_that_cannot_see_each_other_the_later_ones_job_finds_both(town: Kota) -> None:
    subject = town.pegawai_id("SR")
    with town.work.transaction() as tx:
        case_id = begin_in(tx, subject, "penunggu")
        pesan_id = send(town, "lintas")  # stored and delivered before the wait is committed
        assert messages.deliver(town.work, pesan_id) == 0
    assert received(town, case_id) == []
    assert jobs(town, "terima_pesan") == [{"case_id": case_id}]
    assert messages.receive(town.work, case_id) == 2
    assert messages.receive(town.work, case_id) == 0
    assert received(town, case_id) == [("tunggu#1", "lintas")]


def rivals(town: Kota, count: int) -> list[Work]:
    """Programs of their own on the same database: nothing is shared but the rows."""
    return [Work(sessionmaker(town.engine), ZONE, clock=lambda _: town.now) for _ in range(count)]


@pytest.mark.parametrize("process_id", ["penunggu", "dua_kali", "telinga"])
def test_however_many_deliver_a_message_at_once_a_case_takes_it_once(town: Kota, process_id: str) -> None:
    waiting = [begin(town, process_id) for _ in range(8)]
    pesan_id = send(town, "serentak")
    barrier = Barrier(4)

    def run(work: Work) -> int:
        barrier.wait(60)
        made = messages.deliver(work, pesan_id)
        return made + sum(messages.receive(work, case_id) for case_id in waiting)

    with ThreadPoolExecutor(4) as pool:
        made = sum(pool.map(run, rivals(town, 4)))
    assert made == (8 if process_id == "dua_kali" else 16)
    assert [len(received(town, case_id)) for case_id in waiting] == [1] * 8
    check_all(town.work, town.engine)


def test_while_senders_and_new_waiters_come_at_once_nobody_misses_and_nobody_gets_twice(town: Kota) -> None:
    subject = town.pegawai_id("SR")
    barrier = Barrier(4)

    def wait_for(work: Work) -> list[int]:
        barrier.wait(60)
        made = []
        for _ in range(5):
            with work.transaction() as tx:
                made.append(begin_in(tx, subject, "telinga"))
        return made

    def tell(work: Work) -> list[int]:
        barrier.wait(60)
        for number in range(5):
            with work.transaction() as tx:
                begin_in(tx, subject, "pengirim", ke="utara", isi=f"{id(work)}:{number}")
            for job in jobs(town, "antar_pesan"):
                messages.deliver(work, job["pesan_id"])
        return []

    acts = zip([wait_for, tell, wait_for, tell], rivals(town, 4), strict=True)
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(act, work) for act, work in acts]
        started = [case_id for future in futures for case_id in future.result()]
    while work_off(town):
        pass
    with town.reading() as tx:
        sent = sorted(row.fakta["isi"] for row in tx.session.scalars(select(Pesan)))
    assert len(sent) == 10
    for case_id in started:
        assert sorted(isi for _, isi in received(town, case_id)) == sent
    check_all(town.work, town.engine)


def test_a_flood_of_stored_messages_is_taken_in_portions(town: Kota) -> None:
    with town.work.transaction() as tx:
        sender = begin_in(tx, town.pegawai_id("SR"), "pengirim", ke="utara", isi="0")
        for number in range(1, 25):
            tx.session.add(
                Pesan(
                    nama="uji_kabar",
                    korelasi="utara",
                    fakta={"isi": str(number)},
                    pada=tx.now,
                    dari_case_id=sender,
                )
            )
    case_id = begin(town, "telinga")
    assert len(received(town, case_id)) == cases.MAX_RECEIVED
    assert jobs(town, "terima_pesan") == [{"case_id": case_id}]
    messages.receive(town.work, case_id)
    assert [isi for _, isi in received(town, case_id)] == [str(number) for number in range(25)]
    check_all(town.work, town.engine)


def test_who_waits_for_what_is_derived_again_from_the_journals(town: Kota) -> None:
    for process_id in ("penunggu", "dua_kali", "telinga"):
        begin(town, process_id)
        begin(town, process_id, asal="selatan")
    send(town, "satu")
    work_off(town)
    before = projections(town.work)
    assert len(before[2]) == 5, "one who waited has it, and one waits for the next already"
    with town.work.transaction() as tx:
        tx.session.execute(delete(Langganan))
    timers.rebuild_all(town.work)
    assert projections(town.work) == before


def test_a_case_that_has_ended_waits_for_nothing(town: Kota) -> None:
    case_id = begin(town, "penunggu")
    with town.work.transaction() as tx:
        action = cases.open_action(tx, case_id)
        action.cancel({})
        action.write()
        assert tx.session.scalars(select(Langganan)).all() == []
    assert messages.deliver(town.work, send(town, "terlambat")) == 0
    with town.reading() as tx:
        assert tx.session.get_one(ProcessCase, case_id).status == "CANCELLED"


@pytest.mark.parametrize(
    "statement", ["UPDATE pesan SET fakta = '{}'", "DELETE FROM pesan", "TRUNCATE pesan"]
)
def test_a_message_is_never_changed(town: Kota, statement: str) -> None:
    send(town, "tetap")
    with pytest.raises(IntegrityError, match="only ever added"), town.work.transaction() as tx:
        tx.session.execute(text(statement))


def test_a_release_may_wait_only_for_messages_that_some_operation_sends(town: Kota) -> None:
    with suppress(ValueError):
        message("uji_kabar", facts={})
    assert message_facts("uji_kabar") == {"isi": None}, "a message is declared once"
    unknown = {name: body.replace("uji_kabar", "tak_dikenal") for name, body in FILES.items()}
    lost = {name: body.replace('"=daerah"', '"=entah"') for name, body in FILES.items()}
    for files, code in ((unknown, "message"), (lost, "fact")):
        with pytest.raises(ReleaseRefused) as caught, town.work.transaction() as tx:
            publish(tx.session, files, date(2020, 1, 1), "salah")
        assert {problem.code for problem in caught.value.problems} == {code}
