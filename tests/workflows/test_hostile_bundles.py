"""What an owner, or somebody with an owner's password, may put into a draft to run code, read a file, hang a worker or
brick a case: it is refused, or it runs within its budget; and a case that meets it stays as it was.

No clock is read here: what costs too much is cut off by a count, and the counts are what is asserted.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text

from tests.kota import Kota
from webapp.engine import read_definitions
from webapp.engine.decision_table import DecisionError
from webapp.engine.run import MAX_FEEL
from webapp.engine.soundness import Budget, explore
from webapp.operations import Refused
from webapp.services.process.releases import publish
from webapp.services.workshop.checking import MAX_FILE_BYTES, MAX_FILES, Checked, check, check_all
from webapp.services.workshop.soundness import Searches, sound

from .planted import (
    SHIPPED,
    Edit,
    add,
    block,
    call,
    choice,
    cut,
    diagram,
    edited,
    field,
    flow,
    form,
    gateway,
    insert,
    new_file,
    repeated,
    script,
    swap,
    user,
    wait,
)

PENETAPAN = diagram("penetapan")
REVIU = "forms/penetapan/reviu.json"
NILAI = "workflows/tables/tpp_nilai_skp.dmn"
SEARCHES = Searches()
HEAVY = "count(for a in 1..90, b in 1..90 return a * b)"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def prefixed(path: str, text: str) -> Edit:
    """Something before the root element of a file."""

    def edit(files: dict[str, str]) -> dict[str, str]:
        head, rest = files[path].split("?>", 1)
        return {**files, path: f"{head}?>{text}{rest}"}

    return edit


def parallel_blocks(count: int) -> Edit:
    """Parallel blocks in a row, each of three steps."""
    parts = []
    for n in range(count):
        parts += [gateway("parallel", f"bagi{n}"), gateway("parallel", f"temu{n}")]
        for branch in range(3):
            step = f"langkah{n}_{branch}"
            parts += [user(step), flow(f"ke{step}", f"bagi{n}", step), flow(f"dari{step}", step, f"temu{n}")]
        if n:
            parts.append(flow(f"lanjut{n}", f"temu{n - 1}", f"bagi{n}"))
    return block("penetapan", "ke_tetapkan", "bagi0", f"temu{count - 1}", *parts)


def beside(count: int) -> Edit:
    """Many steps at the same time."""
    steps = [f"serentak{n}" for n in range(count)]
    parts = [
        part
        for step in steps
        for part in (user(step), flow(f"k{step}", "pecah", step), flow(f"d{step}", step, "rapat"))
    ]
    return block(
        "penetapan",
        "ke_tetapkan",
        "pecah",
        "rapat",
        gateway("parallel", "pecah"),
        gateway("parallel", "rapat"),
        *parts,
    )


def scripts(count: int, expression: str) -> Edit:
    """Calculations in a row."""
    nodes = [script(f"hitung{n}", f"={expression}", "hasil") for n in range(count)]
    flows = [flow(f"h{n}", f"hitung{n - 1}", f"hitung{n}") for n in range(1, count)]
    return block("penetapan", "ke_tetapkan", "hitung0", f"hitung{count - 1}", *nodes, *flows)


def nested(depth: int) -> dict[str, object]:
    """A group within a group within a group."""
    inner = [nested(depth - 1)] if depth else []
    return {"type": "group", "id": f"g{depth}", "components": inner}


def heavy_table(cell: str) -> Edit:
    """A table whose every cell costs much."""
    rows = "".join(
        f'<rule id="b{n}"><inputEntry id="i{n}"><text>{cell}</text></inputEntry><outputEntry id="o{n}">'
        f"<text>{n}</text></outputEntry></rule>"
        for n in range(450)
    )
    text = SHIPPED[NILAI]
    head, _, rest = text.partition('<rule id="baris_1">')
    tail = rest[rest.rindex("</rule>") + len("</rule>") :]
    return new_file(NILAI, head + rows + tail)


REFUSED: dict[str, tuple[Edit, ...]] = {
    "a script in Python": (
        add("penetapan", '<bpmn:scriptTask id="s"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>'),
    ),
    "code in a condition": (swap(PENETAPAN, '>=keputusan = "kembalikan"<', '>=__import__("os").system("id") = 0<'),),
    "the inside of an object in a condition": (
        swap(PENETAPAN, '>=keputusan = "kembalikan"<', ">=keputusan.__class__.__mro__[2] != null<"),
    ),
    "code in a timer": (insert("penetapan", "ke_tetapkan", wait("jeda", text='=open("/etc/passwd")')),),
    "code in a repetition": (insert("penetapan", "ke_tetapkan", user("tiap", parts=repeated("=range(10 ** 9)"))),),
    "a template in a form that reads what is not there": (
        form("penetapan/cek_awal", field("textfield", "isi", description="{{ ''.__class__ }}")),
        insert("penetapan", "ajukan", user("cek", "penetapan/cek_awal")),
    ),
    "a page within a form": (form("penetapan/cek_awal", {"type": "iframe", "id": "x", "url": "javascript:alert(1)"}),),
    "free HTML within a form": (
        form("penetapan/cek_awal", {"type": "html", "id": "x", "content": "<script>1</script>"}),
    ),
    "a pattern that runs for ever": (
        form("penetapan/cek_awal", field("textfield", "isi", validate={"pattern": "(a+)+$"})),
    ),
    "a pattern with many ways to match": (
        form("penetapan/cek_awal", field("textfield", "isi", validate={"pattern": "(a|aa)*(b|bb)*c" * 8})),
    ),
    "a form nested without end": (new_file("forms/penetapan/dalam.json", "[" * 50_000),),
    "a form that is deep": (
        form("penetapan/dalam", nested(9)),
    ),
    "an entity that grows": (prefixed(PENETAPAN, f"<!DOCTYPE x [<!ENTITY a0 'ha'>{LAUGHS}]>"),),
    "an entity that reads a file": (prefixed(PENETAPAN, '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),),
    "an entity in a table": (prefixed(NILAI, '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),),
    "XML nested deeply": (
        add("penetapan", "<bpmn:documentation>" * 60 + "</bpmn:documentation>" * 60),
    ),
    "more steps than a diagram may have": (add("penetapan", *(user(f"u{n}") for n in range(420))),),
    "a file of two megabytes": (swap(PENETAPAN, "</bpmn:process>", " " * 2 * MAX_FILE_BYTES + "</bpmn:process>"),),
    "more files than a bundle may have": tuple(
        new_file(f"forms/banyak/f{n}.json", "{}") for n in range(MAX_FILES + 1)
    ),
    "a path that leaves the folder": (swap(PENETAPAN, "penetapan/reviu", "../../etc/passwd"),),
    "a lane that names a person": (
        swap(PENETAPAN, '<bpmn:lane id="pejabat_penilai"', '<bpmn:lane id="nip_198001012005011001"'),
    ),
    "a loop that no one waits in": (
        block("penetapan", "ke_tetapkan", "putar", "putar", gateway("exclusive", "putar", "keluar_putar"),
              script("kira", "=1", "satu"), flow("p1", "putar", "kira", "true"), flow("p2", "kira", "putar")),
    ),
    "a call of itself": (insert("penetapan", "ke_tetapkan", call("lagi", "penetapan")),),
    "a table whose cells count for ever": (heavy_table(f"{HEAVY} &gt; 1"),),
    "a table with results that count for ever": (
        swap(NILAI, "<text>100</text>", f"<text>{' + '.join([HEAVY] * 3)}</text>"),
    ),
    "a table of every combination": (cut(NILAI, r"</decisionTable>.*"),),
    "an id that is a query": (swap(PENETAPAN, 'id="susun_skp"', "id=\"x' or '1'='1\""),),
    "a name that turns the text around": (swap(PENETAPAN, 'name="Reviu SKP"', 'name="Reviu \u202egpj.exe"'),),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_a_reason_and_a_mend(name: str) -> None:
    checked = check_all(edited(*REFUSED[name]), SEARCHES)
    assert checked.problems
    assert all(problem.message and problem.mend for problem in checked.problems)


COSTLY: dict[str, tuple[Edit, ...]] = {
    "eight parallel blocks in a row": (parallel_blocks(8),),
    "forty parallel blocks in a row": (parallel_blocks(40),),
    "ninety steps at the same time": (beside(90),),
    "a step for each of a million": (
        insert("penetapan", "ke_tetapkan", user("tiap", parts=repeated("=for a in 1..1000000 return a"))),
    ),
    "a step for each of two hundred and one": (
        insert("penetapan", "ke_tetapkan", user("tiap", parts=repeated("=for a in 1..201 return a"))),
    ),
    "two hundred calls at the same time": (
        insert("penetapan", "ke_tetapkan", call("tiap", "rencana_aksi", repeated("=for a in 1..200 return a"))),
    ),
    "calculations that cost much, one after the other": (scripts(200, HEAVY),),
    "a calculation that doubles its text": (
        scripts(60, 'string(get or else(hasil, "ab")) + string(get or else(hasil, "ab"))'),
    ),
    "a form with many choices that all decide": (
        form("penetapan/banyak", *(choice(f"pilih{n}", "a", "b", "c") for n in range(12))),
        insert("penetapan", "ke_tetapkan", user("banyak", "penetapan/banyak")),
        block("penetapan", "dari_banyak", "simpang", "simpang", gateway("exclusive", "simpang", "keluar_simpang"),
              flow("ulang", "simpang", "banyak", " and ".join(f'pilih{n} = "a"' for n in range(12)))),
    ),
    "tokens that double for ever": (
        block("penetapan", "ke_tetapkan", "kumpul", "bagi", gateway("exclusive", "kumpul"), user("satu"),
              gateway("parallel", "bagi"), flow("x1", "kumpul", "satu"), flow("x2", "satu", "bagi"),
              flow("x3", "bagi", "kumpul"), flow("x4", "bagi", "kumpul")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COSTLY)
def test_the_search_through_it_stays_within_its_budget(name: str) -> None:
    """Whatever is said of it is said within the budget: a fault, a warning that not all was tried, or nothing."""
    checked = check(edited(*COSTLY[name]))
    assert checked.bundle is not None, [str(problem) for problem in checked.problems]
    small = Budget(states=300, work=20_000)
    found = sound(checked.bundle, SEARCHES, small)
    assert all(one.problem.message and one.problem.mend for one in found)


def costly(name: str) -> Checked:
    return check_all(edited(*COSTLY[name]), SEARCHES)


def test_what_is_too_much_to_run_is_a_fault_before_it_runs() -> None:
    codes = {problem.code for problem in costly("a step for each of two hundred and one").problems}
    assert codes == {"run_too_many_items"}
    assert "run_expression" in {
        one.code for one in costly("calculations that cost much, one after the other").problems
    }


def test_what_is_too_much_to_search_says_that_it_was_not_searched_to_the_end() -> None:
    checked = costly("ninety steps at the same time")
    assert checked.problems == []
    assert [problem.code for problem in checked.warnings] == ["unfinished"]


def test_tokens_that_double_are_a_fault() -> None:
    assert "twice" in {problem.code for problem in costly("tokens that double for ever").problems}


def test_a_search_stops_at_its_budget() -> None:
    bundle = check(edited(beside(90))).bundle
    assert bundle is not None
    budget = Budget(states=10_000, work=5_000)
    explored = explore(bundle.definitions, "penetapan", lambda _: [{}], [{}], budget=budget)
    assert not explored.is_finished
    assert explored.work < 2 * budget.work


def test_the_expressions_of_one_entry_share_a_budget() -> None:
    files = {
        path: text.encode()
        for path, text in edited(scripts(200, HEAVY)).items()
        if path.endswith((".bpmn", ".dmn"))
    }
    explored = explore(read_definitions(files), "penetapan", lambda _: [{}], [{}])
    assert {code for code, _ in explored.failures} == {"expression"}
    assert MAX_FEEL < 200 * 90 * 90


def test_a_table_has_one_budget_for_one_question() -> None:
    """Cells that cost according to what is asked are cut off when a case asks."""
    counting = "count(for a in 1..nilai_skp, b in 1..nilai_skp return a)"
    checked = check(edited(swap(NILAI, "<text>100</text>", f"<text>{counting}</text>")))
    assert checked.bundle is not None, [str(problem) for problem in checked.problems]
    decision = checked.bundle.definitions.decisions["tpp_nilai_skp"]
    with pytest.raises(DecisionError, match="terlalu besar"):
        decision.decide({"nilai_skp": Decimal(100_000)})


@pytest.mark.fast
def test_a_case_that_meets_a_fault_stays_as_it_was(city: Kota) -> None:
    """Put under a case behind the workshop's back, a diagram that cannot go on refuses the step; nothing is stored."""
    each = user("tiap", parts=repeated("=for a in 1..201 return a"))
    files = edited(insert("penetapan", "kembalikan", each))
    city.until_submitted()
    with city.work.transaction() as tx:
        release = publish(tx.session, files, tx.today, "Uji")
        tx.session.execute(
            text("UPDATE process_case SET release_id = :rilis WHERE id = :kasus"),
            {"rilis": release, "kasus": city.case_id("SR")},
        )
    before, revisions = city.open_keys("SR"), city.revisions("SR")
    with pytest.raises(Refused, match="belum tersimpan"):
        city.review("KB", "SR", "kembalikan", alasan="Indikator kinerja belum jelas sama sekali.")
    assert city.open_keys("SR") == before
    assert [one.status for one in city.revisions("SR")] == [one.status for one in revisions]
    city.review("KB", "SR")
    assert city.open_keys("SR") != before
