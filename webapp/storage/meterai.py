"""Seals: what each one fixed, where it went, and what later checks found. Machinery beside journals and logs.

A seal and a check are only ever added. `SealHead` and `SealGap` are what the next seal needs to know of the last one.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from webapp.storage.base import Base, BigInt, RowId, choice
from webapp.storage.process import FILLED_FOR_UPDATES


class Seal(Base):
    """A seal as it was made. `marks`: the last number of each log; `file`: its two lines, body and signatures."""

    __tablename__ = "seal"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    number: Mapped[BigInt] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    hash: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str]
    cases: Mapped[BigInt]
    root: Mapped[str]
    marks: Mapped[dict[str, int]] = mapped_column(JSONB)
    file: Mapped[bytes] = mapped_column(deferred=True)


class SealHead(Base):
    """The head of a case as the last seal has it, and its place in the tree."""

    __tablename__ = "seal_head"
    __table_args__ = (FILLED_FOR_UPDATES,)

    case_id: Mapped[BigInt] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[BigInt] = mapped_column(unique=True)
    seq: Mapped[int]
    head: Mapped[bytes]
    leaf: Mapped[bytes]


class SealGap(Base):
    """Numbers of a log that were not there when later ones were sealed."""

    __tablename__ = "seal_gap"
    __table_args__ = (CheckConstraint("low <= high", name="order"),)

    log: Mapped[str] = mapped_column(primary_key=True)
    low: Mapped[BigInt] = mapped_column(primary_key=True, autoincrement=False)
    high: Mapped[BigInt]
    since: Mapped[datetime]


class Way(StrEnum):
    """How a seal leaves the machine: as a file in a folder, or as a letter."""

    BERKAS = "BERKAS"
    SURAT = "SURAT"


class SealDelivery(Base):
    """A seal that is to go to a folder or an address; `done_at` None: not yet, so it is tried again."""

    __tablename__ = "seal_delivery"
    __table_args__ = (
        Index(
            "ix_seal_delivery_open", "way", "target", "seal_number", postgresql_where=text("done_at IS NULL")
        ),
    )

    seal_number: Mapped[BigInt] = mapped_column(ForeignKey("seal.number"), primary_key=True)
    way: Mapped[Way] = mapped_column(choice(Way, "way"), primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    done_at: Mapped[datetime | None]


class SealCheck(Base):
    """What one check of journals and logs by the seals found; `fault` None: nothing is broken."""

    __tablename__ = "seal_check"

    id: Mapped[RowId]
    at: Mapped[datetime]
    seal_number: Mapped[BigInt | None]
    counted: Mapped[dict[str, Any]] = mapped_column(JSONB)
    fault: Mapped[str | None]
