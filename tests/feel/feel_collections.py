"""Generated dates, durations, lists and contexts."""

from collections.abc import Callable

from feel_base import (
    AND,
    CLOCKS,
    DATES,
    DAYS,
    LOOSE,
    MOMENTS,
    MONTHS,
    OR,
    ORDER,
    PRODUCT,
    SUM,
    WORDS,
    Base,
    Text,
    quoted,
)


class Collections(Base):
    """Expressions whose value is a point in time, a duration, a list or a context."""

    def day(self, depth: int) -> Text:
        year, month = self.random.randint(1990, 2040), self.random.randint(1, 12)
        if depth <= 0:
            literal = self.random.choice(DATES)
            return Text(self.random.choice(["d1", f'@"{literal}"', f'date("{literal}")']))
        moved = (
            f"{self.day(depth - 1).at(SUM)} {self.random.choice('+-')} {self.months(depth - 1).at(PRODUCT)}"
        )
        step = self.random.choice(["P1D", "P30D"])
        shifted = f'{self.day(depth - 1).at(SUM)} {self.random.choice("+-")} @"{step}"'
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
