"""Decision tables: what is read, what is refused and with which words, and what a table answers."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.tabel import FOLDER, column, read, result, row, table
from webapp.engine import DiagramRefused
from webapp.engine.decision_reading import DMN, read_decision
from webapp.engine.decisions import DecisionError, read_decisions
from webapp.engine.xml import read_xml

AB = column("huruf", values='"A", "B"')
NILAI = result("nilai", "number")


def refusals(raw: bytes) -> list[str]:
    with pytest.raises(DiagramRefused) as refused:
        read_decisions({"uji.dmn": raw})
    assert all(problem.file == "uji.dmn" and problem.mend for problem in refused.value.problems)
    return [f"{problem.code}: {problem.message}" for problem in refused.value.problems]


def test_a_table_answers_by_output_name() -> None:
    decision = read(
        table(AB, NILAI, result("kata"), row(['"A"'], ["1", '"satu"']), row(['"B"'], ["2.5", '"x"']))
    )
    assert decision.decide({"huruf": "A"}) == {"nilai": 1, "kata": "satu"}
    assert decision.values({"huruf": "B"})["nilai"] == Decimal("2.5")
    assert decision.names == {"huruf"}


def test_results_may_be_calculated_from_the_facts() -> None:
    decision = read(table(AB, NILAI, row(["-"], ["hari * 2"])))
    assert decision.decide({"huruf": "A", "hari": 7}) == {"nilai": 14}
    assert decision.names == {"huruf", "hari"}


def test_a_date_column_reads_iso_texts_so_that_a_table_may_change_with_the_day() -> None:
    decision = read(
        table(
            column("tanggal", "date"),
            NILAI,
            row(['< date("2027-01-01")'], ["100"], "aturan lama"),
            row(['>= date("2027-01-01")'], ["120"], "aturan baru"),
        )
    )
    assert decision.decide({"tanggal": "2026-12-31"}) == {"nilai": 100}
    assert decision.decide({"tanggal": "2027-01-01"}) == {"nilai": 120}
    assert decision.rules[1].basis == "aturan baru"
    with pytest.raises(DecisionError, match="tanggal"):
        decision.decide({"tanggal": "kemarin"})


def test_facts_outside_the_input_values_are_an_error_that_names_the_column() -> None:
    decision = read(table(AB, NILAI, row(["-"], ["1"])))
    with pytest.raises(DecisionError, match="huruf"):
        decision.decide({"huruf": "C"})
    with pytest.raises(DecisionError, match="kosong"):
        decision.decide({})


def test_null_is_an_input_only_where_it_is_listed() -> None:
    decision = read(
        table(column("huruf", values='"A", null'), NILAI, row(['"A"'], ["1"]), row(["null"], ["2"]))
    )
    assert decision.decide({}) == {"nilai": 2}


def test_first_takes_the_first_row_that_fits() -> None:
    raw = table(AB, NILAI, row(['"A"'], ["1"]), row(["-"], ["2"]), policy="FIRST")
    assert [read(raw).decide({"huruf": letter})["nilai"] for letter in "AB"] == [1, 2]


def test_any_lets_rows_agree_and_refuses_those_that_do_not() -> None:
    both = [row(['"A"'], ["1"]), row(["-"], ["1"])]
    assert read(table(AB, NILAI, *both, policy="ANY")).decide({"huruf": "A"}) == {"nilai": 1}
    (told,) = refusals(table(AB, NILAI, row(['"A"'], ["1"]), row(["-"], ["2"]), policy="ANY"))
    assert told == "dmn_overlap: Pada 1 kombinasi hasilnya berbeda: huruf = A (baris 1, 2)."


def test_rows_that_only_meet_at_run_time_are_refused_there() -> None:
    opaque = [column("teks", "Any"), NILAI]
    raw = table(*opaque, row(["string length(?) > 3"], ["1"]), row(["-"], ["2"]), policy="FIRST")
    assert read(raw).decide({"teks": "panjang"}) == {"nilai": 1}


def test_missing_combinations_are_named() -> None:
    raw = table(AB, column("ya", "boolean"), NILAI, row(['"A"', "-"], ["1"]), row(['"B"', "true"], ["2"]))
    assert refusals(raw) == ["dmn_gap: Tidak ada baris untuk 1 kombinasi: huruf = B, ya = False."]


def test_doubled_combinations_are_named_with_their_rows() -> None:
    raw = table(AB, NILAI, row(['"A"'], ["1"]), row(["-"], ["2"]))
    assert refusals(raw) == [
        "dmn_overlap: Pada 1 kombinasi lebih dari satu baris cocok: huruf = A (baris 1, 2)."
    ]


def test_a_gap_between_numbers_is_named() -> None:
    cells = [row(["< 5"], ["1"]), row(["> 5"], ["2"])]
    assert refusals(table(column("n", "number"), NILAI, *cells)) == [
        "dmn_gap: Tidak ada baris untuk 1 kombinasi: n = 5."
    ]
    whole = table(column("n", "integer"), NILAI, row(["<= 4"], ["1"]), row([">= 5"], ["2"]))
    assert read(whole).decide({"n": 5}) == {"nilai": 2}
    assert refusals(table(column("n", "number"), NILAI, row(["<= 4"], ["1"]), row([">= 5"], ["2"])))


def test_a_range_of_input_values_bounds_what_must_be_answered() -> None:
    cells = [row(["[1..6]"], ["1"]), row(["[7..12]"], ["2"])]
    decision = read(table(column("bulan", "integer", "[1..12]"), NILAI, *cells))
    assert decision.decide({"bulan": 7}) == {"nilai": 2}
    with pytest.raises(DecisionError):
        decision.decide({"bulan": 13})


def test_a_missing_day_between_dates_is_named() -> None:
    cells = [row(['< date("2026-01-01")'], ["1"]), row(['[date("2026-01-03")..date("2026-12-31")]'], ["2"])]
    (told,) = refusals(table(column("tanggal", "date"), NILAI, *cells))
    assert "tanggal = 2026-01-01; tanggal antara 2026-01-01 dan 2026-01-03; tanggal > 2026-12-31" in told


def test_a_row_that_is_never_chosen_is_refused() -> None:
    raw = table(AB, NILAI, row(["-"], ["1"]), row(['"A"'], ["2"]), policy="FIRST")
    assert refusals(raw) == ["dmn_dead_row: Baris 2 tidak pernah terpilih."]


def test_a_text_that_is_no_input_value_is_named_with_row_and_column() -> None:
    raw = table(AB, NILAI, row(['"A"'], ["1"]), row(['"b"'], ["2"]))
    assert refusals(raw)[0].startswith("dmn_unknown_value: Baris 2, kolom 'huruf': \"b\"")


def test_what_cannot_be_cut_into_cases_needs_a_last_row_for_everything() -> None:
    raw = table(column("teks", "Any"), NILAI, row(["string length(?) > 3"], ["1"]), policy="FIRST")
    assert refusals(raw)[0].startswith("dmn_catch_all: ")
    reads_facts = table(column("n", "number"), NILAI, row(["> batas"], ["1"]), row(["<= batas"], ["2"]))
    assert refusals(reads_facts)[0].startswith("dmn_catch_all: ")


def test_texts_without_a_list_need_a_row_for_all_others() -> None:
    known = [row(['"A", "B"'], ["1"]), row(["null"], ["2"])]
    gap, dead = refusals(table(column("teks"), NILAI, *known))
    assert gap == "dmn_gap: Tidak ada baris untuk 1 kombinasi: teks lainnya."
    assert dead == "dmn_dead_row: Baris 2 tidak pernah terpilih.", "null is an input only where it is listed"
    rest = table(column("teks"), NILAI, known[0], row(['not("A", "B")'], ["3"]))
    assert [read(rest).decide({"teks": text})["nilai"] for text in ("B", "C")] == [1, 3]


def test_a_truth_that_may_have_one_value_only_is_asked_for_that_one() -> None:
    bounded = column("ya", "boolean", "not(false)")
    assert read(table(bounded, NILAI, row(["-"], ["1"]))).decide({"ya": True}) == {"nilai": 1}
    told = refusals(table(bounded, NILAI, row(["true"], ["1"]), row(["false"], ["2"])))
    assert told == ["dmn_dead_row: Baris 2 tidak pernah terpilih."]


def test_a_column_that_nothing_is_asked_of_is_told_as_whatever_it_is() -> None:
    free = [column("tanggal", "date"), column("n", "number")]
    assert refusals(table(*free, AB, NILAI, row(["-", "-", '"A"'], ["1"]))) == [
        "dmn_gap: Tidak ada baris untuk 1 kombinasi: tanggal tanggal mana pun, n angka mana pun, huruf = B."
    ]


def test_between_two_days_in_a_row_there_is_none() -> None:
    cells = [row(['<= date("2026-01-01")'], ["1"]), row(['>= date("2026-01-02")'], ["2"])]
    assert read(table(column("tanggal", "date"), NILAI, *cells)).decide({"tanggal": "2026-01-02"}) == {
        "nilai": 2
    }


def test_the_first_and_the_last_day_of_all_have_none_beyond() -> None:
    cells = [row(['date("0001-01-01")'], ["1"]), row(['date("9999-12-31")'], ["2"])]
    assert refusals(table(column("tanggal", "date"), NILAI, *cells)) == [
        "dmn_gap: Tidak ada baris untuk 1 kombinasi: tanggal antara 0001-01-01 dan 9999-12-31."
    ]


LOOP = "count(for a in 1..100, b in 1..100, c in 1..100 return a)"
N = column("n", "number")


@pytest.mark.parametrize(
    ("raw", "facts", "told"),
    [
        (table(N, NILAI, row(["< 5"], ["1"])), {"n": 7}, "tidak ada baris yang cocok untuk n = 7."),
        (table(N, NILAI, row(["-"], ["1"])), {"n": "7"}, "isi 'n' '7', bukan nilai yang dikenal tabel."),
        (table(N, NILAI, row(["-"], ["1"]), row(["> 5"], ["1"])), {"n": 7}, "baris 1, 2 sama-sama cocok untuk n = 7."),
        (
            table(N, NILAI, row(["-"], ["n"]), row(["> 5"], ["n + 1"]), policy="ANY"), {"n": 7},
            "baris 1, 2 sama-sama cocok",
        ),
        (
            table(N, result("nilai", "number", "1, 2"), row(["-"], ["n"])), {"n": 7},
            "baris 1 menghasilkan 'nilai' yang tidak terdaftar.",
        ),
        (table(N, NILAI, row([f"{LOOP} > n"], ["1"])), {"n": 7}, "perhitungannya terlalu besar"),
        (table(N, NILAI, row(["-"], [f"n + {LOOP}"])), {"n": 7}, "perhitungannya terlalu besar"),
    ],
)  # fmt: skip
def test_a_table_that_was_never_judged_still_answers_in_one_way_or_says_why_not(
    raw: bytes, facts: dict[str, object], told: str
) -> None:
    decision, refused = read_decision(read_xml(raw, "uji.dmn"), "uji.dmn")
    assert decision is not None, refused
    with pytest.raises(DecisionError) as caught:
        decision.decide(facts)
    assert str(caught.value).startswith("Tabel keputusan 'Tabel uji' (uji): ")
    assert told in str(caught.value)
    assert caught.value.decision_id == "uji"


def test_too_many_combinations_are_refused() -> None:
    many = ", ".join(f'"v{n}"' for n in range(30))
    columns = [column(name, values=many) for name in "abc"]
    assert refusals(table(*columns, NILAI, row(["-", "-", "-"], ["1"])))[0].startswith("dmn_too_many")


@pytest.mark.parametrize("policy", ["COLLECT", "PRIORITY", "RULE ORDER", "OUTPUT ORDER"])
def test_other_hit_policies_are_refused(policy: str) -> None:
    (told,) = refusals(table(AB, NILAI, row(["-"], ["1"]), policy=policy))
    assert told == f"dmn_hit_policy: Hit policy '{policy}' tidak didukung."


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (table(AB, NILAI, row(["A B"], ["1"])), "dmn_feel: Sel 'A B' pada baris 1, kolom 'huruf'"),
        (table(AB, NILAI, row(["-"], ["1 +"])), "dmn_feel: Ungkapan '1 +' pada baris 1, kolom 'nilai'"),
        (table(AB, NILAI, row(["-"], [""])), "dmn_empty: Hasil baris 1, kolom 'nilai' kosong"),
        (table(AB, NILAI, row(["-"], ['"satu"'])), 'dmn_values: Hasil "satu" pada baris 1'),
        (table(AB, result("k", values='"X"'), row(["-"], ['"Y"'])), 'dmn_values: Hasil "Y" pada baris 1'),
        (table(AB, NILAI, row(["-", "-"], ["1"])), "dmn_cells: Baris 1"),
        (table(AB, NILAI), "dmn_rules: "),
        (
            table(AB, NILAI, row(["-"], ["1"])).replace(
                b"<decisionTable ", b'<decisionTable preferredOrientation="Rule-as-Column" '
            ),
            "dmn_orientation: ",
        ),
        (
            table(AB, NILAI, row(["-"], ["1"])).replace(
                b"<inputEntry>", b'<inputEntry expressionLanguage="python">'
            ),
            "dmn_language: ",
        ),
        (table(column("1 +"), NILAI, row(["-"], ["1"])), "dmn_feel: Ungkapan '1 +' pada masukan '1 +'"),
        (table(AB, result("k", values="[1..2]"), row(["-"], ["1"])), "dmn_values: Nilai keluaran 'k'"),
        (table(column(""), NILAI, row(["-"], ["1"])), "dmn_input: Masukan 'kolom 1' tanpa ungkapan"),
        (table(AB, row(["-"], [])), "dmn_columns: "),
        (table(AB, AB, NILAI, row(["-", "-"], ["1"])), "dmn_twice: Masukan 'huruf'"),
        (table(AB, NILAI, NILAI, row(["-"], ["1", "1"])), "dmn_twice: Keluaran 'nilai'"),
        (table(AB, NILAI, row(["-"], ["1"]), ident="Tabel-Ku"), "dmn_name: Id keputusan 'Tabel-Ku'"),
        (table(column("n", "dateTime"), NILAI, row(["-"], ["1"])), "dmn_type: Jenis 'dateTime'"),
        (table(column("n", "number"), NILAI, row(['"A"'], ["1"])), "dmn_type: Baris 1, kolom 'n'"),
        (table(column("n", "number", '"A"'), NILAI, row(["-"], ["1"])), "dmn_type: Daftar nilai masukan"),
        (table(AB, NILAI, row(["-"], ["1"]), root='<inputData id="x"/>'), "unsupported:inputData: "),
        (table(AB, NILAI, row(["-"], ["1"]), root='<decision id="dua"/>'), "dmn_one_table: "),
        (b"<definitions/>", "not_dmn: "),
        (b"<definitions", "xml: "),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "doctype: "),
    ],
)
def test_what_would_not_run_is_refused_with_its_place(raw: bytes, code: str) -> None:
    assert any(told.startswith(code) for told in refusals(raw)), refusals(raw)


def test_every_file_is_judged_and_an_id_is_used_once() -> None:
    good = table(AB, NILAI, row(["-"], ["1"]))
    with pytest.raises(DiagramRefused) as refused:
        read_decisions({"a.dmn": good, "b.dmn": good, "c.dmn": b"<x/>"})
    assert [(p.file, p.code) for p in refused.value.problems] == [
        ("b.dmn", "duplicate_decision"),
        ("c.dmn", "not_dmn"),
    ]


def test_the_checksum_follows_the_content_and_not_the_drawing() -> None:
    plain = table(AB, NILAI, row(["-"], ["1"], "Pasal 1"))
    drawn = table(AB, NILAI, row([""], [" 1 "], "Pasal  1"), drawing="<dmndi:DMNDI/>")
    assert read(plain).checksum == read(drawn).checksum
    others = [
        table(AB, NILAI, row(["-"], ["2"], "Pasal 1")),
        table(AB, NILAI, row(["-"], ["1"], "Pasal 2")),
        table(AB, NILAI, row(["-"], ["1"], "Pasal 1"), policy="FIRST"),
        table(AB, result("nilai", "Any"), row(["-"], ["1"], "Pasal 1")),
    ]
    assert len({read(raw).checksum for raw in [plain, *others]}) == 5


def test_a_cell_that_calculates_without_end_is_refused() -> None:
    loop = "for a in 1..100, b in 1..100, c in 1..100 return a"
    assert any(
        told.startswith("dmn_values") for told in refusals(table(AB, NILAI, row(["-"], [f"count({loop})"])))
    )
    endless = table(AB, NILAI, row([f"count({loop}) > 1"], ["1"]))
    assert any(told.startswith("dmn_feel") for told in refusals(endless))


@given(st.sampled_from(sorted(FOLDER.glob("*.dmn"))), st.data())
def test_whatever_is_changed_in_a_file_it_is_read_or_refused_in_words(
    file: Path, data: st.DataObject
) -> None:
    root = etree.fromstring(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        node = data.draw(st.sampled_from(list(root.iter())))
        _spoil(node, data)
    try:
        read_decisions({file.name: etree.tostring(root)})
    except DiagramRefused as refused:
        assert all(problem.message and problem.mend for problem in refused.problems)


def _spoil(node: etree._Element, data: st.DataObject) -> None:
    """One change that a hand or a broken editor might make."""
    parent = node.getparent()
    change = data.draw(st.sampled_from(["text", "tag", "attribute", "double", "remove"]))
    if change == "text":
        node.text = data.draw(
            st.sampled_from(["", "-", "null", '"X"', "< 1", "1 +", "x", "[1..2]", "[]", "1/0"])
        )
    elif change == "tag":
        node.tag = f"{{{DMN}}}" + data.draw(st.sampled_from(["rule", "input", "text", "lain", "decision"]))
    elif change == "attribute":
        name = data.draw(st.sampled_from(["name", "typeRef", "hitPolicy", "id", "expressionLanguage"]))
        node.set(name, data.draw(st.sampled_from(["", "date", "FIRST", "boolean", "x y", "python"])))
    elif parent is not None and change == "double":
        parent.append(deepcopy(node))
    elif parent is not None:
        parent.remove(node)
