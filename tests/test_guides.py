"""The user guides: pictures that are made by the program, links that lead somewhere, and words that the pages say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.screenshots.pictures import KEPT
from tests import texts

FOLDER = texts.ROOT / "docs" / "panduan"
GUIDES = sorted(FOLDER.glob("*.md"))
PICTURES = sorted((FOLDER / "gambar").iterdir())
ONE, ALL = 120_000, 2_500_000
"""Bytes of a picture, and of all pictures together: they travel with every copy of the source."""

FOR_ROLES = {
    "pegawai.md", "pejabat-penilai.md", "pengelola-opd.md", "konselor-pembimbing.md", "admin-bkpp.md",
    "pemilik-proses.md",
}  # fmt: skip
QUOTED = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PRESSED = re.compile(
    r"(?:[Tt]ekan|menekan|tombolnya|[Tt]ekan tombol)\s+\*\*(.+?)\*\*(?:\s+atau\s+\*\*(.+?)\*\*)?", re.DOTALL
)
"""What a guide asks to press; a second button may follow an `atau`."""


def read(guide: Path) -> str:
    """A guide's words."""
    return guide.read_text(encoding="utf-8")


def shown() -> list[Path]:
    """The pictures that the guides show."""
    return [
        (guide.parent / name).resolve()
        for guide in GUIDES
        for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", read(guide))
    ]


def words(quoted: str) -> str:
    """A quoted text as the page has it: on one line, without the guide's own full stop or colon."""
    return " ".join(quoted.split()).rstrip(".:")


@pytest.fixture(scope="module")
def interface(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Everything that the interface says today."""
    found = texts.extracted(tmp_path_factory.mktemp("texts") / "messages.pot")
    return frozenset(text.rstrip(".:") for text in texts.said(found))


def test_there_is_a_guide_for_every_role() -> None:
    assert {guide.name for guide in GUIDES} == {"README.md"} | FOR_ROLES


def test_every_picture_is_shown_once_and_every_shown_picture_is_there() -> None:
    assert sorted(shown()) == PICTURES
    assert [one.name for one in PICTURES if one.stat().st_size > ONE] == []
    assert sum(picture.stat().st_size for picture in PICTURES) < ALL


def test_the_program_that_makes_the_pictures_makes_just_these() -> None:
    assert sorted(f"{picture.file}.png" for picture in KEPT.values()) == [one.name for one in PICTURES]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(guide: Path) -> None:
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", read(guide))
    assert [link for link in links if not (guide.parent / link).exists()] == []
    assert guide.name == "README.md" or f"({guide.name})" in read(FOLDER / "README.md")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_what_a_guide_quotes_is_what_a_page_says(guide: Path, interface: frozenset[str]) -> None:
    """Bold words are words of the interface: whoever renames one, renames it in the guides."""
    quoted = {words(one) for one in QUOTED.findall(read(guide))}
    assert sorted(one for one in quoted if not texts.shows(one, interface)) == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_what_a_guide_asks_to_press_is_a_button(guide: Path) -> None:
    known = frozenset(texts.buttons())
    pressed = {words(one) for found in PRESSED.findall(read(guide)) for one in found if one}
    assert sorted(one for one in pressed if not texts.shows(one, known)) == []


def test_a_renamed_button_is_missed() -> None:
    known = frozenset(texts.buttons())
    for words_of_today in ("Kirim nilai", "Simpan, karantina 3 baris"):
        assert texts.shows(words_of_today, known)
    for renamed in ("Kirim nilai bulan", "Simpan, buang 3 baris"):
        assert not texts.shows(renamed, known)
    assert not texts.shows("Kirim nilai", known - {"Kirim nilai"})


@pytest.mark.parametrize("name", sorted(FOR_ROLES - {"pemilik-proses.md"}))
def test_every_guide_asks_to_press_something_and_says_what_to_do_when_it_is_refused(name: str) -> None:
    text = read(FOLDER / name)
    assert len(PRESSED.findall(text)) >= 5
    assert "*Bila " in text
