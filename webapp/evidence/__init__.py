"""Proof of what happened: hashes, chains, trees, seals, and the judgement of an export by seals kept elsewhere.

The room needs the standard library and `cryptography` only: whoever wants to judge an export copies this folder and
needs neither the database nor the program. It knows no tables and no services and must not use them.
"""

from .canonical import canonical, read_line
from .chain import GENESIS, link
from .findings import Broken, Counted
from .keys import Key, KeyRefused, read_keys
from .seals import Block, Head, LogPart, Seal, SealUnreadable, read_seal, sign, unsigned
from .verify import Book, Evidence, check, check_chain, read_book

__all__ = [
    "GENESIS",
    "Block",
    "Book",
    "Broken",
    "Counted",
    "Evidence",
    "Head",
    "Key",
    "KeyRefused",
    "LogPart",
    "Seal",
    "SealUnreadable",
    "canonical",
    "check",
    "check_chain",
    "link",
    "read_book",
    "read_keys",
    "read_line",
    "read_seal",
    "sign",
    "unsigned",
]
