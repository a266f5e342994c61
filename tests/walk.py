"""A year of Kota Contoh as a walk: its clock, what the worker does, and the steps of somebody's year as verbs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from tests import bulanan
from tests.invariants import Finals, broken
from tests.kota import NIP, Kota
from webapp.domain.skp import StatusSkp
from webapp.operations.penjenjangan import sel_skp
from webapp.services.people import segments
from webapp.services.process import inbox, messages, timers
from webapp.services.process.replaying import replay
from webapp.storage.caselog import read_case
from webapp.storage.pesan import Pesan

PLANNED = {
    "KD": (6, 12), "KB": (1,), "SR": (1, 2, 6, 12), "DH": (2, 9), "LN": (3, 9), "YK": (4, 10), "BS": (9, 12),
}  # fmt: skip
"""Months in which a person's results are worked on; the sheets of the others are empty by plan."""


class Walk:
    """The city, its clock, and what must hold after every chapter."""

    def __init__(self, city: Kota) -> None:
        self.city = city
        self.finals = Finals()
        self.codes = {city.pegawai_id(code): code for code in NIP}

    def at(self, text: str) -> Kota:
        """Go on to a moment, and let the worker do what is due."""
        self.city.at(text)
        self.settle()
        return self.city

    def settle(self) -> None:
        """Segments, timers and messages, until nothing moves."""
        segments.discover(self.city.work)
        while timers.fire_all(self.city.work) + self._deliver():
            pass

    def _deliver(self) -> int:
        with self.city.reading() as tx:
            ids = list(tx.session.scalars(select(Pesan.id).order_by(Pesan.id)))
        return sum(messages.deliver(self.city.work, one) for one in ids)

    def holds(self) -> None:
        """The invariants of the year."""
        assert broken(self.city, self.finals) == []

    def evaluator(self, code: str) -> str:
        """Who evaluates somebody today, by code."""
        with self.city.reading() as tx:
            found = tx.work.organisation.day(tx.session, tx.today).penilai(self.city.pegawai_id(code))
        penilai_id = getattr(found, "penilai_id", None)
        return "WK" if penilai_id is None else self.codes[penilai_id]

    def steps(self, code: str) -> dict[str, str]:
        """Open human steps of the person's year: key by element."""
        with self.city.reading() as tx:
            case = read_case(tx.session, self.city.case_id(code))
            assert case is not None
            return {step.element.id: step.key for step in replay(tx, case).open if step.kind == "human"}

    def act(
        self, who: str, whose: str, step: str, *, values: Mapping[str, str] | None = None, **answers: Any
    ) -> None:
        """Do an open step of somebody's year."""
        key = self.steps(whose)[step]
        self.city.complete(who, self.city.case_id(whose), key, values=dict(values or {}), **answers)

    def establish(self, code: str) -> None:
        """Draft, review and two signatures after the dialogue, then the plan of the months."""
        by = self.evaluator(code)
        self.city.write(code)
        self.city.submit(code, catatan="Rumusan disepakati dalam dialog.")
        self.city.review(by, code)
        self.city.sign(code)
        self.city.establish(by, code)
        assert self.city.skp(code).status is StatusSkp.DITETAPKAN
        bulanan.write_plan(self.city, code, {rhk.kunci: PLANNED[code] for rhk in self.city.isi(code).rhk})
        self.act(code, code, "susun_rencana_aksi")

    def month(self, bulan: int, *codes: str) -> None:
        """One month's sheets from target to published predikat, on time."""
        self.at(f"2026-{bulan:02d}-05 07:00" if bulan == 1 else f"2026-{bulan:02d}-01 07:00")
        for code in codes:
            bulanan.target(self.city, code, bulan)
            bulanan.agree(self.city, self.evaluator(code), code, bulan)
            assert not bulanan.sheet(self.city, code, bulan).lembar.target_terlambat
        self.at("2027-01-02 09:00" if bulan == 12 else f"2026-{bulan + 1:02d}-02 09:00")
        for code in codes:
            bulanan.tell(self.city, code, bulan)
            bulanan.judge(self.city, self.evaluator(code), code, bulan)

    def inbox(self, code: str) -> list[tuple[str, str]]:
        """Whose and which steps stand in somebody's inbox."""
        with self.city.reading() as tx:
            return [
                (self.codes[one.subject_id], one.element_id) for one in inbox.inbox(tx, self.city.actor(code))
            ]

    def talk(self, code: str) -> None:
        """A dialogue about the results that the MPH gave."""
        city = self.city
        above = city.isi(self.evaluator(code)).rhk_utama[0].uraian
        with city.reading() as tx:
            cells = sel_skp(tx.session, city.skp(code).id)
        peran = [
            {
                "kunci": one.kunci,
                "rhk_pimpinan": above,
                "uraian": one.uraian,
                "metode": str(one.metode),
            }
            for one in cells.values()
        ]
        city.do(
            self.evaluator(code), code, "catat_dialog",
            tanggal_dialog=city.now.date().isoformat(), kanal_dialog="tatap_muka", pendekatan="kuantitatif",
            ringkasan_kesepakatan="Disepakati hasil kerja dan perilaku yang diharapkan tahun ini.", peran=peran,
        )  # fmt: skip
        words = "Saya akan menyerahkan berkas yang lengkap dan dapat langsung dipakai bidang lain"
        city.do(
            code,
            code,
            "konfirmasi_dialog",
            konfirmasi="sesuai",
            pernyataan={one["kunci"]: words for one in peran},
        )
