"""Whether a table answers everything it can be asked, exactly once: gaps, overlaps, contradictions, dead rows.

Every column is cut into the cases that its cells tell apart (the listed values, or the stretches between the numbers
and dates that occur), and every combination of cases is tried. Pure; a table that cannot be cut so needs a last row
that takes everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import prod
from typing import Final

from webapp.domain.sentences import Sentence, in_a_row
from webapp.feel import Budget, FeelError, UnaryTests, Value, constants_of, to_json_value

from .decision_table import Decision, Input, Rule, is_of
from .model import Problem

MAX_COMBINATIONS: Final = 20_000
_SHOWN: Final = 10
_BUDGET: Final = 2_000_000  # steps that all cells together may take while they are tried
_OTHER_TEXT: Final = "(teks lain)"


@dataclass(frozen=True)
class Case:
    """One stretch of a column that all rows treat alike: a value in it, and its words."""

    value: Value
    text: str


def check_decision(decision: Decision) -> list[Problem]:
    """Every reason why a table would not answer, or not in one way."""
    check = _Check(decision)
    try:
        return check.problems()
    except FeelError as error:
        message = Sentence("Ada sel yang perhitungannya terlalu besar: %(error)s", error=error.message)
        return [Problem("dmn_feel", decision.id, message, "Sederhanakan sel itu.", decision.file)]


class _Check:
    """One table and its cases."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.found: list[Problem] = []
        self.budget = Budget(_BUDGET)

    def problems(self) -> list[Problem]:
        columns = [self._cases(n, column) for n, column in enumerate(self.decision.inputs)]
        if self.found:
            return self.found
        cases = [column for column in columns if column is not None]
        if len(cases) < len(columns):
            self._needs_catch_all(columns)
        elif prod(len(column) for column in cases) > MAX_COMBINATIONS:
            message = Sentence(
                "Tabel membedakan lebih dari %(max_combinations)s kombinasi.",
                max_combinations=MAX_COMBINATIONS,
            )
            self._refuse("dmn_too_many", message, "Pecah menjadi beberapa tabel yang lebih kecil.")
        else:
            self._combinations(cases)
        return self.found

    def _refuse(self, code: str, message: str, mend: str) -> None:
        self.found.append(Problem(code, self.decision.id, message, mend, self.decision.file))

    # Cutting a column into cases

    def _cases(self, position: int, column: Input) -> list[Case] | None:
        """The cases of a column, or None when its cells cannot be cut into cases."""
        cells = [(rule, rule.tests[position]) for rule in self.decision.rules]
        if any(test.names for _, test in cells):
            return None
        if column.values:
            self._check_listed(column, cells)
            return [Case(value, told(value)) for value in column.values]
        if column.type == "boolean":
            return [Case(value, told(value)) for value in (True, False) if column.admits(value)]
        found: list[Value] = []
        for rule, test in cells:
            constants = constants_of(test)
            if constants is None:
                return None
            self._check_type(column, rule, constants)
            found += constants
        limits = [] if column.allowed is None else constants_of(column.allowed)
        if limits is None or column.type == "Any" or self.found:
            return None
        return [case for case in stretches(column, [*found, *limits]) if column.admits(case.value)]

    def _check_listed(self, column: Input, cells: Sequence[tuple[Rule, UnaryTests]]) -> None:
        for rule, test in cells:
            for value in constants_of(test) or []:
                if isinstance(value, str) and value not in column.values:
                    message = Sentence(
                        "Baris %(number)s, kolom '%(label)s': \"%(value)s\" bukan nilai masukan itu.",
                        number=rule.number,
                        label=column.label,
                        value=value[:60],
                    )
                    self._refuse("dmn_unknown_value", message, "Pilih dari daftar nilai masukan.")

    def _check_type(self, column: Input, rule: Rule, constants: Sequence[Value]) -> None:
        if any(value is not None and not is_of(column.type, value) for value in constants):
            message = Sentence(
                "Baris %(number)s, kolom '%(label)s': isinya bukan %(type)s.",
                number=rule.number,
                label=column.label,
                type=column.type,
            )
            self._refuse("dmn_type", message, "Samakan jenis kolom dengan isinya.")

    # Trying the combinations

    def _needs_catch_all(self, columns: Sequence[list[Case] | None]) -> None:
        last = self.decision.rules[-1]
        if self.decision.hit_policy == "FIRST" and not any(test.tests for test in last.tests):
            return
        pairs = zip(self.decision.inputs, columns, strict=True)
        names = ", ".join(f"'{column.label}'" for column, cases in pairs if cases is None)
        message = Sentence(
            "Kelengkapan tabel tidak dapat diperiksa: kolom %(names)s tidak berisi daftar nilai atau rentang.",
            names=names,
        )
        mend = "Isi daftar nilai masukan, atau pakai FIRST dengan baris terakhir yang semua masukannya '-'."
        self._refuse("dmn_catch_all", message, mend)

    def _combinations(self, columns: list[list[Case]]) -> None:
        masks = [[self._mask(n, case) for case in column] for n, column in enumerate(columns)]
        everything = (1 << len(self.decision.rules)) - 1
        gaps: list[str] = []
        doubles: list[str] = []
        reached = 0
        for combination in product(*(range(len(column)) for column in columns)):
            hit = everything
            for n, case in enumerate(combination):
                hit &= masks[n][case]
            if not hit:
                gaps.append(self._words(columns, combination))
            elif self.decision.hit_policy == "FIRST":
                hit &= -hit
            elif hit & (hit - 1) and self._clash(hit):
                rows = ", ".join(str(number) for number in _rows(hit))
                words = self._words(columns, combination)
                doubles.append(Sentence("%(words)s (baris %(rows)s)", words=words, rows=rows))
            reached |= hit
        self._report(gaps, doubles, everything & ~reached)

    def _report(self, gaps: list[str], doubles: list[str], dead: int) -> None:
        if gaps:
            message = Sentence(
                "Tidak ada baris untuk %(gaps)s kombinasi: %(listed)s.", gaps=len(gaps), listed=_listed(gaps)
            )
            self._refuse("dmn_gap", message, "Tambahkan baris untuk kombinasi itu.")
        if doubles:
            word = (
                Sentence("lebih dari satu baris cocok")
                if self.decision.hit_policy == "UNIQUE"
                else Sentence("hasilnya berbeda")
            )
            message = Sentence(
                "Pada %(doubles)s kombinasi %(word)s: %(listed)s.",
                doubles=len(doubles),
                word=word,
                listed=_listed(doubles),
            )
            self._refuse(
                "dmn_overlap", message, "Persempit salah satu barisnya, atau pakai hit policy FIRST."
            )
        for number in _rows(dead):
            message = Sentence("Baris %(number)s tidak pernah terpilih.", number=number)
            self._refuse("dmn_dead_row", message, "Hapus baris itu, atau perbaiki syaratnya.")

    def _mask(self, position: int, case: Case) -> int:
        """Which rows accept a case of a column, as bits."""
        return sum(
            1 << n
            for n, rule in enumerate(self.decision.rules)
            if rule.tests[position].matches(case.value, {}, self.budget)
        )

    def _clash(self, hit: int) -> bool:
        if self.decision.hit_policy == "UNIQUE":
            return True
        rows = [self.decision.rules[number - 1].results for number in _rows(hit)]
        return any([part.text for part in row] != [part.text for part in rows[0]] for row in rows)

    def _words(self, columns: list[list[Case]], combination: Sequence[int]) -> str:
        chosen = (columns[n][case].text for n, case in enumerate(combination))
        pairs = zip(self.decision.inputs, chosen, strict=True)
        return in_a_row([in_a_row([column.label, text]) for column, text in pairs], ", ")


def stretches(column: Input, constants: Sequence[Value]) -> Iterator[Case]:
    """The cases of a column of numbers, dates or texts: at each constant, between them, and beyond."""
    if None in constants:
        yield Case(None, told(None))
    if column.type == "string":
        for value in dict.fromkeys(value for value in constants if value is not None):
            yield Case(value, told(value))
        yield Case(_OTHER_TEXT, Sentence("lainnya"))
        return
    dates = sorted({value for value in constants if isinstance(value, date)})
    numbers = sorted({value for value in constants if isinstance(value, Decimal)})
    yield from _of_dates(dates) if column.type == "date" else _of_numbers(numbers, column.type == "integer")


def _of_dates(marks: Sequence[date]) -> Iterator[Case]:
    day = timedelta(days=1)
    if not marks:
        yield Case(date(2000, 1, 1), Sentence("tanggal mana pun"))
        return
    if marks[0] > date.min:
        yield Case(marks[0] - day, f"< {marks[0].isoformat()}")
    for n, mark in enumerate(marks):
        yield Case(mark, f"= {mark.isoformat()}")
        following = marks[n + 1] if n + 1 < len(marks) else None
        if following is None:
            if mark < date.max:
                yield Case(mark + day, f"> {mark.isoformat()}")
        elif mark + day < following:
            yield Case(
                mark + day,
                Sentence("antara %(day)s dan %(day_2)s", day=mark.isoformat(), day_2=following.isoformat()),
            )


def _of_numbers(marks: Sequence[Decimal], whole: bool) -> Iterator[Case]:
    if not marks:
        yield Case(Decimal(0), Sentence("angka mana pun"))
        return
    yield Case(marks[0].to_integral_value() - 1, f"< {marks[0]}")
    for n, mark in enumerate(marks):
        yield Case(mark, f"= {mark}")
        following = marks[n + 1] if n + 1 < len(marks) else None
        if following is None:
            yield Case(mark.to_integral_value() + 1, f"> {mark}")
        elif not whole:
            yield Case(
                (mark + following) / 2,
                Sentence("antara %(mark)s dan %(following)s", mark=mark, following=following),
            )
        elif mark + 1 < following:
            yield Case(
                mark + 1, Sentence("antara %(mark)s dan %(following)s", mark=mark, following=following)
            )


def told(value: Value) -> str:
    """A value of a column as a case's words."""
    return Sentence("kosong") if value is None else f"= {to_json_value(value)}"


def _rows(mask: int) -> Iterator[int]:
    """The numbers of the rows whose bits are set."""
    return (n + 1 for n in range(mask.bit_length()) if mask >> n & 1)


def _listed(texts: Sequence[str]) -> str:
    more = len(texts) - _SHOWN
    rest = [Sentence("dan %(more)s lagi", more=more)] if more > 0 else []
    return in_a_row([*texts[:_SHOWN], *rest], "; ")
