"""A mail server for tests: takes letters on a local port and keeps them."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


@dataclass
class Sink:
    """What came. Addresses in `unknown` are refused; `broken` ends every connection after the greeting."""

    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    broken: bool = False
    url: str = ""


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """A server for the length of the block."""
    sink = Sink()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 sink")
            to = ""
            while not sink.broken and (line := self.rfile.readline().decode().strip()):
                word = line.upper().split(" ")[0]
                if word == "RCPT":
                    to = line.partition("<")[2].partition(">")[0]
                    self.say("550 unknown" if to in sink.unknown else "250 ok")
                elif word == "DATA":
                    self.say("354 go on")
                    raw = b"".join(iter(self.rfile.readline, b".\r\n"))
                    letter = cast(EmailMessage, message_from_bytes(raw, policy=policy.default))
                    sink.letters.append((to, letter))
                    self.say("250 kept")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        sink.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join()
