"""Human steps through the real services: who may act, what is stored, what a loser is told."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.kota import Kota, wib
from webapp.operations import Refused
from webapp.services.errors import AlreadyDone, Denied, InvalidAnswers, NotFound, WrongPassword
from webapp.services.process import inbox, tasks
from webapp.storage.caselog import link, read_journal
from webapp.storage.dialog import Dialog
from webapp.storage.naskah import TandaTangan
from webapp.storage.process import Journal, WorkItem
from webapp.storage.skp import StatusRevisi

pytestmark = pytest.mark.fast

EVERYBODY = ("KD", "KB", "KBB", "SR", "DH", "LN", "YK", "NH", "KBK", "WK")


def count(city: Kota, model: type) -> int:
    with city.reading() as tx:
        return tx.session.scalar(select(func.count()).select_from(model)) or 0


def test_ac_c_15_a_submission_is_one_task_for_the_evaluator_from_that_minute(city: Kota) -> None:
    city.dialog("KB", "SR")
    city.write("SR")
    city.at("2026-01-20 10:00").submit("SR")
    with city.reading() as tx:
        mine = [
            item for item in inbox.inbox(tx, city.actor("KB")) if item.subject_id == city.pegawai_id("SR")
        ]
    assert [(item.element_id, item.opened_at) for item in mine] == [("reviu", wib("2026-01-20 10:00"))]
    assert mine[0].held.reason
    with city.reading() as tx:
        assert not [item for item in inbox.inbox(tx, city.actor("SR")) if item.case_id == city.case_id("SR")]


def test_ac_c_17_a_returned_skp_is_a_new_draft_and_the_old_revision_stays_readable(city: Kota) -> None:
    city.dialog("KB", "SR", "Terlaksananya analisis jabatan", "Meningkatnya mutu data kepegawaian")
    city.write("SR")
    city.submit("SR")
    before = city.isi("SR")
    city.review("KB", "SR", "kembalikan", "Target masih terlalu rendah.", rhk__r2="Naikkan targetnya.")
    assert city.skp("SR").status == "DRAF"
    first, second = city.revisions("SR")
    assert (first.nomor, first.status) == (1, StatusRevisi.DIGANTI)
    assert (second.nomor, second.status) == (2, StatusRevisi.DRAF)
    assert city.isi("SR") == before


def test_ac_c_18_two_signatures_in_order_make_it_ditetapkan(city: Kota) -> None:
    city.at("2026-01-30 09:00").until_established("SR")
    assert city.skp("SR").status == "DITETAPKAN"
    revisi = city.revisions("SR")[-1]
    with city.reading() as tx:
        signed = list(tx.session.scalars(select(TandaTangan).order_by(TandaTangan.urutan)))
    assert [(s.peran, s.pegawai_id) for s in signed] == [
        ("PEGAWAI", city.pegawai_id("SR")),
        ("PEJABAT_PENILAI", city.pegawai_id("KB")),
    ]
    assert {s.sidik for s in signed} == {revisi.sidik}
    assert city.pegawai_id("KD") not in {s.pegawai_id for s in signed}
    assert [key.rsplit("/", 1)[-1] for key in city.open_keys("SR")] == ["susun_rencana_aksi#1"]


def test_ac_c_12_penetapan_without_a_confirmed_dialogue_is_refused_whatever_the_diagram_says(
    city: Kota,
) -> None:
    city.until_submitted("DH")
    city.review("KB", "DH")
    city.sign("DH")
    with city.work.transaction() as tx:
        for record in tx.session.scalars(select(Dialog).where(Dialog.skp_id == city.skp("DH").id)):
            tx.session.delete(record)
    with pytest.raises(Refused) as refused:
        city.establish("KB", "DH")
    assert {p.kode for p in refused.value.pelanggaran} >= {"dialog.belum_ada"}
    assert city.skp("DH").status == "MENUNGGU_PENETAPAN"


def test_the_evaluator_cannot_set_what_the_owner_has_not_signed(city: Kota) -> None:
    city.until_submitted("SR")
    city.review("KB", "SR")
    assert [key.rsplit("/", 1)[-1] for key in city.open_keys("SR")] == ["tanda_tangan#1"]
    with pytest.raises(Denied):
        city.do("KB", "SR", "tanda_tangan", values={"setuju_tanda_tangan": "true"}, sidik="x")


def test_a_signature_over_other_content_than_was_seen_is_refused(city: Kota) -> None:
    city.until_submitted("SR")
    city.review("KB", "SR")
    with pytest.raises(Refused) as refused:
        city.do("SR", "SR", "tanda_tangan", values={"setuju_tanda_tangan": "true"}, sidik="0" * 64)
    assert [p.kode for p in refused.value.pelanggaran] == ["sidik"]
    assert count(city, TandaTangan) == 0


def test_a_signature_needs_the_password_again(city: Kota) -> None:
    city.until_submitted("SR")
    city.review("KB", "SR")
    key = city.open_keys("SR")[0]
    values = {"setuju_tanda_tangan": "true"}
    with pytest.raises(WrongPassword):
        city.complete("SR", city.case_id("SR"), key, values=values, password="salah", sidik="x")
    submission = tasks.Submission(uuid4(), values={"setuju_tanda_tangan": ["true"]})
    with pytest.raises(Denied):
        tasks.complete(city.work, city.actor("SR"), city.case_id("SR"), key, submission)


def test_the_same_request_twice_gets_the_first_answer_and_stores_nothing_new(city: Kota) -> None:
    city.dialog("KB", "SR")
    city.write("SR")
    key, request = city.open_keys("SR")[0], uuid4()
    first = city.complete("SR", city.case_id("SR"), key, request_id=request)
    rows = count(city, Journal)
    again = city.complete("SR", city.case_id("SR"), key, request_id=request)
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.case_id, again.key, again.next_key) == (first.case_id, first.key, first.next_key)
    assert count(city, Journal) == rows


def test_a_stale_page_is_told_who_was_faster_and_when(city: Kota) -> None:
    city.until_submitted("SR")
    key = city.open_keys("SR")[0]
    city.at("2026-01-21 09:00").review("KB", "SR")
    with pytest.raises(AlreadyDone) as done:
        city.complete("KB", city.case_id("SR"), key, values={"keputusan": "setujui"})
    assert (done.value.by, done.value.at, done.value.mine) == (
        "Agus Prasetya, S.Sos., M.M.",
        wib("2026-01-21 09:00"),
        True,
    )


def test_another_person_learns_nothing_and_stores_nothing(city: Kota) -> None:
    city.until_submitted("SR")
    rows = count(city, Journal)
    with pytest.raises(Denied):
        city.complete("DH", city.case_id("SR"), city.open_keys("SR")[0], values={"keputusan": "setujui"})
    with pytest.raises(NotFound):
        city.complete("DH", city.case_id("SR"), "perencanaan#1/penetapan#1/susun_skp#1")
    assert count(city, Journal) == rows


def test_nobody_is_the_evaluator_of_an_own_skp(city: Kota) -> None:
    city.until_submitted("YK")
    with pytest.raises(Denied):
        city.review("YK", "YK")


def test_answers_the_form_does_not_declare_are_refused_whole(city: Kota) -> None:
    city.until_submitted("SR")
    rows = count(city, Journal)
    with pytest.raises(InvalidAnswers) as invalid:
        city.do("KB", "SR", "reviu", values={"keputusan": "setujui", "disetujui_langsung": "true"})
    assert "disetujui_langsung" in invalid.value.errors
    assert count(city, Journal) == rows


def test_returning_needs_a_reason(city: Kota) -> None:
    city.until_submitted("SR")
    with pytest.raises(InvalidAnswers) as invalid:
        city.review("KB", "SR", "kembalikan")
    assert "alasan" in invalid.value.errors


def test_the_journal_is_gapless_and_chained(city: Kota) -> None:
    city.until_established("SR")
    case_id = city.case_id("SR")
    with city.reading() as tx:
        rows = read_journal(tx.session, case_id)
        hashes = list(
            tx.session.scalars(select(Journal.hash).where(Journal.case_id == case_id).order_by(Journal.seq))
        )
    head = b"\x00" * 32
    for number, (row, stored) in enumerate(zip(rows, hashes, strict=True), start=1):
        head = link(head, case_id, row)
        assert (row.seq, head) == (number, stored)


def test_the_inbox_shows_each_open_step_to_exactly_its_holder(city: Kota) -> None:
    city.until_submitted("SR")
    city.dialog("KB", "DH")
    shown: list[tuple[int, str]] = []
    for code in EVERYBODY:
        with city.reading() as tx:
            shown += [(item.case_id, item.key) for item in inbox.inbox(tx, city.actor(code))]
    with city.reading() as tx:
        stored = [(item.case_id, item.key) for item in tx.session.scalars(select(WorkItem))]
    assert sorted(shown) == sorted(stored)
