"""The declarative base of all tables, and the column types they share.

This room holds tables and queries. It may use `domain`, SQLAlchemy and psycopg; it must not know the web
framework, the engine or the services, and it never commits: a transaction belongs to its caller.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Enum,
    Identity,
    MetaData,
    Text,
    any_,
    func,
    literal,
)
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.orm import registry as Registry  # noqa: N812 - a class, whatever its name
from sqlalchemy.sql import operators
from sqlalchemy.types import Date, TypeDecorator, TypeEngine

from webapp.domain.masa import Masa

NAMES = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}
"""How constraints are named where a table does not say otherwise; a refusal is told by its constraint."""


class MasaType(TypeDecorator[Masa]):
    """A `daterange` column read and written as the domain's `Masa` (half-open, open end allowed)."""

    impl = DATERANGE
    cache_ok = True

    def process_bind_param(self, value: Masa | None, dialect: Dialect) -> Range[date] | None:
        return None if value is None else Range(value.mulai, value.sampai, bounds="[)")

    def process_result_value(self, value: Any, dialect: Dialect) -> Masa | None:
        return None if value is None else Masa(value.lower, value.upper)

    def coerce_compared_value(self, op: operators.OperatorType | None, value: Any) -> TypeEngine[Any]:
        """`kolom.contains(tanggal)` compares with a date, everything else with another period."""
        return Date() if isinstance(value, date) else self


class Base(DeclarativeBase):
    """Base of all tables. Its registry is made here, so that another holder of engines may adopt the base."""

    registry: ClassVar[Registry] = Registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={str: Text(), datetime: DateTime(timezone=True), Masa: MasaType()},
    )


def choice(kinds: type[StrEnum], name: str) -> Enum:
    """A text column that holds one value of `kinds`; `name` ends the check constraint's name."""
    return Enum(
        kinds,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=_values,
    )


def _values(kinds: Sequence[StrEnum] | type[StrEnum]) -> list[str]:
    return [kind.value for kind in kinds]


RowId = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
"""Surrogate key, given by the database."""

BigInt = Annotated[int, mapped_column(BigInteger)]
"""A whole number or the key of another row."""

Now = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
"""A moment, by default the start of the transaction by the database's clock."""


def range_is_sound(column: str) -> str:
    """SQL of the check that a period has a first day and at least one day."""
    return f"NOT isempty({column}) AND NOT lower_inf({column})"


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether a key is one of many, told as one array: a list of hundreds costs no more to send than one number."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))  # type: ignore[no-any-return]
