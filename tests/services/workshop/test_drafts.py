"""Drafts: every save is kept, nobody's save is overwritten, and what is frozen stays as it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.kota import Kota
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.workshop import drafts
from webapp.services.workshop.drafts import Stale
from webapp.services.workshop.merging import merge
from webapp.storage.bengkel import DraftStatus

from . import owners
from .owners import DIAGRAM, FORM

pytestmark = pytest.mark.fast


def test_a_draft_holds_only_what_differs_from_its_base(city: Kota) -> None:
    draft_id = owners.changed(city)
    with city.reading() as tx:
        assert drafts.changed_paths(tx, draft_id) == {DIAGRAM: "ubah"}
        files = drafts.draft_files(tx, draft_id)
    assert 'name="Telaah SKP"' in files[DIAGRAM]
    assert FORM in files
    assert owners.read(city, draft_id, FORM).version == 0


def test_the_same_text_again_is_no_new_version_and_the_base_again_is_no_change(city: Kota) -> None:
    draft_id = owners.changed(city)
    once = owners.read(city, draft_id, DIAGRAM)
    again = drafts.save_file(city.work, city.actor("KBK"), draft_id, DIAGRAM, once.text, 0)
    assert (again.version, again.saved_by) == (1, city.actor("NH").akun_id)
    back = drafts.restore_file(city.work, city.actor("NH"), draft_id, DIAGRAM, 0)
    assert back is not None
    assert back.version == 2
    with city.reading() as tx:
        assert drafts.changed_paths(tx, draft_id) == {}
        assert [one.version for one in drafts.history(tx, draft_id)] == [2, 1]
    third = drafts.restore_file(city.work, city.actor("NH"), draft_id, DIAGRAM, 1)
    assert third is not None
    assert third.text == once.text


def test_the_second_of_two_owners_sees_the_firsts_changes_and_merges(city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Berdua")
    before = owners.read(city, draft_id, DIAGRAM).text
    owners.save(city, "NH", draft_id, DIAGRAM, owners.renamed(before, "Telaah SKP"))
    mine = owners.renamed(before, "Susun", 'name="Susun SKP"')
    with pytest.raises(Stale) as stale:
        drafts.save_file(city.work, city.actor("KBK"), draft_id, DIAGRAM, mine, 0)
    assert (stale.value.current.version, stale.value.ancestor) == (1, before)
    merged = merge(stale.value.ancestor, stale.value.current.text, mine, DIAGRAM)
    assert merged.conflicts == []
    drafts.save_file(city.work, city.actor("KBK"), draft_id, DIAGRAM, merged.text, 1)
    now = owners.read(city, draft_id, DIAGRAM).text
    assert 'name="Telaah SKP"' in now
    assert 'name="Susun"' in now


def test_a_file_comes_and_goes_with_its_history(city: Kota) -> None:
    actor, path = city.actor("NH"), "forms/penetapan/baru.json"
    draft_id = drafts.open_draft(city.work, actor, "Formulir baru")
    drafts.save_file(city.work, actor, draft_id, path, "{}", 0)
    with city.reading() as tx:
        assert drafts.changed_paths(tx, draft_id) == {path: "baru"}
    with pytest.raises(Stale):
        drafts.delete_file(city.work, actor, draft_id, path, 0)
    drafts.delete_file(city.work, actor, draft_id, path, 1)
    drafts.delete_file(city.work, actor, draft_id, FORM, 0)
    with city.reading() as tx:
        assert drafts.changed_paths(tx, draft_id) == {FORM: "hapus"}
        with pytest.raises(NotFound):
            drafts.read_file(tx, draft_id, path)
    assert drafts.restore_file(city.work, actor, draft_id, path, 1) is not None
    assert drafts.restore_file(city.work, actor, draft_id, FORM, 0) is not None


@pytest.mark.parametrize(
    "path",
    ["../etc/passwd", "/workflows/a.bpmn", "workflows/../a.bpmn", "workflows/A.bpmn", "webapp/cli.py",
     "workflows/a.bpmn\n", "forms/a/b/c.json", "forms/a.json", "workflows/tables/a.bpmn"],
)  # fmt: skip
def test_only_names_that_a_release_knows_come_in(city: Kota, path: str) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Nama berkas")
    with pytest.raises(Refused):
        drafts.save_file(city.work, city.actor("NH"), draft_id, path, "x", 0)


@pytest.mark.parametrize(
    "bad", ["<!DOCTYPE a>", "<!entity a 'b'>", "x" * ((1 << 20) + 1), "a\x00b", "\ud800"]
)
def test_what_is_no_text_hides_a_doctype_or_is_too_big_stays_outside(city: Kota, bad: str) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Isi berkas")
    with pytest.raises(Refused):
        drafts.save_file(city.work, city.actor("NH"), draft_id, DIAGRAM, bad, 0)


def test_a_broken_file_may_stand_in_a_draft(city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Setengah jadi")
    assert owners.save(city, "NH", draft_id, DIAGRAM, "<belum selesai").version == 1


def test_only_process_owners_come_in(city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Punya pemilik proses")
    for who in ("KBB", "SR", "KD"):
        with pytest.raises(Denied):
            drafts.open_draft(city.work, city.actor(who), "Draf orang lain")
        with pytest.raises(Denied):
            drafts.save_file(city.work, city.actor(who), draft_id, DIAGRAM, "x", 0)


def test_a_draft_that_is_thrown_away_is_read_and_not_changed(city: Kota) -> None:
    draft_id = owners.changed(city)
    drafts.discard(city.work, city.actor("KBK"), draft_id)
    assert owners.row(city, draft_id).status is DraftStatus.DISCARDED
    with pytest.raises(Refused):
        owners.save(city, "NH", draft_id, DIAGRAM, "x")
    assert 'name="Telaah SKP"' in owners.read(city, draft_id, DIAGRAM).text


@pytest.mark.parametrize(
    "statement",
    ["UPDATE draft_save SET text = 'x'", "DELETE FROM draft_save", "TRUNCATE draft_save",
     "UPDATE release_in_force SET effective_from = '2020-02-02'", "DELETE FROM release_in_force",
     "DELETE FROM release_draft", "UPDATE draft_file SET text = 'x'"],
)  # fmt: skip
def test_what_was_written_stays_whoever_tries(city: Kota, statement: str) -> None:
    draft_id = owners.changed(city)
    drafts.discard(city.work, city.actor("NH"), draft_id)
    with pytest.raises(IntegrityError), city.work.transaction() as tx:
        tx.session.execute(text(statement))


def test_who_else_has_a_file_open_is_told_for_some_minutes(city: Kota) -> None:
    draft_id = drafts.open_draft(city.work, city.actor("NH"), "Siapa lagi")
    assert drafts.seen(city.work, city.actor("NH"), draft_id, DIAGRAM) == []
    ((name, at),) = drafts.seen(city.work, city.actor("KBK"), draft_id, DIAGRAM)
    assert (name, at) == ("Nur Hidayat, S.E.", city.now)
    city.now += drafts.EDITING + timedelta(seconds=1)
    assert drafts.seen(city.work, city.actor("KBK"), draft_id, DIAGRAM) == []
