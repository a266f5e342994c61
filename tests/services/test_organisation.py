"""The organisation in memory: lists of everybody agree with each single answer, and old versions are freed."""

from __future__ import annotations

import gc
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.domain.kota import HARI_INI, SEJAK, WALI_KOTA, kota
from tests.kota import Kota
from tests.penugasan import approved, plt, retire
from webapp.domain.jabatan import Jabatan, JenisJabatan
from webapp.domain.masa import Masa
from webapp.domain.organisasi import (
    PENUH,
    BaganOrganisasi,
    Cuti,
    Delegasi,
    JenisPenugasan,
    Lingkup,
    PenetapanKhusus,
    Penugasan,
    Unit,
    Verifikator,
)
from webapp.domain.penilai import Penilai
from webapp.domain.rekan import rekan_seunit
from webapp.services.activities.verifying import MonthsDesk, may_verify, verifier
from webapp.services.errors import Denied
from webapp.services.people.long_lived import settle
from webapp.services.people.organisation import KEPT, OrganisationDay

PEOPLE, UNITS = range(1, 13), (1, 2, 3, 4)
HEADS, MEMBERS = (101, 102, 103, 104), (201, 202, 203, 204)
JENIS = (JenisJabatan.ADMINISTRATOR, JenisJabatan.PENGAWAS, JenisJabatan.PELAKSANA)

people, units = st.sampled_from(PEOPLE), st.sampled_from(UNITS)
masa_st = st.sampled_from((SEJAK, Masa(HARI_INI), Masa(date(2026, 3, 3)), Masa(date(2026, 1, 1), HARI_INI)))
lingkup_st = st.sampled_from(
    (PENUH, PENUH, Lingkup(frozenset({"dialog"})), Lingkup(langkah=frozenset({"x"})))
)


@st.composite
def charts(draw: st.DrawFn) -> BaganOrganisasi:
    """Four units in a line or a tree, some without a head, and every kind of special decision."""
    above = [None, 1, draw(st.sampled_from((1, 2))), draw(st.sampled_from((1, 2, 3)))]
    kinds = [draw(st.sampled_from(JENIS)) for _ in UNITS]
    ids = iter(range(1, 200))

    def some(make: Callable[..., Any], *parts: Any, most: int = 4) -> tuple[Any, ...]:
        return tuple(make(next(ids), *one) for one in draw(st.lists(st.tuples(*parts), max_size=most)))

    posts = st.sampled_from((*HEADS, *MEMBERS))
    how = st.sampled_from(JenisPenugasan)
    basis = tuple(
        Penugasan(next(ids), who, draw(posts), JenisPenugasan.DEFINITIF, SEJAK) for who in PEOPLE if who % 5
    )
    return BaganOrganisasi(
        kepala_daerah=WALI_KOTA,
        daftar_unit=tuple(
            Unit(unit, f"Unit {unit}", above[unit - 1], draw(st.sampled_from((None, HEADS[unit - 1]))))
            for unit in UNITS
        ),
        daftar_jabatan=tuple(
            Jabatan(post, f"Jabatan {post}", unit, kind)
            for unit, kind in zip(UNITS, kinds, strict=True)
            for post in (HEADS[unit - 1], MEMBERS[unit - 1])
        ),
        daftar_penugasan=(
            *basis,
            *some(
                lambda nomor, who, post, jenis, masa, scope: Penugasan(
                    nomor, who, post, jenis, masa, None, scope
                ),
                people, posts, how, masa_st, lingkup_st,
            ),
        ),
        daftar_penetapan_khusus=some(
            lambda nomor, who, by, masa, scope: PenetapanKhusus(nomor, who, by, masa, "SK", scope),
            people, st.one_of(st.none(), people), masa_st, lingkup_st, most=2,
        ),
        daftar_delegasi=some(
            lambda nomor, who, unit, masa: Delegasi(nomor, who, unit, masa, "SK"), people, units, masa_st
        ),
        daftar_verifikator=some(
            lambda nomor, who, unit, masa, scope: Verifikator(nomor, who, unit, None, masa, "ST", scope),
            people, units, masa_st, lingkup_st, most=3,
        ) + some(
            lambda nomor, who, whom, masa: Verifikator(nomor, who, None, whom, masa, "ST"),
            people, people, masa_st, most=2,
        ),
        daftar_cuti=tuple(Cuti(who, SEJAK) for who in draw(st.lists(people, max_size=3))),
    )  # fmt: skip


@given(charts())
def test_the_lists_of_everybody_agree_with_every_single_answer(bagan: BaganOrganisasi) -> None:
    listed, alone = OrganisationDay(1, HARI_INI, bagan), OrganisationDay(1, HARI_INI, bagan)
    for found, ask in ((listed.dinilai_oleh, alone.penilai), (listed.diverifikasi_oleh, alone.verifikator)):
        wanted: dict[int | None, list[int]] = defaultdict(list)
        for who in sorted({satu.pegawai_id for satu in bagan.daftar_penugasan}):
            answers = (ask(who, matter) for matter in alone._matters)
            for by in {hasil.penilai_id for hasil in answers if isinstance(hasil, Penilai)}:
                wanted[by].append(who)
        assert {by: list(them) for by, them in found.items()} == wanted


def test_colleagues_without_anything_special_are_told_by_their_unit() -> None:
    plain = rekan_seunit(kota(), HARI_INI)
    assert len(set(plain.values())) == 1
    assert len(plain) == 4, "all but the head of the office and the head of the division"


# -- memory ----------------------------------------------------------------------------------------------------


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector as it was, afterwards."""
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_a_version_that_was_set_aside_is_freed_when_nobody_refers_to_it() -> None:
    day = OrganisationDay(1, HARI_INI, kota())
    assert day.diverifikasi_oleh
    settle()
    gone = weakref.ref(day)
    del day
    assert gone() is None


class Circle:
    """Refers to itself, as the run of a case does by its parts."""

    def __init__(self) -> None:
        self.own = self


@pytest.mark.usefixtures("collector")
def test_circles_that_were_set_aside_are_freed_with_the_next_version() -> None:
    circle = Circle()
    settle()
    gone = weakref.ref(circle)
    del circle
    gc.collect()
    assert gone() is not None, "what was set aside is not looked at"
    settle()
    assert gone() is None


@pytest.mark.usefixtures("collector")
def test_questions_about_a_whole_city_set_nothing_aside_and_keep_few_answers() -> None:
    chart = kota()
    (one, *_) = chart.daftar_penugasan
    many = tuple(replace(one, id=1_000 + nth, pegawai_id=1_000 + nth) for nth in range(3_000))
    day, circle = OrganisationDay(1, HARI_INI, replace(chart, daftar_penugasan=many)), Circle()
    frozen = gc.get_freeze_count()
    for person in many:
        (
            day.penilai(person.pegawai_id),
            day.verifikator(person.pegawai_id),
            day.atasan_penilai(person.pegawai_id),
        )
    assert max(len(day._penilai), len(day._verifikator), len(day._atasan)) <= KEPT
    gone = weakref.ref(circle)
    del circle
    gc.collect()
    assert gone() is None
    assert gc.get_freeze_count() == frozen


def test_a_new_version_lets_go_of_every_day_of_the_old_one(city: Kota) -> None:
    with city.reading() as tx:
        cache = tx.work.organisation
        old = [weakref.ref(cache.day(tx.session, date(2026, 1, n))) for n in (5, 6)]
        old.append(weakref.ref(cache.day_of_span(tx.session, date(2026, 1, 6), SPAN, old[0]().versi)))  # type: ignore[union-attr]
        assert all(one() is not None for one in old)
    with city.work.transaction() as tx:
        tx.session.execute(text("UPDATE unit SET nama = nama || ' (baru)' WHERE induk_id IS NULL"))
    with city.reading() as tx:
        new = cache.day(tx.session, date(2026, 1, 6))
        cache.day_of_span(tx.session, date(2026, 1, 6), SPAN, new.versi)
    assert [one() for one in old] == [None, None, None]


SPAN = (date(2026, 1, 1), date(2026, 1, 10))


def test_the_quick_question_who_verifies_agrees_with_the_right_to_verify(city: Kota) -> None:
    city.at("2026-03-11 08:00")
    retire(city, "KB", "2026-03-10")
    approved(city, plt(city, mulai="2026-03-12", selesai="2026-04-12"))
    city.at("2026-03-20 08:00")
    actors = [city.actor(code) for code in ("KD", "KB", "YK", "SR", "KBK", "WS")]
    with city.reading() as tx:
        desk, agreed = MonthsDesk(tx), 0
        for actor in actors:
            for code in ("KD", "KB", "YK", "SR", "DH", "LN"):
                for day in (
                    date(2026, 2, 2),
                    date(2026, 3, 9),
                    date(2026, 3, 11),
                    date(2026, 3, 13),
                    tx.today,
                ):
                    place = desk, actor, city.pegawai_id(code), day
                    try:
                        right = verifier(*place) is not None
                    except Denied:
                        right = False
                    assert may_verify(*place) is right, (actor.nama, code, day)
                    agreed += right
    assert agreed > len(actors)
