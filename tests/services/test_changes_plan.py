"""After a change of the SKP the plan of months to come follows the new version; months with a sheet keep the old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests import bulanan
from tests.kota import Kota
from tests.services.moves import move
from tests.services.test_changes import agree, change_row, do, open_steps, propose
from webapp.domain.perubahan import StatusPerubahan
from webapp.domain.skp import IsiSkp
from webapp.operations import Refused
from webapp.services.months import action_plan
from webapp.services.people import segments
from webapp.services.planning import changes
from webapp.services.process import timers
from webapp.services.process.inbox import inbox
from webapp.storage.bulanan import RencanaAksi

TWO = ("Tersusunnya analisis jabatan bidang", "Tersusunnya peta jabatan bidang")


def planned(city: Kota) -> Kota:
    """SR's SKP of two rows, planned in every month; the sheets of January to July are made."""
    city.at("2026-01-12 09:00")
    bulanan.established(city, results=TWO)
    bulanan.plan(city)
    assert opened(city.at("2026-06-26 09:00")) == [1, 2, 3, 4, 5, 6, 7]
    return city


def opened(city: Kota) -> list[int]:
    """The months that have a sheet, after all timers that are due."""
    timers.fire_all(city.work)
    return [one.lembar.bulan for one in bulanan.sheets(city)]


def second_replaced(isi: IsiSkp) -> IsiSkp:
    """The second row goes, another comes."""
    first, gone = isi.rhk
    new = replace(gone, kunci="r-baru", uraian="Tersusunnya evaluasi jabatan bidang")
    return replace(isi, rhk=(first, new))


def changed(city: Kota, change: object = second_replaced) -> None:
    """A change from its proposal to the second signature."""
    propose(city)
    agree(city)
    city.write("SR", change)
    do(city, "SR", "susun_skp", catatan="Rumusan ini disepakati dalam dialog.")
    do(city, "KB", "reviu", values={"keputusan": "setujui"}, komentar={})
    seen = city.revisions("SR")[-1].sidik
    do(city, "SR", "tanda_tangan", values={"setuju_tanda_tangan": "true"}, sidik=seen)
    values = {"setuju_penetapan": "true", "tempat_penetapan": "Kota Contoh"}
    do(city, "KB", "tetapkan", values=values, sidik=seen)


def months_of(city: Kota, kunci: str) -> list[int]:
    with city.reading() as tx:
        rows = tx.session.query(RencanaAksi).filter_by(skp_id=city.skp("SR").id, rhk_kunci=kunci)
        return sorted(row.bulan for row in rows)


def keys(city: Kota) -> list[str]:
    return [rhk.kunci for rhk in city.isi("SR").rhk]


def test_months_to_come_follow_the_new_version_and_months_with_a_sheet_keep_the_old(city: Kota) -> None:
    planned(city)
    first, gone = keys(city)
    changed(city)
    assert change_row(city).status is StatusPerubahan.BERLAKU
    assert months_of(city, gone) == [1, 2, 3, 4, 5, 6, 7]
    assert months_of(city, first) == list(range(1, 13))
    with city.reading() as tx:
        mine = [one for one in inbox(tx, city.actor("SR")) if one.element_id == "sesuaikan_rencana_aksi"]
        assert len(mine) == 1
        found = action_plan.plan(tx, city.actor("SR"), city.skp("SR").id)
        assert found.is_adjusting
        assert [one.kode for one in found.findings] == ["rencana.kosong"]


def test_a_yearly_row_without_any_month_is_refused_and_then_planned_in_months_to_come(city: Kota) -> None:
    planned(city)
    changed(city)
    with pytest.raises(Refused) as refused:
        do(city, "SR", "sesuaikan_rencana_aksi")
    assert [(one.kode, one.letak) for one in refused.value.pelanggaran] == [
        ("rencana.kosong", "rencana.r-baru")
    ]
    bulanan.write_plan(city, months={"r-baru": [6, 9, 10], keys(city)[0]: [8, 9]})
    do(city, "SR", "sesuaikan_rencana_aksi")
    assert months_of(city, "r-baru") == [9, 10]  # June has its sheet and stays as it was
    assert months_of(city, keys(city)[0]) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert open_steps(city) == {}
    assert opened(city.at("2026-08-26 09:00"))[-1] == 9
    assert [row.baris.rhk_kunci for row in bulanan.sheet(city, "SR", 9).rows] == [keys(city)[0], "r-baru"]
    with city.reading() as tx:
        cells = tx.session.query(RencanaAksi).filter_by(skp_id=city.skp("SR").id)
        assert all(cell.ditetapkan_pada is not None for cell in cells)


def test_a_change_of_words_alone_asks_for_no_new_plan(city: Kota) -> None:
    planned(city)
    changed(city, lambda isi: replace(isi, rhk=(replace(isi.rhk[0], uraian=TWO[0] + " kota"), isi.rhk[1])))
    assert open_steps(city) == {}
    assert months_of(city, keys(city)[1]) == list(range(1, 13))


def test_a_plan_that_is_still_being_written_covers_the_new_version(city: Kota) -> None:
    city.at("2026-01-12 09:00")
    bulanan.established(city, results=TWO)
    changed(city.at("2026-02-02 09:00"))
    assert open_steps(city) == {}
    bulanan.plan(city)
    assert months_of(city, "r-baru") == list(range(1, 13))


def test_a_change_in_force_cannot_be_taken_back_while_its_plan_is_adjusted(city: Kota) -> None:
    planned(city)
    changed(city)
    with city.reading() as tx:
        assert [one.withdraw for one in changes.past(tx, city.actor("SR"), city.skp("SR").id)] == [None]
    with pytest.raises(Refused) as refused:
        do(city, "SR", "tarik_pegawai", values={"alasan_tarik": "Tidak jadi."})
    assert [one.kode for one in refused.value.pelanggaran] == ["perubahan.tidak_ada"]


def test_the_step_ends_by_itself_when_the_last_month_opens(city: Kota) -> None:
    planned(city)
    changed(city)
    city.at("2026-11-24 09:00").tick(seconds=0)
    assert "sesuaikan_rencana_aksi" in open_steps(city)
    city.at("2026-11-25 09:00").tick(seconds=0)
    assert open_steps(city) == {}


def test_a_segment_that_closes_ends_the_step_of_the_plan(city: Kota) -> None:
    planned(city)
    changed(city)
    move(city, "SR", date(2026, 8, 1), "OPERATOR-B")
    segments.discover(city.work)
    city.at("2026-08-01 06:00").tick(seconds=0)
    assert open_steps(city) == {}
    assert change_row(city).status is StatusPerubahan.BERLAKU
