"""Reading posts strictly: only declared names, nothing lost on the way to the content and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.domain.jabatan import Jalur
from webapp.domain.skp import Aspek, Bagian, Iki, IsiSkp, Lampiran, Pendekatan, Perspektif, Rhk
from webapp.services.errors import InvalidAnswers
from webapp.web.planning.editor_page import lines_shown
from webapp.web.workspaces import isi as contents
from webapp.web.workspaces.page import Post, Text, take
from webapp.web.workspaces.sections import is_at

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip)
KEYS = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
LINES = st.lists(WORDS.filter(bool), max_size=5).map(tuple)

LINE_NAMES = st.text(max_size=30).map(lambda end: f"lampiran.dukungan.{end}")


@st.composite
def indicators(draw: st.DrawFn, jalur: Jalur) -> tuple[Iki, ...]:
    keys = draw(st.lists(KEYS, max_size=4, unique=True))
    ja = jalur is Jalur.JA_JF
    return tuple(
        Iki(
            key,
            draw(WORDS),
            draw(WORDS),
            draw(WORDS),
            draw(st.sampled_from([None, *Aspek])) if ja else None,
            None if ja else draw(st.sampled_from([None, *Perspektif])),
        )
        for key in keys
    )


@st.composite
def documents(draw: st.DrawFn) -> tuple[IsiSkp, Rhk]:
    jalur, pendekatan = draw(st.sampled_from(Jalur)), draw(st.sampled_from(Pendekatan))
    bagian = draw(st.sampled_from(Bagian))
    row = Rhk(draw(KEYS), bagian, draw(WORDS), penugasan_dari=draw(WORDS) or None)
    if bagian is Bagian.UTAMA:
        row = replace(row, penugasan_dari=None, rhk_pimpinan="Hasil pimpinan", rhk_pimpinan_kunci="p1")
    if pendekatan is Pendekatan.KUANTITATIF:
        row = replace(row, iki=draw(indicators(jalur)))
    else:
        row = replace(row, ukuran=draw(LINES))
    lampiran = Lampiran(draw(LINES), draw(LINES), draw(LINES))
    return IsiSkp(jalur, pendekatan, (row,), {"ADAPTIF": "Belajar"}, lampiran), row


def as_post(values: dict[str, str], declared: contents.Declared) -> Post:
    """What a page with these values posts when nothing is touched."""
    return {name: [text] for name, text in values.items() if name in declared}


@settings(deadline=None)
@given(documents())
def test_a_row_that_is_posted_untouched_stays_what_it_was(given_document: tuple[IsiSkp, Rhk]) -> None:
    isi, row = given_document
    post = as_post(contents.values_rhk(row), contents.declared_rhk(row, isi))
    assert contents.read_rhk(row, isi, post) == row


@settings(deadline=None)
@given(documents())
def test_an_annex_that_is_posted_untouched_stays_what_it_was(given_document: tuple[IsiSkp, Rhk]) -> None:
    isi, _ = given_document
    post = as_post(contents.values_lampiran(isi), contents.declared_lampiran())
    assert contents.read_lampiran(isi, post) == isi


@settings(deadline=None)
@given(
    documents(), st.dictionaries(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=2), max_size=4)
)
def test_whatever_is_posted_is_read_or_refused(given_document: tuple[IsiSkp, Rhk], post: Post) -> None:
    isi, row = given_document
    declared = contents.declared_rhk(row, isi)
    if any(name not in declared and not name.startswith("_") for name in post):
        with pytest.raises(InvalidAnswers) as refused:
            contents.read_rhk(row, isi, post)
        assert set(refused.value.errors) <= set(post)
    else:
        contents.read_rhk(row, isi, post)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=30).map(lambda end: f"lampiran.dukungan.{end}"), st.text(min_size=1), max_size=4
    )
)
def test_any_name_can_be_asked_for_its_line(held: dict[str, str]) -> None:
    assert 1 <= len(lines_shown("lampiran.dukungan", held, more=False)) <= contents.MAX_LINES


@pytest.mark.parametrize(
    "name", ["rhk", "rhk.r1", "rhk.r1.rhk_pimpinan", "rhk..uraian", "rhk.r1.uraian.x", ""]
)
def test_a_name_that_is_not_declared_is_refused_by_name(name: str) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        take({"rhk.r1.uraian": ["Baik"], name: ["x"]}, {"rhk.r1.uraian": Text()})
    assert list(refused.value.errors) == [name]


def test_line_ends_become_one_kind_and_blanks_around_go() -> None:
    taken = take({"isi": [" satu\r\ndua\rtiga \n"], "_versi": ["x"], "csrf_token": ["y"]}, {"isi": Text()})
    assert taken == {"isi": "satu\ndua\ntiga"}


def test_a_line_that_is_emptied_goes_and_the_others_keep_their_order() -> None:
    isi = IsiSkp(Jalur.JA_JF, Pendekatan.KUANTITATIF)
    post = {f"lampiran.skema.{n}": [text] for n, text in ((10, "c"), (2, "b"), (1, " "), (0, "a"))}
    assert contents.read_lampiran(isi, post).lampiran.skema == ("a", "b", "c")


def test_a_place_holds_what_is_inside_it_and_no_neighbour() -> None:
    assert is_at("rhk.r1.iki.i1.target", "rhk.r1")
    assert is_at("rhk.r1", "rhk.r1")
    assert not is_at("rhk.r10", "rhk.r1")
    assert not is_at(None, "rhk.r1")


def test_rows_of_part_b_stand_after_those_of_part_a() -> None:
    isi = IsiSkp(
        Jalur.JA_JF, Pendekatan.KUANTITATIF, (Rhk("r1", Bagian.TAMBAHAN, "B"), Rhk("r2", Bagian.UTAMA, "A"))
    )
    isi, key = contents.add(isi, None)
    assert [row.kunci for row in isi.rhk] == ["r2", "r1", key]
