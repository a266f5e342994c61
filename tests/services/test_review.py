"""The detector of many accounts on one device: an item for BKPP, and nothing else happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.kota import Kota, filled
from webapp.config import Settings
from webapp.domain.penyuntingan import JenisTinjauan
from webapp.domain.skp import IsiSkp
from webapp.jobs import run_worker
from webapp.operations import Refused
from webapp.services.errors import Denied
from webapp.services.planning import editing, editor, review
from webapp.storage.aturan import Aturan
from webapp.storage.jobs import defer
from webapp.storage.penyuntingan import Penyuntingan, Tinjauan

SIX = ("SR", "DH", "LN", "KB", "YK", "WS")


def types(city: Kota, code: str, device: str, minutes: float = 0) -> None:
    """Somebody saves on a device."""
    city.now += timedelta(minutes=minutes)
    with city.work.transaction() as tx:
        editing.note(tx, city.actor(code), city.skp("SR").id, device, ["r1"])


def found(city: Kota, who: str = "NH", *, closed: bool = False) -> list[review.Item]:
    with city.reading() as tx:
        return review.items(tx, city.actor(who), closed=closed)


def test_ac_c_14_six_accounts_on_one_device_within_thirty_minutes_make_an_item_that_lists_them(
    city: Kota,
) -> None:
    before = city.skp("SR").status
    for code in SIX:
        types(city, code, "perangkat-a", 5)
    assert review.detect_devices(city.work) == 1
    assert review.detect_devices(city.work) == 0
    [item] = found(city)
    assert item.row.jenis is JenisTinjauan.SATU_PERANGKAT
    assert sorted(item.row.akun) == sorted(city.actor(code).akun_id for code in SIX)
    assert len(item.accounts) == 6
    # No automatic sanction: everybody goes on as before.
    assert city.skp("SR").status == before
    city.dialog("KB", "SR")
    city.write("SR")


def test_ac_c_14_five_accounts_or_a_longer_time_or_another_device_make_none(city: Kota) -> None:
    for code in SIX[:5]:
        types(city, code, "perangkat-a", 1)
    types(city, SIX[5], "perangkat-b", 1)
    for number, code in enumerate(SIX):
        types(city, code, "perangkat-c", 7 if number else 60)
    assert review.detect_devices(city.work) == 0
    assert found(city) == []


def test_ac_c_14_the_limits_are_rules_of_the_day(city: Kota) -> None:
    with city.work.transaction() as tx:
        rule = tx.session.scalars(select(Aturan).where(Aturan.kunci == "deteksi_penyuntingan")).one()
        rule.nilai = {**rule.nilai, "akun": 2}
    for code in SIX[:2]:
        types(city, code, "perangkat-a", 1)
    assert review.detect_devices(city.work) == 1


def test_an_item_is_closed_with_a_note_by_bkpp_only(city: Kota) -> None:
    for code in SIX:
        types(city, code, "perangkat-a", 1)
    review.detect_devices(city.work)
    [item] = found(city)
    with pytest.raises(Denied):
        found(city, "KB")
    with pytest.raises(Denied):
        review.close(city.work, city.actor("KB"), item.row.id, "Komputer bersama di loket.")
    with pytest.raises(Refused):
        review.close(city.work, city.actor("NH"), item.row.id, "ok")
    review.close(
        city.work, city.actor("NH"), item.row.id, "Komputer bersama di ruang rapat, sudah ditanyakan."
    )
    assert found(city) == []
    [closed] = found(city, closed=True)
    assert closed.row.catatan == "Komputer bersama di ruang rapat, sudah ditanyakan."
    with pytest.raises(Refused):
        review.close(city.work, city.actor("NH"), item.row.id, "Ditutup sekali lagi oleh saya.")
    assert review.detect_devices(city.work) == 0


def test_a_save_keeps_who_wrote_which_rows_as_one_stretch(city: Kota) -> None:
    city.dialog("KB", "SR", "Terlaksananya analisis jabatan", "Tersusunnya peta jabatan")
    actor, skp_id = city.actor("SR"), city.skp("SR").id

    def second(isi: IsiSkp) -> IsiSkp:
        return replace(isi, rhk=(isi.rhk[0], replace(isi.rhk[1], uraian="Tersusunnya peta jabatan OPD")))

    for change in (filled, second):
        with city.reading() as tx:
            versi = editor.draft(tx, actor, skp_id).versi
        editor.save(city.work, actor, skp_id, versi, change, "perangkat-a")
        city.now += timedelta(minutes=4)
    with city.reading() as tx:
        [row] = tx.session.scalars(select(Penyuntingan))
        assert (row.akun_id, row.baris, row.terakhir - row.mulai) == (
            actor.akun_id, ["r1", "r2"], timedelta(minutes=4),
        )  # fmt: skip


def test_ac_c_14_nearly_the_same_text_of_two_people_makes_an_item(city: Kota) -> None:
    words = " ".join(f"kata{number}" for number in range(50))

    def same(isi: IsiSkp) -> IsiSkp:
        isi = filled(isi)
        return replace(isi, rhk=(replace(isi.rhk[0], uraian=f"Tersusunnya {words}"), *isi.rhk[1:]))

    for code in ("SR", "LN"):
        city.dialog("KB", code)
        city.write(code, same)
        city.submit(code, catatan="Panjang karena disepakati begitu.")
    assert review.detect_texts(city.work) == 1
    assert review.detect_texts(city.work) == 0
    [item] = found(city)
    assert item.row.jenis is JenisTinjauan.ISI_SERUPA
    assert sorted(skp_id for skp_id, _ in item.documents) == sorted(city.skp(one).id for one in ("SR", "LN"))
    with city.reading() as tx:
        assert tx.session.scalars(select(Tinjauan.akun)).one() == []


def test_traces_of_editing_are_thrown_away_after_the_days_of_the_rule_and_items_stay(city: Kota) -> None:
    for code in SIX:
        types(city, code, "perangkat-a", 5)
    assert review.detect_devices(city.work) == 1
    city.now += timedelta(days=90, minutes=-25)
    assert editing.clear_old(city.work) == 0
    types(city, "SR", "perangkat-a")
    city.now += timedelta(minutes=26)
    assert editing.clear_old(city.work) == len(SIX)
    with city.reading() as tx:
        assert [row.terakhir for row in tx.session.scalars(select(Penyuntingan))] == [
            city.now - timedelta(minutes=26)
        ]
    assert len(found(city)) == 1


def test_the_nightly_job_throws_old_traces_away(city: Kota) -> None:
    types(city, "SR", "perangkat-a")
    city.now += timedelta(days=91)
    address = city.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with city.work.transaction() as tx:
        defer(tx.session, "rekonsiliasi", {"timestamp": 0})
    run_worker(city.work, Settings(), address, wait=False, install_signal_handlers=False)
    with city.reading() as tx:
        assert tx.session.scalars(select(Penyuntingan)).all() == []
