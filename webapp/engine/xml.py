"""The first wall: bytes to an XML tree without entities, network, DTDs or sizes that hurt."""

from __future__ import annotations

import codecs
import re

from lxml import etree

from webapp.domain.sentences import Sentence

from .model import DiagramRefused, Problem
from .subset import MAX_BYTES, MAX_XML_DEPTH, MAX_XML_ELEMENTS

_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-?8["'])""", re.IGNORECASE)


def read_xml(raw: bytes, file: str) -> etree._Element:
    """Parse one upload. Raises `DiagramRefused` with one problem that says what to do."""
    _check_text(raw, file)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise _unreadable(
            "xml",
            Sentence("Berkas bukan XML yang utuh (baris %(lineno)s).", lineno=error.lineno),
            "Simpan ulang dari editor diagram.",
            file,
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:  # hidden from the text check by an odd encoding
        raise _unreadable(
            "doctype", "Berkas memuat DOCTYPE.", "Hapus; diagram BPMN tidak memerlukannya.", file
        )
    _check_size(root, file)
    return root


def _check_text(raw: bytes, file: str) -> None:
    if len(raw) > MAX_BYTES:
        raise _unreadable("too_big", "Berkas lebih besar dari 1 MB.", "Pecah menjadi beberapa proses.", file)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(
            "encoding", "Berkas tidak ditulis dalam UTF-8.", "Simpan ulang sebagai UTF-8.", file
        ) from error
    if _ENCODING.match(raw.removeprefix(codecs.BOM_UTF8)):
        raise _unreadable(
            "encoding", "Berkas menyatakan enkode selain UTF-8.", "Simpan ulang sebagai UTF-8.", file
        )
    if _DECLARED.search(raw):
        raise _unreadable(
            "doctype", "Berkas memuat DOCTYPE atau ENTITY.", "Hapus; diagram BPMN tidak memerlukannya.", file
        )


def _check_size(root: etree._Element, file: str) -> None:
    count, deepest = 0, 0
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        count, deepest = count + 1, max(deepest, depth)
        stack.extend((child, depth + 1) for child in element)
    if count > MAX_XML_ELEMENTS or deepest > MAX_XML_DEPTH:
        raise _unreadable(
            "too_big", "Diagram terlalu besar atau terlalu dalam.", "Pecah menjadi beberapa proses.", file
        )


def _unreadable(code: str, message: str, mend: str, file: str) -> DiagramRefused:
    return DiagramRefused([Problem(code, None, message, mend, file)])
