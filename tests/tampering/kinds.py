"""Six kinds of meddling with journals, the audit log and what decides pay, each at a place that luck picks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from webapp.evidence import GENESIS, link

Meddle = Callable[[Session, Random], None]
Entry = dict[str, Any]

# -- journals ---------------------------------------------------------------------------------------------------------


def change_entry(session: Session, luck: Random) -> None:
    """The body of an entry, its hash left as it was."""
    case_id, entries = _case(session, luck)
    _write(session, case_id, _bent(luck.choice(entries), luck))


def delete_entry(session: Session, luck: Random) -> None:
    """An entry with others after it."""
    case_id, entries = _case(session, luck, least=2)
    _remove(session, case_id, luck.choice(entries[:-1])["seq"])


def swap_entries(session: Session, luck: Random) -> None:
    """Two entries change places and keep their numbers."""
    case_id, entries = _case(session, luck, least=2)
    one, other = sorted(luck.sample(entries, 2), key=lambda entry: int(entry["seq"]))
    _write(session, case_id, {**other, "seq": one["seq"]})
    _write(session, case_id, {**one, "seq": other["seq"]})


def cut_tail(session: Session, luck: Random) -> None:
    """The last entries, and the head of the case put back to fit."""
    case_id, entries = _case(session, luck, least=2)
    left = entries[: luck.randint(1, len(entries) - 1)]
    for entry in entries[len(left) :]:
        _remove(session, case_id, entry["seq"])
    _move_head(session, case_id, left)


def insert_entry(session: Session, luck: Random) -> None:
    """An entry more before another, everything after it numbered and hashed again, the head put to fit.

    One more after the last is no change of what was sealed: it is a forged act, and not what seals can tell.
    """
    case_id, entries = _case(session, luck)
    place = luck.randrange(len(entries))
    extra = {**luck.choice(entries), "kind": "result", "key": f"sisipan#{luck.randint(1, 9)}"}
    _hashed_again(session, case_id, [*entries[:place], extra, *entries[place:]])


def change_and_hash(session: Session, luck: Random) -> None:
    """The body of an entry, everything after it hashed again, the head put to fit."""
    case_id, entries = _case(session, luck)
    place = luck.randrange(len(entries))
    _hashed_again(session, case_id, [*entries[:place], _bent(entries[place], luck), *entries[place + 1 :]])


def _case(session: Session, luck: Random, least: int = 1) -> tuple[int, list[Entry]]:
    ids = list(
        session.scalars(text("SELECT id FROM process_case WHERE seq >= :least ORDER BY id"), {"least": least})
    )
    case_id = luck.choice(ids)
    rows = session.execute(text("SELECT * FROM journal WHERE case_id = :id ORDER BY seq"), {"id": case_id})
    return case_id, [dict(row) for row in rows.mappings()]


def _bent(entry: Entry, luck: Random) -> Entry:
    """The entry with something of it changed that the law would care about."""
    return luck.choice(
        (
            {**entry, "facts": {**entry["facts"], "keputusan": f"diubah {luck.random()}"}},
            {**entry, "actor_id": (entry["actor_id"] or 0) + 1},
            {**entry, "at": entry["at"] - timedelta(days=luck.randint(1, 30))},
            {**entry, "mandate": {"peran": "lain"}},
        )
    )


def _hashed_again(session: Session, case_id: int, entries: list[Entry]) -> None:
    session.execute(text("DELETE FROM journal WHERE case_id = :id"), {"id": case_id})
    head, written = GENESIS, []
    for seq, entry in enumerate(entries, start=1):
        body = [
            case_id, seq, entry["kind"], entry["at"].timestamp(), entry["key"], entry["facts"], entry["actor_id"],
            entry["mandate"], entry["operation"],
        ]  # fmt: skip
        head = link(head, body)
        written.append({**entry, "seq": seq, "hash": head, "request_id": None})
        _insert(session, case_id, written[-1])
    _move_head(session, case_id, written)


def _move_head(session: Session, case_id: int, entries: list[Entry]) -> None:
    session.execute(
        text("UPDATE process_case SET seq = :seq, head = :head WHERE id = :id"),
        {"id": case_id, "seq": entries[-1]["seq"], "head": entries[-1]["hash"]},
    )


def _remove(session: Session, case_id: int, seq: int) -> None:
    session.execute(
        text("DELETE FROM journal WHERE case_id = :id AND seq = :seq"), {"id": case_id, "seq": seq}
    )


def _write(session: Session, case_id: int, entry: Entry) -> None:
    _remove(session, case_id, entry["seq"])
    _insert(session, case_id, {**entry, "request_id": None})


def _insert(session: Session, case_id: int, entry: Entry) -> None:
    values = {name: json.dumps(value) if name in ("facts", "mandate") and value is not None else value
              for name, value in entry.items()}  # fmt: skip
    session.execute(
        text("""INSERT INTO journal (case_id, seq, kind, at, key, facts, actor_id, mandate, operation, hash)
        VALUES (:case_id, :seq, :kind, :at, :key, CAST(:facts AS jsonb), :actor_id, CAST(:mandate AS jsonb), :operation,
          :hash)"""),
        {**values, "case_id": case_id},
    )


# -- logs: what is said by a name stands for a table whose rows have a key of two columns ---------------------------


def _two(session: Session, luck: Random, table: str, columns: str) -> list[Any]:
    rows = session.execute(text(f"SELECT {columns} FROM {table} ORDER BY 1, 2")).all()  # noqa: S608
    return luck.sample(rows, 2)


def change_event(session: Session, luck: Random) -> None:
    """What an event says."""
    what = luck.choice(
        ("kind = 'lain'", "actor_id = 1", "at = at - interval '1 day'", "detail = '{\"n\": -1}'")
    )
    _event(session, luck, f"UPDATE audit_event SET {what} WHERE id = :id")  # noqa: S608


def delete_event(session: Session, luck: Random) -> None:
    """An event with others after it."""
    _event(session, luck, "DELETE FROM audit_event WHERE id = :id", spare=1)


def swap_events(session: Session, luck: Random) -> None:
    """Two events change places."""
    (a, _), (b, _) = _two(session, luck, "audit_event", "id, at")
    for old, new in ((a, -1), (b, a), (-1, b)):
        session.execute(text("UPDATE audit_event SET id = :new WHERE id = :old"), {"old": old, "new": new})


def cut_events(session: Session, luck: Random) -> None:
    """The last events."""
    session.execute(
        text("DELETE FROM audit_event WHERE id > (SELECT max(id) FROM audit_event) - :n"),
        {"n": luck.randint(1, 40)},
    )


def insert_event(session: Session, luck: Random) -> None:
    """An event between others, all later ones numbered again."""
    (at,) = session.execute(
        text("SELECT id FROM audit_event ORDER BY id OFFSET :n LIMIT 1"), {"n": luck.randrange(100)}
    ).one()
    session.execute(text("UPDATE audit_event SET id = -id - 1 WHERE id >= :at"), {"at": at})
    session.execute(text("UPDATE audit_event SET id = -id WHERE id < 0"))
    session.execute(
        text("INSERT INTO audit_event (id, kind, detail) VALUES (:at, 'masuk', '{}')"), {"at": at}
    )


def change_event_and_seals(session: Session, luck: Random) -> None:
    """An event, and what the database itself keeps of the seals, so that it fits what is there now."""
    change_event(session, luck)
    session.execute(text("DELETE FROM seal_delivery"))
    session.execute(text("UPDATE seal SET file = decode('00', 'hex')"))


def _event(session: Session, luck: Random, statement: str, spare: int = 0) -> None:
    ids = list(session.scalars(text("SELECT id FROM audit_event ORDER BY id")))
    session.execute(text(statement), {"id": luck.choice(ids[: len(ids) - spare])})


PAY: Final = (("tpp_hasil", "putaran_id", "menit"), ("tpp_masukan_baris", "masukan_id", "nilai"))


def change_pay(session: Session, luck: Random) -> None:
    """A figure."""
    table, first, figure = luck.choice(PAY)
    a, _b = _two(session, luck, table, f"{first}, pegawai_id")
    _pay(session, table, first, a, f"{figure} = {figure} - {luck.randint(1, 90)}")


def delete_pay(session: Session, luck: Random) -> None:
    """A person's row."""
    table, first, _figure = luck.choice(PAY)
    a, _b = _two(session, luck, table, f"{first}, pegawai_id")
    session.execute(
        text(f"DELETE FROM {table} WHERE {first} = :a AND pegawai_id = :b"),  # noqa: S608
        {"a": a[0], "b": a[1]},
    )


def swap_pay(session: Session, luck: Random) -> None:
    """Two people of a run change their figures."""
    (a, _), _other = _two(session, luck, "tpp_hasil", "putaran_id, pegawai_id")
    people = list(session.scalars(text("SELECT pegawai_id FROM tpp_hasil WHERE putaran_id = :a"), {"a": a}))
    one, other = luck.sample(people, 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        session.execute(
            text("UPDATE tpp_hasil SET pegawai_id = :new WHERE putaran_id = :a AND pegawai_id = :old"),
            {"a": a, "old": old, "new": new},
        )


def cut_pay(session: Session, luck: Random) -> None:
    """The last runs with everything in them."""
    least = {"n": luck.randint(2, 4)}
    table, parent, first = luck.choice(
        (("tpp_hasil", "tpp_putaran", "putaran_id"), ("tpp_masukan_baris", "tpp_masukan", "masukan_id"))
    )
    session.execute(text(f"DELETE FROM {table} WHERE {first} >= :n"), least)  # noqa: S608
    session.execute(text(f"DELETE FROM {parent} WHERE id >= :n"), least)  # noqa: S608


def insert_pay(session: Session, luck: Random) -> None:
    """A person more in a run."""
    values = {"a": luck.randint(1, 4), "b": 10_000 + luck.randint(1, 999)}
    session.execute(
        text("""INSERT INTO tpp_hasil (putaran_id, pegawai_id, nip, nama, menit, target, persen, penjelasan)
        VALUES (:a, :b, '0', 'lain', 6750, 6750, 100, '{}')"""),
        values,
    )


def change_pay_and_seals(session: Session, luck: Random) -> None:
    """A figure, and what the database itself keeps of the seals."""
    change_pay(session, luck)
    session.execute(text("UPDATE seal SET root = '', marks = '{}'"))


def _pay(session: Session, table: str, first: str, key: Any, what: str) -> None:
    session.execute(
        text(f"UPDATE {table} SET {what} WHERE {first} = :a AND pegawai_id = :b"),  # noqa: S608
        {"a": key[0], "b": key[1]},
    )


KINDS: Final[Mapping[str, Mapping[str, Meddle]]] = {
    "change a body": {"journal": change_entry, "audit log": change_event, "pay": change_pay},
    "delete in the middle": {"journal": delete_entry, "audit log": delete_event, "pay": delete_pay},
    "swap two": {"journal": swap_entries, "audit log": swap_events, "pay": swap_pay},
    "cut the tail": {"journal": cut_tail, "audit log": cut_events, "pay": cut_pay},
    "insert, hash again": {"journal": insert_entry, "audit log": insert_event, "pay": insert_pay},
    "change, hash again": {
        "journal": change_and_hash,
        "audit log": change_event_and_seals,
        "pay": change_pay_and_seals,
    },
}
"""Six kinds, each on three things. Where a log has no chain, its numbers or the stored seals are made to fit."""
