"""The fixtures of the web tests serve here too."""

from __future__ import annotations

import pytest

from tests.web.conftest import any_app, app, client_as, settings, stranger, templates_compiled
from webapp.services import health

__all__ = ["any_app", "app", "client_as", "settings", "stranger", "templates_compiled"]


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with room on its disk and time to answer, whatever else it does meanwhile."""
    monkeypatch.setattr(health, "LEAST_FREE", 0.0)
    monkeypatch.setattr(health, "PATIENCE", 120.0)
