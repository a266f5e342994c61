"""All open steps for admins: who holds each and why, which nobody holds, and how old they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text, update

from tests.kota import NIP, Kota
from tests.services.process.test_reassign import page_of
from tests.storage import contoh
from webapp.domain.mandat import JenisMandat
from webapp.domain.masa import Masa
from webapp.services.errors import NotFound
from webapp.services.process.open_steps import Asked, Row, open_steps, step_page
from webapp.storage.process import WorkItem


def rows(city: Kota, **asked: object) -> list[Row]:
    with city.reading() as tx:
        return list(open_steps(tx, city.actor("NH"), Asked(**asked)).rows)  # type: ignore[arg-type]


def test_all_open_steps_are_listed_with_their_holders_and_filtered(city: Kota) -> None:
    city.until_submitted()
    every = rows(city)
    with city.reading() as tx:
        assert len(every) == tx.session.scalar(select(func.count()).select_from(WorkItem))
    assert {one.holder for one in every if one.item.element_id == "reviu"} == {"Agus Prasetya, S.Sos., M.M."}
    assert {one.item.role for one in rows(city, role="pegawai")} == set()
    assert len(rows(city, holder="agus prasetya")) == 4
    assert {one.holder for one in rows(city, holder=NIP["KD"])} == {"Dr. Ratna Widyastuti, M.Si."}
    with city.reading() as tx:
        unit = tx.session.scalars(
            select(contoh.Jabatan.unit_id).where(contoh.Jabatan.kode == "KABID-A")
        ).one()
    assert {one.subject.split()[0] for one in rows(city, unit_id=unit)} == {
        "Agus",
        "Siti",
        "Dwi",
        "Lestari",
        "Yudi",
    }
    assert rows(city, orphans=True) == []


def test_a_step_is_older_than_so_many_working_days_when_they_have_passed(city: Kota) -> None:
    with city.work.transaction() as tx:
        tx.session.execute(update(WorkItem).values(opened_at=city.now))
    every = len(rows(city))
    assert (rows(city)[0].age, len(rows(city, older=0))) == (0, 0)
    city.at("2026-01-09 08:00")
    assert rows(city)[0].age == 4
    assert (len(rows(city, older=3)), len(rows(city, older=4))) == (every, 0)
    city.now += timedelta(days=3)
    assert rows(city)[0].age == 5
    assert (len(rows(city, older=4)), len(rows(city, older=5))) == (every, 0)


def test_a_step_without_a_holder_is_listed_with_the_reason(city: Kota) -> None:
    city.until_submitted()
    sql = "UPDATE posting SET berlaku = daterange(lower(berlaku), CAST(:day AS date)) WHERE nomor_sk = '821.2/031/2021'"
    with city.work.transaction() as tx:
        tx.session.execute(text(sql), {"day": city.now.date()})
    (one,) = rows(city, orphans=True)
    assert (one.holder, one.item.name) == ("", "Reviu SKP")
    assert "tidak memegang jabatan definitif" in one.why
    with city.reading() as tx:
        assert open_steps(tx, city.actor("NH"), Asked()).orphans == 1


# -- one step ----------------------------------------------------------------------------------------------------


def test_one_step_says_why_this_person_and_on_which_letter(city: Kota) -> None:
    city.until_submitted()
    with city.work.transaction() as tx:
        mandat = contoh.mandat(
            tx.session, JenisMandat.PENETAPAN_PENILAI, Masa(date(2026, 1, 5), date(2026, 3, 1)), "SK/3/2026",
            nip=contoh.KABID_B, dinilai_id=contoh.pegawai(tx.session, NIP["SR"]).id,
        )  # fmt: skip
        mandat_id = mandat.id
    page = page_of(city, "SR", date(2026, 3, 1))
    assert page.now.answer.nama == "Hendra Gunawan, S.T."
    assert page.mandat is not None
    assert page.mandat.id == mandat_id
    assert page.now.answer.steps == [
        "Kepala Bidang B, ditetapkan khusus sebagai penilai sejak 5 Januari 2026 (SK/3/2026)."
    ]
    assert page.asked is not None
    assert page.asked.answer.nama == "Agus Prasetya, S.Sos., M.M."


def test_a_page_after_the_last_is_empty_and_says_how_many_there_are(city: Kota) -> None:
    with city.reading() as tx:
        first, far = (open_steps(tx, city.actor("NH"), Asked(), page) for page in (0, 9))
    assert (first.page, first.pages, len(first.rows)) == (1, 1, first.total)
    assert (far.rows, far.total, far.orphans) == ([], first.total, 0)


@pytest.mark.parametrize("key", ["perencanaan#1/penetapan#1/reviu#1", "tidak_ada#1"])
def test_a_step_that_is_not_open_has_no_page(city: Kota, key: str) -> None:
    with city.reading() as tx, pytest.raises(NotFound) as missing:
        step_page(tx, city.actor("NH"), city.case_id("SR"), key)
    assert (missing.value.object_kind, missing.value.object_id) == ("process_case", city.case_id("SR"))
