"""The months of Kota Contoh for tests: the action plan and the acts on a sheet, as verbs on the city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from tests.kota import Kota, filled
from webapp.domain.bulanan import SEMUA_BULAN, Rencana
from webapp.domain.skp import IsiSkp
from webapp.operations import Context, Subject, find
from webapp.services.months import action_plan
from webapp.services.months.monthly import Sheet, load
from webapp.services.people.calendars.days import deadline_calendar
from webapp.services.process import cases, tasks, timers
from webapp.services.process.decisions import decide
from webapp.services.process.replaying import replay
from webapp.storage.bulanan import SkpBulanan
from webapp.storage.caselog import read_case
from webapp.storage.process import ProcessCase

LIMA = tuple(f"Tersusunnya dokumen layanan kepegawaian bagian {n}" for n in range(1, 6))
"""The five results of the scenarios."""


def established(city: Kota, code: str = "SR", by: str = "KB", results: Sequence[str] = LIMA) -> Kota:
    """The SKP of somebody set, with these results."""
    city.dialog(by, code, *results)
    city.write(code)
    city.submit(code, catatan="Rumusan ini disepakati dalam dialog.")
    city.review(by, code)
    city.sign(code)
    city.establish(by, code)
    return city


def plan(city: Kota, code: str = "SR", months: Mapping[str, Sequence[int]] | None = None) -> None:
    """The owner writes the plan of every row and hands it in; `months` for rows that are not worked on every month."""
    begin_plan(city, code)
    write_plan(city, code, months)
    complete_plan(city, code)


def write_plan(city: Kota, code: str = "SR", months: Mapping[str, Sequence[int]] | None = None) -> None:
    """The owner writes the plan without handing it in."""
    skp = city.skp(code)
    chosen = months or {}
    with city.reading() as tx:
        found = action_plan.plan(tx, city.actor(code), skp.id)
    assert found.isi is not None
    for rhk in found.isi.rhk:
        cells = [
            Rencana(rhk.kunci, month, f"Menyusun bagian bulan {month}", Decimal(1), "dokumen", "i1")
            for month in chosen.get(rhk.kunci, SEMUA_BULAN)
            if month in found.months
        ]
        action_plan.save_row(city.work, city.actor(code), skp.id, rhk.kunci, cells)


def begin_plan(city: Kota, code: str) -> None:
    """Until the year's own course asks for the plan, a case of its own does."""
    skp = city.skp(code)
    with city.reading() as tx:
        if action_plan.open_step(tx, skp.id) is not None:
            return
    with city.work.transaction() as tx:
        cases.start(tx, "rencana_aksi", subject_id=skp.pegawai_id, document_kind="skp", document_id=skp.id)


def complete_plan(city: Kota, code: str = "SR") -> Any:
    """The owner hands the plan in."""
    with city.reading() as tx:
        step = action_plan.open_step(tx, city.skp(code).id)
    assert step is not None
    return city.complete(code, *step)


def open_months(city: Kota, code: str = "SR") -> list[int]:
    """Let the sheets that are due be made, as the year's course does. Returns the months that have one."""
    timers.fire_all(city.work)
    while _open_next(city, code):
        pass
    return sorted(sheet.lembar.bulan for sheet in sheets(city, code))


def _open_next(city: Kota, code: str) -> bool:
    skp = city.skp(code)
    before = len(sheets(city, code))
    operation = find("skp_bulanan.buka")
    assert operation is not None
    with city.work.transaction() as tx:
        day = tx.work.organisation.day(tx.session, tx.today)
        subject = Subject(skp.case_id or 0, skp.pegawai_id, "skp", skp.id)
        context = Context(
            tx.session, tx.now, tx.today, subject, day.bagan,
            calendar=lambda year: deadline_calendar(tx, skp.pegawai_id, year),
            deciding=lambda table, facts: decide(tx, table, facts),
        )  # fmt: skip
        operation.run(context, {})
        for new in context.requests.starts:
            cases.start(tx, new.process_id, subject_id=new.pegawai_id, document_kind=new.document_kind,
                        document_id=new.document_id, facts=new.facts)  # fmt: skip
    return len(sheets(city, code)) > before


def sheets(city: Kota, code: str = "SR") -> list[Sheet]:
    """All sheets of somebody, in order."""
    with city.reading() as tx:
        query = select(SkpBulanan.id).where(SkpBulanan.skp_id == city.skp(code).id).order_by(SkpBulanan.bulan)
        found = load(tx, list(tx.session.scalars(query)))
    return list(found.values())


def sheet(city: Kota, code: str, bulan: int) -> Sheet:
    """The sheet of a month."""
    return next(one for one in sheets(city, code) if one.lembar.bulan == bulan)


def open_keys(city: Kota, code: str, bulan: int) -> list[str]:
    """Keys of the open human steps of a sheet."""
    case_id = sheet(city, code, bulan).lembar.case_id
    if case_id is None:
        return []
    with city.reading() as tx:
        case = read_case(tx.session, case_id)
        assert case is not None
        return [step.key for step in replay(tx, case).open if step.kind == "human"]


def do(city: Kota, who: str, whose: str, bulan: int, step: str, *, values: dict[str, str] | None = None,
       **answers: Any) -> Any:  # fmt: skip
    """Complete the open step with this element id on somebody's month."""
    key = next(key for key in open_keys(city, whose, bulan) if step in key.rsplit("/", 1)[-1])
    case_id = sheet(city, whose, bulan).lembar.case_id
    assert case_id is not None
    return city.complete(who, case_id, key, values=values, **answers)


def target(city: Kota, code: str, bulan: int, reason: str = "") -> Any:
    """The owner hands the target in as the plan has it."""
    rows = {
        f"b{row.baris.id}": {
            "rhk": row.baris.rhk_kunci,
            "uraian": row.baris.uraian,
            "target": row.baris.target,
            "satuan": row.baris.satuan,
            "iki": row.baris.iki_kunci,
        }
        for row in sheet(city, code, bulan).rows
    }
    return do(city, code, code, bulan, "susun_target", baris=rows, alasan_terlambat=reason)


def agree(city: Kota, who: str, whose: str, bulan: int, putusan: str = "setujui", alasan: str = "") -> Any:
    """The evaluator agrees to the target, or returns it."""
    return do(city, who, whose, bulan, "setujui", putusan=putusan, alasan=alasan)


def tell(city: Kota, code: str, bulan: int, **other: Any) -> Any:
    """The owner tells what became of every row."""
    rows = {
        row.baris.id: {"angka": Decimal(1), "narasi": "Satu dokumen selesai dan diserahkan",
                       "sumber_data": "Register dokumen"} | other
        for row in sheet(city, code, bulan).rows
    }  # fmt: skip
    return do(city, code, code, bulan, "isi_realisasi", realisasi=rows)


def judge(city: Kota, who: str, whose: str, bulan: int, hasil: str = "SESUAI", laku: str = "SESUAI",
          words: str = "Hasil bulan ini sesuai kesepakatan.", **other: Any) -> Any:  # fmt: skip
    """The evaluator judges the month."""
    return do(
        city, who, whose, bulan, "nilai_bulanan", putusan="nilai", hasil_kerja=f"{hasil}_EKSPEKTASI",
        perilaku=f"{laku}_EKSPEKTASI", umpan_balik=words, **other,
    )  # fmt: skip


def give_back(city: Kota, who: str, whose: str, bulan: int, reason: str) -> Any:
    """The evaluator returns the month."""
    return do(city, who, whose, bulan, "nilai_bulanan", putusan="kembalikan", alasan=reason)


def until_told(city: Kota, code: str = "SR", by: str = "KB", bulan: int = 2) -> Kota:
    """From the set SKP to the month that waits for its judgement. February 2026: opened on 25 January."""
    city.at(f"2026-{bulan:02d}-02 08:00")
    open_months(city, code)
    target(city, code, bulan)
    agree(city, by, code, bulan)
    city.at(f"2026-{bulan + 1:02d}-01 00:00")
    timers.fire_all(city.work)
    city.at(f"2026-{bulan + 1:02d}-02 09:00")
    tell(city, code, bulan)
    return city


def case_of(city: Kota, code: str, bulan: int) -> ProcessCase:
    """The case of a sheet (detached)."""
    with city.reading() as tx:
        case = tx.session.get_one(ProcessCase, sheet(city, code, bulan).lembar.case_id)
        tx.session.expunge(case)
        return case


def many(isi: IsiSkp) -> IsiSkp:
    """A draft completed, whatever its rows are."""
    return replace(filled(isi))


def request(**answers: Any) -> tasks.Submission:
    """What a board hands in for one person."""
    return tasks.Submission(uuid4(), answers=answers)
