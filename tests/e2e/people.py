"""People at a Chromium. They find things by the words and roles that a page shows, as readers and screen readers do.

Everything that a browser complains about is kept: errors of the console, refusals of the content policy, scripts that
opened a dialog, answers that broke. `Person.complaints` tells, and the fixtures ask at the end of every test.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Playwright, Response, expect

from tests.kota import NAMES, PASSWORD

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120_000
"""Milliseconds until something that does not come is an error, however much else the machine does."""
expect.set_options(timeout=PATIENCE)
TELL_OF_POLICY = """addEventListener("securitypolicyviolation",
    (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
_STATUS = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d\b")

Look = Callable[[Page, str], None]
"""What a test does with each new page: it gets the page and its name."""


def launch(playwright: Playwright) -> Browser:
    """The Chromium of this machine."""
    path = shutil.which("chromium") or "/usr/bin/chromium"
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


@dataclass
class Person:
    """Somebody with a window of their own. `look` is called for every page that is worth a look."""

    browser: Browser
    address: str
    width: int = 1280
    scripts: bool = True
    look: Look | None = None
    refused: list[str] = field(default_factory=list)
    heard: list[tuple[str, str]] = field(default_factory=list)
    asked_to_stay: int = 0

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(
            viewport={"width": self.width, "height": 800},
            java_script_enabled=self.scripts,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            base_url=self.address,
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(TELL_OF_POLICY)
        self.context.on("page", self._listen)
        self.page = self.context.new_page()

    # -- what the browser says -----------------------------------------------------------------------------

    def _listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(("script", str(error))))
        page.on("dialog", self._dialog)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.page.url.removeprefix(self.address) if message.page else "?"
            self.heard.append((message.location.get("url", ""), f"{message.text} (at {where})"))

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            self.asked_to_stay += 1
            dialog.accept()
            return
        self.heard.append(("dialog", dialog.message))
        dialog.dismiss()

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.heard.append((response.url, f"answered {response.status}"))
        elif response.status >= 400 and response.request.is_navigation_request():
            self.refused.append(response.url.partition("#")[0])

    @property
    def complaints(self) -> list[tuple[str, str]]:
        """What was heard, but for the browser's notes that a page which we asked for was refused."""
        return [
            (where, said)
            for where, said in self.heard
            if not (_STATUS.match(said) and where.partition("#")[0] in self.refused)
        ]

    # -- where they go -------------------------------------------------------------------------------------

    def open(self, path: str, name: str | None = None) -> Person:
        """Open an address; with a name, the page is looked at."""
        self.page.goto(path)
        return self.seen(name)

    def follow(
        self, words: str | re.Pattern[str], name: str | None = None, within: Locator | None = None
    ) -> Person:
        """Follow the first link with these words."""
        place = within or self.page.get_by_role("main")
        place.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state("load")
        return self.seen(name)

    def press(
        self, words: str | re.Pattern[str], name: str | None = None, within: Locator | None = None
    ) -> Person:
        """Press the button with exactly these words."""
        place = within or self.page.get_by_role("main")
        exact = isinstance(words, str)
        place.get_by_role("button", name=words, exact=exact).last.click()
        self.page.wait_for_load_state("load")
        return self.seen(name)

    def seen(self, name: str | None) -> Person:
        """Look at the page, if it has a name and somebody wants to look."""
        if name is not None and self.look is not None:
            self.page.wait_for_load_state("load")
            self.look(self.page, name)
        return self

    # -- what they fill in ---------------------------------------------------------------------------------

    def fill(self, label: str | re.Pattern[str], text: str, within: Locator | None = None) -> Person:
        """Write into the field with this label."""
        self._field(label, within).fill(text)
        return self

    def select(self, label: str, choice: str, within: Locator | None = None) -> Person:
        """Choose from a list, and wait for the form where it changes by that."""
        self._answer(lambda: self._field(label, within).select_option(label=choice))
        return self

    def tick(self, label: str | re.Pattern[str], within: Locator | None = None) -> Person:
        """Tick a box or choose a radio button, and wait for the form where it changes by that."""
        self._answer(lambda: self._field(label, within).check())
        return self

    def _field(self, label: str | re.Pattern[str], within: Locator | None) -> Locator:
        return (within or self.page.get_by_role("main")).get_by_label(label).first

    def _answer(self, act: Callable[[], object]) -> None:
        act()
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def group(self, legend: str) -> Locator:
        """The group of fields with exactly this legend."""
        return self.page.get_by_role("group", name=legend, exact=True)

    # -- what they read ------------------------------------------------------------------------------------

    @property
    def heading(self) -> str:
        """The page's own heading."""
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def text(self) -> str:
        """The words of the page's own part, as shown."""
        return " ".join(self.page.get_by_role("main").inner_text().split())

    @property
    def mistakes(self) -> list[str]:
        """The lines of the error summary."""
        return self.page.get_by_role("alert").get_by_role("listitem").all_inner_texts()

    @property
    def path(self) -> str:
        """Where the person is."""
        return self.page.url.removeprefix(self.address)

    # -- coming and going ----------------------------------------------------------------------------------

    def sign_in(self, code: str) -> Person:
        """Sign in as a person of the scenarios."""
        self.open("/masuk", "masuk")
        self.fill("NIP atau nama pengguna", NAMES[code]).fill("Kata sandi", PASSWORD)
        self.press("Masuk")
        assert self.heading == "Tugas saya", self.text
        return self

    def sign_in_again(self, code: str) -> Person:
        """Sign in on another day of the test's clock: sessions end, and the window is still open."""
        self.context.clear_cookies()
        return self.sign_in(code)

    def close(self) -> None:
        """Close the window."""
        self.context.close()
