"""Every page of the map, opened in the year of `tests/web/matriks.py` by people who may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from flask.testing import FlaskClient
from lxml import html
from werkzeug.routing import Rule

from tests.web.conftest import BROWSER
from tests.web.matriks import Dunia
from tests.web.test_matrix import OTHER, READING, TOLD
from webapp.web.policy import policy_of

ANYWAY = ("admin", "pemilik", "penilai")
"""Who tries a page that no table names, in this order."""
SAMPLES: Mapping[str, object] = {
    "tanggal": "2027-01-20",
    "code": "id",
    "secret": "x",
    "filename": "favicon.svg",
}
LED = ("releases.file", "releases.download", "workshop_files.page", "workshop_files.download")
"""Pages of one file of a release, whose path stands behind the question mark."""


@dataclass
class Visit:
    """A page that somebody has opened."""

    rule: Rule
    role: str
    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def endpoint(self) -> str:
        return self.rule.endpoint

    @property
    def is_page(self) -> bool:
        return "text/html" in self.headers.get("Content-Type", "") and bool(self.body.strip())

    @cached_property
    def tree(self) -> html.HtmlElement:
        """The page as a browser reads it."""
        return html.document_fromstring(self.body.decode())


@dataclass
class Visitors:
    """Everybody's browser, in one year."""

    dunia: Dunia
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def client(self, role: str) -> FlaskClient:
        if role not in self.clients:
            self.clients[role] = self.dunia.client(role)
        return self.clients[role]

    def rules(self) -> list[Rule]:
        """Every route that shows something."""
        return [
            one
            for one in self.dunia.app.url_map.iter_rules()
            if "GET" in (one.methods or ()) and one.endpoint != "static"
        ]

    def address(self, rule: Rule, **asked: str) -> str:
        """The address of SR's own object."""
        values = {**OTHER, **self.dunia.values, **SAMPLES}
        path = self.dunia.app.url_map.bind("localhost").build(
            rule.endpoint, {one: values[one] for one in rule.arguments}
        )
        asked = ({"jalur": "workflows/penetapan.bpmn"} if rule.endpoint in LED else {}) | asked
        return f"{path}?{urlencode(asked)}" if asked else path

    def open(self, rule: Rule, role: str, **asked: str) -> Visit:
        address = self.address(rule, **asked)
        with self.client(role).get(address, headers=BROWSER) as answer:
            return Visit(rule, role, address, answer.status_code, dict(answer.headers), answer.get_data())

    def roles(self, rule: Rule) -> tuple[str, ...]:
        """Who might open a page, the likeliest first."""
        named = (READING.get(rule.endpoint) or TOLD.get(rule.endpoint) or "").split()
        return tuple(dict.fromkeys([*named[:2], *ANYWAY]))

    def fitting(self, rule: Rule, **asked: str) -> Visit:
        """A page opened by the first of those who are shown it; by the first who tried, if nobody is."""
        tried = []
        for role in self.roles(rule):
            tried.append(self.open(rule, role, **asked))
            if tried[-1].status == 200:
                return tried[-1]
        return tried[0]

    def all(self) -> Iterator[Visit]:
        """Each page once."""
        for rule in self.rules():
            yield self.fitting(rule)


def needs_session(dunia: Dunia, visit: Visit) -> bool:
    """Whether a page is for people who are signed in."""
    named = policy_of(dunia.app.view_functions[visit.endpoint])
    return named is None or named.kind != "umum"
