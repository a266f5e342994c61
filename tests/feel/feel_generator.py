"""Random FEEL expressions of every kind we support, for the comparison with feelin.

The generator keeps to numbers that a double holds exactly (quarters of moderate size) and stays away from the
documented differences, which have a table of their own in `feel_differences.py`. Expressions are printed with
as few parentheses as precedence allows, so that precedence is tested too.
"""

from collections.abc import Callable
from typing import Any

from feel_base import AND, COMPARE, DATES, LOOSE, MOMENTS, OR, ORDER, SUM, WORDS, ZONED, Text, quoted
from feel_collections import Collections
from feel_scalars import Scalars


class Generator(Scalars, Collections):
    """Expressions by the kind of their value; `depth` is how many levels may still be built below."""

    def context(self) -> dict[str, Any]:
        """A context in JSON; a name's first letter tells its kind, those ending in 0 are null or empty."""
        pick = self.random

        def quarter() -> float:
            return pick.randint(-40, 40) / 4

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

    def any_scalar(self, depth: int) -> Text:
        return self.one(self.number, self.text, self.truth, self.nothing, depth=depth)

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
        # The outer parentheses avoid a documented difference: feelin takes all that follows `in` as the test.
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
