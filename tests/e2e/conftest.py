"""Fixtures of the browser tests: one Chromium for all of them, one server and city for each test.

`person` opens a window; at the end of the test every window must have had nothing to complain about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.kota import Kota

from .people import Look, Person, launch
from .server import serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Per package, not per session: an open Playwright keeps an event loop running in this thread, where other tests need
# to start their own.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A Chromium."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def address(city: Kota, tmp_path: Path) -> Iterator[str]:
    """Where Lakon answers, over the city of this test."""
    with serving(city, tmp_path) as address:
        yield address


@pytest.fixture
def person(chromium: Browser, address: str) -> Iterator[Callable[..., Person]]:
    """Opens a window: `person("KB")` is signed in already, `person()` is a stranger."""
    people: list[Person] = []

    def enter(
        code: str | None = None, *, width: int = 1280, scripts: bool = True, look: Look | None = None
    ) -> Person:
        one = Person(chromium, address, width, scripts, look)
        people.append(one)
        return one.sign_in(code) if code else one

    yield enter
    complaints = [said for one in people for said in one.complaints]
    for one in people:
        one.close()
    assert complaints == [], "a browser has complained"
