"""The personnel system beside our tables: tickets that open and close, the banner, the block, and what stays frozen."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from tests.kota import NIP, Kota, wib
from tests.services.sisdm_files import KB, LN, SR, people
from webapp.config import Settings
from webapp.domain.kanonik import cuplikan_dari_kanonik
from webapp.jobs import run_worker
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.people.imports import import_files
from webapp.services.people.sisdm import reconciliation
from webapp.services.people.sisdm.reconciliation import Difference, apply_ticket, data_banner, reconcile
from webapp.services.people.sisdm.tickets import Asked, tickets
from webapp.storage.audit import AuditEvent
from webapp.storage.identitas import identitas_pegawai
from webapp.storage.organisasi import PangkatRiwayat, Pegawai, StatusAsn
from webapp.storage.sisdm import Bidang, CaraTutup, CuplikanSisdm, SelisihData

OLD_POST = "Analis Kepegawaian"
BLOCK = (
    b"kunci,nilai,mulai,selesai,dasar_hukum\n"
    b"blokir_saat_beda,false,2022-02-03,2025-12-31,Kebijakan bawaan\n"
    b"blokir_saat_beda,true,2026-01-01,,Surat Edaran 1/2026\n"
)


def snapshot(city: Kota, *rows: dict[str, str] | object, at: str = "2026-01-10 22:00") -> None:
    """A nightly export comes in, for comparing only."""
    with city.work.transaction() as tx:
        reconciliation.keep_snapshot(tx, {"data-utama.csv": people(*rows)}, wib(at))  # type: ignore[arg-type]


def rename_ours(city: Kota) -> None:
    """Our copy holds SR in a post of another name."""
    posts = (
        "kode,nama,jenis,jenjang,unit,memimpin,tunggal,pukm\n"
        f"ANALIS-LAMA,{OLD_POST},JF,AHLI_PERTAMA,BID-A,tidak,tidak,tidak\n"
    )
    postings = (
        "nip,jabatan,mulai,selesai,nomor_sk\n"
        f"{NIP['SR']},ANALIS-PERTAMA-A,2021-07-01,2021-12-31,821.2/031/2021\n"
        f"{NIP['SR']},ANALIS-LAMA,2022-01-01,,821.2/001/2022\n"
    )
    with city.work.transaction() as tx:
        report = import_files(tx.session, {"jabatan.csv": posts.encode(), "posting.csv": postings.encode()})
        assert report.accepted, [str(one) for one in report.refused]


def theirs() -> dict[str, str]:
    """What the personnel system says of SR: the post under its new name, since the same day."""
    return {**SR, "tmtJabatan": "01-01-2022"}


def banner(city: Kota, code: str) -> list[Difference]:
    with city.reading() as tx:
        return data_banner(tx, city.pegawai_id(code))


def all_tickets(city: Kota) -> list[SelisihData]:
    with city.reading() as tx:
        rows = list(tx.session.scalars(select(SelisihData).order_by(SelisihData.id)))
        tx.session.expunge_all()
        return rows


def test_ac_a_08_a_post_that_differs_is_one_row_and_the_person_sees_it(city: Kota) -> None:
    rename_ours(city)
    snapshot(city, theirs(), KB, LN)
    city.at("2026-01-11 01:30")
    done = reconcile(city.work)
    assert (done.compared, done.opened, done.closed) == (3, 1, 0)
    (ticket,) = all_tickets(city)
    assert (ticket.bidang, ticket.di_lakon, ticket.di_sisdm) == (Bidang.JABATAN, OLD_POST, SR["jabatanNama"])
    assert ticket.sumber_pada == wib("2026-01-10 22:00")
    assert ticket.nomor == "DATA-2026-00001"
    (shown,) = banner(city, "SR")
    assert (shown.nomor, shown.di_lakon, shown.di_sisdm) == (ticket.nomor, OLD_POST, SR["jabatanNama"])
    assert banner(city, "KB") == []
    assert reconcile(city.work).opened == 0, "one open ticket for a person and field"


def test_ac_a_08_a_ticket_closes_by_itself_when_the_values_agree_and_stays_readable(city: Kota) -> None:
    rename_ours(city)
    snapshot(city, theirs())
    reconcile(city.work)
    snapshot(city, {**theirs(), "jabatanNama": OLD_POST.upper()}, at="2026-01-11 22:00")
    assert reconcile(city.at("2026-01-12 01:30").work).closed == 1
    (ticket,) = all_tickets(city)
    assert (ticket.cara_tutup, ticket.ditutup_pada) == (CaraTutup.COCOK, wib("2026-01-12 01:30"))
    assert banner(city, "SR") == []
    snapshot(city, theirs(), at="2026-01-12 22:00")
    reconcile(city.work)
    assert [one.nomor for one in all_tickets(city)] == ["DATA-2026-00001", "DATA-2026-00002"]


def test_ac_a_10_a_difference_holds_the_setting_back_until_it_is_synchronised(city: Kota) -> None:
    with city.work.transaction() as tx:
        assert import_files(tx.session, {"aturan.csv": BLOCK}).accepted
    rename_ours(city)
    city.until_submitted("SR")
    city.review("KB", "SR")
    city.sign("SR")
    snapshot(city, theirs())
    reconcile(city.work)
    with pytest.raises(Refused) as refused:
        city.establish("KB", "SR")
    (said,) = refused.value.pelanggaran
    assert said.pesan == (
        "Data jabatan pegawai ini berbeda dari SISDM (tiket DATA-2026-00001). SKP dapat ditetapkan setelah data itu "
        "disamakan. Hubungi admin BKPP dan sebutkan nomor tiketnya."
    )
    assert apply_ticket(city.work, city.actor("NH"), all_tickets(city)[0].id)
    city.establish("KB", "SR")
    assert city.skp("SR").status == "DITETAPKAN"


def test_ac_a_10_without_the_rule_a_difference_holds_nothing_back(city: Kota) -> None:
    rename_ours(city)
    snapshot(city, theirs())
    reconcile(city.work)
    city.until_established("SR")
    assert banner(city, "SR")


def test_ac_a_09_a_promotion_leaves_the_january_document_and_shows_in_december(city: Kota) -> None:
    city.until_established("KB", "KD")
    before = city.revisions("KB")[-1]
    assert before.cuplikan is not None
    assert cuplikan_dari_kanonik(before.cuplikan).pegawai.pangkat == "Pembina / IV/a"
    promoted = people({**KB, "golRuangAkhir": "IV/b", "tmtGolAkhir": "01-04-2026"})
    with city.at("2026-04-02 09:00").work.transaction() as tx:
        assert import_files(tx.session, {"data-utama.csv": promoted}).accepted
    after = city.revisions("KB")[-1]
    assert (after.sidik, after.cuplikan) == (before.sidik, before.cuplikan), (
        "the set document does not change"
    )
    with city.reading() as tx:
        kb = city.pegawai_id("KB")
        december = identitas_pegawai(tx.session, kb, date(2026, 12, 15))
        january = identitas_pegawai(tx.session, kb, date(2026, 1, 20))
        history = list(
            tx.session.scalars(
                select(PangkatRiwayat.golongan)
                .where(PangkatRiwayat.pegawai_id == kb)
                .order_by(PangkatRiwayat.berlaku)
            )
        )
    assert december is not None
    assert january is not None
    assert (january.pangkat, december.pangkat) == ("Pembina / IV/a", "Pembina Tingkat I / IV/b")
    assert history[-2:] == ["IV/a", "IV/b"]


def test_every_compared_field_has_its_own_ticket(city: Kota) -> None:
    other = {**SR, "nama": "Siti Rachmawati", "gelarBelakang": "S.Psi., M.Psi.", "statusPegawai": "CPNS",
             "golRuangAkhir": "III/c", "tmtGolAkhir": "01-04-2023", "jabatanNama": "Arsiparis Ahli Pertama",
             "unorId": "BID-B", "unorNama": "Bidang B"}  # fmt: skip
    snapshot(city, other)
    reconcile(city.work)
    found = {one.bidang: (one.di_lakon, one.di_sisdm) for one in all_tickets(city)}
    assert found == {
        Bidang.NAMA: ("Siti Rahmawati", "Siti Rachmawati"),
        Bidang.GELAR: ("S.Psi.", "S.Psi., M.Psi."),
        Bidang.JENIS: ("PNS", "CPNS"),
        Bidang.GOLONGAN: ("III/b (TMT 1 April 2019)", "III/c (TMT 1 April 2023)"),
        Bidang.JABATAN: ("Analis SDM Aparatur Ahli Pertama", "Arsiparis Ahli Pertama"),
        Bidang.UNIT: ("Bidang A", "Bidang B"),
    }


def test_capitals_blanks_and_open_columns_are_no_difference(city: Kota) -> None:
    snapshot(city, {**SR, "nama": "SITI  RAHMAWATI", "golRuangAkhir": "", "statusPegawai": ""}, KB, LN)
    done = reconcile(city.work)
    assert (done.compared, done.opened, done.closed) == (3, 0, 0)
    assert done.missing > 0


def test_a_grade_of_a_day_to_come_is_compared_on_that_day(city: Kota) -> None:
    with city.work.transaction() as tx:
        raw = people({**KB, "golRuangAkhir": "IV/b", "tmtGolAkhir": "01-04-2026"})
        assert import_files(tx.session, {"d.csv": raw}).accepted
    snapshot(city, {**KB, "golRuangAkhir": "IV/b", "tmtGolAkhir": "01-04-2026"})
    assert reconcile(city.work).opened == 0


def test_other_values_close_the_ticket_and_open_another(city: Kota) -> None:
    snapshot(city, {**SR, "golRuangAkhir": "III/c", "tmtGolAkhir": "01-04-2023"})
    reconcile(city.work)
    snapshot(city, {**SR, "golRuangAkhir": "III/d", "tmtGolAkhir": "01-04-2025"})
    done = reconcile(city.work)
    assert (done.opened, done.closed) == (1, 1)
    assert [one.cara_tutup for one in all_tickets(city)] == [CaraTutup.BERGANTI, None]


def test_tickets_of_who_has_left_are_closed(city: Kota) -> None:
    snapshot(city, {**SR, "nama": "Siti R."})
    reconcile(city.work)
    with city.work.transaction() as tx:
        left = update(Pegawai).where(Pegawai.nip == NIP["SR"]).values(status_asn=StatusAsn.BERHENTI)
        tx.session.execute(left)
    reconcile(city.work)
    assert [one.cara_tutup for one in all_tickets(city)] == [CaraTutup.NONAKTIF]


def test_applying_writes_one_field_as_an_import_would_and_is_kept_as_an_event(city: Kota) -> None:
    snapshot(city, {**SR, "nama": "Siti Rachmawati", "golRuangAkhir": "III/c", "tmtGolAkhir": "01-04-2023"})
    reconcile(city.work)
    grade = next(one for one in all_tickets(city) if one.bidang is Bidang.GOLONGAN)
    admin = city.actor("NH")
    assert apply_ticket(city.work, admin, grade.id)
    assert not apply_ticket(city.work, admin, grade.id), "a second time changes nothing"
    with city.reading() as tx:
        person = tx.session.scalars(select(Pegawai).where(Pegawai.nip == NIP["SR"])).one()
        grades = tx.session.scalars(
            select(PangkatRiwayat.golongan)
            .where(PangkatRiwayat.pegawai_id == person.id)
            .order_by(PangkatRiwayat.berlaku)
        ).all()
        event = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "selisih_diterapkan")).one()
    assert person.nama == "Siti Rahmawati", "the other ticket is still open"
    assert grades == ["III/a", "III/b", "III/c"], "the old grade stays in the history"
    assert (event.actor_id, event.detail["nomor"]) == (admin.akun_id, grade.nomor)
    assert reconcile(city.work).opened == 0


def test_what_the_import_refuses_is_not_applied(city: Kota) -> None:
    snapshot(city, {**SR, "unorId": "ZZ", "unorNama": "Bidang Z"})
    reconcile(city.work)
    (ticket,) = all_tickets(city)
    with pytest.raises(Refused, match="Unit Bidang Z tidak ada di Lakon"):
        apply_ticket(city.work, city.actor("NH"), ticket.id)
    assert all_tickets(city)[0].ditutup_pada is None


def test_without_a_snapshot_nothing_can_be_applied(city: Kota) -> None:
    snapshot(city, {**SR, "nama": "Siti R."})
    reconcile(city.work)
    with city.work.transaction() as tx:
        tx.session.execute(CuplikanSisdm.__table__.delete())  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="Unggah data utama yang terbaru"):
        apply_ticket(city.work, city.actor("NH"), all_tickets(city)[0].id)


def test_only_admins_apply_compare_and_read_tickets(city: Kota) -> None:
    snapshot(city, {**SR, "nama": "Siti R."})
    reconcile(city.work)
    (ticket,) = all_tickets(city)
    for code in ("SR", "KB", "YK"):
        actor = city.actor(code)
        with pytest.raises(Denied):
            apply_ticket(city.work, actor, ticket.id)
        with pytest.raises(Denied):
            reconciliation.request_reconciliation(city.work, actor)
        with city.reading() as tx, pytest.raises(Denied):
            tickets(tx, actor, Asked())
    with pytest.raises(NotFound):
        apply_ticket(city.work, city.actor("NH"), 999_999)


def test_a_ticket_is_never_rewritten(city: Kota) -> None:
    snapshot(city, {**SR, "nama": "Siti R."})
    reconcile(city.work)
    for change in (
        "UPDATE selisih_data SET di_lakon = 'x'",
        "DELETE FROM selisih_data",
        "TRUNCATE selisih_data",
    ):
        with pytest.raises(IntegrityError, match="selisih_data"), city.work.transaction() as tx:
            tx.session.execute(text(change))


def test_the_nightly_job_compares_and_clears_expired_uploads(city: Kota) -> None:
    snapshot(city, {**SR, "nama": "Siti R."})
    assert reconciliation.request_reconciliation(city.work, city.actor("NH"))
    assert not reconciliation.request_reconciliation(city.work, city.actor("NH")), "one waits already"
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(), address, wait=False, install_signal_handlers=False)
    assert len(all_tickets(city)) == 1


def test_the_newest_snapshot_of_a_person_counts(city: Kota) -> None:
    snapshot(city, {**SR, "nama": "Siti R."}, KB)
    snapshot(city, SR, at="2026-01-11 22:00")
    with city.reading() as tx:
        count, at = reconciliation.newest_snapshot(tx)
        kept = tx.session.get_one(CuplikanSisdm, NIP["SR"])
    assert (count, at) == (2, wib("2026-01-11 22:00"))
    assert kept.isi["nama"] == SR["nama"]
    assert reconcile(city.at("2026-01-12 02:00").work).opened == 0
