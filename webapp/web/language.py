"""Indonesian first, English second. The choice is a cookie; nothing is stored about it."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.support import NullTranslations
from flask import Blueprint, Flask, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_domain, gettext
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from webapp.domain.sentences import Sentence

from .addresses import local_path
from .context import settings
from .policy import policy

LANGUAGES = ("id", "en")
COOKIE = "bahasa"
YEAR = 365 * 24 * 3600
DAY = "d MMMM yyyy"
"""How a day is written in every language; the month's name is the language's."""

SENTENCES = frozenset({"error", "first", "mend", "message", "more", "pesan", "why"})
"""Places of a sentence that another whole sentence fills, or the words of an error that holds one."""

blueprint = Blueprint("language", __name__)


@blueprint.get("/bahasa/<code>")
@policy("umum")
def choose(code: str) -> ResponseReturnValue:
    """Remember the language and go back to where the reader was."""
    if code not in LANGUAGES:
        raise NotFound
    answer = redirect(local_path(request.args.get("next")), 303)
    answer.set_cookie(COOKIE, code, max_age=YEAR, secure=settings().is_https, httponly=True, samesite="Lax")
    return answer


def current() -> str:
    """The language of this request."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def say(text: str) -> str:
    """What a lower room, a form or a diagram says in Indonesian, in the reader's language.

    What has no translation stays as it is: the words of people, and what was kept as a sentence already.
    """
    if isinstance(text, Sentence) and text.template is not None:
        return gettext(text.template, **{name: _filling(name, one) for name, one in text.params.items()})
    return gettext(text) if text else ""


def _filling(name: str, value: object) -> object:
    """What fills a sentence: one of ours is translated, and a day is written as the reader writes it."""
    if isinstance(value, Sentence) or name in SENTENCES:
        return say(str(value))
    return format_date(value, DAY, locale=current()) if isinstance(value, date) else value


def init_app(app: Flask) -> None:
    """Let texts, dates and numbers follow the choice."""
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[0]
    Babel(app, locale_selector=current)
    # The library looks the catalogue up anew for every text, and a board has thousands.
    app.jinja_env.globals.update(_=_text, gettext=_text, ngettext=_counted)


def _catalogue() -> NullTranslations:
    """The catalogue of this request, asked for once."""
    if "catalogue" not in g:
        g.catalogue = get_domain().get_translations()
    return g.catalogue  # type: ignore[no-any-return]


def _text(text: str, /, **values: object) -> Markup:
    """A text of a template; what fills it is escaped."""
    said = Markup(_catalogue().ugettext(text))  # noqa: S704 - the program's own words, not a reader's
    return said % values if values or "%" in said else said


def _counted(one: str, many: str, /, num: int, **values: object) -> Markup:
    """The same where the words follow a number, `num`."""
    said = Markup(_catalogue().ungettext(one, many, num))  # noqa: S704 - the program's own words
    return said % {"num": num, **values}
