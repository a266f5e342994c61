"""Names of people and places. The only module that needs Faker.

Faker takes long for each name, so a pool is drawn once and combined afterwards.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from faker import Faker

_DRAWS = 1500  # calls for each pool; nearly every name that Faker knows turns up
_ONE_WORD, _THREE_WORDS = 0.06, 0.22  # shares of people with so many words in their name

_PLACE_FIRST = (
    "Suka", "Sumber", "Karang", "Tanjung", "Banyu", "Wono", "Kali", "Marga", "Sido", "Mulyo", "Tirta", "Purwo",
    "Jati", "Bandar", "Mekar", "Rejo", "Sri", "Tamba", "Gedang", "Cipta",
)  # fmt: skip
_PLACE_LAST = (
    "asri", "maju", "sari", "rejo", "mulyo", "jaya", "harjo", "agung", "indah", "makmur", "raya", "kencana", "luhur",
    "wangi", "tengah", "lor", "kidul", "anyar",
)  # fmt: skip


@dataclass(frozen=True)
class Names:
    """Pools of given names and of last names, by sex."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    men_last: tuple[str, ...]
    women_last: tuple[str, ...]

    def person(self, rng: random.Random, is_woman: bool) -> str:
        """One to three names, as is usual in Indonesia."""
        given, last = (self.women, self.women_last) if is_woman else (self.men, self.men_last)
        chance = rng.random()
        if chance < _ONE_WORD:
            return rng.choice(given)
        first, second = rng.sample(given, 2)
        family = rng.choice(last)
        return f"{first} {second} {family}" if chance < _ONE_WORD + _THREE_WORDS else f"{first} {family}"


def draw_names(seed: int) -> Names:
    """The pools, in an order that depends on the seed alone."""
    faker = Faker("id_ID")
    faker.seed_instance(seed)
    return Names(
        _pool(faker.first_name_male),
        _pool(faker.first_name_female),
        _pool(faker.last_name_male),
        _pool(faker.last_name_female),
    )


def _pool(draw: Callable[[], str]) -> tuple[str, ...]:
    drawn = dict.fromkeys(draw() for _ in range(_DRAWS))
    return tuple(name for name in drawn if name.isascii() and name.isalpha())


def places(rng: random.Random) -> Iterator[str]:
    """Names of places without repetition; after the plain ones come numbered ones."""
    plain = [
        first + last for first in _PLACE_FIRST for last in _PLACE_LAST if not last.startswith(first.lower())
    ]
    rng.shuffle(plain)
    yield from plain
    number = 2
    while True:
        yield from (f"{name} {number}" for name in plain)
        number += 1
