"""The application's role may only add to some tables: no statement of the program changes, deletes or locks their rows.

Tests work as the owner of the tables, who may; people meet the role. A lock (`FOR UPDATE`) needs the right to change.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from tests.sources import FILES, WEBAPP, nodes
from webapp import storage
from webapp.storage.base import Base

from .delivered import APPLICATION, give_rights

RIGHTS = text(
    "SELECT relname, has_table_privilege(:role, oid, 'UPDATE'), has_table_privilege(:role, oid, 'DELETE') "
    "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
STATEMENT = re.compile(r"\b(UPDATE|DELETE FROM|TRUNCATE)\s+([a-z]\w*)")
UPSERT = re.compile(r"INSERT INTO (\w+)\b.*DO UPDATE", re.DOTALL)
LOCK = re.compile(r"\bFROM (\w+)\b.*\bFOR (?:NO KEY UPDATE|UPDATE|KEY SHARE|SHARE)\b", re.DOTALL)

Rights = Mapping[str, frozenset[str]]
"""What the application may do to the rows of a table, beside reading and adding."""


@pytest.fixture
def rights(fresh_database: str) -> Rights:
    """As the file of roles gives them."""
    give_rights(make_url(fresh_database))
    owner = create_engine(fresh_database, poolclass=NullPool)
    with owner.connect() as connection:
        rows = connection.execute(RIGHTS, {"role": APPLICATION}).all()
    return {
        name: frozenset({"update"} if may_update else ()) | frozenset({"delete"} if may_delete else ())
        for name, may_update, may_delete in rows
    }


def models() -> dict[str, str]:
    """Tables by the names of their classes."""
    for one in pkgutil.iter_modules(storage.__path__):
        importlib.import_module(f"{storage.__name__}.{one.name}")
    return {one.class_.__name__: one.class_.__tablename__ for one in Base.registry.mappers}


def needed(said: Iterable[ast.AST], tables: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """What the statements of a program need: line, right, table."""
    for node in said:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for right, table in _of_text(node.value):
                yield node.lineno, right, table
        elif isinstance(node, ast.Call):
            for right, name in _of_call(node):
                if name in tables:
                    yield node.lineno, right, tables[name]


def _of_text(said: str) -> Iterator[tuple[str, str]]:
    for word, table in STATEMENT.findall(said):
        yield "update" if word == "UPDATE" else "delete", table
    for table in (*UPSERT.findall(said), *LOCK.findall(said)):
        yield "update", table


def _of_call(node: ast.Call) -> Iterator[tuple[str, str]]:
    """`update(Model)`, `delete(Model)`, a `get` with a lock, and chains that end in a lock or an upsert."""
    called = node.func.id if isinstance(node.func, ast.Name) else ""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    first = [one.id for one in node.args[:1] if isinstance(one, ast.Name)]
    if called in ("update", "delete"):
        yield from ((called, one) for one in first)
    if any(one.arg == "with_for_update" for one in node.keywords):
        yield from (("update", one) for one in first)
    if method in ("with_for_update", "on_conflict_do_update"):
        inside = ast.walk(node.func)
        begun = [one for one in inside if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
        yield from (("update", arg.id) for one in begun for arg in one.args if isinstance(arg, ast.Name))


def test_no_statement_needs_a_right_that_the_application_has_not(rights: Rights) -> None:
    tables = models()
    assert rights["journal"] == frozenset(), "the file of roles has been run"
    wrong = [
        f"{path.relative_to(WEBAPP)}:{line} {right} {table}"
        for path in FILES
        for line, right, table in needed(nodes(path), tables)
        if table in rights and right not in rights[table]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "tx.session.get(Journal, 1, with_for_update=True)",
        "select(Journal).where(x).with_for_update()",
        "insert(Journal).values(x).on_conflict_do_update(set_=x)",
        "update(Journal).values(x)",
        'text("UPDATE journal SET seq = 1")',
        'text("SELECT 1 FROM journal WHERE seq = 1 FOR UPDATE")',
        'text("INSERT INTO journal (seq) VALUES (1) ON CONFLICT (seq) DO UPDATE SET seq = 2")',
    ],
)
def test_each_kind_of_statement_is_seen(source: str) -> None:
    assert [(right, table) for _, right, table in needed(ast.walk(ast.parse(source)), models())] == [
        ("update", "journal")
    ]
