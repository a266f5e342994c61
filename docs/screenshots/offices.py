"""The desks of BKPP and of the units: data, calendar, quality, items to look into, and letters that give a right."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from tests.kota import NAMES, wib
from tests.penugasan import PDF
from tests.services import sisdm_files as sisdm
from tests.services.moves import absent
from webapp.services.planning import editing, review
from webapp.services.privacy import own_data

from .pictures import DESK, PHONE
from .stage import Stage


def data(stage: Stage) -> None:
    """BKPP looks at an export of the personnel system before anything is stored: one line cannot be right."""
    stage.at("2026-01-20 08:30")
    right = {**sisdm.SR, "golRuangAkhir": "III/c", "tmtGolAkhir": "01-10-2025"}
    wrong = {**sisdm.LN, "golRuangAkhir": "XX/9"}
    window = stage.enter("NH", DESK).open("/admin/data")
    window.page.get_by_label("Berkas CSV atau XLSX").set_input_files(
        {
            "name": "data-utama.csv",
            "mimeType": "text/csv",
            "buffer": sisdm.people(right, sisdm.KB, wrong),
        }
    )
    window.press("Periksa berkas", "unggahan")
    window.open("/admin/kalender/usulan?tahun=2026", "kalender")


def oversight(stage: Stage) -> None:
    """The quality of the wording, and an item of many accounts on one device."""
    city = stage.city
    stage.enter("NH", DESK).open("/admin/mutu", "mutu")
    for code in ("SR", "DH", "LN", "KB", "YK", "WS"):
        city.now += timedelta(minutes=2)
        with city.work.transaction() as tx:
            editing.note(tx, city.actor(code), city.skp("SR").id, "perangkat-loket", ["r1"])
    assert review.detect_devices(city.work) == 1
    window = stage.enter("NH", DESK).open("/admin/tinjauan")
    window.page.get_by_role("main").get_by_role("link").filter(has_text="perangkat").first.click()
    window.seen("tinjauan")


def privacy(stage: Stage) -> None:
    """An admin sees where an SKP stands, SR's copy of her own data is ready, and a lost device is described."""
    city = stage.city
    window = stage.enter("NH", DESK).open(f"/skp/{city.skp('SR').id}", "posisi tanpa alasan")
    number = own_data.request(city.work, city.actor("SR"), uuid4())
    own_data.write(city.work, number)
    stage.enter("SR", PHONE).open("/akun/data", "data saya")
    window.open("/pelanggaran-data").fill("Nama pengguna akun", NAMES["KB"])
    window.fill("Mulai", "2026-01-20T07:00").fill("Sampai", "2026-01-20T08:00")
    window.fill("Diketahui pada", "2026-01-20T08:10").fill(
        "Apa yang terjadi", "Kata sandi dipakai orang lain."
    )
    window.fill("Tindakan yang sudah diambil", "Semua sesi diakhiri dan kata sandi diganti.")
    window.press("Tampilkan laporan", "pelanggaran data")


def letters(stage: Stage) -> None:
    """The head of Bidang A is on leave: a Plh is proposed with the letter, and BKPP decides."""
    stage.at("2026-03-09 08:30")
    absent(stage.city, "KB", "CUTI_TAHUNAN", date(2026, 3, 16), date(2026, 3, 20))
    window = stage.enter("WS", DESK).open("/penugasan").follow("Usulkan penugasan")
    window.tick("Pelaksana Harian (Plh)").press("Lanjut")
    window.fill("Pegawai yang ditugaskan", "Yudi").fill("Jabatan yang dijalankan", "Kepala Bidang A")
    window.fill("Mulai berlaku", "2026-03-16").fill("Hari terakhir", "2026-03-20")
    window.fill("Nomor surat perintah", "SPRIN 12/2026").fill("Tanggal surat", "2026-03-06")
    window.fill("Ditandatangani oleh", "Sekretaris Daerah").fill("Alasan", "Kepala Bidang A cuti tahunan.")
    window.page.get_by_label("Berkas surat").set_input_files(
        {"name": "sprin-12.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    window.press("Lihat pratinjau dahulu", "usul penugasan").press("Ajukan usul")
    window = stage.enter("NH", DESK).open("/tugas").follow("Verifikasi BKPP")
    window.tick("Setujui").seen("verifikasi penugasan").press("Kirim putusan")
    assert stage.city.now < wib("2026-03-16 00:00")
