"""Which items of the bank a person may use on a day: by the units above the own post and its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from webapp.domain.bank_aktivitas import VersiButir
from webapp.domain.jabatan import JenisJabatan
from webapp.domain.organisasi import jabatan_definitif
from webapp.services.work import Transaction


@dataclass(frozen=True)
class Scope:
    """The units of a person's post, the own one and those above it, and the kind of the post."""

    units: frozenset[int]
    kind: JenisJabatan | None


def scope_of(tx: Transaction, pegawai_id: int, tanggal: date) -> Scope:
    """The person's scope on a day; empty without a post (only items for everybody fit)."""
    day = tx.work.organisation.day(tx.session, min(tanggal, tx.today))
    post = jabatan_definitif(pegawai_id, day.tanggal, day.bagan)
    if post is None:
        return Scope(frozenset(), None)
    return Scope(frozenset(unit.id for unit in day.above(post.unit_id)), post.jenis)


def fits(item: VersiButir, scope: Scope) -> bool:
    """Whether an item is meant for that scope."""
    return item.lingkup.mencakup(scope.units, scope.kind)
