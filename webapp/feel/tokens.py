"""The lexer: a FEEL text to tokens, in one pass and in linear time.

Names are letters, digits and `_`; names with spaces exist only as names of built-in functions, which the
parser puts together.
"""

import re
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias

from webapp.domain.sentences import Sentence
from webapp.feel.errors import FeelSyntaxError

MAX_TEXT = 2_000
"""Longest expression, in characters."""

MAX_DIGITS = 34
"""Most digits of a number written in an expression."""

Kind: TypeAlias = OneOf["number", "string", "name", "keyword", "symbol", "end"]

KEYWORDS = frozenset(
    "if then else for in return some every satisfies and or between null true false".split()  # noqa: SIM905
)

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r'|(?P<string>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<symbol>\.\.|<=|>=|!=|[-+*/<>=()\[\]{},:.@?])",
    re.DOTALL,
)

_ESCAPE = re.compile(r'\\(?:(["\\nrt])|u([0-9a-fA-F]{4}))')
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_SURROGATES = re.compile("[\ud800-\udfff]")

_HINTS = {
    "'": 'Tulis teks di antara tanda kutip ganda, misalnya "Baik".',
    '"': "Teks ini belum ditutup dengan tanda kutip ganda.",
    "!": "Gunakan != untuk tidak sama dengan, atau not(...) untuk kebalikan.",
    "&": "Gunakan and.",
    "|": "Gunakan or.",
    "^": "Pangkat tidak didukung.",
    "/": "Komentar ini belum ditutup dengan */.",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign, and where it begins; `text` of a string token is its value."""

    kind: Kind
    text: str
    position: int


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, with an `end` token last; `FeelSyntaxError` for what is no token."""
    if len(text) > MAX_TEXT:
        raise FeelSyntaxError(
            Sentence(
                "Ekspresi lebih panjang dari %(max_text)s karakter. Pecah menjadi beberapa.",
                max_text=MAX_TEXT,
            ),
            0,
        )
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or (text.startswith("/*", position) and not match.group("space")):
            raise FeelSyntaxError(_hint(text[position]), position)
        if match.lastgroup != "space":
            tokens.append(_token(match))
        position = match.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def _hint(character: str) -> str:
    return _HINTS.get(
        character, Sentence("Karakter %(character)s tidak dikenal dalam ekspresi.", character=character)
    )


def _token(match: "re.Match[str]") -> Token:
    text, position = match.group(), match.start()
    if match.lastgroup == "number":
        if len(text) > MAX_DIGITS:
            raise FeelSyntaxError(
                Sentence("Angka ditulis dengan lebih dari %(max_digits)s digit.", max_digits=MAX_DIGITS),
                position,
            )
        return Token("number", text, position)
    if match.lastgroup == "string":
        return Token("string", _unescape(text[1:-1], position), position)
    if match.lastgroup == "name":
        if not text.isidentifier():  # fractions and superscripts are word characters to a pattern
            raise FeelSyntaxError(
                Sentence("Nama “%(text)s” memuat tanda yang bukan huruf atau angka.", text=text[:40]),
                position,
            )
        return Token("keyword" if text in KEYWORDS else "name", text, position)
    return Token("symbol", text, position)


def _unescape(body: str, position: int) -> str:
    r"""The text of a string literal; unknown escapes such as `\q` stay as they are written."""
    if "\\" not in body:
        return body
    value = _ESCAPE.sub(lambda m: _ESCAPES[m[1]] if m[1] else chr(int(m[2], 16)), body)
    if _SURROGATES.search(value):
        # A pair written as two escapes is one character; half a pair is none.
        value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if "\ufffd" in value:
            raise FeelSyntaxError("Kode karakter \\u dalam teks ini tidak lengkap.", position)
    return value
