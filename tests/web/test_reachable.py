"""Every page can be reached: each role signs in, follows links, finds all that is there for it, and nothing broken."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from re import compile as pattern
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.kota import PASSWORD, Kota
from tests.services.evaluations import give_office
from webapp.services.identity.accounts import hash_password
from webapp.storage.akun import Akun, Peran
from webapp.web.admin.admin_hub import ROOMS
from webapp.web.policy import policy_of

from .conftest import Person

ClientAs = Callable[[str], Person]

ROLES = {
    "SR": "an employee",
    "KB": "a leader",
    "KD": "the head of an OPD",
    "YK": "the performance manager of an OPD",
    "NH": "an admin of BKPP",
    "KBK": "tim kinerja organisasi and tim penilai kinerja",
    "SD": "the PyB",
    "WK": "the head of the region",
}
EXCEPTIONS = {
    "auth.sign_in": "seen by those who have not signed in",
    "auth.second_factor": "between the password and the inbox",
    "setup.page": "its address is printed by the command that makes its key",
    "second_factors.secret": "follows the password of whoever enrols an app",
    "second_factors.removal": "offered where there is an app",
    "second_factors.recovery": "offered where there is a factor",
    "security.others_end": "offered where another session is open",
    "single_sign_on.removal": "offered where a provider is linked",
    "single_sign_on.leave": "offered where the agency has a provider",
    "single_sign_on.come_back": "the provider leads there",
    "single_sign_on.left": "the provider leads there after signing out",
    "passkeys.add_page": "offered at an address with a name and TLS",
    "health.alive": "for machines",
    "health.ready": "for machines",
    "health.metrics": "for machines",
    "summary.page": "public, and only where the agency has chosen so",
    "verification.ask": "public: its address is printed in every official document",
    "monthly_board.newest": "leads on to the board of a month",
    "yearly_board.newest": "leads on to the board of a year",
    "activity_device.items": "for the script of the quick entry",
    "activity_device.token": "for the script that sends what waited on a device",
    "activity_device.worker": "for the browser: the worker of the quick entry",
    "activity_device.page": "shown by that worker where there is no line",
    "auth.home": "leads on to the tasks",
    "follow_up.export": "offered where the ranking has somebody in it",
    "mph.sheet": "offered where the leader has results to hand on",
}
"""Pages without parameters that need no link, and why."""
NOT_FOLLOWED = frozenset({"language.choose", "static"})
PER_PAGE = 2
"""Addresses that are opened of one kind of page: a list of many people is one page many times."""

_HREF = pattern(r'<a\b[^>]*\bhref="([^"]+)"')


@dataclass
class Walk:
    """What a role found: kinds of page that were opened, and links that led nowhere."""

    opened: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def endpoint(app: Flask, url: str) -> str | None:
    """The kind of page at an address of this program; None for other places."""
    parts = urlsplit(url)
    if parts.netloc and parts.netloc != "localhost":
        return None
    try:
        name, _values = app.url_map.bind("localhost").match(parts.path, method="GET", query_args=parts.query)
    except HTTPException:
        return "404"
    return str(name)


def walk(app: Flask, person: Person, start: str = "/tugas") -> Walk:
    """Follow links, the near ones first."""
    found, queue, known = Walk(), deque([(start, "")]), {start}
    while queue:
        url, came_from = queue.popleft()
        name = endpoint(app, url)
        if name is None or name in NOT_FOLLOWED or found.opened[name] >= PER_PAGE:
            continue
        found.opened[name] += 1
        page = person.get(url)
        if page.status_code >= 400:
            found.broken.append(f"{came_from} -> {url}: {page.status_code}")
        targets = [page.location] if page.location else []
        if page.mimetype == "text/html":
            targets += [unescape(one) for one in _HREF.findall(page.text)]
        for target in targets:
            address = urljoin(url, target).partition("#")[0]
            if address not in known:
                known.add(address)
                queue.append((address, url))
    return found


def plain_pages(app: Flask) -> dict[str, str]:
    """GET routes without parameters, by endpoint."""
    return {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and policy_of(app.view_functions[rule.endpoint])
    }


@pytest.fixture
def town(city: Kota) -> Kota:
    """SR's SKP is set; DH's is on its way; somebody holds each office."""
    city.until_established("SR")
    city.until_submitted("DH")
    give_office(city, "KBK", "tim_penilai_kinerja")
    return city


def test_every_page_is_reached_by_links_from_a_menu_and_no_link_is_broken(
    town: Kota, app: Flask, client_as: ClientAs
) -> None:
    """Whose office a page names is led to it; a page for everybody is reached by somebody: others may find it empty."""
    pages = {name: rule for name, rule in plain_pages(app).items() if name not in EXCEPTIONS}
    broken, lost, reached = [], [], set()
    for who, role in ROLES.items():
        person = client_as(who)
        found = walk(app, person)
        broken += [f"{role}: {one}" for one in found.broken]
        reached |= set(found.opened)
        for name, rule in pages.items():
            named = policy_of(app.view_functions[name])
            if (
                named
                and named.kind == "peran"
                and name not in found.opened
                and person.get(rule).status_code == 200
            ):
                lost.append(f"{role}: {rule} ({name})")
    assert broken == [], "links that somebody is shown and cannot open"
    assert lost == [], "pages of an office that the office is led to from nowhere"
    assert sorted(set(pages) - reached) == [], "pages that nobody is led to"


def test_an_account_of_nobody_is_led_only_where_it_may_go(city: Kota, app: Flask, stranger: Person) -> None:
    """It brings the roll of employees and lets people in; rooms of those who decide refuse it, so none is offered."""
    with city.work.transaction() as tx:
        offices = [Peran.ADMIN_BKPP.value, Peran.PEMILIK_PROSES.value, Peran.PENGAWAS.value]
        tx.session.add(Akun(nama_pengguna="admin.satu", sandi=hash_password(PASSWORD), peran=offices))
    stranger.post("/masuk", {"nama_pengguna": "admin.satu", "sandi": PASSWORD})
    found = walk(app, stranger)
    assert found.broken == []
    assert {"data.page", "recovery.page", "directory.search_page"} <= set(found.opened)
    closed = [room.path for room in ROOMS if room.for_persons and "#" not in room.path]
    assert [path for path in closed if stranger.get(path).status_code == 200] == [], "hidden, but open"


def test_the_exceptions_name_pages_that_are_there(app: Flask) -> None:
    assert set(EXCEPTIONS) <= set(plain_pages(app)), "take out what is gone"
