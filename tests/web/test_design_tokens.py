"""The colours of the pages, measured from the one file that writes them.

Reads Sass and template sources as text; needs neither Node nor a browser. Contrast is WCAG 2.2's ratio of
relative luminances: 4.5 for words, 3 for the lines and shapes that carry meaning.
"""

import re
from pathlib import Path

import pytest

WEBAPP = Path(__file__).parents[2] / "webapp"
SASS = WEBAPP / "assets" / "sass"
TOKENS = (SASS / "_tokens.scss").read_text(encoding="utf-8")

GROUNDS = ("paper", "surface", "sunken")
WORDS = ("ink", "ink-soft", "indigo", "indigo-deep", "visited", "soga", "done", "waiting", "late")
PREDIKAT = tuple(f"predikat-{rank}" for rank in range(1, 6))
TEXT_PAIRS = [
    *((word, ground) for word in WORDS for ground in GROUNDS),
    *((predikat, ground) for predikat in PREDIKAT for ground in GROUNDS),
    *((state, f"{state}-soft") for state in ("soga", "done", "waiting", "late", "indigo")),
    *(("ink", f"{state}-soft") for state in ("soga", "done", "waiting", "late", "indigo")),
    *(("indigo", f"{state}-soft") for state in ("soga", "done", "waiting", "late")),
    ("indigo-deep", "indigo-soft"),
    ("on-indigo", "indigo"),
    ("on-indigo", "indigo-deep"),
    *(("on-state", state) for state in ("done", "waiting", "late")),
    ("on-band", "band"),
    ("on-band-soft", "band"),
    ("on-focus", "focus"),
]
LINE_PAIRS = [
    *((line, ground) for line in ("line-strong", "done", "waiting", "late", "soga") for ground in GROUNDS),
    ("focus", "band"),
    ("on-focus", "focus"),
]


def _tokens(block: str) -> dict[str, str]:
    return {name: value.lower() for name, value in re.findall(r"--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6});", block)}


def _schemes() -> dict[str, dict[str, str]]:
    light, dark = TOKENS.split("prefers-color-scheme: dark", maxsplit=1)
    return {"light": _tokens(light), "dark": _tokens(dark)}


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_schemes_define_the_same_colours() -> None:
    schemes = _schemes()
    assert schemes["light"].keys() == schemes["dark"].keys()
    assert len(schemes["light"]) > 25


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), TEXT_PAIRS, ids="-on-".join)
def test_words_stand_out_from_their_ground(words: str, ground: str, scheme: str) -> None:
    colours = _schemes()[scheme]
    assert _contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), LINE_PAIRS, ids="-on-".join)
def test_lines_that_carry_meaning_stand_out(line: str, ground: str, scheme: str) -> None:
    colours = _schemes()[scheme]
    assert _contrast(colours[line], colours[ground]) >= 3


def test_the_founding_colours_are_kept() -> None:
    light = _schemes()["light"]
    assert {name: light[name] for name in ("ink", "paper", "surface", "line", "indigo", "soga")} == {
        "ink": "#1b1f24",
        "paper": "#fbfaf7",
        "surface": "#ffffff",
        "line": "#d9d4c8",
        "indigo": "#1f3a68",
        "soga": "#8a4b16",
    }
    assert (light["done"], light["late"], light["waiting"]) == ("#1b6e45", "#a3211b", "#7a5200")


def test_the_five_predikat_differ_in_colour() -> None:
    for colours in _schemes().values():
        assert len({colours[name] for name in PREDIKAT}) == 5


def test_the_five_predikat_differ_in_shape() -> None:
    source = (WEBAPP / "templates/components/predikat.html").read_text(encoding="utf-8")
    shapes = dict(re.findall(r"'([a-z-]+)': '(M[^']+)'", source))
    assert shapes.keys() == {"istimewa", "sangat-baik", "baik", "butuh-perbaikan", "kurang", "sangat-kurang"}
    assert shapes["istimewa"] == shapes["sangat-baik"]
    assert len(set(shapes.values())) == 5


def test_colours_are_written_in_the_token_file_only() -> None:
    for source in SASS.glob("*.scss"):
        if source.name != "_tokens.scss":
            assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b", source.read_text(encoding="utf-8")), source.name


def test_every_colour_in_use_is_defined() -> None:
    for source in SASS.glob("*.scss"):
        text = source.read_text(encoding="utf-8")
        used = set(re.findall(r"var\(--([a-z0-9-]+)", text))
        own = set() if source.name == "_tokens.scss" else set(re.findall(r"--([a-z0-9-]+):", text))
        assert used - own <= _schemes()["light"].keys(), source.name


def test_the_browser_bar_wears_the_colour_of_the_band() -> None:
    page = (WEBAPP / "templates/base.html").read_text(encoding="utf-8")
    for scheme, colours in _schemes().items():
        assert f'content="{colours["band"].upper()}" media="(prefers-color-scheme: {scheme})"' in page


def test_the_mark_in_the_pages_is_the_mark_on_file() -> None:
    outline = re.compile(r' d="([^"]+)"')
    drawn = outline.findall((WEBAPP / "templates/components/brand.html").read_text(encoding="utf-8"))
    filed = outline.findall((WEBAPP / "static/gunungan.svg").read_text(encoding="utf-8"))
    icon = outline.findall((WEBAPP / "static/favicon.svg").read_text(encoding="utf-8"))
    assert drawn == filed == icon


def test_templates_keep_the_strict_content_policy() -> None:
    forbidden = re.compile(
        r'\sstyle=|\son[a-z]+=|<style|<script(?! type="module" src=)|hx-on|\bjs:|\|\s*safe\b'
    )
    for source in (WEBAPP / "templates").rglob("*.html"):
        found = forbidden.findall(source.read_text(encoding="utf-8"))
        assert not found, f"{source.name}: {found}"
