"""What a board reads once for all of its people: open steps, awaited results, drafts, earlier ratings, months.

Reads only; `board` puts the rows together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from webapp.domain.predikat import CapaianOrganisasi, Predikat, Rating
from webapp.operations import Actor
from webapp.operations.penilaian_tahunan import CAPAIAN_KE_HASIL, RATING
from webapp.operations.segmen_setahun import SegmenSetahun, segmen_orang
from webapp.services.months.monthly_board import matrix
from webapp.services.people.assignments import Desk, holder, holds
from webapp.services.process.decisions import decide
from webapp.services.process.items import Item, items
from webapp.services.work import Transaction
from webapp.storage.base import among
from webapp.storage.bulanan import EvaluasiBulanan, SkpBulanan
from webapp.storage.capaian import CapaianVersi, baca_kunci, capaian_semua
from webapp.storage.evaluasi import PapanBaris
from webapp.storage.kontrak import rekomendasi_banyak
from webapp.storage.organisasi import Unit, nama_pegawai
from webapp.storage.pesan import Langganan
from webapp.storage.process import CaseStatus, Draft, Journal, ProcessCase
from webapp.storage.skp import Skp

from .board_model import AHEAD, PREPARED, RATE, STAGES, Recommended, Stage, Typed, typed_from, typed_of


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
        years = {row.tahun for row in skp}
        self.segments = self._segments(skp, years)
        self.recommended = self._recommended(ids)
        self.matrix = matrix(tx)
        self._standing = {key: one for year in years for key, one in capaian_semua(tx.session, year).items()}
        self._units = self._named()
        self._fixed: dict[CapaianOrganisasi, Rating] = {}

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
        steps = {
            (item.case_id, item.key): document_id
            for document_id, item in self.items.items()
            if item.element_id == RATE
        }
        cases = [case_id for case_id, _ in steps]
        query = select(Draft).where(among(Draft.case_id, cases), Draft.akun_id == self.actor.akun_id)
        drafts = {(row.case_id, row.key): row.values for row in self.tx.session.scalars(query)}
        return {steps[step]: values for step, values in drafts.items() if step in steps}

    def _segments(self, skp: Sequence[Skp], years: set[int]) -> dict[int, list[SegmenSetahun]]:
        """Closed segments of the year, by person."""
        people, ids = [row.pegawai_id for row in skp], [row.id for row in skp]
        found: dict[int, list[SegmenSetahun]] = {}
        for year in years:
            found |= segmen_orang(self.tx.session, people, year, ids)
        return found

    def _recommended(self, ids: Sequence[int]) -> dict[int, list[Recommended]]:
        """What leaders of assignments recommend, by SKP."""
        rows = rekomendasi_banyak(self.tx.session, ids)
        names = nama_pegawai(self.tx.session, {kontrak.ketua_id for kontrak, _ in rows})
        found: dict[int, list[Recommended]] = {}
        for kontrak, saran in rows:
            one = Recommended(names[kontrak.ketua_id], kontrak.rhk, saran)
            found.setdefault(kontrak.skp_id, []).append(one)
        return found

    def _named(self) -> dict[int, str]:
        """Names of the units whose results are awaited."""
        ids = {baca_kunci(kunci)[1] for kunci in self.awaited.values()}
        query = select(Unit.id, Unit.nama).where(among(Unit.id, ids))
        return {row.id: row.nama for row in self.tx.session.execute(query)}

    def standing(self, kunci: str | None) -> CapaianVersi | None:
        """The result that counts for a correlation."""
        return None if kunci is None else self._standing.get(kunci)

    def fixed(self, capaian: CapaianOrganisasi) -> Rating:
        """The rating that the result of a unit gives its head, asked once for each result."""
        if capaian not in self._fixed:
            decided = decide(self.tx, CAPAIAN_KE_HASIL, {"capaian": capaian.value})
            self._fixed[capaian] = Rating(decided.values["hasil_kerja"])
        return self._fixed[capaian]

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
        return self._units.get(baca_kunci(self.awaited[skp_id])[1], "")
