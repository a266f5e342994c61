"""Our FEEL against @bpmn-io/feelin, the evaluator of the editors, run in Node: thousands of equal values.

Where we differ on purpose, `feel_differences.py` says so one case at a time, with what feelin answers, what
we answer and why; both halves are asserted, so a change on either side is noticed. The generator stays out of
these cases, so the comparison itself needs no tolerance but the rounding of numbers to ten digits.
"""

import json
import os
import shutil
import subprocess
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from feel_differences import DIFFERENCES, REFUSED
from feel_generator import Generator

from webapp.feel import (
    FeelSyntaxError,
    Interval,
    YearMonthDuration,
    parse,
    parse_unary_tests,
)

ROOT = Path(__file__).parents[2]
NODE_MODULES = ROOT / "webapp" / "assets" / "node_modules"
SCRIPT = ROOT / "tests" / "oracles" / "feelin" / "evaluate.mjs"
EXPRESSIONS = 6_000
CELLS = 3_000

pytestmark = [pytest.mark.node, pytest.mark.slow]


def ask_feelin(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None or not (NODE_MODULES / "@bpmn-io" / "feelin").is_dir():
        pytest.fail("The npm packages are missing: run `make assets` (it needs Node 20 or newer).")
    done = subprocess.run(
        [node, str(SCRIPT), str(NODE_MODULES)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TZ": "UTC"},
        timeout=300,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def rounded(number: float) -> float:
    return float(f"{number:.10g}") + 0.0


def ours(value: Any) -> Any:
    """A value of ours in the form the oracle's script answers in."""
    if isinstance(value, Decimal):
        return rounded(float(value))
    if isinstance(value, list):
        return [ours(part) for part in value]
    if isinstance(value, dict):
        return {key: ours(part) for key, part in value.items()}
    if isinstance(value, YearMonthDuration):
        # feelin has one kind of duration, so no months and no days are the same there.
        return {"$": "months", "months": value.months} if value.months else {"$": "days", "milliseconds": 0}
    if isinstance(value, timedelta):
        return {"$": "days", "milliseconds": round(value.total_seconds() * 1000)}
    if isinstance(value, time):
        return {"$": "time", "text": value.isoformat("milliseconds")}
    if isinstance(value, datetime):
        return {"$": "moment", "text": value.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    if isinstance(value, date):
        return {"$": "date", "text": value.isoformat()}
    return {"$": "interval"} if isinstance(value, Interval) else value


def theirs(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return rounded(value)
    if isinstance(value, list):
        return [theirs(part) for part in value]
    if "$" in value:
        return value
    return {key: theirs(part) for key, part in value.items()}


def data(value: Any) -> Any:
    """A generated context as the data of our evaluator."""
    if isinstance(value, list):
        return [data(part) for part in value]
    if isinstance(value, dict):
        if "$" in value:
            return parse(value["text"]).evaluate({})
        return {key: data(part) for key, part in value.items()}
    return Decimal(str(value)) if isinstance(value, float) else value


def test_feelin_gives_the_same_value() -> None:
    questions = []
    for seed in range(EXPRESSIONS):
        generator = Generator(seed)
        questions.append({"context": generator.context(), "text": generator.expression().text})
    different = []
    for question, answer in zip(questions, ask_feelin(questions), strict=True):
        mine = ours(parse(question["text"]).evaluate(data(question["context"]), budget=100_000))
        if "error" in answer or mine != theirs(answer["value"]):
            different.append((question["text"], mine, answer, question["context"]))
    assert not different, f"{len(different)} of {EXPRESSIONS}, first: {different[:5]}"


def test_feelin_matches_the_same_cells() -> None:
    questions = []
    for seed in range(CELLS):
        generator = Generator(seed)
        context = generator.context()
        text, value = generator.cell()
        questions.append({"context": context, "text": text, "input": value})
    different = []
    for question, answer in zip(questions, ask_feelin(questions), strict=True):
        mine = parse_unary_tests(question["text"]).matches(data(question["input"]), data(question["context"]))
        if "error" in answer or mine != answer["value"]:
            different.append((question["text"], question["input"], mine, answer, question["context"]))
    assert not different, f"{len(different)} of {CELLS}, first: {different[:5]}"


def test_every_difference_from_feelin_is_as_documented() -> None:
    questions = [{"text": case.text, "context": case.context} for case in DIFFERENCES]
    for case, answer in zip(DIFFERENCES, ask_feelin(questions), strict=True):
        mine = ours(parse(case.text).evaluate(case.context))
        other = theirs(answer["value"]) if "value" in answer else "error"
        assert (mine, other) == (case.ours, case.feelin), case
        assert mine != other, f"no longer a difference: {case}"


def test_every_text_that_only_feelin_accepts_is_refused_here() -> None:
    answers = ask_feelin([{"text": text, "context": {}} for text, _ in REFUSED])
    for answer, (text, why) in zip(answers, REFUSED, strict=True):
        assert "value" in answer, (text, why)
        with pytest.raises(FeelSyntaxError):
            parse(text)


def test_cells_differ_from_feelin_only_as_documented() -> None:
    """Ordering two kinds is JavaScript's coercion there, and a null predicate matches a null input."""
    cases = [("> -2.5", False), ("]0..5[", True), ("? > 5", None)]
    questions = [{"text": text, "context": {}, "input": value} for text, value in cases]
    for (text, value), answer in zip(cases, ask_feelin(questions), strict=True):
        assert parse_unary_tests(text).matches(value, {}) is False
        assert answer["value"] is True, (text, value)
