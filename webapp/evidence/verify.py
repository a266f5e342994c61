"""The judgement of an export: each case's chain by itself, then chains and logs by what seals have fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, Final, Protocol

from .book import Book, read_book
from .canonical import read_entry
from .chain import GENESIS, link
from .findings import Broken, Counted
from .rows import check_log
from .seals import about_case

__all__ = ["Book", "Evidence", "check", "check_chain", "read_book"]

CASES: Final = "kasus"
JOURNAL: Final = "jurnal"
LOG: Final = "catatan/"

Said = Callable[[str, int], None]
"""Told what is looked at and how many rows of it have been."""

_OFTEN: Final = 20_000


class Evidence(Protocol):
    """What is judged: lines of JSON by name. Cases come in the order of their ids, entries by case and number."""

    def names(self) -> Iterable[str]:
        """The names of everything that is there."""

    def lines(self, name: str) -> Iterator[str]:
        """The lines of one of them; none where it is not there."""


def check_chain(evidence: Evidence, said: Said | None = None) -> Counted:
    """What the chain proves by itself. Raises `Broken`.

    It cannot see that everything was hashed again, or that the tail was cut and the head moved back with it.
    """
    counted = Counted()
    _cases(evidence, None, counted, said or _silent)
    return counted


def check(evidence: Evidence, book: Book, said: Said | None = None) -> Counted:
    """What chain and seals prove together. Raises `Broken` at the first link that is broken."""
    assert book.last is not None
    counted = Counted(seals=book.seals, last_seal=book.last.number, last_at=book.last.at)
    say = said or _silent
    _cases(evidence, book, counted, say)
    there = {name.removeprefix(LOG) for name in evidence.names() if name.startswith(LOG)}
    for log in sorted(there | set(book.logs)):
        check_log(log, evidence.lines(LOG + log), book, counted, say)
    return counted


def _silent(_what: str, _rows: int) -> None:
    pass


def _rows(evidence: Evidence, name: str) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(evidence.lines(name), start=1):
        try:
            yield read_entry(line)
        except ValueError:
            raise Broken(name, "baris ini tidak dapat dibaca", row=number) from None


def _cases(evidence: Evidence, book: Book | None, counted: Counted, say: Said) -> None:
    journals = groupby(_rows(evidence, JOURNAL), key=lambda row: int(row["case_id"]))
    waiting = next(journals, None)
    seen: set[int] = set()
    for case in _rows(evidence, CASES):
        case_id = int(case["id"])
        if waiting is not None and waiting[0] < case_id:
            raise Broken(JOURNAL, "entri ini milik kasus yang tidak ada", case_id=waiting[0])
        entries: Iterable[Mapping[str, Any]] = ()
        if waiting is not None and waiting[0] == case_id:
            entries = waiting[1]
        hashes = _chain(case_id, entries)
        if entries:
            waiting = next(journals, None)
        _ends_at_its_head(case, hashes)
        if book is not None:
            _agrees_with_seals(case, hashes, book, counted)
            seen.add(case_id)
        counted.cases += 1
        counted.entries += len(hashes)
        if counted.cases % _OFTEN == 0:
            say("Kasus", counted.cases)
    if waiting is not None:
        raise Broken(JOURNAL, "entri ini milik kasus yang tidak ada", case_id=waiting[0])
    if book is not None:
        lost = min((one for one in book.cases if one not in seen), default=None)
        if lost is not None:
            number = next(iter(book.heads(lost)))[1]
            raise Broken(CASES, f"kasus ini hilang; meterai {number} mencatatnya", case_id=lost, seal=number)
    say("Kasus", counted.cases)


def _chain(case_id: int, entries: Iterable[Mapping[str, Any]]) -> list[bytes]:
    """The hashes of a case's entries, computed again. Raises `Broken`."""
    hashes, head = [], GENESIS
    for expected, entry in enumerate(entries, start=1):
        seq = int(entry["seq"])
        if seq != expected:
            word = "terulang" if seq < expected else "hilang"
            raise Broken(JOURNAL, f"entri {min(seq, expected)} {word}", case_id=case_id, seq=expected)
        head = link(head, _body(case_id, entry))
        if head.hex() != entry["hash"]:
            raise Broken(
                JOURNAL, "sidik entri ini tidak cocok: isinya diubah, atau entri sebelumnya diganti",
                case_id=case_id, seq=seq,
            )  # fmt: skip
        hashes.append(head)
    return hashes


def _body(case_id: int, entry: Mapping[str, Any]) -> list[Any]:
    at = datetime.fromisoformat(entry["at"]).timestamp()
    return [
        case_id, int(entry["seq"]), entry["kind"], at, entry["key"], entry["facts"], entry["actor_id"],
        entry["mandate"], entry["operation"],
    ]  # fmt: skip


def _ends_at_its_head(case: Mapping[str, Any], hashes: list[bytes]) -> None:
    case_id, seq = int(case["id"]), int(case["seq"])
    if seq != len(hashes):
        sentence = f"kepala kasus menyebut {seq} entri, jurnalnya berisi {len(hashes)}"
        raise Broken(JOURNAL, sentence, case_id=case_id, seq=min(seq, len(hashes)) + 1)
    if hashes and hashes[-1].hex() != case["head"]:
        raise Broken(JOURNAL, "entri terakhir bukan yang disebut kepala kasus", case_id=case_id, seq=seq)


def _agrees_with_seals(case: Mapping[str, Any], hashes: list[bytes], book: Book, counted: Counted) -> None:
    case_id = int(case["id"])
    said, last = book.about(case_id), 0
    if said is not None and said != about_case(
        case["process_id"], int(case["subject_id"]), case["document_kind"], int(case["document_id"])
    ):
        raise Broken(CASES, "tentang siapa atau dokumen apa kasus ini sudah diubah", case_id=case_id)
    for seq, number, head in book.heads(case_id):
        before, last = last, seq
        counted.sealed_heads += 1
        if number < book.since:
            continue
        if seq > len(hashes):
            sentence = f"meterai {number} mencatat {seq} entri; ekornya dibuang, tinggal {len(hashes)}"
            raise Broken(JOURNAL, sentence, case_id=case_id, seq=len(hashes) + 1, seal=number)
        if hashes[seq - 1] != head:
            sentence = (
                f"ditulis ulang sesudah dimeterai: entri {before + 1} sampai {seq} bukan lagi yang dicatat "
                f"meterai {number}"
            )
            raise Broken(JOURNAL, sentence, case_id=case_id, seq=before + 1, seal=number)
    counted.unsealed_entries += len(hashes) - last
