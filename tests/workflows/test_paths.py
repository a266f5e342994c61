"""Every flow of every shipped diagram is passed by some walk, every walk can end, and nothing else is found."""

from __future__ import annotations

import pytest

from tests.paths import Shipped, shipped, untouched, walks
from webapp.services.workshop.soundness import Searched

BUNDLE = shipped()


@pytest.fixture(scope="module")
def found() -> dict[str, Searched]:
    return walks(BUNDLE)


@pytest.fixture(scope="module")
def bundle() -> Shipped:
    return BUNDLE


@pytest.mark.parametrize("process_id", sorted(BUNDLE.definitions.processes))
def test_every_flow_is_passed_and_every_walk_can_end(
    bundle: Shipped, found: dict[str, Searched], process_id: str
) -> None:
    searched = found[process_id]
    assert untouched(bundle, process_id, searched) == []
    assert [str(finding.problem) for finding in searched.findings] == []
    assert searched.ends > 0
