"""What differs between a draft, or a release, and any release: file by file, part by part, property by property.

Diagrams and tables are compared by the engine, forms by their fields, and whatever cannot be read by its lines. Words
for kinds and places belong to the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, Literal

from webapp.engine import Definitions, DiagramRefused, Process, read_definitions
from webapp.engine.differences import Difference, Kind, PropertyChange, differences, proposed_renames
from webapp.engine.places import Place
from webapp.operations import Actor
from webapp.services.work import Transaction
from webapp.storage.bengkel import release_files

from . import desk, drafts, publication
from .form_differences import form_differences
from .publication import Listed

MOST_LINES: Final = 400
"""Lines of a text that are shown; a file with more changes is better read as a whole."""
LONGEST: Final = 6_000
"""Lines of a file beyond which its lines are not compared."""
_AROUND: Final = 2

LineSign = Literal["+", "-", " ", "…"]
Said = Mapping[Place, str]
"""The new id of each old element as somebody chose it; empty for gone indeed."""


@dataclass(frozen=True)
class Part:
    """One part that differs. `owner` is its process, table or form; `old_id` what it was called before, if it was."""

    kind: Kind
    what: str
    owner: str
    id: str
    label: str
    changes: tuple[PropertyChange, ...] = ()
    old_id: str = ""


@dataclass(frozen=True)
class FileDifference:
    """A file that differs. Without `parts` and `lines` only its writing does: the drawing, blanks, the order."""

    path: str
    kind: Kind
    parts: Sequence[Part] = ()
    lines: Sequence[tuple[LineSign, str]] = ()


@dataclass(frozen=True)
class Side:
    """One of the two: its files, and its diagrams and tables where all of them can be read."""

    files: Mapping[str, str]
    definitions: Definitions | None


@dataclass(frozen=True)
class Candidate:
    """An element that is gone, and what it may be called now; `chosen` is its new id, empty for gone indeed."""

    process_id: str
    process: str
    old_id: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Comparison:
    """Two sides and what differs."""

    old: Side
    new: Side
    files: Sequence[FileDifference]
    candidates: Sequence[Candidate]
    counts: Mapping[Kind, int] = field(default_factory=dict)

    def processes(self, path: str) -> list[tuple[Process | None, Process | None]]:
        """The diagrams of a file, as they were and as they are."""
        before, after = (
            {} if one.definitions is None else one.definitions.processes for one in (self.old, self.new)
        )
        idents = [one.id for side in (after, before) for one in side.values() if one.file == path]
        return [(before.get(ident), after.get(ident)) for ident in dict.fromkeys(idents)]


# -- two sides ---------------------------------------------------------------------------------------------------------


def of_draft(
    tx: Transaction, actor: Actor, draft_id: int, number: int, said: Said | None = None
) -> tuple[Listed, Comparison]:
    """What a draft changes in a release. Raises `Denied`, `NotFound`."""
    drafts.check_office(actor)
    other = publication.release(tx, number)
    return other, compare(release_files(tx.session, other.id), drafts.draft_files(tx, draft_id), said)


def of_release(
    tx: Transaction, actor: Actor, number: int, other_number: int, said: Said | None = None
) -> tuple[Listed, Comparison]:
    """What a release has changed since another one. Raises `Denied`, `NotFound`."""
    desk.check_reader(actor)
    one, other = publication.release(tx, number), publication.release(tx, other_number)
    return other, compare(release_files(tx.session, other.id), release_files(tx.session, one.id), said)


def compare(old: Mapping[str, str], new: Mapping[str, str], said: Said | None = None) -> Comparison:
    """Everything that differs between two bundles, by file in name order. `said` corrects the proposed renaming."""
    before, after = Side(old, _read(old)), Side(new, _read(new))
    parts: dict[str, list[Part]] = {}
    candidates: list[Candidate] = []
    readable = before.definitions is not None and after.definitions is not None
    if before.definitions is not None and after.definitions is not None:
        candidates = renamable(before.definitions, after.definitions, said)
        names = renames_of(candidates)
        for one in differences(before.definitions, after.definitions, names):
            parts.setdefault(one.file, []).append(_part(one))
    paths = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    files = [
        _file(path, old.get(path), new.get(path), parts.get(path, []), readable=readable) for path in paths
    ]
    counts: dict[Kind, int] = {"added": 0, "removed": 0, "changed": 0}
    for one_file in files:
        for kind in [part.kind for part in one_file.parts] or [one_file.kind]:
            counts[kind] += 1
    return Comparison(before, after, files, candidates, counts)


def _read(files: Mapping[str, str]) -> Definitions | None:
    return _definitions(
        tuple(sorted((path, text) for path, text in files.items() if path.endswith((".bpmn", ".dmn"))))
    )


@lru_cache(maxsize=4)
def _definitions(files: tuple[tuple[str, str], ...]) -> Definitions | None:
    """Diagrams and tables by their texts; the page of a comparison reads the same two sides again and again."""
    try:
        return read_definitions({path: text.encode() for path, text in files})
    except DiagramRefused:
        return None


def _part(one: Difference) -> Part:
    return Part(one.kind, one.what, one.owner, one.id, one.label, one.changes, one.old_id)


def _file(
    path: str, old: str | None, new: str | None, parts: list[Part], *, readable: bool
) -> FileDifference:
    kind: Kind = "added" if old is None else "removed" if new is None else "changed"
    if path.startswith("forms/"):
        found = form_differences(old or "", new or "")
        if found is not None and kind == "changed":
            name = path.removeprefix("forms/").removesuffix(".json")
            parts = [Part(how, "field" if ident else "form", name, ident, label, changes)
                     for how, ident, label, changes in found]  # fmt: skip
            return FileDifference(path, kind, parts)
    is_known = path.endswith((".bpmn", ".dmn")) and readable
    lines = [] if parts or is_known or kind != "changed" else list(line_differences(old or "", new or ""))
    return FileDifference(path, kind, parts, lines)


def line_differences(old: str, new: str) -> Iterator[tuple[LineSign, str]]:
    """The lines that differ with a few around them; "…" stands for what is left out."""
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > LONGEST:
        yield "…", ""
        return
    told = 0
    for group in SequenceMatcher(None, before, after).get_grouped_opcodes(_AROUND):
        for tag, a, b, c, d in group:
            same = tag == "equal"
            for sign, line in (
                *(((" ", line) for line in after[c:d]) if same else ()),
                *(() if same else (("-", line) for line in before[a:b])),
                *(() if same else (("+", line) for line in after[c:d])),
            ):
                if told >= MOST_LINES:
                    yield "…", ""
                    return
                told += 1
                yield sign, line
        yield "…", ""


# -- elements with another name ----------------------------------------------------------------------------------------


def renamable(old: Definitions, new: Definitions, said: Said | None = None) -> list[Candidate]:
    """The elements that are gone while others of their kind have come, with what somebody said of each, or is thought.

    An element that came takes the place of one old one only.
    """
    names = proposed_renames(old, new) if said is None else said
    found: list[Candidate] = []
    for process_id, before in sorted(old.processes.items()):
        after = new.processes.get(process_id)
        if after is None:
            continue
        came = [one for ident, one in after.elements.items() if ident not in before.elements]
        taken: set[str] = set()
        for ident, element in before.elements.items():
            options = [(one.id, one.name or one.id) for one in came if one.kind == element.kind]
            if ident in after.elements or not options:
                continue
            chosen = names.get((process_id, ident), "")
            chosen = chosen if chosen in dict(options) and chosen not in taken else ""
            taken.add(chosen)
            found.append(Candidate(process_id, before.name, ident, element.name or ident, options, chosen))
    return found


def renames_of(candidates: Sequence[Candidate]) -> dict[Place, str]:
    """The renaming that the candidates stand for."""
    return {(one.process_id, one.old_id): one.chosen for one in candidates if one.chosen}
