"""One action on a case: what freezes it, what ends it with an incident, and what it does to other cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.engine import small
from tests.kota import Kota
from tests.services.journals import check_all
from tests.services.process.small_town import begin, do, files, freeze, kinds, open_keys, release, step, work
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Context, Refused, find, operation
from webapp.services.errors import JournalBroken
from webapp.services.process import cases, messages, timers
from webapp.services.process.cases import FROZEN, MAX_AUTOMATIC, open_action
from webapp.storage.bengkel import ReleaseInForce, store_release
from webapp.storage.kokpit import Incident
from webapp.storage.process import ProcessCase

DEADLINE = small.diagram(
    small.start(), step("periksa"), small.boundary("lewat", "periksa", "P1D"), step("tegur"), small.end(),
    small.end("ditegur"), small.chain("mulai", "periksa", "selesai"), small.chain("lewat", "tegur", "ditegur"),
    ident="batas",
)  # fmt: skip
"""A step that goes after a day."""
LONG = small.diagram(
    small.start(), step("periksa"), small.script("awal", "daftar", "for n in 1..150 return n"),
    small.element("subProcess", "kelompok", parts=(
        small.repeated("daftar") + small.start("buka") + work("satu", "uji_kasus.urus") +
        work("dua", "uji_kasus.urus") + small.end("tutup") + small.chain("buka", "satu", "dua", "tutup")
    )),
    small.end(), small.chain("mulai", "periksa", "awal", "kelompok", "selesai"), ident="panjang",
)  # fmt: skip
"""After the step more operations than one action runs."""
CLOCK = small.diagram(
    small.start(), step("periksa"), small.element("exclusiveGateway", "lagi"),
    small.element("intermediateCatchEvent", "detak", parts=small.timer("2026-01-02", "timeDate")),
    small.element("exclusiveGateway", "cabang", default="terus"), small.end(),
    small.chain("mulai", "periksa", "lagi", "detak", "cabang"), small.flow("cabang", "selesai", 'hasil = "kurang"'),
    small.flow("cabang", "lagi", ident="terus"), ident="detakan",
)  # fmt: skip
"""After the step a wait for a day that has passed, again and again."""
OTHERS = small.diagram(
    small.start(), step("periksa"), work("urus", "uji_kasus.urus"), step("lihat"), small.end(),
    small.chain("mulai", "periksa", "urus", "lihat", "selesai"), ident="pengurus",
)  # fmt: skip
"""After the step an operation that ends cases and starts one."""


def urus(ctx: Context, _inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """End the cases that are named, and start a new one about each."""
    for case_id in ctx.facts.get("akhiri") or []:
        ctx.cancel(case_id, {"karena": "uji"})
        ctx.start("batas", pegawai_id=ctx.subject.pegawai_id, document_kind="uji", document_id=case_id)
    if ctx.facts.get("gagal"):
        raise Refused([Pelanggaran("uji.gagal", "Tidak jadi.")])
    return {}


@pytest.fixture
def town(city: Kota) -> Kota:
    """The city with the small diagrams in force."""
    if find("uji_kasus.urus") is None:
        operation("uji_kasus.urus")(urus)
    release(city, batas=DEADLINE, panjang=LONG, detakan=CLOCK, pengurus=OTHERS)
    return city


def incidents(town: Kota) -> list[tuple[int | None, str]]:
    with town.reading() as tx:
        return [(one.case_id, one.code) for one in tx.session.scalars(select(Incident).order_by(Incident.id))]


def every(town: Kota, process_id: str) -> list[ProcessCase]:
    with town.reading() as tx:
        query = select(ProcessCase).where(ProcessCase.process_id == process_id).order_by(ProcessCase.id)
        rows = list(tx.session.scalars(query))
        tx.session.expunge_all()
        return rows


# -- a case that rests or is over ----------------------------------------------------------------------------------


def test_a_frozen_case_refuses_people_and_lets_the_clock_and_messages_rest_until_it_is_opened(
    town: Kota,
) -> None:
    case_id = begin(town, "batas")
    freeze(town, case_id)
    town.at("2026-01-07 08:00")
    with pytest.raises(Refused) as refused:
        do(town, "NH", case_id, "periksa#1")
    assert [(one.kode, one.pesan) for one in refused.value.pelanggaran] == [("kasus.beku", FROZEN)]
    assert (timers.fire_due(town.work, case_id), messages.receive(town.work, case_id)) == (0, 0)
    with town.reading() as tx:
        assert case_id not in timers.due_cases(tx)
    assert kinds(town, case_id) == ["started"]
    freeze(town, case_id, False)
    assert timers.fire_due(town.work, case_id) == 1
    assert open_keys(town, case_id) == ["tegur#1"]


def test_a_case_that_is_over_takes_neither_deadlines_nor_messages(town: Kota) -> None:
    case_id = begin(town, "batas")
    do(town, "NH", case_id, "periksa#1")
    town.at("2026-01-09 08:00")
    assert (timers.fire_due(town.work, case_id), messages.receive(town.work, case_id)) == (0, 0)
    assert kinds(town, case_id) == ["started", "completed"]


def test_a_journal_that_holds_less_than_its_case_says_is_not_worked_on(town: Kota) -> None:
    case_id = begin(town, "batas")
    with town.work.transaction() as tx:
        tx.session.execute(text("UPDATE process_case SET seq = seq + 1 WHERE id = :id"), {"id": case_id})
    with pytest.raises(JournalBroken, match=f"case {case_id} is not whole"):
        do(town, "NH", case_id, "periksa#1")
    assert kinds(town, case_id) == ["started"]


# -- diagrams that cannot go on ------------------------------------------------------------------------------------


def test_a_diagram_that_runs_too_much_at_once_keeps_the_step_open_and_becomes_an_incident(
    town: Kota,
) -> None:
    case_id = begin(town, "panjang")
    with pytest.raises(Refused) as refused:
        do(town, "NH", case_id, "periksa#1")
    assert [one.kode for one in refused.value.pelanggaran] == ["proses.terhenti"]
    assert (kinds(town, case_id), open_keys(town, case_id)) == (["started"], ["periksa#1"])
    assert incidents(town) == [(case_id, "diagram:endless")]


def test_a_timer_that_is_due_again_at_once_becomes_an_incident_and_holds_up_nobody(town: Kota) -> None:
    endless, once, other = begin(town, "detakan"), begin(town, "detakan"), begin(town, "batas")
    do(town, "NH", endless, "periksa#1")
    do(town, "NH", once, "periksa#1", "kurang")
    town.at("2026-01-06 08:00")
    assert timers.fire_all(town.work) >= 2
    assert incidents(town) == [(endless, "diagram:endless")]
    assert kinds(town, endless) == ["started", "completed"]
    assert kinds(town, once) == ["started", "completed", "fired"]
    assert open_keys(town, other) == ["tegur#1"]
    check_all(town.work, town.engine, [endless, once, other])


def test_however_many_timers_were_open_before_all_of_them_act(town: Kota) -> None:
    waits = "".join(
        small.element("intermediateCatchEvent", name, parts=small.timer("P1D"))
        + small.chain("cabang", name, "temu")
        for name in ("satu", "dua")
    )
    many = small.diagram(
        small.start(), small.script("awal", "daftar", "for n in 1..120 return n"),
        small.element("subProcess", "kelompok", parts=(
            small.repeated("daftar") + small.start("buka") + small.element("parallelGateway", "cabang") + waits +
            small.element("parallelGateway", "temu") + small.end("tutup") + small.chain("buka", "cabang") +
            small.chain("temu", "tutup")
        )),
        small.end(), small.chain("mulai", "awal", "kelompok", "selesai"), ident="banyak",
    )  # fmt: skip
    release(town, banyak=many)
    case_id = begin(town, "banyak")
    town.at("2026-01-07 08:00")
    assert timers.fire_due(town.work, case_id) == 240 > MAX_AUTOMATIC


def test_an_operation_that_the_program_no_longer_has_stops_its_case_with_an_incident(town: Kota) -> None:
    gone = OTHERS.replace(b"uji_kasus.urus", b"uji_kasus.dihapus")
    with town.work.transaction() as tx:  # a release of an earlier program, which is not checked again
        number = store_release(tx.session, files(pengurus=gone), "lama")
        tx.session.add(ReleaseInForce(release_id=number, effective_from=date(2026, 1, 5)))
    case_id = begin(town, "pengurus")
    with pytest.raises(Refused, match="Proses tidak dapat melanjutkan"):
        do(town, "NH", case_id, "periksa#1")
    assert incidents(town) == [(case_id, "diagram:no_operation")]


# -- what an operation asks of other cases -------------------------------------------------------------------------


def test_an_operation_ends_other_cases_and_starts_new_ones_in_the_same_transaction(town: Kota) -> None:
    going, over = begin(town, "batas"), begin(town, "batas")
    do(town, "NH", over, "periksa#1")
    case_id = begin(town, "pengurus", akhiri=[going, over])
    do(town, "NH", case_id, "periksa#1")
    assert [(one.id, one.status) for one in every(town, "batas")][:2] == [
        (going, "CANCELLED"),
        (over, "COMPLETED"),
    ]
    assert [(one.document_id, one.status) for one in every(town, "batas")][2:] == [
        (going, "OPEN"),
        (over, "OPEN"),
    ]
    assert (open_keys(town, going), kinds(town, over)) == ([], ["started", "completed"])
    check_all(town.work, town.engine)


def test_what_a_refused_operation_had_asked_of_other_cases_does_not_happen(town: Kota) -> None:
    going = begin(town, "batas")
    case_id = begin(town, "pengurus", akhiri=[going], gagal=True)
    with pytest.raises(Refused, match="Tidak jadi"):
        do(town, "NH", case_id, "periksa#1")
    assert [one.status for one in every(town, "batas")] == ["OPEN"]
    assert open_keys(town, case_id) == ["periksa#1"]


def test_a_run_in_memory_is_used_only_where_it_stands(town: Kota) -> None:
    case_id = begin(town, "pengurus")
    do(town, "NH", case_id, "periksa#1")
    with town.reading() as tx:
        held = open_action(tx, case_id).run
    assert held.step("lihat#1") is not None
    elsewhere = Kota(town.engine, town.now)
    do(elsewhere, "NH", case_id, "lihat#1")
    with town.reading() as tx:
        assert cases.open_action(tx, case_id).run.is_completed
