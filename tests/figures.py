"""Figures of a test that the command `python -m tests.faults` prints as a table."""

from collections.abc import Callable

import pytest

Figures = Callable[[str, str], None]
"""Takes what was done (load and faults) and what was found."""


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Figures:
    """Keep a row of the table."""

    def keep(done: str, found: str) -> None:
        record_property("done", done)
        record_property("found", found)

    return keep
