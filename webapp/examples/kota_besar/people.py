"""People: number, name, titles, and the grades they have held, fit for the post they are made for.

Ages and years of service follow from the grade, so that nobody is a Pembina at twenty or still at work at seventy.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from webapp.examples.kota_besar.names import Names
from webapp.examples.kota_besar.plan import PlannedPost
from webapp.examples.kota_besar.schooling import (
    CONTRACT_GRADE,
    FIRST_GRADE,
    GRADES,
    Schooling,
    Titles,
    grade_of,
    schooling,
    titles,
)
from webapp.storage.organisasi import JenisPegawai, StatusAsn

AS_OF = date(2026, 1, 1)
"""The day on which the city stands as described; nothing in it begins later."""

_LAST_YEAR = AS_OF.year - 1
_OLDEST = 57  # years of age on that day
_YEARS_PER_GRADE = 4
_CONTRACT_CODE = 21  # digits 13 and 14 of the number of a PPPK
_WOMEN = {"guru": 0.68, "perawat": 0.75, "bidan": 1.0, "kesehatan": 0.7, "lapangan": 0.12, "teknis": 0.25}
_MONTHS_OF_ENTRY = (1, 2, 3, 4, 12)


@dataclass(frozen=True)
class Grade:
    """A grade held from `start` to `end` (last day; None: still)."""

    name: str
    start: date
    end: date | None
    letter: str


@dataclass(frozen=True)
class Person:
    """An employee. `joined` is the first day of service; `spmt` the day on which a CPNS began to work."""

    nip: str
    name: str
    titles: Titles
    kind: JenisPegawai
    joined: date
    grades: tuple[Grade, ...]
    username: str
    status: StatusAsn = StatusAsn.AKTIF
    spmt: date | None = None


@dataclass
class Registry:
    """Hands out what only one person may have: numbers, usernames, and letters."""

    taken: set[str]
    _serials: Counter[str] = field(default_factory=Counter)
    _repeats: Counter[str] = field(default_factory=Counter)
    _letters: int = 0

    def nip(self, born: date, joined: date, kind: JenisPegawai, is_woman: bool) -> str:
        """The next number for this birthday and first day."""
        code = _CONTRACT_CODE if kind is JenisPegawai.PPPK else joined.month
        stem = f"{born:%Y%m%d}{joined.year}{code:02d}{2 if is_woman else 1}"
        self._serials[stem] += 1
        return f"{stem}{self._serials[stem]:03d}"

    def username(self, name: str) -> str:
        """First and last name, with a number where somebody has it already."""
        words = name.lower().split()
        stem = ".".join(dict.fromkeys((words[0], words[-1])))
        username = stem
        while username in self.taken:
            self._repeats[stem] += 1
            username = f"{stem}{self._repeats[stem] + 1}"
        self.taken.add(username)
        return username

    def letter(self, series: str, day: date) -> str:
        """The number of a letter of that day."""
        self._letters += 1
        return f"{series}/{self._letters:05d}/{day.year}"


@dataclass
class Maker:
    """Makes people, one after the other, from one stream of chance."""

    rng: random.Random
    names: Names
    registry: Registry

    def person(self, post: PlannedPost, kind: JenisPegawai, *, retired: bool = False) -> Person:
        """Somebody for a post; `retired` made the same way, but out of service."""
        learned = schooling(self.rng, post)
        is_woman = self.rng.random() < _WOMEN.get(post.line, 0.45)
        joined, age, grades = self._service(post, kind, learned)
        born = date(joined.year - age, self.rng.randint(1, 12), self.rng.randint(1, 28))
        name = self.names.person(self.rng, is_woman)
        return Person(
            nip=self.registry.nip(born, joined, kind, is_woman),
            name=name,
            titles=titles(self.rng, post, learned),
            kind=kind,
            joined=joined,
            grades=grades,
            username=self.registry.username(name),
            status=StatusAsn.BERHENTI if retired else StatusAsn.AKTIF,
            spmt=joined if kind is JenisPegawai.CPNS else None,
        )

    def _service(
        self, post: PlannedPost, kind: JenisPegawai, learned: Schooling
    ) -> tuple[date, int, tuple[Grade, ...]]:
        """First day, age in years on it, and grades."""
        if kind is JenisPegawai.PPPK:
            joined = date(self.rng.randint(2020, _LAST_YEAR), self.rng.choice((2, 3, 5, 7)), 1)
            age = self.rng.randint(24, _OLDEST - (_LAST_YEAR - joined.year) - 5)
            return joined, age, (self._grade(CONTRACT_GRADE[learned], joined, None, "814"),)
        if kind is JenisPegawai.CPNS:
            joined = date(_LAST_YEAR, self.rng.choice((3, 4, 5, 6)), 1)
            first = GRADES[FIRST_GRADE[learned]]
            return joined, self.rng.randint(21, 30), (self._grade(first, joined, None, "813"),)
        grade = max(grade_of(self.rng, post, learned), FIRST_GRADE[learned])
        steps = grade - FIRST_GRADE[learned]
        service = steps * _YEARS_PER_GRADE + self.rng.randint(2, 4)
        joined = date(_LAST_YEAR - service, self.rng.choice(_MONTHS_OF_ENTRY), 1)
        age = min(self.rng.randint(20, 24 + 3 * learned), _OLDEST - service)
        return joined, age, self._history(grade, steps, joined)

    def _history(self, grade: int, steps: int, joined: date) -> tuple[Grade, ...]:
        """The last one to three grades of a PNS; the roll does not always go back to the first day."""
        rows = min(self.rng.randint(1, 3), steps + 1)
        start = (
            joined if steps == 0 else date(_LAST_YEAR - self.rng.randint(0, 3), self.rng.choice((4, 10)), 1)
        )
        found: list[Grade] = []
        end: date | None = None
        for back in range(rows):
            is_first = back == steps
            start = joined if is_first else start
            found.append(self._grade(GRADES[grade - back], start, end, "813" if is_first else "823"))
            end = start - timedelta(days=1)
            start = start.replace(year=start.year - _YEARS_PER_GRADE)
        return tuple(reversed(found))

    def _grade(self, name: str, start: date, end: date | None, series: str) -> Grade:
        return Grade(name, start, end, self.registry.letter(series, start))
