"""Coverage of an MPH: parts add up in whatever order, nothing counts that cannot, and what is missing is named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.penjenjangan import (
    MAKS_SEL,
    IkiPimpinan,
    MetodePenjenjangan,
    RhkPimpinan,
    Sel,
    cakupan,
    periksa_mph,
)

LANGSUNG, TIDAK = MetodePenjenjangan.LANGSUNG, MetodePenjenjangan.TIDAK_LANGSUNG
PARTS = st.decimals(min_value="0.01", max_value=10_000, places=2)


def leader(target: Decimal | None, satuan: str = "dokumen") -> tuple[RhkPimpinan, ...]:
    return (RhkPimpinan("r1", "Tersusunnya peta", (IkiPimpinan("i1", "Jumlah peta", target, satuan),)),)


def part(number: int, target: Decimal | None, **more: object) -> Sel:
    values = {
        "metode": LANGSUNG,
        "iki_kunci": "i1",
        "satuan": "Dokumen " if target is not None else None,
    } | more
    return Sel(f"m{number}", number, "r1", "Tersusunnya bagian peta", target=target, **values)  # type: ignore[arg-type]


@given(st.lists(PARTS, min_size=1, max_size=8), PARTS, st.randoms(use_true_random=False))
def test_direct_parts_cover_a_target_exactly_when_their_sum_reaches_it(parts, target, dice) -> None:  # type: ignore[no-untyped-def]
    cells = [part(number, one) for number, one in enumerate(parts)]
    (found,) = cakupan(leader(target), cells, []).iki
    assert found.jumlah == sum(parts)
    assert found.cukup is (sum(parts) >= target)
    assert found.kurang == max(target - sum(parts), Decimal(0))
    dice.shuffle(cells)
    assert cakupan(leader(target), cells, []).iki == (found,)


@given(st.lists(PARTS, min_size=1, max_size=5), PARTS, PARTS)
def test_one_part_more_never_covers_less(parts, extra, target) -> None:  # type: ignore[no-untyped-def]
    cells = [part(number, one) for number, one in enumerate(parts)]
    (before,) = cakupan(leader(target), cells, []).iki
    (after,) = cakupan(leader(target), [*cells, part(99, extra)], []).iki
    assert after.kurang <= before.kurang
    assert not (before.cukup and not after.cukup)


@given(st.lists(PARTS, max_size=4), PARTS)
def test_indirect_results_change_no_sum(parts, target) -> None:  # type: ignore[no-untyped-def]
    cells = [part(number, one) for number, one in enumerate(parts)]
    more = [*cells, part(99, None, metode=TIDAK)]
    assert cakupan(leader(target), more, []).iki == cakupan(leader(target), cells, []).iki


@pytest.mark.parametrize(
    ("target", "cells"),
    [
        (None, [part(1, Decimal(5))]),
        (Decimal(10), []),
        (Decimal(10), [part(1, Decimal(5)), part(2, None)]),
        (Decimal(10), [part(1, Decimal(5), satuan="orang")]),
        (Decimal(10), [part(1, None, metode=TIDAK)]),
    ],
)
def test_what_cannot_be_added_up_is_not_judged(target: Decimal | None, cells: list[Sel]) -> None:
    (found,) = cakupan(leader(target), cells, []).iki
    assert (found.cukup, found.kurang) == (None, Decimal(0))


def test_results_without_anybody_and_people_without_anything_are_named() -> None:
    rhk = (*leader(Decimal(2)), RhkPimpinan("r2", "Meningkatnya mutu"))
    found = cakupan(rhk, [part(1, Decimal(2))], [1, 2])
    assert (found.rhk_kosong, found.anggota_kosong, found.lengkap) == (("r2",), (2,), False)
    whole = cakupan(leader(Decimal(2)), [part(1, Decimal(2))], [1])
    assert whole.lengkap


def test_every_fault_of_a_cell_is_told_at_its_field() -> None:
    cells = [
        Sel("a", 1, "r9", " ", satuan="orang"),
        Sel("b", 9, "r1", "x" * 1_001, TIDAK, target=Decimal(-1)),
        Sel("c", 1, "r1", "Tersusunnya peta"), Sel("c", 1, "r1", "Tersusunnya peta"),
    ]  # fmt: skip
    found = {(one.kode, one.letak) for one in periksa_mph(cells, leader(Decimal(2)), [1])}
    assert found == {
        ("mph.rhk", "sel.1-a.rhk"), ("mph.uraian", "sel.1-a.uraian"), ("mph.target", "sel.1-a.target"),
        ("mph.bukan_bawahan", "sel.9-b.uraian"), ("mph.panjang", "sel.9-b.uraian"),
        ("mph.target_tidak_langsung", "sel.9-b.target"), ("mph.target", "sel.9-b.target"),
        ("mph.satuan", "sel.9-b.satuan"), ("mph.kunci_kembar", "sel.1-c.uraian"),
    }  # fmt: skip


def test_an_mph_holds_something_and_not_too_much() -> None:
    assert [one.kode for one in periksa_mph([], leader(None), [])] == ["mph.kosong"]
    many = [Sel(f"m{n}", 1, "r1", "Tersusunnya peta") for n in range(MAKS_SEL + 1)]
    assert [one.kode for one in periksa_mph(many, leader(None), [1])] == ["mph.terlalu_banyak"]
