"""The city with diagrams that break on demand."""

import pytest

from tests.kota import Kota

from .fragile import publish_fragile


@pytest.fixture
def town(city: Kota) -> Kota:
    """The city with the fragile diagrams in force; NH and KBK own processes."""
    publish_fragile(city)
    return city.at("2026-01-08 09:00")
