"""Diagram 2, the shipped SKP: each human step as people do it, and the dialogue at growing journal lengths.

Warm people are those whose run is in the cache when they act, cold ones those whose run is not. Nothing is faked but
the password of a signature: its 30 ms of hashing are there on purpose and would hide everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from tests.kota import filled
from webapp.operations import Actor
from webapp.services.planning import editor
from webapp.services.process import tasks
from webapp.services.process.replaying import replay
from webapp.services.work import Transaction
from webapp.storage.caselog import read_case
from webapp.storage.process import WorkItem
from webapp.storage.skp import Skp, SkpRevisi

from .world import World

STEPS = ("catat_dialog", "konfirmasi_dialog", "susun_skp", "reviu", "tanda_tangan", "tetapkan")
OWN = frozenset({"konfirmasi_dialog", "susun_skp", "tanda_tangan"})
WORDS = "Saya akan menyerahkan berkas yang lengkap dan dapat langsung dipakai bidang lain"


@dataclass
class Person:
    """One employee with an SKP, who is warm or cold."""

    world: World
    actor: Actor
    is_warm: bool
    skp_id: int = field(init=False)
    case_id: int = field(init=False)

    def __post_init__(self) -> None:
        with self.world.work.reading() as tx:
            query = select(Skp.id, Skp.case_id).where(Skp.pegawai_id == self.actor.pegawai_id)
            self.skp_id, case_id = tx.session.execute(query).one()
        assert case_id is not None
        self.case_id = case_id

    def act(self, step: str, **answers: Any) -> Callable[[], object]:
        """The completion of an open step, ready to be measured."""
        with self.world.work.reading() as tx:
            query = select(WorkItem.key).where(WorkItem.case_id == self.case_id, WorkItem.element_id == step)
            key = tx.session.scalars(query).one()
            values, rest = self._answers(tx, step)
            self._warm(tx)
        who = self.actor if step in OWN else self.world.evaluator
        submission = tasks.Submission(uuid4(), values, rest | answers, confirm=lambda _: None)
        return partial(tasks.complete, self.world.work, who, self.case_id, key, submission)

    def _warm(self, tx: Transaction) -> None:
        case = read_case(tx.session, self.case_id)
        assert case is not None
        run = self.world.work.runs.take(case.id, case.release_id, case.seq)
        if self.is_warm:
            self.world.work.runs.put(case.id, case.release_id, run or replay(tx, case))

    def _answers(self, tx: Transaction, step: str) -> tuple[Mapping[str, list[str]], dict[str, Any]]:
        if step == "catat_dialog":
            return {}, _dialogue(tx)
        if step == "konfirmasi_dialog":
            return {}, {"konfirmasi": "sesuai", "pernyataan": {"p1": WORDS}}
        if step == "susun_skp":
            return {}, {"catatan": ""}
        if step == "reviu":
            return {"keputusan": ["setujui"]}, {}
        seen = tx.session.scalars(select(SkpRevisi.sidik).where(SkpRevisi.skp_id == self.skp_id)).one()
        if step == "tanda_tangan":
            return {"setuju_tanda_tangan": ["true"]}, {"sidik": seen}
        return {"setuju_penetapan": ["true"], "tempat_penetapan": ["Kota Contoh"]}, {"sidik": seen}

    def send_back(self) -> None:
        """Ask for the recorded dialogue to be corrected."""
        answers = {"konfirmasi": "perlu_diperbaiki", "alasan_perbaikan": "Target belum jelas."}
        self.act("konfirmasi_dialog", **answers)()

    def write(self) -> None:
        """Fill the draft so that it may be submitted."""
        with self.world.work.reading() as tx:
            draft = editor.draft(tx, self.actor, self.skp_id)
        editor.save(self.world.work, self.actor, self.skp_id, draft.versi, filled)


def _dialogue(tx: Transaction) -> dict[str, Any]:
    result = {
        "kunci": "p1",
        "rhk_pimpinan": "Meningkatnya kualitas layanan kepegawaian",
        "uraian": "Terlaksananya analisis jabatan",
        "metode": "LANGSUNG",
    }
    return {
        "tanggal_dialog": tx.today.isoformat(),
        "kanal_dialog": "tatap_muka",
        "pendekatan": "kuantitatif",
        "ringkasan_kesepakatan": "Disepakati hasil kerja dan perilaku yang diharapkan tahun ini.",
        "peran": [result],
    }


def people(world: World, actors: Sequence[Actor]) -> list[Person]:
    """Persons of the given staff, every second one warm."""
    return [Person(world, actor, number % 2 == 0) for number, actor in enumerate(actors)]


def write_drafts(everybody: Sequence[Person]) -> None:
    """Fill everybody's draft."""
    for person in everybody:
        person.write()


def once_more(everybody: Sequence[Person]) -> None:
    """The dialogue once round its loop: recorded, and sent back for correction. Two entries more."""
    for person in everybody:
        person.act("catat_dialog")()
        person.send_back()
