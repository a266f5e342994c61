"""What follows an evaluation as verbs for tests: until a result is final, then its follow-up; through the services."""

from __future__ import annotations

from tests.kota import Kota
from tests.services.evaluations import (
    DI_ATAS,
    DI_BAWAH,
    SESUAI,
    facts,
    keys,
    paper,
    rated,
    ready,
    receive,
    send,
    sign,
    skp_of,
    year_case,
)
from webapp.services.process.cases import start
from webapp.services.yearly.board_model import Typed

SANGAT_BAIK = rated(DI_ATAS, DI_ATAS)
BAIK = rated()
BUTUH_PERBAIKAN = rated(DI_BAWAH, SESUAI)
KURANG = rated(SESUAI, DI_BAWAH)
SANGAT_KURANG = rated(DI_BAWAH, DI_BAWAH)

ANSWERS = {
    "rencana_pengembangan": {
        "bentuk_rencana": "BIMBINGAN",
        "rencana": "Bimbingan dua mingguan tentang ketepatan arsip.",
        "batas_rencana": "2027-06-30",
    },
    "periksa_disiplin": {"dugaan_disiplin": "TIDAK_ADA", "uraian_disiplin": "Bukan perkara kehadiran."},
    "catatan_kontrak": {
        "penerima_catatan": "Bidang Pengadaan ASN",
        "isi_catatan": "Predikat Kurang; bimbingan sudah dilakukan dua kali.",
    },
    "keputusan_pyb": {
        "keputusan_tindak_lanjut": "USUL_PPK",
        "dasar_keputusan_pyb": "Dokumen evaluasi 2026 dan catatan pengelola kontrak.",
    },
}


def final(city: Kota, code: str, typed: Typed = BAIK, by: str = "KB", unit: str | None = "BID-A") -> Kota:
    """The person's year is evaluated, and the document received on 18 January 2027."""
    ready(city, code)
    send(city, by, {code: typed}, "Pertimbangan lengkap ada pada catatan bulanan.", unit=unit)
    city.at("2027-01-15 10:00")
    paper(city, code)
    sign(city, by, code)
    receive(city.at("2027-01-18 08:00"), code)
    return city


def follow(city: Kota, code: str) -> int:
    """The follow-up of a final result begins. Returns its case."""
    skp = skp_of(city, code)
    known = facts(city, year_case(city, code))
    with city.work.transaction() as tx:
        return start(
            tx,
            "tindak_lanjut",
            subject_id=skp.pegawai_id,
            document_kind="skp",
            document_id=skp.id,
            facts=known,
        )


def answer(city: Kota, who: str, whose: str, step: str, **more: str) -> None:
    """Somebody completes an open step of the follow-up."""
    case_id = year_case(city, whose, "tindak_lanjut")
    city.complete(who, case_id, keys(city, case_id)[step], values={**ANSWERS[step], **more})
