"""Numbers of small units are never told, and cannot be found by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.services.cockpit.units import FEWEST, LateUnit, suppressed

units = st.lists(st.integers(1, 12), max_size=8).map(
    lambda sizes: [LateUnit(number, f"Unit {number}", 2 * size, size) for number, size in enumerate(sizes)]
)


@given(units)
def test_no_line_is_about_fewer_than_five_people(found: list[LateUnit]) -> None:
    told = suppressed(found)
    assert all(one.people >= FEWEST for one in told.units)
    assert told.rest is None or told.rest.people >= FEWEST
    if told.hidden:
        assert not told.units
        assert sum(one.people for one in found) < FEWEST


@given(units)
def test_everybody_is_counted_unless_all_is_hidden(found: list[LateUnit]) -> None:
    told = suppressed(found)
    lines = [*told.units, *([told.rest] if told.rest else [])]
    if not told.hidden:
        assert sum(one.steps for one in lines) == sum(one.steps for one in found)


@given(units)
def test_a_unit_is_named_only_if_what_is_left_is_not_one_small_unit(found: list[LateUnit]) -> None:
    told = suppressed(found)
    left = {one.unit_id for one in found} - {one.unit_id for one in told.units}
    assert len(left) != 1 or told.hidden
