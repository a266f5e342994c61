"""Changed outcomes of decision tables: every combination that is answered differently, and none that is not."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.planted import SHIPPED
from webapp.engine.decision_changes import NO_ROW, TWO_ROWS, UNKNOWN, compare
from webapp.engine.decision_reading import read_decision
from webapp.engine.decision_table import Decision, DecisionError
from webapp.engine.xml import read_xml
from webapp.services.workshop.outcomes import changed_outcomes, outcome_of

KUADRAN = SHIPPED["workflows/tables/kuadran_predikat.dmn"]
NILAI = SHIPPED["workflows/tables/tpp_nilai_skp.dmn"]


def table(text: str) -> Decision:
    """A table as it stands in a draft, complete or not."""
    decision, refused = read_decision(read_xml(text.encode(), "uji.dmn"), "uji.dmn")
    assert decision is not None, refused
    return decision


def rewritten(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_a_table_answers_like_itself() -> None:
    for text in (KUADRAN, NILAI):
        outcome = outcome_of(table(text), table(text))
        assert outcome.status == "sama"
        assert outcome.total == 0
        assert outcome.combinations > 0


def test_one_cell_changes_one_combination_and_says_which() -> None:
    changed = rewritten(
        KUADRAN,
        '<text>"SANGAT_BAIK"</text>\n        </outputEntry>',
        '<text>"BAIK"</text>\n        </outputEntry>',
    )
    outcome = outcome_of(table(KUADRAN), table(changed))
    assert (outcome.total, outcome.combinations) == (1, 9)
    assert outcome.words == [
        "Tabel 'Kuadran predikat kinerja': 1 dari 9 kombinasi dijawab berbeda.",
        "Predikat = SANGAT_BAIK menjadi Predikat = BAIK, bila Hasil kerja = DI_ATAS_EKSPEKTASI, Perilaku kerja = "
        "DI_ATAS_EKSPEKTASI.",
    ]


def test_a_moved_limit_changes_exactly_what_lies_between() -> None:
    moved = rewritten(rewritten(NILAI, "&gt;= 90", "&gt;= 88"), "[80..90)", "[80..88)")
    outcome = outcome_of(table(NILAI), table(moved))
    (kind,) = outcome.kinds
    assert (kind.before, kind.after) == ("Persen TPP = 85", "Persen TPP = 100")
    assert [text for one in kind.examples for _, text in one.asked] == ["= 88", "antara 88 dan 90"]


def test_a_gap_an_overlap_and_an_unknown_value_are_outcomes_too() -> None:
    gap = table(re.sub(r'<rule id="baris_9">.*?</rule>', "", KUADRAN, flags=re.DOTALL))
    assert {one.after.words for one in compare(table(KUADRAN), gap).changed} == {NO_ROW}
    overlap = table(rewritten(NILAI, "[80..90)", "[80..95)"))
    assert {one.after.words for one in compare(table(NILAI), overlap).changed} == {TWO_ROWS}
    fewer = KUADRAN.replace(
        '"SESUAI_EKSPEKTASI", "DI_BAWAH_EKSPEKTASI"</text>', '"SESUAI_EKSPEKTASI"</text>', 1
    )
    assert {one.after.words for one in compare(table(KUADRAN), table(fewer)).changed} == {UNKNOWN}


def test_columns_that_no_list_or_stretch_cuts_are_told_and_not_guessed() -> None:
    free = table(rewritten(NILAI, "<text>&gt;= 90</text>", "<text>&gt;= batas</text>"))
    outcome = outcome_of(table(NILAI), free)
    assert "nilai_skp" in outcome.unclear
    assert outcome.status == "ubah"


def test_new_and_lost_tables_are_told() -> None:
    held = {"kuadran_predikat": table(KUADRAN)}
    assert [(one.status, one.words) for one in changed_outcomes({}, held)] == [
        ("baru", ["Tabel 'Kuadran predikat kinerja' ditambahkan."])
    ]
    assert [one.status for one in changed_outcomes(held, {})] == ["hapus"]
    assert changed_outcomes(held, held) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 99), min_size=5, max_size=5, unique=True).map(sorted), st.integers(-5, 110))
def test_what_is_not_told_is_answered_as_before(marks: list[int], asked: int) -> None:
    """An opinion of its own: both tables are asked outright."""
    low, mid, high = (
        f"[{a}..{b})" for a, b in ((marks[0], marks[1]), (marks[1], marks[2]), (marks[2], marks[4]))
    )
    other = NILAI
    for old, new in (("[80..90)", high), ("[70..80)", mid), ("[60..70)", low)):
        other = rewritten(other, old, new)
    before, after = table(NILAI), table(other)
    told = {tuple(text for _, text in one.asked) for one in compare(before, after).changed}
    differs = _said(before, asked) != _said(after, asked)
    assert differs is any(_holds(text, asked) for (text,) in told)


def _said(decision: Decision, asked: int) -> object:
    try:
        return decision.decide({"nilai_skp": Decimal(asked)})
    except DecisionError as error:
        return "tidak ada baris" in str(error)


def _holds(words: str, asked: int) -> bool:
    numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", words)]
    if words.startswith("antara"):
        return numbers[0] < asked < numbers[1]
    return {"=": asked == numbers[0], "<": asked < numbers[0], ">": asked > numbers[0]}[words[0]]


@pytest.mark.parametrize("text", [KUADRAN, NILAI])
def test_the_words_stay_few(text: str) -> None:
    emptied = text.replace('hitPolicy="UNIQUE"', 'hitPolicy="FIRST"')
    assert len(outcome_of(table(text), table(emptied)).words) <= 21
