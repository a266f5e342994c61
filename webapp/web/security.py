"""Headers of every response, cookies, and the token against forged posts.

The content security policy allows nothing but our own files: no inline script or style, no frame, no other host.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFProtect

from webapp.config import Settings

from .context import visitor

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self)"
    ),
}
HSTS = "max-age=31536000; includeSubDomains"

MAX_BODY = 2 * 1024 * 1024
"""Bytes that a request may bring."""

LARGEST_POST = 8 * 1024 * 1024
"""Bytes of a form that may bring one file; the file itself is limited where it is kept, with a sentence."""

csrf = CSRFProtect()

View = TypeVar("View", bound=Callable[..., Any])
_LARGE = "lakon_large_body"


def large_body(limit: int) -> Callable[[View], View]:
    """Let a view take bigger requests, of signed-in people only. Stands below the route's decorator."""

    def mark(view: View) -> View:
        setattr(view, _LARGE, limit)
        return view

    return mark


def largest_of(view: Callable[..., Any]) -> int | None:
    """How many bytes a view takes, where it takes more than others do."""
    return getattr(view, _LARGE, None)


def _allow_large() -> None:
    """Before the token is looked for, which reads the request: the view's own limit."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit = getattr(view, _LARGE, None)
    if limit is not None and visitor() is not None:
        request.max_content_length = limit


def headers(settings: Settings) -> dict[str, str]:
    """What every response carries, pages and files alike."""
    return HEADERS | ({"Strict-Transport-Security": HSTS} if settings.is_https else {})


def init_app(app: Flask, settings: Settings) -> None:
    """Set cookies, limits, the token check, and the headers."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-lakon" if settings.is_https else "lakon",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        # The token lives as long as the session: a long form must not be lost because it took an hour.
        WTF_CSRF_TIME_LIMIT=None,
        # Behind a proxy this process speaks http; the token alone decides, and cookies stay with our pages.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.before_request(_allow_large)
    csrf.init_app(app)
    always = headers(settings)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in always.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            # Pages are personal, and phones are shared.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
