"""The fixtures of the web tests serve here too."""

from tests.web.conftest import (
    any_app,
    app,
    client_as,
    settings,
    stranger,
    templates_compiled,
    unhurried,
)

__all__ = ["any_app", "app", "client_as", "settings", "stranger", "templates_compiled", "unhurried"]
