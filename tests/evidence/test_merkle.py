"""The tree over all heads: the shape of RFC 6962, however it was grown."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from webapp.evidence.merkle import EMPTY, Tree, leaf, node, root


def as_the_standard_says(data: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    split = 1
    while split * 2 < len(data):
        split *= 2
    left, right = as_the_standard_says(data[:split]), as_the_standard_says(data[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_the_root_is_that_of_the_standard(data: list[bytes]) -> None:
    assert root([leaf(one) for one in data]) == as_the_standard_says(data)


@given(st.lists(st.tuples(st.integers(0, 50), st.binary(max_size=3), st.booleans()), max_size=60))
def test_a_tree_that_grows_and_changes_has_the_root_of_what_stands_in_it(
    steps: list[tuple[int, bytes, bool]],
) -> None:
    tree, data = Tree(), []
    for place, content, looked_at in steps:
        at = min(place, len(data))
        data[at : at + 1] = [content]
        tree.put(at, leaf(content))
        if looked_at:
            assert tree.root() == as_the_standard_says(data)
    assert tree.root() == as_the_standard_says(data)


def test_a_node_never_passes_as_a_leaf() -> None:
    left, right = leaf(b"a"), leaf(b"b")
    assert node(left, right) != leaf(left + right)
    assert Tree().root() == EMPTY
