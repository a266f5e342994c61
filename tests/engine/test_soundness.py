"""The search through the states of a process: what it finds is there, and what is right is left alone.

Structured models are right by the way they are drawn; broken ones have one gateway exchanged. Every walk to a fault is
played by the engine and by the second opinion of `tests.oracles.token_game`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.oracles.token_game import TokenGame
from webapp.engine import Definitions, Run, Step, read_definitions
from webapp.engine.marking import doubled
from webapp.engine.meeting import may_meet_unjoined
from webapp.engine.soundness import Budget, Explored, Walk, as_entries, explore
from webapp.engine.verdicts import Finding, judge

from .small import awaits, diagram, edge, element, end, message, repeated, service, start, user
from .small import flow as connect

SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answers(step: Step) -> list[dict[str, Any]]:
    """A person says a or b under the step's own name; nothing else answers."""
    if step.kind == "human":
        return [{f"j_{step.element.id}": "a"}, {f"j_{step.element.id}": "b"}]
    return [{}]


def searched(
    raw: bytes, budget: Budget | None = None, *, in_turn: bool = True
) -> tuple[Definitions, Explored]:
    definitions = read_definitions({"uji.bpmn": raw})
    return definitions, explore(definitions, "uji", answers, [{}], budget=budget, in_turn=in_turn)


def findings(raw: bytes) -> list[Finding]:
    definitions, explored = searched(raw)
    process = definitions.processes["uji"]
    if not explored.twice and may_meet_unjoined(process):
        explored.twice |= searched(raw, in_turn=False)[1].twice
    return judge(process, explored)


def codes(raw: bytes) -> set[tuple[str, str | None]]:
    return {(one.problem.code, one.problem.element_id) for one in findings(raw)}


# -- random models --------------------------------------------------------------------------------------------------


class Block(NamedTuple):
    """A block with one way in and one way out."""

    first: str
    last: str
    parts: tuple[str, ...]
    flows: tuple[str, ...]


class Pen:
    """Draws blocks by random decisions; `gates` are the gateways by what they do, to be broken."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.count = 0
        self.gates: dict[str, list[str]] = {"split": [], "join": [], "choice": [], "merge": []}

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def flow(self, source: str, target: str, when: str = "") -> str:
        return connect(source, target, when or None, ident=self.name("f"))

    def block(self, depth: int) -> Block:
        kinds = ["step", "step"] if depth == 0 else ["step", "row", "choice", "fork", "loop", "inside"]
        return getattr(self, self.draw(st.sampled_from(kinds)))(depth)

    def step(self, _depth: int) -> Block:
        ident = self.name("u")
        return Block(ident, ident, (user(ident),), ())

    def row(self, depth: int) -> Block:
        one, other = self.block(depth - 1), self.block(depth - 1)
        return Block(one.first, other.last, one.parts + other.parts,
                     (*one.flows, *other.flows, self.flow(one.last, other.first)))  # fmt: skip

    def _asked(self) -> tuple[str, str, str, str]:
        asked, gate, default = self.name("u"), self.name("x"), self.name("f")
        drawn = element("exclusiveGateway", gate, default=default)
        return asked, gate, default, user(asked) + drawn

    def choice(self, depth: int) -> Block:
        asked, gate, default, drawn = self._asked()
        merge = self.name("m")
        one, other = self.block(depth - 1), self.block(depth - 1)
        self.gates["choice"].append(gate)
        self.gates["merge"].append(merge)
        flows = (
            self.flow(asked, gate), self.flow(gate, one.first, f'j_{asked} = "a"'),
            connect(gate, other.first, ident=default), self.flow(one.last, merge), self.flow(other.last, merge),
        )  # fmt: skip
        parts = (drawn, element("exclusiveGateway", merge), *one.parts, *other.parts)
        return Block(asked, merge, parts, (*flows, *one.flows, *other.flows))

    def fork(self, depth: int) -> Block:
        split, join = self.name("p"), self.name("j")
        one, other = self.block(depth - 1), self.block(depth - 1)
        self.gates["split"].append(split)
        self.gates["join"].append(join)
        flows = (self.flow(split, one.first), self.flow(split, other.first), self.flow(one.last, join),
                 self.flow(other.last, join))  # fmt: skip
        parts = (
            element("parallelGateway", split),
            element("parallelGateway", join),
            *one.parts,
            *other.parts,
        )
        return Block(split, join, parts, (*flows, *one.flows, *other.flows))

    def loop(self, depth: int) -> Block:
        asked, gate, default, drawn = self._asked()
        back, out = self.name("m"), self.name("o")
        body = self.block(depth - 1)
        flows = (self.flow(back, body.first), self.flow(body.last, asked), self.flow(asked, gate),
                 self.flow(gate, back, f'j_{asked} = "b"'), connect(gate, out, ident=default))  # fmt: skip
        gates = element("exclusiveGateway", back), element("exclusiveGateway", out)
        return Block(back, out, (drawn, *gates, *body.parts), (*flows, *body.flows))

    def _before(self, block: Block) -> Block:
        """A step behind a block: two tokens at an end are no fault, two at a step are."""
        step = self.step(0)
        return Block(
            block.first,
            step.last,
            block.parts + step.parts,
            (*block.flows, self.flow(block.last, step.first)),
        )

    def inside(self, depth: int) -> Block:
        scope, first, last = self.name("s"), self.name("a"), self.name("z")
        body = self._before(self.block(depth - 1))
        flows = (self.flow(first, body.first), self.flow(body.last, last))
        inner = "".join((start(first), end(last), *body.parts, *flows, *body.flows))
        return Block(scope, scope, (element("subProcess", scope, parts=inner),), ())


class Model(NamedTuple):
    """A drawn process and its gateways."""

    raw: bytes
    gates: Mapping[str, list[str]]


@st.composite
def models(draw: Any) -> Model:
    pen = Pen(draw)
    body = pen.block(draw(st.integers(1, 2)))
    after = pen.name("u")
    flows = (pen.flow("mulai", body.first), pen.flow(body.last, after), pen.flow(after, "selesai"))
    return Model(diagram(start(), end(), user(after), *body.parts, *flows, *body.flows), pen.gates)


def exchanged(raw: bytes, ident: str, old: str, new: str) -> bytes:
    """One gateway of another kind."""
    text = raw.decode()
    before, after = f'<bpmn:{old}Gateway id="{ident}"', f'<bpmn:{new}Gateway id="{ident}"'
    assert before in text
    at = text.index(before)
    close = text.index(f"</bpmn:{old}Gateway>", at)
    return (text[:at] + after + text[at + len(before) : close] + f"</bpmn:{new}Gateway>"
            + text[close + len(f"</bpmn:{old}Gateway>") :]).encode()  # fmt: skip


def played(raw: bytes, walk: Walk) -> tuple[Run, TokenGame]:
    """A walk, played by the engine and by the second opinion."""
    run = Run.replay(read_definitions({"uji.bpmn": raw}), "uji", as_entries(walk))
    game = TokenGame({"uji.bpmn": raw}, "uji", walk[0].facts, walk[0].at)
    for one in walk[1:]:
        assert one.key is not None
        game.answer(one.key, one.facts, one.at)
    return run, game


@SETTINGS
@given(models())
def test_a_structured_model_is_right(model: Model) -> None:
    assert codes(model.raw) == set()


@SETTINGS
@given(models(), st.data())
def test_a_merge_that_waits_for_both_branches_of_a_choice_is_a_deadlock(
    model: Model, data: st.DataObject
) -> None:
    assume(model.gates["merge"])
    merge = data.draw(st.sampled_from(model.gates["merge"]))
    raw = exchanged(model.raw, merge, "exclusive", "parallel")
    found = [one for one in findings(raw) if one.problem.code == "deadlock"]
    assert merge in {one.problem.element_id for one in found}
    for one in found:
        run, game = played(raw, one.walk)
        assert (run.open, run.is_completed) == ((), False)
        assert (game.open, game.is_completed) == ({}, False)


@SETTINGS
@given(models(), st.data())
def test_a_join_that_does_not_wait_lets_what_follows_run_twice(model: Model, data: st.DataObject) -> None:
    assume(model.gates["join"])
    join = data.draw(st.sampled_from(model.gates["join"]))
    raw = exchanged(model.raw, join, "parallel", "exclusive")
    found = findings(raw)
    twice = [one for one in found if one.problem.code == "twice"]
    assert twice or any(one.problem.code == "deadlock" for one in found)
    for one in twice:
        run, game = played(raw, one.walk)
        assert one.problem.element_id in set(doubled(run.marking))
        parts = {part for key in game.open for part in key.split("/")}
        again = [part for part in parts if part.startswith(f"{one.problem.element_id}#")]
        assert len(again) == 2 or one.problem.element_id in model.gates["join"]


@SETTINGS
@given(models(), st.data())
def test_a_choice_that_takes_both_branches_is_found(model: Model, data: st.DataObject) -> None:
    assume(model.gates["choice"])
    split = data.draw(st.sampled_from(model.gates["choice"]))
    text = exchanged(model.raw, split, "exclusive", "inclusive").decode()
    raw = text.replace(f'j_{_asked(text, split)} = "a"', f'j_{_asked(text, split)} in ("a", "b")').encode()
    assert codes(raw) != set()


def _asked(text: str, gate: str) -> str:
    """The step before a choice: its answers are named after it."""
    head = text.split(f'targetRef="{gate}"')[0]
    return head[head.rindex('sourceRef="') + len('sourceRef="') :].split('"')[0]


@SETTINGS
@given(models(), st.data())
def test_every_course_of_a_right_model_ends(model: Model, data: st.DataObject) -> None:
    """The second opinion alone: whoever answers anything to anything comes to the end, or is still under way."""
    game = TokenGame({"uji.bpmn": model.raw}, "uji", {}, searched(model.raw)[1].states[0].step.at)
    for _ in range(40):
        if game.is_completed:
            return
        key = data.draw(st.sampled_from(sorted(game.open)))
        ident = key.split("/")[-1].split("#")[0]
        game.answer(key, {f"j_{ident}": data.draw(st.sampled_from("ab"))}, game.now)
    assert game.open


# -- one by one -----------------------------------------------------------------------------------------------------


def parallel(*between: str, join: str = "parallelGateway") -> bytes:
    return diagram(
        start(), end(), element("parallelGateway", "p"), element(join, "j"), user("a"), user("b"), *between,
        connect("mulai", "p"), connect("p", "a"), connect("p", "b"), connect("a", "j"), connect("b", "j"),
    )  # fmt: skip


def test_two_states_whose_tokens_stand_alike_are_one() -> None:
    _, explored = searched(parallel(connect("j", "selesai")))
    assert len(explored.states) == 4  # both open, either done, over
    assert explored.is_finished


def test_what_a_condition_still_reads_keeps_states_apart() -> None:
    gate = element("exclusiveGateway", "x", default="lain")
    raw = diagram(
        start(), end(), end("tamat"), user("a"), user("b"), gate, connect("mulai", "a"), connect("a", "b"),
        connect("b", "x"), connect("x", "selesai", 'j_a = "a"'), connect("x", "tamat", ident="lain"),
    )  # fmt: skip
    definitions, explored = searched(raw)
    assert len(explored.states) == 4  # a, b twice, over
    assert judge(definitions.processes["uji"], explored) == []


def test_two_ends_are_one_end() -> None:
    assert codes(parallel(connect("j", "selesai"))) == set()
    apart = diagram(
        start(), end(), end("lain"), element("parallelGateway", "p"), user("a"), user("b"), connect("mulai", "p"),
        connect("p", "a"), connect("p", "b"), connect("a", "selesai"), connect("b", "lain"),
    )  # fmt: skip
    assert codes(apart) == set()


def test_an_automatic_step_behind_a_merge_that_does_not_wait_is_found_though_nothing_can_come_between() -> (
    None
):
    raw = parallel(
        service("cetak"), connect("j", "cetak"), connect("cetak", "selesai"), join="exclusiveGateway"
    )
    assert codes(raw) == {("twice", "cetak")}


def test_a_message_that_may_come_again_and_again_is_no_fault() -> None:
    told = edge("datang", "a", awaits(), interrupting=False)
    raw = diagram(
        start(), end(), end("dibaca"), user("a"), user("baca"), told, connect("mulai", "a"), connect("a", "selesai"),
        connect("datang", "baca"), connect("baca", "dibaca"), root=message(correlation='"satu"'),
    )  # fmt: skip
    assert codes(raw) == set()


def test_an_element_that_lacks_a_fact_on_one_way_has_the_way_told() -> None:
    gate = element("exclusiveGateway", "x", default="lain")
    raw = diagram(
        start(), end(), user("a"), user("b"), user("c"), gate, connect("mulai", "a"), connect("a", "x"),
        connect("x", "b", 'j_a = "a"'), connect("x", "c", ident="lain"), connect("b", "c"), connect("c", "selesai"),
    )  # fmt: skip
    definitions = read_definitions({"uji.bpmn": raw})
    needs = {"c": {"j_b"}}
    explored = explore(definitions, "uji", answers, [{}], needs=lambda one: needs.get(one.id, set()))
    (walk,) = explored.missing.values()
    assert [(one.element_id, dict(one.facts)) for one in walk] == [(None, {}), ("a", {"j_a": "b"})]
    given_before = explore(
        definitions, "uji", answers, [{}], needs=lambda one: needs.get(one.id, set()), present={"j_b"}
    )
    assert given_before.missing == {}


@pytest.mark.parametrize("budget", [Budget(states=2), Budget(work=3)])
def test_a_search_that_was_cut_off_says_so_and_calls_nothing_dead(budget: Budget) -> None:
    definitions, explored = searched(parallel(connect("j", "selesai")), budget)
    assert not explored.is_finished
    found = judge(definitions.processes["uji"], explored)
    assert [(one.problem.code, one.problem.severity) for one in found] == [("unfinished", "warning")]


def test_what_a_reminder_beside_a_step_leads_to_may_not_be_what_the_step_leads_to() -> None:
    ends = (start(), end(), user("a"), user("b"), connect("mulai", "a"), connect("a", "b"))
    quiet = edge("ingat", "a", awaits(), interrupting=False)
    both = diagram(
        *ends, quiet, connect("b", "selesai"), connect("ingat", "b"), root=message(correlation='"satu"')
    )
    assert may_meet_unjoined(read_definitions({"uji.bpmn": both}).processes["uji"])
    assert codes(both) == {("twice", "b")}


def test_branches_that_go_round_by_themselves_do_not_meet() -> None:
    asked = element("exclusiveGateway", "x", default="cukup")
    raw = diagram(
        start(), end(), end("usai"), element("parallelGateway", "p"), user("a"), user("b"), asked, connect("mulai", "p"),
        connect("p", "a"), connect("p", "b"), connect("a", "x"), connect("x", "a", 'j_a = "a"', ident="lagi"),
        connect("x", "selesai", ident="cukup"), connect("b", "usai"),
    )  # fmt: skip
    assert not may_meet_unjoined(read_definitions({"uji.bpmn": raw}).processes["uji"])


def test_a_list_that_a_repetition_reads_keeps_states_apart() -> None:
    listed = 'if j_a = "a" then [1, 2] else []'
    raw = diagram(start(), end(), user("a"), user("c"), user("b", repeated(listed)), connect("mulai", "a"),
                  connect("a", "c"), connect("c", "b"), connect("b", "selesai"))  # fmt: skip
    definitions, explored = searched(raw)
    walks = [explored.walk(state) for state in explored.states if state.open == ("c",)]
    assert [walk[-1].facts for walk in walks] == [{"j_a": "a"}, {"j_a": "b"}]
    assert judge(definitions.processes["uji"], explored) == []
