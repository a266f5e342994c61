"""Every flow of every shipped diagram is passed by some walk, and no walk gets stuck."""

from __future__ import annotations

import pytest

from tests.paths import Shipped, shipped, walk

BUNDLE = shipped()


@pytest.fixture(scope="module")
def bundle() -> Shipped:
    return BUNDLE


@pytest.mark.parametrize("process_id", sorted(BUNDLE.definitions.processes))
def test_every_flow_is_passed_and_every_walk_can_end(bundle: Shipped, process_id: str) -> None:
    walked = walk(bundle, process_id)
    assert walked.untouched == []
    assert walked.stuck == []
    assert walked.ended > 0
