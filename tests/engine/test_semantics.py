"""What each accepted element does, one small diagram each, with the second opinion beside the engine.

`docs/bpmn-subset.md` names these tests: what the page promises about an element is what its test shows.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from . import small
from .duel import START, Duel

JAKARTA = ZoneInfo("Asia/Jakarta")


def duel(raw: bytes, **facts: Any) -> Duel:
    """A case of process `uji`."""
    return Duel({"uji.bpmn": raw}, "uji", facts)


def gateway(kind: str, ident: str, default: str | None = None) -> str:
    """A gateway."""
    return small.element(f"{kind}Gateway", ident, **({} if default is None else {"default": default}))


# -- events and activities ------------------------------------------------------------------------------------


def test_a_start_event_begins_at_once_and_only_once() -> None:
    case = duel(small.around(small.user("langkah")))
    assert case.keys == ["langkah#1"]
    assert case.run.visits[("uji", "mulai")] == 1


def test_an_end_event_ends_its_own_branch_and_the_last_one_ends_the_case() -> None:
    case = duel(
        small.diagram(
            small.start(), gateway("parallel", "bagi"), small.user("a"), small.user("b"), small.end("satu"),
            small.end("dua"), small.chain("mulai", "bagi", "a", "satu"), small.chain("bagi", "b", "dua"),
        )
    )  # fmt: skip
    case.answer("a#1")
    assert case.keys == ["b#1"]
    assert not case.run.is_completed
    case.answer("b#1")
    assert case.run.is_completed


def test_a_terminate_end_takes_the_other_steps_of_its_scope_with_it_and_no_more() -> None:
    inside = "".join(
        [
            small.start("m"), gateway("parallel", "bagi"), small.user("batal"), small.user("kerja"),
            small.boundary("tenggat", "kerja"), small.end("henti", "<bpmn:terminateEventDefinition />"),
            small.end("s"), small.end("t"), small.chain("m", "bagi", "batal", "henti"),
            small.chain("bagi", "kerja", "s"), small.chain("tenggat", "t"),
        ]
    )  # fmt: skip
    case = duel(
        small.diagram(
            small.start(), gateway("parallel", "luar"), small.element("subProcess", "sub", parts=inside),
            small.user("sesudah"), small.user("sejajar"), small.end("e1"), small.end("e2"),
            small.chain("mulai", "luar", "sub", "sesudah", "e1"), small.chain("luar", "sejajar", "e2"),
        )
    )  # fmt: skip
    assert case.keys == ["sejajar#1", "sub#1/batal#1", "sub#1/kerja#1", "sub#1/tenggat#1"]
    case.answer("sub#1/batal#1")
    assert case.keys == ["sejajar#1", "sesudah#1"]


def test_a_terminate_end_comes_before_what_was_about_to_run_beside_it() -> None:
    run = Duel.engine_only(
        {
            "uji.bpmn": small.diagram(
                small.start(), gateway("parallel", "bagi"), small.end("henti", "<bpmn:terminateEventDefinition />"),
                small.script("hitung", "n", "1"), small.end(), small.chain("mulai", "bagi", "henti"),
                small.chain("bagi", "hitung", "selesai"),
            )
        },
        "uji",
        {},
    )  # fmt: skip
    assert run.is_completed
    assert run.facts == {}


def test_a_human_step_waits_and_its_answers_become_facts() -> None:
    case = duel(small.around(small.user("langkah")), tahun=2026)
    step = case.run.open[0]
    assert (step.kind, step.element.form, step.element.role) == ("human", "uji/isi", "pegawai")
    assert step.since == START
    case.answer("langkah#1", keputusan="setujui", tahun=2027)
    assert case.run.facts == {"tahun": 2027, "keputusan": "setujui"}
    assert case.run.is_completed


def test_a_human_step_has_a_last_day_and_a_day_for_which_its_holder_is_sought() -> None:
    more = (
        '<zeebe:taskSchedule dueDate="=tutup" />'
        '<zeebe:properties><zeebe:property name="hari_pemegang" value="=tutup" />'
        '<zeebe:property name="kotak_tugas" value="tidak" /></zeebe:properties>'
    )
    case = duel(small.around(small.element("userTask", "langkah", small.FORM + more)), tutup="2026-06-30")
    step = case.run.open[0]
    assert step.due is not None
    assert (step.due.date(), step.on, step.element.quiet) == (date(2026, 6, 30), date(2026, 6, 30), True)
    case.answer("langkah#1", tutup="2026-07-31")
    plain = duel(small.around(small.element("userTask", "langkah", small.FORM + more)), tutup=None).run.open[
        0
    ]
    assert (plain.due, plain.on) == (None, None), "a fact that is not there sets no day"


def test_the_days_of_a_step_are_those_of_the_moment_at_which_it_opened() -> None:
    more = '<zeebe:properties><zeebe:property name="hari_pemegang" value="=tutup" /></zeebe:properties>'
    raw = small.diagram(
        small.start(), '<bpmn:parallelGateway id="bagi" />', small.element("userTask", "a", small.FORM + more), small.user("b"),
        small.end("e1"), small.end("e2"), small.chain("mulai", "bagi", "a", "e1"), small.chain("bagi", "b", "e2"),
    )  # fmt: skip
    case = duel(raw, tutup="2026-06-30")
    case.answer("b#1", tutup="2026-07-31")
    assert [(step.key, step.on) for step in case.run.open] == [("a#1", date(2026, 6, 30))]


def test_an_automatic_step_waits_for_its_result_and_gets_its_inputs() -> None:
    inputs = (
        '<zeebe:ioMapping><zeebe:input source="=n + 1" target="berikut" />'
        '<zeebe:input source="tetap" target="teks" /></zeebe:ioMapping>'
    )
    case = duel(small.around(small.service("langkah", inputs)), n=2)
    step = case.run.next_automatic()
    assert step is not None
    assert (step.key, step.element.operation) == ("langkah#1", "uji.langkah")
    assert case.run.inputs(step) == {"berikut": 3, "teks": "tetap"}
    case.answer("langkah#1", hasil=7)
    assert case.run.next_automatic() is None
    assert case.run.facts == {"n": 2, "hasil": 7}


def test_a_script_sets_one_fact_and_does_not_wait() -> None:
    case = duel(small.around(small.script("langkah", "n", "n + 1")), n=1)
    assert case.run.is_completed
    assert case.run.facts == {"n": 2}


def test_a_called_process_runs_under_the_key_of_its_call_and_shares_the_facts() -> None:
    raw = small.definitions(
        small.process(
            small.start(), small.call("panggil", "anak"), small.end(), small.chain("mulai", "panggil", "selesai")
        )
        + small.process(small.start("m"), small.user("isi"), small.end("s"), small.chain("m", "isi", "s"), ident="anak")
    )  # fmt: skip
    case = duel(raw)
    assert case.keys == ["panggil#1/isi#1"]
    assert case.run.open[0].process_id == "anak"
    case.answer("panggil#1/isi#1", jawaban="ya")
    assert case.run.facts == {"jawaban": "ya"}
    assert case.run.is_completed


def test_an_embedded_subprocess_ends_when_its_last_branch_has_ended() -> None:
    inside = "".join(
        [
            small.start("m"), gateway("parallel", "bagi"), small.user("a"), small.user("b"), small.end("s"),
            small.chain("m", "bagi", "a", "s"), small.chain("bagi", "b", "s"),
        ]
    )  # fmt: skip
    case = duel(small.around(small.element("subProcess", "langkah", parts=inside)))
    case.answer("langkah#1/b#1")
    assert case.keys == ["langkah#1/a#1"]
    case.answer("langkah#1/a#1")
    assert case.run.is_completed


@pytest.mark.parametrize(
    ("tag", "text", "due"),
    [
        ("timeDuration", "PT2H", START + timedelta(hours=2)),
        ("timeDuration", '=if lama then duration("P14D") else duration("P1D")', START + timedelta(days=14)),
        ("timeDate", "2026-01-31", datetime(2026, 1, 31, tzinfo=JAKARTA)),
        ("timeDate", "2026-01-31T16:00", datetime(2026, 1, 31, 16, tzinfo=JAKARTA)),
        ("timeDate", "=batas", datetime(2026, 2, 28, tzinfo=JAKARTA)),
    ],
)
def test_an_intermediate_timer_waits_until_it_is_fired_and_says_when_it_is_due(
    tag: str, text: str, due: datetime
) -> None:
    raw = small.around(small.element("intermediateCatchEvent", "langkah", parts=small.timer(text, tag)))
    run = Duel.engine_only({"uji.bpmn": raw}, "uji", {"lama": True, "batas": "2026-02-28"})
    assert [(step.key, step.kind, step.due) for step in run.open] == [("langkah#1", "timer", due)]


def test_months_clip_to_the_last_day_and_keep_the_hour() -> None:
    raw = small.around(small.element("intermediateCatchEvent", "langkah", parts=small.timer("P1M")))
    run = Duel.engine_only({"uji.bpmn": raw}, "uji", {}, datetime(2026, 1, 31, 9, tzinfo=JAKARTA))
    assert run.open[0].due == datetime(2026, 2, 28, 9, tzinfo=JAKARTA)


def guarded(*, interrupting: bool) -> bytes:
    """A human step with a timer on its edge, whose path has a step of its own."""
    return small.diagram(
        small.start(), small.user("kerja"), small.boundary("tenggat", "kerja", interrupting=interrupting),
        small.user("tegur"), small.end("e1"), small.end("e2"),
        small.chain("mulai", "kerja", "e1"), small.chain("tenggat", "tegur", "e2"),
    )  # fmt: skip


def test_an_interrupting_boundary_timer_takes_its_step_away() -> None:
    case = duel(guarded(interrupting=True))
    assert case.keys == ["kerja#1", "tenggat#1"]
    case.answer("tenggat#1")
    assert case.keys == ["tegur#1"]


def test_a_boundary_timer_that_does_not_interrupt_leaves_its_step_open_and_fires_once() -> None:
    case = duel(guarded(interrupting=False))
    case.answer("tenggat#1")
    assert case.keys == ["kerja#1", "tegur#1"]
    case.answer("kerja#1")
    assert case.keys == ["tegur#1"]


def catch(ident: str, name: str = "kabar") -> str:
    """An event that waits for a message."""
    return small.element("intermediateCatchEvent", ident, parts=small.awaits(name))


def test_an_intermediate_message_waits_under_its_name_and_correlation_and_brings_facts() -> None:
    raw = small.diagram(
        small.start(), catch("tunggu"), small.user("lanjut"), small.end(),
        small.chain("mulai", "tunggu", "lanjut", "selesai"), root=small.message(),
    )  # fmt: skip
    case = duel(raw, wilayah="utara")
    step = case.run.waiting_messages()[0]
    assert (step.key, step.kind, step.message, step.correlation) == ("tunggu#1", "message", "kabar", "utara")
    assert step.due is None
    case.answer("tunggu#1", capaian="BAIK", wilayah="selatan")
    assert case.keys == ["lanjut#1"]
    assert case.run.facts == {"capaian": "BAIK", "wilayah": "selatan"}


def test_a_correlation_is_what_the_facts_gave_when_the_wait_began() -> None:
    raw = small.diagram(
        small.start(), gateway("parallel", "bagi"), catch("tunggu"), small.user("ubah"), gateway("parallel", "temu"),
        small.end(), small.chain("mulai", "bagi", "tunggu", "temu", "selesai"), small.chain("bagi", "ubah", "temu"),
        root=small.message(),
    )  # fmt: skip
    case = duel(raw, wilayah=7)
    case.answer("ubah#1", wilayah=8)
    assert [(step.key, step.correlation) for step in case.run.waiting_messages()] == [("tunggu#1", "7")]


def listening(*, interrupting: bool) -> bytes:
    """A human step with a message on its edge, whose path has a step of its own."""
    return small.diagram(
        small.start(), small.user("kerja"), small.edge("ubah", "kerja", small.awaits(), interrupting=interrupting),
        small.user("ulang"), small.end("e1"), small.end("e2"),
        small.chain("mulai", "kerja", "e1"), small.chain("ubah", "ulang", "e2"), root=small.message(),
    )  # fmt: skip


def test_an_interrupting_boundary_message_takes_its_step_away() -> None:
    case = duel(listening(interrupting=True), wilayah="utara")
    assert case.keys == ["kerja#1", "ubah#1"]
    case.answer("ubah#1")
    assert case.keys == ["ulang#1"]


def test_a_boundary_message_that_does_not_interrupt_waits_for_the_next_one_as_long_as_its_step_is_open() -> (
    None
):
    case = duel(listening(interrupting=False), wilayah="utara")
    case.answer("ubah#1", wilayah="selatan")
    assert case.keys == ["kerja#1", "ubah#2", "ulang#1"]
    assert case.run.waiting_messages()[0].correlation == "utara", "the same wait goes on"
    case.answer("ubah#2")
    case.answer("kerja#1")
    assert case.keys == ["ulang#1", "ulang#2"]


def test_a_rule_task_waits_for_its_answer_and_knows_its_table_and_its_fact() -> None:
    mapped = '<zeebe:ioMapping><zeebe:input source="=nilai + 1" target="n0" /></zeebe:ioMapping>'
    raw = small.around(small.rule("langkah", extensions=mapped))
    case = Duel({"uji.bpmn": raw, "uji_tabel.dmn": small.table()}, "uji", {"nilai": 1})
    step = case.run.next_automatic()
    assert step is not None
    assert (step.kind, step.element.decision, step.element.result) == ("automatic", "uji_tabel", "hasil")
    table = case.definitions.decisions["uji_tabel"]
    assert table.decide({**case.run.facts, **case.run.inputs(step)}) == {"hasil": "a"}
    case.answer("langkah#1", hasil="a")
    assert case.run.is_completed


def test_a_boundary_timer_goes_when_its_step_is_done() -> None:
    case = duel(guarded(interrupting=True))
    case.answer("kerja#1")
    assert case.run.is_completed


def test_an_interrupting_boundary_timer_takes_everything_inside_a_scope_away() -> None:
    inside = "".join([small.start("m"), small.user("a"), small.end("s"), small.chain("m", "a", "s")])
    case = duel(
        small.diagram(
            small.start(), small.element("subProcess", "sub", parts=inside), small.boundary("tenggat", "sub"),
            small.user("sesudah"), small.end("e1"), small.end("e2"),
            small.chain("mulai", "sub", "e1"), small.chain("tenggat", "sesudah", "e2"),
        )
    )  # fmt: skip
    case.answer("tenggat#1")
    assert case.keys == ["sesudah#1"]


# -- gateways -------------------------------------------------------------------------------------------------


def choice(kind: str) -> bytes:
    """A gateway with two conditions and a default, each branch with a human step."""
    return small.diagram(
        small.start(), gateway(kind, "pilih", "lain"), small.user("a"), small.user("b"), small.user("c"),
        gateway(kind, "temu"), small.user("sesudah"), small.end(), small.chain("mulai", "pilih"),
        small.flow("pilih", "a", "n > 1"), small.flow("pilih", "b", "n > 2"), small.flow("pilih", "c", ident="lain"),
        small.chain("a", "temu"), small.chain("b", "temu"), small.chain("c", "temu", "sesudah", "selesai"),
    )  # fmt: skip


@pytest.mark.parametrize(("n", "taken"), [(3, "a#1"), (2, "a#1"), (1, "c#1"), (None, "c#1")])
def test_an_exclusive_gateway_takes_the_first_true_branch_or_the_default(n: int | None, taken: str) -> None:
    case = duel(choice("exclusive"), n=n)
    assert case.keys == [taken]
    case.answer(taken)
    assert case.keys == ["sesudah#1"]


@pytest.mark.parametrize(("n", "taken"), [(3, ["a#1", "b#1"]), (2, ["a#1"]), (1, ["c#1"])])
def test_an_inclusive_gateway_takes_every_true_branch_and_waits_for_those(n: int, taken: list[str]) -> None:
    case = duel(choice("inclusive"), n=n)
    assert case.keys == taken
    for key in taken:
        assert "sesudah#1" not in case.keys
        case.answer(key)
    assert case.keys == ["sesudah#1"]


def test_a_parallel_gateway_waits_for_a_token_on_each_incoming_flow() -> None:
    case = duel(
        small.diagram(
            small.start(), gateway("parallel", "bagi"), small.user("a"), gateway("parallel", "kumpul"),
            small.user("sesudah"), small.end(), small.chain("mulai", "bagi", "a", "kumpul", "sesudah", "selesai"),
            small.flow("bagi", "kumpul", ident="langsung"), small.flow("bagi", "kumpul", ident="langsung_juga"),
        )
    )  # fmt: skip
    assert case.keys == ["a#1"]
    case.answer("a#1")
    assert case.keys == ["sesudah#1"]


def test_a_second_token_on_one_flow_does_not_stand_for_the_other_flow_and_stays() -> None:
    case = duel(
        small.diagram(
            small.start(), gateway("parallel", "bagi"), small.user("a"), small.user("b"), small.user("c"),
            gateway("exclusive", "temu"), gateway("parallel", "kumpul"), small.user("sesudah"), small.end(),
            small.chain("mulai", "bagi", "a", "temu", "kumpul", "sesudah", "selesai"),
            small.chain("bagi", "b", "temu"), small.chain("bagi", "c", "kumpul"),
        )
    )  # fmt: skip
    case.answer("a#1")
    case.answer("b#1")
    assert case.keys == ["c#1"]
    case.answer("c#1")
    assert case.keys == ["sesudah#1"]
    case.answer("sesudah#1")
    assert case.keys == []
    assert not case.run.is_completed, "the second token of a and b is still waiting at the join"


def test_a_parallel_branch_that_jumps_back_gives_its_join_one_more_round() -> None:
    case = duel(
        small.diagram(
            small.start(), gateway("exclusive", "lagi"), gateway("parallel", "bagi"), small.user("a"),
            small.user("b"), gateway("exclusive", "cukup", "ya"), gateway("parallel", "kumpul"),
            small.user("sesudah"), small.end(), small.chain("mulai", "lagi", "bagi", "a", "kumpul"),
            small.chain("bagi", "b", "cukup"), small.flow("cukup", "lagi", 'b = "ulang"'),
            small.flow("cukup", "kumpul", ident="ya"), small.chain("kumpul", "sesudah", "selesai"),
        )
    )  # fmt: skip
    case.answer("b#1", b="ulang")
    assert case.keys == ["a#1", "a#2", "b#2"]
    case.answer("a#1")
    case.answer("a#2")
    case.answer("b#2", b="cukup")
    assert case.keys == ["sesudah#1"]
    case.answer("sesudah#1")
    assert case.keys == []
    assert not case.run.is_completed, "the fork has made one token more than the join can take"


def late_path(*, interrupting: bool) -> bytes:
    """A timer's own path comes to the inclusive join of its step and of another branch."""
    return small.diagram(
        small.start(), gateway("parallel", "bagi"), small.user("kerja"), small.user("lain"),
        small.boundary("tenggat", "kerja", interrupting=interrupting), gateway("inclusive", "temu"),
        small.user("sesudah"), small.end(), small.chain("mulai", "bagi", "kerja", "temu", "sesudah", "selesai"),
        small.chain("bagi", "lain", "temu"), small.chain("tenggat", "temu"),
    )  # fmt: skip


def test_an_inclusive_join_waits_for_a_step_whose_timer_has_already_brought_a_token() -> None:
    case = duel(late_path(interrupting=False))
    case.answer("tenggat#1")
    case.answer("lain#1")
    assert case.keys == ["kerja#1"]
    case.answer("kerja#1")
    assert case.keys == ["sesudah#1"]


def test_an_inclusive_join_does_not_wait_for_a_step_that_was_interrupted() -> None:
    case = duel(late_path(interrupting=True))
    case.answer("lain#1")
    assert case.keys == ["kerja#1", "tenggat#1"]
    case.answer("tenggat#1")
    assert case.keys == ["sesudah#1"]


def test_an_inclusive_join_waits_for_an_armed_timer_that_may_still_bring_a_token() -> None:
    case = duel(
        small.diagram(
            small.start(), gateway("parallel", "bagi"), small.user("kerja"), small.user("lain"),
            small.boundary("tenggat", "kerja", interrupting=False), gateway("inclusive", "temu"),
            small.user("sesudah"), small.end("e1"), small.end("e2"), small.chain("mulai", "bagi", "kerja", "e1"),
            small.chain("bagi", "lain", "temu", "sesudah", "e2"), small.chain("tenggat", "temu"),
        )
    )  # fmt: skip
    case.answer("lain#1")
    assert case.keys == ["kerja#1", "tenggat#1"]
    case.answer("kerja#1")
    assert case.keys == ["sesudah#1"]


def test_an_inclusive_join_does_not_wait_for_a_token_that_may_also_come_by_a_flow_that_has_one() -> None:
    case = duel(
        small.diagram(
            small.start(), gateway("parallel", "bagi"), small.user("a"), small.user("b"), gateway("exclusive", "m"),
            gateway("exclusive", "pilih", "langsung"), gateway("inclusive", "temu"), small.user("sesudah"),
            small.end(), small.chain("mulai", "bagi", "a", "m", "temu", "sesudah", "selesai"),
            small.chain("bagi", "b", "pilih"), small.flow("pilih", "m", "n = 1"),
            small.flow("pilih", "temu", ident="langsung"),
        )
    )  # fmt: skip
    case.answer("a#1")
    assert case.keys == ["b#1", "sesudah#1"]
    case.answer("b#1")
    assert case.keys == ["sesudah#1", "sesudah#2"]


def test_an_inclusive_join_takes_one_token_of_each_flow_and_goes_on_again_for_the_rest() -> None:
    case = duel(
        small.diagram(
            small.start(), gateway("parallel", "bagi"), small.user("a"), small.user("b"), small.user("c"),
            gateway("exclusive", "m"), gateway("inclusive", "temu"), small.user("sesudah"), small.end(),
            small.chain("mulai", "bagi", "a", "m", "temu", "sesudah", "selesai"), small.chain("bagi", "b", "m"),
            small.chain("bagi", "c", "temu"),
        )
    )  # fmt: skip
    case.answer("a#1")
    case.answer("b#1")
    assert case.keys == ["c#1"]
    case.answer("c#1")
    assert case.keys == ["sesudah#1", "sesudah#2"]


def test_an_inclusive_join_in_a_return_loop_begins_each_round_anew() -> None:
    case = duel(
        small.diagram(
            small.start(), gateway("exclusive", "lagi"), gateway("inclusive", "pilih", "selalu"), small.user("a"),
            small.user("b"), gateway("inclusive", "temu"), small.user("putuskan"), small.end(),
            gateway("exclusive", "cukup", "ya"), small.chain("mulai", "lagi", "pilih"),
            small.flow("pilih", "a", "n > 0"), small.flow("pilih", "b", ident="selalu"), small.chain("a", "temu"),
            small.chain("b", "temu", "putuskan", "cukup"), small.flow("cukup", "lagi", "n < 5"),
            small.flow("cukup", "selesai", ident="ya"),
        ),
        n=1,
    )  # fmt: skip
    case.answer("a#1")
    case.answer("putuskan#1", n=0)
    assert case.keys == ["b#1"]
    case.answer("b#1")
    case.answer("putuskan#2", n=9)
    assert case.run.is_completed


# -- repetition -----------------------------------------------------------------------------------------------


def test_a_parallel_repetition_opens_one_step_for_each_item_and_ends_with_the_last() -> None:
    case = duel(small.around(small.user("langkah", small.repeated("daftar"))), daftar=["x", "y", "z"])
    assert [(step.key, step.item, step.index) for step in case.run.open] == [
        ("langkah#1", "x", 1),
        ("langkah#2", "y", 2),
        ("langkah#3", "z", 3),
    ]
    for key in ("langkah#2", "langkah#1", "langkah#3"):
        assert not case.run.is_completed
        case.answer(key)
    assert case.run.is_completed


def test_a_sequential_repetition_opens_one_step_after_the_other() -> None:
    raw = small.around(small.user("langkah", small.repeated("daftar", sequential=True)))
    case = duel(raw, daftar=["x", "y"])
    assert [(step.key, step.item) for step in case.run.open] == [("langkah#1", "x")]
    case.answer("langkah#1", daftar=["x"])  # the list is read once, when the repetition begins
    assert [(step.key, step.item) for step in case.run.open] == [("langkah#2", "y")]
    case.answer("langkah#2")
    assert case.run.is_completed


def test_a_repetition_is_passed_once_whatever_its_items() -> None:
    for sequential in (True, False):
        case = duel(
            small.around(small.user("langkah", small.repeated("daftar", sequential=sequential))),
            daftar=["x", "y"],
        )
        assert case.run.visits[("uji", "langkah")] == 1


def test_a_repetition_over_nothing_passes_at_once() -> None:
    assert duel(small.around(small.user("langkah", small.repeated("daftar"))), daftar=[]).run.is_completed


def test_a_repeated_scope_numbers_its_insides_and_is_interrupted_as_a_whole() -> None:
    inside = "".join([small.start("m"), small.user("a"), small.end("s"), small.chain("m", "a", "s")])
    raw = small.diagram(
        small.start(), small.element("subProcess", "sub", parts=small.repeated('["x", "y"]') + inside),
        small.boundary("tenggat", "sub"), small.user("sesudah"), small.end("e1"), small.end("e2"),
        small.chain("mulai", "sub", "e1"), small.chain("tenggat", "sesudah", "e2"),
    )  # fmt: skip
    case = duel(raw)
    assert case.keys == ["sub#1/a#1", "sub#2/a#1", "tenggat#1"]
    case.answer("sub#2/a#1")
    assert case.keys == ["sub#1/a#1", "tenggat#1"]
    case.answer("tenggat#1")
    assert case.keys == ["sesudah#1"]


def test_an_automatic_repetition_sees_its_item_among_its_inputs() -> None:
    inputs = '<zeebe:ioMapping><zeebe:input source="=butir" target="untuk" /></zeebe:ioMapping>'
    case = duel(small.around(small.service("langkah", inputs, small.repeated("daftar"))), daftar=["x", None])
    assert [case.run.inputs(step) for step in case.run.open] == [{"untuk": "x"}, {"untuk": None}]


# -- what changes nothing -------------------------------------------------------------------------------------


def test_annotations_associations_and_groups_change_nothing() -> None:
    notes = (
        '<bpmn:textAnnotation id="catatan"><bpmn:text>Penjelasan</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="garis" sourceRef="langkah" targetRef="catatan" />'
        '<bpmn:group id="kelompok" categoryValueRef="nilai" />'
    )
    category = (
        '<bpmn:category id="kategori"><bpmn:categoryValue id="nilai" value="Kelompok" /></bpmn:category>'
    )
    case = duel(
        small.diagram(
            small.start(), small.user("langkah"), small.end(), notes, small.chain("mulai", "langkah", "selesai"),
            root=category,
        )
    )  # fmt: skip
    case.answer("langkah#1")
    assert case.run.is_completed
