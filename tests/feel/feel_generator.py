"""Random FEEL expressions of every kind we support, for the comparison with feelin.

The generator keeps to numbers that a double holds exactly (quarters of moderate size) and stays away from the
documented differences, which have a table of their own in `test_feelin.py`. Expressions are printed with as few
parentheses as precedence allows, so that precedence is tested too.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

WORDS = ["", "Baik", "Sangat Baik", "ab", "aB c", "Butuh Perbaikan", "éü", "Жук", 'kutip "x"', "a\\b"]
DATES = ["2024-02-29", "2025-01-31", "2025-12-31", "2026-06-15", "1999-12-01"]
MOMENTS = ["2025-01-31T08:30:00", "2025-02-01T00:00:00", "2024-12-31T23:59:59"]
ZONED = ["2025-01-31T08:30:00+07:00", "2025-01-31T01:30:00Z", "2025-06-01T10:00:00-03:00"]
CLOCKS = ["08:30:00", "23:15:30", "12:00:00"]
DAYS = ["P1D", "PT5H", "P10DT30M", "-P3D", "PT36H", "P0D"]
MONTHS = ["P1M", "P1Y", "P2Y3M", "-P1M", "P13M"]
ORDER = ["<", "<=", ">", ">=", "=", "!="]

LOOSE, OR, AND, COMPARE, SUM, PRODUCT, SIGN, ATOM = range(8)


@dataclass
class Text:
    """A printed expression and how tightly its outermost operator binds."""

    text: str
    rank: int = ATOM

    def at(self, rank: int) -> str:
        return self.text if self.rank >= rank else f"({self.text})"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Generator:
    """Expressions by the kind of their value; `depth` is how many levels may still be built below."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.locals_: list[str] = []  # loop variables that hold numbers

    def context(self) -> dict[str, Any]:
        """A context in JSON; every name's first letter tells its kind, the one ending in 0 is null or empty."""
        pick = self.random
        quarter = lambda: pick.randint(-40, 40) / 4  # noqa: E731
        return {
            "n1": pick.randint(-5, 20),
            "n2": quarter(),
            "n0": pick.choice([None, 3]),
            "s1": pick.choice(WORDS),
            "s2": pick.choice(WORDS),
            "s0": pick.choice([None, "Baik"]),
            "b1": pick.random() < 0.5,
            "b2": pick.random() < 0.5,
            "b0": pick.choice([None, True]),
            "d1": {"$": "date", "text": f'@"{pick.choice(DATES)}"'},
            "m1": {"$": "moment", "text": f'date and time("{pick.choice(MOMENTS)}")'},
            "z1": {"$": "zoned", "text": f'date and time("{pick.choice(ZONED)}")'},
            "l1": [quarter() for _ in range(pick.randint(1, 5))],
            "l0": [],
            "w1": [pick.choice(WORDS) for _ in range(pick.randint(1, 4))],
            "c1": {"angka": quarter(), "teks": pick.choice(WORDS), "dalam": {"nilai": pick.randint(0, 9)}},
            "p1": [self._person() for _ in range(pick.randint(1, 4))],
        }

    def _person(self) -> dict[str, Any]:
        person: dict[str, Any] = {"umur": self.random.randint(20, 60), "jabatan": self.random.choice(WORDS)}
        if self.random.random() < 0.7:
            person["skor"] = self.random.randint(0, 100) / 2
        return person

    # Choosing

    def one(self, *makers: Callable[[int], Text], depth: int) -> Text:
        return self.random.choice(makers)(depth)

    def expression(self, depth: int = 3) -> Text:
        """An expression of any kind, and at the outermost level those whose result is rounded."""
        kinds = (
            self.truth,
            self.truth,
            self.truth,
            self.number,
            self.text,
            self.anything,
            self.rounded,
            self.when,
        )
        return self.one(*kinds, depth=depth)

    def anything(self, depth: int) -> Text:
        makers = [self.truth, self.number, self.text, self.day, self.length, self.months, self.nothing]
        if depth > 0:
            makers += [self.numbers, self.words, self.people, self.entries, self.moment, self.clock]
        return self.one(*makers, depth=depth)

    def nothing(self, depth: int) -> Text:
        return Text(self.random.choice(["null", "tidak_ada", "c1.tidak_ada", "n1.angka"]))

    def any_scalar(self, depth: int) -> Text:
        return self.one(self.number, self.text, self.truth, self.nothing, depth=depth)

    # Numbers

    def number(self, depth: int) -> Text:
        if depth <= 0:
            return self._small_number()
        makers = (
            self._small_number_at,
            self._sum,
            self._sum,
            self._product,
            self._halved,
            self._sign,
            self._number_function,
            self._list_number,
            self._part,
            self._chosen(self.number),
        )
        return self.one(*makers, depth=depth - 1)

    def _small_number_at(self, depth: int) -> Text:
        return self._small_number()

    def _small_number(self) -> Text:
        names = ["n1", "n2", "n0", "c1.angka", "c1.dalam.nilai", *self.locals_, *self.locals_]
        literal = str(self.random.randint(0, 99) / 4).removesuffix(".0")
        return Text(self.random.choice([literal, literal, self.random.choice(names)]))

    def _binary(self, operator: str, left: Text, right: Text, rank: int) -> Text:
        return Text(f"{left.at(rank)} {operator} {right.at(rank + 1)}", rank)

    def _sum(self, depth: int) -> Text:
        return self._binary(self.random.choice("+-"), self.number(depth), self.number(depth), SUM)

    def _product(self, depth: int) -> Text:
        return self._binary("*", self.number(min(depth, 1)), self._small_number(), PRODUCT)

    def _halved(self, depth: int) -> Text:
        return self._binary("/", self.number(depth), Text(self.random.choice("0248")), PRODUCT)

    def _sign(self, depth: int) -> Text:
        return Text(f"-{self.number(depth).at(SIGN)}", SIGN)

    def _number_function(self, depth: int) -> Text:
        value, other = self.number(depth).text, self.number(depth).text
        return Text(
            self.random.choice(
                [
                    f"abs({value})",
                    f"floor({value})",
                    f"ceiling({value})",
                    f"decimal({value}, 0)",
                    f"round half up({value}, 0)",
                    f"round half down({value}, 0)",
                    f"round up({value}, 0)",
                    f"round down({value}, 0)",
                    f"modulo({value}, {self.random.choice(['3', '4', '-4', '0', '2.5'])})",
                    f"min({value}, {other})",
                    f"max({value}, {other})",
                    f"string length({self.text(depth).text})",
                    f'number("{self.random.choice(["12", "-3.5", "abc", "7.25", ".5"])}")',
                    f'number("1.234,5", {self.random.choice([chr(34) + "." + chr(34), "null"])}, ",")',
                    f"get value(c1, {quoted(self.random.choice(['angka', 'tidak']))})",
                ]
            )
        )

    def _list_number(self, depth: int) -> Text:
        numbers = self.numbers(depth).at(ATOM)
        index = self.random.choice(["1", "2", "-1", "0", "9", "n1", "1 + 1"])
        return Text(
            self.random.choice(
                [
                    f"count({numbers})",
                    f"sum({numbers})",
                    f"min({numbers})",
                    f"max({numbers})",
                    f"product({self.random.choice(['2, 0.5, 8', 'l0', '[1, 3]'])})",
                    f"{numbers}[{index}]",
                    f"count({self.words(depth).text})",
                    f"p1[{index}].umur",
                    f"sum(p1[skor > {self.random.randint(0, 60)}].umur)",
                    f"count({self.people(depth).text})",
                    f"count({self.any_scalar(depth).text})",
                ]
            )
        )

    def _part(self, depth: int) -> Text:
        day = self.random.choice(["year", "month", "day", "weekday"])
        clock = self.random.choice(["hour", "minute", "second"])
        return Text(
            self.random.choice(
                [
                    f"{self.day(depth).at(ATOM)}.{day}",
                    f"m1.{self.random.choice([day, clock])}",
                    f"z1.{clock}",
                    f"{self.clock(depth).at(ATOM)}.{clock}",
                    f"day of year({self.day(depth).text})",
                    f"week of year({self.day(depth).text})",
                    '@"P2Y3M".' + self.random.choice(["years", "months"]),
                    '@"P3DT4H5M6S".' + self.random.choice(["days", "hours", "minutes", "seconds"]),
                ]
            )
        )

    def rounded(self, depth: int) -> Text:
        """Numbers that a double does not hold exactly; only ever the whole expression."""
        value = self.number(depth)
        return Text(
            self.random.choice(
                [
                    f"{value.at(PRODUCT)} / 3",
                    f"mean({self.numbers(depth).text})",
                    f"decimal({value.text}, {self.random.choice(['1', '2', '-1'])})",
                    f"round half up({value.text}, 1)",
                    f"floor({value.text}, 1)",
                    f"{value.at(SUM)} + 0.1",
                ]
            )
        )

    # Truth

    def truth(self, depth: int) -> Text:
        if depth <= 0:
            return Text(self.random.choice(["true", "false", "b1", "b2", "b0", "b1"]))
        makers = (
            self._compared,
            self._compared,
            self._equal,
            self._between,
            self._contained,
            self._joined,
            self._joined,
            self._negated,
            self._text_test,
            self._quantified,
            self._list_test,
            self._chosen(self.truth),
        )
        return self.one(*makers, depth=depth - 1)

    def _compared(self, depth: int) -> Text:
        kind = self.random.choice([self.number, self.number, self.text, self.day, self.length, self.moment])
        left = kind(depth)
        right = self.random.choice([kind, kind, kind, self.nothing])(depth)
        return self._binary(self.random.choice(ORDER), left, right, COMPARE)

    def _equal(self, depth: int) -> Text:
        left, right = self.anything(depth), self.anything(depth)
        return self._binary(self.random.choice(["=", "!="]), left, right, COMPARE)

    def _between(self, depth: int) -> Text:
        low = self.random.choice([str(self.random.randint(-5, 5)), "n0"])
        high = self.random.choice([str(self.random.randint(6, 20)), "tidak_ada"])
        return Text(f"{self.number(depth).at(SUM)} between {low} and {high}", COMPARE)

    def _contained(self, depth: int) -> Text:
        value, tests = self.random.choice(
            [
                (self.number(depth), self._number_tests(depth)),
                (
                    self.text(depth),
                    self.random.choice(["w1", '("Baik", "ab")', '["Baik", s1]', '"Baik"', "tidak_ada"]),
                ),
                (self.day(depth), '[@"2025-01-01"..@"2025-12-31"]'),
                (
                    self.any_scalar(depth),
                    self.random.choice(["[1, null]", "(null, true)", "[]", '("Baik", 3)']),
                ),
            ]
        )
        # The parentheses around are a documented difference: feelin reads everything after `in` as the test.
        return Text(f"({value.at(SUM)} in {tests})")

    def _number_tests(self, depth: int) -> str:
        low, high = self.random.randint(-9, 4), self.random.randint(5, 15)
        interval = f"{self.random.choice('[(]')}{low}..{high}{self.random.choice('])[')}"
        return self.random.choice(
            [
                interval,
                f"({interval}, {high + 2}, > {high + 10})",
                f"(< {low}, >= {high})",
                f"({low}, {high})",
                f"({low})",
                f"< {self.number(depth).at(SUM)}",
                f"[{low}, {self.number(depth).text}]",
                "l1",
                "l0",
                "tidak_ada",
                f"({interval})",
            ]
        )

    def _joined(self, depth: int) -> Text:
        word, rank = self.random.choice([("and", AND), ("or", OR)])
        left = self.random.choice([self.truth, self.truth, self.any_scalar])(depth)
        right = self.random.choice([self.truth, self.truth, self.any_scalar])(depth)
        return self._binary(word, left, right, rank)

    def _negated(self, depth: int) -> Text:
        return Text(f"not({self.random.choice([self.truth, self.truth, self.any_scalar])(depth).text})")

    def _text_test(self, depth: int) -> Text:
        name = self.random.choice(["contains", "starts with", "ends with"])
        argument = self.random.choice([self.text, self.text, self.nothing, self.number])(depth)
        return Text(f"{name}({self.text(depth).text}, {argument.text})")

    def _quantified(self, depth: int) -> Text:
        word = self.random.choice(["some", "every"])
        name = f"x{len(self.locals_)}"
        source = self.random.choice([self.numbers(depth).text, "l0", "1..4", "tidak_ada"])
        self.locals_.append(name)
        body = self.truth(depth)
        self.locals_.pop()
        return Text(f"{word} {name} in {source} satisfies {body.text}", LOOSE)

    def _list_test(self, depth: int) -> Text:
        truths = ", ".join(
            self.random.choice([self.truth, self.truth, self.any_scalar])(0).text for _ in range(3)
        )
        number = self.number(depth).text
        return Text(
            self.random.choice(
                [
                    f"all({truths})",
                    f"any([{truths}])",
                    f"list contains({self.numbers(depth).text}, {number})",
                    f"list contains(w1, {self.text(depth).text})",
                    f"odd({number})",
                    f"even({number})",
                ]
            )
        )

    # Texts

    def text(self, depth: int) -> Text:
        if depth <= 0:
            return Text(self.random.choice(["s1", "s2", "s0", "c1.teks", quoted(self.random.choice(WORDS))]))
        return self.one(
            self._plain_text, self._glued, self._text_function, self._chosen(self.text), depth=depth - 1
        )

    def _plain_text(self, depth: int) -> Text:
        return self.text(0)

    def _glued(self, depth: int) -> Text:
        right = self.random.choice([self.text, self.text, self.text, self.number])(depth)
        return self._binary("+", self.text(depth), right, SUM)

    def _text_function(self, depth: int) -> Text:
        value = self.text(depth).text
        start, length = self.random.randint(1, 5), self.random.randint(0, 4)
        return Text(
            self.random.choice(
                [
                    f"upper case({value})",
                    f"lower case({value})",
                    f"substring({value}, {start})",
                    f"substring({value}, {start}, {length})",
                    'substring("Perbaikan", -4, 2)',
                    f"substring before({value}, {quoted(self.random.choice(['a', 'B', '']))})",
                    f"substring after({value}, {quoted(self.random.choice(['a', 'B', '']))})",
                    f"string({self._printable(depth).text})",
                    f"string join({self.words(depth).text}, {quoted(self.random.choice(['', ', ']))})",
                    f"{self.words(depth).at(ATOM)}[1]",
                    f"p1[{self.random.randint(1, 3)}].jabatan",
                    f"day of week({self.day(depth).text})",
                    f"month of year({self.day(depth).text})",
                ]
            )
        )

    def _printable(self, depth: int) -> Text:
        return self.one(
            self.number, self.text, self.truth, self.day, self.numbers, self.words, self.entries, depth=depth
        )

    # Dates and durations

    def day(self, depth: int) -> Text:
        year, month = self.random.randint(1990, 2040), self.random.randint(1, 12)
        if depth <= 0:
            literal = self.random.choice(DATES)
            return Text(self.random.choice(["d1", f'@"{literal}"', f'date("{literal}")']))
        moved = (
            f"{self.day(depth - 1).at(SUM)} {self.random.choice('+-')} {self.months(depth - 1).at(PRODUCT)}"
        )
        shifted = f'{self.day(depth - 1).at(SUM)} {self.random.choice("+-")} @"{self.random.choice(["P1D", "P30D"])}"'
        return self.random.choice(
            [
                Text(f"date({year}, {month}, {self.random.randint(1, 28)})"),
                Text("date(m1)"),
                Text('date("2025-02-30")'),
                Text(moved, SUM),
                Text(shifted, SUM),
                self.day(0),
            ]
        )

    def moment(self, depth: int) -> Text:
        moment = self.random.choice(["m1", f'date and time("{self.random.choice(MOMENTS)}")'])
        if depth <= 0:
            return Text(moment)
        return self.random.choice(
            [
                Text(moment),
                Text(f"{moment} {self.random.choice('+-')} {self.length(0).at(PRODUCT)}", SUM),
                Text(f"{moment} {self.random.choice('+-')} {self.months(0).at(PRODUCT)}", SUM),
            ]
        )

    def clock(self, depth: int) -> Text:
        clock = f'time("{self.random.choice(CLOCKS)}")'
        return self.random.choice(
            [
                Text(clock),
                Text(f"time({self.random.randint(0, 23)}, {self.random.randint(0, 59)}, 0)"),
                Text("time(m1)"),
                Text(f'{clock} {self.random.choice("+-")} @"PT5H"', SUM),
            ]
        )

    def length(self, depth: int) -> Text:
        literal = Text(
            self.random.choice([f'@"{text}"' for text in DAYS] + [f'duration("{text}")' for text in DAYS])
        )
        if depth <= 0:
            return literal
        return self.random.choice(
            [
                literal,
                Text(f"{self.day(depth - 1).at(SUM)} - {self.day(depth - 1).at(PRODUCT)}", SUM),
                Text(f"{literal.text} {self.random.choice('+-')} {self.length(depth - 1).at(PRODUCT)}", SUM),
            ]
        )

    def months(self, depth: int) -> Text:
        literal = Text(self.random.choice([f'@"{text}"' for text in MONTHS]))
        span = f'years and months duration(@"2024-01-15", @"2025-0{self.random.randint(1, 9)}-15")'
        return self.random.choice([literal, literal, Text(span), Text(f'{literal.text} + @"P2M"', SUM)])

    # Lists and contexts

    def numbers(self, depth: int) -> Text:
        if depth <= 0:
            return Text(self.random.choice(["l1", "l1", "[1, 2, 3]", "[4.5]"]))
        source = self.numbers(depth - 1)
        return self.one(
            self._written_list, self._filtered, self._for, self._list_function(source), depth=depth - 1
        )

    def _written_list(self, depth: int) -> Text:
        return Text(f"[{', '.join(self.number(depth).text for _ in range(self.random.randint(1, 3)))}]")

    def _filtered(self, depth: int) -> Text:
        self.locals_.append("item")
        predicate = self.random.choice([self._compared, self._between, self._joined_comparisons])(depth)
        self.locals_.pop()
        # Lists without nulls: feelin drops null elements from every filter, a documented difference.
        sources = [
            "l1",
            "[1, 2, 3]",
            "p1.umur",
            "append(l1, 4.5)",
            "reverse(l1)",
            "distinct values(l1)",
            "l0",
        ]
        return Text(f"{self.random.choice(sources)}[{predicate.text}]")

    def _joined_comparisons(self, depth: int) -> Text:
        word, rank = self.random.choice([("and", AND), ("or", OR)])
        return self._binary(word, self._compared(depth), self._compared(depth), rank)

    def _for(self, depth: int) -> Text:
        name = f"y{len(self.locals_)}"
        source = self.random.choice([self.numbers(depth).text, "1..3", "3..1", "l0", "tidak_ada"])
        self.locals_.append(name)
        if self.random.random() < 0.3:
            iterators = f"{name} in l1, {name}b in [1, {name}]"
            body = f"{name} + {name}b"
        else:
            iterators, body = f"{name} in {source}", self.number(depth).text
        self.locals_.pop()
        return Text(f"for {iterators} return {body}", LOOSE)

    def _list_function(self, source: Text) -> Callable[[int], Text]:
        def make(depth: int) -> Text:
            other = self.numbers(depth).text
            return Text(
                self.random.choice(
                    [
                        f"append({source.text}, {self.number(depth).text})",
                        f"concatenate({source.text}, {other})",
                        f"distinct values({source.text})",
                        f"union({source.text}, {other})",
                        f"reverse({source.text})",
                        f"flatten([{source.text}, [{other}]])",
                        f"index of({source.text}, {self.number(0).text})",
                        f"sublist({source.text}, {self.random.randint(1, 3)})",
                        f"sublist({source.text}, 1, {self.random.randint(0, 3)})",
                        "p1.skor",
                        "p1.umur",
                    ]
                )
            )

        return make

    def words(self, depth: int) -> Text:
        written = f"[{self.text(max(depth - 1, 0)).text}, {self.text(0).text}]"
        return Text(
            self.random.choice(["w1", written, "p1.jabatan", "distinct values(w1)", 'append(w1, "x")'])
        )

    def people(self, depth: int) -> Text:
        limit = self.random.randint(20, 60)
        predicates = [
            f"umur {self.random.choice(ORDER)} {limit}",
            f"item.umur > {limit} and jabatan != {quoted(self.random.choice(WORDS))}",
            "skor = null",
            f"skor between 10 and {limit}",
            f"umur > n1 * {self.random.randint(1, 4)}",
        ]
        return Text(f"p1[{self.random.choice(predicates)}]")

    def entries(self, depth: int) -> Text:
        first = self.any_scalar(max(depth - 1, 0)).text
        written = f'{{a: {first}, "b c": {self.number(0).text}, d: a}}'
        return self.random.choice(
            [Text("c1"), Text("c1.dalam"), Text(written), Text(f"{written}.d"), Text("{}")]
        )

    # Choices, and table cells

    def when(self, depth: int) -> Text:
        return self._chosen(self.anything)(depth)

    def _chosen(self, kind: Callable[[int], Text]) -> Callable[[int], Text]:
        def make(depth: int) -> Text:
            condition = self.random.choice([self.truth, self.truth, self.any_scalar])(depth).text
            return Text(f"if {condition} then {kind(depth).text} else {kind(depth).text}", LOOSE)

        return make

    def cell(self) -> tuple[str, Any]:
        """A table cell, and an input value; cells that order numbers get numbers and nulls only."""
        numbers = [self.random.randint(-5, 20), self.random.randint(-20, 20) / 4, None]
        day = {"$": "date", "text": f'@"{self.random.choice(DATES)}"'}
        value = self.random.choice([*numbers, self.random.choice(WORDS), True, False, day])
        make = self.random.choice([self._number_cell, self._text_cell, self._truth_cell, self._date_cell])
        cell = make()
        if make == self._number_cell:
            value = self.random.choice(numbers)
        if cell != "-" and self.random.random() < 0.2:
            cell = f"not({cell})"
        return cell, value

    def _number_cell(self) -> str:
        tests = [
            f"{self.random.choice(ORDER)} {self.random.choice(['3', 'n1', '-2.5', 'n2 + 1'])}",
            str(self.random.randint(-5, 20)),
            "[-2..8]",
            "]0..5[",
            "(1..9]",
            "n1",
            "null",
            "l1",
            "-",
        ]
        return self._tests(tests)

    def _text_cell(self) -> str:
        return self._tests([*(quoted(word) for word in WORDS), "s1", "w1", "null", '"Baik"', '!= "Baik"'])

    def _truth_cell(self) -> str:
        return self._tests(["true", "false", "null", "n1 > 3", 'contains(s1, "a")'])

    def _date_cell(self) -> str:
        return self._tests(['@"2025-01-31"', '= date("2024-02-29")', "d1", "null"])

    def _tests(self, tests: list[str]) -> str:
        chosen = self.random.sample(tests, self.random.randint(1, 3))
        return "-" if "-" in chosen else ", ".join(chosen)
