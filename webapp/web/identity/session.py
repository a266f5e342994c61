"""The session of a request: its key is all that the signed cookie holds, everything else stands in the database.

Beside it a second cookie names the device, so that a new one can be told to the account's owner. It outlives sessions,
says nothing about a person, and opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeVar

from flask import Flask, Response, current_app, g, request, session
from werkzeug.wrappers import Response as BaseResponse

from webapp.services.identity import factors, sessions
from webapp.services.identity.sessions import Client, Found
from webapp.services.people.assignments import leads
from webapp.services.reminders import notices
from webapp.services.work import Transaction
from webapp.storage.aturan import nilai_beberapa
from webapp.web.browser import family
from webapp.web.context import SESSION, Visitor, settings, work

Answer = TypeVar("Answer", bound=BaseResponse)

DEVICE = "lakon-perangkat"
DEVICE_AGE = 400 * 24 * 3600
"""Seconds that browsers keep the device's cookie at the most."""


def begin(key: str) -> None:
    """Start a session for somebody who has just signed in. Nothing of a stranger's session lives on in it."""
    session.clear()
    session[SESSION] = key


def renew(key: str) -> None:
    """Go on under a new key, after the person has shown more of who he is."""
    session[SESSION] = key


def leave() -> None:
    """Forget the session in this browser."""
    session.clear()
    g.visitor = g.waiting = None


def waiting() -> Found | None:
    """Who has given the password and has still to show a second factor."""
    found: Found | None = g.get("waiting")
    return found


def load_visitor() -> None:
    """Before each request: find out who is signed in."""
    g.visitor = g.waiting = None
    key = session.get(SESSION)
    if request.endpoint == "static" or request.blueprint == "health" or not isinstance(key, str):
        return
    here = client()
    with work().reading() as tx:
        found = sessions.find(tx, key, here)
        if found is None:
            if sessions.was_ended(tx, key):
                g.was_ended = session.pop(SESSION)
            return
        now, at_home = tx.now, found.client.device == here.device
        if at_home and found.full:
            g.visitor = _visitor(tx, found)
        elif at_home:
            g.waiting = found
    if not at_home:
        g.was_ended = session.pop(SESSION)
        sessions.carried_away(work(), found, here)
    elif found.full:
        sessions.note_use(work(), found, now)


def _visitor(tx: Transaction, found: Found) -> Visitor:
    rules = nilai_beberapa(tx.session, ("nama_instansi", factors.RULE), tx.today)
    g.instansi = str(rules.get("nama_instansi") or "")
    evaluates, verifies = leads(tx, found.actor)
    rule = rules.get(factors.RULE)
    duty = factors.duty(rule, found.actor, found.methods, found.factors, evaluates=evaluates)
    return Visitor(found.actor, evaluates, verifies, notices.unread(tx, found.actor), found, duty)


def client() -> Client:
    """Where this request comes from."""
    key = str(current_app.secret_key)
    name, _, seal = request.cookies.get(_device_cookie(), "").partition(".")
    if not hmac.compare_digest(seal.encode(), _device_seal(name, key).encode()):
        name = g.setdefault("new_device", secrets.token_hex(16))
    return Client(
        _device(name),
        family(request.headers.get("User-Agent", "")),
        network_prefix(request.remote_addr or ""),
    )


def network_prefix(address: str) -> str:
    """The network of an address, not the address: its first three parts, or the first 48 bits of a long one."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return "?"
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def named_device(name: str, key: str) -> tuple[str, str]:
    """What a browser keeps as the name of its device, and the device that it stands for. `key`: the house's secret."""
    return f"{name}.{_device_seal(name, key)}", _device(name)


def _device(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _device_seal(name: str, key: str) -> str:
    """What makes a name one of ours: nobody can choose as which device he comes."""
    return hmac.new(key.encode(), b"nama perangkat\n" + name.encode(), hashlib.sha256).hexdigest()[:32]


def _device_cookie() -> str:
    return f"__Host-{DEVICE}" if settings().is_https else DEVICE


def _remember_device(response: Response) -> Response:
    """A device that somebody has signed in on for the first time gets its name."""
    if "new_device" in g:
        response.set_cookie(
            _device_cookie(), named_device(g.new_device, str(current_app.secret_key))[0], max_age=DEVICE_AGE,
            secure=settings().is_https, httponly=True,
            samesite="Lax", path="/",
        )  # fmt: skip
    return response


def clear_device(response: Answer) -> Answer:
    """Machines are shared: what pages have kept in this browser goes with the session."""
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _after_an_end(response: Response) -> Response:
    """A session that was ended from elsewhere (by its owner, a freeze, an office) leaves nothing in its browser."""
    return clear_device(response) if "was_ended" in g else response


def init_app(app: Flask) -> None:
    """Let sessions be read before each request."""
    app.before_request(load_visitor)
    app.after_request(_after_an_end)
    app.after_request(_remember_device)
