"""A form (or another JSON file) as nodes: the file itself, and every component with an id, however deep in groups."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

ROOT: Final = ""
"""The id of the file itself."""

INSIDE: Final = "components"


@dataclass
class FormNode:
    """A component. `props` are its own keys, in comparable form."""

    body: dict[str, Any]
    parent: str | None
    props: dict[str, str] = field(default_factory=dict)
    refs: frozenset[str] = frozenset()


class FormTree:
    """See `merging.Tree`."""

    def __init__(self, body: dict[str, Any], indent: int | None, ends: str) -> None:
        self.body, self.indent, self.ends = body, indent, ends
        self.nodes: dict[str, FormNode] = {}

    @classmethod
    def read(cls, text: str) -> FormTree | None:
        """The tree, or None for what is no JSON object or names two components alike."""
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(body, dict):
            return None
        tree = cls(body, 2 if "\n" in text.strip() else None, "\n" if text.endswith("\n") else "")
        return tree if tree._add(body, None, ROOT) else None

    def _add(self, body: dict[str, Any], parent: str | None, node_id: str) -> bool:
        if node_id in self.nodes:
            return False
        own = {
            name: json.dumps(value, sort_keys=True) for name, value in body.items() if not _holds(name, value)
        }
        if parent is not None:
            own.pop("id", None)
        self.nodes[node_id] = FormNode(body, parent, own)
        children = body.get(INSIDE)
        if not _holds(INSIDE, children):
            return True
        return all(self._add(child, node_id, child["id"]) for child in children or [])

    def name(self, node_id: str) -> str:
        """What people call the component: its label, else its kind and id."""
        if node_id == ROOT or node_id not in self.nodes:
            return node_id or "formulir"
        body = self.nodes[node_id].body
        label = body.get("label")
        return f"{label} ({node_id})" if label else f"{body.get('type', 'komponen')} {node_id}"

    def words(self, node_id: str, prop: str) -> str:
        """A property as a person would say it."""
        value = self.nodes[node_id].body.get(prop)
        if value is None or isinstance(value, str):
            return value or ""
        return json.dumps(value, ensure_ascii=False)

    def ordered(self, parent: str) -> list[str] | None:
        """The components of a form or a group: their order is what people see."""
        return [one for one, node in self.nodes.items() if node.parent == parent]

    def reorder(self, parent: str, ids: list[str]) -> None:
        """Put components into this order, on the places that they hold together."""
        held = self._held(parent)
        places = [place for place, body in enumerate(held) if body["id"] in ids]
        bodies = {body["id"]: body for body in held}
        for place, one in zip(places, [one for one in ids if one in bodies], strict=True):
            held[place] = bodies[one]

    def _held(self, parent: str) -> list[dict[str, Any]]:
        return self.nodes[parent].body.setdefault(INSIDE, [])  # type: ignore[no-any-return]

    def insert(self, node_id: str, source: FormTree) -> None:
        """Take a component over, without those inside it: they are taken over one by one."""
        taken = source.nodes[node_id]
        body = {name: deepcopy(value) for name, value in taken.body.items() if not _holds(name, value)}
        if INSIDE in taken.body:
            body[INSIDE] = []
        parent = taken.parent if taken.parent in self.nodes else ROOT
        held = self._held(parent)
        held.insert(self._after(node_id, held, source), body)
        self.nodes[node_id] = FormNode(body, parent, dict(taken.props))

    def _after(self, node_id: str, held: list[dict[str, Any]], source: FormTree) -> int:
        siblings = source.ordered(source.nodes[node_id].parent or ROOT) or []
        places = {body["id"]: place for place, body in enumerate(held)}
        for one in reversed(siblings[: siblings.index(node_id)]):
            if one in places:
                return places[one] + 1
        return 0

    def take(self, node_id: str, prop: str, source: FormTree, before: FormTree) -> None:
        """Take one key over."""
        mine, theirs = self.nodes[node_id].body, source.nodes[node_id].body
        if prop in theirs:
            mine[prop] = deepcopy(theirs[prop])
        else:
            mine.pop(prop, None)

    def move(self, node_id: str, parent: str, source: FormTree) -> None:
        """Put a component into another group."""
        self.delete(node_id)
        held = self._held(parent)
        held.insert(self._after(node_id, held, source), self.nodes[node_id].body)
        self.nodes[node_id].parent = parent

    def delete(self, node_id: str) -> None:
        """Take a component away."""
        held = self._held(self.nodes[node_id].parent or ROOT)
        held[:] = [body for body in held if body is not self.nodes[node_id].body]

    def text(self) -> str:
        """The file again, indented as it was."""
        return json.dumps(self.body, ensure_ascii=False, indent=self.indent) + self.ends


def _holds(name: str, value: Any) -> bool:
    """Whether this is the list of components inside, each with an id of its own."""
    return name == INSIDE and (
        value is None
        or (
            isinstance(value, list)
            and all(isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"] for one in value)
        )
    )
