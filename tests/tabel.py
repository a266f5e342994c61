"""The shipped decision tables, and small ones in a few words, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from webapp.engine.decisions import Decision, read_decisions

FOLDER = Path(__file__).parents[1] / "workflows" / "tables"


@cache
def shipped() -> dict[str, Decision]:
    """Every table of `workflows/tables`, by id."""
    return read_decisions({file.name: file.read_bytes() for file in sorted(FOLDER.glob("*.dmn"))})


def answer(decision_id: str, **facts: Any) -> dict[str, Any]:
    """What a shipped table says, numbers exact."""
    return dict(shipped()[decision_id].values(facts))


def column(text: str, type_ref: str = "string", values: str = "") -> str:
    """One input."""
    allowed = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
    inner = f'<inputExpression typeRef="{type_ref}"><text>{escape(text)}</text></inputExpression>'
    return f"<input label={quoteattr(text)}>{inner}{allowed}</input>"


def result(name: str, type_ref: str = "string", values: str = "") -> str:
    """One output."""
    allowed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    return f'<output name="{name}" typeRef="{type_ref}">{allowed}</output>'


def row(cells: Sequence[str], results: Sequence[str], basis: str = "") -> str:
    """One rule."""
    parts = [f"<description>{escape(basis)}</description>"] if basis else []
    parts += [f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells]
    parts += [f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in results]
    return f"<rule>{''.join(parts)}</rule>"


def table(
    *parts: str, ident: str = "uji", policy: str = "UNIQUE", drawing: str = "", root: str = ""
) -> bytes:
    """A file with one table."""
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
        'xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" id="definisi" name="Uji" namespace="uji">'
        f'<decision id="{ident}" name="Tabel uji"><decisionTable hitPolicy="{policy}">{"".join(parts)}'
        f"</decisionTable></decision>{root}{drawing}</definitions>"
    ).encode()


def read(raw: bytes) -> Decision:
    """The one table of a file."""
    (decision,) = read_decisions({"uji.dmn": raw}).values()
    return decision
