"""Whose result counts for whom, and who leads a unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.domain.kota import HARI_INI, kota
from webapp.domain.capaian import daftar_bercapaian, kepala_unit, memimpin, unit_bercapaian, unit_capaian
from webapp.domain.masa import Masa
from webapp.domain.organisasi import JenisPenugasan


def test_people_rest_on_the_nearest_unit_that_is_led_by_a_jpt_or_the_head_of_a_self_standing_unit() -> None:
    bagan = kota()
    led = {unit.id for unit in daftar_bercapaian(bagan.daftar_unit, HARI_INI, bagan)}
    assert led
    for unit in bagan.daftar_unit:
        found = bagan.unit(unit_capaian(unit.id, HARI_INI, bagan), HARI_INI)
        assert found is not None
        if unit.id in led:
            assert found.id == unit.id
        elif unit.induk_id in led:
            assert found.id == unit.induk_id


def test_only_the_head_post_leads_and_an_acting_head_stands_in() -> None:
    bagan = kota()
    (unit, *_) = daftar_bercapaian(bagan.daftar_unit, HARI_INI, bagan)
    assert unit_bercapaian(unit, bagan)
    head = kepala_unit(unit, HARI_INI, bagan)
    assert head is not None
    heads = [post.id for post in bagan.daftar_jabatan if memimpin(post, unit.id, HARI_INI, bagan)]
    assert heads == [unit.jabatan_kepala_id]
    acting = replace(head, jenis=JenisPenugasan.PLT, masa=Masa(date(2026, 1, 1)))
    others = tuple(one for one in bagan.daftar_penugasan if one != head)
    assert kepala_unit(unit, HARI_INI, replace(bagan, daftar_penugasan=(*others, acting))) == acting
    assert kepala_unit(unit, HARI_INI, replace(bagan, daftar_penugasan=others)) is None
    assert kepala_unit(replace(unit, jabatan_kepala_id=None), HARI_INI, bagan) is None
