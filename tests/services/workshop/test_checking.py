"""The check of a bundle: quick because what did not change stays read, and whole because nothing is left out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.workflows.planted import (
    SHIPPED,
    SHIPPED_WHOLE,
    Edit,
    call,
    choice,
    condition,
    cut,
    diagram,
    edited,
    end,
    field,
    flow,
    form,
    gateway,
    insert,
    new_file,
    service,
    start,
    swap,
    user,
)
from webapp.engine import Definitions
from webapp.operations import find, names
from webapp.services.process.releases import ReleaseRefused, open_bundle, read_bundle
from webapp.services.workshop.answers import Answers
from webapp.services.workshop.checking import check, check_all
from webapp.services.workshop.soundness import Searches, searched

PENETAPAN = diagram("penetapan")
SEARCHES = Searches()
OPERATIONS = Path(__file__).resolve().parents[3] / "webapp" / "operations"


def answers() -> tuple[Definitions, Answers]:
    bundle = read_bundle(SHIPPED)
    return bundle.definitions, Answers(bundle.definitions, bundle.forms)


def test_what_ships_is_good() -> None:
    checked = check_all(SHIPPED_WHOLE)
    assert checked.is_good
    assert (checked.problems, checked.warnings) == ([], [])


def test_a_file_that_did_not_change_is_not_read_again() -> None:
    before, after = check(SHIPPED), check(edited(swap(PENETAPAN, 'name="Reviu SKP"', 'name="Telaah"')))
    assert before.bundle is not None
    assert after.bundle is not None
    old, new = before.bundle.definitions.processes, after.bundle.definitions.processes
    assert [name for name in old if old[name] is not new[name]] == ["penetapan"]
    assert all(before.bundle.forms[key] is after.bundle.forms[key] for key in before.bundle.forms)


def test_a_process_that_did_not_change_is_not_walked_again() -> None:
    searches = Searches()
    first = searched(read_bundle(SHIPPED), searches)
    held = len(searches.held)
    moved = edited(swap(PENETAPAN, '<dc:Bounds x="217" y="127"', '<dc:Bounds x="218" y="127"'))
    assert searched(read_bundle(moved), searches) == first
    assert len(searches.held) == held, "a picture changes no course"
    searched(read_bundle(edited(insert("penetapan", "ke_tetapkan", user("baca")))), searches)
    assert held < len(searches.held) <= held + 4, "the process, and those whose cases it is part of"


def test_searches_forget_the_oldest() -> None:
    searches = Searches(size=3)
    searched(read_bundle(SHIPPED), searches)
    assert len(searches.held) == 3


def test_every_problem_of_every_file_is_told_at_once() -> None:
    files = edited(
        cut(PENETAPAN, r' default="setujui"'), swap("forms/bimbingan/sesi.json", '"radio"', '"iframe"')
    )
    assert {problem.file for problem in check(files).problems} == {PENETAPAN, "forms/bimbingan/sesi.json"}


def test_a_release_that_stands_is_read_without_the_checks_that_came_after_it() -> None:
    """A stricter program stops no case of an old release; publishing the same again is refused."""
    files = edited(condition("penetapan", 'keputusan = "kembalikan"', 'keputusan = "kembalikn"'))
    assert open_bundle(files).definitions.processes["penetapan"]
    with pytest.raises(ReleaseRefused):
        read_bundle(files)


def test_the_search_comes_only_after_the_quick_check() -> None:
    checked = check_all(edited(condition("penetapan", 'keputusan = "kembalikan"', "keputusan > 3")))
    assert {problem.code for problem in checked.problems} == {"kind"}
    assert checked.findings == []


def test_answers_are_those_of_the_form_the_operation_and_the_table() -> None:
    definitions, offered = answers()
    process = definitions.processes["penetapan"]
    assert offered.read("penetapan") == {"keputusan"}
    assert offered.book.of(process, process.elements["reviu"])["keputusan"].values == (
        "setujui",
        "kembalikan",
    )
    table = definitions.processes["evaluasi_bulanan"]
    predikat = offered.book.of(table, table.elements["predikat_bulanan"])["predikat"]
    assert predikat.values is not None
    assert "SANGAT_BAIK" in predikat.values


def test_a_number_is_tried_around_each_limit_that_it_meets() -> None:
    files = edited(
        form("penetapan/ukur", field("number", "mutu")),
        insert("penetapan", "ke_disetujui", user("ukur", "penetapan/ukur")),
        condition("penetapan", 'keputusan = "kembalikan"', "mutu < 70"),
    )
    bundle = read_bundle(files)
    offered = Answers(bundle.definitions, bundle.forms)
    assert offered.sampled("penetapan") == {"mutu"}
    process = bundle.definitions.processes["penetapan"]
    told = offered._values("mutu", offered.book.of(process, process.elements["ukur"])["mutu"])
    assert told == [69, 70, 71]


def test_an_operation_that_is_drawn_twice_still_needs_its_facts() -> None:
    files = edited(insert("evaluasi_bulanan", "ke_isi", service("dini", "evaluasi_bulanan.simpan")))
    (problem,) = check_all(files).problems
    assert (problem.code, problem.element_id) == ("missing_fact", "dini")
    assert "predikat" in problem.message


def drawn(ident: str, *parts: str) -> Edit:
    """A diagram more, without a picture."""
    head = SHIPPED[diagram("mutasi")].split("<bpmn:collaboration")[0]
    process = f'<bpmn:process id="{ident}" name="{ident}" isExecutable="true">{"".join(parts)}</bpmn:process>'
    return new_file(diagram(ident), f"{head}{process}</bpmn:definitions>")


@pytest.mark.parametrize("asked", ["isi", "lain"])
def test_what_a_called_process_gives_on_one_of_two_ways_only_is_lacking_behind_the_call(asked: str) -> None:
    predikat, other = choice("predikat", "BAIK", "KURANG"), field("textfield", "alasan")
    files = edited(
        form("uji/pilih", choice("jalan", "satu", "dua")), form("uji/isi", predikat),
        form("uji/lain", predikat if asked == "lain" else other),
        drawn(
            "bagian", start("m"), user("pilih", "uji/pilih"), gateway("exclusive", "x", "ke_lain"), end("s"),
            user("isi", "uji/isi"), user("lain", "uji/lain"), flow("f1", "m", "pilih"), flow("f2", "pilih", "x"),
            flow("ke_isi", "x", "isi", 'jalan = "satu"'), flow("ke_lain", "x", "lain"), flow("f3", "isi", "s"),
            flow("f4", "lain", "s"),
        ),
        drawn(
            "induk", start("m"), call("panggil", "bagian"), service("simpan", "evaluasi_bulanan.simpan"), end("s"),
            flow("f1", "m", "panggil"), flow("f2", "panggil", "simpan"), flow("f3", "simpan", "s"),
        ),
    )  # fmt: skip
    found = [(one.code, one.element_id) for one in check_all(files, SEARCHES).problems]
    assert found == ([] if asked == "lain" else [("missing_fact", "simpan")])


# -- what operations declare, against what they do -------------------------------------------------------------------


def _functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _named(function: ast.FunctionDef) -> str | None:
    for one in function.decorator_list:
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "operation":
            (first, *_) = one.args
            return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    return None


Functions = dict[str, ast.FunctionDef]


def _reads(function: ast.FunctionDef, beside: Functions, seen: frozenset[str] = frozenset()) -> set[str]:
    """Facts of the case that a function reads outright, itself or through functions of its module."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "ctx.facts":
            found |= {str(node.slice.value)} if isinstance(node.slice, ast.Constant) else set()
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if called in beside and called not in seen:
            found |= _reads(beside[called], beside, seen | {called})
    return found


def test_every_fact_that_an_operation_reads_outright_is_among_its_needs() -> None:
    told: dict[str, set[str]] = {}
    for path in OPERATIONS.glob("*.py"):
        functions = _functions(ast.parse(path.read_text(encoding="utf-8")))
        registered = {name: one for one in functions.values() if (name := _named(one)) is not None}
        for name, function in registered.items():
            operation = find(name)
            assert operation is not None, name
            told[name] = _reads(function, functions) - operation.needs
    assert {name: lacking for name, lacking in told.items() if lacking} == {}


def test_somebody_gives_every_fact_that_an_operation_needs() -> None:
    definitions, offered = answers()
    given = {name for process in definitions.processes for name in offered.book.in_one_case(process)}
    assert {need for name in names() if (one := find(name)) is not None for need in one.needs} <= given
