"""A breach: the report names whom the log names, and two officers tell them, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.alasan import with_reason
from tests.kota import NAMES, Kota
from tests.services.evaluations import give_office
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.planning import skp_page
from webapp.services.privacy import breach
from webapp.services.privacy.breach import Known
from webapp.storage.audit import Pemberitahuan
from webapp.storage.organisasi import Unit


@pytest.fixture
def seen(city: Kota) -> Kota:
    """NH has looked at SR's SKP by his office; LN is an auditor."""
    city.until_submitted("SR")
    give_office(city, "LN", "pengawas")
    with_reason(city, "NH")
    with city.reading() as tx:
        skp_page.skp_view(tx, city.actor("NH"), city.skp("SR").id)
    return city


def known(city: Kota, code: str = "NH") -> Known:
    hour = timedelta(hours=1)
    return Known(
        NAMES[code], "", "", city.now - hour, city.now + hour, city.now, "Kata sandi dipakai orang lain di warnet.",
        "Semua sesi diakhiri dan kata sandi diganti.",
    )  # fmt: skip


def test_the_report_names_whom_the_log_names_and_the_account_s_own_line(seen: Kota) -> None:
    number = breach.describe(seen.work, seen.actor("LN"), known(seen))
    with seen.reading() as tx:
        found = breach.report(tx, seen.actor("LN"), number)
    certain = {one.pegawai_id: one for one in found.people if one.is_certain}
    assert seen.pegawai_id("SR") in certain
    assert "isi SKP, nama, NIP, jabatan" in certain[seen.pegawai_id("SR")].what
    assert seen.pegawai_id("NH") in {one.pegawai_id for one in found.people}, "the owner of the account"
    assert seen.pegawai_id("DH") not in {one.pegawai_id for one in found.people}
    assert found.deadline - found.row.diketahui_pada == timedelta(hours=72)


def test_a_superior_s_account_may_have_shown_the_staff(seen: Kota) -> None:
    number = breach.describe(seen.work, seen.actor("LN"), known(seen, "KB"))
    with seen.reading() as tx:
        people = {one.pegawai_id: one for one in breach.report(tx, seen.actor("LN"), number).people}
    assert {seen.pegawai_id(code) for code in ("KB", "SR", "DH")} <= set(people)
    assert not any(one.is_certain for one in people.values())


def test_outside_the_time_nobody_was_read(seen: Kota) -> None:
    later = timedelta(days=2)
    asked = known(seen)
    assert asked.begin is not None
    assert asked.end is not None
    asked = replace(asked, begin=asked.begin - later, end=asked.end - later)
    number = breach.describe(seen.work, seen.actor("LN"), asked)
    with seen.reading() as tx:
        assert not any(one.is_certain for one in breach.report(tx, seen.actor("LN"), number).people)


def test_an_opd_stands_for_everybody_of_it_who_was_read(seen: Kota) -> None:
    with seen.reading() as tx:
        opd = tx.work.organisation.day(tx.session, tx.today).opd(seen.pegawai_id("SR"))
        code = tx.session.scalars(select(Unit.kode).where(Unit.id == opd)).one()
    asked = replace(known(seen), username="", opd_code=code)
    number = breach.describe(seen.work, seen.actor("LN"), asked)
    with seen.reading() as tx:
        found = breach.report(tx, seen.actor("LN"), number)
    assert [one.pegawai_id for one in found.people] == [seen.pegawai_id("SR")]


def test_two_officers_tell_everybody_concerned_once(seen: Kota) -> None:
    first, second = seen.actor("LN"), seen.actor("KBK")
    give_office(seen, "KBK", "admin_bkpp")
    second = seen.actor("KBK")
    number = breach.describe(seen.work, first, known(seen))
    with pytest.raises(Refused):
        breach.send(seen.work, second, number)
    breach.propose(seen.work, first, number)
    with pytest.raises(Refused):
        breach.send(seen.work, first, number)
    count = breach.send(seen.work, second, number)
    with pytest.raises(Refused):
        breach.send(seen.work, second, number)
    with seen.reading() as tx:
        told = tx.session.scalars(
            select(Pemberitahuan).where(Pemberitahuan.jenis == "pelanggaran_data")
        ).all()
    assert len(told) == count >= 2
    (hers,) = [one.isi for one in told if one.pegawai_id == seen.pegawai_id("SR")]
    assert "isi SKP" in hers
    assert "warnet" in hers
    assert "kata sandi diganti" in hers


def test_whose_account_it_is_neither_proposes_nor_sends(seen: Kota) -> None:
    number = breach.describe(seen.work, seen.actor("LN"), known(seen))
    with pytest.raises(Refused):
        breach.propose(seen.work, seen.actor("NH"), number)


def test_what_is_missing_is_said_all_at_once_and_others_are_refused(seen: Kota) -> None:
    empty = Known("", "", "", None, None, None, "", "")
    with pytest.raises(Refused) as refused:
        breach.describe(seen.work, seen.actor("LN"), empty)
    assert {one.letak for one in refused.value.pelanggaran} == {
        "akun", "mulai", "sampai", "diketahui", "uraian", "tindakan"
    }  # fmt: skip
    for code in ("SR", "KB", "YK"):
        with pytest.raises(Denied):
            breach.describe(seen.work, seen.actor(code), known(seen))
        with seen.reading() as tx, pytest.raises(Denied):
            breach.listed(tx, seen.actor(code))
