"""Whose address counts behind proxies: the one that our own have seen, never one that a visitor claims."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, request

from tests.kota import Kota
from webapp.config import Settings
from webapp.web.app import create_app
from webapp.web.policy import policy

PEER = {"REMOTE_ADDR": "10.0.0.9"}


def seen(city: Kota, settings: Settings, proxies: int, **headers: str) -> dict[str, str]:
    """What a page sees of a request."""
    app: Flask = create_app(replace(settings, proxies=proxies), city.work)
    app.add_url_rule(
        "/siapa", "siapa",
        policy("umum")(lambda: {"address": request.remote_addr, "host": request.host, "root": request.root_path}),
    )  # fmt: skip
    found: dict[str, str] = app.test_client().get("/siapa", headers=headers, environ_base=PEER).json  # type: ignore[assignment]
    return found


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", "10.0.0.9"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.8", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.9"),
    ],
)
def test_only_what_our_own_proxies_have_added_is_believed(
    city: Kota, settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    assert seen(city, settings, proxies, **{"X-Forwarded-For": forwarded})["address"] == address


@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_host_and_prefix_are_nobody_s_to_claim(city: Kota, settings: Settings, proxies: int) -> None:
    claimed = {"X-Forwarded-Host": "jahat.contoh", "X-Forwarded-Prefix": "/jahat", "X-Forwarded-Port": "1"}
    found = seen(city, settings, proxies, **claimed)
    assert "jahat" not in str(found)
