"""The web application: the one place that joins the web framework with the house's services."""

from __future__ import annotations

from flask import Flask

from webapp import web
from webapp.config import Settings
from webapp.services.measuring import Meter
from webapp.services.work import Work
from webapp.storage.segel import Segel
from webapp.web.database import open_sessions


def create_app(settings: Settings, work: Work | None = None, meter: Meter | None = None) -> Flask:
    """The web application. Without `work` it connects to the settings' database; `meter` is told what happens."""
    app = Flask("webapp")
    work = work or connect(app, settings)
    work.meter = meter or work.meter
    web.init_app(app, settings, work)
    return app


def connect(app: Flask, settings: Settings) -> Work:
    """What services need, on the settings' database and with its keys."""
    return Work(open_sessions(app, settings), settings.zone, segel=Segel(settings.notes_keys))
