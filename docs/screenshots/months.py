"""February to November: sheets of the month, the leader's board, feedback, coaching, counselling, notices."""

from __future__ import annotations

from playwright.sync_api import Page

from tests import bulanan, pembinaan
from tests.e2e.people import Person
from tests.penugasan import PDF

from .pictures import DESK, PHONE
from .planning import PLANNED
from .stage import Stage

TOLD = "Tiga dokumen analisis jabatan selesai dan diserahkan kepada Bidang B."

JUDGED = {"DH": ("DI_BAWAH", "Register belum lengkap; mari kita bahas Senin.")}
"""Whose month is not as agreed, and why."""


def rate(page: Page, row: int, hasil: str, laku: str) -> None:
    """Choose the two ratings of one row of a board, as boxes to choose from or as a list."""
    for name, value in (("hasil_kerja", hasil), ("perilaku", laku)):
        lists = page.locator(f'select[name$=".{name}"]')
        if lists.count():
            lists.nth(row).select_option(f"{value}_EKSPEKTASI")
        else:
            page.locator(f'input[name$=".{name}"][value="{value}_EKSPEKTASI"]').nth(row).check()


def targets(stage: Stage) -> None:
    """SR hands the target of February in, and KB agrees to everybody's."""
    city = stage.city
    stage.at("2026-02-02 08:00")
    bulanan.open_months(city)
    stage.enter("SR", PHONE).open("/tugas").follow("Susun target", "target")
    for code in PLANNED:
        bulanan.target(city, code, 2)
        bulanan.agree(city, "KB", code, 2)


def february(stage: Stage) -> None:
    """SR tells the results with evidence; KB judges four people on one board."""
    city = stage.city
    stage.at("2026-03-02 09:00")
    for code in ("DH", "LN", "YK"):
        bulanan.tell(city, code, 2)
    window = stage.enter("SR", PHONE).open("/tugas").follow("Isi realisasi")
    tell(window)
    window.seen("realisasi")
    bulanan.tell(city, "SR", 2)
    judge(stage)


def tell(window: Person) -> None:
    """The first row's result, with a document in the vault beside it."""
    page = window.page
    page.get_by_label("Realisasi (").first.fill("3")
    page.get_by_label("Uraian hasil").first.fill(TOLD)
    page.get_by_label("Sumber data").first.fill("Register dokumen")
    page.get_by_text("Tambah bukti").first.click()
    page.get_by_label("Nama bukti").first.fill("Dokumen analisis jabatan Bidang B")
    page.get_by_label("Berkas atau foto").first.set_input_files(
        {"name": "anjab-bidang-b.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Unggah ke brankas").first.click()
    page.wait_for_load_state("load")


def judge(stage: Stage) -> None:
    """The board of February, filled for two people; then everybody is judged."""
    board = stage.enter("KB", DESK).open("/tim/bulanan/2026-2")
    rate(board.page, 0, "SESUAI", "SESUAI")
    rate(board.page, 1, "DI_BAWAH", "SESUAI")
    board.seen("papan bulanan")
    for code in PLANNED:
        hasil, words = JUDGED.get(code, ("SESUAI", "Dokumen lengkap dan tepat waktu."))
        bulanan.judge(stage.city, "KB", code, 2, hasil=hasil, words=words)
    stage.enter("SR", PHONE).open(stage.skp("SR", "/bulanan/2"), "lembar")


def coaching(stage: Stage) -> None:
    """KB gives feedback; DH is coached, LN is counselled by somebody from another unit."""
    city = stage.city
    stage.at("2026-03-23 09:00")
    window = stage.enter("KB", DESK).open(stage.skp("DH", "/umpan-balik/baru"))
    window.fill("Umpan balik", pembinaan.SEEN).select("Cara penyampaian", "Tatap muka")
    window.tick("Tidak menunjukkan kemajuan").tick("Bimbingan kinerja").seen("beri umpan balik")
    pembinaan.give(city, "KB", "SR", "MENUNJUKKAN", "APRESIASI", isi="Dokumen Bidang B rapi dan tepat waktu.")
    stage.enter("SR", PHONE).open(stage.skp("SR", "/umpan-balik"), "umpan balik")
    number = pembinaan.until_b18(city)
    stage.enter("DH", PHONE).open("/tugas").follow("Isi umpan balik (B.1.8)", "b18")
    pembinaan.do(city, "DH", "bimbingan", number, "umpan_balik", **pembinaan.B18)
    stage.enter("KB", DESK).open(f"/pembinaan/bimbingan/{number}", "bimbingan")
    talks = pembinaan.until_noted(city, "LN")
    stage.enter("KBK", DESK).open(f"/pembinaan/konseling/{talks}", "konseling")


def notices(stage: Stage) -> None:
    """What SR is told, and the deadlines for a calendar."""
    window = stage.enter("SR", PHONE).open("/pemberitahuan", "pemberitahuan")
    window.open("/akun", "akun")


def later_months(stage: Stage) -> None:
    """The other months of SR, without pictures."""
    for bulan in PLANNED["SR"][1:]:
        stage.walk.month(bulan, "SR")
