"""Every step of a person has a last day, or stands here with the reason why it has none; the table has no idle row."""

from __future__ import annotations

import pytest

from tests.tabel import shipped
from tests.workflows.test_drawings import PROCESSES
from webapp.domain import bulanan

WITHOUT = {
    "aktivitas_bulanan.catat": "stands until the month is locked; what is to be mended has days of its own",
    "aktivitas_bulanan.verifikasi": "stands until the month is locked; each entry has days of its own",
    "capaian_organisasi.ubah_capaian": "an offer that nobody must take; it ends with the first signed document",
    "evaluasi_bulanan.tanggapan": "an offer that nobody must take; its timer ends it",
    "penjenjangan.versi_baru": "an offer that nobody must take; the year's end ends it",
    "penugasan.masa_berlaku": "runs as long as the mandate; its timer ends it",
    "perubahan.tarik_pegawai": "an offer that nobody must take; the answer ends it",
    "perubahan.tarik_penilai": "an offer that nobody must take; the answer ends it",
    "skp_bulanan.laksanakan": "the month itself; its timer ends it",
}
"""Steps without a last day, and why."""

ASKED_BY_OPERATIONS = {
    bulanan.DIJADWALKAN, bulanan.TARGET_TERLAMBAT, bulanan.TARGET_OTOMATIS, bulanan.KUNCI, bulanan.TANGGAPAN
}  # fmt: skip
"""Rows that no step names: days on which a sheet opens, is stamped, goes on and is locked, and its answer's timer."""

ASKED_BY_PAGES = {"aktivitas_bulanan.verifikasi", "aktivitas_bulanan.revisi"}
"""Rows about single entries inside a step that stands all month."""

STEPS = {
    f"{process.id}.{element.id}": element
    for process in PROCESSES.values()
    for element in process.elements.values()
    if element.kind == "userTask"
}


@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_human_step_has_a_last_day_or_a_reason_to_have_none(name: str) -> None:
    element = STEPS[name]
    has_one = element.deadline is not None or element.due is not None
    assert has_one != (name in WITHOUT)


def test_a_step_without_a_last_day_stands_in_nobodys_inbox() -> None:
    assert set(WITHOUT) <= set(STEPS)
    assert {name for name in WITHOUT if STEPS[name].properties.get("kotak_tugas") != "tidak"} == set()


def test_every_row_of_the_table_is_asked() -> None:
    (column,) = shipped()["batas_waktu"].inputs
    named = {element.deadline for element in STEPS.values()} - {None}
    assert set(column.values) == named | ASKED_BY_OPERATIONS | ASKED_BY_PAGES
