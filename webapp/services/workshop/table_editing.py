"""A decision table as rows of cells that a plain form can edit; its columns are read, its rows written.

Works on the DMN text element by element; the heads of the columns, and what stands around the table, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

DMN: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_HEAD: Final = re.compile(r"<(?:\w+:)?definitions\b[^>]*>")


class NotPossible(Exception):
    """The table cannot be edited as rows; the sentence says why."""


@dataclass(frozen=True)
class Column:
    """A column: its head for people, the name or expression behind it, and the values it may have."""

    label: str
    name: str
    values: str
    is_output: bool


@dataclass(frozen=True)
class Row:
    """A row: its id, its cells in the order of the columns, and its note."""

    id: str
    cells: tuple[str, ...]
    note: str


class TableRows:
    """One decision table being edited."""

    def __init__(self, text: str) -> None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            self.root = etree.fromstring(text.encode("utf-8"), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise NotPossible("Berkas ini bukan XML yang utuh.") from error
        found = self.root.find(f"{{{DMN}}}decision/{{{DMN}}}decisionTable")
        if found is None:
            raise NotPossible("Berkas ini tidak memuat tabel keputusan.")
        self.before, self.table = text, found

    def text(self) -> str:
        """The table as it is now; its head stays as it stood."""
        etree.indent(self.root, "  ")
        text = etree.tostring(self.root, encoding="unicode").replace('"/>', '" />')
        if '"/>' in self.before and '" />' not in self.before:
            text = text.replace('" />', '"/>')
        head, old = _HEAD.search(text), _HEAD.search(self.before)
        if head is None or old is None:
            return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
        return f"{self.before[: old.end()]}{text[head.end() :]}\n"

    @property
    def columns(self) -> list[Column]:
        """Inputs, then outputs."""
        found = [
            Column(
                one.get("label", ""),
                one.findtext(f"{{{DMN}}}inputExpression/{{{DMN}}}text", ""),
                one.findtext(f"{{{DMN}}}inputValues/{{{DMN}}}text", ""),
                False,
            )
            for one in self.table.findall(f"{{{DMN}}}input")
        ]
        return found + [
            Column(
                one.get("label", ""),
                one.get("name", ""),
                one.findtext(f"{{{DMN}}}outputValues/{{{DMN}}}text", ""),
                True,
            )
            for one in self.table.findall(f"{{{DMN}}}output")
        ]

    @property
    def rows(self) -> list[Row]:
        """The rows from top to bottom."""
        return [
            Row(rule.get("id", ""), tuple(_cells(rule)), rule.findtext(f"{{{DMN}}}description", ""))
            for rule in self.table.findall(f"{{{DMN}}}rule")
        ]

    def change(self, row_id: str, cells: Sequence[str], note: str) -> None:
        """Write a row's cells and note."""
        rule = self._rule(row_id)
        for node, said in zip(_entries(rule), cells, strict=True):
            held = node.find(f"{{{DMN}}}text")
            (etree.SubElement(node, f"{{{DMN}}}text") if held is None else held).text = said.strip()
        held = rule.find(f"{{{DMN}}}description")
        if note.strip():
            if held is None:
                held = etree.Element(f"{{{DMN}}}description")
                rule.insert(0, held)
            held.text = note.strip()
        elif held is not None:
            rule.remove(held)

    def add(self, after: str = "") -> str:
        """An empty row after another one, or at the end. Returns its id."""
        taken = {node.get("id") for node in self.root.iter()}
        number = len(self.rows) + 1
        while f"baris_{number}" in taken:
            number += 1
        rule = etree.Element(f"{{{DMN}}}rule", {"id": f"baris_{number}"})
        for nth, column in enumerate(self.columns, start=1):
            kind = "keluaran" if column.is_output else "masukan"
            tag = "outputEntry" if column.is_output else "inputEntry"
            entry = etree.SubElement(rule, f"{{{DMN}}}{tag}", {"id": f"baris_{number}_{kind}_{nth}"})
            etree.SubElement(entry, f"{{{DMN}}}text")
        if after:
            self._rule(after).addnext(rule)
        else:
            self.table.append(rule)
        return f"baris_{number}"

    def remove(self, row_id: str) -> None:
        """Take a row out."""
        self.table.remove(self._rule(row_id))

    def move(self, row_id: str, by: int) -> None:
        """Move a row up (-1) or down (1)."""
        rule = self._rule(row_id)
        rules = self.table.findall(f"{{{DMN}}}rule")
        to = rules.index(rule) + by
        if 0 <= to < len(rules):
            (rules[to].addprevious if by < 0 else rules[to].addnext)(rule)

    def _rule(self, row_id: str) -> etree._Element:
        for rule in self.table.findall(f"{{{DMN}}}rule"):
            if rule.get("id") == row_id:
                return rule
        raise KeyError(row_id)


def _entries(rule: etree._Element) -> list[etree._Element]:
    return [*rule.findall(f"{{{DMN}}}inputEntry"), *rule.findall(f"{{{DMN}}}outputEntry")]


def _cells(rule: etree._Element) -> list[str]:
    return [entry.findtext(f"{{{DMN}}}text", "") for entry in _entries(rule)]
