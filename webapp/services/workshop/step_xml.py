"""A diagram's XML as the step list edits it: find elements, read and write what they carry, keep references whole.

Only shapes of XML are known here, not what runs: the check says that. What is not understood stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from lxml import etree

from webapp.engine.subset import BPMN, BPMNDI, DC, DI, FLOW_NODES, ZEEBE

_ARTIFACTS: Final = frozenset({"textAnnotation", "association", "group"})

Node = etree._Element

_NAMESPACES: Final = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "zeebe": ZEEBE}
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_HEAD: Final = re.compile(r"<(?:\w+:)?definitions\b[^>]*>")
_IDS_IN_TEXT: Final = ("incoming", "outgoing", "flowNodeRef")
_REFERENCES: Final = ("sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement", "processRef")
_FIRST: Final = ("documentation", "extensionElements", "incoming", "outgoing")
"""The order in which the parts of a flow node stand, as BPMN 2.0 writes it."""


class Unreadable(Exception):
    """The diagram is no XML that can be edited as a list."""


class NotPossible(Exception):
    """The act would leave no diagram; the sentence says what to do first."""


def parse(text: str) -> Node:
    """The root of a diagram. Raises `Unreadable`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("Berkas ini bukan XML yang utuh.") from error
    if root.tag != name("definitions") or root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("Berkas ini bukan diagram BPMN 2.0.")
    return root


def written(root: Node, before: str = "") -> str:
    """The text of a diagram, indented as the shipped ones are; its head stays as it stood in the text before."""
    etree.indent(root, "  ")
    text = etree.tostring(root, encoding="unicode").replace(
        '"/>', '" />'
    )  # `>` in words is written as `&gt;`
    head, old = _HEAD.search(text), _HEAD.search(before)
    if head is None or old is None:
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
    return f"{before[: old.end()]}{text[head.end() :]}\n"


def name(local: str, prefix: str = "bpmn") -> str:
    """A tag in one of the namespaces of a diagram."""
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def local(node: Node) -> str:
    """The name of a BPMN element without its namespace; empty for what is none."""
    found = etree.QName(node) if isinstance(node.tag, str) else None
    return found.localname if found is not None and found.namespace == BPMN else ""


def by_id(root: Node, element_id: str) -> Node:
    """The element with an id. Raises `KeyError`."""
    for node in root.iter():
        if node.get("id") == element_id and not str(node.tag).startswith(f"{{{BPMNDI}}}"):
            return node
    raise KeyError(element_id)


def flow_nodes(root: Node) -> Iterator[Node]:
    """Every flow node, those inside subprocesses too, in document order."""
    return (node for node in root.iter() if local(node) in FLOW_NODES)


def flows(root: Node) -> list[Node]:
    """Every sequence flow."""
    return list(root.iter(name("sequenceFlow")))


def before_artifacts(scope: Node, node: Node) -> Node:
    """Put a part of the flow into a process: its schema wants notes, their lines and frames after all of these."""
    last = next((at for at, one in enumerate(scope) if local(one) in _ARTIFACTS), len(scope))
    scope.insert(last, node)
    return node


def lanes(root: Node) -> list[Node]:
    """Every lane."""
    return list(root.iter(name("lane")))


def outgoing(root: Node, element_id: str) -> list[Node]:
    """The flows that leave an element."""
    return [flow for flow in flows(root) if flow.get("sourceRef") == element_id]


def incoming(root: Node, element_id: str) -> list[Node]:
    """The flows that enter an element."""
    return [flow for flow in flows(root) if flow.get("targetRef") == element_id]


def new_id(root: Node, words: str, fallback: str) -> str:
    """An id from what people call it: small letters, digits and `_`, and not taken yet."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40]
    stem = stem if re.match(r"[a-z]", stem) else fallback
    taken = {node.get("id") for node in root.iter()}
    number, found = 2, stem
    while found in taken or f"{found}_di" in taken:
        number, found = number + 1, f"{stem}_{number}"
    return found


def part(node: Node, tag: str) -> Node:
    """A child that is made where it is missing, at its place among the others."""
    found = node.find(name(tag))
    if found is not None:
        return found
    before = _FIRST[: _FIRST.index(tag)] if tag in _FIRST else _FIRST
    at = sum(1 for child in node if local(child) in before)
    made = etree.Element(name(tag))
    node.insert(at, made)
    return made


def drop(node: Node | None) -> None:
    """Take an element out of its parent, and the parts that are empty without it."""
    if node is None or (parent := node.getparent()) is None:
        return
    parent.remove(node)
    empty = len(parent) == 0 and not (parent.text or "").strip() and not parent.attrib
    if empty and etree.QName(parent).localname in ("properties", "extensionElements", "ioMapping"):
        drop(parent)


def attribute(node: Node, key: str, value: str) -> None:
    """Write an attribute; nothing takes it away."""
    if value.strip():
        node.set(key, value.strip())
    else:
        node.attrib.pop(key, "")


def documentation(node: Node) -> str:
    """What is written about an element."""
    return (node.findtext(name("documentation")) or "").strip()


def document(node: Node, text: str) -> None:
    """Write about an element; nothing takes it away."""
    if text.strip():
        part(node, "documentation").text = text.strip()
    else:
        drop(node.find(name("documentation")))


def extension(node: Node, tag: str) -> Node | None:
    """The Camunda extension element of an element."""
    return node.find(f"{name('extensionElements')}/{name(tag, 'zeebe')}")


def set_extension(node: Node, tag: str, **attributes: str) -> None:
    """Give an element an extension element with these attributes; without a first one it goes."""
    held = extension(node, tag)
    if not next(iter(attributes.values()), ""):
        drop(held)
        return
    if held is None:
        held = etree.SubElement(part(node, "extensionElements"), name(tag, "zeebe"))
    for key, value in attributes.items():
        held.set(key, value)


def property_of(node: Node, key: str) -> str:
    """A property of an element; empty where it has none."""
    held = extension(node, "properties")
    for one in () if held is None else held:
        if one.get("name") == key:
            return one.get("value", "")
    return ""


def set_property(node: Node, key: str, value: str) -> None:
    """Write a property; nothing takes it away."""
    held = extension(node, "properties")
    found = next((one for one in (() if held is None else held) if one.get("name") == key), None)
    if not value:
        drop(found)
        return
    if found is None:
        if held is None:
            held = etree.SubElement(part(node, "extensionElements"), name("properties", "zeebe"))
        found = etree.SubElement(held, name("property", "zeebe"), {"name": key})
    found.set("value", value)


def condition(flow: Node) -> str:
    """The condition of a flow, as FEEL without its mark."""
    return (flow.findtext(name("conditionExpression")) or "").strip().removeprefix("=").strip()


def set_condition(flow: Node, text: str) -> None:
    """Write the condition of a flow; nothing takes it away."""
    text = text.strip().removeprefix("=").strip()
    held = flow.find(name("conditionExpression"))
    if not text:
        drop(held)
        return
    if held is None:
        held = etree.SubElement(
            flow, name("conditionExpression"), {f"{{{_XSI}}}type": "bpmn:tFormalExpression"}
        )
    held.text = f"={text}"


def rename(root: Node, old: str, new: str) -> None:
    """Give an element another id, everywhere it is named."""
    for node in root.iter():
        if node.get("id") == old:
            node.set("id", new)
        elif node.get("id") == f"{old}_di":
            node.set("id", f"{new}_di")
        for key in _REFERENCES:
            if node.get(key) == old:
                node.set(key, new)
        if local(node) in _IDS_IN_TEXT and (node.text or "").strip() == old:
            node.text = new


def sort_flow_parts(root: Node, node: Node) -> None:
    """Name an element's flows in it anew, as the flows themselves say."""
    for child in [one for one in node if local(one) in ("incoming", "outgoing")]:
        node.remove(child)
    at = sum(1 for child in node if local(child) in ("documentation", "extensionElements"))
    here = node.get("id", "")
    parts = [("incoming", one) for one in incoming(root, here)] + [
        ("outgoing", one) for one in outgoing(root, here)
    ]
    for number, (tag, flow) in enumerate(parts):
        made = etree.Element(name(tag))
        made.text = flow.get("id")
        node.insert(at + number, made)


def scope(node: Node) -> Node:
    """The process or subprocess in which an element stands."""
    parent = node.getparent()
    assert parent is not None
    return parent
