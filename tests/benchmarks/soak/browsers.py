"""Browsers without a screen, many in one process: a connection for each request, cookies, forms as a page has them.

A connection for each request is what a proxy without keep-alive makes of a city's browsers. Files of the house (styles,
scripts) are not asked for: browsers keep them for a year.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from secrets import token_hex
from time import perf_counter
from typing import Final, NoReturn
from urllib.parse import urlencode

from tests.operability.serving import HIDDEN
from tests.web.conftest import BROWSER

NO_ANSWER: Final = 0
PATIENCE: Final = 120.0  # seconds
_COOKIE: Final = re.compile(rb"^set-cookie: ([^=]+)=([^;\r]*)", re.IGNORECASE | re.MULTILINE)
_LOCATION: Final = re.compile(rb"^location: (\S+)", re.IGNORECASE | re.MULTILINE)
_TAGS: Final = re.compile(r"<[^>]*>|\s+")

Form = Mapping[str, str]


class Unexpected(Exception):
    """An answer other than the one that the person needs to go on."""


@dataclass
class Said:
    """What all browsers were told: milliseconds by kind of request, statuses, and examples of what was not wanted."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many there were."""
        return sum(map(len, self.took.values()))

    @property
    def failed(self) -> int:
        """Requests without an answer, or with one that says that the house is at fault."""
        return sum(times for status, times in self.statuses.items() if status == NO_ANSWER or status >= 500)

    def note(self, kind: str, began: float, status: int) -> None:
        """Keep one answer."""
        self.took[kind].append((perf_counter() - began) * 1000)
        self.statuses[status] += 1


@dataclass
class Browser:
    """Somebody who is signed in."""

    port: int
    said: Said
    cookies: dict[str, str]

    async def page(self, kind: str, path: str) -> str:
        """Open a page, or the one to which it leads. Raises `Unexpected` where there is none."""
        status, leads, text = await self._ask(kind, "GET", path)
        if status == 303:
            status, _, text = await self._ask(kind, "GET", leads)
        if status != 200:
            self._odd(kind, path, status, text)
        return text

    async def send(self, kind: str, path: str, form: Form, *, files: Sequence[str] | None = None) -> str:
        """Send a form; where it leads. With `files` as one that may bring files, of which none was chosen."""
        status, leads, text = await self._ask(kind, "POST", path, form, files)
        if status != 303:
            self._odd(kind, path, status, text)
        return leads

    async def keep(self, kind: str, path: str, form: Form) -> None:
        """Let the page's script keep what was typed."""
        status, _, text = await self._ask(kind, "POST", path, form, accept="*/*")
        if status != 200:
            self._odd(kind, path, status, text)

    def lost(self, kind: str, words: str) -> NoReturn:
        """Say what stands in the way, and leave."""
        self.said.odd.append(f"{kind}: {words}"[:900])
        raise Unexpected(kind)

    def _odd(self, kind: str, path: str, status: int, text: str) -> NoReturn:
        self.lost(kind, f"{path}: {status} {_TAGS.sub(' ', text)[-600:]}")

    async def _ask(
        self, kind: str, method: str, path: str, form: Form | None = None, files: Sequence[str] | None = None,
        accept: str = BROWSER["Accept"],
    ) -> tuple[int, str, str]:  # fmt: skip
        sort, body = _body(form, files)
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close", f"Accept: {accept}",
            f"User-Agent: {BROWSER['User-Agent']}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
            *([f"Content-Type: {sort}", f"Content-Length: {len(body)}"] if form is not None else []),
        ]  # fmt: skip
        began, status, head, text = perf_counter(), NO_ANSWER, b"", ""
        try:
            answer = await asyncio.wait_for(
                self._talk("\r\n".join([*lines, "", ""]).encode() + body), PATIENCE
            )
            head, _, rest = answer.partition(b"\r\n\r\n")
            status, text = int(head[9:12] or b"0"), rest.decode()
        except (OSError, TimeoutError, ValueError) as error:
            text = repr(error)
        self.said.note(kind, began, status)
        for name, value in _COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        leads = _LOCATION.search(head)
        return status, leads[1].decode() if leads else "", text

    async def _talk(self, question: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        try:
            writer.write(question)
            return await reader.read(-1)
        finally:
            writer.close()


def _body(form: Form | None, files: Sequence[str] | None) -> tuple[str, bytes]:
    """A form as a browser sends it, with the kind of its content."""
    if form is None:
        return "", b""
    if files is None:
        return "application/x-www-form-urlencoded", urlencode(form).encode()
    mark = f"----{token_hex(12)}"
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in form.items()]
    parts += [
        f'Content-Disposition: form-data; name="{name}"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n'
        for name in files
    ]
    text = "".join(f"--{mark}\r\n{part}\r\n" for part in parts) + f"--{mark}--\r\n"
    return f"multipart/form-data; boundary={mark}", text.encode()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page: its token, its request id, and what it knows already."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}
