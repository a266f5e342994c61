"""Who holds which post, and since when: seats are counted out, filled, and given a past.

The faults that a real roll has are drawn in on purpose: vacant heads, people without a post, retired ones who are still
on the roll. None of them is a reason to refuse an import.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.domain.jabatan import JenisJabatan, JenjangJf
from webapp.examples.kota_besar.people import AS_OF, Maker, Person
from webapp.examples.kota_besar.plan import Plan, PlannedPost
from webapp.storage.organisasi import JenisPegawai

CONTRACT_SHARE, TRAINEE_SHARE = 0.25, 0.015  # PPPK and CPNS among all
RETIRED_SHARE, WAITING_SHARE = 0.005, 0.004  # still on the roll; between two posts
VACANT_SHARE = 0.04  # of the posts with one holder
_MOVED_SHARE, _SWAPPED_SHARE = 0.35, 0.15  # have held another post before; heads who changed places
_FOR_CONTRACT = (JenjangJf.PEMULA, JenjangJf.TERAMPIL, JenjangJf.AHLI_PERTAMA)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """A person in a post from `start` to `end` (last day; None: still)."""

    person: Person
    post: PlannedPost
    start: date
    end: date | None
    letter: str


@dataclass(frozen=True)
class Careers:
    """Everybody on the roll, and every posting."""

    people: tuple[Person, ...]
    held: tuple[Held, ...]


def fill(plan: Plan, maker: Maker) -> Careers:
    """People for the plan, as many as it says."""
    rng = maker.rng
    retired, waiting = round(plan.people * RETIRED_SHARE) or 1, round(plan.people * WAITING_SHARE) or 1
    vacant = _vacant(rng, plan.posts)
    seats = _seats(plan, vacant, plan.people - retired - waiting)
    kinds = _kinds(rng, seats, plan.people)
    people = [maker.person(post, kind) for post, kind in zip(seats, kinds, strict=True)]
    starts = _starts(rng, seats, people)
    swapped = _swaps(rng, seats, people, starts)
    open_posts = [post for post in plan.posts if not post.single]
    pasts = _Pasts(maker, open_posts)
    held: list[Held] = []
    for number, (person, post) in enumerate(zip(people, seats, strict=True)):
        start = starts[number]
        other = swapped.get(number)
        held += pasts.before(person, post, start, seats[other] if other is not None else None)
        held.append(Held(person, post, start, None, _letter(maker, person, start)))
    gone = [*vacant, *rng.choices(open_posts, k=max(0, retired - len(vacant)))][:retired]
    for post in [*gone, *rng.choices(open_posts, k=waiting)]:
        person = maker.person(post, JenisPegawai.PNS, retired=len(people) < len(seats) + retired)
        people.append(person)
        held.append(pasts.ended(person, post))
    return Careers(tuple(people), tuple(held))


def _vacant(rng: random.Random, posts: Sequence[PlannedPost]) -> list[PlannedPost]:
    able = [post for post in posts if post.single and not post.certain]
    return rng.sample(able, max(2, round(len(able) * VACANT_SHARE)))


def _seats(plan: Plan, vacant: Sequence[PlannedPost], number: int) -> list[PlannedPost]:
    """One entry for each person: single posts once, the others in proportion to what they want.

    Raises ValueError when there are fewer people than posts with one holder.
    """
    left_out = {post.code for post in vacant}
    singles = sum(post.single for post in plan.posts) - len(left_out)
    wanted = sum(post.want for post in plan.posts)
    if number < singles:
        raise ValueError(f"Kota sekecil ini kekurangan pegawai: {number} untuk {singles} jabatan pimpinan.")
    each = (number - singles) / wanted
    seats: list[PlannedPost] = []
    before = running = 0.0
    for post in plan.posts:
        if post.single:
            seats += [post] * (post.code not in left_out)
            continue
        running = before + post.want * each
        seats += [post] * (round(running) - round(before))
        before = running
    return seats


def _kinds(rng: random.Random, seats: Sequence[PlannedPost], people: int) -> list[JenisPegawai]:
    """PPPK and CPNS sit where such people are employed; all others are PNS."""
    low = [
        number
        for number, post in enumerate(seats)
        if post.kind is JenisJabatan.PELAKSANA or (post.level in _FOR_CONTRACT and not post.leads)
    ]
    contracts, trainees = round(people * CONTRACT_SHARE), max(1, round(people * TRAINEE_SHARE))
    drawn = rng.sample(low, min(len(low), contracts + trainees))
    kinds = [JenisPegawai.PNS] * len(seats)
    for place, number in enumerate(drawn):
        kinds[number] = JenisPegawai.CPNS if place < trainees else JenisPegawai.PPPK
    return kinds


def _starts(rng: random.Random, seats: Sequence[PlannedPost], people: Sequence[Person]) -> list[date]:
    starts = []
    for post, person in zip(seats, people, strict=True):
        if person.kind is not JenisPegawai.PNS:
            starts.append(person.joined)
            continue
        earliest = max(person.joined, date(2019 if post.single else 2014, 1, 2))
        starts.append(_day_between(rng, earliest, AS_OF - _DAY))
    return starts


def _swaps(
    rng: random.Random, seats: Sequence[PlannedPost], people: Sequence[Person], starts: list[date]
) -> dict[int, int]:
    """Heads of one kind who changed places on the same day; sets that day for both."""
    kinds: dict[tuple[JenisJabatan, str], list[int]] = defaultdict(list)
    for number, post in enumerate(seats):
        if post.leads and not post.certain:
            kinds[post.kind, post.line].append(number)
    swapped: dict[int, int] = {}
    for members in kinds.values():
        rng.shuffle(members)
        pairs = int(len(members) * _SWAPPED_SHARE / 2)
        for one, other in zip(members[: 2 * pairs : 2], members[1 : 2 * pairs : 2], strict=True):
            day = date(rng.randint(2022, 2025), rng.randint(1, 12), 2)
            if max(people[one].joined, people[other].joined) < date(day.year - 3, 1, 1):
                starts[one] = starts[other] = day
                swapped |= {one: other, other: one}
    return swapped


@dataclass
class _Pasts:
    """Earlier postings. `posts` are those that many may hold: no earlier holder can be in anybody's way there."""

    maker: Maker
    posts: Sequence[PlannedPost]

    def __post_init__(self) -> None:
        self.by_line: dict[str, list[PlannedPost]] = defaultdict(list)
        for post in self.posts:
            self.by_line[post.line].append(post)

    def before(
        self, person: Person, post: PlannedPost, start: date, swapped: PlannedPost | None
    ) -> list[Held]:
        """What a person held until the day before `start`: nothing, a post of the same line, or the swapped one."""
        rng = self.maker.rng
        if swapped is not None:
            return [self._held(person, swapped, date(start.year - 2, 1, 3), start - _DAY)]
        is_settled = person.joined < start.replace(day=1, year=start.year - 2)
        if person.kind is not JenisPegawai.PNS or not is_settled or rng.random() > _MOVED_SHARE:
            return []
        first = max(person.joined, start.replace(day=1, year=start.year - 7))
        earlier = rng.choice(self.by_line.get(post.line) or self.posts)
        begun = _day_between(rng, first, start.replace(day=1, year=start.year - 1))
        return [self._held(person, earlier, begun, start - _DAY)]

    def ended(self, person: Person, post: PlannedPost) -> Held:
        """A post that the person left last year, and no other came after it."""
        left = date(AS_OF.year - 1, self.maker.rng.randint(3, 12), 1) - _DAY
        start = max(person.joined, date(2019, 1, 2))
        return self._held(person, post, min(start, left), left)

    def _held(self, person: Person, post: PlannedPost, start: date, end: date) -> Held:
        return Held(person, post, start, end, _letter(self.maker, person, start))


def _letter(maker: Maker, person: Person, start: date) -> str:
    series = {JenisPegawai.PPPK: "814", JenisPegawai.CPNS: "813"}.get(person.kind, "821.2")
    return maker.registry.letter(series, start)


def _day_between(rng: random.Random, first: date, last: date) -> date:
    """A day between two, the first if they are the wrong way round."""
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))
