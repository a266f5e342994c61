"""Connections to PostgreSQL: one way to name a server, one way to open it.

Every session runs in the agency's time zone, so that "today" in SQL and in Python is the same day.
"""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

DRIVER = "postgresql+psycopg"


def database_url(address: str) -> URL:
    """The address with this program's driver; ValueError (Indonesian) if it names no PostgreSQL server."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise ValueError(_NOT_A_SERVER) from error
    if url.drivername.split("+")[0] not in ("postgresql", "postgres"):
        raise ValueError(_NOT_A_SERVER)
    return url.set(drivername=DRIVER)


_NOT_A_SERVER = (
    "DATABASE_URL tidak menunjuk server PostgreSQL. Tulis seperti "
    "postgresql://pengguna:sandi@server:5432/lakon, atau kosongkan agar Lakon memakai PostgreSQL bawaannya."
)


def open_engine(url: URL | str, zone: ZoneInfo, **options: Any) -> Engine:
    """An engine whose connections are checked before use and live in `zone`; `options` go to SQLAlchemy."""
    address, given = engine_arguments(url, zone)
    return create_engine(address, **{**given, **options})


def engine_arguments(url: URL | str, zone: ZoneInfo) -> tuple[URL, dict[str, Any]]:
    """What `open_engine` gives to SQLAlchemy: the address and the options, for another maker of engines."""
    url = database_url(url) if isinstance(url, str) else url
    given = url.query.get("options", "")
    start = f"{given if isinstance(given, str) else ' '.join(given)} -c timezone={zone.key}".strip()
    connect_args = {"options": start, "application_name": "lakon"}
    return url.difference_update_query(["options"]), {"connect_args": connect_args, "pool_pre_ping": True}
