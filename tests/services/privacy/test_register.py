"""The register against the schema: no table and no column is forgotten, and none stands in two places."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from re import findall

import pytest
from sqlalchemy import LargeBinary, Table, text
from sqlalchemy.orm import Session

from webapp import storage
from webapp.services.privacy.register import REGISTER, condition, covered, own_tables, paths
from webapp.services.privacy.register_shapes import Own
from webapp.storage import Base

ROOT = Path(__file__).parents[3]
OWN = [one for _group, one in own_tables()]


def tables() -> dict[str, Table]:
    """Every table of every module of the room."""
    for module in iter_modules(storage.__path__):
        import_module(f"{storage.__name__}.{module.name}")
    return dict(Base.metadata.tables)


def test_every_table_stands_in_one_class_with_its_rows_or_a_reason() -> None:
    assert set(covered()) == set(tables()), (
        "say in services/privacy/register_*.py whose rows it holds, or why nobody's"
    )
    for group in REGISTER:
        assert all(why.strip() for why in group.left.values()), group.key
        assert {one.table for one in group.own}.isdisjoint(group.left), group.key


@pytest.mark.parametrize("one", OWN, ids=lambda one: one.name or one.table)
def test_every_column_goes_into_the_copy_or_is_left_out_by_name(one: Own) -> None:
    table = tables()[one.table]
    of_itself = {column.name for column in table.columns if column.name == "id" or column.foreign_keys}
    named = set(one.shown) | set(one.without.split()) | ({one.file[0]} if one.file else set())
    known = {column.name for column in table.columns}
    assert named <= known, "no such column"
    assert known - of_itself - named == set(), "say whether it goes into the copy"
    assert not set(one.shown) & set(one.without.split())


@pytest.mark.parametrize("one", OWN, ids=lambda one: one.name or one.table)
def test_keys_of_people_and_bytes_never_go_into_the_lines(one: Own) -> None:
    table = tables()[one.table]
    for name in one.shown:
        targets = {key.column.table.name for key in table.columns[name].foreign_keys}
        assert not targets & {"akun", "pegawai", "pihak_luar"}, name
        assert not isinstance(table.columns[name].type, LargeBinary), name


@pytest.mark.parametrize("one", OWN, ids=lambda one: one.name or one.table)
def test_the_way_to_the_owner_can_be_asked(session: Session, one: Own) -> None:
    where = condition(one.by, paths()) + (f" AND {one.when}" if one.when else "")
    query = text(f"SELECT count(*) FROM {one.table} WHERE {where}")  # noqa: S608 - names from the register
    assert session.execute(query, {"pegawai": 0}).scalar_one() == 0


def test_the_register_of_processing_says_the_same() -> None:
    parts = dict(
        part.split("\n", 1)
        for part in (ROOT / "docs" / "privasi.md").read_text(encoding="utf-8").split("\n## ")[1:]
    )
    assert list(parts) == [group.title for group in REGISTER]
    for group in REGISTER:
        said = " ".join(parts[group.title].split())
        for word in ("Mengapa:", "Dasar:", "Yang melihat:", "Disimpan:"):
            assert word in said, (group.title, word)
        copied, _, left = said.partition("Tidak dalam salinan:")
        assert set(findall("`([a-z_]+)`", copied.partition("Dalam salinan:")[2])) == {
            one.table for one in group.own
        }
        assert set(findall("`([a-z_]+)`", left)) == set(group.left)
        assert all(why in left for why in group.left.values()), group.title
