"""Kota Contoh with a crowded unit: further people in Bidang A, who go by `P1`, `P2` ... like everybody else.

For whatever must not grow with the number of people: counts of statements in tests, times in benchmarks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event

from tests import bulanan
from tests.kota import PASSWORD, Kota
from tests.services import evaluations
from webapp.operations import Actor
from webapp.services import demo
from webapp.services.process import timers
from webapp.storage.bulanan import BuktiBulanan, HasilCek

LEADER = "KB"
"""Who evaluates the unit."""


@dataclass
class Crowd(Kota):
    """The city; `people` are the further employees by their codes."""

    people: dict[str, int] = field(default_factory=dict)

    def actor(self, code: str) -> Actor:
        """The person behind a code, also of the crowd."""
        return evaluations.actor_of(self, self.people[code]) if code in self.people else super().actor(code)

    def pegawai_id(self, code: str) -> int:
        """The employee's row."""
        return self.people[code] if code in self.people else super().pegawai_id(code)


def crowded(city: Kota, number: int, results: int = 1) -> Crowd:
    """So many further people under KB, each with an SKP that is set."""
    crowd = Crowd(city.engine, city.now)
    found = evaluations.staff(crowd, number, results=results)
    crowd.people = {f"P{nth}": pegawai_id for nth, pegawai_id in enumerate(found, start=1)}
    with crowd.work.transaction() as tx:
        demo.set_passwords(tx, PASSWORD)
    return crowd


def judged_month(crowd: Crowd, codes: Sequence[str], bulan: int) -> None:
    """A month from its target to its judgement."""
    told_month(crowd, codes, bulan)
    for code in codes:
        bulanan.judge(crowd, LEADER, code, bulan)


def told_month(crowd: Crowd, codes: Sequence[str], bulan: int) -> None:
    """A month until it waits for its judgement, with a link of evidence in every row."""
    crowd.at(f"2026-{bulan:02d}-{12 if bulan == 1 else 2:02d} 08:00")
    for code in codes:
        if bulan == 1:
            bulanan.plan(crowd, code)
        bulanan.open_months(crowd, code)
        bulanan.target(crowd, code, bulan)
        bulanan.agree(crowd, LEADER, code, bulan)
    crowd.at(f"2026-{bulan + 1:02d}-01 00:00")
    timers.fire_all(crowd.work)
    crowd.at(f"2026-{bulan + 1:02d}-02 09:00")
    for code in codes:
        _prove(crowd, code, bulan)
        bulanan.tell(crowd, code, bulan)


def _prove(crowd: Crowd, code: str, bulan: int) -> None:
    akun_id = crowd.actor(code).akun_id
    rows = bulanan.sheet(crowd, code, bulan).rows
    with crowd.work.transaction() as tx:
        tx.session.add_all(
            BuktiBulanan(
                baris_id=row.baris.id, nama="Laporan bulan ini", tautan="https://contoh.go.id/laporan",
                hasil_cek=HasilCek.DAPAT_DIBUKA, dicek_pada=tx.now, akun_id=akun_id, pada=tx.now,
            )
            for row in rows
        )  # fmt: skip


def rated_year(crowd: Crowd, codes: Sequence[str]) -> None:
    """The yearly evaluation of these people until they wait for their ratings; the result of the unit is Baik."""
    evaluations.ready(crowd, *(crowd.people[code] for code in codes))


@contextmanager
def statements(city: Kota) -> Iterator[list[str]]:
    """What is sent to the database inside the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(city.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(city.engine, "before_cursor_execute", note)
