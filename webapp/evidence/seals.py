"""A seal: what stood at one moment, signed, with the hash of the seal before.

A seal is a file of two lines: its body as canonical JSON, and the signatures of that line. The body holds numbers and
hashes and nothing that tells of a person.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from .canonical import canonical
from .keys import Key
from .merkle import leaf

FORMAT: Final = "lakon-meterai-1"
FIRST: Final = "0" * 64
"""What the first seal names as the one before it."""

Runs = tuple[tuple[int, int], ...]


class SealUnreadable(ValueError):
    """These bytes are no seal."""


@dataclass(frozen=True)
class Head:
    """The head of a case. `about` (what the case is about, hashed) stands where a case is sealed for the first time."""

    case_id: int
    seq: int
    head: str
    about: str | None = None


@dataclass(frozen=True)
class Block:
    """Neighbouring items of a log: the numbers from `first` to `last` without `gaps`, and the hash of all rows."""

    first: int
    last: int
    gaps: Runs
    digest: str

    def runs(self) -> list[tuple[int, int]]:
        """The numbers that belong to the block, as ranges (both ends belong to them)."""
        found, begin = [], self.first
        for low, high in self.gaps:
            found.append((begin, low - 1))
            begin = high + 1
        return [*found, (begin, self.last)]


@dataclass(frozen=True)
class LogPart:
    """What a seal adds of one log. `columns`: what of the rows of each part is covered; `upto`: the last number."""

    columns: Mapping[str, Sequence[str]]
    upto: int
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Seal:
    """A seal. `keys` are the public halves that are valid from here on; `cases` and `root` are of all heads."""

    number: int
    at: datetime
    previous: str
    keys: tuple[str, ...]
    cases: int
    root: str
    heads: Sequence[Head]
    logs: Mapping[str, LogPart]
    signatures: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def hash(self) -> str:
        """The hash by which the next seal names this one."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def file(self) -> bytes:
        """The seal as it is kept."""
        return self.body + b"\n" + canonical({"tanda_tangan": dict(self.signatures)}) + b"\n"

    @property
    def name(self) -> str:
        """The file's name."""
        return f"meterai-{self.number:08d}.json"


def case_leaf(case_id: int, about: str, seq: int, head: str) -> bytes:
    """The leaf of a case in the tree over all heads."""
    return leaf(canonical([case_id, about, seq, head]))


def about_case(process_id: str, subject_id: int, document_kind: str, document_id: int) -> str:
    """What a case is about, hashed: it never changes in the life of a case."""
    return hashlib.sha256(canonical([process_id, subject_id, document_kind, document_id])).hexdigest()


def unsigned(seal: Seal) -> bytes:
    """The body of a seal."""
    return canonical(
        {
            "bentuk": FORMAT,
            "nomor": seal.number,
            "pada": seal.at.isoformat(),
            "sebelum": seal.previous,
            "kunci": list(seal.keys),
            "kasus": {
                "jumlah": seal.cases,
                "akar": seal.root,
                "perubahan": [
                    [one.case_id, one.seq, one.head, *([one.about] if one.about else [])]
                    for one in seal.heads
                ],
            },
            "catatan": {name: _part(part) for name, part in seal.logs.items()},
        }
    )


def _part(part: LogPart) -> dict[str, Any]:
    return {
        "kolom": {name: list(columns) for name, columns in part.columns.items()},
        "sampai": part.upto,
        "blok": [[one.first, one.last, [list(gap) for gap in one.gaps], one.digest] for one in part.blocks],
    }


def sign(seal: Seal, keys: Sequence[Key]) -> Seal:
    """The seal with its body and the signatures of every valid key. Raises `ValueError` where there is no key."""
    if not keys:
        raise ValueError("a seal needs a key to be signed with (LAKON_SEAL_KEY)")
    body = unsigned(seal)
    return Seal(
        seal.number, seal.at, seal.previous, seal.keys, seal.cases, seal.root, seal.heads, seal.logs,
        {key.public: key.sign(body) for key in keys}, body,
    )  # fmt: skip


def read_seal(raw: bytes) -> Seal:
    """The seal of a file. Raises `SealUnreadable`; whether it is genuine is judged elsewhere."""
    try:
        body, signatures, *_rest = raw.split(b"\n")
        said, signed = json.loads(body), json.loads(signatures)
        if said["bentuk"] != FORMAT:
            raise SealUnreadable("the file is of another format")
        cases = said["kasus"]
        return Seal(
            number=int(said["nomor"]),
            at=datetime.fromisoformat(said["pada"]),
            previous=str(said["sebelum"]),
            keys=tuple(str(key) for key in said["kunci"]),
            cases=int(cases["jumlah"]),
            root=str(cases["akar"]),
            heads=[_head(*one) for one in cases["perubahan"]],
            logs={name: _read_part(part) for name, part in said["catatan"].items()},
            signatures={str(key): str(value) for key, value in signed["tanda_tangan"].items()},
            body=body,
        )
    except SealUnreadable:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SealUnreadable("the file is no seal, or was cut short") from error


def _head(case_id: int, seq: int, head: str, about: str | None = None) -> Head:
    return Head(int(case_id), int(seq), str(head), about)


def _read_part(part: Mapping[str, Any]) -> LogPart:
    blocks = [
        Block(int(first), int(last), tuple((int(low), int(high)) for low, high in gaps), str(digest))
        for first, last, gaps, digest in part["blok"]
    ]
    return LogPart(
        {name: list(columns) for name, columns in part["kolom"].items()}, int(part["sampai"]), blocks
    )
