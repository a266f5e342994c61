"""What the month of allowances makes of sources other than minutes, per unit, between runs, and after it is final."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from tests import aktivitas as verbs
from tests import bulanan
from tests.kota import NIP, Kota
from tests.services.test_tpp import JANUARY, presence, result, rule
from webapp.domain.masa import Masa
from webapp.operations import Refused
from webapp.services.activities import corrections
from webapp.services.errors import Denied, NotFound
from webapp.services.files import Upload
from webapp.services.process import timers
from webapp.services.tpp import adjustments, desk, diff, explain, files, inputs, months, rulesets
from webapp.services.tpp.months import State
from webapp.storage.audit import AuditEvent
from webapp.storage.registri import JenisKetidakhadiran, Ketidakhadiran
from webapp.storage.tpp import JenisMasukan, TppHasil, TppPutaran


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city at the end of January 2026, items in its bank."""
    city.at("2026-01-30 16:00")
    verbs.stock(city)
    return city


def submitted(city: Kota, who: str, minutes: int) -> list[int]:
    """Entries of so many minutes of January, handed in and not decided."""
    ids, day, left = [], JANUARY, minutes
    while left:
        if day.weekday() < 5:
            volume = min(left, 450) // 30
            late = "Baru sempat dicatat"
            saved = verbs.write(city, who, day.isoformat(), "07.30", volume=volume, alasan_terlambat=late)
            ids.append(saved.id)
            left -= saved.menit
        day = date.fromordinal(day.toordinal() + 1)
    return ids


def test_ac_e_10_of_6750_minutes_1350_rejected_leave_eighty_percent(stocked: Kota) -> None:
    handed_in = submitted(stocked, "SR", 6_750)
    assert sum(one.menit for one in verbs.entries(stocked, "SR")) == 6_750
    verbs.decide(stocked, "KB", *handed_in[:3], putusan=verbs.TOLAK, alasan="Tidak ada bukti")
    verbs.decide(stocked, "KB", *handed_in[3:])
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    row = result(stocked, verbs.compute(stocked).id, "SR")
    assert (row.menit, row.persen) == (5_400, Decimal("80.00"))


def test_ac_e_08_3375_of_6750_minutes_are_fifty_percent(stocked: Kota) -> None:
    verbs.stock(stocked, verbs.item("LAP-15", "Menyusun laporan singkat", 15, satuan="laporan"))
    verbs.month_minutes(stocked, "DH", "KB", "2026-01-01", 3_360)
    verbs.decide(stocked, "KB", verbs.write(stocked, "DH", "2026-01-30", volume=1, kode="LAP-15").id)
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    row = result(stocked, verbs.compute(stocked).id, "DH")
    assert (row.menit, row.persen) == (3_375, Decimal("50.00"))


def test_the_predikat_of_the_month_may_be_the_value_of_the_skp(city: Kota) -> None:
    values = {"SANGAT_BAIK": 110, "BAIK": 85, "BUTUH_PERBAIKAN": 65, "KURANG": 45, "SANGAT_KURANG": 20}
    rule(city, "2026-01-01", kode="UJI-PREDIKAT", bobot={"skp": 100}, sumber_skp="PREDIKAT_BULANAN",
         nilai_predikat=values)  # fmt: skip
    bulanan.established(city.at("2026-01-12 09:00"), results=bulanan.LIMA[:1])
    bulanan.plan(city, months={"r1": (2,)})
    bulanan.open_months(city.at("2026-02-02 08:00"), "SR")
    bulanan.target(city, "SR", 2)
    bulanan.agree(city, "KB", "SR", 2)
    timers.fire_all(city.at("2026-03-01 00:00").work)
    bulanan.tell(city.at("2026-03-02 09:00"), "SR", 2)
    bulanan.judge(city, "KB", "SR", 2)
    city.at("2026-03-06 09:00")
    month_id = verbs.lock(city, "2026-02-01")
    done = verbs.compute(city)
    row = result(city, done.id, "SR")
    assert (row.penjelasan["nilai_skp"], row.persen) == ("85", Decimal("85.00"))
    missing = result(city, done.id, "DH")
    assert (missing.persen, missing.penjelasan["kurang"]) == (None, ["skp"])
    with pytest.raises(Refused, match="belum lengkap"):
        verbs.do(city, "NH", "tpp_bulanan", month_id, hasil_periksa="lanjut")
    with city.reading() as tx:
        page = months.result_page(tx, city.actor("NH"), done.id, only_missing=True)
        assert city.pegawai_id("SR") not in {one.pegawai_id for one in page.rows}
        units = months.units(tx, city.actor("NH"), done.id)
        assert sum(one.missing for one in units) == page.total == sum(one.people for one in units) - 1


def test_prorating_lowers_the_target_by_days_away(stocked: Kota) -> None:
    rule(stocked, "2026-01-01", kode="UJI-PRORATA", prorata={"aktif": True})
    with stocked.work.transaction() as tx:
        tx.session.add(
            Ketidakhadiran(pegawai_id=stocked.pegawai_id("DH"), jenis=JenisKetidakhadiran.CUTI_TAHUNAN,
                           berlaku=Masa(date(2026, 1, 19), date(2026, 1, 24)), sk="SK-CUTI")
        )  # fmt: skip
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    done = verbs.compute(stocked)
    away, there = result(stocked, done.id, "DH"), result(stocked, done.id, "SR")
    days = away.penjelasan
    assert days["hari_kerja"] - days["hari_wajib"] == 5
    assert away.target == round(Decimal(6_750 * days["hari_wajib"]) / days["hari_kerja"])
    assert (there.target, there.penjelasan["hari_wajib"]) == (6_750, days["hari_kerja"])


def test_files_of_a_unit_hold_its_people_only_and_are_the_same_each_time(stocked: Kota) -> None:
    verbs.month_minutes(stocked, "DH", "KB", "2026-01-01", 600)
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    done = verbs.compute(stocked)
    admin = stocked.actor("NH")
    with stocked.reading() as tx:
        units = months.units(tx, admin, done.id)
        whole, _sum = files.csv_of(tx, admin, done.id)
        of_units: list[list[str]] = []
        for unit in units:
            first = files.unit_of(tx, admin, done.id, unit.opd_id or 0)
            assert first == files.unit_of(tx, admin, done.id, unit.opd_id or 0)
            lines = list(csv.reader(io.StringIO(first[0].decode("utf-8-sig"))))
            assert len(lines) == unit.people + 1
            of_units += lines[1:]
        assert sorted(of_units) == list(csv.reader(io.StringIO(whole.decode("utf-8-sig"))))[1:]
        with pytest.raises(NotFound):
            files.unit_of(tx, admin, done.id, 10**9)
        for read in (months.months, desk.kinds, desk.exclusions, rulesets.desk):
            with pytest.raises(Denied):
                read(tx, stocked.actor("KB"))


def test_ac_e_15_corrections_after_the_final_result_are_adjustments_and_never_overwrite(
    stocked: Kota,
) -> None:
    verbs.month_minutes(stocked, "DH", "KB", "2026-01-01", 6_750)
    stocked.at("2026-02-06 09:00")
    month_id = verbs.lock(stocked, "2026-01-01")
    final = verbs.compute(stocked)
    verbs.settle(stocked, month_id)
    before = result(stocked, final.id, "DH").persen, final.csv_sidik
    for minutes in (-60, -90):
        koreksi_id = corrections.propose(
            stocked.work, stocked.actor("KB"), stocked.pegawai_id("DH"), JANUARY, minutes,
            "Rapat 12 Januari ternyata batal.",
        )  # fmt: skip
        verbs.do(
            stocked, "KD", "koreksi_aktivitas", koreksi_id, putusan_koreksi="setujui",
            alasan_putusan_koreksi="Sesuai daftar hadir.",
        )  # fmt: skip
    admin = stocked.actor("NH")
    with stocked.reading() as tx:
        rows = adjustments.of_month(tx, admin, JANUARY)
        assert [(one.menit_lama, one.menit_baru, str(one.persen_lama), str(one.persen_baru)) for one in rows] == [
            (6_750, 6_690, "100.00", "99.11"), (6_690, 6_600, "99.11", "97.78"),
        ]  # fmt: skip
        assert [one.koreksi.menit for one in adjustments.listed(tx, admin, JANUARY)] == [-60, -90]
        with pytest.raises(Denied):
            adjustments.of_month(tx, stocked.actor("DH"), JANUARY)
        said = explain.mine(tx, stocked.actor("DH"), JANUARY)
        assert said is not None
        assert (said.persen, len(said.adjustments)) == (Decimal("100.00"), 2)
        assert [(one.persen, one.adjusted) for one in explain.own_months(tx, stocked.actor("DH"))] == [
            (Decimal("97.78"), True)
        ]
        csv_sidik = tx.session.get_one(TppPutaran, final.id).csv_sidik
    assert (result(stocked, final.id, "DH").persen, csv_sidik) == before
    with pytest.raises(DBAPIError), stocked.work.transaction() as tx:
        tx.session.execute(update(TppHasil).values(menit=0))


def test_a_difference_between_runs_says_why(stocked: Kota) -> None:
    verbs.month_minutes(stocked, "DH", "KB", "2026-01-01", 6_750)
    stocked.at("2026-02-06 09:00")
    month_id = verbs.lock(stocked, "2026-01-01")
    first = verbs.compute(stocked)
    desk.exclude(
        stocked.work, stocked.actor("NH"), NIP["SR"], "UANG_TUNGGU", JANUARY, date(2026, 1, 31), "SK 12/2025"
    )
    koreksi_id = corrections.propose(
        stocked.work, stocked.actor("KB"), stocked.pegawai_id("DH"), JANUARY, -750, "Rapat 12 Januari batal."
    )
    verbs.do(
        stocked, "KD", "koreksi_aktivitas", koreksi_id, putusan_koreksi="setujui",
        alasan_putusan_koreksi="Sesuai daftar hadir.",
    )  # fmt: skip
    with pytest.raises(Refused, match="koreksi disetujui sesudah"):
        verbs.do(stocked, "NH", "tpp_bulanan", month_id, hasil_periksa="lanjut")
    second = verbs.again(stocked, month_id)
    with stocked.reading() as tx:
        found = {one.nip: one for one in diff.between(tx, stocked.actor("NH"), first.id, second.id)}
    assert set(found) == {NIP["DH"], NIP["SR"]}
    assert found[NIP["DH"]].sebab == ["Menit 6.750 menjadi 6.000."]
    assert found[NIP["SR"]].sebab == ["Pengecualian tidak ada menjadi UANG_TUNGGU."]


def test_an_exclusion_is_noted_by_nip_and_taken_back_with_a_word_why(stocked: Kota) -> None:
    admin = stocked.actor("NH")
    with pytest.raises(Refused) as refused:
        desk.exclude(stocked.work, admin, "1", "UANG_TUNGGU", date(2026, 1, 5), date(2026, 1, 1), "SK 1/2026")
    assert {one.letak for one in refused.value.pelanggaran} == {"nip", "terakhir"}
    desk.exclude(stocked.work, admin, NIP["SR"], "UANG_TUNGGU", JANUARY, None, "SK 12/2025")
    with stocked.reading() as tx:
        (found,) = desk.exclusions(tx, admin)
    with pytest.raises(Refused, match="alasan mencabut"):
        desk.take_back(stocked.work, admin, found.row.id, " ")
    desk.take_back(stocked.work, admin, found.row.id, "Salah orang.")
    with stocked.reading() as tx:
        assert desk.exclusions(tx, admin) == []
        detail = tx.session.scalars(select(AuditEvent.detail).where(AuditEvent.kind == desk.TAKEN_BACK)).one()
    assert (detail["dasar"], detail["alasan"]) == ("SK 12/2025", "Salah orang.")


def test_a_file_is_looked_at_first_and_stored_whole_or_not_at_all(stocked: Kota) -> None:
    good = f"{NIP['DH']},96.5\n{NIP['SR']},100"
    upload = Upload("presensi.csv", f"nip,nilai\n{good}".encode())
    kind, admin = JenisMasukan.PRESENSI, stocked.actor("NH")
    looked = inputs.store(stocked.work, admin, JANUARY, kind, upload, dry_run=True)
    bad = presence(stocked, JANUARY, f"{good}\n{NIP['DH']},50\n123,101\n{NIP['LN']},101")
    with stocked.reading() as tx:
        assert desk.files_of(tx, admin, JANUARY) == []
    assert (looked.stored, looked.refused) == (2, ())
    assert (bad.stored, [line for line, _why in bad.refused]) == (0, [4, 5, 6])
    assert presence(stocked, JANUARY, good).stored == 2
    assert presence(stocked, JANUARY, f"{NIP['DH']},90").stored == 1
    with stocked.reading() as tx:
        assert [(one.rows, one.counts) for one in desk.files_of(tx, admin, JANUARY)] == [
            (1, True), (2, False)
        ]  # fmt: skip


def test_ac_k_15_a_rule_set_is_proposed_by_one_admin_and_decided_by_another(stocked: Kota) -> None:
    work, admin, other = stocked.work, stocked.actor("NH"), stocked.actor("KBK")
    with stocked.reading() as tx:
        fields = dict(rulesets.desk(tx, admin).fields)
    july = date(2026, 7, 1)
    with pytest.raises(Refused) as refused:
        rulesets.propose(
            work, admin, {**fields, "bobot_skp": "40", "target_menit": "7,5"}, date(2026, 7, 2), "", uuid4()
        )
    said = {one.letak: one.pesan for one in refused.value.pelanggaran}
    assert said["bobot_aktivitas"] == "Jumlah bobot harus 100, sekarang 140."
    assert set(said) == {"bobot_aktivitas", "target_menit", "mulai", "dasar"}
    typed, key = {**fields, "kode": "SMG-2026", "target_menit": "7.000"}, uuid4()
    for _twice in range(2):
        rulesets.propose(work, admin, typed, july, "Perwal uji 1/2026", key)
    with stocked.reading() as tx:
        (proposal,) = rulesets.desk(tx, other).proposals
        assert proposal.may_decide
        assert {name: (old, new) for name, old, new in proposal.changes} == {
            "kode": ("SMG-2022", "SMG-2026"), "target_menit": ("6750", "7000"),
        }  # fmt: skip
    with pytest.raises(Refused, match="admin BKPP lain"):
        rulesets.decide(work, admin, proposal.row.id, setuju=True, alasan="", request_id=uuid4())
    rulesets.decide(work, other, proposal.row.id, setuju=True, alasan="", request_id=uuid4())
    with pytest.raises(Refused, match="sudah diputus"):
        rulesets.decide(work, other, proposal.row.id, setuju=False, alasan="Berubah", request_id=uuid4())
    with stocked.reading() as tx:
        sets = rulesets.desk(tx, admin).sets
    assert [(one.row.berlaku.mulai, one.row.berlaku.sampai) for one in sets] == [
        (july, None), (date(2022, 2, 3), july),
    ]  # fmt: skip
    assert [one.aturan.target_menit for one in sets if one.aturan] == [7_000, 6_750]


def test_a_month_that_is_final_keeps_its_rule_set(stocked: Kota) -> None:
    stocked.at("2026-02-06 09:00")
    month_id = verbs.lock(stocked, "2026-01-01")
    admin = stocked.actor("NH")
    with stocked.reading() as tx:
        found = months.month(tx, admin, JANUARY)
        assert found is not None
        assert found.state is State.DIHITUNG
    verbs.compute(stocked)
    verbs.settle(stocked, month_id)
    with stocked.reading() as tx:
        fields = dict(rulesets.desk(tx, admin).fields)
        found = months.month(tx, admin, JANUARY)
        assert found is not None
        assert (found.state, found.step) == (State.FINAL, None)
    with pytest.raises(Refused, match="sudah ditetapkan"):
        rulesets.propose(stocked.work, admin, fields, JANUARY, "Perwal uji", uuid4())
    with pytest.raises(Refused, match="sudah ditetapkan"):
        presence(stocked, JANUARY, f"{NIP['DH']},90")
