"""Taking in answers: declared and visible ones only, each by its rules, and never an exception."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.builders import a_component, a_form, a_list
from tests.forms.test_reading import JSON
from webapp.domain.sentences import Sentence
from webapp.forms import form_view, load, load_json

EVERY_TYPE = a_form(
    a_component("textfield", "nama", rules={"required": True, "minLength": 3, "pattern": "^[A-Z]"}),
    a_component("textarea", "catatan"),
    a_component("number", "bobot", rules={"min": 0, "max": "= batas"}, decimalDigits=1),
    a_component("number", "biaya", serializeToString=True),
    a_component("checkbox", "setuju"),
    a_component("radio", "keputusan", hide="= setuju"),
    a_component("select", "rhk", valuesKey="daftar_rhk"),
    a_component("checklist", "sebab", hide='= keputusan != "b"'),
    a_component("taglist", "anggota", valuesKey="daftar_rhk"),
    a_component("datetime", "tanggal", rules={"required": True}),
    a_component("datetime", "jam", subtype="time", timeSerializingFormat="no_timezone"),
    a_component("datetime", "mulai", subtype="datetime", timeSerializingFormat="no_timezone"),
    a_component("textfield", "tetap", readonly="= setuju"),
    a_list(
        "bukti", a_component("textfield", "url"), a_component("textfield", "lain", hide="= this.url = null")
    ),
)
NAMES = [
    *EVERY_TYPE.items, "bukti[0].url", "bukti[1].lain", "bukti[1].asing", "bukti[x].url", "bukti[0]", "bukti[].url",
    "_baris:bukti", "_tambah:bukti", "_hapus:bukti:0", "typename", "__class__", "csrf_token", "",
]  # fmt: skip


def test_an_undeclared_key_is_refused_and_never_kept() -> None:
    form = a_form(a_component("textfield", "nama"))
    for key in ("disetujui", "typename", "constructor", "lane_owners", "nama.x", "nama[0].x"):
        for answers in (
            load(form, {"nama": ["Budi"], key: ["true"]}),
            load_json(form, {"nama": "Budi", key: True}),
        ):
            assert set(answers.errors) == {key}
            assert "tidak dikenal" in answers.errors[key][0]
            assert answers.values == {"nama": "Budi"}
            assert answers.document == {"nama": "Budi"}


def test_an_undeclared_key_inside_a_row_is_refused_too() -> None:
    form = a_form(a_list("bukti", a_component("textfield", "url")))
    answers = load(form, {"bukti[0].url": ["x"], "bukti[0].typename": ["y"]})
    assert set(answers.errors) == {"bukti[0].typename"}
    assert answers.document == {"bukti": [{"url": "x"}]}


@pytest.mark.parametrize("key", ["_kunci", "__class__", "__init__", "csrf_token"])
def test_names_of_the_page_are_left_alone_in_a_post_and_refused_in_json(key: str) -> None:
    form = a_form(a_component("textfield", "nama"))
    posted = load(form, {"nama": ["Budi"], key: ["1"]})
    assert posted.is_valid
    assert posted.values == posted.document == {"nama": "Budi"}
    assert set(load_json(form, {"nama": "Budi", key: "1"}).errors) == {key}


def test_a_hidden_answer_is_dropped_unchecked_and_its_fact_is_cleared() -> None:
    form = a_form(
        a_component("radio", "keputusan", rules={"required": True}),
        a_component(
            "textarea", "alasan", hide='= keputusan != "b"', rules={"required": True, "minLength": 10}
        ),
    )
    shown = load(form, {"keputusan": ["b"], "alasan": ["pendek"]})
    assert set(shown.errors) == {"alasan"}
    hidden = load(form, {"keputusan": ["a"], "alasan": ["pendek"]})
    assert hidden.is_valid
    assert hidden.values == {"keputusan": "a"}
    assert hidden.hidden == {"alasan"}
    assert hidden.facts == {"keputusan": "a", "alasan": None}


def test_a_hidden_answer_of_the_wrong_kind_is_dropped_as_well() -> None:
    form = a_form(
        a_component("checkbox", "rinci"),
        a_component("number", "bobot", hide="= not(rinci)"),
        a_list("bukti", a_component("textfield", "url"), hide="= not(rinci)"),
    )
    assert load_json(form, {"bobot": "berat", "bukti": ["x", {"asing": 1}]}).is_valid
    assert set(load_json(form, {"rinci": True, "bobot": "berat", "bukti": ["x", {"asing": 1}]}).errors) == {
        "bobot", "bukti[0]", "bukti[1].asing",
    }  # fmt: skip


def test_conditions_do_not_see_hidden_answers_whatever_their_order() -> None:
    form = a_form(
        a_component("textfield", "c", hide='= b != "x"', rules={"required": True}),
        a_component("textfield", "b", hide="= not(a)"),
        a_component("checkbox", "a"),
    )
    assert set(load_json(form, {"a": True, "b": "x"}).errors) == {"c"}
    assert load_json(form, {"a": False, "b": "x"}).is_valid


def test_an_unknown_condition_hides_as_in_form_js() -> None:
    form = a_form(
        a_component("number", "bobot"),
        a_component("textfield", "besar", hide="= bobot < 50"),
        a_component("textfield", "kecil", hide="= not(bobot < 50)"),
    )
    assert load_json(form, {}).hidden == {"besar"}
    assert load_json(form, {"bobot": 60}).hidden == {"kecil"}


def test_a_condition_that_costs_too_much_does_not_hide() -> None:
    costly = "= every a in daftar satisfies every b in daftar satisfies a + b >= 0"
    form = a_form(a_component("textfield", "alasan", hide=costly, rules={"required": True}))
    assert set(load(form, {}, {"daftar": list(range(500))}).errors) == {"alasan"}


def test_a_fixed_answer_is_never_taken_from_the_post() -> None:
    form = a_form(
        a_component("textfield", "nip", readonly=True),
        a_component("textfield", "golongan", readonly=True, defaultValue="III/a"),
        a_component("textfield", "unit", disabled=True),
        a_component("checkbox", "kunci"),
        a_component("textfield", "nama", readonly="= kunci"),
    )
    post = {"nip": ["palsu"], "golongan": ["IV/e"], "unit": ["palsu"], "nama": ["Baru"], "kunci": ["true"]}
    answers = load(form, post, {"nip": "198001012005011001", "nama": "Lama", "unit": "Dinas"})
    assert answers.is_valid
    assert answers.values == {"nip": "198001012005011001", "golongan": "III/a", "nama": "Lama", "kunci": True}
    assert load(form, {"nama": ["Baru"]}, {"nama": "Lama"}).values["nama"] == "Baru"


def test_choices_from_a_fact_are_those_of_the_fact_alone() -> None:
    form = a_form(
        a_component("select", "rhk", valuesKey="daftar_rhk"), a_component("taglist", "tim", valuesKey="orang")
    )
    facts: dict[str, Any] = {"daftar_rhk": [{"label": "RHK 1", "value": "r1"}, "r2", 7, {"label": "?"}, None],
                             "orang": ["budi"]}  # fmt: skip
    assert load(form, {"rhk": ["r1"], "tim": ["budi"]}, facts).values == {"rhk": "r1", "tim": ["budi"]}
    assert load(form, {"rhk": ["7"]}, facts).values["rhk"] == 7
    assert set(load(form, {"rhk": ["r9"], "tim": ["budi", "sari"]}, facts).errors) == {"rhk", "tim"}
    assert set(load(form, {"rhk": ["r1"], "daftar_rhk": ["r1"]}, {}).errors) == {"rhk", "daftar_rhk"}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", True), ("number", "5"), ("number", float("nan")), ("number", float("inf")), ("number", 10**15),
        ("number", 10**400), ("number", 0.1234567890123456), ("number", [5]), ("number", Decimal("sNaN")),
        ("checkbox", "true"), ("checkbox", 1), ("checkbox", []),
        ("textfield", 5), ("textfield", True), ("textfield", ["a"]), ("textfield", {"typename": "x"}),
        ("textfield", "a\x00b"), ("textarea", "\ud800"), ("textarea", "x" * 10_001),
        ("radio", "c"), ("radio", 1), ("radio", ["a"]), ("radio", {"a": 1}), ("select", True),
        ("checklist", "a"), ("checklist", ["c"]), ("checklist", [["a"]]), ("taglist", {"0": "a"}), ("taglist", [None]),
        ("datetime", "2026-02-30"), ("datetime", "20260131"), ("datetime", "31/01/2026"), ("datetime", 20260131),
        ("datetime", "0226-01-31"), ("datetime", "2026-01-31T08:00"), ("datetime", "٢٠٢٦-٠١-٣١"),
    ],
)  # fmt: skip
def test_json_of_the_wrong_kind_is_refused(kind: str, value: object) -> None:
    form = a_form(a_component(kind, "x"))
    answers = load_json(form, {"x": value})
    assert set(answers.errors) == {"x"}
    form_view(form, answers.document, answers.errors)


@pytest.mark.parametrize("document", [None, [], "x", 5, [("x", 1)]])
def test_a_document_that_is_no_object_is_refused(document: object) -> None:
    answers = load_json(a_form(a_component("textfield", "x")), document)
    assert set(answers.errors) == {""}
    assert answers.document == {}


def test_rows_of_the_wrong_kind_keep_their_place() -> None:
    form = a_form(a_list("bukti", a_component("textfield", "url", rules={"required": True})))
    answers = load_json(form, {"bukti": [None, {"url": "x"}, 7, {"url": 5}]})
    assert list(answers.errors) == ["bukti[0].url", "bukti[0]", "bukti[2].url", "bukti[2]", "bukti[3].url"]
    assert answers.document == {"bukti": [{}, {"url": "x"}, {}, {"url": 5}]}
    assert set(load_json(form, {"bukti": "x"}).errors) == {"bukti"}
    assert set(load_json(form, {"bukti": [{"url": "x"}] * 101}).errors) == {"bukti"}


def test_a_flood_of_unknown_keys_is_answered_shortly() -> None:
    form = a_form(a_component("textfield", "nama"))
    answers = load_json(form, {f"kunci{'x' * 100}{index}": 1 for index in range(5000)})
    assert len(answers.errors) <= 100
    assert max(map(len, answers.errors)) <= 60


def test_numbers_are_kept_exactly_and_given_to_json_as_written() -> None:
    form = a_form(a_component("number", "x"), a_component("number", "y"))
    answers = load(form, {"x": ["0,1"], "y": ["12"]})
    assert answers.values == {"x": Decimal("0.1"), "y": 12}
    assert answers.facts == {"x": 0.1, "y": 12}
    assert load_json(form, {"x": 0.1, "y": 12.0}).values == answers.values


@pytest.mark.parametrize(
    ("rules", "value", "message"),
    [
        ({"required": True}, None, "Wajib diisi."),
        ({"min": 5}, 4.5, "Terlalu kecil: paling sedikit 5."),
        ({"max": 7.5}, 8, "Terlalu besar: paling banyak 7,5."),
        ({"max": "= batas"}, 21, "Terlalu besar: paling banyak 20."),
        (
            {"max": "= nama"},
            1,
            "Batas isian ini tidak dapat dihitung. Hubungi pengelola kinerja instansi Anda.",
        ),
    ],
)
def test_a_number_is_told_what_is_wrong(rules: dict[str, object], value: object, message: str) -> None:
    form = a_form(a_component("number", "x", rules=rules))
    assert load_json(form, {"x": value}, {"batas": 20, "nama": "Budi"}).errors == {"x": [message]}
    assert load_json(form, {"x": 6}, {"batas": 20}).is_valid


def test_decimals_and_steps_are_checked() -> None:
    form = a_form(
        a_component("number", "x", decimalDigits=0),
        a_component("number", "y", increment=0.5, decimalDigits=1),
    )
    errors = load_json(form, {"x": 1.5, "y": 0.75}).errors
    assert errors == {
        "x": ["Tulis bilangan bulat, tanpa koma."],
        "y": ["Terlalu rinci: paling banyak 1 angka di belakang koma.", "Tulis kelipatan 0,5."],
    }


def test_a_limit_that_is_unknown_does_not_bind() -> None:
    form = a_form(
        a_component("number", "x", rules={"max": "= batas"}),
        a_component("textfield", "y", rules={"minLength": "= n"}),
    )
    assert load_json(form, {"x": 10**6, "y": "a"}).is_valid
    assert set(load_json(form, {"x": 10, "y": "a"}, {"batas": 5, "n": 2}).errors) == {"x", "y"}


@pytest.mark.parametrize(
    ("rules", "value", "is_valid"),
    [
        ({"minLength": 3}, "  ab  ", False), ({"maxLength": 3}, "  abc  ", True), ({"maxLength": 2}, "😀", True),
        ({"maxLength": 1}, "😀", False), ({"required": True}, " \u00a0\ufeff", False), ({"minLength": 3}, "", True),
        ({"validationType": "email"}, "budi@contoh.go.id", True), ({"validationType": "email"}, "budi@", False),
        ({"validationType": "email"}, "budi@contoh.go.id\n", False),
        ({"validationType": "email"}, "a" * 250 + "@b.id", False),
        ({"validationType": "phone"}, "+6281234567890", True), ({"validationType": "phone"}, "081234567890", True),
        ({"validationType": "phone"}, "0062812345678", True), ({"validationType": "phone"}, "0812 3456", False),
        ({"validationType": "phone"}, "x+6281234567890", False), ({"pattern": "^\\d{3}$"}, "١٢٣", False),
        ({"pattern": "^\\d{3}$"}, "123", True), ({"pattern": "^\\d{3}$"}, "", True), ({"pattern": "b"}, "abc", True),
        ({"pattern": "b"}, "b" * 501, False),
    ],
)  # fmt: skip
def test_text_obeys_its_rules(rules: dict[str, object], value: str, is_valid: bool) -> None:
    assert load_json(a_form(a_component("textfield", "x", rules=rules)), {"x": value}).is_valid is is_valid


def test_all_that_is_wrong_with_a_text_is_told_at_once() -> None:
    rules = {"minLength": 5, "pattern": "^[A-Z]", "patternErrorMessage": "Awali dengan huruf besar 100%."}
    errors = load_json(a_form(a_component("textfield", "x", rules=rules)), {"x": "abc"}).errors
    assert errors == {
        "x": ["Terlalu pendek: tulis paling sedikit 5 huruf.", "Awali dengan huruf besar 100%."]
    }
    ours, authors = errors["x"]
    assert (ours.template, ours.params) == ("Terlalu pendek: tulis paling sedikit %(n)s huruf.", {"n": 5})
    assert authors.template is None


def test_what_is_required_is_asked_for_in_its_own_words() -> None:
    kinds = ["textfield", "checkbox", "radio", "checklist"]
    form = a_form(*(a_component(kind, kind, rules={"required": True}) for kind in kinds))
    assert load(form, {}).errors == {
        "textfield": ["Wajib diisi."],
        "checkbox": ["Centang pernyataan ini untuk melanjutkan."],
        "radio": ["Pilih salah satu."],
        "checklist": ["Pilih paling sedikit satu."],
    }


def test_a_required_choice_may_be_false_or_zero() -> None:
    form = a_form(a_component("radio", "x", values=[False, True], rules={"required": True}),
                  a_component("select", "y", values=[0, 1], rules={"required": True}))  # fmt: skip
    assert load(form, {"x": ["false"], "y": ["0"]}).values == {"x": False, "y": 0}
    assert set(load_json(form, {"x": 0, "y": False}).errors) == {"x", "y"}


def test_errors_come_in_the_order_of_the_page() -> None:
    rules = {"required": True}
    form = a_form(
        a_component("textfield", "a", hide="= z", rules=rules),
        a_list("m", a_component("textfield", "b", rules=rules), a_component("textfield", "c", rules=rules)),
        a_component("checkbox", "z"),
        a_component("textfield", "d", rules=rules),
    )
    errors = load_json(form, {"asing": 1, "m": [{}, {"b": "x"}]}).errors
    assert list(errors) == ["a", "m[0].b", "m[0].c", "m[1].c", "d", "asing"]


def test_every_message_is_a_message() -> None:
    answers = load_json(EVERY_TYPE, {"x": 1, "bukti": [5], "nama": [], "bobot": "a"})
    assert all(isinstance(message, Sentence) for messages in answers.errors.values() for message in messages)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), st.lists(st.text(max_size=30), max_size=3)),
    JSON,
)
def test_no_post_raises(post: dict[str, list[str]], fact: object) -> None:
    facts = {"daftar_rhk": fact, "batas": fact, "tetap": fact}
    answers = load(EVERY_TYPE, post, facts)
    form_view(EVERY_TYPE, answers.document, answers.errors, facts)
    assert set(answers.values) <= set(EVERY_TYPE.items)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), JSON) | JSON)
def test_no_json_raises(document: object) -> None:
    answers = load_json(EVERY_TYPE, document)
    form_view(EVERY_TYPE, answers.document, answers.errors)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(list(EVERY_TYPE.items)), JSON))
def test_the_kept_document_judges_the_same(document: dict[str, object]) -> None:
    first = load_json(EVERY_TYPE, document)
    again = load_json(EVERY_TYPE, first.document)
    if not any(
        "tidak dapat disimpan" in message for messages in first.errors.values() for message in messages
    ):
        assert set(again.errors) <= set(first.errors)
        assert again.values == first.values
