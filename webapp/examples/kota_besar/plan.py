"""The plan of a city while it is being drawn: units, posts, and how many people each post would like to have."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from webapp.domain.jabatan import JenisJabatan, JenjangJf

FULL = 15_000
"""People of the city at full size; every other size is in proportion to it."""

TOP = "KOTA"


@dataclass(frozen=True)
class PlannedUnit:
    """A unit; `parent` is None for the city."""

    code: str
    name: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class PlannedPost:
    """A post. `want` is the number of people it would like to have at full size, 0 for one with a single holder.

    `line` is the line of work, which decides education and titles. `certain`: it is never left vacant.
    """

    code: str
    name: str
    kind: JenisJabatan
    level: JenjangJf | None
    unit: str
    line: str
    leads: bool = False
    single: bool = False
    pukm: bool = False
    certain: bool = False
    want: float = 0.0

    @property
    def office(self) -> str:
        """The code of the agency (OPD) that the post belongs to."""
        return self.unit.partition(".")[0]


@dataclass
class Plan:
    """A city on paper, for a number of people."""

    people: int
    place: Iterator[str]
    units: list[PlannedUnit] = field(default_factory=list)
    posts: list[PlannedPost] = field(default_factory=list)
    _numbers: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """The size of this city as a part of the full one."""
        return self.people / FULL

    def count(self, full: int, least: int = 1, most: int | None = None) -> int:
        """How many of something that a full city has `full` of."""
        return max(least, min(round(full * self.share), full if most is None else most))

    def offices(self, full: int, least: int) -> int:
        """How many agencies: a small city has fewer, but not in proportion."""
        return max(least, min(full, round(full * float(self.share**0.5))))

    def unit(self, code: str, name: str, kind: str, parent: str | None = TOP) -> str:
        """Add a unit. Returns its code."""
        self.units.append(PlannedUnit(code, name, kind, parent))
        return code

    def head(
        self,
        unit: str,
        name: str,
        kind: JenisJabatan,
        line: str = "umum",
        *,
        level: JenjangJf | None = None,
        pukm: bool = False,
        certain: bool = False,
    ) -> None:
        """Add the post that leads a unit."""
        self.posts.append(
            PlannedPost(
                f"{unit}.KA",
                name,
                kind,
                level,
                unit,
                line,
                leads=True,
                single=True,
                pukm=pukm,
                certain=certain,
            )
        )

    def single(self, unit: str, name: str, kind: JenisJabatan, line: str = "umum") -> None:
        """Add a post with one holder that leads nothing."""
        self.posts.append(PlannedPost(self._code(unit), name, kind, None, unit, line, single=True))

    def staff(self, unit: str, name: str, level: JenjangJf | None, line: str, want: float) -> None:
        """Add a post that many may hold: functional with a level, else pelaksana."""
        kind = JenisJabatan.PELAKSANA if level is None else JenisJabatan.JF
        self.posts.append(PlannedPost(self._code(unit), name, kind, level, unit, line, want=want))

    def functional(
        self, unit: str, name: str, line: str, want: float, levels: dict[JenjangJf, float]
    ) -> None:
        """Add a functional post in several levels; `levels` says which part of `want` each takes."""
        for level, part in levels.items():
            words = level.value.replace("_", " ").title()
            self.staff(unit, f"{name} {words}", level, line, want * part)

    def _code(self, unit: str) -> str:
        self._numbers[unit] += 1
        return f"{unit}.{self._numbers[unit]:02d}"
