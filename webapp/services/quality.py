"""How well SKP are worded: counts for the report on quality, read from the journals.

The number of warnings with which an SKP was submitted is a fact of its submission, so it stays what it was when the
linter learns more words [BKPP Kota Semarang, isu SKP 11].
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Integer, func, select

from webapp.storage.process import Journal, ProcessCase
from webapp.storage.skp import Skp

from .work import Transaction


@dataclass(frozen=True)
class Wording:
    """Submissions of a year, returned ones included: all, and those that went in with warnings about wording."""

    submitted: int
    with_warnings: int


def wording(tx: Transaction, tahun: int) -> Wording:
    """Count the submissions of a year's SKP."""
    warnings = Journal.facts["peringatan_rumusan"].as_string().cast(Integer)
    query = (
        select(func.count(), func.count().filter(warnings > 0))
        .join(ProcessCase, ProcessCase.id == Journal.case_id)
        .join(Skp, Skp.id == ProcessCase.document_id)
        .where(
            ProcessCase.document_kind == "skp",
            Skp.tahun == tahun,
            Journal.facts.has_key("peringatan_rumusan"),
        )
    )
    submitted, with_warnings = tx.session.execute(query).one()
    return Wording(submitted, with_warnings)
