"""Every refusal leaves one event that names the object: on pages, for scripts, and in background work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.policy.conftest import actor_of
from tests.web.conftest import BROWSER
from tests.web.matriks import Dunia
from webapp.domain.aktivitas import StatusAktivitas
from webapp.operations import Refused
from webapp.services.activities import verify
from webapp.services.cockpit import batch_work
from webapp.services.errors import Denied
from webapp.services.papers import batch_work as batch_papers
from webapp.services.planning import editor, remarks
from webapp.services.process.tasks import Submission
from webapp.services.process.together import Part, PartsRefused, complete_all
from webapp.services.tpp import inputs
from webapp.storage.audit import AuditEvent
from webapp.storage.ekspor import (
    DasarEkspor,
    EksporButir,
    EksporNaskah,
    JenisEkspor,
    StatusButir,
    StatusEkspor,
)
from webapp.storage.kokpit import BatchItemStatus, BatchKind, BatchStatus, CaseBatch, CaseBatchItem

pytestmark = pytest.mark.slow

SCRIPT = {"Accept": "application/json", "X-Requested-With": "fetch"}


def events(dunia: Dunia, kind: str = "akses_ditolak") -> list[tuple[int | None, str | None, int | None]]:
    """Who was refused what, in order."""
    with dunia.city.reading() as tx:
        query = select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id)
        return [(one.actor_id, one.object_kind, one.object_id) for one in tx.session.scalars(query)]


def new_events(
    dunia: Dunia, act: Callable[[], Any], kind: str = "akses_ditolak"
) -> Sequence[tuple[Any, Any, Any]]:
    """The events that an act leaves."""
    before = len(events(dunia, kind))
    act()
    return events(dunia, kind)[before:]


@pytest.mark.parametrize("headers", [BROWSER, SCRIPT], ids=["halaman", "skrip"])
def test_ac_k_07_a_colleague_who_asks_for_an_skp_by_number_is_refused_with_one_event(
    dunia: Dunia, headers: dict[str, str]
) -> None:
    client, skp_id, status = dunia.client("orang_lain"), dunia.values["skp_id"], []
    found = new_events(
        dunia, lambda: status.append(client.get(f"/skp/{skp_id}", headers=headers).status_code)
    )
    assert status == [404]
    assert found == [(dunia.akun["orang_lain"], "skp", skp_id)]


def test_ac_c_13_a_manager_of_the_opd_writes_no_row_of_anothers_skp_and_may_comment(dunia: Dunia) -> None:
    client, skp_id, status = dunia.client("pengelola"), dunia.values["skp_id"], []
    rows = f"/skp/{skp_id}/sunting/rhk/r1"
    data = {"_versi": "1", "_permintaan": str(uuid4())}
    found = new_events(
        dunia, lambda: status.append(client.post(rows, data=data, headers=BROWSER).status_code)
    )
    assert status == [403]
    assert found == [(dunia.akun["pengelola"], "skp", skp_id)]
    with pytest.raises(Denied, match="Anda dapat memberi komentar"):
        editor.save(dunia.city.work, actor_of(dunia, "pengelola"), skp_id, 1, lambda isi: isi)
    with pytest.raises(Refused, match="sudah disetujui"):
        remarks.comment(
            dunia.city.work, actor_of(dunia, "pengelola"), skp_id, "r1", "Mohon periksa targetnya."
        )


def test_ac_k_09_an_auditor_writes_nothing_and_what_is_read_is_kept(dunia: Dunia) -> None:
    client, skp_id = dunia.client("pengawas"), dunia.values["skp_id"]
    status: list[int] = []

    def writes() -> None:
        for path, data in (
            (f"/skp/{skp_id}/sunting/rhk/r1", {"_versi": "1", "uraian": "Diubah pengawas"}),
            (f"/skp/{skp_id}/komentar", {"letak": "r1", "isi": "Catatan pengawas"}),
            (
                f"/skp/{skp_id}/perubahan",
                {"alasan": "STRATEGI", "uraian": "Strategi unit berubah pada Maret."},
            ),
        ):
            sent = {**data, "_permintaan": str(uuid4())}
            status.append(client.post(path, data=sent, headers=BROWSER).status_code)

    refused = new_events(dunia, writes)
    assert all(one in (403, 404) for one in status)
    assert refused == [(dunia.akun["pengawas"], "skp", skp_id)] * 3
    read = new_events(dunia, lambda: client.get(f"/skp/{skp_id}", headers=BROWSER), "skp_dibaca")
    assert read == [(dunia.akun["pengawas"], "skp", skp_id)]


def test_a_refused_office_names_its_desk(dunia: Dunia) -> None:
    client, status = dunia.client("orang_lain"), []
    found = new_events(dunia, lambda: status.append(client.get("/tpp", headers=BROWSER).status_code))
    assert status == [403]
    assert len(found) == 1
    with pytest.raises(Denied) as refused:
        inputs.exclude(dunia.city.work, actor_of(dunia, "orang_lain"), 1, "X", None, "SK 1")  # type: ignore[arg-type]
    assert refused.value.object_kind == "tpp"


def test_a_batch_in_the_background_leaves_an_event_for_each_case_that_it_may_not_touch(dunia: Dunia) -> None:
    """Who asked has lost the office meanwhile: nothing is done, and each case says so."""
    owner, case_id = dunia.akun["orang_lain"], dunia.city.case_id("LN")
    with dunia.city.work.transaction() as tx:
        row = CaseBatch(
            kind=BatchKind.CANCEL, asked={}, reason="Uji penolakan.", status=BatchStatus.RUNNING, created_by=owner,
            created_at=tx.now, request_id=uuid4(), total=1,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        tx.session.add(
            CaseBatchItem(batch_id=row.id, case_id=case_id, key="", status=BatchItemStatus.WAITING)
        )
        number = row.id
    found = new_events(dunia, lambda: batch_work.advance(dunia.city.work, number))
    assert found == [(owner, "process_case", case_id)]


def test_a_verifier_who_is_none_leaves_an_event_for_each_entry(dunia: Dunia) -> None:
    entry = dunia.values["aktivitas_id"]
    decision = verify.Decision(entry, StatusAktivitas.DISETUJUI)

    def act() -> None:
        with pytest.raises(verify.NotDecided):
            verify.decide(dunia.city.work, actor_of(dunia, "rekan"), [decision], uuid4())

    assert new_events(dunia, act) == [(dunia.akun["rekan"], "aktivitas", entry)]


def test_a_board_that_names_a_step_of_others_leaves_an_event_for_each_part(dunia: Dunia) -> None:
    case_id, key = dunia.values["case_id"], dunia.values["key"]
    part = Part(case_id, key, Submission(uuid4()))

    def act() -> None:
        with pytest.raises(PartsRefused):
            complete_all(dunia.city.work, actor_of(dunia, "rekan"), [part])

    assert new_events(dunia, act) == [(dunia.akun["rekan"], "process_case", case_id)]


def test_a_step_of_others_handed_in_leaves_one_event_with_its_case(dunia: Dunia) -> None:
    client, case_id, key = dunia.client("rekan"), dunia.values["case_id"], dunia.values["key"]
    address = f"/tugas/{case_id}/{key.replace('#', '~')}"
    data = {"penjelasan_penilai": "Saya bukan penilainya.", "_permintaan": str(uuid4())}
    found = new_events(dunia, lambda: client.post(address, data=data, headers=BROWSER))
    assert found == [(dunia.akun["rekan"], "process_case", case_id)]


def test_a_document_that_is_not_the_askers_leaves_an_event_when_it_is_fetched_in_the_background(
    dunia: Dunia,
) -> None:
    skp_id, asker = dunia.values["skp_id"], dunia.akun["orang_lain"]
    with dunia.city.work.transaction() as tx:
        row = EksporNaskah(
            akun_id=asker, dasar=DasarEkspor.TIM, tahun=2026, jenis=[JenisEkspor.EVALUASI.value], dibuat_pada=tx.now,
            kedaluwarsa_pada=tx.now + timedelta(days=1), jumlah=1, permintaan_id=uuid4(), status=StatusEkspor.MENUNGGU,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        tx.session.add(
            EksporButir(
                ekspor_id=row.id,
                urutan=1,
                skp_id=skp_id,
                jenis=JenisEkspor.EVALUASI,
                nama="a.pdf",
                status=StatusButir.MENUNGGU,
            )
        )
        number = row.id
    found = new_events(dunia, lambda: batch_papers.advance(dunia.city.work, number))
    assert found == [(asker, "skp", skp_id)]
