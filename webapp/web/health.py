"""For those who watch over the machines: is the process alive, can it do its work, and the figures of it.

Strangers get one word. Details and figures are for the holder of the operator's token: an address proves nothing, for
behind a proxy everybody comes from the same one.
"""

from __future__ import annotations

import hmac
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import NotFound

from webapp.services.health import Check, Glance, Health, examine
from webapp.services.metrics import CONTENT_TYPE, exposition

from .context import SETTINGS, WORK, settings, work
from .policy import policy

blueprint = Blueprint("health", __name__)

STOPPING = "lakon_stopping"
"""Name under which the application holds a function that says whether this process is about to end."""
_GLANCE = "lakon_glance"


def _glance() -> Glance:
    """One for each application, made when it is first asked; it looks at what the application works on then."""
    app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]
    found = app.extensions.get(_GLANCE)
    if found is None:
        found = Glance(lambda: examine(app.extensions[WORK], app.extensions[SETTINGS].var_dir))
        app.extensions[_GLANCE] = found
    return cast(Glance, found)


@blueprint.get("/healthz")
@policy("umum")
def alive() -> ResponseReturnValue:
    """The process answers. The database is not asked."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@policy("umum")
def ready() -> ResponseReturnValue:
    """Everything that work needs is there."""
    found = _stopping() or _glance().now()
    body: dict[str, object] = {"status": "ok" if found.is_ready else "unavailable"}
    if _is_operator():
        body["checks"] = [{"name": one.name, "ok": one.ok, "words": one.words} for one in found.checks]
    return body, 200 if found.is_ready else 503


@blueprint.get("/metrics")
@policy("umum")
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus. To others this address does not exist."""
    if not _is_operator():
        raise NotFound
    try:
        return Response(exposition(work(), settings().var_dir / "metrics"), content_type=CONTENT_TYPE)
    except (DBAPIError, PoolTimeoutError):
        return Response("", 503, content_type=CONTENT_TYPE)


def _stopping() -> Health | None:
    asked = current_app.extensions.get(STOPPING)
    if asked is None or not asked():
        return None
    return Health((Check("proses", ok=False, words="sedang berhenti"),))


def _is_operator() -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings().operator_token
    return bool(token) and kind == "Bearer" and hmac.compare_digest(given.encode(), token.encode())
