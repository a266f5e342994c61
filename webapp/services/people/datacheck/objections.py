"""The part of the data check about objections whose evaluator has no superior in the data [PP 30/2019 Pasal 59]."""

from __future__ import annotations

from collections.abc import Iterator

from webapp.services.work import Transaction
from webapp.services.yearly.objections import without_superior

from .findings import Finding, Kind
from .people import People


def objection_findings(tx: Transaction, people: People) -> Iterator[Finding]:
    """Open objections that the PyB has to decide until a superior is recorded."""
    for one in without_superior(tx):
        someone = people[one.pegawai_id]
        if someone.seen:
            since = one.since.astimezone(tx.work.zone).date()
            yield Finding(
                Kind.KEBERATAN_TANPA_ATASAN, someone.nama, f"Diputus PyB. {one.alasan}", since,
                someone.nip, someone.id, someone.unit_id,
            )  # fmt: skip
