"""A provider that lies: real HTTP on this machine, proper addresses and keys, and whatever token a test wants."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc.jwk import RSAKey


@dataclass
class Liar:
    """What it answers; `token` is the identity token of the next exchange."""

    token: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "satu", "use": "sig"}))
    issuer: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)

    def answer(self, path: str) -> dict[str, Any]:
        """The document of an address."""
        if path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "jwks")
            found = {f"{one}_endpoint": f"{self.issuer}/{one}" for one in names[:2]}
            return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **found, **self.metadata}
        if path == "/jwks":
            return {"keys": [self.key.as_dict(private=False)]}
        return {"access_token": "akses", "token_type": "Bearer", "id_token": self.token}


def serve(liar: Liar) -> ThreadingHTTPServer:
    """Let it listen; `shutdown` and `server_close` end it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(liar.answer(self.path)).encode())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.do_GET()

        def log_message(self, *said: object) -> None:
            """Nothing is said on the terminal."""

    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    liar.issuer = f"http://127.0.0.1:{found.server_port}"
    threading.Thread(target=found.serve_forever, daemon=True).start()
    return found
