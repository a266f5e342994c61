"""Sentences for the reader that remember how they were made.

Rooms below the web know no language but Indonesian. What they say is an Indonesian sentence that keeps its template
and its parameters, so that a page can say the same in another language (`webapp.web.language.say`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from webapp.domain.tanggal import cetak_tanggal


class Sentence(str):
    """An Indonesian sentence; `template` is the key of its translation and `params` fill its `%(name)s`.

    Example: `Sentence("Paling sedikit %(n)s huruf.", n=20)` is the text `"Paling sedikit 20 huruf."`.
    A sentence of the form's own author has no template: it stays as it is in every language. What fills a sentence may
    be one of these itself, and is then translated too; so are the names that a diagram gives (`of_author`). A day fills
    it as a day, and each language writes its month.
    """

    template: str | None
    params: dict[str, object]

    __slots__ = ("params", "template")

    def __new__(cls, template: str, **params: object) -> Sentence:
        said = {name: cetak_tanggal(one) if isinstance(one, date) else one for name, one in params.items()}
        message = super().__new__(cls, template % said)
        message.template = template
        message.params = params
        return message

    def __reduce__(self) -> tuple[Callable[[], Sentence], tuple[()]]:
        """A copy, also in another process, is made as the sentence was."""
        if self.template is None:
            return partial(Sentence.of_author, str.__str__(self)), ()
        return partial(Sentence, self.template, **self.params), ()

    def __str__(self) -> Sentence:
        """Itself: what an exception says of its argument keeps its template."""
        return self

    @classmethod
    def of_author(cls, text: str) -> Sentence:
        """A sentence that a form brings itself."""
        message = super().__new__(cls, text)
        message.template = None
        message.params = {}
        return message


def in_a_row(parts: Sequence[str], between: str = " ") -> str:
    """Sentences one after the other, each to be translated for itself."""
    first, *more = parts or [""]
    if not more:
        return first
    return Sentence(
        "%(first)s%(between)s%(more)s", first=first, between=between, more=in_a_row(more, between)
    )


def listed(names: Iterable[str]) -> str:
    """Names of ours with commas between them, each to be translated for itself."""
    return in_a_row([Sentence(one) for one in names], ", ")
