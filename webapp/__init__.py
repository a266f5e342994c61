"""Lakon: the yearly performance cycle of civil servants, run from diagrams.

`create_app` is the only place that joins the web framework with the house's services. It imports them when it is
called: whoever needs another room, a worker or a rule, does not load the web.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from webapp.config import Settings
    from webapp.services.work import Work


def create_app(settings: Settings, work: Work | None = None) -> Flask:
    """The web application. Without `work` it connects to the settings' database."""
    from flask import Flask

    from webapp.services.work import Work
    from webapp.web import init_app
    from webapp.web.database import open_sessions

    app = Flask(__name__)
    init_app(app, settings, work or Work(open_sessions(app, settings), settings.zone))
    return app
