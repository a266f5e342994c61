"""The English catalogue says everything that the interface says, and nothing more.

Texts are found with the command of `make translations` itself, so a new text without its translation fails here.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tests.texts import SLOT, catalogue, extracted
from webapp.forms.text import markdown, template
from webapp.translations.extract import diagram, form, sentences

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ROOT / "webapp" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
Id = str | tuple[str, str]


def _texts(catalogue: Catalog) -> dict[Id, Message]:
    return {_id(one): one for one in catalogue if one.id}


def _id(message: Message) -> Id:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def _forms(said: object) -> list[str]:
    return [said] if isinstance(said, str) else [str(one) for one in said]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def english() -> Catalog:
    """What is translated."""
    return catalogue(ENGLISH)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the sources say now, by the command in the Makefile."""
    return extracted(tmp_path_factory.mktemp("texts") / "messages.pot")


def test_every_text_of_the_interface_has_an_english_translation(english: Catalog, found: Catalog) -> None:
    said = _texts(english)
    missing = [text for text in _texts(found) if text not in said or not all(_forms(said[text].string))]
    assert missing == [], "run `make translations` and translate these in messages.po"


def test_the_catalogue_holds_nothing_that_nobody_says(english: Catalog, found: Catalog) -> None:
    assert sorted(map(str, set(_texts(english)) - set(_texts(found)))) == [], "run `make translations`"
    assert list(english.obsolete) == []
    assert not ENGLISH.read_text(encoding="utf-8").count("#~")


def test_no_translation_is_a_guess(english: Catalog) -> None:
    assert [one.id for one in english if one.fuzzy and one.id] == []


def test_a_translation_fills_the_same_places_as_the_text(english: Catalog) -> None:
    wrong = [
        (one.id, said)
        for one in english
        if one.id
        for said in _forms(one.string)
        if sorted(SLOT.findall(said)) != sorted(SLOT.findall(_forms(one.id)[0]))
    ]
    assert wrong == []
    assert [str(fault) for one in english if one.id for fault in one.check(english)] == []


def test_a_translation_keeps_the_blanks_and_the_full_stop_of_its_text(english: Catalog) -> None:
    def edges(text: str) -> tuple[bool, bool, str]:
        return text[0].isspace(), text[-1].isspace(), text[-1] if text[-1] in ".?!:…" else ""

    wrong = [
        (one.id, said)
        for one in english
        if one.id
        for said in _forms(one.string)
        if edges(said) != edges(_forms(one.id)[0])
    ]
    assert wrong == []


def test_names_and_texts_of_forms_stay_templates_in_english(english: Catalog) -> None:
    for one in english:
        if one.id and "{{" in _forms(one.id)[0]:
            (said,) = _forms(one.string)
            assert markdown(said).names == markdown(_forms(one.id)[0]).names
            assert template(said).names == template(_forms(one.id)[0]).names


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("webapp/templates", "Mengapa saya?"),
        ("webapp/web", "Terkirim."),
        ("webapp/domain", "Belum ada RHK utama. Tambahkan paling sedikit satu pada bagian A."),
        ("webapp/domain", "Menghargai setiap orang apa pun latar belakangnya"),
        ("webapp/domain", "Kuantitas"),
        ("webapp/documents", "Pegawai yang Dinilai"),
        ("webapp/engine", "Tidak ada langkah yang sedang berjalan."),
        ("webapp/forms", "Terlalu pendek: tulis paling sedikit %(n)s huruf."),
        ("webapp/operations", "SKP ditetapkan oleh pejabat penilai, bukan oleh pemiliknya."),
        ("webapp/services", "Anda tidak dapat bertindak sebagai penilai atas SKP Anda sendiri."),
        ("webapp/operations", "Tidak memegang jabatan definitif."),
        ("forms/penetapan", "Kembalikan untuk diperbaiki"),
        ("workflows", "Nyatakan kembali ekspektasi"),
    ],
)
def test_texts_are_found_in_every_room_that_speaks(found: Catalog, place: str, text: str) -> None:
    assert [path for path, _line in _texts(found)[text].locations if path.startswith(place)]


# -- the extractors -------------------------------------------------------------------------------------------------


def _ids(calls: Iterator[tuple[int, str, str, list[str]]]) -> list[str]:
    return [text for _line, _function, text, _comments in calls]


def test_whole_sentences_are_found_and_those_that_a_rule_fills_are_not() -> None:
    source = b"""
NAMES = {Code.A: "Satu", Code.B: "Dua"}
OTHER = {Code.A: "tiga"}
def rule(n):
    pesan = "Isi baris ini."
    pesan = f"Isi {n} baris."
    pesan = ("Isi " f"{n} baris.")
    pesan = "Isi " "keduanya." if n else "Hapus."
    yield Pelanggaran("kode", "Hapus baris ini.", "letak")
    yield Pelanggaran("kode", f"Hapus {n} baris.")
    raise Denied("Bukan milik Anda.")
def answer():
    return "Tidak ada."
def code():
    return "tidak_ada"
"""
    options = {"names": "NAMES", "functions": "answer"}
    assert sorted(_ids(sentences(io.BytesIO(source), (), (), options))) == [
        "Bukan milik Anda.", "Dua", "Hapus baris ini.", "Hapus.", "Isi baris ini.", "Isi keduanya.", "Satu",
        "Tidak ada.",
    ]  # fmt: skip


def test_labels_of_forms_are_found_wherever_they_stand_and_codes_are_not() -> None:
    source = b"""{"id": "kode", "components": [
        {"type": "group", "label": "Kelompok", "components": [
            {"type": "datetime", "key": "k", "dateLabel": "Hari", "description": "Contoh"},
            {"type": "radio", "label": "", "values": [{"label": "Ya", "value": "ya"}]}]},
        {"type": "text", "text": "Bacalah {{nama}}."}]}"""
    assert _ids(form(io.BytesIO(source), (), (), {})) == [
        "Kelompok", "Hari", "Contoh", "Ya", "Bacalah {{nama}}.",
    ]  # fmt: skip


def test_names_of_diagrams_are_found_and_properties_are_not() -> None:
    source = b"""<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:z="z">
        <d:process id="p" name="Proses"><d:userTask id="a" name="Langkah"><d:extensionElements>
        <z:property name="peran" value="pegawai"/></d:extensionElements></d:userTask>
        <d:sequenceFlow id="f" name=""/></d:process></d:definitions>"""
    assert _ids(diagram(io.BytesIO(source), (), (), {})) == ["Proses", "Langkah"]


def test_the_template_of_a_sentence_stands_where_it_is_filled() -> None:
    """What is handed on by a name is found by no extractor, and would stay Indonesian for everybody."""
    named = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "webapp").rglob("*.py"))
        if "node_modules" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Sentence"
        and node.keywords
        and not isinstance(node.args[0], ast.Constant)
    ]
    assert named == []
