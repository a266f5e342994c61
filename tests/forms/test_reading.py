"""Reading a form: what is accepted is honoured, everything else is refused by name, with a mend."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.builders import a_component, a_form, a_list, a_schema, codes, the_problems
from webapp.forms import FormRefused, check_form, read_form

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
PROPERTIES = [
    "id", "type", "key", "label", "description", "validate", "readonly", "disabled", "defaultValue", "values",
    "valuesKey", "conditional", "layout", "properties", "components", "path", "appearance", "decimalDigits",
    "increment", "subtype", "text", "isRepeating", "defaultRepetitions",
]  # fmt: skip
TYPES = [
    "textfield", "textarea", "number", "checkbox", "radio", "checklist", "select", "taglist", "datetime", "text",
    "separator", "group", "dynamiclist", "button", "filepicker",
]  # fmt: skip


def test_fields_come_in_the_order_of_the_page_through_groups() -> None:
    form = a_form(
        a_component("textfield", "satu"),
        {"type": "group", "id": "grup", "label": "Grup", "components": [a_component("number", "dua")]},
        a_list("bukti", a_component("textfield", "url")),
        a_component("checkbox", "tiga"),
    )
    assert [field.key for field in form.fields] == ["satu", "dua", "tiga"]
    assert [rows.key for rows in form.lists] == ["bukti"]


def test_facts_list_the_values_a_condition_may_meet() -> None:
    form = a_form(
        a_component("radio", "keputusan", rules={"required": True}),
        a_component("select", "kanal"),
        a_component("select", "rhk", valuesKey="daftar_rhk"),
        a_component("checkbox", "setuju", rules={"required": True}),
        a_component("checkbox", "rinci"),
        a_component("checkbox", "segera", hide='= keputusan = "a"'),
        a_component("textfield", "alasan"),
        a_list("bukti", a_component("radio", "jenis")),
    )
    assert dict(form.facts) == {
        "keputusan": ("a", "b"),
        "kanal": ("a", "b", None),
        "rhk": None,
        "setuju": (True,),
        "rinci": (True, False),
        "segera": (True, False, None),
        "alasan": None,
        "bukti": None,
    }


def test_needs_are_the_facts_that_the_form_reads_but_does_not_ask() -> None:
    form = a_form(
        a_component(
            "textfield", "alasan", hide="= jenjang > 3 or rinci", description="Untuk {{nama_pegawai}}"
        ),
        a_component("checkbox", "rinci"),
        a_component("number", "bobot", rules={"max": "= sisa_bobot"}),
        a_component("select", "rhk", valuesKey="daftar_rhk"),
        a_list("bukti", a_component("textfield", "url", hide="= this.jenis = kanal and i[1] > 1")),
        {"type": "text", "id": "t", "text": "Salam, {{nama_penilai}}."},
    )
    assert form.needs == {"jenjang", "nama_pegawai", "sisa_bobot", "daftar_rhk", "kanal", "nama_penilai"}


def test_layout_and_properties_are_carried() -> None:
    form = a_form(
        a_component(
            "textfield", "nama", layout={"row": "r1", "columns": 8}, properties={"halaman": "2", "tingkat": 3}
        )
    )
    field = form.fields[0]
    assert (field.row, field.columns, dict(field.properties)) == ("r1", 8, {"halaman": "2", "tingkat": "3"})


def test_the_submit_button_gives_its_label() -> None:
    button = {"type": "button", "id": "b", "label": "Kirim ke penilai", "action": "submit"}
    assert a_form(button).submit_label == "Kirim ke penilai"
    assert a_form({"type": "button", "id": "b", "label": "Ulangi", "action": "reset"}).submit_label is None


@pytest.mark.parametrize(
    "kind",
    [
        "filepicker",
        "image",
        "iframe",
        "html",
        "table",
        "expression",
        "documentPreview",
        "spacer",
        "rumah",
        None,
    ],
)
def test_a_component_we_cannot_honour_is_refused_by_its_id_with_a_mend(kind: str | None) -> None:
    (problem,) = the_problems({"type": kind, "id": "Field_07"})
    assert problem.code == "komponen_tidak_didukung"
    assert problem.element_id == "Field_07"
    assert problem.file == "uji/uji.json"
    assert str(kind) in problem.message
    assert problem.mend


def test_refusal_names_every_problem_at_once() -> None:
    with pytest.raises(FormRefused) as refused:
        a_form(
            {"type": "iframe", "id": "a"},
            {"type": "html", "id": "b"},
            a_component("textfield", "Kunci Salah"),
        )
    assert [problem.element_id for problem in refused.value.problems] == ["a", "b", "id_Kunci Salah"]
    assert "iframe" in str(refused.value)


@pytest.mark.parametrize(
    "key", ["", "Nama", "nama lengkap", "_nama", "__class__", "9a", "a.b", "nama-pegawai", "this", "parent", "null",
            "csrf_token", "a" * 61, 7, None, ["a"]],
)  # fmt: skip
def test_a_key_must_be_a_plain_word_that_feel_can_read(key: object) -> None:
    assert "kunci_tidak_sah" in codes({**a_component("textfield", "x"), "key": key})


@pytest.mark.parametrize(
    ("component", "code"),
    [
        (a_component("textfield", "x", label=" "), "label_kosong"),
        (a_component("textfield", "x", label="= nama"), "teks_dihitung"),
        (a_component("textfield", "x", description="{{ nama + 1 }}"), "teks_dihitung"),
        ({"type": "text", "id": "t", "text": '= "a"'}, "teks_dihitung"),
        ({"type": "text", "id": "t", "text": "{{#loop a}}{{this}}{{/loop}}"}, "teks_dihitung"),
        (a_component("textfield", "x", hide="= a >"), "feel_salah"),
        (a_component("textfield", "x", hide="= parent.a"), "feel_salah"),
        (a_component("textfield", "x", hide="= this.a"), "feel_salah"),
        (a_component("textfield", "x", hide="a = 1"), "properti_salah"),
        (a_component("textfield", "x", hide=True), "properti_salah"),
        (a_component("textfield", "x", readonly="ya"), "properti_salah"),
        (a_component("textfield", "x", readonly=1), "properti_salah"),
        (a_component("number", "x", rules={"min": "= 1 +"}), "feel_salah"),
        (a_component("number", "x", rules={"min": "banyak"}), "properti_salah"),
        (a_component("textarea", "x", rules={"maxLength": 20_000}), "properti_salah"),
        (a_component("textarea", "x", rules={"minLength": 1.5}), "properti_salah"),
        (a_component("textarea", "x", rules={"required": "ya"}), "properti_salah"),
        (a_component("number", "x", rules={"pattern": "a"}), "properti_tidak_didukung"),
        (a_component("checkbox", "x", rules={"min": 1}), "properti_tidak_didukung"),
        (a_component("textfield", "x", rules={"pattern": "(a+)+"}), "pola_tidak_didukung"),
        (a_component("textfield", "x", rules={"validationType": "iban"}), "properti_salah"),
        (a_component("number", "x", decimalDigits=-1), "properti_salah"),
        (a_component("number", "x", decimalDigits=True), "properti_salah"),
        (a_component("number", "x", increment=0), "properti_salah"),
        (a_component("number", "x", increment="banyak"), "properti_salah"),
        (a_component("select", "x", values=[]), "pilihan_salah"),
        (a_component("select", "x", values=None), "pilihan_salah"),
        (a_component("select", "x", values=["a", {"label": "A", "value": "a"}]), "pilihan_salah"),
        (a_component("select", "x", values=["1", 1]), "pilihan_salah"),
        (a_component("select", "x", values=[{"label": "A", "value": {"b": 1}}]), "properti_salah"),
        (a_component("select", "x", valuesKey="Daftar RHK"), "properti_salah"),
        (a_component("select", "x", valuesExpression="= daftar"), "properti_tidak_didukung"),
        (a_component("datetime", "x", subtype="month"), "properti_salah"),
        (a_component("datetime", "x", subtype="time", timeSerializingFormat="utc_offset"), "properti_salah"),
        (a_component("datetime", "x", disallowPassedDates=True), "properti_tidak_didukung"),
        (a_component("select", "x", defaultValue="c"), "properti_salah"),
        (a_component("number", "x", defaultValue="5"), "properti_salah"),
        (a_component("textfield", "x", layout={"columns": 17}), "properti_salah"),
        (a_component("textfield", "x", layout={"lebar": 1}), "properti_tidak_didukung"),
        (a_component("textfield", "x", properties={"a": {"b": 1}}), "properti_salah"),
        (a_component("textfield", "x", validate=[]), "properti_salah"),
        (a_component("textfield", "x", rahasia=True), "properti_tidak_didukung"),
        ({"type": "group", "id": "g", "path": "alamat", "components": []}, "properti_salah"),
        ({"type": "group", "id": "g", "components": {}}, "properti_salah"),
        (a_list("bukti", isRepeating=False), "properti_salah"),
        (a_list("bukti", a_list("dalam")), "daftar_bertingkat"),
        (a_list("bukti", a_component("textfield", "url", readonly=True)), "kunci_baris"),
        (a_list("Bukti"), "kunci_tidak_sah"),
        (a_list("bukti", defaultRepetitions=50), "properti_salah"),
        ("bukan objek", "properti_salah"),
    ],
)  # fmt: skip
def test_what_we_cannot_honour_is_refused(component: dict[str, object], code: str) -> None:
    assert code in codes(component)


def test_a_key_or_an_id_is_used_once() -> None:
    assert codes(a_component("textfield", "nama"), a_component("number", "nama", id="lain")) == {
        "kunci_ganda"
    }
    assert codes(a_component("textfield", "nama"), a_component("number", "umur", id="id_nama")) == {
        "id_ganda"
    }
    assert codes(a_component("textfield", "bukti"), a_list("bukti", id="lain")) == {"kunci_ganda"}


def test_a_component_may_not_have_the_id_of_the_form() -> None:
    field = {"type": "textfield", "id": "rencana", "key": "rencana", "label": "Rencana"}
    raw = {"schemaVersion": 19, "type": "default", "id": "rencana", "components": [field]}
    assert [problem.code for problem in check_form(json.dumps(raw), "uji/rencana")] == ["id_ganda"]


def test_a_row_may_use_the_key_of_an_outer_field() -> None:
    assert (
        codes(a_component("textfield", "nama"), a_list("tim", a_component("textfield", "nama", id="lain")))
        == set()
    )


def test_conditions_that_wait_for_each_other_are_refused() -> None:
    circle = [
        a_component("textfield", "a", hide="= b = null"),
        a_component("textfield", "b", hide="= a = null"),
    ]
    (problem,) = the_problems(*circle)
    assert problem.code == "syarat_melingkar"
    assert "a, b" in problem.message
    assert codes(a_component("textfield", "a", hide='= a = "x"')) == {"syarat_melingkar"}


def test_a_bound_may_be_a_number_written_as_text() -> None:
    (field,) = a_form(a_component("number", "x", rules={"min": "5", "max": "7.5"}, increment="0.5")).fields
    assert (field.least, field.most, field.step) == (Decimal(5), Decimal("7.5"), Decimal("0.5"))


@pytest.mark.parametrize("version", [0, 20, None, "19", True, 19.5])
def test_only_known_versions_of_the_schema_are_read(version: object) -> None:
    assert "versi_tidak_didukung" in codes(schemaVersion=version)


def test_the_root_must_be_a_form() -> None:
    assert "properti_salah" in codes(type="group")
    assert "properti_tidak_didukung" in codes(script="alert(1)")
    assert "properti_salah" in codes(components={"0": {}})


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b"7", b"\xff\xfe", b'"form"', b"[" * 100_000, b'{"a":' * 30_000, b'{"a": NaN}',
     b'{"type": "default", "type": "default"}', b'{"schemaVersion": ' + b"9" * 5000 + b"}", "\ud800"],
)  # fmt: skip
def test_what_is_no_json_object_is_refused(raw: bytes | str) -> None:
    (problem,) = check_form(raw, "uji/uji")
    assert problem.code == "bukan_json"


def test_a_megabyte_is_refused_unread() -> None:
    (problem,) = check_form(b" " * 1_000_000, "uji/uji")
    assert problem.code == "terlalu_besar"


def test_deep_groups_and_many_components_are_refused() -> None:
    deep: dict[str, object] = a_component("textfield", "a")
    for level in range(100):
        deep = {"type": "group", "id": f"g{level}", "components": [deep]}
    assert codes(deep) == {"properti_salah"}
    assert "terlalu_besar" in codes(*({"type": "separator"} for _ in range(301)))


@settings(deadline=None)
@given(JSON)
def test_any_json_is_read_or_refused(document: object) -> None:
    check_form(json.dumps(document), "uji/uji")


@settings(deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(PROPERTIES), JSON, max_size=8), max_size=4),
    st.sampled_from(TYPES),
)
def test_any_component_is_read_or_refused(components: list[dict[str, object]], kind: str) -> None:
    raw = a_schema(*({**component, "type": component.get("type", kind)} for component in components))
    if not check_form(raw, "uji/uji"):
        read_form(raw, "uji/uji")
