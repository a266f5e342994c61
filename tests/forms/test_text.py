"""Texts of a form are safe HTML, whatever its author or an answer puts in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from webapp.forms.text import markdown, template


def test_markdown_becomes_html_with_headings_below_the_page() -> None:
    shown = markdown("# Judul\n\n**tebal** dan [tautan](https://contoh.go.id)\n\n- satu\n- dua").render({})
    assert "<h2>Judul</h2>" in shown
    assert "<strong>tebal</strong>" in shown
    assert '<a href="https://contoh.go.id" rel="noopener noreferrer">tautan</a>' in shown
    assert "<li>satu</li>" in shown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](https://a/b.png)",
        "[x](data:text/html;base64,AAAA)", "<a href='x' onclick='y'>z</a>", "`<b onmouseover=1>`", "<style>*{}</style>",
        '[x](https://a "t\\" onclick=\\"y")', "<iframe src=//a>", "[x]: javascript:alert(1)\n\n[x]",
    ],
)  # fmt: skip
def test_markdown_brings_in_no_script(text: str) -> None:
    tree = html.fromstring(f"<div>{markdown(text).render({})}</div>")
    for element in tree.iter():
        assert element.tag not in ("script", "img", "style", "iframe")
        assert not [name for name in element.attrib if str(name).startswith("on") or name in ("style", "src")]
        assert not re.match("javascript:|data:", str(element.get("href", "")))


def test_values_are_filled_in_and_escaped() -> None:
    text = markdown("Untuk **{{nama}}** ({{ angka }}) {{ya}} {{kosong}} {{tidak_ada}}")
    shown = text.render({"nama": "<b>& {{angka}}", "angka": 5, "ya": True, "kosong": None})
    assert shown == "<p>Untuk <strong>&lt;b&gt;&amp; {{angka}}</strong> (5) Ya  </p>\n"
    assert text.names == {"nama", "angka", "ya", "kosong", "tidak_ada"}


def test_a_value_cannot_be_a_link() -> None:
    assert "javascript" not in markdown("[x]({{alamat}})").render({"alamat": "javascript:alert(1)"})


def test_plain_texts_are_escaped_as_well() -> None:
    assert template("A & <b> {{x}}").render({"x": "<i>"}) == "A &amp; &lt;b&gt; &lt;i&gt;"


@pytest.mark.parametrize(
    "text", ["{{a + 1}}", "{{#if a}}x{{/if}}", "{{", "{{a.b}}", "{{ }}", "a {{b}} {{c d}}"]
)
def test_braces_hold_a_name_and_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match=r"\{\{"):
        template(text)
    with pytest.raises(ValueError, match=r"\{\{"):
        markdown(text)


@settings(deadline=None)
@given(
    st.text(alphabet="ab<>\"'&{}[]()!#*_`\n \\:/=", max_size=60), st.text(alphabet="<>\"'&{}a=", max_size=20)
)
def test_no_text_and_no_value_opens_a_foreign_tag(text: str, value: str) -> None:
    try:
        shown = markdown(text + " {{nama}}").render({"nama": value})
    except ValueError:
        return
    allowed = {
        "a",
        "p",
        "strong",
        "em",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h2",
        "h3",
        "h4",
        "hr",
        "br",
        "div",
    }
    tree = html.fromstring(f"<div>{shown}</div>")
    assert {element.tag for element in tree.iter()} <= allowed | {"table", "thead", "tbody", "tr", "th", "td"}
