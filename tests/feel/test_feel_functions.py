"""Every built-in function, by example; where feelin has the function too, `test_feelin.py` compares more."""

import json

import pytest

from webapp.feel import parse, to_json_value
from webapp.feel.library import FUNCTIONS

# One example a line: an expression, and its value as JSON.
EXAMPLES = r"""
not(true) => false
not(1) => null
not(null) => null

is defined(x) => false
is defined(1) => true

get or else(x, 5) => 5
get or else(1, 5) => 1

get value({a: 1}, "a") => 1
get value({a: 1}, "b") => null

string(1.50) => "1.5"
string("a") => "a"
string(null) => null
string(-0.0) => "0"
string([1, "a", null, true]) => "[1, \"a\", null, true]"
string({a: "x", "b c": [1..2)}) => "{a: \"x\", \"b c\": [1..2)}"
string(@"PT36H") => "P1DT12H"
string("a\"b") => "a\"b"
string(["a\"b"]) => "[\"a\\\"b\"]"

string length("é😀") => 2
string length(5) => null

upper case("baik") => "BAIK"

lower case("BAIK") => "baik"

trim("  a ") => "a"

contains("Sangat Baik", "Baik") => true
contains(null, "a") => null
contains(["abc"], "b") => true

starts with("Baik", "Ba") => true

ends with("Baik", "Ba") => false

substring("Perbaikan", 4) => "baikan"
substring("Perbaikan", 4, 4) => "baik"
substring("abc", -2, 1) => "b"
substring("abc", 0) => null
substring("abc", 9) => ""
substring("abc", 1, -1) => null

substring before("a-b", "-") => "a"
substring before("ab", "-") => ""

substring after("a-b", "-") => "b"
substring after("ab", "-") => ""
substring after("ab", "") => "ab"

string join(["a", null, "b"], ", ") => "a, b"
string join(["a", 1]) => null
string join(["a", "b"]) => "ab"

is blank("  ") => true
is blank("a") => false

number("12.5") => 12.5
number("1.234,5", ".", ",") => 1234.5
number("x") => null
number("1e9") => null

decimal(2.345, 2) => 2.34
decimal(2.5, 0) => 2
decimal(1.005, 2) => 1
decimal(125, -1) => 120
decimal(1, 0.5) => null

round half up(2.345, 2) => 2.35
round half up(-2.5, 0) => -3
round half up(1, 99) => null

round half down(2.5, 0) => 2
round half down(-2.5, 0) => -2

round up(2.1, 0) => 3
round up(-2.1, 0) => -3

round down(2.9, 0) => 2
round down(-2.9, 0) => -2

floor(-1.5) => -2
floor(1.58, 1) => 1.5
floor(1, null) => null

ceiling(-1.5) => -1
ceiling(1.51, 1) => 1.6

abs(-3) => 3
abs("a") => null

modulo(-7, 3) => 2
modulo(7, -3) => -2
modulo(6, 3) => 0
modulo(1, 0) => null

odd(-3) => true
odd(2.5) => false

even(0) => true
even(1) => false

count([1, null]) => 2
count(null) => null
count(5) => 1
count([]) => 0

sum([1, 2.5]) => 3.5
sum(1, 2) => 3
sum([]) => null
sum([1, null]) => null

product(2, 3, 4) => 24
product([]) => null

mean(1, 2) => 1.5
mean([]) => null

median(10, 9, 100) => 10
median([1, 2]) => 1.5
median([]) => null

min([3, 1, 2]) => 1
min("b", "a") => "a"
min(1, "a") => null
min([]) => null
min(true, false) => null

max(@"2026-01-01", @"2026-02-01") => "2026-02-01"
max(1, null) => null

all([true, true]) => true
all([]) => true
all(true, null) => null
all(null, false) => false

any([false, true]) => true
any([]) => false
any(false, 1) => null

list contains([1, null], null) => true
list contains([1], 2) => false
list contains(null, 1) => null

index of([1, 2, 1], 1) => [1, 3]

append([1], 2, 3) => [1, 2, 3]
append(1, 2) => [1, 2]
append(null, 1) => null

concatenate([1], 2, [3]) => [1, 2, 3]

union([1, 2], [2, 3]) => [1, 2, 3]

distinct values([1, 2, 1, null, null]) => [1, 2, null]

flatten([1, [2, [3]], []]) => [1, 2, 3]

reverse([1, 2]) => [2, 1]

sublist([1, 2, 3], 2) => [2, 3]
sublist([1, 2, 3], 1, 2) => [1, 2]
sublist([1, 2, 3], -1) => [3]
sublist([1], 0) => null

date("2026-01-31") => "2026-01-31"
date(2026, 1, 31) => "2026-01-31"
date(2026, 2, 30) => null
date(2026, 1) => null
date(@"2026-01-31T23:00:00+07:00") => "2026-01-31"
date("2026-01-31T23:00:00") => "2026-01-31"
date(5) => null
date(2026.5, 1, 1) => null

time("08:30:00+07:00") => "08:30:00+07:00"
time(8, 30, 0) => "08:30:00"
time(25, 0, 0) => null
time("08:30:00+19:00") => null
time(@"2026-01-31T08:30:00") => "08:30:00"
time(@"2026-01-31") => "00:00:00"
time("24:00:00") => null

date and time("2026-01-31T08:30:00.25Z") => "2026-01-31T08:30:00.250000Z"
date and time(@"2026-01-31", @"08:30:00") => "2026-01-31T08:30:00"
date and time("2026-01-31") => "2026-01-31T00:00:00"
date and time(1) => null
date and time("2026-01-31T8") => null

duration("P1Y2M") => "P1Y2M"
duration("-P2DT3H") => "-P2DT3H"
duration("P2W") => "P14D"
duration("P") => null
duration("P1Y1D") => null

years and months duration(@"2024-01-31", @"2026-03-30") => "P2Y1M"
years and months duration(@"2026-03-30", @"2024-01-31") => "-P2Y1M"

day of year(@"2024-12-31") => 366

day of week(@"2026-01-31") => "Saturday"

month of year(@"2026-01-31T08:00:00") => "January"

week of year(@"2026-12-31") => 53
week of year("x") => null
"""

PAIRS = [line.split(" => ") for line in EXAMPLES.splitlines() if line]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_examples(name: str) -> None:
    assert any(text.startswith(f"{name}(") for text, _ in PAIRS)


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_a_function_gives_its_value(text: str, expected: str) -> None:
    given = to_json_value(parse(text).evaluate({}))
    assert json.dumps(given, ensure_ascii=False) == expected
