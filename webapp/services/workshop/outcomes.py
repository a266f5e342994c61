"""Changed outcomes: what the tables of a draft answer differently from those of the release in force, in words.

Bounded: of many changes the first of each kind are told, and how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from webapp.domain.sentences import Sentence
from webapp.engine.decision_changes import Changed, compare
from webapp.engine.decisions import Decision

MAX_KINDS: Final = 20
MAX_EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """Combinations that change in the same way: how many, and the first of them."""

    before: str
    after: str
    count: int
    examples: tuple[Changed, ...]

    @property
    def words(self) -> str:
        """The change, and the combinations that show it."""
        shown = "; ".join(", ".join(f"{label} {text}" for label, text in one.asked) for one in self.examples)
        if self.count == len(self.examples):
            return Sentence(
                "%(was)s menjadi %(now)s, bila %(when)s.", was=self.before, now=self.after, when=shown
            )
        return Sentence(
            "%(was)s menjadi %(now)s, bila %(when)s; dan %(n)s lagi.",
            was=self.before,
            now=self.after,
            when=shown,
            n=self.count - len(self.examples),
        )


@dataclass(frozen=True, slots=True)
class TableOutcome:
    """What became of a table: `total` of `combinations` are answered differently; `unclear` where that is unknown."""

    decision_id: str
    name: str
    file: str
    status: Literal["baru", "hapus", "ubah", "sama"]
    kinds: tuple[Kind, ...] = ()
    total: int = 0
    combinations: int = 0
    unclear: str = ""

    @property
    def words(self) -> list[str]:
        """The outcome as sentences."""
        if self.status == "baru":
            return [Sentence("Tabel '%(name)s' ditambahkan.", name=self.name)]
        if self.status == "hapus":
            return [Sentence("Tabel '%(name)s' dihapus.", name=self.name)]
        if self.unclear:
            return [Sentence("Tabel '%(name)s' berubah. %(why)s", name=self.name, why=self.unclear)]
        if not self.total:
            return [
                Sentence(
                    "Tabel '%(name)s' menjawab sama untuk semua %(n)s kombinasi.",
                    name=self.name,
                    n=self.combinations,
                )
            ]
        head = Sentence(
            "Tabel '%(name)s': %(n)s dari %(all)s kombinasi dijawab berbeda.",
            name=self.name,
            n=self.total,
            all=self.combinations,
        )
        return [head, *(kind.words for kind in self.kinds)]


def outcome_of(before: Decision, after: Decision) -> TableOutcome:
    """One table against another."""
    compared = compare(before, after)
    groups: dict[tuple[str, str], list[Changed]] = {}
    for one in compared.changed:
        groups.setdefault((one.before.words, one.after.words), []).append(one)
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    kinds = tuple(
        Kind(was, now, len(found), tuple(found[:MAX_EXAMPLES])) for (was, now), found in ordered[:MAX_KINDS]
    )
    status: Literal["ubah", "sama"] = "ubah" if compared.changed or compared.unclear else "sama"
    return TableOutcome(
        after.id,
        after.name,
        after.file,
        status,
        kinds,
        len(compared.changed),
        compared.combinations,
        compared.unclear,
    )


def changed_outcomes(before: Mapping[str, Decision], after: Mapping[str, Decision]) -> list[TableOutcome]:
    """Every table of two releases that answers differently, is new, or is gone."""
    found: list[TableOutcome] = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is not None and new is not None:
            if old.checksum != new.checksum:
                found.append(outcome_of(old, new))
        elif new is not None:
            found.append(TableOutcome(name, new.name, new.file, "baru"))
        elif old is not None:
            found.append(TableOutcome(name, old.name, old.file, "hapus"))
    return found
