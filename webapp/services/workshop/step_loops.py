"""A step that is done once for every item of a list: read from a diagram's XML, written into it, and taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from webapp.engine.subset import LOOPED

from . import step_xml as xml
from .step_events import feel
from .step_xml import Node, NotPossible, local, name

WAYS: Final[Mapping[str, str]] = {
    "serentak": "Untuk setiap butir, semuanya sekaligus",
    "berurutan": "Untuk setiap butir, satu demi satu",
}
"""How a step is repeated, as people read it."""

_LOOP: Final = "multiInstanceLoopCharacteristics"
_ITEM: Final = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


def read(node: Node) -> Iterator[tuple[str, str]]:
    """The fields of a step's repetition; none where it is done once."""
    held = node.find(name(_LOOP))
    if local(node) not in LOOPED or held is None:
        return
    yield "ulang_cara", "berurutan" if held.get("isSequential") == "true" else "serentak"
    part = xml.extension(held, "loopCharacteristics")
    if part is not None:
        yield "ulang_daftar", part.get("inputCollection", "")
        yield "ulang_butir", part.get("inputElement", "")


def write(node: Node, values: Mapping[str, str]) -> None:
    """Repeat a step as the fields say; no way of doing it takes the repetition away."""
    if "ulang_cara" not in values or local(node) not in LOOPED:
        return
    way = values["ulang_cara"]
    if not way:
        xml.drop(node.find(name(_LOOP)))
        return
    if way not in WAYS:
        raise NotPossible("Pilih cara mengulang dari daftar.")
    collection = feel(
        values.get("ulang_daftar", ""), "Isi daftar dengan ungkapan FEEL, misalnya =daftar_pegawai."
    )
    item = values.get("ulang_butir", "").strip()
    if item and _ITEM.fullmatch(item) is None:
        raise NotPossible("Tulis nama butir dengan huruf kecil, angka, dan garis bawah.")
    _set(xml.part(node, _LOOP), way, collection, item)


def _set(held: Node, way: str, collection: str, item: str) -> None:
    if way == "berurutan":
        held.set("isSequential", "true")
    elif held.get("isSequential") == "true":
        del held.attrib["isSequential"]
    part = xml.extension(held, "loopCharacteristics")
    if part is None:
        part = etree.SubElement(xml.part(held, "extensionElements"), name("loopCharacteristics", "zeebe"))
    part.set("inputCollection", collection)
    xml.attribute(part, "inputElement", item)
