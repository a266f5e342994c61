"""A tree of hashes in the form of RFC 6962: what is hashed begins with 0 for a leaf, with 1 for a node.

The tree is kept by levels: a leaf that changes costs one path and not the whole tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over hashes of leaves. One without a neighbour goes up as it is, which is RFC 6962's shape."""
    level = list(leaves)
    while len(level) > 1:
        above = [node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = above + level[len(level) & ~1 :]
    return level[0] if level else EMPTY


class Tree:
    """Leaves at fixed places, added at the end and replaced, with the root of what stands there."""

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]
        self._changed: set[int] = set()

    def __len__(self) -> int:
        return len(self._levels[0])

    def put(self, place: int, hashed: bytes) -> None:
        """Set the leaf at a place; the place after the last adds one."""
        leaves = self._levels[0]
        if place == len(leaves):
            leaves.append(hashed)
        else:
            leaves[place] = hashed
        self._changed.add(place)

    def root(self) -> bytes:
        """The root; only paths above what changed since the last call are computed."""
        changed, height = self._changed, 0
        while len(self._levels[height]) > 1:
            level = self._levels[height]
            height += 1
            if height == len(self._levels):
                self._levels.append([])
            changed = {place // 2 for place in changed}
            self._lift(level, self._levels[height], changed)
        self._changed = set()
        return self._levels[height][0] if self._levels[height] else EMPTY

    @staticmethod
    def _lift(level: list[bytes], above: list[bytes], places: set[int]) -> None:
        for place in sorted(places):
            pair = level[2 * place : 2 * place + 2]
            hashed = node(*pair) if len(pair) == 2 else pair[0]
            if place == len(above):
                above.append(hashed)
            else:
                above[place] = hashed
