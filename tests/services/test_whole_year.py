"""One year of Kota Contoh from the Perjanjian Kinerja to the follow-up, on an injected clock.

Everybody acts through the services, as pages would; the diagrams of the release decide what comes next. After each
chapter the invariants of the year are asked of the database.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests import aktivitas, bulanan, pembinaan, penugasan
from tests.kota import Kota
from tests.services import evaluations as year
from tests.services.moves import move
from tests.services.sakip_files import HEADER, bring, dictionary, promise
from tests.services.test_jpt import talk as talk_about_promises
from tests.services.test_mph import cell, spread
from tests.walk import Walk
from webapp.domain.predikat import Predikat
from webapp.domain.skp import StatusSkp
from webapp.services.process import inbox
from webapp.services.tpp import explain
from webapp.storage.caselog import GENESIS, link, read_journal
from webapp.storage.dokumen_evaluasi import StatusDokumen
from webapp.storage.process import ProcessCase
from webapp.storage.tindak_lanjut import AngkaKredit
from webapp.storage.tpp import TppHasil

STAFF = ("SR", "DH", "LN", "YK")


@pytest.mark.slow
def test_the_whole_year_from_the_perjanjian_kinerja_to_the_follow_up(city: Kota) -> None:
    walk = Walk(city)
    planning(walk)
    walk.holds()
    first_months(walk)
    walk.holds()
    january_is_paid(walk)
    walk.holds()
    people_move(walk)
    walk.holds()
    the_year_ends(walk)
    walk.holds()
    documents_and_one_objection(walk)
    walk.holds()
    what_follows(walk)
    walk.holds()
    journals_are_whole(walk)


def planning(walk: Walk) -> None:
    """The PK comes in, KD is set by the Kepala Daerah, results go down the MPH, everybody is set before 31 January."""
    city = walk.city
    dictionary(city)
    bring(city, "YK", HEADER + promise())
    talk_about_promises(city)
    walk.establish("KD")
    assert [iki.uraian for rhk in city.isi("KD").rhk for iki in rhk.iki] == [
        "Persentase ASN dengan predikat minimal Baik"
    ]
    spread(city, "KD", cell(city, "KB", "KD", "Tersusunnya peta kompetensi 40 OPD"), people=("KB",))
    walk.talk("KB")
    walk.establish("KB")
    given = [cell(city, one, "KB", f"Tersusunnya peta kompetensi bagian {one}") for one in STAFF]
    spread(city, "KB", *given, people=STAFF)
    for one in STAFF:
        walk.talk(one)
        walk.establish(one)
    assert city.now.date() < date(2026, 1, 31)


def first_months(walk: Walk) -> None:
    """January on time; in February DH makes no progress and is coached."""
    city = walk.city
    walk.month(1, "KB", "SR")
    walk.at("2026-02-01 07:00")
    for code in ("SR", "DH"):
        bulanan.target(city, code, 2)
        bulanan.agree(city, "KB", code, 2)
    number = pembinaan.until_b18(walk.at("2026-02-16 09:00"))
    pembinaan.do(city, "DH", "bimbingan", number, "umpan_balik", **pembinaan.B18)
    assert ("DH", "baca_umpan_balik") in walk.inbox("KD")
    pembinaan.do(city, "KD", "bimbingan", number, "baca_umpan_balik", sudah_dibaca="true")
    pembinaan.do(city, "KB", "bimbingan", number, "evaluasi", **pembinaan.B19)
    pembinaan.do(city, "KB", "bimbingan", number, "hasil", **pembinaan.RESULT)
    walk.at("2026-03-02 09:00")
    for code, hasil in (("SR", "SESUAI"), ("DH", "DI_BAWAH")):
        bulanan.tell(city, code, 2)
        bulanan.judge(
            city, "KB", code, 2, hasil=hasil, words="Sebagian besar target bulan ini belum tercapai."
        )
    walk.month(3, "LN")
    walk.month(4, "YK")


def january_is_paid(walk: Walk) -> None:
    """SR's January: 20 working days of activities, 6,750 minutes; KB verifies, two admins pay 100 percent."""
    city = walk.city
    aktivitas.stock(city, aktivitas.item("JAN-01", "Menyusun peta kompetensi", 15, satuan="bagian"))
    days = [date(2026, 1, n) for n in range(2, 31) if date(2026, 1, n).weekday() < 5 and n != 16][:20]
    minutes = [345] * 10 + [330] * 10
    assert (len(days), sum(minutes)) == (20, 6_750)
    saved = [
        aktivitas.write(
            city, "SR", day.isoformat(), "07.30", volume=menit // 15, kode="JAN-01",
            alasan_terlambat="Dicatat dari agenda bulan Januari",
        ).id
        for day, menit in zip(days, minutes, strict=True)
    ]  # fmt: skip
    assert aktivitas.decide(city, "KB", *saved).done == 20
    month_id = aktivitas.lock(city, "2026-01-01")
    final = aktivitas.compute(city)
    aktivitas.settle(city, month_id)
    with city.reading() as tx:
        said = explain.mine(tx, city.actor("SR"), date(2026, 1, 1))
        assert said is not None
        assert (said.persen, said.sentence) == (
            Decimal("100.00"), "100,00 % karena 6.750 dari 6.750 menit disetujui.",
        )  # fmt: skip
        unpaid = tx.session.get_one(TppHasil, (final.id, city.pegawai_id("YK")))
        assert (unpaid.menit, unpaid.persen) == (0, Decimal("0.00"))


def people_move(walk: Walk) -> None:
    """KB retires and YK acts for him; BS joins; DH moves to Bidang B; a new head comes in August."""
    city = walk.city
    penugasan.retire(city, "KB", "2026-05-02")
    walk.at("2026-05-03 08:00")
    assert city.skp("KB").status is StatusSkp.DITUTUP_SEGMEN
    assert [walk.evaluator(code) for code in ("SR", "LN", "DH", "YK")] == ["KD"] * 4
    penugasan.approved(city, penugasan.plt(city))
    walk.at("2026-05-04 08:00")
    assert [walk.evaluator(code) for code in ("SR", "LN", "DH", "YK")] == ["YK", "YK", "YK", "KD"]
    walk.month(6, "SR", "KD")
    city.dialog(walk.evaluator("BS"), "BS")
    walk.establish("BS")
    move(city, "DH", date(2026, 7, 6), "OPERATOR-B")
    walk.at("2026-07-03 08:00")
    assert ("DH", "evaluasi_segmen") in walk.inbox("YK")
    judge_segment(walk, "YK", "DH")
    walk.at("2026-07-06 08:00")
    assert walk.evaluator("DH") == "KBB"
    city.dialog("KBB", "DH")
    walk.establish("DH")
    move(city, "WS", date(2026, 8, 1), "KABID-A")
    walk.at("2026-08-01 08:00")
    assert [walk.evaluator(code) for code in ("SR", "LN", "YK", "BS")] == ["WS"] * 4
    walk.month(9, "LN", "DH", "BS")
    walk.month(10, "YK")


def judge_segment(walk: Walk, who: str, whose: str) -> None:
    """The old evaluator judges the closed segment."""
    city = walk.city
    with city.reading() as tx:
        (found,) = (one for one in inbox.inbox(tx, city.actor(who)) if one.element_id == "evaluasi_segmen")
    values = {
        "hasil_kerja": "SESUAI_EKSPEKTASI", "perilaku": "SESUAI_EKSPEKTASI",
        "umpan_balik": "Tugas di Bidang A diselesaikan dengan baik.",
    }  # fmt: skip
    assert found.subject_id == city.pegawai_id(whose)
    city.complete(who, found.case_id, found.key, values=values)


def the_year_ends(walk: Walk) -> None:
    """The unit's result comes first; then the board of the new head, four people, so that the pattern only advises."""
    city = walk.city
    walk.at("2026-12-15 09:00")
    year.open_results(city)
    assert "nilai_tahunan" not in walk.steps("SR")
    year.set_result(city, "BAIK")
    walk.settle()
    walk.month(12, "SR", "BS", "KD")
    walk.at("2027-01-04 09:00")
    for code in ("SR", "LN", "YK", "BS", "KD"):
        realisasi = {rhk.kunci: "Dokumen selesai dan diserahkan sesuai target." for rhk in city.isi(code).rhk}
        walk.act(code, code, "realisasi_akhir", realisasi=realisasi, catatan="")
    ratings = {
        "SR": year.rated(), "LN": year.rated(), "YK": year.rated(year.DI_ATAS, year.DI_ATAS), "BS": year.rated()
    }  # fmt: skip
    walk.at("2027-01-11 09:00")
    assert year.send(city, "WS", ratings) == 4
    year.send(city, "WK", {"KD": year.rated(perilaku=year.DI_ATAS)}, unit=None)
    assert [evaluated(walk, code) for code in ("SR", "LN", "YK", "BS", "KD")] == [
        Predikat.BAIK, Predikat.BAIK, Predikat.SANGAT_BAIK, Predikat.BAIK, Predikat.BAIK
    ]  # fmt: skip


def evaluated(walk: Walk, code: str) -> Predikat:
    """The predikat of somebody's year."""
    found = year.evaluation(walk.city, code)
    assert found is not None
    return found.predikat


def documents_and_one_objection(walk: Walk) -> None:
    """Documents are delivered; SR objects on day 14 with two points; KD hears both and confirms; others receive."""
    city = walk.city
    walk.at("2027-01-15 09:00")
    for code in ("SR", "LN", "YK", "BS", "KD"):
        sign(walk, code)
    for code in ("LN", "YK"):
        receive(walk, code)
    walk.at("2027-01-29 08:00")
    points = [
        {"perihal": "HASIL_KERJA", "alasan": "Dua dokumen selesai sebelum waktunya."},
        {"perihal": "PERILAKU", "alasan": "Membantu bidang lain sepanjang tahun."},
    ]
    walk.act("SR", "SR", "terima_dokumen", tanggapan="keberatan", butir=points, berkas=[])
    assert ("SR", "putuskan") not in walk.inbox("KD")
    words = "Dasar penilaian dan buktinya ada pada SKP bulanan."
    for by, side in (("WS", "penilai"), ("SR", "pegawai")):
        walk.act(by, "SR", f"penjelasan_{side}", values={f"penjelasan_{side}": words})
    assert ("SR", "putuskan") in walk.inbox("KD")
    values = {
        "putusan": "tetap", "alasan_putusan": "Bukti menunjukkan hasil sesuai target.",
        "tempat_putusan": "Kota Contoh", "setuju_putusan": "true",
    }  # fmt: skip
    walk.act("KD", "SR", "putuskan", values=values)
    assert [one.status for one in year.papers(city, "SR")] == [StatusDokumen.FINAL]
    walk.at("2027-01-30 08:00")
    assert [one.status for one in year.papers(city, "BS")] == [StatusDokumen.DIANGGAP_DITERIMA]


def sign(walk: Walk, code: str) -> None:
    """The evaluator signs the document of the evaluation."""
    values = {
        "catatan": "Pertahankan mutu kerja.", "tempat_dokumen": "Kota Contoh", "setuju_dokumen": "true"
    }  # fmt: skip
    walk.act(walk.evaluator(code), code, "tanda_tangani_dokumen", values=values)


def receive(walk: Walk, code: str) -> None:
    """The employee signs for receipt."""
    walk.act(code, code, "terima_dokumen", tanggapan="terima", sidik=year.papers(walk.city, code)[-1].sidik)


def what_follows(walk: Walk) -> None:
    """Credit points of the functional officials by predikat and months; the years of these people are over."""
    city = walk.city
    walk.settle()
    with city.reading() as tx:
        points = {
            walk.codes[row.pegawai_id]: row.nilai
            for row in tx.session.scalars(select(AngkaKredit).order_by(AngkaKredit.id))
        }
    assert points == {
        "SR": Decimal("12.50"), "LN": Decimal("12.50"), "YK": Decimal("37.50"), "BS": Decimal("7.29"),
    }  # fmt: skip
    assert [city.skp(code).status for code in ("SR", "LN", "YK", "BS")] == [StatusSkp.SELESAI] * 4


def journals_are_whole(walk: Walk) -> None:
    """Every journal's chain of hashes can be followed from its first entry to the case's head."""
    with walk.city.reading() as tx:
        for case_id, head in tx.session.execute(select(ProcessCase.id, ProcessCase.head)).all():
            said = GENESIS
            for entry in read_journal(tx.session, case_id):
                said = link(said, case_id, entry)
            assert said == head
