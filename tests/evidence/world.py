"""A small world of evidence without a database: cases, journals, one log, and the seals that an installation makes."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from webapp.evidence import GENESIS, Block, Head, Key, LogPart, Seal, canonical, link, sign
from webapp.evidence.canonical import row_bytes
from webapp.evidence.merkle import root
from webapp.evidence.seals import FIRST, about_case, case_leaf

FIRST_KEY = Key.of("07" * 32)
SECOND_KEY = Key.of("21" * 32)
LOG = "audit_event"
COLUMNS = ["id", "kind", "actor_id"]
NOON = datetime(2026, 1, 5, 5, tzinfo=UTC)


def entry(case_id: int, seq: int, word: str) -> dict[str, Any]:
    """An entry without its hash."""
    return {
        "case_id": case_id, "seq": seq, "kind": "completed", "at": (NOON + timedelta(minutes=seq)).isoformat(),
        "key": f"langkah#{seq}", "facts": {"keputusan": word}, "actor_id": 7, "mandate": None, "operation": None,
    }  # fmt: skip


def hashed(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries with the hashes of their chain."""
    head, found = GENESIS, []
    for one in entries:
        at = datetime.fromisoformat(one["at"]).timestamp()
        body = [one[name] for name in ("case_id", "seq", "kind")]
        body += [at, *(one[name] for name in ("key", "facts", "actor_id", "mandate", "operation"))]
        head = link(head, body)
        found.append({**one, "hash": head.hex()})
    return found


@dataclass
class World:
    """What a database would hold, as lines. `seals` are the files that went out."""

    journals: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    seals: list[bytes] = field(default_factory=list)
    keys: tuple[Key, ...] = (FIRST_KEY,)
    _sealed: dict[int, tuple[int, str]] = field(default_factory=dict)
    _mark: int = 0
    _last: str = FIRST

    # -- life ------------------------------------------------------------------------------------------------------

    def act(self, case_id: int, word: str) -> None:
        """One more entry of a case."""
        held = self.journals.setdefault(case_id, [])
        self.journals[case_id] = hashed([*(_plain(one) for one in held), entry(case_id, len(held) + 1, word)])

    def note(self, number: int, kind: str) -> None:
        """A row of the log."""
        self.rows[number] = {"id": number, "kind": kind, "actor_id": 7}

    def live(self, seed: int, hours: int = 4, cases: int = 6) -> World:
        """Some hours of work with a seal after each."""
        luck, number = random.Random(seed), 0
        for _hour in range(hours):
            for _act in range(cases * 2):
                self.act(luck.randint(1, cases), luck.choice(("setujui", "kembalikan")))
                number += luck.choice((1, 1, 1, 2))
                self.note(number, luck.choice(("masuk", "keluar", "akses_ditolak")))
            self.seal()
        return self

    # -- seals -----------------------------------------------------------------------------------------------------

    def seal(self) -> None:
        """Seal what is there."""
        moved = {
            case_id: (len(entries), entries[-1]["hash"])
            for case_id, entries in self.journals.items()
            if (len(entries), entries[-1]["hash"]) != self._sealed.get(case_id)
        }
        heads = [
            Head(case_id, seq, head, None if case_id in self._sealed else self.about(case_id))
            for case_id, (seq, head) in moved.items()
        ]
        self._sealed |= moved
        leaves = [
            case_leaf(case_id, self.about(case_id), seq, head)
            for case_id, (seq, head) in self._sealed.items()
        ]
        new = sorted(number for number in self.rows if number > self._mark)
        blocks = [self._block(new[i : i + 4]) for i in range(0, len(new), 4)]
        self._mark = max([self._mark, *new])
        seal = sign(
            Seal(
                len(self.seals) + 1, NOON + timedelta(hours=len(self.seals)), self._last,
                tuple(key.public for key in self.keys), len(leaves), root(leaves).hex(), heads,
                {LOG: LogPart({LOG: COLUMNS}, self._mark, blocks)},
            ),
            self.keys,
        )  # fmt: skip
        self._last = seal.hash
        self.seals.append(seal.file)

    def _block(self, numbers: list[int]) -> Block:
        gaps = tuple((a + 1, b - 1) for a, b in pairwise(numbers) if b > a + 1)
        body = b"".join(row_bytes(LOG, number, COLUMNS, self.rows[number]) for number in numbers)
        return Block(numbers[0], numbers[-1], gaps, hashlib.sha256(body).hexdigest())

    @staticmethod
    def about(case_id: int) -> str:
        """What a case is about."""
        return about_case("skp_pegawai", 100 + case_id, "skp", case_id)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The seals as a folder would give them."""
        yield from ((f"meterai-{number:08d}.json", file) for number, file in enumerate(self.seals, start=1))

    # -- evidence ------------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """As an export names its files."""
        return ["kasus", "jurnal", f"catatan/{LOG}"]

    def lines(self, name: str) -> Iterator[str]:
        """As an export's files."""
        if name == "kasus":
            for case_id in sorted(self.journals):
                yield json.dumps(self._case(case_id))
        elif name == "jurnal":
            for case_id in sorted(self.journals):
                yield from (json.dumps(one) for one in self.journals[case_id])
        elif name == f"catatan/{LOG}":
            for number in sorted(self.rows):
                yield canonical({"id": number, "bagian": LOG, "isi": self.rows[number]}).decode()

    def _case(self, case_id: int) -> dict[str, Any]:
        entries = self.journals[case_id]
        return {
            "id": case_id, "process_id": "skp_pegawai", "subject_id": 100 + case_id, "document_kind": "skp",
            "document_id": case_id, "seq": len(entries), "head": entries[-1]["hash"] if entries else "",
        }  # fmt: skip


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "hash"}
