"""What a request is about: the house's `Work`, its settings, who is signed in, and the key of what is handed in.

Everything a view needs to know of Flask's globals is here, so that views read like plain functions.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import current_app, g, request
from werkzeug.exceptions import BadRequest, Unauthorized

from webapp.config import Settings
from webapp.operations import Actor
from webapp.services.identity import sessions
from webapp.services.identity.sessions import Found
from webapp.services.work import Work

WORK = "lakon"
SETTINGS = "lakon_settings"
"""Names under which the application holds what this module hands out."""

SESSION = "sesi"
"""What the signed cookie holds of a session: its key."""

REQUEST_FIELD = "_permintaan"
"""The field that carries the idempotency key of a form: made when the page is rendered, the same in a repeat."""


@dataclass(frozen=True)
class Visitor:
    """A signed-in account as this request found it.

    `evaluates` says whether the person has people to evaluate, `verifies` whether there are people whose daily work
    the person verifies, `unread` how many notices are new. `duty` is what has to be done before anything else.
    """

    actor: Actor
    evaluates: bool
    verifies: bool
    unread: int
    session: Found
    duty: str | None = None


def work() -> Work:
    """The house's sessions, clock and caches."""
    return cast(Work, current_app.extensions[WORK])


def settings() -> Settings:
    """How this process is set up."""
    return cast(Settings, current_app.extensions[SETTINGS])


def visitor() -> Visitor | None:
    """Who is signed in; None for a stranger, and wherever it could not be found out."""
    return cast("Visitor | None", g.get("visitor"))


def current_actor() -> Actor:
    """Who acts. Pages with the policy "masuk" always have one; elsewhere `Unauthorized` is raised."""
    here = visitor()
    if here is None:
        raise Unauthorized
    return here.actor


def current_session() -> Found:
    """The session in which the person acts. Raises `Unauthorized` where there is none."""
    here = visitor()
    if here is None:
        raise Unauthorized
    return here.session


def request_id() -> UUID:
    """The idempotency key that was posted. Raises `BadRequest` when there is none: the page was not ours."""
    found = posted_key()
    if found is None:
        raise BadRequest
    return found


def posted_key() -> UUID | None:
    """The idempotency key that was posted, if there is one."""
    try:
        return UUID(request.form.get(REQUEST_FIELD, ""))
    except ValueError:
        return None


def device() -> str:
    """Which device asks: a keyed hash of its browser's name and its address, from which neither can be read back."""
    seen = f"{request.remote_addr}\n{request.headers.get('User-Agent', '')}"
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"perangkat\n" + seen.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def wants_page() -> bool:
    """Whether a browser's navigation asks, not a script: it takes a page or a redirect for an answer."""
    return "text/html" in request.headers.get("Accept", "")


def provider_of_session() -> str | None:
    """The name of the provider through which this session began; None where it began otherwise."""
    through = {sessions.SINGLE_SIGN_ON, sessions.SINGLE_SIGN_ON_TWO} & set(current_session().methods)
    found = settings().oidc
    return found.name if found is not None and through else None


def template_globals() -> dict[str, Any]:
    """Functions that every template may call."""
    return {
        "own_factors": lambda: current_session().factors,
        "provider_of_session": provider_of_session,
    }
