"""What a board reads once for all of its people: open steps, awaited results, drafts, earlier ratings, months.

Reads only; `board` puts the rows together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from webapp.domain.predikat import Predikat, Rating
from webapp.domain.skp import StatusSkp
from webapp.operations import Actor
from webapp.operations.penilaian_tahunan import RATING
from webapp.storage.base import among
from webapp.storage.bulanan import EvaluasiBulanan, SkpBulanan
from webapp.storage.capaian import CapaianVersi, baca_kunci, capaian_berlaku
from webapp.storage.evaluasi import PapanBaris
from webapp.storage.organisasi import Unit
from webapp.storage.pesan import Langganan
from webapp.storage.process import CaseStatus, Draft, Journal, ProcessCase
from webapp.storage.skp import Skp

from .assignments import Desk, holder, holds
from .board_model import AHEAD, PREPARED, RATE, STAGES, Stage, Typed, typed_from, typed_of
from .items import Item, items
from .monthly_board import matrix
from .work import Transaction


class Known:
    """What is read once for all rows: open steps, awaited results, drafts, facts of cases, months."""

    def __init__(
        self, tx: Transaction, actor: Actor, skp: Sequence[Skp], typed: Mapping[int, Typed] | None
    ) -> None:
        self.tx, self.actor, self.desk, self.typed = tx, actor, Desk(tx), typed
        ids = [row.id for row in skp]
        self.items: dict[int, Item] = {}
        for item in items(tx, ProcessCase.document_kind == "skp", among(ProcessCase.document_id, ids)):
            if item.element_id in STAGES:
                self.items[item.document_id] = item
        self.awaited = self._awaited(ids)
        self.rated = self._rated(ids)
        self.months = self._months(ids)
        self.drafts = self._drafts()
        self.prepared = self._prepared(ids)
        self.moved = self._moved([row.pegawai_id for row in skp], {row.tahun for row in skp})
        self.matrix = matrix(tx)
        self._standing: dict[str, CapaianVersi | None] = {}

    def _awaited(self, ids: Sequence[int]) -> dict[int, str]:
        query = (
            select(ProcessCase.document_id, Langganan.korelasi)
            .join(Langganan, Langganan.case_id == ProcessCase.id)
            .where(
                ProcessCase.document_kind == "skp",
                among(ProcessCase.document_id, ids),
                ProcessCase.status == CaseStatus.OPEN,
                Langganan.nama == AHEAD,
            )
        )
        return {row[0]: row[1] for row in self.tx.session.execute(query)}

    def _prepared(self, ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
        """Whose result counts for each, and whether the person leads that unit, as the cases noted it."""
        query = (
            select(ProcessCase.document_id, Journal.facts)
            .join(Journal, Journal.case_id == ProcessCase.id)
            .where(
                ProcessCase.document_kind == "skp",
                among(ProcessCase.document_id, ids),
                Journal.operation == PREPARED,
            )
            .order_by(Journal.at, Journal.seq)
        )
        return {row[0]: row[1] for row in self.tx.session.execute(query)}

    def _rated(self, ids: Sequence[int]) -> dict[int, PapanBaris]:
        query = select(PapanBaris).where(among(PapanBaris.skp_id, ids)).order_by(PapanBaris.papan_id)
        return {row.skp_id: row for row in self.tx.session.scalars(query)}

    def _months(self, ids: Sequence[int]) -> dict[int, list[tuple[int, Predikat]]]:
        query = (
            select(SkpBulanan.skp_id, SkpBulanan.bulan, EvaluasiBulanan.predikat)
            .join(EvaluasiBulanan, EvaluasiBulanan.skp_bulanan_id == SkpBulanan.id)
            .where(among(SkpBulanan.skp_id, ids))
            .order_by(SkpBulanan.bulan)
        )
        found: dict[int, list[tuple[int, Predikat]]] = {}
        for skp_id, bulan, predikat in self.tx.session.execute(query):
            found.setdefault(skp_id, []).append((bulan, predikat))
        return found

    def _drafts(self) -> dict[int, Mapping[str, list[str]]]:
        cases = {
            item.case_id: document_id for document_id, item in self.items.items() if item.element_id == RATE
        }
        query = select(Draft).where(among(Draft.case_id, list(cases)), Draft.akun_id == self.actor.akun_id)
        return {cases[row.case_id]: row.values for row in self.tx.session.scalars(query)}

    def _moved(self, people: Sequence[int], years: set[int]) -> set[int]:
        """Those who have a closed segment in the year."""
        query = select(Skp.pegawai_id).where(
            among(Skp.pegawai_id, people), Skp.tahun.in_(years), Skp.status == StatusSkp.DITUTUP_SEGMEN
        )
        return set(self.tx.session.scalars(query))

    def standing(self, kunci: str | None) -> CapaianVersi | None:
        """The result that counts for a correlation, each asked once."""
        if kunci is not None and kunci not in self._standing:
            self._standing[kunci] = capaian_berlaku(self.tx.session, kunci)
        return None if kunci is None else self._standing[kunci]

    def predikat(self, text: Typed) -> Predikat | None:
        """What the matrix says of two ratings; None while one is missing."""
        if text.hasil_kerja not in RATING or text.perilaku not in RATING:
            return None
        return self.matrix[Rating(text.hasil_kerja), Rating(text.perilaku)]

    def stage(self, skp_id: int) -> Stage:
        """Where the person's evaluation stands."""
        if skp_id in self.items:
            return STAGES[self.items[skp_id].element_id]
        if skp_id in self.awaited:
            return Stage.MENUNGGU_CAPAIAN
        return Stage.DISAMPAIKAN if skp_id in self.rated else Stage.BELUM

    def step(self, skp_id: int) -> tuple[int, str] | None:
        """The step of rating, if it is open and the reader's."""
        item = self.items.get(skp_id)
        if item is None or item.element_id != RATE:
            return None
        held = holder(self.desk, item.place)
        return (item.case_id, item.key) if held is not None and holds(self.desk, self.actor, held) else None

    def text(self, skp_id: int, fixed: Rating | None) -> Typed:
        """What stands in the fields: typed just now, else the draft, else what was handed in last."""
        found = self._text(skp_id)
        if fixed is None:
            return found
        return Typed(fixed.value, "", found.perilaku, found.alasan_perilaku, found.segmen)

    def _text(self, skp_id: int) -> Typed:
        if self.typed is not None and skp_id in self.typed:
            return self.typed[skp_id]
        draft = self.drafts.get(skp_id)
        if draft is not None:
            return typed_from(draft)
        row = self.rated.get(skp_id)
        return Typed() if row is None else typed_of(row)

    def unit_of(self, skp_id: int) -> str:
        """The unit whose result is awaited, by name."""
        unit = self.tx.session.get(Unit, baca_kunci(self.awaited[skp_id])[1])
        return "" if unit is None else unit.nama
