"""Which steps are signatures."""

from __future__ import annotations

from typing import Final

from webapp.engine import Element, Process
from webapp.operations import find
from webapp.services.workshop.facts import human_operation

MARK: Final = "konfirmasi_sandi"
"""The property by which a diagram asks for re-authentication."""


def signs(process: Process, element: Element) -> bool:
    """Whether the step is a signature: its diagram asks for re-authentication, or its operation is one."""
    done = find(human_operation(process, element))
    return element.properties.get(MARK) == "ya" or (done is not None and done.signs)
