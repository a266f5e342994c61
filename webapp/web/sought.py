"""Words by which somebody looks for a person: typed into a posted form, and sealed wherever they stand in an address.

An address is kept by proxies, histories and bookmarks, and a name or a NIP is nobody's business there. The sealed words
are an ordinary part of it all the same: going back, paging and reloading work. Only the account that looked reads them.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.storage.segel import Segel, TidakTerbuka

from .context import current_actor

LONGEST_WORDS: Final = 100
"""Letters of a search that count."""


def sealed(words: str) -> str | None:
    """Words as they stand in an address; None for none."""
    return urlsafe_b64encode(_seal().tutup(words, _reader())).decode().rstrip("=") if words else None


def opened(said: str) -> str:
    """The words that an address says; none where they were not sealed for this account."""
    try:
        return _seal().buka(urlsafe_b64decode(said + "=" * (-len(said) % 4)), _reader())
    except (TidakTerbuka, ValueError):
        return ""


def found_at(
    page: str, name: str, *, keep: tuple[str, ...] = (), anchor: str | None = None
) -> ResponseReturnValue:
    """To the list with what the form asks for: the words of the field `name` sealed, and what else of it is `keep`."""
    words = request.form.get(name, "").replace("\x00", "").strip()[:LONGEST_WORDS]
    asked: dict[str, Any] = {one: request.form.get(one) or None for one in keep}
    where = {**(request.view_args or {}), **asked, name: sealed(words), "_anchor": anchor}
    return redirect(url_for(page, **where), 303)


def _seal() -> Segel:
    return Segel([str(current_app.secret_key)])


def _reader() -> str:
    return f"cari:{current_actor().akun_id}"
