"""The post of an HTML form: what people and browsers write becomes a document; rows come and go without a script."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests.forms.builders import a_component, a_form, a_list
from webapp.forms import blank_document, change_rows, load

BUKTI = a_form(
    a_component("textfield", "judul"),
    a_list(
        "bukti", a_component("textfield", "url", defaultValue="https://"), a_component("checkbox", "asli")
    ),
)


def _kept(kind: str, text: str, **properties: Any) -> object:
    return load(a_form(a_component(kind, "x", **properties)), {"x": [text]}).values["x"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5), (" 5 ", 5), ("12,5", Decimal("12.5")), ("12.5", Decimal("12.5")), ("-3", -3), ("+4", 4), ("007", 7),
     ("0.125", Decimal("0.125")), ("12.3456", Decimal("12.3456")), ("", None), ("1000", 1000)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, number: object) -> None:
    assert _kept("number", text) == number


@pytest.mark.parametrize(
    "text", ["1.000", "-12.500", "1.000.000", "1,000,000", "lima", "5 kg", "0x10", "1e5", "NaN", "٣"]
)
def test_a_number_that_is_unclear_is_asked_again_and_shown_as_written(text: str) -> None:
    answers = load(a_form(a_component("number", "x")), {"x": [text]})
    assert set(answers.errors) == {"x"}
    assert answers.document == {"x": text}


def test_numbers_kept_as_text_have_a_point() -> None:
    assert _kept("number", "12,50", serializeToString=True) == "12.5"
    assert set(
        load(a_form(a_component("number", "x", serializeToString=True)), {"x": ["banyak"]}).errors
    ) == {"x"}


def test_text_is_trimmed_and_lines_end_the_same_everywhere() -> None:
    assert _kept("textfield", "  Budi\u00a0") == "Budi"
    assert _kept("textarea", " a\r\nb\rc \n") == "a\nb\nc"
    assert _kept("textfield", "a\r\nb\tc") == "a b c"


@pytest.mark.parametrize(
    ("subtype", "text", "kept"),
    [("date", "2026-01-31", "2026-01-31"), ("date", "31/1/2026", "2026-01-31"), ("date", "01-02-2026", "2026-02-01"),
     ("time", "08:30", "08:30"), ("time", "8.30", "08:30"), ("time", "08:30:00", "08:30"), ("date", "", None),
     ("datetime", "2026-01-31T08:30", "2026-01-31T08:30"), ("datetime", "31/01/2026 8.30", "2026-01-31T08:30")],
)  # fmt: skip
def test_dates_and_times_may_be_typed(subtype: str, text: str, kept: str | None) -> None:
    properties = {} if subtype == "date" else {"timeSerializingFormat": "no_timezone"}
    assert _kept("datetime", text, subtype=subtype, **properties) == kept


@pytest.mark.parametrize(
    ("subtype", "text"), [("date", "31/02/2026"), ("time", "24.00"), ("datetime", "31/01/2026")]
)
def test_an_impossible_date_is_asked_again(subtype: str, text: str) -> None:
    form = a_form(a_component("datetime", "x", subtype=subtype, timeSerializingFormat="no_timezone"))
    assert set(load(form, {"x": [text]}).errors) == {"x"}


def test_a_checkbox_is_there_or_not() -> None:
    form = a_form(a_component("checkbox", "x"))
    assert load(form, {"x": ["true"]}).values == {"x": True}
    assert load(form, {}).values == {"x": False}
    assert set(load(form, {"x": ["mungkin"]}).errors) == {"x"}


def test_choices_become_the_values_that_the_form_declares() -> None:
    options = [
        {"label": "Satu", "value": 1},
        {"label": "Ya", "value": True},
        {"label": "Setengah", "value": 0.5},
    ]
    form = a_form(a_component("radio", "x", values=options), a_component("checklist", "y", values=options))
    answers = load(form, {"x": ["true"], "y": ["1", "0.5", "1", ""]})
    assert answers.values == {"x": True, "y": [1, Decimal("0.5")]}


def test_the_multi_dict_of_the_web_framework_is_read() -> None:
    form = a_form(a_component("checklist", "x"), a_component("textfield", "y"))
    post = MultiDict([("x", "a"), ("x", "b"), ("y", "Budi")])
    assert load(form, post).values == {"x": ["a", "b"], "y": "Budi"}


def test_rows_are_gathered_in_order_without_gaps_even_when_blank() -> None:
    post = {
        "bukti[10].url": ["c"],
        "bukti[2].url": ["b"],
        "_baris:bukti": ["0", "2", "x"],
        "bukti[2].asli": ["true"],
    }
    assert load(BUKTI, post).values["bukti"] == [
        {"url": "", "asli": False}, {"url": "b", "asli": True}, {"url": "c", "asli": False},
    ]  # fmt: skip


def test_a_row_number_cannot_be_used_to_fill_the_memory() -> None:
    assert load(BUKTI, {"bukti[9999].url": ["x"]}).values["bukti"] == [{"url": "x", "asli": False}]
    assert set(load(BUKTI, {"bukti[99999].url": ["x"]}).errors) == {"bukti[99999].url"}
    assert set(load(BUKTI, {f"bukti[{index}].url": ["x"] for index in range(101)}).errors) == {"bukti"}


def test_a_row_is_added_with_its_defaults_and_nothing_is_checked() -> None:
    document = change_rows(BUKTI, {"judul": ["Laporan"], "bukti[0].url": ["salah"], "_tambah:bukti": ["1"]})
    assert document == {
        "judul": "Laporan", "bukti": [{"url": "salah", "asli": False}, {"url": "https://", "asli": False}],
    }  # fmt: skip


def test_the_row_that_was_named_is_removed() -> None:
    post = {"bukti[0].url": ["a"], "bukti[1].url": ["b"], "bukti[2].url": ["c"], "_hapus:bukti:1": ["1"]}
    document = change_rows(BUKTI, post)
    assert document is not None
    assert [row["url"] for row in document["bukti"]] == ["a", "c"]


@pytest.mark.parametrize(
    "name", ["_hapus:bukti:7", "_hapus:bukti:x", "_hapus:bukti", "_tambah:asing", "_tambah:judul", "_hapus:judul:0",
             "_hapus:bukti:-1", "_tambah:"],
)  # fmt: skip
def test_a_senseless_change_of_rows_changes_nothing(name: str) -> None:
    post = {"bukti[0].url": ["a"], name: ["1"]}
    assert change_rows(BUKTI, post) == {"judul": "", "bukti": [{"url": "a", "asli": False}]}


def test_a_list_that_may_not_change_does_not() -> None:
    form = a_form(a_list("bukti", a_component("textfield", "url"), allowAddRemove=False))
    assert change_rows(form, {"bukti[0].url": ["a"], "_tambah:bukti": ["1"]}) == {"bukti": [{"url": "a"}]}


def test_a_list_grows_to_its_limit() -> None:
    post = {f"bukti[{index}].url": ["x"] for index in range(100)} | {"_tambah:bukti": ["1"]}
    document = change_rows(BUKTI, post)
    assert document is not None
    assert len(document["bukti"]) == 100


def test_a_post_without_a_row_button_is_for_someone_else() -> None:
    assert change_rows(BUKTI, {"judul": ["x"], "_simpan": ["1"]}) is None


def test_a_fresh_form_holds_its_defaults() -> None:
    assert blank_document(BUKTI) == {"judul": "", "bukti": [{"url": "https://", "asli": False}]}
    form = a_form(
        a_component("select", "x", defaultValue="b"),
        a_component("number", "y"),
        a_component("checklist", "z"),
        a_list("w", a_component("number", "v"), defaultRepetitions=0),
    )
    assert blank_document(form) == {"x": "b", "y": None, "z": [], "w": []}


def test_a_kept_document_fits_into_any_database() -> None:
    form = a_form(a_component("textfield", "x"), a_component("number", "y"))
    assert load(form, {"x": ["a\x00b"], "y": ["1,5"]}).document == {"x": "a\ufffdb", "y": 1.5}
