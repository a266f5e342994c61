"""The guides as pages: for everybody, every one of them, with their pictures; nothing of the folder's neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.web.conftest import Person
from webapp.web import guides

SignIn = Callable[[str], Person]

ROLES = [name for name in guides.names() if name != guides.FIRST]


def test_the_help_page_leads_to_the_guide_of_every_role(stranger: Person) -> None:
    page = stranger.get("/bantuan").text
    for name in ROLES:
        assert f'<a class="govuk-link" href="/bantuan/panduan/{name}">{guides.title(name)}</a>' in page


@pytest.mark.parametrize("name", guides.names())
def test_a_guide_is_a_page_whose_links_and_pictures_are_there(stranger: Person, name: str) -> None:
    answer = stranger.get(f"/bantuan/panduan/{name}")
    assert answer.status_code == 200
    text = answer.text[answer.text.index('<article class="guide"') : answer.text.index("</article>")]
    assert f'<h1 class="govuk-heading-l">{guides.title(name)}</h1>' in text
    assert not re.search(r"\*\*|\]\(|^#|^\|", text, re.MULTILINE), "Markdown is left over"
    for address in re.findall(r'(?:href|src)="([^"]+)"', text):
        assert status(stranger, address) == 200, address


def test_a_guide_that_is_not_there_and_papers_beside_the_folder_are_not_found(
    stranger: Person, client_as: SignIn
) -> None:
    for address in (
        "/bantuan/panduan/lain",
        "/bantuan/panduan/..%2Fglossary",
        "/bantuan/gambar/..%2FREADME.md",
    ):
        assert status(stranger, address) == 404
    assert status(client_as("SR"), "/bantuan/panduan/pegawai") == 200


def status(person: Person, address: str) -> int:
    """What an address answers; a file that it sends is closed."""
    answer = person.get(address)
    answer.close()
    return answer.status_code
