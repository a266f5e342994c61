"""The WSGI entry point for gunicorn: one application per process, set up from the environment."""

from webapp import create_app
from webapp.config import Settings

app = create_app(Settings.from_environment())
