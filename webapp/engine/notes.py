"""What the reader notes about a file while it reads: problems, ids in use, and the small parts of every node.

Names, ids, expressions and extension elements are read here, each with its refusal. Knows XML and the tables of
`subset`; which elements there are and what they mean is `reader`'s part.
"""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from webapp.domain.sentences import Sentence
from webapp.feel import Expression, FeelSyntaxError, is_feel, parse, strip_marker

from . import subset
from .allow import attribute_refusals, extension_refusals
from .model import Problem
from .subset import BPMN, ZEEBE

_ID = re.compile(r"[A-Za-z_][\w.-]{0,79}\Z", re.ASCII)
_ROLE = re.compile(r"[a-z][a-z_]{0,39}\Z")
_FACT = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")


class Notes:
    """One file on its way from XML to values."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.file = file
        self.problems: list[Problem] = []
        self.ids: set[str] = set()

    def refuse(self, code: str, node: etree._Element | None, message: str, mend: str) -> None:
        """Note a problem at a node."""
        element_id = node.get("id") if node is not None else None
        self.problems.append(Problem(code, element_id, message, mend, self.file))

    def unknown(self, part: etree._Element, owner: etree._Element | None = None) -> None:
        """Note an element that is not accepted where it stands."""
        name = etree.QName(part).localname
        mend = subset.REFUSED.get(name, Sentence("Hapus unsur itu dari diagram."))
        shown = part if part.get("id") or owner is None else owner
        self.refuse(
            f"unsupported:{name}", shown, Sentence("Unsur '%(name)s' tidak didukung.", name=name), mend
        )

    def identifier(self, node: etree._Element) -> str:
        """The node's id: short, plain, and used once in the file."""
        value = node.get("id", "")
        if not _ID.match(value):
            message = Sentence("Id '%(value)s' tidak sah.", value=value[:40])
            self.refuse("id", node, message, "Pakai huruf, angka, dan _; paling banyak 80.")
        elif value in self.ids:
            self.refuse(
                "duplicate_id",
                node,
                Sentence("Id '%(value)s' dipakai dua kali.", value=value),
                "Beri id yang berbeda.",
            )
        self.ids.add(value)
        return value

    def label(self, node: etree._Element) -> str:
        """The node's name: one line, without letters that cannot be seen."""
        name = " ".join(node.get("name", "").split())
        if len(name) > subset.MAX_NAME:
            message = Sentence(
                "Nama '%(name)s…' lebih dari %(max_name)s huruf.", name=name[:40], max_name=subset.MAX_NAME
            )
            self.refuse("name", node, message, "Pendekkan; rincian ditulis di dokumentasi.")
        if any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in name):
            message = Sentence("Nama '%(name)s' memuat huruf kendali yang tak terlihat.", name=name[:40])
            self.refuse("name", node, message, "Ketik ulang namanya.")
        return name

    def role(self, text: str, node: etree._Element, mend: str) -> str:
        """A role's key, as a lane or a step names it."""
        if not _ROLE.match(text):
            self.refuse("role", node, Sentence("Peran '%(text)s' tidak sah.", text=text[:40]), mend)
        return text

    def is_fact(self, text: str) -> bool:
        """Whether a text can name a fact."""
        return _FACT.match(text) is not None

    def expression(self, text: str, node: etree._Element, *, literal: bool = False) -> Expression | None:
        """A FEEL expression; where a `literal` may stand, a text without the marker is that text."""
        if literal and text and not is_feel(text):
            text = '="' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if not is_feel(text):
            message = Sentence("'%(text)s' bukan ungkapan FEEL.", text=text[:80])
            self.refuse("not_feel", node, message, "Awali dengan tanda '=' lalu ungkapannya.")
            return None
        try:
            return parse(strip_marker(text))
        except FeelSyntaxError as error:
            message = Sentence(
                "Ungkapan '%(text)s' tidak dapat dibaca: %(error)s.", text=text[:80], error=error.said
            )
            self.refuse("feel", node, message, "Perbaiki ungkapan FEEL itu.")
            return None

    def attributes(self, node: etree._Element) -> None:
        """Note the attributes that would be ignored."""
        for refusal in attribute_refusals(node):
            self.refuse(refusal.code, node, refusal.message, refusal.mend)

    def extensions(self, node: etree._Element, kind: str) -> dict[str, str]:
        """The node's properties; notes the extension elements that do not belong here."""
        for refusal in extension_refusals(node, kind):
            self.refuse(refusal.code, node, refusal.message, refusal.mend)
        properties = f"{{{BPMN}}}extensionElements/{{{ZEEBE}}}properties/{{{ZEEBE}}}property"
        return {part.get("name", ""): part.get("value", "") for part in node.iterfind(properties)}


def bpmn_name(node: etree._Element) -> str:
    """A BPMN element's local name; another namespace's stays in front."""
    name = etree.QName(node)
    return name.localname if name.namespace == BPMN else f"{{{name.namespace}}}{name.localname}"


def zeebe(node: etree._Element, name: str, attribute: str) -> str | None:
    """An attribute of one of the node's extension elements."""
    part = node.find(f"{{{BPMN}}}extensionElements/{{{ZEEBE}}}{name}")
    return None if part is None else part.get(attribute)


def documentation(node: etree._Element) -> str:
    """The node's own documentation."""
    return (node.findtext(f"{{{BPMN}}}documentation") or "").strip()
