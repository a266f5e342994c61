"""A process walked on its own: what it calls is under way for a while and then answers, as the called one would."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from webapp.engine import Definitions, Run, Step, read_definitions
from webapp.engine.soundness import Explored, Facts, as_entries, explore
from webapp.engine.stand_in import WAIT, alone, stood_for
from webapp.engine.verdicts import judge

from . import small
from .small import call, chain, element, end, flow, process, start, user


def caller() -> Definitions:
    """A process that calls another with a time-out, and chooses by what it has left behind."""
    return read_definitions(
        {
            "uji.bpmn": small.definitions(
                process(
                    start(), call("tanya", "lain"), small.boundary("batas", "tanya"),
                    element("exclusiveGateway", "x", default="tidak"), user("ya"), end(), end("habis"),
                    chain("mulai", "tanya", "x"), chain("batas", "habis"), flow("x", "ya", 'putusan = "ya"'),
                    chain("ya", "selesai"), flow("x", "habis", ident="tidak"),
                )
                + process(start("m"), user("isi"), end("s"), chain("m", "isi", "s"), ident="lain")
            ),
            "uji_tabel.dmn": small.table(),
        }
    )  # fmt: skip


def answering(*words: str) -> Callable[[Step], Iterable[Facts]]:
    """The called process answers with these words; everybody else has nothing to say."""

    def answers(step: Step) -> Iterable[Facts]:
        return [{"putusan": word} for word in words] if stood_for(step.element) == "lain" else [{}]

    return answers


def searched(*words: str) -> tuple[Definitions, Explored]:
    definitions = alone(caller(), "uji")
    return definitions, explore(definitions, "uji", answering(*words), [{}])


def test_only_the_process_itself_keeps_its_inside_and_the_tables_stay() -> None:
    whole = caller()
    definitions = alone(whole, "uji")
    assert set(definitions.processes) == {"uji", "lain"}
    assert definitions.processes["uji"] is whole.processes["uji"]
    assert definitions.decisions is whole.decisions
    assert "isi" not in definitions.processes["lain"].elements
    assert set(alone(whole, "lain").processes) == {"lain"}


def test_an_answer_stands_for_its_process_and_other_steps_for_none() -> None:
    definitions = alone(caller(), "uji")
    found = {one.id: stood_for(one) for one in definitions.processes["lain"].elements.values()}
    assert [name for name in found.values() if name is not None] == ["lain"]
    assert stood_for(definitions.processes["uji"].elements["ya"]) is None


def test_while_it_is_under_way_its_caller_may_time_out() -> None:
    definitions, explored = searched("ya")
    walks = {tuple(one.element_id for one in explored.walk(state)[1:]) for state in explored.ended}
    assert walks == {("batas",)}, "the shortest way to an end"
    assert judge(definitions.processes["uji"], searched("ya", "tidak")[1]) == []
    begun = Run.replay(definitions, "uji", as_entries(explored.walk(explored.states[0])))
    assert [step.key for step in begun.open] == ["batas#1", f"tanya#1/{WAIT}#1"]


def test_a_walk_through_a_call_names_the_call_and_not_the_stand_in() -> None:
    definitions, explored = searched("ya")
    (state,) = (state for state in explored.states if state.open == ("ya",))
    walk = explored.walk(state)
    assert [one.element_id for one in walk] == [None, "tanya", "tanya"]
    assert walk[-1].facts == {"putusan": "ya"}
    assert [step.key for step in Run.replay(definitions, "uji", as_entries(walk)).open] == ["ya#1"]


def test_what_no_answer_of_the_called_process_leads_to_is_dead() -> None:
    definitions, explored = searched("tidak")
    (found,) = judge(definitions.processes["uji"], explored)
    assert (found.problem.code, found.problem.element_id) == ("dead", "x__ya")
