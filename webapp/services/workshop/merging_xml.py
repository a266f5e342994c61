"""A diagram or a decision table as nodes: every element with an id, its attributes and its small parts without one.

Small parts are told by their name; those of the Camunda profile one by one (form, operation, each property), so that
two owners who changed different ones both keep theirs. Lists of references are sets. The drawing has nodes of its own.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from webapp.engine.subset import MAX_BYTES

from .merging_parts import (
    SETS,
    Element,
    elements_in,
    is_node,
    join_references,
    local_name,
    parts_of,
    props_of,
    references_of,
    replace_parts,
    set_attribute,
    words_of,
)

_HEAD = re.compile(r"\s*<\?xml[^>]*\?>\s*")


@dataclass
class XmlNode:
    """An element. `props` in comparable form: attributes with `@`, references as sets, small parts by name."""

    element: Element
    parent: str | None
    props: dict[str, Any] = field(default_factory=dict)
    refs: frozenset[str] = frozenset()


class XmlTree:
    """See `merging.Tree`."""

    def __init__(self, root: Element, head: str) -> None:
        self.root, self.head = root, head
        self.nodes: dict[str, XmlNode] = {}

    @classmethod
    def read(cls, text: str) -> XmlTree | None:
        """The tree, or None for what is no whole XML or names two elements alike."""
        if len(text) > MAX_BYTES:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        found = _HEAD.match(text)
        head = found.group() if found else ""
        try:
            root = etree.fromstring(text[len(head) :].lstrip("\ufeff").encode(), parser)
        except etree.XMLSyntaxError:
            return None
        tree = cls(root, head)
        return tree if tree._add(root, None, "akar") else None

    def _add(self, element: Element, parent: str | None, fallback: str) -> bool:
        node_id = element.get("id") or fallback
        if node_id in self.nodes:
            return False
        self.nodes[node_id] = XmlNode(
            element, parent, dict(props_of(element)), frozenset(references_of(element))
        )
        counted: dict[str, int] = {}
        for child in elements_in(element):
            if not is_node(child):
                continue
            name = local_name(child)
            counted[name] = counted.get(name, 0) + 1
            if not self._add(child, node_id, f"{node_id}/{name}{counted[name]}"):
                return False
        return True

    # -- words -------------------------------------------------------------------------------------------------

    def name(self, node_id: str) -> str:
        """What people call the element: its name, else what it draws, else its kind and id."""
        if node_id not in self.nodes:
            return node_id
        element = self.nodes[node_id].element
        label = element.get("name") or element.get("label")
        if label:
            return f"{label} ({node_id})"
        drawn = element.get("bpmnElement") or element.get("dmnElementRef")
        return f"gambar {drawn}" if drawn else f"{local_name(element)} {node_id}"

    def words(self, node_id: str, prop: str) -> str:
        """A property as a person would say it."""
        element = self.nodes[node_id].element
        if prop.startswith("@"):
            return element.get(prop[1:]) or ""
        if prop == "#":
            return (element.text or "").strip()
        return "; ".join(filter(None, (words_of(part) for part in parts_of(element, prop))))

    # -- order ---------------------------------------------------------------------------------------------------

    def ordered(self, parent: str) -> list[str] | None:
        """The children whose order means something: the rules of a table."""
        if local_name(self.nodes[parent].element) != "decisionTable":
            return None
        return [one for one, node in self.nodes.items() if node.parent == parent]

    def reorder(self, parent: str, ids: list[str]) -> None:
        """Put children into this order, on the places that they hold together."""
        held = self.nodes[parent].element
        elements = [self.nodes[one].element for one in ids]
        places = sorted(held.index(one) for one in elements)
        for element in elements:
            held.remove(element)
        for place, element in zip(places, elements, strict=True):
            held.insert(place, element)

    # -- change ----------------------------------------------------------------------------------------------------

    def insert(self, node_id: str, source: XmlTree) -> None:
        """Take a node over from another tree, without the nodes inside it: they are taken over one by one."""
        taken = source.nodes[node_id]
        shell = deepcopy(taken.element)
        for child in [one for one in elements_in(shell) if is_node(one)]:
            shell.remove(child)
        parent = taken.parent if taken.parent in self.nodes else None
        held = self.root if parent is None else self.nodes[parent].element
        held.insert(self._after(node_id, held, source), shell)
        self.nodes[node_id] = XmlNode(shell, parent, dict(taken.props), taken.refs)

    def _after(self, node_id: str, held: Element, source: XmlTree) -> int:
        """Behind the nearest sibling before it that is here too; else behind the small parts."""
        before = source.nodes[node_id].element.getprevious()
        while before is not None:
            here = self.nodes.get(before.get("id") or "") if isinstance(before.tag, str) else None
            if here is not None and here.element.getparent() is held:
                return int(held.index(here.element)) + 1
            before = before.getprevious()
        return sum(1 for one in elements_in(held) if not is_node(one))

    def take(self, node_id: str, prop: str, source: XmlTree, before: XmlTree) -> None:
        """Take one property over; of a set, what the other one added and took away."""
        mine, theirs = self.nodes[node_id].element, source.nodes[node_id].element
        if prop.startswith("@"):
            set_attribute(mine, prop[1:], theirs.get(prop[1:]))
        elif prop == "#":
            mine.text = theirs.text
        elif prop in SETS:
            held = before.nodes.get(node_id)
            join_references(
                mine, theirs, prop, frozenset() if held is None else held.props.get(prop, frozenset())
            )
        else:
            replace_parts(mine, prop, [deepcopy(part) for part in parts_of(theirs, prop)])

    def move(self, node_id: str, parent: str, source: XmlTree) -> None:
        """Put a node under another one."""
        node, held = self.nodes[node_id], self.nodes[parent].element
        old = node.element.getparent()
        if old is not None:
            old.remove(node.element)
        held.insert(self._after(node_id, held, source), node.element)
        node.parent = parent

    def delete(self, node_id: str) -> None:
        """Take a node away."""
        element = self.nodes[node_id].element
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)

    def text(self) -> str:
        """The file again; what nobody changed keeps its white space and comments."""
        return self.head + etree.tostring(self.root.getroottree(), encoding="unicode") + "\n"
