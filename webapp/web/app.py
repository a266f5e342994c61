"""The web application: the one place that joins the web framework with the house's services."""

from __future__ import annotations

from flask import Flask

from webapp import web
from webapp.config import Settings
from webapp.services.work import Work
from webapp.web.database import open_sessions


def create_app(settings: Settings, work: Work | None = None) -> Flask:
    """The web application. Without `work` it connects to the settings' database."""
    app = Flask("webapp")
    web.init_app(app, settings, work or Work(open_sessions(app, settings), settings.zone))
    return app
