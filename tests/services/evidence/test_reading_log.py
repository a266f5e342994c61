"""Who looked at whose data: every reading by an office is kept and told to its owner; some need a reason first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.kota import Kota
from tests.services.evaluations import give_office
from webapp.operations import Refused
from webapp.services.errors import Denied, NotFound, ReasonNeeded
from webapp.services.evidence import reading_log
from webapp.services.people import person_page
from webapp.services.planning import remarks, skp_page
from webapp.services.policy.matrix import Right
from webapp.services.policy.skp import access
from webapp.storage.akses import AksesBeralasan, AksesData
from webapp.storage.aturan import Aturan
from webapp.storage.audit import AuditEvent, Pemberitahuan

REASON = "Menindaklanjuti aduan nomor 12 tentang target yang tertukar."


@pytest.fixture
def submitted(city: Kota) -> Kota:
    """SR has handed in."""
    city.until_submitted("SR")
    return city


def read(city: Kota, code: str, whose: str = "SR") -> None:
    """Open the content as the document's file does."""
    with city.reading() as tx:
        access(tx, city.actor(code), city.skp(whose).id, Right.READ)
        assert skp_page.skp_view(tx, city.actor(code), city.skp(whose).id).isi is not None


def rows(city: Kota) -> list[AksesData]:
    """Every reading that was kept."""
    with city.reading() as tx:
        found = list(tx.session.scalars(select(AksesData).order_by(AksesData.id)))
        for one in found:
            tx.session.expunge(one)
        return found


def test_an_admin_sees_a_submitted_skp_with_a_reason_only_and_the_owner_is_told(submitted: Kota) -> None:
    with pytest.raises(ReasonNeeded) as needed:
        read(submitted, "NH")
    assert needed.value.pegawai_id == submitted.pegawai_id("SR")
    assert rows(submitted) == []
    reading_log.give_reason(submitted.work, submitted.actor("NH"), needed.value.pegawai_id, REASON)
    read(submitted, "NH")
    (kept,) = rows(submitted)
    assert (kept.peran, kept.jenis, kept.pegawai_id) == ("admin_bkpp", "skp", submitted.pegawai_id("SR"))
    with submitted.reading() as tx:
        told = tx.session.scalars(select(Pemberitahuan).where(Pemberitahuan.jenis == "akses_beralasan")).one()
        assert told.pegawai_id == submitted.pegawai_id("SR")
        assert REASON not in told.isi
        page = reading_log.looked_at(tx, submitted.actor("SR"))
        assert [(one.office, one.reason) for one in page.rows] == [("admin_bkpp", REASON)]
        assert tx.session.scalars(select(AuditEvent).where(AuditEvent.kind == "akses_beralasan")).one()


def test_a_reason_opens_one_person_for_one_reader_and_one_hour(submitted: Kota) -> None:
    sr = submitted.pegawai_id("SR")
    reading_log.give_reason(submitted.work, submitted.actor("NH"), sr, REASON)
    with pytest.raises(ReasonNeeded):
        read(submitted, "KBK")
    submitted.now += timedelta(minutes=59)
    read(submitted, "NH")
    submitted.now += timedelta(minutes=1)
    with pytest.raises(ReasonNeeded):
        read(submitted, "NH")
    with pytest.raises(ReasonNeeded):
        read(submitted, "NH", "DH")


def test_where_an_skp_stands_is_seen_without_a_reason_and_kept_as_that(submitted: Kota) -> None:
    with submitted.reading() as tx:
        view = skp_page.skp_view(tx, submitted.actor("NH"), submitted.skp("SR").id)
        assert view.tracker is not None
        assert view.isi is None
    (kept,) = rows(submitted)
    assert (kept.peran, kept.jenis, kept.objek, kept.akses_id) == ("admin_bkpp", "keadaan_skp", "skp", None)


def test_a_reason_that_says_nothing_is_refused_and_others_may_not_give_one(submitted: Kota) -> None:
    sr = submitted.pegawai_id("SR")
    for said in ("", "perlu", "x" * 501):
        with pytest.raises(Refused):
            reading_log.give_reason(submitted.work, submitted.actor("NH"), sr, said)
    with pytest.raises(Denied):
        reading_log.give_reason(submitted.work, submitted.actor("DH"), sr, REASON)
    with pytest.raises(NotFound):
        reading_log.give_reason(
            submitted.work, submitted.actor("NH"), submitted.actor("NH").pegawai_id or 0, REASON
        )
    with submitted.reading() as tx:
        assert tx.session.scalars(select(AksesBeralasan)).all() == []


def test_who_needs_a_reason_is_a_rule_of_the_agency(submitted: Kota) -> None:
    with submitted.work.transaction() as tx:
        tx.session.execute(
            update(Aturan).where(Aturan.kunci == "akses_beralasan").values(nilai={"peran": ["pengawas"]})
        )
    read(submitted, "NH")
    give_office(submitted, "LN", "pengawas")
    with pytest.raises(ReasonNeeded):
        read(submitted, "LN")


def test_ac_k_09_what_an_auditor_reads_is_logged_and_what_an_auditor_writes_is_denied(
    submitted: Kota,
) -> None:
    give_office(submitted, "LN", "pengawas")
    read(submitted, "LN")
    (kept,) = rows(submitted)
    assert (kept.akun_id, kept.peran) == (submitted.actor("LN").akun_id, "pengawas")
    with pytest.raises((Denied, NotFound)):
        remarks.comment(submitted.work, submitted.actor("LN"), submitted.skp("SR").id, "umum", "Saran")


def test_a_reader_an_object_and_an_hour_count_once(submitted: Kota) -> None:
    give_office(submitted, "LN", "pengawas")
    for _time in range(3):
        read(submitted, "LN")
    assert len(rows(submitted)) == 1
    submitted.now += timedelta(hours=1)
    read(submitted, "LN")
    assert len(rows(submitted)) == 2


def test_the_own_line_and_the_owner_leave_nothing(submitted: Kota) -> None:
    read(submitted, "KB")
    read(submitted, "SR")
    assert rows(submitted) == []


def test_looking_at_personnel_data_is_kept_with_the_office(city: Kota) -> None:
    person_page.open_person(city.work, city.actor("NH"), city.pegawai_id("SR"))
    (kept,) = rows(city)
    assert (kept.peran, kept.jenis, kept.objek_id) == ("admin_bkpp", "pegawai", city.pegawai_id("SR"))


def test_nobody_sees_the_list_of_another(submitted: Kota) -> None:
    give_office(submitted, "LN", "pengawas")
    read(submitted, "LN")
    with submitted.reading() as tx:
        assert reading_log.looked_at(tx, submitted.actor("DH")).total == 0
        assert reading_log.looked_at(tx, submitted.actor("SR")).total == 1
