"""Keys of steps and row ids in addresses."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webapp.web.keys import key_to_url, url_to_key

part = st.from_regex(r"\A[A-Za-z0-9_.-]{1,20}#[0-9]{1,4}\Z")


@given(st.lists(part, min_size=1, max_size=5).map("/".join))
def test_a_key_survives_the_way_through_an_address(key: str) -> None:
    assert url_to_key(key_to_url(key)) == key
    assert "#" not in key_to_url(key)


@pytest.mark.parametrize(
    "text", ["", "reviu", "reviu~", "~1", "a~1//b~2", "a~1/", "/a~1", "a#1", "a~1/../b~1", "a ~1"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a step"):
        url_to_key(text)


@pytest.mark.parametrize(
    "number", ["0", "-1", "9223372036854775808", "99999999999999999999999", "1.5", "satu"]
)
def test_a_number_that_no_row_can_have_is_no_address(app: Flask, number: str) -> None:
    assert not app.url_map.bind("localhost").test(f"/tugas/{number}/a~1", "GET")


def test_drafts_and_steps_have_addresses_of_their_own(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    key = "perencanaan#1/penetapan#1/reviu#2"
    assert (
        adapter.build("tasks.step", {"case_id": 7, "key": key})
        == "/tugas/7/perencanaan~1/penetapan~1/reviu~2"
    )
    matched = adapter.match("/tugas/7/perencanaan~1/penetapan~1/reviu~2/draf", "POST")
    assert matched == ("tasks.save_draft", {"case_id": 7, "key": key})
