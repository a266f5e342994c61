"""The chain of a case: each journal entry's hash covers the hash of the entry before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from .canonical import canonical

GENESIS = b"\x00" * 32
"""What stands before the first entry."""


def link(head: bytes, body: Sequence[Any]) -> bytes:
    """The hash of an entry: SHA-256 over the hash before and the entry's canonical bytes.

    The body is case, seq, kind, moment (seconds since 1970), key, facts, actor, mandate, operation, in this order.
    """
    return hashlib.sha256(head + canonical(list(body))).digest()
