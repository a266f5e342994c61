"""Publication: one person cannot, what was approved comes into force, and cases keep the release they began on."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.kota import PASSWORD, Kota
from webapp.domain.pelanggaran import Pelanggaran
from webapp.operations import Refused
from webapp.services.errors import Denied, WrongPassword
from webapp.services.process.cases import start
from webapp.services.process.releases import ship
from webapp.services.workshop import desk, drafts, publication
from webapp.storage.audit import AuditEvent
from webapp.storage.bengkel import DraftStatus, ReleaseInForce
from webapp.storage.process import ProcessCase, Release

from . import owners
from .owners import DIAGRAM, FORM

pytestmark = pytest.mark.fast


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    assert all(isinstance(one, Pelanggaran) and one.pesan for one in refused.value.pelanggaran)
    return [one.kode for one in refused.value.pelanggaran]


def name_of_review(city: Kota, case_id: int) -> str:
    with city.reading() as tx:
        release_id = tx.session.get_one(ProcessCase, case_id).release_id
        process = tx.work.releases.get(tx.session, release_id).definitions.processes["penetapan"]
        return process.elements["reviu"].name


def new_case(city: Kota) -> int:
    with city.work.transaction() as tx:
        skp = city.skp("SR")
        return start(
            tx, "penetapan", subject_id=city.pegawai_id("SR"), document_kind="skp", document_id=skp.id
        )


def test_a_change_goes_from_draft_to_force_with_a_second_person(city: Kota) -> None:
    before = new_case(city)
    draft_id = owners.changed(city)
    case_id = owners.propose(city, draft_id)
    assert owners.step(city, case_id).startswith("setujui#")
    assert owners.row(city, draft_id).status is DraftStatus.PROPOSED
    owners.approve(city, draft_id)
    held = owners.row(city, draft_id)
    assert (held.status, held.approved_by) == (DraftStatus.PUBLISHED, city.actor("KBK").akun_id)
    after = new_case(city)
    assert (name_of_review(city, before), name_of_review(city, after)) == ("Reviu SKP", "Telaah SKP")
    with city.reading() as tx:
        listed = publication.releases(tx)
        event = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "rilis_terbit")).one()
    assert [(one.number, one.current) for one in listed] == [(2, True), (1, False)]
    (term,) = listed[0].terms
    assert (term.proposed_by, term.approved_by) == ("Nur Hidayat, S.E.", "Dra. Endang Sulistyowati, M.Pd.")
    assert (listed[0].note, event.detail["sidik"]) == (owners.NOTE, listed[0].hash)


def test_a_release_of_a_later_day_waits_for_it(city: Kota) -> None:
    tomorrow = city.now.date() + timedelta(days=1)
    owners.published(city, on=tomorrow.isoformat())
    assert name_of_review(city, new_case(city)) == "Reviu SKP"
    city.now += timedelta(days=1)
    assert name_of_review(city, new_case(city)) == "Telaah SKP"
    assert owners.number_in_force(city, tomorrow - timedelta(days=1)) == 1


def test_neither_opener_nor_editor_nor_proposer_approves(city: Kota) -> None:
    draft_id = owners.changed(city, "NH")
    owners.propose(city, draft_id, "KBK")  # opened and edited by NH, proposed by KBB
    with pytest.raises(Refused) as refused:
        owners.approve(city, draft_id, "NH")
    assert codes(refused) == ["draf.dua_orang"]
    with pytest.raises(Denied):
        owners.approve(city, draft_id, "KBK")
    with pytest.raises(Denied):
        owners.approve(city, draft_id, "KBB")  # no process owner
    assert owners.number_in_force(city) == 1


def test_who_saved_one_file_is_no_second_person(city: Kota) -> None:
    draft_id = owners.changed(city, "NH")
    form = owners.read(city, draft_id, FORM).text
    owners.save(city, "KBK", draft_id, FORM, form.replace("Keputusan reviu", "Putusan reviu"))
    owners.propose(city, draft_id, "NH")
    with pytest.raises(Refused) as refused:
        owners.approve(city, draft_id, "KBK")
    assert codes(refused) == ["draf.dua_orang"]


def test_the_second_person_gives_the_password_again(city: Kota) -> None:
    draft_id = owners.changed(city)
    owners.propose(city, draft_id)
    with pytest.raises(WrongPassword):
        owners.approve(city, draft_id, password=f"bukan {PASSWORD}")
    assert owners.row(city, draft_id).status is DraftStatus.PROPOSED


def test_a_proposed_draft_is_frozen_for_services_and_for_the_database(city: Kota) -> None:
    draft_id = owners.changed(city)
    owners.propose(city, draft_id)
    with pytest.raises(Refused) as refused:
        owners.save(city, "NH", draft_id, FORM, "{}")
    assert codes(refused) == ["draf.beku"]
    with pytest.raises(IntegrityError, match="does not change"), city.work.transaction() as tx:
        tx.session.execute(text("UPDATE draft_file SET text = 'x'"))


def test_what_was_changed_behind_the_second_persons_back_is_not_published(city: Kota) -> None:
    draft_id = owners.changed(city)
    owners.propose(city, draft_id)
    with city.work.transaction() as tx:  # past every guard, as only the database's own administrator could
        tx.session.execute(text("SET LOCAL session_replication_role = replica"))
        tx.session.execute(text("UPDATE draft_file SET text = replace(text, 'Telaah SKP', 'Diam-diam')"))
    with pytest.raises(Refused) as refused:
        owners.approve(city, draft_id)
    assert codes(refused) == ["draf.sidik"]
    assert owners.number_in_force(city) == 1


def test_an_approval_of_another_content_than_was_read_is_refused(city: Kota) -> None:
    draft_id = owners.changed(city)
    owners.propose(city, draft_id)
    with pytest.raises(Refused) as refused:
        owners.approve(city, draft_id, sidik="0" * 64)
    assert codes(refused) == ["draf.sidik"]


def test_the_past_is_not_changed(city: Kota) -> None:
    draft_id = owners.changed(city)
    owners.propose(city, draft_id)
    with pytest.raises(Refused) as refused:
        owners.approve(city, draft_id, on=(city.now.date() - timedelta(days=1)).isoformat())
    assert codes(refused) == ["draf.mundur"]


def test_a_draft_with_an_error_comes_back_with_its_findings_and_goes_on_when_mended(city: Kota) -> None:
    draft_id = owners.changed(city)
    good = owners.read(city, draft_id, DIAGRAM).text
    owners.save(city, "NH", draft_id, DIAGRAM, good.replace("skp.kunci", "skp.hapus_semua"))
    case_id = owners.propose(city, draft_id)
    assert owners.step(city, case_id).startswith("perbaiki#")
    held = owners.row(city, draft_id)
    assert held.status is DraftStatus.OPEN
    assert [(one["code"], one["element"], one["file"]) for one in held.findings] == [
        ("operation", "kunci_naskah", DIAGRAM)
    ]
    owners.save(city, "NH", draft_id, DIAGRAM, good)
    owners.mend(city, case_id)
    owners.approve(city, draft_id)
    assert owners.number_in_force(city) == 2


def test_a_draft_that_is_sent_back_is_open_and_may_be_withdrawn(city: Kota) -> None:
    draft_id = owners.changed(city)
    case_id = owners.propose(city, draft_id)
    owners.send_back(city, draft_id)
    assert owners.step(city, case_id).startswith("perbaiki#")
    with pytest.raises(Refused):
        drafts.discard(city.work, city.actor("NH"), draft_id)
    owners.mend(city, case_id, "tarik")
    held = owners.row(city, draft_id)
    assert (held.status, held.case_id) == (DraftStatus.OPEN, None)
    assert owners.propose(city, draft_id) != case_id


def test_a_proposal_says_what_changes_and_changes_something(city: Kota) -> None:
    nothing = drafts.open_draft(city.work, city.actor("NH"), "Tidak ada", owners.NOTE)
    with pytest.raises(Refused) as refused:
        owners.propose(city, nothing)
    assert codes(refused) == ["draf.sama"]
    with pytest.raises(Refused) as refused:
        owners.propose(city, owners.changed(city, note="ubah"))
    assert codes(refused) == ["draf.catatan"]


def test_a_repeated_proposal_is_the_first_one(city: Kota) -> None:
    draft_id, request_id = owners.changed(city), uuid4()
    first = publication.propose(city.work, city.actor("NH"), draft_id, request_id)
    assert publication.propose(city.work, city.actor("NH"), draft_id, request_id) == first
    with pytest.raises(Denied):
        publication.propose(city.work, city.actor("SR"), draft_id, request_id)
    with pytest.raises(Refused):
        publication.propose(city.work, city.actor("KBK"), draft_id, request_id)


def test_a_diagram_of_publication_without_its_second_person_is_not_published(city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Tanpa orang kedua", owners.NOTE)
    path = "workflows/penerbitan.bpmn"
    text_ = owners.read(city, draft_id, path).text
    owners.save(
        city,
        "NH",
        draft_id,
        path,
        text_.replace('name="konfirmasi_sandi" value="ya"', 'name="konfirmasi_sandi" value="tidak"'),
    )
    case_id = owners.propose(city, draft_id)
    assert owners.step(city, case_id).startswith("perbaiki#")
    assert "publication" in [one["code"] for one in owners.row(city, draft_id).findings]


def test_an_old_release_comes_into_force_again_with_a_second_person(city: Kota) -> None:
    owners.published(city)
    city.now += timedelta(days=1)
    draft_id = publication.go_back(
        city.work, city.actor("NH"), 1, "Nama lama dipakai lagi menurut surat edaran.", uuid4()
    )
    assert owners.number_in_force(city) == 2
    owners.approve(city, draft_id)
    assert owners.number_in_force(city) == 1
    with city.reading() as tx:
        assert tx.session.scalars(select(Release.number)).all() == [1, 2]
        assert len(tx.session.scalars(select(ReleaseInForce)).all()) == 3


def test_a_draft_does_not_undo_what_it_never_saw(city: Kota) -> None:
    late = drafts.open_draft(city.work, city.actor("NH"), "Draf lama", owners.NOTE)
    form = owners.read(city, late, FORM).text
    owners.save(city, "NH", late, FORM, form.replace("Keputusan reviu", "Putusan reviu"))
    owners.published(city)
    with pytest.raises(Refused) as refused:
        owners.propose(city, late)
    assert codes(refused) == ["draf.dasar"]
    with city.reading() as tx:
        newest = publication.release(tx, 2).id
    assert publication.bring(city.work, city.actor("NH"), late, newest).done
    assert 'name="Telaah SKP"' in owners.read(city, late, DIAGRAM).text
    owners.propose(city, late)
    owners.approve(city, late)
    with city.reading() as tx:
        files = tx.session.scalars(select(Release.files).where(Release.number == 3)).one()
    assert 'name="Telaah SKP"' in files[DIAGRAM]
    assert "Putusan reviu" in files[FORM]


def test_what_a_draft_and_a_newer_release_both_changed_is_asked(city: Kota) -> None:
    late = owners.changed(city, name="Pemeriksaan SKP")
    owners.published(city)
    with city.reading() as tx:
        newest = publication.release(tx, 2).id
    asked = publication.bring(city.work, city.actor("NH"), late, newest)
    ((path, (conflict,)),) = asked.conflicts.items()
    assert (path, conflict.mine, conflict.theirs) == (DIAGRAM, "Pemeriksaan SKP", "Telaah SKP")
    assert owners.row(city, late).base_release_id != newest
    choice = {DIAGRAM: {conflict.key: "saya"}}
    assert publication.bring(city.work, city.actor("NH"), late, newest, choice).done  # type: ignore[arg-type]
    assert 'name="Pemeriksaan SKP"' in owners.read(city, late, DIAGRAM).text


def test_a_draft_may_be_meant_to_replace_what_it_was_not_made_from(city: Kota) -> None:
    late = owners.changed(city, name="Pemeriksaan SKP")
    owners.published(city)
    publication.replace_wholly(city.work, city.actor("NH"), late)
    owners.propose(city, late)
    owners.approve(city, late)
    assert name_of_review(city, new_case(city)) == "Pemeriksaan SKP"


def test_what_ships_comes_into_force_only_where_no_owner_has_decided(city: Kota) -> None:
    with city.reading() as tx:
        files = tx.session.scalars(select(Release.files).where(Release.number == 1)).one()
    newer = {**files, DIAGRAM: owners.renamed(files[DIAGRAM], "Reviu SKP bawaan")}
    with city.work.transaction() as tx:
        ship(tx.session, newer, tx.today, "Rilis bawaan")
    assert owners.number_in_force(city) == 2
    assert owners.number_in_force(city, date(2025, 1, 1)) == 1
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Punya kota", owners.NOTE)
    path_text = owners.read(city, draft_id, DIAGRAM).text
    owners.save(city, "NH", draft_id, DIAGRAM, owners.renamed(path_text, "Telaah", 'name="Reviu SKP bawaan"'))
    owners.propose(city, draft_id)
    owners.approve(city, draft_id)
    with city.work.transaction() as tx:
        newest = {**files, DIAGRAM: owners.renamed(files[DIAGRAM], "Reviu SKP lagi")}
        ship(tx.session, newest, tx.today, "Rilis bawaan")
    assert owners.number_in_force(city) == 3
    with city.reading() as tx:
        assert (publication.releases(tx)[0].number, publication.releases(tx)[0].never) == (4, True)


def test_a_drafts_page_says_who_may_decide_before_it_is_proposed(city: Kota) -> None:
    draft_id = owners.changed(city)

    def seen(who: str) -> tuple[int, bool]:
        with city.reading() as tx:
            home = desk.home(tx, city.actor(who), draft_id)
            return len(home.deciders), home.is_last

    before = seen("NH")
    assert before[0] >= 1
    others = [code for code in ("KBK", "KBB") if "pemilik_proses" in city.actor(code).peran]
    for number, code in enumerate(others, 1):
        assert seen(code) == (before[0] - number + 1, before[0] - number == 0)
        owners.save(city, code, draft_id, FORM, owners.read(city, draft_id, FORM).text + " " * number)
        assert seen("NH")[0] == before[0] - number
    assert seen("NH") == (0, False)
