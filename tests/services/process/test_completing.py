"""Completing a step: from inside another action, what is kept of who did it, and what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.engine import small
from tests.kota import Kota
from tests.services.process.small_town import begin, do, kinds, open_keys, release, step
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound
from webapp.services.process import cases
from webapp.services.process.tasks import Submission, complete, complete_within
from webapp.services.requests import OPENED
from webapp.storage.caselog import read_journal

STUCK = small.diagram(
    small.start(), step("isi"), small.script("hitung", "hari", '"tiga"'),
    small.element("intermediateCatchEvent", "tunggu", parts=small.timer("=hari", "timeDate")), small.end(),
    small.chain("mulai", "isi", "hitung", "tunggu", "selesai"), ident="macet",
)  # fmt: skip
"""After the step a wait until a moment that is none."""
TOGETHER = small.diagram(
    small.start(), step("isi"), small.element("parallelGateway", "cabang"), step("milik_pegawai", "pegawai"),
    step("diam", kotak_tugas="tidak"), step("lihat"), small.element("parallelGateway", "temu"), small.end(),
    small.chain("mulai", "isi", "cabang"), small.chain("temu", "selesai"),
    *(small.chain("cabang", one, "temu") for one in ("milik_pegawai", "diam", "lihat")), ident="serentak",
)  # fmt: skip
"""After the step one of the employee, a quiet one, and one of the same office."""


@pytest.fixture
def town(city: Kota) -> Kota:
    """The city with the small diagrams in force."""
    release(city, macet=STUCK, serentak=TOGETHER)
    return city


def handed_in(request: Submission | None = None) -> Submission:
    return request or Submission(uuid4(), {"hasil": ["baik"]})


def test_who_starts_a_case_does_its_first_step_in_the_same_transaction(town: Kota) -> None:
    with town.work.transaction() as tx:
        case_id = cases.start(
            tx, "serentak", subject_id=town.pegawai_id("SR"), document_kind="uji", document_id=1
        )
        complete_within(tx, town.actor("NH"), case_id, "isi", handed_in())
    assert kinds(town, case_id) == ["started", "completed"]
    assert open_keys(town, case_id) == ["diam#1", "lihat#1", "milik_pegawai#1"]


def test_a_first_step_after_which_the_case_cannot_go_on_is_refused_in_words(town: Kota) -> None:
    case_id = begin(town, "macet")
    with pytest.raises(Refused) as refused, town.work.transaction() as tx:
        complete_within(tx, town.actor("NH"), case_id, "isi", handed_in())
    assert [one.kode for one in refused.value.pelanggaran] == ["proses.terhenti"]
    assert kinds(town, case_id) == ["started"]


def test_a_first_step_of_a_case_that_is_not_there_or_of_somebody_else_is_refused(town: Kota) -> None:
    case_id = begin(town, "macet")
    with pytest.raises(NotFound), town.work.transaction() as tx:
        complete_within(tx, town.actor("NH"), 10**9, "isi", handed_in())
    with pytest.raises(Denied), town.work.transaction() as tx:
        complete_within(tx, town.actor("SR"), case_id, "isi", handed_in())


def test_the_next_step_is_the_first_one_in_an_inbox_that_the_same_person_holds(town: Kota) -> None:
    case_id = begin(town, "serentak")
    assert do(town, "NH", case_id, "isi#1").next_key == "lihat#1"
    assert do(town, "SR", case_id, "milik_pegawai#1").next_key is None


def test_the_journal_keeps_from_where_somebody_acted_and_how_long_the_page_was_open(town: Kota) -> None:
    case_id, actor = begin(town, "serentak"), replace(town.actor("NH"), evidence={"cara": "sandi"})
    opened = OPENED.set(town.now - timedelta(seconds=95))
    try:
        complete(town.work, actor, case_id, "isi#1", handed_in())
    finally:
        OPENED.reset(opened)
    complete(town.work, actor, case_id, "lihat#1", handed_in())
    do(town, "NH", case_id, "diam#1")
    with town.reading() as tx:
        kept = [row.mandate or {} for row in read_journal(tx.session, case_id) if row.kind == "completed"]
    assert [one.get("bukti") for one in kept] == [{"cara": "sandi", "detik": 95}, {"cara": "sandi"}, None]
    assert {one["peran"] for one in kept} == {"admin_bkpp"}


def test_a_key_that_has_served_for_another_step_of_the_case_is_refused_in_words(town: Kota) -> None:
    case_id, once = begin(town, "serentak"), handed_in()
    complete(town.work, town.actor("NH"), case_id, "isi#1", once)
    with pytest.raises(Refused, match="sudah pernah dikirim untuk langkah lain") as refused:
        complete(town.work, town.actor("SR"), case_id, "milik_pegawai#1", once)
    assert [one.kode for one in refused.value.pelanggaran] == ["permintaan.terpakai"]
    assert "milik_pegawai#1" in open_keys(town, case_id)
    other = begin(town, "serentak")
    assert not complete(town.work, town.actor("NH"), other, "isi#1", once).repeated, (
        "another case, another act"
    )


def test_an_entry_that_stands_already_is_never_written_over(town: Kota) -> None:
    """Whoever would get past the lock of a case is stopped by the key of its journal."""
    case_id = begin(town, "serentak")
    do(town, "NH", case_id, "isi#1")
    with town.work.transaction() as tx:
        tx.session.execute(
            text(
                "INSERT INTO journal (case_id, seq, kind, at, facts, hash) "
                "VALUES (:id, 3, 'result', now(), '{}', '\\x00')"
            ),
            {"id": case_id},
        )
    with pytest.raises(IntegrityError, match="pk_journal"):
        do(town, "NH", case_id, "lihat#1")
    assert kinds(town, case_id) == ["started", "completed", "result"]


def test_an_answer_that_names_a_proof_of_identity_is_not_one(town: Kota) -> None:
    """What a workspace hands in cannot pretend that somebody had signed."""
    case_id = begin(town, "serentak")
    forged = Submission(uuid4(), {"hasil": ["baik"]}, answers={"bukti": {"cara": "kunci"}})
    complete(town.work, town.actor("NH"), case_id, "isi#1", forged)
    with town.reading() as tx:
        row = read_journal(tx.session, case_id)[-1]
    assert (row.facts, "bukti" in (row.mandate or {})) == ({"hasil": "baik"}, False)
