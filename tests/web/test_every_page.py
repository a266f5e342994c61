"""Every page of the map, with the real ids of one year: what stands in its addresses, its headers, and its filters.

Nothing is named here by hand: a new route, parameter or column is walked with the others. What each page shows of
hostile words that were stored is looked at in a copy of the year whose every text has been replaced.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote, quote_plus, unquote_plus

import pytest
from flask import Request
from sqlalchemy import text
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.http import parse_options_header

from tests.conftest import own_database
from tests.kota import ZONE, Kota
from tests.services.test_file_names import is_plain
from tests.web.hostile_words import FORMULAS, HARMLESS, MARK, NAMES, SQL, XSS, formulas, poison, runs
from tests.web.matriks import Dunia, own_year
from tests.web.test_limits_and_doors import set_limits
from tests.web.visits import Visit, Visitors, needs_session
from webapp.services.postgres import PrivatePostgres
from webapp.storage.engine import open_engine
from webapp.web.app import create_app
from webapp.web.context import SETTINGS
from webapp.web.limits import SEARCHES

pytestmark = pytest.mark.slow

LEADS_ON = {"verification.ask"}
"""Pages that lead to what was typed, cleaned of all but letters and digits; another page looks whether it is there."""
FEWEST = 180
"""Pages that open; fewer would mean that the walk has lost its way."""


class Read(ImmutableMultiDict[str, str]):
    """What stands behind the question mark, which remembers what was asked of it."""

    names: ClassVar[set[str]] = set()

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def get(self, key, default=None, type=None):  # type: ignore[no-untyped-def]  # noqa: A002
        self.names.add(key)
        return super().get(key, default, type)

    def getlist(self, key, type=None):  # type: ignore[no-untyped-def]  # noqa: A002
        self.names.add(key)
        return super().getlist(key, type)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)


class Asked(Request):
    """A request that tells which parameters the program reads."""

    parameter_storage_class = Read


@pytest.fixture(scope="module")
def year(
    postgres: PrivatePostgres, city_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitors]:
    """One year for all tests of this file, which only read it."""
    with own_year(postgres, city_template, tmp_path_factory.mktemp("var")) as made:
        made.app.request_class = Asked
        set_limits(made.city, cari=[100_000, 60], unduh=[100_000, 60])
        yield Visitors(made)


@pytest.fixture(scope="module")
def visits(year: Visitors) -> dict[str, Visit]:
    """Every page once, by its route."""
    return {str(one.rule): one for one in year.all()}


# -- addresses and headers [ASVS 14.2.1, 14.3.2] ---------------------------------------------------------------------


def addresses(visit: Visit) -> set[str]:
    """Where a page leads, and from where it takes what it shows."""
    found = {visit.headers.get("Location", "")}
    if visit.is_page:
        names = ("href", "src", "action", "formaction", "hx-get", "hx-post", "hx-push-url")
        found |= {str(node.get(name)) for node in visit.tree.iter() for name in names if node.get(name)}
        found |= {
            str(value) for node in visit.tree.iter() for name, value in node.items()
            if str(name).startswith("data-") and str(value).startswith("/")
        }  # fmt: skip
    return found


def test_no_name_and_no_number_of_a_person_stands_in_an_address(
    year: Visitors, visits: dict[str, Visit]
) -> None:
    with year.dunia.city.engine.connect() as connection:
        people = connection.execute(text(
            "SELECT nip FROM pegawai UNION SELECT nama FROM pegawai UNION SELECT nama_pengguna FROM akun "
            "UNION SELECT email FROM pegawai WHERE email IS NOT NULL UNION SELECT alamat FROM surat_ringkas"
        )).scalars().all()  # fmt: skip
    words = [one.casefold() for one in people]
    assert len(words) > 40
    assert sum(visit.status == 200 for visit in visits.values()) >= FEWEST
    found = {
        (visit.endpoint, address)
        for visit in visits.values()
        for address in addresses(visit)
        if re.search(r"(?<!\d)\d{15,18}(?!\d)", said := unquote_plus(address).casefold())
        or "@" in said
        or any(word in said for word in words)
    }
    assert found == set(), "address people by a number of ours; what is typed about them is posted"


def test_nothing_that_needs_a_session_is_kept_by_a_browser(year: Visitors, visits: dict[str, Visit]) -> None:
    kept = [
        visit.endpoint for visit in visits.values()
        if needs_session(year.dunia, visit) and "no-store" not in visit.headers.get("Cache-Control", "")
    ]  # fmt: skip
    assert kept == []


# -- filters [ASVS 1.2.4] --------------------------------------------------------------------------------------------


def read_by(year: Visitors, visit: Visit) -> list[str]:
    """What a page reads of its address, also what it reads only where something else is said."""
    Read.names.clear()
    year.open(visit.rule, visit.role)
    if asked := {name for name in Read.names if not name.startswith("_")}:
        year.open(visit.rule, visit.role, **dict.fromkeys(asked, HARMLESS))
    return sorted(name for name in Read.names if not name.startswith("_"))


def told(visit: Visit, word: str) -> tuple[int, str]:
    """The status, and where one is led or what a reader sees, without the word that was looked for."""
    if not visit.is_page or visit.status == 303:
        return visit.status, visit.headers.get("Location", "").partition("?")[0]
    main = visit.tree.find(".//main")
    said = " ".join(" ".join(visit.tree.itertext() if main is None else main.itertext()).split())
    forms = {word, " ".join(word.split()), word.strip(), html.escape(word), quote(word), quote_plus(word),
             " ".join(word.replace("\x00", "").split()), word.replace("\x00", "\ufffd")}  # fmt: skip
    for form in sorted(forms, key=len, reverse=True):
        said = said.replace(form, "@")
    return visit.status, said


def test_no_filter_is_a_statement(year: Visitors, visits: dict[str, Visit]) -> None:
    wrong, tried = [], 0
    for visit in visits.values():
        for name in read_by(year, visit):
            harmless = told(year.open(visit.rule, visit.role, **{name: HARMLESS}), HARMLESS)
            for word in SQL if name in SEARCHES else (SQL[tried % len(SQL)],):
                tried += 1
                answer = year.open(visit.rule, visit.role, **{name: word})
                if answer.status == 400 and "\x00" in word:
                    continue  # what no database holds is refused
                if answer.status == 303 and visit.endpoint in LEADS_ON:
                    continue
                if answer.status >= 500 or told(answer, word) != harmless:
                    wrong.append((visit.address, name, word, answer.status))
    assert tried > 200
    assert wrong == []


# -- hostile words that were stored [ASVS 1.2.1, 5.4.1] --------------------------------------------------------------


@pytest.fixture(scope="module")
def poisoned(
    postgres: PrivatePostgres,
    year: Visitors,
    visits: dict[str, Visit],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, tuple[Visit, Visit]]]:
    """Every page as it was, and as it is where every text has hostile words in it."""
    whole = year.dunia
    whole.city.engine.dispose()
    with own_database(postgres, str(whole.city.engine.url.database)) as url:
        engine = open_engine(url, ZONE)
        with engine.connect() as connection:
            changed = poison(connection)
            connection.commit()
        engine.dispose()  # with its connections on which no trigger fires
        assert len(changed) > 80
        city = Kota(engine)
        city.now, city.nip, city.names = whole.city.now, whole.city.nip, whole.city.names
        settings = replace(whole.app.extensions[SETTINGS], var_dir=tmp_path_factory.mktemp("var"))
        others = Visitors(Dunia(city, create_app(settings, city.work), whole.values, whole.akun))
        yield {route: (one, others.open(one.rule, one.role)) for route, one in visits.items()}
        engine.dispose()


def test_every_page_still_opens(poisoned: dict[str, tuple[Visit, Visit]]) -> None:
    assert {
        one.endpoint: (one.status, new.status) for one, new in poisoned.values() if one.status != new.status
    } == {}
    showing = sum(new.is_page and MARK in new.body.decode() for _, new in poisoned.values())
    assert showing > 150, "pages that show a hostile word"


def test_what_was_typed_is_shown_on_every_page_and_runs_on_none(
    poisoned: dict[str, tuple[Visit, Visit]],
) -> None:
    assert len(XSS) >= 30
    wrong = {}
    for one, new in poisoned.values():
        if new.is_page:
            body = new.body.decode()
            raw = [word for word in XSS if "<" in word and word in body]
            if raw or (made := list(runs(new.tree))):
                wrong[one.endpoint] = raw or made
    assert wrong == {}


def test_no_cell_of_a_sheet_is_calculated(poisoned: dict[str, tuple[Visit, Visit]]) -> None:
    sheets = [new for _, new in poisoned.values() if "csv" in new.headers.get("Content-Type", "")]
    assert len(sheets) > 5
    assert len(FORMULAS) > 5
    assert {
        one.endpoint: found for one in sheets if (found := list(formulas(one.body.decode("utf-8-sig"))))
    } == {}


def test_every_file_that_is_handed_out_has_a_plain_name(poisoned: dict[str, tuple[Visit, Visit]]) -> None:
    names = {}
    for _, new in poisoned.values():
        if "Content-Disposition" in new.headers:
            how, more = parse_options_header(new.headers["Content-Disposition"])
            assert how in ("attachment", "inline")
            names[new.endpoint] = more["filename"]
    assert len(names) > 25
    assert len(NAMES) > 15
    assert {endpoint: name for endpoint, name in names.items() if not is_plain(name)} == {}
