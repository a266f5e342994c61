"""A case is its journal: rebuilt after every entry it stands where it stood, and a second opinion goes along.

The random models are drawn anew in the slow run; the run of every day repeats the same ones, so that a red test is
never a matter of luck.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.paths import shipped
from tests.sizes import size
from webapp.engine import Entry, NotOpen, Run, read_definitions
from webapp.engine.subset import FLOW_NODES

from . import small
from .duel import START, Duel
from .random_models import facts, models, start_facts

MOST_OPEN = 40


def join_in_a_return_loop() -> bytes:
    """Two people verify at once; whoever decides may send both round again."""
    return small.diagram(
        small.start(), small.element("exclusiveGateway", "lagi"), small.element("parallelGateway", "bagi"),
        small.user("satu"), small.user("dua"),
        small.element("parallelGateway", "kumpul"), small.user("putuskan"),
        small.element("exclusiveGateway", "cukup", default="ya"), small.end(),
        small.chain("mulai", "lagi", "bagi", "satu", "kumpul", "putuskan", "cukup"),
        small.chain("bagi", "dua", "kumpul"), small.flow("cukup", "lagi", 'putusan = "ulang"'),
        small.flow("cukup", "selesai", ident="ya"),
    )  # fmt: skip


def test_a_parallel_join_inside_a_return_loop_waits_for_both_in_every_round() -> None:
    duel = Duel({"uji.bpmn": join_in_a_return_loop()}, "uji")
    for turn in (1, 2, 3):
        assert duel.keys == [f"dua#{turn}", f"satu#{turn}"]
        duel.answer(f"satu#{turn}" if turn % 2 else f"dua#{turn}")
        assert duel.keys == [f"dua#{turn}" if turn % 2 else f"satu#{turn}"], "the join fired for one of two"
        duel.answer(duel.keys[0])
        assert duel.keys == [f"putuskan#{turn}"]
        duel.answer(f"putuskan#{turn}", putusan="ulang" if turn < 3 else "cukup")
    assert duel.run.is_completed


def play(data: st.DataObject, seen: Counter[str]) -> None:
    """One random model, driven by random decisions until it ends, stands still, or has had enough."""
    duel = Duel(data.draw(models()), facts=data.draw(start_facts))
    for _ in range(data.draw(st.integers(8, 20))):
        if not duel.keys or len(duel.keys) > MOST_OPEN:
            break
        if data.draw(st.integers(0, 40)) == 40:
            duel.cancel()
            seen["cancelled"] += 1
            break
        duel.answer(data.draw(st.sampled_from(duel.keys)), **data.draw(facts))
        seen["answers"] += 1
    seen["models"] += 1
    seen["completed"] += duel.run.is_completed
    for process in duel.definitions.processes.values():
        seen.update(e.kind for e in process.elements.values() if (process.id, e.id) in duel.run.visits)
        seen["repeated"] += any(
            e.loop and (process.id, e.id) in duel.run.visits for e in process.elements.values()
        )


def play_many(count: int, *, derandomize: bool) -> Counter[str]:
    """Play random models; how often each kind of element was passed, and how the cases went."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=derandomize,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one(data: st.DataObject) -> None:
        play(data, seen)

    one()
    return seen


def test_random_models_take_the_same_course_live_rebuilt_and_by_the_second_opinion() -> None:
    seen = play_many(220, derandomize=True)
    assert seen["models"] >= 220
    assert all(seen[kind] >= 20 for kind in FLOW_NODES), f"too little of some kind was seen: {seen}"
    assert seen["repeated"] >= 20
    assert seen["completed"] >= 100


@pytest.mark.slow
def test_many_new_random_models_take_the_same_course() -> None:
    many = size(2_000, 500)
    assert play_many(many, derandomize=False)["models"] >= many


def started(raw: bytes, **given_facts: Any) -> Run:
    return Run.start(
        read_definitions({"uji.bpmn": raw}), "uji", Entry(1, "started", START, None, given_facts)
    )


def completed(run: Run, key: str, **given_facts: Any) -> None:
    run.apply(Entry(run.seq + 1, "completed", START, key, given_facts))


NOT_OPEN: dict[str, Callable[[int], Entry]] = {
    "a key that never was": lambda seq: Entry(seq, "completed", START, "satu#9", {"putusan": "ulang"}),
    "a step of another kind": lambda seq: Entry(seq, "result", START, "satu#1", {"putusan": "ulang"}),
    "no key": lambda seq: Entry(seq, "completed", START, None, {"putusan": "ulang"}),
    "a step done before": lambda seq: Entry(seq, "completed", START, "dua#1", {"putusan": "ulang"}),
    "a second start": lambda seq: Entry(seq, "started", START, None, {"putusan": "ulang"}),
}


@pytest.mark.parametrize("name", NOT_OPEN)
def test_an_answer_to_a_step_that_is_not_open_is_refused_and_changes_nothing(name: str) -> None:
    run = started(join_in_a_return_loop())
    completed(run, "dua#1")
    before = (run.open, dict(run.facts), run.seq, dict(run.visits), run.size)
    with pytest.raises(NotOpen):
        run.apply(NOT_OPEN[name](run.seq + 1))
    assert (run.open, run.facts, run.seq, run.visits, run.size) == before
    completed(run, "satu#1")
    assert [step.key for step in run.open] == ["putuskan#1"]


def test_an_entry_out_of_its_turn_is_refused_and_changes_nothing() -> None:
    run = started(join_in_a_return_loop())
    with pytest.raises(ValueError, match="entry 3 after 1"):
        run.apply(Entry(3, "completed", START, "satu#1", {"putusan": "ulang"}))
    assert run.seq == 1
    assert run.facts == {}


def test_nothing_can_be_done_on_a_case_that_has_ended_or_was_cancelled() -> None:
    ended = started(small.around(small.user("langkah")))
    completed(ended, "langkah#1")
    cancelled = started(small.around(small.user("langkah")))
    cancelled.apply(Entry(2, "cancelled", START))
    for run in (ended, cancelled):
        assert run.is_completed
        assert run.open == ()
        for kind in ("completed", "cancelled"):
            with pytest.raises(NotOpen):
                run.apply(Entry(run.seq + 1, kind, START, "langkah#1"))


def test_a_case_needs_its_first_entry() -> None:
    with pytest.raises(NotOpen):
        Run.replay(
            read_definitions({"uji.bpmn": small.around(small.user("langkah"))}),
            "uji",
            [Entry(1, "completed", START, "langkah#1")],
        )


def logbook() -> bytes:
    """A return loop with a fork, a call and a timer in it, that goes round as long as somebody wants."""
    return small.definitions(
        small.process(
            small.start(), small.element("exclusiveGateway", "ulang"), small.element("parallelGateway", "bagi"),
            small.call("panggil", "hari"), small.user("catat"),
            small.boundary("lewat", "catat", interrupting=False), small.end("habis"),
            small.element("parallelGateway", "kumpul"),
            small.element("exclusiveGateway", "lagi", default="tidak"), small.end(),
            small.chain("mulai", "ulang", "bagi", "panggil", "kumpul", "lagi"), small.chain("bagi", "catat", "kumpul"),
            small.chain("lewat", "habis"),
            small.flow("lagi", "ulang", "lagi = true"), small.flow("lagi", "selesai", ident="tidak"),
        )
        + small.process(small.start("m"), small.user("isi"), small.end("s"), small.chain("m", "isi", "s"), ident="hari")
    )  # fmt: skip


def test_thousands_of_turns_of_a_return_loop_cost_no_memory_and_do_not_end_the_case() -> None:
    run = started(logbook())
    sizes = set()
    for turn in range(1, 5_001):
        assert not run.is_completed
        completed(run, f"panggil#{turn}/isi#1")
        completed(run, f"catat#{turn}", lagi=True)
        sizes.add(run.size)
    assert len(sizes) == 1, f"a live case grows with its past: {sorted(sizes)}"
    completed(run, "panggil#5001/isi#1")
    completed(run, "catat#5001", lagi=False)
    assert run.is_completed


def parallel_blocks(count: int) -> bytes:
    """Blocks of three parallel human steps, one after another."""
    parts = [small.start(), small.end()]
    last = "mulai"
    for block in range(count):
        split, join = f"bagi{block}", f"kumpul{block}"
        parts += [small.element("parallelGateway", split), small.element("parallelGateway", join)]
        for branch in range(3):
            parts += [small.user(f"u{block}_{branch}"), small.chain(split, f"u{block}_{branch}", join)]
        parts.append(small.flow(last, split))
        last = join
    return small.diagram(*parts, small.flow(last, "selesai"))


def test_many_parallel_blocks_in_a_row_do_not_explode() -> None:
    run = started(parallel_blocks(14))
    largest = run.size
    while run.open:
        assert len(run.open) <= 3
        completed(run, run.open[0].key)
        largest = max(largest, run.size)
    assert run.is_completed
    assert run.seq == 1 + 14 * 3
    assert largest <= 4 + 14 * 3, "more than the open steps, the root, and one counter for each step"


BUNDLE = shipped()
SHIPPED = {name: text.encode() for name, text in BUNDLE.files.items() if name.endswith((".bpmn", ".dmn"))}


@pytest.mark.parametrize("process_id", sorted(BUNDLE.definitions.processes))
@settings(max_examples=8, deadline=None, database=None, derandomize=True)
@given(st.data())
def test_the_shipped_processes_take_the_same_course(process_id: str, data: st.DataObject) -> None:
    answers = BUNDLE.answers
    duel = Duel(SHIPPED, process_id, answers.given(process_id))
    for _ in range(25):
        if not duel.keys:
            break
        key = data.draw(st.sampled_from(duel.keys))
        step = duel.run.step(key)
        assert step is not None
        duel.answer(key, **data.draw(st.sampled_from(list(answers.of(step)))))
    assert duel.keys or duel.run.is_completed
