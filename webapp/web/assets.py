"""Built styles and scripts: `asset("app.css")` is the address of the file that was built last.

In production WhiteNoise serves the whole folder, compressed copies included; file names carry the hash of their
content, so browsers may keep them for good.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, url_for
from whitenoise import WhiteNoise

from webapp.config import Settings

from .policy import policy
from .security import headers

_HASHED = re.compile(r"^.+\.(?:[0-9a-f]{8,}\.(?:css|js)|[0-9A-Z]{8}\.woff2)$")


class AssetsMissing(Exception):
    """The styles and scripts have not been built."""


def init_app(app: Flask, settings: Settings) -> None:
    """Offer `asset` to the templates, and serve the static folder."""
    folder = Path(app.static_folder or "")
    app.jinja_env.globals["asset"] = _finder(folder / "build" / "manifest.json")
    policy("umum")(app.view_functions["static"])
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=folder,
        prefix="static/",
        immutable_file_test=lambda path, url: bool(_HASHED.match(url)),
        add_headers_function=_header_adder(headers(settings)),
        allow_all_origins=False,
    )


def _finder(manifest: Path) -> Callable[[str], str]:
    try:
        built: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AssetsMissing("Berkas tampilan belum dibangun. Jalankan: make assets") from error

    def asset(name: str) -> str:
        return url_for("static", filename=f"build/{built[name]}")

    return asset


def _header_adder(always: Mapping[str, str]) -> Callable[[Headers, str, str], None]:
    def add(given: Headers, path: str, url: str) -> None:
        for name, value in always.items():
            given[name] = value

    return add
