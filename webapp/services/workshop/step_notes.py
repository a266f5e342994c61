"""Notes that stand beside a step in the drawing: text annotations and the lines that lead to them.

They change nothing of what runs. A note goes with its step, unless a line leads from it to something else too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree

from . import step_xml as xml
from .step_drawing import Drawing
from .step_xml import Node, NotPossible, name

MAX_LETTERS: Final = 1000
_WIDTH: Final = 140.0
_LINE: Final = 20
"""About how many letters stand in one line of a note."""


@dataclass(frozen=True)
class Note:
    """A note beside a step."""

    id: str
    text: str


def notes(root: Node, element_id: str) -> list[Note]:
    """The notes beside a step, in document order."""
    beside = {_other(line, element_id) for line in _lines(root, element_id)}
    return [one for one in _every(root) if one.id in beside]


def loose(root: Node) -> list[Note]:
    """The notes from which no line leads to a step, in document order."""
    steps = {one.get("id", "") for one in xml.flow_nodes(root)}
    ends = [(one.get("sourceRef", ""), one.get("targetRef", "")) for one in root.iter(name("association"))]
    tied = {end for pair in ends if steps.intersection(pair) for end in pair}
    return [one for one in _every(root) if one.id not in tied]


def _every(root: Node) -> list[Note]:
    return [
        Note(one.get("id", ""), (one.findtext(name("text")) or "").strip())
        for one in root.iter(name("textAnnotation"))
    ]


def add(root: Node, drawing: Drawing, element_id: str, text: str) -> str:
    """Write a note beside a step. Returns its id."""
    words, scope = _words(text), xml.scope(xml.by_id(root, element_id))
    note_id = xml.new_id(root, f"catatan_{element_id}", "catatan")
    note = etree.SubElement(scope, name("textAnnotation"), {"id": note_id})
    etree.SubElement(note, name("text")).text = words
    line_id = xml.new_id(root, f"garis_{note_id}", "garis")
    ends = {"id": line_id, "sourceRef": element_id, "targetRef": note_id}
    etree.SubElement(scope, name("association"), ends)
    redraw(root, drawing, element_id, note_id)
    return note_id


def change(root: Node, element_id: str | None, note_id: str, text: str) -> None:
    """Write a note of a step (None: one beside no step) anew. Raises `KeyError` where there is no such note."""
    note = _note(root, element_id, note_id)
    words = _words(text)
    held = note.find(name("text"))
    if held is None:
        held = etree.SubElement(note, name("text"))
    held.text = words


def remove(root: Node, drawing: Drawing, element_id: str | None, note_id: str) -> None:
    """Take a note of a step (None: one beside no step) away, with every line that leads to it."""
    note = _note(root, element_id, note_id)
    for line in _lines(root, note_id):
        _drop(drawing, line)
    _drop(drawing, note)


def forget(root: Node, drawing: Drawing, element_id: str) -> None:
    """Take away the lines of a step that goes, and the notes to which no other line leads."""
    beside = [one.id for one in notes(root, element_id)]
    for line in _lines(root, element_id):
        _drop(drawing, line)
    for note_id in beside:
        if not _lines(root, note_id):
            _drop(drawing, xml.by_id(root, note_id))


def redraw(root: Node, drawing: Drawing, element_id: str, *note_ids: str) -> None:
    """Draw these notes of a step beside it, or all of them, where there is room."""
    here = drawing.box(element_id)
    if here is None:
        return
    for one in notes(root, element_id):
        if note_ids and one.id not in note_ids:
            continue
        drawing.forget(one.id)
        box = drawing.free(here, _WIDTH, _height(one.text))
        drawing.place(one.id, box)
        x = here.centre[0]
        ends = [(x, here.y), (x, box.bottom)] if box.y < here.y else [(x, here.bottom), (x, box.y)]
        for line in _lines(root, element_id):
            if _other(line, element_id) == one.id:
                drawing.draw(line.get("id", ""), ends)


def _note(root: Node, element_id: str | None, note_id: str) -> Node:
    held = loose(root) if element_id is None else notes(root, element_id)
    if note_id not in (one.id for one in held):
        raise KeyError(note_id)
    return xml.by_id(root, note_id)


def _lines(root: Node, end: str) -> list[Node]:
    every = root.iter(name("association"))
    return [one for one in every if end in (one.get("sourceRef"), one.get("targetRef"))]


def _other(line: Node, end: str) -> str:
    source, target = line.get("sourceRef", ""), line.get("targetRef", "")
    return target if source == end else source


def _drop(drawing: Drawing, node: Node) -> None:
    drawing.forget(node.get("id", ""))
    xml.drop(node)


def _words(text: str) -> str:
    words = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not words:
        raise NotPossible("Tulis isi catatannya.")
    if len(words) > MAX_LETTERS:
        raise NotPossible("Catatan ini terlalu panjang. Pendekkan sampai 1.000 huruf.")
    if not words.replace("\n", "").replace("\t", "").isprintable():
        raise NotPossible("Catatan memuat huruf kendali yang tak terlihat. Ketik ulang catatannya.")
    return words


def _height(text: str) -> float:
    lines = sum(1 + len(line) // _LINE for line in text.splitlines())
    return float(min(max(30, 12 + 15 * lines), 160))
