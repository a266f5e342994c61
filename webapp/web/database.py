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

CONNECT_SECONDS = 3
"""How long a page waits for a server that does not take the call."""
POOL_SECONDS = 10
"""How long a page waits for a connection that others hold."""
LIMITS = "-c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
"""No statement of a page takes longer, and no page keeps a lock that it has forgotten. Background work has no limit."""

db = SQLAlchemy(model_class=Base)


def open_sessions(app: Flask, settings: Settings) -> sessionmaker[Session]:
    """Connect the application to the settings' database. Raises `DatabaseUnavailable` when they name none."""
    if settings.database_url is None:
        raise DatabaseUnavailable("DATABASE_URL belum diisi. Jalankan semuanya dengan: lakon run")
    address, options = engine_arguments(settings.database_url, settings.zone)
    given = options["connect_args"]
    options["connect_args"] = {
        **given, "connect_timeout": CONNECT_SECONDS, "options": f"{given['options']} {LIMITS}",
        "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3, "tcp_user_timeout": 15_000,
    }  # fmt: skip
    options["pool_timeout"] = POOL_SECONDS
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        return sessionmaker(db.engine)
