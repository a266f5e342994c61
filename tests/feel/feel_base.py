"""What the generator of FEEL expressions is built from: its words, and text with a rank.

Numbers are quarters of moderate size, which a double holds exactly.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

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


class Base:
    """The randomness, and the names in reach."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.locals_: list[str] = []  # loop variables that hold numbers

    def one(self, *makers: Callable[[int], Text], depth: int) -> Text:
        return self.random.choice(makers)(depth)

    def _binary(self, operator: str, left: Text, right: Text, rank: int) -> Text:
        return Text(f"{left.at(rank)} {operator} {right.at(rank + 1)}", rank)

    def nothing(self, depth: int) -> Text:
        return Text(self.random.choice(["null", "tidak_ada", "c1.tidak_ada", "n1.angka"]))
