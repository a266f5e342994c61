"""The user guides: every picture that they show is there, every picture is shown, and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "panduan"
GUIDES = sorted(FOLDER.glob("*.md"))
PICTURES = sorted((FOLDER / "gambar").iterdir())
BUDGET = 2_000_000
"""Bytes of all pictures together: they travel with every copy of the source."""


def shown() -> list[Path]:
    """The pictures that the guides show."""
    return [
        (guide.parent / name).resolve()
        for guide in GUIDES
        for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", guide.read_text(encoding="utf-8"))
    ]


def test_every_picture_is_shown_and_every_shown_picture_is_there() -> None:
    assert sorted(set(shown())) == PICTURES
    assert len(PICTURES) <= 12
    assert sum(picture.stat().st_size for picture in PICTURES) < BUDGET


def test_the_program_that_makes_the_pictures_makes_just_these() -> None:
    text = (ROOT / "docs" / "screenshots.py").read_text(encoding="utf-8")
    made = set(re.findall(r'Picture\(\s*"([a-z-]+)"', text))
    assert made == {picture.stem for picture in PICTURES}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(guide: Path) -> None:
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)\)", guide.read_text(encoding="utf-8"))
    assert [link for link in links if not (guide.parent / link).exists()] == []
    assert guide.name == "README.md" or f"({guide.name})" in (FOLDER / "README.md").read_text(
        encoding="utf-8"
    )
