"""The application as a web server loads it: `gunicorn webapp.wsgi:app`."""

from webapp.config import Settings
from webapp.web.app import create_app

app = create_app(Settings.from_environment())
