"""The pages. A view is a contract plus a few lines: parse, one service call, template or redirect.

The only room (with the API) that knows Flask. It uses `services`, `forms` and the values of lower rooms; it decides
no rule, writes no row by itself and never commits. A module that holds pages offers them as `blueprint`, and needs
to be named nowhere else.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from flask import Blueprint, Flask

from webapp.config import Settings
from webapp.services.work import Work

from . import (
    assets,
    context,
    errors,
    filters,
    form_keys,
    frame,
    keys,
    language,
    limits,
    policy,
    proxies,
    request_log,
    security,
)
from .identity import session


def init_app(app: Flask, settings: Settings, work: Work) -> None:
    """Make the application what it is. The order of what happens before a request is the order here."""
    app.extensions[context.WORK] = work
    app.extensions[context.SETTINGS] = settings
    proxies.init_app(app, settings)
    request_log.init_app(app)
    keys.init_app(app)
    language.init_app(app)
    session.init_app(app)
    security.init_app(app, settings)
    app.before_request(policy.enforce)
    form_keys.init_app(app)
    limits.init_app(app)
    errors.init_app(app)
    filters.init_app(app)
    frame.init_app(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    assets.init_app(app, settings)


def _blueprints() -> Iterator[Blueprint]:
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        found = getattr(import_module(module.name), "blueprint", None)
        if isinstance(found, Blueprint):
            yield found
