"""A browser without scripts: opens pages, fills the forms that are on them, presses the buttons that are there.

It posts what a browser would post, hidden fields and token included; a field or button that the page does not show
cannot be used. Redirects are followed once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.kota import NAMES, PASSWORD


@dataclass
class Page:
    """A page as it came. `status` is that of the request itself, `path` where a redirect led."""

    browser: Peramban
    response: TestResponse
    status: int
    path: str

    def __post_init__(self) -> None:
        self.doc = html.fromstring(self.response.get_data(as_text=True))
        for area in self.doc.iter("textarea"):
            area.text = (area.text or "").removeprefix("\n")  # as browsers do

    @property
    def text(self) -> str:
        """All words of the page's own part, blanks folded."""
        return " ".join(self.doc.xpath("//main")[0].text_content().split())

    def all(self, xpath: str) -> list[Any]:
        """Elements by an XPath expression."""
        return list(self.doc.xpath(xpath))

    @property
    def names(self) -> set[str]:
        """Names of the fields of the page's own part that a person can fill."""
        kinds = "//main//textarea | //main//select | //main//input[not(@type='hidden')]"
        return {one.get("name") for one in self.all(kinds)}

    def value(self, name: str) -> str:
        """What a field holds."""
        found = self.doc.xpath("//main//*[@name=$name]", name=name)
        return str(found[0].value or "")

    def errors(self) -> list[tuple[str, str]]:
        """The error summary: where each line leads, and what it says."""
        lines = self.all("//*[contains(@class, 'govuk-error-summary__list')]//li")
        return [
            (next(iter(line.xpath(".//a/@href")), ""), " ".join(line.text_content().split()))
            for line in lines
        ]

    def press(self, button: str, extra: dict[str, str] | None = None, **fill: str) -> Page:
        """Fill fields and press the button with these words. `extra` forges names that the page does not have."""
        return self.press_with(button, fill, extra)

    def press_with(self, button: str, fill: dict[str, str], extra: dict[str, str] | None = None) -> Page:
        """The same, for names that are no Python names."""
        pressed = next(
            one for one in self.all("//main//button[@type='submit']") if one.text_content().strip() == button
        )
        form = next(one for one in self.doc.forms if pressed in one.iter())
        for name, value in fill.items():
            form.fields[name] = value
        sent = [*form.form_values(), *(extra or {}).items()]
        if pressed.get("name"):
            sent.append((pressed.get("name"), pressed.get("value")))
        target = pressed.get("formaction") or form.action or self.path
        if form.method == "GET":
            return self.browser.open(target, MultiDict(sent))
        return self.browser.post(target, MultiDict(sent))

    def follow(self, words: str) -> Page:
        """Follow the link that has these words in it."""
        link = next(one for one in self.all("//main//a") if words in one.text_content())
        return self.browser.open(link.get("href").partition("#")[0])


class Peramban:
    """One person's browser."""

    def __init__(self, app: Flask, code: str) -> None:
        self.client = app.test_client()
        page = self.open("/masuk")
        done = page.press("Masuk", nama_pengguna=NAMES[code], sandi=PASSWORD)
        assert (done.status, done.path) == (303, "/tugas"), done.text

    def open(self, path: str, query: MultiDict[str, str] | None = None) -> Page:
        """Open an address."""
        response = self.client.get(path, query_string=query, headers={"Accept": "text/html"})
        return self._page(response, path)

    def post(self, path: str, sent: MultiDict[str, str]) -> Page:
        """Post to an address."""
        return self._page(self.client.post(path, data=sent, headers={"Accept": "text/html"}), path)

    def _page(self, response: TestResponse, path: str) -> Page:
        status = response.status_code
        if status in (302, 303):
            path = response.headers["Location"]
            response = self.client.get(path.partition("#")[0], headers={"Accept": "text/html"})
            if response.status_code in (302, 303):
                path = response.headers["Location"]
                response = self.client.get(path.partition("#")[0], headers={"Accept": "text/html"})
        return Page(self, response, status, path)
