"""Characters that the official forms can print.

PDF/A refuses text without a glyph, and invisible control characters could make a signed text read differently
from what it says. So every text passes here: what the forms' fonts show is kept, what is invisible is
dropped, and anything else becomes a visible mark. Standard library only; a test prints the whole table.
"""

import re
import unicodedata

TIDAK_TERCETAK = "\N{REPLACEMENT CHARACTER}"
"""Stands where a character was that the forms' fonts do not have."""

RENTANG_TERCETAK: tuple[tuple[int, int], ...] = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x24F),  # Latin with its marks; AD, the soft hyphen, is invisible
    (0x300, 0x34E),  # combining marks
    (0x350, 0x36F),  # 34F, the grapheme joiner, is invisible
    (0x391, 0x3A1),
    (0x3A3, 0x3C9),  # Greek letters
    (0x400, 0x45F),  # Cyrillic
    (0x1E00, 0x1E9B),
    (0x1E9E, 0x1EF9),  # Latin with two marks (romanised Javanese and Arabic names)
    (0x2010, 0x2027),  # dashes, quotes, dots
    (0x2030, 0x2037),
    (0x2039, 0x203A),
    (0x2070, 0x2071),
    (0x2074, 0x208E),  # raised and lowered digits
    (0x20A0, 0x20B5),  # currencies
    (0x2103, 0x2103),
    (0x2109, 0x2109),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2126, 0x2126),
    (0x2153, 0x215E),  # fractions
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x2220),
    (0x2223, 0x222D),  # mathematics
    (0x2248, 0x2248),
    (0x2260, 0x2265),
    (0x2460, 0x2473),  # circled numbers
    (0x25A0, 0x25FF),
    (0x2605, 0x2606),
    (0x2610, 0x2612),
    (0x2713, 0x2718),
    (0xFFFD, 0xFFFD),
)
"""Code points (both ends belong) that the fonts inside the Typst wheel have, upright and bold; no italics."""

_TERCETAK = "".join(f"{re.escape(chr(awal))}-{re.escape(chr(akhir))}" for awal, akhir in RENTANG_TERCETAK)
_LAIN = re.compile(f"[^{_TERCETAK}\n]")
_SPASI = re.compile(r"\s+")
_TAK_TAMPAK = frozenset({"Cc", "Cf"})  # controls, and format characters such as bidi overrides


def tak_tercetak(teks: str) -> tuple[str, ...]:
    """The characters of `teks` that a form would print as a mark only, each once, in order of appearance."""
    return tuple(dict.fromkeys(_LAIN.findall(_bentuk_baku(teks))))


def siap_cetak(teks: str) -> str:
    """`teks` as forms print it: composed (NFC), single blanks, own line breaks, a mark for each unknown."""
    return _LAIN.sub(TIDAK_TERCETAK, _bentuk_baku(teks))


def _bentuk_baku(teks: str) -> str:
    """The text without invisible characters; these go first, so that what they parted is then composed."""
    baris = (_SPASI.sub(" ", satu) for satu in teks.splitlines())
    tampak = ("".join(huruf for huruf in satu if not _tak_tampak(huruf)) for satu in baris)
    return "\n".join(" ".join(unicodedata.normalize("NFC", satu).split()) for satu in tampak).strip()


def _tak_tampak(huruf: str) -> bool:
    return unicodedata.category(huruf) in _TAK_TAMPAK or huruf == "\N{COMBINING GRAPHEME JOINER}"
