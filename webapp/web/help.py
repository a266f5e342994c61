"""Help for everybody, without signing in: the short page, and the guides for every role."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, send_from_directory
from flask.typing import ResponseReturnValue

from . import guides
from .policy import policy

blueprint = Blueprint("help", __name__)


@blueprint.get("/bantuan")
@policy("umum")
def page() -> ResponseReturnValue:
    """How to sign in, what the pages are for, and whom to ask."""
    found = {name: guides.title(name) for name in guides.names() if name != guides.FIRST}
    return render_template("bantuan.html", guides=found)


@blueprint.get("/bantuan/panduan/<name>")
@policy("umum")
def guide(name: str) -> ResponseReturnValue:
    """One guide."""
    found = guides.guide(name)
    if found is None:
        abort(404)
    return render_template("panduan.html", guide=found)


@blueprint.get("/bantuan/gambar/<name>")
@policy("umum")
def picture(name: str) -> ResponseReturnValue:
    """A picture of a guide."""
    return send_from_directory(guides.FOLDER / "gambar", name)
