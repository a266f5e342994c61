"""The web's connections: one engine per process, held by Flask-SQLAlchemy, handed to the house's `Work`.

Only the engine is used. Services open their own sessions from it; `db.session` and models that know the web stay
unused, so that no lower room ever needs an application context.
"""

from __future__ import annotations

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session, sessionmaker

from webapp.config import Settings
from webapp.services.database import DatabaseUnavailable
from webapp.storage.base import Base
from webapp.storage.engine import engine_arguments

db = SQLAlchemy(model_class=Base)


def open_sessions(app: Flask, settings: Settings) -> sessionmaker[Session]:
    """Connect the application to the settings' database. Raises `DatabaseUnavailable` when they name none."""
    if settings.database_url is None:
        raise DatabaseUnavailable("DATABASE_URL belum diisi. Jalankan semuanya dengan: lakon run")
    address, options = engine_arguments(settings.database_url, settings.zone)
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        return sessionmaker(db.engine)
