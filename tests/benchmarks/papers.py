"""Sheets of evaluation as PDF: how many a minute two workers print."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

from tests.documents import contoh_lembar
from webapp.documents import render_lembar

from .figures import table

WORKERS = 2


def _print(number: int) -> int:
    """One person's two sheets. Bytes of both."""
    note = f"Catatan nomor {number}: pertahankan mutu analisis."
    return len(render_lembar(contoh_lembar.dokumen(note))) + len(
        render_lembar(contoh_lembar.evaluasi(8, note))
    )


def measure(people: int) -> str:
    """Print both sheets of so many people with two workers, fonts already read."""
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        list(pool.map(_print, range(WORKERS * 2)))  # fonts and templates are read once a worker
        began = perf_counter()
        sizes = list(pool.map(_print, range(people), chunksize=4))
        seconds = perf_counter() - began
    files = 2 * people
    row = (
        str(files),
        f"{seconds:.1f} s",
        f"{files / seconds * 60:,.0f}".replace(",", "."),
        f"{sum(sizes) / files / 1024:.0f} KB",
    )
    return table(("files", "time", "a minute", "size of one"), [row])
