"""January: one SKP from the dialogue to the official file, the promises of the unit, and the results handed down."""

from __future__ import annotations

from collections.abc import Callable

from tests import bulanan
from tests.e2e import story
from tests.e2e.people import Person
from tests.e2e.server import work_off
from tests.services.sakip_files import HEADER, INDICATORS, bring, dictionary, promise
from tests.services.test_jpt import talk as talk_about_promises
from tests.services.test_mph import cell, spread
from tests.services.test_quality import worded
from webapp.domain.skp import IsiSkp

from .pictures import DESK, PHONE
from .stage import Stage, shoot

SHARES = {
    "DH": "Tersusunnya arsip kepegawaian digital 12 perangkat daerah",
    "LN": "Terlaksananya analisis jabatan pada 14 OPD",
    "YK": "Tersusunnya peta kompetensi 40 OPD",
}
"""What the head of Bidang A hands down after SR's SKP was set."""

PLANNED = {"SR": (2, 5, 8, 11), "DH": (2,), "LN": (2,), "YK": (2,)}
"""Months in which somebody's results are worked on."""


def one_skp(stage: Stage) -> None:
    """SR and KB on the pages, with one return and one change."""
    city = stage.city
    story.record_dialog(stage.enter("KB", DESK))
    city.at("2026-01-06 08:30")
    stage.close()
    sr = stage.enter("SR", PHONE)
    story.confirm_dialog(sr)
    story.write_skp(sr)
    story.submit(sr)
    city.at("2026-01-06 10:15")
    kb = stage.enter("KB", DESK)
    story.return_it(kb)
    story.raise_target(sr)
    city.at("2026-01-06 13:00")
    story.approve(kb)
    story.sign(sr)
    city.at("2026-01-06 14:00")
    stage.enter("SR", DESK).open("/skp").follow("Di mana SKP saya?", "peta")
    story.establish(kb)
    work_off(city, stage.address)
    reader = stage.enter("SR", DESK).open("/skp", "dokumen")
    stranger = Person(stage.browser, stage.address, PHONE, look=shoot)
    stranger.open(f"/verifikasi/{story.code_of(reader)}", "terverifikasi").close()
    stage.enter("NH", DESK).open("/admin", "admin")
    plan(stage, "SR", sr)


def plan(stage: Stage, code: str, window: Person | None = None) -> None:
    """The owner writes the plan of the months and hands it in."""
    city = stage.city
    bulanan.write_plan(city, code, {rhk.kunci: PLANNED[code] for rhk in city.isi(code).rhk})
    if window is not None:
        window.open(stage.skp(code, "/rencana-aksi"), "rencana aksi")
    stage.walk.act(code, code, "susun_rencana_aksi")


def promises(stage: Stage) -> None:
    """The manager of Dinas Contoh imports the PK; one indicator is unknown and is held back."""
    stage.at("2026-01-07 08:30")
    dictionary(stage.city)
    window = stage.enter("YK", DESK).open("/admin/pk")
    content = HEADER + promise() + promise(target="88", code="IKU-09")
    assert "IKU-09" not in INDICATORS
    window.page.get_by_label("Berkas e-SAKIP").set_input_files(
        {"name": "pk-dinas-2026.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    window.press("Periksa berkas", "impor pk")
    bring(stage.city, "YK", HEADER + promise())


def results(stage: Stage) -> None:
    """KD and KB are set; KB hands results down on the MPH, and the others are set with them."""
    city, walk = stage.city, stage.walk
    talk_about_promises(city)
    set_by_verbs(stage, "KD")
    spread(city, "KD", cell(city, "KB", "KD", "Meningkatnya kualitas layanan kepegawaian"), people=("KB",))
    walk.talk("KB")
    set_by_verbs(stage, "KB")
    stage.at("2026-01-12 09:00")
    cells = [cell(city, code, "KB", words) for code, words in SHARES.items()]
    window = stage.enter("KB", DESK).open("/tugas").follow("Isi MPH")
    for number, code in enumerate(SHARES):
        select = window.page.get_by_label("Pegawai untuk").first
        select.select_option(str(city.skp(code).id))
        window.page.get_by_role("button", name="Tambah", exact=True).first.click()
        window.page.get_by_label("Peran hasil", exact=True).nth(number).fill(SHARES[code])
    window.press("Simpan draf").open("/tugas").follow("Isi MPH", "isi mph")
    spread(city, "KB", *cells, people=tuple(SHARES))
    for code in SHARES:
        walk.talk(code)
        set_by_verbs(stage, code, worded if code == "DH" else None)
        plan(stage, code)


def set_by_verbs(stage: Stage, code: str, words: Callable[[IsiSkp], IsiSkp] | None = None) -> None:
    """Draft, review and two signatures after the dialogue."""
    city, by = stage.city, stage.walk.evaluator(code)
    city.write(code, words)
    city.submit(code, catatan="Rumusan disepakati dalam dialog.")
    city.review(by, code)
    city.sign(code)
    city.establish(by, code)
