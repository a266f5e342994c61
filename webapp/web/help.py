"""Help for everybody, without signing in."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from .policy import policy

blueprint = Blueprint("help", __name__)


@blueprint.get("/bantuan")
@policy("umum")
def page() -> ResponseReturnValue:
    """How to sign in, what the pages are for, and whom to ask."""
    return render_template("bantuan.html")
