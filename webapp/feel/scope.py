"""What an expression sees while it runs: the context, the local names over it, and the budget."""

from collections.abc import Mapping

from webapp.feel.budget import Budget
from webapp.feel.values import Value, admit


class Scope:
    """Names by layers: loop variables and list elements hide the context's names."""

    __slots__ = ("_admitted", "_context", "_layers", "budget")

    def __init__(self, context: Mapping[str, object], budget: Budget) -> None:
        self.budget = budget
        self._context = context
        self._admitted: dict[str, Value] = {}
        self._layers: tuple[Mapping[str, Value], ...] = ()

    def inside(self, *layers: Mapping[str, Value]) -> "Scope":
        """The scope with local names; of two layers the later one wins."""
        inner = Scope(self._context, self.budget)
        inner._admitted = self._admitted
        inner._layers = (*reversed(layers), *self._layers)
        return inner

    def value(self, name: str) -> Value:
        """The value of a name; null when nothing has it."""
        for layer in self._layers:
            if name in layer:
                return layer[name]
        if name not in self._admitted:
            data = self._context.get(name)
            self._admitted[name] = admit(data, self.budget)
        return self._admitted[name]
