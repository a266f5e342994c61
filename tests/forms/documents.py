"""Random documents for a form-js schema, drawn from the raw JSON so that none of our own reading is trusted.

Each document comes with the paths at which it is deliberately of a wrong kind or otherwise beyond what
form-js looks at: there we refuse where form-js quietly repairs or does not mind.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

_TEXTS = ["", " ", "a", "abc", "  abc  ", "ab😀", "a\nb", "x" * 19, "x" * 20, "x" * 21, "Rapat koordinasi"]
_LONG = ["Hasil kerja disepakati bersama pimpinan.", "kurang jelas", "belum ", "y" * 39, "y" * 41, "é" * 12]
_PATTERNS = [
    "AB-1", "AB-12.5", "xAB-1x", "ab-1", "1" * 18, "1" * 17, "12345678901234567x", "https://contoh.go.id/a",
    "http://x", "https://", "ftp://x", "https://a b", "x https://a", "https://a\u00a0b", "١٢٣",
]  # fmt: skip
_EMAILS = [
    "budi@contoh.go.id",
    "budi@contoh",
    "budi",
    "@contoh.id",
    "a b@c.id",
    "a@-b.id",
    "a@b.id ",
    "a+b@c.co",
    "é@c.id",
]
_PHONES = ["+6281234567890", "006281234567890", "+62 812", "12345", "telepon", "+", "+6281234567890 "]
_NUMBERS = [
    None,
    0,
    1,
    -1,
    5,
    7,
    10,
    12.5,
    12.345,
    99.99,
    100,
    100.01,
    -3.5,
    -3.6,
    7.25,
    1000001,
    30,
    31,
    0.1,
]
_DATES = ["2026-01-31", "2026-02-01", "2024-02-29", "1999-12-31"]
_TIMES = ["00:00", "08:30", "23:59"]


@dataclass
class Case:
    """A document with the facts of its case, and the paths at which we are stricter than form-js."""

    facts: Json
    document: Json
    strict: set[str] = field(default_factory=set)


def random_cases(
    schema: Json, seed: int, count: int, facts: Callable[[random.Random], Json]
) -> Iterator[Case]:
    """`count` cases, the same ones for the same seed."""
    dice = random.Random(seed)
    for _ in range(count):
        case = Case(facts(dice), {})
        # Some documents are mostly right, so that valid ones occur; some are wild.
        wildness = dice.choice([0.02, 0.15, 0.5, 0.9])
        case.document = _document(schema["components"], case, "", dice, wildness)
        yield case


def _document(components: list[Json], case: Case, at: str, dice: random.Random, wildness: float) -> Json:
    document: Json = {}
    for part in components:
        if part["type"] == "group":
            document |= _document(part["components"], case, at, dice, wildness)
        elif part["type"] == "dynamiclist":
            document[part["path"]] = _rows(part, case, dice, wildness)
        elif "key" in part:
            _answer(part, document, case, at, dice, wildness)
    return document


def _rows(part: Json, case: Case, dice: random.Random, wildness: float) -> list[Any]:
    rows: list[Any] = []
    for index in range(dice.choice([0, 1, 1, 2, 3])):
        at = f"{part['path']}[{index}]"
        if dice.random() < wildness / 10:
            case.strict.add(at)
            rows.append(dice.choice(["baris", 7, None, True]))
        else:
            rows.append(_document(part["components"], case, f"{at}.", dice, wildness))
    return rows


def _answer(part: Json, document: Json, case: Case, at: str, dice: random.Random, wildness: float) -> None:
    key = part["key"]
    if part.get("readonly") or part.get("disabled"):
        document[key] = case.facts.get(key)
        return
    luck = dice.random()
    if luck < wildness / 10:
        case.strict.add(at + key)
        document[key] = dice.choice(_wrong(part))
    elif luck > wildness:
        document[key] = dice.choice(_right(part, case.facts))
    elif dice.random() > 0.1:
        value = dice.choice(_any(part, case.facts, dice))
        if (
            isinstance(value, str)
            and value
            and not value.strip()
            and part.get("validate", {}).get("required")
        ):
            case.strict.add(at + key)  # spaces are no answer, though form-js takes them for one
        document[key] = value


def _options(part: Json, facts: Json) -> list[Any]:
    given = facts[part["valuesKey"]] if "valuesKey" in part else part["values"]
    return [one["value"] if isinstance(one, dict) else one for one in given]


def _any(part: Json, facts: Json, dice: random.Random) -> list[Any]:
    kind = part["type"]
    if kind in ("textfield", "textarea"):
        return [*_TEXTS, *_LONG, *_PATTERNS, *_EMAILS, *_PHONES, None, _noise(dice)]
    if kind == "number":
        whole, fraction = dice.randint(-50, 150), round(dice.uniform(-50, 150), dice.randint(0, 4))
        return [*_NUMBERS, whole, fraction]
    if kind == "checkbox":
        return [True, False, None]
    if kind == "datetime":
        return [*_moments(part), None]
    options = _options(part, facts)
    if kind in ("radio", "select"):
        return [*options, None]
    return [dice.sample(options, dice.randint(0, len(options))), [], None]


def _right(part: Json, facts: Json) -> list[Any]:
    rules, kind = part.get("validate", {}), part["type"]
    if kind == "textarea":
        return (
            ["Disepakati bersama."]
            if rules.get("maxLength") == 40
            else ["Disepakati bersama dalam dialog kinerja."]
        )
    if kind == "textfield":
        samples = {"email": "budi@contoh.go.id", "phone": "+6281234567890"}
        if "pattern" in rules:
            return (
                ["1" * 18]
                if "18" in rules["pattern"]
                else ["https://contoh.go.id"]
                if "http" in rules["pattern"]
                else ["AB-1"]
            )
        return [samples.get(rules.get("validationType", ""), "Budi")]
    if kind == "number":
        return (
            [5, 10]
            if isinstance(rules.get("min", 0), str) or rules.get("min", 0) >= 1
            else [60, 20]
            if rules.get("max") == 100
            else [3]
        )
    if kind == "checkbox":
        return [True]
    if kind == "datetime":
        return _moments(part)
    options = _options(part, facts)
    return options if kind in ("radio", "select") else [options[:1], options]


def _wrong(part: Json) -> list[Any]:
    kind = part["type"]
    if kind in ("textfield", "textarea"):
        return [[1], {"a": 1}, ["a"], {"typename": "x"}]
    if kind == "number":
        return [True, "abc", [5], {}]
    if kind == "checkbox":
        return ["true", 1, "on", []]
    if kind == "datetime":
        return ["kemarin", 20260101, "01/02/2026", ["2026-01-01"], {}]
    if kind in ("radio", "select"):
        return ["tidak_ada", 77, ["daring"], {"value": 1}]
    return [["tidak_ada"], "kabur", 5, {"0": "kabur"}, [["kabur"]]]


def _moments(part: Json) -> list[str]:
    if part["subtype"] == "time":
        return _TIMES
    return _DATES if part["subtype"] == "date" else [f"{day}T{clock}" for day in _DATES for clock in _TIMES]


def _noise(dice: random.Random) -> str:
    return "".join(dice.choices(string.ascii_letters + string.digits + "   .,-@\n\t", k=dice.randint(1, 45)))
