"""What people do at the end of a month, page by page, and what they were told has been done.

An employee opens the inbox, opens the sheet, types (the page keeps a draft), hands it in and reads what comes then. One
half of the evaluators does the same with each sheet, a few in one visit; the other half comes when ten sheets wait, or
the last of the team, and judges them on the board, all together. So does whoever finds more than ten waiting.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from webapp.domain.predikat import Rating

from .browsers import Browser, Said, Unexpected, hidden
from .city import Sheet

ONE_VISIT: Final = 3
"""Sheets that somebody who judges one by one judges in one visit."""
TOGETHER: Final = 10
"""Sheets that wait until somebody who judges on the board comes."""
MOST: Final = 60
"""Sheets that somebody judges on the board at once."""
_ROWS: Final = re.compile(r'name="realisasi\.(\d+)\.narasi"')
_STEPS: Final = re.compile(r'name="langkah\.(\d+)" value="([^"]+)"')
SESUAI: Final = Rating.SESUAI_EKSPEKTASI.value
WORDS: Final = "Hasil bulan ini sesuai kesepakatan dan diserahkan tepat waktu."


@dataclass
class Evaluator:
    """Somebody with people to judge: whose sheets wait, and how many are still to come."""

    account: int
    on_board: bool
    coming: int = 0
    waiting: dict[int, Sheet] = field(default_factory=dict)
    is_here: bool = False

    @property
    def comes(self) -> bool:
        """Whether there is enough to come for."""
        enough = TOGETHER if self.on_board and self.coming else 1
        return not self.is_here and len(self.waiting) >= enough


@dataclass
class Crowd:
    """All people of a soak: who has still to come, and what was acknowledged (case to request id).

    `think` is the mean of the seconds that somebody reads or types before the next request; 0: nobody does.
    """

    port: int
    cookies: dict[int, dict[str, str]]
    month: str
    think: float
    said: Said = field(default_factory=Said)
    submitted: dict[int, str] = field(default_factory=dict)
    judged: dict[int, str] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(2026))

    def __post_init__(self) -> None:
        self.to_come: deque[Sheet] = deque()
        self.evaluators: dict[int, Evaluator] = {}
        self.ready: deque[Evaluator] = deque()
        self.inside = 0
        self.changed = asyncio.Condition()

    async def play(self, sheets: Sequence[Sheet], seats: int) -> None:
        """Let everybody come and go, so many at once, until every sheet is judged."""
        chosen = list(sheets)
        self.chance.shuffle(chosen)
        self.to_come.extend(chosen)
        for sheet in chosen:
            new = Evaluator(sheet.evaluator, on_board=len(self.evaluators) % 2 == 0)
            self.evaluators.setdefault(sheet.evaluator, new).coming += 1
        await asyncio.gather(*(self._seat(nth * self.think * 4 / seats) for nth in range(seats)))

    async def _seat(self, later: float) -> None:
        await asyncio.sleep(later)
        while (found := await self._next()) is not None:
            if isinstance(found, Sheet):
                await self._employee(found)
            else:
                await self._evaluator(found)
            async with self.changed:
                self.inside -= 1
                self.changed.notify_all()

    async def _next(self) -> Sheet | Evaluator | None:
        """Who comes next: an evaluator for whom enough waits, else an employee; nobody when all is done."""
        async with self.changed:
            while not self.ready and not self.to_come and self.inside:
                await self.changed.wait()
            if not self.ready and not self.to_come:
                return None
            self.inside += 1
            return self.ready.popleft() if self.ready else self.to_come.popleft()

    def _look(self, evaluator: Evaluator) -> None:
        if evaluator.comes:
            evaluator.is_here = True
            self.ready.append(evaluator)

    async def _employee(self, sheet: Sheet) -> None:
        evaluator = self.evaluators[sheet.evaluator]
        try:
            await self._hand_in(self._browser(sheet.owner), sheet)
        except Unexpected:
            pass
        else:
            evaluator.waiting[sheet.id] = sheet
        evaluator.coming -= 1
        self._look(evaluator)

    async def _evaluator(self, evaluator: Evaluator) -> None:
        browser = self._browser(evaluator.account)
        together = evaluator.on_board or len(evaluator.waiting) > TOGETHER
        taken = list(evaluator.waiting.values())[: MOST if together else ONE_VISIT]
        try:
            if together:
                await self._judge_together(browser, taken)
            else:
                await self._judge_each(browser, taken)
        except Unexpected:
            pass
        for sheet in taken:
            del evaluator.waiting[sheet.id]
        evaluator.is_here = False
        self._look(evaluator)

    def _browser(self, account: int) -> Browser:
        return Browser(self.port, self.said, dict(self.cookies[account]))

    async def _think(self) -> None:
        if self.think:
            await asyncio.sleep(min(self.chance.expovariate(1 / self.think), self.think * 4))

    async def _hand_in(self, browser: Browser, sheet: Sheet) -> None:
        path = await _step_in(browser, sheet.case_id)
        await self._think()
        page = await browser.page("sheet of the month", path)
        rows = list(dict.fromkeys(_ROWS.findall(page)))
        form = hidden(page)
        for row in rows:
            form[f"realisasi.{row}.angka"] = "1"
            form[f"realisasi.{row}.narasi"] = "Satu dokumen selesai dan diserahkan kepada bidang."
            form[f"realisasi.{row}.sumber_data"] = "Register dokumen"
        await self._think()
        await browser.keep("keep a draft", f"{path}/draf", form)
        await self._think()
        leads = await browser.send("hand the month in", path, form, files=[f"_berkas.{row}" for row in rows])
        self.submitted[sheet.case_id] = form["_permintaan"]
        await browser.page("after it", leads)
        await self._think()

    async def _judge_each(self, browser: Browser, sheets: Iterable[Sheet]) -> None:
        for sheet in sheets:
            path = await _step_in(browser, sheet.case_id)
            await self._think()
            form = hidden(await browser.page("sheet to judge", path))
            form |= {"hasil_kerja": SESUAI, "perilaku": SESUAI, "umpan_balik": WORDS}
            await self._think()
            await browser.keep("keep a draft", f"{path}/draf", form)
            await self._think()
            leads = await browser.send("judge one", path, {**form, "_aksi": "nilai"})
            self.judged[sheet.case_id] = form["_permintaan"]
            await browser.page("after it", leads)

    async def _judge_together(self, browser: Browser, sheets: Sequence[Sheet]) -> None:
        path = f"/tim/bulanan/{self.month}"
        page = await browser.page("board of the month", path)
        _, found, ratings = page.partition('name="_bagian" value="nilai"')
        steps, known = dict(_STEPS.findall(ratings)), hidden(page)
        form = {name: known[name] for name in ("csrf_token", "_permintaan")} | {
            "_bagian": "nilai" if found else ""
        }
        for sheet in sheets:
            form[f"langkah.{sheet.id}"] = steps.get(str(sheet.id), "")
            form |= {f"nilai.{sheet.id}.hasil_kerja": SESUAI, f"nilai.{sheet.id}.perilaku": SESUAI}
            form[f"nilai.{sheet.id}.umpan_balik"] = ""
        await self._think()
        leads = await browser.send("judge on the board", path, form)
        self.judged |= dict.fromkeys((sheet.case_id for sheet in sheets), form["_permintaan"])
        await browser.page("board of the month", leads)


async def _step_in(browser: Browser, case_id: int) -> str:
    """Open the inbox, and find the address of a case's step in it."""
    inbox = await browser.page("inbox", "/tugas")
    found = re.search(rf'href="(/tugas/{case_id}/[^"?#]+)"', inbox)
    return found[1] if found is not None else browser.lost("inbox", f"case {case_id} is not in it")
