"""Figures about few people: whatever is computed from what is published is about nobody or about five at least."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.pengaburan import FEWEST, kaburkan

groups = st.lists(st.integers(0, 30), min_size=1, max_size=7).map(lambda sizes: dict(enumerate(sizes)))


def enough(people: int) -> bool:
    return people == 0 or people >= FEWEST


def test_ac_k_10_a_unit_of_three_people_is_not_told() -> None:
    told = kaburkan({"BAIK": 2, "KURANG": 1})
    assert (told.jumlah, told.tampil) == (None, {})


def test_ac_k_10_one_small_cell_takes_another_with_it() -> None:
    told = kaburkan({"SANGAT_BAIK": 6, "BAIK": 30, "KURANG": 1})
    assert told.tampil == {"BAIK": 30}
    assert told.jumlah_tertutup == 7


@given(groups)
def test_ac_k_10_no_two_published_numbers_give_a_group_under_five(cells: dict[int, int]) -> None:
    told = kaburkan(cells)
    published = [*told.tampil.values()] + ([] if told.jumlah is None else [told.jumlah])
    assert all(enough(one) for one in published)
    if told.jumlah is not None:
        assert all(enough(told.jumlah - one) for one in told.tampil.values())
        for one, other in combinations(told.tampil.values(), 2):
            assert enough(told.jumlah - one - other)


@given(groups)
def test_ac_k_10_every_sum_that_can_be_computed_is_of_blocks_that_are_large_enough(
    cells: dict[int, int],
) -> None:
    told = kaburkan(cells)
    assert set(told.tampil) | told.tertutup == set(cells)
    assert all(cells[key] == number for key, number in told.tampil.items())
    hidden = sum(cells[key] for key in told.tertutup)
    if told.jumlah is None:
        assert sum(cells.values()) < FEWEST
    else:
        assert hidden == told.jumlah_tertutup
        assert enough(hidden)
        assert len(told.tertutup) != 1 or len(cells) == 1


@given(st.dictionaries(st.integers(), st.integers(FEWEST, 50) | st.just(0), min_size=1))
def test_large_cells_are_all_told(cells: dict[int, int]) -> None:
    assert kaburkan(cells).tertutup == frozenset()
