"""January and February at the daily clock: entries on a phone, the verifikator's list, the bank, the month of TPP."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from playwright.sync_api import expect

from tests import aktivitas as verbs
from tests.e2e.people import Person
from webapp.services.activities import corrections, suggestions
from webapp.services.tpp import run

from .pictures import DESK, PHONE
from .stage import Stage

TEAM = ("SR", "DH", "LN", "YK")
DAYS = (21, 22, 23, 26, 27)
WORK = (("ADM-001", 2), ("KPG-002", 3), ("ADM-009", 1), ("LYN-002", 4), ("KPG-001", 6))
"""Items of the example's bank, with how many of them."""

MONTH = "/tpp/2026-01"


def daily(stage: Stage) -> None:
    """A week of four people; SR enters on a phone what KB then verifies."""
    city = stage.city
    stage.close()
    months_before(stage)
    for day in DAYS:
        city.at(f"2026-01-{day} 15:30")
        for nth, code in enumerate(TEAM):
            if (code, day) != ("DH", 22):
                work_day(stage, code, day, nth + day)
    stage.at("2026-01-28 09:00")
    suggestions.keep_favourite(city.work, city.actor("SR"), verbs.butir(city, "LYN-002"), 4)
    window = stage.enter("SR", PHONE).open("/aktivitas", "aktivitas")
    quick(window)
    window.open("/aktivitas/bulan/2026-01", "aktivitas sebulan")
    desk = stage.enter("KB", DESK).open("/aktivitas/verifikasi?tandai=tanpa_petunjuk", "verifikasi aktivitas")
    desk.open("/tim/aktivitas", "peta aktivitas")
    bank(stage)


def months_before(stage: Stage) -> None:
    """SR's first weeks of January, entered late and approved."""
    first = date(2026, 1, 5)
    for day in (first.replace(day=number) for number in (5, 6, 7, 8, 9, 12, 13, 14, 15, 19)):
        work_day(stage, "SR", day.day, day.day, alasan_terlambat="Jaringan kantor sedang diperbaiki")
    verbs.decide(stage.city, "KB", *(row.id for row in verbs.entries(stage.city, "SR")))


def work_day(stage: Stage, code: str, day: int, seed: int, **other: Any) -> None:
    """Three entries of somebody's day; what is older than two days is approved."""
    city = stage.city
    if code == "SR":
        other |= {"rhk_kunci": city.isi("SR").rhk[seed % 2].kunci, "alasan_tanpa_rhk": ""}
    made = []
    for nth in range(3):
        kode, volume = WORK[(seed + nth) % len(WORK)]
        made.append(verbs.write(city, code, f"2026-01-{day:02}", kode=kode, volume=volume, **other).id)
    if day < 26 and not other.get("alasan_terlambat"):
        verbs.decide(city, "KB", *made)


def quick(window: Person) -> None:
    """The quick form, filled and saved."""
    window.fill("Butir kegiatan", "berkas usul").tick(re.compile("kenaikan pangkat"))
    window.fill("Jumlah (volume)", "3").seen("catat cepat").press("Simpan")
    expect(window.page.get_by_text("Tercatat 135 menit")).to_be_visible()


def bank(stage: Stage) -> None:
    """The manager of an OPD proposes an item, and BKPP looks at it."""
    window = stage.enter("WS", DESK).open("/bank-aktivitas").follow("Usulkan butir")
    window.fill("Kode", "LYN-010").fill("Nama butir", "Mengunggah dokumen ke portal layanan")
    window.fill("Satuan hasil", "dokumen").fill("Waktu baku satu satuan (menit)", "15")
    window.fill("Mulai berlaku", "2026-02-01").fill("Dasar waktu baku", "Anjab dan ABK 2026, lampiran 4")
    window.seen("usul butir").press("Kirim usul")
    desk = stage.enter("NH", DESK).open("/bank-aktivitas", "bank aktivitas")
    desk.open("/tugas").follow(re.compile("Periksa usul")).tick("Setujui")
    desk.seen("periksa usul butir").press("Kirim putusan")


def allowance(stage: Stage) -> None:
    """January is locked and computed, a second admin makes it final, and SR asks for a correction."""
    city = stage.city
    month_id = run.open_month(city.work, date(2026, 1, 1))
    stage.at("2026-02-06 09:00")
    stage.enter("NH", DESK).open(MONTH).follow("Kunci bulan", "kunci bulan")
    verbs.do(city, "NH", "tpp_bulanan", month_id, setuju_kunci="true")
    verbs.deliver(city)
    verbs.compute(city)
    stage.enter("NH", DESK).open(MONTH, "hasil tpp").open(f"{MONTH}/putaran/1")
    verbs.do(city, "NH", "tpp_bulanan", month_id, hasil_periksa="lanjut")
    stage.enter("KBK", DESK).open(MONTH).follow("Tetapkan hasil", "tetapkan tpp")
    verbs.make_final(city, month_id)
    window = stage.enter("SR", PHONE).open("/tpp/saya/2026-01", "tpp saya")
    window.open(f"/aktivitas/koreksi/{city.pegawai_id('SR')}/2026-01").tick("Tambah menit")
    window.fill(re.compile("^Menit$"), "60").fill("Alasan", "Rapat 20 Januari belum tercatat.").seen(
        "usul koreksi"
    )
    koreksi = corrections.propose(
        city.work,
        city.actor("SR"),
        city.pegawai_id("SR"),
        date(2026, 1, 1),
        60,
        "Rapat 20 Januari belum tercatat.",
    )
    stage.enter("KD", DESK).open("/tugas").follow(re.compile("Putuskan koreksi"), "putuskan koreksi")
    verbs.do(city, "KD", "koreksi_aktivitas", koreksi, putusan_koreksi="setujui",
             alasan_putusan_koreksi="Sesuai daftar hadir.")  # fmt: skip
