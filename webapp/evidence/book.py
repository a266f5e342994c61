"""All seals read in order: whether they are whole and genuine, and what they have fixed of cases and logs."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from .findings import Broken
from .keys import is_signed
from .merkle import Tree
from .seals import FIRST, Block, Head, LogPart, Seal, SealUnreadable, case_leaf, read_seal

_HEAD: Final = struct.Struct(
    ">II32s"
)  # seq, number of the seal, hash: a year of seals holds millions of them


@dataclass(frozen=True)
class SealedBlock:
    """A block of a log, with the columns that count in it and the seal that fixed it."""

    block: Block
    columns: dict[str, list[str]]
    seal: int


@dataclass
class LogBook:
    """What seals have fixed of one log."""

    upto: int = 0
    blocks: list[SealedBlock] = field(default_factory=list)


@dataclass
class Book:
    """What seals have fixed. `since`: the first seal whose content is to be compared again (1: all of them)."""

    seals: int = 0
    last: Seal | None = None
    trusted: frozenset[str] = frozenset()
    since: int = 1
    logs: dict[str, LogBook] = field(default_factory=dict)
    _places: dict[int, int] = field(default_factory=dict)
    _heads: dict[int, bytearray] = field(default_factory=dict)
    _about: dict[int, str] = field(default_factory=dict)
    _tree: Tree = field(default_factory=Tree)

    @property
    def cases(self) -> Collection[int]:
        """The cases that have been sealed."""
        return self._places.keys()

    def about(self, case_id: int) -> str | None:
        """What a case was about when it was sealed first."""
        return self._about.get(case_id)

    def heads(self, case_id: int) -> Iterator[tuple[int, int, bytes]]:
        """Every sealed head of a case, the earliest first: its number, the seal, the hash."""
        yield from _HEAD.iter_unpack(self._heads.get(case_id, b""))

    # -- one more seal -----------------------------------------------------------------------------------------

    def add(self, seal: Seal, name: str) -> None:
        """Take the next seal in. Raises `Broken`."""
        self._follows(seal, name)
        for head in seal.heads:
            self._head(seal, head, name)
        if len(self._places) != seal.cases:
            raise Broken(
                name,
                "jumlah kasusnya tidak sama dengan yang dicatat meterai-meterai sampai di sini",
                seal=seal.number,
            )
        if self._tree.root().hex() != seal.root:
            raise Broken(
                name, "akar pohonnya tidak cocok dengan kepala semua kasus sampai di sini", seal=seal.number
            )
        for log, part in seal.logs.items():
            self._log(seal.number, log, part, name)
        self.seals, self.last = seal.number, seal

    def _follows(self, seal: Seal, name: str) -> None:
        if seal.number != self.seals + 1:
            raise Broken(name, f"meterai nomor {self.seals + 1} tidak ada", seal=self.seals + 1)
        previous = FIRST if self.last is None else self.last.hash
        if seal.previous != previous:
            raise Broken(
                name, "tidak menyambung: meterai sebelumnya bukan yang dikenalnya (diganti atau diubah)",
                seal=seal.number,
            )  # fmt: skip

    def _head(self, seal: Seal, head: Head, name: str) -> None:
        known = self._heads.get(head.case_id)
        if known is None:
            if head.about is None:
                raise Broken(name, "kasus baru tanpa keterangan", case_id=head.case_id, seal=seal.number)
            self._places[head.case_id] = len(self._places)
            self._about[head.case_id] = head.about
            known = self._heads[head.case_id] = bytearray()
        elif head.seq <= _HEAD.unpack_from(known, len(known) - _HEAD.size)[0]:
            raise Broken(name, "kasus mundur", case_id=head.case_id, seq=head.seq, seal=seal.number)
        known += _HEAD.pack(head.seq, seal.number, bytes.fromhex(head.head))
        about = self._about[head.case_id]
        self._tree.put(self._places[head.case_id], case_leaf(head.case_id, about, head.seq, head.head))

    def _log(self, number: int, log: str, part: LogPart, name: str) -> None:
        held = self.logs.setdefault(log, LogBook())
        if part.upto < held.upto:
            raise Broken(name, f"catatan {log} mundur", seal=number)
        columns = {key: list(value) for key, value in part.columns.items()}
        held.blocks += [SealedBlock(block, columns, number) for block in part.blocks]
        held.upto = part.upto


def read_book(
    seals: Iterable[tuple[str, bytes]], trusted: Collection[str] = (), since: datetime | None = None
) -> Book:
    """Read seals in the order of their numbers, each with the name of its file. Raises `Broken`.

    With `trusted` (public halves) the newest seal must rest on one of them: signed by it, or by a key that a seal with
    its signature has named. Without, the keys of the first seal are believed.
    """
    book, known, rests = Book(), frozenset(trusted), False
    for name, raw in seals:
        try:
            seal = read_seal(raw)
        except SealUnreadable:
            raise Broken(name, "berkas ini bukan meterai, atau terpotong") from None
        valid = _signers(seal, name)
        if not known:
            known = valid
        if valid & known:
            known, rests = valid | (known if not rests else frozenset()), True
        elif rests:
            raise Broken(name, "ditandatangani kunci yang tidak dikenal", seal=seal.number)
        book.add(seal, name)
        if since is not None and seal.at < since:
            book.since = seal.number + 1
    if book.last is None:
        raise Broken("meterai", "tidak ada satu meterai pun")
    if not rests:
        raise Broken("meterai", "tidak satu pun ditandatangani kunci yang Anda sebut", seal=book.seals)
    book.trusted = known
    return book


def _signers(seal: Seal, name: str) -> frozenset[str]:
    """The keys that a seal names and whose signature holds."""
    valid = {key for key in seal.keys if is_signed(key, seal.body, seal.signatures.get(key, ""))}
    if not valid or len(valid) != len(seal.keys):
        raise Broken(name, "isinya tidak cocok dengan tanda tangannya", seal=seal.number)
    return frozenset(valid)
