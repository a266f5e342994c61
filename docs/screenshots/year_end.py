"""December to February: the unit's result, the yearly board with its curve, documents, an objection, what follows."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import update

from tests.e2e.server import work_off
from tests.services import evaluations as year
from webapp.services.yearly import board_sending
from webapp.storage.organisasi import Pegawai

from .months import rate
from .pictures import DESK, PHONE
from .stage import Stage

TEAM = ("SR", "DH", "LN", "YK")
MORE = ("Ahmad Fauzi", "Dewi Lestari", "Gilang Ramadhan", "Maya Puspita", "Rizky Aditya", "Tri Wahyuni")
"""Staff who joined Bidang A during the year, so that its board has a curve."""

OBJECTION = "Dua belas dokumen selesai pada November, lebih dari yang disepakati."


def unit_result(stage: Stage) -> None:
    """The team proposes the result of Dinas Contoh, and the head of the region sets it."""
    city = stage.city
    stage.at("2026-12-15 09:00")
    year.open_results(city)
    window = stage.enter("NH", DESK).open("/capaian", "capaian")
    window.open(f"/tugas/{year.result_case(city)}/usulkan~1")
    window.tick("Baik").fill("Dasar usul", year.DASAR).seen("usulkan capaian")
    year.set_result(city, "BAIK")
    stage.walk.settle()


def board(stage: Stage) -> None:
    """Ten people on one board; the curve leaves the pattern, so the next leader decides."""
    city = stage.city
    stage.at("2027-01-04 09:00")
    staff = join(stage)
    year.begin(city, *staff)
    year.report(city, *staff)
    window = stage.enter("SR", PHONE).open("/tugas").follow("Isi realisasi akhir")
    window.page.get_by_label("Realisasi setahun").first.fill(
        "12 dokumen analisis jabatan selesai pada November."
    )
    window.seen("realisasi akhir")
    for code in TEAM:
        realisasi = {rhk.kunci: "Dokumen selesai dan diserahkan sesuai target." for rhk in city.isi(code).rhk}
        stage.walk.act(code, code, "realisasi_akhir", realisasi=realisasi, catatan="")
    page = stage.enter("KB", DESK).open("/tim/evaluasi/2026").page
    for row in range(len(TEAM) + len(staff)):
        rate(page, row, *(("DI_ATAS", "DI_ATAS") if row < 6 else ("SESUAI", "SESUAI")))
    page.wait_for_load_state("networkidle")
    stage.enter("KB", DESK).press("Hitung ulang sebaran", "papan tahunan")
    exception(stage, staff)


def join(stage: Stage) -> list[int]:
    """Further people of the unit, with names. Their SKP are set; the planning is not shown."""
    staff = year.staff(stage.city, len(MORE))
    with stage.city.work.transaction() as tx:
        for pegawai_id, nama in zip(staff, MORE, strict=True):
            tx.session.execute(update(Pegawai).where(Pegawai.id == pegawai_id).values(nama=nama))
    return staff


def exception(stage: Stage, staff: list[int]) -> None:
    """KB hands the board in with the reason; KD looks at it and agrees."""
    city = stage.city
    everybody: list[str | int] = [*TEAM, *staff]
    best = {*TEAM[2:], *staff[:4]}
    typed = {
        year.skp_of(city, one).id: year.rated(year.DI_ATAS, year.DI_ATAS) if one in best else year.rated()
        for one in everybody
    }
    reason = "Bidang A menuntaskan analisis jabatan 40 perangkat daerah, dua kali lipat dari rencana."
    board_sending.submit(
        city.work, city.actor("KB"), 2026, typed, reason, uuid4(), year.unit_id(city, "BID-A")
    )
    window = stage.enter("KD", DESK).open("/tim/evaluasi/pengecualian")
    window.page.get_by_role("main").locator("a", has_text="Bidang A").first.click()
    window.tick("Setujui pengecualian").seen("pengecualian").press("Simpan putusan")


def documents(stage: Stage) -> None:
    """KB signs; SR objects and KD decides; the others receive."""
    city, walk = stage.city, stage.walk
    stage.at("2027-01-15 09:00")
    values = {
        "catatan": "Pertahankan mutu analisis.",
        "tempat_dokumen": "Kota Contoh",
        "setuju_dokumen": "true",
    }
    window = stage.enter("KB", DESK).open(task(stage, "SR", "tanda_tangani_dokumen"))
    window.fill("Catatan atau rekomendasi", values["catatan"]).seen("tanda tangani dokumen")
    for code in TEAM:
        walk.act("KB", code, "tanda_tangani_dokumen", values=values)
    for code in TEAM[1:]:
        walk.act(code, code, "terima_dokumen", tanggapan="terima", sidik=year.papers(city, code)[-1].sidik)
    window = stage.enter("SR", PHONE).open("/tugas").follow("Tanggapi dokumen")
    window.tick("Saya mengajukan keberatan")
    window.page.get_by_text("Butir keberatan dan bukti").click()
    window.page.get_by_label("Tentang").first.select_option("HASIL_KERJA")
    window.page.get_by_label("Alasan").first.fill(OBJECTION)
    window.seen("keberatan")
    decide(stage)


def decide(stage: Stage) -> None:
    """Both sides explain, KD decides."""
    walk = stage.walk
    points = [{"perihal": "HASIL_KERJA", "alasan": OBJECTION}]
    walk.act("SR", "SR", "terima_dokumen", tanggapan="keberatan", butir=points, berkas=[])
    words = "Dasar penilaian dan buktinya ada pada SKP bulanan."
    for by, side in (("KB", "penilai"), ("SR", "pegawai")):
        walk.act(by, "SR", f"penjelasan_{side}", values={f"penjelasan_{side}": words})
    stage.enter("KD", DESK).open(task(stage, "SR", "putuskan"), "putuskan keberatan")
    values = {
        "putusan": "tetap", "alasan_putusan": "Bukti menunjukkan hasil sesuai target.",
        "tempat_putusan": "Kota Contoh", "setuju_putusan": "true",
    }  # fmt: skip
    walk.act("KD", "SR", "putuskan", values=values)


def follow_up(stage: Stage) -> None:
    """Credit points of SR, the papers of the year, and the list for the offices."""
    stage.walk.settle()
    work_off(stage.city, stage.address)
    stage.enter("SR", PHONE).open(stage.skp("SR", "/angka-kredit"), "angka kredit")
    stage.enter("SR", DESK).open(stage.skp("SR", "/tindak-lanjut"), "dokumen resmi")
    stage.enter("NH", DESK).open("/tindak-lanjut?tahun=2026", "pemeringkatan")


def task(stage: Stage, code: str, step: str) -> str:
    """The address of an open step of somebody's year."""
    key = stage.walk.steps(code)[step]
    return f"/tugas/{stage.city.case_id(code)}/{key.replace('#', '~')}"
