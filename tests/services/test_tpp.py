"""The month of allowances on the real database: locked, computed, made final by two, and the same again to the byte."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from tests import aktivitas as verbs
from tests.kota import Kota
from webapp.domain.masa import Masa
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.files import Upload
from webapp.services.tpp import diff, explain, files, inputs, run
from webapp.storage.registri import JenisKetidakhadiran, Ketidakhadiran
from webapp.storage.tpp import JenisMasukan, StatusPutaran, TppHasil

JANUARY = date(2026, 1, 1)


@pytest.fixture
def stocked(city: Kota) -> Kota:
    """The city at the end of January 2026, an item in its bank."""
    city.at("2026-01-30 16:00")
    verbs.stock(city)
    return city


def result(city: Kota, putaran_id: int, who: str) -> TppHasil:
    with city.reading() as tx:
        row = tx.session.get_one(TppHasil, (putaran_id, city.pegawai_id(who)))
        tx.session.expunge(row)
        return row


def rule(city: Kota, since: str, **values: Any) -> None:
    """End the rule set in force and begin another on a day."""
    with city.work.transaction() as tx:
        old = tx.session.execute(
            text("SELECT nilai FROM aturan WHERE kunci = 'tpp' ORDER BY id DESC LIMIT 1")
        )
        nilai = {**old.scalar_one(), **values}
        tx.session.execute(
            text(
                "UPDATE aturan SET berlaku = daterange(lower(berlaku), :since) "
                "WHERE kunci = 'tpp' AND upper_inf(berlaku)"
            ),
            {"since": date.fromisoformat(since)},
        )
        tx.session.execute(
            text("INSERT INTO aturan (kunci, nilai, berlaku, dasar_hukum) "
                 "VALUES ('tpp', CAST(:nilai AS jsonb), daterange(:since, NULL), 'Perwal uji')"),
            {"nilai": json.dumps(nilai), "since": date.fromisoformat(since)},
        )  # fmt: skip


def presence(
    city: Kota, bulan: date, lines: str, kind: JenisMasukan = JenisMasukan.PRESENSI, by: str = "NH"
) -> inputs.InputReport:
    return inputs.store(
        city.work, city.actor(by), bulan, kind, Upload("presensi.csv", f"nip,nilai\n{lines}".encode())
    )


def test_ac_e_06_ac_e_07_ac_e_09_ac_e_10_approved_minutes_make_the_percent_and_refused_ones_none(
    stocked: Kota,
) -> None:
    verbs.month_minutes(stocked, "DH", "KB", "2026-01-01", 6_750)
    verbs.month_minutes(stocked, "SR", "KB", "2026-01-01", 6_600)
    verbs.month_minutes(stocked, "LN", "KB", "2026-01-01", 7_200)
    for day, volume in (("2026-01-28", 20), ("2026-01-29", 20), ("2026-01-30", 5)):
        saved = verbs.write(stocked, "YK", day, "06.00", volume=volume)
        verbs.decide(stocked, "KB", saved.id, putusan=verbs.TOLAK, alasan="Tidak ada bukti")
    verbs.month_minutes(stocked, "YK", "KB", "2026-01-01", 5_400)
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    done = verbs.compute(stocked)
    assert done.status is StatusPutaran.SELESAI
    found = {who: result(stocked, done.id, who) for who in ("DH", "SR", "LN", "YK")}
    assert {who: (row.menit, str(row.persen)) for who, row in found.items()} == {
        "DH": (6_750, "100.00"),
        "SR": (6_600, "97.78"),
        "LN": (7_200, "100.00"),
        "YK": (5_400, "80.00"),
    }
    with stocked.reading() as tx:
        said = explain.of(tx, stocked.actor("NH"), stocked.pegawai_id("SR"), JANUARY)
        assert said is not None
        assert said.sentence == "97,78 % karena 6.600 dari 6.750 menit disetujui."
        assert explain.mine(tx, stocked.actor("SR"), JANUARY) is None


def test_ac_k_13_the_same_rule_set_makes_the_same_file_to_the_byte(stocked: Kota) -> None:
    verbs.month_minutes(stocked, "DH", "KB", "2026-01-01", 3_360)
    stocked.at("2026-02-06 09:00")
    month_id = verbs.lock(stocked, "2026-01-01")
    first = verbs.compute(stocked)
    stocked.at("2026-02-09 14:30")
    second = verbs.again(stocked, month_id)
    admin = stocked.actor("KBK")
    with stocked.reading() as tx:
        for read in (files.csv_of, files.xlsx_of):
            assert read(tx, admin, first.id) == read(tx, admin, second.id)
        assert diff.between(tx, admin, first.id, second.id) == []
        with pytest.raises(Denied):
            files.csv_of(tx, stocked.actor("DH"), first.id)
    assert (first.nomor, second.nomor, first.aturan_sidik) == (1, 2, second.aturan_sidik)


def test_ac_k_15_a_rule_set_of_july_leaves_june_as_it_was(stocked: Kota) -> None:
    rule(stocked, "2026-07-01", kode="UJI-2026", target_menit=7_000)
    stocked.at("2026-06-30 16:00")
    verbs.month_minutes(stocked, "DH", "KB", "2026-06-01", 6_300)
    stocked.at("2026-07-31 16:00")
    verbs.month_minutes(stocked, "DH", "KB", "2026-07-01", 6_300)
    stocked.at("2026-08-10 09:00")
    targets = []
    for bulan in ("2026-06-01", "2026-07-01"):
        verbs.lock(stocked, bulan)
        row = result(stocked, verbs.compute(stocked).id, "DH")
        targets.append((row.target, str(row.persen)))
    assert targets == [(6_750, "93.33"), (7_000, "90.00")]


def test_ac_e_18_cltn_of_a_whole_month_is_nothing_with_its_reason(stocked: Kota) -> None:
    with stocked.work.transaction() as tx:
        tx.session.add(
            Ketidakhadiran(pegawai_id=stocked.pegawai_id("DH"), jenis=JenisKetidakhadiran.CLTN,
                           berlaku=Masa(date(2025, 12, 1), date(2026, 6, 1)), sk="SK-CLTN")
        )  # fmt: skip
    inputs.exclude(
        stocked.work, stocked.actor("NH"), stocked.pegawai_id("SR"), "UANG_TUNGGU",
        Masa(JANUARY, date(2026, 2, 1)), "SK uang tunggu 12/2025",
    )  # fmt: skip
    stocked.at("2026-02-06 09:00")
    verbs.lock(stocked, "2026-01-01")
    done = verbs.compute(stocked)
    row, other = result(stocked, done.id, "DH"), result(stocked, done.id, "SR")
    assert (row.persen, row.pengecualian, row.menit) == (Decimal(0), "CLTN", 0)
    assert (other.persen, other.pengecualian) == (Decimal(0), "UANG_TUNGGU")


def test_ac_e_16_the_value_of_the_skp_counts_by_the_table_and_its_weight(stocked: Kota) -> None:
    rule(stocked, "2026-01-01", kode="UJI", bobot={"aktivitas": 60, "skp": 40})
    verbs.month_minutes(stocked, "DH", "KB", "2026-01-01", 6_750)
    stocked.at("2026-02-06 09:00")
    month_id = verbs.lock(stocked, "2026-01-01")
    first = verbs.compute(stocked)
    assert result(stocked, first.id, "DH").persen is None
    with pytest.raises(Refused, match="belum lengkap"):
        verbs.do(stocked, "NH", "tpp_bulanan", month_id, hasil_periksa="lanjut")
    with stocked.reading() as tx:
        nips = {row.nip for row in run.results(tx, stocked.actor("NH"), first.id)}
    lines = "\n".join(f"{nip},{'89,99' if nip.startswith('19881205') else '95'}" for nip in sorted(nips))
    bad = presence(stocked, JANUARY, "123,50", JenisMasukan.NILAI_SKP)
    assert (bad.stored, bad.refused[0][0]) == (0, 2)
    quoted = "\n".join(f'{line.split(",", 1)[0]},"{line.split(",", 1)[1]}"' for line in lines.splitlines())
    others = "\n".join(line for line in quoted.splitlines() if not line.startswith(stocked.nip["NH"]))
    assert presence(stocked, JANUARY, others, JenisMasukan.NILAI_SKP).stored == len(nips) - 1
    assert presence(stocked, JANUARY, quoted, JenisMasukan.NILAI_SKP, "KBK").stored == len(nips)
    second = verbs.again(stocked, month_id)
    row = result(stocked, second.id, "DH")
    assert {one["nama"]: one["persen"] for one in row.penjelasan["komponen"]} == {
        "aktivitas": "100.00", "skp": "85",
    }  # fmt: skip
    assert row.persen == Decimal("94.00")
    with stocked.reading() as tx:
        assert stocked.pegawai_id("DH") in {
            one.pegawai_id for one in diff.between(tx, stocked.actor("NH"), first.id, second.id)
        }


def test_two_admins_make_a_month_final_and_only_over_the_file_that_was_seen(stocked: Kota) -> None:
    verbs.write(stocked, "DH", "2026-01-30", "08.00")
    with pytest.raises(Refused, match="belum berakhir"):
        verbs.lock(stocked, "2026-01-01")
    stocked.at("2026-02-06 09:00")
    with stocked.reading() as tx:
        assert [(one.entries, one.minutes) for one in run.pending(tx, stocked.actor("NH"), JANUARY)] == [
            (1, 90)
        ]
    month_id = verbs.lock(stocked, "2026-01-01")
    verbs.compute(stocked)
    with pytest.raises(Denied):
        verbs.do(stocked, "KB", "tpp_bulanan", month_id, hasil_periksa="lanjut")
    verbs.do(stocked, "NH", "tpp_bulanan", month_id, hasil_periksa="lanjut")
    with pytest.raises(Refused, match="admin BKPP lain"):
        verbs.do(stocked, "NH", "tpp_bulanan", month_id, sidik="0" * 8, setuju_tetapkan_tpp="true")
    with pytest.raises(Refused, match="bukan sidik"):
        verbs.do(stocked, "KBK", "tpp_bulanan", month_id, sidik="zzzzzzzz", setuju_tetapkan_tpp="true")
    with stocked.reading() as tx:
        sidik = run.overview(tx, stocked.actor("KBK"), JANUARY).runs[0].csv_sidik
    verbs.do(stocked, "KBK", "tpp_bulanan", month_id, sidik=str(sidik)[:8], setuju_tetapkan_tpp="true")
    assert verbs.tpp(stocked, "2026-01-01").ditetapkan_akun_id == stocked.actor("KBK").akun_id
    with stocked.reading() as tx:
        said = explain.mine(tx, stocked.actor("DH"), JANUARY)
        assert said is not None
        assert (said.persen, said.final) == (Decimal("0.00"), True)
        cases = tx.session.scalars(
            select(text("status"))
            .select_from(text("process_case"))
            .where(text("process_id = 'aktivitas_bulanan'"))
        )
        assert set(cases) == {"COMPLETED"}


def test_a_rule_set_that_is_not_sound_ends_the_run_and_says_why(stocked: Kota) -> None:
    verbs.write(stocked, "DH", "2026-01-30", "08.00")
    rule(stocked, "2026-01-01", bobot={"aktivitas": 50})
    stocked.at("2026-02-06 09:00")
    month_id = verbs.lock(stocked, "2026-01-01")
    done = verbs.compute(stocked)
    assert done.status is StatusPutaran.GAGAL
    assert "Jumlah bobot harus 100" in str(done.galat)
    with pytest.raises(Refused, match="Pilih hitung ulang"):
        verbs.do(stocked, "NH", "tpp_bulanan", month_id, hasil_periksa="lanjut")
