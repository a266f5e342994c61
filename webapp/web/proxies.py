"""Who asks, when reverse proxies of the house stand before us: only what they have added is believed.

Each proxy appends the address that it saw to X-Forwarded-For. With n proxies of ours the n-th entry from the right is
the visitor's; everything further left was sent by the visitor and is ignored, and without proxies all of it is.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Count the proxies of the settings."""
    number = settings.proxies
    if number > 0:
        # Host, scheme, port and prefix are the settings' (LAKON_URL) and no header's: a proxy that forgets to write one
        # of them would hand on what the visitor wrote.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
