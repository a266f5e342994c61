"""For those who watch over the machines: is the process alive, can it do its work. No details to strangers."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from .context import work
from .policy import policy

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@policy("umum")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@policy("umum")
def ready() -> ResponseReturnValue:
    """The database answers and a release is in force."""
    try:
        with work().reading() as tx:
            tx.work.releases.current(tx.session, tx.today)
    except (DBAPIError, PoolTimeoutError, NoResultFound):
        return {"status": "unavailable"}, 503
    return {"status": "ok"}
