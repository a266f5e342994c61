"""Registered pages for human steps that a form cannot carry. A diagram names one with the property `workspace`."""

from __future__ import annotations

from typing import Final

WORKSPACES: Final[frozenset[str]] = frozenset({"dialog", "konfirmasi_dialog", "susun_skp", "usul_penugasan"})
