"""Generated numbers and texts."""

from feel_base import ATOM, PRODUCT, SIGN, SUM, WORDS, Base, Text, quoted


class Scalars(Base):
    """Expressions whose value is a number or a text."""

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
