"""Patterns mean what they mean in JavaScript, or are refused; none runs for long."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.forms.javascript import JS_SPACE, code_units
from webapp.forms.pattern_reader import INPUT_LIMIT, PatternRefused
from webapp.forms.patterns import Pattern, read_pattern

ATOMS = [
    "a", "b", "ab", ".", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", "[abc]", "[^a]", "[a-c]", r"[^\d-]", r"[\w.-]",
    "[-a]", "[a-]", "[^-]", r"\.", r"\/", "/", "-", " ", "@", "é", r"\u00e9", r"\x41", "(a)", "(?:ab)", "(a|b)",
    "(?:a|bc|)", r"(\d{2})", "^", "$", r"\b", "[[]", "[&&]", r"\n", r"[^\s@]", "[|~]", "|",
]  # fmt: skip
QUANTIFIERS = ["", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,}", "{2,}"]
CHARACTERS = "ab c1.@-\n\r\u2028\u00a0é😀A_/\tλ²٣\x85[]&|~"


def _random_pattern(dice: random.Random, depth: int = 0) -> str:
    pattern = ""
    for _ in range(dice.randint(1, 5)):
        inner = depth < 2 and dice.random() < 0.15
        atom = (
            f"({dice.choice(['', '?:'])}{_random_pattern(dice, depth + 1)})" if inner else dice.choice(ATOMS)
        )
        pattern += atom if atom == "|" else atom + dice.choice(QUANTIFIERS)
    return pattern


def _accepted(dice: random.Random, count: int) -> list[Pattern]:
    found: list[Pattern] = []
    while len(found) < count:
        try:
            found.append(read_pattern(_random_pattern(dice)))
        except PatternRefused:
            continue
    return found


@pytest.mark.node
def test_accepted_patterns_match_as_in_javascript() -> None:
    node = shutil.which("node")
    assert node, "node is not installed"
    dice = random.Random(7)
    pairs = [
        (pattern, "".join(dice.choices(CHARACTERS, k=dice.randint(0, 8))))
        for pattern in _accepted(dice, 1000)
        for _ in range(4)
    ]
    script = (
        "const pairs = JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(pairs.map(([p, v]) => new RegExp(p).test(v))))"
    )
    sent = json.dumps([(pattern.text, value) for pattern, value in pairs])
    done = subprocess.run([node, "-e", script], input=sent, capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    differing = [
        (pattern.text, value) for (pattern, value), other in zip(pairs, theirs, strict=True)
        if pattern.matches(value) != other
    ]  # fmt: skip
    assert not differing


def test_no_accepted_pattern_runs_for_long() -> None:
    dice = random.Random(11)
    for pattern in _accepted(dice, 300):
        for base in ("a", "1", " "):
            begin = time.process_time()
            pattern.matches((base * INPUT_LIMIT)[: INPUT_LIMIT - 1] + "!")
            assert time.process_time() - begin < 2, pattern.text


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+", "(a*)*", "(a|a)*", "(a|ab)+", "(a?)+", "(a?a)+", r"(\d{1,3}\.){3}", "(a{1,9}){9}", "((a)+b*)+",
        "a*a*a*b", "a+a+a+", ".*.*.*x", r"\w+\w+\w+$", "(a+)(a+)(a+)$", "(?:a+)(?:a+)(?:a+)x", "(a|b|a)*",
    ],
)  # fmt: skip
def test_what_may_backtrack_without_bound_is_refused(text: str) -> None:
    with pytest.raises(PatternRefused):
        read_pattern(text)


@pytest.mark.parametrize(
    "text",
    [
        "(?=a)", "(?!a)", "(?<=a)", "(?<n>a)", "(?P<n>a)", "(?i)a", "(?>a)", r"\1", r"(a)\1", r"\k<n>",
        r"\p{L}", r"\cA", r"\A", r"\Z", r"\B", r"\0", r"\xZZ", r"\x1", r"\u12", r"\u{61}", "[]", "[^]", "[]a]",
        "a{,3}", "{", "}", "]", "a{2", "*a", "+", "?", "a**", "a*?", "a+?", "a??", "a++", "a{2}{3}", "^*",
        r"\b+", "$?", "(", ")", "(a", "a)", "[a", "\\", "[z-a]", r"[\d-z]", r"[a-\d]", r"[\S]", r"[\b]", "😀",
        "[😀]", "a{3,2}", "a{0}", "a{1001}", "a" * 301, "(" * 9 + ")" * 9, "a]?",
    ],
)  # fmt: skip
def test_what_is_not_portable_is_refused(text: str) -> None:
    with pytest.raises(PatternRefused) as refused:
        read_pattern(text)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("text", "value", "matches"),
    [
        (r"^\d{18}$", "1" * 18, True), (r"^\d{18}$", "1" * 18 + "\n", False), (r"^\d{18}$", "1" * 17 + "٣", False),
        (r"^https?://\S+$", "https://contoh.go.id/a?b=c", True), (r"^https?://\S+$", "https://a b", False),
        (r"^[^@]+@[^@]+\.[^@]+$", "a@b.c", True), (r"^(\d{3}|[A-Z]{2})+$", "AB123CD", True), ("", "apa saja", True),
        (r"^(?:\+62|0)\d{8,12}$", "+6281234567", True), (r"^\d+(,\d{1,2})?$", "12,5", True), ("a|b", "xbx", True),
        (r"^.$", "😀", False), (r"^..$", "😀", True), (r"\s", "\u00a0", True), (r"^\w+$", "é", False),
    ],
)  # fmt: skip
def test_everyday_patterns(text: str, value: str, matches: bool) -> None:
    assert read_pattern(text).matches(value) is matches


def test_a_long_answer_is_not_even_tried() -> None:
    assert read_pattern("a").matches("a" * INPUT_LIMIT)
    assert not read_pattern("a").matches("a" * (INPUT_LIMIT + 1))


@settings(deadline=None)
@given(st.text(alphabet="ab()[]{}*+?|\\^$.-,0129dwsSuxb:=!<P😀é", max_size=25))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(PatternRefused):
        read_pattern(text).matches("ab01")


def test_code_units_are_those_of_javascript() -> None:
    assert len(code_units("aé😀")) == 4
    assert code_units("abc") == "abc"
    assert code_units("") == ""
    assert len(JS_SPACE) == len(set(JS_SPACE)) == 25
