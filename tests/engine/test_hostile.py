"""Files and facts that mean harm: every one is refused with a sentence, or runs within the walls.

Nothing else than `DiagramRefused` may come out of reading, and nothing else than `RunError` out of running; neither may
take long. The limits are those of `subset` and `run`.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from webapp.engine import (
    Definitions,
    DiagramRefused,
    Entry,
    NotOpen,
    Problem,
    Run,
    RunError,
    read_definitions,
    subset,
)
from webapp.engine.elements import CaseWorkflow
from webapp.engine.run import MAX_INSTANCES, MAX_TOKENS

from . import small
from .duel import ANSWER, START
from .small import around, chain, codes, diagram, element, end, flow, problems, start, unchecked, user

WORKFLOWS = Path(__file__).parents[2] / "workflows"
GOOD = around(user("langkah"))
PROMPT = 5.0  # seconds of work for one file or answer; the usual is a few milliseconds, a hang is for ever

# -- the file -------------------------------------------------------------------------------------------------

BILLION_LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' + GOOD.replace(
    b'"uji/isi"', b'"&b;"'
)


def deep(levels: int) -> bytes:
    """Elements inside each other."""
    return GOOD.replace(
        b'<bpmn:endEvent id="selesai">',
        b'<bpmn:endEvent id="selesai">'
        + b"<bpmn:documentation>" * levels
        + b"</bpmn:documentation>" * levels,
    )


FILES: dict[str, tuple[str, bytes]] = {
    "empty": ("xml", b""),
    "not XML": ("xml", b"bukan xml"),
    "cut short": ("xml", GOOD[:-9]),
    "a zero byte": ("xml", GOOD.replace(b"langkah", b"lang\0kah")),
    "a control character": ("xml", GOOD.replace(b"langkah", b"lang\x08kah")),
    "an entity nobody declared": ("xml", GOOD.replace(b"uji/isi", b"&berkas;")),
    "an unknown prefix": ("xml", GOOD.replace(b"<bpmn:userTask", b"<lain:userTask")),
    "a document type": ("doctype", b"<!DOCTYPE bpmn>" + GOOD),
    "a document type in small letters": ("doctype", b"<!doctype bpmn>" + GOOD),
    "an external entity": ("doctype", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + GOOD),
    "an entity bomb": ("doctype", BILLION_LAUGHS),
    "an entity in a comment": ("doctype", b"<!-- <!ENTITY x 'y'> -->" + GOOD),
    "UTF-16": ("encoding", b'<?xml version="1.0" encoding="UTF-16"?>'.decode().encode("utf-16") + GOOD),
    "UTF-16 without a mark": ("xml", GOOD.decode().encode("utf-16-le")),
    "UTF-16 without a mark, which hides a document type": (
        "doctype", ('<?xml version="1.0"?><!DOCTYPE bpmn>' + GOOD.decode()).encode("utf-16-le"),
    ),
    "Latin-1": ("encoding", b'<?xml version="1.0" encoding="ISO-8859-1"?>' + GOOD),
    "Latin-1 with blanks": ("encoding", b"<?xml version='1.0' encoding = 'ISO-8859-1'?>" + GOOD),
    "Latin-1 after a mark": ("encoding", b'\xef\xbb\xbf<?xml version="1.0" encoding="latin-1"?>' + GOOD),
    "UTF-7, which hides a document type": (
        "encoding", b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a>' + GOOD,
    ),
    "bytes that are not UTF-8": ("encoding", GOOD.replace(b"langkah", b"lang\xffkah")),
    "two megabytes": ("too_big", GOOD + b" " * 2_000_000),
    "many elements": ("too_big", GOOD.replace(b"</bpmn:proc", b"<bpmn:association />" * 6_001 + b"</bpmn:proc")),
    "forty-one levels": ("too_big", deep(41)),
    "a thousand levels": ("xml", deep(1_000)),
    "another root": ("not_bpmn", b"<definitions />"),
    "another BPMN": ("not_bpmn", GOOD.replace(b"20100524", b"19990101")),
    "no process": ("no_process", f"{small.HEAD}</bpmn:definitions>".encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_a_plain_diagram_is_refused_with_a_sentence(name: str) -> None:
    code, raw = FILES[name]
    began = time.process_time()
    found = problems(raw)
    assert time.process_time() - began < PROMPT
    assert code in codes(found)
    assert all(
        re.fullmatch(r"[A-Z'].*\.", text) for problem in found for text in (problem.message, problem.mend)
    )


def test_a_mark_a_declaration_and_a_comment_do_no_harm() -> None:
    assert (
        problems(b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8" standalone="yes"?><!-- ya -->' + GOOD)
        == []
    )


def test_a_document_type_is_refused_even_where_the_text_does_not_show_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("webapp.engine.xml._DECLARED", re.compile(rb"(?!)"))
    assert codes(problems(b"<!DOCTYPE bpmn>" + GOOD)) == {"doctype"}


def test_references_out_of_the_file_are_never_followed() -> None:
    raw = GOOD.replace(b"<bpmn:process", b'<?xml-stylesheet href="http://127.0.0.1:9/x"?><bpmn:process', 1)
    assert problems(raw) == []


@pytest.mark.parametrize("count", [subset.MAX_FLOW_NODES, subset.MAX_FLOW_NODES + 1, 500])
def test_a_process_may_have_four_hundred_elements(count: int) -> None:
    steps = [f"u{number}" for number in range(count - 2)]
    raw = diagram(start(), *(user(step) for step in steps), end(), chain("mulai", *steps, "selesai"))
    assert codes(problems(raw)) == ({"too_big"} if count > subset.MAX_FLOW_NODES else set())


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "1a",
        "a b",
        "a&apos;b",
        "a&quot;b",
        "a' or '1'='1",
        "a/b",
        "../a",
        "a]",
        "a{b}",
        "é",
        "a" * 81,
        "a#1",
        "a\n",
    ],
)
def test_an_id_is_short_and_plain(bad: str) -> None:
    raw = (
        GOOD.replace(b'"langkah"', f'"{bad}"'.encode())
        .replace(b"langkah__", b"x__")
        .replace(b"__langkah", b"__x")
    )
    assert "id" in codes(problems(raw))


def test_an_id_is_used_once_in_a_file() -> None:
    assert codes(problems(diagram(start(), user("a"), user("a"), end(), chain("mulai", "a", "selesai")))) == {
        "duplicate_id"
    }
    assert codes(
        problems(
            diagram(start(), user("a"), end(), flow("mulai", "a", ident="x"), flow("a", "selesai", ident="x"))
        )
    ) == {"duplicate_id"}
    assert "duplicate_id" in codes(problems(around(user("uji"), "uji")))


@pytest.mark.parametrize(
    "bad",
    ["x" * 201, "Nama\u202eterbalik", "Nama\u200btersembunyi", "\u2066Nama", "Nama\u00ad", "Nama\u009fbaru"],
)
def test_a_name_is_one_short_line_of_letters_that_can_be_seen(bad: str) -> None:
    for raw in (
        around(user("langkah", name=bad)),
        GOOD.replace(b'<bpmn:process id="uji"', f'<bpmn:process name="{bad}" id="uji"'.encode()),
        GOOD.replace(b'sourceRef="mulai"', f'name="{bad}" sourceRef="mulai"'.encode()),
    ):
        assert codes(problems(raw)) == {"name"}


def test_markup_in_a_name_stays_a_name() -> None:
    name = "<script>alert('1')</script> & \"dua\""
    process = read_definitions({"x": around(user("langkah", name=name))}).processes["uji"]
    assert process.elements["langkah"].name == name


# -- expressions ----------------------------------------------------------------------------------------------

HOSTILE_FEEL = [
    '__import__("os").system("id")', "().__class__.__base__.__subclasses__()", 'open("/etc/passwd").read()',
    "a.__class__.__mro__", "daftar.__class__", "eval(a)", "exec(a)", "lambda: 1", "globals()", "a; b",
    "a = 1; import os",
    "{}.__init__.__globals__", "f'{a}'", "`id`", "$(id)", "a := 1", "9**9**9", "a ** 2", "a[0].b.c.d[e]", "[" * 50,
    "(" * 10_000 + "1" + ")" * 10_000, "not(" * 5_000, "-" * 5_000 + "1", '"' + "a" * 100_000, "a" * 200_000,
    "1 + " * 50_000 + "1", " and ".join(["a"] * 20_000), "\u202ea", "a\u0000b", "if a then", "for x in", "1e999999999",
    "9" * 10_000, 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")', "uji.mulai", "@", "?",
]  # fmt: skip


def with_condition(text: str) -> bytes:
    """A choice by this condition."""
    return diagram(
        start(), user("tanya"), element("exclusiveGateway", "pilih", default="lain"), user("a"), end(),
        chain("mulai", "tanya", "pilih"), flow("pilih", "a", text), flow("pilih", "selesai", ident="lain"),
        chain("a", "selesai"),
    )  # fmt: skip


def started(raw: bytes, **facts: Any) -> Run:
    """A case of process `uji`."""
    return Run.start(read_definitions({"uji.bpmn": raw}), "uji", Entry(1, "started", START, None, facts))


@pytest.mark.parametrize("text", HOSTILE_FEEL, ids=range(len(HOSTILE_FEEL)))
def test_hostile_conditions_are_refused_or_are_simply_not_true(text: str) -> None:
    began = time.process_time()
    raw = with_condition(text)
    found = codes(problems(raw))
    assert found <= {"feel", "not_feel", "xml", "too_big"}
    if not found:
        run = started(raw, a="x", daftar=[1, 2])
        with suppress(RunError):
            run.apply(Entry(2, "completed", START, "tanya#1"))
            assert run.is_completed, "the default branch"
    assert time.process_time() - began < PROMPT


HEAVY = "count(for x in 1..900, y in 1..900 return x * y) > 1"


def test_an_expression_that_costs_too_much_ends_in_a_run_error_that_names_it() -> None:
    run = started(with_condition(HEAVY))
    with pytest.raises(RunError) as caught:
        run.apply(Entry(2, "completed", START, "tanya#1"))
    assert caught.value.code == "expression"
    assert caught.value.element_id == HEAVY


# -- running --------------------------------------------------------------------------------------------------


def endless(*steps: str, ids: tuple[str, ...] = ()) -> bytes:
    """A cycle without a wait."""
    return diagram(
        start(), element("exclusiveGateway", "temu"), *steps, element("exclusiveGateway", "lagi", default="tidak"),
        end(), chain("mulai", "temu", *ids, "lagi"), flow("lagi", "temu", "true"),
        flow("lagi", "selesai", ident="tidak"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        endless(),
        endless(small.script("hitung", "n", "n + 1"), ids=("hitung",)),
        endless(user("tak_seorang_pun", small.repeated("[]")), ids=("tak_seorang_pun",)),
    ],
)
def test_an_endless_automatic_loop_is_refused_and_would_be_stopped(raw: bytes) -> None:
    assert codes(problems(raw)) == {"endless"}
    with pytest.raises(RunError) as caught:
        Run.start(unchecked(raw), "uji", Entry(1, "started", START, None, {"n": 0}))
    assert caught.value.code == "endless"


def test_a_fork_that_multiplies_tokens_without_end_would_be_stopped() -> None:
    raw = diagram(
        start(), element("exclusiveGateway", "temu"), element("parallelGateway", "bagi"), end(),
        chain("mulai", "temu", "bagi"), flow("bagi", "temu", ident="satu"), flow("bagi", "temu", ident="dua"),
        flow("bagi", "selesai"),
    )  # fmt: skip
    assert codes(problems(raw)) == {"endless"}
    with pytest.raises(RunError, match="without a wait"):
        Run.start(unchecked(raw), "uji", Entry(1, "started", START))


@pytest.mark.parametrize(
    ("items", "code"),
    [(list(range(MAX_INSTANCES + 1)), "too_many_items"), ("x", "not_a_list"), (None, "not_a_list")],
)
def test_a_repetition_needs_a_list_of_bearable_length(items: Any, code: str) -> None:
    with pytest.raises(RunError) as caught:
        started(around(user("langkah", small.repeated("daftar"))), daftar=items)
    assert (caught.value.code, caught.value.element_id) == (code, "langkah")


def test_a_case_has_only_so_many_open_steps() -> None:
    inside = "".join([start("m"), user("isi", small.repeated("daftar")), end("s"), chain("m", "isi", "s")])
    raw = around(element("subProcess", "langkah", parts=small.repeated("daftar") + inside))
    assert len(started(raw, daftar=list(range(20))).open) == 400
    with pytest.raises(RunError) as caught:
        started(raw, daftar=list(range(23)))
    assert caught.value.code == "too_many_tokens"
    assert MAX_TOKENS == 500


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("timeDuration", '=duration("P99999Y")'), ("timeDuration", "P999999M"), ("timeDuration", "P9999999D"),
        ("timeDuration", "-P999999M"), ("timeDuration", "=tak_ada"), ("timeDuration", '="besok"'),
        ("timeDuration", "=5"),
        ("timeDate", "=tak_ada"), ("timeDate", "=5"), ("timeDate", '=duration("P1D")'), ("timeDate", '="2026-13-01"'),
        ("timeDuration", '=date("2026-01-01")'), ("timeDate", "=[]"),
    ],
)  # fmt: skip
def test_a_time_that_never_comes_is_a_run_error_that_names_the_timer(tag: str, text: str) -> None:
    with pytest.raises(RunError) as caught:
        started(around(element("intermediateCatchEvent", "langkah", parts=small.timer(text, tag))))
    assert (caught.value.code, caught.value.element_id) == ("no_time", "langkah")


@pytest.mark.parametrize(
    "given_facts", [{}, {"wilayah": None}, {"wilayah": ""}, {"wilayah": True}, {"wilayah": ["x"]}]
)
def test_a_correlation_that_gives_nothing_is_a_run_error_that_names_the_event(
    given_facts: dict[str, Any],
) -> None:
    waits = element("intermediateCatchEvent", "langkah", parts=small.awaits())
    raw = diagram(start(), waits, end(), chain("mulai", "langkah", "selesai"), root=small.message())
    with pytest.raises(RunError) as caught:
        started(raw, **given_facts)
    assert (caught.value.code, caught.value.element_id) == ("no_correlation", "langkah")


def test_whatever_the_library_would_have_evaluated_is_a_defect_and_never_runs() -> None:
    definitions = read_definitions({"uji.bpmn": GOOD})
    workflow = CaseWorkflow(
        definitions.specs["uji"], {}, Run.start(definitions, "uji", Entry(1, "started", START))
    )
    with pytest.raises(AssertionError, match="script engine"):
        workflow.script_engine.evaluate("__import__('os')")


def test_facts_that_look_like_machinery_are_only_facts() -> None:
    facts = {"typename": "Task", "__class__": "x", "data": {"typename": "x"}, "uji": {"__proto__": [1]}}
    run = started(with_condition('typename = "Task"'), **facts)
    run.apply(Entry(2, "completed", START, "tanya#1"))
    assert [step.key for step in run.open] == ["a#1"]
    assert run.facts == facts


# -- mutated files --------------------------------------------------------------------------------------------

SHIPPED = {path.name: path.read_bytes() for path in sorted(WORKFLOWS.glob("*.bpmn"))}
TABLES = {path.name: path.read_bytes() for path in sorted(WORKFLOWS.glob("tables/*.dmn"))}


def stand_ins(raw: bytes) -> dict[str, bytes]:
    """Short processes and tables in the place of those that a diagram calls and asks."""
    called = sorted(set(re.findall(r'calledElement processId="(\w+)"', raw.decode())))
    asked = sorted(set(re.findall(r'decisionId="(\w+)"', raw.decode())))
    simple = diagram(start(), user("a"), end(), chain("mulai", "a", "selesai"))
    return {
        **{f"{name}.bpmn": simple.replace(b'id="uji"', f'id="{name}"'.encode()) for name in called},
        **{f"{name}.dmn": small.table(name) for name in asked},
    }


STUBS = {name: stand_ins(raw) for name, raw in SHIPPED.items()}
NASTY = [
    b"<", b">", b"&", b'"', b"\0", b"\xff", b"]]>", b"<!--", b"&#0;", b"&#x10ffff;", b"\xef\xbf\xbf", b"<![CDATA[",
    b"=",
    b"bpmn:", b"P1D", b"99999999999999999999", b"../../etc/passwd", b"{", b"${x}", b"\xe2\x80\xae", b"' or 1=1",
]  # fmt: skip
TAGS = sorted(
    {
        *subset.FLOW_NODES,
        *subset.REFUSED,
        "sequenceFlow",
        "lane",
        "laneSet",
        "process",
        "definitions",
        "incoming",
    }
)


def bytes_changed(raw: bytes, chance: random.Random) -> bytes:
    """A few bytes other than they were."""
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def slice_moved(raw: bytes, chance: random.Random) -> bytes:
    """A stretch of the file gone, doubled, or elsewhere."""
    first, second = sorted(chance.sample(range(len(raw)), 2))
    second = min(second, first + 400)
    at = chance.randrange(len(raw))
    rest = raw[:first] + raw[second:]
    return chance.choice(
        [rest, raw[:at] + raw[first:second] + raw[at:], rest[:at] + raw[first:second] + rest[at:]]
    )


def nasty_put_in(raw: bytes, chance: random.Random) -> bytes:
    """Something unpleasant in the middle."""
    at = chance.randrange(len(raw))
    return raw[:at] + chance.choice(NASTY) * chance.choice([1, 1, 1, 300]) + raw[at:]


def tree_changed(raw: bytes, chance: random.Random) -> bytes:
    """Elements gone, doubled, moved or renamed, references exchanged: still XML, often nearly right."""
    root = etree.fromstring(raw)
    for _ in range(chance.randint(1, 3)):
        nodes = [node for node in root.iter() if node is not root and isinstance(node.tag, str)]
        node, other = chance.choice(nodes), chance.choice(nodes)
        chance.choice([remove, double, move, rename, exchange, drop_attribute, nasty_text])(
            node, other, chance
        )
    return etree.tostring(root, encoding="utf-8")


def remove(node: etree._Element, _other: etree._Element, _chance: random.Random) -> None:
    if (parent := node.getparent()) is not None:
        parent.remove(node)


def double(node: etree._Element, _other: etree._Element, _chance: random.Random) -> None:
    if (parent := node.getparent()) is not None:
        parent.append(etree.fromstring(etree.tostring(node)))


def move(node: etree._Element, other: etree._Element, _chance: random.Random) -> None:
    if node not in list(other.iterancestors()) and node is not other:
        other.append(node)


def rename(node: etree._Element, _other: etree._Element, chance: random.Random) -> None:
    node.tag = f"{{{subset.BPMN}}}{chance.choice(TAGS)}"


def exchange(node: etree._Element, other: etree._Element, chance: random.Random) -> None:
    if node.attrib and other.attrib:
        node.set(
            chance.choice(sorted(map(str, node.attrib))),
            chance.choice(sorted(map(str, other.attrib.values()))),
        )


def drop_attribute(node: etree._Element, _other: etree._Element, chance: random.Random) -> None:
    if node.attrib:
        del node.attrib[chance.choice(sorted(map(str, node.attrib)))]


def nasty_text(node: etree._Element, other: etree._Element, chance: random.Random) -> None:
    node.text = chance.choice(["=", "= 1 +", "=a", "P1D", "\u202e", "x" * 5_000, other.get("id", "")])


MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    bytes_changed,
    slice_moved,
    nasty_put_in,
    tree_changed,
    tree_changed,
]


def refused(release: Mapping[str, bytes]) -> list[Problem]:
    """What a release is refused for."""
    try:
        read_definitions(release)
    except DiagramRefused as error:
        return error.problems
    return []


def run_a_little(definitions: Definitions, chance: random.Random) -> None:
    """Play an accepted release; it may only stop with a run error."""
    for process_id in definitions.processes:
        try:
            run = Run.start(
                definitions, process_id, Entry(1, "started", START, None, {"batas_penetapan": "2026-01-31"})
            )
            for turn in range(8):
                if not run.open:
                    break
                step = chance.choice(run.open)
                facts = {"keputusan": chance.choice(["setujui", "kembalikan"])}
                run.apply(
                    Entry(run.seq + 1, ANSWER[step.kind], START + timedelta(hours=turn), step.key, facts)
                )
        except RunError:
            continue


@pytest.mark.parametrize("seed", range(4))
def test_mutated_diagrams_are_refused_or_run_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    accepted = 0
    for _ in range(550):
        name = chance.choice(list(SHIPPED))
        raw = chance.choice(MUTATIONS)(SHIPPED[name], chance)
        began = time.process_time()
        release = {"mutated.bpmn": raw} | STUBS.get(name, {})
        found = refused(release)
        assert all(problem.message and problem.mend for problem in found)
        if not found:
            accepted += 1
            run_a_little(read_definitions(release), chance)
        assert time.process_time() - began < PROMPT
    assert accepted >= 20


def test_the_shipped_diagrams_are_accepted_as_they_are() -> None:
    definitions = read_definitions(SHIPPED | TABLES)
    assert {"skp_pegawai", "dialog", "penetapan"} <= definitions.processes.keys()
    with pytest.raises(NotOpen):
        Run.replay(definitions, "penetapan", [Entry(1, "completed", START, "reviu#1")])
