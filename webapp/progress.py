"""How far a long piece of work has come, for a person at a terminal or for a log. Holds no state of the work."""

import sys
from collections.abc import Callable
from typing import TextIO

Progress = Callable[[str, int, int], None]
"""Told the phase (in the user's language), how much of it is done, and how much there is."""

_WIDTH = 30  # signs of the bar
_WORDS = 28  # signs kept for the phase's name


def bar(stream: TextIO | None = None) -> Progress:
    """A bar on one line where the stream (default: stderr) is a terminal, else one plain line for each phase."""
    out = sys.stderr if stream is None else stream
    return _Bar(out) if out.isatty() else _Lines(out)


class _Bar:
    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.shown = ("", -1)

    def __call__(self, phase: str, done: int, total: int) -> None:
        percent = 100 if total <= 0 else min(100, 100 * done // total)
        if self.shown == (phase, percent):
            return
        before, self.shown = self.shown[0], (phase, percent)
        start = "\n" if before not in ("", phase) else "\r"
        filled = "█" * (_WIDTH * percent // 100)
        self.out.write(f"{start}{phase:<{_WORDS}} {filled:░<{_WIDTH}} {percent:3d} %")
        self.out.flush()


class _Lines:
    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.phase = ""

    def __call__(self, phase: str, _done: int, total: int) -> None:
        if phase != self.phase:
            self.phase = phase
            self.out.write(f"{phase} ({total})\n" if total > 1 else f"{phase}\n")
            self.out.flush()
