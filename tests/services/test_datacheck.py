"""The check of data: each kind of finding, what is fine, who sees which part, and the numbers that must agree."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text, update

from tests.kota import NIP, Kota, wib
from tests.storage import contoh
from webapp.domain.jabatan import JenisJabatan
from webapp.domain.mandat import JenisMandat
from webapp.domain.masa import Masa
from webapp.services.errors import Denied
from webapp.services.exports import as_csv, as_xlsx
from webapp.services.people.assignments import Desk
from webapp.services.people.datacheck import people
from webapp.services.people.datacheck.run import INFORMATIVE, Asked, CheckPage, Finding, Kind, check, findings
from webapp.services.people.health import by_holder, by_inbox, health
from webapp.services.process.inbox import inbox
from webapp.services.process.items import items
from webapp.storage.akun import Akun
from webapp.storage.organisasi import Jabatan, Pegawai, Posting, StatusAsn, Unit
from webapp.storage.process import WorkItem

ALL = Asked(kinds=tuple(Kind))


def found(city: Kota, who: str = "NH", on: date | None = None, asked: Asked = ALL) -> list[Finding]:
    with city.reading() as tx:
        return findings(tx, city.actor(who), on, asked)


def of_kind(city: Kota, kind: Kind, on: date | None = None, who: str = "NH") -> list[Finding]:
    return found(city, who, on, Asked(kinds=(kind,)))


def page_of(city: Kota, on: date | None = None, asked: Asked | None = None, page: int = 1) -> CheckPage:
    with city.reading() as tx:
        return check(tx, city.actor("NH"), on, asked, page)


def retire(city: Kota, nip: str, on: date) -> None:
    """The personnel system ends the posting and the service."""
    with city.work.transaction() as tx:
        pegawai = contoh.pegawai(tx.session, nip)
        pegawai.status_asn = StatusAsn.BERHENTI
        sql = "UPDATE posting SET berlaku = daterange(lower(berlaku), :day) WHERE pegawai_id = :id"
        sql += " AND upper_inf(berlaku)"
        tx.session.execute(text(sql), {"day": on, "id": pegawai.id})


# -- people ------------------------------------------------------------------------------------------------------


def test_one_without_a_post_has_no_evaluator_and_it_is_said_when_service_begins(city: Kota) -> None:
    (post,) = of_kind(city, Kind.TANPA_JABATAN)
    (evaluator,) = of_kind(city, Kind.TANPA_PENILAI)
    assert post.nama == evaluator.nama == "Bayu Saputra, S.Kom."
    assert "SPMT) 1 Juni 2026" in post.teks
    assert evaluator.teks == "Pegawai tidak memegang jabatan definitif pada 5 Januari 2026."
    assert of_kind(city, Kind.TANPA_JABATAN, date(2026, 6, 1)) == []


def test_ac_b_01_a_vacant_head_without_a_plt_is_listed_with_the_number_of_subordinates(city: Kota) -> None:
    city.until_submitted("SR")
    retire(city, NIP["KB"], date(2026, 5, 1))
    city.at("2026-04-30 23:59")
    assert of_kind(city, Kind.KEPALA_KOSONG) == []
    city.at("2026-05-01 00:00")
    (one,) = of_kind(city, Kind.KEPALA_KOSONG)
    assert one.teks == "Kepala kosong tanpa Plt: Bidang A, 4 bawahan"
    assert one.since == date(2026, 5, 1)
    with city.reading() as tx:
        (mine,) = [item for item in inbox(tx, city.actor("KD")) if item.subject_id == city.pegawai_id("SR")]
    assert mine.name == "Reviu SKP"
    assert "jabatan Kepala Bidang A kosong" in mine.held.reason
    staff = {city.pegawai_id(code) for code in ("SR", "DH", "LN", "YK")}
    assert [lost for lost in of_kind(city, Kind.TUGAS_TANPA_PEMEGANG) if lost.pegawai_id in staff] == []


def test_a_plt_makes_the_head_no_finding_until_the_letter_ends(city: Kota) -> None:
    retire(city, NIP["KB"], date(2026, 5, 1))
    with city.work.transaction() as tx:
        contoh.plt(
            tx.session, contoh.KABID_B, "KABID-A", Masa(date(2026, 5, 1), date(2026, 8, 1)), "SP/12/2026"
        )
    assert of_kind(city, Kind.KEPALA_KOSONG, date(2026, 7, 31)) == []
    assert of_kind(city, Kind.SEGERA_BERAKHIR, date(2026, 7, 16)) == []
    (soon,) = of_kind(city, Kind.SEGERA_BERAKHIR, date(2026, 7, 17))
    assert soon.teks == "Plt. Kepala Bidang A (SP/12/2026) berakhir 31 Juli 2026."
    assert len(of_kind(city, Kind.KEPALA_KOSONG, date(2026, 8, 1))) == 1


def test_a_plt_beside_a_definitive_head_is_a_finding(city: Kota) -> None:
    with city.work.transaction() as tx:
        contoh.plt(
            tx.session, contoh.KABID_B, "KABID-A", Masa(date(2026, 2, 1), date(2026, 6, 1)), "SP/5/2026"
        )
    (one,) = of_kind(city, Kind.PLT_DAN_DEFINITIF, date(2026, 2, 1))
    assert one.nama == "Hendra Gunawan, S.T."
    assert (
        one.teks
        == "Plt. Kepala Bidang A (SP/5/2026), padahal ada pejabat definitif: Agus Prasetya, S.Sos., M.M."
    )
    assert one.since == date(2026, 2, 1)


def test_an_evaluator_who_has_stopped_is_a_finding_about_each_of_the_people(city: Kota) -> None:
    with city.work.transaction() as tx:
        contoh.pegawai(tx.session, NIP["KB"]).status_asn = StatusAsn.BERHENTI
    people = of_kind(city, Kind.PENILAI_TIDAK_MENJABAT)
    assert {one.nama.split()[0] for one in people} == {"Siti", "Dwi", "Lestari", "Yudi"}
    assert {one.teks for one in people} == {
        "Penilainya, Agus Prasetya, S.Sos., M.M. (Kepala Bidang A), sudah berhenti."
    }


def test_an_acting_evaluator_without_an_own_post_is_a_finding(city: Kota) -> None:
    retire(city, NIP["KB"], date(2026, 1, 1))
    with city.work.transaction() as tx:
        contoh.plt(tx.session, contoh.KABID_B, "KABID-A", Masa(date(2026, 1, 1), date(2026, 6, 1)))
        owner = contoh.pegawai(tx.session, contoh.KABID_B).id
        ended = Masa(date(2022, 1, 3), date(2026, 1, 1))
        tx.session.execute(update(Posting).where(Posting.pegawai_id == owner).values(berlaku=ended))
    texts = {one.teks for one in of_kind(city, Kind.PENILAI_TIDAK_MENJABAT)}
    assert texts == {
        "Penilainya, Hendra Gunawan, S.T. (Plt. Kepala Bidang A), tidak memegang jabatan definitif."
    }


def test_a_wide_span_is_a_finding(city: Kota, monkeypatch: pytest.MonkeyPatch) -> None:
    assert of_kind(city, Kind.RENTANG_LEBAR) == []
    monkeypatch.setattr(people, "WIDEST", 3)
    (one,) = of_kind(city, Kind.RENTANG_LEBAR)
    assert one.nama == "Agus Prasetya, S.Sos., M.M."
    assert one.teks.startswith("Menilai 4 pegawai;")


# -- units, accounts, steps --------------------------------------------------------------------------------------


def test_units_without_a_named_verifikator_are_only_told(city: Kota) -> None:
    before = {one.nama: one.teks for one in of_kind(city, Kind.TANPA_VERIFIKATOR)}
    assert before["Bidang A"].startswith("5 pegawai Bidang A")
    with city.work.transaction() as tx:
        unit = contoh.jabatan(tx.session, "KABID-A").unit_id
        contoh.mandat(
            tx.session, JenisMandat.VERIFIKATOR, Masa(date(2026, 1, 1)), nip=NIP["YK"], unit_id=unit
        )
    assert "Bidang A" not in {one.nama for one in of_kind(city, Kind.TANPA_VERIFIKATOR)}
    assert Kind.TANPA_VERIFIKATOR in INFORMATIVE
    assert Kind.TANPA_VERIFIKATOR not in {one.kind for one in found(city, asked=Asked())}


def test_accounts_of_nobody_and_people_without_an_account_are_findings(city: Kota) -> None:
    assert of_kind(city, Kind.AKUN_TANPA_PEGAWAI) == of_kind(city, Kind.PEGAWAI_TANPA_AKUN) == []
    with city.work.transaction() as tx:
        tx.session.add(Akun(nama_pengguna="layanan", dibuat_pada=tx.now))
        tx.session.execute(update(Akun).where(Akun.pegawai_id == city.pegawai_id("SR")).values(aktif=False))
        contoh.pegawai(tx.session, NIP["DH"]).status_asn = StatusAsn.BERHENTI
    accounts = {one.nama: one.teks for one in of_kind(city, Kind.AKUN_TANPA_PEGAWAI)}
    assert set(accounts) == {"layanan", "Dwi Hartono, A.Md."}
    assert accounts["Dwi Hartono, A.Md."].startswith("Akun dwi.hartono masih aktif")
    (one,) = of_kind(city, Kind.PEGAWAI_TANPA_AKUN)
    assert one.nama == "Siti Rahmawati, S.Psi."


def test_a_step_without_a_holder_stands_first_and_leads_to_it(city: Kota) -> None:
    city.until_submitted()
    sql = "UPDATE posting SET berlaku = daterange(lower(berlaku), CAST(:day AS date)) WHERE nomor_sk = '821.2/031/2021'"
    with city.work.transaction() as tx:
        tx.session.execute(text(sql), {"day": city.now.date()})
    first = found(city)[0]
    assert (first.kind, first.nama) == (Kind.TUGAS_TANPA_PEMEGANG, "Siti Rahmawati, S.Psi.")
    assert first.step is not None
    assert first.step[0] == city.case_id("SR")
    with city.reading() as tx:
        assert len(health(tx, city.actor("NH")).orphans) == 1


# -- numbers, filters, scope -------------------------------------------------------------------------------------


def test_the_sum_on_top_counts_people_without_a_problem_and_problems(city: Kota) -> None:
    page = page_of(city)
    with city.reading() as tx:
        active = len(
            tx.session.scalars(select(Pegawai.id).where(Pegawai.status_asn == StatusAsn.AKTIF)).all()
        )
    assert page.ok == active - 1
    assert page.problems == page.total == 2
    assert page.counts == Counter(one.kind for one in found(city))
    assert {one.kind for one in page.rows} == {Kind.TANPA_PENILAI, Kind.TANPA_JABATAN}


def test_filters_by_words_and_opd(city: Kota) -> None:
    with city.work.transaction() as tx:
        tx.session.execute(
            update(Akun).where(Akun.pegawai_id.is_not(None), Akun.peran == []).values(aktif=False)
        )
    everybody = page_of(city, asked=Asked(kinds=(Kind.PEGAWAI_TANPA_AKUN,)))
    (siti,) = page_of(city, asked=Asked(words="RAHMAWATI siti")).rows
    assert siti.nip == NIP["SR"]
    assert page_of(city, asked=Asked(words=NIP["SR"])).total == 1
    parts = [page_of(city, asked=Asked((Kind.PEGAWAI_TANPA_AKUN,), opd)).total for opd, _ in everybody.opds]
    assert sum(parts) == everybody.total - 1  # one has no post, so no OPD
    assert page_of(city, page=99).page == 1


def test_a_performance_manager_sees_only_the_own_opd(city: Kota) -> None:
    with city.work.transaction() as tx:
        tx.session.add(Akun(nama_pengguna="layanan", dibuat_pada=tx.now))
        tx.session.execute(
            update(Akun).where(Akun.pegawai_id.is_not(None), Akun.peran == []).values(aktif=False)
        )
    mine = found(city, "YK")
    with city.reading() as tx:
        members = Desk(tx).today.anggota_opd[Desk(tx).today.opd(city.pegawai_id("YK")) or 0]
        units = {contoh.jabatan(tx.session, kode).unit_id for kode in ("KABAN",)}
    assert mine
    assert all(one.pegawai_id in members for one in mine if one.pegawai_id is not None)
    assert not [one for one in mine if one.unit_id in units]
    assert "layanan" not in {one.nama for one in mine}
    everybody = {one.nama for one in found(city) if one.kind is Kind.PEGAWAI_TANPA_AKUN}
    assert {one.nama for one in mine if one.kind is Kind.PEGAWAI_TANPA_AKUN} < everybody


@pytest.mark.parametrize("who", ["SR", "KB", "KD", "WK"])
def test_nobody_else_sees_the_check(city: Kota, who: str) -> None:
    with pytest.raises(Denied):
        found(city, who)


# -- files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_file_becomes_a_formula(begin: str) -> None:
    cell = f"{begin}cmd|' /C calc'!A0"
    (_, line) = csv.reader(io.StringIO(as_csv(("Nama",), [(cell,)]).decode("utf-8-sig"), newline=""))
    assert line == [f"'{cell}"]
    raw = as_xlsx("Temuan", ("Nama", "Sejak", "Jumlah"), [(cell, date(2026, 5, 1), 3)])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_name("Temuan").to_python()
    assert rows[1][0].strip() == cell.strip() if begin in "\t\r" else rows[1][0] == cell
    assert rows[1][1:] == [date(2026, 5, 1), 3]


# -- the sums of evaluators --------------------------------------------------------------------------------------


def test_ac_d_07_open_documents_per_evaluator_are_the_counts_of_the_inboxes(city: Kota) -> None:
    city.at("2026-02-20 09:00")
    staff = ("SR", "DH", "LN", "YK")
    for code in staff:
        city.until_submitted(code)
    with city.work.transaction() as tx:
        contoh.mandat(
            tx.session, JenisMandat.PENETAPAN_PENILAI, Masa(date(2026, 3, 2)), "SK/4/2026", nip=contoh.KABID_B,
            dinilai_id=contoh.pegawai(tx.session, NIP["YK"]).id,
        )  # fmt: skip
    before = loads(city)
    assert before["Agus Prasetya, S.Sos., M.M."] == (4, 4)
    city.now = wib("2026-03-02 00:00")
    after = loads(city)
    assert after["Agus Prasetya, S.Sos., M.M."] == (3, 3)
    assert after["Hendra Gunawan, S.T."] == (1, 1)
    with city.reading() as tx:
        page = health(tx, city.actor("NH"))
        assert (page.evaluated.difference, page.disagreeing) == (0, 0)
        for who, count in (("KB", 3), ("KBB", 1)):
            mine = [one for one in inbox(tx, city.actor(who)) if one.element_id == "reviu"]
            assert len(mine) == count
        places = [item.place for item in items(tx, WorkItem.role == "pejabat_penilai")]
        assert by_holder(Desk(tx), places) == by_inbox(Desk(tx), places)
    city.now += timedelta(days=1)


def loads(city: Kota) -> dict[str, tuple[int, int]]:
    """Open documents and the inbox's count, by evaluator."""
    with city.reading() as tx:
        return {one.nama: (one.count, one.inbox) for one in health(tx, city.actor("NH")).evaluators}


def test_a_head_post_that_was_never_held_has_no_day_since(city: Kota) -> None:
    with city.work.transaction() as tx:
        above = contoh.jabatan(tx.session, "KABID-A").unit_id
        unit = Unit(
            kode="SEKSI-A", nama="Seksi A", jenis="Seksi", induk_id=above, berlaku=Masa(date(2026, 1, 1))
        )
        tx.session.add(unit)
        tx.session.flush()
        tx.session.add(
            Jabatan(
                kode="KASI-A", nama="Kepala Seksi A", jenis=JenisJabatan.PENGAWAS, unit_id=unit.id, memimpin=True,
                tunggal=True,
            )
        )  # fmt: skip
    (one,) = of_kind(city, Kind.KEPALA_KOSONG)
    assert (one.teks, one.since) == ("Kepala kosong tanpa Plt: Seksi A, 0 bawahan", None)
