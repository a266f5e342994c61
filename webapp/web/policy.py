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

from .context import visitor, wants_page

Kind = Literal["umum", "masuk", "peran"]
View = TypeVar("View", bound=Callable[..., Any])

_MARK = "lakon_policy"


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


def enforce() -> ResponseReturnValue | None:
    """Before each request: let the visitor in, send a stranger to the sign-in page, or refuse."""
    if request.endpoint is None:
        return None
    rule = policy_of(current_app.view_functions[request.endpoint])
    if rule is None:
        raise Forbidden
    if rule.kind == "umum":
        return None
    here = visitor()
    if here is None:
        return to_sign_in()
    if rule.kind == "peran" and not here.actor.peran & rule.roles:
        raise Denied(
            _("Halaman ini hanya untuk pemegang peran lain. Bila Anda memerlukannya, hubungi admin BKPP.")
        )
    return None


def to_sign_in() -> ResponseReturnValue:
    """The way to the sign-in page and back; a script is told that it must sign in."""
    back = request.full_path.rstrip("?") if request.method == "GET" else _page_of_post()
    if session.pop("_user_id", None) is not None:
        flash(_("Sesi Anda sudah berakhir. Masuk lagi untuk melanjutkan."), "warning")
    target = url_for("auth.sign_in", next=None if back == "/" else back)
    if request.headers.get("HX-Request") == "true":
        return Response(status=204, headers={"HX-Redirect": target})
    if not wants_page() and request.method != "GET":
        return jsonify(masuk=target), 401
    return redirect(target, 303)


def _page_of_post() -> str:
    """Where the person was when posting: the same address, if it can be opened as a page too."""
    adapter = current_app.url_map.bind("")
    return request.path if adapter.test(request.path, "GET") else "/tugas"
