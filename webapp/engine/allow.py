"""What one XML element may carry: attributes and Camunda extension elements, by the tables of `subset`.

An attribute that the run would ignore is as false a promise as an element that it would ignore, so both are refused.
Pure questions about one node; the reader turns the answers into problems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from webapp.domain.sentences import Sentence

from . import subset
from .subset import BPMN, ZEEBE


class NotAllowed(NamedTuple):
    """Why a node is refused, and the mend."""

    code: str
    message: str
    mend: str


def attribute_refusals(node: etree._Element) -> Iterator[NotAllowed]:
    """Attributes of a flow node, a sequence flow or a repetition that say something the run does not do."""
    for name, value in node.attrib.items():
        accepted = subset.ATTRIBUTES.get(str(name), frozenset())
        if accepted is None or value in accepted:
            continue
        shown = etree.QName(name).localname
        yield NotAllowed(
            "attribute",
            Sentence(
                "Atribut '%(shown)s' dengan nilai '%(value)s' tidak dijalankan di sini.",
                shown=shown,
                value=str(value)[:40],
            ),
            Sentence("Hapus atribut '%(shown)s'.", shown=shown),
        )


def extension_refusals(node: etree._Element, kind: str) -> Iterator[NotAllowed]:
    """Extension elements that may not stand on this kind of node, stand there twice, or carry too much."""
    seen: Counter[str] = Counter()
    for part in node.iterfind(f"{{{BPMN}}}extensionElements/*"):
        name = etree.QName(part)
        seen[name.localname] += 1
        if name.namespace != ZEEBE or kind not in subset.EXTENSIONS.get(name.localname, frozenset()):
            message = Sentence("Unsur tambahan '%(name)s' tidak dijalankan di sini.", name=name.localname)
            yield NotAllowed("extension", message, "Hapus unsur itu.")
        elif seen[name.localname] > 1:
            message = Sentence("Unsur tambahan '%(name)s' ditulis dua kali.", name=name.localname)
            yield NotAllowed("extension", message, "Sisakan satu.")
        else:
            yield from _contents(part)


def _contents(extension: etree._Element) -> Iterator[NotAllowed]:
    """Attributes that would not be read, of the extension element and of its children."""
    for part in extension.iter():
        owner = etree.QName(part).localname
        for name in part.attrib:
            if name not in subset.EXTENSION_ATTRIBUTES.get(owner, frozenset()):
                message = Sentence(
                    "Atribut '%(name)s' pada '%(owner)s' tidak dijalankan di sini.",
                    name=etree.QName(name).localname,
                    owner=owner,
                )
                yield NotAllowed("extension", message, "Hapus atribut itu.")
