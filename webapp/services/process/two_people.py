"""Which cases nobody ends, or moves to another release, alone: those that decide what somebody is paid.

Where something is signed, in the process or in one that it calls, a right of somebody hangs on it. The rule
`orang_kedua` [CONFIG] names those that pay follows from without a signature.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from webapp.engine import Definitions
from webapp.services.work import Transaction
from webapp.storage.aturan import nilai_aturan

from .signatures import signs

RULE: Final = "orang_kedua"


def needs_two(tx: Transaction, courses: Iterable[tuple[str, int]]) -> bool:
    """Whether one of some cases is such a one; each is told by its process and its release."""
    found = set(courses)
    named = _named(tx)
    return any(
        process_id in named or is_signed(tx.work.releases.get(tx.session, release_id).definitions, process_id)
        for process_id, release_id in sorted(found)
    )


def _named(tx: Transaction) -> frozenset[str]:
    rule: Any = nilai_aturan(tx.session, RULE, tx.today)
    return frozenset(rule.get("proses", ())) if isinstance(rule, dict) else frozenset()


def is_signed(definitions: Definitions, process_id: str) -> bool:
    """Whether a process, or one that it calls, has a step that is signed."""
    seen: set[str] = set()
    ahead = [process_id]
    while ahead:
        one = ahead.pop()
        process = definitions.processes.get(one)
        if process is None or one in seen:
            continue
        seen.add(one)
        elements = process.elements.values()
        if any(signs(process, element) for element in elements):
            return True
        ahead += [element.called for element in elements if element.called is not None]
    return False
