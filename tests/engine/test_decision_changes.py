"""What a changed table answers differently: every combination of which that is so, and none of which it is not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tabel import FOLDER, column, result, row, table
from webapp.engine.decision_changes import NO_ROW, TWO_ROWS, UNKNOWN, Comparison, compare
from webapp.engine.decision_reading import read_decision
from webapp.engine.decision_table import Decision, DecisionError
from webapp.engine.xml import read_xml

KUADRAN = (FOLDER / "kuadran_predikat.dmn").read_text()
NILAI = (FOLDER / "tpp_nilai_skp.dmn").read_text()
AB = column("huruf", values='"A", "B"')
HEAVY = "count(for i in 1..100, j in 1..100, k in 1..100 return i)"


def draft(raw: bytes | str) -> Decision:
    """A table as it stands in a draft, complete or not."""
    raw = raw if isinstance(raw, bytes) else raw.encode()
    decision, refused = read_decision(read_xml(raw, "uji.dmn"), "uji.dmn")
    assert decision is not None, refused
    return decision


def rows(*columns: str, policy: str = "FIRST", **cells: str) -> Decision:
    """A table with one output; a row's name tells its result, and its text the tests of all columns."""
    written = (row(text.split(" | "), [f'"{name}"']) for name, text in cells.items())
    return draft(table(*columns, result("hasil"), *written, policy=policy))


def told(found: Comparison) -> list[tuple[str, str, str]]:
    """What is asked, and both answers, as a reader sees them."""
    assert found.unclear == ""
    return [
        (", ".join(f"{label} {case}" for label, case in one.asked), one.before.words, one.after.words)
        for one in found.changed
    ]


def test_a_table_answers_like_itself() -> None:
    for text in (KUADRAN, NILAI):
        found = compare(draft(text), draft(text))
        assert found.changed == ()
        assert found.combinations > 0


def test_a_gap_an_overlap_and_an_unknown_value_are_answers_too() -> None:
    gap = draft(re.sub(r'<rule id="baris_9">.*?</rule>', "", KUADRAN, flags=re.DOTALL))
    assert {one.after.words for one in compare(draft(KUADRAN), gap).changed} == {NO_ROW}
    overlap = draft(NILAI.replace("[80..90)", "[80..95)"))
    assert {one.after.words for one in compare(draft(NILAI), overlap).changed} == {TWO_ROWS}
    fewer = rows(column("huruf", values='"A"'), a="-")
    assert told(compare(rows(AB, a="-"), fewer)) == [("huruf = B", "hasil = a", UNKNOWN)]


def test_the_rows_that_answer_are_numbered() -> None:
    (changed,) = compare(rows(AB, a='"A"', b="-"), rows(AB, a='"A"', c='"A"', d="-")).changed
    assert (changed.before.rows, changed.after.rows) == ((2,), (3,))


@pytest.mark.parametrize(
    ("policy", "cells", "words", "numbers"),
    [
        ("FIRST", {"a": '"A"', "b": "-"}, "hasil = a", (1,)),
        ("UNIQUE", {"a": '"A"', "b": "-"}, TWO_ROWS, (1, 2)),
        ("ANY", {"a": '"A"', "b": "-"}, TWO_ROWS, (1, 2)),
        ("ANY", {"a": '"A"', "sama": "-"}, "hasil = a", (1, 2)),
        ("UNIQUE", {"a": '"A"', "sama": "-"}, TWO_ROWS, (1, 2)),
    ],
)
def test_rows_that_meet_answer_as_their_hit_policy_says(
    policy: str, cells: dict[str, str], words: str, numbers: tuple[int, ...]
) -> None:
    said = (row([text], ['"a"' if name == "sama" else f'"{name}"']) for name, text in cells.items())
    after = draft(table(AB, result("hasil"), *said, policy=policy))
    found = compare(rows(AB, lama="-"), after)
    assert [
        (one.after.words, one.after.rows) for one in found.changed if one.asked == (("huruf", "= A"),)
    ] == [(words, numbers)]


def test_a_result_that_reads_facts_is_compared_as_it_is_written() -> None:
    one, other = (
        draft(table(AB, result("hari", "number"), row(["-"], [text]))) for text in ("n * 2", "n * 3")
    )
    assert {(was, now) for _, was, now in told(compare(one, other))} == {("hari = n * 2", "hari = n * 3")}


def test_a_new_column_is_asked_of_the_table_that_has_it() -> None:
    after = rows(AB, column("ya", "boolean"), a='"A" | true', b="- | -")
    assert told(compare(rows(AB, a='"A"', b="-"), after)) == [
        ("huruf = A, ya = False", "hasil = a", "hasil = b")
    ]
    assert told(compare(after, rows(AB, a='"A"', b="-"))) == [
        ("huruf = A, ya = False", "hasil = b", "hasil = a")
    ]


def test_days_numbers_and_texts_are_told_by_the_limits_of_both_tables() -> None:
    day = column("tanggal", "date")
    old, new = (rows(day, lama=f'< date("{limit}")', baru="-") for limit in ("2026-01-01", "2026-01-05"))
    assert [asked for asked, _, _ in told(compare(old, new))] == [
        "tanggal = 2026-01-01",
        "tanggal antara 2026-01-01 dan 2026-01-05",
    ]
    text = column("teks")
    assert told(compare(rows(text, a='"x"', b="-"), rows(text, a='"x", "y"', c="-"))) == [
        ("teks = y", "hasil = b", "hasil = a"),
        ("teks lainnya", "hasil = b", "hasil = c"),
    ]


def test_what_a_whole_number_cannot_be_is_not_asked() -> None:
    whole = rows(column("n", "integer"), kecil="<= 4", besar=">= 5")
    assert told(compare(whole, rows(column("n", "number"), kecil="< 5", besar=">= 5"))) == []
    assert [asked for asked, _, _ in told(compare(whole, rows(column("n", "integer"), kecil="-")))] == [
        "n = 5",
        "n > 5",
    ]


def test_an_empty_input_is_told_where_one_table_knows_it() -> None:
    known = rows(column("huruf", values='"A", null'), a='"A"', kosong="null")
    assert told(compare(known, rows(column("huruf"), a="-"))) == [
        ("huruf kosong", "hasil = kosong", UNKNOWN),
        ("huruf lainnya", UNKNOWN, "hasil = a"),
    ]
    assert told(compare(known, rows(column("huruf", values='"A"'), a="-"))) == [
        ("huruf kosong", "hasil = kosong", UNKNOWN)
    ]
    truth = rows(column("ya", "boolean", "true, false, null"), a="-")
    assert told(compare(rows(column("ya", "boolean"), a="-"), truth)) == [("ya kosong", UNKNOWN, "hasil = a")]


UNCLEAR = "Kolom '%s' tidak dapat dipotong menjadi kasus-kasus yang sama."


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (rows(column("n", "number"), a="-"), rows(column("n"), a="-"), UNCLEAR % "n"),
        (rows(column("n", "Any"), a="-"), rows(column("n", "Any"), b="-"), UNCLEAR % "n"),
        (rows(column("n", "number"), a="> 1", b="-"), rows(column("n", "number"), a="> batas", b="-"), UNCLEAR % "n"),
        (rows(AB, a="-"), rows(AB, a="acuan", b="-"), UNCLEAR % "huruf"),
        (rows(column("ya", "boolean"), a="-"), rows(column("ya", "boolean"), a="acuan", b="-"), UNCLEAR % "ya"),
        (rows(column("n", "number", "[1..batas]"), a="-"), rows(column("n", "number"), a="-"), UNCLEAR % "n"),
        (rows(column("t"), a="string length(?) > 3", b="-"), rows(column("t"), a="-"), UNCLEAR % "t"),
        (
            rows(*(column(name, values=", ".join(f'"{n}"' for n in range(30))) for name in "abc"), a="- | - | -"),
            rows(AB, a="-"),
            "lebih dari 20000 kombinasi",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_tried_in_full_is_told_and_not_guessed(
    before: Decision, after: Decision, said: str
) -> None:
    for found in (compare(before, after), compare(after, before)):
        assert said in found.unclear
        assert (found.changed, found.combinations) == ((), 0)


def test_a_cell_that_calculates_without_end_is_told() -> None:
    found = compare(
        rows(column("ya", "boolean"), a="-"), rows(column("ya", "boolean", f"{HEAVY} > 1"), a="-")
    )
    assert found.unclear.startswith("Ada sel yang perhitungannya terlalu besar")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 99), min_size=5, max_size=5, unique=True).map(sorted), st.integers(-5, 110))
def test_what_is_not_told_is_answered_as_before(marks: list[int], asked: int) -> None:
    """An opinion of its own: both tables are asked outright."""
    low, mid, high = (
        f"[{a}..{b})" for a, b in ((marks[0], marks[1]), (marks[1], marks[2]), (marks[2], marks[4]))
    )
    other = NILAI
    for old, new in (("[80..90)", high), ("[70..80)", mid), ("[60..70)", low)):
        assert old in other
        other = other.replace(old, new, 1)
    before, after = draft(NILAI), draft(other)
    found = {text for one in compare(before, after).changed for _, text in one.asked}
    differs = _said(before, asked) != _said(after, asked)
    assert differs is any(_holds(text, asked) for text in found)


def _said(decision: Decision, asked: int) -> object:
    try:
        return decision.decide({"nilai_skp": asked})
    except DecisionError as error:
        return "tidak ada baris" in str(error)


def _holds(words: str, asked: int) -> bool:
    numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", words)]
    if words.startswith("antara"):
        return numbers[0] < asked < numbers[1]
    return {"=": asked == numbers[0], "<": asked < numbers[0], ">": asked > numbers[0]}[words[0]]
