"""One line for each request, and what is measured of it: which route, who, how it ended, how long it took.

Addresses, query strings, form values and headers are not written down. The request's id is the idempotency key where
one was posted, so a line and the journal's entry find each other.
"""

from __future__ import annotations

import time
from uuid import UUID, uuid4

from flask import Flask, Response, g, request

from webapp import logs

from .context import REQUEST_FIELD, visitor, work

HEADER = "X-Request-Id"
_log = logs.get_logger(__name__)


def init_app(app: Flask) -> None:
    """Note when a request begins, and tell how it ended. Must come before everything else that looks at requests."""
    app.before_request(_begin)
    app.after_request(_end)


def route() -> str:
    """The pattern of the address, with names where values stand; "-" for an address that is none of ours."""
    return request.url_rule.rule if request.url_rule is not None else "-"


def _begin() -> None:
    g.began, g.request_number = time.perf_counter(), uuid4().hex
    logs.unbind()
    logs.bind(request_id=g.request_number, route=route(), method=request.method)


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    here, case = visitor(), (request.view_args or {}).get("case_id")
    number = _posted_key() or g.get("request_number", "")
    response.headers.setdefault(HEADER, number)
    about = {"request_id": number, "actor_id": here.actor.akun_id if here else None, "case_id": case}
    if route_class() not in ("static", "health"):
        _log.info("request", status=response.status_code, ms=round(seconds * 1000, 1), **about)
    meter = work().meter
    meter.answered(route_class(), response.status_code, seconds)
    if request.endpoint in SIGN_IN and response.status_code in (422, 429):
        meter.sign_in_refused()
    logs.unbind()
    return response


SIGN_IN = ("auth.sign_in_post", "auth.second_factor_post", "passkeys.enter")
"""Endpoints at which somebody signs in."""


def route_class() -> str:
    """One of a handful: static files, probes, reading, writing, or no page of ours."""
    if request.endpoint is None:
        return "none"
    if request.endpoint == "static":
        return "static"
    if request.blueprint == "health":
        return "health"
    return "read" if request.method in ("GET", "HEAD") else "write"


def _posted_key() -> str | None:
    """The idempotency key, where a form was read; nothing is read for the log's sake."""
    if "form" not in request.__dict__:
        return None
    try:
        return UUID(request.form.get(REQUEST_FIELD, "")).hex
    except ValueError:
        return None
