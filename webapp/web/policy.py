"""Who may open which page. Every route names its policy; one without is closed, and a test finds it.

This is only the outer door. Whether a person may see a document or do a step is decided in the services, again and
for each object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Response, current_app, flash, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Forbidden

from webapp.services.errors import Denied

from .context import SESSION, visitor, wants_page

Kind = Literal["umum", "masuk", "peran"]
View = TypeVar("View", bound=Callable[..., Any])

_MARK = "lakon_policy"
_DUTIES = "lakon_before_duties"

DUTY_PAGES = {"sandi": "security_password.page", "faktor": "security.page"}
"""Where somebody is led who has something to do before anything else (`services.identity.factors.duty`)."""


@dataclass(frozen=True)
class Policy:
    """`umum`: everybody; `masuk`: whoever is signed in; `peran`: accounts that hold one of these offices."""

    kind: Kind
    roles: frozenset[str] = frozenset()


def policy(kind: Kind, *roles: str) -> Callable[[View], View]:
    """Name the policy of a view. Stands below the route's decorator."""

    def mark(view: View) -> View:
        setattr(view, _MARK, Policy(kind, frozenset(roles)))
        return view

    return mark


def policy_of(view: Callable[..., Any]) -> Policy | None:
    """The policy that a view names, if it names one."""
    return getattr(view, _MARK, None)


def before_duties(view: View) -> View:
    """Let a view be used by people who have still to choose a password or to enrol a factor. Stands below `policy`."""
    setattr(view, _DUTIES, True)
    return view


def enforce() -> ResponseReturnValue | None:
    """Before each request: let the visitor in, send a stranger to the sign-in page, or refuse."""
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    rule = policy_of(view)
    if rule is None:
        raise Forbidden
    if rule.kind == "umum":
        return None
    here = visitor()
    if here is None:
        return to_sign_in()
    if here.duty is not None and not getattr(view, _DUTIES, False):
        return to_duty(here.duty)
    if rule.kind == "peran" and not here.actor.peran & rule.roles:
        raise Denied(
            _("Halaman ini hanya untuk pemegang peran lain. Bila Anda memerlukannya, hubungi admin BKPP.")
        )
    return None


def to_sign_in() -> ResponseReturnValue:
    """The way to the sign-in page and back; a script is told that it must sign in."""
    back = request.full_path.rstrip("?") if request.method == "GET" else _page_of_post()
    if session.pop(SESSION, None) is not None:
        flash(_("Sesi Anda sudah berakhir. Masuk lagi untuk melanjutkan."), "warning")
    target = url_for("auth.sign_in", next=None if back == "/" else back)
    if request.headers.get("HX-Request") == "true":
        return Response(status=204, headers={"HX-Redirect": target})
    if not wants_page() and request.method != "GET":
        return jsonify(masuk=target), 401
    return redirect(target, 303)


def to_duty(duty: str) -> ResponseReturnValue:
    """The way to what has to be done first; a script is told where that is."""
    target = url_for(DUTY_PAGES[duty])
    if request.headers.get("HX-Request") == "true":
        return Response(status=204, headers={"HX-Redirect": target})
    if not wants_page():
        return jsonify(dahulu=target), 403
    return redirect(target, 303)


def _page_of_post() -> str:
    """Where the person was when posting: the same address, if it can be opened as a page too."""
    adapter = current_app.url_map.bind("")
    return request.path if adapter.test(request.path, "GET") else "/tugas"
