"""The application as a web server loads it: `gunicorn webapp.wsgi:app`."""

from webapp.web.app import create_app
from webapp.config import Settings

app = create_app(Settings.from_environment())
