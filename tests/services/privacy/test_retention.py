"""What is older than it has to be goes when two officers agree; what proves anything stays and can still be proved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests import bulanan
from tests.kota import Kota
from tests.penugasan import PDF
from tests.services.evaluations import give_office
from tests.services.evidence.proof import as_export, judge, sealed
from webapp.operations import Refused
from webapp.services import files
from webapp.services.errors import Denied
from webapp.services.identity import sessions
from webapp.services.identity.sessions import Client
from webapp.services.months import evidence
from webapp.services.privacy import retention


def number(city: Kota, query: str) -> int:
    with city.reading() as tx:
        return int(tx.session.execute(text(query)).scalar_one())


@pytest.fixture
def old(city: Kota) -> Kota:
    """SR has evidence and notices of February 2026 and a session that ended; it is 2033. LN is an auditor."""
    bulanan.established(city.at("2026-01-12 09:00"), results=bulanan.LIMA[:1])
    bulanan.plan(city, months={"r1": (2,)})
    bulanan.open_months(city.at("2026-02-02 08:00"), "SR")
    bulanan.target(city, "SR", 2)
    bulanan.agree(city, "KB", "SR", 2)
    place = evidence.Place(city.skp("SR").id, 2, bulanan.sheet(city, "SR", 2).rows[0].baris.id)
    evidence.add_file(city.work, city.actor("SR"), place, files.Upload("bukti.pdf", PDF))
    with city.work.transaction() as tx:
        sessions.begin(
            tx, city.actor("SR").akun_id, [sessions.PASSWORD], Client("0" * 32, "Firefox", "127.0.0.0/24")
        )
        sessions.end_all(tx, city.actor("SR").akun_id, "keluar")
    give_office(city, "LN", "pengawas")
    return city.at("2033-01-05 09:00")


def agreed(city: Kota) -> dict[str, int]:
    found = retention.count(city.work)
    retention.propose(city.work, city.actor("NH"), found)
    return dict(retention.decide(city.work, city.actor("LN"), found, agree=True))


def test_what_is_too_old_goes_and_everything_can_still_be_proved(old: Kota, tmp_path: Path) -> None:
    notices = number(old, "SELECT count(*) FROM pemberitahuan")
    fingerprints = number(old, "SELECT count(*) FROM berkas")
    sealed(old)
    before = judge(as_export(old, tmp_path / "sebelum"))
    gone = agreed(old)
    assert gone["bukti"] == 1
    assert gone["sesi"] == 1
    assert gone["pemberitahuan"] == notices > 0
    assert number(old, "SELECT count(*) FROM sesi WHERE berakhir IS NOT NULL") == 0
    assert number(old, "SELECT count(*) FROM berkas") == fingerprints
    with old.reading() as tx:
        name, body = tx.session.execute(text("SELECT nama, isi FROM berkas")).one()
    assert (name, bytes(body).decode()) == ("bukti.pdf", retention.GONE)
    after = judge(as_export(old, tmp_path / "sesudah"))
    assert after.cases == before.cases
    sealed(old)
    assert judge(as_export(old, tmp_path / "lagi")).cases == before.cases


def test_what_is_younger_stays(old: Kota) -> None:
    old.at("2027-06-01 09:00")
    found = retention.count(old.work)
    with old.reading() as tx:
        assert not any(retention.one(tx, old.actor("NH"), found).row.hitungan.values())
    with pytest.raises(Refused):
        retention.propose(old.work, old.actor("NH"), found)


def test_the_count_is_what_goes_and_one_officer_alone_deletes_nothing(old: Kota) -> None:
    found = retention.count(old.work)
    assert retention.count(old.work) == found, "one at a time"
    with pytest.raises(Refused):
        retention.decide(old.work, old.actor("LN"), found, agree=True)
    retention.propose(old.work, old.actor("NH"), found)
    with pytest.raises(Refused):
        retention.decide(old.work, old.actor("NH"), found, agree=True)
    for code in ("SR", "KB", "YK"):
        with pytest.raises(Denied):
            retention.decide(old.work, old.actor(code), found, agree=True)
    with old.reading() as tx:
        counted = dict(retention.one(tx, old.actor("NH"), found).row.hitungan)
    assert dict(retention.decide(old.work, old.actor("LN"), found, agree=True)) == counted
    with pytest.raises(Refused):
        retention.decide(old.work, old.actor("LN"), found, agree=True)


def test_a_proposal_may_be_declined(old: Kota) -> None:
    found = retention.count(old.work)
    retention.propose(old.work, old.actor("NH"), found)
    assert retention.decide(old.work, old.actor("NH"), found, agree=False) == {}
    assert number(old, "SELECT count(*) FROM sesi WHERE berakhir IS NOT NULL") == 1
    assert retention.count(old.work) != found


def test_a_class_without_a_term_is_kept(old: Kota) -> None:
    with old.work.transaction() as tx:
        tx.session.execute(text("UPDATE aturan SET nilai = '{\"sesi\": 0}' WHERE kunci = 'retensi'"))
    found = retention.count(old.work)
    with old.reading() as tx:
        assert retention.one(tx, old.actor("NH"), found).row.hitungan == {}


def test_nobody_changes_a_file_otherwise(old: Kota) -> None:
    for change in ("UPDATE berkas SET isi = 'x'", "UPDATE berkas SET nama = 'x'", "DELETE FROM berkas"):
        with old.work.sessions() as session:
            session.execute(text("SELECT set_config('lakon.retensi', '1', true)"))
            with pytest.raises(IntegrityError):
                session.execute(text(change))


def test_the_yearly_job_tells_the_officers_once(old: Kota) -> None:
    retention.count(old.work)
    old.now += timedelta(days=1)
    retention.count(old.work)
    assert number(old, "SELECT count(DISTINCT kunci) FROM pemberitahuan WHERE jenis = 'retensi'") == number(
        old, "SELECT count(*) FROM akun WHERE aktif AND 'admin_bkpp' = ANY (peran) AND pegawai_id IS NOT NULL"
    )
