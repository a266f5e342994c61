"""Drafts: what is kept of what was typed, by whom it is read, and what a confidential step leaves in the table."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.engine import small
from tests.kota import NOTES_KEY, Kota
from tests.services.process.small_town import begin, do, release, step
from tests.services.racing import CHOICES
from webapp.services.errors import AlreadyDone, Denied, InvalidAnswers, Typed
from webapp.services.process import tasks
from webapp.services.process.draft_seal import SEALED, opened, seal_for, sealed
from webapp.services.process.drafts import MAX_DRAFT, save_draft
from webapp.storage.impact import rename_keys
from webapp.storage.process import Draft
from webapp.storage.segel import Segel

TOLD = "Yang diceritakan kepada konselor"
DIAGRAM = small.diagram(
    small.start(), step("isi", nama="biasa"), step("rahasia", rahasia="ya"), small.end(),
    small.chain("mulai", "isi", "rahasia", "selesai"), ident="berdraf",
)  # fmt: skip
"""An ordinary step, and one whose answers are confidential."""


@pytest.fixture
def town(city: Kota) -> Kota:
    """The city with the small diagram in force."""
    release(city, berdraf=DIAGRAM)
    return city


def typed(town: Kota, who: str, case_id: int, key: str, **values: str) -> None:
    save_draft(town.work, town.actor(who), case_id, key, {name: [value] for name, value in values.items()})


def seen(town: Kota, who: str, case_id: int, key: str) -> tasks.TaskView:
    with town.reading() as tx:
        return tasks.view(tx, town.actor(who), case_id, key)


def stored(town: Kota) -> list[Draft]:
    with town.reading() as tx:
        rows = list(tx.session.scalars(select(Draft).order_by(Draft.case_id, Draft.key, Draft.akun_id)))
        tx.session.expunge_all()
        return rows


def secret(town: Kota) -> int:
    """A case whose confidential step has a draft of NH."""
    case_id = begin(town, "berdraf")
    do(town, "NH", case_id, "isi#1")
    typed(town, "NH", case_id, "rahasia#1", hasil=TOLD)
    return case_id


def test_everybody_finds_the_own_text_again_and_the_last_one_counts(town: Kota) -> None:
    case_id = begin(town, "berdraf")
    typed(town, "NH", case_id, "isi#1", hasil="baik")
    town.at("2026-01-05 09:30")
    typed(town, "NH", case_id, "isi#1", hasil="kurang")
    found = seen(town, "NH", case_id, "isi#1")
    assert (found.draft, found.draft_saved_at) == ({"hasil": ["kurang"]}, town.now)
    assert (seen(town, "KBK", case_id, "isi#1").draft, seen(town, "KBK", case_id, "isi#1").draft_saved_at) == (
        None, None,
    )  # fmt: skip


def test_passwords_keys_and_buttons_of_the_page_are_not_kept_but_comments_and_blank_rows_are(
    town: Kota,
) -> None:
    case_id = begin(town, "berdraf")
    values = {
        "hasil": "baik",
        "_sandi": "rahasia saya",
        "_permintaan": "1",
        "_komentar:rhk.r1": "a",
        "_baris:rhk": "2",
    }
    typed(town, "NH", case_id, "isi#1", **values)
    assert set(seen(town, "NH", case_id, "isi#1").draft or ()) == {"hasil", "_komentar:rhk.r1", "_baris:rhk"}


def test_a_draft_that_is_too_long_is_refused_and_the_one_before_stays(town: Kota) -> None:
    case_id = begin(town, "berdraf")
    typed(town, "NH", case_id, "isi#1", hasil="baik")
    with pytest.raises(InvalidAnswers) as refused:
        typed(town, "NH", case_id, "isi#1", hasil="a" * MAX_DRAFT)
    assert refused.value.errors == {"": ["Draf terlalu besar untuk disimpan. Pendekkan isiannya."]}
    assert seen(town, "NH", case_id, "isi#1").draft == {"hasil": ["baik"]}


def test_who_may_not_do_the_step_leaves_no_draft_and_who_did_it_keeps_none_but_who_was_slower_does(
    town: Kota,
) -> None:
    case_id = begin(town, "berdraf")
    with pytest.raises(Denied):
        typed(town, "SR", case_id, "isi#1", hasil="baik")
    typed(town, "NH", case_id, "isi#1", hasil="baik")
    typed(town, "KBK", case_id, "isi#1", hasil="kurang")
    do(town, "NH", case_id, "isi#1")
    assert [row.akun_id for row in stored(town)] == [town.actor("KBK").akun_id]
    with pytest.raises(AlreadyDone) as done:
        seen(town, "KBK", case_id, "isi#1")
    assert done.value.typed == Typed({"hasil": ["kurang"]}, {"hasil": "Hasil"}, CHOICES)


def test_a_confidential_draft_is_read_by_its_author_and_by_nobody_in_the_table(town: Kota) -> None:
    case_id = secret(town)
    assert seen(town, "NH", case_id, "rahasia#1").draft == {"hasil": [TOLD]}
    (row,) = stored(town)
    assert list(row.values) == [SEALED]
    assert TOLD not in str(row.values)
    with town.reading() as tx:
        row.akun_id = town.actor("KBK").akun_id
        assert opened(tx, row) is None, "it opens nowhere but at its author's step"


def test_a_confidential_draft_whose_key_is_lost_is_gone_and_hinders_nobody(town: Kota) -> None:
    case_id = secret(town)
    town.work.segel = Segel(["kunci yang sama sekali lain, panjang pula"])
    found = seen(town, "NH", case_id, "rahasia#1")
    assert (found.draft, found.draft_saved_at) == (None, town.now)


def test_sealed_drafts_go_along_when_their_step_gets_another_key_and_others_are_let_alone(town: Kota) -> None:
    case_id, other = secret(town), begin(town, "berdraf")
    typed(town, "NH", other, "isi#1", hasil="baik")
    with town.work.transaction() as tx:
        lost = Segel(["kunci yang sudah tidak ada lagi di mana pun"])
        tx.work.segel = lost
        values = sealed(tx, case_id, "rahasia#1", town.actor("KBK").akun_id, {"hasil": ["hilang"]})
        tx.session.add(
            Draft(
                case_id=case_id,
                key="rahasia#1",
                akun_id=town.actor("KBK").akun_id,
                values=values,
                saved_at=tx.now,
            )
        )
        tx.session.flush()
        tx.work.segel = Segel([NOTES_KEY])
        seal_for(tx, case_id, {"rahasia#1": "tertutup#1"})
        seal_for(tx, other, {"isi#1": "isian#1"})
        query = select(Draft).order_by(Draft.case_id, Draft.key, Draft.akun_id == town.actor("KBK").akun_id)
        mine, unread, plain = tx.session.scalars(query)
        assert opened(tx, mine) is None, "the old key of the step opens it no more"
        tx.session.expunge(mine)
        mine.key = "tertutup#1"
        assert opened(tx, mine) == {"hasil": [TOLD]}
        assert unread.values == values, "what cannot be read stays as it is"
        assert plain.values == {"hasil": ["baik"]}


def test_an_open_step_that_gets_the_key_of_one_that_is_over_keeps_its_own_drafts_only(town: Kota) -> None:
    case_id = begin(town, "berdraf")
    typed(town, "KBK", case_id, "isi#1", hasil="terlambat")
    do(town, "NH", case_id, "isi#1")
    for who in ("NH", "KBK"):
        typed(town, who, case_id, "rahasia#1", hasil=TOLD)
    with town.work.transaction() as tx:
        rename_keys(tx.session, case_id, [("rahasia#1", "isi#1")])
    assert [(row.key, list(row.values)) for row in stored(town)] == [("isi#1", [SEALED])] * 2
