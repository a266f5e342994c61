"""What a page shows of a form, and the HTML that the macros write of it."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html

from tests.forms.builders import a_component, a_form, a_list
from tests.forms.test_parity import DATA, FORMS, ROOT
from webapp.domain.sentences import Sentence
from webapp.forms import Form, form_view, load, read_form
from webapp.forms.view import FieldView, GroupView, ListView, NodeView, RowView, TextView

PAGE = """{% from "forms/form.html" import form_errors, form_body with context %}
<form method="post" novalidate>{{ form_errors(view) }}{{ form_body(view, refresh_url) }}</form>"""


@pytest.fixture(scope="module")
def templates() -> Environment:
    loader = FileSystemLoader(ROOT / "webapp" / "templates")
    found = Environment(
        loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"], undefined=StrictUndefined
    )
    found.install_gettext_callables(lambda text: text, lambda one, many, n: one, newstyle=True)  # type: ignore[attr-defined]
    found.filters["terjemah"] = str
    return found


def _written(
    templates: Environment,
    form: Form,
    document: dict[str, Any] | None = None,
    errors: dict[str, list[Sentence]] | None = None,
    facts: dict[str, Any] | None = None,
    refresh_url: str | None = None,
) -> html.HtmlElement:
    view = form_view(form, document, errors, facts)
    return html.fromstring(templates.from_string(PAGE).render(view=view, refresh_url=refresh_url))


def _posted(page: html.HtmlElement) -> dict[str, list[str]]:
    """What a browser would send if the form were sent as it is shown."""
    post: dict[str, list[str]] = {}
    for control in page.xpath(".//input|.//select|.//textarea"):
        if control.get("disabled") is not None:
            continue
        if control.get("type") in ("checkbox", "radio") and control.get("checked") is None:
            continue
        if control.tag == "select":
            value = (control.xpath(".//option[@selected]/@value") or control.xpath(".//option[1]/@value"))[0]
        else:  # a browser drops the line end that follows the tag of a textarea
            value = (control.value or "").removeprefix("\n" if control.tag == "textarea" else "")
        post.setdefault(control.get("name"), []).append(value)
    return post


def test_hidden_parts_are_not_on_the_page() -> None:
    form = a_form(
        a_component("radio", "keputusan"),
        {"type": "group", "id": "g", "label": "Rincian", "conditional": {"hide": '= keputusan != "b"'},
         "components": [a_component("textarea", "alasan"), {"type": "text", "id": "t", "text": "Jelaskan."}]},
    )  # fmt: skip
    assert [[node.kind for node in row.nodes] for row in form_view(form).rows] == [["field"]]
    assert [[node.kind for node in row.nodes] for row in form_view(form, {"keputusan": "b"}).rows] == [
        ["field"],
        ["group"],
    ]


def test_parts_of_one_row_stand_side_by_side() -> None:
    form = a_form(
        a_component("textfield", "a", layout={"row": "r", "columns": 10}),
        a_component("textfield", "b", layout={"row": "r", "columns": 6}),
        a_component("textfield", "c"),
    )
    assert [[node.columns for node in row.nodes] for row in form_view(form).rows] == [[10, 6], [None]]


def test_every_text_of_the_author_is_said_in_the_readers_language() -> None:
    english = {
        "Catatan **{{nama}}**": "Record of **{{nama}}**",
        "Nama {{nama}}": "Name of {{nama}}",
        "Contoh": "<b>Example</b>",
        "Ya": "Yes",
        "Rincian": "Details",
        "Kirim": "Send",
    }
    form = a_form(
        {"type": "text", "id": "t", "text": "Catatan **{{nama}}**"},
        a_component("textfield", "a", label="Nama {{nama}}", description="Contoh"),
        a_component("radio", "b", label="Ya", values=[{"label": "Ya", "value": "Ya"}]),
        {"type": "group", "id": "g", "label": "Rincian", "components": [a_component("textfield", "c", label="Lain")]},
        {"type": "button", "id": "k", "label": "Kirim", "action": "submit"},
    )  # fmt: skip
    facts = {"nama": "<Siti>"}
    view = form_view(form, None, None, facts, text_for=lambda text: english.get(text, text))
    text, name, choice, group = _nodes(view.rows)
    assert isinstance(text, TextView)
    assert isinstance(name, FieldView)
    assert isinstance(choice, FieldView)
    assert isinstance(group, GroupView)
    assert text.html == "<p>Record of <strong>&lt;Siti&gt;</strong></p>\n"
    assert (name.label, name.hint) == ("Name of &lt;Siti&gt;", "&lt;b&gt;Example&lt;/b&gt;")
    assert (choice.label, [(one.value, one.text) for one in choice.choices]) == ("Yes", [("Ya", "Yes")])
    assert (group.label, view.submit_label) == ("Details", "Send")
    assert [node.label for node in _nodes(group.rows) if isinstance(node, FieldView)] == ["Lain"]


def test_a_field_knows_whether_others_depend_on_it() -> None:
    form = a_form(
        a_component("checkbox", "rinci"),
        a_component("textfield", "lain", hide="= not(rinci)"),
        a_list(
            "bukti", a_component("textfield", "url"), a_component("textfield", "ket", hide='= this.url = ""')
        ),
        a_list("tim", a_component("textfield", "orang")),
    )
    view = form_view(form, {"rinci": True, "bukti": [{"url": "x"}], "tim": [{}]})
    outside = [node.decides for node in _nodes(view.rows) if isinstance(node, FieldView)]
    rows = [item.rows for node in _nodes(view.rows) if isinstance(node, ListView) for item in node.items]
    inside = [node.decides for row in rows for node in _nodes(row) if isinstance(node, FieldView)]
    assert outside == [True, False]
    assert inside == [True, True, True]


def _nodes(rows: tuple[RowView, ...]) -> list[NodeView]:
    return [node for row in rows for node in row.nodes]


def test_the_error_summary_leads_to_the_fields_that_are_there(templates: Environment) -> None:
    form = a_form(
        a_component("radio", "keputusan", rules={"required": True}),
        a_list("bukti", a_component("textfield", "url", rules={"required": True})),
    )
    answers = load(form, {"_baris:bukti": ["0"], "asing": ["x"]})
    page = _written(templates, form, answers.document, answers.errors)
    links = {link.get("href"): link.text for link in page.xpath(".//*[contains(@class, 'error-summary')]//a")}
    assert links == {
        "#f-keputusan": "Keputusan: Pilih salah satu.",
        "#f-bukti-0-url": "Url (baris 1): Wajib diisi.",
    }
    assert all(len(page.xpath(f".//*[@id='{href[1:]}']")) == 1 for href in links)
    assert "asing: Isian ini tidak dikenal" in page.text_content()


def test_a_wrong_answer_is_shown_as_it_was_written(templates: Environment) -> None:
    form = a_form(
        a_component("number", "bobot"), a_component("datetime", "tanggal"), a_component("textarea", "catatan")
    )
    answers = load(form, {"bobot": ["1.000"], "tanggal": ["kemarin"], "catatan": ["</textarea><script>"]})
    page = _written(templates, form, answers.document, answers.errors)
    assert _posted(page) == {"bobot": ["1.000"], "tanggal": ["kemarin"], "catatan": ["</textarea><script>"]}
    assert not page.xpath(".//script")
    bobot = page.xpath(".//*[@id='f-bobot']")[0]
    assert bobot.get("aria-invalid") == "true"
    assert page.xpath(f".//*[@id='{bobot.get('aria-describedby')}']")


def test_an_authors_message_is_text_and_not_markup(templates: Environment) -> None:
    rules = {"pattern": "^a$", "patternErrorMessage": "<b>100% salah</b> %(n)s"}
    form = a_form(a_component("textfield", "x", rules=rules))
    answers = load(form, {"x": ["b"]})
    page = _written(templates, form, answers.document, answers.errors)
    assert "<b>100% salah</b> %(n)s" in page.text_content()
    assert not page.xpath(".//b")


def test_numbers_are_shown_with_a_comma(templates: Environment) -> None:
    form = a_form(a_component("number", "x"), a_component("number", "y", serializeToString=True))
    assert _posted(_written(templates, form, {"x": 12.5, "y": "0.25"})) == {"x": ["12,5"], "y": ["0,25"]}


def test_a_fixed_answer_shows_what_the_case_says(templates: Environment) -> None:
    form = a_form(a_component("textfield", "nip", readonly=True), a_component("radio", "x", disabled=True))
    page = _written(templates, form, {"nip": "palsu", "x": "a"}, facts={"nip": "1980", "x": "b"})
    assert page.xpath(".//*[@id='f-nip']")[0].get("value") == "1980"
    assert page.xpath(".//*[@id='f-nip']")[0].get("readonly") is not None
    assert page.xpath(".//input[@type='radio'][@checked]")[0].get("value") == "b"


def test_answers_on_which_others_depend_ask_for_the_page_again(templates: Environment) -> None:
    form = a_form(a_component("checkbox", "rinci"), a_component("textfield", "lain", hide="= not(rinci)"))
    page = _written(templates, form, refresh_url="/tugas/1/segarkan")
    assert [control.get("name") for control in page.xpath(".//*[@hx-post='/tugas/1/segarkan']")] == ["rinci"]
    assert not _written(templates, form).xpath(".//*[@hx-post]")


def test_enter_does_not_remove_a_row(templates: Environment) -> None:
    form = a_form(a_list("bukti", a_component("textfield", "url")))
    buttons = _written(templates, form).xpath(".//button[@type='submit']")
    assert buttons[0].get("name") is None
    assert [button.get("name") for button in buttons[1:]] == ["_hapus:bukti:0", "_tambah:bukti"]
    assert all(button.get("formnovalidate") is not None for button in buttons[1:])


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_a_form_sent_as_it_is_shown_says_what_its_document_says(templates: Environment, file: Any) -> None:
    form = read_form(file.read_bytes(), file.stem)
    facts = {
        "daftar_rhk": ["rhk-1"],
        "daftar_pegawai": ["Budi"],
        "dari_berkas": "SKP-1",
        "terkunci": "abcd",
        "batas_atas": 20,
    }
    page = _written(templates, form, facts=facts)
    fresh = load(form, _posted(page), facts)
    answers = load(form, _posted(_written(templates, form, fresh.document, fresh.errors, facts)), facts)
    assert answers.values == fresh.values
    assert set(answers.errors) == set(fresh.errors)


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_every_control_has_a_label_and_every_id_is_unique(templates: Environment, file: Any) -> None:
    form = read_form(file.read_bytes(), file.stem)
    answers = load(
        form,
        {"keputusan": ["kembalikan"], "rinci": ["true"], "_baris:bukti": ["0", "1"], "_baris:tim": ["0"]},
    )
    page = _written(templates, form, answers.document, answers.errors)
    ids = page.xpath(".//@id")
    assert len(ids) == len(set(ids))
    for control in page.xpath(".//input[not(@type='hidden')]|.//select|.//textarea"):
        assert page.xpath(f".//label[@for='{control.get('id')}']"), control.get("name")
    described = [one for ids in page.xpath(".//@aria-describedby") for one in ids.split()]
    assert set(described) <= set(ids)


def test_the_everything_form_is_among_the_forms() -> None:
    assert DATA / "serba_ada.json" in FORMS
