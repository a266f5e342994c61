"""What is said of a fault: at which element, with which mend, how sure, and by which way it is reached."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import pytest

from webapp.engine import Run, RunError, Step, alignment, read_definitions
from webapp.engine.soundness import Explored, Facts, as_entries, explore
from webapp.engine.verdicts import FAILURES, Finding, judge

from .small import (
    awaits,
    boundary,
    chain,
    codes,
    diagram,
    element,
    end,
    flow,
    message,
    problems,
    script,
    start,
    unchecked,
    user,
)

ENGINE = Path(__file__).parents[2] / "webapp/engine"
Answers = Callable[[Step], Iterable[Facts]]


def either(step: Step) -> list[dict[str, Any]]:
    """A person says a or b under the step's own name; nothing else answers."""
    return [{f"j_{step.element.id}": word} for word in "ab"] if step.kind == "human" else [{}]


def searched(raw: bytes, answers: Answers = either, needs: Collection[str] = ()) -> Explored:
    definitions = read_definitions({"uji.bpmn": raw})
    return explore(definitions, "uji", answers, [{}], needs=lambda one: needs if one.form is not None else ())


def judged(raw: bytes, answers: Answers = either, sampled: Collection[str] = ()) -> list[Finding]:
    process = read_definitions({"uji.bpmn": raw}).processes["uji"]
    return judge(process, searched(raw, answers), sampled)


def told(found: Iterable[Finding]) -> list[tuple[str, str | None, str]]:
    return [(one.problem.code, one.problem.element_id, one.problem.severity) for one in found]


def way(finding: Finding) -> list[str | None]:
    """The elements that a walk to a fault answers, the start left out."""
    return [one.element_id for one in finding.walk[1:]]


def choice(*flows: str, steps: Iterable[str] = ("a",)) -> bytes:
    """Somebody answers `a`; an exclusive gateway decides where it goes."""
    drawn = (
        *(user(step, name=step.upper()) for step in steps),
        element("exclusiveGateway", "x", default="lain"),
    )
    return diagram(start(), end(), *drawn, chain("mulai", *steps, "x"), *flows)


# -- a case that can never be over -------------------------------------------------------------------------------------

NO_EXIT = choice(
    flow("x", "selesai", 'j_b = "c"', ident="keluar"), flow("x", "b", ident="lain"), steps=("a", "b")
)


def test_a_round_without_a_way_out_is_told_where_it_begins_with_the_way_into_it() -> None:
    trapped, dead = judged(NO_EXIT)
    assert told([trapped, dead]) == [("no_way_out", "b", "error"), ("dead", "keluar", "error")]
    assert "Dari 'B' kasus tidak pernah dapat selesai" in trapped.problem.message
    assert way(trapped) == ["a", "b"]
    assert 'tidak ada jawaban yang memenuhi j_b = "c"' in dead.problem.message


def test_what_only_some_answers_were_tried_for_is_a_warning() -> None:
    assert told(judged(NO_EXIT, sampled={"j_b"})) == [
        ("no_way_out", "b", "warning"),
        ("dead", "keluar", "warning"),
    ]


def test_a_round_that_is_left_by_one_of_its_answers_is_no_fault() -> None:
    raw = choice(flow("x", "selesai", 'j_a = "a"'), flow("x", "a", ident="lain"))
    assert judged(raw) == []


# -- what nothing reaches ----------------------------------------------------------------------------------------------


def test_a_default_that_only_guards_is_a_warning() -> None:
    raw = choice(
        flow("x", "selesai", 'j_a = "a"'), flow("x", "usai", 'j_a = "b"'), flow("x", "jaga", ident="lain"),
        end("usai"), end("jaga"),
    )  # fmt: skip
    (found,) = judged(raw)
    assert told([found]) == [("dead", "lain", "warning")]
    assert "sudah mencakup semua jawaban" in found.problem.message
    assert found.walk == ()


def test_an_event_on_the_edge_of_what_does_not_wait_never_happens() -> None:
    inner = start("m") + script("hitung", "n", "1") + end("s") + chain("m", "hitung", "s")
    raw = diagram(
        start(), element("subProcess", "bagian", parts=inner), boundary("batas", "bagian"), end(), end("usai"),
        chain("mulai", "bagian", "selesai"), chain("batas", "usai"),
    )  # fmt: skip
    (found,) = judged(raw)
    assert told([found]) == [("dead", "batas", "error")]
    assert "yang ditempelinya tidak menunggu" in found.problem.message
    assert "langkah yang menunggu" in found.problem.mend


def test_a_message_that_nobody_sends_is_told_as_never_passed() -> None:
    raw = diagram(
        start(), element("intermediateCatchEvent", "tunggu", parts=awaits()), end(),
        chain("mulai", "tunggu", "selesai"), root=message(correlation='"satu"'),
    )  # fmt: skip
    (found,) = judged(raw, lambda step: [])
    assert told([found]) == [("dead", "tunggu", "error")]
    assert found.problem.message == "'tunggu' tidak pernah terlewati."


# -- where the engine cannot go on -------------------------------------------------------------------------------------


def test_a_choice_without_a_branch_for_an_answer_is_told_with_that_answer() -> None:
    raw = diagram(
        start(), user("a"), element("exclusiveGateway", "x", name="Sudah lengkap?"), end(), end("usai"),
        chain("mulai", "a", "x"), flow("x", "selesai", 'j_a = "a"'), flow("x", "usai", 'j_a = "c"'),
    )  # fmt: skip
    assert codes(problems(raw)) == {"no_default"}, "so the search is shown what the checks refuse"
    definitions = unchecked(raw)
    (found,) = judge(definitions.processes["uji"], explore(definitions, "uji", either, [{}]))
    assert told([found]) == [("run_no_flow", "x", "error")]
    assert found.problem.message == "'Sudah lengkap?' tidak punya cabang yang berlaku pada jalan ini."
    assert found.walk[-1].facts == {"j_a": "b"}
    with pytest.raises(RunError, match="no condition holds"):
        Run.replay(definitions, "uji", as_entries(found.walk))


HEAVY = "count(for i in 1..100, j in 1..100, k in 1..100 return i)"


@pytest.mark.parametrize(("before", "element_id"), [((user("a"),), "a"), ((), None)])
def test_a_calculation_without_end_is_told_at_the_last_step_before_it(
    before: tuple[str, ...], element_id: str | None
) -> None:
    raw = diagram(
        start(), *before, script("hitung", "n", HEAVY), end(),
        chain("mulai", *(["a"] if before else []), "hitung", "selesai"),
    )  # fmt: skip
    (found,) = judged(raw)
    assert told([found]) == [("run_expression", element_id, "error")]
    assert HEAVY in found.problem.message


def test_every_reason_for_which_the_engine_stops_has_its_words() -> None:
    raised = {
        code for file in ENGINE.glob("*.py") for code in re.findall(r'RunError\(\s*"(\w+)"', file.read_text())
    }
    assert raised == set(FAILURES) == set(alignment._WHY)


# -- what stands in the way --------------------------------------------------------------------------------------------


def test_a_deadlock_inside_a_subprocess_names_the_join_and_the_branch_that_does_not_come() -> None:
    inner = (
        start("m"), user("a"), element("exclusiveGateway", "x", default="lain"), user("b"), user("c", name="Cek"),
        element("parallelGateway", "j"), end("s"), chain("m", "a", "x"), flow("x", "b", 'j_a = "a"'),
        flow("x", "c", ident="lain"), chain("b", "j"), chain("c", "j"), chain("j", "s"),
    )  # fmt: skip
    raw = diagram(start(), element("subProcess", "bagian", parts="".join(inner)), end(),
                  chain("mulai", "bagian", "selesai"))  # fmt: skip
    (found,) = judged(raw)
    assert told([found]) == [("deadlock", "j", "error")]
    assert "menunggu cabang dari 'b', 'Cek'" in found.problem.message
    assert way(found)[:1] == ["a"]


def test_a_join_that_waits_in_vain_is_told_once_though_two_tokens_may_also_meet_there() -> None:
    raw = diagram(
        start(), end(), user("u"), element("exclusiveGateway", "x", default="berdua"), *map(user, "abcd"),
        element("parallelGateway", "p"), element("exclusiveGateway", "m"), element("parallelGateway", "j"),
        chain("mulai", "u", "x"), flow("x", "a", 'j_u = "a"'), flow("x", "d", 'j_u = "d"'),
        flow("x", "p", ident="berdua"), chain("p", "b", "m"), chain("p", "c", "m"), chain("a", "m", "j"),
        chain("d", "j", "selesai"),
    )  # fmt: skip
    assert set(searched(raw).twice) == {"j"}
    assert told(judged(raw)) == [("deadlock", "j", "error")]


def test_a_step_that_lacks_a_fact_says_which_and_by_which_way() -> None:
    raw = diagram(start(), user("a", name="Ajukan"), end(), chain("mulai", "a", "selesai"))
    definitions = read_definitions({"uji.bpmn": raw})
    (found,) = judge(definitions.processes["uji"], searched(raw, needs=("alasan",)))
    assert told([found]) == [("missing_fact", "a", "error")]
    assert found.problem.message == "'Ajukan' memerlukan 'alasan', yang pada jalan ini belum tentu diisi."
    assert "Isi 'alasan' sebelum langkah itu" in found.problem.mend
    assert [one.kind for one in found.walk] == ["started"]


def test_a_step_that_nobody_can_answer_is_told_as_never_over() -> None:
    raw = diagram(start(), user("a", name="Ajukan"), end(), chain("mulai", "a", "selesai"))
    (found,) = judged(raw, lambda step: [])
    assert told([found]) == [("dead", "a", "error")]
    assert found.problem.message == "'Ajukan' tidak pernah selesai."
    assert told(judged(raw, lambda step: [], sampled={"j_a"})) == [("dead", "a", "warning")]


def test_what_a_case_always_has_at_its_end_is_given_on_every_way_though_the_ways_meet_again() -> None:
    ways = (flow("x", "b", 'j_a = "a"'), flow("x", "c", ident="lain"), user("b"), user("c"))
    apart = choice(*ways, chain("b", "selesai"), chain("c", "selesai"))
    met = choice(*ways, user("d"), chain("b", "d"), chain("c", "d", "selesai"))
    again = choice(
        *ways, user("d"), element("exclusiveGateway", "y", default="usai"), chain("b", "d", "y"),
        chain("c", "selesai"), flow("y", "b", 'j_d = "a"'), flow("y", "selesai", ident="usai"),
    )  # fmt: skip
    assert [searched(raw).always for raw in (apart, met, again)] == [{"j_a"}, {"j_a", "j_d"}, {"j_a"}]
    assert searched(NO_EXIT).always == frozenset()


def test_what_only_one_answer_to_a_step_gives_is_not_always_given() -> None:
    raw = diagram(start(), user("a"), end(), chain("mulai", "a", "selesai"))
    assert searched(raw, lambda step: [{"satu": 1, "dua": 2}, {"satu": 1, "dua": None}]).always == {"satu"}
