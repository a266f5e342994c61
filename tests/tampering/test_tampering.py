"""A fixed tenth of the suite: whatever an administrator of the database does to what was sealed, is found."""

from __future__ import annotations

from tests.kota import Kota

from . import suite, world


def test_every_tampering_with_what_was_sealed_is_found(city: Kota) -> None:
    book = world.sealed_twice(city)
    assert suite.is_whole(city, book)
    rows = suite.run(city, book, suite.TENTH, 7, lambda _row: None)
    assert sum(row.done for row in rows) == 300
    assert [row for row in rows if row.by_seals < row.done] == []
    assert suite.is_whole(city, book)


def test_the_chain_alone_does_not_see_who_hashes_again(city: Kota) -> None:
    book = world.sealed_twice(city)
    rows = suite.run(city, book, {"journal": 5, "audit log": 0, "pay": 0}, 8, lambda _row: None)
    alone = {row.kind: row.by_chain for row in rows if row.where == "journal"}
    assert alone == {
        "change a body": 5, "delete in the middle": 5, "swap two": 5, "cut the tail": 0, "insert, hash again": 0,
        "change, hash again": 0,
    }  # fmt: skip
