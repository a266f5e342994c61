"""People at work while something breaks: they send again what was not answered, and count what they were told."""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from itertools import count
from threading import Event, Lock

from tests.operability.serving import HIDDEN, Browser
from tests.operability.test_stops import STEP, signed_in

PAUSE = 0.02
"""Seconds before one who got no answer asks again."""
NO_ANSWER = "no answer"


class Crowd:
    """Some browsers of one person, each with one case after the other, until each case was acknowledged.

    A form that was not answered, or answered with "later" (503), is sent again as it was: it carries its request id.
    Of the cases, those after the first `early` are begun when the test says `go_on`, so that some are left by then.
    """

    def __init__(self, port: int, cases: list[int], code: str = "SR", early: int | None = None) -> None:
        self.browser, self.cases = signed_in(port, code), cases
        self._early, self._all = early, Event()
        self.told: Counter[str] = Counter()
        self.acknowledged: set[int] = set()
        self.over = Event()
        self._next, self._lock = count(), Lock()

    @contextmanager
    def at_work(self, people: int = 4) -> Iterator[None]:
        """So many browsers at once. What happens in the block happens to them; then they end their work."""
        with ThreadPoolExecutor(people) as threads:
            clients = [threads.submit(self._run) for _ in range(people)]
            try:
                yield
            except BaseException:
                self._stop()
                raise
            for client in clients:
                client.result()

    def go_on(self) -> None:
        """Begin the cases that have waited."""
        self._all.set()

    def until(self, acknowledged: int) -> None:
        """Wait until so many cases were acknowledged, or somebody had to leave."""
        while len(self.acknowledged) < min(acknowledged, len(self.cases)) and not self.over.is_set():
            self.over.wait(PAUSE / 4)

    def until_told(self, said: str, times: int) -> None:
        """Wait until the crowd has heard an answer so often, or has nothing left to ask, or somebody had to leave."""
        left = len(self.cases)
        while self.told[said] < times and len(self.acknowledged) < left and not self.over.is_set():
            self.over.wait(PAUSE / 4)

    def _stop(self) -> None:
        self.over.set()
        self.go_on()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException:
            self._stop()
            raise

    def _work(self) -> None:
        browser = Browser(self.browser.port, dict(self.browser.cookies))
        while not self.over.is_set():
            with self._lock:
                nth = next(self._next)
            if nth >= len(self.cases):
                return
            if self._early is not None and nth >= self._early:
                self._all.wait()
            path = f"/tugas/{self.cases[nth]}/{STEP}"
            page = self._insist(lambda path=path: browser.ask("GET", path), "200")
            form = {name: unescape(value) for name, value in HIDDEN.findall(page)} | {"hasil": "baik"}
            self._insist(lambda path=path, form=form: browser.ask("POST", path, form), "303")
            with self._lock:
                self.acknowledged.add(self.cases[nth])

    def _insist(self, ask: Callable[[], tuple[int, str]], wanted: str) -> str:
        """Ask until there is the wanted answer; every other one is counted. Any but "later" ends the work."""
        while not self.over.is_set():
            try:
                status, page = ask()
            except (OSError, http.client.HTTPException):
                said, page = NO_ANSWER, ""
            else:
                said = str(status)
            with self._lock:
                self.told[said] += 1
            if said == wanted:
                return page
            assert said in (NO_ANSWER, "503"), f"{said}: {page[:2000]}"
            self.over.wait(PAUSE)
        return ""
