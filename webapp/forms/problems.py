"""Collecting what is wrong with a form while it is read, so that its author hears everything at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from webapp.domain.sentences import Sentence
from webapp.forms.model import Problem


@dataclass(frozen=True)
class Notes:
    """The problems of one form, noted under the component that is being read."""

    file: str
    element_id: str | None = None
    in_rows: bool = False  # whether the component stands inside a repeated list
    problems: list[Problem] = field(default_factory=list)

    def at(self, element_id: str | None) -> Notes:
        """The same notes, under another component."""
        return replace(self, element_id=element_id)

    def refuse(self, code: str, message: str, mend: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(code, self.element_id, message, mend, self.file))

    def known_keys(self, raw: Mapping[str, object], allowed: Collection[str], what: str) -> None:
        """Note every property that we would otherwise silently not honour."""
        for key in sorted(raw.keys() - set(allowed)):
            self.refuse(
                "properti_tidak_didukung",
                Sentence("Properti “%(shown)s” pada %(what)s tidak didukung.", shown=shown(key), what=what),
                "Hapus properti itu di penyunting formulir.",
            )

    def text(self, raw: Mapping[str, object], key: str) -> str | None:
        """A text property; None when absent, blank or wrong (then noted)."""
        value = raw.get(key)
        if value is None or isinstance(value, str):
            return value if value and value.strip() else None
        self.wrong(key, Sentence("teks"))
        return None

    def flag(self, raw: Mapping[str, object], key: str, default: bool = False) -> bool:
        """A yes-or-no property."""
        value = raw.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(key, Sentence("true atau false"))
            return default
        return value

    def whole(self, raw: Mapping[str, object], key: str, least: int, most: int) -> int | None:
        """A whole number within bounds."""
        value = raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(key, Sentence("bilangan bulat %(least)s sampai %(most)s", least=least, most=most))
            return None
        return value

    def mapping(self, raw: Mapping[str, object], key: str) -> Mapping[str, object]:
        """A property that holds properties; empty when absent or wrong (then noted)."""
        value = raw.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(key, Sentence("objek"))
            return {}
        return value

    def wrong(self, key: str, expected: str) -> None:
        """Note that a property has a value of the wrong kind."""
        self.refuse(
            "properti_salah",
            Sentence("Nilai properti “%(shown)s” tidak benar.", shown=shown(key)),
            Sentence("Isi properti itu dengan %(expected)s.", expected=expected),
        )


def shown(text: str) -> str:
    """A name from outside, short enough to stand in a sentence and writable everywhere."""
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= 60 else text[:57] + "…"
