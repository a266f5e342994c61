"""The parts of one element of a diagram or table: its attributes and what stands in it without an id of its own.

Small parts are told by their name; those of the Camunda profile one by one (form, operation, each property). Lists of
references are sets. White space and prefixes do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final

from lxml import etree

from webapp.engine.subset import BPMN

SETS: Final = frozenset({"incoming", "outgoing", "flowNodeRef"})
REFERENCES: Final = ("sourceRef", "targetRef", "attachedToRef", "bpmnElement", "processRef", "dmnElementRef")
FIRST: Final = {"documentation": 0, "extensionElements": 1, "incoming": 2, "outgoing": 3}
Element = etree._Element


def _attributes(element: Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def elements_in(element: Element) -> list[Element]:
    """The children, without comments."""
    return [child for child in element if isinstance(child.tag, str)]


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname


def is_node(element: Element) -> bool:
    """An element with an id, or one that holds such."""
    return element.get("id") is not None or any(is_node(child) for child in elements_in(element))


def references_of(element: Element) -> Iterator[str]:
    """The ids that an element points at."""
    return (value for name in REFERENCES if (value := element.get(name)) is not None)


def props_of(element: Element) -> Iterator[tuple[str, Any]]:
    """An element's properties in comparable form."""
    for name, value in _attributes(element).items():
        if name != "id":
            yield f"@{name}", value
    if (element.text or "").strip():
        yield "#", (element.text or "").strip()
    for prop, parts in _grouped(element).items():
        if prop in SETS:
            yield prop, frozenset((part.text or "").strip() for part in parts)
        else:
            yield prop, tuple(_plain(part) for part in parts)


def _grouped(element: Element) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for child in elements_in(element):
        if is_node(child):
            continue
        for prop, part in _named(child):
            found.setdefault(prop, []).append(part)
    return found


def _named(child: Element) -> Iterator[tuple[str, Element]]:
    """The small parts in a child: the child itself, or what the extension holds one by one."""
    if local_name(child) != "extensionElements":
        yield local_name(child), child
        return
    for part in elements_in(child):
        if local_name(part) != "properties":
            yield f"extensionElements/{local_name(part)}", part
            continue
        for one in elements_in(part):
            yield f"properties/{one.get('name')}", one


def parts_of(element: Element, prop: str) -> list[Element]:
    """The small parts of this name."""
    return _grouped(element).get(prop, [])


def _plain(element: Element) -> tuple[Any, ...]:
    """An element in comparable form: prefixes and white space do not count."""
    children = tuple(_plain(child) for child in elements_in(element))
    return (
        str(element.tag),
        tuple(sorted(_attributes(element).items())),
        (element.text or "").strip(),
        children,
    )


def words_of(part: Element) -> str:
    """A small part as a person would say it."""
    text = (part.text or "").strip()
    own = text or ", ".join(f"{_short(name)} {value}" for name, value in _attributes(part).items())
    return " ".join(filter(None, (own, *(words_of(child) for child in elements_in(part)))))


def _short(name: str) -> str:
    return name.rsplit("}", 1)[-1]


def set_attribute(element: Element, name: str, value: str | None) -> None:
    """Write an attribute, or take it away."""
    if value is None:
        if name in element.attrib:
            del element.attrib[name]
    else:
        element.set(name, value)


def join_references(mine: Element, theirs: Element, prop: str, before: frozenset[str]) -> None:
    """Give a set of references what another one added, and take what it took."""
    wanted = {(part.text or "").strip(): part for part in parts_of(theirs, prop)}
    here = {(part.text or "").strip(): part for part in parts_of(mine, prop)}
    for name in before - wanted.keys():
        if name in here:
            mine.remove(here[name])
    for name in wanted:
        if name not in before and name not in here:
            _put(mine, deepcopy(wanted[name]))


def replace_parts(element: Element, prop: str, parts: list[Element]) -> None:
    """Put these small parts where those of the same name were."""
    for old in parts_of(element, prop):
        holder = old.getparent()
        if holder is not None:
            holder.remove(old)
    if not parts:
        return
    holder = element
    if "/" in prop:
        holder = _holder(element, etree.QName(BPMN, "extensionElements"))
        if prop.startswith("properties/"):
            holder = _holder(holder, etree.QName(etree.QName(parts[0]).namespace, "properties"))
    for part in parts:
        if holder is element:
            _put(element, part)
        else:
            holder.append(part)


def _holder(element: Element, tag: etree.QName) -> Element:
    found = element.find(str(tag))
    if found is None:
        found = etree.Element(str(tag))
        _put(element, found)
    return found


def _put(element: Element, part: Element) -> None:
    """Behind the small parts that stand before it by rule."""
    rank = FIRST.get(local_name(part), 9)
    small = [
        one for one in elements_in(element) if not is_node(one) and FIRST.get(local_name(one), 9) <= rank
    ]
    element.insert(element.index(small[-1]) + 1 if small else 0, part)
