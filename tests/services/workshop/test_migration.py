"""Running cases move to a release with a new step: nobody loses a place, a draft, a day or a name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.engine import small
from tests.kota import PASSWORD, Kota
from tests.services.journals import check_all
from tests.services.racing import FORM, STEP
from webapp.operations import Refused
from webapp.services.errors import AlreadyDone, Denied
from webapp.services.identity import reauthentication
from webapp.services.process import cases, drafts, tasks, timers, two_people
from webapp.services.process.draft_seal import opened, sealed
from webapp.services.process.releases import publish
from webapp.services.workshop import impact, migration, migration_people
from webapp.services.workshop.impact import Question
from webapp.services.yearly.arrears import escalated_from
from webapp.storage.aturan import Aturan
from webapp.storage.impact import (
    CaseVerdict,
    Impact,
    ImpactCase,
    ImpactState,
    Migration,
    MigrationCase,
    MigrationCaseState,
    MigrationState,
)
from webapp.storage.process import Draft, ProcessCase, Timer, WorkItem
from webapp.storage.tenggat import Eskalasi

MOVED, FAILED = MigrationCaseState.MOVED, MigrationCaseState.FAILED


def bundle(*, inserted: bool = False, ident: str = "reviu", order: str = "") -> dict[str, str]:
    """Write, review with a timer on its edge, and back again; with a new step in between, or in another order."""
    steps = ["tulis", *(["saring"] if inserted else []), ident]
    if order:
        steps = order.split()
    diagram = small.diagram(
        small.start(),
        *(small.element("userTask", step, STEP, name=step.title()) for step in steps),
        small.boundary("batas", ident, "P5D", interrupting=False),
        small.element("userTask", "tegur", STEP),
        small.element("exclusiveGateway", "putus", default="lanjut"),
        small.end(),
        small.end("ditegur"),
        small.chain("mulai", *steps, "putus"),
        small.chain("batas", "tegur", "ditegur"),
        small.flow("putus", "tulis", 'hasil = "kurang"', ident="kembali"),
        small.flow("putus", "selesai", ident="lanjut"),
        ident="berpindah",
    )
    return {"workflows/berpindah.bpmn": diagram.decode(), "forms/uji/isi.json": json.dumps(FORM)}


def release(city: Kota, files: Mapping[str, str]) -> int:
    with city.work.transaction() as tx:
        return publish(tx.session, files, date(2020, 1, 1), "uji")


def begin(city: Kota) -> int:
    with city.work.transaction() as tx:
        return cases.start(
            tx, "berpindah", subject_id=city.pegawai_id("SR"), document_kind="uji", document_id=1
        )


def answer(city: Kota, case_id: int, key: str, hasil: str = "baik") -> None:
    submission = tasks.Submission(request_id=uuid4(), values={"hasil": [hasil]})
    tasks.complete(city.work, city.actor("NH"), case_id, key, submission)


def at_review(city: Kota, rounds: int) -> int:
    """A case that waits at its review in this round."""
    case_id = begin(city)
    for number in range(1, rounds):
        answer(city, case_id, f"tulis#{number}")
        answer(city, case_id, f"reviu#{number}", "kurang")
    answer(city, case_id, f"tulis#{rounds}")
    return case_id


def asked(city: Kota, release_id: int, **more: Any) -> int:
    impact_id = impact.ask(city.work, city.actor("NH"), Question(release_id=release_id, **more))
    impact.answer(city.work, impact_id)
    return impact_id


def verdicts(city: Kota, impact_id: int) -> dict[int, str]:
    with city.reading() as tx:
        rows = tx.session.scalars(select(ImpactCase).where(ImpactCase.impact_id == impact_id)).all()
        return {row.case_id: row.verdict.value for row in rows}


def move(city: Kota, impact_id: int, *which: CaseVerdict) -> int:
    planned = migration.plan(city.work, city.actor("NH"), impact_id, which or (CaseVerdict.SAME,))
    with city.reading() as tx:
        waits = tx.session.get_one(Migration, planned).state is MigrationState.WAITING
    if waits:
        second = city.actor("KBK")
        proof = reauthentication.by_password(second, PASSWORD)
        migration.decide(city.work, second, planned, agree=True, confirm=proof)
    while not migration.advance(city.work, planned):
        pass
    return planned


def states(city: Kota, migration_id: int) -> dict[int, MigrationCaseState]:
    with city.reading() as tx:
        query = select(MigrationCase).where(MigrationCase.migration_id == migration_id)
        return {row.case_id: row.state for row in tx.session.scalars(query)}


def open_keys(city: Kota, case_id: int) -> dict[str, Any]:
    """Open human steps and timers with their moments, as they are stored."""
    with city.reading() as tx:
        items = tx.session.scalars(select(WorkItem).where(WorkItem.case_id == case_id)).all()
        clocks = tx.session.scalars(select(Timer).where(Timer.case_id == case_id)).all()
        return {one.key: (one.opened_at, one.due_at) for one in items} | {
            one.key: one.due_at for one in clocks
        }


def test_two_hundred_cases_in_mixed_places_move_and_nothing_is_lost(city: Kota) -> None:
    old = release(city, bundle())
    running = [at_review(city, 1 + number % 3) for number in range(200)]
    for case_id in running[:20]:
        key = next(key for key in open_keys(city, case_id) if key.startswith("reviu"))
        drafts.save_draft(city.work, city.actor("NH"), case_id, key, {"hasil": ["kurang"]})
    before = {case_id: open_keys(city, case_id) for case_id in running}
    new = release(city, bundle(inserted=True))
    impact_id = asked(city, new)
    assert set(verdicts(city, impact_id).items()) >= {(case_id, "same") for case_id in running}
    moved = states(city, move(city, impact_id))
    assert {moved[case_id] for case_id in running} == {MOVED}
    assert {case_id: open_keys(city, case_id) for case_id in running} == before
    with city.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Draft)) == 20
        held = tx.session.scalars(select(ProcessCase.release_id).where(ProcessCase.id.in_(running)))
        assert set(held) == {new} != {old}
    check_all(city.work, city.engine)
    timers.rebuild_all(city.work)
    assert {case_id: open_keys(city, case_id) for case_id in running} == before


def test_a_moved_case_meets_the_new_step_in_its_next_round(city: Kota) -> None:
    release(city, bundle())
    case_id = at_review(city, 2)
    impact_id = asked(city, release(city, bundle(inserted=True)))
    move(city, impact_id)
    answer(city, case_id, "reviu#2", "kurang")
    answer(city, case_id, "tulis#3")
    assert set(open_keys(city, case_id)) == {"saring#3"}
    check_all(city.work, city.engine)


def test_a_renamed_step_takes_its_draft_its_timer_and_its_days_along(city: Kota) -> None:
    release(city, bundle())
    case_id = at_review(city, 1)
    before = open_keys(city, case_id)
    drafts.save_draft(city.work, city.actor("NH"), case_id, "reviu#1", {"hasil": ["baik"]})
    told = {
        "case_id": case_id, "key": "reviu#1", "element": "berpindah.reviu", "nama_langkah": "Reviu",
        "subjek_id": city.pegawai_id("SR"), "pemegang_id": city.pegawai_id("KB"), "batas": city.now.date(),
    }  # fmt: skip
    with city.work.transaction() as tx:
        tx.session.add(Eskalasi(**told, pada=city.now))
    renames = {("berpindah", "reviu"): "telaah"}
    impact_id = asked(city, release(city, bundle(ident="telaah")), renames=renames)
    move(city, impact_id)
    assert open_keys(city, case_id) == {"telaah#1": before["reviu#1"], "batas#1": before["batas#1"]}
    with city.reading() as tx:
        (missed,) = escalated_from(tx, city.pegawai_id("KB"), city.now.date(), city.now.date())
        assert missed.is_open, "one step, which waits under its new key"
        assert tx.session.scalars(select(Draft.key).where(Draft.case_id == case_id)).one() == "telaah#1"
        assert tx.session.get_one(WorkItem, (case_id, "telaah#1")).element_id == "telaah"
    answer(city, case_id, "telaah#1")
    with city.reading() as tx:
        assert tx.session.get_one(ProcessCase, case_id).status == "OPEN" or not open_keys(city, case_id)


def test_a_case_that_cannot_move_stays_untouched_and_says_why(city: Kota) -> None:
    old = release(city, bundle())
    case_id = at_review(city, 1)
    before = open_keys(city, case_id)
    impact_id = asked(city, release(city, bundle(order="reviu tulis")))
    assert verdicts(city, impact_id)[case_id] == "stuck"
    with city.reading() as tx:
        reason = tx.session.get_one(ImpactCase, (impact_id, case_id)).reason
    assert "'Tulis'" in reason
    assert "'Reviu'" in reason
    with pytest.raises(Refused):
        migration.plan(city.work, city.actor("NH"), impact_id, (CaseVerdict.STUCK,))
    assert open_keys(city, case_id) == before
    with city.reading() as tx:
        assert tx.session.get_one(ProcessCase, case_id).release_id == old


def test_a_migration_is_taken_back_and_every_case_stands_where_it_stood(city: Kota) -> None:
    old = release(city, bundle())
    running = [at_review(city, 1 + number % 3) for number in range(6)]
    before = {case_id: open_keys(city, case_id) for case_id in running}
    first = move(city, asked(city, release(city, bundle(inserted=True))))
    answer(city, running[0], "reviu#1", "kurang")
    answer(city, running[0], "tulis#2")
    answer(city, running[0], "saring#2")
    back = migration.undo(city.work, city.actor("NH"), first)
    while not migration.advance(city.work, back):
        pass
    assert set(states(city, back).values()) == {MOVED}
    assert {one: open_keys(city, one) for one in running[1:]} == {one: before[one] for one in running[1:]}
    assert {key.split("#")[0] for key in open_keys(city, running[0])} == {"reviu", "batas"}
    with city.reading() as tx:
        held = tx.session.scalars(select(ProcessCase.release_id).where(ProcessCase.id.in_(running)))
        assert set(held) == {old}
    with pytest.raises(Refused):
        migration.undo(city.work, city.actor("NH"), first)
    check_all(city.work, city.engine)


def test_a_case_that_somebody_brought_on_meanwhile_is_laid_along_again_as_it_stands(city: Kota) -> None:
    release(city, bundle())
    case_id = at_review(city, 1)
    impact_id = asked(city, release(city, bundle(inserted=True)))
    answer(city, case_id, "reviu#1", "kurang")
    assert states(city, move(city, impact_id))[case_id] is MOVED
    assert set(open_keys(city, case_id)) == {"tulis#2"}


def test_over_fifty_cases_wait_for_a_second_person(city: Kota) -> None:
    release(city, bundle())
    for _ in range(migration_people.ALONE + 1):
        begin(city)
    impact_id = asked(city, release(city, bundle(inserted=True)))
    planned = migration.plan(city.work, city.actor("NH"), impact_id)
    with city.reading() as tx:
        assert tx.session.get_one(Migration, planned).state is MigrationState.WAITING
    assert migration.advance(city.work, planned)
    assert set(states(city, planned).values()) == {MigrationCaseState.PLANNED}
    with pytest.raises(Refused):
        migration.decide(city.work, city.actor("NH"), planned, agree=True)
    with pytest.raises(Denied):
        migration.decide(city.work, city.actor("SR"), planned, agree=True)
    migration.decide(city.work, city.actor("KBK"), planned, agree=False)
    with city.reading() as tx:
        assert tx.session.get_one(Migration, planned).state is MigrationState.DECLINED


def test_one_case_of_a_process_that_pay_follows_from_waits_for_a_second_person_both_ways(city: Kota) -> None:
    release(city, bundle())
    case_id = begin(city)
    impact_id = asked(city, release(city, bundle(inserted=True)))
    with city.work.transaction() as tx:
        rule = tx.session.scalars(select(Aturan).where(Aturan.kunci == two_people.RULE)).one()
        rule.nilai = {"proses": ["berpindah"]}
    planned = migration.plan(city.work, city.actor("NH"), impact_id)
    with city.reading() as tx:
        assert tx.session.get_one(Migration, planned).state is MigrationState.WAITING
    assert migration.advance(city.work, planned)
    assert states(city, planned) == {case_id: MigrationCaseState.PLANNED}
    second = city.actor("KBK")
    proof = reauthentication.by_password(second, PASSWORD)
    migration.decide(city.work, second, planned, agree=True, confirm=proof)
    while not migration.advance(city.work, planned):
        pass
    assert states(city, planned) == {case_id: MOVED}
    back = migration.undo(city.work, city.actor("NH"), planned)
    with city.reading() as tx:
        assert tx.session.get_one(Migration, back).state is MigrationState.WAITING


def test_the_clock_goes_on_where_it_stood(city: Kota) -> None:
    release(city, bundle())
    case_id = at_review(city, 1)
    move(city, asked(city, release(city, bundle(inserted=True))))
    city.now += timedelta(days=6)
    assert timers.fire_all(city.work) >= 1
    assert {key.split("#")[0] for key in open_keys(city, case_id)} == {"reviu", "tegur"}


def test_an_impact_says_how_far_it_is_and_asks_ended_cases_only_on_demand(city: Kota) -> None:
    release(city, bundle())
    ended = at_review(city, 1)
    answer(city, ended, "reviu#1")
    running = begin(city)
    new = release(city, bundle(inserted=True))
    assert ended not in verdicts(city, asked(city, new))
    impact_id = asked(city, new, closed_since=date(2020, 1, 1))
    assert verdicts(city, impact_id)[ended] == "same"
    assert verdicts(city, impact_id)[running] == "same"
    with city.reading() as tx:
        row = tx.session.get_one(Impact, impact_id)
        assert (row.state, row.done) == (ImpactState.DONE, row.total)


def test_a_page_drawn_before_a_step_got_another_name_still_brings_its_answer(city: Kota) -> None:
    release(city, bundle())
    case_id = at_review(city, 1)
    impact_id = asked(city, release(city, bundle(ident="telaah")), renames={("berpindah", "reviu"): "telaah"})
    move(city, impact_id)
    with city.reading() as tx:
        assert tasks.view(tx, city.actor("NH"), case_id, "reviu#1").step.key == "telaah#1"
    drafts.save_draft(city.work, city.actor("NH"), case_id, "reviu#1", {"hasil": ["baik"]})
    answer(city, case_id, "reviu#1")
    assert open_keys(city, case_id) == {}
    with pytest.raises(AlreadyDone):
        answer(city, case_id, "reviu#1")
    with city.reading() as tx, pytest.raises(AlreadyDone):
        tasks.view(tx, city.actor("NH"), case_id, "tulis#1")


def test_a_sealed_draft_is_still_opened_under_its_new_key(city: Kota) -> None:
    release(city, bundle())
    case_id = at_review(city, 1)
    actor = city.actor("NH")
    with city.work.transaction() as tx:
        kept = sealed(tx, case_id, "reviu#1", actor.akun_id, {"hasil": ["baik"]})
        tx.session.add(Draft(case_id=case_id, key="reviu#1", akun_id=actor.akun_id, values=kept))
    impact_id = asked(city, release(city, bundle(ident="telaah")), renames={("berpindah", "reviu"): "telaah"})
    move(city, impact_id)
    with city.reading() as tx:
        draft = tx.session.get_one(Draft, (case_id, "telaah#1", actor.akun_id))
        assert opened(tx, draft) == {"hasil": ["baik"]}
