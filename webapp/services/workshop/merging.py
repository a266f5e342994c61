"""Two owners saved the same file: bring both together, three ways, by element and not by line.

What only one of them changed is kept, whoever it was. What both changed differently is a conflict with both versions in
words, to be chosen one by one; nothing is chosen silently. The result stands on the text that was saved first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

from .merging_form import FormTree
from .merging_xml import XmlTree

Choice = Literal["saya", "mereka"]

GONE: Final = "(dihapus)"
ABSENT: Final = "(tidak ada)"
WHOLE: Final = "seluruh berkas"
PARENT: Final = "induk"
ORDER: Final = "urutan"


class Node(Protocol):
    """An element that can be told from others: who holds it, and its own properties in comparable form."""

    parent: str | None
    props: Mapping[str, Any]
    refs: frozenset[str]


class Tree(Protocol):
    """A file as nodes by id, and how one of them takes something over from another tree of the same kind."""

    nodes: Mapping[str, Any]

    def words(self, node_id: str, prop: str) -> str: ...
    def name(self, node_id: str) -> str: ...
    def ordered(self, parent: str) -> list[str] | None: ...
    def insert(self, node_id: str, source: Any) -> None: ...
    def take(self, node_id: str, prop: str, source: Any, before: Any) -> None: ...
    def move(self, node_id: str, parent: str, source: Any) -> None: ...
    def delete(self, node_id: str) -> None: ...
    def reorder(self, parent: str, ids: list[str]) -> None: ...
    def text(self) -> str: ...


@dataclass(frozen=True)
class Conflict:
    """What both changed. `key` names it in the choices; `mine` and `theirs` are what each wrote, in words."""

    key: str
    element_id: str
    element: str
    part: str
    mine: str
    theirs: str
    chosen: Choice | None = None


@dataclass(frozen=True)
class Merged:
    """Both together. While a conflict is open the text holds what was saved first, and is not to be saved."""

    text: str
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def open(self) -> list[Conflict]:
        """The conflicts that nobody has decided yet."""
        return [one for one in self.conflicts if one.chosen is None]


def merge(
    ancestor: str, theirs: str, mine: str, path: str, choices: Mapping[str, Choice] | None = None
) -> Merged:
    """Bring two changed texts of one file together. `choices` decides conflicts by their key."""
    if mine in (ancestor, theirs):
        return Merged(theirs)
    if theirs == ancestor:
        return Merged(mine)
    kind: Any = FormTree if path.endswith(".json") else XmlTree
    trees: list[Any] = [kind.read(text) for text in (ancestor, theirs, mine)]
    if any(tree is None for tree in trees):
        return _whole(theirs, mine, path, choices or {})
    before, saved, own = trees
    return _Merge(before, saved, own, choices or {}).run()


def _whole(theirs: str, mine: str, path: str, choices: Mapping[str, Choice]) -> Merged:
    """A file that cannot be read in parts is chosen as a whole."""
    chosen = choices.get(WHOLE)
    conflict = Conflict(WHOLE, "", path, WHOLE, _size(mine), _size(theirs), chosen)
    return Merged(mine if chosen == "saya" else theirs, [conflict])


def _size(text: str) -> str:
    return f"{text.count(chr(10)) + 1} baris" if text else GONE


class _Merge:
    """One merge: plan first, so that conflicts are known, then carry the plan out on the tree that was saved first."""

    def __init__(self, ancestor: Tree, theirs: Tree, mine: Tree, choices: Mapping[str, Choice]) -> None:
        self.ancestor, self.theirs, self.mine, self.choices = ancestor, theirs, mine, choices
        self.conflicts: list[Conflict] = []
        self.inserts: list[str] = []
        self.takes: list[tuple[str, str]] = []
        self.deletes: set[str] = set()

    def run(self) -> Merged:
        """Plan, then do."""
        for node_id in [
            *self.mine.nodes,
            *(one for one in self.ancestor.nodes if one not in self.mine.nodes),
        ]:
            self._node(node_id)
        self._keep_what_hangs_on()
        orders = list(self._orders())
        for node_id in self.inserts:
            self.theirs.insert(node_id, self.mine)
        for node_id, prop in self.takes:
            if prop == PARENT:
                self.theirs.move(node_id, self.mine.nodes[node_id].parent, self.mine)
            else:
                self.theirs.take(node_id, prop, self.mine, self.ancestor)
        for node_id in self.deletes:
            self.theirs.delete(node_id)
        for parent, ids in orders:
            self.theirs.reorder(parent, ids)
        return Merged(self.theirs.text(), self.conflicts)

    # -- what each did to a node -------------------------------------------------------------------------------

    def _node(self, node_id: str) -> None:
        before, mine, theirs = (tree.nodes.get(node_id) for tree in (self.ancestor, self.mine, self.theirs))
        if mine is not None and theirs is not None:
            self._both(node_id, before, mine, theirs)
        elif mine is not None and before is None:
            self.inserts.append(node_id)
        elif mine is not None and before is not None:
            untouched = _same(mine, before) and not self._needed(node_id, self.mine)
            if not untouched and self._ask(node_id, "", self._is(self.mine, node_id), GONE):
                self.inserts.append(node_id)
        elif theirs is not None and before is not None:
            untouched = _same(theirs, before) and not self._needed(node_id, self.theirs)
            if untouched or self._ask(node_id, "", GONE, self._is(self.theirs, node_id)):
                self.deletes.add(node_id)

    def _needed(self, node_id: str, tree: Tree) -> bool:
        """Whether something new in a tree points at a node."""
        return any(node_id in node.refs for one, node in tree.nodes.items() if one not in self.ancestor.nodes)

    def _both(self, node_id: str, before: Node | None, mine: Node, theirs: Node) -> None:
        old = {} if before is None else before.props
        for prop in dict.fromkeys([*mine.props, *theirs.props]):
            was, here, there = old.get(prop), mine.props.get(prop), theirs.props.get(prop)
            if here in (was, there):
                continue
            if there == was or isinstance(here or there, frozenset):
                self.takes.append(
                    (node_id, prop)
                )  # a set of references takes what I added, gives what I took
            elif self._ask(node_id, prop, *self._said(node_id, prop)):
                self.takes.append((node_id, prop))
        self._moved(node_id, before, mine, theirs)

    def _moved(self, node_id: str, before: Node | None, mine: Node, theirs: Node) -> None:
        was = None if before is None else before.parent
        if mine.parent in (was, theirs.parent) or mine.parent is None:
            return
        if theirs.parent == was or self._ask(
            node_id, PARENT, self.mine.name(mine.parent), self.theirs.name(theirs.parent or "")
        ):
            self.takes.append((node_id, PARENT))

    def _keep_what_hangs_on(self) -> None:
        """Nothing goes away with a node that was taken away: who is inside and stays makes it a conflict."""
        moved = {node_id for node_id, prop in self.takes if prop == PARENT}
        for node_id in list(self.deletes):
            inside = [one for one in _inside(self.theirs, node_id) if one not in self.deletes | moved]
            if inside and not self._ask(node_id, "isi", GONE, self._is(self.theirs, inside[0])):
                self.deletes.discard(node_id)

    def _orders(self) -> Iterator[tuple[str, list[str]]]:
        for parent in self.ancestor.nodes:
            lists = [
                tree.ordered(parent) if parent in tree.nodes else None
                for tree in (self.ancestor, self.mine, self.theirs)
            ]
            if any(one is None for one in lists):
                continue
            common = set.intersection(*(set(one or []) for one in lists)) - self.deletes
            was, mine, theirs = ([one for one in ids or [] if one in common] for ids in lists)
            if mine in (was, theirs):
                continue
            if theirs == was or self._ask(parent, ORDER, ", ".join(mine), ", ".join(theirs)):
                yield parent, mine

    # -- words ---------------------------------------------------------------------------------------------------

    def _ask(self, node_id: str, prop: str, mine: str, theirs: str) -> bool:
        """Whether my version of something that both changed is the chosen one."""
        key = f"{node_id}|{prop}"
        chosen = self.choices.get(key)
        tree = self.mine if node_id in self.mine.nodes else self.theirs
        self.conflicts.append(Conflict(key, node_id, tree.name(node_id), prop, mine, theirs, chosen))
        return chosen == "saya"

    def _said(self, node_id: str, prop: str) -> tuple[str, str]:
        return (
            self.mine.words(node_id, prop) or ABSENT,
            self.theirs.words(node_id, prop) or ABSENT,
        )

    @staticmethod
    def _is(tree: Tree, node_id: str) -> str:
        return f"{tree.name(node_id)} dipertahankan dengan perubahannya"


def _same(one: Node, other: Node) -> bool:
    return one.parent == other.parent and dict(one.props) == dict(other.props)


def _inside(tree: Tree, node_id: str) -> list[str]:
    found: list[str] = []
    for one in tree.nodes:
        parent = tree.nodes[one].parent
        while parent is not None and parent != node_id:
            parent = tree.nodes[parent].parent if parent in tree.nodes else None
        if parent == node_id:
            found.append(one)
    return found
