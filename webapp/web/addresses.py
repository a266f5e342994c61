"""Addresses that come from outside, made safe: only a path of our own is ever followed."""

from __future__ import annotations

from urllib.parse import urlsplit

HOME = "/tugas"


def local_path(target: str | None, default: str = HOME) -> str:
    """The target if it is a path on this site, else the default; never another host, scheme, or hidden turn."""
    if not target or not target.startswith("/") or not target.isprintable() or "\\" in target:
        return default
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or target.startswith("//"):
        return default
    return target
