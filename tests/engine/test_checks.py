"""What the allow-list cannot see: graphs that have no meaning, or more than one, or that would run for ever."""

from __future__ import annotations

import inspect
import itertools
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.engine import checks

from . import small
from .duel import Duel
from .random_models import facts, models, start_facts
from .small import (
    boundary,
    call,
    chain,
    codes,
    definitions,
    diagram,
    element,
    end,
    flow,
    problems,
    process,
    start,
    user,
)

PLAIN = (start(), user("a"), end(), chain("mulai", "a", "selesai"))
BOTH = (flow("pilih", "a", "n = 1"), flow("pilih", "b", "n = 2"))
INSIDE = "".join([start("m"), user("isi"), end("s"), chain("m", "isi", "s")])
CHILD = process(start("m"), user("isi"), end("s"), chain("m", "isi", "s"), ident="anak")


def gateway(kind: str, ident: str, default: str | None = None) -> str:
    """A gateway."""
    return element(f"{kind}Gateway", ident, **({} if default is None else {"default": default}))


def chosen(kind: str = "exclusive", *flows: str, default: str | None = "lain") -> bytes:
    """A gateway with these flows to `a`, `b` and on."""
    return diagram(
        start(), gateway(kind, "pilih", default), user("a"), user("b"), end(), chain("mulai", "pilih"), *flows,
        chain("a", "selesai"), chain("b", "selesai"),
    )  # fmt: skip


# Code, element named, and a diagram that is refused for it.
REFUSED: list[tuple[str, str | None, bytes]] = [
    ("start", "uji", diagram(user("a"), end(), chain("a", "selesai"))),
    ("start", "uji", diagram(start(), start("m2"), user("a"), end(), chain("mulai", "a", "selesai"), chain("m2", "a"))),
    ("start", "sub", small.around(element("subProcess", "sub", parts=user("a") + end("s") + chain("a", "s")), "sub")),
    ("end", "uji", diagram(start(), gateway("exclusive", "g"), user("a"), chain("mulai", "g", "a", "g"))),
    ("incoming", "mulai", diagram(*PLAIN, flow("a", "mulai", ident="x"))),
    ("incoming", "batas", diagram(*PLAIN, boundary("batas", "a"), chain("a", "batas", "selesai"))),
    ("outgoing", "selesai", diagram(start(), end(), user("a"), end("e2"), chain("mulai", "selesai", "a", "e2"))),
    ("outgoing", "a", diagram(*PLAIN, flow("a", "selesai", ident="x"))),
    ("outgoing", "a", diagram(start(), user("a"), end(), chain("mulai", "a"))),
    ("outgoing", "batas", diagram(*PLAIN, boundary("batas", "a"))),
    ("gateway", "g", diagram(start(), gateway("parallel", "g"), end(), chain("mulai", "g"))),
    ("gateway", "g", diagram(*PLAIN, gateway("parallel", "g"), chain("g", "a"))),
    ("gateway", "campur", diagram(
        start(), gateway("parallel", "g"), gateway("inclusive", "campur", "lain"), user("a"), end(),
        chain("mulai", "g", "campur"), flow("g", "campur", ident="x"), flow("campur", "a", "n = 1"),
        flow("campur", "selesai", ident="lain"), chain("a", "selesai"))),
    ("condition", "mulai__langkah", small.around(user("langkah")).replace(
        b'targetRef="langkah">', b'targetRef="langkah"><bpmn:conditionExpression>=a = 1</bpmn:conditionExpression>')),
    ("condition", "langkah__selesai", small.around(user("langkah")).replace(
        b'targetRef="selesai">', b'targetRef="selesai"><bpmn:conditionExpression>=a = 1</bpmn:conditionExpression>')),
    ("condition", "x", diagram(
        start(), gateway("parallel", "g"), user("a"), user("b"), end(), chain("mulai", "g", "a", "selesai"),
        flow("g", "b", "n = 1", ident="x"), chain("b", "selesai"))),
    ("condition", "lain", chosen("exclusive", flow("pilih", "a", "n = 1"), flow("pilih", "b", "n = 2", ident="lain"))),
    ("condition", "pilih__a", chosen("inclusive", flow("pilih", "a"), flow("pilih", "b", ident="lain"))),
    ("no_default", "pilih", chosen("exclusive", *BOTH, default=None)),
    ("no_default", "pilih", chosen("inclusive", *BOTH, default=None)),
    ("default", "pilih", chosen("exclusive", flow("pilih", "a", "n = 1"), flow("pilih", "b"), default="a__selesai")),
    ("default", "pilih", chosen("exclusive", flow("pilih", "a", "n = 1"), flow("pilih", "b"), default="tak_ada")),
    ("form", "langkah", small.around(user("langkah").replace('<zeebe:formDefinition formId="uji/isi" />', ""))),
    ("form", "langkah", small.around(element(
        "userTask", "langkah",
        f'{small.FORM}<zeebe:properties><zeebe:property name="workspace" value="susun" /></zeebe:properties>'))),
    ("role", "langkah", small.around(element("userTask", "langkah", '<zeebe:formDefinition formId="uji/isi" />'))),
    ("operation", "langkah", small.around(element("serviceTask", "langkah"))),
    ("operation", "langkah", small.around(element("serviceTask", "langkah", '<zeebe:taskDefinition type="" />'))),
    ("decision", "langkah", small.around(element(
        "businessRuleTask", "langkah", '<zeebe:calledDecision resultVariable="hasil" />'))),
    ("decision", "langkah", small.around(small.rule("langkah", "tak_ada"))),
    ("called", "langkah", small.around(element("callActivity", "langkah"))),
    ("called", "langkah", small.around(call("langkah", "tak_ada"))),
    ("unreachable", "b", diagram(*PLAIN, user("b"), chain("b", "selesai"))),
    ("unreachable", "e2", diagram(start(), user("b"), end(), end("e2"), chain("mulai", "b", "selesai"))),
    ("flow_end", "a__tak_ada", diagram(*PLAIN, flow("a", "tak_ada"))),
    ("flow_end", "x", diagram(*PLAIN, flow("", "a", ident="x"))),
    ("flow_scope", "a__isi", diagram(
        start(), user("a"), element("subProcess", "sub", parts=INSIDE), end(), chain("mulai", "sub", "selesai"),
        flow("a", "isi"))),
    ("attached", "batas", diagram(
        start(), small.service("a"), end(), chain("mulai", "a", "selesai"),
        boundary("batas", "a"), chain("batas", "selesai"))),
    ("attached", "batas", diagram(*PLAIN, boundary("batas", "tak_ada"), chain("batas", "selesai"))),
    ("attached", "batas", diagram(
        start(), element("subProcess", "sub", parts=INSIDE), boundary("batas", "isi"), end(),
        chain("mulai", "sub", "selesai"), chain("batas", "selesai"))),
    ("endless", "putar", diagram(
        start(), gateway("exclusive", "putar"), gateway("exclusive", "lagi", "tidak"), end(),
        chain("mulai", "putar", "lagi"), flow("lagi", "putar", "n = 1"), flow("lagi", "selesai", ident="tidak"))),
    ("call_circle", "uji", small.around(call("langkah", "uji"))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "element_id", "raw"), REFUSED)
def test_a_graph_without_one_meaning_is_refused_and_the_place_is_named(
    code: str, element_id: str | None, raw: bytes
) -> None:
    problem = next(
        problem for problem in problems(raw) if (problem.code, problem.element_id) == (code, element_id)
    )
    assert re.fullmatch(r"['A-Z].* .*\.", problem.message)
    assert f"'{element_id}'" in problem.message
    assert re.fullmatch(r"[A-Z][a-z]+ .*\.", problem.mend)


def test_every_refusal_that_the_checks_know_is_shown_here() -> None:
    known = set(re.findall(r'_problem\(\s*process, "(\w+)"', inspect.getsource(checks)))
    assert known == {code for code, _, _ in REFUSED}
    assert len(known) >= 17


# -- calls ----------------------------------------------------------------------------------------------------


def calls(**called: list[str]) -> bytes:
    """Processes, each of which calls others one after another, over a human step."""
    whole = ""
    for name, names in called.items():
        steps = [call(f"{name}_{number}", other) for number, other in enumerate(names)]
        ids = [f"{name}_m", f"{name}_isi", *(f"{name}_{number}" for number in range(len(names))), f"{name}_s"]
        whole += process(start(ids[0]), user(ids[1]), *steps, end(ids[-1]), chain(*ids), ident=name)
    return definitions(whole)


def test_calls_in_a_circle_are_refused_wherever_the_circle_is_reached() -> None:
    found = problems(calls(a=["b"], b=["c"], c=["b"], d=[]))
    assert [(problem.code, problem.element_id) for problem in found] == [
        ("call_circle", "a"), ("call_circle", "b"), ("call_circle", "c"),
    ]  # fmt: skip
    assert all(f"'{problem.element_id}'" in problem.message for problem in found)


def test_calls_may_be_eight_levels_deep_and_no_more() -> None:
    names = [f"p{level}" for level in range(9)]
    deep = {name: [following] for name, following in itertools.pairwise(names)} | {names[-1]: []}
    assert {problem.element_id for problem in problems(calls(**deep))} == {"p0"}
    del deep["p0"]
    assert problems(calls(**deep)) == []


def test_many_calls_on_many_levels_are_checked_at_once() -> None:
    levels = [[f"t{level}_{number}" for number in range(6)] for level in range(8)]
    wide = {
        name: following for level, following in zip(levels, [*levels[1:], []], strict=True) for name in level
    }
    assert problems(calls(**wide)) == []  # 6^8 ways through; following each of them would never end


def test_a_process_may_stand_in_one_file_only() -> None:
    assert codes(problems(small.around(user("langkah")), small.around(user("langkah")))) == {
        "duplicate_process"
    }


# -- what would run for ever ----------------------------------------------------------------------------------


def turning(*steps: str, loop: str = "langkah", extra: str = "") -> bytes:
    """A return loop around one element, in a release with a process that waits and one that does not."""
    quick = process(start("q1"), small.service("q2"), end("q3"), chain("q1", "q2", "q3"), ident="cepat")
    return definitions(
        process(
            start(), gateway("exclusive", "temu"), *steps, gateway("exclusive", "lagi", "tidak"), end(),
            chain("mulai", "temu", loop, "lagi"), flow("lagi", "temu", "n = 1"), flow("lagi", "selesai", ident="tidak"),
        )
        + CHILD + quick + extra
    )  # fmt: skip


SLOW_INSIDE = "".join([start("d1"), user("d2"), end("d3"), chain("d1", "d2", "d3")])
QUICK_INSIDE = "".join([start("d1"), small.service("d2"), end("d3"), chain("d1", "d2", "d3")])


@pytest.mark.parametrize(
    ("step", "waits"),
    [
        (user("langkah"), True),
        (element("intermediateCatchEvent", "langkah", parts=small.timer("P1D")), True),
        (small.service("langkah"), False),
        (small.script("langkah", "n", "n + 1"), False),
        (call("langkah", "anak"), True),
        (call("langkah", "cepat"), False),
        (element("subProcess", "langkah", parts=SLOW_INSIDE), True),
        (element("subProcess", "langkah", parts=QUICK_INSIDE), False),
        (user("langkah", small.repeated("daftar")), False),
        (call("langkah", "anak", small.repeated("daftar")), False),
    ],
)  # fmt: skip
def test_a_return_loop_must_wait_for_something_in_every_round(step: str, waits: bool) -> None:
    found = problems(turning(step))
    assert codes(found) == (set() if waits else {"endless"})
    if not waits:
        assert found[0].element_id in {"temu", "langkah", "lagi"}
        assert f"'{found[0].element_id}'" in found[0].message


def test_a_loop_waits_when_its_parallel_join_does_though_one_branch_is_automatic() -> None:
    steps = [gateway("parallel", "bagi"), small.service("a"), user("b"), gateway("parallel", "kumpul")]
    inner = chain("bagi", "a", "kumpul") + chain("bagi", "b", "kumpul")
    raw = turning(*steps, inner, loop="bagi").replace(
        b'id="bagi__lagi" sourceRef="bagi"', b'id="x" sourceRef="kumpul"'
    )
    assert problems(raw) == []
    quick = turning(*[steps[0], steps[1], small.service("b"), steps[3]], inner, loop="bagi")
    assert codes(
        problems(quick.replace(b'id="bagi__lagi" sourceRef="bagi"', b'id="x" sourceRef="kumpul"'))
    ) == {"endless"}


def test_a_loop_waits_when_a_human_step_stands_on_one_way_only_if_no_way_leads_around_it() -> None:
    around_it = [gateway("exclusive", "pilih", "lewat"), user("b"), gateway("exclusive", "sesudah")]
    ways = flow("pilih", "b", "n = 2") + flow("pilih", "sesudah", ident="lewat") + chain("b", "sesudah")
    raw = turning(*around_it, ways, loop="pilih").replace(
        b'id="pilih__lagi" sourceRef="pilih"', b'id="x" sourceRef="sesudah"'
    )
    assert codes(problems(raw)) == {"endless"}


def test_a_called_process_that_may_be_passed_at_once_through_another_call_does_not_wait() -> None:
    through = process(start("t1"), call("t2", "cepat"), end("t3"), chain("t1", "t2", "t3"), ident="terus")
    assert codes(problems(turning(call("langkah", "terus"), extra=through))) == {"endless"}
    slow = process(start("t1"), call("t2", "anak"), end("t3"), chain("t1", "t2", "t3"), ident="terus")
    assert problems(turning(call("langkah", "terus"), extra=slow)) == []


def test_what_is_accepted_never_goes_on_without_a_wait() -> None:
    """Jumps over automatic steps: either the cycle is refused, or somebody or something is waited for soon."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one(data: st.DataObject) -> None:
        files = data.draw(models(jumps=6, restless=True))
        found = problems(*(raw for name, raw in files.items() if name.endswith(".bpmn")))
        if found:
            assert codes(found) == {"endless"}
            seen["refused"] += 1
            return
        duel = Duel(files, facts=data.draw(start_facts))
        seen["accepted"] += 1
        for _ in range(4):
            answer_automatic_steps(duel)
            if not duel.keys or len(duel.keys) > 40:
                break
            duel.answer(data.draw(st.sampled_from(duel.keys)), **data.draw(facts))

    one()
    assert seen["accepted"] >= 15
    assert seen["refused"] >= 10


def answer_automatic_steps(duel: Duel) -> None:
    """Give every automatic step its result, as the service layer does after each answer."""
    for _ in range(200):
        step = duel.run.next_automatic()
        if step is None:
            return
        duel.answer(step.key)
    pytest.fail("automatic steps without end")
