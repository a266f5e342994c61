"""The registry of FEEL functions, and how arguments are fitted to what a function takes.

A function names the kind of each parameter; an argument of another kind makes the whole call null, a list of
one element is taken for its element, and a single value for a list of one, as in DMN. The functions
themselves live in the `functions_*` modules of this room.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeAlias

from webapp.feel.budget import Budget
from webapp.feel.values import Value, kind

Body: TypeAlias = Callable[..., Value]  # (budget, *arguments), the arguments already of the declared kinds


@dataclass(frozen=True, slots=True)
class Function:
    """One built-in: its FEEL name, its parameters' kinds, and what computes it."""

    name: str
    kinds: tuple[str, ...]
    variadic: bool
    spread: bool
    body: Body

    @property
    def fewest(self) -> int:
        """The smallest number of arguments."""
        required = sum(1 for wanted in self.kinds if not wanted.endswith("?"))
        return max(required, 1) if self.variadic else required

    @property
    def most(self) -> int | None:
        """The largest number of arguments; None where any number will do."""
        return None if self.variadic else len(self.kinds)

    def call(self, budget: Budget, arguments: list[Value]) -> Value:
        """The function's value; null when an argument does not fit."""
        budget.spend()
        if self.spread and len(arguments) == 1 and isinstance(arguments[0], list):
            arguments = arguments[0]
        budget.spend(len(arguments))
        fitted: list[Any] = []
        for position, argument in enumerate(arguments):
            wanted = self.kinds[min(position, len(self.kinds) - 1)]
            fits, value = _fit(argument, wanted)
            if not fits:
                return None
            fitted.append(value)
        return self.body(budget, *fitted)


FUNCTIONS: dict[str, Function] = {}
"""All built-ins by name; filled when the `functions_*` modules are imported, and constant after that."""


def function(name: str, *kinds: str, variadic: bool = False, spread: bool = False) -> Callable[[Body], Body]:
    """Register a built-in.

    `kinds` are value kinds or `any`, with a trailing `?` optional and nullable; with `variadic` the last
    kind repeats; with `spread` a single list argument stands for its elements.
    """

    def register(body: Body) -> Body:
        FUNCTIONS[name] = Function(name, kinds, variadic or spread, spread, body)
        return body

    return register


def _fit(argument: Value, wanted: str) -> tuple[bool, Value]:
    optional = wanted.endswith("?")
    wanted = wanted.removesuffix("?")
    if wanted == "any":
        return True, argument
    if argument is None:
        return optional, None
    if wanted == "list":
        return True, argument if isinstance(argument, list) else [argument]
    if isinstance(argument, list) and len(argument) == 1:
        argument = argument[0]
    if kind(argument) == wanted:
        return True, argument
    return _cast(argument, wanted)


def _cast(argument: Value, wanted: str) -> tuple[bool, Value]:
    """A date and time given where its date or its time is wanted."""
    if isinstance(argument, datetime):
        if wanted == "date":
            return True, argument.date()
        if wanted == "time":
            return True, argument.timetz()
    if wanted == "moment":
        return isinstance(argument, date) and not isinstance(argument, time), argument
    return False, None
