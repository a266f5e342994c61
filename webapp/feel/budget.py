"""What one evaluation may cost: a number of steps, and the size of any value it builds.

Every node evaluated, every list element touched and every block of characters made is paid for here, so no
expression can hang a request, however it is nested. No clock is used: the same expression over the same data
always costs the same.
"""

from webapp.domain.sentences import Sentence
from webapp.feel.errors import FeelError

MAX_STRING = 10_000
"""Longest text, in characters, that an evaluation may build."""

MAX_LIST = 10_000
"""Longest list, in elements, that an evaluation may build."""

_CHARACTERS_A_STEP = 256


class Budget:
    """The steps left to one evaluation; each `spend` that goes below zero raises `FeelError`."""

    __slots__ = ("steps",)

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def spend(self, steps: int = 1) -> None:
        """Pay for `steps` units of work."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelError("Ekspresi ini terlalu berat untuk dihitung. Sederhanakan ekspresinya.")

    def text(self, text: str) -> str:
        """Pay for a text the evaluation has made, and give it back."""
        if len(text) > MAX_STRING:
            raise FeelError(
                Sentence(
                    "Ekspresi ini menghasilkan teks lebih dari %(max_string)s karakter.",
                    max_string=MAX_STRING,
                )
            )
        self.spend(len(text) // _CHARACTERS_A_STEP)
        return text

    def room_for(self, length: int) -> None:
        """Pay for a list of `length` elements before it is made."""
        if length > MAX_LIST:
            raise FeelError(
                Sentence("Ekspresi ini menghasilkan daftar lebih dari %(max_list)s butir.", max_list=MAX_LIST)
            )
        self.spend(length)
