"""Data check: every task has a holder, inboxes hold what is theirs, and who is left out is named with the reason."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from tests.kota import NAMES, Kota
from webapp.config import Settings
from webapp.jobs import run_worker
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.people.assignments import Desk
from webapp.services.people.health import Health, by_holder, by_inbox, health
from webapp.services.planning import cycle
from webapp.services.process.inbox import inbox
from webapp.services.process.items import items
from webapp.storage.audit import AuditEvent


def health_of(city: Kota, tahun: int | None = None) -> Health:
    with city.reading() as tx:
        return health(tx, city.actor("NH"), tahun)


def close_post(city: Kota, surat: str) -> None:
    """A posting that ended yesterday without a successor."""
    with city.work.transaction() as tx:
        sql = "UPDATE posting SET berlaku = daterange(lower(berlaku), CAST(:day AS date)) WHERE nomor_sk = :surat"
        tx.session.execute(text(sql), {"day": city.now.date(), "surat": surat})


def test_in_a_city_in_order_every_task_has_a_holder_and_all_inboxes_agree(city: Kota) -> None:
    city.until_submitted()
    found = health_of(city)
    assert (list(found.orphans), found.disagreeing) == ([], 0)
    assert found.open_items == 11
    assert sum(load.count for load in found.loads) == 11
    assert found.loads[0].nama == "Agus Prasetya, S.Sos., M.M."
    assert found.loads[0].count == 4


def test_the_sum_of_open_tasks_per_holder_is_the_number_in_each_inbox(city: Kota) -> None:
    city.until_submitted()
    city.dialog("KB", "DH")
    with city.reading() as tx:
        desk, places = Desk(tx), [item.place for item in items(tx)]
        forward, backward = by_holder(desk, places), by_inbox(desk, places)
        assert forward == backward
        for who in NAMES:
            actor = city.actor(who)
            key = ("kepala_daerah", None) if actor.pihak_luar_id else ("pegawai", actor.pegawai_id)
            assert len(inbox(tx, actor)) == forward[key], who


def test_a_task_that_nobody_holds_is_listed_with_the_reason(city: Kota) -> None:
    city.until_submitted()
    close_post(city, "821.2/031/2021")
    found = health_of(city)
    (orphan,) = found.orphans
    assert (orphan.document_id, orphan.nama, orphan.step) == (
        city.skp("SR").id,
        "Siti Rahmawati, S.Psi.",
        "Reviu SKP",
    )
    assert "tidak memegang jabatan definitif" in orphan.alasan
    assert found.disagreeing == 0
    assert "Siti Rahmawati, S.Psi." in {one.nama for one in found.without_evaluator}


def test_people_without_an_evaluator_are_named_with_the_reason(city: Kota) -> None:
    (one,) = health_of(city).without_evaluator
    assert one.nama.startswith("Bayu Saputra")
    assert one.alasan == "Pegawai tidak memegang jabatan definitif pada 5 Januari 2026."


def test_what_opening_the_year_would_do_is_what_it_does(city: Kota) -> None:
    city.at("2026-12-01 08:00")
    before = health_of(city, 2027).cycle
    assert (before.opened, before.to_open) == (0, 12)
    done = cycle.open_cycle(city.work, 2027)
    assert (done.opened, done.already) == (before.to_open, before.opened)
    after = health_of(city).cycle
    assert (after.tahun, after.opened, after.to_open) == (2027, 12, 0)
    assert len(after.left_out) == len(done.left_out) == 0


def test_an_admin_asks_for_the_year_once_and_the_worker_opens_it(city: Kota) -> None:
    city.at("2026-12-01 08:00")
    assert cycle.request_opening(city.work, city.actor("NH"), 2027)
    assert not cycle.request_opening(city.work, city.actor("NH"), 2027)
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    run_worker(city.work, Settings(), address, wait=False, install_signal_handlers=False)
    assert health_of(city, 2027).cycle.opened == 12
    with city.reading() as tx:
        (event,) = tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "siklus_diminta"))
        assert (event.actor_id, event.detail) == (city.actor("NH").akun_id, {"tahun": 2027})


@pytest.mark.parametrize("tahun", [1999, 2024, 2028])
def test_a_year_that_is_not_near_is_refused(city: Kota, tahun: int) -> None:
    with pytest.raises(Refused, match="2025 sampai 2027"):
        cycle.request_opening(city.work, city.actor("NH"), tahun)


@pytest.mark.parametrize("who", ["KD", "KB", "SR", "YK", "WK"])
def test_only_an_admin_of_the_agency_sees_the_check_and_opens_a_year(city: Kota, who: str) -> None:
    with city.reading() as tx, pytest.raises(Denied):
        health(tx, city.actor(who))
    with pytest.raises(Denied):
        cycle.request_opening(city.work, city.actor(who), 2026)
