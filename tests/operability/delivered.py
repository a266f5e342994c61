"""The house as it is delivered: `lakon web` in two processes and `lakon worker`, as the role that may change least.

The database has a clock that the test sets, so the delivered programs, which know no other, live on the city's day.
"""

from __future__ import annotations

import http.client
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, NullPool, create_engine
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client

from tests.kota import NOTES_KEY, Kota
from tests.services.links import Site, site
from tests.services.surat import Sink, mail_sink
from tests.web.peramban import Page, Peramban

from .serving import background, service
from .test_links_beside import until

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROLES: Final = Path(__file__).resolve().parents[2] / "deploy" / "postgresql" / "roles.sql"
APPLICATION: Final = "lakon_app"
_CLOCK: Final = """
CREATE SCHEMA jam;
GRANT USAGE ON SCHEMA jam TO {role};
CREATE FUNCTION jam.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  $$ SELECT pg_catalog.clock_timestamp() + (timestamptz '{now}' - timestamptz '{real}') $$;
"""


@dataclass
class Delivered:
    """The web behind its real port, as an application of which browsers without a screen can be made."""

    port: int
    mail: Sink
    links: Site
    seals: Path
    var: Path

    @property
    def log(self) -> str:
        """What web and worker have written so far."""
        return "".join((self.var / name).read_text() for name in ("web.log", "worker.log"))

    def test_client(self) -> Client:
        """A browser with cookies of its own; each request is a connection of its own."""
        return Client(self)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand a request on, and its answer back."""
        query = environ.get("QUERY_STRING", "")
        path = environ["PATH_INFO"].encode("latin-1").decode() + (f"?{query}" if query else "")
        given = {
            name[5:].replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if environ.get("CONTENT_TYPE"):
            given["Content-Type"] = environ["CONTENT_TYPE"]
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            connection.request(environ["REQUEST_METHOD"], path, body, {**given, "Connection": "close"})
            answer = connection.getresponse()
            start_response(f"{answer.status} {answer.reason}", answer.getheaders())
            return [answer.read()]
        finally:
            connection.close()


def give_rights(url: URL) -> URL:
    """Let the file of roles make its roles and give their rights; the address by which the application comes."""
    owner = create_engine(url, poolclass=NullPool)
    whole = create_engine(url.set(database="postgres"), poolclass=NullPool)
    with whole.begin() as guard, owner.begin() as connection:
        # roles belong to the whole server, where other tests may make them just now; a lock belongs to a database
        guard.exec_driver_sql("SELECT pg_advisory_xact_lock(1)")
        connection.exec_driver_sql(ROLES.read_text(), execution_options={"no_parameters": True})
    return url.set(username=APPLICATION)


def set_clock(url: URL, now: datetime) -> None:
    """Let the database's clock say this, and go on from there, to whoever comes from now on."""
    owner = create_engine(url, poolclass=NullPool)
    with owner.begin() as connection:
        real = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        connection.exec_driver_sql(_CLOCK.format(role=APPLICATION, now=now, real=real))
        connection.exec_driver_sql(
            f'ALTER DATABASE "{url.database}" SET search_path = jam, pg_catalog, public'
        )


@contextmanager
def delivered(city: Kota, folder: Path) -> Iterator[Delivered]:
    """The house on the city's database and at its time, for as long as the block runs."""
    application = give_rights(city.engine.url)
    set_clock(city.engine.url, city.now)
    url = application.render_as_string(hide_password=False)
    seals = folder / "meterai"
    seals.mkdir(parents=True)
    common = {"LAKON_NOTES_KEY": NOTES_KEY, "LAKON_WORKERS": "2"}
    with (
        mail_sink() as mail,
        site() as links,
        service(url, folder / "var", **common) as web,
        background(
            url, folder / "var", **common, LAKON_SMTP=mail.url, LAKON_SEAL_DIR=str(seals),
            LAKON_LINK_ALLOW=f"127.0.0.1@{links.port}",
        ),
    ):  # fmt: skip
        yield Delivered(web.port, mail, links, seals, folder / "var")


def press(page: Page, words: str, **fill: str) -> Page:
    """Press the button that has these words in it."""
    found = (one.text_content().strip() for one in page.all("//main//button[@type='submit']"))
    done = page.press_with(next(one for one in found if words in one), fill)
    assert done.status == 303, done.text
    return done


def send(page: Page, path: str, **fill: str) -> Page:
    """Send the form of a page that goes to an address, with these choices."""
    form = next(one for one in page.doc.forms if (one.action or page.path) == path)
    done = page.browser.post(path, MultiDict({**dict(form.form_values()), **fill}))
    assert done.status == 303, done.text
    return done


def fetched(browser: Peramban, path: str) -> bytes:
    """A file, as soon as it is there."""

    def look() -> Any:
        answer = browser.client.get(path)
        return answer if answer.status_code == 200 else None

    return bytes(until(look).data)
