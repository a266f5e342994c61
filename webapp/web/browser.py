"""The family of a browser from what it says of itself: enough for a record, too little to know a person by."""

from __future__ import annotations

_FAMILIES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Marks in the order in which they must be looked for: many browsers name others beside themselves."""


def family(user_agent: str) -> str:
    """For example "Firefox"; "lain" for one that is not known."""
    return next((name for mark, name in _FAMILIES if mark in user_agent), "lain")
