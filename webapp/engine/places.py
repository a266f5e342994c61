"""Where a step's key leads: the path of element ids in it, and the process in which each of them stands.

A key such as `penetapan#1/reviu#2` is taken apart here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .definitions import Definitions
from .entries import StepKind
from .model import Element, Process
from .run import OPENS, kind_of

Place = tuple[str, str]
"""A process's id and an element's id."""

Renames = Mapping[Place, str]
"""New ids of elements, by where they stood; the process's id is the old one."""


def idents(key: str) -> list[str]:
    """The element ids on a key's way, from the case's own process to the step itself."""
    return [_ident(part) for part in key.split("/")] if key else []


def last_of(key: str) -> str:
    """The element id of the step itself."""
    return _ident(key.rsplit("/", 1)[-1])


def way(processes: Mapping[str, Process], process_id: str, key: str) -> list[Place]:
    """What a key passes through, the step itself last; empty where these diagrams do not know it."""
    found: list[Place] = []
    process = processes.get(process_id)
    for ident in idents(key):
        element = None if process is None else process.elements.get(ident)
        if process is None or element is None:
            return []
        found.append((process.id, ident))
        process = process if element.called is None else processes.get(element.called)
    return found


def element_at(processes: Mapping[str, Process], process_id: str, key: str) -> Element | None:
    """The element that a key names, if these diagrams know it."""
    passed = way(processes, process_id, key)
    return processes[passed[-1][0]].elements[passed[-1][1]] if passed else None


@dataclass(frozen=True, slots=True)
class Path:
    """A key as it reads after renaming, and the place of its last step."""

    key: str
    place: Place


class Places:
    """The elements that a case of a process may reach."""

    def __init__(self, definitions: Definitions, process_id: str) -> None:
        self.definitions = definitions
        self.process_id = process_id

    def element(self, key: str) -> Element | None:
        """The element that a key names, if there is one."""
        return element_at(self.definitions.processes, self.process_id, key)

    def path(self, key: str, renames: Renames) -> Path:
        """A key with the new names of the elements on its way."""
        process, place, parts = self.process_id, (self.process_id, ""), []
        for part in key.split("/"):
            ident = _ident(part)
            old = (process, ident)
            new = renames.get(old, ident)
            parts.append(new + part[len(ident) :])
            place = (process, new)
            element = self._at(old)
            process = (element.called if element is not None else None) or process
        return Path("/".join(parts), place)

    def has(self, place: Place) -> bool:
        """Whether an element stands there."""
        return self._at(place) is not None

    def kind(self, place: Place) -> StepKind | None:
        """What kind of step stands there, or under that id elsewhere in the case; None where there is none."""
        element = self._at(place)
        if element is None:
            alike = [one for (_, ident), one in self._all.items() if ident == place[1]]
            element = alike[0] if len(alike) == 1 else None
        return kind_of(element) if element is not None and element.kind in OPENS else None

    def renamed(self, renames: Renames) -> frozenset[Place]:
        """Every place, under its new name."""
        return frozenset((process, renames.get((process, ident), ident)) for process, ident in self._all)

    def _at(self, place: Place) -> Element | None:
        process = self.definitions.processes.get(place[0])
        return None if process is None else process.elements.get(place[1])

    @cached_property
    def _all(self) -> Mapping[Place, Element]:
        found: dict[Place, Element] = {}
        ahead, seen = [self.process_id], set()
        while ahead:
            process = self.definitions.processes.get(ahead.pop())
            if process is None or process.id in seen:
                continue
            seen.add(process.id)
            for element in process.elements.values():
                found[(process.id, element.id)] = element
                ahead += [element.called] if element.called is not None else []
        return found


def _ident(part: str) -> str:
    return part.rsplit("#", 1)[0]
